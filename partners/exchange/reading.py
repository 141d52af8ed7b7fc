"""Reads a table of somebody else's making, XLSX or CSV: its headings, and its rows by heading."""

import csv
import io
from dataclasses import dataclass
from typing import Any

from django.utils.translation import gettext as _

from partners.exchange.choices import MOST_BYTES, MOST_COLUMNS, MOST_ROWS, MOST_UNPACKED
from portal.files.refusal import BadFile
from portal.files.workbooks import opened, shown_value


@dataclass(frozen=True)
class Table:
    """`rows` are numbered as the file numbers them, and hold a value per heading."""

    heads: list[str]
    rows: list[tuple[int, dict[str, Any]]]


def read(content: bytes) -> Table:
    """Raises BadFile, in words that help, for what is no table or too large."""
    if len(content) > MOST_BYTES:
        raise BadFile(_("Filen fylder mere end 5 MB."), _("Del den, og vælg en del ad gangen."))
    if not content.strip(b"\0 \r\n\t\xef\xbb\xbf"):
        raise BadFile(_("Filen er tom."), _("Vælg en fil med en række overskrifter."))
    lines = _sheet(content) if content.startswith(b"PK") else _csv(content)
    return _table(lines)


def _table(lines: list[tuple[int, list[Any]]]) -> Table:
    filled = [(number, values) for number, values in lines if any(str(value or "").strip() for value in values)]
    if not filled:
        raise BadFile(_("Filen er tom."), _("Vælg en fil med en række overskrifter."))
    heads = [" ".join(str(value or "").split())[:150] for value in filled[0][1]]
    while heads and not heads[-1]:
        heads.pop()
    twice = next((head for head in heads if head and heads.count(head) > 1), "")
    if twice:
        raise BadFile(_("To kolonner hedder ”%(head)s”.") % {"head": twice}, _("Giv hver kolonne sit eget navn."))
    if len(heads) > MOST_COLUMNS or len(filled) - 1 > MOST_ROWS:
        raise BadFile(
            _("Filen har flere end %(rows)d rækker eller %(columns)d kolonner.") % {"rows": MOST_ROWS, "columns": MOST_COLUMNS},
            _("Del den, og vælg en del ad gangen."),
        )
    rows = [(number, {head: value for head, value in zip(heads, values, strict=False) if head}) for number, values in filled[1:]]
    return Table([head for head in heads if head], rows)


def _sheet(content: bytes) -> list[tuple[int, list[Any]]]:
    """The first sheet; a formula is read as the value it had."""
    book = opened(content, values=False, most_unpacked=MOST_UNPACKED)
    results = opened(content, values=True, most_unpacked=MOST_UNPACKED)
    sheet, shown = book.worksheets[0], results.worksheets[0]
    if sheet.max_row > MOST_ROWS + 100 or sheet.max_column > MOST_COLUMNS:
        raise BadFile(_("Arket er for stort."), _("Slet tomme rækker og kolonner efter tabellen, og vælg filen igen."))
    return [(row[0].row, [_value(cell, shown) for cell in row]) for row in sheet.iter_rows()]


def _value(cell: Any, shown: Any) -> Any:
    value, problem = shown_value(cell, shown)
    return f"#{problem}" if problem else value


def _csv(content: bytes) -> list[tuple[int, list[Any]]]:
    text = _decoded(content)
    # Read as a table, a web page or JSON is a long heading and no more.
    if text.lstrip().startswith(("<", "{", "[", "%PDF-")):
        raise BadFile(_("Filen er ikke en tabel."), _("Gem den som CSV eller Excel, og vælg den igen."))
    separator = max(";,\t", key=text.splitlines()[0].count)
    try:
        reader = csv.reader(io.StringIO(text), delimiter=separator, strict=True)
        return [(reader.line_num, list(values)) for values in reader]
    except csv.Error:
        raise BadFile(_("Filen kan ikke læses som en tabel."), _("Gem den som CSV eller Excel, og vælg den igen.")) from None


def _decoded(content: bytes) -> str:
    wide = content.startswith((b"\xff\xfe", b"\xfe\xff"))
    for encoding in ("utf-16",) if wide else ("utf-8-sig", "cp1252"):
        try:
            text = content.decode(encoding)
        except UnicodeDecodeError:
            continue
        if "\0" not in text:
            return text
    raise BadFile(_("Filen kan ikke læses som tekst."), _("Gem den som CSV (UTF-8) eller Excel, og vælg den igen."))
