"""DuckDB: reads every table as it comes and by its description: columns, types and rows, and the joins that are promised."""
import duckdb
from published import count_in_json, fields, rows, spoil, tables

# What a type of the description is in DuckDB, and what DuckDB's own guess may make of it.
TYPES = {"string": "VARCHAR", "integer": "BIGINT", "number": "DOUBLE", "boolean": "BOOLEAN", "date": "DATE", "datetime": "TIMESTAMPTZ", "time": "TIME"}
GUESSED = {"integer": {"BIGINT"}, "number": {"DOUBLE", "BIGINT"}, "boolean": {"BOOLEAN"}, "date": {"DATE"}, "datetime": {"TIMESTAMP WITH TIME ZONE", "TIMESTAMP"}, "time": {"TIME"}}


def check(public, base_url):
    base, wrong = duckdb.connect(), []
    base.execute("SET TimeZone = 'UTC'")
    for table in tables(public):
        try:
            wrong += [f"{table['path']}: {problem}" for problem in problems(base, table, public)]
        except duckdb.Error as error:
            wrong.append(f"{table['path']}: {str(error)[:300]}")
    # Joins are tried once all tables are there.
    return wrong or [problem for table in tables(public) for problem in orphans(base, table)]


def name_of(table):
    return '"' + table["name"] + '"'


def problems(base, table, public):
    file, told = str(table["file"]), fields(table)
    guess = base.sql("SELECT * FROM read_csv(?)", params=[file])
    if guess.columns != list(told):
        yield f"DuckDB guesses the columns {guess.columns[:5]}"
    found = rows(table)
    if found and len(guess.fetchall()) != len(found):
        yield f"DuckDB guesses {len(guess.fetchall())} rows of {len(found)}"
    filled = [any(row[i] for row in found) for i in range(len(told))]
    for (name, field), kind, holds in zip(told.items(), guess.types, filled):
        if holds and str(kind) not in GUESSED.get(field["type"], {str(kind)}):
            yield f"DuckDB guesses {kind} for {name}, which is {field['type']}"
    # By the description: a value of another type is an error here.
    columns = {name: TYPES[field["type"]] for name, field in told.items()}
    base.execute(f"CREATE TABLE {name_of(table)} AS SELECT * FROM read_csv(?, header = true, auto_detect = false, delim = ',', quote = '\"', escape = '\"', columns = {columns!r})", [file])
    count = base.sql(f"SELECT count(*) FROM {name_of(table)}").fetchall()[0][0]
    in_json = count_in_json(public, table["name"])
    if not count == len(found) == (count if in_json is None else in_json):
        yield f"{count} rows in DuckDB, {len(found)} in the file, {in_json} in JSON"
    # A table of which some rows have no id, such as withdrawn.csv, promises no key.
    key = ", ".join(f'"{column}"' for column in table["schema"].get("primaryKey", []))
    if key and base.sql(f"SELECT count(*) FROM (SELECT DISTINCT {key} FROM {name_of(table)})").fetchall()[0][0] != count:
        yield f"its key {key} is not unique"


def orphans(base, table):
    for key in table["schema"].get("foreignKeys", []):
        other = key["reference"].get("resource") or table["name"]
        on = " AND ".join(f'a."{mine}" = b."{theirs}"' for mine, theirs in zip(key["fields"], key["reference"]["fields"]))
        some = " AND ".join(f'a."{mine}" IS NOT NULL' for mine in key["fields"])
        lost = base.sql(f'SELECT count(*) FROM {name_of(table)} a ANTI JOIN "{other}" b ON {on} WHERE {some}').fetchall()[0][0]
        if lost:
            yield f"{table['path']}: {lost} rows whose {key['fields']} is not in {other}"


def break_(copy):
    spoil(copy / "data/v1/observations.csv", ",315000,", ",many,")
    return "observations.csv: "
