"""The writer's and the reviewer's way with the keyboard alone: every control is reached with Tab, shows that it is, and answers."""

import pytest
from django.contrib.auth.hashers import make_password
from django.urls import reverse

from portal.accounts.models import User
from tests.browser.conftest import Visitor
from tests.factories import people, places
from tests.factories import trials as make
from trials.choices import Section, State
from trials.models import Version

pytestmark = pytest.mark.django_db(transaction=True)
MOST_STEPS = 150


@pytest.fixture
def town(transactional_db, in_thread) -> dict[str, str]:
    """A leader and a consultant who can sign in, and a draft with all that is needed to be sent. Returns their e-mail addresses."""
    return in_thread(_build)


def _build() -> dict[str, str]:
    here = places.municipality("Egsted")
    school = places.school("Hasselhegnskolen", at=here)
    leader, consultant = people.role("school_leader", school).user, people.role("consultant", here).user
    User.objects.update(password=make_password(people.PASSWORD))
    make.draft(at=school, by=leader, title="Klippekortet", area=places.focus_area(places.network(here)))
    return {"leader": leader.email, "consultant": consultant.email}


def test_begun_written_sent_and_decided_with_the_keyboard_alone(town, open_window, in_thread):
    leader, consultant = open_window(), open_window(360)

    enter(leader, town["leader"])
    leader.go(reverse("trials:new"))
    reach(leader, "[name=title]")
    leader.page.keyboard.type("Morgenvagten")
    reach(leader, "[name=summary]")
    leader.page.keyboard.type("En voksen i døren.")
    reach(leader, "[name=life]")
    leader.page.keyboard.press("Space")
    activate(leader, "main .button-primary[type=submit]")
    activate(leader, f".parts a[href$='{Section.DONE}/']")
    reach(leader, "[role=textbox]")
    leader.page.keyboard.type("Vi begyndte efter vinterferien.")
    activate(leader, "main form[data-write] button[type=submit]:not([hidden])")
    assert in_thread(Version.objects.filter(title="Morgenvagten", done="Vi begyndte efter vinterferien.").exists)

    leader.go(reverse("home:work"))
    activate(leader, ".todo a[href$='/send/']")
    reach(leader, "[name=recognised]")
    leader.page.keyboard.press("Space")
    activate(leader, "main .button-primary[type=submit]")
    assert leader.page.get_by_role("heading", level=1).inner_text() == "Teksten er sendt til gennemsyn"

    enter(consultant, town["consultant"])
    activate(consultant, ".todo a")
    reach(consultant, "[name=recognised]")
    consultant.page.keyboard.press("Space")
    reach(consultant, "[name=decision]")
    consultant.page.keyboard.press("Space")
    activate(consultant, ".decide .button-primary")
    assert in_thread(Version.objects.filter(title="Klippekortet", state=State.PUBLISHED).exists)


def enter(window: Visitor, email: str) -> None:
    window.go(reverse("account_login"))
    reach(window, "[name=login]")
    window.page.keyboard.type(email)
    reach(window, "[name=password]")
    window.page.keyboard.type(people.PASSWORD)
    with window.page.expect_navigation():
        window.page.keyboard.press("Enter")
    window.look()


def reach(window: Visitor, selector: str) -> None:
    """Press Tab until a control of the kind has the focus. On the way each stop must show that it has it."""
    for _step in range(MOST_STEPS):
        window.page.keyboard.press("Tab")
        assert window.page.evaluate(IS_SEEN), window.page.evaluate("document.activeElement.outerHTML.slice(0, 200)")
        if window.page.evaluate("selector => document.activeElement.matches(selector)", selector):
            return
    raise AssertionError(f"{selector} is not reached with Tab on {window.page.url}")


def activate(window: Visitor, selector: str) -> None:
    """Reach a link or a button, press it, and look at the page it leads to."""
    reach(window, selector)
    with window.page.expect_navigation():
        window.page.keyboard.press("Enter")
    window.look()


# The control with the focus, or what is drawn for it beside or around it, has an outline, a shadow or a border of its own for focus.
IS_SEEN = """() => {
  const held = document.activeElement;
  if (held === document.body) return true;
  const drawn = [held, held.nextElementSibling, held.parentElement, held.closest("label, li, article, .editor")].filter(Boolean);
  return drawn.some((part) => ["", "::before", "::after"].some((pseudo) => {
    const style = getComputedStyle(part, pseudo || null);
    return (style.outlineStyle !== "none" && style.outlineWidth !== "0px") || style.boxShadow !== "none";
  }));
}"""
