import pytest
from hypothesis import given
from hypothesis import strategies as st

from portal.text import danish


def test_the_alphabet_ends_with_ae_oe_aa_and_double_a_comes_last():
    expected = ["Aulum", "Birkede", "Zebra", "Ærø", "Østerbro", "Åbenrå", "Aabenraa", "Ålborg", "Aalborg"]
    assert sorted(expected[::2] + expected[1::2], key=danish.sort_key) == expected


@pytest.mark.parametrize(
    ("one", "other"),
    [
        ("Åbenrå", "Aabenraa"),
        ("Ærø", "aeroe"),
        ("SØNDERLEV", "soenderlev"),
        ("Aarhus", "Århus"),
        ("idé", "ide"),
        ("A\u030abenra\u030a", "Åbenrå"),
    ],
)
def test_folding_lets_both_spellings_meet(one, other):
    assert danish.fold(one) == danish.fold(other)


@pytest.mark.parametrize(
    ("title", "address"),
    [
        ("Fælles pauser på mellemtrinnet", "faelles-pauser-paa-mellemtrinnet"),
        ("Ørsted & Åse: 3. klasse", "oersted-aase-3-klasse"),
        ("…", "uden-titel"),
        ("x" * 200, "x" * 80),
    ],
)
def test_addresses_keep_the_danish_letters(title, address):
    assert danish.slug(title) == address


@given(st.text())
def test_folding_twice_changes_nothing_more(text):
    assert danish.fold(danish.fold(text)) == danish.fold(text)
