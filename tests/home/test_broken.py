"""What a person meets when something breaks: the truth, what was kept, and a way on."""

import pytest
from django.db import InterfaceError, OperationalError
from django.urls import reverse

from tests.factories import people
from tests.factories import trials as make
from trials.choices import Section
from trials.services import drafts
from trials.views import saving

pytestmark = pytest.mark.django_db

TEXT = "Vi begyndte med <at> se på dagen.\n\n- Den første ting\n- Den anden ting"


@pytest.fixture
def page(sign_in) -> tuple:
    version = make.draft()
    client = sign_in(people.writer(version))
    client.raise_request_exception = False
    return client, reverse("trials:section", args=[version.pk, Section.DONE.value])


def away(error: type[Exception]):
    def save(**_given):
        raise error("server closed the connection unexpectedly")

    return save


@pytest.mark.parametrize("error", [OperationalError, InterfaceError])
def test_text_that_met_a_database_that_is_away_goes_with_the_answer(page, monkeypatch, error):
    client, url = page
    monkeypatch.setattr(drafts, "save_and_tell", away(error))

    answer = client.post(url, {"done": TEXT, "seen": "0", "base": "{}"})

    html = answer.content.decode()
    assert (answer.status_code, answer["Retry-After"], answer["Cache-Control"]) == (503, "15", "no-store")
    assert f'<form method="post" action="{url}">' in html
    assert "Vi begyndte med &lt;at&gt; se på dagen.<br>" in html
    assert 'name="done" value="Vi begyndte med &lt;at&gt; se på dagen.' in html


def test_a_page_that_met_it_asks_to_try_again(page, monkeypatch):
    client, url = page
    monkeypatch.setattr(saving.VersionDesk, "load", lambda *_given: away(OperationalError)())

    answer = client.get(url)

    assert answer.status_code == 503
    assert f'href="{url}"' in answer.content.decode()


def test_nothing_is_repeated_of_a_page_for_passwords(client, monkeypatch):
    client.raise_request_exception = False
    monkeypatch.setattr("allauth.account.views.LoginView.post", lambda *_given: away(OperationalError)())

    answer = client.post(reverse("account_login"), {"login": "birgit@egsted.example", "password": "et-langt-kodeord-42"})

    assert answer.status_code == 503
    assert b"et-langt-kodeord-42" not in answer.content


def test_a_code_that_is_no_secret_is_kept(page, monkeypatch):
    client, url = page
    monkeypatch.setattr(drafts, "save_and_tell", away(OperationalError))

    answer = client.post(url, {"done": TEXT, "seen": "0", "base": "{}", "code": "2026-1-DK01-KA121-SCH-000123456"})

    assert b"2026-1-DK01-KA121-SCH-000123456" in answer.content


def test_another_fault_says_only_that_something_is_wrong(page, monkeypatch):
    client, url = page
    monkeypatch.setattr(drafts, "save_and_tell", away(RuntimeError))

    answer = client.post(url, {"done": TEXT, "seen": "0", "base": "{}"})

    assert answer.status_code == 500
    assert b"Noget gik galt hos os" in answer.content
