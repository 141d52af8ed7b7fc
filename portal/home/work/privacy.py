"""What waits because somebody could be recognised: numbers to release, pictures whose basis runs out, books that show a removed one."""

from collections.abc import Iterator
from datetime import date, datetime, timedelta

from django.urls import reverse
from django.utils.translation import gettext as _

from portal.accounts.actor import Actor
from portal.home import queries
from portal.home.work.task import Task, Urgency
from portal.home.work.texts import answers_for
from portal.ui.templatetags.ui import day
from trials.catalogue.models import Edition
from trials.choices import PrivacyReply, Section, State
from trials.models import Image, PrivacyAnswer, Version

WARNED_BEFORE = 14  # days before a picture's basis runs out


def to_release(actor: Actor) -> Iterator[Task]:
    """Numbers that wait for the head."""
    for answer in queries.work_numbers(actor):
        yield Task(
            Urgency.WAITING,
            answer.answered_at,
            _("Venter på dig"),
            "wait",
            _("Se på et tal fra %(place)s") % {"place": answer.trial.home_school or answer.trial.municipality},
            _("Det ligner et CPR-nummer, og teksten kan ikke sendes, før du har svaret."),
            _("Se tallet"),
            reverse("trials:release", args=[answer.pk]),
            meta=_("fra %(who)s %(day)s") % {"who": answer.answered_by, "day": day(answer.answered_at)},
        )


def decided(actor: Actor, own: list[Version]) -> Iterator[Task]:
    """What the head has answered about a number that still stands in a text."""
    writable = [version for version in own if version.is_writable and answers_for(actor, version)]
    for version, answer in queries.work_decided_numbers(writable) if writable else ():
        yield _decided(version, answer)


def running_out(actor: Actor, own: list[Version], now: datetime, today: date) -> Iterator[Task]:
    """Pictures of recognisable people whose basis must be renewed within a fortnight."""
    for version in own:
        if (version.is_open or version.state == State.PUBLISHED) and answers_for(actor, version):
            yield from (_running_out(version, image, now) for image in version.images.all() if _ends_soon(image, today))


def to_correct(actor: Actor) -> Iterator[Task]:
    """Published books that show a picture which has been removed."""
    for edition, removed_at in queries.work_flagged_editions(actor):
        yield _to_correct(edition, removed_at)


def _ends_soon(image: Image, today: date) -> bool:
    return image.valid_until is not None and today <= image.valid_until <= today + timedelta(days=WARNED_BEFORE)


def _decided(version: Version, answer: PrivacyAnswer) -> Task:
    released = answer.answer == PrivacyReply.RELEASED
    title = _("Tallet i ”%(title)s” er frigivet") if released else _("Fjern tallet i ”%(title)s”")
    return Task(
        Urgency.TO_SEND if released else Urgency.RETURNED,
        answer.decided_at,
        _("Frigivet") if released else _("Ikke frigivet"),
        "ok" if released else "stop",
        title % {"title": version.display_title},
        "",
        _("Gå til teksten"),
        reverse("trials:submit", args=[version.pk]),
        meta=_("af %(who)s %(day)s") % {"who": answer.decided_by, "day": day(answer.decided_at)},
        note=answer.reason,
    )


def _running_out(version: Version, image: Image, now: datetime) -> Task:
    writes = version.is_writable
    page = reverse("trials:detail", args=[version.trial.slug]) if version.state == State.PUBLISHED else _preview(version)
    return Task(
        Urgency.TO_PUBLISH,
        now,
        _("Udløber %(day)s") % {"day": day(image.valid_until)},
        "wait",
        _("Forny grundlaget for et billede i ”%(title)s”") % {"title": version.display_title},
        _("Det viser nogen, der kan genkendes. Fornyes det ikke, fjerner portalen billedet overalt, når datoen er gået."),
        _("Gå til billedet") if writes else _("Gå til prøvehandlingen"),
        reverse("trials:section", args=[version.pk, Section.FILES]) if writes else page,
    )


def _preview(version: Version) -> str:
    return reverse("trials:preview", args=[version.pk])


def _to_correct(edition: Edition, removed_at: datetime) -> Task:
    return Task(
        Urgency.FAILED,
        removed_at,
        _("Billede fjernet"),
        "stop",
        _("Ret ”%(title)s”") % {"title": edition.title},
        _("Et billede i den udgivne udgave er fjernet. Der skal laves en rettet udgave."),
        _("Gå til udgaven"),
        edition.get_absolute_url(),
    )
