"""Reads the structure tree of a tagged PDF: what a screen reader meets, in its order."""

import itertools
import re
from collections.abc import Iterator
from dataclasses import dataclass, field
from io import BytesIO
from typing import Any

import pikepdf

_HEADING = re.compile(r"H([1-6])$")


@dataclass
class Element:
    """A node of the structure tree. `pieces` are its texts and its children, in order."""

    tag: str
    alt: str = ""
    ident: str = ""
    headers: tuple[str, ...] = ()
    language: str = ""
    target: str = ""
    pieces: list["Element | str"] = field(default_factory=list)

    @property
    def children(self) -> list["Element"]:
        return [piece for piece in self.pieces if isinstance(piece, Element)]

    @property
    def text(self) -> str:
        return "".join(piece if isinstance(piece, str) else piece.text for piece in self.pieces)

    def walk(self) -> Iterator["Element"]:
        yield self
        for child in self.children:
            yield from child.walk()

    def all(self, *tags: str) -> list["Element"]:
        return [element for element in self.walk() if element.tag in tags]

    def cells(self) -> list[tuple[list[str], str]]:
        """A table's data cells, each with the headings that a screen reader says before it."""
        names = {element.ident: squeezed(element.text) for element in self.all("TH")}
        return [([names[header] for header in cell.headers], squeezed(cell.text)) for cell in self.all("TD")]

    def headings(self) -> list[tuple[int, str]]:
        return [(int(match[1]), squeezed(element.text)) for element in self.walk() if (match := _HEADING.match(element.tag))]


@dataclass
class Book:
    language: str
    title: str
    pages: int
    root: Element
    bookmarks: list[tuple[int, str]]
    page_texts: list[str]
    fonts: set[str]
    places: dict[str, int]
    """The page that each destination of a link lies on."""

    def references(self) -> list[tuple[str, str]]:
        """Each link inside the book with all its words, which may stand on two lines, and its destination."""
        links = [link for link in self.root.all("Link") if link.target]
        grouped = itertools.groupby(links, key=lambda link: link.target)
        return [("".join(link.text for link in run), target) for target, run in grouped]


def read(pdf: bytes) -> Book:
    with pikepdf.open(BytesIO(pdf)) as opened:
        texts = {page.objgen: _marked_texts(page) for page in opened.pages}
        tree = opened.Root.StructTreeRoot
        numbers = {page.objgen: number for number, page in enumerate(opened.pages, 1)}
        named = list(opened.Root.get("/Names", {}).get("/Dests", {}).get("/Names", []))
        with opened.open_outline() as outline:
            bookmarks = list(_bookmarks(outline.root, 1))
        return Book(
            language=str(opened.Root.Lang),
            title=str(opened.docinfo.get("/Title", "")),
            pages=len(opened.pages),
            root=_element(tree.K[0], None, texts),
            bookmarks=bookmarks,
            page_texts=["".join(texts[page.objgen].values()) for page in opened.pages],
            fonts={str(font.BaseFont).lstrip("/") for page in opened.pages for font in page.Resources.get("/Font", {}).values()},
            places={str(name): numbers[place[0].objgen] for name, place in zip(named[::2], named[1::2], strict=True)},
        )


def squeezed(text: str) -> str:
    """Leave out white space, and the hyphen that a divided word shows at the end of its line."""
    return re.sub(r"[\s\u00ad\u2060]+", "", text)


def _bookmarks(items: list[Any], level: int) -> Iterator[tuple[int, str]]:
    for item in items:
        yield level, str(item.title)
        yield from _bookmarks(item.children, level + 1)


def _element(node: Any, page: Any, texts: dict[Any, dict[int, str]]) -> Element:
    page = node.get("/Pg", page)
    headers = tuple(str(header) for header in node.get("/A", {}).get("/Headers", []))
    element = Element(
        str(node.S).lstrip("/"),
        alt=str(node.get("/Alt", "")),
        ident=str(node.get("/ID", "")),
        headers=headers,
        language=str(node.get("/Lang", "")),
    )
    kids = node.get("/K", [])
    for kid in kids if isinstance(kids, pikepdf.Array) else [kids]:
        if isinstance(kid, int):
            element.pieces.append(texts[page.objgen].get(kid, ""))
        elif "/MCID" in kid:
            element.pieces.append(texts[kid.get("/Pg", page).objgen].get(int(kid.MCID), ""))
        elif "/Obj" in kid:
            element.target = str(kid.Obj.get("/Dest", ""))
        elif "/S" in kid:
            element.pieces.append(_element(kid, page, texts))
    return element


def _marked_texts(page: Any) -> dict[int, str]:
    """Return the text of each marked content of a page. Artifacts, such as the footer, have no number and are left out.

    A new line begins with a space, as readers take it: WeasyPrint writes none at the end of a line.
    """
    fonts = {name: _unicode_map(font) for name, font in page.Resources.get("/Font", {}).items()}
    texts: dict[int, str] = {}
    open_marks: list[int | None] = []
    current: dict[str, str] = {}
    line, last_line = 0.0, None
    for operands, operator in pikepdf.parse_content_stream(page):
        name = str(operator)
        if name == "BDC":
            properties = operands[1]
            open_marks.append(int(properties.MCID) if isinstance(properties, pikepdf.Dictionary) and "/MCID" in properties else None)
        elif name == "BMC":
            open_marks.append(None)
        elif name == "EMC":
            open_marks.pop()
        elif name == "Tf":
            current = fonts[str(operands[0])]
        elif name == "Tm":
            line = float(operands[5])
        elif name in {"TJ", "Tj"} and open_marks and open_marks[-1] is not None:
            strings = operands[0] if isinstance(operands[0], pikepdf.Array) else [operands[0]]
            shown = "".join(_decoded(bytes(string), current) for string in strings if isinstance(string, pikepdf.String))
            begins = open_marks[-1] not in texts and last_line not in (None, line)
            texts[open_marks[-1]] = texts.get(open_marks[-1], " " if begins else "") + shown
            last_line = line
    return texts


def unmarked(pdf: bytes) -> list[tuple[int, str]]:
    """What is painted without being marked as text, picture or artifact: page and operator."""
    with pikepdf.open(BytesIO(pdf)) as opened:
        return [(number, operator) for number, page in enumerate(opened.pages, 1) for operator in _unmarked(page)]


_PAINTING = {"f", "F", "f*", "S", "s", "B", "B*", "b", "b*", "Do", "sh", "Tj", "TJ"}


def _unmarked(page: Any) -> Iterator[str]:
    depth = 0
    for _operands, operator in pikepdf.parse_content_stream(page):
        name = str(operator)
        depth += 1 if name in {"BDC", "BMC"} else -1 if name == "EMC" else 0
        if not depth and name in _PAINTING:
            yield name


def _decoded(codes: bytes, unicode_map: dict[str, str]) -> str:
    return "".join(unicode_map.get(codes[place : place + 2].hex(), "") for place in range(0, len(codes), 2))


def _unicode_map(font: Any) -> dict[str, str]:
    """Read a font's ToUnicode table, which says what each glyph means."""
    table = font.ToUnicode.read_bytes().decode("latin-1")
    mapping = {}
    for block in re.findall(r"beginbfchar(.*?)endbfchar", table, re.DOTALL):
        for code, text in re.findall(r"<([0-9a-fA-F]+)>\s*<([0-9a-fA-F]*)>", block):
            mapping[code.lower()] = bytes.fromhex(text).decode("utf-16-be")
    return mapping
