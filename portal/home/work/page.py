"""The page of one actor. A new kind of task is one more line in `Work.tasks`."""

from dataclasses import dataclass
from datetime import date, datetime
from functools import cached_property

from django.urls import reverse
from django.utils import timezone

from partners.choices import RUN_THE_CONSORTIUM
from portal.accounts.actor import Actor
from portal.accounts.permissions import may
from portal.documents.models import Document
from portal.home import queries
from portal.home.work import books, homecoming, journeys, keeping, papers, privacy, proposals, reviews, rows, texts
from portal.home.work.rows import Answer, Row
from portal.home.work.task import Tasks, in_order
from portal.notices.models import Notice
from schools.people.choices import ADMINISTRATION, RoleKind
from trials.catalogue.models import Edition
from trials.choices import State
from trials.models import PassedOn, Version
from trials.rules import REVIEWERS


@dataclass(frozen=True)
class Work:
    """Everything on the page of one actor; each part is read once."""

    actor: Actor
    now: datetime

    @cached_property
    def tasks(self) -> Tasks:
        """All that waits, in order of urgency and waiting time."""
        return in_order(
            [
                *texts.returned(self.actor, self.own),
                *proposals.to_answer(self.actor, self.own),
                *(proposals.answered(self.actor) if self.administers else ()),
                *texts.passed_on(self.actor, self.own, self.passed_on),
                *texts.to_send(self.actor, self.own, self.passed_on),
                *journeys.returned(self.own_journeys),
                *(journeys.to_decide(self.actor) if self.decides_on_journeys and self.has_journeys else ()),
                *reviews.to_review(self.waiting, self.today),
                *(papers.to_make(self.actor, self.today) if self.has_journeys else ()),
                *(papers.to_decide(self.actor) if self.has_journeys else ()),
                *books.to_finish(self.editions, self.documents),
                *(privacy.to_release(self.actor) if self.actor.kind == RoleKind.HEAD else ()),
                *privacy.decided(self.actor, self.own),
                *privacy.running_out(self.actor, self.own, self.now, self.today),
                *(keeping.to_confirm(self.now) if self.administers_the_system else ()),
                *(keeping.to_review(self.now) if self.administers_the_system else ()),
                *(privacy.to_correct(self.actor) if may(self.actor, "catalogue.create") else ()),
                *homecoming.to_report(self.own_journeys, self.today),
            ]
        )

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
    def administers_the_system(self) -> bool:
        return may(self.actor, "retention.confirm")

    @property
    def reviews(self) -> bool:
        return self.actor.kind in REVIEWERS

    @property
    def sees_log(self) -> bool:
        return may(self.actor, "workflow.see_log")

    @property
    def keeps_schools(self) -> bool:
        return may(self.actor, "register.import")

    @property
    def overview_url(self) -> str:
        """Where the actor sees the whole of the own place: the school's page, or the overview of the municipality or the network."""
        role = self.actor.role
        if role is None:
            return ""
        if self.actor.school_id:
            return reverse("home:school", args=[role.place.municipality.slug, role.place.slug])
        if self.administers:
            return reverse("home:municipality_overview", args=[role.place.slug])
        return reverse("home:partnership_overview", args=[role.place.slug]) if self.actor.network_id else ""

    @cached_property
    def own(self) -> list[Version]:
        """The versions of the actor's place: its open ones, then its published and withdrawn ones."""
        return queries.work_own_versions(self.actor) if self.writes else []

    @property
    def invites(self) -> bool:
        return may(self.actor, "people.see")

    @property
    def travels(self) -> bool:
        return may(self.actor, "mobilities.create")

    @property
    def decides_on_journeys(self) -> bool:
        return self.actor.kind == RoleKind.SCHOOL_LEADER or self.actor.kind in RUN_THE_CONSORTIUM

    @cached_property
    def has_journeys(self) -> bool:
        """Whether anything of a journey can wait for the actor's place."""
        return self.actor.municipality_id is not None and queries.work_has_journeys(self.actor)

    @cached_property
    def own_journeys(self) -> list[queries.OwnJourney]:
        """The mobilities that the actor has written or travels on."""
        return queries.work_journeys(self.actor) if self.travels else []

    @cached_property
    def journey_rows(self) -> list[Row]:
        return rows.journey_rows(self.own_journeys)

    @cached_property
    def passed_on(self) -> dict[int, PassedOn]:
        """What colleagues have sent on to the actor, by version, until it is written in or sent."""
        writable = [version for version in self.own if version.is_writable]
        found = queries.work_passed_on(self.actor, writable) if writable else {}
        sent = {version.pk: version.submitted_at for version in writable}
        return {pk: passed for pk, passed in found.items() if (sent_at := sent[pk]) is None or sent_at < passed.at}

    @cached_property
    def waiting(self) -> list[Version]:
        """What reviewers can decide on: not what they wrote themselves, unless it is only to be published."""
        found = queries.work_waiting(self.actor) if self.reviews else []
        return [version for version in found if version.state == State.APPROVED or not texts.wrote(self.actor, version)]

    @property
    def waiting_not_shown(self) -> int:
        return reviews.not_shown(self.waiting)

    @cached_property
    def editions(self) -> list[Edition]:
        return queries.work_editions(self.actor)

    @cached_property
    def documents(self) -> dict[int, Document]:
        """The latest build of each edition under way."""
        return queries.work_documents(self.editions)

    @cached_property
    def drafts(self) -> list[Row]:
        return rows.draft_rows(self.actor, self.own)

    @cached_property
    def place_rows(self) -> list[Row]:
        return rows.place_rows(self.own, self.drafts)

    @cached_property
    def edition_rows(self) -> list[Row]:
        return rows.edition_rows(self.editions, self.documents)

    @cached_property
    def answers(self) -> list[Answer]:
        """What others have done, without what stands among the news already."""
        told = {(notice.subject_type_id, notice.subject_id) for notice in self.news}
        entries = queries.work_log(self.actor) if self.writes else []
        return [rows.answer_to(entry) for entry in entries if (entry.subject_type_id, entry.subject_id) not in told]

    @cached_property
    def news(self) -> list[Notice]:
        """The latest of what the person has been told and not opened."""
        return queries.work_news(self.actor)

    @property
    def is_empty(self) -> bool:
        return not (self.tasks or self.drafts or self.journey_rows or self.place_rows or self.edition_rows)
