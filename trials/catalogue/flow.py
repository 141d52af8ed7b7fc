"""The table of an edition's states. It guards the acts, draws the buttons and is what the tests read."""

from django.utils.translation import gettext_lazy as _

from portal.workflow.gate import Flow, Transition
from trials.catalogue.choices import EditionState
from trials.catalogue.documents import missing_for_publishing

EDITION_FLOW = Flow(
    "catalogue",
    (
        Transition(
            "publish",
            frozenset({EditionState.DRAFT}),
            EditionState.PUBLISHED,
            "catalogue.publish",
            _("Udgiv kataloget"),
            missing=missing_for_publishing,
            stamp="published",
        ),
        Transition(
            "replace",
            frozenset({EditionState.PUBLISHED}),
            EditionState.REPLACED,
            "catalogue.publish",
            _("Erstat med den rettede udgave"),
        ),
        Transition(
            "withdraw",
            frozenset({EditionState.PUBLISHED}),
            EditionState.WITHDRAWN,
            "catalogue.withdraw",
            _("Træk kataloget tilbage"),
            needs_note=True,
            stamp="withdrawn",
        ),
    ),
)
