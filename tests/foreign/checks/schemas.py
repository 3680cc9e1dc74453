"""check-jsonschema: every schema against its metaschema, and every record against the schema that it names."""
import json
from collections import defaultdict
from check_jsonschema import main
from click.testing import CliRunner
from published import at_least_one, edit_json, file_at


def run(*words):
    done = CliRunner().invoke(main, ["--color", "never", "--no-cache", *map(str, words)])
    if done.exit_code == 0:
        return []
    return [line.strip() for line in done.output.splitlines() if line.strip()] or [f"ended with {done.exit_code}: {done.exception}"]


def by_schema(public, base_url):
    """The JSON of each record, by the file of the schema that it names."""
    found, wrong = defaultdict(list), []
    for path in public.rglob("*.json"):
        held = json.loads(path.read_text(encoding="utf-8"))
        named = held.get("$schema") if isinstance(held, dict) else None
        if isinstance(named, str) and named.startswith(base_url):
            schema = file_at(public, base_url, named)
            if schema is None:
                wrong.append(f"{path.relative_to(public)} names the schema {named}, which is not there")
            else:
                found[schema].append(path)
    return found, wrong


def check(public, base_url):
    schemas = at_least_one((public / "schema/v1").glob("*.json"), "JSON Schema")
    wrong = run("--check-metaschema", *schemas)
    for path in schemas:
        held = json.loads(path.read_text(encoding="utf-8"))
        if file_at(public, base_url, held["$id"]) != path:
            wrong.append(f"{path.name}: its $id leads elsewhere: {held['$id']}")
    records, unknown = by_schema(public, base_url)
    for schema in at_least_one(records, "record that names a schema"):
        wrong += run("--schemafile", schema, *records[schema])
    return wrong + unknown


def break_(copy):
    path = next((copy / "reports").glob("2012*.json"))
    edit_json(path, lambda record: record.update(recommendations="none"))
    return path.name
