"""What the law asks of the website: a statement, a way to complain of what cannot be used, a yearly look, and only necessary cookies."""

import re
from datetime import timedelta

import pytest
from django.urls import reverse

from portal.home.services import accessibility as acts
from portal.notices.models import Mail, Notice
from portal.workflow.models import LogEntry
from tests.factories import people, places
from tests.factories import trials as make

pytestmark = pytest.mark.django_db
NOW = make.NOW


def test_every_page_leads_to_the_statement_and_to_where_one_writes(client, settings):
    settings.ACCESSIBILITY_STATEMENT_URL = "https://was.digst.example/afproevet"
    settings.ACCESSIBILITY_EMAIL = "laesbar@egsted.example"
    foot = client.get("/om/").content.decode().split("<footer")[1]
    assert re.search(rf'href="{reverse("home:was")}">Tilgængelighedserklæring<', foot)
    assert reverse("home:accessibility") in foot
    assert client.get("/was").url == "https://was.digst.example/afproevet"
    assert "mailto:laesbar@egsted.example" in client.get(reverse("home:accessibility")).content.decode()


def test_the_cookie_page_names_every_cookie_that_is_set(client):
    """Also when somebody signs in, picks a language, and is told something."""
    page = client.get(reverse("home:privacy")).content.decode()
    named = set(re.findall(r'role="rowheader">(\w+)</th>', page))
    person = people.actor("contributor", places.school()).user
    person.set_password(people.PASSWORD)
    person.save()
    client.get(reverse("account_login"))
    client.post(reverse("set_language"), {"language": "da"})
    client.post(reverse("account_login"), {"login": person.email, "password": people.PASSWORD})
    client.post(reverse("account_logout"))
    assert set(client.cookies) <= named
    assert named == {"session", "csrftoken", "messages", "sprog"}


def test_administrators_are_reminded_once_a_month_until_it_is_done():
    place = places.municipality()
    administrator = people.actor("system_administrator", place)
    people.actor("head", place)
    assert acts.remind_of_statement(now=NOW) == 1
    assert acts.remind_of_statement(now=NOW + timedelta(days=29)) == 0
    assert acts.remind_of_statement(now=NOW + timedelta(days=31)) == 1
    acts.review_statement(by=administrator, now=NOW + timedelta(days=32))
    assert acts.remind_of_statement(now=NOW + timedelta(days=200)) == 0
    assert acts.remind_of_statement(now=NOW + timedelta(days=32 + 365)) == 1
    assert {notice.user for notice in Notice.objects.all()} == {administrator.user}
    assert "Tid til at gennemgå tilgængelighedserklæringen" in {mail.subject for mail in Mail.objects.all()}


def test_the_administrator_notes_that_it_is_done(sign_in):
    place = places.municipality()
    client, address = sign_in(people.actor("system_administrator", place)), reverse("home:accessibility")
    assert "Gennemgå tilgængelighedserklæringen" in client.get(reverse("home:work")).content.decode()
    assert "Gennemgangen er noteret." in client.post(address, follow=True).content.decode()
    assert LogEntry.objects.get(act="accessibility.review").municipality_number == place.pk
    assert "Gennemgå tilgængelighedserklæringen" not in client.get(reverse("home:work")).content.decode()


@pytest.mark.parametrize("kind", ["", "head", "consultant"])
def test_nobody_else_notes_it(client, sign_in, kind):
    if kind:
        sign_in(people.actor(kind, places.municipality()))
    assert client.post(reverse("home:accessibility")).status_code == (403 if kind else 302)
    assert not LogEntry.objects.filter(act="accessibility.review").exists()
