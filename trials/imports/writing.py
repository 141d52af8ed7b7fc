"""Writes the workbooks that people download: the template with its lists, and what became of each row."""

import io
from collections.abc import Iterable
from typing import Any

from django.utils.translation import gettext as _
from openpyxl import Workbook
from openpyxl.cell import Cell
from openpyxl.styles import Alignment, Font, PatternFill
from openpyxl.utils import get_column_letter
from openpyxl.worksheet.datavalidation import DataValidation
from openpyxl.worksheet.worksheet import Worksheet

from trials.choices import Grade, Life, Outcome, Perspective, Scope, Visibility
from trials.imports.choices import COLUMNS, DATA_SHEET, GUIDE_SHEET, LISTS_SHEET, MOST_ROWS

_HEAD = Font(bold=True, color="FFFFFF")
_FILL = PatternFill("solid", fgColor="1F3A4D")
_TOP = Alignment(wrap_text=True, vertical="top")
_WIDE, _NARROW = 44, 22
_LONG = {"done", "change", "next", "learned", "summary", "seen1", "seen2", "seen3", "seen4"}
_FORMULA = ("=", "+", "-", "@", "\t", "\r")
# Which list a column offers; several may be written where it makes sense, so these only advise.
_LIST_OF = {"scope": "scope", "outcome": "outcome", "visibility": "visibility", "grades": "grades", "school": "school"}
_ADVISE = {"grades", "school", "perspective"}


def put(cell: Cell, value: Any) -> None:
    """Write a value; a text that a spreadsheet would take for a formula is marked as text."""
    cell.value = value
    if isinstance(value, str) and value.startswith(_FORMULA):
        cell.data_type = "s"
        cell.quotePrefix = True
    cell.alignment = _TOP


def template(*, areas: Iterable[str], schools: Iterable[str]) -> bytes:
    """The workbook to fill in, with the lists of one municipality."""
    book = Workbook()
    sheet, guide, lists = book.active, book.create_sheet(GUIDE_SHEET), book.create_sheet(LISTS_SHEET)
    assert isinstance(sheet, Worksheet)  # noqa: S101 - a new workbook begins with one
    sheet.title = DATA_SHEET
    _head(sheet, [head for _key, head, _help in COLUMNS])
    ranges = _lists(lists, areas, schools)
    for number, (key, _title, _help) in enumerate(COLUMNS, start=1):
        letter = get_column_letter(number)
        sheet.column_dimensions[letter].width = _WIDE if key in _LONG else _NARROW
        for row in range(2, MOST_ROWS + 2):
            sheet.cell(row, number).number_format = "@"
            sheet.cell(row, number).alignment = _TOP
        if cells := ranges.get(_list_of(key)):
            sheet.add_data_validation(_offered(cells, f"{letter}2:{letter}{MOST_ROWS + 1}", strict=_list_of(key) not in _ADVISE))
    sheet.freeze_panes = "B2"
    _guide(guide)
    return _bytes(book)


def result(*, rows: Iterable[tuple[int, str, str, str, str]]) -> bytes:
    """What became of each row: its number, title, result, remark and link."""
    book = Workbook()
    sheet = book.active
    assert isinstance(sheet, Worksheet)  # noqa: S101 - a new workbook begins with one
    sheet.title = _("Resultat")
    _head(sheet, [_("Række"), _("Titel"), _("Resultat"), _("Bemærkning"), _("Link")])
    for at, row in enumerate(rows, start=2):
        for column, value in enumerate(row, start=1):
            put(sheet.cell(at, column), value)
    for letter, width in zip("ABCDE", (8, 40, 26, 60, 50), strict=True):
        sheet.column_dimensions[letter].width = width
    sheet.freeze_panes = "A2"
    return _bytes(book)


def _head(sheet: Worksheet, heads: list[str]) -> None:
    for column, head in enumerate(heads, start=1):
        cell = sheet.cell(1, column)
        put(cell, head)
        cell.font, cell.fill = _HEAD, _FILL


def _list_of(key: str) -> str:
    name = key.rstrip("0123456789")
    return name if name in {"focus_area", "perspective"} else _LIST_OF.get(key, "")


def _lists(sheet: Worksheet, areas: Iterable[str], schools: Iterable[str]) -> dict[str, str]:
    """Write each list in a column of its own; returns the cells of each."""
    offered = {
        "focus_area": (_("Fokusområder"), list(areas)),
        "school": (_("Skoler"), list(schools)),
        "perspective": (_("Set fra"), [str(label) for label in Perspective.labels]),
        "grades": (_("Klassetrin"), [str(label) for label in Grade.labels]),
        "outcome": (_("Hvordan gik det?"), [str(kind.label) for kind in (*Outcome, *(life for life in Life if life != Life.EVALUATED))]),
        "scope": (_("Hvor"), [str(label) for label in Scope.labels]),
        "visibility": (_("Må læses af"), [str(label) for label in Visibility.labels]),
    }
    _head(sheet, [head for head, _values in offered.values()])
    ranges = {}
    for column, (name, (_title, values)) in enumerate(offered.items(), start=1):
        letter = get_column_letter(column)
        sheet.column_dimensions[letter].width = _WIDE
        for row, value in enumerate(values, start=2):
            put(sheet.cell(row, column), value)
        if values:
            ranges[name] = f"'{LISTS_SHEET}'!${letter}$2:${letter}${len(values) + 1}"
    return ranges


def _offered(cells: str, where: str, *, strict: bool) -> DataValidation:
    offer = DataValidation(type="list", formula1=cells, allow_blank=True, errorStyle="stop" if strict else "information")
    offer.errorTitle, offer.error = _("Ikke på listen"), _("Vælg på listen, eller skriv det, som vejledningen siger.")
    offer.showErrorMessage = strict
    offer.add(where)
    return offer


def _guide(sheet: Worksheet) -> None:
    lines = [
        _("Sådan udfylder I arket ”%(name)s”") % {"name": DATA_SHEET},
        _("Hver række er én prøvehandling. Lad overskrifterne stå, og flet ingen celler."),
        _("Skriv ingen navne på børn og familier og ingen CPR-numre. En række med noget, der ligner et CPR-nummer, bliver ikke læst ind."),
        _("Gem som Excel-projektmappe (.xlsx), og vælg filen i portalen. I ser, hvad der vil ske, før noget bliver læst ind."),
    ]
    for row, line in enumerate(lines, start=1):
        put(sheet.cell(row, 1), line)
        sheet.merge_cells(start_row=row, start_column=1, end_row=row, end_column=2)
    sheet["A1"].font = Font(bold=True, size=14)
    for row, (_key, head, words) in enumerate(COLUMNS, start=len(lines) + 2):
        put(sheet.cell(row, 1), head)
        put(sheet.cell(row, 2), str(words))
        sheet.cell(row, 1).font = Font(bold=True)
    sheet.column_dimensions["A"].width, sheet.column_dimensions["B"].width = 30, 90


def _bytes(book: Workbook) -> bytes:
    target = io.BytesIO()
    book.save(target)
    return target.getvalue()
