"""Reading trial actions from a file: through the same gate as everyone else, as a named person who writes and another who approves."""

import secrets
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field, replace
from datetime import datetime
from enum import StrEnum
from typing import Any

from django.conf import settings
from django.core.exceptions import PermissionDenied, ValidationError
from django.db import DatabaseError, transaction
from django.utils import timezone
from django.utils.crypto import salted_hmac
from django.utils.translation import gettext as _

from portal.accounts.actor import Actor
from portal.accounts.models import User
from portal.accounts.permissions import require
from portal.text import danish
from portal.text.personal_data import FindingKind, find
from portal.workflow.gate import Refused
from portal.workflow.log import record
from schools.models import Municipality, School
from trials.choices import OPEN_STATES, ObservationKind, Scope, State, Visibility
from trials.findings import Found, findings
from trials.models import ImportOrigin, Observation, ResponsiblePerson, TrialAction, Version
from trials.services import privacy, review
from trials.services.drafts import usual_mailbox
from trials.services.import_people import is_import_account, people_of
from trials.services.import_places import focus_area_called, municipality_called, networks_of, school_called
from trials.services.import_words import BadRow, Case, read_case, same_name, unread
from trials.services.parts import lock_begun_expectations

# What the file calls the fields that the database checks.
_KEYS = {"standfirst": "summary", "future": "next"}


class Fate(StrEnum):
    DRAFTED = "drafted"
    SENT = "sent"
    PUBLISHED = "published"
    ALREADY_THERE = "already_there"
    REFUSED = "refused"


@dataclass(frozen=True)
class RowResult:
    """What became of one row of the file, and why, or what was skipped in it."""

    row: int
    title: str
    fate: Fate
    reason: str = ""
    column: str = ""
    """The field that a refusal is about, by the name that the reader knows."""
    found: tuple[Found, ...] = ()
    version_id: int | None = None


@dataclass(frozen=True)
class Terms:
    """How to import: what may be created on the way, whether to publish, and who is named (where they have a role).

    With `by` one person reads in for the own place and role, as if it had been written in the browser: a leader for the school, the
    administration for its municipality. `replies` are that person's answers to findings (by `finding_id`), `send` sends what is
    complete to the reviewers, and `names` is what the file calls its fields.
    """

    file_name: str
    create_places: bool = False
    publish: bool = False
    writer: User | None = None
    approver: User | None = None
    by: Actor | None = None
    send: bool = False
    replies: Mapping[str, str] = field(default_factory=dict)
    names: Mapping[str, str] = field(default_factory=dict)


def import_cases(*, cases: Iterable[Any], terms: Terms, now: datetime) -> list[RowResult]:
    """Import each case in a transaction of its own: a bad row is reported and loses nothing else. Running twice doubles nothing."""
    return import_rows(rows=enumerate(cases, start=1), terms=terms, now=now)


def import_rows(*, rows: Iterable[tuple[int, Any]], terms: Terms, now: datetime) -> list[RowResult]:
    """The same for cases that carry the number of their row with them."""
    return [_import_row(row, raw, terms, now) for row, raw in rows]


def rehearse(*, rows: Iterable[tuple[int, Any]], terms: Terms, now: datetime) -> list[RowResult]:
    """What importing would give, found out by doing all of it and taking it back: nothing is written, told or mailed."""
    with transaction.atomic():
        results = import_rows(rows=rows, terms=terms, now=now)
        transaction.set_rollback(True)
    return results


def finding_id(row: int, found: Found) -> str:
    """Knows a finding of a row again when the file is read in for good. The words themselves are not in it."""
    return salted_hmac("trials.importing", f"{row}:{found.kind}:{found.places[0].words}", algorithm="sha256").hexdigest()[:24]


def _import_row(row: int, raw: Any, terms: Terms, now: datetime) -> RowResult:
    title = _title(raw)
    try:
        with transaction.atomic():
            fate, version, told, found = _import_case(row, read_case(raw), terms, now)
            reason = "; ".join(filter(None, [unread(raw), told]))
            return RowResult(row, title, fate, reason, found=tuple(found), version_id=version.pk if version else None)
    except BadRow as refusal:
        return RowResult(row, title, Fate.REFUSED, refusal.told(terms.names), terms.names.get(refusal.key, refusal.key))
    except (Refused, PermissionDenied) as refusal:
        return RowResult(row, title, Fate.REFUSED, str(refusal))
    except ValidationError as error:
        return RowResult(row, title, Fate.REFUSED, _in_words(error, terms.names))
    except DatabaseError as error:
        return RowResult(row, title, Fate.REFUSED, _("Databasen tog ikke imod den: %(why)s") % {"why": str(error).splitlines()[0]})


def _title(raw: Any) -> str:
    """What the row is called when it is told about; never with a number like a CPR number in it."""
    title = str(raw.get("title") or "")[:200] if isinstance(raw, dict) else ""
    return "" if any(one.kind == FindingKind.CPR for one in find(title)) else title


def _import_case(row: int, case: Case, terms: Terms, now: datetime) -> tuple[Fate, Version | None, str, list[Found]]:
    """What became of it, the draft, what is to be told of it, and what the check for personal data found on the way."""
    municipality = municipality_called(case.municipality, create=terms.create_places)
    case = _at_own_place(case, municipality, terms.by) if terms.by else case
    if _is_there(case, municipality):
        return Fate.ALREADY_THERE, None, "", []
    writer, approver = (terms.by, None) if terms.by else _named(municipality, terms, now)
    version = _draft(case, municipality, terms, writer, now)
    ImportOrigin.objects.create(trial=version.trial, file_name=terms.file_name, row=row, imported_at=now)
    record(act="trials.import", subject=version, by=writer, now=now)
    found, told = _checked(version, terms, writer, now)
    if terms.by:
        return _in_own_name(row, version, found, terms, terms.by, now)
    if not terms.publish or approver is None:
        return Fate.DRAFTED, version, told, found
    version = review.submit(version=version, nobody_recognised=True, by=writer, now=now)
    version = review.approve(version=version, nobody_recognised=True, by=approver, now=now)
    review.publish(version=version, by=approver, now=now)
    return Fate.PUBLISHED, version, told, found


def _named(municipality: Municipality, terms: Terms, now: datetime) -> tuple[Actor, Actor]:
    return people_of(municipality, writer=terms.writer, approver=terms.approver, create=terms.create_places, now=now)


def _in_own_name(
    row: int, version: Version, found: list[Found], terms: Terms, by: Actor, now: datetime
) -> tuple[Fate, Version, str, list[Found]]:
    """Keep the answers of the one who reads in. What can't be sent stays a draft, and why is told."""
    said = {one.key: reply for one in found if (reply := terms.replies.get(finding_id(row, one)))}
    if said:
        privacy.answer(version=version, replies=said, by=by, now=now)
    if not terms.send:
        return Fate.DRAFTED, version, "", found
    try:
        with transaction.atomic():
            return Fate.SENT, review.submit(version=version, nobody_recognised=True, by=by, now=now), "", found
    except Refused as refusal:
        return Fate.DRAFTED, version, _("Ligger som kladde og er ikke sendt. %(why)s") % {"why": refusal}, found


def _at_own_place(case: Case, municipality: Municipality, by: Actor) -> Case:
    """The case where the actor may write it: a school's own (without a name it is that school), or the municipality's."""
    require(by, "trials.create")
    if by.municipality_id != municipality.pk:
        raise BadRow(_("Du kan kun indlæse for din egen kommune, ikke for %(place)s.") % {"place": municipality}, "municipality")
    if by.school_id is None:
        return case
    own = list(School.objects.of(by.school_id))
    for name in case.schools:
        if not any(same_name(school.name, name) for school in own):
            raise BadRow(_("Du kan kun indlæse for din egen skole, ikke for ”%(name)s”.") % {"name": name}, "school")
    return replace(case, scope=Scope.NAMED, schools=case.schools or [next(school.name for school in own if school.pk == by.school_id)])


def _checked(version: Version, terms: Terms, writer: Actor, now: datetime) -> tuple[list[Found], str]:
    """What the check for personal data finds, also in words without the words found. Ten digits like a CPR number refuse the row.

    What is published at once is answered by the one who reads it in; in a draft the people who send it answer.
    """
    found = findings(version)
    for number in (one for one in found if one.is_cpr):
        raise BadRow(_("Feltet ”%(field)s” rummer et tal, der ligner et CPR-nummer.") % {"field": number.places[0].label})
    if terms.publish:
        privacy.answer_from_file(version=version, by=writer, now=now)
    words = [f"{one.kind.label.lower()} ({one.places[0].label})" for one in found]
    return found, _("Tjekket for personoplysninger fandt: %(what)s") % {"what": ", ".join(words)} if words else ""


def _is_there(case: Case, municipality: Municipality) -> bool:
    """The municipality has an open or a published version with this title, from the same schools.

    The municipality waits for whoever reads in at the same time, so that the same file twice at once doubles nothing.
    """
    Municipality.objects.select_for_update(no_key=True).get(pk=municipality.pk)
    states = [*OPEN_STATES, State.PUBLISHED]
    titles = Version.objects.filter(trial__municipality=municipality, state__in=states).values_list("trial", "title")
    trials = [trial for trial, title in titles if same_name(title, case.title)]
    wanted = sorted(danish.fold(name).split() for name in case.schools) if case.scope == Scope.NAMED else []
    return any(
        sorted(danish.fold(school.name).split() for school in trial.schools.all()) == wanted
        for trial in TrialAction.objects.filter(pk__in=trials).prefetch_related("schools")
    )


# The text


def _draft(case: Case, municipality: Municipality, terms: Terms, writer: Actor, now: datetime) -> Version:
    """A draft of the municipality's administration, with honest defaults for what only people can fill in later.

    Contact is the writer's address, or the portal's own for an account of the import. Responsible is the administration, by name;
    so it shows *kun én ansvarlig* until a person takes it on. Grades, period and focus areas that the file lacks stay empty.
    """
    trial = TrialAction(
        slug=f"{danish.slug(case.title)}-{secrets.token_hex(8)}",
        municipality=municipality,
        home_school_id=terms.by.school_id if terms.by else None,
        scope=case.scope,
        life=case.life,
        outcome=case.outcome,
        school_year=case.period.school_year,
        starts_on=case.period.starts_on,
        ends_on=case.period.ends_on,
        contact_email=_mailbox(writer, municipality, terms),
        created_by=writer.user,
        created_at=now,
    )
    trial.clean_fields()
    trial.save()
    lock_begun_expectations(trial=trial, today=timezone.localdate(now))
    if case.scope == Scope.NAMED:
        trial.schools.set([school_called(name, municipality, create=terms.create_places) for name in case.schools])
    _responsible(trial, writer)
    version = _version(case, trial, writer, now)
    areas = [focus_area_called(name, municipality, create=terms.create_places) for name in case.focus_areas]
    version.focus_areas.set(areas)
    version.leading_area = next(iter(areas), None)
    version.save(update_fields=["leading_area"])
    if case.visibility == Visibility.NETWORKS:
        version.networks.set(networks_of(municipality))
    return version


def _responsible(trial: TrialAction, writer: Actor) -> None:
    """At a school the one who reads in, else the administration."""
    if trial.home_school_id and writer.user:
        ResponsiblePerson.objects.create(trial=trial, user=writer.user, name=writer.user.name)
    else:
        ResponsiblePerson.objects.create(trial=trial, name=_("Skoleforvaltningen, %(place)s") % {"place": trial.municipality})


def _mailbox(writer: Actor, municipality: Municipality, terms: Terms) -> str:
    """A functional mailbox (domain.md §2), never the importer's own: the one that the place gave last time, or the portal's."""
    if terms.by is None:
        return settings.CONTACT_EMAIL if writer.user is None or is_import_account(writer.user) else writer.user.email
    return usual_mailbox(municipality.pk, terms.by.school_id)


def _version(case: Case, trial: TrialAction, writer: Actor, now: datetime) -> Version:
    version = Version(
        trial=trial,
        number=1,
        title=case.title,
        headline=case.headline,
        standfirst=case.summary,
        done=case.done,
        change=case.change,
        future=case.future,
        learned=case.learned,
        grades=[grade.value for grade in case.grades],
        visibility=case.visibility,
        created_at=now,
        changed_at=now,
        changed_by=writer.user,
    )
    version.clean_fields()
    version.save()
    version.writers.set([writer.user])
    for position, (perspectives, text) in enumerate(case.observations):
        kind = ObservationKind.SEEN if text else ObservationKind.NOT_YET
        Observation.objects.create(version=version, position=position, perspectives=perspectives, kind=kind, text=text)
    return version


def _in_words(error: ValidationError, names: Mapping[str, str]) -> str:
    if not hasattr(error, "error_dict"):
        return " ".join(error.messages)
    keys = {name: _KEYS.get(name, name) for name in error.message_dict}
    return " ".join(f"{names.get(keys[name], keys[name])}: {' '.join(messages)}" for name, messages in error.message_dict.items())
