"""An accreditation with a plan, a project, partners abroad, and mobilities in any state."""

import itertools
from datetime import UTC, date, datetime
from decimal import Decimal

from partners.grants.choices import Activity, Category
from partners.mobilities.choices import COMMITTED_STATES, Company, State
from partners.mobilities.models import Mobility, Participant
from partners.models import (
    Accreditation,
    BudgetLine,
    ConsortiumMembership,
    GrantRound,
    MemberPerson,
    Objective,
    PartnerOrganisation,
    Plan,
    Project,
    Target,
    Wish,
    Wording,
)
from portal.files.models import StoredFile
from schools.models import Municipality, School
from tests.factories import people, places

_numbers = itertools.count(1)
NOW = datetime(2026, 11, 2, 9, 30, tzinfo=UTC)


def accreditation(*, at: Municipality | None = None, **fields) -> Accreditation:
    number = next(_numbers)
    values = {
        "code": f"2021-1-DK01-KA120-SCH-{number:09}",
        "oid": f"E{number:08}",
        "starts_on": date(2021, 3, 1),
        "ends_on": date(2027, 12, 31),
    }
    return Accreditation.objects.create(municipality=at or places.municipality(), **{**values, **fields})


def objective(given: Accreditation, title: str = "Flere børn i fællesskabet") -> Objective:
    """An objective with its wording in the plan that holds (made when there is none)."""
    plan, _made = Plan.objects.get_or_create(
        accreditation=given, state="current", defaults={"number": 1, "adopted_at": NOW, "adopted_by": people.user()}
    )
    made = Objective.objects.create(accreditation=given)
    Wording.objects.create(plan=plan, objective=made, position=plan.wordings.count() + 1, title=title)
    return made


def project(given: Accreditation | None = None, *, grant: int = 100_000, **fields) -> Project:
    number = next(_numbers)
    values = {
        "code": f"2026-1-DK01-KA121-SCH-{number:09}",
        "call": 2026,
        "starts_on": date(2026, 6, 1),
        "ends_on": date(2027, 8, 31),
    }
    made = Project.objects.create(accreditation=given or accreditation(), grant=Decimal(grant), **{**values, **fields})
    BudgetLine.objects.create(project=made, category=Category.TRAVEL, amount=Decimal(grant))
    Target.objects.create(project=made, activity=Activity.SHADOWING, participants=10, days=50)
    return made


def partner(*, at: Municipality, name: str = "", **fields) -> PartnerOrganisation:
    number = next(_numbers)
    values = {"kind": "school", "country": "NL", "city": "Utrecht", "created_by": fields.pop("created_by", None) or people.user()}
    return PartnerOrganisation.objects.create(
        municipality=at, name=name or f"De Linde {number}", created_at=NOW, changed_at=NOW, **{**values, **fields}
    )


def mobility(*, at: School | Municipality, by=None, state: str = State.DRAFT, of: Project | None = None, **fields) -> Mobility:
    """A job shadowing of one person that nothing is missing from; past proposal it has an ID, past approval a grant of 1 000 EUR."""
    school = at if isinstance(at, School) else None
    municipality = at.municipality if isinstance(at, School) else at
    who = by or people.user()
    chosen = of or project(Accreditation.objects.filter(municipality=municipality).first() or accreditation(at=municipality))
    number = next(_numbers)
    values = {
        "title": "Fælles undervisning i Utrecht",
        "activity": Activity.SHADOWING,
        "host": fields.pop("host", None) or partner(at=municipality),
        "starts_on": date(2027, 3, 1),
        "ends_on": date(2027, 3, 5),
        "days": 5,
        "travel_days": 2,
        "km": 700,
        "company": Company.ALONE,
        "objective": fields.pop("objective", None) or objective(chosen.accreditation),
        "how_it_serves": "Vi ser, hvordan to voksne deler en klasse.",
        "expected_learning": "At lægge timer sammen.",
        "programme": "Mandag til fredag følger vi 4. årgang.",
        "sharing": "På et møde for hele skolen.",
        "created_at": NOW,
        "created_by": who,
        "changed_at": NOW,
        "changed_by": who,
    }
    if state != State.DRAFT:
        values |= {"number": f"2026-SHADO-{number:04}-{chosen.short_code}", "proposed_at": NOW, "proposed_by": who}
    if state in COMMITTED_STATES:
        approver = people.user()
        values |= {"grant": {"lines": []}, "grant_total": Decimal(1000), "endorsed_at": NOW, "endorsed_by": approver}
        values |= {"approved_at": NOW, "approved_by": approver}
    made = Mobility.objects.create(municipality=municipality, school=school, project=chosen, state=state, **{**values, **fields})
    made.writers.add(who)
    Participant.objects.create(mobility=made, user=who, name=who.name or "Person", title="Lærer")
    return made


def membership(of: Project, school: School, *users, signed_file: StoredFile | None = None, **fields) -> ConsortiumMembership:
    """A member with its responsible people; with a file its accession form is signed."""
    signed = {"accession": "signed", "signed_on": date(2026, 5, 1), "signed_file": signed_file} if signed_file else {}
    made = ConsortiumMembership.objects.create(project=of, school=school, joined_on=of.starts_on, **{**signed, **fields})
    MemberPerson.objects.bulk_create([MemberPerson(membership=made, user=user) for user in users])
    return made


def grant_round(given: Accreditation, **fields) -> GrantRound:
    """An open round with two criteria and a deadline far ahead."""
    values = {"call": 2027, "deadline": date(2030, 1, 31), "criteria": ["Tjener et mål", "Skolen har ikke rejst før"], "created_at": NOW}
    return GrantRound.objects.create(
        accreditation=given, created_by=fields.pop("created_by", None) or people.user(), **{**values, **fields}
    )


def wish(of: GrantRound, *, school: School | None, **fields) -> Wish:
    """A wish for two places in a job shadowing."""
    values = {"activity": Activity.SHADOWING, "places": 2, "days": 5, "reason": "Vi vil se to voksne dele en klasse.", "changed_at": NOW}
    return Wish.objects.create(round=of, school=school, written_by=fields.pop("written_by", None) or people.user(), **{**values, **fields})
