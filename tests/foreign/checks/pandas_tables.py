"""pandas: reads every table by its description: types and rows."""
import pandas
from published import count_in_json, fields, rows, spoil, tables

TYPES = {"string": "str", "integer": "Int64", "number": "float64", "boolean": "boolean", "date": "str", "datetime": "str", "time": "str"}
DATES = {"date": "%Y-%m-%d", "datetime": "ISO8601"}


def check(public, base_url):
    wrong = []
    for table in tables(public):
        try:
            wrong += [f"{table['path']}: {problem}" for problem in problems(table, public)]
        except Exception as error:
            wrong.append(f"{table['path']}: {type(error).__name__}: {str(error)[:300]}")
    return wrong


def problems(table, public):
    told = fields(table)
    plain = pandas.read_csv(table["file"])
    if list(plain.columns) != list(told):
        yield f"pandas sees the columns {list(plain.columns)[:5]}"
    read = pandas.read_csv(table["file"], dtype={name: TYPES[field["type"]] for name, field in told.items()}, keep_default_na=False, na_values=[""])
    in_json = count_in_json(public, table["name"])
    found = rows(table)
    if not len(plain) == len(read) == len(found) == (len(read) if in_json is None else in_json):
        yield f"{len(read)} rows in pandas, {len(found)} in the file, {in_json} in JSON"
    for name, field in told.items():
        if field["type"] in DATES:
            pandas.to_datetime(read[name], format=DATES[field["type"]], utc=True)
        if field.get("constraints", {}).get("required") and read[name].isna().any():
            yield f"{name} is required and empty in {read[name].isna().sum()} rows"


def break_(copy):
    spoil(copy / "data/v1/observations.csv", ",315000,", ",many,")
    return "observations.csv: ValueError"
