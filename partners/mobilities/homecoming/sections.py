"""What stands in each section of a participant report, as plain data: the form starts from it, and a save compares with it."""

from partners.mobilities.choices import HomeSection
from partners.mobilities.homecoming.reporting import EVALUATED, TEXTS, evaluation_of
from partners.mobilities.models import Evaluation, ParticipantReport
from portal.writing.contents import Contents


def fields_of(section: HomeSection) -> tuple[str, ...]:
    """The fields of a section. The internal evaluation is the mobility's, and the same in each of its reports."""
    if section == HomeSection.EVALUATED:
        return ("would_return", *EVALUATED)
    return ("satisfaction", *TEXTS[section]) if section == HomeSection.TOLD else TEXTS[section]


def written_in(report: ParticipantReport, section: HomeSection) -> ParticipantReport | Evaluation:
    """The row that holds a section."""
    return evaluation_of(report.mobility) if section == HomeSection.EVALUATED else report


def contents(report: ParticipantReport, section: HomeSection) -> Contents:
    row = written_in(report, section)
    return {name: getattr(row, name) for name in fields_of(section)}
