"""The round of wishes (*ønskerunde*): opened, wished in, ranked, asked for, and distributed."""

from collections.abc import Mapping, Sequence
from datetime import date, datetime
from typing import Any

from django.db import IntegrityError, transaction
from django.urls import reverse
from django.utils.timezone import localdate
from django.utils.translation import gettext as _

from partners.acting import person_and_place
from partners.choices import RoundState
from partners.flow import ROUND_FLOW
from partners.models import Accreditation, GrantRound, Project, Wish
from portal.accounts.actor import Actor
from portal.accounts.models import User
from portal.accounts.permissions import require
from portal.notices.choices import MailKind
from portal.notices.services import tell
from portal.workflow.gate import Refused, WrongState, pass_gate
from portal.workflow.log import record
from schools.models import School
from schools.people.choices import RoleKind
from schools.people.models import Role


def open_round(*, accreditation: Accreditation, call: int, deadline: date, criteria: Sequence[str], by: Actor, now: datetime) -> GrantRound:
    """Ask the schools what they wish for. Every school leader in the municipality is told."""
    require(by, "partners.run", accreditation)
    person, municipality = person_and_place(by)
    try:
        with transaction.atomic():
            made = GrantRound.objects.create(
                accreditation=accreditation, call=call, deadline=deadline, criteria=list(criteria), created_at=now, created_by=person
            )
            record(act="rounds.open", subject=made, by=by, now=now)
            for leader in _leaders(municipality, localdate(now)):
                tell(kind=MailKind.ROUND_OPENED, user=leader, about=made, url=_page(made), context={"round": made, "by": by}, now=now)
    except IntegrityError as error:
        if "round_once_a_call" not in str(error):
            raise
        raise Refused(_("Der er allerede en runde for %(call)d.") % {"call": call}) from error
    return made


def change_round(*, grant_round: GrantRound, deadline: date, criteria: Sequence[str], by: Actor, now: datetime) -> GrantRound:
    """Another deadline or other criteria, as long as the schools write."""
    with transaction.atomic():
        locked = _locked(grant_round, by, RoundState.OPEN)
        locked.deadline, locked.criteria = deadline, list(criteria)
        locked.save(update_fields=["deadline", "criteria"])
        record(act="rounds.change", subject=locked, by=by, now=now)
    return locked


def wish(*, grant_round: GrantRound, school: School | None, values: Mapping[str, Any], by: Actor, now: datetime) -> Wish:
    """Write a school's wish (or, without a school, the administration's own); one for each activity, a second corrects the first."""
    person, _municipality = person_and_place(by)
    _require_own(by, grant_round, school)
    with transaction.atomic():
        locked = _taking_wishes(grant_round, now)
        said = {name: values[name] for name in ("places", "days", "reason")}
        made, _new = Wish.objects.update_or_create(
            round=locked,
            school=school,
            activity=values["activity"],
            defaults={**said, "points": [], "written_by": person, "changed_at": now},
        )
        record(act="rounds.wish", subject=made, by=by, now=now)
    return made


def withdraw_wish(*, wish: Wish, by: Actor, now: datetime) -> None:
    """Take a wish back before the deadline."""
    _require_own(by, wish.round, wish.school)
    with transaction.atomic():
        locked = _taking_wishes(wish.round, now)
        record(act="rounds.withdraw_wish", subject=locked, by=by, now=now, note=str(wish))
        Wish.objects.filter(pk=wish.pk, round=locked).delete()


def score(*, grant_round: GrantRound, points: Mapping[int, Sequence[int]], by: Actor, now: datetime) -> GrantRound:
    """Give each wish its points, one for each criterion."""
    with transaction.atomic():
        locked = _locked(grant_round, by, RoundState.RANKING)
        for wish in locked.wishes.filter(pk__in=points):
            wish.points = list(points[wish.pk])
            wish.save(update_fields=["points"])
        record(act="rounds.score", subject=locked, by=by, now=now)
    return locked


def answer(
    *, grant_round: GrantRound, project: Project | None, answers: Mapping[int, tuple[int, str]], by: Actor, now: datetime
) -> GrantRound:
    """Say how many places each wish gets and why. The schools see it once it is shown to them."""
    if project:
        require(by, "partners.run", project)
    try:
        with transaction.atomic():
            locked = _locked(grant_round, by, RoundState.REQUESTED)
            locked.project = project
            locked.save(update_fields=["project"])
            for wish in locked.wishes.all():
                wish.given_places, wish.given_reason = answers.get(wish.pk, (None, ""))
                wish.save(update_fields=["given_places", "given_reason"])
            record(act="rounds.answer", subject=locked, by=by, now=now)
    except IntegrityError as error:
        raise Refused(_("Det projekt hører allerede til en anden runde.")) from error
    return locked


def step(*, grant_round: GrantRound, act: str, note: str, by: Actor, now: datetime) -> GrantRound:
    """Take the round from one state to the next. When the places are shown, the schools are told what they got."""
    with transaction.atomic():
        moved = pass_gate(thing=grant_round, flow=ROUND_FLOW, act=act, note=note, by=by, now=now)
        if act == "distribute":
            _tell_what_they_got(moved, by, now)
    return moved


def _locked(grant_round: GrantRound, by: Actor, state: RoundState) -> GrantRound:
    locked = GrantRound.objects.select_for_update(of=("self",)).select_related("accreditation").get(pk=grant_round.pk)
    require(by, "partners.run", locked)
    if locked.state != state:
        raise WrongState(_("Runden er kommet videre i mellemtiden: %(state)s.") % {"state": locked.get_state_display()})
    return locked


def _taking_wishes(grant_round: GrantRound, now: datetime) -> GrantRound:
    """Shared with others who wish, and never at the moment when it is closed."""
    locked = GrantRound.objects.select_for_update(of=("self",)).select_related("accreditation").get(pk=grant_round.pk)
    if locked.state != RoundState.OPEN or localdate(now) > locked.deadline:
        raise WrongState(_("Fristen er gået, og runden tager ikke imod ønsker. Ring til forvaltningen, hvis der er noget nyt."))
    return locked


def _require_own(by: Actor, grant_round: GrantRound, school: School | None) -> None:
    """A leader wishes for the own school, consultants and the head for the administration itself."""
    require(by, "partners.wish", grant_round)
    if (school.pk if school else None) != by.school_id:
        raise Refused(_("Du kan kun ønske for dit eget sted."))


def _leaders(municipality: int, today: date, schools: Sequence[int] | None = None) -> list[User]:
    roles = Role.objects.on(today).filter(kind=RoleKind.SCHOOL_LEADER, school__municipality=municipality)
    if schools is not None:
        roles = roles.filter(school__in=schools)
    return list(User.objects.filter(is_active=True, roles__in=roles).distinct().order_by("pk"))


def _tell_what_they_got(grant_round: GrantRound, by: Actor, now: datetime) -> None:
    """The leaders of the schools that wished, and who wrote the administration's own wishes; each place of its own wishes."""
    wishes = list(grant_round.wishes.select_related("written_by", "school"))
    for school in {wish.school_id for wish in wishes}:
        own = [wish for wish in wishes if wish.school_id == school]
        heard = {person.pk: person for person in _leaders(grant_round.municipality_id, localdate(now), [school])} if school else {}
        heard |= {wish.written_by_id: wish.written_by for wish in own}
        for person in heard.values():
            if person.pk != by.user_id and person.is_active:
                context = {"round": grant_round, "wishes": own, "by": by}
                tell(kind=MailKind.PLACES_GIVEN, user=person, about=grant_round, url=_page(grant_round), context=context, now=now)


def _page(grant_round: GrantRound) -> str:
    return reverse("partners:round", args=[grant_round.pk])
