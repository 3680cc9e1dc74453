"""What a built site holds, read by way of its own descriptions and addresses alone."""
import csv, json, re
from pathlib import Path
from urllib.parse import unquote


def tables(public):
    """Every table of datapackage.json that is a CSV: its resource, with `file` beside it."""
    package = json.loads((public / "data/v1/datapackage.json").read_text(encoding="utf-8"))
    found = [{**r, "file": public / "data/v1" / r["path"]} for r in package["resources"] if r.get("type") == "table"]
    if not found:
        raise ValueError("datapackage.json describes no table")
    return found


def rows(table):
    """The rows of a CSV, the heading apart, as lists of text."""
    with open(table["file"], encoding="utf-8-sig", newline="") as file:
        return list(csv.reader(file, strict=True))[1:]


def fields(table):
    return {field["name"]: field for field in table["schema"]["fields"]}


def count_in_json(public, name):
    """How many rows a table must have, counted in the JSON of its kind; None for a table that no JSON holds.

    `reports-implications-contacts` has a row for each contact of each implication of each record. A list may lie in an object under `items`.
    """
    plural = next((stem for stem in sorted((p.stem for p in (public / "data/v1").glob("*.json") if p.stem not in ("datapackage", "changes")), key=len, reverse=True) if name == stem or name.startswith(f"{stem}-")), None)
    if plural is None:
        return None
    found = json.loads((public / f"data/v1/{plural}.json").read_text(encoding="utf-8"))
    for step in filter(None, name[len(plural):].split("-")):
        found = [inner for outer in found for inner in items(outer.get(step))]
    return len([x for x in found if not (isinstance(x, dict) and x.get("deleted"))])


def items(value):
    if isinstance(value, dict):
        return items(value["items"]) if isinstance(value.get("items"), list) else [value]
    return value if isinstance(value, list) else []


def file_at(public, base_url, url):
    """The file behind an address of the site, or None: a folder's is its index.html."""
    if not url.startswith(base_url):
        return None
    path = unquote(re.split("[?#]", url[len(base_url):])[0])
    file = public / path / "index.html" if path.endswith("/") or not path else public / path
    return file if file.is_file() else None


def address_of(public, base_url, file):
    return base_url + file.relative_to(public).as_posix()


def at_least_one(found, what):
    """A check that looks at nothing would pass: it must find something."""
    found = sorted(found)
    if not found:
        raise ValueError(f"the site has no {what}")
    return found


def spoil(path, old, new):
    """Replaces the first `old` in a file; used by what breaks a copy."""
    text = path.read_bytes().decode("utf-8")
    if old not in text:
        raise ValueError(f"{path} does not hold {old!r}")
    path.write_bytes(text.replace(old, new, 1).encode("utf-8"))


def edit_json(path, change):
    """Lets `change` alter what a JSON file holds; used by what breaks a copy."""
    held = json.loads(path.read_text(encoding="utf-8"))
    change(held)
    path.write_text(json.dumps(held, ensure_ascii=False, indent=1), encoding="utf-8")
