"""Where everybody begins with Erasmus+: the administration's overview, a school's own page, and what neither may give away."""

import io
from collections import Counter
from datetime import timedelta
from decimal import Decimal
from itertools import cycle

import pytest
from django.urls import reverse
from django.utils import timezone
from openpyxl import load_workbook

from partners.mobilities.budget import Bound
from partners.mobilities.choices import COMMITTED_STATES, ENDED_STATES, State
from partners.mobilities.granting import thawed
from partners.mobilities.models import Mobility, Participant
from partners.models import AccreditationPerson
from partners.queries.projects import money_of
from portal.home.overviews.consortium.overview import ConsortiumOverview
from tests.factories import consortium as make
from tests.factories import people, places, trials
from tests.support.pages import check_page

pytestmark = pytest.mark.django_db
START = "home:consortium"


@pytest.fixture
def here():
    return places.municipality("Egsted")


@pytest.fixture
def consultant(here):
    return people.actor("consultant", here)


@pytest.fixture
def accreditation(here):
    return make.accreditation(at=here)


@pytest.fixture
def project(accreditation):
    return make.project(accreditation)


def read(client) -> str:
    response = client.get(reverse(START))
    assert response.status_code == 200
    check_page(response.content)
    return response.content.decode()


def overview(accreditation, actor) -> ConsortiumOverview:
    return ConsortiumOverview(accreditation, actor, timezone.now())


def rows(table) -> dict[str, list]:
    return {str(row.label): list(row.cells) for row in table.rows}


@pytest.mark.parametrize(("who", "words"), [("consultant", "Skriv akkrediteringen op"), ("school_leader", "Her kommer konsortiet")])
def test_without_an_accreditation_it_says_how_to_begin(sign_in, here, who, words):
    place = here if who == "consultant" else places.school(at=here)
    assert words in read(sign_in(people.actor(who, place)))


def test_targets_stand_beside_what_is_on_the_way_and_done(here, accreditation, project, consultant):
    for state in (State.PROPOSED, State.APPROVED, State.HOME, State.DRAFT, State.CANCELLED):
        make.mobility(at=here, of=project, state=state)
    (part,) = overview(accreditation, consultant).parts
    assert rows(part.targets) == {"Jobskygning": [10, None, None, 2, 1]}
    assert part.targets.totals.cells == [10, None, None, 2, 1]
    assert not part.targets.tracks and "færre end fem" in str(part.targets.unseen)


def test_money_is_granted_committed_used_and_left(here, accreditation, project, consultant):
    make.mobility(at=here, of=project, state=State.APPROVED)
    make.mobility(at=here, of=project, state=State.COMPLETED, used_total=Decimal(800))
    make.mobility(at=here, of=project, state=State.HOME)
    (part,) = overview(accreditation, consultant).parts
    assert rows(part.budget) == {"Bevilget": [100_000], "Givet til godkendte ophold": [3000], "Brugt": [1800], "Tilbage at give": [97_000]}
    assert (money_of(project).committed, money_of(project).used) == (3000, 1800)


def test_each_category_has_its_budget_and_what_was_given_and_used_of_it(here, accreditation, project, consultant):
    (part,) = overview(accreditation, consultant).parts
    assert rows(part.categories) == {"Rejse": [100_000, 0, 0, 100_000]}
    assert part.categories.sentence == "Der er ikke givet mere end budgettet i nogen kategori."
    lines = [
        {"category": "travel", "quantity": 2, "unit_amount": "309", "rule": "", "source": "", "is_confirmed": False},
        {"category": "individual", "quantity": 7, "unit_amount": "172.50", "rule": "", "source": "", "is_confirmed": False},
    ]
    for state in (State.APPROVED, State.COMPLETED, State.CANCELLED, State.PROPOSED):
        make.mobility(at=here, of=project, state=state, grant={"lines": lines, "total": "1825.50"})
    make.mobility(
        at=here, of=make.project(accreditation, state="closed"), state=State.COMPLETED, grant={"lines": lines, "total": "1825.50"}
    )
    (part,) = overview(accreditation, consultant).parts
    assert rows(part.categories) == {"Rejse": [100_000, 1236, 618, 98_764], "Opholdsstøtte": [0, 2415, 1208, -2415]}
    assert part.categories.totals.cells == [100_000, 3651, 1826, 96_349]
    assert part.categories.sentence.startswith("Der er givet mere end budgettet til Opholdsstøtte.")
    assert part.categories.tracks[0].words == "100.000 euro, 1.236 euro givet, 618 euro til gennemførte ophold"


@pytest.mark.parametrize(
    ("coming", "home", "shown"),
    [(0, 4, [None, None]), (0, 6, [None, None]), (4, 5, [None, None]), (5, 5, [5, 5]), (5, 8, [5, 8])],
)
def test_how_many_people_travel_is_withheld_under_five(here, accreditation, project, consultant, coming, home, shown):
    for state, number in ((State.APPROVED, coming), (State.HOME, home)):
        if number:
            journey = make.mobility(at=here, of=project, state=state)
            Participant.objects.bulk_create([Participant(mobility=journey, name=f"Person {at}") for at in range(number - 1)])
    (part,) = overview(accreditation, consultant).parts
    assert rows(part.targets)["Jobskygning"][1:3] == shown


def test_pupils_count_as_participants_and_those_who_accompany_do_not(here, accreditation, project, consultant):
    journey = make.mobility(at=here, of=project, state=State.HOME, activity="pupil_group", pupils=20)
    journey.participants.update(kind="accompanying")
    coming = make.mobility(at=here, of=project, state=State.APPROVED, activity="pupil_group", pupils=12)
    coming.participants.update(kind="accompanying")
    (part,) = overview(accreditation, consultant).parts
    assert rows(part.targets)["Gruppeophold for elever"] == [0, 12, 20, 1, 1]
    assert "12 på vej" in part.targets.tracks[1].words


def test_objectives_stand_beside_journeys_and_trial_actions(here, accreditation, project, consultant):
    used, unused = make.objective(accreditation, "Flere i fællesskabet"), make.objective(accreditation, "Overgange")
    journey = make.mobility(at=here, of=project, objective=used, state=State.HOME)
    version = trials.draft(at=places.school(at=here))
    version.trial.origin = journey
    version.trial.save()
    table = overview(accreditation, consultant).objectives_table
    assert rows(table) == {"1. Flere i fællesskabet": [0, 1, 1], "2. Overgange": [0, 0, 0]}
    assert "”Overgange”" in table.sentence
    assert str(unused) == "2. Overgange"


def test_schools_stand_beside_what_they_wished_got_and_made(here, accreditation, project, consultant):
    school, quiet = places.school("Bøgestenskolen", at=here), places.school("Åskolen", at=here)
    department = places.school("Afdelingen", at=here, parent=school)
    for member in (school, quiet):
        make.membership(project, member)
    grant_round = make.grant_round(accreditation, call=2026, state="requested", project=project)
    make.wish(grant_round, school=school, places=3, given_places=2, given_reason="x")
    make.mobility(at=department, of=project, state=State.HOME)
    make.mobility(at=here, of=project, state=State.APPROVED)
    table = overview(accreditation, consultant).schools_table
    assert rows(table) == {"Bøgestenskolen": [3, 2, 0, 1], "Åskolen": [0, 0, 0, 0], "Forvaltningen": [0, 0, 1, 0]}
    assert table.sentence == "Åskolen har ikke haft ophold endnu."


def test_what_is_counted_in_the_database_is_what_the_journeys_add_up_to(here, accreditation, project, consultant):
    """Every figure beside a plain sum over the journeys one by one."""
    school = places.school(at=here)
    department = places.school(at=here, parent=school)
    aims = [make.objective(accreditation), make.objective(accreditation)]
    line = {"category": "travel", "rule": "", "source": "", "is_confirmed": False}
    projects = [project, make.project(accreditation, call=2025), make.project(accreditation, call=2024, state="closed")]
    chances = zip(cycle([here, school, department]), cycle(projects), cycle([*State.values] * 2), cycle(aims), range(60), strict=False)
    for at, of, state, aim, number in chances:
        lines = [
            {**line, "quantity": number, "unit_amount": "12.50"},
            {**line, "category": "individual", "quantity": 2, "unit_amount": "3"},
        ]
        granted = {"grant": {"lines": lines}, "grant_total": Decimal(number)} if state in COMMITTED_STATES else {}
        granted |= {"used_total": Decimal(number) / 2} if number % 4 == 0 else {}
        made = make.mobility(at=at, of=of, state=state, objective=aim, pupils=number % 3, **granted)
        kinds = ["participant", "accompanying"][: number % 3]
        Participant.objects.bulk_create([Participant(mobility=made, name="En til", kind=kind) for kind in kinds])
    sent = [one for one in Mobility.objects.all() if one.state not in {State.DRAFT, *ENDED_STATES}]
    running = [one for one in sent if one.project in projects[:2]]
    found = overview(accreditation, consultant).counts

    def added(journeys, key, amount=lambda one: 1) -> Counter:
        total: Counter = Counter()
        for one in journeys:
            total[key(one)] += amount(one)
        return total

    def by_activity(one) -> tuple:
        return one.project_id, one.activity, one.has_come_home

    assert found.journeys == added(running, by_activity)
    assert found.travellers == added(running, by_activity, lambda one: one.pupils + one.participants.filter(kind="participant").count())
    assert found.by_objective == added(sent, lambda one: (one.objective_id, one.has_come_home))
    assert found.by_school == added(sent, lambda one: ((one.school.parent_id or one.school_id) if one.school else 0, one.has_come_home))
    for of in projects[:2]:
        approved = [one for one in running if one.project == of and one.state in COMMITTED_STATES]
        home = [one for one in approved if one.has_come_home]
        used = sum(one.grant_total if one.used_total is None else one.used_total for one in home)
        assert found.money[of.pk] == (sum(one.grant_total for one in approved), used)
        for category in ("travel", "individual"):
            given, made = (sum(thawed(one.grant).of(category) for one in journeys) for journeys in (approved, home))
            assert found.bound[of.pk, category] == Bound(given, made)


def test_departures_ahead_come_nearest_first_with_what_is_missing(here, accreditation, project, consultant):
    today = timezone.localdate()

    def leaving(days: int, state: str):
        first = today + timedelta(days=days)
        return make.mobility(at=here, of=project, state=state, starts_on=first, ends_on=first + timedelta(days=4))

    later, soon = leaving(40, State.APPROVED), leaving(3, State.APPROVED)
    leaving(120, State.APPROVED)
    leaving(3, State.CANCELLED)
    leaving(3, State.PROPOSED)
    found = overview(accreditation, consultant).departures
    assert [departure.mobility for departure in found] == [soon, later]
    assert all(departure.missing for departure in found)


def test_what_waits_is_said_with_where_to_do_it(here, accreditation, project, consultant):
    make.membership(project, places.school("Bøgestenskolen", at=here))
    make.grant_round(accreditation, state="ranking")
    words = [concern.words for concern in overview(accreditation, consultant).concerns]
    assert words == [
        "Akkrediteringen hænger på én person. Peg på én til.",
        "Bøgestenskolen har færre end to ansvarlige i projekt 2026.",
        "Bøgestenskolen mangler at underskrive tiltrædelseserklæringen til projekt 2026.",
        "Ønskerne til 2027 venter på næste skridt.",
        "Satserne for 2026 er ikke bekræftet.",
        "Listen over dokumenter for 2026 er ikke bekræftet.",
    ]


def test_a_table_is_a_file_too(sign_in, here, accreditation, project, consultant):
    make.mobility(at=here, of=project, state=State.HOME)
    client = sign_in(consultant)
    read(client)
    by_category = (f"kategorier-{project.pk}", ("Kategori", "Budget i euro"))
    for key, heads in ((f"penge-{project.pk}", ("Beløb", "Euro")), by_category, ("skoler", ("Skole", "Pladser ønsket"))):
        response = client.get(reverse(START), {"tabel": key, "fil": "xlsx"})
        book = load_workbook(io.BytesIO(b"".join(response.streaming_content)))
        assert next(book.active.values)[:2] == heads
    assert client.get(reverse(START), {"tabel": "vrøvl", "fil": "xlsx"}).status_code == 404


@pytest.mark.parametrize("rows", [1, 3])
def test_the_overview_asks_as_often_for_three_of_everything_as_for_one(
    sign_in, django_assert_num_queries, here, accreditation, project, consultant, rows
):
    for _row in range(rows):
        school = places.school(at=here)
        make.membership(project, school)
        make.mobility(at=school, of=project, state=State.HOME, objective=make.objective(accreditation))
    client = sign_in(consultant)
    client.get(reverse(START))
    with django_assert_num_queries(25):
        client.get(reverse(START))


def test_a_school_meets_its_own_membership_wishes_and_the_open_round(sign_in, here, accreditation, project):
    school, other = places.school("Bøgestenskolen", at=here), places.school("Den anden skole", at=here)
    leader = people.actor("school_leader", school)
    AccreditationPerson.objects.create(accreditation=accreditation, user=people.user("Mette Holt"), task="Partnere")
    make.objective(accreditation, "Flere i fællesskabet")
    make.membership(project, school, leader.user)
    make.membership(project, other)
    opened = make.grant_round(accreditation)
    make.wish(opened, school=school)
    page = read(sign_in(leader))
    for words in ("Flere i fællesskabet", "Mette Holt", "Kun én ansvarlig", "Hvad ønsker I til 2027", "2 pladser ønsket"):
        assert words in page
    assert "Den anden skole" not in page
    assert "Tilbage at give" not in page


@pytest.mark.parametrize(
    ("kind", "has_it"), [("contributor", True), ("school_leader", True), ("ppr", True), ("editor", True), ("system_administrator", False)]
)
def test_the_menu_has_erasmus_for_those_it_concerns(sign_in, here, kind, has_it):
    place = places.school(at=here) if kind in {"contributor", "school_leader"} else here
    page = sign_in(people.actor(kind, place)).get(reverse("home:about")).content.decode()
    assert (f'href="{reverse(START)}"' in page) is has_it
