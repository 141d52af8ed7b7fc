"""The numbers of the reports. Persons are counted in one table of a report and nowhere else, so that no two tables tell what one withholds."""

from collections import Counter
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from decimal import Decimal
from typing import Any

from django.utils.formats import number_format
from django.utils.translation import gettext as _

from partners.grants.choices import Activity
from partners.mobilities.choices import REPORTED_STATES, Company, Survey
from partners.mobilities.granting import SUPPORT_CATEGORIES
from partners.mobilities.granting import persons as heads
from partners.mobilities.models import Mobility
from partners.mobilities.models.homecoming import MOST_SATISFIED
from portal.statistics import LEAST_SHOWN, Counts, Shown, withhold


@dataclass(frozen=True)
class Persons:
    """Those who have travelled, by activity: participants and those who accompanied them, without what is about fewer than five."""

    activities: list[Activity]
    mobilities: list[int]
    counts: Counts
    has_accompanying: bool


def persons(mobilities: Sequence[Mobility]) -> Persons:
    used = [activity for activity in Activity if any(mobility.activity == activity for mobility in mobilities)]
    grouped = [[mobility for mobility in mobilities if mobility.activity == activity] for activity in used]
    numbers = [[sum(column) for column in zip(*map(heads, group), strict=True)] for group in grouped]
    has_accompanying = any(accompanying for _participants, accompanying in numbers)
    counted = numbers if has_accompanying else [[participants] for participants, _nobody in numbers]
    return Persons(used, [len(group) for group in grouped], withhold(counted), has_accompanying)


def satisfaction(mobilities: Iterable[Mobility]) -> tuple[list[Shown], Decimal | None]:
    """How many chose 1 to 5 in reports that have been sent, and their mean.

    The mean is given only beside every number: with it a withheld one could be worked out.
    """
    sent = (mobility for mobility in mobilities if mobility.state in REPORTED_STATES)
    given = Counter(report.satisfaction for mobility in sent for report in mobility.participant_reports.all() if report.satisfaction)
    if not given:
        return [], None
    counts = withhold([[given[mark] for mark in range(1, MOST_SATISFIED + 1)]])
    mean = Decimal(sum(mark * number for mark, number in given.items())) / given.total()
    return counts.rows[0], None if counts.withholds else mean.quantize(Decimal("0.1"))


def surveys(mobilities: Iterable[Mobility]) -> list[Shown]:
    """How many have not been sent, been sent, and answered the Commission's survey."""
    given = Counter(person.survey for mobility in mobilities for person in mobility.participants.all())
    counts = withhold([[given[state] for state in Survey.values]])
    return counts.rows[0] if counts.rows else []


def bound(mobilities: Iterable[Mobility]) -> dict[str, Decimal]:
    """What the frozen grants bind in each category (EUR), support left out."""
    sums: dict[str, Decimal] = {}
    for mobility in mobilities:
        for line in (mobility.grant or {}).get("lines", []):
            if line["category"] not in SUPPORT_CATEGORIES:
                sums[line["category"]] = sums.get(line["category"], Decimal(0)) + line["quantity"] * Decimal(line["unit_amount"])
    return sums


def grant_lines(mobility: Mobility) -> list[dict[str, Any]]:
    """The lines of a mobility's own grant, support left out; none for so few pupils that a line would count them."""
    if mobility.company == Company.PUPILS and mobility.pupils < LEAST_SHOWN:
        return []
    return [line for line in (mobility.grant or {}).get("lines", []) if line["category"] not in SUPPORT_CATEGORIES]


def shown(number: Shown) -> str:
    """A number as it stands in a report; one that is withheld says so."""
    return _("ikke vist") if number is None else number_format(number, force_grouping=True)
