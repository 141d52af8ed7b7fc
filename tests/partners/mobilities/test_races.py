"""Many at the same instant: the budget is never overdrawn, and no ID is given twice. At most 20 connections, released by one barrier."""

import pytest
from django.db import connection

from partners.mobilities.choices import State
from partners.mobilities.models import Mobility
from partners.mobilities.services import deciding, proposing
from tests.factories import consortium, people, places
from tests.support.racing import MOST, race

pytestmark = pytest.mark.django_db(transaction=True)
NOW = consortium.NOW
COST = 1863


def _in_turns(calls):
    """Share the calls among at most 20 threads; each makes its own one after the other. Returns all results."""

    def one_thread(mine):
        return lambda: [_result(call) for call in mine]

    hands = [one_thread(calls[start::MOST]) for start in range(MOST)]
    return [result for results in race(*hands) for result in results]


def _result(call):
    try:
        return call()
    except deciding.Overdrawn as refusal:
        return refusal


def test_fifty_approvals_at_once_against_a_budget_for_ten():
    school = places.school()
    project = consortium.project(consortium.accreditation(at=school.municipality), grant=10 * COST + COST - 1)
    shared = {"of": project, "host": consortium.partner(at=school.municipality), "objective": consortium.objective(project.accreditation)}
    asked = [consortium.mobility(at=school, state=State.ENDORSED, **shared) for _number in range(50)]
    consultant = people.actor("consultant", school.municipality)
    results = _in_turns([lambda one=one: deciding.approve(mobility=one, is_checked=True, by=consultant, now=NOW) for one in asked])
    approved = [result for result in results if isinstance(result, Mobility)]
    refused = [result for result in results if isinstance(result, deciding.Overdrawn)]
    assert (len(approved), len(refused)) == (10, 40), [result for result in results if result not in approved + refused]
    assert Mobility.objects.filter(state=State.APPROVED).count() == 10
    assert sum(Mobility.objects.committed().values_list("grant_total", flat=True)) == 10 * COST


def test_a_hundred_proposals_at_once_get_a_hundred_ids():
    school = places.school()
    project = consortium.project(consortium.accreditation(at=school.municipality))
    shared = {"of": project, "host": consortium.partner(at=school.municipality), "objective": consortium.objective(project.accreditation)}
    drafts = [consortium.mobility(at=school, **shared) for _number in range(100)]
    writer = people.actor("contributor", school)
    results = _in_turns([lambda one=one: proposing.propose(mobility=one, nobody_recognised=True, by=writer, now=NOW) for one in drafts])
    numbers = {result.number for result in results}
    assert len(numbers) == 100, results
    assert numbers == {f"2026-SHADO-{number:04}-{project.short_code}" for number in range(1, 101)}
    assert connection.vendor == "postgresql"
