"""The facts at the top of a report: what it is about, where and when, without persons."""

from collections.abc import Sequence

from django.utils.formats import number_format
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from partners.countries import country_name
from partners.mobilities.choices import Company
from partners.mobilities.granting import persons as heads
from partners.mobilities.homecoming.queries import wordings
from partners.mobilities.models import Mobility, Report
from partners.money import in_euro
from portal.statistics import LEAST_SHOWN
from portal.text.dates import span


def place_of(report: Report) -> str:
    municipality = str(report.municipality)
    school = report.school or (report.mobility.school if report.mobility else None)
    return f"{municipality} – {school}" if school else municipality


def facts_of(report: Report, mobilities: Sequence[Mobility]) -> list[tuple[str, str]]:
    """Each with its label; one that is not known is empty."""
    if report.mobility:
        return _facts_of_mobility(mobilities[0])
    own: list[tuple[str, str]] = []
    if report.school:
        own = [(_("Skole"), str(report.school)), (_("Skoleår"), report.school_year)]
    elif project := report.project:
        own = [
            (_("Projekt"), project.code),
            (_("Periode"), span(project.starts_on, project.ends_on)),
            (_("Tilskud"), in_euro(project.grant)),
        ]
    elif held := report.accreditation:
        own = [
            (_("Akkreditering"), held.code),
            (_("Gælder"), span(held.starts_on, held.ends_on)),
        ]
    return [*own, (_("Ophold"), _mobilities(mobilities)), *_where(mobilities)]


def _mobilities(mobilities: Sequence[Mobility]) -> str:
    return ngettext("%(n)s gennemført ophold", "%(n)s gennemførte ophold", len(mobilities)) % {"n": number_format(len(mobilities))}


def _where(mobilities: Sequence[Mobility]) -> list[tuple[str, str]]:
    countries = sorted({country_name(mobility.host.country) for mobility in mobilities if mobility.host})
    return [(_("Lande"), ", ".join(countries))]


def _facts_of_mobility(mobility: Mobility) -> list[tuple[str, str]]:
    titles = wordings([mobility.objective_id] if mobility.objective_id else [])
    return [
        (_("Ophold"), mobility.number or ""),
        (_("Projekt"), mobility.project.code if mobility.project else ""),
        (_("Aktivitet"), ", ".join(filter(None, [str(mobility.get_activity_display()), mobility.course_name]))),
        (_("Vært"), _host(mobility)),
        (_("Tidspunkt"), _period(mobility)),
        (_("Deltagere"), _travellers(mobility)),
        (_("Rejse"), _travel(mobility)),
        (_("Erasmus-mål"), titles.get(mobility.objective_id or 0, "")),
    ]


def _host(mobility: Mobility) -> str:
    host = mobility.host
    return ", ".join(filter(None, [host.name, host.city, country_name(host.country)])) if host else ""


def _period(mobility: Mobility) -> str:
    if not mobility.starts_on or not mobility.ends_on:
        return ""
    days = ngettext("%(n)s dag med aktivitet", "%(n)s dage med aktivitet", mobility.days or 0) % {"n": mobility.days or 0}
    return f"{span(mobility.starts_on, mobility.ends_on)}: {days}"


def _travellers(mobility: Mobility) -> str:
    """Grown-ups are counted; so few pupils that one could be found are not."""
    participants, accompanying = heads(mobility)
    if mobility.company != Company.PUPILS:
        return f"{participants}, {str(mobility.get_company_display()).lower()}" if mobility.company else str(participants)
    if participants < LEAST_SHOWN:
        return _("En elevgruppe, antallet er ikke vist")
    return _("%(pupils)s elever og %(others)s ledsagere") % {"pupils": participants, "others": accompanying}


def _travel(mobility: Mobility) -> str:
    way = _("grøn rejse") if mobility.is_green else _("almindelig rejse")
    return _("%(km)s km den ene vej, %(way)s") % {"km": number_format(mobility.km, force_grouping=True), "way": way} if mobility.km else ""
