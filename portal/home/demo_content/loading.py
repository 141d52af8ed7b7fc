"""Loads everything, once."""

from datetime import timedelta

from django.db import transaction
from django.db.models import F
from django.utils import timezone

from portal.home.demo_content import content
from portal.home.demo_content.books import make_catalogue
from portal.home.demo_content.consortium import make_consortium
from portal.home.demo_content.homecoming import link_origins, make_reports
from portal.home.demo_content.lives import live
from portal.home.demo_content.mobilities import make_mobilities
from portal.home.demo_content.places import World, load_people_and_places
from portal.notices.choices import MailState
from portal.notices.models import Mail, Notice
from portal.notices.services import send
from schools.models import Municipality


def loaded() -> bool:
    names = [municipality["name"] for municipality in content.people_and_places()["municipalities"]]
    return Municipality.objects.filter(name__in=names, is_fictional=True).exists()


def load(*, password: str) -> dict[str, int]:
    """Load people, places, trial actions and mobilities, all or nothing; then build the catalogue and send the mails. Returns how many of each."""
    with transaction.atomic():
        world = load_people_and_places(content.people_and_places(), password=password)
        versions = {data["key"]: live(data, world) for data in content.trials()}
        make_consortium(content.consortium(timezone.localdate()), world)
        mobilities = make_mobilities(world, today=timezone.localdate())
        make_reports(mobilities, world.actor("mette"), timezone.now())
        link_origins(mobilities, versions)
    edition = make_catalogue(content.catalogue(), world, versions)
    mails = _send_what_was_written()
    _read_what_is_old()
    return _counts(
        world,
        trial_actions=len(versions),
        partners=len(world.partners),
        mobilities=len(mobilities),
        published_catalogues=int(not edition.is_draft),
        mails=mails,
    )


def _send_what_was_written() -> int:
    """Send each mail at the time it was written, so that the post looks as if the portal had run all along."""
    waiting = Mail.objects.filter(state=MailState.QUEUED).order_by("created_at", "pk").values_list("pk", "created_at")
    return sum(send(mail_id=number, now=written) for number, written in list(waiting))


def _read_what_is_old() -> None:
    """People have read what they were told, but for the last two weeks."""
    Notice.objects.filter(created_at__lt=timezone.now() - timedelta(days=14)).update(read_at=F("created_at") + timedelta(hours=3))


def _counts(world: World, **more: int) -> dict[str, int]:
    return {
        "municipalities": len(world.municipalities),
        "schools": len(world.schools),
        "people": len(world.people),
        **{name.replace("_", " "): number for name, number in more.items()},
    }
