"""What must be there before a mobility can be proposed: the same list on the page and in the gate."""

from dataclasses import dataclass

from django.utils.functional import Promise
from django.utils.text import format_lazy
from django.utils.translation import gettext_lazy as _

from partners.choices import AccreditationState, ProjectState
from partners.grants.choices import Activity
from partners.mobilities.choices import Company, Section
from partners.mobilities.findings import findings
from partners.mobilities.granting import HOSTING, PUPIL_ACTIVITIES, estimate
from partners.mobilities.models import Mobility


@dataclass(frozen=True)
class Missing:
    """One thing that stands between a draft and the leader, with the section and the field where it is mended."""

    section: Section
    text: str | Promise
    field: str = ""
    at: str = ""

    @property
    def anchor(self) -> str:
        """Where the field stands on its section's page."""
        return f"#id_{self.at or _AT.get(self.field, self.field)}" if self.field else ""

    def __str__(self) -> str:
        return str(self.text)


# Where a field stands on its page, when its id is not its name: the first of its choices, or of its rows.
_AT = {
    "project": "project_id",
    "activity": "activity_0",
    "country": "host_id",
    "company": "company_0",
    "participants": "people-0-user_id",
    "objective": "objective_id_0",
}
# In which section each field of the checks is mended.
SECTION_OF = {
    "activity": Section.ACTIVITY,
    "country": Section.HOST,
    "participants": Section.PEOPLE,
    "accompanying": Section.PEOPLE,
    "fewer_opportunities": Section.MONEY,
    "language_participants": Section.MONEY,
    "days": Section.TIME,
    "travel_days": Section.TIME,
    "starts_on": Section.TIME,
    "ends_on": Section.TIME,
    "km": Section.TIME,
}


def missing_to_propose(mobility: Mobility) -> list[Missing]:
    """What is not written yet, and what the rules of the call year refuse."""
    lacking = [*_not_written(mobility), *_people(mobility), *_closed(mobility)]
    return [*lacking, *_refused(mobility, {part.field for part in lacking if part.field}), *_personal(mobility)]


def _not_written(mobility: Mobility) -> list[Missing]:
    checks = [
        (mobility.title, Section.ACTIVITY, _("Giv opholdet en titel"), "title"),
        (mobility.project, Section.ACTIVITY, _("Vælg et projekt"), "project"),
        (mobility.activity, Section.ACTIVITY, _("Vælg en aktivitet"), "activity"),
        (mobility.activity != Activity.COURSE or mobility.course_name, Section.ACTIVITY, _("Skriv kursets navn"), "course_name"),
        (mobility.host, Section.HOST, _("Vælg en vært, eller skriv en ny"), "country"),
        (mobility.starts_on, Section.TIME, _("Skriv den første dag"), "starts_on"),
        (mobility.ends_on, Section.TIME, _("Skriv den sidste dag"), "ends_on"),
        (mobility.days, Section.TIME, _("Skriv, hvor mange dage der er aktivitet"), "days"),
        (mobility.km is not None, Section.TIME, _("Skriv afstanden fra Kommissionens beregner"), "km"),
        (mobility.company, Section.PEOPLE, _("Vælg, hvem der rejser"), "company"),
        (mobility.objective, Section.PURPOSE, _("Vælg det mål i Erasmus-planen, opholdet tjener"), "objective"),
        (mobility.how_it_serves, Section.PURPOSE, _("Skriv, hvordan opholdet tjener målet"), "how_it_serves"),
        (mobility.expected_learning, Section.PURPOSE, _("Skriv, hvad I vil lære"), "expected_learning"),
        (mobility.sharing, Section.PURPOSE, _("Skriv, hvordan I deler det, I lærer"), "sharing"),
    ]
    return [Missing(section, text, field) for there, section, text, field in checks if not there]


def _people(mobility: Mobility) -> list[Missing]:
    people = list(mobility.participants.all())
    if mobility.company == Company.PUPILS:
        checks: list[tuple[object, str | Promise, str]] = [(mobility.pupils, _("Skriv, hvor mange elever der rejser"), "pupils")]
    else:
        has_leader = mobility.company != Company.WITH_LEADER or any(one.is_leader for one in people)
        checks = [
            (people, _("Skriv, hvem der rejser"), ""),
            (mobility.company != Company.ALONE or len(people) <= 1, _("Den, der rejser alene, står alene på listen"), ""),
            (mobility.company != Company.PAIR or len(people) == 2, _("Et par er to personer"), ""),
            (has_leader, _("Sæt kryds ved lederen, der rejser med"), "people-0-is_leader"),
        ]
    is_of_pupils = mobility.activity in PUPIL_ACTIVITIES
    if mobility.activity and mobility.company and is_of_pupils != (mobility.company == Company.PUPILS):
        words = _("Et elevophold er for en elevgruppe") if is_of_pupils else _("En elevgruppe kan kun tage på et elevophold")
        return [Missing(Section.PEOPLE, words, "company")]
    return [Missing(Section.PEOPLE, text, "participants", at) for there, text, at in checks if not there and mobility.company]


def _closed(mobility: Mobility) -> list[Missing]:
    """Projects that take no more, and activities that the accreditation has not opened for."""
    if mobility.project is None:
        return []
    held = mobility.project.accreditation
    checks = [
        (mobility.project.state == ProjectState.RUNNING, _("Projektet tager ikke imod flere ophold"), "project"),
        (held.state == AccreditationState.VALID, _("Akkrediteringen gælder ikke"), "project"),
        (
            held.has_pupil_activities or mobility.activity not in PUPIL_ACTIVITIES,
            _("Akkrediteringen åbner ikke for elevophold"),
            "activity",
        ),
        (held.has_hosting or mobility.activity not in HOSTING, _("Akkrediteringen åbner ikke for værtskab"), "activity"),
    ]
    return [Missing(Section.ACTIVITY, text, field) for there, text, field in checks if not there]


def _refused(mobility: Mobility, lacking: set[str]) -> list[Missing]:
    """What the calculator refuses, once the field is written at all; and a call year that it has no figures for."""
    now = estimate(mobility)
    places = {"participants": "pupils"} if mobility.company == Company.PUPILS else {}
    found = [
        Missing(SECTION_OF[one.field], one.words, one.field, places.get(one.field, "")) for one in now.refusals if one.field not in lacking
    ]
    if now.lacks and mobility.project and mobility.activity and mobility.host:
        found.append(Missing(Section.ACTIVITY, now.lacks, "project"))
    return found


def _personal(mobility: Mobility) -> list[Missing]:
    """What looks like a CPR number is taken out before anybody is sent it."""
    words = _("Fjern tallet i ”{field}”, der ligner et CPR-nummer")
    return [Missing(one.section, format_lazy(words, field=one.label), one.field) for one in findings(mobility) if one.is_cpr]
