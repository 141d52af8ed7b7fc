"""*Mine opgaver*: what waits for an actor, in order of urgency, each with the one next act; then drafts, the place's own and the answers."""

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date, datetime
from enum import IntEnum
from functools import cached_property

from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from portal.accounts.actor import Actor
from portal.documents.choices import DocumentState
from portal.documents.models import Document
from portal.home import queries
from portal.text.danish import sort_key
from portal.ui.templatetags.ui import day, spelled
from portal.workflow.models import LogEntry
from schools.people.choices import ADMINISTRATION, RoleKind
from trials.catalogue.models import Edition
from trials.choices import State
from trials.models import Version
from trials.queries import days_waited, is_person_dependent, missing_parts
from trials.rules import REVIEWERS

LATE_AFTER = 14  # days in the reviewers' pile before the pill turns red
SHOWN_WAITING = 5


class Urgency(IntEnum):
    """The order of the list: what others have asked for first, then what others wait for, then what is nearly done."""

    RETURNED = 1
    PROPOSED = 2
    FAILED = 3
    WAITING = 4
    TO_SEND = 5
    TO_PUBLISH = 6
    TO_ISSUE = 7


@dataclass(frozen=True)
class Task:
    """One thing that waits, and the one next act."""

    urgency: Urgency
    since: datetime
    pill: str
    look: str
    title: str
    text: str
    act: str
    url: str
    meta: str = ""
    note: str = ""


@dataclass(frozen=True)
class Row:
    """A line in one of the lists below."""

    title: str
    url: str
    sub: str
    thing: Version | Edition | Document
    lone: bool = False


@dataclass(frozen=True)
class Answer:
    """One act of somebody else on what is the actor's own."""

    title: str
    url: str
    words: str
    at: datetime


@dataclass(frozen=True)
class Work:
    """Everything on the page of one actor; each part is read once."""

    actor: Actor
    now: datetime

    @property
    def today(self) -> date:
        return timezone.localdate(self.now)

    @property
    def writes(self) -> bool:
        return self.actor.kind in {RoleKind.CONTRIBUTOR, RoleKind.SCHOOL_LEADER} or self.administers

    @property
    def administers(self) -> bool:
        return self.actor.kind in ADMINISTRATION and self.actor.municipality_id is not None

    @property
    def reviews(self) -> bool:
        return self.actor.kind in REVIEWERS

    @cached_property
    def own(self) -> list[Version]:
        """The versions of the actor's place: its open ones, then its published and withdrawn ones."""
        return queries.work_own_versions(self.actor) if self.writes else []

    @cached_property
    def waiting(self) -> list[Version]:
        """What reviewers can decide on: not what they wrote themselves, unless it is only to be published."""
        found = queries.work_waiting(self.actor) if self.reviews else []
        return [version for version in found if version.state == State.APPROVED or not self._wrote(version)]

    @cached_property
    def editions(self) -> list[Edition]:
        return queries.work_editions(self.actor)

    @cached_property
    def documents(self) -> dict[int, Document]:
        """The latest build of each edition under way."""
        return queries.work_documents(self.editions)

    @cached_property
    def tasks(self) -> list[Task]:
        found = [*self._returned(), *self._proposed(), *self._answered(), *self._to_send(), *self._to_review(), *self._books()]
        return sorted(found, key=lambda task: (task.urgency, task.since))

    @property
    def waiting_not_shown(self) -> int:
        return max(0, sum(version.state == State.SUBMITTED for version in self.waiting) - SHOWN_WAITING)

    @cached_property
    def drafts(self) -> list[Row]:
        """What the actor has written on and not sent, the latest first."""
        mine = [version for version in self.own if version.state == State.DRAFT and self._wrote(version)]
        return [
            Row(version.display_title, reverse("trials:write", args=[version.pk]), self._draft_words(version), version)
            for version in sorted(mine, key=lambda version: version.changed_at, reverse=True)
        ]

    @cached_property
    def place_rows(self) -> list[Row]:
        """Each trial action of the place once: as it is public, with the new version named, else as it stands in the writing."""
        by_trial: dict[int, list[Version]] = {}
        for version in self.own:
            by_trial.setdefault(version.trial_id, []).append(version)
        listed = {row.thing for row in self.drafts}
        shown = [versions for versions in by_trial.values() if versions[0] not in listed or len(versions) > 1]
        return [self._place_row(versions) for versions in sorted(shown, key=lambda versions: sort_key(versions[0].display_title))]

    @cached_property
    def edition_rows(self) -> list[Row]:
        return [
            Row(str(edition), _edition_url(edition), self._edition_words(edition), self.documents.get(edition.pk, edition))
            for edition in self.editions
        ]

    @cached_property
    def answers(self) -> list[Answer]:
        return [_answer(entry) for entry in queries.work_log(self.actor)] if self.writes else []

    @property
    def is_empty(self) -> bool:
        return not (self.tasks or self.drafts or self.place_rows or self.edition_rows)

    # Tasks

    def _returned(self) -> Iterator[Task]:
        returned = [version for version in self.own if version.state == State.RETURNED and self._answers_for(version)]
        notes = queries.work_return_notes(returned)
        for version in returned:
            yield Task(
                Urgency.RETURNED,
                version.returned_at,
                _("Sendt retur"),
                "stop",
                _("Ret ”%(title)s”") % {"title": version.display_title},
                _open_comments(version),
                _("Ret teksten"),
                reverse("trials:write", args=[version.pk]),
                meta=_("af %(who)s %(day)s") % {"who": version.returned_by, "day": day(version.returned_at)},
                note=notes.get(version.pk, ""),
            )

    def _proposed(self) -> Iterator[Task]:
        """An editor's proposals that wait for those who answer for the text."""
        answerable = {version.pk for version in self.own if self._answers_for(version)}
        for proposal in queries.work_proposals(answerable, self.actor):
            yield Task(
                Urgency.PROPOSED,
                proposal.proposed_at,
                _("Venter på jeres svar"),
                "wait",
                _("Redaktøren foreslår ændringer i ”%(title)s”") % {"title": proposal.version.display_title},
                _("Intet er ændret, og teksten bliver ikke publiceret, før I har svaret."),
                _("Se forslaget"),
                reverse("trials:editorial_answer", args=[proposal.version_id]),
                meta=_("fra %(who)s %(day)s") % {"who": proposal.proposed_by, "day": day(proposal.proposed_at)},
                note=proposal.note,
            )

    def _answered(self) -> Iterator[Task]:
        """What authors have answered instead of accepting, for those who edit."""
        for proposal in queries.work_answered_proposals(self.actor) if self.administers else []:
            yield Task(
                Urgency.PROPOSED,
                proposal.answered_at,
                _("Besvaret"),
                "note",
                _("Læs svaret på forslaget til ”%(title)s”") % {"title": proposal.version.display_title},
                "",
                _("Læs svaret"),
                reverse("trials:editorial", args=[proposal.version_id]),
                meta=_("af %(who)s %(day)s") % {"who": proposal.answered_by, "day": day(proposal.answered_at)},
                note=proposal.answer,
            )

    def _to_send(self) -> Iterator[Task]:
        """Finished drafts, for those who speak for the place."""
        if self.actor.kind == RoleKind.CONTRIBUTOR:
            return
        for version in self.own:
            if version.state == State.DRAFT and not missing_parts(version):
                yield self._own_to_send(version) if self._wrote(version) else self._others_to_send(version)

    def _own_to_send(self, version: Version) -> Task:
        return Task(
            Urgency.TO_SEND,
            version.changed_at,
            _("Alt er udfyldt"),
            "ok",
            _("Send ”%(title)s” til gennemsyn") % {"title": version.display_title},
            _("Du kan nå at læse den igennem en sidste gang."),
            _("Send til gennemsyn"),
            reverse("trials:submit", args=[version.pk]),
        )

    def _others_to_send(self, version: Version) -> Task:
        return Task(
            Urgency.TO_SEND,
            version.changed_at,
            _("Færdig %(day)s") % {"day": day(version.changed_at)},
            "wait",
            _("Læs ”%(title)s” og send den videre") % {"title": version.display_title},
            _("Alt er udfyldt. Du sender den til kommunens gennemsyn."),
            _("Læs kladden"),
            reverse("trials:preview", args=[version.pk]),
            meta=_("fra %(who)s") % {"who": version.changed_by},
        )

    def _to_review(self) -> Iterator[Task]:
        submitted = [version for version in self.waiting if version.state == State.SUBMITTED]
        yield from map(self._to_decide, submitted[:SHOWN_WAITING])
        yield from (self._to_publish(version) for version in self.waiting if version.state == State.APPROVED)

    def _to_decide(self, version: Version) -> Task:
        days = days_waited(version, self.today)
        return Task(
            Urgency.WAITING,
            version.submitted_at,
            ngettext("Har ventet %(n)d dag", "Har ventet %(n)d dage", days) % {"n": days} if days else _("Sendt i dag"),
            "stop" if days >= LATE_AFTER else "wait",
            _("Gennemse ”%(title)s”") % {"title": version.display_title},
            version.headline,
            _("Læs og afgør"),
            reverse("trials:review", args=[version.pk]),
            meta=_("fra %(who)s, %(place)s")
            % {"who": version.submitted_by, "place": version.trial.home_school or version.trial.municipality},
        )

    def _to_publish(self, version: Version) -> Task:
        return Task(
            Urgency.TO_PUBLISH,
            version.approved_at,
            _("Godkendt %(day)s") % {"day": day(version.approved_at)},
            "note",
            _("Publicér ”%(title)s”") % {"title": version.display_title},
            _("Den er godkendt og mangler kun at blive gjort synlig."),
            _("Gå til publicering"),
            reverse("trials:review", args=[version.pk]),
            meta=_("af %(who)s") % {"who": version.approved_by},
        )

    def _books(self) -> Iterator[Task]:
        for edition in self.editions:
            document = self.documents.get(edition.pk)
            if document and document.state == DocumentState.FAILED:
                yield self._failed(edition, document)
            elif document and document.state == DocumentState.READY:
                yield self._to_issue(edition, document)

    def _failed(self, edition: Edition, document: Document) -> Task:
        return Task(
            Urgency.FAILED,
            document.finished_at or document.requested_at,
            _("Kunne ikke bygges"),
            "stop",
            _("Byg ”%(title)s” igen") % {"title": edition.title},
            document.error,
            _("Se, hvad der gik galt"),
            _edition_url(edition),
        )

    def _to_issue(self, edition: Edition, document: Document) -> Task:
        return Task(
            Urgency.TO_ISSUE,
            document.finished_at or document.requested_at,
            _("PDF’en er klar"),
            "ok",
            _("Se ”%(title)s” igennem og udgiv") % {"title": edition.title},
            _("%(pages)d sider, bygget %(day)s.") % {"pages": document.pages, "day": day(document.finished_at or document.requested_at)},
            _("Gå til kataloget"),
            _edition_url(edition),
        )

    # Words

    def _wrote(self, version: Version) -> bool:
        return self.actor.user in version.writers.all()

    def _answers_for(self, version: Version) -> bool:
        """A contributor corrects what he or she wrote; a leader and the administration answer for all of the place."""
        return self.actor.kind != RoleKind.CONTRIBUTOR or self._wrote(version)

    def _draft_words(self, version: Version) -> str:
        changed = _("Ændret %(day)s.") % {"day": day(version.changed_at)}
        missing = len(missing_parts(version))
        if missing:
            lacks = ngettext("Mangler %(n)s ting.", "Mangler %(n)s ting.", missing) % {"n": _("én") if missing == 1 else spelled(missing)}
            return f"{changed} {lacks}"
        by_leader = self.actor.kind == RoleKind.CONTRIBUTOR
        complete = _("Alt er udfyldt. Skolelederen kan sende den.") if by_leader else _("Alt er udfyldt.")
        return f"{changed} {complete}"

    def _place_row(self, versions: list[Version]) -> Row:
        version = next((version for version in versions if version.state == State.PUBLISHED), versions[0])
        people = ", ".join(person.name for person in version.trial.people.all())
        news = [_("Ny version: %(state)s") % {"state": versions[0].get_state_display().lower()}] if versions[0] != version else []
        return Row(
            version.display_title,
            _page_of(version),
            ". ".join([*filter(None, [people]), *news]),
            version,
            lone=is_person_dependent(version),
        )

    def _edition_words(self, edition: Edition) -> str:
        count = ngettext("%(n)d bidrag", "%(n)d bidrag", edition.contributions) % {"n": edition.contributions}
        changed = _("Ændret %(day)s.") % {"day": day(edition.changed_at)}
        return f"{count}. {changed}"


def _open_comments(version: Version) -> str:
    many = version.open_comments
    words = ngettext("%(n)s bemærkning er åben ved teksten.", "%(n)s bemærkninger er åbne ved teksten.", many)
    return words % {"n": _("Én") if many == 1 else spelled(many).capitalize()} if many else ""


def _edition_url(edition: Edition) -> str:
    return reverse("catalogue:build", args=[edition.catalogue.slug, edition.number])


def _answer(entry: LogEntry) -> Answer:
    words = {
        "trials.submit": _("blev sendt til gennemsyn af %(who)s."),
        "trials.return": _("blev sendt retur af %(who)s."),
        "trials.approve": _("blev godkendt af %(who)s."),
        "trials.publish": _("blev publiceret af %(who)s."),
        "trials.withdraw": _("blev trukket tilbage af %(who)s."),
    }
    version = entry.subject
    return Answer(version.display_title, _page_of(version), words[entry.act] % {"who": entry.user or _("portalen")}, entry.at)


def _page_of(version: Version) -> str:
    """The public page of what is or was public, else the preview."""
    if version.state in {State.PUBLISHED, State.WITHDRAWN}:
        return reverse("trials:detail", args=[version.trial.slug])
    return reverse("trials:preview", args=[version.pk])
