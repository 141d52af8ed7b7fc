"""When a session was last used is told, and costs a write once a minute; unused it ends, and what was typed is not lost."""

from datetime import timedelta

import pytest
from allauth.usersessions.models import UserSession
from django.contrib.sessions.models import Session
from django.test import Client
from django.urls import reverse
from django.utils import timezone

from portal.accounts import sessions
from tests.factories import people
from tests.factories import trials as make
from tests.support.pages import check_page
from tests.trials.posting import standing_in
from trials.choices import Section
from trials.models import Version

pytestmark = pytest.mark.django_db
PAGE = "/om/"


@pytest.fixture(autouse=True)
def _nothing_written(monkeypatch):
    monkeypatch.setattr(sessions, "_written", {})
    monkeypatch.setattr(sessions, "_used", {})


@pytest.fixture
def client() -> Client:
    client = Client()
    client.force_login(people.user(), backend="django.contrib.auth.backends.ModelBackend")
    return client


def _writes(client: Client, **headers: str) -> bool:
    before = list(UserSession.objects.values_list("last_seen_at", flat=True))
    client.get(PAGE, headers=headers)
    return list(UserSession.objects.values_list("last_seen_at", flat=True)) != before


def test_a_session_is_written_once_in_a_while(client, settings):
    settings.SESSION_WRITTEN_EVERY = 60
    assert [_writes(client) for _time in range(3)] == [True, False, False]
    sessions._written = {used: written - 61 for used, written in sessions._written.items()}
    assert _writes(client)


def test_another_browser_is_written_at_once(client, settings):
    settings.SESSION_WRITTEN_EVERY = 60
    client.get(PAGE)
    assert _writes(client, user_agent="Firefox")
    assert UserSession.objects.get().user_agent == "Firefox"


# A session that nobody uses


class Clock:
    """What the portal takes for now."""

    def __init__(self) -> None:
        self.now = timezone.now()

    def pass_by(self, **time: int) -> None:
        self.now += timedelta(**time)


@pytest.fixture
def clock(monkeypatch) -> Clock:
    clock = Clock()
    monkeypatch.setattr(timezone, "now", lambda: clock.now)
    return clock


def _is_in(client: Client) -> bool:
    return client.get(reverse("home:work")).status_code == 200


def test_a_session_ends_when_it_has_not_been_used_for_four_hours(clock, client):
    assert _is_in(client)
    clock.pass_by(hours=3, minutes=59)
    assert _is_in(client)
    clock.pass_by(hours=4, minutes=1)
    answer = client.get(reverse("home:work"))
    assert answer["Location"].startswith(reverse("account_login"))
    assert "Du har ikke brugt portalen et stykke tid" in client.get(answer["Location"]).content.decode()
    assert not Session.objects.filter(session_key__in=UserSession.objects.values("session_key")).exists()


def test_used_all_the_while_it_lasts_its_twelve_hours(clock, client):
    for _time in range(5):
        assert _is_in(client)
        clock.pass_by(hours=2)
    assert _is_in(client)


def test_what_another_process_has_seen_counts_too(clock, client):
    assert _is_in(client)
    clock.pass_by(hours=3)
    here = dict(sessions._used)
    assert _is_in(client), "seen by another process"
    sessions._used = here
    clock.pass_by(hours=3)
    assert _is_in(client)
    sessions._used = {}
    clock.pass_by(hours=5)
    assert not _is_in(client), "seen by none"


def test_the_operator_chooses_how_long(clock, client, settings):
    settings.SESSION_IDLE_MINUTES = 30
    assert _is_in(client)
    clock.pass_by(minutes=31)
    assert not _is_in(client)


@pytest.fixture
def writing(sign_in) -> tuple[Client, Version]:
    version = make.draft()
    return sign_in(people.writer(version)), version


def _section(version: Version) -> str:
    return reverse("trials:section", args=[version.pk, Section.DONE.value])


def test_an_open_page_that_nobody_writes_on_is_no_use(clock, writing):
    client, version = writing
    here = reverse("trials:presence", args=[version.pk])
    assert _is_in(client)
    for _time in range(4):
        assert client.post(here, {"section": ""}).status_code == 200
        clock.pass_by(hours=1, minutes=1)
    assert client.post(here, {"section": ""}).status_code == 401
    assert not _is_in(client)


def test_whoever_types_uses_the_session(clock, writing):
    client, version = writing
    sent = standing_in(client.get(_section(version)))
    for hour in ("ni", "tolv", "femten"):
        answer = client.post(f"{_section(version)}gem/", sent | {"done": f"Skrevet klokken {hour}."})
        assert answer.status_code == 200
        sent |= {"seen": answer.json()["seen"], "base": answer.json()["base"]}
        clock.pass_by(hours=3)
    assert _is_in(client)


def test_what_is_typed_after_it_has_ended_is_refused_in_words_for_the_page_to_keep(clock, writing):
    client, version = writing
    sent = standing_in(client.get(_section(version)))
    clock.pass_by(hours=5)
    answer = client.post(f"{_section(version)}gem/", sent)
    assert (answer.status_code, answer.json()["kind"]) == (401, "signed-out")


def test_a_form_that_is_sent_too_late_comes_back_to_be_sent_again(clock, writing):
    client, version = writing
    section = _section(version)
    sent = standing_in(client.get(section)) | {"done": "Vi begyndte med <at> se på dagen, og så fandt vi på mere."}
    clock.pass_by(hours=5)
    answer = client.post(section, sent)
    html = answer.content.decode()
    assert answer.status_code == 401
    check_page(answer.content)
    assert f'<form method="post" action="{section}">' in html
    assert 'name="done" value="Vi begyndte med &lt;at&gt; se på dagen' in html
    client.force_login(version.writers.get(), backend="django.contrib.auth.backends.ModelBackend")
    assert client.post(section, sent).status_code == 302
    version.refresh_from_db()
    assert version.done == sent["done"]


def test_htmx_is_given_it_in_place_of_the_page(clock, writing):
    client, version = writing
    sent = standing_in(client.get(_section(version))) | {"done": "Vi begyndte med at se på dagen, og så fandt vi på mere."}
    clock.pass_by(hours=5)
    answer = client.post(_section(version), sent, headers={"HX-Request": "true"})
    assert (answer.status_code, answer["HX-Retarget"], answer["HX-Reselect"]) == (200, "#indhold", "#indhold")
    assert sent["done"] in answer.content.decode()


def test_a_visitor_who_never_had_a_session_is_asked_to_sign_in_as_ever(writing):
    _client, version = writing
    answer = Client().post(_section(version), {"done": "x" * 50})
    assert answer.status_code == 302


def test_nothing_of_a_password_comes_back(clock, client):
    clock.pass_by(hours=5)
    answer = client.post(reverse("account_change_password"), {"oldpassword": "et-langt-kodeord-42"})
    assert b"et-langt-kodeord-42" not in answer.content
