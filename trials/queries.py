"""Reads across the models of a trial action."""

from dataclasses import dataclass

from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

from trials.choices import Life, Scope, Section
from trials.models import Version

STANDFIRST_ADVISED = (190, 350)
_CHOOSE_FOCUS, _CHOOSE_GRADES, _WRITE_PERIOD = _("Vælg mindst ét fokusområde"), _("Vælg klassetrin"), _("Skriv, hvornår det foregik")
_FILLED_IN_LATER = (_CHOOSE_FOCUS, _CHOOSE_GRADES, _WRITE_PERIOD)


@dataclass(frozen=True)
class Missing:
    """One thing that stands between a draft and the reviewer, with the section where it is mended."""

    section: Section
    text: str | Promise

    def __str__(self) -> str:
        return str(self.text)


def missing_parts(version: Version) -> list[Missing]:
    """What must be there before a version can be sent: the same list on the page and in the gate.

    A text read from a file may lack what the file did not carry (focus area, grades, period); the first version written by people may not.
    """
    trial = version.trial
    never_started = trial.life == Life.NEVER_STARTED
    checks = [
        (version.title, Section.INTRO, _("Giv prøvehandlingen en titel")),
        (version.headline, Section.INTRO, _("Skriv en overskrift")),
        (version.standfirst, Section.INTRO, _("Skriv en kort indledning")),
        (version.focus_areas.exists(), Section.INTRO, _CHOOSE_FOCUS),
        (version.done, Section.DONE, _("Skriv, hvad I har gjort")),
        (never_started or version.change or version.observations.exists(), Section.CHANGE, _("Skriv, hvordan forandringen opleves")),
        (version.future, Section.FUTURE, _("Skriv, hvad der sker fremover")),
        (version.learned, Section.LEARNED, _("Skriv, hvad I har lært")),
        (version.grades, Section.FACTS, _CHOOSE_GRADES),
        (trial.scope != Scope.NAMED or trial.schools.exists(), Section.FACTS, _("Vælg den eller de skoler, det handler om")),
        (trial.school_year or trial.starts_on, Section.FACTS, _WRITE_PERIOD),
        (trial.life != Life.EVALUATED or trial.outcome, Section.FACTS, _("Fortæl, hvordan det gik")),
        (trial.people.exists(), Section.PEOPLE, _("Peg på mindst én ansvarlig")),
        (trial.contact_email, Section.PEOPLE, _("Skriv en kontaktmail")),
        (all(image.alt for image in version.images.all()), Section.FILES, _("Beskriv billederne for dem, der ikke kan se dem")),
    ]
    missing = [Missing(section, text) for there, section, text in checks if not there]
    return [part for part in missing if part.text not in _FILLED_IN_LATER] if missing and _was_read_from_a_file(version) else missing


def _was_read_from_a_file(version: Version) -> bool:
    return version.number == 1 and hasattr(version.trial, "import_origin")


def advice(version: Version) -> list[Missing]:
    """What would make it better. Advice never stops anyone."""
    shortest, longest = STANDFIRST_ADVISED
    length = len(version.standfirst)
    found = []
    if version.standfirst and not shortest <= length <= longest:
        found.append(Missing(Section.INTRO, _("Den korte indledning læses bedst med 190–350 tegn")))
    if version.trial.people.count() == 1:
        found.append(Missing(Section.PEOPLE, _("Peg på én ansvarlig mere, så prøvehandlingen ikke hænger på én person")))
    return found


def is_person_dependent(version: Version) -> bool:
    """Fewer than two responsible people: shown as *kun én ansvarlig* (domain.md §1)."""
    return len(version.trial.people.all()) < 2
