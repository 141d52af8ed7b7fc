"""Reading a workbook: what people see in the cells, never what would run; and words that help when it can't be read."""

import io
import json
import random
import re
import zipfile
import zlib
from datetime import datetime

import pytest
from openpyxl import Workbook, load_workbook

from portal.files.refusal import BadFile
from tests.files import made as files
from tests.imports.made import DATA_SHEET, ROW, column, sheet, with_part
from trials.imports.choices import DATA_SHEET as SHEET
from trials.imports.choices import GUIDE_SHEET, LISTS_SHEET, MOST_ROWS
from trials.imports.reading import read
from trials.imports.writing import result, template
from trials.services.import_words import read_case


def only(content: bytes):
    (row,) = read(content).rows
    return row


def test_a_row_becomes_a_case_of_the_main_format():
    row = only(sheet(ROW))
    assert (row.number, row.problem) == (2, "")
    case = read_case({**row.case, "municipality": "Egsted"})
    assert (case.title, case.schools, case.focus_areas) == ("Klippekortet", ["Hasselhegnskolen"], ["Organisering af skoledagen"])
    assert (case.change, case.observations) == (
        "Dagen er blevet rolig.",
        [(["pupils", "parents"], "De glæder sig."), (["politicians"], "")],
    )
    assert case.done == "Vi begyndte med at se på dagen.\n\n- Bygge\n- Fortælle"
    assert ([str(grade) for grade in case.grades], case.period.school_year, case.outcome) == (["0", "1", "2", "sfo"], "2025/26", "partly")


def test_several_schools_and_areas_stand_in_one_row():
    row = only(sheet({**ROW, "school": "Hasselhegnskolen\nBøgestenskolen; Ørslev Skole", "focus_area2": "Overgange"}))
    assert row.case["school"] == ["Hasselhegnskolen", "Bøgestenskolen", "Ørslev Skole"]
    assert row.case["focus_areas"] == ["Organisering af skoledagen", "Overgange"]


def test_empty_rows_are_skipped_and_the_others_keep_their_numbers():
    def holes(book):
        for key, value in ROW.items():
            book[DATA_SHEET].cell(7, column(key), value)
        book[DATA_SHEET].cell(9, 1, "   ")

    assert [row.number for row in read(sheet(ROW, change=holes)).rows] == [2, 7]


@pytest.mark.parametrize(
    ("key", "value", "read_as"),
    [
        ("period", datetime(2025, 8, 1), "august 2025"),
        ("grades", 3, "3"),
        ("grades", 3.0, "3"),
        ("title", "=cmd|' /C calc'!A0", "=cmd|' /C calc'!A0"),
        ("title", "@SUM(1+1)", "@SUM(1+1)"),
        ("title", "-2 grader", "-2 grader"),
    ],
)
def test_cells_are_read_as_people_see_them(key, value, read_as):
    assert only(sheet({**ROW, key: value})).case[key] == read_as


def test_a_formula_counts_as_what_it_gave_and_one_without_a_result_is_told():
    row = only(sheet({**ROW, "period": '="2025/26"'}))
    assert (row.problem, row.column) == ("Cellen er en formel uden resultat. Skriv selve teksten.", "Periode")
    content = sheet({**ROW, "period": '="2025/26"'})
    xml = zipfile.ZipFile(io.BytesIO(content)).read("xl/worksheets/sheet1.xml").decode()
    cached = re.sub(r'(<c r="\w+" s="\d+")><f>"2025/26"</f><v\s*/?>(</v>)?', r'\1 t="str"><f>"2025/26"</f><v>2025/26</v>', xml)
    assert cached != xml
    assert only(with_part(content, "xl/worksheets/sheet1.xml", cached.encode())).case["period"] == "2025/26"


@pytest.mark.parametrize(
    ("row", "problem", "where"),
    [
        ({**ROW, "headline": "#REF!"}, "Cellen viser fejlen #REF!", "Overskrift"),
        ({**ROW, "done": "x" * 20_001}, "længere end 20000 tegn", "Det har vi gjort"),
        ({**ROW, "perspective3": "", "seen3": "Noget"}, "Vælg, hvis perspektiv det er", "Set fra 3"),
    ],
)
def test_a_problem_is_told_with_its_column(row, problem, where):
    found = only(sheet(row))
    assert problem in found.problem
    assert found.column == where


def _merge(book):
    book[DATA_SHEET].merge_cells("A2:A3")


def _rename(book):
    book[DATA_SHEET].title = "Ark1"
    book["Ark1"]["A1"] = "Noget"


def _twice(book):
    book[DATA_SHEET]["C1"] = "Titel"


def _no_title(book):
    book[DATA_SHEET]["A1"] = "Navn"


@pytest.mark.parametrize(
    ("content", "words"),
    [
        (b"", "Filen er tom"),
        (b"Titel;Skole", "hverken et Excel-ark"),
        (b"\xd0\xcf\x11\xe0", "hverken et Excel-ark"),
        (b"PK\x03\x04nonsens", "beskadiget"),
        (files.office("docx"), "ikke et Excel-ark"),
        (files.office("xlsx"), "kan ikke finde arket"),
        (files.office("xlsx", extra={"xl/vbaProject.bin": b"x"}), "makroer"),
        (b"{}", "ikke en liste"),
        (b"[", "ikke gyldig JSON"),
        (b"[" * 200_000, "ikke gyldig JSON"),
        (b"[]", "ingen prøvehandlinger"),
        (json.dumps([{}] * (MOST_ROWS + 1)).encode(), "mere end 100"),
        (b"[" + b" " * (5 * 1024 * 1024) + b"]", "mere end 5 MB"),
    ],
)
def test_another_file_is_refused_in_words_that_help(content, words):
    with pytest.raises(BadFile, match=words):
        read(content)


@pytest.mark.parametrize(
    ("change", "words"),
    [(_merge, r"flettet \(A2:A3\)"), (_rename, "Vi kan ikke finde arket"), (_twice, "findes to gange"), (_no_title, "”Titel” mangler")],
)
def test_a_template_that_was_built_over_is_refused_in_words_that_help(change, words):
    with pytest.raises(BadFile, match=words):
        read(sheet(ROW, change=change))


def test_an_empty_template_and_an_overfull_one():
    with pytest.raises(BadFile, match="ingen prøvehandlinger"):
        read(template(areas=[], schools=[]))
    with pytest.raises(BadFile, match="mere end 100"):
        read(sheet(*[{"title": "x"}] * (MOST_ROWS + 1)))


def test_a_bomb_is_not_unpacked():
    with pytest.raises(BadFile, match="pakke"):
        read(with_part(sheet(ROW), "xl/worksheets/sheet1.xml", b"<worksheet>" + b" " * 40_000_000))
    with pytest.raises(BadFile, match="pakket ud"):
        read(
            with_part(
                sheet(ROW), "xl/media/a.bin", random.Random(1).randbytes(13_000_000).translate(bytes(97 + byte % 2 for byte in range(256)))
            )
        )


def test_entities_are_never_expanded():
    bomb = b'<?xml version="1.0"?><!DOCTYPE a [<!ENTITY a "aaaa"><!ENTITY b "&a;&a;&a;">]><worksheet>&b;</worksheet>'
    with pytest.raises(BadFile, match="beskadiget"):
        read(with_part(sheet(ROW), "xl/worksheets/sheet1.xml", bomb))


def test_a_cell_far_down_costs_nothing():
    def far(book):
        book[DATA_SHEET].cell(1_048_576, 1, "Langt nede")

    assert len(read(sheet(ROW, change=far)).rows) == 1


def test_columns_that_are_not_known_are_named_when_they_hold_something():
    def more(book):
        book[DATA_SHEET].cell(1, 40, "Pris")
        book[DATA_SHEET].cell(2, 40, 100)

    assert read(sheet(ROW, change=more)).unread == ["Pris"]


def test_the_template_has_lists_guidance_and_no_formula():
    book = load_workbook(io.BytesIO(template(areas=["=HYPERLINK(1)", "Overgange"], schools=["Ørslev Skole"])))
    assert book.sheetnames == [SHEET, GUIDE_SHEET, LISTS_SHEET]
    lists = {str(offer.sqref).rstrip("0123456789")[0]: offer for offer in book[SHEET].data_validations.dataValidation}
    assert len(book[SHEET].data_validations.dataValidation) == 12
    assert all(offer.formula1.startswith(f"'{LISTS_SHEET}'!") for offer in lists.values())
    assert book[LISTS_SHEET]["A2"].data_type == "s"
    words = [cell.value for row in book[LISTS_SHEET].iter_rows() for cell in row]
    assert {"Overgange", "Ørslev Skole", "Elever", "SFO", "Ikke som ventet", "Kom ikke i gang"} <= set(words)
    assert "CPR" in "".join(str(row[0].value) for row in book[GUIDE_SHEET].iter_rows())


@pytest.mark.parametrize("text", ["=1+1", "+45", "-2", "@SUM(A1)", "=cmd|' /C calc'!A0"])
def test_a_result_never_holds_a_formula(text):
    book = load_workbook(io.BytesIO(result(rows=[(2, text, "Ny", text, "")])))
    for cell in (book.active["B2"], book.active["D2"]):
        assert (cell.value, cell.data_type, cell.quotePrefix) == (text, "s", True)


def test_every_word_of_the_lists_can_be_read_back():
    book = load_workbook(io.BytesIO(template(areas=["Overgange"], schools=["Skolen"])))
    heads = {
        cell.value: [below.value for below in column[1:] if below.value] for column in book[LISTS_SHEET].iter_cols() for cell in column[:1]
    }
    base = {"title": "x", "municipality": "y", "school": ["z"]}
    for head, key in {"Klassetrin": "grades", "Hvordan gik det?": "outcome", "Hvor": "scope", "Må læses af": "visibility"}.items():
        for word in heads[head]:
            read_case({**base, key: word})
    for word in heads["Set fra"]:
        assert read_case({**base, "change": {word: "Noget"}}).observations


def test_a_workbook_of_another_origin_with_the_same_heads_is_read():
    book = Workbook()
    book.active.append(["titel *", "OVERSKRIFT"])
    book.active.append(["Klippekortet", "Fire værksteder"])
    target = io.BytesIO()
    book.save(target)
    assert only(target.getvalue()).case == {"title": "Klippekortet", "headline": "Fire værksteder"}


@pytest.mark.parametrize(
    "element",
    [
        '<mergeCells count="1"><mergeCell ref="A1:XFD1048576"/></mergeCells>',
        "<mergeCells><mergeCell ref = 'A1:A999999' /></mergeCells>",
        '<hyperlinks><hyperlink ref="A1:XFD1048576" location="x"/></hyperlinks>',
        '<x:mergeCells xmlns:x="http://schemas.openxmlformats.org/spreadsheetml/2006/main"><x:mergeCell ref="$A$1:$XFD$1048576"/></x:mergeCells>',
    ],
)
def test_a_few_letters_never_make_a_world_of_cells(element):
    content = _changed(sheet(ROW), "xl/worksheets/sheet1.xml", lambda part: part.replace("</sheetData>", "</sheetData>" + element))
    with pytest.raises(BadFile):
        only(content)


def _changed(content: bytes, name: str, change) -> bytes:
    """The same archive with one part written anew."""
    written = io.BytesIO()
    with zipfile.ZipFile(io.BytesIO(content)) as old, zipfile.ZipFile(written, "w", zipfile.ZIP_DEFLATED) as new:
        for part in old.namelist():
            text = old.read(part)
            new.writestr(part, change(text.decode()) if part == name else text)
    return written.getvalue()


def test_a_part_that_unpacks_to_more_than_it_says_is_refused():
    """The size and checksum in the archive's list are those of the beginning, as somebody would forge them."""
    content = _changed(sheet(ROW), "xl/worksheets/sheet1.xml", lambda part: part + " " * 2_000_000)
    with zipfile.ZipFile(io.BytesIO(content)) as archive:
        part = archive.getinfo("xl/worksheets/sheet1.xml")
        told = archive.read(part)[:1000]
    honest = part.CRC.to_bytes(4, "little") + part.compress_size.to_bytes(4, "little") + part.file_size.to_bytes(4, "little")
    forged = zlib.crc32(told).to_bytes(4, "little") + part.compress_size.to_bytes(4, "little") + len(told).to_bytes(4, "little")
    assert content.count(honest) == 2
    with pytest.raises(BadFile):
        only(content.replace(honest, forged))
