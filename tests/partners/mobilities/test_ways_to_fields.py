"""What is missing leads to the field where it is mended: in a proposal, and in a participant report."""

import re

import pytest
from django.test import Client
from django.urls import reverse

from partners.grants.choices import Activity
from partners.mobilities.choices import Company, HomeSection, State
from tests.factories import consortium, homecoming, people, places
from tests.trials.posting import press

pytestmark = pytest.mark.django_db
EMPTY = {
    "title": "",
    "activity": "",
    "starts_on": None,
    "ends_on": None,
    "days": None,
    "km": None,
    "how_it_serves": "",
    "expected_learning": "",
    "sharing": "",
}


def _leads_to_fields(client: Client, page: str) -> set[str]:
    """The fields that the page's links lead to; each is there."""
    found = re.findall(r'<a href="([^"#]+/)#(id_[^"]+)">', client.get(page).content.decode())
    for section, id in found:
        assert f'id="{id}"' in client.get(section).content.decode(), f"{section}#{id}"
    return {id for _section, id in found}


@pytest.mark.parametrize(
    ("fields", "ways"),
    [
        (
            EMPTY,
            {"id_title", "id_activity_0", "id_starts_on", "id_days", "id_km", "id_how_it_serves", "id_expected_learning", "id_sharing"},
        ),
        ({"company": ""}, {"id_company_0"}),
        ({"company": Company.PAIR}, {"id_people-0-user_id"}),
        ({"company": Company.WITH_LEADER}, {"id_people-0-is_leader"}),
        ({"company": Company.PUPILS, "activity": Activity.PUPIL_GROUP}, {"id_pupils"}),
        ({"sharing": "Ring til 120588-1234."}, {"id_sharing"}),
    ],
)
def test_what_a_proposal_lacks(fields, ways, sign_in):
    school = places.school()
    writer = people.actor("contributor", school)
    draft = consortium.mobility(at=school, by=writer.user, **fields)
    client = sign_in(writer)
    for page in ("write", "propose"):
        assert _leads_to_fields(client, reverse(f"mobilities:{page}", args=[draft.pk])) >= ways


def test_a_group_of_one_is_refused_beside_the_number(sign_in):
    school = places.school()
    writer = people.actor("contributor", school)
    group = {"company": Company.PUPILS, "activity": Activity.PUPIL_GROUP, "pupils": 1, "accompanying": 1}
    draft = consortium.mobility(at=school, by=writer.user, **group)
    draft.participants.all().delete()
    draft.project.accreditation.has_pupil_activities = True
    draft.project.accreditation.save()
    client = sign_in(writer)
    page = client.get(reverse("mobilities:section", args=[draft.pk, "deltagere"])).content.decode()
    (refused,) = re.findall(r'id="afvist-participants"[^>]*>(.*?)</div>', page)
    assert "mindst 2 elever" in refused
    assert "id_pupils" in _leads_to_fields(client, reverse("mobilities:write", args=[draft.pk]))


def test_what_has_not_been_chosen_in_a_proposal(sign_in):
    school = places.school()
    writer = people.actor("contributor", school)
    draft = consortium.mobility(at=school, by=writer.user)
    type(draft).objects.filter(pk=draft.pk).update(project=None, host=None, objective=None)
    found = _leads_to_fields(sign_in(writer), reverse("mobilities:write", args=[draft.pk]))
    assert found >= {"id_project_id", "id_host_id", "id_objective_id_0"}


def test_what_a_report_lacks(sign_in):
    school = places.school()
    mobility = consortium.mobility(at=school, by=people.role("contributor", school).user, state=State.HOME)
    report = homecoming.report(mobility, complete=False)
    client, page = sign_in(homecoming.traveller(mobility)), reverse("mobilities:homecoming", args=[mobility.pk])
    assert _leads_to_fields(client, page) >= {"id_satisfaction_0", "id_would_return_0"}
    press(client, reverse("mobilities:report_section", args=[report.pk, HomeSection.EVALUATED.value]), {"would_return": "yes"})
    assert _leads_to_fields(client, page) >= {"id_hosting"}
