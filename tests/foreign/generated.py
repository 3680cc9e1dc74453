"""A site of 500 records that holds what the demonstration does not: a past.

It is released three times, so that the change log has archives, a withdrawal, a redaction, a record with a new name and a column that came
later. Its address has a port and a path, so that nothing may take a site to be the root of its host. Nobody in it exists.
"""
import json, random, shutil, subprocess, sys
from pathlib import Path

HOME = Path(__file__).resolve().parents[2]
sys.path.insert(0, str(HOME / "bench"))
import bench  # noqa: E402

BASE_URL = "https://open-data.example:8443/town/records/"
RECORDS = 500
MONTHS = ["2025-Q1", "2025-Q2", "2025-Q3", "2025-Q4"]


def settings():
    return f'''title = "Records of a town that does not exist"
council = "Généré Town Council"
publisher = "Généré Town Council"
base_url = "{BASE_URL}"
licence = "OGL-UK-3.0"
contact = "records@open-data.example"
'''


def write(folder, path, text):
    (folder / path).parent.mkdir(parents=True, exist_ok=True)
    (folder / path).write_text(text, encoding="utf-8")


def document(folder, path, front, prose):
    """Front matter is written as JSON, which is YAML too."""
    lines = "".join(f"{key}: {json.dumps(value, ensure_ascii=False)}\n" for key, value in front.items())
    write(folder, f"content/{path}.md", f"---\n{lines}---\n{prose}\n")


def table(folder, path, head, rows):
    cell = lambda value: f'"{value}"' if "," in str(value) else str(value)
    write(folder, path, "\n".join([",".join(head)] + [",".join(map(cell, row)) for row in rows]) + "\n")


def people(folder):
    for i in range(1, 13):
        document(folder, f"people/officer-{i}", {"title": f"Officer {i}", "honorific": "Ms"}, "Made for a test.")
    rows = [(f"officer-{i}", f"committee-{i}", "Chair", "2024-05-16") for i in range(1, 13)]
    table(folder, "data/memberships.csv", ["name", "person", "body", "role", "from", "basis"], [(f"m-{p}", p, b, r, d, "minute") for p, b, r, d in rows])


def figures(folder):
    """Two indicators: one of whole numbers with small ones hidden, one of fractions with limits."""
    table(folder, "data/areas.csv", ["name", "title", "type"], [("north", "North", "other"), ("south", "South, with a comma", "other")])
    common = {"definition": "Counted for a test.", "source": "Made up for a test."}
    write(folder, "data/indicators.json", json.dumps([
        {"name": "visits", "title": "Visits", "unit": "visits", "measure": "count", "suppression": {"below": 5, "mark": "fewer than 5"}, **common},
        {"name": "satisfied", "title": "Satisfied", "unit": "per cent", "measure": "percentage", "licence": "CC-BY-4.0", **common}]))
    r, rows = random.Random("figures"), []
    for period in MONTHS:
        for area in ["area/north", "area/south"] + [f"ward/{w}" for w in bench.WARDS[:5]]:
            visits = r.randint(1, 200)
            rows.append(("visits", area, period, visits, "", "", visits, "suppressed" if visits < 5 else "ok"))
            share = r.randint(100, 900) / 10
            rows.append(("satisfied", area, period, share, round(share - 2.5, 1), round(share + 2.5, 1), 40, "provisional" if period == MONTHS[-1] else "ok"))
    table(folder, "data/observations/made.csv", ["indicator", "area", "period", "value", "lower", "upper", "count", "value_status"], rows)


def meetings(folder):
    for i in range(1, 41):
        body, month = f"committee-{1 + i % 5}", f"{2025 + i // 24}-{1 + i // 2 % 12:02d}"
        state = "cancelled" if i % 9 == 0 else "scheduled" if month > "2025-12" else "held"
        front = {"title": f"Meeting {i}: with, commas; and semicolons", "body": body, "date": f"{month}-{10 + i % 15}", "starts": "18:30", "state": state, "venue": "Town Hall, Upper Room; first floor",
                 "items": [{"id": "1", "title": "Apologies"}, {"id": "2", "title": "Any other business"}], "attendance": [{"person": "officer-1", "role": "Clerk", "state": "present"}]}
        if i % 3 == 0:
            front["ends"] = "21:00"
        document(folder, f"meetings/meeting-{i}", front, "Made for a test.")
    document(folder, "matters/bins", {"title": "Bins", "question": "When will bins be emptied?", "state": "open", "steps": [{"id": "asked", "date": "2025-03", "event": "Residents asked."}]}, "Made for a test.")


def odd_text(folder):
    """What breaks tables: quotes, commas, line ends, a list first, other scripts, what looks like another type."""
    document(folder, "reports/odd-text", {
        "title": 'He said "no, never": 100% <b>&amp;', "date": "2025-02", "body": "committee-1", "matter": "bins", "topics": ["topic-1"],
        "summary": "Déjà vu, naïve, 日本語, 🚲. NULL, TRUE and 1/2 are words here.",
        "reasons": "- A list comes first.\n- It has two lines, \"quoted\".", "alternatives": "Line one.\n\nLine two, after an empty one.",
        "recommendations": {"lead_in": "That:", "items": [{"id": "1", "text": "NaN is a word", "verbs": ["note"]}, {"id": "1.10", "text": "007", "verbs": ["note", "agree"]}]},
        "implications": [{"id": "1", "type": "financial", "none": True, "label": "Financial"}, {"id": "2", "type": "legal", "text": "None that we know of."}],
        "contacts": [{"person": "officer-2", "role": "Author", "phone": "01632 960001", "email": "author@open-data.example"}],
        "attachments": [{"id": "a", "title": "Plan, with a comma", "file": "plan.txt", "availability": "published"}, {"id": "b", "title": "Map", "availability": "not-held"}]}, "1.1 Made for a test.")
    write(folder, "content/reports/plan.txt", "A plan.\n")


def replace(path, old, new):
    text = path.read_text(encoding="utf-8")
    assert old in text, f"{path} has no {old!r}"
    path.write_text(text.replace(old, new, 1), encoding="utf-8")


def reports(folder):
    return sorted(p for p in (folder / "content/reports").glob("rep-*.md"))


def second_year(folder, crier):
    """Corrections, a withdrawal, a new name, a column at the end, more records; then a takedown."""
    some = reports(folder)
    for path in some[:60]:
        replace(path, "title: Record", "updated: '2026-02-03'\ntitle: Corrected record")
    replace(some[70], "title:", "withdrawn: { date: '2026-02-01', reason: Published by mistake, replaced_by: " + some[71].stem + " }\ntitle:")
    new = some[80].with_name("rep-with-a-new-name.md")
    replace(some[80], "title:", f"aliases: [/reports/{some[80].stem}/]\ntitle:")
    some[80].rename(new)
    for path in (folder / "content").rglob("*.md"):
        text = path.read_text(encoding="utf-8")
        if some[80].stem in text and path != new:
            path.write_text(text.replace(some[80].stem, new.stem), encoding="utf-8")
    kind = json.loads((HOME / "data/kinds/report.json").read_text())
    kind["properties"]["shelf"] = {"title": "Shelf", "description": "Where the paper stands in the archive.", "type": "integer"}
    write(folder, "data/kinds/report.json", json.dumps(kind))
    replace(some[90], "title:", "shelf: 7\ntitle:")
    crier("release", "--today", "2026-02-03")
    taken = some[100]
    crier("redact", f"report/{taken.stem}", "--reason", "personal-data", "--today", "2026-03-01")
    crier("redact", f"report/{some[101].stem}", "--reason", "mistake", "--retire-name", "--today", "2026-03-02")
    crier("release", "--today", "2026-03-03")


def make(folder, program):
    """Writes the site into `folder`, which is emptied, and builds it. Gives its public folder."""
    shutil.rmtree(folder, ignore_errors=True)
    bench.corpus(folder, RECORDS)
    write(folder, "crier.toml", settings())
    for part in (people, figures, meetings, odd_text):
        part(folder)

    def crier(*words):
        done = subprocess.run([program, *words, "--format", "short", "--root", str(folder)], capture_output=True, text=True)
        if done.returncode:
            raise SystemExit(f"crier {' '.join(words)} ended with {done.returncode}:\n{done.stdout[-3000:]}{done.stderr[-3000:]}")

    crier("release", "--today", "2026-01-05")
    second_year(folder, crier)
    crier("build", "--today", "2026-03-04")
    return folder / "public"


if __name__ == "__main__":
    make(Path(sys.argv[2]), sys.argv[1])
