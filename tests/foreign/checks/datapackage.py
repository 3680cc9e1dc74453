"""frictionless: datapackage.json with every table: bytes, digest, heading, types, choices, patterns, primary and foreign keys."""
import hashlib, json
from frictionless import Package, system
from published import edit_json, spoil, tables


def check(public, base_url):
    tables(public)
    path = public / "data/v1/datapackage.json"
    with system.use_context(trusted=True):
        package = Package(str(path))
        report = package.validate()
    flat = report.flatten(["taskNumber", "rowNumber", "fieldName", "type", "note"])
    names = [task.name for task in report.tasks]
    wrong = [f"{names[task - 1]} row {row} {field or ''}: {kind}: {note}" for task, row, field, kind, note in flat if task] + [f"{error.type}: {error.note}" for error in report.errors]
    missing = {r["name"] for r in json.loads(path.read_text())["resources"]} - set(names)
    return wrong + [f"{name} was not read" for name in sorted(missing)]


def break_(copy):
    """A reference that leads nowhere, with bytes and digest put right: only the foreign key can tell. Other tables are left out, for speed."""
    table = copy / "data/v1/reports-topics.csv"
    spoil(table, "topic/", "topic/no-such-")
    data = table.read_bytes()

    def put_right(package):
        entry = next(r for r in package["resources"] if r["name"] == "reports-topics")
        package["resources"] = [entry, *(r for r in package["resources"] if r["name"] in ("reports", "topics", "bodies", "meetings", "matters"))]
        entry.update(bytes=len(data), hash="sha256:" + hashlib.sha256(data).hexdigest())

    edit_json(copy / "data/v1/datapackage.json", put_right)
    return "foreign-key"
