"""The yearly projects, what they aim for and may cost, and the schools that are members of them."""

from collections.abc import Iterable, Mapping, Sequence
from datetime import date, datetime
from decimal import ROUND_HALF_UP, Decimal
from typing import Any

from django.db import IntegrityError, transaction
from django.utils.timezone import localdate
from django.utils.translation import gettext as _

from partners.choices import OVER, AccessionState, ProjectState
from partners.flow import PROJECT_FLOW
from partners.grants.queries import table_of
from partners.models import Accreditation, BudgetLine, ConsortiumMembership, MemberPerson, Project, Target
from partners.money import written
from partners.queries.accreditation import people_of_school
from partners.queries.stamps import refuse_newer, stamp_of_member, stamp_of_project
from portal.accounts.actor import Actor
from portal.accounts.models import User
from portal.accounts.permissions import require
from portal.files.checks import Checked
from portal.files.services import remove_if_unused, store
from portal.workflow.gate import Refused, WrongState, pass_gate
from portal.workflow.log import record
from schools.models import School

_COUNTED = ("participants", "days", "accompanying", "fewer_opportunities", "blended", "green")
_EURO = Decimal(1)


def write(
    *, project: Project | None, accreditation: Accreditation, values: Mapping[str, Any], seen: str | None = None, by: Actor, now: datetime
) -> Project:
    """Write a project down, or mend what is known of it. How it stands is changed by `step` alone.

    `seen`, here and below, is the stamp of what the writer had before them: when a colleague has saved since, nothing is overwritten.
    """
    require(by, "partners.run", accreditation)
    try:
        with transaction.atomic():
            found = _open(project, by, seen) if project else Project(accreditation=accreditation)
            for name, value in values.items():
                setattr(found, name, value)
            found.save()
            record(act="projects.write", subject=found, by=by, now=now)
    except IntegrityError as error:
        if "code" not in str(error):
            raise
        raise Refused(_("Koden bruges allerede af et andet projekt.")) from error
    return found


def step(*, project: Project, act: str, note: str, by: Actor, now: datetime) -> Project:
    """Take the project from one state to the next."""
    return pass_gate(thing=project, flow=PROJECT_FLOW, act=act, note=note, by=by, now=now)


def extend(*, project: Project, ends_on: date, extension_reason: str, seen: str | None = None, by: Actor, now: datetime) -> Project:
    """Let a running project end later, with the reason."""
    with transaction.atomic():
        locked = _locked(project, by)
        if locked.state != ProjectState.RUNNING:
            raise WrongState(_("Kun et projekt, der er i gang, kan forlænges."))
        refuse_newer(seen, stamp_of_project(locked))
        locked.ends_on, locked.is_extended, locked.extension_reason = ends_on, True, extension_reason
        locked.save(update_fields=["ends_on", "is_extended", "extension_reason"])
        record(act="projects.extend", subject=locked, by=by, now=now, note=extension_reason)
    return locked


def set_grant(*, project: Project, grant: Decimal, seen: str | None = None, by: Actor, now: datetime) -> Project:
    """Write the grant (EUR). Where it is less than what targets and budget were made for, they shrink in proportion."""
    with transaction.atomic():
        locked = _open(project, by, seen)
        made_for = locked.grant or locked.requested_grant
        if made_for and grant < made_for:
            _shrink(locked, grant / made_for, grant)
        note = _("%(before)s → %(after)s euro") % {"before": written(made_for), "after": written(grant)}
        locked.grant = grant
        locked.save(update_fields=["grant"])
        record(act="projects.set_grant", subject=locked, by=by, now=now, note=note)
    return locked


def plan(
    *,
    project: Project,
    targets: Iterable[Mapping[str, Any]],
    budget: Mapping[str, Decimal],
    seen: str | None = None,
    by: Actor,
    now: datetime,
) -> Project:
    """Write the targets by activity and the budget by category."""
    with transaction.atomic():
        locked = _open(project, by, seen)
        locked.targets.all().delete()
        locked.budget.all().delete()
        Target.objects.bulk_create([Target(project=locked, **target) for target in targets])
        BudgetLine.objects.bulk_create([BudgetLine(project=locked, category=name, amount=amount) for name, amount in budget.items()])
        record(act="projects.plan", subject=locked, by=by, now=now)
    return locked


def shrunk(amounts: Sequence[Decimal], share: Decimal, total: Decimal) -> list[Decimal]:
    """Amounts (whole EUR) made smaller by a share; what rounding leaves goes to the largest, so that they make up `total`.

    Only where they made up the whole before: a budget that held something back keeps doing so.
    """
    made = [(amount * share).quantize(_EURO, ROUND_HALF_UP) for amount in amounts]
    if made and sum(amounts) * share == total:
        made[made.index(max(made))] += total - sum(made)
    return made


def _shrink(project: Project, share: Decimal, total: Decimal) -> None:
    for target in project.targets.all():
        for name in _COUNTED:
            setattr(target, name, int((getattr(target, name) * share).quantize(_EURO, ROUND_HALF_UP)))
        target.save()
    lines = list(project.budget.all())
    for line, amount in zip(lines, shrunk([line.amount for line in lines], share, total), strict=True):
        line.amount = amount
        line.save(update_fields=["amount"])


def add_members(*, project: Project, schools: Iterable[School], joined_on: date, by: Actor, now: datetime) -> list[ConsortiumMembership]:
    """Let schools join the consortium in a project. One school is in so many requests a year at most (erasmus.md §3)."""
    with transaction.atomic():
        locked = _open(project, by)
        most = table_of(locked.call).limits.most_applications_a_year
        return [_join(locked, school, joined_on, most, by=by, now=now) for school in schools]


def change_member(
    *, membership: ConsortiumMembership, values: Mapping[str, Any], seen: str | None = None, by: Actor, now: datetime
) -> ConsortiumMembership:
    """Write what the request says of a member."""
    require(by, "partners.run", membership)
    with transaction.atomic():
        locked = _member(membership, seen)
        has_left = bool(values.get("left_on")) and not locked.left_on
        for name, value in values.items():
            setattr(locked, name, value)
        locked.save()
        record(act="members.leave" if has_left else "members.change", subject=locked, by=by, now=now)
    return locked


def put_member_people(
    *, membership: ConsortiumMembership, people: Iterable[User], seen: str | None = None, by: Actor, now: datetime
) -> None:
    """Who at the school is responsible. Two at least are wanted; fewer is shown as depending on one."""
    require(by, "partners.member_people", membership)
    chosen = {person.pk for person in people}
    able = {person.pk for person in people_of_school(membership.school, localdate(now))}
    if chosen - able - set(membership.people.values_list("user", flat=True)):
        raise Refused(_("Kun skolens egne folk kan være ansvarlige her."))
    with transaction.atomic():
        _member(membership, seen)
        membership.people.exclude(user__in=chosen).delete()
        known = set(membership.people.values_list("user", flat=True))
        MemberPerson.objects.bulk_create([MemberPerson(membership=membership, user_id=user) for user in sorted(chosen - known)])
        record(act="members.change", subject=membership, by=by, now=now)


def sign(
    *, membership: ConsortiumMembership, checked: Checked, name: str, signed_on: date, seen: str | None = None, by: Actor, now: datetime
) -> ConsortiumMembership:
    """Keep the signed accession form; a newer one takes the place of the one before."""
    require(by, "partners.run", membership)
    with transaction.atomic():
        locked = _member(membership, seen)
        before = locked.signed_file
        locked.signed_file = store(checked=checked, original_name=name, by=by, now=now)
        locked.signed_on, locked.accession = signed_on, AccessionState.SIGNED
        locked.save()
        if before:
            remove_if_unused(stored=before)
        record(act="members.sign", subject=locked, by=by, now=now)
    return locked


def _join(project: Project, school: School, joined_on: date, most: int, *, by: Actor, now: datetime) -> ConsortiumMembership:
    if school.municipality_id != project.municipality_id:
        raise Refused(_("%(school)s hører til en anden kommune.") % {"school": school})
    others = ConsortiumMembership.objects.filter(school=school, project__call=project.call).exclude(project__state=ProjectState.DECLINED)
    if others.filter(project=project).exists():
        raise Refused(_("%(school)s er allerede med.") % {"school": school})
    if others.count() >= most:
        said = {"school": school, "most": most, "call": project.call}
        raise Refused(_("%(school)s er allerede med i %(most)d ansøgninger i %(call)d, og flere må den ikke være med i.") % said)
    made = ConsortiumMembership.objects.create(project=project, school=school, joined_on=joined_on)
    record(act="members.add", subject=made, by=by, now=now)
    return made


def _member(membership: ConsortiumMembership, seen: str | None) -> ConsortiumMembership:
    """The member fresh and locked, unless somebody has written in it since it was read."""
    locked = ConsortiumMembership.objects.select_for_update(of=("self",)).select_related("signed_file").get(pk=membership.pk)
    refuse_newer(seen, stamp_of_member(locked))
    return locked


def _locked(project: Project, by: Actor) -> Project:
    locked = Project.objects.select_for_update(of=("self",)).select_related("accreditation").get(pk=project.pk)
    require(by, "partners.run", locked)
    return locked


def _open(project: Project, by: Actor, seen: str | None = None) -> Project:
    """The project fresh and locked, as long as something can be written in it and nobody has written since it was read."""
    locked = _locked(project, by)
    if locked.state in OVER:
        raise WrongState(_("Projektet er afsluttet og kan ikke rettes."))
    refuse_newer(seen, stamp_of_project(locked))
    return locked
