"""A laid-out page as plain data, which can be kept on disk and written into any book.

What a page says and paints does not depend on the book it stands in: its drawing operations, the boxes as far as tags ask about them,
its links, anchors and bookmarks. Only the footer carries the page's number, so it is painted when the book is written.
The language of each piece of text is kept too, and written into the structure of the book, which WeasyPrint does not do.
Every book is written from such records, those just made and those kept alike: so a remembered part gives the same file as a new one.
WeasyPrint's `Document.write_pdf` still builds the file; a `KeptPage` answers what it asks of its own `Page`.
"""

import copy
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any
from xml.etree import ElementTree

import pydyf
from weasyprint.document import Page
from weasyprint.draw import draw_stacking_context
from weasyprint.formatting_structure import boxes
from weasyprint.layout.absolute import AbsolutePlaceholder
from weasyprint.pdf.stream import Stream
from weasyprint.stacking import StackingContext

SCALE = 0.75  # points in a CSS pixel
_COLOUR_SPACE = b"colour space of the book"
_SVG = "{http://www.w3.org/2000/svg}"
_ASKED_ATTRIBUTES = ("alt", "src", "scope")
_ASKED_OF_BOXES = ("is_table_wrapper", "colspan", "rowspan")
_MEASURES = ("position_x", "position_y", "width", "height")
_EDGES = tuple(name.format(side) for side in ("left", "top") for name in ("margin_{}", "padding_{}", "border_{}_width"))
Tag = dict[str, Any]


class Fonts:
    """The fonts of one build. A page's record names them; their files stay here."""

    def __init__(self) -> None:
        self._known: dict[int, Any] = {}

    def learn(self, fonts: Mapping[int, Any]) -> None:
        for key, font in fonts.items():
            self._known.setdefault(key, _unused(font))

    def know(self, keys: Iterable[int]) -> bool:
        return all(key in self._known for key in keys)

    def unused(self) -> dict[int, Any]:
        return {key: _unused(font) for key, font in self._known.items()}

    def use(self, used: "Mapping[int, FontUse]", among: dict[int, Any]) -> None:
        """Add glyphs to the fonts of a book."""
        for key, use in used.items():
            font = among.setdefault(key, _unused(self._known[key]))
            for name, said in use.__dict__.items():
                for glyph, value in said.items():
                    getattr(font, name).setdefault(glyph, value)


def _unused(font: Any) -> Any:
    fresh = copy.copy(font)
    fresh.to_unicode, fresh.widths, fresh.missing = {}, {}, {}
    return fresh


@dataclass
class FontUse:
    """The glyphs that a part takes from a font."""

    to_unicode: dict[int, str]
    widths: dict[int, int]
    missing: dict[int, int]


@dataclass
class KeptImage:
    """An image as it stands in the file."""

    x_object: Any

    def get_x_object(self, interpolate: bool, dpi_ratio: float) -> Any:
        return self.x_object


@dataclass
class KeptPart:
    """The pages of a part with what they share. Written into one book; another book takes another copy."""

    pages: "list[KeptPage]"
    resources: dict[str, Any]
    images: dict[str, tuple[bool, KeptImage]]
    fonts: dict[int, FontUse]
    is_in_book: bool = False
    taken: float = 1.0
    """How much of the last page is taken."""
    look: str = ""

    def enter(self, stream: Any, fonts: Fonts) -> None:
        """Add fonts, images and patterns to the book that is being written."""
        if self.is_in_book:
            return
        self.is_in_book = True
        fonts.use(self.fonts, stream._fonts)
        for name, (interpolate, image) in self.images.items():
            stream._images.setdefault(name, {"image": image, "interpolate": interpolate, "dpi_ratios": {1}, "x_object": None})
        _bind(self.resources, stream._resources["ColorSpace"])
        for kind, named in self.resources.items():
            stream._resources[kind].update(named)


@dataclass
class KeptPage:
    """Answers what WeasyPrint asks of a page when it writes a file."""

    width: float
    height: float
    bleed: dict[str, float]
    bookmarks: list[Any]
    links: list[Any]
    anchors: dict[str, Any]
    has_footer: bool
    _page_box: Any
    painted: bytes
    tags: list[tuple[Any, Tag]]
    languages: dict[int, str]
    """By the number of the marked content."""
    forms: dict[Any, list[Any]] = field(default_factory=lambda: {None: []})


class BookPage:
    """A kept page at its place in a book, with the footer of that place."""

    def __init__(self, kept: KeptPage, part: KeptPart, footer: "Footer", fonts: Fonts, report: Any) -> None:
        self._kept, self._part, self._footer, self._fonts, self._report = kept, part, footer, fonts, report
        if kept.has_footer:
            kept._page_box.children.extend(footer.boxes)

    def __getattr__(self, name: str) -> Any:
        return getattr(self._kept, name)

    def paint(self, stream: Any, scale: float) -> None:
        self._report()
        self._part.enter(stream, self._fonts)
        stream.stream.append(self._kept.painted)
        stream._tags.update(self._kept.tags)
        if self._kept.has_footer:
            self._footer.paint(stream, scale)


@dataclass
class Footer:
    """The boxes in the margins of one page, laid out with its number."""

    page_box: Any
    boxes: list[Any]

    def paint(self, stream: Any, scale: float) -> None:
        with stream.stacked():
            stream.transform(a=scale, d=scale)
            for box in self.boxes:
                draw_stacking_context(stream, StackingContext.from_box(box, self.page_box))


def _page_references(pdf: Any) -> tuple[bytes, ...]:
    """Every tag asks for the references of all pages; pydyf lists them anew each time, which takes most of the time of a long book."""
    kids = pdf.pages["Kids"]
    known = pdf.__dict__.get("_known_page_references", ())
    if 3 * len(known) != len(kids):
        known = pdf._known_page_references = tuple(f"{number} 0 R".encode("ascii") for number in kids[::3])
    return known


pydyf.PDF.page_references = property(_page_references)


def footer(page: Any) -> Footer:
    return Footer(page._page_box, _split(page._page_box)[1])


def name_languages(document: Any, pdf: Any) -> None:
    """Tell of each element of the structure that holds text in another language than the book's which one it is (a WeasyPrint finisher).

    The parent tree names the element of each marked content, page by page; what WeasyPrint wrote last stays as it is.
    """
    own = document.metadata.lang
    numbers = _found(pdf, _found(pdf, pdf.catalog["StructTreeRoot"])["ParentTree"])["Nums"]
    for page, elements in zip(document.pages, numbers[1::2], strict=False):
        for content, language in page.languages.items():
            if language != own:
                _found(pdf, elements[content])["Lang"] = pydyf.String(language)


def _found(pdf: Any, reference: bytes) -> Any:
    return pdf.objects[int(reference.split()[0])]


def record(pages: Sequence[Any], *, prefix: str, fonts: Fonts) -> KeptPart:
    """Paint the pages of a part into records. `prefix` keeps the names of its patterns apart from those of other parts."""
    resources: dict[str, Any] = {kind: pydyf.Dictionary() for kind in ("ExtGState", "XObject", "Pattern", "Shading")}
    resources["ColorSpace"] = _COLOUR_SPACE
    images: dict[str, Any] = {}
    used = fonts.unused()
    kept = [_record_page(page, _Recorder(prefix, used, page, resources, images)) for page in pages]
    fonts.learn(used)
    del resources["ColorSpace"]
    return KeptPart(
        pages=kept,
        resources=_plain(resources, {}),
        images={name: (data["interpolate"], _kept_image(data)) for name, data in images.items()},
        fonts={key: FontUse(font.to_unicode, font.widths, font.missing) for key, font in used.items() if font.widths},
    )


def _kept_image(data: Mapping[str, Any]) -> KeptImage:
    return KeptImage(_plain(data["image"].get_x_object(data["interpolate"], max(data["dpi_ratios"])), {}))


class _Recorder(Stream):
    """Takes what a page paints, and gives patterns and groups names that no other part has."""

    def __init__(self, prefix: str, fonts: dict[int, Any], page: Any, resources: Any, images: Any) -> None:
        area = (0, 0, page.width, page.height)
        super().__init__(fonts, area, resources, images, {}, {}, None, compress=True)
        self._prefix = prefix
        self.transform(d=-1, f=page.height * SCALE)
        self._begin = len(self.stream)

    @property
    def painted(self) -> bytes:
        return b"\n".join(pydyf._to_bytes(item) for item in self.stream[self._begin :])

    def set_state(self, state: Any) -> None:
        key = f"{self._prefix}s{len(self._resources['ExtGState'])}"
        self._resources["ExtGState"][key] = state
        pydyf.Stream.set_state(self, key)

    def add_group(self, *area: float) -> Any:
        return self._named("XObject", super().add_group(*area))

    def add_pattern(self, *arguments: Any) -> Any:
        return self._named("Pattern", super().add_pattern(*arguments))

    def add_shading(self, *arguments: Any, **named: Any) -> Any:
        return self._named("Shading", super().add_shading(*arguments, **named))

    def _named(self, kind: str, added: Any) -> Any:
        del self._resources[kind][added.id]
        added.id = f"{self._prefix}{added.id}"
        self._resources[kind][added.id] = added
        return added


def _record_page(page: Any, stream: _Recorder) -> KeptPage:
    content, margins = _split(page._page_box)
    bare = page._page_box.copy_with_children(content)
    moved = Page(bare)  # links and bookmarks where the boxes stand now
    moved.paint(stream, SCALE)
    met: dict[int, Any] = {}
    elements: dict[Any, Any] = {}
    skeleton = _skeleton(bare, met, elements)
    links = [(kind, target, rectangle, _skeleton(box, met, elements)) for kind, target, rectangle, box in moved.links]
    return KeptPage(
        width=moved.width,
        height=moved.height,
        bleed=moved.bleed,
        bookmarks=moved.bookmarks,
        links=links,
        anchors=moved.anchors,
        has_footer=bool(margins),
        _page_box=skeleton,
        painted=stream.painted,
        tags=[(met[id(box)], tag) for box, tag in stream._tags.items()],
        languages={tag["mcid"]: box.style["lang"] for box, tag in stream._tags.items() if box.style["lang"]},
    )


def _split(page_box: Any) -> tuple[list[Any], list[Any]]:
    content = [child for child in page_box.children if not isinstance(child, boxes.MarginBox)]
    return content, [child for child in page_box.children if isinstance(child, boxes.MarginBox)]


def _skeleton(box: Any, met: dict[int, Any], elements: dict[Any, Any]) -> Any:
    """Return a box of the same class with no more than what tags ask about (weasyprint.pdf.tags)."""
    if isinstance(box, AbsolutePlaceholder):
        box = box._box
    if id(box) in met:
        return met[id(box)]
    bare = met[id(box)] = type(box).__new__(type(box))
    bare.element_tag, bare.element = box.element_tag, _bare_element(box.element, elements)
    bare.children = [_skeleton(child, met, elements) for child in box.children]
    if box.element_tag == "dl":
        _as_list(bare)
    for name in _ASKED_OF_BOXES:
        if name in box.__dict__:
            setattr(bare, name, getattr(box, name))
    if box.element_tag == "li":
        bare.style = {name: box.style[name] for name in ("display", "list_style_type")}
    if box.element_tag in ("img", f"{_SVG}svg"):
        bare.__dict__.update({name: getattr(box, name, 0) for name in (*_MEASURES, *_EDGES)})
    return bare


def _as_list(bare: Any) -> None:
    """Tag each group of a description list as an item with a label; WeasyPrint makes items of its terms, outside of any list."""
    for group in bare.children:
        if group.element_tag == "div":
            group.element_tag, group.style = "li", {"display": ("list-item",), "list_style_type": "disc"}
            for term in group.children:
                term.element_tag = "li::marker" if term.element_tag == "dt" else term.element_tag


def _bare_element(element: Any, elements: dict[Any, Any]) -> Any:
    if element is None:
        return None
    if element not in elements:
        asked = {name: value for name in _ASKED_ATTRIBUTES if (value := element.get(name)) is not None}
        bare = elements[element] = ElementTree.Element(element.tag, asked)
        if element.tag == f"{_SVG}svg" and (title := element.find(f"{_SVG}title")) is not None:
            ElementTree.SubElement(bare, f"{_SVG}title").text = title.text
    return elements[element]


def _plain(value: Any, met: dict[int, Any]) -> Any:
    """Return resources without WeasyPrint's streams, which hold on to fonts and images."""
    if id(value) in met:
        return met[id(value)]
    if isinstance(value, pydyf.Stream):
        plain: Any = pydyf.Stream([b"\n".join(map(pydyf._to_bytes, value.stream))], compress=value.compress)
        met[id(value)] = plain
        plain.extra = _plain(value.extra, met)
        return plain
    if isinstance(value, dict):
        return type(value)({key: _plain(inner, met) for key, inner in value.items()})
    if isinstance(value, list):
        return type(value)([_plain(inner, met) for inner in value])
    return value


def _bind(value: Any, colour_space: Any) -> None:
    """Give patterns and groups the colour space of the book."""
    if isinstance(value, pydyf.Stream):
        _bind(value.extra, colour_space)
    elif isinstance(value, dict):
        for key, inner in value.items():
            if inner == _COLOUR_SPACE:
                value[key] = colour_space
            else:
                _bind(inner, colour_space)
