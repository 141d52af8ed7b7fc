"""The calculator against the worked checks and the edges of erasmus.md §2."""

from dataclasses import replace
from decimal import Decimal

import pytest
from hypothesis import given
from hypothesis import strategies as st

from partners.grants.calculation import NotCalculable, grant, later_rate, paid_days
from partners.grants.choices import Activity, Category
from partners.grants.journeys import Journey
from partners.grants.rates import shipped

TABLE = shipped(2026)
SHADOWING = Journey(Activity.SHADOWING, "SE", participants=1, days=5, travel_days=2, km=600)


@pytest.mark.parametrize(
    ("journey", "total"),
    [
        (Journey(Activity.SHADOWING, "SE", participants=4, days=5, travel_days=2, km=600), 7452),
        (Journey(Activity.COURSE, "PL", participants=2, days=5, travel_days=2, km=600), 3480),
        (Journey(Activity.PREPARATORY, "SE", participants=3, days=2, km=600), 3 * 680),
        (Journey(Activity.HOSTED_TEACHER, "SE", participants=2, days=20, km=600), 2 * 100),
        (Journey(Activity.EXPERT, "BG", participants=1, days=3, km=600), 309 + 3 * 172 + 100),
        (
            Journey(Activity.PUPIL_GROUP, "DE", participants=10, accompanying=2, days=5, km=600),
            12 * 309 + 5 * (10 * 85 + 2 * 172) + 10 * 100,
        ),
        (
            Journey(Activity.PUPIL_LONG, "DE", participants=1, days=30, km=600, language_participants=1),
            309 + 14 * 85 + 16 * 60 + 500 + 150 + 150,
        ),
    ],
)
def test_worked_by_hand(journey, total):
    assert grant(journey, TABLE).total == total


@pytest.mark.parametrize(
    ("km", "standard", "green"),
    [
        (0, 0, 0), (9, 0, 0), (10, 28, 56), (99, 28, 56), (100, 211, 285), (499, 211, 285), (500, 309, 417), (1999, 309, 417),
        (2000, 395, 535), (2999, 395, 535), (3000, 580, 785), (3999, 580, 785), (4000, 1188, 1188), (7999, 1188, 1188),
        (8000, 1735, 1735), (20000, 1735, 1735),
    ],
)  # fmt: skip
def test_each_edge_of_the_distance_bands(km, standard, green):
    assert grant(replace(SHADOWING, km=km), TABLE).of(Category.TRAVEL) == standard
    assert grant(replace(SHADOWING, km=km, green=True), TABLE).of(Category.TRAVEL) == green


@pytest.mark.parametrize(
    ("days", "travel_days", "amount"),
    [
        (12, 2, 14 * 172),
        (13, 1, 14 * 172),
        (14, 0, 14 * 172),
        (13, 2, 14 * 172 + 120),
        (15, 0, 14 * 172 + 120),
        (28, 2, 14 * 172 + 16 * 120),
    ],
)
def test_the_rate_falls_after_day_fourteen_with_travel_days_counted(days, travel_days, amount):
    assert grant(replace(SHADOWING, days=days, travel_days=travel_days), TABLE).of(Category.INDIVIDUAL) == amount


@pytest.mark.parametrize(("rate", "later"), [(172, 120), (152, 106), (133, 93), (85, 60), (74, 52), (64, 45)])
def test_the_later_rate_is_in_whole_euro_half_up(rate, later):
    assert later_rate(Decimal(rate), TABLE) == later


@pytest.mark.parametrize(
    ("travel_days", "green", "paid"), [(0, False, 5), (2, False, 7), (3, False, 7), (3, True, 8), (6, True, 11), (7, True, 11)]
)
def test_travel_days_are_paid_up_to_the_limit(travel_days, green, paid):
    assert paid_days(replace(SHADOWING, travel_days=travel_days, green=green), TABLE) == paid


@pytest.mark.parametrize(("days", "fee"), [(2, 160), (10, 800), (12, 800)])
def test_a_course_fee_is_paid_for_ten_days_at_most(days, fee):
    assert grant(Journey(Activity.COURSE, "PL", days=days, km=600), TABLE).of(Category.COURSE_FEE) == fee


def test_those_who_accompany_get_travel_and_days_and_nothing_else():
    alone, with_two = (grant(replace(SHADOWING, accompanying=count), TABLE) for count in (0, 2))
    assert with_two.of(Category.ORGANISATION) == alone.of(Category.ORGANISATION)
    assert with_two.total - alone.total == 2 * (309 + 7 * 172)


def test_language_is_not_paid_for_groups_and_courses():
    for activity in (Activity.COURSE, Activity.PUPIL_GROUP):
        assert grant(Journey(activity, "DE", participants=2, days=5, km=600, language_participants=2), TABLE).of(Category.LANGUAGE) == 0


def test_real_costs_are_added_as_they_are():
    granted = grant(replace(SHADOWING, fewer_opportunities=1, inclusion_costs=Decimal("80.50"), exceptional_costs=Decimal(40)), TABLE)
    assert granted.of(Category.INCLUSION_ORGANISATION) == 125
    assert (granted.of(Category.INCLUSION_PARTICIPANTS), granted.of(Category.EXCEPTIONAL)) == (Decimal("80.50"), 40)


@pytest.mark.parametrize(("before", "amount"), [(0, 4 * 350), (98, 2 * 350 + 2 * 200), (100, 4 * 200), (500, 4 * 200)])
def test_a_call_may_lower_the_organisations_support_beyond_a_number(before, amount):
    older = replace(TABLE, amounts=replace(TABLE.amounts, lower_organisation_beyond=100))
    journey = replace(SHADOWING, participants=4, participants_before=before)
    assert grant(journey, older).of(Category.ORGANISATION) == amount
    assert grant(journey, TABLE).of(Category.ORGANISATION) == 4 * 350, "the table of 2026 has no such rule"


@pytest.mark.parametrize(("pupils", "amount"), [(9, 900), (10, 1000), (30, 1000)])
def test_a_call_may_cap_the_support_of_a_pupil_group(pupils, amount):
    older = replace(TABLE, amounts=replace(TABLE.amounts, most_organisation_per_group=Decimal(1000)))
    journey = Journey(Activity.PUPIL_GROUP, "DE", participants=pupils, accompanying=2, days=5, km=600)
    assert grant(journey, older).of(Category.ORGANISATION) == amount


def test_a_country_without_a_group_is_said_so():
    with pytest.raises(NotCalculable, match="XX"):
        grant(replace(SHADOWING, country="XX"), TABLE)


def test_each_line_says_its_rule_and_source():
    for line in grant(replace(SHADOWING, accompanying=1, fewer_opportunities=1, language_participants=1), TABLE).lines:
        assert line.rule and line.source.text and not line.source.is_confirmed


journeys = st.builds(
    Journey,
    activity=st.sampled_from(Activity),
    country=st.sampled_from(sorted(TABLE.countries.groups)),
    participants=st.integers(1, 60),
    accompanying=st.integers(0, 8),
    fewer_opportunities=st.integers(0, 8),
    days=st.integers(0, 365),
    travel_days=st.integers(0, 8),
    km=st.integers(0, 20_000),
    green=st.booleans(),
    language_participants=st.integers(0, 8),
    inclusion_costs=st.decimals(0, 5000, places=2),
    exceptional_costs=st.decimals(0, 5000, places=2),
)


@given(journeys)
def test_the_parts_sum_to_the_total(journey):
    granted = grant(journey, TABLE)
    assert sum(line.quantity * line.unit_amount for line in granted.lines) == granted.total == sum(granted.of(part) for part in Category)
    assert all(line.amount > 0 for line in granted.lines)


@given(journeys, st.sampled_from(["days", "travel_days", "km", "participants", "accompanying"]), st.integers(1, 40))
def test_more_never_costs_less(journey, what, more):
    larger = replace(journey, **{what: getattr(journey, what) + more})
    assert grant(larger, TABLE).total >= grant(journey, TABLE).total
