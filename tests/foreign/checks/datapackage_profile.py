"""jsonschema: datapackage.json keeps to the profile of Data Package 2.0."""
import json
from pathlib import Path
from jsonschema import Draft7Validator
from published import edit_json

PROFILE = Path(__file__).resolve().parents[2] / "standards/datapackage-2.0.json"


def check(public, base_url):
    held = json.loads((public / "data/v1/datapackage.json").read_text(encoding="utf-8"))
    profile = json.loads(PROFILE.read_text(encoding="utf-8"))
    return [f"{error.json_path}: {error.message[:200]}" for error in Draft7Validator(profile).iter_errors(held)]


def break_(copy):
    edit_json(copy / "data/v1/datapackage.json", lambda package: package["resources"][0].update(type="spreadsheet"))
    return "$.resources[0].type"
