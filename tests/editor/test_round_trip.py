"""The editor and the notation are two ways to the same text: nothing is lost from one to the other (docs/decisions/0012)."""

from html.parser import HTMLParser
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st
from markdown_it.common.normalize_url import normalizeLink

from portal.text.normalise import normalise
from portal.text.notation import to_html

PIECES = [
    *"ab æ.,!(”-+#·•–*_[]\\&;<3)\n\t\u00a0\u2060😀",
    "  ",
    "**",
    "*",
    "**a**",
    "*b*",
    "***",
    "__",
    "\n- ",
    "\n\n",
    "\n### ",
    "\n3. ",
    "\n1) ",
]
PIECES += [
    "[a](https://x.dk)",
    "[**b** c](https://ø.dk/å?a=1&b=2)",
    "](https://x.dk)",
    "](mailto:a@b.dk)",
    "&amp;",
    "&#106;",
    "](javascript:x)",
    '](<https://x.dk/a b> "t")',
]
TYPED = st.lists(st.sampled_from(PIECES), max_size=24).map("".join) | st.text(max_size=40).map(normalise)

NASTY = [
    "3. klasse og 4. klasse",
    "- a\n-\n- b",
    "###",
    "**",
    "*",
    "linje et\nlinje to  \nlinje tre\\\nlinje fire",
    "kl**.**a og **”Hej”**sagde",
    "**a [b](https://x.dk) c** [**d** e](https://x.dk)",
    "_a**b**_**c**",
    "****a****",
    "***a** b*",
    "1) et\n2) to",
    "snake_case, C:\\temp, 5 * 3 og [sic]",
    "elever*, lærere* og forældre*",
    "[](https://x.dk)[ ](https://y.dk)",
    "[a](<https://x.dk/(b>) [c](https://x.dk/\\)d)",
    '[a](https://x.dk "med ”titel” og \\" i")',
    "[a](https://x.dk?a&copy;=1&amp;b) &copy; \\&copy; \\\\&copy;",
    "- - a\n- ### b\n- 1. c\n- * d",
    "### C#\n### a ###\n### \\#",
    "– Hej, sagde han\n\n\\- ikke en liste",
]


class _Shown(HTMLParser):
    """What a page shows: per line its kind, and per character its link, bold and italics (white space shows neither of the two)."""

    KINDS = {"p": "paragraph", "li": "item", "h3": "subheading"}

    def __init__(self, html: str) -> None:
        super().__init__()
        self.lines: list[dict[str, Any]] = []
        self.open: list[str] = []
        self.link: list[str | None] | None = None
        self.feed(html)
        self.close()

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        if tag == "a":
            found = dict(attrs)
            self.link = [found["href"], found.get("title")]
        elif tag in self.KINDS:
            self.lines.append({"kind": self.KINDS[tag], "characters": []})
        else:
            assert tag in {"ul", "strong", "em"}, tag
        self.open.append(tag)

    def handle_endtag(self, tag: str) -> None:
        assert self.open.pop() == tag
        self.link = None if tag == "a" else self.link

    def handle_data(self, data: str) -> None:
        if self.open and self.open[-1] != "ul":
            self.lines[-1]["characters"] += [self._character(char) for char in data.replace("\n", " ")]

    def _character(self, char: str) -> list[Any]:
        marks = [bool(char.strip()) and tag in self.open for tag in ("strong", "em")]
        return [char, self.link, *marks]


def shown(text: str) -> list[dict[str, Any]]:
    """What the page makes of a text in the notation."""
    lines = _Shown(to_html(text)).lines
    for line in lines:
        line["characters"] = _trimmed(line["characters"])
    return [line for line in lines if line["characters"]]


def _trimmed(characters: list[Any]) -> list[Any]:
    words = [index for index, character in enumerate(characters) if character[0].strip()]
    return characters[words[0] : words[-1] + 1] if words else []


def as_shown(lines: list[dict[str, Any]]) -> list[dict[str, Any]]:
    """What the editor says that it shows, with the addresses as browsers want them."""
    for line in lines:
        for character in line["characters"]:
            if character[1]:
                character[1][0] = normalizeLink(character[1][0])
    return lines


@given(TYPED)
def test_the_editor_shows_what_the_page_shows(ask, text):
    assert as_shown(ask("read", text)["shown"]) == shown(text)


@given(TYPED)
def test_what_the_editor_writes_is_shown_as_what_was_typed(ask, text):
    written = ask("read", text)["written"]
    assert shown(written) == shown(text)
    assert normalise(written) == written


@pytest.mark.parametrize("text", NASTY)
def test_what_people_really_type(ask, text):
    answer = ask("read", text)
    assert as_shown(answer["shown"]) == shown(text) == shown(answer["written"])


@pytest.mark.parametrize(
    "text",
    [
        "Et *kursivt* ord og et **fedt**, 3. klasse, snake_case, 5 * 3 og [sic].\n\n- et\n- to\n\n### Mellemrubrik\n\n[KL](https://kl.example/a?b=1)",
        "**Mål:** flere (*og gladere*) elever",
    ],
)
def test_ordinary_text_is_written_as_it_was_typed(ask, text):
    assert ask("read", text)["written"] == text


def _marked(text: str, marks: list[str], address: str) -> dict[str, Any]:
    found = [
        {"type": name, **({"attrs": {"href": address, "title": None}} if name == "link" else {})}
        for name in ("link", "strong", "em")
        if name in marks
    ]
    return {"type": "text", "text": text, "marks": found}


WORDS = st.text(st.sampled_from("abæ .,:!(”*_[]\\#-+3)•–&<😀\u00a0"), min_size=1, max_size=8) | st.sampled_from(
    ["- a", "### b", "3. klasse", "**", "[a](https://x.dk)"]
)
ADDRESSES = st.sampled_from(
    ["https://x.dk", "https://x.dk/a b", "https://x.dk/(a", "https://x.dk/\\<>", "mailto:a@b.dk", "https://x.dk?a=1&copy;=2"]
)
RUNS = st.lists(st.builds(_marked, WORDS, st.lists(st.sampled_from(["link", "strong", "em"]), max_size=3), ADDRESSES), max_size=6)


def _block(kind: str, lines: list[list[dict[str, Any]]]) -> dict[str, Any]:
    if kind == "list":
        return {"type": "list", "content": [{"type": "item", "content": line} for line in lines]}
    return {"type": kind, "content": lines[0]}


BLOCKS = st.builds(_block, st.sampled_from(["paragraph", "subheading", "list"]), st.lists(RUNS, min_size=1, max_size=3))
DOCUMENTS = st.lists(BLOCKS, min_size=1, max_size=4).map(lambda blocks: {"type": "doc", "content": blocks})


@given(DOCUMENTS)
def test_every_document_of_the_editor_can_be_stored_without_loss(ask, document):
    answer = ask("store", document)
    assert answer["after"] == answer["before"]
    assert answer["again"] == answer["written"]
