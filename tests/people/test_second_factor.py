"""Where the acting role approves or administers, the session must have been opened or confirmed with a second factor."""

import re

import pytest
from allauth.account.internal.flows.login import record_authentication
from allauth.mfa.models import Authenticator
from allauth.mfa.recovery_codes.internal.auth import RecoveryCodes
from allauth.mfa.totp.internal.auth import TOTP, generate_totp_secret
from django.test import Client
from django.urls import reverse

from portal.accounts.actor import Actor
from portal.accounts.models import User
from schools.people.choices import PLACES, SECOND_FACTOR, RoleKind
from schools.people.models import Invitation
from tests.factories import people, places
from tests.support.codes import code_now, stop_the_clock

pytestmark = pytest.mark.django_db
PAGE = "/netvaerk/"
ASKED = "/roller/to-trin/?next=%2Fnetvaerk%2F"


@pytest.fixture(autouse=True)
def _demanded(settings):
    settings.SECOND_FACTOR_REQUIRED = True


@pytest.fixture
def secret() -> str:
    return generate_totp_secret()


@pytest.fixture(autouse=True)
def _one_moment(monkeypatch):
    stop_the_clock(monkeypatch)


def _acting(kind: str) -> Actor:
    network = places.network()
    school = places.school()
    return people.actor(kind, {"school": school, "municipality": school.municipality, "network": network}[PLACES[kind][-1]])


def _with_password(person: User) -> User:
    person.set_password(people.PASSWORD)
    person.save()
    return person


def _log_in(client: Client, person: User, **extra) -> str:
    return client.post(reverse("account_login"), {"login": person.email, "password": people.PASSWORD, **extra}).url


def _record(client: Client, actor: Actor, method: str, rf, **details) -> None:
    """Sign in as allauth does after that way of authenticating."""
    client.force_login(actor.user, backend="django.contrib.auth.backends.ModelBackend")
    request = rf.get("/")
    request.session = client.session
    record_authentication(request, actor.user, method, **details)
    request.session["acting_role"] = actor.role.pk
    request.session.save()


WAYS = {
    "password only": ("password", {}),
    "nothing on record": ("", {}),
    "a code": ("mfa", {"id": 1, "type": "totp"}),
    "a recovery code": ("mfa", {"id": 1, "type": "recovery_codes"}),
    "a passkey": ("mfa", {"id": 1, "type": "webauthn", "passwordless": True}),
    "a code, confirmed later": ("mfa", {"id": 1, "type": "totp", "reauthenticated": True}),
}


@pytest.mark.parametrize("way", WAYS)
@pytest.mark.parametrize("kind", RoleKind)
def test_who_must_prove_themselves(client, rf, kind, way):
    actor = _acting(kind)
    method, details = WAYS[way]
    _record(client, actor, method or "nothing", rf, **details)
    answer = client.get(PAGE)
    if kind in SECOND_FACTOR and method != "mfa":
        assert answer.url == ASKED
    else:
        assert answer.status_code == 200


@pytest.mark.parametrize("way", ["password only", "a code"])
@pytest.mark.parametrize("kind", RoleKind)
def test_the_operator_may_demand_it_of_everybody_who_has_a_role(client, rf, settings, kind, way):
    settings.SECOND_FACTOR_FOR_ALL = True
    method, details = WAYS[way]
    _record(client, _acting(kind), method, rf, **details)
    answer = client.get(PAGE)
    if method == "mfa":
        assert answer.status_code == 200
    else:
        page = client.get(ASKED).content.decode()
        assert answer.url == ASKED
        assert ("Den rolle kan godkende" in page) == (kind in SECOND_FACTOR) != ("Her bruger alle" in page)


@pytest.mark.parametrize("for_all", [True, False])
def test_visitors_read_on(client, settings, for_all):
    settings.SECOND_FACTOR_FOR_ALL = for_all
    assert client.get(PAGE).status_code == 200


def test_a_record_of_somebody_else_does_not_count(client, rf):
    actor = _acting("consultant")
    _record(client, actor, "mfa", rf, type="totp")
    session = client.session
    session["account_authentication_methods_user"] = str(people.user().pk)
    session.save()
    assert client.get(PAGE).url == ASKED


def test_signing_in_with_password_and_code_is_enough(client, secret):
    actor = _acting("consultant")
    TOTP.activate(_with_password(actor.user), secret)
    assert _log_in(client, actor.user) == reverse("mfa_authenticate")
    assert "_auth_user_id" not in client.session
    client.post(reverse("mfa_authenticate"), {"code": code_now(secret)})
    assert client.get(PAGE).status_code == 200


def test_a_code_works_once(client, secret):
    actor = _acting("consultant")
    TOTP.activate(_with_password(actor.user), secret)
    code = code_now(secret)
    for signed_in, browser in [(True, client), (False, Client())]:
        _log_in(browser, actor.user)
        browser.post(reverse("mfa_authenticate"), {"code": code})
        assert ("_auth_user_id" in browser.session) is signed_in


def test_a_factor_that_was_set_up_later_is_confirmed_and_leads_on(client, secret):
    actor = _acting("consultant")
    _log_in(client, _with_password(actor.user))
    assert reverse("mfa_index") in client.get(ASKED).content.decode()
    TOTP.activate(actor.user, secret)
    assert client.get(PAGE).url == ASKED, "owning one is not using it"
    page = client.get(ASKED).content.decode()
    address = re.search(r'href="(/konto/2fa/reauthenticate/[^"]*)"', page).group(1)
    assert address.endswith("?next=/netvaerk/")
    assert client.post(address, {"code": "000000", "next": PAGE}).status_code == 200
    assert client.get(PAGE).url == ASKED
    assert client.post(address, {"code": code_now(secret), "next": PAGE}).url == PAGE
    assert client.get(PAGE).status_code == 200
    assert client.get(ASKED).url == PAGE


def test_setting_it_up_for_the_first_time(client):
    actor = _acting("consultant")
    _log_in(client, _with_password(actor.user))
    setup = reverse("mfa_activate_totp")
    assert client.get(setup).url.startswith(reverse("account_reauthenticate"))
    client.post(reverse("account_reauthenticate"), {"password": people.PASSWORD, "next": setup})
    assert client.get(setup).status_code == 200
    code = code_now(client.session["mfa.totp.secret"])
    assert client.post(setup, {"code": code}).url == reverse("mfa_view_recovery_codes")
    assert client.get(PAGE).url == ASKED
    client.post(reverse("mfa_reauthenticate"), {"code": code})
    assert client.get(PAGE).status_code == 200


def test_a_recovery_code_confirms_as_well(client, secret):
    actor = _acting("head")
    _log_in(client, _with_password(actor.user))
    TOTP.activate(actor.user, secret)
    code = RecoveryCodes.activate(actor.user).get_unused_codes()[0]
    client.post(reverse("mfa_reauthenticate"), {"code": code})
    assert client.get(PAGE).status_code == 200


def test_confirming_with_the_password_alone_is_not_enough(client, secret):
    actor = _acting("consultant")
    _log_in(client, _with_password(actor.user))
    client.post(reverse("account_reauthenticate"), {"password": people.PASSWORD})
    assert client.get(PAGE).url == ASKED


def test_the_page_offers_what_the_person_has(client, sign_in):
    actor = _acting("consultant")
    sign_in(actor)
    Authenticator.objects.create(user=actor.user, type="webauthn", data={"name": "Nøgle", "credential": {}})
    page = client.get(ASKED).content.decode()
    assert "/konto/2fa/webauthn/reauthenticate/?next=/netvaerk/" in page
    assert "Skriv koden" not in page
    assert "sat to-trins-login op" not in page


def test_switching_to_such_a_role_asks_for_it(client, sign_in):
    school = places.school()
    actor = people.actor("school_leader", school)
    head = people.role("head", school.municipality, who=actor.user)
    sign_in(actor)
    assert client.get(PAGE).status_code == 200
    assert client.post(reverse("people:switch"), {"role": head.pk, "next": PAGE}).url == PAGE
    assert client.get(PAGE).url == ASKED


def test_one_can_go_back_to_a_role_that_does_not_need_it(client, sign_in):
    school = places.school()
    actor = people.actor("head", school.municipality)
    leader = people.role("school_leader", school, who=actor.user)
    sign_in(actor)
    assert leader.label in client.get(ASKED).content.decode()
    client.post(reverse("people:switch"), {"role": leader.pk})
    assert client.get(PAGE).status_code == 200


@pytest.mark.parametrize(
    "path",
    [
        "/",
        "/personer/",
        "/invitationer/ny/",
        "/proevehandlinger/",
        "/admin/",
        "/findes-ikke/",
        "//konto/",
        "/KONTO/",
        "/konto",
        "/netvaerk/../konto/",
        "/roller",
    ],
)
@pytest.mark.parametrize("method", ["get", "post", "put", "delete", "head", "options"])
def test_there_is_no_way_round(client, sign_in, path, method):
    sign_in(_acting("consultant"))
    answer = getattr(client, method)(path)
    assert (answer.status_code, answer.url.split("?")[0]) == (302, reverse("people:second_factor"))


def test_nothing_that_is_sent_is_carried_out(client, sign_in):
    actor = _acting("consultant")
    asked = {"name": "Ny", "email": "ny@skolen.example", "kind": "ppr", "place": f"municipality:{actor.municipality_id}"}
    answer = sign_in(actor).post(reverse("people:invite"), asked, headers={"referer": "http://testserver/personer/?q=a"})
    assert answer.url == "/roller/to-trin/?next=%2Fpersoner%2F"
    assert not Invitation.objects.exists()


def test_a_part_of_a_page_sends_the_whole_page_on(client, sign_in):
    headers = {"HX-Request": "true", "HX-Current-URL": "http://testserver/netvaerk/"}
    answer = sign_in(_acting("consultant")).get("/personer/", headers=headers)
    assert answer["HX-Redirect"] == ASKED


@pytest.mark.parametrize(
    "evil", ["https://andre.example/", "//andre.example", "/\\andre.example", "javascript:alert(1)", "http:///andre.example"]
)
def test_other_sites_are_never_led_to(client, rf, evil):
    actor = _acting("consultant")
    _record(client, actor, "mfa", rf, type="totp")
    assert client.get(reverse("people:second_factor"), {"next": evil}).url == reverse("home:work")
    client.logout()
    _record(client, actor, "password", rf)
    assert client.get(reverse("people:second_factor"), {"next": evil}).context["next"] == reverse("home:work")


@pytest.mark.parametrize("name", ["mfa_index", "account_logout", "usersessions_list", "account_email"])
def test_the_own_account_stays_open(client, sign_in, name):
    assert sign_in(_acting("head")).get(reverse(name)).status_code == 200


@pytest.mark.parametrize(("method", "status"), [("password", 302), ("mfa", 200)])
def test_staff_reach_the_admin_site_with_a_second_factor_only(client, rf, method, status):
    staff = people.user(is_staff=True, is_superuser=True)
    contributor = people.actor("contributor", places.school(), who=staff)
    _record(client, contributor, method, rf, type="totp")
    assert client.get("/admin/").status_code == status
    assert client.get(PAGE).status_code == 200


def test_a_setting_lifts_it_for_demonstrations(client, sign_in, settings):
    settings.SECOND_FACTOR_REQUIRED = False
    assert sign_in(_acting("consultant")).get(PAGE).status_code == 200
