"""What stands in each section of a participant report, as plain data: the form starts from it, and a save compares with it."""

from portal.writing.contents import Contents

from partners.mobilities.choices import HomeSection
from partners.mobilities.models import Mobility, ParticipantReport
from partners.mobilities.reporting import EVALUATED, TEXTS, evaluation_of

EVALUATION_FIELDS = (*EVALUATED, "would_return")


def fields_of(section: HomeSection) -> tuple[str, ...]:
    return ("satisfaction", *TEXTS[section]) if section == HomeSection.TOLD else TEXTS[section]


def contents(report: ParticipantReport, section: HomeSection) -> Contents:
    return {name: getattr(report, name) for name in fields_of(section)}


def evaluation_contents(mobility: Mobility) -> Contents:
    evaluation = evaluation_of(mobility)
    return {name: getattr(evaluation, name) for name in EVALUATION_FIELDS}
