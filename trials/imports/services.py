"""Rehearsing a file of trial actions and bringing it in, as the person who reads it in and for that person's own place."""

from collections.abc import Mapping
from datetime import datetime
from typing import Any

from django.core.exceptions import PermissionDenied
from django.db import transaction
from django.utils.translation import gettext as _

from portal.accounts.actor import Actor
from portal.accounts.permissions import require
from portal.text.normalise import normalise_line
from portal.workflow.gate import WrongState
from portal.workflow.log import record
from schools.models import Municipality
from trials.findings import Found
from trials.imports.choices import KEPT_FOR, NAMES, Source
from trials.imports.models import TrialImport
from trials.imports.reading import ReadRow, read
from trials.services.importing import Fate, RowResult, Terms, finding_id, import_rows, rehearse
from trials.services.review import NotConfirmed


def look_through(*, content: bytes, file_name: str, by: Actor, now: datetime) -> TrialImport:
    """Read a file, rehearse it, and keep what can be brought in. The person's earlier file that was not brought in gives way.

    A row that is refused is not kept at all: it may be refused because it holds a CPR number.
    """
    require(by, "trials.create")
    if by.user is None or by.municipality_id is None:
        raise PermissionDenied
    read_file = read(content)
    here = Municipality.objects.get(pk=by.municipality_id)
    rows = [(row.number, _with_municipality(row.case, here)) for row in read_file.rows if not row.problem]
    terms = Terms(file_name=file_name[:150], by=by, names=_names(read_file.source))
    told = {result.row: result for result in rehearse(rows=rows, terms=terms, now=now)}
    looked = [_bad(row) if row.problem else _told(told[row.number]) for row in read_file.rows]
    if read_file.unread:
        words = _("Kolonner, vi ikke kender, bliver sprunget over: %(names)s.") % {"names": ", ".join(read_file.unread)}
        looked.insert(0, {"row": 1, "title": "", "fate": "note", "reason": words, "column": "", "version": None, "found": []})
    usable = {result.row for result in told.values() if result.fate == Fate.DRAFTED}
    with transaction.atomic():
        TrialImport.objects.filter(read_by=by.user, done_at=None).delete()
        return TrialImport.objects.create(
            municipality=here,
            school_id=by.school_id,
            file_name=normalise_line(file_name)[:150],
            source=read_file.source,
            rows=[[number, case] for number, case in rows if number in usable],
            looked=looked,
            read_at=now,
            read_by=by.user,
        )


def apply(
    *, reading: TrialImport, replies: Mapping[str, str], send: bool, nobody_recognised: bool, by: Actor, now: datetime
) -> TrialImport:
    """Bring in what was rehearsed, with the person's answers to what the check found; what was told of the other rows is kept with it.

    Sending takes the sender's own word that nobody can be recognised, as it does for a single text.
    """
    if send and not nobody_recognised:
        raise NotConfirmed
    with transaction.atomic():
        locked = TrialImport.objects.select_for_update().filter(pk=reading.pk).first()
        if locked is None:
            raise WrongState(_("Der er valgt en nyere fil i mellemtiden. Vælg filen igen."))
        if locked.done_at:
            raise WrongState(_("Filen er allerede læst ind."))
        terms = Terms(file_name=locked.file_name, by=by, send=send, replies=replies, names=_names(Source(locked.source)))
        done = [_told(result) for result in import_rows(rows=[(number, case) for number, case in locked.rows], terms=terms, now=now)]
        rows = {result["row"] for result in done}
        rest = [line for line in locked.looked if line["row"] not in rows]
        locked.results = sorted(({**line, "found": []} for line in [*done, *rest]), key=lambda line: line["row"])
        locked.rows, locked.looked, locked.done_at = [], [], now
        locked.save()
        record(act="imports.apply", subject=locked, by=by, now=now, note=in_words(locked.results))
    return locked


def forget_old(*, now: datetime) -> int:
    """Delete what was read and not brought in within a week. Returns how many files that was."""
    return TrialImport.objects.filter(done_at=None, read_at__lt=now - KEPT_FOR).delete()[0]


def in_words(lines: list[dict[str, Any]]) -> str:
    """”3 kladder, 1 afvist”: the note of the log, without titles."""
    fates = [line["fate"] for line in lines]
    words = {
        Fate.SENT: _("%(count)d sendt til gennemsyn"),
        Fate.DRAFTED: _("%(count)d som kladde"),
        Fate.ALREADY_THERE: _("%(count)d fandtes allerede"),
        Fate.REFUSED: _("%(count)d afvist"),
    }
    return ", ".join(text % {"count": fates.count(fate)} for fate, text in words.items() if fates.count(fate)) or _("Ingenting")


def _names(source: Source) -> Mapping[str, str]:
    """What the fields are called in the file: the heads of the workbook; JSON has the keys themselves."""
    return NAMES if source == Source.SHEET else {}


def _with_municipality(case: Any, here: Municipality) -> Any:
    return {**case, "municipality": case.get("municipality") or here.name} if isinstance(case, dict) else case


def _bad(row: ReadRow) -> dict[str, Any]:
    return _told(RowResult(row.number, "", Fate.REFUSED, row.problem, row.column))


def _told(result: RowResult) -> dict[str, Any]:
    return {
        "row": result.row,
        "title": result.title,
        "fate": result.fate.value,
        "reason": result.reason,
        "column": result.column,
        "version": result.version_id,
        "found": [_found(result.row, one) for one in result.found],
    }


def _found(row: int, one: Found) -> dict[str, str]:
    place = one.places[0]
    return {
        "id": finding_id(row, one),
        "kind": str(one.kind.label),
        "field": str(place.label),
        "before": place.before,
        "words": place.words,
        "after": place.after,
    }
