"""Numbers pasted from a spreadsheet."""

from datetime import date
from decimal import Decimal

import pytest
from django.test import Client
from django.urls import reverse

from tests.factories import people
from tests.factories import trials as make
from tests.support.pages import check_page
from tests.trials.posting import press, standing_in
from trials.choices import MeasureKind, Section
from trials.models import Measure, MeasureValue, Version
from trials.pasted_values import Value, read, read_date, read_number

BEFORE, BETWEEN, AFTER = MeasureKind.BASELINE, MeasureKind.INTERIM, MeasureKind.FINAL


@pytest.mark.parametrize(
    ("text", "day"),
    [
        ("1.9.2025", date(2025, 9, 1)),
        ("01.09.2025", date(2025, 9, 1)),
        ("01-09-2025", date(2025, 9, 1)),
        ("1/9/2025", date(2025, 9, 1)),
        ("1.9.25", date(2025, 9, 1)),
        ("2025-09-01", date(2025, 9, 1)),
        ("2025-09-01 00:00:00", date(2025, 9, 1)),
        ("2025-09", date(2025, 9, 1)),
        ("sep. 2025", date(2025, 9, 1)),
        ("sep 2025", date(2025, 9, 1)),
        ("Sep-25", date(2025, 9, 1)),
        ("september 2025", date(2025, 9, 1)),
        ("SEPT. 2025", date(2025, 9, 1)),
        ("15. september 2025", date(2025, 9, 15)),
        ("15 sep 2025", date(2025, 9, 15)),
        ("maj 2026", date(2026, 5, 1)),
        ("okt. 2025", date(2025, 10, 1)),
        ("29.2.2028", date(2028, 2, 29)),
        ("31.12.2026", date(2026, 12, 31)),
        ("13.13.2025", None),
        ("31.2.2025", None),
        ("29.2.2025", None),
        ("9/2025/1", None),
        ("ma 2025", None),
        ("xyz 2025", None),
        ("1.9.", None),
        ("2025", None),
        ("45901", None),
        ("1.9.1850", None),
        ("uge 36", None),
        ("", None),
    ],
)
def test_dates_as_people_write_them(text, day):
    assert read_date(text) == day


@pytest.mark.parametrize(
    ("text", "number"),
    [
        ("14", "14.00"),
        ("14,5", "14.50"),
        ("14.5", "14.50"),
        ("1.250", "1250.00"),
        ("1.250,5", "1250.50"),
        ("12.345.678", "12345678.00"),
        ("1 250", "1250.00"),
        ("1\u00a0250,75", "1250.75"),
        ("0.125", "0.13"),
        ("66,666667", "66.67"),
        ("62 %", "62.00"),
        ("62,5%", "62.50"),
        ("-3", "-3.00"),
        ("−3,5", "-3.50"),
        ("0", "0.00"),
        ("007", "7.00"),
        ("9999999999", "9999999999.00"),
        ("10000000000", None),
        ("1,2,3", None),
        ("1.25,5", None),
        ("1.250.5", None),
        ("14 elever", None),
        ("kr. 4.000", None),
        (",5", None),
        ("5,", None),
        ("1e5", None),
        ("NaN", None),
        ("", None),
        ("-", None),
        ("١٤", None),
    ],
)
def test_numbers_as_people_write_them(text, number):
    assert read_number(text) == (None if number is None else Decimal(number))


def shown(values: list[Value]) -> list[tuple[str, str, str]]:
    return [(value.taken_on.isoformat(), f"{value.value:f}".removesuffix(".00"), value.kind) for value in values]


@pytest.mark.parametrize(
    ("text", "values"),
    [
        (
            "1.9.2025\t14\n1.12.2025\t17\n18.5.2026\t20",
            [("2025-09-01", "14", BEFORE), ("2025-12-01", "17", BETWEEN), ("2026-05-18", "20", AFTER)],
        ),
        ("1.9.2025;14\r\n18.5.2026;20\r\n", [("2025-09-01", "14", BEFORE), ("2026-05-18", "20", AFTER)]),
        ("Dato\tElever\nsep. 2025\t14", [("2025-09-01", "14", BEFORE)]),
        ("Dato;Værdi;Hvornår\n1.9.2025;14;før\n1.12.2025;17;Efter", [("2025-09-01", "14", BEFORE), ("2025-12-01", "17", AFTER)]),
        ("\n\n1.9.2025\t14\t\n\n", [("2025-09-01", "14", BEFORE)]),
        ("18.5.2026\t20\n1.9.2025\t14", [("2025-09-01", "14", BEFORE), ("2026-05-18", "20", AFTER)]),
        ("1.9.2025\t14\tundervejs\n1.10.2025\t15", [("2025-09-01", "14", BETWEEN), ("2025-10-01", "15", AFTER)]),
        ('"1.9.2025";"14,5"', [("2025-09-01", "14.50", BEFORE)]),
        ("", []),
        ("Dato\tElever", []),
    ],
)
def test_lines_of_a_sheet(text, values):
    pasted = read(text)
    assert (shown(pasted.values), pasted.faults) == (values, [])


def test_beside_other_values_they_lie_between():
    assert [value.kind for value in read("1.9.2025\t14\n1.10.2025\t15\tefter", is_first=False).values] == [BETWEEN, AFTER]


@pytest.mark.parametrize(
    ("text", "faults"),
    [
        ("1.9.2025\t14\nuge 40\t15", ["Linje 2, ”uge 40 15”: datoen ”uge 40” kan ikke læses."]),
        ("1.9.2025\tmange", ["Linje 1, ”1.9.2025 mange”: tallet ”mange” kan ikke læses."]),
        ("uge 36\t14", ["Linje 1, ”uge 36 14”: datoen ”uge 36” kan ikke læses."]),
        ("1.9.2025\t14\tsenere", ["Linje 1, ”1.9.2025 14 senere”: ”senere” er hverken før, undervejs eller efter."]),
        ("1.9.2025 14", ["Linje 1, ”1.9.2025 14”: der skal stå en dato og et tal, med tabulator eller semikolon imellem."]),
        ("Dato\tTal\nDato\tTal", ["Linje 2, ”Dato Tal”: datoen ”Dato” kan ikke læses."]),
        ("1.9.2025\t1\t2\t3", ["Linje 1, ”1.9.2025 1 2 3”: der skal stå en dato og et tal, med tabulator eller semikolon imellem."]),
        ("\n1.9.2025\tx\nx\t1", ["Linje 2, ”1.9.2025 x”: tallet ”x” kan ikke læses.", "Linje 3, ”x 1”: datoen ”x” kan ikke læses."]),
    ],
)
def test_each_line_that_cannot_be_read_is_named(text, faults):
    assert read(text).faults == faults


# The page


@pytest.fixture
def version(db) -> Version:
    return make.draft(complete=False)


@pytest.fixture
def writer(version: Version, sign_in) -> Client:
    return sign_in(people.actor("contributor", version.trial.home_school))


def values_of(version: Version) -> list[tuple[str, str, str]]:
    found = MeasureValue.objects.filter(measure__trial=version.trial)
    return [(f"{value.taken_on}", f"{float(value.value):g}", value.kind) for value in found]


def test_pasting_a_sheet_and_a_longer_one_later(version, writer):
    url = reverse("trials:section", args=[version.pk, Section.MEASURES.value])
    check_page(writer.get(url).content)
    sheet = "Dato\tElever\n1.9.2025\t14\n1.12.2025\t17,5\n18.5.2026\t20"
    assert press(writer, url, {"measures-0-name": "Uro", "measures-0-pasted": sheet}).status_code == 302
    first = [("2025-09-01", "14", BEFORE), ("2025-12-01", "17.5", BETWEEN), ("2026-05-18", "20", AFTER)]
    assert values_of(version) == first
    page = writer.get(url)
    assert standing_in(page)["measures-0-pasted"] == [""]
    press(writer, url, {"measures-0-pasted": f"{sheet}\n1.9.2026\t21"}, page=page)
    assert values_of(version) == [*first, ("2026-09-01", "21", BETWEEN)], "what was there already is not doubled"


def test_what_cannot_be_read_stays_in_the_field_and_nothing_is_half_saved(version, writer):
    url = reverse("trials:section", args=[version.pk, Section.MEASURES.value])
    sheet = "1.9.2025\t14\nuge 40\t15"
    answer = press(writer, url, {"measures-0-name": "Uro", "measures-0-pasted": sheet})
    html = answer.content.decode()
    check_page(html)
    assert "Linje 2, ”uge 40 15”: datoen ”uge 40” kan ikke læses." in html
    assert standing_in(answer)["measures-0-pasted"] == [sheet]
    assert not Measure.objects.exists()


def test_a_sheet_without_a_name_for_what_was_measured_is_not_thrown_away(version, writer):
    url = reverse("trials:section", args=[version.pk, Section.MEASURES.value])
    answer = press(writer, url, {"measures-0-pasted": "1.9.2025\t14"})
    assert 'href="#id_measures-0-name"' in answer.content.decode()


def test_there_is_room_for_sixty(version, writer):
    url = reverse("trials:section", args=[version.pk, Section.MEASURES.value])
    sheet = "\n".join(f"{day}.{month}.2025\t{day}" for month in (1, 3, 5) for day in range(1, 22))
    answer = press(writer, url, {"measures-0-name": "Uro", "measures-0-pasted": sheet})
    assert "Der kan højst stå 60 tal" in answer.content.decode()
    assert not Measure.objects.exists()
    press(writer, url, {"measures-0-name": "Uro", "measures-0-pasted": "\n".join(sheet.splitlines()[:60])})
    assert MeasureValue.objects.count() == 60
    assert press(writer, url).status_code == 302, "the page can still be saved"
