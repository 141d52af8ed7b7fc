"""The Erasmus plan in versions: begun from the one that holds, written on, adopted, and then never changed."""

from collections.abc import Mapping, Sequence
from datetime import datetime
from typing import Any

from django.db import transaction
from django.utils.translation import gettext as _

from partners.choices import PlanState
from partners.flow import MOST_OBJECTIVES, PLAN_FLOW
from partners.models import Accreditation, Objective, Plan, Wording
from partners.queries.accreditation import fingerprint
from portal.accounts.actor import Actor
from portal.accounts.permissions import require
from portal.workflow.gate import Refused, WrongState, pass_gate
from portal.workflow.log import record

_TEXTS = ("title", "explanation", "timing", "measure")


def begin(*, accreditation: Accreditation, by: Actor, now: datetime) -> Plan:
    """The draft of the next version, as a copy of the one that holds. When somebody has begun one already, that one."""
    require(by, "partners.run", accreditation)
    with transaction.atomic():
        locked = Accreditation.objects.select_for_update().get(pk=accreditation.pk)
        if draft := locked.plans.filter(state=PlanState.DRAFT).first():
            return draft
        last = locked.plans.order_by("-number").first()
        draft = Plan.objects.create(accreditation=locked, number=last.number + 1 if last else 1)
        holds = locked.plans.filter(state=PlanState.CURRENT).first()
        Wording.objects.bulk_create([_copy(wording, draft) for wording in holds.wordings.all()] if holds else [])
        record(act="plans.begin", subject=draft, by=by, now=now)
    return draft


def write(*, plan: Plan, reason: str, rows: Sequence[Mapping[str, Any]], seen: str, by: Actor, now: datetime) -> Plan:
    """Write the draft: its reason and its objectives in their order. A row names the objective it words, or none for a new one.

    `seen` is the fingerprint of what the writer had before them; when a colleague has saved since, nothing is overwritten.
    """
    require(by, "partners.run", plan)
    if len(rows) > MOST_OBJECTIVES:
        raise Refused(_("En plan har højst ti mål. Fjern nogle, eller læg dem sammen."))
    with transaction.atomic():
        locked = _draft(plan)
        if seen != fingerprint(locked):
            raise WrongState(
                _("En kollega har gemt planen imens. Det, du har skrevet, står her endnu; åbn planen i en ny fane, og sammenlign.")
            )
        before = set(locked.wordings.values_list("objective", flat=True))
        known = {objective.pk: objective for objective in locked.accreditation.objectives.all()}
        locked.wordings.all().delete()
        for position, row in enumerate(rows, start=1):
            objective = known.pop(row["objective"], None) or Objective.objects.create(accreditation=locked.accreditation)
            Wording.objects.create(plan=locked, objective=objective, position=position, **{name: row[name] for name in _TEXTS})
        locked.reason = reason
        locked.save(update_fields=["reason"])
        _forget(before)
        record(act="plans.write", subject=locked, by=by, now=now)
    return locked


def adopt(*, plan: Plan, by: Actor, now: datetime) -> Plan:
    """Let the draft hold from now on; the one before is superseded in the same act."""
    with transaction.atomic():
        Accreditation.objects.select_for_update().get(pk=plan.accreditation_id)
        if holds := plan.accreditation.plans.filter(state=PlanState.CURRENT).exclude(pk=plan.pk).first():
            pass_gate(thing=holds, flow=PLAN_FLOW, act="supersede", by=by, now=now)
        return pass_gate(thing=plan, flow=PLAN_FLOW, act="adopt", by=by, now=now)


def discard(*, plan: Plan, by: Actor, now: datetime) -> None:
    """Throw the draft away; objectives that stood in it alone go with it."""
    require(by, "partners.run", plan)
    with transaction.atomic():
        locked = _draft(plan)
        accreditation, mine = locked.accreditation, set(locked.wordings.values_list("objective", flat=True))
        record(act="plans.discard", subject=accreditation, by=by, now=now)
        locked.delete()
        _forget(mine)


def _draft(plan: Plan) -> Plan:
    locked = Plan.objects.select_for_update(of=("self",)).select_related("accreditation").filter(pk=plan.pk).first()
    if locked is None or not locked.is_draft:
        raise WrongState(_("Planen er vedtaget i mellemtiden. Begynd en ny version."))
    return locked


def _copy(wording: Wording, draft: Plan) -> Wording:
    texts = {name: getattr(wording, name) for name in _TEXTS}
    return Wording(plan=draft, objective_id=wording.objective_id, position=wording.position, **texts)


def _forget(objectives: set[int]) -> None:
    """Those that no version of the plan words any more and nothing points to."""
    Objective.objects.filter(pk__in=objectives, wordings=None, mobilities=None).delete()
