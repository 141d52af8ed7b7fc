"""Parts that were set before are taken as they are, and the file is the same as without them."""

import os
import time
from io import BytesIO
from pathlib import Path

import pytest
from PIL import Image

from portal.documents.print import memory as remembering
from portal.documents.print.memory import Memory
from portal.documents.print.sources import image_address
from portal.documents.rendering import Base, Cancelled, Phase, Progress, UnusableImage, _Typesetter, forget_parts, typeset
from tests.documents.test_rendering import opening, page
from tests.support.pdf import read, squeezed
from tests.support.pdfua import assert_pdfua

PICTURE = image_address("a.png", place="small", of="Klippekortet").replace("&", "&amp;")
RICH = (
    '<!-- part: opening 2 -->\n<article class="action fa-2" id="t9"><h2>Nummer 9</h2><div class="text"><p>Se '
    f'<a href="https://eksempel.example/">eksemplet</a>.</p><ul><li>Et</li></ul></div><figure class="picture"><img class="small" src="{PICTURE}" alt="To felter"></figure>'
    '<table class="expected"><caption>Ventet</caption><thead><tr><th scope="col">Hvem</th><th scope="col">Hvad</th></tr></thead>'
    '<tbody><tr><th scope="row">Elever</th><td>Ro</td></tr></tbody></table></article>\n'
)
CONTENTS = '<!-- part: page --><h1>Prøve</h1><p><a class="dots" href="#t9" data-page="">Nummer 9</a></p>'


@pytest.fixture
def folder(settings, tmp_path) -> Path:
    settings.PRINT_MEMORY = tmp_path / "print-memory"
    return settings.PRINT_MEMORY


@pytest.fixture
def laid_out(monkeypatch) -> list[str]:
    """The parts that were laid out, not taken from memory."""
    seen: list[str] = []
    real = _Typesetter._lay_out

    def lay_out(self, html, first_page, look=""):
        seen.append(html)
        return real(self, html, first_page, look)

    monkeypatch.setattr(_Typesetter, "_lay_out", lay_out)
    return seen


def book(*parts: str) -> str:
    return page(CONTENTS + "".join(parts))


def painted(colour: str = "red") -> bytes:
    out = BytesIO()
    Image.new("RGB", (40, 40), colour).save(out, "PNG")
    return out.getvalue()


def made(html: str, picture: bytes | None = None, **options):
    stored = painted() if picture is None else picture
    return typeset(html, base=Base(open_image=lambda name: BytesIO(stored)), **options)


def test_the_same_book_again_is_laid_out_nowhere_and_is_the_same_file(settings, folder, laid_out, tmp_path):
    html = book(opening(1, 10), RICH, opening(2, 60))
    first, before = made(html), len(laid_out)
    again = made(html)
    assert again == first
    assert len(laid_out) == before
    settings.PRINT_MEMORY = None
    assert made(html) == first, "a book that remembers nothing is the same"
    (tmp_path / "book.pdf").write_bytes(again.pdf)
    assert_pdfua(tmp_path / "book.pdf")
    tree = read(again.pdf)
    assert [cells for table in tree.root.all("Table") for cells in table.cells()] == [(["Elever", "Hvad"], "Ro")]
    assert [figure.alt for figure in tree.root.all("Figure")] == ["To felter"]


def test_after_a_change_only_what_changed_is_laid_out_and_every_page_has_its_number(folder, laid_out):
    made(book(opening(1, 10), RICH, opening(3, 60)))
    laid_out.clear()
    changed = book(opening(1, 120), RICH, opening(3, 60))
    later = made(changed)
    assert later.starts == {"t1": 2, "t9": 5, "t3": 6}
    assert not [html for html in laid_out if "<table" in html or "Nummer 3" in html]
    folder.rename(folder.with_name("aside"))
    assert made(changed) == later


def test_a_title_and_a_footer_do_not_belong_to_the_parts(folder, laid_out):
    made(book(RICH))
    laid_out.clear()
    made(book(RICH).replace('data-footer="Prøve"', 'data-footer="En anden fod"').replace("<title>Prøve", "<title>En anden"))
    assert laid_out == []


def test_a_volume_is_kept_whole_and_is_the_file_that_would_be_made(folder, laid_out):
    html = book(RICH, opening(1, 20))
    first = made(html, keep_whole=True)
    laid_out.clear()
    told: list[Progress] = []
    again = made(html, keep_whole=True, on_progress=told.append)
    assert (again, laid_out) == (first, [])
    assert told[-1] == Progress(Phase.WRITING, first.pages, first.pages)
    assert made(html).pdf == first.pdf


def test_a_volume_is_set_anew_when_a_word_or_a_picture_has_changed(folder):
    first = made(book(RICH), keep_whole=True)
    assert made(book(RICH), painted("blue"), keep_whole=True).pdf != first.pdf
    assert made(book(RICH.replace("Ro<", "Larm<")), keep_whole=True).pdf != first.pdf


def test_an_image_counts_with_its_content_and_must_still_be_there(folder, laid_out):
    html = book(RICH)
    made(html)
    laid_out.clear()
    made(html, painted("blue"))
    assert any("<img" in text for text in laid_out)

    def gone(name):
        raise FileNotFoundError(name)

    with pytest.raises(UnusableImage) as problem:
        typeset(html, base=Base(open_image=gone))
    assert (problem.value.name, problem.value.of) == ("a.png", "Klippekortet")


def test_a_remembered_part_can_be_cancelled_between_its_pages(folder):
    html = book(opening(1, 60))
    made(html)
    told: list[Progress] = []
    with pytest.raises(Cancelled):
        made(html, on_progress=told.append, should_cancel=lambda: bool(told) and told[-1].page == 1)
    assert told[-1].page == 1


def test_what_is_damaged_or_foreign_is_made_anew(folder):
    html = book(RICH)
    first = made(html)
    for path in folder.iterdir():
        path.write_bytes(path.read_bytes()[:-20])
    assert made(html) == first


def test_a_full_disk_costs_time_only(folder, monkeypatch, caplog):
    def refuse(path, body):
        raise OSError(28, "No space left on device")

    monkeypatch.setattr(remembering, "_write", refuse)
    assert made(book(opening(1, 10))).pages == 2
    assert "No space left" in caplog.text


def test_the_memory_is_bounded_in_size_and_age(folder, monkeypatch):
    memory = Memory(folder)
    for number, days in enumerate((0, 1, 2, 100)):
        memory.keep(f"k{number}", os.urandom(1000))
        os.utime(folder / f"k{number}", (time.time() - days * 86400,) * 2)
    memory.trim()
    assert sorted(path.name for path in folder.iterdir()) == ["k0", "k1", "k2"], "what was not used for long is removed"
    monkeypatch.setattr(remembering, "LARGEST", 2500)
    memory.trim()
    assert sorted(path.name for path in folder.iterdir()) == ["k0", "k1"], "and then what was used longest ago"
    forget_parts()
    assert list(folder.iterdir()) == []


def test_a_reference_in_a_remembered_contents_has_todays_page(folder):
    made(book(RICH))
    later = read(made(book(opening(1, 60), RICH)).pdf)
    assert squeezed(later.root.all("P")[0].text) == "Nummer94"
