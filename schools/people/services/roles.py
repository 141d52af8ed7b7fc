"""Giving, choosing and ending roles."""

from datetime import date, datetime

from django.db import transaction
from django.db.models import Q, QuerySet
from django.urls import reverse
from django.utils.formats import date_format
from django.utils.timezone import localdate
from django.utils.translation import gettext as _

from portal.accounts.actor import Actor
from portal.accounts.models import User
from portal.accounts.permissions import require
from portal.notices.choices import MailKind
from portal.notices.services import tell
from portal.workflow.gate import Refused
from portal.workflow.log import record
from schools.people.models import Placed, Role
from schools.people.queries import (
    Responsibility,
    Task,
    colleague_roles,
    colleagues,
    left_alone,
    open_texts_of,
    responsibilities_at,
    tasks_at,
    titles_for,
)


class NeedsSuccessor(Refused):
    """Somebody must take over what would be left with nobody; `left` is that part of the list on the page."""

    def __init__(self, left: list[Responsibility | Task]) -> None:
        super().__init__(_("Vælg en kollega, der tager over. Ellers står ingen tilbage som ansvarlig."))
        self.left = left


def choose_role(*, role: Role, by: Actor, now: datetime) -> None:
    """Remember the role that a person chose to act in, so that it is the one next time."""
    Role.objects.filter(pk=role.pk, user=by.user).update(chosen_at=now)


def give_role(*, role: Role, by: Actor, now: datetime) -> Role:
    """Give a known person a role: `role` is an unsaved one with person, kind, place and first day."""
    require(by, "people.give_role", role)
    with transaction.atomic():
        User.objects.select_for_update(no_key=True).get(pk=role.user_id)
        if _same_role(role.user, role, role.starts_on).exists():
            raise Refused(_("%(name)s har allerede rollen %(role)s.") % {"name": role.user, "role": role.label})
        role.save(force_insert=True)
        record(act="people.give_role", subject=role, by=by, now=now)
    return role


def end_role(*, role: Role, last_day: date, by: Actor, now: datetime, successor: User | None = None) -> Role:
    """Set a role's last day. All that the person answers for at the place passes to `successor` in the same act, also when the day is to come.

    Without a successor the person is taken off where others remain. Raises NeedsSuccessor when something would be left with nobody.
    """
    with transaction.atomic():
        hold_still(role.user)
        role = Role.objects.with_places().select_for_update(of=("self",)).get(pk=role.pk)
        require(by, "people.end_role", role)
        if role.has_ended_on(localdate(now)):
            raise Refused(_("Rollen er allerede slut. Giv en ny, hvis personen skal have den igen."))
        if last_day < role.starts_on:
            raise Refused(_("Rollen begynder den %(day)s og kan ikke slutte før.") % {"day": date_format(role.starts_on)})
        hand_over(responsibilities_at(role, last_day), tasks_at(role, last_day), role, last_day, successor, by=by, now=now)
        role.ends_on = last_day
        role.save(update_fields=["ends_on"])
        record(act="people.end_role", subject=role, by=by, now=now, note=last_day.isoformat())
    return role


def hold_role(*, user: User, placed: Placed, title: str, by: Actor, now: datetime) -> Role:
    """Let a person hold a role from today. One that is in force is kept, one that begins later begins today."""
    today = localdate(now)
    role = _same_role(user, placed, today).first()
    if role is None:
        role = Role(
            user=user, kind=placed.kind, school=placed.school, municipality=placed.municipality, network=placed.network, title=title
        )
    if role.pk is None or role.starts_on > today:
        role.starts_on = today
        role.save()
        record(act="people.give_role", subject=role, by=by, now=now)
    return role


def _same_role(user: User, placed: Placed, from_day: date) -> QuerySet[Role]:
    """The role as the person has it on that day or later."""
    return Role.objects.at_same_place(placed).filter(user=user, kind=placed.kind).running_or_coming(from_day)


def hold_still(person: User) -> None:
    """Lock what the person answers for, so that two who share it cannot leave at the same moment and orphan it."""
    rows, texts = person.responsibilities.all(), open_texts_of(person)
    trials = rows.model._meta.get_field("trial").related_model
    shared = trials._default_manager.filter(Q(pk__in=rows.values("trial")) | Q(pk__in=texts.values("trial")))
    list(shared.select_for_update(no_key=True).order_by("pk"))
    for tasks, shared_by in ((person.consortium_tasks.all(), "membership"), (person.accreditations.all(), "accreditation")):
        rows_of_all = tasks.model._default_manager.filter(**{f"{shared_by}__in": tasks.values(shared_by)})
        list(rows_of_all.select_for_update(of=("self",)).order_by("pk"))


def hand_over(
    held: list[Responsibility], tasks: list[Task], role: Role, last_day: date, successor: User | None, *, by: Actor, now: datetime
) -> None:
    """Let the successor answer for what is held at the role's place, or take the person off where others remain."""
    left = left_alone(held, tasks)
    if (held or tasks) and successor and successor not in colleagues(role, last_day):
        raise NeedsSuccessor(left)
    if left and successor is None:
        raise NeedsSuccessor(left)
    for found in held:
        if successor:
            _move(found, role, successor, by=by, now=now)
        else:
            _take_off(found, role, by=by, now=now)
    for task in tasks:
        _pass_task(task, role, successor, by=by, now=now)
    if (held or tasks) and successor:
        _tell(successor, held, tasks, role, last_day, by=by, now=now)


def _move(found: Responsibility, role: Role, successor: User, *, by: Actor, now: datetime) -> None:
    """Put the successor in the person's place; one who answers for it already is not named twice."""
    if found.row and found.trial.people.filter(user=successor).exists():
        found.row.delete()
    elif found.row:
        title = Role.objects.on(localdate(now)).filter(user=successor).exclude(title="").values_list("title", flat=True).first()
        found.row.user, found.row.name, found.row.title = successor, successor.name, title or ""
        found.row.save(update_fields=["user", "name", "title"])
    if found.draft:
        found.draft.writers.add(successor)
    record(act="people.hand_over", subject=found.trial, by=by, now=now, note=f"{role.user} → {successor}")


def _take_off(found: Responsibility, role: Role, *, by: Actor, now: datetime) -> None:
    """The person no longer answers for it; those who share it go on. Who wrote what stays as it was."""
    if found.row:
        found.row.delete()
        record(act="people.step_down", subject=found.trial, by=by, now=now, note=str(role.user))


def _pass_task(task: Task, role: Role, successor: User | None, *, by: Actor, now: datetime) -> None:
    """The successor takes the person's place in the consortium; without one, or where the successor is there already, the place closes."""
    if successor is None or task.subject.people.filter(user=successor).exists():
        task.row.delete()
    else:
        task.row.user = successor
        task.row.save(update_fields=["user"])
    act, note = ("people.hand_over", f"{role.user} → {successor}") if successor else ("people.step_down", str(role.user))
    record(act=act, subject=task.subject, by=by, now=now, note=note)


def _tell(successor: User, held: list[Responsibility], tasks: list[Task], role: Role, last_day: date, *, by: Actor, now: datetime) -> None:
    """Tell the successor what it is; drafts that the successor's role may not read are told without their title."""
    if successor.pk == by.user_id:
        return
    sight = colleague_roles(role, last_day).with_places().filter(user=successor).first()
    titles = titles_for(Actor(successor, sight), held)
    things = [{"title": titles.get(found.trial.pk, ""), "slug": found.trial.slug} for found in held]
    context = {"person": role.user, "place": role.place, "things": things, "count": len(held), "by": by}
    context["tasks"] = [str(task.subject) for task in tasks]
    tell(kind=MailKind.HANDED_OVER, user=successor, about=role, url=reverse("home:work"), context=context, now=now)
