"""jsonschema: every JSON Feed against the schema of JSON Feed 1.1, and what its specification says in words."""
import json
from pathlib import Path
from jsonschema import Draft7Validator, FormatChecker
from published import address_of, at_least_one, edit_json, file_at

SCHEMA = Path(__file__).resolve().parents[2] / "standards/jsonfeed-1.1.json"
VERSION = "https://jsonfeed.org/version/1.1"


def feeds(public):
    named = [path for path in public.rglob("*.json") if path.name in ("feed.json", "changes.json")]
    return at_least_one((path for path in named if '"https://jsonfeed.org/version/' in path.read_text(encoding="utf-8")[:200]), "JSON Feed")


def check(public, base_url):
    validator = Draft7Validator(json.loads(SCHEMA.read_text(encoding="utf-8")), format_checker=FormatChecker())
    wrong = []
    for path in feeds(public):
        feed = json.loads(path.read_text(encoding="utf-8"))
        found = [f"{error.json_path}: {error.message[:200]}" for error in validator.iter_errors(feed)] + list(problems(feed, path, public, base_url))
        wrong += [f"{path.relative_to(public)}: {problem}" for problem in found]
    return wrong


def problems(feed, path, public, base_url):
    if feed["version"] != VERSION:
        yield f"version {feed['version']}"
    if feed.get("feed_url") != address_of(public, base_url, path):
        yield f"feed_url is {feed.get('feed_url')}"
    ids = [item.get("id") for item in feed["items"]]
    if len(ids) != len(set(ids)):
        yield "an id twice"
    for item in feed["items"]:
        if not {"content_text", "content_html"} & item.keys():
            yield f"{item.get('id')}: neither content_text nor content_html"
        url = item.get("url", base_url)
        if url.startswith(base_url) and file_at(public, base_url, url) is None:
            yield f"{url} is not there"


def break_(copy):
    edit_json(copy / "reports/feed.json", lambda feed: feed["items"][0].update(date_published="yesterday"))
    return "reports/feed.json: $.items[0].date_published"
