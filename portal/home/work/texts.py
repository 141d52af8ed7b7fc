"""What waits for those who write."""

from collections.abc import Iterator

from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from portal.accounts.actor import Actor
from portal.home import queries
from portal.home.work.task import Task, Urgency
from portal.ui.templatetags.ui import day, spelled
from schools.people.choices import RoleKind
from trials.choices import State
from trials.models import PassedOn, Version
from trials.queries import missing_parts


def returned(actor: Actor, own: list[Version]) -> Iterator[Task]:
    """Texts that were sent back, each with the remarks."""
    found = [version for version in own if version.state == State.RETURNED and answers_for(actor, version)]
    notes = queries.work_return_notes(found)
    for version in found:
        yield Task(
            Urgency.RETURNED,
            version.returned_at,
            _("Sendt retur"),
            "stop",
            _("Ret ”%(title)s”") % {"title": version.display_title},
            _open_comments(version),
            _("Ret teksten"),
            reverse("trials:write", args=[version.pk]),
            meta=_("af %(who)s %(day)s") % {"who": version.returned_by, "day": day(version.returned_at)},
            note=notes.get(version.pk, ""),
        )


def passed_on(actor: Actor, own: list[Version], passed: dict[int, PassedOn]) -> Iterator[Task]:
    """What colleagues have sent on to the actor."""
    for version in own:
        if version.pk in passed:
            yield _from_a_colleague(actor, version, passed[version.pk])


def to_send(actor: Actor, own: list[Version], passed: dict[int, PassedOn]) -> Iterator[Task]:
    """Finished drafts, for those who speak for the place; one that a colleague has sent on stands as such."""
    if actor.kind == RoleKind.CONTRIBUTOR:
        return
    for version in own:
        if version.state == State.DRAFT and version.pk not in passed and not missing_parts(version):
            yield _own_to_send(version) if wrote(actor, version) else _others_to_send(version)


def wrote(actor: Actor, version: Version) -> bool:
    """Whether the actor has written on it. Load the versions with `writers`."""
    return actor.user in version.writers.all()


def answers_for(actor: Actor, version: Version) -> bool:
    """A contributor corrects what he or she wrote; a leader and the administration answer for all of the place."""
    return actor.kind != RoleKind.CONTRIBUTOR or wrote(actor, version)


def _open_comments(version: Version) -> str:
    many = version.open_comments
    words = ngettext("%(n)s bemærkning er åben ved teksten.", "%(n)s bemærkninger er åbne ved teksten.", many)
    return words % {"n": _("Én") if many == 1 else spelled(many).capitalize()} if many else ""


def _from_a_colleague(actor: Actor, version: Version, passed: PassedOn) -> Task:
    """To write on in, or, once all is written, for those who speak for the place to read and send."""
    is_to_send = version.state == State.DRAFT and actor.kind != RoleKind.CONTRIBUTOR and not missing_parts(version)
    return Task(
        Urgency.PASSED_ON,
        passed.at,
        _("Sendt videre til dig"),
        "wait",
        _("%(who)s har sendt dig ”%(title)s”") % {"who": passed.by, "title": version.display_title},
        _("Alt er udfyldt. Du sender den til kommunens gennemsyn.") if is_to_send else "",
        _("Læs kladden") if is_to_send else _("Skriv videre"),
        reverse("trials:preview" if is_to_send else "trials:write", args=[version.pk]),
        meta=day(passed.at),
        note=passed.message,
    )


def _own_to_send(version: Version) -> Task:
    return Task(
        Urgency.TO_SEND,
        version.changed_at,
        _("Alt er udfyldt"),
        "ok",
        _("Send ”%(title)s” til gennemsyn") % {"title": version.display_title},
        _("Du kan nå at læse den igennem en sidste gang."),
        _("Send til gennemsyn"),
        reverse("trials:submit", args=[version.pk]),
    )


def _others_to_send(version: Version) -> Task:
    return Task(
        Urgency.TO_SEND,
        version.changed_at,
        _("Færdig %(day)s") % {"day": day(version.changed_at)},
        "wait",
        _("Læs ”%(title)s” og send den videre") % {"title": version.display_title},
        _("Alt er udfyldt. Du sender den til kommunens gennemsyn."),
        _("Læs kladden"),
        reverse("trials:preview", args=[version.pk]),
        meta=_("fra %(who)s") % {"who": version.changed_by},
    )
