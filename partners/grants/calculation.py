"""What a journey is granted, line by line. The rules are those of erasmus.md §2; every number comes from the call year's table."""

from collections.abc import Iterator
from dataclasses import dataclass
from decimal import ROUND_HALF_UP, Decimal

from django.utils.formats import number_format
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from partners.grants.choices import Activity, Category, Rate
from partners.grants.journeys import Journey
from partners.grants.rates import ActivityRule, RateTable, Source

_EURO = Decimal(1)


class NotCalculable(ValueError):
    """The table has no figure for this journey; the text says which."""


@dataclass(frozen=True)
class Line:
    """One item: how many, of what, at which amount (EUR). `rule` is the calculation in words, `source` where the figure comes from."""

    category: Category
    quantity: int
    unit_amount: Decimal
    rule: str
    source: Source

    @property
    def amount(self) -> Decimal:
        """EUR."""
        return self.quantity * self.unit_amount


@dataclass(frozen=True)
class Grant:
    """The lines of a journey's grant. The total is their sum and nothing else."""

    lines: tuple[Line, ...]

    @property
    def total(self) -> Decimal:
        """EUR."""
        return sum((line.amount for line in self.lines), Decimal(0))

    def of(self, category: Category) -> Decimal:
        """What one budget category gets (EUR)."""
        return sum((line.amount for line in self.lines if line.category == category), Decimal(0))


def grant(journey: Journey, table: RateTable) -> Grant:
    """The grant of a journey by a call year's table. Raises NotCalculable for a country or an activity that the table does not know."""
    rule = table.activities.get(journey.activity)
    if rule is None:
        raise NotCalculable(_("Aktiviteten findes ikke i indkaldelse %(call)d.") % {"call": table.call})
    lines = _preparatory(journey, table) if rule.is_preparatory else _ordinary(journey, table, rule)
    return Grant(tuple(line for line in (*lines, *_real_costs(journey, table)) if line.amount))


def paid_days(journey: Journey, table: RateTable) -> int:
    """Days that are paid: those of the activity and the travel days that the table funds."""
    return journey.days + min(journey.travel_days, table.travel.funded_days(is_green=journey.green))


def later_rate(rate: Decimal, table: RateTable) -> Decimal:
    """The rate per day after the first 14 days, in whole euro, half up (85 → 60, 172 → 120)."""
    return (rate * table.individual.later_share).quantize(_EURO, ROUND_HALF_UP)


def _preparatory(journey: Journey, table: RateTable) -> Iterator[Line]:
    """One amount per person covers everything."""
    amount = table.amounts.preparatory_visit
    yield Line(Category.PREPARATORY, journey.participants, amount, _("et fast beløb pr. person"), table.amounts.source)


def _ordinary(journey: Journey, table: RateTable, rule: ActivityRule) -> Iterator[Line]:
    yield from _organisation(journey, table, rule)
    if rule.rate:
        yield from _travel(journey, table)
        yield from _individual(journey, table, rule.rate)
    if rule.course_fee:
        yield _course_fee(journey, table)
    yield from _language(journey, table, rule)
    yield Line(
        Category.INCLUSION_ORGANISATION,
        journey.fewer_opportunities,
        table.amounts.inclusion_organisation,
        _("pr. deltager med færre muligheder"),
        table.amounts.source,
    )


def _organisation(journey: Journey, table: RateTable, rule: ActivityRule) -> Iterator[Line]:
    """Per participant; accompanying persons bring none. A cap per group and a lower amount late in a project are there for older calls."""
    amounts = table.amounts
    most = amounts.most_organisation_per_group
    if rule.activity == Activity.PUPIL_GROUP and most is not None and journey.participants * rule.organisation > most:
        yield Line(Category.ORGANISATION, 1, most, _("højst pr. elevgruppe"), amounts.source)
        return
    lower = _beyond(journey, table) if rule.organisation == amounts.lowered_organisation else 0
    yield Line(Category.ORGANISATION, journey.participants - lower, rule.organisation, _("pr. deltager"), table.activities_source)
    yield Line(Category.ORGANISATION, lower, amounts.lower_organisation, _("pr. deltager, når projektet har mange"), amounts.source)


def _beyond(journey: Journey, table: RateTable) -> int:
    """How many of the participants come after the number from which the project gets less for each."""
    full = table.amounts.lower_organisation_beyond
    if full is None:
        return 0
    return min(journey.participants, max(0, journey.participants_before + journey.participants - full))


def _travel(journey: Journey, table: RateTable) -> Iterator[Line]:
    band = table.travel.band(journey.km)
    amount = band.green if journey.green else band.standard
    way = _("grøn rejse") if journey.green else _("almindelig rejse")
    rule = _("%(way)s ud og hjem, fra %(km)s km den ene vej, pr. person") % {
        "way": way,
        "km": number_format(band.from_km, force_grouping=True),
    }
    yield Line(Category.TRAVEL, journey.participants + journey.accompanying, amount, rule, table.travel.source)


def _individual(journey: Journey, table: RateTable, rate: Rate) -> Iterator[Line]:
    for kind, persons in ((rate, journey.participants), (Rate.STAFF, journey.accompanying)):
        if persons:
            yield from _days(journey, table, kind, persons)


def _days(journey: Journey, table: RateTable, kind: Rate, persons: int) -> Iterator[Line]:
    group = _group(journey, table)
    per_day, days, full = table.individual.per_day[kind, group], paid_days(journey, table), table.individual.full_rate_days
    about = {
        "who": kind.label,
        "group": group,
        "share": int(table.individual.later_share * 100),
        "full": full,
        "persons": _persons(persons),
    }
    rule = _("%(persons)s, %(who)s, pr. dag i landegruppe %(group)d") % about
    yield Line(Category.INDIVIDUAL, persons * min(days, full), per_day, rule, table.individual.source)
    later = _("%(persons)s, %(who)s, pr. dag efter dag %(full)d: %(share)d %% af satsen i hele euro") % about
    yield Line(Category.INDIVIDUAL, persons * max(0, days - full), later_rate(per_day, table), later, table.individual.source)


def _group(journey: Journey, table: RateTable) -> int:
    """The host country's group; an incoming expert stays in the sender's own country (erasmus.md §2)."""
    rule = table.activities[journey.activity]
    country = journey.sender_country if rule.incoming else journey.country
    if country not in table.countries.groups:
        raise NotCalculable(_("Landet %(country)s har ingen gruppe i indkaldelse %(call)d.") % {"country": country, "call": table.call})
    return table.countries.groups[country]


def _course_fee(journey: Journey, table: RateTable) -> Line:
    days = min(journey.days, table.amounts.most_fee_days)
    return Line(
        Category.COURSE_FEE,
        journey.participants * days,
        table.amounts.course_fee_per_day,
        _("pr. deltager og kursusdag, højst %(most)d dage") % {"most": table.amounts.most_fee_days},
        table.amounts.source,
    )


def _language(journey: Journey, table: RateTable, rule: ActivityRule) -> Iterator[Line]:
    if rule.language:
        count, source = journey.language_participants, table.amounts.source
        yield Line(Category.LANGUAGE, count, table.amounts.language, _("pr. deltager, der får sprogstøtte"), source)
        yield Line(Category.LANGUAGE, count, rule.extra_language, _("tillæg ved langt ophold"), source)


def _real_costs(journey: Journey, table: RateTable) -> Iterator[Line]:
    """Asked for and approved one by one; the amount is what it costs."""
    rule = _("faktiske udgifter, søges og godkendes for sig")
    yield Line(Category.INCLUSION_PARTICIPANTS, 1, journey.inclusion_costs, rule, table.amounts.source)
    yield Line(Category.EXCEPTIONAL, 1, journey.exceptional_costs, rule, table.amounts.source)


def _persons(count: int) -> str:
    return ngettext("%(count)d person", "%(count)d personer", count) % {"count": count}
