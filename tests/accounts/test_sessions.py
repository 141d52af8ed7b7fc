"""When a session was last used is told, and costs a write once a minute."""

import pytest
from allauth.usersessions.models import UserSession
from django.test import Client

from portal.accounts import sessions
from tests.factories import people

pytestmark = pytest.mark.django_db
PAGE = "/om/"


@pytest.fixture(autouse=True)
def _nothing_written(monkeypatch):
    monkeypatch.setattr(sessions, "_written", {})


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
