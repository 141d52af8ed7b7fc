"""A light check of a PDF: it is one, whole, not locked, and does nothing by itself when it is opened."""

import io
import re
import zipfile
import zlib

from django.utils.translation import gettext as _

from portal.files.refusal import BadFile

_HEADER = re.compile(rb"%PDF-[12]\.\d")
_END = re.compile(rb"startxref\s+(\d+)\s+%%EOF\s*\Z")
_CROSS_REFERENCE = re.compile(rb"\s*(xref|\d+\s+\d+\s+obj)\b")
_ESCAPED = re.compile(rb"#([0-9A-Fa-f]{2})")
_ACTIVE = re.compile(rb"/(JavaScript|Launch|EmbeddedFiles?|RichMedia)(?![A-Za-z0-9])")
_LOCKED = re.compile(rb"/Encrypt\s+\d+\s+\d+\s+R")
_OBJECT_STREAM = re.compile(
    rb"/(?:O|#4[fF])(?:b|#62)(?:j|#6[aA])(?:S|#53)(?:t|#74)(?:m|#6[dD])\b[^\x00]{0,400}?\bstream\r?\n",
)
# Objects can lie packed in streams; one that unpacks to more than this is no ordinary document.
_MOST_UNPACKED = 64 * 1024 * 1024
_STEP = 16 * 1024


def check_pdf(content: bytes) -> None:
    """Raise BadFile unless it is a whole PDF without scripts, commands and embedded files."""
    end = _END.search(content[-2048:])
    if not _HEADER.match(content) or not end or not _points_at_table(content, int(end[1])) or b"/Root" not in _names(content):
        raise BadFile(_("PDF-filen er beskadiget eller ikke hel."), _("Gem den igen som PDF, og vælg den på ny."))
    if zipfile.is_zipfile(io.BytesIO(content)):
        raise BadFile(_("Filen er både en PDF og noget andet."), _("Gem den igen som PDF, og vælg den på ny."))
    if _LOCKED.search(content):
        raise BadFile(_("PDF-filen er låst."), _("Gem den uden adgangskode og beskyttelse, så alle kan læse den."))
    if any(_ACTIVE.search(_names(part)) for part in (content, *_unpacked(content))):
        raise BadFile(_("PDF-filen indeholder programkode eller andre filer."), _("Udskriv den til en ny PDF, og vælg den."))


def _points_at_table(content: bytes, offset: int) -> bool:
    return 0 < offset < len(content) and bool(_CROSS_REFERENCE.match(content, offset))


def _names(content: bytes) -> bytes:
    """The content with names spelled out: /J#61vaScript is /JavaScript."""
    return _ESCAPED.sub(lambda match: bytes([int(match[1], 16)]), content)


def _unpacked(content: bytes) -> list[bytes]:
    """The objects that lie packed in object streams."""
    parts = []
    room = _MOST_UNPACKED
    for match in _OBJECT_STREAM.finditer(content):
        part = _inflated(memoryview(content)[match.end() :], room)
        room -= len(part)
        if room <= 0:
            raise BadFile(_("PDF-filen pakker mere ud, end vi kan tage imod."), _("Udskriv den til en ny PDF, og vælg den."))
        parts.append(part)
    return parts


def _inflated(packed: memoryview, room: int) -> bytes:
    """What is packed, as far as there is room. An object stream that is not packed at all has been read with the rest.

    Read in small steps: the rest of the file is copied once per step, and a file can name more streams than it holds.
    """
    unpacker = zlib.decompressobj()
    part = bytearray()
    try:
        for start in range(0, len(packed), _STEP):
            part += unpacker.decompress(packed[start : start + _STEP], room - len(part))
            if unpacker.eof or len(part) >= room:
                break
    except zlib.error:
        pass
    return bytes(part)
