import io
from datetime import date

import pytest
from openpyxl import Workbook
from openpyxl.chart import BarChart

from portal.files.refusal import BadFile
from portal.files.tables import MOST_BYTES, Cell, Line, check_size, heads_in, lines_of_csv, lines_of_sheet, plain_text, texts_under

HEADS = {"name": "Navn", "country": "Land"}


def book(*rows, change=lambda book: None) -> bytes:
    made = Workbook()
    for row in rows:
        made.active.append(row)
    change(made)
    target = io.BytesIO()
    made.save(target)
    return target.getvalue()


def read(content, **limits):
    return lines_of_sheet(content, **{"most_unpacked": 1_000_000, "most_lines": 10, "most_columns": 3, **limits})


def values(lines):
    return [[cell.value for cell in line.cells] for line in lines]


def line(*said):
    return Line(1, [Cell(value) for value in said])


def test_a_sheet_is_read_line_by_line_as_the_file_numbers_them():
    lines = read(book(["Navn", "Dag"], [], ["Anna", date(2026, 3, 1)]))
    assert [(line.number, line.is_filled) for line in lines] == [(1, True), (2, False), (3, True)]
    assert lines[2].cells[0] == Cell("Anna")
    assert lines[2].cells[1].value.date() == date(2026, 3, 1)


def test_a_cell_that_cannot_be_used_says_why_and_is_filled():
    (only,) = read(book(["=1+1", "#REF!", None, "x"]), most_columns=4)
    formula, error, nothing, _text = only.cells
    assert "formel uden resultat" in formula.problem and formula.is_filled
    assert "fejlen #REF!" in error.problem and error.value is None
    assert not nothing.is_filled


def test_what_lies_beyond_the_limits_is_not_read():
    def far(made):
        made.active["XFD1048576"] = "langt væk"

    lines = read(book(["a", "b", "c", "d"], change=far))
    assert values(lines[:1]) == [["a", "b", "c"]]
    assert len(lines) == 10


def test_another_sheet_than_the_first_may_be_chosen():
    content = book(["a"], change=lambda made: made.create_sheet("Anden").append(["b"]))
    assert values(read(content, choose=lambda made: made["Anden"])) == [["b"]]


def test_a_workbook_without_a_sheet_is_refused():
    def only_a_chart(made):
        made.create_chartsheet("Graf").add_chart(BarChart())
        made.remove(made.worksheets[0])

    with pytest.raises(BadFile, match="Filen er tom"):
        read(book(change=only_a_chart))


@pytest.mark.parametrize("encoding", ["utf-8", "utf-8-sig", "cp1252", "utf-16"])
@pytest.mark.parametrize("separator", [";", ",", "\t"])
def test_csv_is_read_in_the_usual_encodings_and_separators(encoding, separator):
    lines = lines_of_csv(f"Navn{separator}By\r\nÅse{separator}Ærø\r\n".encode(encoding))
    assert values(lines) == [["Navn", "By"], ["Åse", "Ærø"]]


def test_a_line_of_csv_is_numbered_as_an_editor_does():
    assert [line.number for line in lines_of_csv(b'a;b\n"1\n2";c\n3;4\n')] == [1, 3, 4]


@pytest.mark.parametrize("content", [b"\x00\x01\x02\xff;\x00", b'A;B\n"1;2\n', b"\xff\xfea"])
def test_what_is_no_csv_is_refused(content):
    with pytest.raises(BadFile, match="kan ikke læses"):
        lines_of_csv(content)


@pytest.mark.parametrize(
    ("content", "words"), [(b"", "tom"), (b"\xef\xbb\xbf \r\n", "tom"), (b"\xff\xfe", "tom"), (b"x" * (MOST_BYTES + 1), "mere end 5 MB")]
)
def test_a_file_of_an_impossible_size_is_refused(content, words):
    with pytest.raises(BadFile, match=words):
        check_size(content)


def test_heads_are_found_however_they_are_set_and_the_others_are_told():
    heads = heads_in(line(" LAND *", None, "Navn\n", "Andet"), HEADS, compulsory="name")
    assert heads.columns == {"country": 0, "name": 2}
    assert heads.unknown == {1: "", 3: "Andet"}


@pytest.mark.parametrize(("said", "words"), [(["Navn", "navn"], "findes to gange"), (["Land"], "”Navn” mangler")])
def test_heads_that_cannot_be_read_by_are_refused(said, words):
    with pytest.raises(BadFile, match=words):
        heads_in(line(*said), HEADS, compulsory="name")


def test_texts_end_at_the_first_that_cannot_be_used():
    heads = heads_in(line("Navn", "Land"), HEADS, compulsory="name")
    assert texts_under(heads, line("De Linde", "NL"), as_text=plain_text, most_characters=10) == (
        {"name": "De Linde", "country": "NL"},
        "",
        "",
    )
    found = texts_under(heads, line("x" * 11, "NL"), as_text=plain_text, most_characters=10)
    assert (found.by_key, found.key) == ({"name": ""}, "name")
    assert "længere end 10 tegn" in found.problem


@pytest.mark.parametrize(("value", "text"), [(None, ""), (5.0, "5"), (5.5, "5.5"), (" to_x000D_\nlinjer ", "to\nlinjer"), (0, "0")])
def test_a_value_is_written_as_it_would_be_typed(value, text):
    assert plain_text(value) == text
