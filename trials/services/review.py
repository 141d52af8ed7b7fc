"""Sending, sending back, approving, publishing and withdrawing. Each act is one passage through the gate, with its mails."""

from collections.abc import Iterable
from datetime import datetime

from django.db import transaction
from django.utils.timezone import localdate
from django.utils.translation import gettext as _

from portal.accounts.actor import Actor
from portal.accounts.models import User
from portal.accounts.permissions import require
from portal.notices.choices import MailKind
from portal.notices.services import tell
from portal.text import danish
from portal.workflow.gate import Refused, pass_gate
from portal.workflow.log import record
from trials.addresses import PageOf, decision_page, preview_page, public_page, writing_page
from trials.choices import FROZEN_STATES, OPEN_STATES, State
from trials.colleagues import reviewers_of, writers_of
from trials.documents import content_hash, freeze, lasting_snapshot
from trials.finding.services import keep
from trials.flow import VERSION_FLOW
from trials.models import SentText, TrialAction, Version
from trials.services import editorial


class NotConfirmed(Refused):
    """Nobody has said that no child, family or colleague can be recognised."""

    def __init__(self) -> None:
        super().__init__(_("Svar på, om et barn, en familie eller en kollega kan genkendes. Kun med et nej kan teksten sendes videre."))


def submit(*, version: Version, nobody_recognised: bool, by: Actor, now: datetime) -> Version:
    """Send a version to the municipality's reviewers; refused with the list of what is missing or found and not answered.

    `nobody_recognised` is the sender's own answer, which is logged; without it nothing is sent.
    """
    with transaction.atomic():
        _confirm(version, nobody_recognised, by, now)
        version = pass_gate(thing=version, flow=VERSION_FLOW, act="submit", by=by, now=now)
        SentText.objects.create(version=version, sent_at=now, snapshot=lasting_snapshot(version))
        _tell(reviewers_of(version, now), MailKind.SUBMITTED, version, by=by, now=now)
    return version


def recall(*, version: Version, by: Actor, now: datetime) -> Version:
    """Take a version back that nobody has decided on yet. An editor's open proposal for it lapses."""
    with transaction.atomic():
        version = pass_gate(thing=version, flow=VERSION_FLOW, act="recall", by=by, now=now)
        editorial.let_lapse(version=version, by=by, now=now)
    return version


def send_back(*, version: Version, note: str, by: Actor, now: datetime) -> Version:
    """Send a version back with remarks; the writers see *til tilretning*. Open comments go with it, an editor's open proposal lapses."""
    with transaction.atomic():
        version = _as_read(version, pass_gate(thing=version, flow=VERSION_FLOW, act="return", by=by, now=now, note=note))
        editorial.let_lapse(version=version, by=by, now=now)
        _tell(writers_of(version, now), MailKind.RETURNED, version, by=by, now=now, note=note)
    return version


def approve(*, version: Version, nobody_recognised: bool, by: Actor, now: datetime, note: str = "") -> Version:
    """Approve a version that somebody else wrote. The reviewer confirms that nobody can be recognised; open comments are closed."""
    with transaction.atomic():
        version = _approve(version, nobody_recognised=nobody_recognised, by=by, now=now, note=note)
        _tell(writers_of(version, now), MailKind.APPROVED, version, by=by, now=now, note=note)
    return version


def approve_and_publish(*, version: Version, nobody_recognised: bool, by: Actor, now: datetime, note: str = "") -> Version:
    """Both in one act: both stand in the log, and the writers are told once, that it is published."""
    with transaction.atomic():
        version = _approve(version, nobody_recognised=nobody_recognised, by=by, now=now, note=note)
        return publish(version=version, by=by, now=now, note=note)


def _approve(version: Version, *, nobody_recognised: bool, by: Actor, now: datetime, note: str) -> Version:
    _confirm(version, nobody_recognised, by, now)
    version = _as_read(version, pass_gate(thing=version, flow=VERSION_FLOW, act="approve", by=by, now=now, note=note))
    _close_comments(version, by=by, now=now)
    return version


def _as_read(read: Version, locked: Version) -> Version:
    """The locked version, once it still says what the one who decides has read."""
    if locked.changed_at != read.changed_at:
        raise Refused(_("Teksten er ændret, siden du åbnede siden. Læs den igen, før du afgør."))
    return locked


def _close_comments(version: Version, *, by: Actor, now: datetime) -> None:
    version.comments.unresolved().update(resolved_at=now, resolved_by=by.user)


def publish(*, version: Version, by: Actor, now: datetime, note: str = "") -> Version:
    """Publish and freeze a version. The one that was public until now is archived; the first one fixes the address.

    What is said or proposed about it ends here: comments are closed, and an editor's draft of a proposal lapses.
    What the reviewers were sent on the way is deleted: it may hold what they asked to have removed.
    """
    with transaction.atomic():
        trial = TrialAction.objects.select_for_update().get(pk=version.trial_id)
        version = _as_read(version, Version.objects.for_story().select_for_update(of=["self"]).get(pk=version.pk))
        before = Version.objects.filter(trial=trial, state=State.PUBLISHED).first()
        if before:
            pass_gate(thing=before, flow=VERSION_FLOW, act="supersede", by=by, now=now)
        else:
            _settle_address(trial, version)
        version.content_hash = content_hash(version)
        version.frozen = freeze(version)
        version = pass_gate(thing=version, flow=VERSION_FLOW, act="publish", by=by, now=now, then=["content_hash", "frozen"])
        keep(trials=[trial.pk])
        version.sent_texts.all().delete()
        _close_comments(version, by=by, now=now)
        editorial.let_lapse(version=version, by=by, now=now)
        _tell(writers_of(version, now), MailKind.PUBLISHED, version, by=by, now=now, note=note)
    return version


def withdraw(*, version: Version, note: str, by: Actor, now: datetime) -> Version:
    """Take a published version off; its page stays and says so, with the note."""
    with transaction.atomic():
        TrialAction.objects.select_for_update().get(pk=version.trial_id)
        version = pass_gate(thing=version, flow=VERSION_FLOW, act="withdraw", by=by, now=now, note=note)
        keep(trials=[version.trial_id])
        _tell(writers_of(version, now), MailKind.WITHDRAWN, version, by=by, now=now, note=note)
    return version


def improve(*, trial: TrialAction, by: Actor, now: datetime) -> Version:
    """Open a new version with the text of the latest one, while that stays public. The open one is returned when there is one."""
    with transaction.atomic():
        trial = TrialAction.objects.select_for_update().get(pk=trial.pk)
        latest = trial.versions.order_by("-number").first()
        if latest is None:
            raise Refused(_("Der er ingen version at skrive videre på."))
        require(by, "trials.improve", latest)
        if latest.state in OPEN_STATES:
            return latest
        version = _copy(latest, by=by, now=now)
        record(act="trials.improve", subject=version, by=by, now=now)
    return version


def _confirm(version: Version, nobody_recognised: bool, by: Actor, now: datetime) -> None:
    if not nobody_recognised:
        raise NotConfirmed
    record(act="trials.confirm_nobody_recognised", subject=version, by=by, now=now)


def _tell(people: Iterable[User], kind: MailKind, version: Version, *, by: Actor, now: datetime, note: str = "") -> None:
    page_of = _page(kind, version, now)
    for person in people:
        if person.pk != by.user_id:
            context = {"version": version, "note": note, "by": by}
            tell(kind=kind, user=person, about=version, url=page_of(person), context=context, now=now)


def _page(kind: MailKind, version: Version, now: datetime) -> PageOf:
    """Where the version lies for those who get this kind of notice."""
    if kind == MailKind.RETURNED:
        return writing_page(version, localdate(now))
    return {MailKind.SUBMITTED: decision_page, MailKind.APPROVED: preview_page}.get(kind, public_page)(version)


def _settle_address(trial: TrialAction, version: Version) -> None:
    """The address follows the title until the first publication and stays from then on."""
    if trial.versions.filter(state__in=FROZEN_STATES).exists():
        return
    wanted = danish.slug(version.title)
    taken = TrialAction.objects.exclude(pk=trial.pk).filter(slug=wanted).exists()
    trial.slug = f"{wanted}-{trial.pk}" if taken else wanted
    trial.save(update_fields=["slug"])
    version.trial.slug = trial.slug


_COPIED = (
    "title headline standfirst leading_area done change future learned grades effort_hours effort_staff effort_money effort_preparation "
    "video_url video_is_captioned visibility"
).split()


def _copy(latest: Version, *, by: Actor, now: datetime) -> Version:
    fields = {name: getattr(latest, name) for name in _COPIED} | {"changed_by": by.user}
    version = Version.objects.create(trial=latest.trial, number=latest.number + 1, created_at=now, changed_at=now, **fields)
    version.writers.set([by.user])
    version.focus_areas.set(latest.focus_areas.all())
    version.networks.set(latest.networks.all())
    for parts in (latest.observations, latest.images, latest.attachments):
        for part in parts.all():
            part.pk, part.version = None, version
            part.save()
    return version
