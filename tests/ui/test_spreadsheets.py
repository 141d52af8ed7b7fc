"""A list as a file (portal.ui.spreadsheets): what Excel and other programs read out of it."""

import csv
import io
from datetime import UTC, date, datetime
from decimal import Decimal

import openpyxl
import pytest

from portal.ui.spreadsheets import as_csv, as_xlsx
from portal.ui.templatetags.ui import unbroken

COLUMNS = [(name.capitalize(), lambda row, name=name: row[name]) for name in ("navn", "dag", "tid", "antal", "beløb")]
ROW = {
    "navn": 'Æblehøj; "den" store\nskole',
    "dag": date(2026, 3, 3),
    "tid": datetime(2026, 7, 1, 10, 30, 59, tzinfo=UTC),
    "antal": 3,
    "beløb": Decimal("1.5"),
}
FORMULAS = ["=1+1", "+45 12 34 56 78", "-2+3", "@SUM(A1)", "\tx", "  =HYPERLINK(1)", "\r=1"]


def sheet_of(response):
    return openpyxl.load_workbook(io.BytesIO(response.getvalue())).active


def table_of(response) -> list[list[str]]:
    return list(csv.reader(io.StringIO(response.getvalue().decode("utf-8-sig"), newline=""), delimiter=";"))


def test_a_workbook_keeps_what_is_a_date_and_what_is_a_number():
    sheet = sheet_of(as_xlsx(COLUMNS, [ROW], "Skoler: alle"))
    assert [cell.value for cell in sheet[1]] == ["Navn", "Dag", "Tid", "Antal", "Beløb"]
    assert [cell.value for cell in sheet[2]] == [ROW["navn"], datetime(2026, 3, 3), datetime(2026, 7, 1, 12, 30), 3, 1.5]
    assert [cell.is_date for cell in sheet[2]] == [False, True, True, False, False]
    assert (sheet.title, sheet.freeze_panes, sheet.auto_filter.ref) == ("Skoler  alle", "A2", "A1:E2")
    assert sheet.column_dimensions["A"].width > sheet.column_dimensions["D"].width


def test_csv_is_as_danish_excel_reads_it():
    answer = as_csv(COLUMNS, [ROW], "Skoler")
    raw = answer.getvalue()
    assert raw.startswith(b"\xef\xbb\xbfNavn;Dag;Tid;Antal;Bel\xc3\xb8b\r\n")
    assert table_of(as_csv(COLUMNS, [ROW], "Skoler"))[1] == [ROW["navn"], "2026-03-03", "2026-07-01 12:30", "3", "1,5"]


@pytest.mark.parametrize("text", FORMULAS)
def test_a_text_never_runs_as_a_formula(text):
    columns = [("Navn", lambda row: row)]
    assert sheet_of(as_xlsx(columns, [text], "Navne"))["A2"].data_type == "s"
    assert table_of(as_csv(columns, [text], "Navne"))[1][0] == f"'{text}"


def test_a_negative_number_is_still_a_number():
    columns = [("Ændring", lambda row: row)]
    assert sheet_of(as_xlsx(columns, [-4], "Tal"))["A2"].value == -4
    assert table_of(as_csv(columns, [-4], "Tal"))[1] == ["-4"]


def test_characters_that_no_sheet_can_hold_are_left_out():
    assert sheet_of(as_xlsx([("Navn", str)], ["a\x0bb\x00c"], "Navne"))["A2"].value == "abc"


def test_a_date_in_words_can_be_found_with_ordinary_spaces():
    columns = [("Oplysninger", unbroken)]
    assert sheet_of(as_xlsx(columns, ["8.–12. januar 2027"], "Ophold"))["A2"].value == "8.–12. januar 2027"
    assert table_of(as_csv(columns, ["8.–12. januar 2027"], "Ophold"))[1] == ["8.–12. januar 2027"]


def test_an_empty_list_has_its_head():
    assert sheet_of(as_xlsx(COLUMNS, [], "Skoler")).max_row == 1
    assert len(table_of(as_csv(COLUMNS, [], "Skoler"))) == 1


@pytest.mark.django_db
def test_the_file_is_called_after_the_list():
    """Closing an answer looks after the connections: that is why it needs the database."""
    answer = as_xlsx(COLUMNS, [], "Prøvehandlinger")
    assert 'filename="proevehandlinger-' in answer["Content-Disposition"]
    assert answer["X-Content-Type-Options"] == "nosniff"
    answer.close()


@pytest.mark.parametrize("heading", FORMULAS)
def test_a_heading_that_somebody_has_typed_never_runs(heading):
    columns = [(heading, lambda row: row)]
    (head,), *_rows = table_of(as_csv(columns, ["x"], "Skoler"))
    assert not head.startswith(("=", "+", "-", "@", "\t", "\r"))
    assert sheet_of(as_xlsx([(heading + "\x07", lambda row: row)], ["x"], "Skoler"))["A1"].data_type == "s"
