"""The lists of trial actions as files (portal.ui.spreadsheets): which columns each has."""

from django.conf import settings
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from portal.ui.spreadsheets import Column
from trials import documents
from trials.choices import Scope, State
from trials.models import Version
from trials.queries import days_waited
from trials.templatetags.acts import act_words


def _schools(version: Version) -> str:
    trial = version.trial
    named = documents.and_list([school.name for school in trial.schools.all()])
    return named if trial.scope == Scope.NAMED else str(trial.get_scope_display())


def _areas(version: Version) -> str:
    return ", ".join(map(str, version.areas))


def _address(version: Version) -> str:
    return settings.SITE_URL + reverse("trials:detail", args=[version.trial.slug])


def _sender(version: Version) -> str:
    """Who sent it stands on the page while it waits, and no longer."""
    return str(version.submitted_by) if version.state == State.SUBMITTED else ""


# What a card or the page of each says.
PUBLISHED: list[Column] = [
    (_("Titel"), lambda version: version.display_title),
    (_("Overskrift"), lambda version: version.headline),
    (_("Kort indledning"), lambda version: version.standfirst),
    (_("Kommune"), lambda version: version.trial.municipality.name),
    (_("Skole"), _schools),
    (_("Fokusområder"), _areas),
    (_("Klassetrin"), lambda version: documents.grades(version.grades)),
    (_("Livsløb"), lambda version: version.trial.get_life_display()),
    (_("Hvordan gik det?"), lambda version: version.trial.get_outcome_display()),
    (_("Hvad sker der nu?"), lambda version: documents.next_steps(version.trial.next_steps)),
    (_("Periode"), lambda version: documents.period(version.trial)),
    (_("Publiceret"), lambda version: timezone.localdate(version.published_at)),
    (_("Adresse"), _address),
]

WAITING: list[Column] = [
    (_("Titel"), lambda version: version.display_title),
    (_("Kommune"), lambda version: version.trial.municipality.name),
    (_("Skole"), _schools),
    (_("Status"), lambda version: version.get_state_display()),
    (_("Sendt til gennemsyn"), lambda version: timezone.localdate(version.submitted_at)),
    (_("Sendt af"), _sender),
    (_("Dage, den har ventet"), lambda version: days_waited(version, timezone.localdate())),
    (_("Godkendt"), lambda version: version.approved_at and timezone.localdate(version.approved_at)),
    (_("Åbne kommentarer"), lambda version: version.open_comments),
]

# For a system administrator: where something is written, never what.
UNREAD: list[Column] = [
    (_("Sted"), lambda version: version.trial.home_school or version.trial.municipality),
    (_("Tekst nr."), lambda version: version.pk),
    (_("Version"), lambda version: version.number),
    (_("Status"), lambda version: version.get_state_display()),
    (_("Ændret"), lambda version: version.changed_at),
]

# Every act on one trial action.
HISTORY: list[Column] = [
    (_("Hvornår"), lambda entry: entry.at),
    (_("Hvem"), lambda entry: entry.user or ""),
    (_("Som"), lambda entry: entry.role_label),
    (_("Hvad"), act_words),
    (_("Version"), lambda entry: getattr(entry.subject, "number", "")),
    (_("Bemærkning"), lambda entry: entry.note),
]

# Which words find each other.
SYNONYMS: list[Column] = [
    (_("Ord"), lambda pair: pair.one),
    (_("Betyder det samme som"), lambda pair: pair.other),
    (_("Status"), lambda pair: pair.get_state_display()),
    (_("Foreslået"), lambda pair: pair.made_at),
    (_("Afgjort"), lambda pair: pair.decided_at),
]
