"""Starting a draft and saving what is written in it, one section at a time."""

import hashlib
import secrets
from collections.abc import Iterable
from datetime import datetime

from django.core.exceptions import PermissionDenied
from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext as _

from portal.accounts.actor import Actor
from portal.accounts.models import User
from portal.accounts.permissions import require
from portal.text import danish
from portal.text.normalise import normalise, normalise_line
from portal.workflow.gate import WrongState
from portal.workflow.log import record
from portal.writing.contents import Conflict, Contents, fingerprint
from schools.models import School
from schools.people.choices import ADMINISTRATION
from schools.people.models import Role
from trials.choices import Life, Scope, Section
from trials.finding.services import keep
from trials.models import ResponsiblePerson, TrialAction, Version
from trials.sections import contents
from trials.services.parts import NewFile, add_image, lock_begun_expectations, write_section


def start(
    *,
    title: str,
    summary: str,
    life: Life,
    home_school: School | None,
    scope: Scope,
    schools: Iterable[School],
    photo: NewFile | None = None,
    token: str = "",
    origin_id: int | None = None,
    by: Actor,
    now: datetime,
) -> Version:
    """Begin a trial action with its first draft. The writer is its first responsible person; the place's usual mailbox is its contact.

    `origin_id` is the mobility whose learning it comes from, found and allowed by the room that knows both.
    `token` is the page's own: what is sent twice from one page, by a double tap or over a bad line, begins one draft and no more.
    """
    require(by, "trials.create")
    writer = writer_behind(by)
    municipality_id = _own_municipality(home_school, by)
    facts = {
        "municipality_id": municipality_id,
        "home_school": home_school,
        "scope": scope,
        "life": life,
        "origin_id": origin_id,
        "contact_email": usual_mailbox(municipality_id, home_school.pk if home_school else None),
        "created_by": writer,
        "created_at": now,
    }
    with transaction.atomic():
        trial, is_new = TrialAction.objects.get_or_create(slug=f"{danish.slug(title)}-{_own_mark(token, writer)}", defaults=facts)
        if not is_new:
            return trial.versions.get(number=1)
        lock_begun_expectations(trial=trial, today=timezone.localdate(now))
        trial.schools.set(schools if scope == Scope.NAMED else [])
        ResponsiblePerson.objects.create(trial=trial, user=writer, name=writer.name, title=_own_title(by))
        version = _first_version(trial, title, summary, writer, now)
        if photo:
            add_image(version=version, new=photo, by=by, now=now)
        record(act="trials.create", subject=version, by=by, now=now)
    return version


def _first_version(trial: TrialAction, title: str, summary: str, writer: User, now: datetime) -> Version:
    version = Version.objects.create(
        trial=trial,
        number=1,
        title=normalise_line(title),
        standfirst=normalise(summary),
        created_at=now,
        changed_at=now,
        changed_by=writer,
    )
    version.writers.set([writer])
    return version


def _own_mark(token: str, writer: User) -> str:
    """The end of a new draft's address: by chance, or the same each time for one page that one person has opened."""
    return hashlib.sha256(f"{writer.pk}:{token}".encode()).hexdigest()[:12] if token else secrets.token_hex(4)


def save_section(*, version: Version, section: str, data: Contents, seen: str, by: Actor, now: datetime) -> Version:
    """Save one section. `seen` is the fingerprint of what the writer started from.

    Raises Conflict when somebody else has saved the section meanwhile, WrongState when the text can no longer be changed. Who changes
    something becomes one of the version's writers; a save that changes nothing leaves no trace. A save by itself (autosave) is the same
    act: no version, no log. Each row of `data` carries its number afterwards.
    """
    return save_and_tell(version=version, section=section, data=data, seen=seen, by=by, now=now)[0]


def save_and_tell(*, version: Version, section: str, data: Contents, seen: str, by: Actor, now: datetime) -> tuple[Version, Contents]:
    """As `save_section`; also tells what stands there now, read under the same lock: the next save from the same page begins there."""
    with transaction.atomic():
        version = locked(version, by)
        before = contents(version, section)
        if fingerprint(before) != seen:
            raise Conflict(before)
        write_section(version=version, section=section, data=data, by=by, now=now, today=timezone.localdate(now))
        after = contents(version, section)
        if fingerprint(after) != seen:
            stamp(version, by, now)
            if section == Section.FACTS:  # how it goes is today's, also beside the published text
                keep(trials=[version.trial_id])
    return version, after


def not_writable(version: Version) -> WrongState:
    """Why the text cannot be changed now, for the page."""
    return WrongState(_("Teksten kan ikke ændres nu: den står som ”%(state)s”.") % {"state": version.get_state_display()})


def locked(version: Version, by: Actor) -> Version:
    """The version fresh and locked with its trial action, once the actor may write it now; the caller's transaction holds the lock."""
    trial = TrialAction.objects.select_for_update(of=("self",)).select_related("home_school").filter(pk=version.trial_id).first()
    found = Version.objects.select_for_update().filter(pk=version.pk).order_by("pk").first()
    if trial is None or found is None:
        raise WrongState(_("Det er slettet i mellemtiden."))
    found.trial = trial
    if not found.is_writable:
        raise not_writable(found)
    require(by, "trials.write", found)
    return found


def stamp(version: Version, by: Actor, now: datetime) -> None:
    """Note that the actor has changed the text: it makes him or her one of the writers."""
    version.changed_at = now
    version.changed_by = writer_behind(by)
    version.save(update_fields=["changed_at", "changed_by"])
    version.writers.add(version.changed_by)
    version.passed_on.filter(to=version.changed_by, taken_up_at=None).update(taken_up_at=now)


def writer_behind(by: Actor) -> User:
    """The person who writes; a visitor is asked to sign in."""
    if by.user is None:
        raise PermissionDenied(_("Log ind for at skrive."))
    return by.user


def _own_municipality(home_school: School | None, by: Actor) -> int:
    """A school writes for itself or a department of it, the administration for its municipality."""
    administers = by.kind in ADMINISTRATION
    is_own = home_school is None if administers else home_school is not None and by.school_id in {home_school.pk, home_school.parent_id}
    if not is_own or by.municipality_id is None:
        raise PermissionDenied(_("Du kan kun begynde på en prøvehandling for din egen skole eller forvaltning."))
    return by.municipality_id


def usual_mailbox(municipality_id: int, home_school_id: int | None) -> str:
    """The contact address that the place gave last time."""
    before = TrialAction.objects.filter(municipality=municipality_id, home_school=home_school_id).exclude(contact_email="")
    return before.order_by("-created_at").values_list("contact_email", flat=True).first() or ""


def _own_title(by: Actor) -> str:
    return Role.objects.filter(pk=by.role.pk).values_list("title", flat=True).first() or "" if by.role else ""
