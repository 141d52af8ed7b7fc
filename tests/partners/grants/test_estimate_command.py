import json

import pytest
from django.core.management import CommandError, call_command

GOOD = {"call": 2026, "activity": "shadowing", "country": "SE", "participants": 4, "days": 5, "travel_days": 2, "km": 600}


def printed(tmp_path, capsys, description) -> str:
    file = tmp_path / "ophold.json"
    file.write_text(description if isinstance(description, str) else json.dumps(description), encoding="utf-8")
    call_command("estimate_grant", str(file))
    return capsys.readouterr().out


def test_the_lines_their_rules_and_the_total(tmp_path, capsys):
    out = printed(tmp_path, capsys, GOOD)
    assert "7.452" in out
    assert "(ikke bekræftet)" in out
    assert "almindelig rejse" in out


@pytest.mark.parametrize(
    ("description", "words"),
    [
        ("{", "gyldig JSON"), ("[]", "call"), ({**GOOD, "call": "2026"}, "call"), ({**GOOD, "call": 1999}, "1999"),
        ({**GOOD, "days": 2.5}, "days: skal være et helt tal"), ({**GOOD, "days": True}, "days"), ({**GOOD, "days": -1}, "days"),
        ({**GOOD, "hotel": 1}, "hotel: feltet kendes ikke"), ({**GOOD, "activity": "ferie"}, "activity"), ({**GOOD, "country": "Sverige"}, "country"),
        ({**GOOD, "exceptional_costs": 1.5}, "exceptional_costs"), ({**GOOD, "exceptional_costs": "NaN"}, "exceptional_costs"),
        ({**GOOD, "starts_on": "7/9"}, "starts_on"), ({**GOOD, "starts_on": 7}, "starts_on"), ({**GOOD, "green": "ja"}, "green"),
        ({**GOOD, "days": 61}, "days: Jobskygning varer højst 60 dage"), ({"call": 2026}, "activity: skal udfyldes"),
    ],
)  # fmt: skip
def test_what_cannot_be_calculated_is_said_with_its_field(tmp_path, capsys, description, words):
    with pytest.raises(CommandError, match=words.replace("(", r"\(")):
        printed(tmp_path, capsys, description)


def test_a_file_that_is_not_there(tmp_path):
    with pytest.raises(CommandError, match="kan ikke læses"):
        call_command("estimate_grant", str(tmp_path / "ingen.json"))
