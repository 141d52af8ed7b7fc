"""What the check for personal data finds in a proposal. A CPR number stops it; the rest is shown, and the proposer answers for it."""

from collections.abc import Iterator
from dataclasses import dataclass

from django.utils.text import capfirst

from partners.mobilities.choices import Section
from partners.mobilities.models import Mobility
from partners.mobilities.sections import FREE_TEXTS, section_of
from portal.text.personal_data import FindingKind, find


@dataclass(frozen=True)
class Found:
    """One finding, where it stands and with what was found."""

    kind: FindingKind
    section: Section
    field: str
    label: str
    words: str

    @property
    def is_cpr(self) -> bool:
        return self.kind == FindingKind.CPR


def findings(mobility: Mobility) -> list[Found]:
    """Everything found in the free texts, CPR numbers first. Those who travel are grown-ups and may be named."""
    people = [person.name for person in mobility.participants.all()]
    found = [
        Found(finding.kind, section_of(name), name, label, finding.excerpt)
        for name, label, text in _texts(mobility)
        for finding in find(text, people=people)
    ]
    return sorted(found, key=lambda one: not one.is_cpr)


def _texts(mobility: Mobility) -> Iterator[tuple[str, str, str]]:
    for name in FREE_TEXTS:
        yield name, capfirst(str(mobility._meta.get_field(name).verbose_name)), getattr(mobility, name)  # type: ignore[union-attr]
