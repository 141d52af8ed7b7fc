"""The task list of a proposal: how far each section is, with one small fact about it."""

from collections.abc import Callable

from django.utils.translation import gettext_lazy, ngettext

from partners.countries import country_name
from partners.mobilities.choices import Company, Section
from partners.mobilities.missing import Missing, missing_to_propose
from partners.mobilities.models import Mobility
from portal.ui.tasklist import Progress, Task
from portal.ui.templatetags.ui import until


def task_list(mobility: Mobility) -> list[Task]:
    """The six sections in order."""
    missing = missing_to_propose(mobility)
    return [_task(mobility, section, [part for part in missing if part.section == section]) for section in Section]


def _task(mobility: Mobility, section: Section, missing: list[Missing]) -> Task:
    fact = _FACTS[section](mobility)
    return Task(section, _progress(section, missing, begun=bool(fact)), fact or str(_HINTS[section]), list(missing))


def _progress(section: Section, missing: list[Missing], *, begun: bool) -> Progress:
    if not begun and not missing and section == Section.MONEY:
        return Progress.NOT_NEEDED
    if missing:
        return Progress.LACKING if begun else Progress.NOT_BEGUN
    return Progress.WRITTEN


def _activity(mobility: Mobility) -> str:
    activity = mobility.get_activity_display()
    return ", ".join(filter(None, [str(activity), mobility.project.short_code if mobility.project else ""])) if activity else ""


def _host(mobility: Mobility) -> str:
    return host_in_words(mobility) if mobility.host else ""


def host_in_words(mobility: Mobility) -> str:
    """”De Linde, Utrecht, Nederlandene”."""
    host = mobility.host
    return ", ".join(filter(None, [host.name, host.city, country_name(host.country)])) if host else ""


def _time(mobility: Mobility) -> str:
    return until(mobility.starts_on, mobility.ends_on)


def _people(mobility: Mobility) -> str:
    if mobility.company == Company.PUPILS:
        return ngettext("%(n)d elev", "%(n)d elever", mobility.pupils) % {"n": mobility.pupils} if mobility.pupils else ""
    return ", ".join(person.name for person in mobility.participants.all())


def _purpose(mobility: Mobility) -> str:
    texts = (mobility.how_it_serves, mobility.expected_learning, mobility.programme, mobility.sharing)
    number = sum(len(text.split()) for text in texts)
    return ngettext("%(number)s ord", "%(number)s ord", number) % {"number": number} if number else ""


def _money(mobility: Mobility) -> str:
    count = mobility.language_participants
    return ngettext("Sprogstøtte til %(n)d", "Sprogstøtte til %(n)d", count) % {"n": count} if count else ""


_FACTS: dict[Section, Callable[[Mobility], str]] = {
    Section.ACTIVITY: _activity,
    Section.HOST: _host,
    Section.TIME: _time,
    Section.PEOPLE: _people,
    Section.PURPOSE: _purpose,
    Section.MONEY: _money,
}
_HINTS = {
    Section.ACTIVITY: gettext_lazy("Hvad slags ophold, og hvilket projekt betaler"),
    Section.HOST: gettext_lazy("Hvem besøger I?"),
    Section.TIME: gettext_lazy("Datoer, rejsedage og afstand"),
    Section.PEOPLE: gettext_lazy("Hvem rejser?"),
    Section.PURPOSE: gettext_lazy("Hvad vil I lære, og hvem får glæde af det?"),
    Section.MONEY: gettext_lazy("Sprogstøtte og andre behov, hvis der er nogen"),
}
