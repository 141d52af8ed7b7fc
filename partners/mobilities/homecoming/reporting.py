"""What must be there before a mobility's report can be sent: the same list on the page and in the gate."""

from collections.abc import Iterator
from dataclasses import dataclass

from django.core.exceptions import ObjectDoesNotExist
from django.utils.functional import Promise
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from partners.mobilities.choices import HomeSection, ParticipantKind
from partners.mobilities.models import Evaluation, Mobility, Participant, ParticipantReport
from partners.mobilities.privacy import named_in
from portal.text.personal_data import holds_cpr

# The texts of a report, by the section in which each is written.
TEXTS: dict[HomeSection, tuple[str, ...]] = {
    HomeSection.LEARNED: ("objectives_met", "knowledge", "skills", "attitudes"),
    HomeSection.REFLECTED: ("reflections", "aha", "wonder"),
    HomeSection.SHARED: ("try_at_home", "sharing", "shared_with"),
    HomeSection.TOLD: ("public_summary",),
}
# Where a field stands on its page, when its id is not its name: the first of its choices.
_AT = {"satisfaction": "satisfaction_0", "would_return": "would_return_0"}
EVALUATED = ("preparation", "hosting", "practical", "next_time")
_COMPULSORY: tuple[tuple[str, HomeSection, str | Promise], ...] = (
    ("objectives_met", HomeSection.LEARNED, gettext_lazy("Skriv, om I nåede målet")),
    ("reflections", HomeSection.REFLECTED, gettext_lazy("Skriv jeres refleksioner")),
    ("try_at_home", HomeSection.SHARED, gettext_lazy("Skriv, hvad I vil prøve hjemme")),
    ("sharing", HomeSection.SHARED, gettext_lazy("Skriv, hvordan I deler det, I har lært")),
    ("satisfaction", HomeSection.TOLD, gettext_lazy("Sig, hvor tilfredse I er")),
    ("public_summary", HomeSection.TOLD, gettext_lazy("Skriv et resumé, som alle må læse")),
)


@dataclass(frozen=True)
class MissingInReport:
    """One thing that stands between a report and the administration, with where it is mended. Without a report it is about the mobility."""

    text: str
    section: HomeSection | None = None
    report: ParticipantReport | None = None
    field: str = ""

    @property
    def anchor(self) -> str:
        return f"#id_{_AT.get(self.field, self.field)}" if self.field else ""

    def __str__(self) -> str:
        return self.text


def missing_in_report(mobility: Mobility) -> list[MissingInReport]:
    """What is not written yet, and what may not stand there. A constant number of queries, whatever how many reports there are."""
    reports = list(mobility.participant_reports.prefetch_related("participants"))
    people = list(mobility.participants.all())
    found = [*_without_report(people, reports)]
    for report in reports:
        found += missing_in(report, [person.name for person in people])
    return [*found, *missing_of_evaluation(mobility, reports[0] if reports else None)]


def missing_in(report: ParticipantReport, names: list[str]) -> list[MissingInReport]:
    """The same for one report. `names` are those who travel: the public summary names nobody."""
    found = [MissingInReport(str(text), section, report, name) for name, section, text in _COMPULSORY if not _is_there(report, name)]
    if not any(_is_there(report, name) for name in ("knowledge", "skills", "attitudes")):
        found.append(MissingInReport(_("Skriv, hvad I lærte"), HomeSection.LEARNED, report, "knowledge"))
    return [*found, *_numbers(report), *_names(report, names)]


def evaluation_of(mobility: Mobility) -> Evaluation:
    """The internal evaluation as it stands; an empty one when nothing is written."""
    try:
        return mobility.evaluation
    except ObjectDoesNotExist:
        return Evaluation(mobility=mobility)


def _is_there(report: ParticipantReport, name: str) -> bool:
    value = getattr(report, name)
    return bool(value.strip()) if isinstance(value, str) else value is not None


def _without_report(people: list[Participant], reports: list[ParticipantReport]) -> Iterator[MissingInReport]:
    """Each participant is told of in a report; those who accompany pupils in one at least."""
    if not reports:
        yield MissingInReport(_("Begynd på rapporten"))
        return
    for person in people:
        if person.kind == ParticipantKind.PARTICIPANT and person.report_id is None:
            yield MissingInReport(_("%(name)s er ikke med i en rapport") % {"name": person.name})


def _numbers(report: ParticipantReport) -> Iterator[MissingInReport]:
    for section, names in TEXTS.items():
        for name in names:
            if holds_cpr(getattr(report, name)):
                yield MissingInReport(_("Fjern tallet, der ligner et CPR-nummer"), section, report, name)


def _names(report: ParticipantReport, names: list[str]) -> Iterator[MissingInReport]:
    for name in named_in(report.public_summary, names):
        words = _("Resuméet til alle nævner %(name)s. Skriv det uden navne") % {"name": name}
        yield MissingInReport(words, HomeSection.TOLD, report, "public_summary")


def missing_of_evaluation(mobility: Mobility, report: ParticipantReport | None) -> Iterator[MissingInReport]:
    """Every report of the mobility shows the same evaluation: any of them is the way to it."""
    evaluation = evaluation_of(mobility)
    lacking = next((name for name in ("would_return", "hosting") if not getattr(evaluation, name).strip()), "")
    if lacking:
        yield MissingInReport(_("Udfyld den interne evaluering"), HomeSection.EVALUATED, report, lacking)
