#!/usr/bin/env python3
"""Times crier on a corpus of its own: a build into a new folder, a check, a build with nothing changed, a build after one edit.

  bench.py --crier PROGRAM [--records 10000] [--runs 3] [--folder DIR]

Record i depends on i alone, so a smaller corpus is the beginning of a larger one. Six in ten records are reports of about 1,400 words
with numbered sections and a table; the rest are decisions, needs assessments and protocols. Standard library only.
"""
import argparse, os, random, shutil, statistics, subprocess, tempfile, time
from pathlib import Path

BODIES = ["council", "cabinet"] + [f"committee-{i}" for i in range(1, 24)]
WARDS = [f"ward-{i}" for i in range(1, 21)]
TOPICS = [f"topic-{i}" for i in range(1, 61)]
OPENINGS = ["The committee heard that", "Officers advise that", "Residents told us that", "It is expected that", "The figures show that", "Since the last report"]
MIDDLES = ["the cost of the service", "the state of the building", "the time people wait", "the number of complaints", "the work of volunteers", "the income from fees"]
ENDS = ["has fallen by {} per cent", "will be looked at again in {} months", "was raised {} times last year", "concerns {} households", "rose to {} in spring"]


def sentence(r):
    return f"{r.choice(OPENINGS)} {r.choice(MIDDLES)} {r.choice(ENDS).format(r.randint(2, 900))} near {r.choice('ABCDEFGH')}{r.randint(100, 999)} Road."


def prose(r, words):
    out, section = [], 0
    while words > 0:
        section += 1
        out.append(f"## {section}. {r.choice(MIDDLES).capitalize()} {section}")
        for paragraph in range(1, 5):
            text = " ".join(sentence(r) for _ in range(4))
            words -= len(text.split())
            out.append(f"{section}.{paragraph} {text}")
        if section == 2:
            rows = "\n".join(f"| {w} | {r.randint(1, 999)} | {r.randint(1, 999)} |" for w in WARDS[:7])
            out.append(f"| Ward | Before | After |\n|---|---:|---:|\n{rows}")
    return "\n\n".join(out) + "\n"


def listed(key, values):
    return f"{key}: [{', '.join(values)}]\n"


def record(i, reports):
    r = random.Random(f"record-{i}")
    share = r.random()
    kind = "reports" if share < .6 else "resolutions" if share < .95 else "needs-assessments" if share < .98 else "protocols"
    name = f"{kind[:3]}-{i:06d}-{r.choice(TOPICS)}"
    # No decision is older than the reports it decides on.
    years = (2005, 2014) if kind == "reports" else (2015, 2025)
    date = f"{r.randint(*years)}-{r.randint(1, 12):02d}-{r.randint(1, 28):02d}"
    head = f"title: Record {i} about {r.choice(MIDDLES)}\ndate: {date}\n" + listed("topics", r.sample(TOPICS, r.randint(1, 4))) + listed("wards", sorted(r.sample(WARDS, r.randint(1, 3))))
    body = r.choice(BODIES)
    asked = [sentence(r).replace('"', "") for _ in range(r.randint(1, 4))]
    items = "".join(f"    - id: \"{n}\"\n      text: \"{text}\"\n" for n, text in enumerate(asked, 1))
    if kind == "resolutions":
        head += f"decision_maker: {{ type: committee, body: {body} }}\noutcome: agreed\nbasis: minute\nitems:\n" + items.replace("    - ", "  - ").replace("      text", "    text")
        head += listed("considers", sorted(r.sample(reports, min(len(reports), 2)))) if reports else ""
        text = prose(r, 130)
    elif kind == "protocols":
        head += f"monitored_by: {body}\nmonitoring_basis: minute\n"
        text = prose(r, 2400)
    else:
        head += f"body: {body}\nrecommendations:\n  lead_in: \"That the committee:\"\n  items:\n{items}"
        text = prose(r, 1400 if kind == "reports" else 1800)
    if kind == "reports":
        reports.append(name)
        del reports[:-400]
    return kind, name, f"---\n{head}---\n\n{text}"


def corpus(folder, n):
    for kind in ("reports", "resolutions", "needs-assessments", "protocols"):
        (folder / "content" / kind).mkdir(parents=True, exist_ok=True)
    (folder / "data").mkdir(exist_ok=True)
    (folder / "crier.toml").write_text('title = "Bench"\ncouncil = "Bench Council"\npublisher = "Bench Council"\nbase_url = "https://bench.example/"\nlicence = "OGL-UK-3.0"\ncontact = "bench@bench.example"\n')
    rows = lambda names, more="": "".join(f"{x},{x.replace('-', ' ').capitalize()}{more}\n" for x in names)
    (folder / "data/bodies.csv").write_text("name,title,type\n" + rows(BODIES, ",committee"))
    (folder / "data/wards.csv").write_text("name,title\n" + rows(WARDS))
    (folder / "data/topics.csv").write_text("name,title\n" + rows(TOPICS))
    reports = []
    for i in range(n):
        kind, name, text = record(i, reports)
        (folder / "content" / kind / f"{name}.md").write_text(text)
    return folder / "content/reports" / f"{reports[0]}.md"


def run(crier, words, folder):
    start = time.monotonic()
    child = subprocess.Popen([crier, *words, "--root", str(folder), "--today", "2026-01-01", "-v"], stdout=subprocess.DEVNULL, stderr=subprocess.PIPE, text=True)
    told = child.stderr.read()
    _, status, usage = os.wait4(child.pid, 0)
    if status:
        raise SystemExit(f"crier {' '.join(words)} ended with {status}:\n{told[-2000:]}")
    phases = [line.strip() for line in told.splitlines() if " ms  " in line]
    return time.monotonic() - start, usage.ru_utime + usage.ru_stime, usage.ru_maxrss / 1024, phases


def aside(folder):
    """Moved, not deleted: file systems are slow to reuse what was just deleted."""
    for part in ("public", ".crier"):
        if (folder / part).exists():
            (folder / part).rename(folder / f"{part}.{time.monotonic_ns()}.old")


def main():
    options = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    options.add_argument("--crier", required=True)
    options.add_argument("--records", type=int, default=10000)
    options.add_argument("--runs", type=int, default=3)
    options.add_argument("--folder")
    o = options.parse_args()
    folder = Path(o.folder or tempfile.mkdtemp(prefix="crier-bench-"))
    try:
        one = corpus(folder, o.records)
        got = {"full build": [], "check": [], "nothing changed": [], "one edit": []}
        for _ in range(o.runs):
            aside(folder)
            got["full build"].append(run(o.crier, ["build"], folder))
            got["check"].append(run(o.crier, ["check"], folder))
            got["nothing changed"].append(run(o.crier, ["build"], folder))
            one.write_text(one.read_text().replace("Road.", "Street.", 1) + "\nOne more line.\n")
            got["one edit"].append(run(o.crier, ["build"], folder))
        print(f"{o.records} records, {o.runs} runs, medians")
        print("| what | wall s | cpu s | peak MiB | of a full build |\n|---|---|---|---|---|")
        median = lambda rows, i: statistics.median(row[i] for row in rows)
        full = median(got["full build"], 0)
        for name, rows in got.items():
            print(f"| {name} | {median(rows, 0):.2f} | {median(rows, 1):.2f} | {median(rows, 2):.0f} | {median(rows, 0) / full:.2f} |")
        print("\nPhases of the last full build:")
        print("\n".join(f"  {line}" for line in got["full build"][-1][3]))
    finally:
        if not o.folder:
            shutil.rmtree(folder)


if __name__ == "__main__":
    main()
