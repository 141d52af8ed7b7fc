"""The public page of a mobility: the administration publishes it and may withdraw it."""

from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from partners.mobilities.choices import ResultState
from partners.mobilities.models import PublicResult
from partners.mobilities.privacy import named_in
from portal.text.personal_data import holds_cpr
from portal.workflow.gate import Flow, Transition


def missing_in_result(result: PublicResult) -> list[str]:
    """What is not written, and what may not stand on a page for everyone."""
    names = named_in(f"{result.title} {result.learned}", result.mobility.participants.values_list("name", flat=True))
    checks = [
        (result.title.strip(), _("Skriv en titel")),
        (result.learned.strip(), _("Skriv, hvad de lærte")),
        (not holds_cpr(f"{result.title} {result.learned}"), _("Fjern tallet, der ligner et CPR-nummer")),
    ]
    named = [_("Teksten nævner %(name)s. Skriv den uden navne") % {"name": name} for name in names]
    return [text for there, text in checks if not there] + named


RESULT_FLOW = Flow(
    "results",
    (
        Transition(
            "publish",
            frozenset({ResultState.DRAFT, ResultState.WITHDRAWN}),
            ResultState.PUBLISHED,
            "mobilities.publish_result",
            gettext_lazy("Offentliggør"),
            missing=missing_in_result,
            stamp="published",
        ),
        Transition(
            "withdraw",
            frozenset({ResultState.PUBLISHED}),
            ResultState.WITHDRAWN,
            "mobilities.withdraw_result",
            gettext_lazy("Træk tilbage"),
            needs_note=True,
        ),
    ),
)
