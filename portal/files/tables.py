"""Reads a table that somebody has chosen, a sheet of a workbook or CSV: line by line what a reader sees. Nothing in the file is ever run."""

import csv
import io
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from typing import Any, NamedTuple

from django.utils.translation import gettext as _
from openpyxl.workbook import Workbook
from openpyxl.worksheet.worksheet import Worksheet

from portal.files.refusal import BadFile
from portal.files.workbooks import opened, shown_value
from portal.text.danish import fold

MOST_BYTES = 5 * 1024 * 1024
WORKBOOK = b"PK\x03\x04"


class Cell(NamedTuple):
    """What a reader sees in a cell, or what is wrong with it."""

    value: Any
    problem: str = ""

    @property
    def is_filled(self) -> bool:
        return bool(self.problem or str("" if self.value is None else self.value).strip())


@dataclass(frozen=True)
class Line:
    """One line by its number in the file."""

    number: int
    cells: list[Cell]

    @property
    def is_filled(self) -> bool:
        return any(cell.is_filled for cell in self.cells)


def check_size(content: bytes) -> None:
    """Raises BadFile for a file without content, and for one that is larger than a table ever is."""
    if not content.strip(b"\0 \r\n\t\xef\xbb\xbf\xff\xfe"):
        raise _empty()
    if len(content) > MOST_BYTES:
        raise BadFile(
            _("Filen fylder mere end %(limit)s MB.") % {"limit": MOST_BYTES // 1024 // 1024},
            _("Del den i flere, og vælg dem én ad gangen."),
        )


def _empty() -> BadFile:
    return BadFile(_("Filen er tom."), _("Se efter, om det er den rigtige, og vælg den igen."))


# Lines


def first_sheet(book: Workbook) -> Worksheet:
    """Charts that stand alone are no sheets."""
    if not book.worksheets:
        raise _empty()
    return book.worksheets[0]


def lines_of_sheet(
    content: bytes, *, most_unpacked: int, most_lines: int, most_columns: int, choose: Callable[[Workbook], Worksheet] = first_sheet
) -> list[Line]:
    """The lines of the sheet that is chosen, from its first and as many as may be; a formula is read as the value it had.

    A cell far away would cost all those before it, so what lies beyond the limits is not read. Raises BadFile, as opening a workbook does.
    """
    sheet = choose(opened(content, values=False, most_unpacked=most_unpacked))
    rows = list(sheet.iter_rows(max_row=min(sheet.max_row, most_lines), max_col=min(sheet.max_column, most_columns)))
    has_formulas = any(cell.data_type == "f" for row in rows for cell in row)
    values = opened(content, values=True, most_unpacked=most_unpacked)[sheet.title] if has_formulas else None
    return [Line(number, [Cell(*shown_value(cell, values)) for cell in row]) for number, row in enumerate(rows, start=1)]


def lines_of_csv(content: bytes) -> list[Line]:
    """In whichever of the usual encodings and with whichever separator stands most often in the first line. Raises BadFile."""
    text = _decoded(content)
    # Read as a table, a web page or JSON is a long heading and no more.
    if text.lstrip().startswith(("<", "{", "[", "%PDF-")):
        raise BadFile(_("Filen er ikke en tabel."), _("Gem den som CSV eller Excel, og vælg den igen."))
    separator = max(";,\t", key=text.partition("\n")[0].count)
    try:
        reader = csv.reader(io.StringIO(text), delimiter=separator, strict=True)
        return [Line(reader.line_num, [Cell(value) for value in values]) for values in reader]
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


# What stands under heads that are known


@dataclass(frozen=True)
class Heads:
    """Where each known head stands, by its key; and the other columns with what stands over them, if anything does."""

    columns: dict[str, int] = field(default_factory=dict)
    unknown: dict[int, str] = field(default_factory=dict)


def heads_in(line: Line, known: Mapping[str, str], *, compulsory: str) -> Heads:
    """Find the heads, given by key. Raises BadFile where one stands twice or the compulsory one is missing."""
    keys = {fold(head): key for key, head in known.items()}
    found = Heads()
    for column, cell in enumerate(line.cells):
        head = head_text(cell).strip(" *")
        key = keys.get(fold(head))
        if key in found.columns:
            raise BadFile(_("Kolonnen ”%(name)s” findes to gange.") % {"name": head}, _("Fjern den ene, og vælg filen igen."))
        if key:
            found.columns[key] = column
        else:
            found.unknown[column] = head
    if compulsory not in found.columns:
        raise BadFile(
            _("Kolonnen ”%(name)s” mangler i første række.") % {"name": known[compulsory]},
            _("Hent skabelonen, og skriv under dens overskrifter."),
        )
    return found


class Texts(NamedTuple):
    """What stands in a line, by key; up to the first cell that can't be used, whose key and problem are told."""

    by_key: dict[str, str]
    key: str = ""
    problem: str = ""


def texts_under(heads: Heads, line: Line, *, as_text: Callable[[Any], str], most_characters: int) -> Texts:
    texts: dict[str, str] = {}
    for key, column in heads.columns.items():
        value, problem = line.cells[column]
        texts[key] = as_text(value)
        if len(texts[key]) > most_characters:
            problem = too_long(most_characters)
        if problem:
            return Texts({**texts, key: ""}, key, problem)
    return Texts(texts)


def too_long(most_characters: int) -> str:
    return _("Teksten er længere end %(limit)d tegn.") % {"limit": most_characters}


def head_text(cell: Cell) -> str:
    """In one line, however it is set in the file."""
    return " ".join(str(cell.value or "").split())


def plain_text(value: Any) -> str:
    """As the reader would type it: a whole number without decimals, and without what Excel writes for the end of a line."""
    if isinstance(value, float) and value.is_integer():
        return str(int(value))
    return "" if value is None else str(value).replace("_x000D_", "").strip()
