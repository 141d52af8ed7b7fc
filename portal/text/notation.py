"""The plain text notation: paragraphs, "- " lists, "### " subheadings, **bold**, *italic*, [links](https://…).

The notation is a small subset of CommonMark. It is what is stored; HTML is made from it and never the other way round
without passing here. Everything outside the subset is shown as it was typed, so "3. klasse" stays a class and <b> stays text.
The editor reads and writes the same in the browser (static/js/editor/notation.js); tests/editor/ holds the two together.
"""

import re
from collections.abc import Iterable, Iterator

from django.utils.safestring import SafeString, mark_safe
from markdown_it import MarkdownIt
from markdown_it.common.normalize_url import normalizeLink
from markdown_it.token import Token

from portal.text.normalise import normalise

# Never shown: it keeps two signs apart that would be read together (the editor writes it where nothing else helps).
JOINER = "\u2060"
_SUBHEADING = re.compile(r"^###[ \t]+(?=.*[^#\s])")
_OTHER_NUMBER = re.compile(r"^(\d+)(?=[.)](?:\s|$))")
_OTHER_SIGN = re.compile(r"^(?=(?:[-+*]|#{1,6})(?:\s|$))")
_LAST_BACKSLASH = re.compile(r"(?<!\\)((?:\\\\)*)\\$")
_ENTITY = re.compile(r"(?<!\\)((?:\\\\)*)&(?=#?[A-Za-z0-9]+;)")
_LINKS = re.compile(r"^(https?://|mailto:|tel:)", re.IGNORECASE)


def _parser() -> MarkdownIt:
    parser = MarkdownIt("zero", {"html": False}).enable(["list", "heading", "emphasis", "link", "escape"])
    parser.validateLink = lambda url: bool(_LINKS.match(url))  # type: ignore[method-assign]
    parser.normalizeLink = lambda url: url  # type: ignore[method-assign] - as it was typed until it is shown
    return parser


_MARKDOWN = _parser()


def to_html(text: str, level: int = 3) -> SafeString:
    """Return safe HTML with subheadings at `level` (2–6). Raw HTML in the text comes out as text."""
    tokens = _tokens(text)
    for token in tokens:
        if token.type in {"heading_open", "heading_close"}:
            token.tag = f"h{level}"
    return mark_safe(_MARKDOWN.renderer.render(tokens, _MARKDOWN.options, {}))  # noqa: S308 - the parser escapes all raw HTML


def to_plain(text: str) -> str:
    """Return the words alone, one line per paragraph or list item: for search, counting and checks."""
    return "\n".join(_words(token) for token in _tokens(text) if token.type == "inline")


def items(text: str) -> list[str]:
    """Divide a text into its list items; a paragraph outside a list is an item of its own. For lessons."""
    chunks = re.split(r"\n\s*\n|\n(?=- )", normalise(text))
    return [chunk.removeprefix("- ").strip() for chunk in chunks if chunk.strip("- \n")]


def _tokens(text: str) -> list[Token]:
    tokens = _MARKDOWN.parse("\n".join(_lists_apart(map(_as_markdown, normalise(text).split("\n")))))
    for token in tokens:
        if token.type == "inline":
            token.children = _as_shown(token.children or [])
        elif token.type.startswith("paragraph") and token.level > 1:
            token.hidden = True  # An item is a line: a blank line before the next one makes it no looser.
    return tokens


def _as_markdown(line: str) -> str:
    """Escape what CommonMark would read as something that the notation doesn't have: other lists and headings, line breaks, &copy;."""
    line = _ENTITY.sub(r"\1\\&", _LAST_BACKSLASH.sub(r"\1\\\\", line.strip()))
    if _SUBHEADING.match(line):
        return line
    if line.startswith("- "):
        return "- " + _as_words(line[2:].strip())
    return _as_words(line)


def _as_words(line: str) -> str:
    return _OTHER_SIGN.sub(r"\\", _OTHER_NUMBER.sub(r"\1\\", line))


def _lists_apart(lines: Iterable[str]) -> Iterator[str]:
    """A line that follows a list without a blank line is a paragraph of its own, as people who type plain text expect."""
    before = ""
    for line in lines:
        if before and line and before.startswith("- ") != line.startswith("- "):
            yield ""
        yield line
        before = line


def _as_shown(children: list[Token]) -> list[Token]:
    """Give links their address as browsers want it and, where they have no words, as their words; take the joiners away."""
    shown: list[Token] = []
    for child in children:
        if child.type == "link_open":
            start, address = len(shown) + 1, str(child.attrs["href"])
            child.attrs["href"] = normalizeLink(address)
        elif child.type == "link_close" and not "".join(each.content for each in shown[start:]).strip():
            shown[start:] = [Token("text", "", 0, content=address)]
        child.content = child.content.replace(JOINER, "")
        shown.append(child)
    return shown


def _words(token: Token) -> str:
    return "".join("\n" if child.type == "softbreak" else child.content for child in token.children or [])
