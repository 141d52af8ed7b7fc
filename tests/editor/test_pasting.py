"""What people copy from elsewhere becomes clean text with real lists."""

from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

COPIED = Path(__file__).parent.parent / "data" / "paste"


def _read(name: str) -> str:
    return (COPIED / name).read_text(encoding="utf-8").strip("\n")


@pytest.mark.parametrize(
    ("kind", "copied", "wanted"), [("html", "word.html", "word.txt"), ("html", "docs.html", "docs.txt"), ("text", "pdf-in.txt", "pdf.txt")]
)
def test_from_word_google_docs_and_pdf(ask, kind, copied, wanted):
    assert ask(kind, _read(copied)) == _read(wanted)


@pytest.mark.parametrize(
    ("html", "wanted"),
    [
        ("<p>et</p><p>to</p>", "et\n\nto"),
        ("løs tekst <b>fed</b>", "løs tekst **fed**"),
        ("<div>et<div>to</div>tre</div>", "et\n\nto\n\ntre"),
        ("<p>et<br>to</p><ul><li>a<br>b</li></ul>", "et\n\nto\n\n- a b"),
        ("<ul><li>a<ul><li>b</li></ul></li><li>c</li></ul>", "- a\n- b\n- c"),
        ("<h1>A <b>b</b></h1><h6>c</h6>", "### A b\n\n### c"),
        ("<p>&bull; a</p><p>·&nbsp;&nbsp; b</p>", "- a\n- b"),
        (
            "<p class=MsoListParagraph>§&nbsp;&nbsp;a</p><p class='MsoListParagraph'>2)&nbsp; b</p><p class=MsoListParagraph>o hvis</p>",
            "- a\n- b\n\no hvis",
        ),
        (
            "<a href='javascript:alert(1)'>x</a> <a href='mailto:a@b.example'>y</a> <a href=' tel:12345678 '>z</a>",
            "x [y](mailto:a@b.example) [z](tel:12345678)",
        ),
        ("<script>alert(1)</script><style>p{}</style><p title='a>b'>ren</p><img src=x onerror=alert(1)>", "ren"),
        ("<p>1 &lt; 2 &amp;amp; &#8221;ja&#x201d; &ukendt;</p>", "1 < 2 &amp; ”ja” &ukendt;"),
        ("<p>a\n   b&nbsp; c 5&nbsp;km</p>", "a b c 5\u00a0km"),
        ("<p>* a</p><p># b</p><p>**c**</p>", "\\* a\n\n# b\n\n\\*\\*c\\*\\*"),
        ("<!-- <p>gemt</p> --><p>a</p>", "a"),
        ("<span style='font-weight:600'>a</span><i style='font-style:normal'>b</i>", "**a**b"),
        ("<p></p><table><tr><td></td></tr></table>", ""),
    ],
)
def test_html_as_it_comes(ask, html, wanted):
    assert ask("html", html) == wanted


@pytest.mark.parametrize(
    ("text", "wanted"),
    [
        ("et ord", "et ord"),
        ("Kort linje\nNy kort linje", "Kort linje\n\nNy kort linje"),
        ("3. klasse var med\n4. klasse kom til", "3. klasse var med\n\n4. klasse kom til"),
        ("- a\n- b\r\n– c", "- a\n- b\n- c"),
        ("\uf0b7 a\n\uf0a7 b", "- a\n- b"),
        ("### Rubrik\nTekst", "### Rubrik\n\nTekst"),
        ("skole\u00ad\ndagen", "skoledagen"),
        ("*a* og **b**", "\\*a\\* og \\*\\*b\\*\\*"),
        ("", ""),
    ],
)
def test_plain_text_as_it_comes(ask, text, wanted):
    assert ask("text", text) == wanted


@given(
    st.lists(
        st.sampled_from(
            [
                "<p>",
                "</p>",
                "<ul>",
                "<li>",
                "</li>",
                "</ul>",
                "<b>",
                "</b>",
                "<a href='https://x.dk'>",
                "</a>",
                "<h2>",
                "<br>",
                "a",
                " ",
                "&nbsp;",
                "·",
                "<",
                "<!--",
                "-->",
                "<o:p>",
                "'",
            ]
        ),
        max_size=30,
    ).map("".join)
)
def test_any_html_is_stored_as_text_that_is_read_as_it_was_stored(ask, html):
    stored = ask("html", html)
    assert ask("read", stored)["written"] == stored
