"""Reads a workbook made from the template, or a JSON file, into rows as docs/import.md names them. Nothing in the file is ever run."""

import json
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date, datetime
from typing import Any

from django.utils.translation import gettext as _
from openpyxl.cell import Cell
from openpyxl.workbook import Workbook
from openpyxl.worksheet.worksheet import Worksheet

from portal.files.refusal import BadFile
from portal.files.workbooks import opened, shown_value
from portal.text.danish import fold
from trials.imports.choices import (
    AREAS,
    DATA_SHEET,
    HEADS,
    MOST_BYTES,
    MOST_CHARACTERS,
    MOST_ROWS,
    MOST_UNPACKED,
    PAIRS,
    SEEN,
    SEEN_FROM,
    Source,
)

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
    if not content.strip():
        raise BadFile(_("Filen er tom."), _("Se efter, om det er den rigtige, og vælg den igen."))
    if len(content) > MOST_BYTES:
        raise BadFile(
            _("Filen fylder mere end %(limit)s MB.") % {"limit": MOST_BYTES // 1024 // 1024},
            _("Del den i flere, og vælg dem én ad gangen."),
        )
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
                return ReadRow(number, case, _too_long(), str(key)[:80])
    return ReadRow(number, case)


def _too_long() -> str:
    return _("Teksten er længere end %(limit)d tegn.") % {"limit": MOST_CHARACTERS}


# A workbook


def _sheet(content: bytes) -> ReadFile:
    book = _opened(content, values=False)
    sheet = _data_sheet(book)
    if sheet.merged_cells.ranges:
        where = ", ".join(str(cells) for cells in list(sheet.merged_cells.ranges)[:3])
        raise BadFile(
            _("Celler i arket er flettet (%(where)s).") % {"where": where},
            _("Ophæv fletningen i Excel, så hver række er én prøvehandling, gem, og vælg filen igen."),
        )
    heads, unknown = _heads(sheet)
    values = _values(sheet, heads, content)
    rows = []
    used: set[int] = set()
    for number in range(2, min(sheet.max_row, MOST_ROWS * 5) + 1):
        cells = {key: sheet.cell(number, column) for key, column in heads.items()}
        if any(_is_filled(cell) for cell in cells.values()):
            rows.append(_row(number, cells, values))
        used |= {column for column in unknown if _is_filled(sheet.cell(number, column))}
        if len(rows) > MOST_ROWS:
            break
    return ReadFile(Source.SHEET, rows, [unknown[column] for column in sorted(used)])


def _opened(content: bytes, *, values: bool) -> Workbook:
    """The workbook with its formulas, or with the values they had when it was saved."""
    if not content.startswith(b"PK\x03\x04"):
        raise BadFile(
            _("Filen er hverken et Excel-ark (.xlsx) eller JSON."), _("Gem den som Excel-projektmappe (.xlsx), og vælg den igen.")
        )
    return opened(content, values=values, most_unpacked=MOST_UNPACKED)


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
    return sheets[0]


def _heads(sheet: Worksheet) -> tuple[dict[str, int], dict[int, str]]:
    """In which column each head of the template stands; and the heads that are not known."""
    known = {fold(head): key for key, head in HEADS.items()}
    heads: dict[str, int] = {}
    unknown: dict[int, str] = {}
    for column in range(1, min(sheet.max_column, 60) + 1):
        head = " ".join(str(sheet.cell(1, column).value or "").split()).strip(" *")
        key = known.get(fold(head))
        if key in heads:
            raise BadFile(_("Kolonnen ”%(name)s” findes to gange.") % {"name": head}, _("Fjern den ene, og vælg filen igen."))
        if key:
            heads[key] = column
        else:
            unknown[column] = head or _("kolonne %(number)d uden overskrift") % {"number": column}
    if "title" not in heads:
        raise BadFile(
            _("Kolonnen ”%(name)s” mangler i første række.") % {"name": HEADS["title"]},
            _("Hent skabelonen, og skriv under dens overskrifter."),
        )
    return heads, unknown


def _values(sheet: Worksheet, heads: dict[str, int], content: bytes) -> Worksheet | None:
    """The same sheet with what its formulas gave when it was saved, if it has any."""
    last = min(sheet.max_row, MOST_ROWS * 5) + 1
    has_formulas = any(sheet.cell(row, column).data_type == "f" for row in range(2, last) for column in heads.values())
    return _opened(content, values=True)[sheet.title] if has_formulas else None


def _is_filled(cell: Any) -> bool:
    return cell.value is not None and str(cell.value).strip() != ""


def _row(number: int, cells: dict[str, Cell], values: Worksheet | None) -> ReadRow:
    texts: dict[str, str] = {}
    for key, cell in cells.items():
        value, problem = _value(cell, values)
        if problem:
            return ReadRow(number, {"title": texts.get("title", "")}, problem, HEADS[key])
        texts[key] = value
    return _as_case(number, texts)


def _value(cell: Cell, values: Worksheet | None) -> tuple[str, str]:
    """What a reader sees in the cell as text, and what is wrong with it."""
    value, problem = shown_value(cell, values)
    if problem:
        return "", problem
    text = _as_text(value)
    return (text, "") if len(text) <= MOST_CHARACTERS else ("", _too_long())


def _as_text(value: Any) -> str:
    if isinstance(value, datetime | date):
        return f"{_MONTHS[value.month - 1]} {value.year}"
    if isinstance(value, float) and value.is_integer():
        return str(int(value))
    return "" if value is None else str(value).replace("_x000D_", "").strip()


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
