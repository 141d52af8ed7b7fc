import re

import pytest
from hypothesis import given
from hypothesis import strategies as st

from portal.text import notation
from portal.text.normalise import normalise, normalise_line
from portal.text.passages import Mark


@pytest.mark.parametrize(
    ("typed", "html"),
    [
        ("Et afsnit.", "<p>Et afsnit.</p>"),
        ("Et.\n\nTo.", "<p>Et.</p> <p>To.</p>"),
        ("Tre ting:\n- a\n- b\nSlut.", "<p>Tre ting:</p> <ul> <li>a</li> <li>b</li> </ul> <p>Slut.</p>"),
        ("- a\n\n- b", "<ul> <li>a</li> <li>b</li> </ul>"),
        ("### Elever\nGlade.", "<h4>Elever</h4> <p>Glade.</p>"),
        ("**Fed** og *kursiv*", "<p><strong>Fed</strong> og <em>kursiv</em></p>"),
        ("[KL](https://kl.example/a?b=1)", '<p><a href="https://kl.example/a?b=1">KL</a></p>'),
        ("3. klasse er med", "<p>3. klasse er med</p>"),
        ("2) og 3) prøvede", "<p>2) og 3) prøvede</p>"),
        ("# ikke en overskrift", "<p># ikke en overskrift</p>"),
        ("+ plus", "<p>+ plus</p>"),
        ("1 < 2 & 3 > 2", "<p>1 &lt; 2 &amp; 3 &gt; 2</p>"),
        ("• Words punkt", "<ul> <li>Words punkt</li> </ul>"),
        ("\uf0b7 Words eget punkt", "<ul> <li>Words eget punkt</li> </ul>"),
        ("    indrykket", "<p>indrykket</p>"),
        ("-", "<p>-</p>"),
        ("*", "<p>*</p>"),
        ("1.", "<p>1.</p>"),
        ("#", "<p>#</p>"),
        ("###", "<p>###</p>"),
        ("### ###", "<p>### ###</p>"),
        ("- 3. klasse\n- - to\n- # tre", "<ul> <li>3. klasse</li> <li>- to</li> <li># tre</li> </ul>"),
        ("et\\\nto", "<p>et\\ to</p>"),
        ("&copy; [a](https://a.example?b&copy;)", '<p>&amp;copy; <a href="https://a.example?b&amp;copy;">a</a></p>'),
        ("[](https://a.example)", '<p><a href="https://a.example">https://a.example</a></p>'),
        ("kl**\u2060.\u2060**a", "<p>kl<strong>.</strong>a</p>"),
    ],
)
def test_the_notation(typed, html):
    assert " ".join(notation.to_html(typed, 4).split()) == html


@pytest.mark.parametrize(
    "attack",
    [
        "<script>alert(1)</script>",
        "[x](javascript:alert(1))",
        "[x](JaVaScRiPt:alert(1))",
        "[x](data:text/html,<script>)",
        "[x](vbscript:x)",
        '[x](https://a.example/"onmouseover="alert(1))',
        "<img src=x onerror=alert(1)>",
        "[<b>x</b>](https://a.example)",
        "![x](https://a.example/x.png)",
    ],
)
def test_nothing_typed_becomes_markup(attack):
    tags = re.findall(r"<(/?\w+)([^>]*)>", notation.to_html(attack))
    assert {name.strip("/") for name, _ in tags} <= {"p", "a"}
    for _name, attributes in tags:
        assert re.fullmatch(r'( href="https?://[^"]*")?', attributes)


@given(st.text())
def test_any_text_gives_only_the_markup_of_the_notation(text):
    tags = set(re.findall(r"</?(\w+)", notation.to_html(text)))
    assert tags <= {"p", "ul", "li", "h3", "strong", "em", "a"}


@given(st.text())
def test_normalising_twice_changes_nothing_more(text):
    assert normalise(normalise(text)) == normalise(text)


def test_what_breaks_books_is_removed():
    assert normalise("a\u2028b\x0bc\x00\ufeff\ue000d\u00adx") == "a\nb\ncdx"
    assert normalise_line(" en\n linje\t her ") == "en linje her"


def test_lessons_are_items_whether_listed_or_not():
    assert notation.items("- Tæl først\n- Begynd **småt**\n\nOg vent.") == ["Tæl først", "Begynd **småt**", "Og vent."]
    assert notation.items("") == []


def test_the_words_alone():
    assert notation.to_plain("### Elever\n**Fem** af [ti](https://x.example)\n- ja") == "Elever\nFem af ti\nja"


# Marked passages


def marked(text: str, *quotes: str) -> str:
    """The HTML with the spoken word of each number left out."""
    html = notation.to_html(text, 4, [Mark(quote, number) for number, quote in enumerate(quotes, start=1)])
    return re.sub(r'<span class="sr-only">[^<]*</span>| id="sted-\d+"', "", " ".join(html.split()))


@pytest.mark.parametrize(
    ("text", "quotes", "html"),
    [
        ("Et barn kom ind.", ["barn kom"], "<p>Et <mark>barn kom<sup>1</sup></mark> ind.</p>"),
        ("Et\nbarn  kom", ["Et barn kom"], "<p><mark>Et barn kom<sup>1</sup></mark></p>"),
        ("Et **stille** barn", ["Et stille"], "<p><mark>Et </mark><strong><mark>stille<sup>1</sup></mark></strong> barn</p>"),
        (
            "Se [vores plan](https://kl.example) nu",
            ["plan nu"],
            '<p>Se <a href="https://kl.example">vores <mark>plan</mark></a><mark> nu<sup>1</sup></mark></p>',
        ),
        ("- Bygge\n- Fortælle", ["Fortælle"], "<ul> <li>Bygge</li> <li><mark>Fortælle<sup>1</sup></mark></li> </ul>"),
        ("Et.\n\nTo.", ["Et. To."], "<p><mark>Et.</mark></p> <p><mark>To.<sup>1</sup></mark></p>"),
        ("to og to", ["to"], "<p><mark>to<sup>1</sup></mark> og to</p>"),
        ("a b c d", ["a b c", "b c d"], "<p><mark>a </mark><mark>b c<sup>1</sup></mark><mark> d<sup>2</sup></mark></p>"),
        ("a b c", ["b", "a b c"], "<p><mark>a </mark><mark>b<sup>1</sup></mark><mark> c<sup>2</sup></mark></p>"),
        ("a b", ["b", "b"], "<p>a <mark>b<sup>1</sup><sup>2</sup></mark></p>"),
        ("Her står det ikke.", ["borte", "", "   "], "<p>Her står det ikke.</p>"),
        ("### Elever\nGlade", ["Elever"], "<h4><mark>Elever<sup>1</sup></mark></h4> <p>Glade</p>"),
        ("3. klasse (5*5)?", ["klasse (5*5)?"], "<p>3. <mark>klasse (5*5)?<sup>1</sup></mark></p>"),
    ],
)
def test_passages_are_marked(text, quotes, html):
    assert marked(text, *quotes) == html


@pytest.mark.parametrize("attack", ["<script>alert(1)</script>", '" onmouseover="alert(1)', "</mark><b>x", "(a+)+$", "\\", "&lt;b&gt;"])
def test_a_marked_passage_never_becomes_markup(attack):
    for html in (notation.to_html(f"Før {attack} efter", 3, [Mark(attack, 1)]), notation.line_to_html(f"Før {attack}", [Mark(attack, 1)])):
        assert set(re.findall(r"<(\w+)", html)) <= {"p", "mark", "sup", "span"}
        assert set(re.findall(r' (\w+)="', re.sub(r">[^<]*<", "><", html))) <= {"id", "class"}


@given(st.text(), st.lists(st.text(max_size=6), max_size=3))
def test_marking_changes_no_words(text, quotes):
    marks = [Mark(quote, number) for number, quote in enumerate(quotes, start=1)]
    html = re.sub(r'<sup id="sted-\d+">.*?</sup>|</?mark>', "", notation.to_html(text, 3, marks))
    assert html == notation.to_html(text)


def test_a_line_is_not_read_as_notation():
    html = notation.line_to_html("**Ikke** fed & [ikke](https://x.example)", [Mark("fed &", 4)])
    assert html == (
        '**Ikke** <mark>fed &amp;<sup id="sted-4"><span class="sr-only"> bemærkning </span>4</sup></mark> [ikke](https://x.example)'
    )
