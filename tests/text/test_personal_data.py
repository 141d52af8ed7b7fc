"""What the check for personal data finds, what it leaves alone, and the figures that the documentation shows."""

from pathlib import Path
from time import process_time

import pytest

from portal.text.personal_data import FindingKind, find
from tests.support.yardstick import slowness
from tests.text.measuring import THIRD, TUNED, UNSEEN, labelled, measure, table

DOCS = Path(__file__).parents[2] / "docs" / "personal-data.md"
# Found at least this often, and right at least this often, in per cent (tuned sentences): never lower than when it was written.
AT_LEAST = {"cpr": (100, 100), "email": (100, 100), "phone": (100, 100), "name": (97, 86), "situation": (100, 97)}


def kinds(text: str, **terms) -> list[str]:
    return [finding.kind.value for finding in find(text, **terms)]


def test_there_are_enough_sentences_of_both_kinds():
    rows = labelled(TUNED)
    with_data = sum(1 for expected, _sentence in rows if expected)
    assert len(rows) >= 220
    assert min(with_data, len(rows) - with_data) >= 100
    every = [sentence for path in (TUNED, UNSEEN, THIRD) for _expected, sentence in labelled(path)]
    assert len(set(every)) == len(every)
    assert len(labelled(THIRD)) >= 40


@pytest.mark.parametrize("kind", FindingKind.values)
def test_it_finds_no_less_than_the_day_it_was_measured(kind):
    score = measure(TUNED)[kind]
    recall, precision = AT_LEAST[kind]
    assert score.recall * 100 >= recall
    assert score.precision * 100 >= precision


@pytest.mark.parametrize("path", [TUNED, UNSEEN, THIRD], ids=["tuned", "unseen", "third"])
def test_the_documentation_shows_today_s_figures(path):
    assert table(path) in DOCS.read_text(encoding="utf-8")


@pytest.mark.parametrize(
    "text",
    [
        "1204121234",
        "120412-1234",
        "120412 1234",
        "12 04 12 1234",
        "12.04.12-1234",
        "120412–1234",
        "120412 - 1234",
        "(120412-1234)",
        "x\n120412-1234\ny",
        "Nr.120412-1234",
    ],
)
def test_a_date_and_four_digits_block(text):
    (finding,) = find(text)
    assert finding.kind == FindingKind.CPR
    assert finding.blocks
    assert text[finding.start : finding.end] == finding.excerpt


@pytest.mark.parametrize("last", ["0000", "1111", "1234", "9999"])
def test_modulus_11_clears_nothing(last):
    """Whatever the last four digits are, at most one in eleven would pass the check: it is never asked."""
    assert kinds(f"010203-{last}") == ["cpr"]


@pytest.mark.parametrize(
    "text", ["320112-1234", "001212-1234", "311312-1234", "310411-1234", "12345678901", "5798000123456", "2.604.121.234,50"]
)
def test_ten_digits_that_are_no_date_do_not(text):
    assert "cpr" not in kinds(text)


def test_the_contact_and_those_responsible_may_be_named():
    text = "Ring til Lone på 22 33 44 55, eller skriv til lone@egsted.dk."
    assert sorted(kinds(text)) == ["email", "name", "phone"]
    assert kinds(text, contact_email="Lone@egsted.dk", contact_phone="+45 2233 4455", people=["Lone Berg"]) == []


def test_a_situation_holds_the_whole_sentence_and_nothing_more():
    text = "Vi begyndte i august. En dreng i 4. klasse fik diagnosen autisme i marts. Det gik godt."
    (finding,) = find(text)
    assert finding.kind == FindingKind.SITUATION
    assert finding.excerpt == "En dreng i 4. klasse fik diagnosen autisme i marts."


def test_a_long_text_is_read_at_once():
    """A field of 200,000 characters takes no noticeable time, whatever it consists of."""
    for piece in ("1", "a", "A ", "12 ", "en dreng ", "@", "a.", "Emma "):
        find(piece * (40_000 // len(piece)))


# Bounds far above what it takes (milliseconds): they find a rule whose time grows with the square of the text.
IN_GOOD_TIME, IN_ANY_CASE = 0.1, 2.0


def test_ten_thousand_words_take_well_under_a_tenth_of_a_second():
    sentences = [sentence for _expected, sentence in labelled(TUNED)]
    plain = "Vi begyndte i august, og lærerne aftalte, hvem der tager hvilke timer på årgangen. "
    text = " ".join([*sentences, plain * 600])
    assert len(text.split()) >= 10_000
    find(text)
    assert min(_seconds(text) for _attempt in range(3)) < IN_GOOD_TIME * slowness()


@pytest.mark.parametrize(
    "piece",
    [
        *(
            "a",
            "æ",
            "1",
            " ",
            "\n",
            ".",
            "-",
            "@",
            "a@",
            "a.",
            "A",
            "A ",
            "a ",
            "12 ",
            "12-",
            "1204121234 ",
            "+45",
            "(at) ",
            "en ",
            "en en ",
        ),
        *(
            "ikke ",
            "er er ",
            "bor i i ",
            "forældrene ",
            "uro uro ",
            "møde om ",
            "Emma ",
            "Emma-",
            "_",
            "a_",
            "elev_",
            "elev ",
            "hjemme ",
            ". ”",
        ),
    ],
)
def test_no_text_makes_it_slow(piece):
    assert _seconds(piece * (60_000 // len(piece))) < IN_ANY_CASE


def _seconds(text: str) -> float:
    before = process_time()
    find(text)
    return process_time() - before


@pytest.mark.parametrize(
    "text", ["Emma_3b.jpg", "foto_Emma.jpg", "IMG_Emma_taarn.png", "elev_emma.png", "Emma fra 3.b.jpg"], ids=lambda text: text
)
def test_a_name_in_a_file_name_is_found(text):
    assert kinds(text) == ["name"]


@pytest.mark.parametrize(
    "text",
    [
        "Vi holdt et møde om fravær med en lærer fra hver årgang.",
        "En pædagog var på kursus i autisme.",
        "Læreren kan, hvis en elev bliver syg, ringe hjem.",
        "En fraværsvejleder begyndte i august.",
    ],
)
def test_a_topic_or_a_rule_is_nobodys_situation(text):
    assert kinds(text) == []
