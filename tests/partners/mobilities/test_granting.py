"""From a mobility to its grant, and what is missing before it can be proposed."""

from decimal import Decimal

import pytest

from partners.grants.calculation import NotCalculable
from partners.grants.choices import Activity, Category
from partners.mobilities.choices import Company, State
from partners.mobilities.granting import estimate, freeze, grant_of, journey_of, thawed, without_support
from partners.mobilities.missing import missing_to_propose
from partners.mobilities.models import Mobility, Participant, Support
from partners.mobilities.services import deciding, proposing
from portal.workflow.gate import Incomplete, Refused
from tests.factories import consortium, people, places

pytestmark = pytest.mark.django_db


def test_the_worked_check_of_job_shadowing():
    """erasmus.md §2: four teachers, 5 + 2 days, 500–1999 km, group 1."""
    mobility = consortium.mobility(at=places.school())
    for name in ("Ida", "Bo", "Liv"):
        Participant.objects.create(mobility=mobility, name=name)
    assert grant_of(mobility).total == Decimal(7452)


def test_the_worked_check_of_a_course():
    school = places.school()
    host = consortium.partner(at=school.municipality, country="PL")
    mobility = consortium.mobility(at=school, activity=Activity.COURSE, host=host)
    Participant.objects.create(mobility=mobility, name="Bo")
    assert grant_of(mobility).total == Decimal(3480)


def test_pupils_are_a_number_and_their_companions_too():
    mobility = consortium.mobility(at=places.school(), activity=Activity.PUPIL_GROUP, company=Company.PUPILS, pupils=12, accompanying=2)
    journey = journey_of(mobility)
    assert (journey.participants, journey.accompanying) == (12, 2)


def test_support_counts_but_is_left_out_for_others():
    mobility = consortium.mobility(at=places.school())
    before = grant_of(mobility).total
    Support.objects.create(mobility=mobility, fewer_opportunities=1, inclusion_costs=Decimal("300.50"), exceptional_costs=100)
    mobility = Mobility.objects.get(pk=mobility.pk)
    assert grant_of(mobility).total == before + 125 + Decimal("300.50") + 100
    assert without_support(grant_of(mobility)).total == before


def test_a_frozen_grant_is_the_same_when_it_is_read_again():
    mobility = consortium.mobility(at=places.school())
    assert thawed(freeze(mobility)) == grant_of(mobility)
    assert thawed(freeze(mobility)).of(Category.TRAVEL) == Decimal(309)


@pytest.mark.parametrize("lacking", ["project", "activity", "host"])
def test_nothing_is_calculated_before_there_is_enough(lacking):
    mobility = consortium.mobility(at=places.school())
    setattr(mobility, lacking, "" if lacking == "activity" else None)
    with pytest.raises(NotCalculable):
        grant_of(mobility)
    assert (estimate(mobility).grant, bool(estimate(mobility).lacks)) == (None, True)


def test_nothing_is_missing_from_a_whole_proposal():
    assert missing_to_propose(consortium.mobility(at=places.school())) == []


@pytest.mark.parametrize(
    ("fields", "section", "words"),
    [
        ({"title": ""}, "aktivitet", "titel"),
        ({"activity": ""}, "aktivitet", "aktivitet"),
        ({"activity": Activity.COURSE}, "aktivitet", "kursets navn"),
        ({"activity": Activity.EXPERT}, "aktivitet", "værtskab"),
        ({"activity": Activity.PUPIL_SHORT, "days": 10}, "aktivitet", "elevophold"),
        ({"starts_on": None}, "tid", "første dag"),
        ({"ends_on": None}, "tid", "sidste dag"),
        ({"days": 1}, "tid", "mindst 2 dage"),
        ({"days": 6}, "tid", "kun 5 dage"),
        ({"travel_days": 3}, "tid", "højst 2 rejsedage"),
        ({"km": None}, "tid", "afstanden"),
        ({"company": ""}, "deltagere", "hvem der rejser"),
        ({"company": Company.PAIR}, "deltagere", "to personer"),
        ({"company": Company.WITH_LEADER}, "deltagere", "lederen"),
        ({"language_participants": 2}, "tilskud", "sprogstøtte"),
        ({"how_it_serves": ""}, "formaal", "tjener målet"),
        ({"expected_learning": ""}, "formaal", "lære"),
        ({"sharing": ""}, "formaal", "deler"),
    ],
)
def test_each_thing_missing_is_named_in_its_section(fields, section, words):
    mobility = consortium.mobility(at=places.school())
    for name, value in fields.items():
        setattr(mobility, name, value)
    found = [(part.section, str(part)) for part in missing_to_propose(mobility)]
    assert any(where == section and words in text for where, text in found), found


def test_a_host_in_the_own_country_is_refused_beside_the_host():
    school = places.school()
    mobility = consortium.mobility(at=school, host=consortium.partner(at=school.municipality, country="DK"))
    assert [(part.section, part.field) for part in missing_to_propose(mobility)] == [("vaert", "country")]


def test_a_call_year_without_a_table_is_told_and_never_breaks_the_gate():
    school = places.school()
    project = consortium.project(consortium.accreditation(at=school.municipality), call=2031)
    words = "Der er ingen satser for indkaldelse 2031."
    assert [str(part) for part in missing_to_propose(consortium.mobility(at=school, of=project))] == [words]
    writer = people.actor("contributor", school)
    with pytest.raises(Incomplete, match="2031"):
        proposing.propose(mobility=consortium.mobility(at=school, of=project), nobody_recognised=True, by=writer, now=consortium.NOW)
    endorsed = consortium.mobility(at=school, of=project, state=State.ENDORSED)
    with pytest.raises(Refused, match="2031"):
        deciding.approve(mobility=endorsed, is_checked=True, by=people.actor("consultant", school.municipality), now=consortium.NOW)


def test_a_full_course_and_a_busy_mentor_are_warned_about():
    school = places.school()
    project = consortium.project(consortium.accreditation(at=school.municipality))
    host = consortium.partner(at=school.municipality)
    shared = {"of": project, "host": host, "state": State.PROPOSED}
    for _number in range(3):
        consortium.mobility(at=school, activity=Activity.COURSE, course_name="Inklusion", **shared)
        consortium.mobility(at=school, mentor="Anna de Vries", **shared)
    course = consortium.mobility(at=school, activity=Activity.COURSE, course_name="inklusion", **shared)
    shadow = consortium.mobility(at=school, mentor="anna de vries", **shared)
    assert "Højst 3 fra samme skole" in " ".join(one.words for one in estimate(course).warnings)
    assert "højst have 2 deltagere" in " ".join(one.words for one in estimate(shadow).warnings)
