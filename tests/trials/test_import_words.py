"""Which words an import file may use."""

from datetime import date

import pytest

from trials.choices import Grade, Life, Scope, Visibility
from trials.services.import_words import BadRow, Period, as_notation, read_case, unread

CASE = {"title": "T", "municipality": "Egsted"}


@pytest.mark.parametrize(
    ("written", "grades"),
    [
        ("0.–2. klasse", ["0", "1", "2"]),
        ("4.-6. klasse", ["4", "5", "6"]),
        ("5. årgang", ["5"]),
        ("10. klasse, ungdomsskole", ["10", "youth"]),
        ("indskoling og mellemtrin", ["lower", "middle"]),
        (["3", 4], ["3", "4"]),
        ("grades 1-3", ["1", "2", "3"]),
        ("SFO", ["sfo"]),
        ("", []),
        (None, []),
    ],
)
def test_grades(written, grades):
    assert read_case({**CASE, "grades": written}).grades == [Grade(grade) for grade in grades]


@pytest.mark.parametrize("written", ["11. klasse", "3.–1. klasse", "148 elever", "alle"])
def test_unknown_grades_are_refused(written):
    with pytest.raises(BadRow, match="grades"):
        read_case({**CASE, "grades": written})


@pytest.mark.parametrize(
    ("written", "period"),
    [
        ("Skoleåret 2025/26", Period("2025/26")),
        ("2025/2026", Period("2025/26")),
        ("Februar 2025 – juni 2026", Period("", date(2025, 2, 1), date(2026, 6, 30))),
        ("February 2025 - June 2026", Period("", date(2025, 2, 1), date(2026, 6, 30))),
        ("februar 2024", Period("", date(2024, 2, 1), date(2024, 2, 29))),
        ("", Period()),
    ],
)
def test_periods(written, period):
    assert read_case({**CASE, "period": written}).period == period


@pytest.mark.parametrize("written", ["i foråret", "juni 2026 – februar 2025", "2025", "maj – juni"])
def test_unknown_periods_are_refused(written):
    with pytest.raises(BadRow, match="Perioden"):
        read_case({**CASE, "period": written})


@pytest.mark.parametrize(
    ("written", "life", "outcome"),
    [
        ("delvist", Life.EVALUATED, "partly"),
        ("Som ventet", Life.EVALUATED, "as_expected"),
        ("not_as_expected", Life.EVALUATED, "not_as_expected"),
        ("Kom ikke i gang", Life.NEVER_STARTED, ""),
        ("i gang", Life.RUNNING, ""),
        ("", Life.RUNNING, ""),
    ],
)
def test_outcomes(written, life, outcome):
    case = read_case({**CASE, "outcome": written})
    assert (case.life, case.outcome) == (life, outcome)


@pytest.mark.parametrize(
    ("school", "written", "scope"),
    [
        ("Skolen", "", Scope.NAMED),
        (["A", "B"], "", Scope.NAMED),
        ("", "", Scope.UNNAMED),
        ([], "Hele kommunen", Scope.MUNICIPALITY),
        ("", "municipality", Scope.MUNICIPALITY),
    ],
)
def test_no_school_is_not_the_whole_municipality(school, written, scope):
    assert read_case({**CASE, "school": school, "scope": written}).scope == scope


def test_named_schools_must_be_named():
    with pytest.raises(BadRow, match="school"):
        read_case({**CASE, "scope": "named"})


@pytest.mark.parametrize(
    ("written", "visibility"),
    [("", Visibility.EVERYONE), ("Alle", Visibility.EVERYONE), ("kun skolen", Visibility.SCHOOL), ("Kommunen", Visibility.MUNICIPALITY)],
)
def test_visibilities(written, visibility):
    assert read_case({**CASE, "visibility": written}).visibility == visibility


def test_perspectives_by_name_or_code_and_what_is_neither_keeps_its_name():
    change = {"Elever": "A", "staff": "B", "PPR/ressourcepersoner": ["C", "• D"], "Pedellen": "E"}
    case = read_case({**CASE, "change": change})
    assert case.observations == [(["pupils"], "A"), (["staff"], "B"), (["ppr"], "C\n\n- D")]
    assert case.change == "### Pedellen\n\nE"


@pytest.mark.parametrize(
    ("value", "text"),
    [
        ("En tekst", "En tekst"),
        (["Et", "To"], "Et\n\nTo"),
        (["Et", "• a", "- b", "To"], "Et\n\n- a\n- b\n\nTo"),
        ("Et\n• a\n• b", "Et\n- a\n- b"),
        ([], ""),
        (None, ""),
        (["", " "], ""),
    ],
)
def test_paragraphs_and_items(value, text):
    assert as_notation(value, "done") == text


@pytest.mark.parametrize("raw", [None, "tekst", [], {**CASE, "done": 3}, {**CASE, "school": {"a": 1}}, {"title": "T"}])
def test_what_is_not_a_case_is_refused(raw):
    with pytest.raises(BadRow):
        read_case(raw)


def test_a_field_that_is_not_known_is_named_and_skipped():
    assert read_case({**CASE, "kilde": "S1"}) == read_case(CASE)
    assert unread({**CASE, "kilde": "S1"}) == "Ukendte felter er sprunget over: kilde."
    assert unread(CASE) == ""
