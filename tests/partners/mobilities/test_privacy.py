"""Names in texts where nobody is named: the whole name, a part of it alone, and the genitive."""

import pytest

from partners.mobilities.privacy import named_in, without_names

NAME = "Jonas Bo Tved"


@pytest.mark.parametrize(
    ("text", "left"),
    [
        ("Jonas Bo Tved lyttede.", "… lyttede."),
        ("Tved lyttede.", "… lyttede."),
        ("Jonas lyttede.", "… lyttede."),
        ("Det var Tveds idé.", "Det var … idé."),
        ("Det var Jonas’ idé.", "Det var …’ idé."),
        ("Det var Jonas Bo Tveds idé.", "Det var … idé."),
    ],
)
def test_a_name_is_found_and_left_out(text, left):
    assert named_in(text, [NAME]) == [NAME]
    assert without_names(text, [NAME]) == left


@pytest.mark.parametrize("text", ["Tvedestrand er en by.", "Bo er kort.", "Vi lyttede.", "jonas-filen"])
def test_what_is_no_name_stays(text):
    assert named_in(text, [NAME]) == []
    assert without_names(text, [NAME]) == text


@pytest.mark.parametrize("name", ["", "Karen", "  Karen  "])
def test_one_name_alone(name):
    assert named_in("Karens idé", [name.strip()]) == ([name.strip()] if name else [])
