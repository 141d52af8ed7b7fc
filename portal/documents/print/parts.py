"""A publication's HTML is one file; on paper it is set part by part.

A template divides itself with `<!-- part: page -->` (starts on the next page), `<!-- part: list -->` (the same, with its entries closer or
further apart, so that its last page is no remnant), `<!-- part: alone -->` (a trial action by itself, in the look that fills its pages best) and `<!-- part: opening 3 -->` (that too, but two pages start on a left page, and one stands where there is room; 3 is the focus
area whose figure fills the page that would otherwise be empty), and `<!-- part: divider 3 -->` (a right page; the one facing it is filled with
the figure of the area that it opens), and `<!-- part: back -->` (the outside of the last leaf, so always a left page: the page before it
is filled like the one facing an opening).
Setting the parts one by one keeps the time proportional to the number of pages and tells how many pages each one takes, so that a short
trial action can stand beside another, and the contents can be set last with the right numbers instead of everything twice.
"""

import re
from collections.abc import Mapping
from dataclasses import dataclass
from html import unescape

_MARKER = re.compile(r"<!-- part: (page|list|alone|opening|divider|back)(?: (\d))? -->")
_REFERENCE = re.compile(r'href="#([^"]+)" data-page=""')
_BODY = re.compile(r"<body\b")
_NOT_IN_PARTS = re.compile(r'<title>.*?</title>|<meta [^>]*>| data-footer="[^"]*"', re.DOTALL)
_HEADING = re.compile(r"<(h[12])\b[^>]*>(.*?)</\1>", re.DOTALL)
_SECTION = re.compile(r"<section\b.*?</section>", re.DOTALL)
_ANY_HEADING = re.compile(r"<(h[1-6])\b[^>]*>(.*?)</\1>", re.DOTALL)
_TAG = re.compile(r"<[^>]*>")
_ACTION = re.compile(r'<article class="action[^"]*" id="([^"]+)"')
_ONE_PAGE, _TWO_PAGES, _PICTURE_WORDS = (245, 300), (600, 760), 100
_EXPECTED_PAGES = {"page": 1, "list": 2, "alone": 2, "opening": 2, "divider": 1, "back": 1}


@dataclass(frozen=True)
class Part:
    kind: str
    area: int | None
    html: str

    @property
    def is_frame(self) -> bool:
        """It shows what belongs to this book alone, such as its cover."""
        return self.kind in {"page", "back"}

    @property
    def is_short(self) -> bool:
        """It may well fit on one page."""
        return self._size < _ONE_PAGE[1]

    @property
    def is_crowded(self) -> bool:
        """It is so near the end of one page or of two that the tight look is the likely one."""
        return any(least <= self._size < most for least, most in (_ONE_PAGE, _TWO_PAGES))

    @property
    def is_spacious(self) -> bool:
        """It is so far from the end of its first page or its second that the roomy look is the likely one."""
        return self._size < _ONE_PAGE[0] or _ONE_PAGE[1] <= self._size < _TWO_PAGES[0]

    @property
    def has_pictures(self) -> bool:
        return 'class="pictures' in self.html

    @property
    def has_lessons(self) -> bool:
        return 'class="lessons' in self.html

    @property
    def _size(self) -> int:
        """A guess that saves layouts, in words; what the layout shows decides."""
        return len(_TAG.sub(" ", self.html).split()) + self.html.count('class="picture"') * _PICTURE_WORDS

    @property
    def title(self) -> str:
        """The words of its first heading, for those who must find it."""
        return _said(_HEADING.search(self.html))

    @property
    def sections(self) -> list[tuple[str, str]]:
        """Its sections, each with the words of its heading: what a person who writes knows as fields."""
        return [(_said(_ANY_HEADING.search(html)), html) for html in _SECTION.findall(self.html)]

    @property
    def action(self) -> str:
        """The anchor of the trial action that the part holds, or nothing."""
        found = _ACTION.search(self.html)
        return found[1] if found else ""

    @property
    def expected_pages(self) -> int:
        return _EXPECTED_PAGES[self.kind]

    def with_pages(self, pages: Mapping[str, int]) -> str:
        """Return the HTML with the page numbers known so far; a number that is not known yet holds its place."""
        return _REFERENCE.sub(lambda match: f'href="#{match[1]}" data-page="{pages.get(match[1], 888)}"', self.html)


def _said(heading: re.Match[str] | None) -> str:
    return " ".join(unescape(_TAG.sub("", heading[2])).split()) if heading else ""


@dataclass(frozen=True)
class Divided:
    """The parts, and the head and foot that each of them needs to be a document of its own."""

    head: str
    parts: tuple[Part, ...]
    foot: str

    @property
    def ground(self) -> str:
        """What the head decides about the parts: language and styles, but not the title, and not the footer, which is set with the book."""
        return _NOT_IN_PARTS.sub("", self.head) + self.foot

    def document(self, html: str, *, first_page: int, look: str = "") -> str:
        """Return one part as a document that begins on the given page of the book."""
        side = "left" if first_page % 2 == 0 else "right"
        start = f"<style>html {{ break-before: {side} }} @page :first {{ counter-reset: page {first_page} }}</style></head>"
        head = self.head.replace("</head>", start)
        if look:
            head = _BODY.sub(f'<body class="{look}"', head)
        return head + html + self.foot


def divide(html: str) -> Divided:
    pieces = _MARKER.split(html)
    if len(pieces) == 1:
        head, body = html.split("<body", 1)
        attributes, rest = body.split(">", 1)
        content, foot = rest.rsplit("</body>", 1)
        return Divided(f"{head}<body{attributes}>", (Part("page", None, content),), f"</body>{foot}")
    parts = [
        Part(kind, int(area) if area else None, text) for kind, area, text in zip(pieces[1::3], pieces[2::3], pieces[3::3], strict=True)
    ]
    content, foot = parts[-1].html.rsplit("</body>", 1)
    parts[-1] = Part(parts[-1].kind, parts[-1].area, content)
    return Divided(pieces[0], tuple(parts), f"</body>{foot}")
