"""Workbooks as people fill them in: begun from the real template, changed as a test needs it."""

import io
import zipfile
from collections.abc import Callable
from typing import Any

from openpyxl import Workbook, load_workbook

from trials.imports.choices import COLUMNS, DATA_SHEET, HEADS
from trials.imports.writing import template

ROW = {
    "title": "Klippekortet",
    "school": "Hasselhegnskolen",
    "headline": "Fire værksteder",
    "summary": "Timerne efter frokost var svære.",
    "done": "Vi begyndte med at se på dagen.\n\n- Bygge\n- Fortælle",
    "change": "Dagen er blevet rolig.",
    "perspective1": "Elever og forældre",
    "seen1": "De glæder sig.",
    "perspective2": "Politikere",
    "next": "Vi fortsætter.",
    "learned": "- Tæl først\n- Begynd småt",
    "focus_area1": "Organisering af skoledagen",
    "grades": "0.–2. klasse, SFO",
    "period": "2025/26",
    "outcome": "Delvist som ventet",
}


def column(key: str) -> int:
    return [name for name, _head, _help in COLUMNS].index(key) + 1


def sheet(*rows: dict[str, Any], change: Callable[[Workbook], None] | None = None, first: int = 2) -> bytes:
    """A filled template: the rows from the second line on, then whatever `change` does to the workbook."""
    book = load_workbook(io.BytesIO(template(areas=["Organisering af skoledagen"], schools=["Hasselhegnskolen"])))
    for number, row in enumerate(rows, start=first):
        for key, value in row.items():
            cell = book[DATA_SHEET].cell(number, column(key), value)
            if isinstance(value, str) and value.startswith("=") and key != "period":
                cell.data_type = "s"
    if change:
        change(book)
    target = io.BytesIO()
    book.save(target)
    return target.getvalue()


def with_part(content: bytes, name: str, part: bytes) -> bytes:
    """The same archive with one part put in or in place of another."""
    target = io.BytesIO()
    with zipfile.ZipFile(io.BytesIO(content)) as old, zipfile.ZipFile(target, "w", zipfile.ZIP_DEFLATED) as new:
        for item in old.infolist():
            if item.filename != name:
                new.writestr(item, old.read(item))
        new.writestr(name, part)
    return target.getvalue()


__all__ = ["DATA_SHEET", "HEADS", "ROW", "column", "sheet", "with_part"]
