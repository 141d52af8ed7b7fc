"""The log of a municipality as its reader may see it: what was done to a text one may not read is told without its title and notes."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date, datetime
from typing import Any

from django.contrib.contenttypes.prefetch import GenericPrefetch
from django.db.models import Model, Q, QuerySet
from django.urls import reverse
from django.utils.formats import date_format
from django.utils.translation import gettext as _

from partners.mobilities.models import Mobility, PublicResult, Report
from portal.accounts.actor import Actor
from portal.accounts.permissions import may
from portal.documents.models import Document
from portal.notices.models import Mail
from portal.workflow.models import LogEntry
from schools.people.models import Invitation, Role
from trials.catalogue.models import Edition
from trials.choices import FROZEN_STATES, State
from trials.models import Comment, EditorialVersion, NamedVersion, PrivacyAnswer, TrialAction, Version
from trials.templatetags.acts import act_words

# Written by those who administer, never out of a text: shown whoever may read the text.
ADMINISTRATIVE = frozenset({"trials.read_draft", "people.hand_over", "people.step_down"})


@dataclass(frozen=True)
class Line:
    """One act in words. `url` is empty where there is nothing to see, or not for this reader."""

    at: datetime
    who: str
    acting_as: str
    words: str
    about: str
    url: str
    note: str


def with_subjects(entries: QuerySet[LogEntry]) -> QuerySet[LogEntry]:
    """With all that `lines` asks of them, in a constant number of queries."""
    beside = [model.objects.select_related("version__trial__home_school") for model in (Comment, EditorialVersion, NamedVersion)]
    subjects = [
        Version.objects.select_related("trial__home_school", "trial__municipality").defer("frozen"),
        TrialAction.objects.select_related("home_school", "municipality"),
        PrivacyAnswer.objects.select_related("trial__home_school", "trial__municipality"),
        Role.objects.with_places(),
        Invitation.objects.with_places(),
        Edition.objects.with_catalogue(),
        Document.objects.defer("snapshot"),
        Mobility.objects.select_related("school", "municipality"),
        *beside,
    ]
    return entries.select_related("user").prefetch_related(GenericPrefetch("subject", subjects))


def lines(entries: Iterable[LogEntry], reader: Actor) -> list[Line]:
    """The acts as the reader may see them."""
    entries = list(entries)
    sight = Sight.of(entries, reader)
    return [_line(entry, sight) for entry in entries]


@dataclass(frozen=True)
class Sight:
    """What of the acts' subjects one reader may see: versions by number, and the latest version of each trial action."""

    reader: Actor
    versions: dict[int, Version]
    latest: dict[int, Version]
    editions: frozenset[int]
    mobilities: frozenset[int]
    reports: frozenset[int]

    @classmethod
    def of(cls, entries: list[LogEntry], reader: Actor) -> "Sight":
        subjects = [entry.subject for entry in entries]
        trials = {trial.pk for subject in subjects if (trial := _trial_of(subject))}
        editions = [subject.pk for subject in subjects if isinstance(subject, Edition)]
        mobilities = [subject.pk for subject in subjects if isinstance(subject, Mobility)]
        reports = [subject.pk for subject in subjects if isinstance(subject, Report)]
        seen = Version.objects.visible_to(reader).filter(trial__in=trials).select_related("trial__home_school").defer("frozen")
        found = list(seen.order_by("number"))
        return cls(
            reader,
            {version.pk: version for version in found},
            {version.trial_id: version for version in found},
            frozenset(Edition.objects.visible_to(reader).filter(pk__in=editions).values_list("pk", flat=True)),
            frozenset(Mobility.objects.visible_to(reader).filter(pk__in=mobilities).values_list("pk", flat=True)),
            frozenset(Report.objects.visible_to(reader).filter(pk__in=reports).values_list("pk", flat=True)),
        )

    def version(self, subject: Any) -> Version | None:
        """The version that a subject is about, when the reader may see it."""
        if version := _version_of(subject):
            return self.versions.get(version.pk)
        trial = _trial_of(subject)
        return self.latest.get(trial.pk) if trial else None


def _line(entry: LogEntry, sight: Sight) -> Line:
    about, url = _about(entry.subject, sight)
    return Line(
        at=entry.at,
        who=str(entry.user) if entry.user else _("Portalen"),
        acting_as=entry.role_label,
        words=act_words(entry),
        about=about,
        url=url,
        note=_note(entry, sight),
    )


def _about(subject: Model | None, sight: Sight) -> tuple[str, str]:
    """What the act was on, in words, and where it lies."""
    if subject is None:
        return _("Findes ikke mere"), ""
    if _trial_of(subject):
        return _about_trial(subject, sight)
    if isinstance(subject, Edition):
        is_seen = subject.pk in sight.editions
        return (str(subject), "" if subject.is_draft else subject.get_absolute_url()) if is_seen else (_("Et katalog under arbejde"), "")
    if isinstance(subject, Mobility):
        is_seen = subject.pk in sight.mobilities
        return (str(subject), reverse("mobilities:detail", args=[subject.pk])) if is_seen else (_about_hidden_mobility(subject), "")
    if isinstance(subject, Report):
        is_seen = subject.pk in sight.reports
        return (str(subject), reverse("mobilities:report", args=[subject.pk])) if is_seen else (_("En rapport"), "")
    if isinstance(subject, PublicResult):
        return (str(subject) if subject.is_public else _("Et offentligt resultat")), ""
    if isinstance(subject, Document):
        return (str(subject) if may(sight.reader, "catalogue.create") else _("Et dokument")), ""
    if isinstance(subject, Mail):
        return _("Mail til %(email)s") % {"email": subject.email}, ""
    if isinstance(subject, Invitation):
        return f"{subject.name}: {subject.label}", ""
    return str(subject), ""


def _about_hidden_mobility(mobility: Mobility) -> str:
    return _("Et ophold på %(place)s") % {"place": mobility.sender}


def _about_trial(subject: Any, sight: Sight) -> tuple[str, str]:
    version, trial = sight.version(subject), _trial_of(subject)
    if version is None:
        written = _version_of(subject)
        is_draft = written is None or written.state not in FROZEN_STATES
        words = _("En kladde på %(place)s") if is_draft else _("En prøvehandling på %(place)s")
        return words % {"place": trial.home_school or trial.municipality}, ""
    if version.state in {State.PUBLISHED, State.WITHDRAWN}:
        return version.display_title, reverse("trials:detail", args=[version.trial.slug])
    return version.display_title, reverse("trials:preview", args=[version.pk]) if version.is_open else ""


def _note(entry: LogEntry, sight: Sight) -> str:
    """The note as it was written; what was said about a text only to those who follow that text."""
    if entry.act == "people.end_role":
        return _last_day(entry.note)
    if isinstance(entry.subject, Mobility):
        return entry.note if entry.subject.pk in sight.mobilities else ""
    if _trial_of(entry.subject) and entry.act not in ADMINISTRATIVE:
        version = sight.version(entry.subject)
        return entry.note if version and may(sight.reader, "trials.see_log", version) else ""
    return entry.note


def _last_day(note: str) -> str:
    try:
        return _("Sidste dag: %(day)s") % {"day": date_format(date.fromisoformat(note))}
    except ValueError:
        return note


def _version_of(subject: Any) -> Version | None:
    return subject if isinstance(subject, Version) else getattr(subject, "version", None)


def _trial_of(subject: Any) -> TrialAction | None:
    if isinstance(subject, TrialAction):
        return subject
    return getattr(_version_of(subject) or subject, "trial", None)


def period(first: date | None, last: date | None) -> Q:
    """Acts from the first to the last of these days, by the Danish calendar."""
    found = Q()
    if first:
        found &= Q(at__date__gte=first)
    if last:
        found &= Q(at__date__lte=last)
    return found
