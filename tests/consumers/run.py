#!/usr/bin/env python3
"""Runs the scripts of partners that were written once and are never edited again, on today's editions.

  run.py --crier PROGRAM [--work FOLDER] [--show]

Each folder beside this file holds scripts, what they must say at least (expected.json), a small site as it was then (fixture/) and SHA256SUMS
of all that. Sites: the demonstration in public/, the fixture, and the fixture a month later, when records were added, corrected, withdrawn and
redacted and a column was appended. A copy of the fixture's edition that breaks its promise must make each script fail.
"""
import argparse, csv, hashlib, io, json, os, re, shutil, subprocess, sys, tomllib
from pathlib import Path

HERE = Path(__file__).resolve().parent
HOME = HERE.parents[1]
sys.dont_write_bytecode = True
sys.path.insert(0, str(HOME / "tests/foreign"))
import duckdb  # noqa: E402
from published import fields, spoil, tables  # noqa: E402
from served import serve  # noqa: E402

# What a break of the promise looks like to each script: a file, what stands in it, what stands there instead.
BREAKS = {
    "2026-12": {
        "decisions.sql": ("data/v1/reports-recommendations.csv", "anchor", "mark"),
        "figures.sql": ("data/v1/observations.csv", ",120,", ",about 120,"),
        "papers.py": ("data/v1/reports.csv", ",date,", ",day,"),
        "follow.py": ("reports/feed.atom", "/2025-05-13-benches/</id>", "/2025-05-13-seats/</id>"),
        "mirror.py": ("data/v1/withdrawn.csv", "report/2025-01-14-old-plan", "report/2025-05-13-benches"),
        "diary.py": ("meetings/calendar.ics", "UID:", "UID:x-"),
        "reports.R": ("data/v1/reports-recommendations.csv", "report/2025-05-13-benches,1,", "report/2025-05-13-benches,first,"),
        "decisions.pq": ("data/v1/datapackage.json", '"name":"decision_maker.body"', '"name":"decided_by"'),
    },
}
# What the types of Power Query take, by the types of datapackage.json. Text takes all.
POWER_QUERY = {"type text": None, "Int64.Type": {"integer"}, "type number": {"number", "integer"}, "type date": {"date"}, "type logical": {"boolean"}}


def untouched(folder):
    """Files that were edited, added or removed since the folder was frozen."""
    told = dict(line.split("  ")[::-1] for line in (folder / "SHA256SUMS").read_text(encoding="utf-8").splitlines())
    listed = subprocess.run(["git", "ls-files", "--cached", "--others", "--exclude-standard", "."], cwd=folder, capture_output=True, text=True, check=True).stdout.split("\n")
    there = {name: hashlib.sha256((folder / name).read_bytes()).hexdigest() for name in listed if name and name != "SHA256SUMS" and (folder / name).is_file()}
    return [f"{name} is not what it was: put it back, and write a new folder" for name in sorted(told.keys() | there.keys()) if told.get(name) != there.get(name)]


def sql(script, public, base_url, state):
    base = duckdb.connect()
    base.execute(f"SET VARIABLE base = '{public}/'")
    base.execute(script.read_text(encoding="utf-8"))
    columns = [[column[0], str(column[1])] for column in base.description]
    return columns, [dict(zip((name for name, _ in columns), map(words, row))) for row in base.fetchall()]


def words(value):
    return "" if value is None else str(value)


def program(script, public, base_url, state):
    interpreter = ["Rscript", "--vanilla"] if script.suffix == ".R" else [sys.executable]
    with serve(public, base_url) as local:
        told = {**os.environ, "BASE": local, "SEEN": str(state / "seen.json"), "COPY": str(state / "copy.json"), "PYTHONDONTWRITEBYTECODE": "1"}
        done = subprocess.run([*interpreter, str(script)], cwd=state, env=told, capture_output=True, text=True)
    if done.returncode:
        raise ValueError(f"ended with {done.returncode}: {' '.join(done.stderr.split())[-500:]}")
    rows = list(csv.DictReader(io.StringIO(done.stdout)))
    return [[name, "text"] for name in rows[0]] if rows else [], rows


def power_query(script, public, base_url, state):
    """No program here runs M. Each column that the script names must be in its table with a type that M can make of it."""
    text, by_name, found = script.read_text(encoding="utf-8"), {table["name"]: table for table in tables(public)}, []
    for step, name, list_ in re.findall(r'(\w+) = Table\.TransformColumnTypes\(Load\("([^"]+)"\), \{(.*?)\}\)', text, re.S):
        told = fields(by_name[name])
        for column, kind in re.findall(r'\{"([^"]+)", ([^{}]+?)\}', list_):
            if column not in told:
                raise ValueError(f"{name} has no column {column}")
            if POWER_QUERY[kind] is not None and told[column]["type"] not in POWER_QUERY[kind]:
                raise ValueError(f"{name}.{column} is {told[column]['type']}, not {kind}")
            found.append({"step": step, "table": name, "column": column})
    for step, list_ in re.findall(r'Table\.SelectColumns\((\w+), \{(.*?)\}\)', text, re.S):
        missing = set(re.findall(r'"([^"]+)"', list_)) - {row["column"] for row in found if row["step"] == step}
        if missing:
            raise ValueError(f"it selects {missing}, to which it gives no type")
    return [["step", "text"], ["table", "text"], ["column", "text"]], found


RUNNERS = {".sql": sql, ".py": program, ".R": program, ".pq": power_query}


def short_of(expected, columns, rows):
    """What is missing of what the script said when it was written."""
    if columns[:len(expected["columns"])] != expected["columns"]:
        yield f"its columns are {columns}"
    if len(rows) < expected["at_least"]:
        yield f"{len(rows)} rows, at least {expected['at_least']} expected"
    for wanted in expected["rows"]:
        if not any(all(row.get(name) == value for name, value in wanted.items()) for row in rows):
            yield f"no row with {wanted}"


def crier(program, folder, *told):
    done = subprocess.run([program, *told, "--format", "short", "--root", str(folder)], capture_output=True, text=True)
    if done.returncode:
        raise SystemExit(f"crier {' '.join(told)} ended with {done.returncode}:\n{done.stdout[-2000:]}{done.stderr[-2000:]}")


def month_later(program, folder):
    """Records are added, corrected, withdrawn and redacted, and the kind of reports gets a column."""
    content = folder / "content"
    (content / "reports/2025-12-09-swings.md").write_text(
        "---\ntitle: Swings, one year on\ndate: '2025-12-09'\nbody: council\nshelf: 3\ntopics: [parks]\nrecommendations:\n  items:\n    - { id: '1', text: note the report. }\n---\n\n1.1 The swings are in use.\n", encoding="utf-8")
    (content / "bodies/trees-panel.md").write_text("---\ntitle: Trees Panel\ntype: advisory-group\nstate: existing\nparent: council\n---\n", encoding="utf-8")
    spoil(content / "reports/2025-05-13-benches.md", "title: Benches along the river", "updated: '2026-01-05'\ntitle: Benches by the river")
    spoil(content / "reports/2025-04-tree-survey.md", "title:", "withdrawn: { date: '2026-01-05', reason: It counted some trees twice }\ntitle:")
    figures = folder / "data/observations.csv"
    spoil(figures, "2025-Q2,205,,,,ok", "2025-Q2,206,,,,revised")
    figures.write_text(figures.read_text(encoding="utf-8") + "play-area-visits,ward/riverside,2025-Q3,260,,,,ok,\n", encoding="utf-8")
    kind = json.loads((HOME / "data/kinds/report.json").read_text(encoding="utf-8"))
    kind["properties"]["shelf"] = {"title": "Shelf", "description": "Where the paper stands in the archive.", "type": "integer"}
    (folder / "data/kinds").mkdir()
    (folder / "data/kinds/report.json").write_text(json.dumps(kind), encoding="utf-8")
    crier(program, folder, "release", "--today", "2026-01-05")
    crier(program, folder, "redact", "meeting/2025-06-10-parks-committee", "--reason", "mistake", "--today", "2026-01-06")


def editions(program, frozen, work):
    """Name, public folder and address of each edition; the expectations of the fixture hold a month later too."""
    folder = work / "site"
    shutil.rmtree(work, ignore_errors=True)
    shutil.copytree(frozen / "fixture", folder)
    address = lambda root: tomllib.loads((root / "crier.toml").read_text(encoding="utf-8"))["base_url"]
    crier(program, folder, "build", "--today", "2025-12-09")
    shutil.copytree(folder / "public", work / "first")
    month_later(program, folder)
    crier(program, folder, "build", "--today", "2026-01-07")
    own = address(folder)
    return [("demonstration", "demonstration", HOME / "public", address(HOME)), ("fixture", "fixture", work / "first", own), ("a month later", "fixture", folder / "public", own)]


def state_of(frozen, site, work):
    """The folder in which scripts remember. It starts with what the feed reader knew when it was written."""
    state = work / f"state-{site}"
    if not state.exists():
        state.mkdir()
        if (frozen / f"seen-{site}.json").exists():
            shutil.copy(frozen / f"seen-{site}.json", state / "seen.json")
    return state


def attempt(script, expected, public, base_url, state):
    try:
        return list(short_of(expected, *RUNNERS[script.suffix](script, public, base_url, state)))
    except Exception as error:
        return [f"{type(error).__name__}: {str(error)[:600]}"]


def main():
    options = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    options.add_argument("--crier", required=True)
    options.add_argument("--work", default=str(HOME / "target/consumers"))
    options.add_argument("--show", action="store_true", help="print what each script says, to write expected.json from")
    o = options.parse_args()
    passed = failed = skipped = 0
    for frozen in sorted(path.parent for path in HERE.glob("*/expected.json")):
        work = Path(o.work) / frozen.name
        expected = json.loads((frozen / "expected.json").read_text(encoding="utf-8"))
        breaks = BREAKS[frozen.name]
        scripts = sorted(path for path in frozen.iterdir() if path.suffix in RUNNERS)
        judged = editions(os.path.abspath(o.crier), frozen, work)
        outcomes = [("frozen", untouched(frozen))]
        for script in scripts:
            if script.suffix == ".R" and not shutil.which("Rscript"):
                skipped += 1
                print(f"{frozen.name}/{script.name}: SKIPPED, there is no Rscript here (apt-get install r-base-core)")
                continue
            for name, site, public, base_url in judged:
                state = state_of(frozen, site, work)
                if o.show:
                    print(script.name, name, *RUNNERS[script.suffix](script, public, base_url, state), sep="\n  ")
                outcomes.append((f"{script.name}, {name}", attempt(script, expected[script.name][site], public, base_url, state)))
            broken = work / "broken"
            shutil.rmtree(broken, ignore_errors=True)
            shutil.copytree(work / "first", broken)
            spoil(broken / breaks[script.name][0], *breaks[script.name][1:])
            shutil.rmtree(work / "state-broken", ignore_errors=True)
            complaints = attempt(script, expected[script.name]["fixture"], broken, judged[1][3], state_of(frozen, "broken", work))
            outcomes.append((f"{script.name}, broken copy", [] if complaints else ["it noticed nothing"]))
        for name, wrong in outcomes:
            passed, failed = passed + (not wrong), failed + bool(wrong)
            for line in wrong:
                print(f"{frozen.name}/{name}: {line}")
    print(f"{passed} passed, {failed} failed, {skipped} skipped")
    sys.exit(1 if failed or not passed else 0)


if __name__ == "__main__":
    main()
