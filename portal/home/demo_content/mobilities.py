"""Thirty mobilities in every state over two projects that overlap, taken there by the services that the pages use."""

from dataclasses import dataclass
from datetime import UTC, date, datetime, time, timedelta
from decimal import Decimal

from partners.grants.choices import Activity
from partners.mobilities.choices import Company, Phase, Section, State
from partners.mobilities.models import DeparturePlace, Mobility
from partners.mobilities.sections import contents
from partners.mobilities.services import deciding, drafting, proposing
from partners.models import Objective, Project
from portal.accounts.actor import Actor
from portal.home.demo_content import homecoming, mobility_papers
from portal.home.demo_content.places import World
from portal.writing.contents import fingerprint

_PLACE = "Egsted"
# The consortium's partners by their keys, with the official distance from Egsted (km, one way).
_HOSTS = (("linde", 540), ("wilgenhoek", 690), ("porto", 2120), ("koivu", 1020), ("firenze", 1390), ("nicosia", 2950))
# Stays that began longer ago (days) belong to the project before.
_LONG_AGO = 30
_STEPS = (
    State.PROPOSED, State.ENDORSED, State.APPROVED, State.CLEARED, State.UNDER_WAY, State.HOME, State.REPORTED, State.COMPLETED,
)  # fmt: skip


@dataclass(frozen=True)
class Stay:
    """One mobility: who writes it for which place, what it is, when it begins (days from today), and how far it has come."""

    title: str
    writer: str
    school: str
    activity: Activity
    host: int
    people: tuple[str, ...]
    begins: int
    state: State
    days: int = 5
    travel_days: int = 2
    is_green: bool = False
    objective: int = 0
    note: str = ""


_HASSEL, _BOEG, _VIBE, _ADM = "Hasselhegnskolen", "Bøgestenskolen", "Viberedeskolen", ""
_SHADOW, _TEACH, _COURSE, _VISIT = Activity.SHADOWING, Activity.TEACHING, Activity.COURSE, Activity.PREPARATORY
STAYS = (
    Stay("Værksteder i Gent", "jonas", _HASSEL, _SHADOW, 1, ("jonas", "line"), 60, State.DRAFT, objective=1),
    Stay("Et ophold om læseløft", "line", _HASSEL, _TEACH, 0, ("line",), 70, State.DRAFT),
    Stay("Nabohold i Tampere", "amir", _BOEG, _SHADOW, 3, ("amir",), 65, State.DRAFT, objective=3),
    Stay(
        "To voksne i Utrecht", "karen", _HASSEL, _SHADOW, 0, ("karen", "jonas"), 55, State.SENT_BACK, objective=3,
        note="Det er et godt formål. Skriv, hvordan resten af afdelingen får del i det.",
    ),
    Stay(
        "Kursus om rolige rum", "amir", _BOEG, _COURSE, 4, ("amir",), 62, State.SENT_BACK,
        note="Kurset ligger i ugen med temadage. Find en anden dato.",
    ),
    Stay("Faste voksne i Gent", "line", _HASSEL, _SHADOW, 1, ("line", "jonas"), 48, State.PROPOSED, objective=1),
    Stay("En uge i Porto", "amir", _BOEG, _TEACH, 2, ("amir",), 50, State.PROPOSED, days=7),
    Stay("Lederne ser på Cypern", "birgit", _HASSEL, _SHADOW, 5, ("birgit",), 58, State.PROPOSED, objective=2),
    Stay("PPR i Tampere", "fatima", _ADM, _SHADOW, 3, ("fatima",), 66, State.PROPOSED, objective=0),
    Stay("Kursus i Firenze", "jonas", _HASSEL, _COURSE, 4, ("jonas",), 45, State.ENDORSED, objective=3),
    Stay("Klasserum uden døre", "karen", _HASSEL, _SHADOW, 0, ("karen",), 47, State.ENDORSED, is_green=True, travel_days=4),
    Stay("Specialtilbud midt i skolen", "amir", _BOEG, _SHADOW, 2, ("amir",), 52, State.ENDORSED),
    Stay("Konsulenten i Gent", "mette", _ADM, _SHADOW, 1, ("mette",), 42, State.APPROVED, objective=4),
    Stay("Tidlig indsats i Utrecht", "line", _HASSEL, _SHADOW, 0, ("line",), 40, State.APPROVED, objective=1),
    Stay("Forberedende besøg hos ministeriet", "anders", _ADM, _VISIT, 5, ("anders",), 44, State.APPROVED, days=2, objective=2),
    Stay("Fællesskaber i Porto", "amir", _BOEG, _TEACH, 2, ("amir",), 46, State.APPROVED, days=6),
    Stay("Leder og lærer i Tampere", "jonas", _HASSEL, _SHADOW, 3, ("jonas", "birgit"), 21, State.CLEARED, objective=2),
    Stay("Med tog til Gent", "karen", _HASSEL, _SHADOW, 1, ("karen",), 12, State.CLEARED, is_green=True, travel_days=4, objective=4),
    Stay("Makkerlæsning i Utrecht", "amir", _BOEG, _SHADOW, 0, ("amir",), 9, State.CLEARED),
    Stay("Overgange i Gent", "line", _HASSEL, _SHADOW, 1, ("line",), -2, State.UNDER_WAY, objective=1),
    Stay("Skolens dag i Firenze", "amir", _BOEG, _COURSE, 4, ("amir",), -1, State.UNDER_WAY),
    Stay("Børnehaveklassen i Porto", "jonas", _HASSEL, _SHADOW, 2, ("jonas",), -12, State.HOME, objective=1),
    Stay("Stille start i Tampere", "karen", _HASSEL, _SHADOW, 3, ("karen",), -16, State.HOME),
    Stay("Fælles forberedelse i Utrecht", "line", _HASSEL, _SHADOW, 0, ("line", "karen"), -40, State.REPORTED, objective=3),
    Stay("Teamet i Gent", "amir", _BOEG, _SHADOW, 1, ("amir",), -44, State.REPORTED, objective=0),
    Stay("Rummet som lærer", "jonas", _HASSEL, _COURSE, 4, ("jonas",), -80, State.COMPLETED),
    Stay("Ledelse tæt på i Nicosia", "birgit", _HASSEL, _SHADOW, 5, ("birgit",), -95, State.COMPLETED, objective=2),
    Stay("Vejledere i Utrecht", "line", _HASSEL, _SHADOW, 0, ("line",), -110, State.COMPLETED, objective=3),
    Stay(
        "Undervisning uden for temaet", "amir", _BOEG, _TEACH, 2, ("amir",), 54, State.REJECTED,
        note="Opholdet tjener ikke et af målene i planen. Kom gerne igen med et andet formål.",
    ),
    Stay(
        "Besøg, der ikke blev til noget", "line", _HASSEL, _SHADOW, 3, ("line",), 30, State.CANCELLED, objective=4,
        note="Skolen i Tampere er lukket efter en brand.",
    ),
)  # fmt: skip


def make_mobilities(world: World, *, today: date) -> list[Mobility]:
    """All of them, the oldest first, so that their IDs follow the time. They stand on the consortium (consortium.py)."""
    here = world.municipalities[_PLACE]
    DeparturePlace.objects.create(municipality=here, city=_PLACE, latitude=Decimal("56.13"), longitude=Decimal("8.97"))
    before, now = (world.projects[call] for call in sorted(world.projects))
    ground = _Ground(before, now, list(world.objectives.values()))
    return [_live(stay, world, ground, today) for stay in sorted(STAYS, key=lambda stay: stay.begins)]


@dataclass(frozen=True)
class _Ground:
    """What mobilities stand on."""

    before: Project
    now: Project
    objectives: list[Objective]


# One mobility's way


def _live(stay: Stay, world: World, ground: _Ground, today: date) -> Mobility:
    writer = world.actor(stay.writer, at=world.schools[stay.school] if stay.school else world.municipalities[_PLACE])
    begun = _morning(min(today + timedelta(days=stay.begins - 75), today - timedelta(days=4)))
    first = today + timedelta(days=stay.begins)
    project = ground.before if stay.begins < -_LONG_AGO or not ground.now.holds(first) else ground.now
    school = world.schools[stay.school] if stay.school else None
    mobility = proposing.start(title=stay.title, project=project, activity=stay.activity, school=school, by=writer, now=begun)
    for section, data in _written(stay, world, ground, today).items():
        seen = fingerprint(contents(mobility, section))
        mobility, _after = drafting.save_section(mobility=mobility, section=section, data=data, seen=seen, by=writer, now=begun)
    return mobility if stay.state == State.DRAFT else _through_the_gate(mobility, stay, world, writer, begun, today)


def _morning(day: date) -> datetime:
    return datetime.combine(day, time(9, 20), tzinfo=UTC)


def _written(stay: Stay, world: World, ground: _Ground, today: date) -> dict[Section, dict]:
    """What stands in the sections; a draft lacks its last ones."""
    host, km = _HOSTS[stay.host]
    first = today + timedelta(days=stay.begins)
    people = [world.people[key] for key in stay.people]
    rows = [
        {
            "row": None,
            "user_id": person.pk,
            "name": person.name,
            "title": world.titles[key],
            "email": person.email,
            "kind": "participant",
            "is_leader": key == "birgit",
        }
        for key, person in zip(stay.people, people, strict=True)
    ]
    company = Company.ALONE if len(rows) == 1 else Company.WITH_LEADER if "birgit" in stay.people else Company.PAIR
    found: dict[Section, dict] = {
        Section.HOST: {"host_id": world.partners[host].pk, "mentor": ""},
        Section.TIME: {
            "starts_on": first,
            "ends_on": first + timedelta(days=stay.days - 1),
            "days": stay.days,
            "travel_days": stay.travel_days,
            "is_green": stay.is_green,
            "km": km,
        },
        Section.PEOPLE: {"company": company, "pupils": 0, "accompanying": 0, "people": rows},
        Section.PURPOSE: {
            "objective_id": ground.objectives[stay.objective % len(ground.objectives)].pk,
            "how_it_serves": "Vi ser, hvordan de voksne deler opgaven, så flere børn kan blive i klassen.",
            "expected_learning": "At lægge timer og steder sammen, så der altid er en voksen, der kender barnet.",
            "programme": "Formiddage i klasserne, eftermiddage sammen med teamet.",
            "sharing": "På et fællesmøde for hele skolen og med en prøvehandling i foråret.",
        },
    }
    if stay.activity == Activity.COURSE:
        found[Section.ACTIVITY] = {"course_name": "Inclusive Classrooms"}
    if stay.title == "Fællesskaber i Porto":
        found[Section.MONEY] = {"language_participants": 1, "fewer_opportunities": 1, "inclusion_costs": Decimal(400)}
    return {Section.HOST: found[Section.HOST]} if stay.state == State.DRAFT and stay.writer != "jonas" else found


def _through_the_gate(mobility: Mobility, stay: Stay, world: World, writer: Actor, begun: datetime, today: date) -> Mobility:
    first = _morning(today + timedelta(days=stay.begins))
    last = first + timedelta(days=stay.days - 1)
    leader, office = _leader(stay, world), world.actor("mette" if "mette" not in stay.people else "anders")
    chief = world.actor("ingrid")
    nearest = leader if leader and leader.user and stay.writer != "birgit" and "birgit" not in stay.people else chief
    days = timedelta(days=1)
    mobility = proposing.propose(mobility=mobility, nobody_recognised=True, by=writer, now=begun + days)
    if stay.state == State.SENT_BACK:
        return deciding.send_back(mobility=mobility, note=stay.note, by=nearest, now=begun + 2 * days)
    reached = _STEPS.index(stay.state) if stay.state in _STEPS else 1
    acts = [
        lambda one: deciding.endorse(mobility=one, by=nearest, now=begun + 2 * days),
        lambda one: deciding.approve(mobility=one, is_checked=True, by=office, now=begun + 3 * days),
        lambda one: deciding.clear(
            mobility=mobility_papers.settle(one, Phase.BEFORE, by=writer, office=office, now=begun + 4 * days),
            by=office,
            now=max(begun + 4 * days, first - 22 * days),
        ),
        lambda one: homecoming.take_notes(deciding.depart(mobility=one, by=writer, now=first), writer, first),
        lambda one: deciding.come_home(mobility=one, by=writer, now=last + days),
        lambda one: deciding.report(mobility=homecoming.write_report(one, writer, last + 19 * days), by=writer, now=last + 20 * days),
        lambda one: homecoming.publish_result(
            deciding.complete(
                mobility=mobility_papers.settle(one, Phase.LAST_DAY, Phase.AFTER, by=writer, office=office, now=last + 21 * days),
                by=office,
                now=last + 30 * days,
            ),
            office,
            last + 31 * days,
        ),
    ]
    for act in acts[:reached]:
        mobility = act(mobility)
    if stay.state == State.APPROVED:
        mobility_papers.begin(mobility, by=writer, office=office, now=begun + 4 * days)
    if stay.state == State.HOME:
        homecoming.begin_report(mobility, writer, last + 2 * days)
    if stay.state == State.REJECTED:
        return deciding.reject(mobility=mobility, note=stay.note, by=office, now=begun + 3 * days)
    if stay.state == State.CANCELLED:
        return deciding.cancel(mobility=mobility, note=stay.note, is_force_majeure=True, by=office, now=begun + 3 * days)
    return mobility


def _leader(stay: Stay, world: World) -> Actor | None:
    """The leader of the school that sends."""
    keys = {_HASSEL: "birgit", _BOEG: "rikke", _VIBE: "klaus"}
    return world.actor(keys[stay.school], at=world.schools[stay.school]) if stay.school else None
