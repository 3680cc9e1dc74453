"""Keeps a copy of all records by way of the change log alone, and proves it against the tables.

Set BASE to the address of the site, COPY to a file for the copy. The first time it takes the tables; then it applies what came after, event by
event: records added or corrected are fetched again, those withdrawn or redacted are removed. Prints how many of each there are.
"""
import csv
import io
import json
import os
import sys
from urllib.request import urlopen

BASE = os.environ.get("BASE", "https://crier.example/cheltenham/")
COPY = os.environ.get("COPY", "copy.json")


def rows(name):
    with urlopen(f"{BASE}data/v1/{name}.csv") as answer:
        return list(csv.DictReader(io.TextIOWrapper(answer, encoding="utf-8-sig", newline="")))


def tables():
    """What the tables hold now: the JSON of each record by its id."""
    found = {}
    with urlopen(f"{BASE}data/v1/datapackage.json") as answer:
        package = json.load(answer)
    for resource in package["resources"]:
        if resource["format"] == "json":
            with urlopen(f"{BASE}data/v1/{resource['path']}") as answer:
                found.update({record["id"]: record for record in json.load(answer)})
    return found


changes = rows("changes")
assert [int(row["seq"]) for row in changes] == sorted({int(row["seq"]) for row in changes})
last = int(changes[-1]["seq"]) if changes else 0
now = tables()

if os.path.exists(COPY):
    held = json.load(open(COPY, encoding="utf-8"))
    records = held["records"]
    for row in changes:
        if int(row["seq"]) <= held["last"]:
            continue
        if row["action"] in ("add", "update", "restore"):
            # A later event may have taken it away again.
            if row["id"] in now:
                records[row["id"]] = now[row["id"]]
        elif row["action"] in ("withdraw", "redact"):
            records.pop(row["id"], None)
        else:
            assert row["action"] == "schema", row["action"]
    # What another record is called may have changed since: the log tells of a record's own words alone, so lists and references are left out.
    words = lambda record: {key: value for key, value in record.items() if not isinstance(value, (dict, list))}
    if held["last"]:  # Else there was no log yet, and nothing to go by.
        assert records.keys() == now.keys(), sorted(records.keys() ^ now.keys())
        stale = [key for key in records if words(records[key]) != words(now[key])]
        assert not stale, stale

gone = {row["id"] for row in rows("withdrawn") if row["id"]}
assert not gone & now.keys(), "withdrawn and in a table"
json.dump({"last": last, "records": now}, open(COPY, "w", encoding="utf-8"))

out = csv.writer(sys.stdout)
out.writerow(["kind", "records"])
for kind in sorted({key.split("/")[0] for key in now}):
    out.writerow([kind, sum(key.split("/")[0] == kind for key in now)])
out.writerow(["withdrawn", len(gone)])
