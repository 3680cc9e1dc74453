"""A feed reader: what is new in the feeds of papers and decisions, and whether what it knew is still known.

Set BASE to the address of the site, SEEN to a file in which it remembers. Prints a CSV of all entries.
"""
import csv
import json
import os
import sys
from urllib.request import Request, urlopen

import feedparser

BASE = os.environ.get("BASE", "https://crier.example/cheltenham/")
SEEN = os.environ.get("SEEN", "seen.json")
FEEDS = ["reports/feed.atom", "resolutions/feed.atom", "meetings/feed.atom", "bodies/council/feed.atom"]

seen = json.load(open(SEEN, encoding="utf-8")) if os.path.exists(SEEN) else {}
out = csv.writer(sys.stdout)
out.writerow(["feed", "id", "updated", "title", "link", "is_new"])

for path in FEEDS:
    with urlopen(BASE + path) as answer:
        feed = feedparser.parse(answer.read())
    assert not feed.bozo, feed.bozo_exception
    known = seen.setdefault(path, {})
    assert known.get("", feed.feed.id) == feed.feed.id, "the feed has another id"
    site = feed.feed.id[: -len(path)]  # The address it is published under, which may not be the one it is read from.
    now = {entry.id: entry.updated for entry in feed.entries}
    for entry in feed.entries:
        assert entry.title and entry.link and entry.updated_parsed
        out.writerow([path, entry.id, entry.updated, entry.title, entry.link, entry.id not in known])
    for old, updated in known.items():
        if old in now:
            assert now[old] >= updated, f"{old} is older than it was"
        elif old:
            # No longer among the newest, or withdrawn: its page answers all the same.
            with urlopen(Request(BASE + old[len(site):], method="HEAD")) as answer:
                assert answer.status == 200
    known.update(now)
    known[""] = feed.feed.id

json.dump(seen, open(SEEN, "w", encoding="utf-8"), indent=1, sort_keys=True)
