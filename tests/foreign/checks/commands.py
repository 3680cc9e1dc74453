"""DuckDB and pandas: what the pages of /data/ tell people to paste, pasted: the rows, columns and types that datapackage.json promises."""
import duckdb, pandas
from lxml import html
from checks.duckdb_tables import GUESSED
from published import at_least_one, fields, rows, spoil, tables
from served import serve

# What pandas makes of a column by itself: one that is empty is float64, and so are whole numbers with gaps.
PANDAS = {"integer": "if", "number": "if", "boolean": "bO"}


def commands(page, tool):
    return ["".join(block.itertext()) for block in html.parse(page).iterfind(f".//pre[@data-tool='{tool}']")]


def check(public, base_url):
    wrong, by_url = [], {base_url + "data/v1/" + table["path"]: table for table in tables(public)}
    with serve(public, base_url) as local:
        for page in at_least_one((path for path in (public / "data").glob("*/index.html")), "page of a table"):
            name = page.parent.name
            for tool, run in (("duckdb", run_duckdb), ("python", run_python)):
                found = commands(page, tool)
                table = next((table for url, table in by_url.items() if found and url in found[0]), None)
                if table is None or table["name"] != name:
                    wrong.append(f"data/{name}/: no command for {tool} that reads its table")
                    continue
                for command in found:
                    try:
                        wrong += [f"data/{name}/, {tool}: {problem}" for problem in run(command, table, public, base_url, local)]
                    except Exception as error:
                        wrong.append(f"data/{name}/, {tool}: {type(error).__name__}: {str(error)[:200]}")
    return wrong


def run_duckdb(command, table, public, base_url, local):
    """Over HTTP DuckDB needs its httpfs extension, which it fetches from a host of its own: here the address becomes the file's path."""
    read = duckdb.connect().sql(command.rstrip().rstrip(";").replace(base_url, f"{public}/"))
    told, found = fields(table), rows(table)
    if read.columns != list(told):
        yield f"the columns are {read.columns[:5]}"
        return
    if found and len(read.fetchall()) != len(found):
        yield f"{len(read.fetchall())} rows of {len(found)}"
    for at, ((name, field), kind) in enumerate(zip(told.items(), read.types)):
        if any(row[at] for row in found) and str(kind) not in GUESSED.get(field["type"], {str(kind)}):
            yield f"{name} is {kind}, and {field['type']} by its description"


def run_python(command, table, public, base_url, local):
    names = {}
    exec(command.replace(base_url, local), names)
    frames = [value for value in names.values() if isinstance(value, pandas.DataFrame)]
    told, found = fields(table), rows(table)
    if len(frames) != 1 or list(frames[0].columns) != list(told) or len(frames[0]) != len(found):
        yield f"it makes {[frame.shape for frame in frames]}, not {len(found)} rows of {len(told)} columns"
        return
    for at, (name, field) in enumerate(told.items()):
        kind = frames[0][name].dtype.kind
        if any(row[at] for row in found) and kind not in PANDAS.get(field["type"], kind):
            yield f"{name} is {frames[0][name].dtype}, and {field['type']} by its description"


def break_(copy):
    spoil(copy / "data/v1/observations.csv", ",315000,", ",many,")
    return "data/observations/, python: ValueError"
