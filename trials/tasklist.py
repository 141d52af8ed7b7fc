"""The writer's task list: how far each section is, with one small fact about it."""

from collections.abc import Callable, Mapping
from dataclasses import replace
from datetime import date

from django.utils.formats import date_format
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, ngettext

from portal.text import notation
from portal.ui.tasklist import Progress, Task
from portal.ui.templatetags.ui import unbroken
from trials.choices import ObservationKind, Section
from trials.documents import and_list
from trials.models import Version
from trials.queries import Missing, missing_parts


def task_list(version: Version, today: date, open_comments: Mapping[str, int] | None = None) -> list[Task]:
    """The ten sections in order, each with its number of open comments. Load the version with `sections.with_parts`."""
    missing, counted = missing_parts(version), open_comments or {}
    tasks = [_task(version, section, [part for part in missing if part.section == section], today) for section in Section]
    return [replace(task, open_comments=counted.get(task.section, 0)) for task in tasks]


def _task(version: Version, section: Section, missing: list[Missing], today: date) -> Task:
    fact = _FACTS[section](version)
    if section == Section.EXPECTED and not version.trial.expectations_open(today):
        progress = Progress.LOCKED if version.trial.expectations.all() else Progress.NOT_NEEDED
        return Task(section, progress, _locked_fact(version, today), missing)
    return Task(section, _progress(version, section, missing, begun=bool(fact)), fact or str(_HINTS[section]), missing)


def _progress(version: Version, section: Section, missing: list[Missing], *, begun: bool) -> Progress:
    if not begun:
        return Progress.NOT_NEEDED if section in _OPTIONAL else Progress.NOT_BEGUN
    if missing:
        return Progress.LACKING
    return Progress.BEGUN if _is_half_done(version, section) else Progress.WRITTEN


def _is_half_done(version: Version, section: Section) -> bool:
    """Something in it waits to be filled in: an observation not yet made, a measure without values."""
    if section == Section.CHANGE:
        return any(seen.kind == ObservationKind.NOT_YET for seen in version.observations.all())
    if section == Section.MEASURES:
        return any(not measure.values.all() for measure in version.trial.measures.all())
    return False


def _words(text: str) -> str:
    number = len(notation.to_plain(text).split())
    return ngettext("%(number)s ord", "%(number)s ord", number) % {"number": number} if number else ""


def _intro(version: Version) -> str:
    if version.standfirst:
        length = len(version.standfirst)
        return ngettext("En kort indledning på %(number)s tegn", "En kort indledning på %(number)s tegn", length) % {"number": length}
    return _("Titlen er skrevet") if version.title or version.headline else ""


def _expected(version: Version) -> str:
    number = len(version.trial.expectations.all())
    return ngettext("%(number)s forventning", "%(number)s forventninger", number) % {"number": number} if number else ""


def _locked_fact(version: Version, today: date) -> str:
    if not version.trial.expectations.all():
        return _("I skriver bagefter, så her er ingen forventninger")
    return _("Låst %(day)s. Skriv, hvad I så") % {"day": unbroken(date_format(version.trial.expectations_locked_since(today)))}


def _change(version: Version) -> str:
    seen = [observation.label for observation in version.observations.all()]
    if not seen:
        return _words(version.change)
    names = list(dict.fromkeys(seen))
    return _("Set fra: %(perspectives)s") % {"perspectives": and_list([names[0], *[_lower(name) for name in names[1:]]])}


def _lower(name: str) -> str:
    return name if name.startswith("PPR") else name.lower()


def _measures(version: Version) -> str:
    measures = version.trial.measures.all()
    number = len(measures)
    if not number:
        return ""
    values = sum(len(measure.values.all()) for measure in measures)
    return ", ".join(
        [
            ngettext("%(number)s måling", "%(number)s målinger", number) % {"number": number},
            ngettext("%(number)s værdi", "%(number)s værdier", values) % {"number": values},
        ]
    )


def _learned(version: Version) -> str:
    number = len(notation.items(version.learned))
    return ngettext("%(number)s punkt", "%(number)s punkter", number) % {"number": number} if number else ""


def _facts(version: Version) -> str:
    trial = version.trial
    named = [
        (trial.school_year or trial.starts_on, _("perioden")),
        (version.grades, _("klassetrin")),
        (version.effort_hours or version.effort_staff or version.effort_money or version.effort_preparation, _("det krævede")),
        (trial.outcome, _("hvordan det gik")),
    ]
    filled = [words for there, words in named if there]
    return _("Udfyldt: %(what)s") % {"what": and_list(filled)} if filled else ""


def _people(version: Version) -> str:
    number = len(version.trial.people.all())
    if not number:
        return ""
    people = ngettext("%(number)s ansvarlig", "%(number)s ansvarlige", number) % {"number": number}
    return _("%(people)s. Må læses af: %(readers)s") % {"people": people, "readers": version.get_visibility_display().lower()}


def _files(version: Version) -> str:
    images, files = len(version.images.all()), len(version.attachments.all())
    counted = [
        ngettext("%(number)s billede", "%(number)s billeder", images) % {"number": images} if images else "",
        ngettext("%(number)s fil", "%(number)s filer", files) % {"number": files} if files else "",
    ]
    return and_list([words for words in counted if words])


_FACTS: dict[Section, Callable[[Version], str]] = {
    Section.INTRO: _intro,
    Section.DONE: lambda version: _words(version.done),
    Section.EXPECTED: _expected,
    Section.CHANGE: _change,
    Section.MEASURES: _measures,
    Section.FUTURE: lambda version: _words(version.future),
    Section.LEARNED: _learned,
    Section.FACTS: _facts,
    Section.PEOPLE: _people,
    Section.FILES: _files,
}
_OPTIONAL = frozenset({Section.MEASURES, Section.FILES})
_HINTS = {
    Section.INTRO: gettext_lazy("Titel, overskrift, kort indledning og fokusområder"),
    Section.DONE: gettext_lazy("Udfordringen, og hvad I gjorde"),
    Section.EXPECTED: gettext_lazy("Kan skrives, til I går i gang"),
    Section.CHANGE: gettext_lazy("Det, elever, medarbejdere og andre har oplevet"),
    Section.MEASURES: gettext_lazy("Tal, I har fulgt undervejs"),
    Section.FUTURE: gettext_lazy("To sætninger er nok"),
    Section.LEARNED: gettext_lazy("Tre punkter er nok"),
    Section.FACTS: gettext_lazy("Hvor, hvornår, for hvem, og hvad det krævede"),
    Section.PEOPLE: gettext_lazy("Hvem kan man spørge, og hvem må læse den?"),
    Section.FILES: gettext_lazy("Billeder og bilag til teksten"),
}
