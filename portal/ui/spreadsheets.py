"""A list as a file to work on: XLSX, and CSV as Danish Excel reads it (UTF-8 with BOM, `;`, decimal comma).

A list declares its columns as pairs of a heading and what to read from a row. Texts stay texts: a cell that begins like a formula is never
run as one. The file is finished before the answer begins, so that a fault halfway is an error page and not half a list; of the rows only a
few hundred are held at a time.
"""

import csv
import io
import re
from collections.abc import Callable, Iterable, Iterator, Sequence
from datetime import date, datetime
from decimal import Decimal
from itertools import chain, islice
from typing import Any

from django.conf import settings
from django.db.models import QuerySet
from django.http import FileResponse, HttpRequest
from django.utils import timezone
from django.utils.functional import Promise
from django.utils.translation import gettext as _
from openpyxl import Workbook
from openpyxl.cell import WriteOnlyCell
from openpyxl.cell.cell import ILLEGAL_CHARACTERS_RE
from openpyxl.styles import Alignment, Font, PatternFill
from openpyxl.utils import get_column_letter

from portal import limits
from portal.accounts.asking import asker
from portal.text import danish

type Column = tuple[str | Promise, Callable[[Any], Any]]

ASKED_BY = "fil"
XLSX, CSV = "xlsx", "csv"
MEDIA_TYPES = {XLSX: "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet", CSV: "text/csv; charset=utf-8"}

_ROWS_AT_A_TIME = 500
_ROWS_MEASURED = 100
_NARROWEST, _WIDEST = 10, 60
_LONGEST_TEXT = 32_767  # what a cell can hold
_DAY, _MOMENT = "[$-406]d. mmmm yyyy", "[$-406]d. mmmm yyyy hh:mm"
# What spreadsheets take for the beginning of a formula (OWASP, CSV injection).
_UNBOUND = str.maketrans({"\N{NO-BREAK SPACE}": " ", "\N{WORD JOINER}": None})
_RUNS = re.compile(r"\s*[=+\-@\t\r]")
_HEAD, _FILL, _TOP = Font(bold=True), PatternFill("solid", fgColor="EDEBE6"), Alignment(vertical="top", wrap_text=True)


def wanted(request: HttpRequest) -> str:
    """`xlsx` or `csv` when the page's list is asked for as a file, else nothing. Raises TooOften after `FILE_RATE` files in a minute."""
    kind = request.GET.get(ASKED_BY, "")
    if kind not in MEDIA_TYPES:
        return ""
    words = _("Du har hentet mange filer lige efter hinanden. Dine valg står stadig i adressen: vent et minut, og hent filen igen.")
    limits.check("files", asker(request), settings.FILE_RATE, words)
    return kind


def as_file(kind: str, columns: Sequence[Column], rows: Iterable[Any], title: str) -> FileResponse:
    """The list as the kind of file that `wanted` found."""
    return as_xlsx(columns, rows, title) if kind == XLSX else as_csv(columns, rows, title)


def as_xlsx(columns: Sequence[Column], rows: Iterable[Any], title: str) -> FileResponse:
    """A workbook with one sheet."""
    return _answer(io.BytesIO(workbook([(title, columns, rows)])), XLSX, title)


def workbook(sheets: Iterable[tuple[str, Sequence[Column], Iterable[Any]]]) -> bytes:
    """A workbook of sheets with a title, columns and rows: the heads stay in sight and can be filtered by, dates are dates and numbers numbers."""
    book = Workbook(write_only=True)
    for title, columns, rows in sheets:
        _fill(book.create_sheet(re.sub(r"[\[\]:*?/\\]", " ", title)[:31]), columns, rows)
    written = io.BytesIO()
    book.save(written)
    return written.getvalue()


def _fill(sheet: Any, columns: Sequence[Column], rows: Iterable[Any]) -> None:
    lines = _lines(columns, rows)
    first = list(islice(lines, _ROWS_MEASURED))
    heads = _heads(columns)
    for number, texts in enumerate(zip(heads, *first, strict=True), 1):
        sheet.column_dimensions[get_column_letter(number)].width = _width(texts)
    sheet.freeze_panes = "A2"
    sheet.append([_head_cell(sheet, head) for head in heads])
    count = 1
    for line in chain(first, lines):
        sheet.append([_cell(sheet, value) for value in line])
        count += 1
    sheet.auto_filter.ref = f"A1:{get_column_letter(len(heads))}{count}"


def as_csv(columns: Sequence[Column], rows: Iterable[Any], title: str) -> FileResponse:
    """Dates stand as 2026-03-03, which every spreadsheet reads as a date; a text that would run as a formula gets an apostrophe."""
    written = io.BytesIO()
    text = io.TextIOWrapper(written, encoding="utf-8-sig", newline="", write_through=True)
    writer = csv.writer(text, delimiter=";")
    writer.writerow([_plain(head) for head in _heads(columns)])
    writer.writerows([_plain(value) for value in line] for line in _lines(columns, rows))
    text.flush()
    text.detach()
    return _answer(written, CSV, title)


def _heads(columns: Sequence[Column]) -> list[str]:
    """Some heads are names that somebody has typed, so they are treated as any other text."""
    return [str(_value(str(heading))) for heading, _of in columns]


def _lines(columns: Sequence[Column], rows: Iterable[Any]) -> Iterator[list[Any]]:
    read = rows.iterator(chunk_size=_ROWS_AT_A_TIME) if isinstance(rows, QuerySet) else rows
    for row in read:
        yield [_value(value(row)) for _heading, value in columns]


def _value(value: Any) -> Any:
    """None, a number, a day, a moment in Danish time, or a text without the characters that no file can hold.

    What keeps a date or ”0.–2.” on one line of a page would keep a spreadsheet from finding it: a text has ordinary spaces and no joiners.
    """
    if value is None or (isinstance(value, (int, float, Decimal)) and not isinstance(value, bool)):
        return value
    if isinstance(value, datetime):
        return (timezone.localtime(value) if timezone.is_aware(value) else value).replace(tzinfo=None, second=0, microsecond=0)
    if isinstance(value, date):
        return value
    return ILLEGAL_CHARACTERS_RE.sub("", str(value)).translate(_UNBOUND)[:_LONGEST_TEXT]


def _plain(value: Any) -> str:
    if value is None:
        return ""
    if isinstance(value, datetime):
        return f"{value:%Y-%m-%d %H:%M}"
    if isinstance(value, date):
        return value.isoformat()
    if isinstance(value, (int, float, Decimal)):
        return str(value).replace(".", ",")
    return f"'{value}" if _RUNS.match(value) else value


def _cell(sheet: Any, value: Any) -> WriteOnlyCell:
    cell = WriteOnlyCell(sheet, value)
    if isinstance(value, str):
        cell.data_type = "s"  # whatever it begins with
        cell.alignment = _TOP
    elif isinstance(value, date):
        cell.number_format = _MOMENT if isinstance(value, datetime) else _DAY
    return cell


def _head_cell(sheet: Any, head: str) -> WriteOnlyCell:
    cell = _cell(sheet, head)
    cell.font, cell.fill = _HEAD, _FILL
    return cell


def _width(values: Iterable[Any]) -> int:
    """As wide as its longest line of text, within reason; a day in words takes 20 characters."""
    longest = max(20 if isinstance(value, date) else max(map(len, str(value or "").split("\n"))) for value in values)
    return min(max(longest + 3, _NARROWEST), _WIDEST)


def _answer(written: io.BytesIO, kind: str, title: str) -> FileResponse:
    written.seek(0)
    name = f"{danish.slug(title)}-{timezone.localdate():%Y-%m-%d}.{kind}"
    response = FileResponse(written, as_attachment=True, filename=name, content_type=MEDIA_TYPES[kind])
    response["X-Content-Type-Options"] = "nosniff"
    response["Cache-Control"] = "private, no-store"
    return response
