"""Two people have written in the same section: what only one of them changed, and what both did. Pure functions over contents."""

from dataclasses import dataclass, field
from datetime import date
from decimal import Decimal
from typing import Any

from portal.text.normalise import normalise
from portal.writing.contents import Contents

# The names on the way to a value: a field, or a set of rows, a row's number, and so on. The last name of a whole row is REMOVED.
type Path = tuple[str | int, ...]
REMOVED = "remove"
_UNKNOWN = object()


@dataclass(frozen=True)
class Question:
    """What both have changed, each in their own way: only the writer can choose. `base` is what both began with, where it is known."""

    path: Path
    mine: Any
    theirs: Any
    base: Any = None


@dataclass
class Comparison:
    """`taken`: what only the other has changed, so that it stands. `questions`: what both have. The rest is the writer's own."""

    taken: dict[Path, Any] = field(default_factory=dict)
    questions: list[Question] = field(default_factory=list)


def compare(base: Contents | None, mine: Contents, theirs: Contents) -> Comparison:
    """Compare what the writer has with what is stored now. Without `base`, where both began, every difference is a question."""
    found = Comparison()
    _compare_fields((), base or {}, mine, theirs, found)
    return found


def _compare_fields(path: Path, base: Contents, mine: Contents, theirs: Contents, found: Comparison) -> None:
    for name in [name for name in mine if name in theirs and name != "row"]:
        here = (*path, name)
        if _are_rows(mine[name]) or _are_rows(theirs[name]):
            _compare_rows(here, base.get(name), mine[name], theirs[name], found)
        else:
            _compare_values(here, base.get(name, _UNKNOWN), mine[name], theirs[name], found)


def _compare_values(path: Path, base: Any, mine: Any, theirs: Any, found: Comparison) -> None:
    if _same(mine, theirs) or _same(theirs, base):
        return
    if _same(mine, base):
        found.taken[path] = theirs
    else:
        found.questions.append(Question(path, mine, theirs, None if base is _UNKNOWN else base))


def _compare_rows(path: Path, base: list[Contents] | None, mine: list[Contents], theirs: list[Contents], found: Comparison) -> None:
    """Rows that only the other has stay as they are, and so do new rows of the writer's own."""
    before, now = _by_number(base or []), _by_number(theirs)
    for row in mine:
        if number := row["row"]:
            _compare_row((*path, number), before.get(number), row, now.get(number), found)


def _compare_row(path: Path, base: Contents | None, mine: Contents, theirs: Contents | None, found: Comparison) -> None:
    if mine.get("remove"):
        if theirs is not None and not _same(theirs, base):
            found.questions.append(Question((*path, REMOVED), True, False))
    elif theirs is not None:
        _compare_fields(path, base or {}, mine, theirs, found)
    elif base is not None and all(_same(mine[name], base.get(name, _UNKNOWN)) for name in mine):
        found.taken[(*path, REMOVED)] = True
    else:
        found.questions.append(Question((*path, REMOVED), False, True))


def _by_number(rows: list[Contents]) -> dict[int, Contents]:
    return {row["row"]: row for row in rows}


def _are_rows(value: Any) -> bool:
    return isinstance(value, list) and any(isinstance(one, dict) for one in value)


def _same(one: Any, other: Any) -> bool:
    return _said(one) == _said(other)


def _said(value: Any) -> Any:
    """A value as it is stored and carried by a page, whether it comes from the form, the database or the page."""
    if isinstance(value, dict):
        return {name: _said(each) for name, each in value.items()}
    if isinstance(value, list):
        return [_said(each) for each in value] if _are_rows(value) else sorted(map(str, value))
    if isinstance(value, str):
        return normalise(value)
    if isinstance(value, Decimal):
        return f"{value:.2f}"
    if isinstance(value, date):
        return value.isoformat()
    return "" if value is None else value
