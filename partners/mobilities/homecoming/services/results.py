"""What everyone may read of a finished mobility: written, published and withdrawn by the administration."""

from datetime import datetime

from django.db import transaction
from django.utils.translation import gettext as _

from partners.mobilities.choices import ResultState
from partners.mobilities.homecoming.result_flow import RESULT_FLOW
from partners.mobilities.models import Mobility, PublicResult
from partners.mobilities.privacy import refuse_cpr
from partners.mobilities.services.proposing import locked
from portal.accounts.actor import Actor
from portal.accounts.permissions import require
from portal.text.normalise import normalise, normalise_line
from portal.workflow.gate import Refused, WrongState, pass_gate


def save(*, mobility: Mobility, title: str, learned: str, by: Actor, now: datetime) -> PublicResult:
    """Write the page while it is not public; what is published is withdrawn first."""
    title, learned = normalise_line(title), normalise(learned)
    refuse_cpr(title, learned)
    with transaction.atomic():
        mobility = locked(mobility)
        require(by, "mobilities.release_result", mobility)
        result = PublicResult.objects.filter(mobility=mobility).first() or PublicResult(mobility=mobility)
        if result.state == ResultState.PUBLISHED:
            raise WrongState(_("Siden er offentlig. Træk den tilbage, før du retter i den."))
        result.title, result.learned = title, learned
        result.changed_at, result.changed_by = now, by.user  # type: ignore[assignment]
        result.save()
    return result


def publish(*, result: PublicResult, nobody_recognised: bool, by: Actor, now: datetime) -> PublicResult:
    """Show it to everyone. `nobody_recognised` is the yes to having read it through for persons."""
    if not nobody_recognised:
        raise Refused(_("Læs teksten igennem, og sæt kryds ved, at ingen kan genkendes."))
    with transaction.atomic():
        return pass_gate(thing=result, flow=RESULT_FLOW, act="publish", by=by, now=now)


def withdraw(*, result: PublicResult, note: str, by: Actor, now: datetime) -> PublicResult:
    """Take the page down, with the reason."""
    with transaction.atomic():
        return pass_gate(thing=result, flow=RESULT_FLOW, act="withdraw", by=by, now=now, note=note)
