"""The table of a document's states. It draws the buttons, guards the gate and is what the tests read."""

from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _

from partners.mobilities.choices import PaperState
from partners.mobilities.models import Paper
from portal.workflow.gate import Flow, Transition


def missing_to_be_signed(paper: Paper) -> list[str]:
    """It is handed in when all who must have signed it, and the copy that shows it is here."""
    missing = [gettext("underskrift fra %(whom)s") % {"whom": str(signer.label).lower()} for signer in paper.signatures_missing]
    return missing if paper.upload_id else [*missing, gettext("det underskrevne eksemplar")]


def missing_to_be_handed_in(paper: Paper) -> list[str]:
    """What others have written is handed in as a file."""
    return [] if paper.upload_id else [gettext("filen")]


PAPER_FLOW = Flow(
    "papers",
    (
        Transition(
            "draft",
            frozenset({PaperState.MISSING, PaperState.DRAFTED}),
            PaperState.DRAFTED,
            "papers.write",
            _("Lav udkast"),
            stamp="drafted",
        ),
        Transition("send", frozenset({PaperState.DRAFTED}), PaperState.SENT, "papers.write", _("Send til underskrift"), stamp="sent"),
        Transition(
            "sign",
            frozenset({PaperState.SENT}),
            PaperState.SIGNED,
            "papers.write",
            _("Registrér underskrifter"),
            missing=missing_to_be_signed,
            stamp="signed",
        ),
        Transition(
            "hand_in",
            frozenset({PaperState.MISSING}),
            PaperState.SIGNED,
            "papers.write",
            _("Læg filen op"),
            missing=missing_to_be_handed_in,
            stamp="signed",
        ),
        Transition("approve", frozenset({PaperState.SIGNED}), PaperState.APPROVED, "papers.decide", _("Godkend"), stamp="decided"),
        Transition(
            "reject", frozenset({PaperState.SIGNED}), PaperState.REJECTED, "papers.decide", _("Afvis"), needs_note=True, stamp="decided"
        ),
        # The next version takes its place.
        Transition(
            "supersede",
            frozenset({PaperState.SENT, PaperState.SIGNED, PaperState.REJECTED}),
            PaperState.SUPERSEDED,
            "papers.write",
            _("Lav ny version"),
        ),
        # What was approved is opened again by those who approved it, with the reason.
        Transition("reopen", frozenset({PaperState.APPROVED}), PaperState.SUPERSEDED, "papers.decide", _("Åbn igen"), needs_note=True),
    ),
)
