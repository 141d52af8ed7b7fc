"""Reads a list from a workbook: the first sheet, a row of heads, then a row for each thing. Nothing in the file is ever run."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date
from typing import Any

from django.utils.formats import number_format
from django.utils.translation import gettext as _
from openpyxl.worksheet.worksheet import Worksheet

from portal.files.refusal import BadFile
from portal.files.workbooks import opened, shown_value
from portal.text.danish import fold

MOST_BYTES = 5 * 1024 * 1024
MOST_ROWS = 500
_MOST_UNPACKED = 12 * 1024 * 1024
_MOST_COLUMNS = 60
_MOST_CHARACTERS = 5000


@dataclass(frozen=True)
class ReadRow:
    """One row by its number in the sheet. `problem` says why it can't be used, and `column` where."""

    number: int
    texts: Mapping[str, str]
    problem: str = ""
    column: str = ""


@dataclass(frozen=True)
class ReadList:
    rows: list[ReadRow]
    unread: list[str]
    """Heads that are not known; their columns are passed over."""


def read(content: bytes, heads: Mapping[str, str], *, compulsory: str) -> ReadList:
    """Read the rows under the heads, given by key. Raises BadFile, in words that help, for another file or one that is damaged or too large."""
    if not content.strip():
        raise BadFile(_("Filen er tom."), _("Se efter, om det er den rigtige, og vælg den igen."))
    if len(content) > MOST_BYTES:
        raise BadFile(_("Filen fylder mere end %(limit)s MB.") % {"limit": MOST_BYTES // 1024 // 1024}, _("Del den i flere."))
    if not content.startswith(b"PK\x03\x04"):
        raise BadFile(_("Filen er ikke et Excel-ark (.xlsx)."), _("Gem den som Excel-projektmappe (.xlsx), og vælg den igen."))
    sheet = _first_sheet(content, values=False)
    columns, unread = _columns(sheet, heads, compulsory)
    values = _first_sheet(content, values=True)
    numbers = range(2, min(sheet.max_row, MOST_ROWS + 2) + 1)
    rows = [row for number in numbers if (row := _row(sheet, values, number, columns, heads))]
    if not rows:
        raise BadFile(_("Der er ingen rækker i filen."), _("Skriv den første under overskrifterne, gem, og vælg filen igen."))
    if len(rows) > MOST_ROWS:
        raise BadFile(_("Filen har mere end %(limit)d rækker.") % {"limit": MOST_ROWS}, _("Del den i flere."))
    return ReadList(rows, unread)


def _first_sheet(content: bytes, *, values: bool) -> Worksheet:
    return opened(content, values=values, most_unpacked=_MOST_UNPACKED).worksheets[0]


def _columns(sheet: Worksheet, heads: Mapping[str, str], compulsory: str) -> tuple[dict[str, int], list[str]]:
    known = {fold(head): key for key, head in heads.items()}
    columns: dict[str, int] = {}
    unread: list[str] = []
    for number in range(1, min(sheet.max_column, _MOST_COLUMNS) + 1):
        head = " ".join(str(sheet.cell(1, number).value or "").split()).strip(" *")
        key = known.get(fold(head))
        if key in columns:
            raise BadFile(_("Kolonnen ”%(name)s” findes to gange.") % {"name": head}, _("Fjern den ene, og vælg filen igen."))
        if key:
            columns[key] = number
        elif head:
            unread.append(head)
    if compulsory not in columns:
        raise BadFile(
            _("Kolonnen ”%(name)s” mangler i første række.") % {"name": heads[compulsory]},
            _("Hent skabelonen, og skriv under dens overskrifter."),
        )
    return columns, unread


def _row(sheet: Worksheet, values: Worksheet, number: int, columns: dict[str, int], heads: Mapping[str, str]) -> ReadRow | None:
    """None for an empty row."""
    texts: dict[str, str] = {}
    for key, column in columns.items():
        value, problem = shown_value(sheet.cell(number, column), values)
        texts[key] = _as_text(value)
        if len(texts[key]) > _MOST_CHARACTERS:
            problem = _("Teksten er længere end %(limit)d tegn.") % {"limit": _MOST_CHARACTERS}
        if problem:
            return ReadRow(number, {**texts, key: ""}, problem, heads[key])
    return ReadRow(number, texts) if any(texts.values()) else None


def _as_text(value: Any) -> str:
    """As the reader would type it; numbers with the decimal sign of the page."""
    if isinstance(value, float):
        return str(int(value)) if value.is_integer() else number_format(str(value), use_l10n=True)
    if isinstance(value, date):
        return value.isoformat()[:10]
    return "" if value is None else str(value).replace("_x000D_", "").strip()
