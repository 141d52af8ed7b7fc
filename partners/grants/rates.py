"""The table of a call year: what the agency pays and allows, with the source of each part and whether the administration has confirmed it."""

import json
from bisect import bisect_right
from collections.abc import Mapping
from dataclasses import dataclass
from decimal import Decimal, InvalidOperation
from pathlib import Path
from typing import Any

from partners.grants.choices import Activity, Rate

SHIPPED = Path(__file__).parent / "data"


class BadTable(ValueError):
    """A table that cannot be calculated with; says where."""


@dataclass(frozen=True)
class Source:
    """Where a part of the table comes from, and whether it may be relied on."""

    text: str
    is_confirmed: bool


@dataclass(frozen=True)
class Band:
    """A distance band: from this many kilometres one way, and what it pays per person there and back (EUR)."""

    from_km: int
    standard: Decimal
    green: Decimal


@dataclass(frozen=True)
class ActivityRule:
    """One activity's limits (days of activity, without travel) and what it gets. `rate` None: nobody is paid for days and travel."""

    activity: Activity
    code: str
    rate: Rate | None
    least_days: int | None
    most_days: int | None
    organisation: Decimal
    least_days_justified: int | None = None
    language: bool = False
    extra_language: Decimal = Decimal(0)
    course_fee: bool = False
    incoming: bool = False
    is_preparatory: bool = False


@dataclass(frozen=True)
class Travel:
    bands: tuple[Band, ...]
    most_days: int
    most_days_green: int
    near_edge_km: int
    source: Source

    def band(self, km: int) -> Band:
        """The band of a distance one way, in whole kilometres."""
        return self.bands[bisect_right([band.from_km for band in self.bands], km) - 1]

    def funded_days(self, *, is_green: bool) -> int:
        """How many days of travel are paid at most."""
        return self.most_days_green if is_green else self.most_days


@dataclass(frozen=True)
class Individual:
    per_day: Mapping[tuple[Rate, int], Decimal]
    full_rate_days: int
    later_share: Decimal
    source: Source


@dataclass(frozen=True)
class Countries:
    groups: Mapping[str, int]
    source: Source


@dataclass(frozen=True)
class Amounts:
    """Fixed amounts (EUR). The two `None`-able rules are those of older calls, which the 2026 tables do not show: off unless a number stands."""

    course_fee_per_day: Decimal
    most_fee_days: int
    preparatory_visit: Decimal
    language: Decimal
    inclusion_organisation: Decimal
    lower_organisation_beyond: int | None
    lower_organisation: Decimal
    lowered_organisation: Decimal
    most_organisation_per_group: Decimal | None
    source: Source


@dataclass(frozen=True)
class Limits:
    most_course_share: Decimal
    small_grant: Decimal
    most_course_amount_of_small_grant: Decimal
    most_from_one_school_in_a_course: int
    most_per_mentor: int
    most_on_a_preparatory_visit: int
    least_in_a_pupil_group: int
    project_months: int
    most_project_months: int
    most_applications_a_year: int
    source: Source


@dataclass(frozen=True)
class RateTable:
    """Everything a grant of one call year is calculated from."""

    call: int
    travel: Travel
    individual: Individual
    countries: Countries
    amounts: Amounts
    limits: Limits
    activities: Mapping[Activity, ActivityRule]
    activities_source: Source

    @property
    def is_confirmed(self) -> bool:
        """Whether the administration has confirmed every part (erasmus.md: until then each calculation says so)."""
        parts = (self.travel, self.individual, self.countries, self.amounts, self.limits)
        return self.activities_source.is_confirmed and all(part.source.is_confirmed for part in parts)


def shipped(call: int) -> RateTable:
    """The table that ships with the portal. Raises BadTable for a call year that has none."""
    return read(shipped_as_written(call))


def shipped_as_written(call: int) -> Mapping[str, Any]:
    """The same in its JSON form."""
    if call not in shipped_years():
        raise BadTable(f"Der er ingen satser for indkaldelse {call}.")
    return json.loads((SHIPPED / f"{call}.json").read_text(encoding="utf-8"))


def shipped_years() -> list[int]:
    return sorted(int(file.stem) for file in SHIPPED.glob("*.json"))


def read(table: Mapping[str, Any]) -> RateTable:
    """A table from its JSON form. Raises BadTable for what is missing, no number, or in no order."""
    try:
        return _read(table)
    except (KeyError, TypeError, AttributeError) as error:
        raise BadTable(f"Satserne kan ikke læses: {error} mangler eller har en forkert form.") from error
    except (ValueError, InvalidOperation) as error:
        raise BadTable(f"Satserne kan ikke læses: {error}") from error


def _read(table: Mapping[str, Any]) -> RateTable:
    rows = [_activity(row) for row in table["activities"]["rows"]]
    return RateTable(
        call=int(table["call"]),
        travel=_travel(table["travel"]),
        individual=_individual(table["individual"]),
        countries=_countries(table["countries"]),
        amounts=_amounts(table["amounts"]),
        limits=_limits(table["limits"]),
        activities={row.activity: row for row in rows},
        activities_source=_source(table["activities"]),
    )


def _travel(part: Mapping[str, Any]) -> Travel:
    bands = tuple(Band(int(row["from_km"]), Decimal(row["standard"]), Decimal(row["green"])) for row in part["bands"])
    edges = [band.from_km for band in bands]
    if edges[:1] != [0] or edges != sorted(set(edges)):
        raise ValueError("afstandsbåndene skal begynde ved 0 km og stå i orden")
    return Travel(bands, int(part["most_days"]), int(part["most_days_green"]), int(part["near_edge_km"]), _source(part))


def _individual(part: Mapping[str, Any]) -> Individual:
    per_day = {(Rate(rate), int(group)): Decimal(amount) for rate, groups in part["per_day"].items() for group, amount in groups.items()}
    return Individual(per_day, int(part["full_rate_days"]), Decimal(part["later_share"]), _source(part))


def _countries(part: Mapping[str, Any]) -> Countries:
    return Countries({code: int(group) for group, codes in part["groups"].items() for code in codes}, _source(part))


def _amounts(part: Mapping[str, Any]) -> Amounts:
    lower, most = part["lower_organisation"], part["most_organisation_per_group"]
    return Amounts(
        course_fee_per_day=Decimal(part["course_fee_per_day"]),
        most_fee_days=int(part["most_fee_days"]),
        preparatory_visit=Decimal(part["preparatory_visit"]),
        language=Decimal(part["language"]),
        inclusion_organisation=Decimal(part["inclusion_organisation"]),
        lower_organisation_beyond=_optional(lower["beyond_participants"], int),
        lower_organisation=Decimal(lower["amount"]),
        lowered_organisation=Decimal(lower["instead_of"]),
        most_organisation_per_group=_optional(most, Decimal),
        source=_source(part),
    )


def _limits(part: Mapping[str, Any]) -> Limits:
    return Limits(
        most_course_share=Decimal(part["most_course_share"]),
        small_grant=Decimal(part["small_grant"]),
        most_course_amount_of_small_grant=Decimal(part["most_course_amount_of_small_grant"]),
        most_from_one_school_in_a_course=int(part["most_from_one_school_in_a_course"]),
        most_per_mentor=int(part["most_per_mentor"]),
        most_on_a_preparatory_visit=int(part["most_on_a_preparatory_visit"]),
        least_in_a_pupil_group=int(part["least_in_a_pupil_group"]),
        project_months=int(part["project_months"]),
        most_project_months=int(part["most_project_months"]),
        most_applications_a_year=int(part["most_applications_a_year"]),
        source=_source(part),
    )


def _activity(row: Mapping[str, Any]) -> ActivityRule:
    return ActivityRule(
        activity=Activity(row["activity"]),
        code=row["code"],
        rate=_optional(row["rate"], Rate),
        least_days=_optional(row["least_days"], int),
        most_days=_optional(row["most_days"], int),
        organisation=Decimal(row["organisation"]),
        least_days_justified=_optional(row.get("least_days_justified"), int),
        language=bool(row.get("language")),
        extra_language=Decimal(row.get("extra_language", 0)),
        course_fee=bool(row.get("course_fee")),
        incoming=bool(row.get("incoming")),
        is_preparatory=row.get("fixed") == "preparatory_visit",
    )


def _optional(value: Any, kind: Any) -> Any:
    return None if value is None else kind(value)


def _source(part: Mapping[str, Any]) -> Source:
    return Source(part["source"], bool(part["confirmed"]))
