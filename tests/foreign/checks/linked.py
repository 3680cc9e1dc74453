"""rdflib: all JSON-LD (catalogue, records, pages) becomes triples with contexts of the site's own, and no literal is ill-typed."""
import json, logging, re
from rdflib import Graph, Literal, URIRef
from published import edit_json, file_at

# It prints a trace for each literal that it cannot read; they are found by `ill_typed`.
logging.getLogger("rdflib.term").setLevel(logging.CRITICAL)

# The context of schema.org lies at its own address and is asked for by those who read pages: here its words alone are known, nothing is fetched.
SCHEMA_ORG = {"@vocab": "https://schema.org/"}


def own_contexts(value, public, base_url):
    """The document with each context that it names put in its place; anything but a file of the site is refused."""
    if isinstance(value, list):
        return [own_contexts(item, public, base_url) for item in value]
    if not isinstance(value, dict):
        return value
    return {key: context(held, public, base_url) if key == "@context" else own_contexts(held, public, base_url) for key, held in value.items()}


def context(held, public, base_url):
    if isinstance(held, list):
        return [context(item, public, base_url) for item in held]
    if not isinstance(held, str):
        return held
    if held.rstrip("/") == "https://schema.org":
        return SCHEMA_ORG
    file = file_at(public, base_url, held)
    if file is None:
        raise ValueError(f"remote context {held}")
    return json.loads(file.read_text(encoding="utf-8"))["@context"]


def graph_of(text, public, base_url):
    document = own_contexts(json.loads(text), public, base_url)
    return Graph().parse(data=json.dumps(document), format="json-ld", publicID=base_url)


def problems(graph):
    if not len(graph):
        yield "no triples"
    for subject, predicate, value in graph:
        if isinstance(value, Literal) and value.ill_typed:
            yield f"ill-typed: {subject} {predicate} {value.n3()}"
        for term in (subject, predicate, value):
            if isinstance(term, URIRef) and (re.search(r'[\s<>"{}|\\^`]', term) or ":" not in term):
                yield f"no address: {term!r}"


def documents(public):
    yield "data/catalog.jsonld", (public / "data/catalog.jsonld").read_text(encoding="utf-8")
    # CSVW has a context of its own, which is part of that standard: csvw_metadata.py reads it.
    for path in (path for path in public.rglob("*.json") if not path.name.endswith(".csv-metadata.json")):
        text = path.read_text(encoding="utf-8")
        if '"@context"' in text[:400]:
            yield str(path.relative_to(public)), text
    for path in public.rglob("*.html"):
        for block in re.findall(r'<script type="application/ld\+json">(.*?)</script>', path.read_text(encoding="utf-8"), re.S):
            yield str(path.relative_to(public)), block


def check(public, base_url):
    wrong, kinds = [], set()
    for name, text in documents(public):
        kinds.add(name.rsplit(".", 1)[-1])
        try:
            wrong += [f"{name}: {problem}" for problem in problems(graph_of(text, public, base_url))]
        except Exception as error:
            wrong.append(f"{name}: {error}")
    missing = {"jsonld", "json", "html"} - kinds
    return wrong + [f"no JSON-LD in any .{kind} file" for kind in sorted(missing)]


def break_(copy):
    edit_json(copy / "data/catalog.jsonld", lambda catalogue: catalogue.update({"dct:issued": {"@value": "soon", "@type": "xsd:date"}}))
    return "ill-typed"
