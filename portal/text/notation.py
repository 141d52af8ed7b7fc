"""The plain text notation: paragraphs, "- " lists, "### " subheadings, **bold**, *italic*, [links](https://…).

The notation is a small subset of CommonMark. It is what is stored; HTML is made from it and never the other way round
without passing here. Everything outside the subset is shown as it was typed, so "3. klasse" stays a class and <b> stays text.
"""

import re
from collections.abc import Iterable, Iterator

from django.utils.safestring import SafeString, mark_safe
from django.utils.translation import gettext as _
from markdown_it import MarkdownIt
from markdown_it.token import Token

from portal.text.normalise import normalise
from portal.text.passages import Mark, Stretch, divide

_ORDERED = re.compile(r"^(\s*\d+)([.)])(?=\s|$)", re.MULTILINE)
_OTHER_HEADINGS = re.compile(r"^(\s*)(#{1,2}|#{4,})(?=\s)", re.MULTILINE)
_OTHER_BULLETS = re.compile(r"^(\s*)\+(?=\s)", re.MULTILINE)
_LINKS = re.compile(r"^(https?://|mailto:|tel:)", re.IGNORECASE)


def _parser() -> MarkdownIt:
    parser = MarkdownIt("zero", {"html": False}).enable(["list", "heading", "emphasis", "link", "escape"])
    parser.validateLink = lambda url: bool(_LINKS.match(url.strip()))  # type: ignore[method-assign]
    return parser


_MARKDOWN = _parser()


def to_html(text: str, level: int = 3, marks: Iterable[Mark] = ()) -> SafeString:
    """Return safe HTML with subheadings at `level` (2–6). Raw HTML in the text comes out as text.

    The words of each mark are wrapped in <mark>, across bold text and links too, and its number stands at their end.
    """
    tokens = _tokens(text)
    _mark(tokens, marks)
    for token in tokens:
        if token.type in {"heading_open", "heading_close"}:
            token.tag = f"h{level}"
    return mark_safe(_MARKDOWN.renderer.render(tokens, _MARKDOWN.options, {}))  # noqa: S308 - the parser escapes all raw HTML


def line_to_html(text: str, marks: Iterable[Mark] = ()) -> SafeString:
    """Return a text without notation (a title, a standfirst) as safe HTML with its passages marked."""
    line = Token("inline", "", 0, children=[Token("text", "", 0, content=text)])
    _mark([line], marks)
    return mark_safe(_MARKDOWN.renderer.renderInline(line.children or [], _MARKDOWN.options, {}))  # noqa: S308 - text is escaped


def to_plain(text: str) -> str:
    """Return the words alone, one line per paragraph or list item: for search, counting and checks."""
    return "\n".join(_words(token) for token in _tokens(text) if token.type == "inline")


def items(text: str) -> list[str]:
    """Divide a text into its list items; a paragraph outside a list is an item of its own. For lessons."""
    chunks = re.split(r"\n\s*\n|\n(?=- )", normalise(text))
    return [chunk.removeprefix("- ").strip() for chunk in chunks if chunk.strip("- \n")]


def _tokens(text: str) -> list[Token]:
    text = _ORDERED.sub(r"\1\\\2", normalise(text))
    text = _OTHER_BULLETS.sub(r"\1\\+", text)
    text = _OTHER_HEADINGS.sub(lambda match: match[1] + "\\#" * len(match[2]), text)
    return _MARKDOWN.parse(_lists_apart(text))


def _lists_apart(text: str) -> str:
    """A line that follows a list without a blank line is a paragraph of its own, as people who type plain text expect."""
    lines: list[str] = []
    for line in text.split("\n"):
        line = line.strip()
        after_item = bool(lines) and lines[-1].startswith("- ")
        if line and after_item and not line.startswith("- "):
            lines.append("")
        if line.startswith("- ") and lines and lines[-1] and not after_item:
            lines.append("")
        lines.append(line)
    return "\n".join(lines)


def _words(token: Token) -> str:
    return "".join(map(_run, token.children or []))


def _run(child: Token) -> str:
    return "\n" if child.type == "softbreak" else child.content


def _mark(tokens: list[Token], marks: Iterable[Mark]) -> None:
    """Wrap the passages where they stand, in all the paragraphs and items read as one text."""
    inline = [token for token in tokens if token.type == "inline"]
    runs = [run for token in inline for run in (*map(_run, token.children or []), "\n")]
    divided = iter(divide(runs, marks))
    for token in inline:
        token.children = [piece for child in token.children or [] for piece in _pieces(child, next(divided))]
        next(divided)


def _pieces(child: Token, stretches: list[Stretch]) -> Iterator[Token]:
    if child.type != "text":
        yield child
        return
    for stretch in stretches:
        words = [Token("text", "", 0, content=stretch.text), *(part for number in stretch.numbers for part in _number(number))]
        yield from _element("mark", *words) if stretch.is_marked else words


def _number(number: int) -> Iterator[Token]:
    spoken = Token("text", "", 0, content=_(" bemærkning "))
    hidden = _element("span", spoken, attrs={"class": "sr-only"})
    return _element("sup", *hidden, Token("text", "", 0, content=str(number)), attrs={"id": f"sted-{number}"})


def _element(tag: str, *content: Token, attrs: dict[str, str | int | float] | None = None) -> Iterator[Token]:
    yield Token(f"{tag}_open", tag, 1, attrs=attrs or {})
    yield from content
    yield Token(f"{tag}_close", tag, -1)
