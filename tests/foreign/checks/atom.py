"""feedparser, and the rules of RFC 4287 (Atom), RFC 5005 (archives) and RFC 6721 (tombstones) that it does not enforce."""
import re
from urllib.parse import urlsplit
import feedparser
from lxml import etree
from published import address_of, at_least_one, file_at, spoil

ATOM, HISTORY, TOMB = "{http://www.w3.org/2005/Atom}", "{http://purl.org/syndication/history/1.0}", "{http://purl.org/atompub/tombstones/1.0}"
MOMENT = re.compile(r"\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d(\.\d+)?(Z|[+-]\d\d:\d\d)")
NEWEST = 50


def check(public, base_url):
    wrong = []
    for path in at_least_one(public.rglob("*.atom"), "Atom feed"):
        wrong += [f"{path.relative_to(public)}: {problem}" for problem in problems(path, public, base_url)]
    return wrong


def problems(path, public, base_url):
    parsed = feedparser.parse(path.read_bytes())
    if parsed.bozo:
        yield f"feedparser: {parsed.bozo_exception}"
    if parsed.version != "atom10":
        yield f"feedparser takes it for {parsed.version!r}"
    feed = etree.parse(path).getroot()
    entries = feed.findall(ATOM + "entry")
    if len(parsed.entries) != len(entries):
        yield f"feedparser sees {len(parsed.entries)} of {len(entries)} entries"
    if len(entries) > NEWEST:
        yield f"{len(entries)} entries"
    if feed.find(f"{ATOM}author/{ATOM}name") is None and any(e.find(f"{ATOM}author/{ATOM}name") is None for e in entries):
        yield "no author (4.1.1)"
    yield from own_links(feed, path, public, base_url)
    for part in [feed, *entries]:
        yield from required(part)
    ids = [entry.findtext(ATOM + "id") for entry in entries]
    ids += [gone.get("ref") for gone in feed.findall(TOMB + "deleted-entry")]
    yield from (f"id twice: {i}" for i in set(ids) if ids.count(i) > 1)
    for gone in feed.findall(TOMB + "deleted-entry"):
        if not gone.get("ref") or not MOMENT.fullmatch(gone.get("when", "")):
            yield "a tombstone without ref or when (RFC 6721, 3)"


def required(part):
    """RFC 4287, 4.1.1 and 4.1.2: one id (an IRI), one title, one updated; dates of RFC 3339."""
    name = part.findtext(ATOM + "id") or etree.QName(part).localname
    for child in ("id", "title", "updated"):
        if len(part.findall(ATOM + child)) != 1:
            yield f"{name}: {len(part.findall(ATOM + child))} elements {child}"
    if not urlsplit(name).scheme:
        yield f"{name}: its id is no IRI"
    for child in ("updated", "published"):
        for date in part.findall(ATOM + child):
            if not MOMENT.fullmatch(date.text or ""):
                yield f"{name}: {child} is {date.text!r}"
    if part.tag == ATOM + "entry" and part.find(ATOM + "content") is None and part.find(f"{ATOM}link[@rel='alternate']") is None:
        yield f"{name}: neither content nor an alternate link (4.1.2)"


def own_links(feed, path, public, base_url):
    """Each address of the site that the feed names is there; its own, and the archives before it."""
    by_rel = {link.get("rel"): link.get("href") for link in feed.findall(ATOM + "link")}
    if by_rel.get("self") != address_of(public, base_url, path):
        yield f"its self link is {by_rel.get('self')}"
    for link in feed.iter(ATOM + "link"):
        if link.get("href").startswith(base_url) and file_at(public, base_url, link.get("href")) is None:
            yield f"{link.get('href')} is not there"
    if feed.find(HISTORY + "archive") is not None and "current" not in by_rel:
        yield "an archive that does not lead to the current feed (RFC 5005, 4)"


def break_(copy):
    path = copy / "reports/feed.atom"
    spoil(path, "</title>\n<updated>", "</title>\n<modified>")
    spoil(path, "</updated>", "</modified>")
    return "reports/feed.atom: "
