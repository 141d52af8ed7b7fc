"""The documents of one mobility, with what is missing: one list for its page, for the overview and for the guard of its departure."""

from collections.abc import Iterator
from dataclasses import dataclass, field
from datetime import date, timedelta

from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from partners.mobilities.choices import UPLOADED_KINDS, PaperKind, PaperState, Phase, Signer
from partners.mobilities.models import Mobility, Paper, Participant
from partners.mobilities.papers.needed import PaperRule, PaperTable, papers_of

# Days after the last day by which what is done at home must be in (erasmus.md §4 gives no date: the portal's own).
_AFTER_DAYS = 30


@dataclass(frozen=True)
class Slot:
    """One document that a mobility has or needs, and the version of it that counts."""

    kind: PaperKind
    phase: Phase
    signers: tuple[Signer, ...]
    is_compulsory: bool
    participant: Participant | None
    paper: Paper | None = None
    history: list[Paper] = field(default_factory=list)
    """The versions before it, newest first."""

    @property
    def key(self) -> str:
        """Its part of the address."""
        return f"{self.kind}-{self.participant.pk}" if self.participant else str(self.kind)

    @property
    def name(self) -> str:
        return slot_name(self.kind, self.participant)

    @property
    def is_uploaded(self) -> bool:
        return self.kind in UPLOADED_KINDS

    @property
    def state(self) -> PaperState:
        return PaperState(self.paper.state) if self.paper else PaperState.MISSING

    @property
    def is_lacking(self) -> bool:
        """It must be there, and the administration has not approved it."""
        return self.is_compulsory and self.state != PaperState.APPROVED

    @property
    def unsigned(self) -> list[Signer]:
        return self.paper.signatures_missing if self.paper else list(self.signers)

    @property
    def lacks(self) -> str:
        """What stands between it and being approved, in words."""
        return lacking_words(self.name, self.state, self.unsigned)


def slot_name(kind: str, participant: Participant | None) -> str:
    """”Læringsaftale for Jonas Tved”."""
    label = str(PaperKind(kind).label)
    return _("%(document)s for %(who)s") % {"document": label, "who": participant} if participant else label


_LACKS = {
    PaperState.MISSING: gettext_lazy("%(name)s mangler"),
    PaperState.DRAFTED: gettext_lazy("%(name)s er ikke sendt til underskrift"),
    PaperState.SENT: gettext_lazy("%(name)s mangler det underskrevne eksemplar"),
    PaperState.SIGNED: gettext_lazy("%(name)s venter på forvaltningens godkendelse"),
    PaperState.REJECTED: gettext_lazy("%(name)s er afvist og skal laves om"),
}


def lacking_words(name: str, state: str, unsigned: list[Signer]) -> str:
    if state == PaperState.SENT and unsigned:
        whom = _joined([str(signer.label).lower() for signer in unsigned])
        return _("%(name)s mangler underskrift fra %(whom)s") % {"name": name, "whom": whom}
    return str(_LACKS[PaperState(state)] % {"name": name})


def _joined(words: list[str]) -> str:
    """”afsender, vært og deltager”."""
    return _("%(all)s og %(last)s") % {"all": ", ".join(words[:-1]), "last": words[-1]} if len(words) > 1 else "".join(words)


def table_of_papers(mobility: Mobility) -> PaperTable:
    """The table of the project's call year; the newest one as long as no project is chosen."""
    return papers_of(mobility.project.call if mobility.project else date.max.year)


def slots_of(mobility: Mobility) -> list[Slot]:
    """All documents that the mobility needs or has, in the order of a journey. Three queries; fewer when they are prefetched."""
    papers = list(mobility.papers.all())
    slots = [slot for rule in _rules(mobility) for slot in _filled(rule, mobility, papers)]
    used = {(slot.kind, slot.participant and slot.participant.pk) for slot in slots}
    people = {person.pk: person for person in mobility.participants.all()}
    slots += [_leftover(paper, papers, people) for paper in papers if _counts(paper) and (paper.kind, paper.participant_id) not in used]
    order = list(Phase)
    return sorted(slots, key=lambda slot: order.index(slot.phase))


def missing_before_departure(mobility: Mobility) -> list[str]:
    """What stops the departure: each compulsory document of before that the administration has not approved, with what it lacks."""
    return [slot.lacks for slot in slots_of(mobility) if slot.phase == Phase.BEFORE and slot.is_lacking]


def due_on(phase: str, mobility: Mobility) -> date | None:
    """The day by which the documents of a phase must be there."""
    if phase in {Phase.LAST_DAY, Phase.DURING}:
        return mobility.ends_on
    if phase == Phase.AFTER:
        return mobility.ends_on + timedelta(days=_AFTER_DAYS) if mobility.ends_on else None
    return mobility.starts_on


def _rules(mobility: Mobility) -> tuple[PaperRule, ...]:
    return table_of_papers(mobility).needed(mobility.activity, is_green=mobility.is_green)


def _filled(rule: PaperRule, mobility: Mobility, papers: list[Paper]) -> Iterator[Slot]:
    for participant in mobility.participants.all() if rule.per_participant else [None]:
        versions = _versions(rule.kind, participant.pk if participant else None, papers)
        current = next((paper for paper in versions if _counts(paper)), None)
        yield Slot(
            kind=rule.kind,
            phase=Phase(current.phase) if current else rule.phase,
            signers=tuple(map(Signer, current.signers)) if current else rule.signers,
            is_compulsory=rule.is_compulsory,
            participant=participant,
            paper=current,
            history=[paper for paper in versions if paper is not current],
        )


def _leftover(paper: Paper, papers: list[Paper], people: dict[int, Participant]) -> Slot:
    """One that was made before the journey was changed, and that nothing asks for any more: kept in sight."""
    return Slot(
        kind=PaperKind(paper.kind),
        phase=Phase(paper.phase),
        signers=tuple(map(Signer, paper.signers)),
        is_compulsory=False,
        participant=people[paper.participant_id] if paper.participant_id else None,
        paper=paper,
        history=[other for other in _versions(paper.kind, paper.participant_id, papers) if other is not paper],
    )


def _versions(kind: str, participant: int | None, papers: list[Paper]) -> list[Paper]:
    found = [paper for paper in papers if paper.kind == kind and paper.participant_id == participant]
    return sorted(found, key=lambda paper: -paper.version)


def _counts(paper: Paper) -> bool:
    return paper.state != PaperState.SUPERSEDED
