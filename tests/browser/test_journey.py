"""A mobility in a real browser, from wish to report: propose, return, correct, approve twice, papers, notes on a phone, report, trial action."""

import re
from collections.abc import Callable
from datetime import timedelta
from pathlib import Path

import pytest
from django.contrib.auth.hashers import make_password
from django.utils import timezone
from playwright.sync_api import expect

from partners.mobilities.choices import HomeSection, Section, State
from partners.mobilities.models import Mobility
from partners.mobilities.services import deciding
from tests.browser.acting import PRIMARY, fill, sign_in
from tests.browser.conftest import Visitor
from tests.factories import consortium, people, places
from tests.support import pdf, pdfua
from tests.support.pictures import photo

pytestmark = pytest.mark.django_db(transaction=True)
TITLE = "To voksne i hver time"
IDEA = "Vi begynder med timen og ikke med eleven."
# Days from today to the first day of the journey, and its days.
AHEAD, DAYS = 3, 5
BUILT_WITHIN = 90_000


@pytest.fixture
def town(transactional_db, in_thread) -> dict[str, str]:
    """A consortium with a project that runs, a school with two who can sign in, and a consultant. Returns their e-mail addresses."""
    return in_thread(_build)


def _build() -> dict[str, str]:
    here, today = places.municipality("Egsted"), timezone.localdate()
    given = consortium.accreditation(at=here, ends_on=today + timedelta(days=900))
    consortium.objective(given, "Flere børn i fællesskabet")
    consortium.project(given, starts_on=today - timedelta(days=60), ends_on=today + timedelta(days=300))
    consortium.partner(at=here, name="De Linde", city="Utrecht", country="NL")
    school = places.school("Hasselhegnskolen", at=here)
    placed = {"contributor": ("Asger Holm", school), "school_leader": ("Lone Ege", school), "consultant": ("Vibeke Ravn", here)}
    found = {}
    for kind, (name, place) in placed.items():
        person = people.user(name)
        type(person).objects.filter(pk=person.pk).update(password=make_password(people.PASSWORD))
        people.role(kind, place, who=person)
        found[kind] = person.email
    return found


def test_from_a_wish_to_a_report_and_a_trial_action(town, worker, open_window, in_thread, tmp_path):
    writer, leader, consultant = (open_window(1280) for _who in range(3))
    phone = open_window(360)
    for window, who in ((writer, "contributor"), (leader, "school_leader"), (consultant, "consultant"), (phone, "contributor")):
        sign_in(window, town[who])
    picture = photo(tmp_path / "tavle.jpg")

    journey = _given_a_proposal(writer)
    _when_it_is_sent_back_and_corrected(writer, leader, journey)
    _and_approved_by_leader_and_administration(leader, consultant, journey)
    _and_its_papers_are_signed(writer, consultant, journey, picture)
    _and_it_is_cleared(consultant, journey)
    _then_the_clock_lets_it_begin(in_thread, journey)

    _when_notes_are_written_on_a_phone(phone, journey, picture)
    _and_the_clock_brings_them_home(in_thread, journey)
    _and_the_report_is_written(writer, journey)
    _then_a_trial_action_begins_from_it(writer, journey)
    _and_the_mobility_is_completed(consultant, journey)

    report = tmp_path / "rapport.pdf"
    report.write_bytes(_when_the_mobility_report_is_issued_and_printed(writer, consultant, journey))
    _then_it_names_nobody_and_is_accessible(report)


def _given_a_proposal(writer: Visitor) -> str:
    """Write and send one; returns the address of its page."""
    writer.go("/ophold/nyt/")
    writer.page.fill("[name=title]", TITLE)
    writer.page.check("[name=activity][value=shadowing]")
    writer.follow(PRIMARY)
    journey = writer.page.url.removeprefix(writer.server).removesuffix("skriv/")
    draft, first = f"{journey}skriv/", timezone.localdate() + timedelta(days=AHEAD)
    last = first + timedelta(days=DAYS - 1)
    writer.go(f"{draft}{Section.HOST}/")
    host = writer.page.locator("[name=host_id] option", has_text="De Linde").get_attribute("value")
    fill(writer, f"{draft}{Section.HOST}/", {"host_id": host, "mentor": "Anna de Vries"})
    days = {"starts_on": first.isoformat(), "ends_on": last.isoformat(), "days": DAYS, "travel_days": 2, "km": 700}
    fill(writer, f"{draft}{Section.TIME}/", days)
    writer.go(f"{draft}{Section.PEOPLE}/")
    myself = writer.page.locator("[name$='-user_id'] option", has_text="Asger Holm").first.get_attribute("value")
    name = writer.page.locator("[name$='-user_id']").first.get_attribute("name")
    fill(writer, f"{draft}{Section.PEOPLE}/", {"company": "alone", name: myself})
    texts = {"how_it_serves": "Vi ser to voksne dele en klasse.", "expected_learning": "At læse.", "sharing": "På et møde for skolen."}
    fill(writer, f"{draft}{Section.PURPOSE}/", {"objective_id": True, **texts})
    _propose(writer, draft)
    assert "1.863" in writer.page.inner_text("main"), "309 for the journey, 7 days of 172, and 350 for the organisation"
    return journey


def _propose(writer: Visitor, draft: str) -> None:
    writer.go(f"{draft}send/")
    writer.page.check("[name=nobody]")
    writer.follow(PRIMARY)


def _when_it_is_sent_back_and_corrected(writer: Visitor, leader: Visitor, journey: str) -> None:
    reason = "Skriv, hvad I vil lære, så andre forstår det."
    _decide(leader, journey, "send_back", reason)
    writer.go(journey)
    expect(writer.page.get_by_text(reason).first).to_be_visible()
    fill(writer, f"{journey}skriv/{Section.PURPOSE}/", {"expected_learning": "At lægge timer sammen og dele ansvaret for dem."})
    _propose(writer, f"{journey}skriv/")


def _and_approved_by_leader_and_administration(leader: Visitor, consultant: Visitor, journey: str) -> None:
    leader.go("/mine-opgaver/")
    expect(leader.page.locator(f"main a[href^='{journey}']").first).to_be_visible()
    _decide(leader, journey, "endorse")
    _decide(consultant, journey, "approve")


def _decide(window: Visitor, journey: str, decision: str, note: str = "") -> None:
    window.go(journey)
    if decision == "approve":
        for check in ("fits", "budget", "papers"):
            window.page.check(f"[name={check}]")
    window.page.check(f"[name=decision][value={decision}]")
    if note:
        window.page.fill("[name=note]", note)
    window.follow(".decide .button-primary[type=submit]")
    assert not window.page.locator("#fejl").count(), window.page.inner_text("main")


def _and_its_papers_are_signed(writer: Visitor, consultant: Visitor, journey: str, copy: str) -> None:
    """Two are made here, signed on paper and handed in, and one is uploaded; the administration approves each."""
    for name in ("Modelkontrakt for Asger Holm", "Læringsaftale for Asger Holm"):
        _open_paper(writer, journey, name)
        writer.follow("form[action$='/udkast/'] button")
        writer.page.locator("#stand a[href$='/pdf/']").wait_for(timeout=BUILT_WITHIN)
        made = writer.context.request.get(f"{writer.server}{writer.page.locator("#stand a[href$='/pdf/']").get_attribute('href')}")
        assert made.body().startswith(b"%PDF-1.7")
        writer.follow("form[action$='/send/'] button")
        for signed in writer.page.locator("form[action$='/underskrifter/'] [type=text]").all():
            signed.fill(signed.input_value() or "Lone Ege")
        for day in writer.page.locator("form[action$='/underskrifter/'] [type=date]").all():
            day.fill(timezone.localdate().isoformat())
        writer.page.set_input_files("form[action$='/underskrifter/'] [type=file]", copy)
        writer.follow("form[action$='/underskrifter/'] button")
        _approve_paper(consultant, journey, name)
    _open_paper(writer, journey, "Forsikring")
    writer.page.set_input_files("form[action$='/aflever/'] [type=file]", copy)
    writer.follow("form[action$='/aflever/'] button")
    _approve_paper(consultant, journey, "Forsikring")
    expect(consultant.page.get_by_text("Alt er på plads før afrejsen")).to_be_visible()


def _open_paper(window: Visitor, journey: str, name: str) -> None:
    window.go(f"{journey}dokumenter/")
    window.follow(window.page.locator("main table").get_by_role("link", name=name, exact=True))


def _approve_paper(consultant: Visitor, journey: str, name: str) -> None:
    _open_paper(consultant, journey, name)
    consultant.follow("form [name=godkend]")
    consultant.go(f"{journey}dokumenter/")


def _and_it_is_cleared(consultant: Visitor, journey: str) -> None:
    consultant.go(journey)
    consultant.follow("form[action$='/trin/clear/'] button")
    expect(consultant.page.locator("h1 ~ .fas .state")).to_have_text("Klar til afrejse")


def _then_the_clock_lets_it_begin(in_thread: Callable, journey: str) -> None:
    assert in_thread(_clock_strikes, AHEAD, journey) == State.UNDER_WAY


def _and_the_clock_brings_them_home(in_thread: Callable, journey: str) -> None:
    assert in_thread(_clock_strikes, AHEAD + DAYS, journey) == State.HOME


def _clock_strikes(days: int, journey: str) -> str:
    """What the portal does by itself so many days from now; the mobility's state then."""
    deciding.follow_the_calendar(now=timezone.now() + timedelta(days=days))
    return Mobility.objects.get(pk=re.sub(r"\D", "", journey)).state


def _when_notes_are_written_on_a_phone(phone: Visitor, journey: str, picture: str) -> None:
    phone.go("/mine-opgaver/")
    phone.follow(f"main a[href='{journey}noter/']")
    phone.page.fill("[name=text]", "To voksne delte timen, og døren stod åben.")
    phone.follow(PRIMARY)
    phone.page.set_input_files("[name=photo]", picture)
    phone.page.get_by_text("Om billedet").click()
    phone.page.fill("[name=alt]", "En tavle med fire felter")
    phone.page.check("[name=people][value=none]")
    phone.follow(PRIMARY)
    expect(phone.page.locator(".notes__list img")).to_have_attribute("alt", "En tavle med fire felter")
    expect(phone.page.locator(".notes__list > li")).to_have_count(2)


def _and_the_report_is_written(writer: Visitor, journey: str) -> None:
    writer.go("/mine-opgaver/")
    writer.follow(f"main a[href='{journey}hjemme/']")
    writer.follow("form[action$='/begynd/'] button")
    address = writer.page.locator(f"main a[href$='/{HomeSection.LEARNED}/']").first.get_attribute("href")
    report = address.removesuffix(f"{HomeSection.LEARNED}/")
    told = {"objectives_met": "Vi så tre måder at dele en time på.", "knowledge": "Vi ved nu, hvornår to voksne hjælper."}
    fill(writer, f"{report}{HomeSection.LEARNED}/", told)
    expect(writer.page.locator(".helpcol")).to_contain_text("døren stod åben")
    fill(writer, f"{report}{HomeSection.REFLECTED}/", {"reflections": "Vi kom hjem med en aftale.", "aha": "- Døren stod åben."})
    fill(writer, f"{report}{HomeSection.SHARED}/", {"try_at_home": IDEA, "sharing": "På et møde for hele skolen."})
    fill(writer, f"{report}{HomeSection.TOLD}/", {"satisfaction": 5, "public_summary": "Værten deler hver time mellem to voksne."})
    fill(writer, f"{report}{HomeSection.EVALUATED}/", {"would_return": "yes", "hosting": "Åbne døre hele ugen."})
    writer.go(f"{journey}hjemme/")
    writer.follow("form[action$='/hjemme/send/'] button")
    writer.go(f"{journey}hjemme/")
    expect(writer.page.locator(".page-head .state")).to_have_text("Rapport sendt")


def _then_a_trial_action_begins_from_it(writer: Visitor, journey: str) -> None:
    """The idea of the report is in the draft, and each page leads to the other."""
    writer.follow(writer.page.get_by_role("link", name="Begynd på en prøvehandling"))
    assert writer.page.input_value("[name=summary]") == IDEA
    writer.page.fill("[name=title]", "Først timen, så eleven")
    writer.follow(PRIMARY)
    writer.go(f"{journey}hjemme/")
    writer.follow(writer.page.get_by_role("link", name="Først timen, så eleven"))
    writer.follow(writer.page.get_by_role("link", name="Gå til opholdet"))
    assert writer.page.url == f"{writer.server}{journey}hjemme/"


def _and_the_mobility_is_completed(consultant: Visitor, journey: str) -> None:
    consultant.go(journey)
    consultant.follow("form[action$='/trin/complete/'] button")
    expect(consultant.page.locator("h1 ~ .fas .state")).to_have_text("Afsluttet")


def _when_the_mobility_report_is_issued_and_printed(writer: Visitor, consultant: Visitor, journey: str) -> bytes:
    """Begun with what the participant wrote; the administration issues it, and it has its number and changes no more."""
    writer.go(f"{journey}hjemme/")
    writer.follow("form[action$='/mobilitetsrapport/'] button")
    consultant.go(writer.page.url.removeprefix(writer.server))
    consultant.follow("form[action$='/udsted/'] button")
    expect(consultant.page.locator(".page-head .state")).to_have_text("Udstedt")
    consultant.follow("form[action$='/pdf/bestil/'] button")
    ready = consultant.page.locator("#stand a[href$='rapport.pdf']")
    ready.wait_for(timeout=BUILT_WITHIN)
    consultant.page.wait_for_load_state()
    consultant.look()
    return consultant.context.request.get(f"{consultant.server}{ready.get_attribute('href')}").body()


def _then_it_names_nobody_and_is_accessible(report: Path) -> None:
    said = pdf.squeezed(pdf.read(report.read_bytes()).root.text)
    for words in ("De Linde", "Vi så tre måder at dele en time på.", IDEA, "Finansieret af Den Europæiske Union"):
        assert pdf.squeezed(words) in said, words
    assert "Asger" not in said
    pdfua.assert_pdfua(report)
