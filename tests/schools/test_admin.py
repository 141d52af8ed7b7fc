"""Reference data is kept on the admin site; roles, invitations and accounts are only looked at."""

import pytest
from django.urls import reverse

from portal.accounts.models import User
from schools.models import Municipality, School
from schools.networks.models import Network
from tests.factories import people, places

pytestmark = pytest.mark.django_db
EDITED = ["schools_region", "schools_municipality", "schools_school", "networks_network", "networks_focusarea"]
LOOKED_AT = ["people_role", "people_invitation"]


@pytest.fixture
def staff(client):
    client.force_login(people.user(is_staff=True, is_superuser=True))
    return client


@pytest.mark.parametrize("model", EDITED)
def test_reference_data_is_kept_here(staff, model):
    assert staff.get(reverse(f"admin:{model}_changelist")).status_code == 200
    assert staff.get(reverse(f"admin:{model}_add")).status_code == 200


@pytest.mark.parametrize("model", LOOKED_AT)
def test_roles_and_invitations_are_only_looked_at(staff, model):
    school = places.school()
    row = {"people_role": people.role, "people_invitation": people.invitation}[model]("contributor", school)
    assert staff.get(reverse(f"admin:{model}_changelist")).status_code == 200
    assert staff.get(reverse(f"admin:{model}_add")).status_code == 403
    page = reverse(f"admin:{model}_change", args=[row.pk])
    assert staff.get(page).status_code == 200
    assert staff.post(page, {}).status_code == 403
    assert staff.post(reverse(f"admin:{model}_delete", args=[row.pk]), {"post": "yes"}).status_code == 403
    assert getattr(row, "token_hash", "ingen hash") not in staff.get(page).content.decode()


def test_names_and_addresses_are_made_where_they_are_left_out(staff):
    inline = {"regions-TOTAL_FORMS": 0, "regions-INITIAL_FORMS": 0}
    staff.post(reverse("admin:schools_municipality_add"), {"name": "Åkjær", "code": "9999", **inline})
    made = Municipality.objects.get()
    assert (made.official_name, made.slug) == ("Åkjær Kommune", "aakjaer")
    for _time in range(2):
        page = staff.post(reverse("admin:schools_school_add"), {"municipality": made.pk, "name": "Ærholm Øskole"})
    assert School.objects.get().slug == "aerholm-oeskole"
    assert page.status_code == 200, "the second of the same name is refused in words"


def test_a_network_is_made_with_its_members_and_focus_areas(staff):
    here = places.municipality()
    staff.post(
        reverse("admin:networks_network_add"),
        {
            "kind": "partnership",
            "name": "Flere børn med",
            "memberships-TOTAL_FORMS": 1,
            "memberships-INITIAL_FORMS": 0,
            "memberships-0-municipality": here.pk,
            "focus_areas-TOTAL_FORMS": 1,
            "focus_areas-INITIAL_FORMS": 0,
            "focus_areas-0-number": 1,
            "focus_areas-0-figure": 3,
            "focus_areas-0-name": "Overgange",
        },
    )
    network = Network.objects.get()
    assert (network.slug, network.memberships.get().municipality, network.focus_areas.get().name) == ("flere-boern-med", here, "Overgange")


def test_an_account_is_closed_here_but_neither_made_nor_deleted(staff):
    person = people.user("Jonas Tved")
    page = reverse("admin:accounts_user_change", args=[person.pk])
    staff.post(page, {"name": "Et andet navn"})
    person.refresh_from_db()
    assert (person.is_active, person.name) == (False, "Jonas Tved")
    assert staff.get(reverse("admin:accounts_user_add")).status_code == 403
    assert staff.post(reverse("admin:accounts_user_delete", args=[person.pk]), {"post": "yes"}).status_code == 403
    assert User.objects.filter(pk=person.pk).exists()


def test_people_without_staff_rights_do_not_get_in(client):
    client.force_login(people.user())
    assert client.get("/admin/").status_code == 302
    assert client.get("/admin/login/").status_code == 403
