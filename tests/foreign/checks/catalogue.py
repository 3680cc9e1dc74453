"""pyshacl: data/catalog.jsonld against the shapes of DCAT-AP 3.0.1."""
from pathlib import Path
from pyshacl import validate
from rdflib import Graph
from checks.linked import graph_of
from published import edit_json

SHAPES = Path(__file__).resolve().parents[2] / "standards/dcat-ap-3.0.1.ttl"
DCAT = "http://www.w3.org/ns/dcat#"


def check(public, base_url):
    graph = graph_of((public / "data/catalog.jsonld").read_text(encoding="utf-8"), public, base_url)
    for wanted in ("Catalog", "Dataset", "Distribution"):
        if not graph.query(f"ASK {{ ?x a <{DCAT}{wanted}> }}").askAnswer:
            return [f"no {wanted} in the catalogue"]
    conforms, _, words = validate(graph, shacl_graph=Graph().parse(SHAPES), advanced=False, inference="none", do_owl_imports=False, meta_shacl=False)
    return [] if conforms else words.split("\nConstraint Violation")[1:]


def break_(copy):
    edit_json(copy / "data/catalog.jsonld", lambda catalogue: catalogue["dcat:dataset"][0].pop("dct:title"))
    return "Less than 1 values"
