"""From a template and a snapshot to an accessible PDF. The only place that knows WeasyPrint."""

from collections.abc import Callable, Collection, Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass, field
from functools import partial
from io import BytesIO
from typing import Any

from django.template.loader import render_to_string
from django.utils import translation

from portal.documents.print import alignment, looks, typography
from portal.documents.print.fonts import specimen
from portal.documents.print.looks import Laid
from portal.documents.print.memory import key_of, memory
from portal.documents.print.parts import Divided, Part, divide
from portal.documents.print.progress import Cancelled, OnProgress, Phase, Progress, Reporter, ShouldCancel, listening
from portal.documents.print.sources import OpenImage, RefusedAddress, Sources, UnusableImage, no_images

__all__ = [
    "Base",
    "Cancelled",
    "Phase",
    "Progress",
    "Publication",
    "RefusedAddress",
    "Typeset",
    "UnusableImage",
    "forget_parts",
    "measure",
    "part_of",
    "render_html",
    "render_pdf",
    "section_of",
    "typeset",
]

STYLESHEET = "print://css/book.css"
VARIANT = "pdf/ua-1"
EMPTY_PAGE = '<div style="break-before: page"></div>'


@dataclass(frozen=True)
class Base:
    """What a publication may fetch beside our own fonts and stylesheets: its drawings by name, and stored images."""

    drawings: Mapping[str, str] = field(default_factory=dict)
    open_image: OpenImage = no_images


@dataclass(frozen=True)
class Publication:
    """All that is needed to print a snapshot, made by the room that knows it."""

    template: str
    context: dict[str, Any]
    language: str
    drawings: Mapping[str, str] = field(default_factory=dict)

    def html(self) -> str:
        return render_html(self.template, self.context, self.language)


@dataclass(frozen=True)
class Typeset:
    """A finished document: the file, its number of pages, and the page on which each anchor stands."""

    pdf: bytes
    pages: int
    starts: Mapping[str, int]
    extents: Mapping[str, tuple[int, float]] = field(default_factory=dict)
    """For the anchor of each trial action its pages, and how much of its last page is taken."""


def render_html(template: str, context: dict[str, Any], language: str) -> str:
    with translation.override(language):
        return typography.finish(render_to_string(template, {**context, "language": language}))


def render_pdf(
    html: str, *, base: Base | None = None, on_progress: OnProgress | None = None, should_cancel: ShouldCancel | None = None
) -> bytes:
    """Return the PDF/UA-1 file. Raises Cancelled, UnusableImage or RefusedAddress, and then nothing is written."""
    return typeset(html, base=base, on_progress=on_progress, should_cancel=should_cancel).pdf


def part_of(error: BaseException) -> str:
    """Return the heading of the part that an error came from, or nothing."""
    return _note(error, 0)


def section_of(error: BaseException) -> str:
    """Return the heading of the section that an error came from, or nothing where no single section is to blame."""
    return _note(error, 1)


def _note(error: BaseException, place: int) -> str:
    notes = getattr(error, "__notes__", [])
    return notes[place] if len(notes) > place else ""


def forget_parts() -> None:
    """Forget every part that was set before: a text or an image must not be kept any longer."""
    memory().forget()


def typeset(
    html: str,
    *,
    base: Base | None = None,
    on_progress: OnProgress | None = None,
    should_cancel: ShouldCancel | None = None,
    keep_whole: bool = False,
) -> Typeset:
    """Set a publication. `keep_whole` remembers the file too, for one of several volumes: most of them stay as they are when one changes."""
    reporter = Reporter(on_progress, should_cancel)
    with listening(reporter):
        typesetter = _Typesetter(divide(html), base or Base(), reporter)
        return typesetter.remembered(html) if keep_whole else typesetter.run()


def measure(html: str, *, only: Collection[str], base: Base | None = None) -> Mapping[str, tuple[int, float]]:
    """Set the trial actions with these anchors and nothing else. They are remembered, so that a book that holds them is quickly made."""
    reporter = Reporter(None, None)
    with listening(reporter):
        return _Typesetter(divide(html), base or Base(), reporter).measure(only)


@dataclass
class _Set:
    """A part that has been set, now or earlier, and the page of the book on which it begins."""

    part: Part
    html: str
    first_page: int
    kept: Any

    @property
    def pages(self) -> list[Any]:
        return self.kept.pages


class _Typesetter:
    def __init__(self, divided: Divided, base: Base, reporter: Reporter) -> None:
        import weasyprint
        from weasyprint.text.fonts import FontConfiguration
        from weasyprint.urls import FatalURLFetchingError, URLFetcherResponse

        from portal.documents.print import recording

        self._weasyprint = weasyprint
        self._recording = recording
        self._unfetched = FatalURLFetchingError
        self._divided = divided
        self._reporter = reporter
        self._faces = FontConfiguration()
        self._fonts = recording.Fonts()
        self._memory = memory()
        self._sources = Sources(response=URLFetcherResponse, drawings=base.drawings, open_image=base.open_image)
        self._images: dict[str, Any] = {}
        self._set: list[_Set] = []

    def run(self) -> Typeset:
        try:
            self._style = self._weasyprint.CSS(url=STYLESHEET, url_fetcher=self._sources, font_config=self._faces)
            self._learn_fonts()
            self._lay_out_all()
            self._number_references()
            made = self._write()
        except self._unfetched as stopped:
            raise (stopped.__cause__ or stopped) from None
        self._memory.trim()
        return made

    def remembered(self, html: str) -> Typeset:
        """Return the file of the same content as it was made before; else make it and keep it."""
        key = key_of(["whole", html, *self._sources.shown_in(html, is_frame=True)])
        kept: Typeset | None = self._memory.recall(key)
        if kept is None:
            kept = self.run()
            self._memory.keep(key, kept)
        self._reporter.begin(Phase.WRITING, page=kept.pages, total=kept.pages)
        return kept

    def measure(self, only: Collection[str]) -> Mapping[str, tuple[int, float]]:
        try:
            self._style = self._weasyprint.CSS(url=STYLESHEET, url_fetcher=self._sources, font_config=self._faces)
            self._learn_fonts()
            self._set = [self._best(part, 2) for part in self._divided.parts if part.action in only]
        except self._unfetched as stopped:
            raise (stopped.__cause__ or stopped) from None
        self._memory.trim()
        return self._extents()

    def _extents(self) -> dict[str, tuple[int, float]]:
        return {placed.part.action: (len(placed.pages), placed.kept.taken) for placed in self._set if placed.part.action}

    def _learn_fonts(self) -> None:
        """Load every font, so that a remembered part finds its own, and each font has the same metrics in every build."""
        self._reporter.begin(Phase.LAYOUT, total=sum(part.expected_pages for part in self._divided.parts), limit=0)
        self._recording.record(self._document(specimen()).pages, prefix="specimen", fonts=self._fonts)

    def _lay_out_all(self) -> None:
        parts = self._divided.parts
        for position, part in enumerate(parts):
            done = self._next_page - 1
            expected = sum(later.expected_pages for later in parts[position:])
            limit = None if part.is_frame else done + 1
            self._reporter.begin(Phase.LAYOUT, page=done, total=done + expected, limit=limit)
            with self._named(part):
                self._set.append(self._placed(part))

    @contextmanager
    def _named(self, part: Part) -> Iterator[None]:
        """Note on an error which part and which section of it it came from (see `part_of` and `section_of`)."""
        try:
            yield
        except Cancelled:
            raise
        except (Exception, self._unfetched) as error:
            section = self._breaking(part)
            for said in filter(None, (error, error.__cause__)):
                said.add_note(part.title)
                said.add_note(section)
            raise

    def _breaking(self, part: Part) -> str:
        """Set the sections of a part that could not be set one by one, and return the heading of the first that cannot be."""
        for heading, html in part.sections:
            try:
                self._lay_out(html, 1)
            except (Exception, self._unfetched):  # noqa: BLE001 - whatever it is, the section is what is looked for
                return heading
        return ""

    def _placed(self, part: Part) -> _Set:
        if part.kind == "opening":
            return self._opening(part)
        if part.kind == "alone":
            return self._best(part, self._next_page)
        if part.kind == "divider" and self._next_page % 2 == 0:
            self._set.append(self._facing(self._next_page, part.area))
        if part.kind == "back" and self._next_page % 2:
            self._set.append(self._facing(self._next_page))
        return self._plain(part, self._next_page, self._starts())

    @property
    def _next_page(self) -> int:
        return self._set[-1].first_page + len(self._set[-1].pages) if self._set else 1

    def _plain(self, part: Part, first_page: int, pages: Mapping[str, int] | None = None, look: str | None = None) -> _Set:
        """Set a part with the page numbers known so far, in the look that is given, or a list in the one that is best."""
        html = part.with_pages(pages or {})
        if part.kind == "list" and look is None:
            return self._remembered(part, html, first_page, lambda: looks.best_of_list(partial(self._in_look, html, first_page)))
        return self._remembered(part, html, first_page, lambda: self._in_look(html, first_page, look or ""), look=f"look {look}")

    def _best(self, part: Part, first_page: int) -> _Set:
        return self._remembered(part, part.html, first_page, lambda: self._settled(part, first_page))

    def _opening(self, part: Part) -> _Set:
        """Set one opening: on the next page if one page holds it, else from a left page, with the facing page filled."""
        here = self._next_page
        if here % 2 == 0 or part.is_short:
            placed = self._best(part, here)
            if here % 2 == 0 or len(placed.pages) == 1:
                return placed
        self._set.append(self._facing(here))
        placed = self._best(part, here + 1)
        if len(placed.pages) == 1:
            self._set.pop()
            placed = self._best(part, here)
        return placed

    def _remembered(self, part: Part, html: str, first_page: int, lay_out: Callable[[], Laid], *, look: str = "best") -> _Set:
        """Take the part as it was set before with the same content on the same side; else set it, and keep it."""
        key = key_of(
            [part.kind, look, str(first_page % 2), self._divided.ground, html, *self._sources.shown_in(html, is_frame=part.is_frame)]
        )
        kept = self._memory.recall(key)
        if kept is not None and self._fonts.know(kept.fonts):
            for _page in kept.pages:
                self._reporter.page()
        else:
            laid = lay_out()
            kept = self._recording.record(laid.pages, prefix=key[:16], fonts=self._fonts)
            kept.taken, kept.look = laid.taken, laid.look
            self._memory.keep(key, kept)
            self._images = {}  # a drawing holds on to the whole layout that loaded it
        return _Set(part, html, first_page, kept)

    def _settled(self, part: Part, first_page: int) -> Laid:
        laid = looks.best(part, partial(self._in_look, part.html, first_page))
        alignment.settle(laid.pages[-1]._page_box)
        return laid

    def _in_look(self, html: str, first_page: int, look: str = "") -> Laid:
        return Laid(self._lay_out(html, first_page, look), look)

    def _facing(self, page: int, area: int | None = None) -> _Set:
        """Fill the page that would stay empty with the figure of the area, else of the one before it, else of the first to come.

        It is decoration, so nothing for a screen reader.
        """
        parts = [*(placed.part for placed in reversed(self._set)), *self._divided.parts]
        area = area or next((part.area for part in parts if part.area), 1)
        part = Part("page", None, f'<div class="facing fa-{area}"></div>')
        return self._plain(part, page)

    def _lay_out(self, html: str, first_page: int, look: str = "") -> list[Any]:
        """Lay out a part. Its footers get their numbers when the book is written, so no more than the side matters."""
        document = self._document(html, first_page=2 - first_page % 2, look=look)
        for page in document.pages:
            alignment.align(page._page_box)
        return document.pages

    def _document(self, html: str, *, first_page: int = 1, look: str = "") -> Any:
        source = self._weasyprint.HTML(
            string=self._divided.document(html, first_page=first_page, look=look), url_fetcher=self._sources, base_url="print://none/"
        )
        return source.render(stylesheets=[self._style], font_config=self._faces, cache=self._images, pdf_variant=VARIANT)

    def _number_references(self) -> None:
        """Set the contents again, now that every page has its number. A list keeps the look that was found for it."""
        total = sum(len(placed.pages) for placed in self._set)
        starts = self._starts()
        self._reporter.begin(Phase.FINISHING, total=total, limit=total)
        for position, placed in enumerate(self._set):
            if placed.part.with_pages(starts) != placed.html:
                self._set[position] = self._plain(placed.part, placed.first_page, starts, placed.kept.look)

    def _starts(self) -> dict[str, int]:
        starts: dict[str, int] = {}
        for placed in self._set:
            for number, page in enumerate(placed.pages, start=placed.first_page):
                for anchor in page.anchors:
                    starts.setdefault(anchor, number)
        return starts

    def _write(self) -> Typeset:
        """Join the parts with WeasyPrint's own copy, so that structure, links and bookmarks are one tree."""
        starts, total = self._starts(), sum(len(placed.pages) for placed in self._set)
        empty = self._document(EMPTY_PAGE * total)
        self._reporter.begin(Phase.WRITING, total=total)
        footers = map(self._recording.footer, empty.pages)
        pages = [
            self._recording.BookPage(page, placed.kept, footer, self._fonts, self._reporter.page)
            for footer, (placed, page) in zip(footers, ((placed, page) for placed in self._set for page in placed.pages), strict=True)
        ]
        out = BytesIO()
        empty.copy(pages).write_pdf(out, finisher=self._recording.name_languages, pdf_variant=VARIANT)
        return Typeset(out.getvalue(), total, starts, self._extents())
