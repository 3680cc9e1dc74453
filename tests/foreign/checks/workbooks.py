"""openpyxl: every workbook: no formula, a sheet a table with its columns and rows, days that are days, numbers that are numbers."""
import csv, datetime
import openpyxl
from published import at_least_one, fields, tables


def check(public, base_url):
    told = {table["name"]: table for table in tables(public)}
    wrong = []
    for path in at_least_one((public / "data/v1").glob("*.xlsx"), "workbook"):
        book = openpyxl.load_workbook(path, read_only=True)
        about = [sheet.title for sheet in book if sheet.title == "About"]
        mine = [name for name in told if name == path.stem or name.startswith(f"{path.stem}-")]
        if len(book.sheetnames) != len(mine) + 1 or not about:
            wrong.append(f"{path.name}: {len(book.sheetnames)} sheets for {len(mine)} tables")
        for sheet in book:
            cells = list(sheet.iter_rows())
            wrong += [f"{path.name}: formula in {sheet.title}!{cell.coordinate}" for row in cells for cell in row if cell.data_type == "f"]
        for sheet, name in zip([sheet for sheet in book if sheet.title != "About"], mine):
            wrong += [f"{path.name}, {sheet.title}: {problem}" for problem in problems(sheet, told[name])]
    return wrong


def problems(sheet, table):
    with open(table["file"], encoding="utf-8-sig", newline="") as file:
        head, *rows = csv.reader(file)
    found = [list(row) for row in sheet.iter_rows(values_only=True)]
    if found[0][:len(head)] != head:
        yield f"its columns are {found[0][:5]}, not those of {table['path']}"
        return
    if len(found) - 1 != len(rows):
        yield f"{len(found) - 1} rows, {len(rows)} in {table['path']}"
    told = fields(table)
    for at, (line, row) in enumerate(zip(found[1:], rows), 2):
        for name, text, cell in zip(head, row, line + [None] * len(head)):
            if not fits(cell, text, told[name]["type"]):
                yield f"row {at}, {name}: {cell!r} for {text[:40]!r}"


def fits(cell, text, kind):
    """Whether a cell holds what the CSV holds, in the sheet's own types. Text is not compared here: in CSV some has an apostrophe before it."""
    if text == "":
        return cell is None
    if kind in ("integer", "number"):
        return isinstance(cell, (int, float)) and not isinstance(cell, bool) and float(text) == cell
    if kind == "boolean":
        return isinstance(cell, bool) and str(cell).lower() == text
    if kind == "date":
        return isinstance(cell, datetime.datetime) and cell.date().isoformat() == text
    return cell is not None


def break_(copy):
    path = copy / "data/v1/reports.xlsx"
    book = openpyxl.load_workbook(path)
    book.worksheets[0]["C2"] = "=1+1"
    book.save(path)
    return "formula in"
