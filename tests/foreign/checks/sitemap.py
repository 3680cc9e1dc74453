"""lxml: sitemap.xml against the XSD of sitemaps.org, and each address in it is there."""
from pathlib import Path
from lxml import etree
from published import file_at, spoil

XSD = Path(__file__).resolve().parents[2] / "standards/sitemap-0.9.xsd"


def check(public, base_url):
    tree = etree.parse(public / "sitemap.xml")
    schema = etree.XMLSchema(etree.parse(XSD))
    schema.validate(tree)
    wrong = [f"line {error.line}: {error.message}" for error in schema.error_log]
    places = [place.text for place in tree.iter("{*}loc")]
    wrong += [f"{place} is not there" for place in places if file_at(public, base_url, place) is None]
    wrong += [f"{len(places) - len(set(places))} addresses twice"] if len(places) != len(set(places)) else []
    return wrong if places else ["it lists nothing"]


def break_(copy):
    spoil(copy / "sitemap.xml", "</loc></url>", "</loc><changefreq>sometimes</changefreq></url>")
    return "changefreq"
