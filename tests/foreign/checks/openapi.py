"""openapi-spec-validator: openapi.json (3.1), only GET, and each address without a blank in it is there."""
import json
from jsonschema_path import SchemaPath
from openapi_spec_validator import OpenAPIV31SpecValidator
from published import edit_json, file_at


def check(public, base_url):
    held = json.loads((public / "openapi.json").read_text(encoding="utf-8"))

    def own(uri):
        """A schema that it names by its address is the site's own file; nothing is fetched."""
        return json.loads(file_at(public, base_url, uri).read_text(encoding="utf-8"))

    path = SchemaPath.from_dict(held, handlers={"https": own, "http": own})
    wrong = [f"{'/'.join(map(str, error.absolute_path))}: {error.message[:200]}" for error in OpenAPIV31SpecValidator(path).iter_errors()]
    if not held["openapi"].startswith("3.1."):
        wrong.append(f"it is of OpenAPI {held['openapi']}")
    server = held["servers"][0]["url"].rstrip("/")
    if server != base_url.rstrip("/"):
        wrong.append(f"its server is {server}")
    for path, item in held["paths"].items():
        wrong += [f"{path} offers {method}" for method in item if method in ("put", "post", "delete", "patch")]
        if "{" not in path and file_at(public, base_url, server + path) is None:
            wrong.append(f"{path} is not there")
    return wrong if held["paths"] else ["it has no paths"]


def break_(copy):
    edit_json(copy / "openapi.json", lambda api: api["info"].pop("title"))
    return "info: 'title'"
