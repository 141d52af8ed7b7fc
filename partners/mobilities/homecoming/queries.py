"""Reading what people have brought home, for the shared reflection and the reports."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date

from django.db.models import Q, QuerySet
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from partners.choices import PlanState
from partners.countries import country_name
from partners.mobilities.choices import REPORTED_STATES, ReportKind
from partners.mobilities.models import Mobility, NotePhoto, ParticipantReport, Report
from partners.mobilities.privacy import without_names
from partners.models import Wording

# What the participant report asks, in the order in which the answers are read together.
QUESTIONS = {
    "objectives_met": gettext_lazy("Nåede vi målet?"),
    "knowledge": gettext_lazy("Viden, vi fik"),
    "skills": gettext_lazy("Færdigheder, vi fik"),
    "attitudes": gettext_lazy("Holdninger, der flyttede sig"),
    "reflections": gettext_lazy("Refleksioner"),
    "aha": gettext_lazy("Aha-oplevelser"),
    "wonder": gettext_lazy("Det undrede os"),
    "try_at_home": gettext_lazy("Det vil vi prøve hjemme"),
    "sharing": gettext_lazy("Sådan deler vi det"),
}


@dataclass(frozen=True)
class Answer:
    """What one report says to one question. Where it comes from is said; who wrote it is not."""

    text: str
    place: str
    mobility_id: int


@dataclass(frozen=True)
class UnderObjective:
    objective: str
    answers: list[Answer]


@dataclass(frozen=True)
class UnderQuestion:
    key: str
    question: str
    objectives: list[UnderObjective]

    @property
    def answers(self) -> list[Answer]:
        return [answer for under in self.objectives for answer in under.answers]


def told_of(report: Report) -> QuerySet[Mobility]:
    """The mobilities that a report is about: those that people have come home from."""
    travelled = Mobility.objects.travelled()
    match report.kind:
        case ReportKind.MOBILITY:
            return Mobility.objects.filter(pk=report.mobility_id or 0)
        case ReportKind.SCHOOL_YEAR:
            first, last = days_of(report.school_year)
            own = Q(school=report.school_id) | Q(school__parent=report.school_id)
            return travelled.filter(own, ends_on__gte=first, ends_on__lte=last)
        case ReportKind.PROJECT:
            return travelled.filter(project=report.project_id)
    return travelled.filter(project__accreditation=report.accreditation_id)


def days_of(school_year: str) -> tuple[date, date]:
    """The first and the last day of ”2025/26”."""
    first = int(school_year[:4])
    return date(first, 8, 1), date(first + 1, 7, 31)


def with_words(mobilities: QuerySet[Mobility]) -> list[Mobility]:
    """With everything the reports tell of them, in a constant number of queries, in the order in which people travelled."""
    rows = mobilities.select_related("municipality", "school", "host", "project")
    return list(rows.prefetch_related("participants", "participant_reports").order_by("starts_on", "pk"))


def wordings(objectives: Iterable[int]) -> dict[int, str]:
    """”2. Flere børn i fællesskabet” per objective: as the newest plan that has been adopted words it."""
    asked = Wording.objects.filter(objective__in=set(objectives)).exclude(plan__state=PlanState.DRAFT)
    return {row.objective_id: str(row) for row in asked.order_by("plan__number")}


def reflections(mobilities: Iterable[Mobility]) -> list[UnderQuestion]:
    """The answers of the reports that have been sent, by question and objective. Those who travelled are not named."""
    sent = [mobility for mobility in mobilities if mobility.state in REPORTED_STATES]
    titles = wordings(mobility.objective_id for mobility in sent if mobility.objective_id)
    return [
        UnderQuestion(key, str(question), grouped) for key, question in QUESTIONS.items() if (grouped := _by_objective(sent, key, titles))
    ]


def _by_objective(sent: list[Mobility], question: str, titles: dict[int, str]) -> list[UnderObjective]:
    found: dict[str, list[Answer]] = {}
    for mobility in sent:
        for report in mobility.participant_reports.all():
            if text := getattr(report, question).strip():
                title = titles.get(mobility.objective_id or 0, _("Uden mål"))
                found.setdefault(title, []).append(Answer(without_names(text, names_of(mobility)), where(mobility), mobility.pk))
    return [UnderObjective(title, found[title]) for title in sorted(found)]


def names_of(mobility: Mobility) -> list[str]:
    """The names of those who travel. Load the participants with the mobility."""
    return [participant.name for participant in mobility.participants.all()]


def where(mobility: Mobility) -> str:
    """”Hasselhegnskolen, Nederlandene”: who sends, and to which country."""
    return ", ".join(filter(None, [mobility.sender, country_name(mobility.host.country) if mobility.host else ""]))


def reported_by(mobility: Mobility) -> list[ParticipantReport]:
    return list(mobility.participant_reports.prefetch_related("participants"))


def photos_of(mobilities: Iterable[int], today: date, most: int) -> list[NotePhoto]:
    """The photos that may be shown to others: described, and resting on something that still holds."""
    shown = NotePhoto.objects.filter(note__mobility__in=mobilities).exclude(alt="").exclude(people="")
    lasting = shown.filter(Q(valid_until=None) | Q(valid_until__gte=today)).select_related("stored")
    return [photo for photo in lasting.order_by("note__written_at", "position", "pk")[: 2 * most] if photo.has_basis][:most]
