"""Taking a picture off everything that shows it, because somebody asks for it or because what it rests on has run out."""

from collections.abc import Iterable
from contextlib import suppress
from datetime import date, datetime

from django.conf import settings
from django.db import transaction
from django.db.models import Exists, OuterRef, Q
from django.urls import reverse
from django.utils import timezone
from django.utils.formats import date_format
from django.utils.translation import gettext as _
from django.utils.translation import override

from portal.accounts.actor import Actor
from portal.accounts.models import User
from portal.accounts.permissions import require
from portal.documents.pictures import without_image
from portal.documents.services import discard
from portal.files.choices import ImagePeople
from portal.files.models import StoredFile
from portal.files.services import remove_if_unused
from portal.notices.choices import MailKind
from portal.notices.services import tell
from portal.text.normalise import normalise
from portal.text.personal_data import FindingKind, find
from portal.workflow.gate import NoteMissing, Refused, WrongState
from portal.workflow.log import record
from schools.people.choices import ADMINISTRATION, RoleKind
from schools.people.models import Role
from trials.choices import OPEN_STATES
from trials.documents import content_hash
from trials.models import Image, NamedVersion, SentText, TrialAction, Version
from trials.services.review import writers_of

THE_PORTAL = Actor()


def remove_image(*, image: Image, reason: str, by: Actor, now: datetime) -> None:
    """Take a picture off every version of its trial action, published ones included, and off every text that is kept beside them.

    Books under way that hold it must be ordered anew; published editions that show it are flagged (EditionItem.image_removed_at), for
    only a *rettet udgave* may change them. The file itself goes when nothing refers to it any more.
    """
    reason = normalise(reason)
    with transaction.atomic():
        version = Version.objects.select_related("trial__home_school").filter(pk=image.version_id).first()
        if version is None:
            raise WrongState(_("Billedet er allerede fjernet."))
        require(by, "trials.remove_image", version)
        if not reason:
            raise NoteMissing(_("Skriv, hvorfor billedet skal væk. Begrundelsen står i loggen."))
        if any(finding.kind == FindingKind.CPR for finding in find(reason)):
            raise Refused(_("Skriv ikke et CPR-nummer i begrundelsen."))
        _take_off(version.trial_id, image.stored_id, reason, by, now)


def remove_expired(*, now: datetime) -> int:
    """Take off the pictures whose basis has run out, as the portal itself. Returns how many.

    A picture stays as long as somebody has renewed its basis in any of the trial action's versions.
    """
    today = timezone.localdate(now)
    renewed = Image.objects.filter(version__trial=OuterRef("version__trial"), stored=OuterRef("stored")).filter(_holds(today))
    expired = Image.objects.filter(people=ImagePeople.RECOGNISABLE, valid_until__lt=today).exclude(Exists(renewed))
    last_days: dict[tuple[int, int], date] = {}
    for trial_id, stored_id, until in expired.order_by("valid_until").values_list("version__trial", "stored", "valid_until"):
        last_days[trial_id, stored_id] = until  # type: ignore[assignment]
    for (trial_id, stored_id), until in last_days.items():
        with override(settings.LANGUAGE_CODE):
            reason = _("Grundlaget for billedet gjaldt til og med %(day)s.") % {"day": date_format(until)}
        with suppress(WrongState), transaction.atomic():  # somebody was faster: the others are taken off all the same
            _take_off(trial_id, stored_id, reason, THE_PORTAL, now)
    return len(last_days)


def _holds(today: date) -> Q:
    return ~Q(people=ImagePeople.RECOGNISABLE) | Q(valid_until=None) | Q(valid_until__gte=today)


def _take_off(trial_id: int, stored_id: int, reason: str, by: Actor, now: datetime) -> None:
    trial = TrialAction.objects.select_for_update().filter(pk=trial_id).first()
    stored = StoredFile.objects.filter(pk=stored_id).first()
    images = Image.objects.filter(version__trial=trial, stored=stored_id)
    rows, holders = set(images.values_list("pk", flat=True)), set(images.values_list("version", flat=True))
    if stored is None or not rows:
        raise WrongState(_("Billedet er allerede fjernet."))
    images.delete()
    versions = list(Version.objects.select_for_update(of=["self"]).filter(trial=trial).select_related("trial").order_by("pk"))
    for version in versions:
        _clean(version, str(stored.file.name), rows)
    shown = next(version for version in reversed(versions) if version.pk in holders)
    record(act="trials.remove_image", subject=shown, by=by, now=now, note=reason)
    _take_off_books(versions, holders, str(stored.file.name), now)
    remove_if_unused(stored=stored)
    _tell_writers(versions, shown, reason, by, now)
    _tell_editors([version for version in versions if version.pk in holders], reason, by, now)


def _clean(version: Version, path: str, rows: set[int]) -> None:
    """Out of what the version said when it was published, was sent, and was named; the hash follows what it says now."""
    for kept in (*SentText.objects.filter(version=version), *NamedVersion.objects.filter(version=version)):
        names = [name for name in ("snapshot", "text") if hasattr(kept, name)]
        for name in names:
            setattr(kept, name, without_image(getattr(kept, name), path, rows))
        kept.save(update_fields=names)
    if not version.frozen:
        return
    version.frozen = without_image(version.frozen, path, rows)
    version.content_hash = content_hash(version)
    version.frozen = {language: {**said, "content_hash": version.content_hash} for language, said in version.frozen.items()}
    version.save(update_fields=["frozen", "content_hash"])


def _take_off_books(versions: list[Version], holders: set[int], path: str, now: datetime) -> None:
    """Flag the published editions, and take back every other build that holds the picture, finished or not."""
    issued: set[int] = set()
    for version in versions:
        items = version.edition_items.filter(edition__published_at__isnull=False)
        issued |= set(items.values_list("edition__document", flat=True))
        if version.pk in holders:
            items.update(image_removed_at=now)
    held = Q(snapshot__contains={"trials": [{"images": [{"path": path}]}]}) | Q(snapshot__contains={"images": [{"path": path}]})
    discard(holding=held, keep=issued, now=now)


# Who is told


def _tell_writers(versions: list[Version], shown: Version, reason: str, by: Actor, now: datetime) -> None:
    people = {person.pk: person for version in versions for person in writers_of(version, now)}
    path = _page_of(versions, shown)
    context = {"version": shown, "reason": reason, "by": by, "path": path, "edition": None}
    for person in _others(people.values(), by):
        tell(kind=MailKind.IMAGE_REMOVED, user=person, about=shown, url=path, context=context, now=now)


def _tell_editors(versions: list[Version], reason: str, by: Actor, now: datetime) -> None:
    for version in versions:
        items = version.edition_items.filter(edition__published_at__isnull=False, edition__withdrawn_at=None)
        for item in items.select_related("edition__catalogue"):
            path = item.edition.get_absolute_url()
            context = {"version": version, "reason": reason, "by": by, "path": path, "edition": item.edition}
            for person in _others(_makers_of(item.edition.catalogue, now), by):
                tell(kind=MailKind.IMAGE_REMOVED, user=person, about=item.edition, url=path, context=context, now=now)


def _makers_of(catalogue, now: datetime) -> Iterable[User]:
    """The municipality's administration, or the network's editors and facilitators: those who can make a corrected edition."""
    here = Q(municipality=catalogue.municipality_id, kind__in=ADMINISTRATION)
    if catalogue.network_id:
        here = Q(network=catalogue.network_id, kind__in=[RoleKind.EDITOR, RoleKind.FACILITATOR])
    roles = Role.objects.on(timezone.localdate(now)).filter(here)
    return User.objects.filter(is_active=True, roles__in=roles).distinct()


def _others(people: Iterable[User], by: Actor) -> list[User]:
    return [person for person in people if person.pk != by.user_id]


def _page_of(versions: list[Version], shown: Version) -> str:
    """The text that is being written when there is one, else the address that is or was public."""
    open_one = next((version for version in versions if version.state in OPEN_STATES), None)
    return reverse("trials:preview", args=[open_one.pk]) if open_one else reverse("trials:detail", args=[shown.trial.slug])
