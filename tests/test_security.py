"""The headers of every kind of answer, the rules of sessions and cookies, and what a password may be (docs/security.md)."""

import logging
import re
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path

import pytest
from django.contrib.auth.password_validation import validate_password
from django.core.cache import caches
from django.core.exceptions import ValidationError
from django.core.files.uploadedfile import SimpleUploadedFile
from django.test import Client
from django.urls import reverse

from portal.accounts.models import User
from portal.home.services import accounts
from tests.factories import files, people, places
from tests.factories import trials as make

ROOT = Path(__file__).resolve().parent.parent
PASSPHRASE = "cykel lampe torsdag hav"

# Headers


@pytest.fixture
def answers(client, db) -> Iterator[dict]:
    """One answer of each kind, to somebody who is not signed in."""
    version = make.published()
    image = files.image(version)
    paths = {
        "page": "/", "sign-in": reverse("account_login"), "not found": "/findes-ikke/", "led to sign-in": reverse("home:work"),
        "picture": reverse("trials:image", args=[version.trial.slug, image.pk]), "api": "/api/v1/networks", "feed": "/nyt.atom",
        "machine": "/healthz", "admin": "/admin/",
    }  # fmt: skip
    found = {kind: client.get(path) for kind, path in paths.items()}
    yield found
    for answer in found.values():
        answer.close()


@pytest.mark.parametrize(
    ("name", "value"),
    [
        ("X-Content-Type-Options", "nosniff"),
        ("X-Frame-Options", "DENY"),
        ("Cross-Origin-Opener-Policy", "same-origin"),
        ("Referrer-Policy", "same-origin"),
    ],
)
def test_every_answer_has_the_headers(answers, name, value):
    assert {kind: answer.get(name) for kind, answer in answers.items()} == dict.fromkeys(answers, value)


def test_every_answer_lets_nothing_foreign_run_and_nobody_frame_it(answers):
    for kind, answer in answers.items():
        policy = answer["Content-Security-Policy"]
        assert "default-src 'none'" in policy, kind
        assert "unsafe" not in policy and "*" not in policy and "http:" not in policy, kind
        assert "sandbox" in policy or "frame-ancestors 'none'" in policy, kind


def test_nobody_elses_script_may_read_an_answer(answers):
    assert {kind for kind, answer in answers.items() if answer.has_header("Access-Control-Allow-Origin")} <= {"api"}


def test_answers_say_what_they_are(answers):
    assert all(answer["Content-Type"] for answer in answers.values())
    assert {answer["Content-Type"].split(";")[0] for kind, answer in answers.items() if kind in {"page", "sign-in", "not found"}} == {
        "text/html"
    }


@pytest.mark.django_db
def test_whoever_is_signed_in_leaves_no_page_in_the_browsers_cache(sign_in):
    version = make.draft(done="Det har vi gjort.")
    client = sign_in(people.writer(version))
    section = reverse("trials:section", args=[version.pk, "det-har-vi-gjort"])
    paths = ["/", reverse("home:work"), reverse("trials:list"), reverse("trials:preview", args=[version.pk]), section, "/findes-ikke/"]
    answers = [client.get(path) for path in paths]
    answers += [client.get(reverse("trials:list"), headers={"HX-Request": "true"}), client.post(f"{section}gem/"), client.post(section)]
    assert all("no-store" in answer["Cache-Control"] and not answer.has_header("ETag") for answer in answers)


def test_what_everybody_is_shown_may_be_kept(answers):
    kept = {kind: answer.get("Cache-Control", "") for kind, answer in answers.items() if kind not in {"sign-in", "machine", "admin"}}
    assert not any("no-store" in said for said in kept.values()), kept


@pytest.mark.django_db
@pytest.mark.parametrize("name", ["home:mine", "home:correct", "home:close_own", "account_email", "account_change_password", "mfa_index"])
def test_what_is_ones_own_is_kept_in_no_cache(sign_in, name):
    answer = sign_in(people.actor("contributor", places.school())).get(reverse(name))
    assert re.search("no-store|private|no-cache", answer["Cache-Control"])


@pytest.mark.django_db
@pytest.mark.parametrize(
    ("path", "status"),
    [
        ("/", 301), ("/api/", 301), (reverse("trials:list"), 301), ("/nyt/", 301), ("/healthz", 503),
        ("/api/v1/networks", 403), ("/api/v1/findes-ikke", 403), ("/nyt.atom", 403), ("/nyt/kommune/egsted.atom", 403), ("/kalender/x.ics", 403),
    ],
)  # fmt: skip
def test_over_plain_http_pages_lead_on_and_programs_are_refused(client, settings, path, status):
    settings.SECURE_SSL_REDIRECT = True
    answer = client.get(path)
    assert answer.status_code == status
    if status == 403:
        assert "Brug https" in answer.json()["detail"] and answer["Cache-Control"] == "no-store"
        assert client.get(path, secure=True).status_code != 403


# Cookies and sessions


def test_in_production_cookies_are_for_this_host_over_https_alone():
    """The settings as they load in production, in a process of their own."""
    told = "import django; from django.conf import settings as s; print(s.SESSION_COOKIE_NAME, s.CSRF_COOKIE_NAME, s.LANGUAGE_COOKIE_NAME, s.SESSION_COOKIE_SECURE, s.CSRF_COOKIE_SECURE, s.LANGUAGE_COOKIE_SECURE, s.SECURE_HSTS_SECONDS >= 31536000, s.SECURE_HSTS_INCLUDE_SUBDOMAINS, s.DEBUG, s.DEMO, s.LOG_FORMAT)"
    environment = {
        "DJANGO_SETTINGS_MODULE": "portal.settings", "DATABASE_URL": "postgresql://a@b/c", "SECRET_KEY": "x", "MFA_SECRETS_KEY": "x",
        "ALLOWED_HOSTS": "afproevet.example", "PATH": "/usr/bin:/bin",
    }  # fmt: skip
    done = subprocess.run([sys.executable, "-c", told], cwd=ROOT, env=environment, capture_output=True, text=True, check=True)
    assert done.stdout.split() == [
        "__Host-session", "__Host-csrftoken", "__Host-sprog", "True", "True", "True", "True", "True", "False", "False", "json",
    ]  # fmt: skip


@pytest.fixture
def person(db) -> User:
    return _with_password(people.actor("contributor", places.school()).user)


def _with_password(person: User) -> User:
    person.set_password(people.PASSWORD)
    person.save()
    return person


def _signed_in(person: User) -> Client:
    client = Client()
    client.post(reverse("account_login"), {"login": person.email, "password": people.PASSWORD})
    return client


def _is_in(client: Client) -> bool:
    return client.get(reverse("home:work")).status_code == 200


def test_scripts_cannot_read_the_session_and_other_sites_cannot_send_it(person):
    cookie = _signed_in(person).cookies["session"]
    assert (cookie["httponly"], cookie["samesite"], cookie["path"], cookie["domain"]) == (True, "Lax", "/", "")
    # It ends with the browser, and after twelve hours in any case.
    assert cookie["max-age"] == ""


def test_a_session_begins_anew_with_signing_in_and_ends_with_signing_out(person):
    client = Client()
    client.post(reverse("set_language"), {"language": "en"})
    client.get(reverse("account_login"))
    before = client.session.session_key
    client.post(reverse("account_login"), {"login": person.email, "password": people.PASSWORD})
    key = client.session.session_key
    assert key not in {None, before}
    client.post(reverse("account_logout"))
    stolen = Client()
    stolen.cookies["session"] = key
    assert not _is_in(stolen)


def test_a_session_lasts_twelve_hours_at_most(person, settings):
    assert settings.SESSION_COOKIE_AGE == 12 * 3600 and not settings.SESSION_SAVE_EVERY_REQUEST
    assert _signed_in(person).session.get_expiry_age() <= 12 * 3600


def test_a_new_password_ends_the_other_sessions(person):
    here, there = _signed_in(person), _signed_in(person)
    here.post(reverse("account_reauthenticate"), {"password": people.PASSWORD})
    sent = {"oldpassword": people.PASSWORD, "password1": PASSPHRASE, "password2": PASSPHRASE}
    here.post(reverse("account_change_password"), sent)
    assert not _is_in(there)


def test_whoever_ends_the_other_sessions_proves_who_they_are(person):
    here, there = _signed_in(person), _signed_in(person)
    session = here.session
    for way in session["account_authentication_methods"]:
        way["at"] -= 600  # seconds ago
    session.save()
    assert here.get(reverse("usersessions_list")).status_code == 200
    asked = here.post(reverse("usersessions_list"))
    assert reverse("account_reauthenticate") in asked["Location"]
    assert _is_in(there)
    here.post(asked["Location"], {"password": people.PASSWORD})
    here.post(reverse("usersessions_list"))
    assert _is_in(here) and not _is_in(there)


def test_a_closed_account_has_no_sessions(person):
    from portal.accounts.actor import Actor

    client = _signed_in(person)
    assert _is_in(client)
    accounts.close_account(person=person, successors={}, by=Actor(person), now=make.NOW)
    assert not _is_in(client)


def test_the_log_tells_who_signed_in_by_number_and_of_a_failure_nothing(person, caplog):
    caplog.set_level(logging.INFO, "portal.security")
    _signed_in(person)
    Client().post(reverse("account_login"), {"login": person.email, "password": "et-hemmeligt-forkert"})
    assert [record.getMessage() for record in caplog.records if record.name == "portal.security"] == [
        f"Signed in: account {person.pk}",
        "Signing in failed",
    ]
    assert person.email not in caplog.text and "hemmeligt" not in caplog.text


@pytest.mark.django_db
def test_the_log_tells_that_a_file_was_refused_and_nothing_of_it(sign_in, caplog):
    client = sign_in(people.actor("contributor", places.school()))
    client.post(reverse("imports:start"), {"file": SimpleUploadedFile("hemmeligt.json", b"hemmeligt")})
    assert "A file was refused" in [record.getMessage() for record in caplog.records if record.name == "portal.security"]
    assert "hemmeligt" not in caplog.text


# The shared cache


def test_the_cache_holds_counts_and_nothing_of_people_or_texts(person, monkeypatch):
    """Where other things than the database are read, such as Redis, there is nothing to read."""
    kept: list[tuple[str, object]] = []
    kind = type(caches["default"])
    for name in ("set", "add"):
        real = getattr(kind, name)

        def noted(self, key, value, *args, _real=real, **kwargs):
            kept.append((key, value))
            return _real(self, key, value, *args, **kwargs)

        monkeypatch.setattr(kind, name, noted)
    version = make.draft(at=person.roles.get().school, by=person, title="Hemmelig titel")
    Client().post(reverse("account_login"), {"login": person.email, "password": "forkert"})
    client = _signed_in(person)
    for path in (reverse("trials:preview", args=[version.pk]), reverse("trials:list"), "/api/v1/networks"):
        assert client.get(path).status_code == 200
    assert kept, "the attempts were counted"
    assert all(isinstance(number, int | float) for _key, value in kept for number in (value if isinstance(value, list) else [value])), kept
    assert not re.search(rf"@|{person.email}|{person.name}|emmelig", repr(kept), re.IGNORECASE)


# Passwords


@pytest.mark.parametrize(
    "password",
    [
        PASSPHRASE, "helt almindelige små bogstaver", "æøåæøåæøåæøå", "123 cykler kører forbi skolen", "x y z w v u t s r q", "😀😀😀😀😀😀😀😀😀😀😀😀",
        "lang " * 40, "KUNSTOREBOGSTAVER", "9481726350182736",
    ],
)  # fmt: skip
def test_any_long_password_of_ones_own_will_do_whatever_it_is_made_of(password):
    validate_password(password, User(email="birgit.ravn@egsted.example", name="Birgit Ravn"))


@pytest.mark.parametrize(
    "password",
    [
        "Kort!2345ab", "password1234", "birgit.ravn@egsted", "Birgit Ravn 12", "Folkeskole-2026!", "velkommen2026", "Afprøvet123456", "skolekommune",
        "qwertyuiop12",
    ],
)  # fmt: skip
def test_what_is_short_common_or_near_is_refused(password):
    with pytest.raises(ValidationError):
        validate_password(password, User(email="birgit.ravn@egsted.example", name="Birgit Ravn"))


def test_a_password_that_is_like_the_person_is_told_so_in_plain_words():
    with pytest.raises(ValidationError, match="Adgangskoden ligner dit navn eller din mail"):
        validate_password("birgit.ravn@egsted", User(email="birgit.ravn@egsted.example", name="Birgit Ravn"))


@pytest.mark.django_db
def test_a_password_is_taken_as_it_is_typed(settings):
    """Not cut, not trimmed, not folded."""
    person = people.user()
    long = "  " + "Æble " * 40
    person.set_password(long)
    assert person.check_password(long)
    assert not any(person.check_password(other) for other in (long.strip(), long.lower(), long[:72], long[:100]))


def test_fields_for_passwords_hide_them_and_let_managers_fill_them_in(client, db):
    html = client.get(reverse("account_login")).content.decode()
    field = re.search(r"<input[^>]*id=\"id_password\"[^>]*>", html)[0]
    assert 'type="password"' in field and 'autocomplete="current-password"' in field and "onpaste" not in html
