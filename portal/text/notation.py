"""The plain text notation: paragraphs, "- " lists, "### " subheadings, **bold**, *italic*, [links](https://…).

The notation is a small subset of CommonMark. It is what is stored; HTML is made from it and never the other way round
without passing here. Everything outside the subset is shown as it was typed, so "3. klasse" stays a class and <b> stays text.
The editor reads and writes the same in the browser (static/js/editor/notation.js); tests/editor/ holds the two together.
"""

import re
from collections.abc import Iterable, Iterator

from django.utils.safestring import SafeString, mark_safe
from django.utils.translation import gettext as _
from markdown_it import MarkdownIt
from markdown_it.common.normalize_url import normalizeLink
from markdown_it.token import Token

from portal.text.normalise import normalise
from portal.text.passages import Mark, Stretch, divide

# Never shown: it keeps two signs apart that would be read together (the editor writes it where nothing else helps).
JOINER = "\u2060"
_SUBHEADING = re.compile(r"^###[ \t]+(?=.*[^#\s])")
_OTHER_NUMBER = re.compile(r"^(\d+)(?=[.)](?:\s|$))")
_SIGNS = ("-", "+", "*", "#")
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
    tokens = _MARKDOWN.parse("\n".join(_lists_apart(map(_as_markdown, normalise(text).split("\n")))))
    for token in tokens:
        if token.type == "inline":
            token.children = _as_shown(token.children or [])
        elif token.type.startswith("paragraph") and token.level > 1:
            token.hidden = True  # An item is a line: a blank line before the next one makes it no looser.
    return tokens


def _as_markdown(line: str) -> str:
    """Escape what CommonMark would read as something that the notation doesn't have: other lists and headings, line breaks, &copy;.

    Most lines have nothing of it, and an expression would read each of them to its end.
    """
    line = line.strip()
    if line.endswith("\\"):
        line = _LAST_BACKSLASH.sub(r"\1\\\\", line)
    if "&" in line:
        line = _ENTITY.sub(r"\1\\&", line)
    if _SUBHEADING.match(line):
        return line
    if line.startswith("- "):
        return "- " + _as_words(line[2:].strip())
    return _as_words(line)


def _as_words(line: str) -> str:
    if line[:1].isdigit():
        return _OTHER_NUMBER.sub(r"\1\\", line)
    return _OTHER_SIGN.sub(r"\\", line) if line.startswith(_SIGNS) else line


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
