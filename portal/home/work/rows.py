"""The lists below the tasks: own drafts, what the place has written, catalogues under way, and the answers of others."""

from dataclasses import dataclass
from datetime import datetime
from functools import cache

from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from partners.mobilities.choices import WRITABLE_STATES
from portal.accounts.actor import Actor
from portal.documents.models import Document
from portal.home.queries import OwnJourney
from portal.home.work.books import edition_url
from portal.home.work.journeys import journey_words
from portal.home.work.texts import wrote
from portal.text.danish import sort_key
from portal.ui.templatetags.ui import day, spelled
from portal.workflow.models import LogEntry
from schools.people.choices import RoleKind
from trials.catalogue.models import Edition
from trials.choices import State
from trials.models import Version
from trials.queries import is_person_dependent, missing_parts


@dataclass(frozen=True)
class Row:
    """A line in one of the lists."""

    title: str
    url: str
    sub: str
    thing: Version | Edition | Document | OwnJourney
    lone: bool = False


@dataclass(frozen=True)
class Answer:
    """One act of somebody else on what is the actor's own."""

    title: str
    url: str
    words: str
    at: datetime


def draft_rows(actor: Actor, own: list[Version]) -> list[Row]:
    """What the actor has written on and not sent, the latest first."""
    mine = [version for version in own if version.state == State.DRAFT and wrote(actor, version)]
    return [
        Row(
            version.display_title,
            reverse("trials:write", args=[version.pk]),
            _draft_words(actor, version),
            version,
            lone=_rests_on_one(version),
        )
        for version in sorted(mine, key=lambda version: version.changed_at, reverse=True)
    ]


def place_rows(own: list[Version], drafts: list[Row]) -> list[Row]:
    """Each trial action of the place once: as it is public, with the new version named, else as it stands in the writing."""
    by_trial: dict[int, list[Version]] = {}
    for version in own:
        by_trial.setdefault(version.trial_id, []).append(version)
    listed = {row.thing for row in drafts}
    shown = [versions for versions in by_trial.values() if versions[0] not in listed or len(versions) > 1]
    return [_place_row(versions) for versions in sorted(shown, key=lambda versions: sort_key(versions[0].display_title))]


def journey_rows(own: list[OwnJourney]) -> list[Row]:
    """The actor's own mobilities: those that are written lead to the writing, the others to their page."""
    words = cache(journey_words)  # many leave and come home on the same days
    writing, page = (_addresses(name) for name in ("mobilities:write", "mobilities:detail"))
    return [
        Row(
            str(journey),
            (writing if journey.state in WRITABLE_STATES else page).format(journey.pk),
            words(journey.city or journey.host or "", journey.starts_on, journey.ends_on),
            journey,
        )
        for journey in own
    ]


def _addresses(name: str) -> str:
    """The address of a page about one thing, with a place for its number: to find it takes as long as the rest of a row."""
    return "/{}/".join(reverse(name, args=[0]).split("/0/"))


def edition_rows(editions: list[Edition], documents: dict[int, Document]) -> list[Row]:
    return [Row(str(edition), edition_url(edition), _edition_words(edition), documents.get(edition.pk, edition)) for edition in editions]


def answer_to(entry: LogEntry) -> Answer:
    """An act of the log as it is told to those who wait for it."""
    words = {
        "trials.submit": _("blev sendt til gennemsyn af %(who)s."),
        "trials.return": _("blev sendt retur af %(who)s."),
        "trials.approve": _("blev godkendt af %(who)s."),
        "trials.publish": _("blev publiceret af %(who)s."),
        "trials.withdraw": _("blev trukket tilbage af %(who)s."),
    }
    version = entry.subject
    return Answer(version.display_title, _page_of(version), words[entry.act] % {"who": entry.user or _("portalen")}, entry.at)


def _draft_words(actor: Actor, version: Version) -> str:
    changed = _("Ændret %(day)s.") % {"day": day(version.changed_at)}
    missing = len(missing_parts(version))
    if missing:
        lacks = ngettext("Mangler %(n)s ting.", "Mangler %(n)s ting.", missing) % {"n": _("én") if missing == 1 else spelled(missing)}
        return f"{changed} {lacks}"
    by_leader = actor.kind == RoleKind.CONTRIBUTOR
    complete = _("Alt er udfyldt. Skolelederen kan sende den.") if by_leader else _("Alt er udfyldt.")
    return f"{changed} {complete}"


def _place_row(versions: list[Version]) -> Row:
    version = next((version for version in versions if version.state == State.PUBLISHED), versions[0])
    people = ", ".join(person.name for person in version.trial.people.all())
    news = [_("Ny version: %(state)s") % {"state": versions[0].get_state_display().lower()}] if versions[0] != version else []
    return Row(
        version.display_title,
        _page_of(version),
        ". ".join([*filter(None, [people]), *news]),
        version,
        lone=_rests_on_one(version),
    )


def _rests_on_one(version: Version) -> bool:
    """*Kun én ansvarlig*. A draft where nobody is named yet is told so as something it lacks."""
    return is_person_dependent(version) and len(version.trial.people.all()) > 0


def _edition_words(edition: Edition) -> str:
    count = ngettext("%(n)d bidrag", "%(n)d bidrag", edition.contributions) % {"n": edition.contributions}
    changed = _("Ændret %(day)s.") % {"day": day(edition.changed_at)}
    return f"{count}. {changed}"


def _page_of(version: Version) -> str:
    """The public page of what is or was public, else the preview."""
    if version.state in {State.PUBLISHED, State.WITHDRAWN}:
        return reverse("trials:detail", args=[version.trial.slug])
    return reverse("trials:preview", args=[version.pk])
