"""The demonstration's consortium: whole and consistent, and true once the services have made it."""

import re
from collections import Counter
from decimal import Decimal

import pytest

from partners.grants.choices import Activity, Category
from partners.grants.queries import table_of
from partners.models import Accreditation, ConsortiumMembership, ExclusionRate, GrantRound, PartnerOrganisation, Project
from partners.queries.accreditation import changes, current_plan, depends_on_one, version_before
from portal.home.demo_content import content
from portal.home.demo_content.consortium import make_consortium
from portal.home.demo_content.places import load_people_and_places
from portal.text.personal_data import holds_cpr

DATA = content.consortium()


def texts(data: object) -> list[str]:
    if isinstance(data, dict):
        return [text for value in data.values() for text in texts(value)]
    if isinstance(data, list):
        return [text for value in data for text in texts(value)]
    return [data] if isinstance(data, str) else []


def test_quotation_marks_are_danish_and_nobody_can_be_found():
    for text in texts(DATA):
        assert '"' not in text
        assert text.count("”") % 2 == 0
        assert not holds_cpr(text)
        assert not re.search(r"\.(dk|com|eu|org)\b", text), text


def test_there_are_twelve_partners_in_eight_countries():
    assert len(DATA["partners"]) == 12
    assert len({partner["country"] for partner in DATA["partners"]}) == 8
    assert len({partner["kind"] for partner in DATA["partners"]}) == 5


@pytest.mark.parametrize("project", DATA["projects"], ids=lambda project: str(project["call"]))
def test_a_budget_makes_up_what_was_asked_for(project):
    assert sum(project["budget"].values()) == project["requested_grant"]
    assert set(project["budget"]) <= set(Category.values)
    assert set(project["targets"]) <= set(Activity.values)


@pytest.mark.django_db
def test_everything_is_there_as_the_services_left_it():
    world = load_people_and_places(content.people_and_places(), password="x")
    accreditation = make_consortium(DATA, world)
    assert accreditation == Accreditation.objects.get()
    assert not depends_on_one(accreditation.people.all())
    plan = current_plan(accreditation)
    assert (plan.number, plan.wordings.count()) == (2, 5)
    assert Counter(change.kind for change in changes(plan, version_before(plan))) == {"changed": 3, "same": 1, "new": 1}
    running = Project.objects.running()
    assert {project.call: project.grant for project in running} == {2025: Decimal(62_000), 2026: Decimal(88_000)}
    for project in running:
        assert sum(line.amount for line in project.budget.all()) == project.grant
        assert table_of(project.call).call == project.call
    first, second = running.order_by("starts_on")
    assert second.starts_on < first.ends_on
    assert PartnerOrganisation.objects.standing().count() == 12
    assert {grant_round.state for grant_round in GrantRound.objects.all()} == {"open", "distributed"}
    assert ConsortiumMembership.objects.exclude(accession="signed").count() == 1
    assert any(depends_on_one(member.people.all()) for member in ConsortiumMembership.objects.all())
    assert [rate.school.name for rate in ExclusionRate.objects.all() if not rate.is_shown] == ["Kløverkransskolen"]
