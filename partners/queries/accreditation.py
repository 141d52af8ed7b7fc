"""Reads about the accreditation, its plan, the circle and the exclusion rates."""

import hashlib
import json
from collections.abc import Iterator
from dataclasses import dataclass
from typing import Any

from django.db.models import Q, QuerySet
from django.utils.translation import gettext as _

from partners.choices import LEAST_RESPONSIBLE, AccreditationState, PlanState
from partners.models import Accreditation, ExclusionRate, Plan, Wording
from portal.accounts.actor import Actor
from portal.accounts.models import User
from portal.text import danish
from schools.models import School
from schools.people.choices import ADMINISTRATION, RoleKind
from schools.people.models import Role

_FIELDS = ("title", "explanation", "timing", "measure")


def accreditation_of(actor: Actor) -> Accreditation | None:
    """The one that the actor's municipality holds; when none is valid, the latest."""
    found = Accreditation.objects.visible_to(actor).select_related("municipality")
    return found.annotate(is_valid=Q(state=AccreditationState.VALID)).order_by("-is_valid", "-starts_on", "-pk").first()


def depends_on_one(people: Any) -> bool:
    """Fewer than two are responsible (*personafhængig*)."""
    return len(people) < LEAST_RESPONSIBLE


def current_plan(accreditation: Accreditation) -> Plan | None:
    return accreditation.plans.filter(state=PlanState.CURRENT).prefetch_related("wordings").first()


def current_wordings(accreditation: Accreditation) -> list[Wording]:
    """The objectives as the plan in force words them; none where no plan is adopted."""
    return list(Wording.objects.filter(plan__accreditation=accreditation, plan__state=PlanState.CURRENT).order_by("position"))


def draft_plan(accreditation: Accreditation) -> Plan | None:
    return accreditation.plans.filter(state=PlanState.DRAFT).prefetch_related("wordings").first()


def fingerprint(plan: Plan) -> str:
    """What is written in a plan, in a few letters: two that write at once can be told apart."""
    said = [plan.reason, *([w.objective_id, w.position, *_texts(w)] for w in plan.wordings.order_by("position"))]
    return hashlib.sha256(json.dumps(said).encode()).hexdigest()[:16]


def _texts(wording: Wording) -> list[str]:
    return [getattr(wording, name) for name in _FIELDS]


@dataclass(frozen=True)
class Change:
    """What a plan says of one objective, beside what the version before said."""

    title: str
    kind: str
    """new, dropped, changed or same."""
    fields: list[tuple[str, str, str]]
    """Label, before and after of what was changed."""

    @property
    def words(self) -> str:
        return {"new": _("Nyt mål"), "dropped": _("Udgået"), "changed": _("Ændret"), "same": _("Uændret")}[self.kind]


def changes(plan: Plan, before: Plan | None) -> list[Change]:
    """Each objective of the plan in its order, then those that were dropped. Objectives keep who they are through all versions."""
    if before is None:
        return []
    earlier = {wording.objective_id: wording for wording in before.wordings.all()}
    found = [_change(wording, earlier.pop(wording.objective_id, None)) for wording in plan.wordings.all()]
    return found + [Change(str(wording), "dropped", []) for wording in earlier.values()]


def _change(wording: Wording, earlier: Wording | None) -> Change:
    if earlier is None:
        return Change(str(wording), "new", [])
    labels = {"title": _("Titel"), "explanation": _("Forklaring"), "timing": _("Tidsplan"), "measure": _("Sådan måles fremskridt")}
    fields = [(labels[name], getattr(earlier, name), getattr(wording, name)) for name in _FIELDS]
    if earlier.position != wording.position:
        fields.append((_("Nummer"), str(earlier.position), str(wording.position)))
    changed = [(label, old, new) for label, old, new in fields if old != new]
    return Change(str(wording), "changed" if changed else "same", changed)


def version_before(plan: Plan) -> Plan | None:
    earlier = plan.accreditation.plans.filter(number__lt=plan.number).prefetch_related("wordings")
    return earlier.order_by("-number").first()


def latest_rates(actor: Actor) -> dict[int, ExclusionRate]:
    """By school: the newest number that the actor may see."""
    rates = ExclusionRate.objects.visible_to(actor).order_by("school_year", "pk")
    return {rate.school_id: rate for rate in rates}


def schools_by_rate(schools: QuerySet[School], rates: dict[int, ExclusionRate]) -> list[tuple[School, ExclusionRate | None]]:
    """The highest number first. Where none may be shown the place in the list tells nothing either: those come last, by name."""
    named = sorted(schools, key=lambda school: danish.sort_key(school.name))

    def place(school: School) -> tuple[bool, Any]:
        rate = rates.get(school.pk)
        return (False, -rate.percent) if rate and rate.is_shown else (True, 0)

    return [(school, rates.get(school.pk)) for school in sorted(named, key=place)]


def administrators(municipality_id: int, today: Any) -> list[User]:
    """Who can be responsible for the accreditation: the administration's people and PPR, in Danish order."""
    roles = Role.objects.on(today).filter(municipality=municipality_id, kind__in=[*ADMINISTRATION, RoleKind.PPR])
    return _people(roles)


def people_of_school(school: School, today: Any) -> list[User]:
    """Who can be responsible at a member: the school's own people, in Danish order."""
    schools = [pk for pk in (school.pk, school.parent_id) if pk]
    roles = Role.objects.on(today).filter(Q(school__in=schools) | Q(school__parent=school.pk))
    return _people(roles)


def _people(roles: QuerySet[Role]) -> list[User]:
    found = User.objects.filter(is_active=True, roles__in=roles).distinct()
    return sorted(found, key=lambda person: danish.sort_key(person.name))


def tasks_of(user: User, municipality_id: int) -> Iterator[Any]:
    """Everything in the municipality's consortium that a person is responsible for now."""
    mine: Any = user
    yield from mine.accreditations.running().filter(accreditation__municipality=municipality_id).select_related("accreditation")
    members = mine.consortium_tasks.running().filter(membership__project__accreditation__municipality=municipality_id)
    yield from members.select_related("membership__school", "membership__project__accreditation")


def people_with_tasks(municipality_id: int) -> list[User]:
    """Who is responsible for something in the consortium, in Danish order."""
    held = Q(accreditations__accreditation__municipality=municipality_id) | Q(
        consortium_tasks__membership__project__accreditation__municipality=municipality_id
    )
    return sorted(User.objects.filter(held).distinct(), key=lambda person: danish.sort_key(person.name))
