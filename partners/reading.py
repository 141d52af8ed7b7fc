"""Reads a list from a workbook: the first sheet, a row of heads, then a row for each thing."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date
from typing import Any

from django.utils.formats import number_format
from django.utils.translation import gettext as _

from portal.files.refusal import BadFile
from portal.files.tables import WORKBOOK, check_size, heads_in, lines_of_sheet, plain_text, texts_under

MOST_ROWS = 500
# Some of the lines may be empty.
_MOST_LINES = 3 * MOST_ROWS
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
    check_size(content)
    if not content.startswith(WORKBOOK):
        raise BadFile(_("Filen er ikke et Excel-ark (.xlsx)."), _("Gem den som Excel-projektmappe (.xlsx), og vælg den igen."))
    first, *lines = lines_of_sheet(content, most_unpacked=_MOST_UNPACKED, most_lines=_MOST_LINES, most_columns=_MOST_COLUMNS)
    found = heads_in(first, heads, compulsory=compulsory)
    rows = []
    for line in lines:
        texts, key, problem = texts_under(found, line, as_text=_as_text, most_characters=_MOST_CHARACTERS)
        if problem or any(texts.values()):
            rows.append(ReadRow(line.number, texts, problem, heads.get(key, "")))
    if not rows:
        raise BadFile(_("Der er ingen rækker i filen."), _("Skriv den første under overskrifterne, gem, og vælg filen igen."))
    if len(rows) > MOST_ROWS:
        raise BadFile(_("Filen har mere end %(limit)d rækker.") % {"limit": MOST_ROWS}, _("Del den i flere."))
    return ReadList(rows, [head for head in found.unknown.values() if head])


def _as_text(value: Any) -> str:
    """Numbers with the decimal sign of the page, and days as forms take them."""
    if isinstance(value, float) and not value.is_integer():
        return number_format(str(value), use_l10n=True)
    return value.isoformat()[:10] if isinstance(value, date) else plain_text(value)
