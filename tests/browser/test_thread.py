"""The whole thread in a real browser: write, send, send back, correct, approve, publish, read as a visitor, order, download."""

from collections.abc import Callable

import pytest
from django.contrib.auth.hashers import make_password

from portal.notices.choices import MailKind, MailState
from portal.notices.models import Mail
from tests.browser.acting import PRIMARY, fill, sign_in
from tests.browser.conftest import Visitor
from tests.factories import people, places
from tests.support import pdfua
from tests.support.pictures import photo
from tests.support.waiting import wait_until
from trials.choices import Section

pytestmark = pytest.mark.django_db(transaction=True)
TITLE = "Klippekortet på Ærø"


@pytest.fixture
def town(transactional_db, in_thread) -> dict[str, str]:
    """A school with a leader and a consultant who can sign in, and one focus area. Returns their e-mail addresses."""
    return in_thread(_build)


def _build() -> dict[str, str]:
    here = places.municipality("Egsted")
    partnership = places.network(here, name="Netværk for fælles skole")
    places.focus_area(partnership, "Organisering af skoledagen")
    placed = {"school_leader": places.school("Hasselhegnskolen", at=here), "consultant": here}
    found = {}
    for kind, place in placed.items():
        person = people.user(f"{kind.title()} Ravn".replace("_", " "), password=make_password(people.PASSWORD))
        type(person).objects.filter(pk=person.pk).update(password=make_password(people.PASSWORD))
        people.role(kind, place, who=person)
        found[kind] = person.email
    return found


@pytest.mark.parametrize(("language", "width"), [("da", 360), ("en", 1280)])
def test_from_a_schools_idea_to_a_published_page_and_a_catalogue(language, width, town, worker, open_window, in_thread, tmp_path):
    """Every page is looked at in both languages as a phone and as a desk show it; people write and press on a phone in Danish."""
    leader, consultant, visitor = (open_window(width, language=language, both_widths=True) for _ in range(3))
    _from_idea_to_page(leader, consultant, town, language, photo(tmp_path / "rum.jpg"))

    visitor.go("/proevehandlinger/?q=aeroe")
    visitor.follow(visitor.page.get_by_role("link", name="Fire værksteder i stedet for fag"))
    assert visitor.page.url.endswith("/proevehandlinger/klippekortet-paa-aeroe/")
    assert visitor.page.get_by_text("To voksne i hvert værksted").is_visible()
    assert visitor.page.locator("figure img").first.evaluate("image => image.complete && image.naturalWidth > 0")

    address = _make_catalogue(consultant)
    _wait_for_the_book(consultant)
    pdf = tmp_path / "katalog.pdf"
    proof = consultant.page.locator("#klar a").get_attribute("href")
    pdf.write_bytes(consultant.context.request.get(f"{consultant.server}{proof}").body())
    consultant.follow(PRIMARY)
    visitor.go(address)
    assert visitor.page.get_by_text(TITLE).first.is_visible()
    published = visitor.context.request.get(f"{visitor.server}{address}pdf/")
    assert published.headers["content-type"] == "application/pdf"
    assert published.body() == pdf.read_bytes()
    _mails_were_sent(in_thread)
    pdfua.assert_pdfua(pdf)


def test_the_whole_thread_without_javascript(town, worker, open_window, in_thread, tmp_path):
    leader, consultant, visitor = (open_window(javascript=False) for _ in range(3))
    _from_idea_to_page(leader, consultant, town, "da", photo(tmp_path / "rum.jpg"))

    visitor.go("/proevehandlinger/?q=aeroe")
    visitor.follow(visitor.page.get_by_role("link", name="Fire værksteder i stedet for fag"))
    assert visitor.page.locator("article li", has_text="Bygge").count() == 1, "what was typed as notation is a list"
    address = _make_catalogue(consultant)
    wait_until(lambda: consultant.page.reload() and consultant.page.locator("#klar a").count(), "the book is ready", 90)
    consultant.follow(PRIMARY)
    visitor.go(address)
    published = visitor.context.request.get(f"{visitor.server}{address}pdf/")
    assert published.body().startswith(b"%PDF-1.7")


def _from_idea_to_page(leader: Visitor, consultant: Visitor, town: dict[str, str], language: str, picture: str) -> None:
    """Write, send, send back, correct, send again, approve and publish."""
    for window, email in ((leader, town["school_leader"]), (consultant, town["consultant"])):
        sign_in(window, email, language)

    draft = _begin(leader)
    _write(leader, draft, picture)
    _send(leader, draft)

    consultant.go("/mine-opgaver/")
    _open_review(consultant)
    _decide(consultant, "return", "Skriv, hvor mange voksne det krævede.")
    leader.go(draft)
    assert leader.page.get_by_text("Skriv, hvor mange voksne det krævede.").first.is_visible()
    fill(leader, f"{draft}{Section.FACTS}/", {"effort_staff": "To voksne i hvert værksted"})
    _send(leader, draft)
    _open_review(consultant)
    _decide(consultant, "approve")
    _open_review(consultant)
    _decide(consultant, "publish")


def _begin(leader: Visitor) -> str:
    """Start a draft and return the address of its task list."""
    leader.go("/skriv/ny/")
    leader.page.fill("[name=title]", TITLE)
    leader.page.fill("[name=summary]", "Fire værksteder efter frokost.")
    leader.page.check("[name=life][value=evaluated]")
    leader.follow(PRIMARY)
    return leader.page.url.removeprefix(leader.server)


def _write(leader: Visitor, draft: str, picture: str) -> None:
    story = "Timerne efter frokost var ofte dagens sværeste. Derfor vælger børnene nu selv mellem fire værksteder. " * 2
    fill(leader, f"{draft}{Section.INTRO}/", {"headline": "Fire værksteder i stedet for fag", "standfirst": story, "focus_areas": True})
    fill(leader, f"{draft}{Section.DONE}/", {"done": f"{story}\n\n- Bygge\n- Fortælle\n\n### Forberedelse\nTo **arbejdsdage** i juni."})
    fill(leader, f"{draft}{Section.CHANGE}/", {"change": story, "observations-0-perspectives": True, "observations-0-text": "Der er ro."})
    fill(leader, f"{draft}{Section.FUTURE}/", {"future": "Vi fortsætter."})
    fill(leader, f"{draft}{Section.LEARNED}/", {"learned": "- Tæl, før I går i gang\n- Begynd med få valg"})
    fill(leader, f"{draft}{Section.FACTS}/", {"school_year": "2025/26", "grades": True, "outcome": "partly"})
    fill(leader, f"{draft}{Section.PEOPLE}/", {"contact_email": "hasselhegn@egsted.example"})
    leader.go(f"{draft}{Section.FILES}/")
    leader.page.set_input_files("[name='new_image-file']", picture)
    leader.page.fill("[name='new_image-alt']", "En tavle med fire felter")
    leader.page.check("[name='new_image-people'][value=none]")
    leader.follow("main .part--new button >> nth=0")
    assert leader.page.locator("img.thumb").count() == 1, leader.page.inner_text("main")


def _send(leader: Visitor, draft: str) -> None:
    leader.go(f"{draft}send/")
    leader.page.check("[name=recognised][value=nej]")
    leader.follow(PRIMARY)


def _open_review(consultant: Visitor) -> None:
    consultant.go("/gennemsyn/")
    consultant.follow("main a[href^='/gennemsyn/']")


def _decide(consultant: Visitor, decision: str, note: str = "") -> None:
    if decision == "approve":
        consultant.page.check("[name=recognised][value=no]")
    consultant.page.check(f"[name=decision][value={decision}]")
    if note:
        consultant.page.fill("[name=note]", note)
    consultant.follow(f".decide {PRIMARY.removeprefix('main ')}")


def _make_catalogue(consultant: Visitor) -> str:
    """Start a catalogue, choose the one action, order it. Returns the edition's permanent address."""
    consultant.go("/kataloger/ny/")
    consultant.page.fill("[name=title]", "Flere med")
    consultant.follow(PRIMARY)
    consultant.page.get_by_text(TITLE).first.click()
    consultant.follow(PRIMARY)
    consultant.follow(PRIMARY)
    return consultant.page.url.removeprefix(consultant.server).split("byg/")[0]


def _wait_for_the_book(consultant: Visitor) -> None:
    """The page asks by itself until the book is ready."""
    consultant.page.wait_for_selector("#klar a", timeout=90_000)
    consultant.page.wait_for_load_state()
    consultant.look()


def _mails_were_sent(in_thread: Callable) -> None:
    def sent() -> list[str]:
        return sorted(Mail.objects.filter(state=MailState.SENT).values_list("kind", flat=True))

    wanted = sorted(
        [MailKind.SUBMITTED, MailKind.SUBMITTED, MailKind.RETURNED, MailKind.APPROVED, MailKind.PUBLISHED, MailKind.DOCUMENT_READY]
    )
    wait_until(lambda: in_thread(sent) == wanted, f"the mails {wanted}", 45)
