"""From HTML to PDF: what may be fetched, how far it has come, how it is cancelled."""

import re
from io import BytesIO
from typing import IO

import pytest
from PIL import Image
from weasyprint import HTML  # type: ignore[import-untyped]

from portal.documents.print import alignment
from portal.documents.print.sources import DPI, fitted, image_address
from portal.documents.rendering import Base, Cancelled, Phase, Progress, RefusedAddress, UnusableImage, render_html, render_pdf, typeset
from tests.support import poppler
from tests.support.pdf import read, squeezed

PARAGRAPH = "<p>Vi gjorde noget nyt og skrev ned, hvad der skete bagefter.</p>"


def page(body: str) -> str:
    return f'<!doctype html><html lang="da"><head><title>Prøve</title></head><body data-footer="Prøve">{body}</body></html>'


def opening(number: int, paragraphs: int, area: int = 3) -> str:
    text = PARAGRAPH * paragraphs
    return f'<!-- part: opening {area} -->\n<article class="action fa-{area}" id="t{number}"><h2>Nummer {number}</h2><div class="text">{text}</div></article>\n'


def test_a_document_carries_its_text_language_and_title():
    book = read(render_pdf(page("<h1>Prøve</h1><p>Æbler og ål.</p>")))
    assert (book.language, book.title, book.pages) == ("da", "Prøve", 1)
    assert [element.text.strip() for element in book.root.all("P")] == ["Æbler og ål."]


@pytest.mark.parametrize(
    "address",
    [
        "https://example.org/x.png",
        "http://127.0.0.1/x.png",
        "file:///etc/passwd",
        "ftp://example.org/x.png",
        "data:image/png;base64,AAAA",
        "x.png",
        "print://drawing/unknown.svg",
        "print://css/../settings.py",
        "print://font/..%2f..%2fsettings.py",
        "print://secret/x",
    ],
)
def test_nothing_outside_its_sources_is_fetched(address: str):
    with pytest.raises(RefusedAddress):
        render_pdf(page(f'<h1>Prøve</h1><img src="{address}" alt="Et billede">'))


def test_the_browsers_preview_and_the_book_share_their_html(settings):
    html = render_html("print/base.html", {}, "en")
    assert '<html lang="en">' in html


def test_progress_goes_through_layout_and_finishing_to_writing():
    told: list[Progress] = []
    render_pdf(page(opening(1, 10) + opening(2, 120)), on_progress=told.append)
    phases = [progress.phase for progress in told]
    assert [phase for index, phase in enumerate(phases) if phase not in phases[:index]] == [Phase.LAYOUT, Phase.FINISHING, Phase.WRITING]
    assert all(progress.page <= progress.total for progress in told)
    laid_out = [progress.page for progress in told if progress.phase == Phase.LAYOUT]
    assert laid_out == sorted(laid_out)
    assert told[-1].page == told[-1].total


@pytest.mark.parametrize("phase", list(Phase))
def test_a_build_stops_in_any_phase(phase: Phase):
    seen: list[Phase] = []
    with pytest.raises(Cancelled):
        render_pdf(
            page(opening(1, 10)),
            on_progress=lambda progress: seen.append(progress.phase),
            should_cancel=lambda: phase in seen or phase == Phase.LAYOUT,
        )
    assert phase == Phase.LAYOUT or seen[-1] == phase


def test_two_short_openings_stand_side_by_side():
    made = typeset(page("<!-- part: page --><h1>Prøve</h1>" + opening(1, 10) + opening(2, 10)))
    assert made.starts == {"t1": 2, "t2": 3}
    assert made.pages == 3


def test_an_opening_of_two_pages_starts_on_the_left_and_the_page_before_it_is_filled():
    made = typeset(page("<!-- part: page --><h1>Prøve</h1>" + opening(1, 10, area=6) + opening(2, 60)))
    assert made.starts == {"t1": 2, "t2": 4}
    assert read(made.pdf).page_texts[2] == ""


@pytest.mark.parametrize(("openings", "is_filled"), [(1, True), (2, False)])
def test_the_back_is_the_outside_of_the_last_leaf_and_the_page_before_it_is_filled(openings: int, is_filled: bool):
    back = "<!-- part: back --><section><p>Bagside</p></section>"
    told = "".join(opening(number, 10) for number in range(openings))
    texts = read(render_pdf(page(f"<!-- part: page --><h1>Prøve</h1>{told}{back}"))).page_texts
    assert len(texts) == 4
    assert (texts[2] == "", texts[3].startswith("Bagside")) == (is_filled, True)


def test_lessons_grow_with_the_room_that_is_left_on_their_page():
    assert lesson_size(24) > lesson_size(36) > lesson_size(40)


def lesson_size(paragraphs: int) -> float:
    """The height of a line of the lessons after so many paragraphs, as poppler finds it."""
    lessons = '<section class="lessons"><h3 class="section">Vi har lært</h3><ul><li>Begynd i det små.</li></ul></section>'
    pdf = render_pdf(page(opening(1, paragraphs).replace("</article>", f"{lessons}</article>")))
    top, foot = re.search(
        r'yMin="([\d.]+)" xMax="[\d.]+" yMax="([\d.]+)">Begynd<', poppler.run("pdftotext", "-bbox", "-", "-", pdf=pdf).decode()
    ).groups()
    return float(foot) - float(top)


def test_a_reference_tells_the_page_of_what_comes_later():
    contents = '<!-- part: page --><h1>Prøve</h1><p><a class="dots" href="#t2" data-page="">Nummer 2</a></p>'
    book = read(render_pdf(page(contents + opening(1, 10) + opening(2, 60))))
    assert squeezed(book.root.all("P")[0].text) == "Nummer24"


def test_a_picture_is_embedded_no_finer_than_its_place_can_show():
    body, kind = fitted(photograph((4000, 3000)), 324)
    with Image.open(BytesIO(body)) as embedded:
        assert embedded.width == round(324 / 72 * DPI)
        assert kind == "image/jpeg"


def test_a_transparent_picture_stands_on_white():
    clear = Image.new("RGBA", (40, 40), (0, 0, 0, 0))
    stored = BytesIO()
    clear.save(stored, "PNG")
    stored.seek(0)
    body, _kind = fitted(stored, 124)
    with Image.open(BytesIO(body)) as embedded:
        assert embedded.convert("RGB").getpixel((5, 5)) == (255, 255, 255)


@pytest.mark.parametrize("stored", [b"", b"not an image"])
def test_a_picture_that_cannot_be_read_is_named(stored: bytes):
    address = image_address("billeder/æ.jpg", place="full", of="Klippekortet")
    with pytest.raises(UnusableImage) as problem:
        render_pdf(
            page(f'<h1>Prøve</h1><img src="{address.replace("&", "&amp;")}" alt="x">'), base=Base(open_image=lambda name: BytesIO(stored))
        )
    assert (problem.value.name, problem.value.of) == ("billeder/æ.jpg", "Klippekortet")


def photograph(size: tuple[int, int]) -> IO[bytes]:
    stored = BytesIO()
    Image.effect_noise(size, 40).convert("RGB").save(stored, "JPEG")
    stored.seek(0)
    return stored


def _list(entries: int) -> str:
    rows = "".join(f'<li class="keyed fa-1"><span class="t">Nummer {number}</span></li>' for number in range(entries))
    return f'<!-- part: list --><nav class="contents"><h1>Indhold</h1><ol class="cases">{rows}</ol></nav>'


@pytest.mark.parametrize("entries", [26, 40])
def test_a_list_has_no_page_for_the_last_few_entries(entries: int):
    """26 entries are moved together on one page; 40 are moved apart on two. Set as usual both would leave a remnant."""
    texts = read(render_pdf(page(_list(entries)))).page_texts
    assert len(texts) == (1 if entries == 26 else 2)
    assert all(text.count("Nummer") > 8 for text in texts)


def test_the_lessons_of_a_trial_action_stand_at_the_foot_of_its_last_page():

    lessons = '<section class="lessons"><h3 class="section">Vi har lært</h3><ul><li>Begynd i det små.</li></ul></section>'
    story = f'<article class="action fa-1"><div class="text">{PARAGRAPH * 26}</div>{lessons}</article>'
    laid = (
        HTML(string=f"<style>@page {{ size: A4; margin: 70pt }} p {{ margin: 0; font: 10pt/14pt serif }}</style>{story}")
        .render()
        .pages[0]
        ._page_box
    )
    before = alignment.filled(laid)
    alignment.settle(laid)
    assert before < 0.98 < alignment.filled(laid)
