"""The path of a mobility (erasmus.md §4), as a table. It draws the buttons, guards the gate and is what the tests read."""

from django.utils.translation import gettext_lazy as _

from partners.mobilities.choices import State
from partners.mobilities.homecoming.reporting import missing_in_report
from partners.mobilities.missing import missing_to_propose
from partners.mobilities.papers.compulsory import missing_before_departure
from portal.workflow.gate import Flow, Transition

_BEFORE_TRAVEL = frozenset({State.PROPOSED, State.ENDORSED, State.SENT_BACK, State.APPROVED, State.CLEARED, State.UNDER_WAY})

MOBILITY_FLOW = Flow(
    "mobilities",
    (
        Transition(
            "propose",
            frozenset({State.DRAFT, State.SENT_BACK}),
            State.PROPOSED,
            "mobilities.propose",
            _("Send forslaget"),
            missing=missing_to_propose,
            stamp="proposed",
        ),
        Transition(
            "endorse", frozenset({State.PROPOSED}), State.ENDORSED, "mobilities.endorse", _("Anbefal til forvaltningen"), stamp="endorsed"
        ),
        Transition(
            "approve",
            frozenset({State.ENDORSED}),
            State.APPROVED,
            "mobilities.approve",
            _("Godkend"),
            missing=missing_to_propose,
            stamp="approved",
        ),
        Transition(
            "send_back",
            frozenset({State.PROPOSED, State.ENDORSED}),
            State.SENT_BACK,
            "mobilities.send_back",
            _("Send retur med en begrundelse"),
            needs_note=True,
        ),
        Transition("reject", frozenset({State.PROPOSED, State.ENDORSED}), State.REJECTED, "mobilities.reject", _("Afvis"), needs_note=True),
        Transition(
            "clear",
            frozenset({State.APPROVED}),
            State.CLEARED,
            "mobilities.clear",
            _("Godkend til afrejse"),
            missing=missing_before_departure,
            stamp="cleared",
        ),
        Transition("depart", frozenset({State.CLEARED}), State.UNDER_WAY, "mobilities.follow", _("Rejsen er begyndt")),
        Transition("come_home", frozenset({State.UNDER_WAY}), State.HOME, "mobilities.follow", _("Vi er hjemme")),
        Transition(
            "report",
            frozenset({State.HOME}),
            State.REPORTED,
            "mobilities.report",
            _("Send rapporten"),
            missing=missing_in_report,
            stamp="reported",
        ),
        Transition(
            "complete", frozenset({State.REPORTED}), State.COMPLETED, "mobilities.complete", _("Afslut opholdet"), stamp="completed"
        ),
        Transition("cancel", _BEFORE_TRAVEL, State.CANCELLED, "mobilities.cancel", _("Aflys"), needs_note=True),
    ),
)
