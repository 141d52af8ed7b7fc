"""What is calculated on: one journey, described without names."""

from collections.abc import Mapping
from dataclasses import dataclass, fields
from datetime import date
from decimal import Decimal, InvalidOperation
from typing import Any

from partners.grants.choices import Activity


class BadDescription(ValueError):
    """A description that is no journey; each line says which field and why."""

    def __init__(self, problems: list[str]) -> None:
        super().__init__("\n".join(problems))
        self.problems = problems


@dataclass(frozen=True)
class Journey:
    """A mobility as the calculator sees it. Days and persons are whole, distances whole kilometres one way, amounts EUR."""

    activity: Activity
    country: str
    participants: int = 1
    accompanying: int = 0
    fewer_opportunities: int = 0
    days: int = 0
    travel_days: int = 0
    km: int = 0
    green: bool = False
    language_participants: int = 0
    inclusion_costs: Decimal = Decimal(0)
    exceptional_costs: Decimal = Decimal(0)
    short_is_justified: bool = False
    participants_before: int = 0
    sender_country: str = "DK"
    starts_on: date | None = None
    ends_on: date | None = None
    project_starts_on: date | None = None
    project_ends_on: date | None = None


_COUNTS = (
    "participants", "accompanying", "fewer_opportunities", "days", "travel_days", "km", "language_participants", "participants_before",
)  # fmt: skip
_AMOUNTS = ("inclusion_costs", "exceptional_costs")
_DATES = ("starts_on", "ends_on", "project_starts_on", "project_ends_on")
_YES_OR_NO = ("green", "short_is_justified")
_NAMES = tuple(field.name for field in fields(Journey))


def described(description: Mapping[str, Any]) -> Journey:
    """A journey from its documented JSON form (docs/erasmus.md). Raises BadDescription with every problem at once."""
    if not isinstance(description, Mapping):
        raise BadDescription(["beskrivelsen skal være et objekt med felter"])
    problems = [f"{name}: feltet kendes ikke" for name in description if name not in _NAMES]
    problems += [f"{name}: skal udfyldes" for name in ("activity", "country") if not description.get(name)]
    values: dict[str, Any] = {}
    for name in _NAMES:
        if name in description and description[name] is not None:
            try:
                values[name] = _value(name, description[name])
            except (ValueError, TypeError, InvalidOperation) as error:
                problems.append(f"{name}: {error if str(error).startswith('skal') else 'kan ikke læses'}")
    if problems:
        raise BadDescription(problems)
    return Journey(**values)


def _value(name: str, given: Any) -> Any:
    if name in _COUNTS:
        return _whole(given)
    if name in _AMOUNTS:
        return _amount(given)
    if name in _DATES:
        return date.fromisoformat(given)
    if name in _YES_OR_NO:
        return _yes_or_no(given)
    if name == "activity":
        return _activity(given)
    return _country(given)


def _whole(given: Any) -> int:
    if isinstance(given, bool) or not isinstance(given, int) or given < 0:
        raise ValueError("skal være et helt tal, der ikke er negativt")
    return given


def _amount(given: Any) -> Decimal:
    if isinstance(given, bool | float):
        raise ValueError('skal være et beløb i euro uden decimalkomma i JSON, fx 125 eller "125.50"')
    amount = Decimal(given)
    if not amount.is_finite() or amount < 0:
        raise ValueError("skal være et beløb, der ikke er negativt")
    return amount


def _yes_or_no(given: Any) -> bool:
    if not isinstance(given, bool):
        raise ValueError("skal være true eller false")
    return given


def _activity(given: Any) -> Activity:
    if given not in Activity.values:
        raise ValueError(f"skal være en af {', '.join(Activity.values)}")
    return Activity(given)


def _country(given: Any) -> str:
    if not (isinstance(given, str) and len(given) == 2 and given.isalpha()):
        raise ValueError("skal være en landekode på to bogstaver")
    return given.upper()
