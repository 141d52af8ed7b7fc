from datetime import date, timedelta

import pytest
from django.contrib.messages import get_messages
from django.urls import reverse
from django.utils import timezone

from portal.ui.templatetags.ui import unbroken
from schools.people.models import Role
from tests.factories import people, places, trials
from tests.support.pages import check_page

pytestmark = pytest.mark.django_db


@pytest.mark.parametrize("rows", [1, 3])
def test_the_list_asks_the_database_as_often_for_three_as_for_one(sign_in, django_assert_num_queries, rows):
    here = places.municipality()
    client = sign_in(people.actor("consultant", here))
    for _row in range(rows):
        school = places.school(at=here)
        people.role("contributor", school)
        people.role("ppr", here)
        people.invitation("contributor", school)
    client.get(reverse("people:list"))
    with django_assert_num_queries(12):
        page = client.get(reverse("people:list"))
    assert len(page.context["rows"]) == 2 * rows + 1


def test_the_list_is_in_danish_order_and_shows_the_periods(sign_in):
    school = places.school()
    for name in ["Åse Aagaard", "Ægir Lund", "Zenia Holm", "Østen Ravn", "Aage Abild"]:
        people.role("contributor", school, who=people.user(name), ends_on=timezone.localdate() + timedelta(days=9))
    page = sign_in(people.actor("school_leader", school, who=people.user("Birgit Ravn"))).get(reverse("people:list"))
    names = [row["role"].user.name for row in page.context["rows"]]
    assert names == ["Birgit Ravn", "Zenia Holm", "Ægir Lund", "Østen Ravn", "Åse Aagaard", "Aage Abild"] or names[-1] == "Åse Aagaard"
    assert f"Fra {unbroken('1. januar 2025')}" in page.content.decode()


@pytest.mark.parametrize(
    ("query", "names"),
    [
        ("", ["Anna Krogh", "Bo Lind", "Leder"]),
        ("?q=krogh", ["Anna Krogh"]),
        ("?vis=tidligere", ["Carl Munk"]),
        ("?sted=school:{department}", ["Bo Lind"]),
        ("?sted=vrøvl&vis=vrøvl", ["Anna Krogh", "Bo Lind", "Leder"]),
    ],
)
def test_the_list_can_be_narrowed(sign_in, query, names):
    school = places.school()
    department = places.school(at=school.municipality, parent=school)
    people.role("contributor", school, who=people.user("Anna Krogh"))
    people.role("contributor", department, who=people.user("Bo Lind"))
    people.role("contributor", school, who=people.user("Carl Munk"), ends_on=date(2025, 2, 1))
    page = sign_in(people.actor("school_leader", school, who=people.user("Leder"))).get(
        reverse("people:list") + query.format(department=department.pk)
    )
    assert [row["role"].user.name for row in page.context["rows"]] == names


def test_a_long_list_is_divided_into_pages(sign_in):
    school = places.school()
    for _number in range(50):
        people.role("contributor", school)
    client = sign_in(people.actor("school_leader", school))
    assert len(client.get(reverse("people:list") + "?side=2&q=").context["rows"]) == 1


def test_a_contributor_sees_the_own_roles_only(sign_in):
    school = places.school("Bøgestenskolen")
    people.role("contributor", school, who=people.user("Kollega Holm"))
    page = sign_in(people.actor("contributor", school)).get(reverse("people:list")).content.decode()
    assert "Bidragyder, Bøgestenskolen" in page
    assert "Kollega Holm" not in page


@pytest.mark.parametrize("name", ["people:list", "people:invite", "people:second_factor"])
def test_visitors_are_asked_to_sign_in(client, name):
    assert client.get(reverse(name)).url.startswith(reverse("account_login"))


@pytest.mark.parametrize(("who", "status"), [("own leader", 200), ("other leader", 404), ("contributor there", 404), ("consultant", 200)])
def test_who_may_open_the_page_that_ends_a_role(sign_in, who, status):
    school = places.school()
    role = people.role("contributor", school)
    actor = {
        "own leader": lambda: people.actor("school_leader", school),
        "other leader": lambda: people.actor("school_leader", places.school(at=school.municipality)),
        "contributor there": lambda: people.actor("contributor", school),
        "consultant": lambda: people.actor("consultant", school.municipality),
    }[who]()
    client = sign_in(actor)
    assert client.get(reverse("people:end_role", args=[role.pk])).status_code == status
    assert client.get(reverse("people:give_role", args=[role.user_id])).status_code == (403 if who == "contributor there" else status)


def test_the_own_role_is_ended_by_a_colleague(sign_in):
    actor = people.actor("school_leader", places.school())
    answer = sign_in(actor).post(reverse("people:end_role", args=[actor.role.pk]), {"last_day": "2026-12-31"})
    assert (answer.status_code, "Bed en kollega" in answer.content.decode()) == (403, True)
    assert Role.objects.get().ends_on is None


def _left_alone(school):
    """A contributor who alone answers for a trial action."""
    role = people.role("contributor", school, who=people.user("Jonas Tved"))
    version = trials.draft(at=school, by=role.user, complete=False, title="Klippekortet")
    version.trial.people.create(user=role.user, name=role.user.name)
    return role, version.trial


def test_the_page_names_what_would_be_orphaned_and_moves_it(sign_in):
    school = places.school()
    role, trial = _left_alone(school)
    colleague = people.role("contributor", school, who=people.user("Line Abild")).user
    client, address = sign_in(people.actor("school_leader", school)), reverse("people:end_role", args=[role.pk])
    assert "Ellers står én ting på listen uden ansvarlig" in client.get(address).content.decode()
    page = client.post(address, {"last_day": "2026-12-31", "successor": ""})
    assert "Vælg en kollega, der tager over" in page.content.decode()
    answer = client.post(address, {"last_day": "2026-12-31", "successor": colleague.pk})
    assert answer.url == reverse("people:list")
    assert trial.people.get().user == colleague
    assert [str(message) for message in get_messages(answer.wsgi_request)] == [
        f"Rollen {role.label} slutter for Jonas Tved med udgangen af 31. december 2026.",
        "Line Abild har overtaget det, Jonas Tved var ansvarlig for, og får besked.",
    ]


def test_the_page_lists_everything_and_says_who_remains(sign_in):
    school = places.school("Bøgestenskolen")
    role, _trial = _left_alone(school)
    colleague = people.role("contributor", school, who=people.user("Line Abild")).user
    shared = trials.published(at=school, by=role.user, title="Morgenvagten").trial
    shared.people.exclude(user=role.user).update(user=colleague, name=colleague.name)
    page = sign_in(people.actor("school_leader", school)).get(reverse("people:end_role", args=[role.pk]))
    check_page(page.content)
    html = page.content.decode()
    assert "Jonas Tved har ansvar for to prøvehandlinger" in html
    assert "”Klippekortet”" in html and "Ansvarlig, og skriver på kladden." in html and "Uden ansvarlig" in html
    assert "”Morgenvagten”" in html and "Line Abild er også ansvarlig." in html and "Så kun én ansvarlig" in html
    assert "Det sker med det samme, også når sidste dag ligger længere fremme." in html


def test_where_others_remain_a_successor_is_offered_and_not_demanded(sign_in):
    school = places.school()
    role, trial = _left_alone(school)
    colleague = people.role("contributor", school, who=people.user("Line Abild")).user
    trial.people.create(user=colleague, name=colleague.name)
    trial.versions.get().writers.add(colleague)
    client, address = sign_in(people.actor("school_leader", school)), reverse("people:end_role", args=[role.pk])
    assert "Ingen, de andre fortsætter" in client.get(address).content.decode()
    assert client.post(address, {"last_day": "2026-12-31", "successor": ""}).url == reverse("people:list")
    assert trial.people.get().user == colleague


def test_who_looks_after_people_but_not_their_drafts_is_not_shown_the_titles(sign_in):
    here = places.municipality()
    role, _trial = _left_alone(places.school("Bøgestenskolen", at=here))
    html = sign_in(people.actor("consultant", here)).get(reverse("people:end_role", args=[role.pk])).content.decode()
    assert "En kladde på Bøgestenskolen" in html
    assert "Klippekortet" not in html


@pytest.mark.parametrize("rows", [1, 3])
def test_the_page_asks_as_often_for_three_as_for_one(sign_in, django_assert_num_queries, rows):
    school = places.school()
    role = people.role("contributor", school)
    for _row in range(rows):
        trials.published(at=school, by=role.user)
        trials.draft(at=school, by=role.user)
    client = sign_in(people.actor("school_leader", school))
    with django_assert_num_queries(28):
        client.get(reverse("people:end_role", args=[role.pk]))


def test_without_a_colleague_the_page_says_what_to_do_first(sign_in):
    here = places.municipality()
    role, _trial = _left_alone(places.school(at=here))
    page = sign_in(people.actor("consultant", here)).post(reverse("people:end_role", args=[role.pk]), {"last_day": "2026-12-31"})
    assert "Invitér en kollega først" in page.content.decode()
    role.refresh_from_db()
    assert role.ends_on is None


@pytest.mark.parametrize("last_day", ["", "i morgen", "2026-02-30", "2024-01-01"])
def test_a_day_that_is_none_is_refused(sign_in, last_day):
    school = places.school()
    role = people.role("contributor", school)
    page = sign_in(people.actor("school_leader", school)).post(reverse("people:end_role", args=[role.pk]), {"last_day": last_day})
    assert page.context["form"].errors
    role.refresh_from_db()
    assert role.ends_on is None


def test_a_known_person_gets_one_more_role(sign_in):
    school = places.school()
    person = people.role("contributor", school).user
    client = sign_in(people.actor("consultant", school.municipality))
    asked = {"kind": "ppr", "place": f"municipality:{school.municipality_id}", "starts_on": "2026-12-01"}
    assert client.post(reverse("people:give_role", args=[person.pk]), asked).url == reverse("people:list")
    assert person.roles.get(kind="ppr").starts_on == date(2026, 12, 1)
    again = client.post(reverse("people:give_role", args=[person.pk]), asked)
    assert "har allerede rollen" in again.content.decode()
