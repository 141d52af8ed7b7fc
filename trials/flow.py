"""The table of a version's states (domain.md §2). It draws the buttons, guards the gate and is what the tests read."""

from django.utils.translation import gettext_lazy as _

from portal.workflow.gate import Flow, Transition
from trials.choices import State
from trials.findings import missing_to_send

VERSION_FLOW = Flow(
    "trials",
    (
        Transition(
            "submit",
            frozenset({State.DRAFT, State.RETURNED}),
            State.SUBMITTED,
            "trials.submit",
            _("Send til gennemsyn"),
            missing=missing_to_send,
            stamp="submitted",
        ),
        Transition("recall", frozenset({State.SUBMITTED}), State.DRAFT, "trials.recall", _("Tag tilbage til kladde")),
        Transition(
            "return",
            frozenset({State.SUBMITTED, State.APPROVED}),
            State.RETURNED,
            "trials.return",
            _("Send retur med bemærkninger"),
            needs_note=True,
            stamp="returned",
        ),
        Transition(
            "approve",
            frozenset({State.SUBMITTED}),
            State.APPROVED,
            "trials.approve",
            _("Godkend"),
            missing=missing_to_send,
            stamp="approved",
        ),
        Transition("publish", frozenset({State.APPROVED}), State.PUBLISHED, "trials.publish", _("Publicér"), stamp="published"),
        Transition(
            "withdraw",
            frozenset({State.PUBLISHED}),
            State.WITHDRAWN,
            "trials.withdraw",
            _("Træk tilbage"),
            needs_note=True,
            stamp="withdrawn",
        ),
        Transition("supersede", frozenset({State.PUBLISHED}), State.ARCHIVED, "trials.publish", _("Afløs med ny version")),
    ),
)
