import pytest
from hypothesis import given
from hypothesis import strategies as st

from portal.text.marking import Sought, excerpt, marked
from portal.text.words import spans_of_words

ABSENCE = Sought(frozenset({"fravær"}), (("fravær", 4),))


@pytest.mark.parametrize(
    ("text", "html"),
    [
        ("Mindre fravær, flere <timer>", "Mindre <mark>fravær</mark>, flere &lt;timer&gt;"),
        ("FRAVÆRET faldt", "<mark>FRAVÆRET</mark> faldt"),
        ("Fraeværet", "Fraeværet"),
        ("Fravaerstal", "<mark>Fravaerstal</mark>"),
        ("fra-vær", "<mark>fra-vær</mark>"),
        ("fraværsregistrering", "fraværsregistrering"),
    ],
)
def test_found_words_are_marked(text, html):
    assert marked(text, ABSENCE) == (html, "<mark>" in html)


def test_an_excerpt_is_the_first_sentence_with_a_found_word():
    assert excerpt("Vi talte. Så faldt fraværet. Fravær igen.", ABSENCE) == "Så faldt <mark>fraværet</mark>."
    assert excerpt("Vi talte.", ABSENCE) is None


def test_a_long_sentence_is_cut_around_the_word():
    shown = excerpt(f"{'ord ' * 100}fravær {'ord ' * 100}", ABSENCE)

    assert shown.startswith("…ord ")
    assert shown.endswith(" ord…")
    assert "<mark>fravær</mark>" in shown
    assert len(shown) < 220


WRITTEN = st.text(alphabet=st.sampled_from("abeoåæøéAÅ -’.*1_"), max_size=40) | st.text(max_size=40)


@given(WRITTEN, WRITTEN, st.integers(0, 40))
def test_no_text_with_a_found_word_is_passed_over(text, asked, most):
    words = [folded for _start, _end, folded in spans_of_words(f"{asked} {text[:3]}")]
    sought = Sought(frozenset(words[:2]), tuple((word, most) for word in words[2:]))

    if any(sought.finds(folded) for _start, _end, folded in spans_of_words(text)):
        assert sought.may_stand_in(text)
