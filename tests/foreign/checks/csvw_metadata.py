"""csvw: each table against the metadata beside it (W3C Metadata Vocabulary for Tabular Data)."""
import warnings
from csvw import CSVW
from published import at_least_one, spoil, tables


def check(public, base_url):
    wrong = []
    for path in at_least_one((public / "data/v1").rglob("*.csv-metadata.json"), "CSVW metadata"):
        table = path.with_name(path.name.removesuffix("-metadata.json"))
        with warnings.catch_warnings(record=True) as said:
            warnings.simplefilter("always")
            try:
                read = CSVW(str(path), validate=True)
                if not read.is_valid:
                    wrong.append(f"{path.name}: {'; '.join(str(one.message) for one in said)[:300]}")
                if not read.tables or not table.is_file():
                    wrong.append(f"{path.name} describes no table that is there")
            except ValueError as error:
                wrong.append(f"{path.name}: {error}")
    return wrong


def break_(copy):
    spoil(copy / "data/v1/observations.csv", ",315000,", ",many,")
    return "observations.csv-metadata.json"
