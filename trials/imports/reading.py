"""Reads a workbook made from the template, or a JSON file, into rows as docs/import.md names them."""

import json
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date
from typing import Any

from django.utils.translation import gettext as _
from openpyxl.workbook import Workbook
from openpyxl.worksheet.worksheet import Worksheet

from portal.files.refusal import BadFile
from portal.files.tables import WORKBOOK, Heads, Line, check_size, heads_in, lines_of_sheet, plain_text, texts_under, too_long
from portal.text.danish import fold
from trials.imports.choices import (
    AREAS,
    DATA_SHEET,
    HEADS,
    MOST_CHARACTERS,
    MOST_ROWS,
    MOST_UNPACKED,
    PAIRS,
    SEEN,
    SEEN_FROM,
    Source,
)

# Some of the lines may be empty.
_MOST_LINES = 5 * MOST_ROWS
_MOST_COLUMNS = 60
_MONTHS = "januar februar marts april maj juni juli august september oktober november december".split()


@dataclass(frozen=True)
class ReadRow:
    """One row of the file by its number there. `problem` says why it can't be used, and in which column."""

    number: int
    case: Any
    problem: str = ""
    column: str = ""


@dataclass(frozen=True)
class ReadFile:
    source: Source
    rows: list[ReadRow]
    unread: list[str]
    """Columns that hold something and have no name that is known."""


def read(content: bytes) -> ReadFile:
    """Read the file. Raises BadFile, in words that help, when it is another file, damaged or too large."""
    check_size(content)
    read_file = _json(content) if content.lstrip(b"\xef\xbb\xbf \r\n\t")[:1] in {b"[", b"{"} else _sheet(content)
    if not read_file.rows:
        raise BadFile(
            _("Der er ingen prøvehandlinger i filen."), _("Skriv den første i rækken under overskrifterne, gem, og vælg filen igen.")
        )
    if len(read_file.rows) > MOST_ROWS:
        raise BadFile(
            _("Filen har mere end %(limit)d prøvehandlinger.") % {"limit": MOST_ROWS}, _("Del den i flere, og vælg dem én ad gangen.")
        )
    return read_file


# JSON


def _json(content: bytes) -> ReadFile:
    try:
        cases = json.loads(content.decode("utf-8-sig"))
    except (ValueError, RecursionError):
        raise BadFile(_("Filen er ikke gyldig JSON i UTF-8."), _("Få den skrevet igen af det program, den kommer fra.")) from None
    if not isinstance(cases, list):
        raise BadFile(_("JSON-filen er ikke en liste."), _("Den skal indeholde en liste af prøvehandlinger, også når der kun er én."))
    return ReadFile(Source.JSON, [_json_row(number, case) for number, case in enumerate(cases[: MOST_ROWS + 1], start=1)], [])


def _json_row(number: int, case: Any) -> ReadRow:
    if isinstance(case, dict):
        for key, value in case.items():
            if len(str(value)) > 2 * MOST_CHARACTERS:
                return ReadRow(number, case, too_long(MOST_CHARACTERS), str(key)[:80])
    return ReadRow(number, case)


# A workbook


def _sheet(content: bytes) -> ReadFile:
    if not content.startswith(WORKBOOK):
        raise BadFile(
            _("Filen er hverken et Excel-ark (.xlsx) eller JSON."), _("Gem den som Excel-projektmappe (.xlsx), og vælg den igen.")
        )
    first, *lines = lines_of_sheet(
        content, most_unpacked=MOST_UNPACKED, most_lines=_MOST_LINES, most_columns=_MOST_COLUMNS, choose=_data_sheet
    )
    heads = heads_in(first, HEADS, compulsory="title")
    rows = [_row(heads, line) for line in lines if any(line.cells[column].is_filled for column in heads.columns.values())]
    unread = [
        head or _("kolonne %(number)d uden overskrift") % {"number": column + 1}
        for column, head in heads.unknown.items()
        if _is_used(column, lines)
    ]
    return ReadFile(Source.SHEET, rows, unread)


def _data_sheet(book: Workbook) -> Worksheet:
    """The sheet by its name in the template; else the only one that has the template's heads."""
    sheets = [sheet for sheet in book.worksheets if fold(sheet.title.strip()) == fold(DATA_SHEET)] or [
        sheet for sheet in book.worksheets if fold(str(sheet.cell(1, 1).value or "").strip(" *")) == fold(HEADS["title"])
    ]
    if len(sheets) != 1:
        raise BadFile(
            _("Vi kan ikke finde arket ”%(name)s” i filen.") % {"name": DATA_SHEET},
            _("Hent skabelonen, og skriv i det ark, der hedder sådan. Lav ikke om på navnet."),
        )
    if merged := list(sheets[0].merged_cells.ranges)[:3]:
        raise BadFile(
            _("Celler i arket er flettet (%(where)s).") % {"where": ", ".join(map(str, merged))},
            _("Ophæv fletningen i Excel, så hver række er én prøvehandling, gem, og vælg filen igen."),
        )
    return sheets[0]


def _is_used(column: int, lines: list[Line]) -> bool:
    return any(line.cells[column].is_filled for line in lines)


def _row(heads: Heads, line: Line) -> ReadRow:
    texts, key, problem = texts_under(heads, line, as_text=_as_text, most_characters=MOST_CHARACTERS)
    if problem:
        return ReadRow(line.number, {"title": texts.get("title", "")}, problem, HEADS[key])
    return _as_case(line.number, texts)


def _as_text(value: Any) -> str:
    """A day that Excel has made of a period is the period again."""
    return f"{_MONTHS[value.month - 1]} {value.year}" if isinstance(value, date) else plain_text(value)


def _as_case(number: int, texts: dict[str, str]) -> ReadRow:
    """The row as the main format has it."""
    numbered = {
        *(f"focus_area{at}" for at in range(1, AREAS + 1)),
        *(f"{name}{at}" for name in (SEEN_FROM, SEEN) for at in range(1, PAIRS + 1)),
    }
    case: dict[str, Any] = {key: text for key, text in texts.items() if text and key not in numbered}
    if "school" in case:
        case["school"] = [name.strip() for name in case["school"].replace(";", "\n").splitlines() if name.strip()]
    if areas := [text for at in range(1, AREAS + 1) if (text := texts.get(f"focus_area{at}"))]:
        case["focus_areas"] = areas
    for at, who, seen in _pairs(texts):
        if not who:
            return ReadRow(number, case, _("Vælg, hvis perspektiv det er."), HEADS[f"{SEEN_FROM}{at}"])
        change = case.get("change") or {}
        case["change"] = change if isinstance(change, dict) else {"": change}
        case["change"][who] = "\n\n".join(filter(None, [case["change"].get(who, ""), seen]))
    return ReadRow(number, case)


def _pairs(texts: dict[str, str]) -> Iterator[tuple[int, str, str]]:
    for at in range(1, PAIRS + 1):
        who, seen = texts.get(f"{SEEN_FROM}{at}", ""), texts.get(f"{SEEN}{at}", "")
        if who or seen:
            yield at, who, seen
