"""Comments beside the section that is written: one press answers or resolves, and saves the section, also without script."""

import re

import pytest
from django.test import Client
from django.urls import reverse

from tests.factories import people
from tests.factories import trials as make
from tests.trials.posting import press, standing_in
from trials.choices import Section
from trials.models import Comment, Version

pytestmark = pytest.mark.django_db
WORDS = "To lærere i hvert værksted."


@pytest.fixture
def version() -> Version:
    return make.draft(done="Vi begyndte med at se på dagen.")


@pytest.fixture
def said(version) -> Comment:
    return make.comment(version, by=people.actor("school_leader", version.trial.home_school))


@pytest.fixture
def writer(version, sign_in) -> Client:
    return sign_in(people.actor("contributor", version.trial.home_school))


def _url(version: Version, section: Section = Section.DONE) -> str:
    return reverse("trials:section", args=[version.pk, section.value])


def _buttons(html: str) -> dict[str, str]:
    """The buttons beside the section that are buttons of its form, by name."""
    return dict(re.findall(r'<button[^>]* name="(\w+)" value="(\d+)" form="skriv"', html))


def test_the_buttons_and_fields_of_comments_belong_to_the_form_of_the_section(version, said, writer):
    html = writer.get(_url(version)).content.decode()
    assert _buttons(html) == {"svar": str(said.pk), "loes": str(said.pk), "bemaerk": str(version.pk)}
    assert re.findall(r'<textarea name="([\w-]+)"[^>]* form="skriv"', html) == [f"svar-{said.pk}-text", "quote", "text"]
    assert "noscript" not in html


@pytest.mark.parametrize(("begins", "button", "ends"), [("", "loes", True), ("loes", "genaabn", False)])
def test_one_press_saves_the_section_and_resolves_or_reopens(begins, button, ends, version, said, writer):
    if begins:
        press(writer, _url(version), {begins: said.pk})
    answer = press(writer, _url(version), {"done": WORDS, button: said.pk, "next": _url(version)})
    assert answer["Location"] == f"{_url(version)}#bemaerkning-{said.pk}"
    said.refresh_from_db()
    version.refresh_from_db()
    assert (version.done, said.is_resolved) == (WORDS, ends)


def test_one_press_saves_the_section_and_answers(version, said, writer):
    press(writer, _url(version), {"done": WORDS, "svar": said.pk, f"svar-{said.pk}-text": "To.", "text": "", "next": _url(version)})
    version.refresh_from_db()
    assert (version.done, said.replies.get().text) == (WORDS, "To.")


def test_one_press_saves_the_section_and_comments_on_what_was_just_written(version, writer):
    asked = {"done": WORDS, "bemaerk": version.pk, "section": Section.DONE.value, "quote": "To lærere", "text": "Eller tre?"}
    press(writer, _url(version), asked)
    version.refresh_from_db()
    assert (version.done, version.comments.get().text) == (WORDS, "Eller tre?")


def test_an_empty_answer_is_asked_for_again_and_the_section_is_saved(version, said, writer):
    answer = press(writer, _url(version), {"done": WORDS, "svar": said.pk, f"svar-{said.pk}-text": "", "next": _url(version)})
    version.refresh_from_db()
    assert (answer.status_code, version.done, said.replies.count()) == (422, WORDS, 0)


def test_what_cannot_be_saved_waits_with_the_answer_and_both_stand_on_the_page(version, said, writer):
    here = _url(version, Section.INTRO)
    said.section = Section.INTRO
    said.save()
    answer = press(writer, here, {"title": "L" * 300, "svar": said.pk, f"svar-{said.pk}-text": "To.", "next": here})
    html = answer.content.decode()
    assert not said.replies.exists()
    assert 'href="#id_title"' in html
    assert re.search(r'<details class="cmt__answer" open>.*?>\s*To\.</textarea>', html, re.DOTALL)


def test_words_that_were_not_sent_stay_when_the_section_is_saved(version, said, writer):
    answer = press(writer, _url(version), {"done": WORDS, "videre": "1", f"svar-{said.pk}-text": "To."})
    html = answer.content.decode()
    assert "er ikke sendt endnu" in html
    assert re.search(r">\s*To\.</textarea>", html)
    assert standing_in(answer)["done"] == [WORDS]
    assert not said.replies.exists()


def test_when_two_have_written_the_press_is_carried_out_after_the_choice(version, said, writer, sign_in):
    opened = writer.get(_url(version))
    colleague = sign_in(people.actor("contributor", version.trial.home_school))
    press(colleague, _url(version), {"done": "Noget helt andet."})
    clash = press(writer, _url(version), {"done": WORDS, "loes": said.pk, "next": _url(version)}, page=opened)
    assert clash.status_code == 409
    said.refresh_from_db()
    assert not said.is_resolved
    press(writer, _url(version), {"valg:done": "min"}, page=clash)
    said.refresh_from_db()
    version.refresh_from_db()
    assert (version.done, said.is_resolved) == (WORDS, True)
