"""What the builder shows of an edition under way: its items with their pages, what is wrong or worth a look, and where its book stands."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from portal.documents.choices import DocumentState, Phase
from portal.documents.measuring import Measure
from portal.documents.models import Document
from portal.documents.services import queue_place
from trials.catalogue.book.estimate import Estimate, estimate
from trials.catalogue.book.measures import measures_of
from trials.catalogue.book.remarks import remarks_on
from trials.catalogue.documents import current_document, edition_snapshot, missing_for_ordering, missing_to_publish
from trials.catalogue.history import errata_of
from trials.catalogue.models import Edition, EditionItem, Erratum
from trials.catalogue.queries import figure_counts, group_of, items_of, named, narrower_items, outdated_items, unfinished_items
from trials.printing import Problem, check_snapshot


@dataclass(frozen=True)
class Row:
    """One item of the builder's list."""

    item: EditionItem
    pages: int
    is_first: bool
    is_last: bool
    """First and last among those that it may change places with."""
    measured: bool = False
    """Whether the pages were counted when it was set, or are an estimate."""
    group: str = ""
    """The name of the group that begins with it."""


@dataclass(frozen=True)
class Stage:
    label: str
    state: str
    """done, now or later."""


@dataclass(frozen=True)
class Standing:
    """Where one order stands, in words and as a bar."""

    document: Document
    before: int

    @classmethod
    def of(cls, document: Document) -> "Standing":
        waits = document.state == DocumentState.REQUESTED
        return cls(document, queue_place(document) if waits else 0)

    @property
    def stages(self) -> list[Stage]:
        labels = [str(DocumentState.REQUESTED.label), *(str(phase.label) for phase in Phase)]
        now = 0 if self.document.state == DocumentState.REQUESTED else 1 + list(Phase.values).index(self.document.phase or Phase.LAYOUT)
        return [Stage(label, "done" if place < now else "now" if place == now else "later") for place, label in enumerate(labels)]

    @property
    def phase_label(self) -> str:
        return next(stage.label for stage in self.stages if stage.state == "now")

    @property
    def sentence(self) -> str:
        if self.document.state == DocumentState.REQUESTED:
            return self._waiting
        words = self._working
        if self.document.is_divided:
            where = {"volume": self.document.volume, "volumes": self.document.volume_count}
            return _("Bind %(volume)s af %(volumes)s.") % where + " " + words
        return words

    @property
    def _working(self) -> str:
        numbers = {"page": self.document.page, "pages": self.document.pages_expected}
        if self.document.phase == Phase.FINISHING:
            return _("Alle %(pages)s sider er sat. Nu får indholdsfortegnelse og register deres sidetal.") % numbers
        if self.document.phase == Phase.WRITING:
            return _("Skriver side %(page)s af %(pages)s.") % numbers
        if not self.document.page:
            return _("Arbejdet er begyndt.")
        if self.document.is_divided:
            return _("Side %(page)s af ca. %(pages)s. Det kan tage nogle minutter.") % numbers
        return _("Side %(page)s af ca. %(pages)s. Det tager normalt under et minut.") % numbers

    @property
    def _waiting(self) -> str:
        if not self.before:
            return _("Bestillingen er den næste i køen.")
        words = ngettext("Der er %(count)s bestilling foran i køen.", "Der er %(count)s bestillinger foran i køen.", self.before)
        return words % {"count": self.before}


@dataclass(frozen=True)
class Outline:
    """The whole builder, from one reading of the edition."""

    rows: list[Row]
    estimate: Estimate
    blocking: list[str]
    """What stops ordering."""
    unpublishable: list[str]
    """What stops publishing."""
    remarks: list[str]
    """What is worth a look. It stops nobody."""
    outdated: frozenset[int]
    making: Standing | None
    current: Document | None
    """The ready book of exactly what the edition says now."""
    latest: Document | None
    """The newest ready book, current or not."""
    failed: Document | None
    figures: Mapping[int, int]
    changes: Mapping[str, Any]
    """What is new, changed and gone since the latest published edition."""
    errata: list[Erratum]
    volumes: list[int]
    """How many trial actions each volume holds; none for one book."""

    @property
    def pages(self) -> int:
        return self.current.pages if self.current else self.estimate.total


def outline(edition: Edition, now: datetime) -> Outline:
    items = items_of(edition)
    snapshot = edition_snapshot(edition, now, items)
    measures = measures_of(snapshot)
    pages = estimate(snapshot, measures)
    newest = Document.objects.of(edition).select_related("requested_by").first()
    current = current_document(edition, snapshot)
    return Outline(
        rows=_rows(items, pages, edition.grouping),
        estimate=pages,
        blocking=missing_for_ordering(edition, items),
        unpublishable=missing_to_publish(edition, items, current),
        remarks=_remarks(edition, items, snapshot, measures),
        outdated=frozenset(item.pk for item in outdated_items(items)),
        making=Standing.of(newest) if newest and newest.is_active else None,
        current=current,
        latest=current or Document.objects.of(edition).ready().first(),
        failed=newest if newest and newest.state == DocumentState.FAILED else None,
        figures=figure_counts(items),
        changes=snapshot.get("changes") or {},
        errata=list(errata_of(edition)) if edition.is_correction else [],
        volumes=snapshot.get("volumes", []),
    )


def _rows(items: list[EditionItem], pages: Estimate, grouping: str) -> list[Row]:
    groups = [group_of(item, grouping) for item in items]
    rows = []
    for place, (item, count) in enumerate(zip(items, pages.trials, strict=True)):
        begins = place == 0 or groups[place] != groups[place - 1]
        ends = place == len(items) - 1 or groups[place] != groups[place + 1]
        group = groups[place] if begins else ""
        rows.append(Row(item, count, is_first=begins, is_last=ends, measured=pages.measured[place], group=group))
    return rows


def _remarks(edition: Edition, items: list[EditionItem], snapshot: Mapping[str, Any], measures: Sequence[Measure | None]) -> list[str]:
    if edition.is_frozen:
        return [*map(_lost_characters, check_snapshot(snapshot))]
    found = []
    if narrower := narrower_items(edition, items):
        found.append(_("%(titles)s må læses af færre end kataloget. Det skal løses, før det kan udgives.") % {"titles": named(narrower)})
    if outdated := outdated_items(items):
        found.append(_("%(titles)s findes i en nyere version. Tag den ind, hvis den skal med.") % {"titles": named(outdated)})
    if unfinished := unfinished_items(items):
        found.append(_("%(titles)s er ikke afsluttet og kan ændre sig.") % {"titles": named(unfinished)})
    if edition.foreword and not edition.foreword_name:
        found.append(_("Forordet mangler en underskrift."))
    if not edition.foreword:
        found.append(_("Kataloget har intet forord."))
    return [*found, *remarks_on(snapshot, measures), *map(_lost_characters, check_snapshot(snapshot))]


def _lost_characters(problem: Problem) -> str:
    words = _("Tegnene %(characters)s i ”%(title)s” (%(field)s) findes ikke i bogens skrift. De bliver udeladt eller trykt som ◊.")
    return words % {"characters": " ".join(problem.characters), "title": problem.trial_title, "field": problem.field}
