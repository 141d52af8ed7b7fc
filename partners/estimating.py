"""What wishes would cost, roughly: before anybody has chosen a host, each place is reckoned as a journey of a usual length."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from decimal import Decimal
from typing import Any

from partners.grants.calculation import NotCalculable, grant
from partners.grants.choices import OF_PUPILS, Activity
from partners.grants.journeys import Journey
from partners.grants.rates import RateTable


@dataclass(frozen=True)
class Assumption:
    """Where people are thought to travel: a country group and a distance in km one way. Said on the page, and chosen there."""

    group: int
    km: int

    @classmethod
    def read(cls, asked: Mapping[str, str], table: RateTable) -> "Assumption":
        """What the page asked for, else the dearest group and a journey within Europe."""
        groups, bands = groups_of(table), [band.from_km for band in table.travel.bands]
        group, km = asked.get("gruppe", ""), asked.get("afstand", "")
        return cls(
            int(group) if group in {str(one) for one in groups} else groups[0],
            int(km) if km in {str(one) for one in bands} else max(one for one in bands if one <= _USUAL_KM),
        )


_USUAL_KM = 1000


def groups_of(table: RateTable) -> list[int]:
    return sorted(set(table.countries.groups.values()))


def estimate(wish: Any, table: RateTable, assumed: Assumption) -> Decimal | None:
    """EUR for all the places of a wish; None when the table has no figure for it. Pupils travel with one who accompanies them."""
    country = next(code for code, group in table.countries.groups.items() if group == assumed.group)
    journey = Journey(
        activity=Activity(wish.activity),
        country=country,
        participants=wish.places,
        accompanying=1 if wish.activity in OF_PUPILS else 0,
        days=wish.days,
        travel_days=table.travel.most_days,
        km=assumed.km,
    )
    try:
        return grant(journey, table).total
    except NotCalculable:
        return None


@dataclass(frozen=True)
class Sum:
    """What is wished for in one activity, or in all together."""

    activity: str
    places: int
    days: int
    euro: Decimal


def summed(wishes: Iterable[Any], table: RateTable, assumed: Assumption) -> list[Sum]:
    """By activity, in the order of the list of activities, for the request."""
    found: dict[str, list[Any]] = {}
    for wish in wishes:
        found.setdefault(wish.activity, []).append(wish)
    return [_sum(Activity(name).label, found[name], table, assumed) for name in Activity.values if name in found]


def _sum(label: Any, wishes: list[Any], table: RateTable, assumed: Assumption) -> Sum:
    euro = sum((estimate(wish, table, assumed) or Decimal(0) for wish in wishes), Decimal(0))
    return Sum(str(label), sum(wish.places for wish in wishes), sum(wish.places * wish.days for wish in wishes), euro)
