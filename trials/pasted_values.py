"""Numbers pasted from a spreadsheet: one line per value, date and number, and if wanted when it was taken. Pure functions over text."""

import re
from collections.abc import Iterator
from dataclasses import dataclass, replace
from datetime import date
from decimal import ROUND_HALF_UP, Decimal

from django.utils.translation import gettext as _

from trials.choices import MeasureKind

# As many whole digits and decimals as a value is stored with.
_CENT, _LIMIT = Decimal("0.01"), Decimal(10) ** 10
_YEARS = range(1950, 2100)
_MONTHS = ("januar", "februar", "marts", "april", "maj", "juni", "juli", "august", "september", "oktober", "november", "december")
_KINDS = {"før": MeasureKind.BASELINE, "undervejs": MeasureKind.INTERIM, "efter": MeasureKind.FINAL}
_DAY_FIRST = re.compile(r"(\d{1,2})[./-](\d{1,2})[./-](\d{4}|\d{2})")
_YEAR_FIRST = re.compile(r"(\d{4})-(\d{1,2})(?:-(\d{1,2}))?(?:[T ]00:00(?::00)?)?")
_NAMED_MONTH = re.compile(r"(?:(\d{1,2})\.?\s*)?([a-zæøå]{3,9})\.?[\s-]*(\d{4}|\d{2})")
_THOUSANDS = re.compile(r"[1-9]\d{0,2}(?:\.\d{3})+")
_SPACES = str.maketrans("", "", " \u00a0\u202f\u2009")
_SHOWN = 60


@dataclass(frozen=True)
class Value:
    taken_on: date
    value: Decimal
    kind: str


@dataclass(frozen=True)
class Pasted:
    """What could be read, in the order of its dates, and a sentence for each line that could not."""

    values: list[Value]
    faults: list[str]


@dataclass(frozen=True)
class _Line:
    number: int
    text: str
    cells: list[str]


def read(text: str, *, is_first: bool = True) -> Pasted:
    """Read pasted lines, divided by tabs or semicolons. A line of headings at the top is passed over.

    Where a line does not say when it was taken, the first is *før*, the last *efter* and the others *undervejs*; when the measure has
    other values already (`is_first` is false) they are all *undervejs*.
    """
    values: list[Value] = []
    faults: list[str] = []
    for line in _without_headings(list(_lines(text))):
        found = _read_line(line)
        if isinstance(found, Value):
            values.append(found)
        else:
            shown = line.text if len(line.text) <= _SHOWN else f"{line.text[:_SHOWN]}…"
            faults.append(_("Linje %(number)s, ”%(line)s”: %(fault)s") % {"number": line.number, "line": shown, "fault": found})
    return Pasted(_placed(sorted(values, key=lambda value: value.taken_on), is_first), faults)


def read_date(text: str) -> date | None:
    """1.9.2025 · 01-09-2025 · 2025-09-01 · 1. september 2025; a month alone is its first day: sep. 2025 · 2025-09."""
    text = " ".join(text.lower().split())
    if match := _DAY_FIRST.fullmatch(text):
        return _date(match[3], match[2], match[1])
    if match := _YEAR_FIRST.fullmatch(text):
        return _date(match[1], match[2], match[3] or "1")
    if (match := _NAMED_MONTH.fullmatch(text)) and (month := _month(match[2])):
        return _date(match[3], str(month), match[1] or "1")
    return None


def read_number(text: str) -> Decimal | None:
    """14 · 14,5 · 1.250 · 1.250,5 · 1 250 · 62 %. More than two decimals are rounded."""
    text = text.translate(_SPACES).removesuffix("%").replace("−", "-")
    sign, digits = (-1, text[1:]) if text.startswith("-") else (1, text)
    whole, comma, decimals = digits.partition(",")
    if comma or _THOUSANDS.fullmatch(whole):
        if "." in whole and not _THOUSANDS.fullmatch(whole):
            return None
        digits = f"{whole.replace('.', '')}.{decimals}" if comma else whole.replace(".", "")
    if not re.fullmatch(r"[0-9]+(?:\.[0-9]+)?", digits) or Decimal(digits) >= _LIMIT:
        return None
    return (sign * Decimal(digits)).quantize(_CENT, ROUND_HALF_UP)


def _lines(text: str) -> Iterator[_Line]:
    for number, line in enumerate(text.splitlines(), start=1):
        cells = [cell.strip().strip('"').strip() for cell in line.split("\t" if "\t" in line else ";")]
        while cells and not cells[-1]:
            cells.pop()
        if cells:
            yield _Line(number, " ".join(line.split()), cells)


def _without_headings(lines: list[_Line]) -> list[_Line]:
    """The first line is headings when there is neither a date nor a number in it."""
    if lines and len(lines[0].cells) > 1 and not any(read_date(cell) or read_number(cell) is not None for cell in lines[0].cells):
        return lines[1:]
    return lines


def _read_line(line: _Line) -> Value | str:
    """The value of a line, or what is wrong with it."""
    if len(line.cells) not in {2, 3}:
        return _("der skal stå en dato og et tal, med tabulator eller semikolon imellem.")
    taken_on, value = read_date(line.cells[0]), read_number(line.cells[1])
    if taken_on is None:
        return _("datoen ”%(cell)s” kan ikke læses.") % {"cell": line.cells[0]}
    if value is None:
        return _("tallet ”%(cell)s” kan ikke læses.") % {"cell": line.cells[1]}
    said = line.cells[2].lower() if len(line.cells) > 2 else ""
    if said and said not in _KINDS:
        return _("”%(cell)s” er hverken før, undervejs eller efter.") % {"cell": line.cells[2]}
    return Value(taken_on, value, _KINDS[said] if said else "")


def _placed(values: list[Value], is_first: bool) -> list[Value]:
    last = len(values) - 1
    ends = {0: MeasureKind.BASELINE, **({last: MeasureKind.FINAL} if last > 0 else {})} if is_first else {}
    return [value if value.kind else replace(value, kind=ends.get(at, MeasureKind.INTERIM)) for at, value in enumerate(values)]


def _month(word: str) -> int:
    """The number of a month by its name or the beginning of it; 0 for another word."""
    return next((number for number, name in enumerate(_MONTHS, start=1) if name.startswith(word)), 0)


def _date(year: str, month: str, day: str) -> date | None:
    number = int(year) if len(year) == 4 else 2000 + int(year)
    try:
        return date(number, int(month), int(day)) if number in _YEARS else None
    except ValueError:
        return None
