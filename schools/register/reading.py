"""Reads a file of Institutionsregisteret (domain.md §9). Persons are left in the file: no name, address of mail or number of a leader leaves this page."""

import csv
import io
import re
from collections.abc import Iterator
from dataclasses import asdict, dataclass, field
from typing import Any, Self

from django.utils.translation import gettext as _

from portal.text.normalise import normalise_line
from schools.register.choices import MOST_BYTES, MOST_ROWS, Encoding

# The columns that are read. INST_LEDER, E_MAIL and TLF_NR are a person's; the rest nobody here uses.
_COLUMNS = {
    "number": "INST_NR",
    "parent": "HOVEDSKOLE_INST",
    "name": "INST_NAVN",
    "address": "INST_ADR",
    "postcode": "POSTNR",
    "town": "POSTDISTRIKT",
    "type_number": "INST_TYPE_NR",
    "type_name": "INST_TYPE_NAVN",
    "run_by": "KOMMUNE_NR",
    "lies_in": "BEL_KOMMUNE",
    "lies_in_name": "BEL_KOMMUNE_NAVN",
}
_LONGEST = {"name": 120, "address": 120, "town": 60, "type_name": 120}
_NUMBER = re.compile(r"\d{6}")


class BadRegister(Exception):
    """A file that is not from Institutionsregisteret, or not whole. The text is for the person who chose it."""


@dataclass(frozen=True)
class Row:
    """One line of the file that could be read. `municipality_code` has four digits: who runs the school, else where it lies."""

    line: int
    number: str
    parent: str
    name: str
    address: str
    postcode: str
    town: str
    type_number: str
    type_name: str
    municipality_code: str
    municipality_name: str

    @classmethod
    def of(cls, kept: dict[str, Any]) -> Self:
        return cls(**kept)


@dataclass(frozen=True)
class Unread:
    """A line that could not be read, and why. `number` is empty where it is the number that could not be read."""

    line: int
    number: str
    name: str
    reason: str


@dataclass
class Register:
    encoding: Encoding
    rows: list[Row] = field(default_factory=list)
    unread: list[Unread] = field(default_factory=list)

    def kept(self) -> dict[str, list[dict[str, Any]]]:
        """What is kept between looking through and bringing in."""
        return {"rows": [asdict(row) for row in self.rows], "unread": [asdict(line) for line in self.unread]}


def read(content: bytes) -> Register:
    """Read the file, line by line. Raises BadRegister, with words that help, when it is another file or damaged."""
    if not content.strip(b"\0 \r\n\t\xef\xbb\xbf\xff\xfe"):
        raise BadRegister(_("Filen er tom. Hent den igen fra Institutionsregisteret."))
    if len(content) > MOST_BYTES:
        raise BadRegister(
            _("Filen fylder mere end %(limit)s MB. Hent kun de kommuner, I skal bruge.") % {"limit": MOST_BYTES // 1024 // 1024}
        )
    encoding, text = _decoded(content)
    register = Register(encoding)
    seen: dict[str, int] = {}
    for line, values in _lines(text):
        read_line = _row(line, values)
        if isinstance(read_line, Row) and (first := seen.setdefault(read_line.number, line)) != line:
            read_line = Unread(line, read_line.number, read_line.name, _("Nummeret står også i linje %(line)d.") % {"line": first})
        (register.rows if isinstance(read_line, Row) else register.unread).append(read_line)  # type: ignore[arg-type]
    if not register.rows and not register.unread:
        raise BadRegister(_("Filen har en overskrift, men ingen skoler. Hent den igen fra Institutionsregisteret."))
    return register


def _decoded(content: bytes) -> tuple[Encoding, str]:
    """The encoding from what the file begins with, else from what fits: UTF-8 hardly ever does by chance."""
    if content.startswith((b"PK\x03\x04", b"\xd0\xcf\x11\xe0")):
        raise BadRegister(_("Filen er et regneark. Gem den som CSV (semikolonsepareret), og vælg den igen."))
    begins_wide = content.startswith((b"\xff\xfe", b"\xfe\xff")) or content[1:4:2] == b"\0\0"
    try:
        if begins_wide:
            wide = "utf-16" if content.startswith((b"\xff\xfe", b"\xfe\xff")) else "utf-16-le"
            return Encoding.UTF16, content.decode(wide)
        return Encoding.UTF8, content.decode("utf-8-sig")
    except UnicodeDecodeError:
        if begins_wide:
            raise BadRegister(_("Filen er beskadiget: den begynder som UTF-16, men kan ikke læses til ende. Hent den igen.")) from None
    try:
        return Encoding.CP1252, content.decode("cp1252")
    except UnicodeDecodeError:
        raise BadRegister(_("Filen er ikke en tekstfil, vi kan læse. Hent den igen som CSV fra Institutionsregisteret.")) from None


def _lines(text: str) -> Iterator[tuple[int, dict[str, str] | None]]:
    """Each line after the first with its number and the columns that are read; None where the number of columns is wrong."""
    lines = csv.reader(io.StringIO(text, newline=""), delimiter=";")
    try:
        places = _places(next(lines, []))
        width = places.pop("")
        for count, line in enumerate((line for line in lines if any(cell.strip() for cell in line)), start=1):
            if count > MOST_ROWS:
                raise BadRegister(_("Filen har mere end %(limit)s linjer. Hent kun de kommuner, I skal bruge.") % {"limit": MOST_ROWS})
            yield lines.line_num, {name: line[at] for name, at in places.items()} if len(line) == width else None
    except csv.Error:
        raise BadRegister(
            _("Linje %(line)d kan ikke læses, måske på grund af et enligt anførselstegn.") % {"line": lines.line_num}
        ) from None


def _places(head: list[str]) -> dict[str, int]:
    """Where each column that is read stands; under the empty name how many there are."""
    names = [cell.strip().upper() for cell in head]
    missing = [column for column in _COLUMNS.values() if names.count(column) != 1]
    if missing and len(names) == 1:
        raise BadRegister(
            _("Kolonnerne er ikke adskilt med semikolon. Hent den som CSV fra Institutionsregisteret, og gem den ikke igen fra Excel.")
        )
    if missing:
        what = ", ".join(missing)
        raise BadRegister(_("Filen ligner ikke et udtræk af Institutionsregisteret. Disse kolonner mangler: %(what)s.") % {"what": what})
    return {**{name: names.index(column) for name, column in _COLUMNS.items()}, "": len(names)}


def _row(line: int, values: dict[str, str] | None) -> Row | Unread:
    if values is None:
        return Unread(line, "", "", _("Linjen har ikke lige så mange kolonner som overskriften."))
    clean = {name: normalise_line(value) for name, value in values.items()}
    number = clean["number"] if _NUMBER.fullmatch(clean["number"]) else ""
    if reason := _fault(clean, number):
        return Unread(line, number, clean["name"][:120], reason)
    code = clean["run_by"] or clean["lies_in"]
    return Row(
        line=line,
        number=number,
        parent="" if clean["parent"] == number else clean["parent"],
        name=clean["name"],
        address=clean["address"],
        postcode=clean["postcode"],
        town=clean["town"],
        type_number=clean["type_number"],
        type_name=clean["type_name"],
        municipality_code=code.zfill(4),
        municipality_name=clean["lies_in_name"],
    )


def _fault(clean: dict[str, str], number: str) -> str:
    """Why the line can't be used, or nothing."""
    if not number:
        return _("INST_NR skal være seks cifre.")
    if not clean["name"]:
        return _("INST_NAVN mangler.")
    if long := [_COLUMNS[name] for name, most in _LONGEST.items() if len(clean[name]) > most]:
        return _("%(column)s er for lang.") % {"column": ", ".join(long)}
    if clean["postcode"] and not re.fullmatch(r"\d{4}", clean["postcode"]):
        return _("POSTNR skal være fire cifre.")
    if clean["parent"] and not _NUMBER.fullmatch(clean["parent"]):
        return _("HOVEDSKOLE_INST skal være seks cifre eller tom.")
    if not re.fullmatch(r"\d{3,4}", clean["run_by"] or clean["lies_in"]):
        return _("KOMMUNE_NR og BEL_KOMMUNE mangler eller er ikke et kommunenummer.")
    return ""
