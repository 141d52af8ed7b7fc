"""The written content of the demonstration, read from the files beside this one."""

import re
import tomllib
from datetime import date
from pathlib import Path
from typing import Any

_HERE = Path(__file__).parent

type Data = dict[str, Any]


def people_and_places() -> Data:
    return _read(_HERE / "people_and_places.toml")


def trials() -> list[Data]:
    """Every trial action, in the order of the files' names."""
    return [_read(path) for path in sorted((_HERE / "trials").glob("*.toml"))]


def catalogue() -> Data:
    return _read(_HERE / "catalogue.toml")


def consortium(today: date | None = None) -> Data:
    """The consortium as it is written, or moved by whole years so that its newest project is the one of today.

    A project year begins on 1 June; what is written is that of 2026. Codes and texts that name a year move too.
    """
    written = _read(_HERE / "consortium.toml")
    if today is None:
        return written
    years = today.year - (today.month < 6) - 2026
    return _moved(written, max(years, 0))


def _moved(value: Any, years: int) -> Any:
    if isinstance(value, dict):
        return {name: _moved(part, years) for name, part in value.items()}
    if isinstance(value, list):
        return [_moved(part, years) for part in value]
    if isinstance(value, date):
        return date(value.year + years, value.month, min(value.day, 28) if value.month == 2 else value.day)
    if isinstance(value, str):
        return _school_years(re.sub(r"\b20[12]\d\b", lambda year: str(int(year[0]) + years), value), years)
    return value + years if isinstance(value, int) and 2020 <= value <= 2030 else value


def _school_years(text: str, years: int) -> str:
    """”2026/27”: the first year has been moved already."""
    return re.sub(r"(?<=/)\d\d\b(?<=20\d\d/\d\d)", lambda short: f"{(int(short[0]) + years) % 100:02}", text)


def _read(path: Path) -> Data:
    return tomllib.loads(path.read_text(encoding="utf-8"))
