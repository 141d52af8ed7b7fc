"""A check of Word, Excel and PowerPoint: a real Office file with its main part, without macros, that doesn't swell when unpacked."""

import io
import re
import zipfile
import zlib
from pathlib import PurePosixPath

from django.utils.translation import gettext as _

from portal.files.choices import DOCX, PPTX, XLSX, FileType
from portal.files.refusal import BadFile

_CONTENT_TYPES = "[Content_Types].xml"
_MAIN = re.compile(r'<Override\b[^>]*ContentType="application/vnd\.openxmlformats-officedocument\.(\w+)\.(\w+)\.main\+xml"[^>]*>')
_PART = re.compile(r'PartName="/([^"]+)"')
_KINDS = {("wordprocessingml", "document"): DOCX, ("spreadsheetml", "sheet"): XLSX, ("presentationml", "presentation"): PPTX}
_MOST_PARTS = 5_000
_MOST_UNPACKED = 300 * 1024 * 1024
# Text in XML packs to about a tenth; a hundredth is still seen in large tables.
_MOST_SWELLING = 250
_SMALL = 1024 * 1024
_STEP = 1024 * 1024


def office_type(content: bytes) -> FileType:
    """Return which kind of Office file it is, or raise BadFile."""
    try:
        with zipfile.ZipFile(io.BytesIO(content)) as archive:
            _check_room(archive)
            _check_sizes(archive, content)
            _check_names(archive)
            return _kind(archive)
    except (zipfile.BadZipFile, zlib.error, NotImplementedError, UnicodeDecodeError, RuntimeError, EOFError) as error:
        raise _damaged() from error


def _check_room(archive: zipfile.ZipFile) -> None:
    """Refuse what unpacks to far more than it fills, before anything is unpacked."""
    parts = archive.infolist()
    swells = any(part.file_size > _SMALL and part.file_size > _MOST_SWELLING * max(part.compress_size, 1) for part in parts)
    if swells or len(parts) > _MOST_PARTS or sum(part.file_size for part in parts) > _MOST_UNPACKED:
        raise BadFile(_("Filen pakker mere ud, end vi kan tage imod."), _("Gem den igen i Office, og vælg den på ny."))
    if any(part.flag_bits & 0x1 for part in parts):
        raise BadFile(_("Filen er låst med en adgangskode."), _("Gem den uden adgangskode, og vælg den igen."))


def _check_sizes(archive: zipfile.ZipFile, content: bytes) -> None:
    """Refuse a part that unpacks to more than it says. `ZipFile.read` unpacks first and cuts afterwards, so the sizes above would hold nothing."""
    for part in archive.infolist():
        if part.compress_type == zipfile.ZIP_STORED:
            continue
        if part.compress_type != zipfile.ZIP_DEFLATED:
            raise _damaged()
        lengths = part.header_offset + 26
        name, extra = (int.from_bytes(content[at : at + 2], "little") for at in (lengths, lengths + 2))
        begins = lengths + 4 + name + extra
        unpacking, left = zlib.decompressobj(-zlib.MAX_WBITS), part.file_size + 1
        packed = content[begins : begins + part.compress_size]
        while packed and left:
            left -= len(unpacking.decompress(packed, min(left, _STEP)))
            packed = unpacking.unconsumed_tail
        if not left:
            raise _damaged()


def _check_names(archive: zipfile.ZipFile) -> None:
    names = archive.namelist()
    if len(names) != len(set(names)) or any(".." in PurePosixPath(name).parts or name.startswith(("/", "\\")) for name in names):
        raise _damaged()
    if any(PurePosixPath(name).name.lower().startswith("vbaproject") or "activex" in name.lower() for name in names):
        raise BadFile(_("Filen indeholder makroer."), _("Gem den uden makroer (som .docx, .xlsx eller .pptx), og vælg den igen."))


def _kind(archive: zipfile.ZipFile) -> FileType:
    names = set(archive.namelist())
    if _CONTENT_TYPES not in names or archive.getinfo(_CONTENT_TYPES).file_size > _SMALL:
        raise _not_office()
    types = archive.read(_CONTENT_TYPES).decode("utf-8-sig")
    main = _MAIN.search(types)
    part = _PART.search(main[0]) if main else None
    kind = _KINDS.get((main[1], main[2])) if main else None
    if kind is None or part is None or part[1] not in names or "<!DOCTYPE" in types:
        raise _not_office()
    with archive.open(part[1]) as opened:
        if not opened.read(200).lstrip(b"\xef\xbb\xbf \r\n").startswith(b"<"):
            raise _damaged()
    return kind


def _not_office() -> BadFile:
    return BadFile(
        _("Filen er et arkiv (zip) eller i et format, vi ikke kan tage imod."),
        _("Vælg filerne enkeltvis: PDF, Word (.docx), Excel (.xlsx) eller PowerPoint (.pptx)."),
    )


def _damaged() -> BadFile:
    return BadFile(_("Filen er beskadiget og kan ikke åbnes."), _("Gem den igen i Office, og vælg den på ny."))
