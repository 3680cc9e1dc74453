"""feedparser: the change log is told in full: from changes.atom by way of its archives, each event of changes.csv; and what is gone has a tombstone."""
import csv, json
from collections import Counter
import feedparser
from lxml import etree
from published import file_at, spoil, tables

# The demonstration has no past: the generated site is the one to break.
BREAKS = "generated"
TOMB = "{http://purl.org/atompub/tombstones/1.0}deleted-entry"


def rows(public, name):
    with open(public / "data/v1" / name, encoding="utf-8-sig", newline="") as file:
        return list(csv.DictReader(file))


def check(public, base_url):
    events, withdrawn = rows(public, "changes.csv"), rows(public, "withdrawn.csv")
    told, gone, wrong = walk(public, base_url)
    if len(told.keys() | gone) != len(events):
        wrong.append(f"{len(events)} events in changes.csv, {len(told)} entries and {len(gone - told.keys())} tombstones in the feed")
    by_action = Counter(told.values())
    for action, number in Counter(event["action"] for event in events).items():
        # Entries of a record that was taken away may be taken back; the news that it was never is.
        if by_action[action] != number and not (action in ("add", "update", "restore") and number - len(gone) <= by_action[action] < number):
            wrong.append(f"{number} events {action}, {by_action[action]} entries")
    newest = json.loads((public / "data/v1/changes.json").read_text(encoding="utf-8"))["items"]
    if [item["_crier"]["seq"] for item in newest] != [int(event["seq"]) for event in events[::-1][:len(newest)]] or len(newest) != min(50, len(events)):
        wrong.append("changes.json has not the newest events")
    listed = {row[0] for table in tables(public) if "-" not in table["name"] and table["name"] not in ("changes", "withdrawn") for row in csv.reader(open(table["file"], encoding="utf-8-sig", newline=""))}
    for row in withdrawn:
        if row["id"] in listed:
            wrong.append(f"{row['id']} is withdrawn and in a table")
        page = file_at(public, base_url, row["url"]) if row["url"] else None
        if row["url"] and (page is None or not json.loads(page.parent.with_suffix(".json").read_text(encoding="utf-8")).get("deleted")):
            wrong.append(f"{row['id']} has no tombstone")
    return wrong


def walk(public, base_url):
    """From the newest feed back through its archives (RFC 5005, 4): action by entry id, ids of tombstones, what is wrong."""
    told, gone, wrong = {}, set(), []
    path = public / "data/v1/changes.atom"
    while path:
        data = path.read_bytes()
        feed = feedparser.parse(data)
        told.update((entry.id, entry.tags[0].term) for entry in feed.entries)
        gone.update(stone.get("ref") for stone in etree.fromstring(data).iter(TOMB))
        before = [link.href for link in feed.feed.links if link.rel == "prev-archive"]
        path = file_at(public, base_url, before[0]) if before else None
        if before and path is None:
            wrong.append(f"{before[0]} is not there")
    return told, gone, wrong


def break_(copy):
    spoil(copy / "data/v1/changes/2026-02.atom", 'rel="prev-archive"', 'rel="previous"')
    return "events in changes.csv"
