"""Reads a table of somebody else's making, XLSX or CSV: its headings, and its rows by heading."""

from dataclasses import dataclass
from typing import Any

from django.utils.translation import gettext as _
from openpyxl.workbook import Workbook
from openpyxl.worksheet.worksheet import Worksheet

from partners.exchange.choices import MOST_COLUMNS, MOST_ROWS, MOST_UNPACKED
from portal.files.refusal import BadFile
from portal.files.tables import Cell, Line, check_size, first_sheet, head_text, lines_of_csv, lines_of_sheet

# The rows, the heads, and some that are empty.
_MOST_LINES = MOST_ROWS + 100
_LONGEST_HEAD = 150


@dataclass(frozen=True)
class Table:
    """`rows` are numbered as the file numbers them, and hold a value per heading."""

    heads: list[str]
    rows: list[tuple[int, dict[str, Any]]]


def read(content: bytes) -> Table:
    """Raises BadFile, in words that help, for what is no table or too large."""
    check_size(content)
    lines = [line for line in _lines(content) if line.is_filled]
    if not lines:
        raise BadFile(_("Filen er tom."), _("Vælg en fil med en række overskrifter."))
    heads = _heads(lines[0])
    if len(heads) > MOST_COLUMNS or len(lines) - 1 > MOST_ROWS:
        raise BadFile(
            _("Filen har flere end %(rows)d rækker eller %(columns)d kolonner.") % {"rows": MOST_ROWS, "columns": MOST_COLUMNS},
            _("Del den, og vælg en del ad gangen."),
        )
    rows = [(line.number, {head: _said(cell) for head, cell in zip(heads, line.cells, strict=False) if head}) for line in lines[1:]]
    return Table([head for head in heads if head], rows)


def _lines(content: bytes) -> list[Line]:
    if not content.startswith(b"PK"):
        return lines_of_csv(content)
    return lines_of_sheet(content, most_unpacked=MOST_UNPACKED, most_lines=_MOST_LINES, most_columns=MOST_COLUMNS, choose=_whole_sheet)


def _whole_sheet(book: Workbook) -> Worksheet:
    """The first, if all of it can be read: nothing is left out without a word."""
    sheet = first_sheet(book)
    if sheet.max_row > _MOST_LINES or sheet.max_column > MOST_COLUMNS:
        raise BadFile(_("Arket er for stort."), _("Slet tomme rækker og kolonner efter tabellen, og vælg filen igen."))
    return sheet


def _heads(line: Line) -> list[str]:
    heads = [head_text(cell)[:_LONGEST_HEAD] for cell in line.cells]
    while heads and not heads[-1]:
        heads.pop()
    twice = next((head for head in heads if head and heads.count(head) > 1), "")
    if twice:
        raise BadFile(_("To kolonner hedder ”%(head)s”.") % {"head": twice}, _("Giv hver kolonne sit eget navn."))
    return heads


def _said(cell: Cell) -> Any:
    """What can't be read stands as it is told, where it is refused with the row."""
    return f"#{cell.problem}" if cell.problem else cell.value
