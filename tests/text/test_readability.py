import pytest

from portal.text.readability import FEWEST_WORDS, readability
from portal.text.sentences import sentences


def test_lix_is_words_per_sentence_and_the_share_of_long_words():
    """Ten sentences of five words, one of them longer than six letters: 5 + 20."""
    measured = readability("Nu får vi meget undervisning. " * 10)
    assert (measured.words, measured.lix) == (50, 25)


@pytest.mark.parametrize("text", ["", "Kort.", "ord " * (FEWEST_WORDS - 1), "1 2 3 4 5 " * 20])
def test_a_short_text_has_no_measure(text):
    assert readability(text) is None


@pytest.mark.parametrize(
    ("text", "meaning"),
    [
        ("Vi er her nu. " * 12, "meget let, som en børnebog"),
        ("Alle de store elever går ud og ser på fuglene. " * 6 + "Så kommer de tilbage.", "meget let, som en børnebog"),
        ("Kommunalbestyrelsens inklusionsstrategi forudsætter tværprofessionelt samarbejde. " * 12, "meget tung, som en lovtekst"),
    ],
)
def test_the_number_is_said_in_words(text, meaning):
    assert str(readability(text).meaning) == meaning


def test_the_three_longest_sentences_come_longest_first():
    text = "Kort. " * 40 + "Fire ord er her. Seks ord er der i denne. Fem ord er der her. Tre ord her."
    assert readability(text).longest == ["Seks ord er der i denne.", "Fem ord er der her.", "Fire ord er her."]


def test_list_items_and_headings_are_sentences_of_their_own():
    assert readability("### Sådan\n\n- " + "\n- ".join(["et to tre fire"] * 12)).lix == round(49 / 13)


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("Vi er i 4. klasse. Det går.", ["Vi er i 4. klasse.", "Det går."]),
        ("”Ja!” Sagde hun? Nej.", ["”Ja!”", "Sagde hun?", "Nej."]),
        ("Ingen punktum\nNy linje", ["Ingen punktum", "Ny linje"]),
        ("kl. 8.30 begynder vi.", ["kl. 8.30 begynder vi."]),
        ("", []),
    ],
)
def test_sentences(text, expected):
    assert sentences(text) == expected
