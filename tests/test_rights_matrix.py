"""Every address of the portal against every role (domain.md §1). An address that is not listed here fails the test.

The letters: `.` the page is shown · `-` not found · `x` forbidden with a reason · `l` must sign in · `>` sent on to another page ·
`!` not well (no worker runs in this test) · `u` shown again, since nothing was chosen · `s` a script is told to sign in · `c` a script's save is in conflict (nothing was posted).
Addresses that write are asked with POST, the others with GET.
"""

from collections.abc import Iterator
from pathlib import Path
from types import SimpleNamespace

import pytest
from django.conf import settings as django_settings
from django.db import transaction
from django.http import HttpResponse
from django.test import Client, override_settings
from django.urls import URLPattern, URLResolver, get_resolver, reverse

from portal.accounts.actor import Actor
from tests.factories import matrix_world
from tests.rights_table import ALLAUTH_PREFIXES, TABLE, Row

ROLES = [
    "visitor",
    "contributor",
    "school_leader",
    "ppr",
    "consultant",
    "editor",
    "head",
    "facilitator",
    "system_administrator",
    "leader_of_another_school",
    "consultant_elsewhere",
    "editor_of_another_partnership",
    "superuser_without_a_role",
]
LETTERS = {200: ".", 302: ">", 401: "s", 403: "x", 404: "-", 409: "c", 422: "u", 503: "!"}


def every_name() -> Iterator[str]:
    """All named addresses, with their namespace; the admin site and allauth are asked for as a whole."""
    yield from _names(get_resolver().url_patterns, "")


def _names(patterns: list, prefix: str) -> Iterator[str]:
    for pattern in patterns:
        if isinstance(pattern, URLResolver):
            if pattern.namespace != "admin":
                yield from _names(pattern.url_patterns, f"{prefix}{pattern.namespace}:" if pattern.namespace else prefix)
        elif isinstance(pattern, URLPattern):
            yield f"{prefix}{pattern.name}"


def test_every_address_is_listed():
    assert {name for name in every_name() if not name.startswith(ALLAUTH_PREFIXES)} == set(TABLE)


@pytest.fixture(scope="module")
def built(django_db_setup, django_db_blocker, tmp_path_factory) -> Iterator[tuple[SimpleNamespace, Path]]:
    """One world for all roles, and the folder of its files. Each test takes back what it did in it, and this one the world."""
    folder = tmp_path_factory.mktemp("world")
    with django_db_blocker.unblock(), override_settings(MEDIA_ROOT=folder), transaction.atomic():
        yield matrix_world.build(ROLES), folder
        transaction.set_rollback(True)


@pytest.fixture
def world(built, db, settings) -> SimpleNamespace:
    world, settings.MEDIA_ROOT = built
    return world


@pytest.mark.parametrize("role", ROLES)
def test_who_gets_where(role, world, settings):
    settings.DEMO = True
    session = session_of(world.actors[role])
    found = {name: _letter(_asked(row, reverse(name, kwargs=row.kwargs(world)), row.posted(world), session)) for name, row in TABLE.items()}
    assert found == {name: row.letters[ROLES.index(role)] for name, row in TABLE.items()}


@pytest.mark.parametrize("role", ROLES)
def test_the_admin_site_is_for_staff_only(role, world):
    client = signed_in(session_of(world.actors[role]))
    assert client.get(reverse("admin:index")).status_code == (200 if role == "superuser_without_a_role" else 302)


def _asked(row: Row, path: str, data: dict[str, str], session: str | None) -> HttpResponse:
    """Ask in the world as it was built: what the address before this one changed has been taken back."""
    client, before = signed_in(session), transaction.savepoint_create()
    response = client.post(path, data) if row.post else client.get(path)
    _read_out(response)
    transaction.savepoint_rollback(before)
    return response


def session_of(actor: Actor) -> str | None:
    """Sign in as the actor and return the session's key."""
    if actor.user is None:
        return None
    client = Client()
    client.force_login(actor.user, backend="django.contrib.auth.backends.ModelBackend")
    session = client.session
    if actor.role:
        session["acting_role"] = actor.role.pk
        session.save()
    return session.session_key


def signed_in(session: str | None) -> Client:
    client = Client()
    if session:
        client.cookies[django_settings.SESSION_COOKIE_NAME] = session
    return client


def _read_out(response) -> None:
    """Read a file to its end: then the test client closes it."""
    if response.streaming:
        b"".join(response.streaming_content)


def _letter(response: HttpResponse) -> str:
    if response.status_code == 302 and response["Location"].startswith(reverse("account_login")):
        return "l"
    return LETTERS.get(response.status_code, str(response.status_code))
