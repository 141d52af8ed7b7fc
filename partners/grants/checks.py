"""What stops a journey, and what one should know before asking for it. The rules are those of erasmus.md §1 and §5."""

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date
from decimal import Decimal

from django.utils.formats import number_format
from django.utils.translation import gettext as _

from partners.grants.choices import Activity
from partners.grants.journeys import Journey
from partners.grants.rates import ActivityRule, RateTable


@dataclass(frozen=True)
class Problem:
    """What is wrong, beside the field where it can be mended."""

    field: str
    words: str


@dataclass(frozen=True)
class Surroundings:
    """What else the project holds that a warning depends on. Amounts in EUR."""

    project_grant: Decimal | None = None
    course_amount_with_this: Decimal = Decimal(0)
    from_this_school_in_the_course: int = 0
    with_this_mentor: int = 0
    estimated_km: int | None = None


def refusals(journey: Journey, table: RateTable) -> list[Problem]:
    """Everything that stops the journey, each beside its field; empty when nothing does."""
    rule = table.activities.get(journey.activity)
    if rule is None:
        return [Problem("activity", _("Aktiviteten findes ikke i indkaldelse %(call)d.") % {"call": table.call})]
    return [*_place(journey, table, rule), *_people(journey, table), *_days(journey, table, rule), *_dates(journey)]


def warnings(journey: Journey, table: RateTable, around: Surroundings) -> list[Problem]:
    """What does not stop the journey but should be known."""
    return [*_near_an_edge(journey, table), *_estimate_disagrees(journey, table, around), *_too_many(journey, table, around)]


def _place(journey: Journey, table: RateTable, rule: ActivityRule) -> Iterator[Problem]:
    if journey.country == journey.sender_country:
        yield Problem("country", _("Værten skal ligge i et andet land end skolen."))
    elif not rule.incoming and journey.country not in table.countries.groups:
        yield Problem("country", _("Landet har ingen sats i indkaldelse %(call)d.") % {"call": table.call})


def _people(journey: Journey, table: RateTable) -> Iterator[Problem]:
    limits = table.limits
    if journey.participants < 1:
        yield Problem("participants", _("Der skal være mindst én deltager."))
    elif journey.activity == Activity.PUPIL_GROUP and journey.participants < limits.least_in_a_pupil_group:
        yield Problem("participants", _("En elevgruppe har mindst %(least)d elever.") % {"least": limits.least_in_a_pupil_group})
    if journey.activity == Activity.PREPARATORY and journey.participants > limits.most_on_a_preparatory_visit:
        yield Problem(
            "participants", _("Højst %(most)d personer kan tage på et forberedende besøg.") % {"most": limits.most_on_a_preparatory_visit}
        )
    if journey.fewer_opportunities > journey.participants:
        yield Problem("fewer_opportunities", _("Der kan ikke være flere med færre muligheder, end der er deltagere."))
    if journey.language_participants > journey.participants:
        yield Problem("language_participants", _("Der kan ikke være flere, der får sprogstøtte, end der er deltagere."))
    if journey.activity == Activity.PUPIL_GROUP and not journey.accompanying:
        yield Problem("accompanying", _("En elevgruppe skal ledsages hele tiden. Skriv, hvor mange ledsagere der er."))


def _days(journey: Journey, table: RateTable, rule: ActivityRule) -> Iterator[Problem]:
    least = rule.least_days_justified if journey.short_is_justified and rule.least_days_justified else rule.least_days
    limits = {"activity": rule.activity.label, "least": least, "most": rule.most_days, "call": table.call}
    if least is not None and journey.days < least:
        yield Problem("days", _("%(activity)s varer mindst %(least)d dage uden rejsedage (indkaldelse %(call)d).") % limits)
    if rule.most_days is not None and journey.days > rule.most_days:
        yield Problem("days", _("%(activity)s varer højst %(most)d dage uden rejsedage (indkaldelse %(call)d).") % limits)
    funded = table.travel.funded_days(is_green=journey.green)
    if journey.travel_days > funded:
        words = (
            _("Der gives højst %(most)d rejsedage ved grøn rejse.")
            if journey.green
            else _("Der gives højst %(most)d rejsedage. Ved grøn rejse er det %(green)d.")
        )
        yield Problem("travel_days", words % {"most": funded, "green": table.travel.most_days_green})


def _dates(journey: Journey) -> Iterator[Problem]:
    starts, ends = journey.starts_on, journey.ends_on
    if starts and ends and ends < starts:
        yield Problem("ends_on", _("Opholdet slutter, før det begynder."))
    elif starts and ends and journey.days > (room := (ends - starts).days + 1):
        yield Problem("days", _("Der er kun %(room)d dage mellem første og sidste dag.") % {"room": room})
    for field, day in (("starts_on", starts), ("ends_on", ends)):
        if day and not _inside(day, journey):
            yield Problem(field, _("Dagen ligger uden for projektets periode."))


def _inside(day: date, journey: Journey) -> bool:
    first, last = journey.project_starts_on, journey.project_ends_on
    return (first is None or day >= first) and (last is None or day <= last)


def _near_an_edge(journey: Journey, table: RateTable) -> Iterator[Problem]:
    edge = next((band.from_km for band in table.travel.bands[1:] if abs(journey.km - band.from_km) <= table.travel.near_edge_km), None)
    if edge is not None and journey.km and table.activities[journey.activity].rate:
        yield Problem(
            "km",
            _("Afstanden ligger tæt på %(edge)s km, hvor satsen skifter. Gem Kommissionens beregning som dokumentation.")
            % {"edge": number_format(edge, force_grouping=True)},
        )


def _estimate_disagrees(journey: Journey, table: RateTable, around: Surroundings) -> Iterator[Problem]:
    estimate = around.estimated_km
    if estimate is not None and journey.km and table.travel.band(estimate) != table.travel.band(journey.km):
        words = _("I fugleflugt er der cirka %(km)s km, og det giver en anden sats. Kontrollér afstanden.")
        yield Problem("km", words % {"km": number_format(estimate, force_grouping=True)})


def _too_many(journey: Journey, table: RateTable, around: Surroundings) -> Iterator[Problem]:
    limits = table.limits
    if journey.activity == Activity.COURSE:
        if around.from_this_school_in_the_course > limits.most_from_one_school_in_a_course:
            most = limits.most_from_one_school_in_a_course
            yield Problem("participants", _("Højst %(most)d fra samme skole bør være på samme kursus.") % {"most": most})
        if (most_amount := _most_for_courses(table, around.project_grant)) is not None and around.course_amount_with_this > most_amount:
            yield Problem("activity", _("Kurser kommer over den andel, de må fylde i projektet."))
    if journey.activity == Activity.SHADOWING and around.with_this_mentor > limits.most_per_mentor:
        yield Problem("participants", _("En mentor bør højst have %(most)d deltagere ad gangen.") % {"most": limits.most_per_mentor})


def _most_for_courses(table: RateTable, project_grant: Decimal | None) -> Decimal | None:
    """Half of the grant; a fixed amount when the grant is small (erasmus.md §1). EUR."""
    if project_grant is None:
        return None
    if project_grant <= table.limits.small_grant:
        return table.limits.most_course_amount_of_small_grant
    return (project_grant * table.limits.most_course_share).quantize(Decimal(1))
