"""The editor of formatted text in a real browser: by keyboard, by pasting, and without script."""

from collections.abc import Callable
from pathlib import Path

import pytest
from django.conf import settings
from django.test import Client
from django.urls import reverse
from playwright.sync_api import Locator, Page

from portal.text.normalise import normalise
from tests.browser.conftest import Visitor
from tests.factories import catalogues, places, trials
from tests.support.waiting import wait_until
from trials.choices import Section
from trials.models import Version

pytestmark = pytest.mark.django_db(transaction=True)
COPIED = Path(__file__).parent.parent / "data" / "paste"
SAVE = "main form[data-write] .button-secondary[type=submit]:not([name])"


@pytest.fixture
def draft(transactional_db, in_thread) -> Version:
    return in_thread(trials.draft)


@pytest.fixture
def writer(draft, open_window, in_thread) -> Callable[..., Visitor]:
    """Open a window where the draft's writer is signed in."""

    def _open(**options) -> Visitor:
        window = open_window(**options)
        sign_in(window, in_thread(_session, in_thread(draft.writers.get)))
        return window

    return _open


def _session(user) -> str:
    client = Client()
    client.force_login(user, backend="django.contrib.auth.backends.ModelBackend")
    return client.cookies[settings.SESSION_COOKIE_NAME].value


def sign_in(window: Visitor, session: str) -> None:
    window.context.add_cookies([{"name": settings.SESSION_COOKIE_NAME, "value": session, "url": window.server}])


def _surface(window: Visitor, name: str = "Udfordringen, og hvad I gjorde") -> Locator:
    return window.page.get_by_role("textbox", name=name)


def _stored(in_thread, draft: Version) -> str:
    return in_thread(Version.objects.get, pk=draft.pk).done


def _paste(surface: Locator, *, html: str = "", text: str = "") -> None:
    surface.evaluate(
        """(surface, [html, text]) => {
            const data = new DataTransfer();
            if (html) data.setData("text/html", html);
            data.setData("text/plain", text);
            surface.dispatchEvent(new ClipboardEvent("paste", { clipboardData: data, bubbles: true, cancelable: true }));
        }""",
        [html, text],
    )


@pytest.mark.parametrize("width", [1280, 360])
def test_written_and_formatted_by_keyboard_alone(width, draft, writer, in_thread):
    window = writer(width=width)
    window.go(f"/skriv/{draft.pk}/det-har-vi-gjort/")
    page, keys = window.page, window.page.keyboard
    field = page.locator("textarea[name=done]")
    before = field.input_value()
    assert before == draft.done

    surface = _surface(window)
    page.locator("label", has_text="Udfordringen").click()
    assert surface.evaluate("surface => surface === document.activeElement")
    assert field.input_value() == before, "nothing was changed yet"

    keys.press("Control+a")
    keys.type("### Dagen\nVi så på ")
    keys.press("Control+b")
    keys.type("hele dagen")
    keys.press("Control+b")
    keys.type(" og på ")
    keys.press("Control+k")
    wait_until(lambda: page.evaluate("document.activeElement.tagName") == "INPUT", "the link is asked for")
    keys.type("kommune.example/plan")
    keys.press("Tab")
    keys.type("planen")
    keys.press("Enter")
    wait_until(lambda: surface.evaluate("surface => surface === document.activeElement"), "one is back in the text")
    keys.type(":\n- Bygge\nFortælle\n\nSlut.")
    written = "### Dagen\n\nVi så på **hele dagen** og på [planen](https://kommune.example/plan):\n\n- Bygge\n- Fortælle\n\nSlut."
    assert field.input_value() == written
    assert page.locator(".editor__foot [data-words]").inner_text() == "12 ord"
    window.seen.clear()
    window.look()

    keys.press("Shift+Tab")
    bold, bullets = page.get_by_role("button", name="Fed"), page.get_by_role("button", name="Punktliste")
    assert bold.evaluate("button => button === document.activeElement")
    for _ in range(3):
        keys.press("ArrowRight")
    assert bullets.evaluate("button => button === document.activeElement")
    assert bullets.get_attribute("aria-pressed") == "false"
    keys.press("Enter")
    assert bullets.get_attribute("aria-pressed") == "true"
    assert field.input_value() == written.replace("\n\nSlut.", "\n- Slut.")
    keys.press("Control+z")
    wait_until(lambda: _is_at_the_subheading(page), "the cursor is at the beginning")
    keys.press("Backspace")
    assert field.input_value() == written.removeprefix("### ")
    keys.press("Control+z")

    window.follow(page.locator(SAVE).last)
    assert _stored(in_thread, draft) == written
    window.go(f"/skriv/{draft.pk}/vis/")
    shown = page.locator("section[aria-labelledby=det-har-vi-gjort]")
    assert shown.locator("h3").inner_text() == "Dagen"
    assert shown.locator("li").all_inner_texts() == ["Bygge", "Fortælle"]
    assert shown.locator("a[href='https://kommune.example/plan']").inner_text() == "planen"


def _is_at_the_subheading(page: Page) -> bool:
    """For a moment after a change ProseMirror keeps the cursor where it is: nobody else presses the keys so fast."""
    page.keyboard.press("Control+Home")
    return page.get_by_role("button", name="Mellemrubrik").get_attribute("aria-pressed") == "true"


def test_pasted_from_word_google_docs_and_pdf(draft, writer, in_thread):
    window = writer()
    window.go(f"/skriv/{draft.pk}/det-har-vi-gjort/")
    surface, field = _surface(window), window.page.locator("textarea[name=done]")
    for html, text, wanted in [("word.html", "", "word.txt"), ("docs.html", "", "docs.txt"), ("", "pdf-in.txt", "pdf.txt")]:
        surface.press("Control+a")
        read = {name: (COPIED / name).read_text(encoding="utf-8") for name in (html, text, wanted) if name}
        _paste(surface, html=read.get(html, ""), text=read.get(text, ""))
        assert field.input_value() == normalise(read[wanted])
    window.follow(window.page.locator(SAVE).last)
    window.go(f"/skriv/{draft.pk}/det-har-vi-gjort/")
    surface.focus()
    _paste(surface, html="<p>Ja, <b style='color:red'>fed</b> </p>")
    assert field.input_value().startswith("Ja, **fed**Erfaringer fra skoleåret")
    window.look()
    window.follow(window.page.locator(SAVE).last)
    assert _stored(in_thread, draft).endswith("- Begynd med få valg\n- Tæl hver dag\n\nVi fortsætter næste år.")


def test_other_scripts_set_the_text_and_hear_of_changes(draft, writer):
    window = writer()
    window.go(f"/skriv/{draft.pk}/det-har-vi-gjort/")
    field, surface = window.page.locator("textarea[name=done]"), _surface(window)
    field.evaluate("""field => {
        field.form.addEventListener("input", (event) => { if (event.target === field) window.heard = field.value; });
        field.value = "Fra *en* kollega";
        field.dispatchEvent(new Event("editor:set"));
    }""")
    assert surface.locator("em").inner_text() == "en"
    surface.press("Control+z")
    assert field.input_value() == "Fra *en* kollega", "what was there before cannot be taken back into it"
    surface.press("Control+End")
    window.page.keyboard.type("!")
    assert window.page.evaluate("window.heard") == "Fra *en* kollega!"


def test_the_fields_own_address_leads_into_the_editor(draft, writer):
    """A link in the error summary, or to what is missing, names the field's id."""
    window = writer()
    window.go(f"/skriv/{draft.pk}/det-har-vi-gjort/")
    window.page.evaluate("location.hash = '#id_done'")
    surface = _surface(window, "Udfordringen, og hvad I gjorde")
    assert surface.get_attribute("id") == "id_done"
    window.page.get_by_text("Udfordringen, og hvad I gjorde", exact=True).first.click()
    assert surface.evaluate("surface => surface === document.activeElement")


def test_without_script_the_field_is_the_notation(draft, writer, in_thread):
    window = writer(javascript=False)
    window.page.goto(f"{window.server}/skriv/{draft.pk}/det-har-vi-gjort/")
    assert window.page.get_by_text("Sådan laver du lister, fed skrift og links").is_visible()
    field = window.page.get_by_label("Udfordringen, og hvad I gjorde")
    assert field.input_value() == draft.done
    field.fill("Vi så på **dagen**:\n\n- Bygge")
    window.page.locator(SAVE).last.click()
    assert _stored(in_thread, draft) == "Vi så på **dagen**:\n\n- Bygge"


def test_the_texts_of_a_catalogue_are_written_in_it_too(open_window, in_thread):
    session, address = in_thread(_catalogue)
    window = open_window(360)
    sign_in(window, session)
    window.go(address)
    assert window.page.get_by_role("toolbar").count() == 3
    _surface(window, "Forord").click()
    window.page.keyboard.type("- Et punkt")
    window.follow("main .button-primary[type=submit]")
    window.go(address)
    assert window.page.locator("[name=foreword]").input_value() == "- Et punkt"


def _catalogue() -> tuple[str, str]:
    maker = catalogues.maker(places.municipality())
    edition = catalogues.draft(by=maker)
    return _session(maker.user), reverse("catalogue:frame", args=[edition.catalogue.slug, edition.number])


@pytest.mark.parametrize(
    ("javascript", "hint"), [(True, "Knappen ”Punktliste” laver punkterne."), (False, "begynd linjen med en bindestreg: ”- ”.")]
)
def test_the_hint_speaks_of_what_the_writer_has(javascript, hint, draft, writer):
    window = writer(javascript=javascript)
    window.go(reverse("trials:section", args=[draft.pk, Section.LEARNED.value]))
    field = _surface(window, "Det har vi lært")
    told = window.page.locator(f"#{field.get_attribute('aria-describedby')}").inner_text()
    assert told.startswith("Skriv ét punkt pr. linje")
    assert told.endswith(hint)
