"""The pages of the guide, read from docs/guide/*.md: a title, a lead, and a text with pictures and links to the portal's own pages."""

import re
from dataclasses import dataclass
from functools import lru_cache
from itertools import pairwise
from pathlib import Path

from django.conf import settings
from django.templatetags.static import static
from django.urls import reverse
from django.utils.safestring import SafeString
from markdown_it.token import Token

from portal.text import danish, manual

FOLDER = settings.BASE_DIR / "docs" / "guide"
# As the files name them, so that they are also seen where the code is read.
PICTURES = "../../static/guide/"
_ORDER = "indhold.txt"


@dataclass(frozen=True)
class Heading:
    anchor: str
    title: str


@dataclass(frozen=True)
class Page:
    """One page of the guide. `body` is HTML made from our own file."""

    name: str
    title: str
    lead: str
    body: SafeString
    headings: tuple[Heading, ...]
    pictures: tuple[str, ...]
    links: tuple[str, ...]

    @property
    def url(self) -> str:
        return reverse("home:guide_page", args=[self.name])


@dataclass(frozen=True)
class Chapter:
    title: str
    pages: tuple[Page, ...]


@lru_cache(maxsize=1)
def chapters() -> tuple[Chapter, ...]:
    """The guide in its order: docs/guide/indhold.txt names a chapter per line, and its pages indented below."""
    found: list[tuple[str, list[Page]]] = []
    for line in (FOLDER / _ORDER).read_text(encoding="utf-8").splitlines():
        if line.startswith(" "):
            found[-1][1].append(read(FOLDER / f"{line.strip()}.md"))
        elif line.strip():
            found.append((line.strip(), []))
    return tuple(Chapter(title, tuple(pages)) for title, pages in found)


def all_pages() -> tuple[Page, ...]:
    return tuple(page for chapter in chapters() for page in chapter.pages)


def page_named(name: str) -> Page | None:
    return next((page for page in all_pages() if page.name == name), None)


def read(file: Path) -> Page:
    """A page from its file: the first line is its title, the paragraph after it the lead."""
    tokens = manual.parse(file.read_text(encoding="utf-8"))
    title, lead, rest = tokens[1].content, tokens[4].content, tokens[6:]
    headings = tuple(_name_headings(rest))
    found = [child for token in rest for child in token.children or ()]
    pictures = tuple(str(child.attrs["src"]).removeprefix(PICTURES) for child in found if child.type == "image")
    links = tuple(str(child.attrs["href"]) for child in found if child.type == "link_open")
    for child in found:
        _lead_to_the_portal(child)
    return Page(file.stem, title, lead, manual.to_html(rest), headings, pictures, links)


def _name_headings(tokens: list[Token]) -> list[Heading]:
    """Give each second-level heading an anchor, and return them."""
    found = []
    for opening, text in pairwise(tokens):
        if opening.type == "heading_open" and opening.tag == "h2":
            anchor = danish.slug(text.content)
            opening.attrSet("id", anchor)
            found.append(Heading(anchor, text.content))
    return found


def _lead_to_the_portal(token: Token) -> None:
    """Pictures come from the static files; a link to another page of the guide leads to where it is shown."""
    if token.type == "image":
        name = str(token.attrs["src"]).removeprefix(PICTURES)
        token.attrs |= {"src": static(f"guide/{name}"), "loading": "lazy"}
    elif token.type == "link_open" and (other := re.fullmatch(r"([a-z0-9-]+)\.md(#.*)?", str(token.attrs["href"]))):
        token.attrs["href"] = reverse("home:guide_page", args=[other[1]]) + (other[2] or "")
