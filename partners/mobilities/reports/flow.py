"""A report is issued once: then it is frozen and numbered."""

from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from partners.mobilities.choices import REPORTED_STATES, ReportState
from partners.mobilities.homecoming.queries import names_of, told_of
from partners.mobilities.models import Report
from partners.mobilities.privacy import named_in
from partners.mobilities.reports.texts import sections_of
from portal.text.personal_data import holds_cpr
from portal.workflow.gate import Flow, Transition


def missing_in_issue(report: Report) -> list[str]:
    """What is not written, what may not stand there, and what is not ready to be told."""
    said = {section: report.texts.get(section.key, "") for section in sections_of(report.kind)}
    found = [_("Skriv ”%(heading)s”") % {"heading": one.heading} for one, text in said.items() if one.is_compulsory and not text.strip()]
    found += [
        _("Fjern tallet, der ligner et CPR-nummer, i ”%(heading)s”") % {"heading": one.heading}
        for one, text in said.items()
        if holds_cpr(text)
    ]
    if report.mobility and report.mobility.state not in REPORTED_STATES:
        found.append(_("Deltagernes rapport skal være sendt først"))
    return [*found, *_named(report, {str(one.heading): text for one, text in said.items()})]


def _named(report: Report, said: dict[str, str]) -> list[str]:
    """Nobody who has travelled is named in a report."""
    names = {name for mobility in told_of(report).prefetch_related("participants") for name in names_of(mobility)}
    words = _("”%(heading)s” nævner %(name)s. Skriv det uden navne")
    return [words % {"heading": heading, "name": name} for heading, text in said.items() for name in named_in(text, sorted(names))]


REPORT_FLOW = Flow(
    "reports",
    (
        Transition(
            "issue",
            frozenset({ReportState.DRAFT}),
            ReportState.ISSUED,
            "mobilities.issue",
            gettext_lazy("Udsted rapporten"),
            missing=missing_in_issue,
            stamp="issued",
        ),
    ),
)
