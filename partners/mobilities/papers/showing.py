"""What the pages show of the documents of a mobility: each with its state, who signs, and the one next act."""

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date
from typing import Any

from django.urls import reverse
from django.utils.translation import gettext as _

from partners.mobilities.choices import PaperState, Phase, Signer
from partners.mobilities.models import Mobility
from partners.mobilities.papers.compulsory import Slot, due_on, slots_of, table_of_papers
from portal.accounts.actor import Actor
from portal.accounts.permissions import may

# The look of a state's pill.
LOOKS = {
    PaperState.MISSING: "stop",
    PaperState.DRAFTED: "open",
    PaperState.SENT: "wait",
    PaperState.SIGNED: "note",
    PaperState.APPROVED: "ok",
    PaperState.REJECTED: "stop",
    PaperState.SUPERSEDED: "open",
}


@dataclass(frozen=True)
class Signing:
    """One who must sign, and whether it is done."""

    signer: Signer
    name: str
    signed_on: date | None


@dataclass(frozen=True)
class Shown:
    """One document on the page of its mobility."""

    slot: Slot
    url: str
    act: str
    is_urgent: bool

    @property
    def pill(self) -> str:
        """The state; what is missing and need not be there says so instead."""
        if self.slot.state == PaperState.MISSING and not self.slot.is_compulsory:
            return _("Kan lægges op") if self.slot.is_uploaded else _("Kan laves")
        if self.slot.state == PaperState.SENT and self.slot.unsigned and len(self.slot.unsigned) < len(self.slot.signers):
            return _("Mangler %(missing)d af %(all)d underskrifter") % {"missing": len(self.slot.unsigned), "all": len(self.slot.signers)}
        return str(self.slot.state.label)

    @property
    def look(self) -> str:
        return LOOKS[self.slot.state] if self.slot.is_compulsory or self.slot.state != PaperState.MISSING else "open"

    @property
    def signings(self) -> list[Signing]:
        return list(signings(self.slot))


@dataclass(frozen=True)
class ShownPhase:
    """The documents of one phase, with the day by which they must be there."""

    phase: Phase
    due: date | None
    papers: list[Shown]


def signings(slot: Slot) -> Iterator[Signing]:
    """Everyone who must sign, in the order of the table."""
    got = {signature.signer: signature for signature in slot.paper.signatures.all()} if slot.paper else {}
    for signer in slot.signers:
        signature = got.get(signer)
        yield Signing(signer, signature.name if signature else "", signature.signed_on if signature else None)


def papers_context(mobility: Mobility, actor: Actor) -> dict[str, Any]:
    """What templates/mobilities/_papers.html and the page of documents draw. Ask for `papers__signatures` and `papers__participant` in advance."""
    slots = slots_of(mobility)
    makes, decides = may(actor, "papers.make", mobility), _decides(actor, mobility)
    first = next((slot.key for slot in slots if slot.is_lacking and _act(slot, makes, decides)), "")
    shown = [
        Shown(slot, reverse("mobilities:paper", args=[mobility.pk, slot.key]), _act(slot, makes, decides), slot.key == first)
        for slot in slots
    ]
    phases = [
        ShownPhase(phase, due_on(phase, mobility), papers)
        for phase in Phase
        if (papers := [one for one in shown if one.slot.phase == phase])
    ]
    return {
        "phases": phases,
        "missing_papers": [slot.lacks for slot in slots if slot.phase == Phase.BEFORE and slot.is_lacking],
        "papers_begun": may(actor, "papers.make", mobility) or any(slot.paper for slot in slots),
        "papers_approved": sum(slot.state == PaperState.APPROVED for slot in slots if slot.is_compulsory),
        "papers_compulsory": sum(slot.is_compulsory for slot in slots),
        "papers_table": table_of_papers(mobility),
    }


def _decides(actor: Actor, mobility: Mobility) -> bool:
    return may(actor, "papers.decide_all", mobility)


def _act(slot: Slot, makes: bool, decides: bool) -> str:
    """The one next act of this actor, in words; empty when others are to act."""
    if slot.state == PaperState.SIGNED:
        return _("Se og afgør") if decides else ""
    if not makes:
        return ""
    words = {
        PaperState.MISSING: _("Læg filen op") if slot.is_uploaded else _("Lav udkast"),
        PaperState.DRAFTED: _("Send til underskrift"),
        PaperState.SENT: _("Registrér underskrifter"),
        PaperState.REJECTED: _("Læg en ny fil op") if slot.is_uploaded else _("Lav ny version"),
    }
    return words.get(slot.state, "")
