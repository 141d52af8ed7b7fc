"""The written content of the demonstration, read from the files beside this one."""

import tomllib
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


def consortium() -> Data:
    return _read(_HERE / "consortium.toml")


def _read(path: Path) -> Data:
    return tomllib.loads(path.read_text(encoding="utf-8"))
