"""The accreditation, its people and documents, the yearly circle, and the numbers it is drawn by."""

from collections.abc import Iterable, Mapping
from datetime import datetime
from typing import Any

from django.db import IntegrityError, transaction
from django.db.models import Model
from django.urls import reverse
from django.utils.timezone import localdate
from django.utils.translation import gettext as _

from partners.acting import person_and_place
from partners.flow import ACCREDITATION_FLOW
from partners.models import Accreditation, AccreditationFile, AccreditationPerson, Circle, ExclusionRate
from partners.queries.accreditation import administrators, people_of_school, tasks_of
from portal.accounts.actor import Actor
from portal.accounts.models import User
from portal.accounts.permissions import require
from portal.files.checks import Checked
from portal.files.services import remove_if_unused, store
from portal.notices.choices import MailKind
from portal.notices.services import tell
from portal.workflow.gate import Refused, pass_gate
from portal.workflow.log import record
from schools.models import School


def write(*, accreditation: Accreditation | None, values: Mapping[str, Any], by: Actor, now: datetime) -> Accreditation:
    """Write down an accreditation, or mend what is known of it. How it stands is changed by `step` alone."""
    require(by, "partners.run", accreditation)
    try:
        with transaction.atomic():
            found = _locked(accreditation) if accreditation else Accreditation(municipality_id=person_and_place(by)[1])
            for name, value in values.items():
                setattr(found, name, value)
            found.save()
            record(act="accreditations.write", subject=found, by=by, now=now)
    except IntegrityError as error:
        if "accreditation_one_valid_in_municipality" in str(error):
            raise Refused(_("Kommunen har allerede en akkreditering, der gælder. Afslut den først.")) from error
        if "code" in str(error):
            raise Refused(_("Koden bruges allerede af en anden akkreditering.")) from error
        raise
    return found


def _locked(accreditation: Accreditation) -> Accreditation:
    return Accreditation.objects.select_for_update().get(pk=accreditation.pk)


def step(*, accreditation: Accreditation, act: str, note: str, by: Actor, now: datetime) -> Accreditation:
    """Take the accreditation from one state to the next."""
    return pass_gate(thing=accreditation, flow=ACCREDITATION_FLOW, act=act, note=note, by=by, now=now)


def put_people(*, accreditation: Accreditation, people: Iterable[tuple[User, str]], by: Actor, now: datetime) -> None:
    """Who is responsible, each with a task. One person is named once."""
    require(by, "partners.run", accreditation)
    tasks = {person.pk: task for person, task in people}
    able = {person.pk for person in administrators(accreditation.municipality_id, localdate(now))}
    known = set(accreditation.people.values_list("user", flat=True))
    if set(tasks) - able - known:
        raise Refused(_("Kun forvaltningens og PPR's folk kan være ansvarlige for akkrediteringen."))
    with transaction.atomic():
        Accreditation.objects.select_for_update().get(pk=accreditation.pk)
        accreditation.people.all().delete()
        rows = [AccreditationPerson(accreditation=accreditation, user_id=user, task=task) for user, task in tasks.items()]
        AccreditationPerson.objects.bulk_create(rows)
        record(act="accreditations.put_people", subject=accreditation, by=by, now=now)


def add_file(*, accreditation: Accreditation, title: str, checked: Checked, name: str, by: Actor, now: datetime) -> AccreditationFile:
    """Keep a document of the accreditation."""
    require(by, "partners.run", accreditation)
    with transaction.atomic():
        stored = store(checked=checked, original_name=name, by=by, now=now)
        made = AccreditationFile.objects.create(accreditation=accreditation, title=title, stored=stored, added_on=localdate(now))
        record(act="accreditations.add_file", subject=accreditation, by=by, now=now, note=title)
    return made


def remove_file(*, file: AccreditationFile, by: Actor, now: datetime) -> None:
    """Take a document away; the log keeps its title."""
    require(by, "partners.run", file)
    with transaction.atomic():
        stored, title = file.stored, file.title
        file.delete()
        remove_if_unused(stored=stored)
        record(act="accreditations.remove_file", subject=file.accreditation, by=by, now=now, note=title)


def hand_over(*, person: User, successor: User, by: Actor, now: datetime) -> list[Model]:
    """Move everything in the consortium that a person is responsible for to another in one act. Returns what was moved.

    A member's task goes to somebody at that school, the accreditation's to somebody in the administration; all or nothing.
    """
    require(by, "partners.run")
    _person, municipality = person_and_place(by)
    moved: list[Model] = []
    with transaction.atomic():
        for row in tasks_of(person, municipality):
            if successor not in _able(row, now):
                raise Refused(
                    _("%(name)s har ingen rolle på %(place)s og kan ikke tage over dér.") % {"name": successor, "place": row.subject}
                )
            _move(row, successor)
            record(act="accreditations.hand_over", subject=row.subject, by=by, now=now, note=f"{person} → {successor}")
            moved.append(row.subject)
        if not moved:
            raise Refused(_("%(name)s er ikke ansvarlig for noget i konsortiet.") % {"name": person})
        if successor.pk != by.user_id:
            _tell(person, successor, moved, by, now)
    return moved


def decide_circle(
    *, accreditation: Accreditation, values: Mapping[str, Any], schools: Iterable[School], by: Actor, now: datetime
) -> Circle:
    """Draw the circle of a school year, or draw it anew, with its reason."""
    require(by, "partners.run", accreditation)
    person, _municipality = person_and_place(by)
    with transaction.atomic():
        said = {"reason": values["reason"], "includes_administration": values["includes_administration"]}
        circle, _made = Circle.objects.update_or_create(
            accreditation=accreditation, school_year=values["school_year"], defaults={**said, "decided_at": now, "decided_by": person}
        )
        circle.schools.set(schools)
        record(act="accreditations.draw_circle", subject=circle, by=by, now=now, note=values["school_year"])
    return circle


def write_rate(*, values: Mapping[str, Any], by: Actor, now: datetime) -> ExclusionRate:
    """Write a school's number down. The same school, year and source is corrected, not doubled."""
    require(by, "partners.run", values["school"])
    with transaction.atomic():
        keys = {name: values[name] for name in ("school", "school_year", "source")}
        rate, _made = ExclusionRate.objects.update_or_create(**keys, defaults={"percent": values["percent"], "pupils": values["pupils"]})
        record(act="accreditations.write_rate", subject=rate, by=by, now=now, note=values["school_year"])
    return rate


def _able(row: Any, now: datetime) -> list[User]:
    if isinstance(row, AccreditationPerson):
        return administrators(row.accreditation.municipality_id, localdate(now))
    return people_of_school(row.membership.school, localdate(now))


def _move(row: Any, successor: User) -> None:
    """One who is responsible already is not named twice."""
    if row.subject.people.filter(user=successor).exists():
        row.delete()
    else:
        row.user = successor
        row.save(update_fields=["user"])


def _tell(person: User, successor: User, moved: list[Model], by: Actor, now: datetime) -> None:
    context = {"person": person, "place": "", "things": [], "count": 0, "tasks": [str(one) for one in moved], "by": by}
    tell(kind=MailKind.HANDED_OVER, user=successor, about=moved[0], url=reverse("home:consortium"), context=context, now=now)
