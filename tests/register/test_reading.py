"""Reading a file of Institutionsregisteret: any of its encodings, no persons, and words that help when it is another file."""

import pytest

from schools.models import Municipality
from schools.register.reading import BadRegister, read
from tests.register.made import HEAD, LEADER, line, register

HERE = Municipality(code="0657", name="Egsted", official_name="Egsted Kommune")
GOOD = line("657001", "Ærholm Skole på Åsen", HERE)


@pytest.mark.parametrize(
    ("encoding", "told"), [("utf-16-le", "UTF-16"), ("utf-8-sig", "UTF-8"), ("utf-8", "UTF-8"), ("cp1252", "Windows-1252 (ANSI)")]
)
def test_the_same_is_read_whatever_the_encoding(encoding, told):
    found = read(register(GOOD, encoding=encoding))
    assert found.encoding.label == told
    row = found.rows[0]
    assert (row.line, row.number, row.name, row.municipality_code, row.type_number) == (2, "657001", "Ærholm Skole på Åsen", "0657", "1012")
    assert (row.address, row.postcode, row.town) == ("Bøgeallé 4", "7400", "Egsted")


def test_utf16_without_its_mark_is_read():
    assert read(";".join(HEAD).encode("utf-16-le") + ("\r\n" + GOOD).encode("utf-16-le")).rows[0].name == "Ærholm Skole på Åsen"


def test_nothing_of_a_person_is_kept():
    kept = repr(read(register(GOOD, line("x", "Uden nummer", HERE))).kept())
    assert "Uden nummer" in kept
    for person in (LEADER, "Hemmelig", "aase", "99887766"):
        assert person not in kept


def test_the_municipality_is_who_runs_it_and_else_where_it_lies():
    found = read(
        register(line("657002", "Friskolen", HERE, KOMMUNE_NR="", BEL_KOMMUNE="657"), line("657003", "Nabo", HERE, BEL_KOMMUNE="101"))
    )
    assert [row.municipality_code for row in found.rows] == ["0657", "0657"]


def test_a_school_that_names_itself_as_its_main_school_has_none():
    assert read(register(line("657001", "Skolen", HERE, parent="657001"))).rows[0].parent == ""


@pytest.mark.parametrize(
    ("bad", "reason"),
    [
        (line("65700", "Kort nummer", HERE), "INST_NR skal være seks cifre"),
        (line("657001", "", HERE), "INST_NAVN mangler"),
        (line("657001", "Skolen", HERE, POSTNR="74"), "POSTNR skal være fire cifre"),
        (line("657001", "Skolen", HERE, parent="abc"), "HOVEDSKOLE_INST skal være seks cifre"),
        (line("657001", "Skolen", HERE, KOMMUNE_NR="", BEL_KOMMUNE=""), "KOMMUNE_NR og BEL_KOMMUNE mangler"),
        (line("657001", "x" * 121, HERE), "INST_NAVN er for lang"),
        (line("657001", "Skolen", HERE) + ";", "ikke lige så mange kolonner"),
        ("657001", "ikke lige så mange kolonner"),
    ],
)
def test_a_bad_line_is_told_with_its_number_and_loses_no_other(bad, reason):
    found = read(register(bad, line("657009", "Den gode", HERE)))
    assert [row.name for row in found.rows] == ["Den gode"]
    assert found.unread[0].line == 2
    assert reason in found.unread[0].reason


def test_the_same_number_twice_is_told():
    found = read(register(GOOD, line("657001", "En anden", HERE)))
    assert (found.unread[0].line, found.unread[0].reason) == (3, "Nummeret står også i linje 2.")


@pytest.mark.parametrize(
    ("content", "words"),
    [
        (b"", "Filen er tom"),
        (b"\xff\xfe", "Filen er tom"),
        (b"PK\x03\x04 regneark", "Filen er et regneark"),
        (b"\xd0\xcf\x11\xe0 gammelt", "Filen er et regneark"),
        (b"navn,nummer\r\nSkolen,1", "ikke adskilt med semikolon"),
        (b"navn;nummer\r\nSkolen;1", "Disse kolonner mangler: INST_NR"),
        (register(), "ingen skoler"),
        (b"\xff\xfea\0b", "begynder som UTF-16"),
        (b"\x81\x8d;\x9d", "ikke en tekstfil"),
        (b"x" * (10 * 1024 * 1024 + 1), "mere end 10 MB"),
        (register(*["a;" * 27] * 20_001), "mere end 20000 linjer"),
        (register('"' + "x" * 200_000), "kan ikke læses"),
    ],
)
def test_another_file_is_refused_in_words_that_help(content, words):
    with pytest.raises(BadRegister, match=words):
        read(content)
