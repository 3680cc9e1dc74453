"""jsonschema: datapackage.json keeps to the profile of Data Package 2.0; and each table and column says in words what it is."""
import json
from pathlib import Path
from jsonschema import Draft7Validator
from published import edit_json, fields, tables

PROFILE = Path(__file__).resolve().parents[2] / "standards/datapackage-2.0.json"


def check(public, base_url):
    held = json.loads((public / "data/v1/datapackage.json").read_text(encoding="utf-8"))
    profile = json.loads(PROFILE.read_text(encoding="utf-8"))
    wrong = [f"{error.json_path}: {error.message[:200]}" for error in Draft7Validator(profile).iter_errors(held)]
    told = [(resource["path"], resource) for resource in held["resources"]]
    told += [(f"{table['path']}, {name}", field) for table in tables(public) for name, field in fields(table).items()]
    return wrong + [f"{where}: no {word}" for where, part in told for word in ("title", "description") if not part.get(word)]


def break_(copy):
    edit_json(copy / "data/v1/datapackage.json", lambda package: package["resources"][0].update(type="spreadsheet"))
    return "$.resources[0].type"
