"""The texts of each kind of report: which sections it has, what belongs in them, and what they begin with."""

from collections.abc import Iterable
from dataclasses import dataclass

from django.utils.functional import Promise
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from partners.mobilities.choices import ReportKind
from partners.mobilities.homecoming.queries import names_of
from partners.mobilities.models import Mobility, ParticipantReport, Report
from partners.mobilities.privacy import without_names
from portal.writing.contents import Contents

TITLE, INTRO = "title", "intro"


@dataclass(frozen=True)
class TextSection:
    """One text of a report. `help` is what belongs in it; `editor_help` where the editor's buttons do what is told there."""

    key: str
    heading: str | Promise
    help: str | Promise
    is_compulsory: bool = False
    editor_help: str | Promise = ""


_INTRO = TextSection(INTRO, gettext_lazy("Kort fortalt"), gettext_lazy("To til fire sætninger, der kan stå alene. Ingen navne."), True)
_SHARING = TextSection("sharing", gettext_lazy("Sådan deler vi det"), gettext_lazy("Hvem har hørt om det, hvornår og hvordan?"))
_NEXT = TextSection("next", gettext_lazy("Det sker nu"), gettext_lazy("Hvad bliver prøvet eller ændret, og hvem tager sig af det?"))
_OBSTACLES = TextSection(
    "obstacles", gettext_lazy("Det gik ikke som ventet"), gettext_lazy("Det, andre kan lære lige så meget af som af det, der lykkedes.")
)

SECTIONS: dict[str, tuple[TextSection, ...]] = {
    ReportKind.MOBILITY: (
        _INTRO,
        TextSection("purpose", gettext_lazy("Målet med opholdet"), gettext_lazy("Hvilket mål tjener opholdet, og blev det nået?"), True),
        TextSection("learned", gettext_lazy("Det har vi lært"), gettext_lazy("Viden, færdigheder og holdninger."), True),
        TextSection("reflections", gettext_lazy("Refleksioner"), gettext_lazy("Hvad tænker I nu om jeres egen praksis?")),
        TextSection(
            "aha",
            gettext_lazy("Aha-oplevelser"),
            gettext_lazy("Én pr. linje, begynd med ”- ”."),
            editor_help=gettext_lazy("Én pr. linje. Knappen ”Punktliste” laver punkterne."),
        ),
        TextSection("wonder", gettext_lazy("Undren"), gettext_lazy("Spørgsmål, I tog med hjem.")),
        _SHARING,
        _NEXT,
    ),
    ReportKind.SCHOOL_YEAR: (
        _INTRO,
        TextSection("participation", gettext_lazy("Hvem har været ude, og hvorfor"), gettext_lazy("Faggrupper og årgange, ikke navne.")),
        TextSection("learned", gettext_lazy("Det har skolen lært"), gettext_lazy("På tværs af opholdene."), True),
        _SHARING,
        _OBSTACLES,
        _NEXT,
    ),
    ReportKind.PROJECT: (
        _INTRO,
        TextSection("achieved", gettext_lazy("Det er nået"), gettext_lazy("Holdt op mod det, der blev søgt om."), True),
        TextSection("objectives", gettext_lazy("Målene i Erasmus-planen"), gettext_lazy("Hvordan har opholdene flyttet hvert mål?"), True),
        TextSection("learned", gettext_lazy("Det har konsortiet lært"), gettext_lazy("På tværs af skolerne."), True),
        _SHARING,
        _OBSTACLES,
        _NEXT,
    ),
    ReportKind.PROGRESS: (
        _INTRO,
        TextSection("objectives", gettext_lazy("Fremskridt mod målene"), gettext_lazy("Mål for mål, med det, der er målt."), True),
        TextSection("consortium", gettext_lazy("Sådan ledes konsortiet"), gettext_lazy("Ansvar, medlemmer og samarbejde."), True),
        TextSection("quality", gettext_lazy("Kvalitet og støtte"), gettext_lazy("Forberedelse, dokumenter, inklusion og grøn rejse.")),
        TextSection("changes", gettext_lazy("Ændringer i planen"), gettext_lazy("Nye mål, ny kreds af deltagere, og hvorfor.")),
        _OBSTACLES,
        _NEXT,
    ),
}


def sections_of(kind: str) -> tuple[TextSection, ...]:
    return SECTIONS[kind]


def contents(report: Report) -> Contents:
    """What stands in a report's title and texts, as plain data: the form starts from it, and a save compares with it."""
    return {TITLE: report.title, **{section.key: report.texts.get(section.key, "") for section in sections_of(report.kind)}}


def beginnings(kind: str, mobilities: Iterable[Mobility]) -> dict[str, str]:
    """What the texts begin with: a mobility's report with what its participants have written, the others empty."""
    if kind != ReportKind.MOBILITY:
        return {}
    (mobility,) = mobilities
    reports = list(mobility.participant_reports.all())
    found = {
        INTRO: _all(reports, "public_summary"),
        "purpose": "\n\n".join(filter(None, [mobility.how_it_serves, _all(reports, "objectives_met")])),
        "learned": _learned(reports),
        "reflections": _all(reports, "reflections"),
        "aha": _all(reports, "aha"),
        "wonder": _all(reports, "wonder"),
        "sharing": "\n\n".join(filter(None, [_all(reports, "sharing"), _all(reports, "shared_with")])),
        "next": _all(reports, "try_at_home"),
    }
    return {key: without_names(text, names_of(mobility)) for key, text in found.items()}


def _all(reports: list[ParticipantReport], name: str) -> str:
    return "\n\n".join(text for report in reports if (text := getattr(report, name).strip()))


def _learned(reports: list[ParticipantReport]) -> str:
    """A subheading for each of the three kinds of learning that something is said about."""
    kinds = (("knowledge", _("Viden")), ("skills", _("Færdigheder")), ("attitudes", _("Holdninger")))
    return "\n\n".join(f"### {heading}\n\n{text}" for name, heading in kinds if (text := _all(reports, name)))
