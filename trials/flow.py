"""The tables of a version's states (domain.md §2) and of an editor's proposal. They draw the buttons, guard the gate and are what the tests read."""

from django.utils.translation import gettext_lazy as _

from portal.accounts.actor import Actor
from portal.accounts.permissions import may
from portal.workflow.gate import Flow, Transition
from trials.choices import EditorialState, State
from trials.editing import unchanged
from trials.findings import missing_for_approval, missing_to_send
from trials.models import Version
from trials.queries import unanswered

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
            missing=missing_for_approval,
            stamp="approved",
        ),
        # The approval was of other words than the author has now accepted from the editor.
        Transition("reconsider", frozenset({State.APPROVED}), State.SUBMITTED, "trials.see_edit", _("Skal godkendes igen")),
        Transition(
            "publish",
            frozenset({State.APPROVED}),
            State.PUBLISHED,
            "trials.publish",
            _("Publicér"),
            missing=unanswered,
            stamp="published",
        ),
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

# What reviewers decide on their page, in its order. The other rows are the writers' acts, or follow from another act.
_DECIDED = ("approve_and_publish", "approve", "publish", "return", "withdraw")


def decisions(actor: Actor, version: Version) -> list[str]:
    """The decisions open to a reviewer: rows of the table, and approving with publishing at once where both are the actor's to do."""
    found = [row.name for row in VERSION_FLOW.open_to(actor, version) if row.name in _DECIDED]
    both = "approve" in found and may(actor, VERSION_FLOW.by_name["publish"].permission, version)
    return sorted(["approve_and_publish", *found] if both else found, key=_DECIDED.index)


EDITORIAL_FLOW = Flow(
    "editorial",
    (
        Transition(
            "propose",
            frozenset({EditorialState.DRAFT}),
            EditorialState.PROPOSED,
            "trials.propose_edit",
            _("Send forslaget"),
            missing=unchanged,
            stamp="proposed",
        ),
        Transition(
            "accept",
            frozenset({EditorialState.PROPOSED}),
            EditorialState.ACCEPTED,
            "trials.answer_edit",
            _("Tag imod forslaget"),
            stamp="answered",
        ),
        Transition(
            "answer",
            frozenset({EditorialState.PROPOSED}),
            EditorialState.ANSWERED,
            "trials.answer_edit",
            _("Svar redaktøren"),
            needs_note=True,
            stamp="answered",
        ),
        Transition(
            "withdraw",
            frozenset({EditorialState.DRAFT, EditorialState.PROPOSED, EditorialState.ANSWERED}),
            EditorialState.WITHDRAWN,
            "trials.propose_edit",
            _("Træk forslaget tilbage"),
        ),
        # The text was taken back, sent back or published: there is nothing left to propose words for.
        Transition(
            "lapse",
            frozenset({EditorialState.DRAFT, EditorialState.PROPOSED}),
            EditorialState.WITHDRAWN,
            "trials.lapse_edit",
            _("Bortfaldet"),
        ),
    ),
)
