"""How far each section of a participant report is."""

from django.utils.translation import ngettext

from partners.mobilities.choices import HomeSection
from partners.mobilities.homecoming.queries import names_of
from partners.mobilities.homecoming.reporting import missing_in, missing_of_evaluation
from partners.mobilities.homecoming.sections import contents
from partners.mobilities.models import ParticipantReport
from portal.ui.tasklist import Progress, Task


def task_list(report: ParticipantReport) -> list[Task]:
    """The sections in order. Load the participants with the mobility."""
    missing = [*missing_in(report, names_of(report.mobility)), *missing_of_evaluation(report.mobility, report)]
    return [_task(report, section, [part for part in missing if part.section == section]) for section in HomeSection]


def _task(report: ParticipantReport, section: HomeSection, missing: list) -> Task:
    said = [value for value in contents(report, section).values() if value not in (None, "")]
    words = sum(len(value.split()) for value in said if isinstance(value, str))
    fact = ngettext("%(number)s ord", "%(number)s ord", words) % {"number": words} if words else ""
    if not said:
        return Task(section, Progress.NOT_BEGUN, fact, missing)
    return Task(section, Progress.LACKING if missing else Progress.WRITTEN, fact, missing)
