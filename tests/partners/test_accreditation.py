"""The accreditation: what it says, who is responsible, how it stands, and what is handed over."""

import io
from datetime import date
from decimal import Decimal

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.urls import reverse
from PIL import Image

from partners.models import Accreditation, AccreditationPerson, Circle, ConsortiumMembership, ExclusionRate, MemberPerson
from partners.queries.accreditation import schools_by_rate
from partners.school_years import read_school_year, school_year_on
from partners.services.accreditation import hand_over, put_people, step
from portal.notices.models import Notice
from portal.workflow.gate import Incomplete, NoteMissing, Refused, WrongState
from portal.workflow.models import LogEntry
from tests.factories import consortium as make
from tests.factories import people, places
from tests.support.pages import check_page

pytestmark = pytest.mark.django_db

WRITTEN = {
    "code": "2021-1-DK01-KA120-SCH-000000777",
    "oid": "E10000777",
    "starts_on": "2021-03-01",
    "ends_on": "2027-12-31",
    "state": "valid",
}


@pytest.fixture
def here():
    return places.municipality("Egsted")


@pytest.fixture
def consultant(here):
    return people.actor("consultant", here)


def read(client, name: str, *args) -> str:
    response = client.get(reverse(name, args=args))
    assert response.status_code == 200
    check_page(response.content)
    return response.content.decode()


def test_it_begins_with_what_the_letter_says(sign_in, here, consultant):
    client = sign_in(consultant)
    assert "ingen akkreditering" in read(client, "partners:accreditation")
    response = client.post(reverse("partners:write_accreditation"), WRITTEN)
    assert response.url == reverse("partners:accreditation")
    made = Accreditation.objects.get()
    assert (made.municipality, made.state, made.oid) == (here, "valid", "E10000777")
    assert "Kun én ansvarlig" in read(client, "partners:accreditation")


@pytest.mark.parametrize(
    ("wrong", "field"),
    [({"oid": "E1"}, "oid"), ({"ends_on": "2020-01-01"}, "ends_on"), ({"code": ""}, "code"), ({"starts_on": "x"}, "starts_on")],
)
def test_what_is_wrong_is_said_beside_the_field(sign_in, consultant, wrong, field):
    page = sign_in(consultant).post(reverse("partners:write_accreditation"), {**WRITTEN, **wrong})
    assert list(page.context["form"].errors) == [field]
    check_page(page.content)


def test_a_code_that_is_taken_is_refused_in_words(sign_in, consultant):
    make.accreditation(code=WRITTEN["code"])
    page = sign_in(consultant).post(reverse("partners:write_accreditation"), WRITTEN)
    assert "bruges allerede" in page.context["form"].non_field_errors()[0]


@pytest.mark.parametrize(
    ("state", "act", "target"),
    [
        ("applied", "grant", "valid"),
        ("valid", "suspend", "suspended"),
        ("suspended", "resume", "valid"),
        ("valid", "end", "ended"),
        ("suspended", "end", "ended"),
        ("ended", "resume", WrongState),
        ("applied", "end", WrongState),
    ],
)
def test_how_it_stands_goes_through_the_gate(here, consultant, state, act, target):
    accreditation = make.accreditation(at=here, state=state)
    if isinstance(target, str):
        assert step(accreditation=accreditation, act=act, note="Se brevet.", by=consultant, now=make.NOW).state == target
        assert LogEntry.objects.get().act == f"accreditations.{act}"
    else:
        with pytest.raises(target):
            step(accreditation=accreditation, act=act, note="Se brevet.", by=consultant, now=make.NOW)


def test_ending_takes_a_reason_and_only_one_holds(here, consultant):
    valid, applied = make.accreditation(at=here), make.accreditation(at=here, state="applied")
    with pytest.raises(NoteMissing):
        step(accreditation=valid, act="end", note=" ", by=consultant, now=make.NOW)
    with pytest.raises(Incomplete):
        step(accreditation=applied, act="grant", note="", by=consultant, now=make.NOW)


def test_two_are_responsible_or_it_says_that_it_depends_on_one(sign_in, here, consultant):
    make.accreditation(at=here)
    head = people.actor("head", here)
    client = sign_in(consultant)
    rows = {"person-TOTAL_FORMS": "2", "person-INITIAL_FORMS": "0", "person-0-user": consultant.user.pk, "person-0-task": "Økonomi"}
    client.post(reverse("partners:accreditation_people"), {**rows, "person-1-user": head.user.pk})
    assert {person.user: person.task for person in AccreditationPerson.objects.all()} == {consultant.user: "Økonomi", head.user: ""}
    assert "Kun én ansvarlig" not in read(client, "partners:accreditation")
    read(client, "partners:accreditation_people")


def test_only_the_administration_and_ppr_are_responsible(here, consultant):
    accreditation, teacher = make.accreditation(at=here), people.role("contributor", places.school(at=here))
    with pytest.raises(Refused):
        put_people(accreditation=accreditation, people=[(teacher.user, "")], by=consultant, now=make.NOW)


def test_documents_are_for_the_administration(sign_in, here, consultant):
    make.accreditation(at=here)
    client = sign_in(consultant)
    client.post(reverse("partners:add_file"), {"title": "Brevet", "file": SimpleUploadedFile("brev.png", _png())})
    page = read(client, "partners:accreditation")
    assert "Brevet" in page
    file = Accreditation.objects.get().files.get()
    assert b"".join(client.get(reverse("partners:file", args=[file.pk])).streaming_content).startswith(b"\x89PNG")
    assert "Brevet" not in read(sign_in(people.actor("school_leader", places.school(at=here))), "partners:accreditation")
    sign_in(consultant).post(reverse("partners:remove_file", args=[file.pk]))
    assert not Accreditation.objects.get().files.exists()


def _png() -> bytes:
    content = io.BytesIO()
    Image.new("RGB", (4, 4), "white").save(content, "PNG")
    return content.getvalue()


def test_everything_is_handed_over_in_one_act(here, consultant):
    school = places.school(at=here)
    accreditation = make.accreditation(at=here)
    member = ConsortiumMembership.objects.create(project=make.project(accreditation), school=school, joined_on=date(2026, 6, 1))
    leaving, stays = people.user(), people.user()
    for person in (leaving, stays):
        people.role("consultant", here, who=person)
        people.role("contributor", school, who=person)
    AccreditationPerson.objects.create(accreditation=accreditation, user=leaving)
    MemberPerson.objects.create(membership=member, user=leaving)
    MemberPerson.objects.create(membership=member, user=stays)
    assert len(hand_over(person=leaving, successor=stays, by=consultant, now=make.NOW)) == 2
    assert [row.user for row in accreditation.people.all()] == [row.user for row in member.people.all()] == [stays]
    assert Notice.objects.get().user == stays
    with pytest.raises(Refused):
        hand_over(person=leaving, successor=stays, by=consultant, now=make.NOW)


def test_nothing_is_handed_over_to_somebody_from_another_place(here, consultant):
    accreditation, leaving = make.accreditation(at=here), people.role("consultant", here)
    AccreditationPerson.objects.create(accreditation=accreditation, user=leaving.user)
    teacher = people.role("contributor", places.school(at=here))
    with pytest.raises(Refused):
        hand_over(person=leaving.user, successor=teacher.user, by=consultant, now=make.NOW)
    assert accreditation.people.get().user == leaving.user


def test_the_page_for_handing_over(sign_in, here, consultant):
    make.accreditation(at=here)
    client = sign_in(consultant)
    read(client, "partners:hand_over")
    page = client.post(reverse("partners:hand_over"), {"person": "", "successor": ""})
    assert set(page.context["form"].errors) == {"person", "successor"}


@pytest.mark.parametrize(
    ("pupils", "percent", "shown"),
    [
        (500, "6.0", True),
        (100, "5.0", True),
        (100, "4.9", True),
        (100, "4.4", False),
        (4, "50.0", False),
        (9, "50.0", False),
        (10, "50.0", True),
        (100, "0.0", False),
        (100, "96.0", False),
    ],
)
def test_a_rate_about_fewer_than_five_pupils_is_never_shown(pupils, percent, shown):
    rate = ExclusionRate(pupils=pupils, percent=Decimal(percent))
    assert rate.is_shown is shown
    assert (rate.shown_percent is not None) is shown


def test_a_withheld_rate_gives_a_school_no_place_in_the_order(here):
    low, high, hidden, none = (places.school(name, at=here) for name in ("Åskolen", "Bøgeskolen", "Agerskolen", "Birkeskolen"))
    rates = {
        low.pk: ExclusionRate(pupils=500, percent=Decimal(3)),
        high.pk: ExclusionRate(pupils=500, percent=Decimal(9)),
        hidden.pk: ExclusionRate(pupils=20, percent=Decimal(20)),
    }
    assert [school for school, _rate in schools_by_rate([low, high, hidden, none], rates)] == [high, low, hidden, none]


def test_a_rate_is_written_with_its_source_and_corrected_the_second_time(sign_in, here, consultant):
    make.accreditation(at=here)
    school = places.school(at=here)
    client = sign_in(consultant)
    said = {"school": school.pk, "school_year": "2025-2026", "percent": "6,4", "pupils": "512", "source": "Kommunen"}
    client.post(reverse("partners:rate"), said)
    client.post(reverse("partners:rate"), {**said, "percent": "7,2"})
    assert [(rate.school_year, str(rate.percent)) for rate in ExclusionRate.objects.all()] == [("2025/26", "7.2")]
    ExclusionRate.objects.create(school=places.school("Lilleskolen", at=here), school_year="2025/26", percent=33, pupils=6, source="x")
    page = read(client, "partners:circle")
    assert "7,2 %" in page
    assert "33" not in page.split("Segregeringsprocenter")[-1]
    written = b"".join(client.get(reverse("partners:circle") + "?fil=csv").streaming_content).decode("utf-8-sig")
    assert "7,2" in written
    assert "33" not in written


@pytest.mark.parametrize(
    ("wrong", "field"),
    [({"school_year": "2025/27"}, "school_year"), ({"percent": "101"}, "percent"), ({"pupils": "0"}, "pupils"), ({"source": ""}, "source")],
)
def test_a_rate_that_cannot_be(sign_in, here, consultant, wrong, field):
    make.accreditation(at=here)
    said = {"school": places.school(at=here).pk, "school_year": "2025/26", "percent": "6,4", "pupils": "512", "source": "Kommunen"}
    page = sign_in(consultant).post(reverse("partners:rate"), {**said, **wrong})
    assert list(page.context["form"].errors) == [field]


def test_the_circle_is_drawn_with_a_reason_that_the_schools_read(sign_in, here, consultant):
    make.accreditation(at=here)
    school = places.school("Bøgestenskolen", at=here)
    client = sign_in(consultant)
    said = {"school_year": "2026/27", "schools": [school.pk], "includes_administration": "on", "reason": "Højest segregeringsprocent."}
    page = client.post(reverse("partners:draw_circle"), {**said, "schools": [], "includes_administration": ""})
    assert list(page.context["form"].errors) == ["schools"]
    client.post(reverse("partners:draw_circle"), said)
    client.post(reverse("partners:draw_circle"), {**said, "reason": "Ny begrundelse."})
    circle = Circle.objects.get()
    assert (list(circle.schools.all()), circle.reason) == ([school], "Ny begrundelse.")
    shown = read(sign_in(people.actor("contributor", school)), "partners:circle")
    assert "Ny begrundelse." in shown
    assert "Segregeringsprocenter" not in shown


@pytest.mark.parametrize(("day", "year"), [(date(2026, 7, 31), "2025/26"), (date(2026, 8, 1), "2026/27"), (date(1999, 9, 1), "1999/00")])
def test_a_school_year_begins_in_august(day, year):
    assert school_year_on(day) == year


@pytest.mark.parametrize(
    ("written", "year"),
    [("2025/26", "2025/26"), ("2025-2026", "2025/26"), (" 2025 – 26 ", "2025/26"), ("2025", ""), ("2025/2027", ""), ("", "")],
)
def test_a_school_year_is_read_as_people_write_it(written, year):
    assert read_school_year(written) == year


@pytest.mark.parametrize("year", ["%00", "2026", "99/00"])
def test_a_school_year_that_is_none_opens_this_years_circle(sign_in, here, consultant, year):
    make.accreditation(at=here)
    assert sign_in(consultant).get(reverse("partners:draw_circle") + f"?aar={year}").status_code == 200
