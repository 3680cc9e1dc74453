"""How many papers and recommendations each body had in each year, by pandas, from the CSV, the JSON and the workbook alike.

Set BASE to the address of the site. Prints a CSV.
"""
import json
import os
import sys
from urllib.request import urlopen

import pandas as pd

BASE = os.environ.get("BASE", "https://crier.example/cheltenham/")


def table(name, **more):
    return pd.read_csv(f"{BASE}data/v1/{name}.csv", **more)


reports = table("reports", dtype={"date": str, "body": str, "meeting": str})
bodies = table("bodies")
asked = table("reports-recommendations", dtype={"id": str})
topics = table("reports-topics")

assert reports["id"].is_unique and bodies["id"].is_unique
assert reports["date"].str.fullmatch(r"\d{4}(-\d\d(-\d\d)?)?").all()
assert reports["url"].str.startswith("http").all()

# The year is what every date has, however exact.
reports["year"] = reports["date"].str[:4].astype(int)
per_report = asked.groupby("report", as_index=False).agg(recommendations=("n", "size"))
assert per_report["report"].isin(reports["id"]).all()
assert topics["report"].isin(reports["id"]).all()

merged = (
    reports.merge(per_report, left_on="id", right_on="report", how="left", validate="one_to_one")
    .merge(bodies[["id", "title"]], left_on="body", right_on="id", how="left", suffixes=("", "_of_body"), validate="many_to_one")
)
merged["recommendations"] = merged["recommendations"].fillna(0).astype(int)

# The JSON holds the same records, whole.
with urlopen(f"{BASE}data/v1/reports.json") as answer:
    whole = json.load(answer)
assert [record["id"] for record in whole] == reports["id"].tolist()
items = pd.json_normalize([r for r in whole if r.get("recommendations", {}).get("items")], record_path=["recommendations", "items"], meta=["id"], meta_prefix="report_")
assert len(items) == len(asked), (len(items), len(asked))

# One record by itself: its address is in the tables, with .json for the last slash.
with urlopen(BASE + "reports/" + reports["id"].iloc[0].split("/")[1] + ".json") as answer:
    one = json.load(answer)
assert one["id"] == reports["id"].iloc[0] and "prose" in one

# And so does the workbook.
sheets = pd.read_excel(f"{BASE}data/v1/reports.xlsx", sheet_name=None)
assert sheets["reports"]["id"].tolist() == reports["id"].tolist()
assert "About" in sheets

# Tidy tables of figures, found by way of the description of all tables.
with urlopen(f"{BASE}data/v1/datapackage.json") as answer:
    package = json.load(answer)
tidy = [resource for resource in package["resources"] if resource["path"].startswith("observations/")]
for resource in tidy:
    figures = pd.read_csv(BASE + "data/v1/" + resource["path"], dtype={"period": str, "area_code": str})
    assert figures["value"].dtype.kind in "fi" and figures["unit"].nunique() <= 1 and figures["area_title"].notna().all()

summary = merged.groupby(["title_of_body", "year"], as_index=False).agg(reports=("id", "size"), recommendations=("recommendations", "sum"))
summary.to_csv(sys.stdout, index=False)
