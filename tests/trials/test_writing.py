"""The writer's pages: beginning, the task list, sending, and who may open them."""

import re

import pytest
from django.test import Client
from django.urls import reverse

from portal.accounts.actor import Actor
from tests.factories import files, people, places
from tests.factories import trials as make
from tests.support.pages import check_page
from tests.trials.posting import press, standing_in
from trials.choices import Section, State
from trials.models import Observation, TrialAction, Version

pytestmark = pytest.mark.django_db
NEW = "/skriv/ny/"
SEND = {"send": "", "recognised": "nej"}


def _url(name: str, version: Version) -> str:
    return reverse(f"trials:{name}", args=[version.pk])


def _leader_of(version: Version) -> Actor:
    return people.actor("school_leader", version.trial.home_school)


# Beginning


def test_opening_the_first_page_creates_nothing(sign_in):
    page = sign_in(people.actor("contributor", places.school())).get(NEW)
    check_page(page.content)
    assert not TrialAction.objects.exists()


def test_a_school_begins_and_lands_on_the_task_list(sign_in):
    school = places.school()
    client = sign_in(people.actor("contributor", school))
    answer = press(client, NEW, {"title": "Klippekortet", "summary": "Værksteder efter frokost", "life": "running"})
    version = Version.objects.get()
    assert answer["Location"] == _url("write", version)
    assert (version.title, version.standfirst, version.trial.life) == ("Klippekortet", "Værksteder efter frokost", "running")
    assert (version.trial.home_school, version.trial.scope) == (school, "named")


def test_a_school_is_asked_where_only_when_it_has_departments(sign_in):
    school = places.school()
    client = sign_in(people.actor("school_leader", school))
    assert "home_school" not in standing_in(client.get(NEW))
    department = places.school("Afdeling Nord", at=school.municipality, parent=school)
    press(client, NEW, {"title": "A", "life": "idea", "home_school": department.pk})
    assert TrialAction.objects.get().home_school == department


def test_the_administration_says_where(sign_in):
    here = places.municipality()
    school = places.school(at=here)
    client = sign_in(people.actor("consultant", here))
    check_page(client.get(NEW).content)
    press(client, NEW, {"title": "For alle", "life": "idea", "scope": "municipality"})
    press(client, NEW, {"title": "For én", "life": "idea", "scope": "named", "schools": [school.pk]})
    whole, one = TrialAction.objects.order_by("pk")
    assert (whole.home_school, whole.scope, list(whole.schools.all())) == (None, "municipality", [])
    assert (one.home_school, one.scope, list(one.schools.all())) == (None, "named", [school])


def test_an_error_keeps_what_was_typed(sign_in):
    client = sign_in(people.actor("contributor", places.school()))
    answer = press(client, NEW, {"summary": "En lang sætning om det hele"})
    assert standing_in(answer)["summary"] == ["En lang sætning om det hele"]
    check_page(answer.content)
    assert not TrialAction.objects.exists()


def test_own_unfinished_drafts_come_first(sign_in):
    school = places.school()
    me = people.actor("contributor", school)
    make.draft(at=school, by=me.user, title="Min egen")
    make.draft(at=school, title="En kollegas")
    page = sign_in(me).get(NEW).content.decode()
    assert "Du har en kladde i gang" in page
    assert "Min egen" in page
    assert "En kollegas" not in page


# The task list


def test_the_task_list_says_how_far_each_section_is(sign_in):
    version = make.draft(complete=False, title="Klippekortet")
    Observation.objects.create(version=version, perspectives=["pupils"], kind="not_yet")
    page = sign_in(_leader_of(version)).get(_url("write", version))
    check_page(page.content)
    words = {task.section: task.words for task in page.context["tasks"]}
    assert words == {
        Section.INTRO: "Mangler 3 ting",
        Section.DONE: "Ikke begyndt",
        Section.EXPECTED: "Ikke begyndt",
        Section.CHANGE: "I gang",
        Section.MEASURES: "Kan springes over",
        Section.FUTURE: "Ikke begyndt",
        Section.LEARNED: "Ikke begyndt",
        Section.FACTS: "Ikke begyndt",
        Section.PEOPLE: "Ikke begyndt",
        Section.FILES: "Kan springes over",
    }
    html = page.content.decode()
    assert "Det mangler, før I kan sende" in html
    assert reverse("trials:section", args=[version.pk, "indledning"]) in html


def test_a_finished_draft_offers_to_be_sent(sign_in):
    version = make.draft()
    page = sign_in(_leader_of(version)).get(_url("write", version)).content.decode()
    assert "Alt det nødvendige er skrevet" in page
    assert _url("submit", version) in page
    assert "I skriver bagefter" in page
    assert "Låst" not in page


def test_what_was_sent_back_says_why(sign_in):
    version = make.in_state(State.RETURNED)
    page = sign_in(_leader_of(version)).get(_url("write", version))
    check_page(page.content)
    assert "Skriv, hvor mange voksne det krævede." in page.content.decode()


# Who may open which page


def _people_of(version: Version) -> dict[str, Actor]:
    trial = version.trial
    school, here = trial.home_school, trial.municipality
    return {
        "contributor": people.actor("contributor", school),
        "leader": people.actor("school_leader", school),
        "other school": people.actor("school_leader", places.school(at=here)),
        "elsewhere": people.actor("school_leader", places.school()),
        "consultant": people.actor("consultant", here),
        "head": people.actor("head", here),
        "editor": people.actor("editor", here),
        "ppr": people.actor("ppr", here),
        "facilitator": people.actor("facilitator", places.network(here)),
        "administrator": people.actor("system_administrator", here),
        "no role": Actor(people.user()),
    }


OWN = {"contributor", "leader"}
ADMINISTRATION = {"consultant", "head", "editor"}
# Per state: the answer to the school's own people, to the administration, to everybody else. Once sent, the receipt stands there.
OPENS = {
    State.DRAFT: (200, 404, 404),
    State.RETURNED: (200, 403, 404),
    State.SUBMITTED: (302, 403, 404),
    State.APPROVED: (302, 403, 404),
    State.PUBLISHED: (302, 403, 403),
}


@pytest.mark.parametrize("state", OPENS)
def test_who_may_open_and_save(state, client):
    version = make.in_state(state)
    section = reverse("trials:section", args=[version.pk, "det-har-vi-gjort"])
    for name, by in _people_of(version).items():
        column = 0 if name in OWN else 1 if name in ADMINISTRATION else 2
        _act_as(client, by)
        assert client.get(_url("write", version)).status_code == OPENS[state][column], name
        assert client.get(section).status_code == OPENS[state][column], name
        if column:
            assert client.post(section, {"done": "Overtaget", "seen": ""}).status_code in {403, 404}, name
    version.refresh_from_db()
    assert version.done != "Overtaget"


def _act_as(client: Client, by: Actor) -> None:
    client.logout()
    client.force_login(by.user, backend="django.contrib.auth.backends.ModelBackend")


def test_a_visitor_is_asked_to_sign_in(client):
    version = make.draft()
    for url in (NEW, _url("write", version), _url("submit", version), reverse("trials:section", args=[version.pk, "fakta"])):
        assert client.get(url)["Location"].startswith(reverse("account_login")), url


@pytest.mark.parametrize("kind", ["ppr", "system_administrator"])
def test_who_writes_for_no_place_cannot_begin(kind, sign_in):
    assert sign_in(people.actor(kind, places.municipality())).get(NEW).status_code == 403


def test_a_section_that_is_none_is_not_found(sign_in):
    version = make.draft()
    assert sign_in(_leader_of(version)).get(f"/skriv/{version.pk}/noget-andet/").status_code == 404


# Sending


def test_a_leader_sends_and_sees_what_happens_next(sign_in):
    version = make.draft()
    reader = people.role("consultant", version.trial.municipality).user
    client = sign_in(_leader_of(version))
    page = client.get(_url("submit", version))
    check_page(page.content)
    assert reader.name in page.content.decode()
    answer = client.post(_url("submit", version), SEND, follow=True)
    check_page(answer.content)
    assert answer.redirect_chain[-1][0] == _url("receipt", version)
    assert "Teksten er sendt til gennemsyn" in answer.content.decode()
    assert reader.name in answer.content.decode()
    version.refresh_from_db()
    assert version.state == State.SUBMITTED


def test_what_is_missing_stands_where_the_button_would(sign_in):
    version = make.draft(complete=False)
    client = sign_in(_leader_of(version))
    page = client.get(_url("submit", version))
    check_page(page.content)
    html = page.content.decode()
    assert "Skriv en overskrift" in html
    assert '<button class="button button-primary"' not in html
    assert client.post(_url("submit", version), SEND).status_code == 409
    version.refresh_from_db()
    assert version.state == State.DRAFT


def test_a_contributor_is_told_who_sends_it(sign_in):
    version = make.draft()
    leader = people.role("school_leader", version.trial.home_school, who=people.user("Birgit Ravn")).user
    client = sign_in(people.actor("contributor", version.trial.home_school))
    page = client.get(_url("submit", version))
    check_page(page.content)
    html = page.content.decode()
    assert "Din skoleleder sender den" in html
    assert leader.name in html
    assert client.post(_url("submit", version), SEND).status_code == 403


def test_coming_back_to_what_is_sent_shows_its_receipt(sign_in):
    version = make.draft()
    client = sign_in(_leader_of(version))
    answers = [client.post(_url("submit", version), SEND), client.post(_url("submit", version), SEND), client.get(_url("submit", version))]
    assert [answer.url for answer in answers] == [_url("receipt", version)] * 3
    version.refresh_from_db()
    assert version.state == State.SUBMITTED


def test_a_sent_text_is_taken_back(sign_in):
    version = make.in_state(State.SUBMITTED)
    client = sign_in(_leader_of(version))
    answer = client.post(_url("recall", version))
    assert answer["Location"] == _url("write", version)
    version.refresh_from_db()
    assert version.state == State.DRAFT


def test_what_has_been_decided_on_is_not_taken_back(sign_in):
    version = make.in_state(State.APPROVED)
    client = sign_in(_leader_of(version))
    page = client.get(_url("receipt", version))
    check_page(page.content)
    assert "Tag teksten tilbage" not in page.content.decode()
    assert "Det kan ikke lade sig gøre nu" in client.post(_url("recall", version), follow=True).content.decode()


def test_only_who_sends_may_take_back(sign_in):
    version = make.in_state(State.SUBMITTED)
    client = sign_in(people.actor("contributor", version.trial.home_school))
    assert "Tag teksten tilbage" not in client.get(_url("receipt", version)).content.decode()
    assert client.post(_url("recall", version)).status_code == 403


@pytest.mark.parametrize("name", ["recall"])
def test_acts_are_never_done_by_opening_a_page(name, sign_in):
    version = make.in_state(State.SUBMITTED)
    assert sign_in(_leader_of(version)).get(_url(name, version)).status_code == 405


# The number of queries


def _fill(version: Version, times: int) -> None:
    for at in range(times):
        version.observations.create(perspectives=["pupils"], text=f"Nr. {at}")
        version.trial.expectations.create(perspective="pupils", text=f"Nr. {at}")
        measure = version.trial.measures.create(name=f"Nr. {at}")
        measure.values.create(taken_on="2026-01-01", kind="baseline", value=at)
        version.trial.people.create(name=f"Nr. {at}")
        version.writers.add(people.role("contributor", version.trial.home_school).user)
        version.focus_areas.add(places.focus_area(version.trial.municipality))


@pytest.mark.parametrize("page", ["write", "submit", *Section])
def test_a_page_asks_as_little_however_much_is_written(page, sign_in, django_assert_num_queries, django_assert_max_num_queries):
    version = make.draft()
    client = sign_in(_leader_of(version))
    url = _url(page, version) if page in {"write", "submit"} else reverse("trials:section", args=[version.pk, page])
    _fill(version, 1)
    client.get(url)
    with django_assert_max_num_queries(31) as asked:
        client.get(url)
    _fill(version, 3)
    with django_assert_num_queries(len(asked)):
        client.get(url)


@pytest.mark.parametrize("complete", [False, True])
def test_each_missing_thing_leads_to_its_field(complete, sign_in):
    version = make.draft(complete=complete, title="", standfirst="Kort.", video_url="https://video.example/1")
    places.focus_area(version.trial.municipality)
    TrialAction.objects.filter(pk=version.trial_id).update(life="evaluated", outcome="", scope="named")
    if complete:
        version.trial.schools.clear()
        Observation.objects.create(version=version, perspectives=["pupils"], text="Der er ro.", position=0)
        Observation.objects.create(version=version, perspectives=[], position=1)
        files.image(version)
        files.image(version, alt="")
    client = sign_in(_leader_of(version))
    for page in ("write", "submit"):
        for section, id in _links_to_fields(client.get(_url(page, version))):
            assert f'id="{id}"' in client.get(section).content.decode(), f"{section}#{id}"
    found = [id for _section, id in _links_to_fields(client.get(_url("write", version)))]
    wanted = (
        ["id_observations-1-perspectives_0", "id_observations-1-text", "id_images-1-alt", "id_schools_0"] if complete else ["id_grades_0"]
    )
    assert {"id_title", "id_outcome_0", "id_standfirst", "id_video_is_captioned", *wanted} <= {*found}


def _links_to_fields(page) -> list[tuple[str, str]]:
    return re.findall(r'<a href="(/skriv/[^"#]+)#([^"]+)">', page.content.decode())


def test_the_task_list_counts_the_sections_as_their_pages_do(sign_in):
    version = make.draft()
    client = sign_in(_leader_of(version))
    page = client.get(_url("write", version)).content.decode()
    assert "af ti afsnit er skrevet. Tre afsnit kan springes over." in page
    assert "Afsnit 1 af 10" in client.get(reverse("trials:section", args=[version.pk, Section.INTRO.value])).content.decode()
