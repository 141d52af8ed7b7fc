"""From a template and a snapshot to an accessible PDF. The only place that knows WeasyPrint."""

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field
from io import BytesIO
from typing import Any

from django.template.loader import render_to_string
from django.utils import translation

from portal.documents.print import alignment, typography
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
    "render_html",
    "render_pdf",
    "typeset",
]

STYLESHEET = "print://css/book.css"
VARIANT = "pdf/ua-1"
TIGHT, TIGHTEST, ROOMY = "tight", "tight small", "roomy"
# How much of the last page is taken: so little that a tighter setting may do without it; so little that pictures may grow;
# so much that the usual setting would not have fitted.
SPARSE, SPARSE_WITH_PICTURES, SPACIOUS, FULL = 0.22, 0.34, 0.75, 0.8


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


def render_html(template: str, context: dict[str, Any], language: str) -> str:
    with translation.override(language):
        return typography.finish(render_to_string(template, {**context, "language": language}))


def render_pdf(
    html: str, *, base: Base | None = None, on_progress: OnProgress | None = None, should_cancel: ShouldCancel | None = None
) -> bytes:
    """Return the PDF/UA-1 file. Raises Cancelled, UnusableImage or RefusedAddress, and then nothing is written."""
    return typeset(html, base=base, on_progress=on_progress, should_cancel=should_cancel).pdf


def typeset(
    html: str, *, base: Base | None = None, on_progress: OnProgress | None = None, should_cancel: ShouldCancel | None = None
) -> Typeset:
    reporter = Reporter(on_progress, should_cancel)
    with listening(reporter):
        return _Typesetter(divide(html), base or Base(), reporter).run()


@dataclass
class _Laid:
    """A part that has been laid out, and the page of the book on which it begins."""

    part: Part
    html: str
    first_page: int
    pages: list[Any]

    @property
    def fill(self) -> float:
        return alignment.filled(self.pages[-1]._page_box)


class _Typesetter:
    def __init__(self, divided: Divided, base: Base, reporter: Reporter) -> None:
        import weasyprint
        from weasyprint.text.fonts import FontConfiguration
        from weasyprint.urls import FatalURLFetchingError, URLFetcherResponse

        self._weasyprint = weasyprint
        self._unfetched = FatalURLFetchingError
        self._divided = divided
        self._reporter = reporter
        self._fonts = FontConfiguration()
        self._sources = Sources(response=URLFetcherResponse, drawings=base.drawings, open_image=base.open_image)
        self._images: dict[str, Any] = {}
        self._set: list[_Laid] = []
        self._last: Any = None

    def run(self) -> Typeset:
        try:
            self._style = self._weasyprint.CSS(url=STYLESHEET, url_fetcher=self._sources, font_config=self._fonts)
            self._lay_out_all()
            self._number_references()
            pages = [page for laid in self._set for page in laid.pages]
            return Typeset(self._write(pages), len(pages), self._starts())
        except self._unfetched as stopped:
            raise (stopped.__cause__ or stopped) from None

    def _lay_out_all(self) -> None:
        parts = self._divided.parts
        for position, part in enumerate(parts):
            done = self._next_page - 1
            expected = sum(later.expected_pages for later in parts[position:])
            limit = None if part.kind == "page" else done + 1
            self._reporter.begin(Phase.LAYOUT, page=done, total=done + expected, limit=limit)
            self._set.append(self._placed(part))

    def _placed(self, part: Part) -> _Laid:
        if part.kind == "opening":
            return self._opening(part)
        if part.kind == "alone":
            return self._best_look(part, self._next_page)
        if part.kind == "divider" and self._next_page % 2 == 0:
            self._set.append(self._facing(self._next_page, part.area))
        return self._plain(part, self._next_page, self._starts())

    @property
    def _next_page(self) -> int:
        return self._set[-1].first_page + len(self._set[-1].pages) if self._set else 1

    def _plain(self, part: Part, first_page: int, pages: Mapping[str, int] | None = None) -> _Laid:
        html = part.with_pages(pages or {})
        return _Laid(part, html, first_page, self._lay_out(html, first_page))

    def _opening(self, part: Part) -> _Laid:
        """Set one opening: on the next page if one page holds it, else from a left page, with the facing page filled."""
        here = self._next_page
        if here % 2 == 0 or part.is_short:
            laid = self._best_look(part, here)
            if here % 2 == 0 or len(laid.pages) == 1:
                return laid
        self._set.append(self._facing(here))
        laid = self._best_look(part, here + 1)
        if len(laid.pages) == 1:
            self._set.pop()
            laid = self._best_look(part, here)
        return laid

    def _best_look(self, part: Part, first_page: int) -> _Laid:
        """Set a part as usual; tighter if that saves a page, roomier if pictures may grow into the room that is left."""
        tight = self._look(part, first_page, TIGHT) if part.is_crowded else None
        if tight and tight.fill >= FULL:
            return tight
        usual = self._look(part, first_page)
        return self._saving(usual, tight) or self._growing(usual) or usual

    def _saving(self, usual: _Laid, tight: _Laid | None) -> _Laid | None:
        """Return a tighter look that takes fewer pages; smaller pictures are the last resort."""
        part, first_page, pages = usual.part, usual.first_page, len(usual.pages)
        if pages == 1 or (not tight and usual.fill >= (SPARSE_WITH_PICTURES if part.has_pictures else SPARSE)):
            return None
        tight = tight or self._look(part, first_page, TIGHT)
        if len(tight.pages) >= pages and part.has_pictures:
            tight = self._look(part, first_page, TIGHTEST)
        return tight if len(tight.pages) < pages else None

    def _growing(self, usual: _Laid) -> _Laid | None:
        if not usual.part.has_pictures or usual.fill >= SPACIOUS:
            return None
        roomy = self._look(usual.part, usual.first_page, ROOMY)
        return roomy if len(roomy.pages) == len(usual.pages) else None

    def _look(self, part: Part, first_page: int, look: str = "") -> _Laid:
        return _Laid(part, part.html, first_page, self._lay_out(part.html, first_page, look))

    def _facing(self, page: int, area: int | None = None) -> _Laid:
        """Fill the page that would stay empty with the figure of the area, else of the one before it.

        It is decoration, so nothing for a screen reader.
        """
        area = area or next((laid.part.area for laid in reversed(self._set) if laid.part.area), 1)
        part = Part("page", None, f'<div class="facing fa-{area}"></div>')
        return self._plain(part, page)

    def _lay_out(self, html: str, first_page: int, look: str = "") -> list[Any]:
        source = self._weasyprint.HTML(
            string=self._divided.document(html, first_page=first_page, look=look), url_fetcher=self._sources, base_url="print://none/"
        )
        document = source.render(stylesheets=[self._style], font_config=self._fonts, cache=self._images, pdf_variant=VARIANT)
        self._last = document
        for page in document.pages:
            alignment.align(page._page_box)
        return document.pages

    def _number_references(self) -> None:
        """Set the contents again, now that every page has its number."""
        total = sum(len(laid.pages) for laid in self._set)
        starts = self._starts()
        self._reporter.begin(Phase.FINISHING, total=total)
        for position, laid in enumerate(self._set):
            if laid.part.with_pages(starts) != laid.html:
                self._set[position] = self._plain(laid.part, laid.first_page, starts)

    def _starts(self) -> dict[str, int]:
        starts: dict[str, int] = {}
        for laid in self._set:
            for number, page in enumerate(laid.pages, start=laid.first_page):
                for anchor in page.anchors:
                    starts.setdefault(anchor, number)
        return starts

    def _write(self, pages: Sequence[Any]) -> bytes:
        """Join the parts with WeasyPrint's own copy, so that structure, links and bookmarks are one tree."""
        self._reporter.begin(Phase.WRITING, total=len(pages))
        written = _reporting(pages, self._reporter.page)
        out = BytesIO()
        self._last.copy(written).write_pdf(out, pdf_variant=VARIANT)
        return out.getvalue()


def _reporting(pages: Sequence[Any], report: Callable[[], None]) -> list[Any]:
    """Return the pages with their links and bookmarks where the boxes now stand, telling when each is written."""
    from weasyprint.document import Page

    class ReportingPage(Page):
        def paint(self, stream: Any, scale: float = 1) -> None:
            report()
            super().paint(stream, scale)

    return [ReportingPage(page._page_box) for page in pages]
