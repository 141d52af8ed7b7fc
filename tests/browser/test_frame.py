"""The frame and the sign-in in a real browser: menus, errors, passkeys, and the same without JavaScript."""

import itertools

import pytest
from django.urls import reverse
from django.utils import timezone
from playwright.sync_api import expect

from schools.models import School
from tests.factories import people, places, trials

pytestmark = pytest.mark.django_db(transaction=True)


@pytest.fixture
def leader(in_thread):
    """A school leader with two roles and a password."""
    return in_thread(_leader)


def _leader():
    person = people.user("Birgit Ravn")
    person.set_password(people.PASSWORD)
    person.save()
    school = places.school("Hasselhegnskolen")
    people.role("school_leader", school, who=person)
    people.role("contributor", places.school("Bøgestenskolen"), who=person)
    trials.published(at=school, area=places.focus_area(places.network(school.municipality)))
    return person


def enter(visitor, person, password: str = people.PASSWORD) -> None:
    visitor.page.goto(f"{visitor.server}{reverse('account_login')}?email={person.email}")
    visitor.page.fill("[name=password]", password)
    with visitor.page.expect_navigation():
        visitor.page.press("[name=password]", "Enter")


def switch_role(visitor) -> None:
    visitor.page.click(".who")
    other = visitor.page.locator("#konto button[name=role]:not([aria-current])")
    label = other.inner_text()
    other.click()
    expect(visitor.page.locator(".who__text span")).to_have_text(label)


@pytest.mark.parametrize("width", [1280, 360])
def test_the_public_pages(open_window, leader, width):
    visitor = open_window(width)

    for name in ("home:front", "home:about", "home:publishing", "home:contact", "home:privacy", "account_login", "account_reset_password"):
        visitor.go(reverse(name))


def test_a_long_address_pushes_no_page_aside(open_window, leader, in_thread):
    in_thread(_invite, "kirstine.margrethe.abildgaard.vestergaard@kloeverkransskolen.example")
    open_window(360).go(reverse("people:accept", args=["hemmelig"]))


def _invite(email: str) -> None:
    people.invitation("contributor", School.objects.get(name="Hasselhegnskolen"), email=email, token="hemmelig", invited_at=timezone.now())


def test_the_head_of_the_page_has_room_at_four_hundred_percent(open_window, leader):
    visitor = open_window(360)
    enter(visitor, leader)
    visitor.page.set_viewport_size({"width": 320, "height": 640})
    boxes = [visitor.page.locator(part).bounding_box() for part in (".mast .logo", ".who", ".menubtn")]
    assert all(left["x"] + left["width"] <= right["x"] for left, right in itertools.pairwise(boxes))
    assert boxes[-1]["x"] + boxes[-1]["width"] <= 320


@pytest.mark.parametrize("width", [1280, 360])
def test_own_account(open_window, leader, width):
    visitor = open_window(width)

    enter(visitor, leader, "forkert-kodeord")
    visitor.look()
    expect(visitor.page.locator("#fejl")).to_be_focused()
    enter(visitor, leader)
    switch_role(visitor)
    for name in ("account_email", "account_change_password", "mfa_index", "usersessions_list"):
        visitor.go(reverse(name))


def test_the_menu_on_a_phone_takes_the_focus_and_gives_it_back(open_window):
    visitor = open_window(360)
    visitor.go(reverse("home:front"))
    menu, button = visitor.page.locator("#menu"), visitor.page.locator(".menubtn")

    button.press("Enter")
    expect(menu.locator(":focus")).to_be_visible()
    visitor.page.keyboard.press("Escape")

    expect(menu).to_be_hidden()
    expect(button).to_be_focused()


def test_a_menu_closes_when_the_keyboard_leaves_it(open_window, leader):
    """Left open it would lie over what has the focus. Its own button is part of it."""
    visitor = open_window()
    enter(visitor, leader)
    menu, page = visitor.page.locator(".account[popover]"), visitor.page
    button = visitor.page.locator(".mast [popovertarget]:visible")
    button.press("Enter")
    expect(menu.locator(":focus")).to_be_visible()
    page.keyboard.press("Shift+Tab")
    expect(button).to_be_focused()
    expect(menu).to_be_visible()
    menu.locator("a, button").last.focus()
    page.keyboard.press("Tab")

    expect(menu).to_be_hidden()
    expect(page.locator("main :focus"), "the focus goes on and not back to the button").to_be_visible()


def test_without_javascript_one_can_search_sign_in_and_switch_role(open_window, leader):
    visitor = open_window(javascript=False)
    visitor.page.goto(f"{visitor.server}{reverse('home:front')}")

    visitor.page.fill("#q", "frokost")
    visitor.page.press("#q", "Enter")
    visitor.page.wait_for_url("**q=frokost*")
    enter(visitor, leader)
    switch_role(visitor)


def test_a_passkey_is_added_and_opens_the_door(open_window, leader):
    visitor = open_window()
    key = visitor.context.new_cdp_session(visitor.page)
    key.send("WebAuthn.enable")
    options = {"protocol": "ctap2", "transport": "internal", "hasResidentKey": True, "hasUserVerification": True}
    key.send("WebAuthn.addVirtualAuthenticator", {"options": options | {"isUserVerified": True, "automaticPresenceSimulation": True}})
    enter(visitor, leader)

    visitor.go(reverse("mfa_add_webauthn"))
    visitor.page.fill("[name=password]", people.PASSWORD)
    with visitor.page.expect_navigation():
        visitor.page.press("[name=password]", "Enter")
    visitor.look()
    visitor.page.check("[name=passwordless]")
    visitor.page.click("#passkey-add")
    visitor.page.get_by_text("Adgangsnøglen er tilføjet.").wait_for()
    visitor.go(reverse("account_logout"))
    visitor.page.click("main button")
    visitor.page.get_by_text("Du er logget af.").wait_for()
    visitor.go(reverse("account_login"))
    visitor.page.click("#passkey-login")

    visitor.page.locator(".who__text", has_text="Birgit Ravn").wait_for()


def test_a_passkey_that_was_not_used_is_told(open_window, leader):
    visitor = open_window()
    visitor.page.add_init_script("navigator.credentials.get = () => Promise.reject(new DOMException('no', 'NotAllowedError'))")
    visitor.go(reverse("account_login"))

    visitor.page.click("#passkey-login")

    visitor.page.get_by_text("Adgangsnøglen blev ikke brugt.").wait_for()
