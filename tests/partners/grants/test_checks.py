"""What stops a journey and what is warned of (erasmus.md §1, §5)."""

from dataclasses import replace
from datetime import date
from decimal import Decimal

import pytest

from partners.grants.checks import Surroundings, refusals, warnings
from partners.grants.choices import Activity
from partners.grants.journeys import Journey
from partners.grants.rates import shipped

TABLE = shipped(2026)
GOOD = Journey(Activity.SHADOWING, "SE", participants=2, days=5, travel_days=2, km=600)


@pytest.mark.parametrize(
    ("change", "field"),
    [
        ({}, None),
        ({"days": 1}, "days"), ({"days": 2}, None), ({"days": 60}, None), ({"days": 61}, "days"),
        ({"activity": Activity.TEACHING, "days": 365}, None), ({"activity": Activity.TEACHING, "days": 366}, "days"),
        ({"activity": Activity.COURSE, "days": 10}, None), ({"activity": Activity.COURSE, "days": 11}, "days"),
        ({"activity": Activity.PUPIL_SHORT, "days": 10}, None), ({"activity": Activity.PUPIL_SHORT, "days": 9}, "days"),
        ({"activity": Activity.PUPIL_SHORT, "days": 2, "short_is_justified": True}, None),
        ({"activity": Activity.PUPIL_SHORT, "days": 1, "short_is_justified": True}, "days"),
        ({"activity": Activity.PUPIL_SHORT, "days": 30}, "days"), ({"activity": Activity.PUPIL_LONG, "days": 30}, None),
        ({"activity": Activity.PUPIL_LONG, "days": 29}, "days"),
        ({"activity": Activity.HOSTED_TEACHER, "days": 9}, "days"), ({"activity": Activity.EXPERT, "days": 61}, "days"),
        ({"activity": Activity.PREPARATORY, "days": 1, "participants": 3}, None), ({"activity": Activity.PREPARATORY, "participants": 4}, "participants"),
        ({"activity": Activity.PUPIL_GROUP, "participants": 1, "accompanying": 1}, "participants"),
        ({"activity": Activity.PUPIL_GROUP, "participants": 2, "accompanying": 1}, None),
        ({"activity": Activity.PUPIL_GROUP, "participants": 2}, "accompanying"),
        ({"travel_days": 3}, "travel_days"), ({"travel_days": 3, "green": True}, None), ({"travel_days": 7, "green": True}, "travel_days"),
        ({"participants": 0}, "participants"),
        ({"fewer_opportunities": 2}, None), ({"fewer_opportunities": 3}, "fewer_opportunities"),
        ({"language_participants": 3}, "language_participants"),
        ({"country": "DK"}, "country"), ({"country": "XX"}, "country"),
        ({"starts_on": date(2026, 9, 7), "ends_on": date(2026, 9, 6)}, "ends_on"),
        ({"starts_on": date(2026, 9, 7), "ends_on": date(2026, 9, 11)}, None),
        ({"starts_on": date(2026, 9, 7), "ends_on": date(2026, 9, 10)}, "days"),
        ({"starts_on": date(2026, 5, 31), "ends_on": date(2026, 6, 6), "project_starts_on": date(2026, 6, 1)}, "starts_on"),
        ({"starts_on": date(2027, 8, 28), "ends_on": date(2027, 9, 1), "project_ends_on": date(2027, 8, 31)}, "ends_on"),
    ],
)  # fmt: skip
def test_each_limit_is_refused_beside_its_field(change, field):
    problems = refusals(replace(GOOD, **change), TABLE)
    assert [problem.field for problem in problems] == ([field] if field else []), problems


@pytest.mark.parametrize(
    ("change", "around", "field"),
    [
        ({}, Surroundings(), None),
        ({"km": 480}, Surroundings(), "km"), ({"km": 520}, Surroundings(), "km"), ({"km": 479}, Surroundings(), None), ({"km": 521}, Surroundings(), None),
        ({}, Surroundings(estimated_km=540), None), ({}, Surroundings(estimated_km=450), "km"),
        ({}, Surroundings(with_this_mentor=2), None), ({}, Surroundings(with_this_mentor=3), "participants"),
        ({"activity": Activity.COURSE}, Surroundings(from_this_school_in_the_course=3), None),
        ({"activity": Activity.COURSE}, Surroundings(from_this_school_in_the_course=4), "participants"),
        ({"activity": Activity.COURSE}, Surroundings(project_grant=Decimal(40000), course_amount_with_this=Decimal(20000)), None),
        ({"activity": Activity.COURSE}, Surroundings(project_grant=Decimal(40000), course_amount_with_this=Decimal(20001)), "activity"),
        ({"activity": Activity.COURSE}, Surroundings(project_grant=Decimal(60000), course_amount_with_this=Decimal(30000)), None),
        ({"activity": Activity.COURSE}, Surroundings(project_grant=Decimal(60000), course_amount_with_this=Decimal(30001)), "activity"),
    ],
)  # fmt: skip
def test_what_is_warned_of(change, around, field):
    problems = warnings(replace(GOOD, **change), TABLE, around)
    assert [problem.field for problem in problems] == ([field] if field else []), problems


def test_a_warning_tells_a_school_nothing_of_the_projects_grant():
    around = Surroundings(project_grant=Decimal(60000), course_amount_with_this=Decimal(30001))
    (problem,) = warnings(replace(GOOD, activity=Activity.COURSE), TABLE, around)
    assert not any(sign.isdigit() for sign in str(problem.words))
