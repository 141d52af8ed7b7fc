import re
from datetime import timedelta

import pytest
from allauth.account.models import EmailAddress
from django.contrib.auth.tokens import PasswordResetTokenGenerator
from django.contrib.messages import get_messages
from django.test import Client
from django.urls import reverse

from portal.accounts.models import User
from portal.notices.models import Mail
from tests.factories import people

pytestmark = pytest.mark.django_db
LINK = re.compile(r"/konto/password/reset/key/\S+")


@pytest.fixture
def person() -> User:
    made = people.user("Birgit Ravn", email="birgit@egsted.example")
    made.set_password(people.PASSWORD)
    made.save()
    return made


def _log_in(client: Client, email: str, password: str = people.PASSWORD, **extra):
    return client.post(reverse("account_login"), {"login": email, "password": password, **extra})


def _words(response) -> str:
    """The page without what differs from one request to the next."""
    return re.sub(r'(csrfmiddlewaretoken" value=")[^"]+', r"\1", response.content.decode())


def test_signing_in_takes_e_mail_and_password(client, person):
    assert _log_in(client, "Birgit@Egsted.example").url == reverse("home:work")
    assert client.session["_auth_user_id"] == str(person.pk)


def test_signing_in_goes_no_further_than_the_portal(client, person):
    assert _log_in(client, person.email, next="https://andre.example/").url == reverse("home:work")


def test_nobody_signs_up_unasked(client):
    answer = client.post(
        reverse("account_signup"), {"email": "ny@skolen.example", "password1": people.PASSWORD, "password2": people.PASSWORD}
    )
    assert not User.objects.filter(email="ny@skolen.example").exists()
    assert "account/signup_closed.html" in [template.name for template in answer.templates]


def test_a_wrong_password_and_an_unknown_address_look_the_same(client, person):
    wrong = _log_in(client, person.email, "forkert-kodeord")
    unknown = _log_in(client, "ingen@egsted.example", "forkert-kodeord")
    assert _words(wrong).replace(person.email, "X") == _words(unknown).replace("ingen@egsted.example", "X")


def test_an_address_that_is_not_verified_does_not_let_in(client, person):
    EmailAddress.objects.filter(user=person).update(verified=False)
    assert _log_in(client, person.email).url == reverse("account_email_verification_sent")
    assert "_auth_user_id" not in client.session
    assert Mail.objects.get().email == person.email


def test_a_closed_account_does_not_let_in(client, person):
    User.objects.update(is_active=False)
    assert _log_in(client, person.email).url == reverse("account_inactive")
    assert "_auth_user_id" not in client.session


def test_guessing_is_slowed_down_even_with_the_right_password(client, person):
    for _attempt in range(5):
        _log_in(client, person.email, "forkert-kodeord")
    _log_in(client, person.email)
    assert "_auth_user_id" not in client.session


def test_a_forgotten_password_is_reset_through_a_mail_whose_text_is_a_secret(client, person):
    client.post(reverse("account_reset_password"), {"email": person.email})
    mail = Mail.objects.get()
    assert (mail.user, mail.email, mail.holds_secret) == (person, person.email, True)
    form = client.get(LINK.search(mail.body).group(), follow=True)
    new = "helt-andre-ord-end-før"
    client.post(form.request["PATH_INFO"], {"password1": new, "password2": new})
    assert _log_in(client, person.email, new).url == reverse("home:work")


def test_the_link_in_the_mail_works_once(client, person):
    client.post(reverse("account_reset_password"), {"email": person.email})
    link = LINK.search(Mail.objects.get().body).group()
    form = client.get(link, follow=True)
    client.post(form.request["PATH_INFO"], {"password1": "helt-andre-ord-end-før", "password2": "helt-andre-ord-end-før"})
    assert 'name="password1"' not in Client().get(link, follow=True).content.decode()


@pytest.mark.parametrize(("minutes", "words"), [(59, "Vælg en ny adgangskode"), (61, "Linket virker ikke længere")])
def test_the_link_in_the_mail_works_for_an_hour(client, person, monkeypatch, minutes, words):
    client.post(reverse("account_reset_password"), {"email": person.email})
    text = Mail.objects.get().body
    assert "Linket virker i en time" in text
    asked = PasswordResetTokenGenerator()._now()
    monkeypatch.setattr(PasswordResetTokenGenerator, "_now", lambda _self: asked + timedelta(minutes=minutes))
    page = client.get(LINK.search(text)[0], follow=True)
    assert f"<h1>{words}</h1>" in page.content.decode()


def test_asking_for_a_new_password_tells_nobody_who_has_an_account(client, person):
    known = client.post(reverse("account_reset_password"), {"email": person.email}, follow=True)
    unknown = client.post(reverse("account_reset_password"), {"email": "ingen@egsted.example"}, follow=True)
    assert known.redirect_chain == unknown.redirect_chain
    assert _words(known) == _words(unknown)
    assert LINK.search(Mail.objects.get(user=person).body)
    assert not LINK.search(Mail.objects.get(user=None).body)


def test_asking_again_and_again_is_refused(client, person):
    answers = [client.post(reverse("account_reset_password"), {"email": person.email}).status_code for _time in range(7)]
    assert answers[-1] == 429
    assert Mail.objects.count() <= 5


def test_mails_are_written_in_the_persons_language(client, person):
    User.objects.update(language="en")
    client.post(reverse("account_reset_password"), {"email": person.email})
    assert Mail.objects.get().language == "en"


def test_a_person_sees_the_own_sessions(client, person):
    _log_in(client, person.email)
    assert client.get(reverse("usersessions_list")).status_code == 200


@pytest.mark.parametrize(("chosen", "kept"), [("en", "en"), ("da", "da"), ("xx", "da")])
def test_switching_language_is_remembered_for_the_person(client, person, chosen, kept):
    client.force_login(person)
    answer = client.post(reverse("set_language"), {"language": chosen, "next": "/"})
    person.refresh_from_db()
    assert (answer.status_code, person.language) == (302, kept)


def test_switching_language_goes_no_further_than_the_portal(client):
    assert client.post(reverse("set_language"), {"language": "en", "next": "https://andre.example/"}).url == "/"


def test_looking_at_the_language_address_changes_nothing(client):
    assert client.get(reverse("set_language")).status_code == 405


def test_signing_in_brings_the_language_along_to_a_new_browser(client, person):
    User.objects.update(language="en")
    assert _log_in(client, person.email).cookies["sprog"].value == "en"
    assert "sprog" not in _log_in(_with_cookie("da"), person.email).cookies


def _with_cookie(language: str) -> Client:
    client = Client()
    client.cookies["sprog"] = language
    return client


def test_the_admin_site_has_no_sign_in_of_its_own(client, person):
    answer = client.get("/admin/login/?next=/admin/")
    assert answer.url == f"{reverse('account_login')}?next=%2Fadmin%2F"
    client.post("/admin/login/", {"username": person.email, "password": people.PASSWORD})
    assert "_auth_user_id" not in client.session


def test_signing_out_says_so(client, person):
    client.force_login(person)
    answer = client.post(reverse("account_logout"))
    assert answer.url == reverse("home:front")
    assert "_auth_user_id" not in client.session
    assert [str(message) for message in get_messages(answer.wsgi_request)]
