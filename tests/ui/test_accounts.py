"""The pages of sign-in and own account: ours, Danish, and usable without JavaScript."""

import re

import pytest
from allauth.account.forms import default_token_generator
from allauth.account.models import EmailConfirmationHMAC
from allauth.account.utils import user_pk_to_url_str
from allauth.mfa.models import Authenticator
from allauth.mfa.recovery_codes.internal.auth import RecoveryCodes
from allauth.mfa.totp.internal.auth import TOTP, generate_totp_secret
from django.urls import reverse

from portal.accounts.actor import Actor
from tests.factories import people, places
from tests.support.codes import code_now, stop_the_clock
from tests.support.pages import check_page

pytestmark = pytest.mark.django_db

ENGLISH = re.compile(r"\b(?:Sign|Password|password|Email|email address|Confirm|Code|Remove|Change|Your|You|the|Please|Forgot)\b")


@pytest.fixture(autouse=True)
def _one_moment(monkeypatch):
    stop_the_clock(monkeypatch)


@pytest.fixture
def person():
    made = people.user("Birgit Ravn")
    made.set_password(people.PASSWORD)
    made.save()
    return made


@pytest.fixture
def signed_in(client, person):
    """A session that has just proved its password, as the pages about security demand."""
    client.post(reverse("account_login"), {"login": person.email, "password": people.PASSWORD})
    client.post(reverse("account_reauthenticate"), {"password": people.PASSWORD})
    return client


def read(response) -> str:
    html = response.content.decode()
    assert response.status_code == 200, response
    check_page(html)
    assert "allauth" not in html.replace("data-allauth-onload", "").replace("allauth.webauthn.forms", "")
    words = re.sub(r"<script.*?</script>|<[^>]*>", " ", html, flags=re.DOTALL)
    assert not ENGLISH.search(words), ENGLISH.search(words)
    return html


@pytest.mark.parametrize(
    ("name", "title"),
    [
        ("account_login", "Log ind"),
        ("account_signup", "En konto begynder med en invitation"),
        ("account_inactive", "Kontoen er lukket"),
        ("account_reset_password", "Få en ny adgangskode"),
        ("account_reset_password_done", "Se i din indbakke"),
        ("account_reset_password_from_key_done", "Adgangskoden er skiftet"),
        ("account_email_verification_sent", "Bekræft din e-mail"),
    ],
)
def test_pages_for_those_who_are_not_signed_in(client, name, title):
    assert f"<h1>{title}</h1>" in read(client.get(reverse(name)))


@pytest.mark.parametrize(
    ("name", "title"),
    [
        ("account_email", "E-mail"),
        ("account_change_password", "Skift adgangskode"),
        ("account_logout", "Vil du logge af?"),
        ("account_reauthenticate", "Bekræft, at det er dig"),
        ("mfa_index", "To-trins-login"),
        ("mfa_activate_totp", "Sæt en app op"),
        ("mfa_list_webauthn", "Adgangsnøgler"),
        ("mfa_add_webauthn", "Tilføj en adgangsnøgle"),
        ("usersessions_list", "Her er du logget ind"),
    ],
)
def test_pages_of_ones_own_account(signed_in, name, title):
    assert f"<h1>{title}</h1>" in read(signed_in.get(reverse(name)))


def test_a_wrong_password_says_what_to_do(client, person):
    html = read(client.post(reverse("account_login"), {"login": person.email, "password": "forkert"}))

    assert "E-mail og adgangskode passer ikke sammen" in html
    assert f'value="{person.email}"' in html


def test_a_link_may_fill_in_the_email(client):
    assert 'value="mette@egsted.example"' in read(client.get(reverse("account_login"), {"email": "mette@egsted.example"}))


def test_the_demonstration_lists_one_person_per_role(client, settings, person):
    leader = people.role("school_leader", places.school("Hasselhegnskolen"), who=person)
    people.role("school_leader", places.school())
    settings.DEMO = True

    html = read(client.get(reverse("account_login")))

    assert html.count("Skoleleder, ") == 1
    assert leader.label in html
    assert settings.DEMO_PASSWORD in html


def test_only_the_demonstration_lists_people(client, settings, person):
    people.role("school_leader", places.school(), who=person)
    settings.DEMO = False

    html = read(client.get(reverse("account_login")))

    assert person.email not in html
    assert settings.DEMO_PASSWORD not in html


def test_a_new_password_is_chosen_through_the_link(client, person):
    key = f"{user_pk_to_url_str(person)}-{default_token_generator.make_token(person)}"
    form = client.get(f"/konto/password/reset/key/{key}/", follow=True)
    assert "Vælg en ny adgangskode" in read(form)

    short = client.post(form.redirect_chain[-1][0], {"password1": "kort", "password2": "kort"})
    assert "alert-error" in read(short)
    done = client.post(form.redirect_chain[-1][0], {"password1": "nyt-langt-kodeord-7", "password2": "nyt-langt-kodeord-7"})

    assert done.url == reverse("account_reset_password_from_key_done")


def test_a_used_link_says_that_nothing_changed(client):
    assert "Din adgangskode er ikke ændret" in read(client.get("/konto/password/reset/key/1-forkert/"))


def test_an_email_is_confirmed_by_a_button_never_by_the_link_alone(client, person):
    address = person.emailaddress_set.get()
    address.verified = False
    address.save()
    url = reverse("account_confirm_email", args=[EmailConfirmationHMAC(address).key])

    assert "Ja, bekræft e-mailen" in read(client.get(url))
    address.refresh_from_db()
    assert not address.verified
    client.post(url)
    address.refresh_from_db()
    assert address.verified


def test_a_bad_confirmation_link_says_so(client):
    assert "Linket virker ikke længere" in read(client.get(reverse("account_confirm_email", args=["forkert"])))


def test_the_code_for_an_app_is_drawn_in_the_page(signed_in):
    html = read(signed_in.get(reverse("mfa_activate_totp")))

    assert '<svg class="qr"' in html
    assert "data:" not in html


@pytest.mark.django_db(transaction=True)
def test_an_app_is_set_up_and_gives_codes_for_an_emergency(signed_in, person):
    secret = signed_in.get(reverse("mfa_activate_totp")).context["form"].secret
    wrong = signed_in.post(reverse("mfa_activate_totp"), {"code": "000000"})
    assert "Koden passer ikke" in read(wrong)

    codes = read(signed_in.post(reverse("mfa_activate_totp"), {"code": code_now(secret)}, follow=True))

    assert "To-trins-login med app er slået til." in codes
    assert codes.count('<li class="secret">') == 10
    assert Authenticator.objects.filter(user=person, type="totp").exists()
    assert "Du har 10 nødkoder tilbage." in read(signed_in.get(reverse("mfa_index")))
    read(signed_in.get(reverse("mfa_generate_recovery_codes")))
    read(signed_in.get(reverse("mfa_deactivate_totp")))
    read(signed_in.get(reverse("mfa_reauthenticate")))


def test_sign_in_asks_for_the_second_step(client, person):
    secret = generate_totp_secret()
    TOTP.activate(person, secret)
    RecoveryCodes.activate(person)

    second = client.post(reverse("account_login"), {"login": person.email, "password": people.PASSWORD}, follow=True)
    assert "Ét trin mere" in read(second)
    wrong = client.post(reverse("mfa_authenticate"), {"code": "000000"})
    assert "Koden passer ikke" in read(wrong)
    client.post(reverse("mfa_authenticate"), {"code": code_now(secret)})

    assert client.session["_auth_user_id"] == str(person.pk)


def test_the_buttons_for_a_passkey_stay_hidden_without_script(client):
    html = client.get(reverse("account_login")).content.decode()

    assert re.search(r'<button[^>]*id="passkey-login"[^>]* hidden', html)
    assert "<script data-allauth-onload" in html


def test_own_page_shows_the_email(sign_in):
    leader = people.actor("school_leader", places.school("Hasselhegnskolen"))

    assert leader.user.email in read(sign_in(leader).get(reverse("account_email")))


def test_a_session_is_named_as_people_know_it(client, person):
    agent = "Mozilla/5.0 (Windows NT 10.0; Win64; x64; rv:140.0) Gecko/20100101 Firefox/140.0"
    client.post(reverse("account_login"), {"login": person.email, "password": people.PASSWORD}, headers={"user-agent": agent})

    assert "Firefox på Windows" in read(client.get(reverse("usersessions_list"), headers={"user-agent": agent}))


def test_leaving_says_so(sign_in):
    html = sign_in(Actor(people.user())).post(reverse("account_logout"), follow=True).content.decode()

    assert "Du er logget af." in html
