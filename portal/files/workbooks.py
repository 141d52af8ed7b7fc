"""Opening a workbook that somebody has chosen. Nothing in it is ever run, and none can ask for more memory than it is worth."""

import io
import re
import warnings
import zipfile
from typing import Any
from xml.etree.ElementTree import ParseError

from defusedxml.common import DefusedXmlException
from django.utils.translation import gettext as _
from openpyxl import load_workbook
from openpyxl.cell import Cell
from openpyxl.utils import column_index_from_string
from openpyxl.utils.exceptions import InvalidFileException
from openpyxl.workbook import Workbook
from openpyxl.worksheet.worksheet import Worksheet

from portal.files.choices import XLSX
from portal.files.office import office_type
from portal.files.refusal import BadFile

# What openpyxl raises on a workbook that is broken somewhere inside.
_BROKEN = (
    InvalidFileException,
    zipfile.BadZipFile,
    ParseError,
    DefusedXmlException,
    KeyError,
    ValueError,
    TypeError,
    IndexError,
    AttributeError,
    EOFError,
    NotImplementedError,
)
# Reading makes one cell of each cell of a range, so a few letters could ask for 17 billion.
_RANGE = re.compile(rb"""\bref\s*=\s*["']\s*\$?([A-Za-z]{1,3})\$?(\d{1,7}):\$?([A-Za-z]{1,3})\$?(\d{1,7})""")
_MADE_OF_CELLS = re.compile(rb"<(?:[\w.-]+:)?(?:mergeCell|hyperlink)\s[^>]*>")
_MOST_CELLS = 20_000


def opened(content: bytes, *, values: bool, most_unpacked: int) -> Workbook:
    """The workbook with its formulas, or with the values they had when it was saved. Checked first, as any upload, then for its size unpacked.

    `most_unpacked` is in bytes. Raises BadFile in words that help.
    """
    if office_type(content) is not XLSX:
        raise BadFile(_("Filen er ikke et Excel-ark."), _("Hent skabelonen, udfyld den, og vælg den."))
    with zipfile.ZipFile(io.BytesIO(content)) as archive:
        if sum(part.file_size for part in archive.infolist()) > most_unpacked:
            raise BadFile(
                _("Arket er for stort, når det er pakket ud."),
                _("Hent skabelonen, og sæt kun teksterne ind i den, uden billeder og formater."),
            )
        _check_ranges(archive)
    try:
        with warnings.catch_warnings():
            warnings.simplefilter("ignore")
            return load_workbook(io.BytesIO(content), data_only=values, keep_links=False)
    except _BROKEN:
        raise BadFile(
            _("Arket er beskadiget og kan ikke læses."), _("Åbn det i Excel, gem det under et nyt navn, og vælg det igen.")
        ) from None


def shown_value(cell: Cell, values: Worksheet | None) -> tuple[Any, str]:
    """What a reader sees in the cell, and what is wrong with it. `values` is the same sheet with the results of its formulas.

    A text that looks like a formula is a text.
    """
    value: Any = cell.value
    if cell.data_type == "f":
        value = values.cell(cell.row, cell.column).value if values else None
        if value is None:
            return None, _("Cellen er en formel uden resultat. Skriv selve teksten.")
    if cell.data_type == "e" or (isinstance(value, str) and value.startswith("#") and value.endswith(("!", "?", "/A"))):
        return None, _("Cellen viser fejlen %(error)s. Skriv selve teksten.") % {"error": value}
    return value, ""


def _check_ranges(archive: zipfile.ZipFile) -> None:
    """In every part, for a sheet may be called anything; a part in UTF-16, where nothing would be found, is refused."""
    for part in archive.namelist():
        written = archive.read(part)
        if (
            written.startswith((b"\xff\xfe", b"\xfe\xff", b"<\x00", b"\x00<"))
            or b"<!DOCTYPE" in written
            or sum(map(_cells, _MADE_OF_CELLS.findall(written))) > _MOST_CELLS
        ):
            raise BadFile(_("Arket er beskadiget og kan ikke læses."), _("Åbn det i Excel, gem det under et nyt navn, og vælg det igen."))


def _cells(element: bytes) -> int:
    """How many cells an element reaches over."""
    found = _RANGE.search(element)
    if not found:
        return 1
    left, top, right, bottom = found.groups()
    width = abs(column_index_from_string(right.decode()) - column_index_from_string(left.decode())) + 1
    return width * (abs(int(bottom) - int(top)) + 1)
