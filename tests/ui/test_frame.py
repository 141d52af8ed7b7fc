import pytest
from django.conf import settings
from django.core.exceptions import PermissionDenied
from django.test import Client, RequestFactory
from django.urls import reverse
from django.views import defaults

from portal.accounts.actor import VISITOR, Actor
from tests.factories import people, places
from tests.support.pages import check_page

pytestmark = pytest.mark.django_db


def test_a_visitor_gets_the_public_menu(client):
    html = client.get("/om/").content.decode()

    check_page(html)
    assert "Mine opgaver" not in html
    assert html.count(f'href="{reverse("account_login")}"') == 2


def test_a_person_sees_who_they_are_and_where_they_are(sign_in):
    leader = people.actor("school_leader", places.school("Hasselhegnskolen"), who=people.user("Birgit Ravn"))

    html = sign_in(leader).get(reverse("account_email")).content.decode()

    check_page(html)
    assert "Birgit Ravn" in html
    assert "Skoleleder, Hasselhegnskolen" in html
    assert 'aria-current="page"' in html
    assert "Skift rolle</p>" not in html


def test_the_role_switcher_posts_each_role(sign_in):
    person = people.user()
    first = people.role("school_leader", places.school("Hasselhegnskolen"), who=person)
    second = people.role("contributor", places.school("Bøgestenskolen"), who=person)

    html = sign_in(Actor(person, first)).get("/om/").content.decode()

    check_page(html)
    assert f'action="{reverse("people:switch")}"' in html
    assert f'name="role" value="{first.pk}" aria-current="true"' in html
    assert f'name="role" value="{second.pk}">' in html


def test_a_person_without_a_role_is_told_so(sign_in):
    html = sign_in(Actor(people.user())).get("/om/").content.decode()

    assert "Uden rolle" in html


def test_the_language_is_switched_by_post_and_leads_back(client):
    response = client.post(reverse("set_language"), {"language": "en", "next": "/om/"})

    assert response.url == "/om/"
    assert '<html lang="en">' in client.get("/om/").content.decode()
    assert 'name="language" value="da" lang="da">Dansk' in client.get("/om/").content.decode()


def test_only_the_demonstration_says_that_it_is_one(client, settings):
    settings.DEMO = False
    assert "Demonstration" not in client.get("/om/").content.decode()
    settings.DEMO = True
    assert "Demonstration" in client.get("/om/").content.decode()


def test_a_missing_page_leads_on(client):
    response = client.get("/findes-ikke/")

    assert response.status_code == 404
    check_page(response.content)
    assert "Siden findes ikke" in response.content.decode()


def test_a_refusal_says_why():
    request = RequestFactory().get("/")
    request.actor = VISITOR

    html = defaults.permission_denied(request, PermissionDenied("Kun skolelederen kan sende teksten.")).content.decode()

    check_page(html)
    assert "Kun skolelederen kan sende teksten." in html


def test_a_form_that_was_open_too_long_says_that_nothing_was_sent():
    strict = Client(enforce_csrf_checks=True)

    response = strict.post(reverse("account_login"), {})

    assert response.status_code == 403
    check_page(response.content)
    assert "Siden var åben for længe" in response.content.decode()


@pytest.mark.parametrize(
    ("site", "offered"), [("same-origin", True), ("same-site", False), ("cross-site", False), ("none", False), (None, False)]
)
def test_a_form_of_our_own_comes_back_to_be_sent_again_and_nobody_elses(site, offered):
    strict = Client(enforce_csrf_checks=True)
    strict.cookies[settings.CSRF_COOKIE_NAME] = "n" * 32
    text = "Vi lod børnene vælge, hvor de ville læse, og det gav ro."

    response = strict.post(
        "/mine-opgaver/?fra=her", {"csrfmiddlewaretoken": "gammel", "text": text}, headers={"Sec-Fetch-Site": site} if site else {}
    )

    html = response.content.decode()
    assert response.status_code == 403
    check_page(response.content)
    assert ("Send igen" in html, text in html) == (offered, offered)
    assert "gammel" not in html
    if offered:
        assert 'action="/mine-opgaver/?fra=her"' in html


def test_whoever_keeps_no_cookies_is_not_asked_to_send_again():
    response = Client(enforce_csrf_checks=True).post(
        "/mine-opgaver/", {"text": "Vi lod børnene vælge."}, headers={"Sec-Fetch-Site": "same-origin"}
    )

    assert response.status_code == 403
    assert "Send igen" not in response.content.decode()


@pytest.mark.parametrize(("view", "status"), [(defaults.server_error, 500), (defaults.bad_request, 400)])
def test_a_failure_is_told_without_asking_the_database(view, status, django_assert_num_queries):
    request = RequestFactory().get("/")
    with django_assert_num_queries(0):
        response = view(request) if status == 500 else view(request, ValueError())

    assert response.status_code == status
    check_page(response.content)


def test_the_policy_allows_nothing_inline_or_from_elsewhere(client):
    policy = client.get("/").headers["Content-Security-Policy"]

    assert "unsafe" not in policy
    assert "data:" not in policy
    assert "http" not in policy
