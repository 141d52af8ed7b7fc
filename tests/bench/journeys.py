"""Fills an empty portal with a consortium: eight projects, their mobilities with people, documents and reports. Rows by the thousand at once."""

from collections.abc import Iterator
from datetime import date, datetime, timedelta
from decimal import Decimal
from itertools import cycle, islice

from django.db import connection
from django.utils import timezone

from partners.choices import ProjectState
from partners.grants.choices import Activity
from partners.mobilities.choices import COMMITTED_STATES, TRAVELLED_STATES, Company, PaperState, Phase, State
from partners.mobilities.models import Evaluation, Mobility, Paper, Participant, ParticipantReport, Report
from partners.mobilities.papers.needed import papers_of
from partners.models import Objective, PartnerOrganisation, Project
from portal.files.models import StoredFile
from schools.models import School
from tests.factories import consortium, homecoming, people, places
from tests.factories import trials as make
from trials.models import TrialAction

COLLEAGUE = "kollega@konsortium.invalid"
# A project begins each year and lasts two at most: three can run at once.
PROJECTS, RUNNING, SCHOOLS, HOSTS, PHOTOS, ACTIONS = 8, 3, 40, 60, 12, 40
TRAVELLED = 64  # of a hundred; the others are everywhere else on the path
ELSEWHERE = [
    *[State.APPROVED] * 8,
    *[State.CANCELLED] * 4,
    *[State.CLEARED] * 4,
    *[State.PROPOSED] * 4,
    *[State.ENDORSED] * 2,
    *[State.SENT_BACK] * 2,
    *[State.REJECTED] * 2,
    *[State.DRAFT] * 2,
    State.UNDER_WAY,
]
HOME = [*[State.COMPLETED] * 8, State.HOME, State.REPORTED]
ACTIVITIES = [Activity.SHADOWING, Activity.SHADOWING, Activity.COURSE, Activity.TEACHING]
CODES = {Activity.SHADOWING: "SHADO", Activity.COURSE: "COURS", Activity.TEACHING: "TEACH"}
COUNTRIES = ["NL", "SE", "NO", "FI", "DE", "ES", "IT", "PT", "CY", "PL", "IE", "BE"]
LINES = [
    {"category": "travel", "quantity": 2, "unit_amount": "309", "rule": "Rejse, 500–1.999 km", "source": "", "is_confirmed": False},
    {"category": "individual", "quantity": 14, "unit_amount": "172", "rule": "Ophold, 7 dage", "source": "", "is_confirmed": False},
    {"category": "organisation", "quantity": 2, "unit_amount": "350", "rule": "Organisation", "source": "", "is_confirmed": False},
]
STORY = "Vi fulgte fire klasser i en uge og så, hvordan to voksne deler timen, så støtten bliver i klassen. "


def fill(count: int) -> None:
    """Fill the database with so many mobilities, and a draft of the first project's report."""
    now = timezone.now()
    here = places.municipality("Egsted")
    schools = [places.school(f"Skole {number:02}", at=here) for number in range(SCHOOLS)]
    consultant = people.role("consultant", here, who=people.user("Vibeke Ravn", email="konsulent@maaling.invalid")).user
    leader = people.role("school_leader", schools[0], who=people.user("Lone Ege", email="leder@maaling.invalid")).user
    # The consultant writes every proposal and so decides on none: they wait for colleagues.
    people.role("consultant", here, who=people.user("Hanne Lund", email=COLLEAGUE))
    copy = StoredFile.objects.create(
        file="uploads/kopi.pdf", sha256="0" * 64, media_type="application/pdf", size=1, original_name="kopi.pdf", uploaded_at=now
    )
    held = consortium.accreditation(at=here)
    aims = [consortium.objective(held, f"Mål nr. {number}") for number in range(1, 6)]
    projects = [
        consortium.project(
            held, grant=4_000_000, call=2026 - number, state=ProjectState.RUNNING if number < RUNNING else ProjectState.CLOSED
        )
        for number in range(PROJECTS)
    ]
    for project in projects:
        for school in schools:
            consortium.membership(project, school, consultant, leader, signed_file=copy)
    hosts = [
        consortium.partner(at=here, name=f"Partner {number:02}", country=country, created_by=consultant)
        for number, country in zip(range(HOSTS), cycle(COUNTRIES), strict=False)
    ]
    rows = _Rows(schools, hosts, aims, copy, consultant, now)
    for number, project in enumerate(projects):
        rows.add(project, count // PROJECTS + (number < count % PROJECTS))
    rows.store()
    _report(projects[0], consultant, now)
    with connection.cursor() as cursor:
        cursor.execute("VACUUM (ANALYZE)")


class _Rows:
    """Everything in memory first, then table by table."""

    def __init__(
        self,
        schools: list[School],
        hosts: list[PartnerOrganisation],
        aims: list[Objective],
        copy: StoredFile,
        person: people.User,
        now: datetime,
    ) -> None:
        self.schools, self.hosts, self.aims, self.person, self.now = cycle(schools), cycle(hosts), cycle(aims), person, now
        self.copy = copy
        self.today = timezone.localdate(now)
        self.stamps = {"created_at": now, "created_by": person, "changed_at": now, "changed_by": person}
        self.mobilities: list[Mobility] = []

    def add(self, project: Project, count: int) -> None:
        """In a project that runs people are everywhere on the path; in one that is closed they came home, or it came to nothing."""
        home = count * TRAVELLED // 100
        is_running = project.state == ProjectState.RUNNING
        at_home, elsewhere = (HOME, ELSEWHERE) if is_running else ([State.COMPLETED], [*[State.COMPLETED] * 3, State.CANCELLED])
        states = [*islice(cycle(at_home), home), *islice(cycle(elsewhere), count - home)]
        for number, (state, activity) in enumerate(zip(states, cycle(ACTIVITIES), strict=False), start=1):
            self.mobilities.append(self._mobility(project, number, state, activity))

    def _mobility(self, project: Project, number: int, state: State, activity: Activity) -> Mobility:
        school, first = next(self.schools), self._first_day(state, number)
        steps = ["proposed"] if state != State.DRAFT else []
        steps += ["endorsed", "approved"] if state in COMMITTED_STATES else []
        committed = {"grant": {"lines": LINES}, "grant_total": Decimal(3726)} if state in COMMITTED_STATES else {}
        stamps = {f"{step}_at": self.now for step in steps} | {f"{step}_by": self.person for step in steps}
        return Mobility(
            municipality_id=school.municipality_id,
            school=school,
            project=project,
            number=f"{project.call}-{CODES[activity]}-{number:04}-{project.short_code}" if state != State.DRAFT else None,
            state=state,
            title=f"Fælles undervisning nr. {number}",
            activity=activity,
            course_name="Inclusive classrooms" if activity == Activity.COURSE else "",
            host=next(self.hosts),
            starts_on=first,
            ends_on=first + timedelta(days=4),
            days=5,
            travel_days=2,
            km=700,
            company=Company.PAIR,
            objective=next(self.aims),
            how_it_serves=STORY * 3,
            expected_learning=STORY * 2,
            programme=STORY * 4,
            sharing=STORY,
            used_total=Decimal(3500) if state == State.COMPLETED else None,
            **committed,
            **stamps,
            **self.stamps,
        )

    def _first_day(self, state: State, number: int) -> date:
        if state in TRAVELLED_STATES:
            return self.today - timedelta(days=10 + number % 360)
        return self.today - timedelta(days=1) if state == State.UNDER_WAY else self.today + timedelta(days=1 + number % 200)

    def store(self) -> None:
        Mobility.objects.bulk_create(self.mobilities, batch_size=1000)
        writers = [Mobility.writers.through(mobility=mobility, user=self.person) for mobility in self.mobilities]
        Mobility.writers.through.objects.bulk_create(writers, batch_size=5000)
        reports = {mobility.pk: self._told(mobility) for mobility in self.mobilities if mobility.state in TRAVELLED_STATES}
        ParticipantReport.objects.bulk_create(reports.values(), batch_size=1000)
        travellers = [
            Participant(mobility=mobility, name=f"{name} {mobility.pk}", title="Lærer", report=reports.get(mobility.pk), position=at)
            for mobility in self.mobilities
            for at, name in enumerate(("Anna Holm", "Bo Lind"))
        ]
        Participant.objects.bulk_create(travellers, batch_size=2000)
        evaluations = [
            Evaluation(mobility_id=pk, hosting=STORY, would_return="yes", changed_at=self.now, changed_by=self.person) for pk in reports
        ]
        Evaluation.objects.bulk_create(evaluations, batch_size=2000)
        Paper.objects.bulk_create(self._papers(travellers), batch_size=2000)

    def _told(self, mobility: Mobility) -> ParticipantReport:
        texts = {name: f"{text} {STORY * 2}" if isinstance(text, str) else text for name, text in homecoming.TEXTS.items()}
        return ParticipantReport(mobility=mobility, **texts, **self.stamps)

    def _papers(self, travellers: list[Participant]) -> Iterator[Paper]:
        """All approved where people are home; on the way every second one is still missing."""
        by_mobility: dict[int, list[Participant]] = {}
        for person in travellers:
            by_mobility.setdefault(person.mobility_id, []).append(person)
        approved = {"state": PaperState.APPROVED, "upload": self.copy, "signed_at": self.now, "decided_at": self.now}
        approved |= {"signed_by": self.person, "decided_by": self.person}
        for mobility in self.mobilities:
            if mobility.state in COMMITTED_STATES:
                for rule in papers_of(mobility.project.call).needed(mobility.activity, is_green=False):
                    for at, person in enumerate(by_mobility[mobility.pk] if rule.per_participant else [None]):
                        is_there = mobility.state == State.COMPLETED or (rule.phase == Phase.BEFORE and mobility.state != State.APPROVED)
                        yield Paper(
                            mobility=mobility,
                            participant=person,
                            kind=rule.kind,
                            phase=rule.phase,
                            signers=list(rule.signers),
                            is_compulsory=rule.is_compulsory,
                            **(approved if is_there or (rule.phase == Phase.BEFORE and at) else {}),
                        )


def _report(project: Project, person: people.User, now: datetime) -> None:
    """A draft with every text, photos, and trial actions that came of the journeys."""
    home = list(Mobility.objects.filter(project=project, state=State.COMPLETED).order_by("pk")[: max(PHOTOS, ACTIONS)])
    for mobility in home[:PHOTOS]:
        homecoming.photo(homecoming.note(mobility, by=person))
    for mobility in home[:ACTIONS]:
        trial = make.published(at=mobility.school).trial
        TrialAction.objects.filter(pk=trial.pk).update(origin=mobility)
    keys = ("intro", "achieved", "objectives", "learned", "sharing", "obstacles", "next")
    texts = dict.fromkeys(keys, f"{STORY * 6}\n\n{STORY * 6}")
    stamps = {"created_at": now, "created_by": person, "changed_at": now, "changed_by": person}
    place = {"municipality": project.accreditation.municipality, "project": project}
    Report.objects.create(kind="project", title="Projektrapport til måling", texts=texts, **place, **stamps)
