"""Reports: begun once, written, issued with a number, and never changed; numbers about few are withheld."""

from datetime import date
from decimal import Decimal
from io import BytesIO

import pytest
from django.core.exceptions import PermissionDenied
from django.urls import reverse
from openpyxl import load_workbook

from partners.mobilities.choices import Company, ReportKind, ReportState, State
from partners.mobilities.homecoming.services import photos
from partners.mobilities.models import Mobility, Participant, Report
from partners.mobilities.reports import figures
from partners.mobilities.reports import services as acts
from partners.mobilities.reports.flow import missing_in_issue
from partners.mobilities.reports.snapshots import report_snapshot, written_snapshot
from partners.mobilities.reports.texts import contents
from portal.accounts.permissions import may
from portal.celery import app
from portal.documents.models import Document
from portal.workflow.gate import Incomplete, NotAllowed, Refused, WrongState
from portal.writing.contents import fingerprint
from tests.factories import consortium, homecoming, people, places
from tests.support.pages import check_page
from tests.support.racing import race

pytestmark = pytest.mark.django_db
NOW = consortium.NOW


@pytest.fixture(autouse=True)
def _no_broker(monkeypatch):
    monkeypatch.setattr(app, "send_task", lambda name, args: None)


@pytest.fixture
def school():
    return places.school("Hasselhegnskolen")


@pytest.fixture
def consultant(school):
    return people.actor("consultant", school.municipality)


@pytest.fixture
def mobility(school):
    return consortium.mobility(at=school, state=State.COMPLETED)


@pytest.fixture
def draft(mobility):
    homecoming.report(mobility)
    return homecoming.draft(mobility)


def page(report: Report, name: str = "report") -> str:
    return reverse(f"mobilities:{name}", args=[report.pk])


def save(report: Report, by, **data: str) -> Report:
    return acts.save(report=report, data=data, seen=fingerprint(contents(report)), by=by, now=NOW)[0]


def table(said: dict, key: str) -> dict:
    return next((block for block in said["blocks"] if block.get("key") == key), {})


# Beginning


def test_a_mobilitys_report_begins_with_what_was_written_and_without_names(mobility, consultant):
    mobility.participants.update(name="Karen Mølgaard")
    homecoming.report(mobility, reflections="Karen Mølgaard så det først.")
    report = acts.begin(subject=mobility, by=consultant, now=NOW)
    assert report.texts["intro"] == homecoming.TEXTS["public_summary"]
    assert report.texts["reflections"] == "… så det først."
    assert "### Viden" in report.texts["learned"]
    assert acts.begin(subject=mobility, by=consultant, now=NOW) == report


@pytest.mark.django_db(transaction=True)
def test_two_who_begin_at_the_same_moment_write_one_report():
    project = consortium.project()
    consultants = [people.actor("consultant", project.accreditation.municipality) for _number in range(6)]
    found = race(*(lambda by=by: acts.begin(subject=project, by=by, now=NOW) for by in consultants))
    assert len({report.pk for report in found}) == 1
    assert Report.objects.count() == 1


@pytest.mark.parametrize(
    ("who", "kind", "may_write"),
    [
        ("contributor", "mobility", True),
        ("school_leader", "mobility", True),
        ("consultant", "mobility", True),
        ("ppr", "mobility", False),
        ("contributor", "school_year", False),
        ("school_leader", "school_year", True),
        ("editor", "school_year", True),
        ("school_leader", "project", False),
        ("editor", "project", True),
        ("consultant", "progress", True),
        ("school_leader", "progress", False),
        ("system_administrator", "progress", False),
        ("elsewhere", "project", False),
    ],
)
def test_who_writes_which_kind(mobility, school, who, kind, may_write):
    place = school if who in {"contributor", "school_leader"} else school.municipality
    actor = people.actor("consultant", places.municipality()) if who == "elsewhere" else people.actor(who, place)
    subject = {"mobility": mobility, "school_year": school, "project": mobility.project, "progress": mobility.project.accreditation}[kind]
    if may_write:
        assert acts.begin(subject=subject, school_year="2026/27", by=actor, now=NOW).kind == kind
    else:
        with pytest.raises(PermissionDenied):
            acts.begin(subject=subject, school_year="2026/27", by=actor, now=NOW)


# Writing


def opened(client, report: Report) -> dict[str, str]:
    """What the page of a writer sends back when nothing is changed."""
    shown = client.get(page(report, "write_report"))
    check_page(shown.content)
    form = shown.context["form"]
    return {"seen": form.seen, "base": form.base, **{field.name: field.value() for field in form.fields}}


def test_what_is_written_is_kept_and_two_texts_of_the_same_are_shown(draft, consultant, sign_in):
    client = sign_in(consultant)
    began = opened(client, draft)
    assert client.post(page(draft, "write_report"), {**began, "title": "Ny titel", "learned": "Nyt."}).url == page(draft, "write_report")
    draft.refresh_from_db()
    assert (draft.title, draft.texts["learned"]) == ("Ny titel", "Nyt.")
    late = client.post(page(draft, "write_report"), {**began, "learned": "For sent."})
    assert late.status_code == 409
    check_page(late.content)
    assert [question.name for question in late.context["both"].questions] == ["learned"]
    assert "For sent." in late.content.decode()


def test_two_who_write_in_different_sections_are_put_together(draft, consultant, sign_in):
    client = sign_in(consultant)
    began = opened(client, draft)
    client.post(page(draft, "write_report"), {**began, "learned": "Kollegaens."})
    assert client.post(page(draft, "write_report"), {**began, "next": "Mit."}).status_code == 302
    draft.refresh_from_db()
    assert (draft.texts["learned"], draft.texts["next"]) == ("Kollegaens.", "Mit.")


def test_it_is_saved_by_itself_and_says_so(draft, consultant, sign_in):
    client = sign_in(consultant)
    began = opened(client, draft)
    told = client.post(page(draft, "save_report"), {**began, "learned": "Skrevet i toget."})
    assert told.json()["words"].startswith("Gemt kl.")
    draft.refresh_from_db()
    assert (draft.texts["learned"], draft.changed_by) == ("Skrevet i toget.", consultant.user)
    late = client.post(page(draft, "save_report"), {**began, "learned": "Andet."})
    assert (late.status_code, late.json()["kind"]) == (409, "conflict")
    lacks = client.post(page(draft, "save_report"), {**began, "title": ""})
    assert (lacks.status_code, lacks.json()["kind"]) == (422, "wrong")
    Report.objects.filter(pk=draft.pk).update(texts={"intro": "x", "purpose": "x", "learned": "x"})
    acts.issue(report=draft, by=consultant, now=NOW)
    closed = client.post(page(draft, "save_report"), {**began, "learned": "For sent."})
    assert (closed.status_code, closed.json()["words"]) == (409, "Rapporten er udstedt og ændres ikke mere.")


def test_a_save_that_changes_nothing_leaves_no_trace(draft, consultant):
    assert save(draft, consultant, learned=draft.texts["learned"]).changed_at == draft.changed_at


@pytest.mark.parametrize("seen", ["", "i går", "2026-13-45T99:99"])
def test_a_forged_stamp_is_told_and_keeps_the_words(draft, consultant, sign_in, seen):
    answer = sign_in(consultant).post(page(draft, "write_report"), {"seen": seen, "title": "Titel", "learned": "Mine ord."})
    assert answer.status_code == 409
    assert "Mine ord." in answer.content.decode()


def test_a_cpr_number_is_never_stored(draft, consultant):
    with pytest.raises(Refused):
        save(draft, consultant, learned="010203-1234")


# Issuing


@pytest.mark.parametrize(
    ("change", "lacks"),
    [
        ({}, []),
        ({"texts": {"intro": "", "purpose": "x", "learned": "x"}}, ["Skriv ”Kort fortalt”"]),
        (
            {"texts": {"intro": "x", "purpose": "x", "learned": "Karen Mølgaard"}},
            ["”Det har vi lært” nævner Karen Mølgaard. Skriv det uden navne"],
        ),
        ({"texts": {"intro": "010203-1234", "purpose": "x", "learned": "x"}}, ["Fjern tallet, der ligner et CPR-nummer, i ”Kort fortalt”"]),
    ],
)
def test_what_is_missing(draft, change, lacks):
    draft.mobility.participants.update(name="Karen Mølgaard")
    for name, value in change.items():
        setattr(draft, name, value)
    assert missing_in_issue(draft) == lacks


def test_the_participants_report_comes_first(school):
    draft = homecoming.draft(consortium.mobility(at=school, state=State.HOME))
    assert "Deltagernes rapport skal være sendt først" in missing_in_issue(draft)


def test_it_is_frozen_and_numbered_and_says_the_same_ever_after(draft, consultant, sign_in):
    client = sign_in(consultant)
    assert client.post(page(draft, "issue_report")).url == page(draft)
    draft.refresh_from_db()
    assert (draft.state, draft.label) == (ReportState.ISSUED, "2026-1")
    Mobility.objects.filter(pk=draft.mobility_id).update(days=99, title="Noget andet")
    said = report_snapshot(draft, NOW)
    assert ("99 dage" in str(said["facts"]), said["number"]) == (False, "2026-1")
    check_page(client.get(page(draft)).content)
    assert client.get(page(draft, "write_report")).url == page(draft)
    with pytest.raises(WrongState):
        save(draft, consultant, title="Nyt")
    with pytest.raises(WrongState):
        acts.issue(report=draft, by=consultant, now=NOW)
    again = acts.begin(subject=draft.mobility, by=consultant, now=NOW)
    assert save(again, consultant, title="2", **draft.texts).number is None
    assert acts.issue(report=again, by=consultant, now=NOW).label == "2026-2"


@pytest.mark.parametrize(("who", "may_issue"), [("consultant", True), ("head", True), ("editor", False), ("contributor", False)])
def test_who_issues(draft, school, who, may_issue):
    actor = people.actor(who, school if who == "contributor" else school.municipality)
    if may_issue:
        assert acts.issue(report=draft, by=actor, now=NOW).is_issued
    else:
        with pytest.raises(NotAllowed):
            acts.issue(report=draft, by=actor, now=NOW)


def test_nothing_is_issued_while_something_is_missing(draft, consultant):
    Report.objects.filter(pk=draft.pk).update(texts={})
    with pytest.raises(Incomplete):
        acts.issue(report=Report.objects.get(), by=consultant, now=NOW)
    assert Report.objects.get().number is None


@pytest.mark.django_db(transaction=True)
def test_a_number_is_given_once():
    school = places.school()
    drafts = [homecoming.draft(consortium.mobility(at=school, state=State.COMPLETED)) for _number in range(6)]
    consultant = people.actor("consultant", school.municipality)
    found = race(*(lambda report=report: acts.issue(report=report, by=consultant, now=NOW) for report in drafts))
    assert sorted(report.number for report in found) == [1, 2, 3, 4, 5, 6]


def test_a_removed_photo_goes_out_of_the_issued_report_too(draft, consultant):
    photo = homecoming.photo(homecoming.note(draft.mobility))
    issued = acts.issue(report=draft, by=consultant, now=NOW)
    assert [image["photo"] for image in issued.frozen["images"]] == [photo.pk]
    photos.remove_photo(photo=photo, reason="En kollega har bedt om det", by=consultant, now=NOW)
    issued.refresh_from_db()
    assert issued.frozen["images"] == []


# Sight


@pytest.mark.parametrize(
    ("who", "sees"),
    [
        ("contributor", {"mobility", "school_year", "issued project"}),
        ("school_leader", {"mobility", "school_year", "issued project"}),
        ("ppr", {"issued project"}),
        ("consultant", {"mobility", "school_year", "project", "issued project"}),
        ("system_administrator", set()),
        ("elsewhere", set()),
    ],
)
def test_who_sees_which(mobility, school, consultant, who, sees):
    homecoming.report(mobility)
    made = {
        "mobility": acts.begin(subject=mobility, by=consultant, now=NOW),
        "school_year": acts.begin(subject=school, school_year="2026/27", by=consultant, now=NOW),
        "project": acts.begin(subject=mobility.project, by=consultant, now=NOW),
    }
    other = acts.begin(subject=consortium.project(mobility.project.accreditation), by=consultant, now=NOW)
    Report.objects.filter(pk=other.pk).update(texts=dict.fromkeys(["intro", "achieved", "objectives", "learned"], "x"))
    made["issued project"] = acts.issue(report=other, by=consultant, now=NOW)
    place = school if who in {"contributor", "school_leader"} else school.municipality
    actor = people.actor("consultant", places.municipality()) if who == "elsewhere" else people.actor(who, place)
    seen = set(Report.objects.visible_to(actor))
    assert {name for name, report in made.items() if report in seen} == sees
    assert all(may(actor, "mobilities.print_report", report) == (report in seen) for report in made.values())


# Numbers


def travelled(school, project, participants: int, activity: str = "shadowing", **fields) -> Mobility:
    made = consortium.mobility(at=school, of=project, state=State.COMPLETED, activity=activity, **fields)
    for number in range(participants - 1):
        Participant.objects.create(mobility=made, name=f"Person {number}", position=number)
    return made


@pytest.mark.parametrize(
    ("given", "cells"),
    [
        ([("shadowing", 6)], [["6"], ["6"]]),
        ([("shadowing", 4)], [["ikke vist"], ["ikke vist"]]),
        ([("shadowing", 6), ("course", 7)], [["6"], ["7"], ["13"]]),
        ([("shadowing", 6), ("course", 2)], [["ikke vist"], ["ikke vist"], ["8"]]),
    ],
)
def test_persons_under_five_are_withheld_and_cannot_be_worked_out(school, consultant, given, cells):
    project = consortium.project(consortium.accreditation(at=school.municipality))
    for activity, participants in given:
        travelled(school, project, participants, activity)
    said = written_snapshot(acts.begin(subject=project, by=consultant, now=NOW), NOW)
    people_table = table(said, "people")
    assert [row[3:] for row in [*people_table["rows"], people_table["totals"]]] == cells


def test_persons_are_counted_in_one_table_only(school, consultant):
    project = consortium.project(consortium.accreditation(at=school.municipality))
    travelled(school, project, 6)
    said = written_snapshot(acts.begin(subject=project, by=consultant, now=NOW), NOW)
    assert [block["key"] for block in said["blocks"] if "Deltagere" in block.get("columns", [])] == ["people"]


@pytest.mark.parametrize(("participants", "shown"), [(6, "618"), (2, "ikke vist")])
def test_amounts_that_would_count_persons_are_withheld_with_them_and_support_is_never_there(school, consultant, participants, shown):
    project = consortium.project(consortium.accreditation(at=school.municipality))
    lines = [
        {"category": "travel", "quantity": 2, "unit_amount": "309", "rule": "", "is_confirmed": True},
        {"category": "inclusion_participants", "quantity": 1, "unit_amount": "777", "rule": "", "is_confirmed": True},
    ]
    travelled(school, project, participants, grant={"lines": lines}, grant_total=Decimal(1395))
    said = written_snapshot(acts.begin(subject=project, by=consultant, now=NOW), NOW)
    assert table(said, "money")["rows"] == [["Rejse", "100.000", shown]]
    assert "777" not in str(said)


@pytest.mark.parametrize(("pupils", "told"), [(4, "En elevgruppe, antallet er ikke vist"), (12, "12 elever og 2 ledsagere")])
def test_few_pupils_are_never_counted_in_their_own_report(school, consultant, pupils, told):
    lines = [{"category": "organisation", "quantity": pupils, "unit_amount": "100", "rule": "", "is_confirmed": True}]
    made = consortium.mobility(
        at=school,
        state=State.COMPLETED,
        activity="pupil_group",
        company=Company.PUPILS,
        pupils=pupils,
        accompanying=2,
        grant={"lines": lines},
    )
    said = written_snapshot(acts.begin(subject=made, by=consultant, now=NOW), NOW)
    assert ["Deltagere", told] in said["facts"]
    assert bool(table(said, "grant")) == (pupils >= 5)


@pytest.mark.parametrize(
    ("marks", "numbers", "mean"),
    [
        ([], [], None),
        ([5, 5, 4], [None] * 5, None),
        ([5] * 6, [None, None, None, None, None], None),
        ([5] * 5 + [4] * 5 + [3] * 5 + [2] * 5 + [1] * 5, [5, 5, 5, 5, 5], Decimal("3.0")),
    ],
)
def test_satisfaction(mobility, marks, numbers, mean):
    for mark in marks:
        homecoming.report(mobility, satisfaction=mark)
    found, average = figures.satisfaction([mobility])
    assert average == mean
    if marks and len(set(marks)) > 1:
        assert found == numbers
    assert not any(number is not None and number < 5 for number in found)


@pytest.mark.parametrize(("state", "is_counted"), [(State.HOME, False), (State.REPORTED, True)])
def test_satisfaction_is_counted_when_the_report_is_sent(school, state, is_counted):
    journey = consortium.mobility(at=school, state=state)
    for _report in range(5):
        homecoming.report(journey, satisfaction=4)
    assert bool(figures.satisfaction([journey])[0]) is is_counted


def test_a_school_year_is_its_own(school, consultant):
    project = consortium.project(consortium.accreditation(at=school.municipality))
    inside = travelled(school, project, 1, title="Med")
    travelled(school, project, 1, title="Året efter", starts_on=date(2027, 8, 1), ends_on=date(2027, 8, 5))
    travelled(places.school(at=school.municipality), project, 1, title="En anden skole")
    said = written_snapshot(acts.begin(subject=school, school_year="2026/27", by=consultant, now=NOW), NOW)
    assert [row[0] for row in table(said, "list")["rows"]] == [inside.title]


@pytest.mark.parametrize("wanted", [1, 3])
def test_a_snapshot_asks_as_often_for_one_mobility_as_for_three(school, consultant, django_assert_num_queries, wanted):
    project = consortium.project(consortium.accreditation(at=school.municipality))
    for _number in range(wanted):
        homecoming.report(travelled(school, project, 2))
    report = Report.objects.for_lists().get(pk=acts.begin(subject=project, by=consultant, now=NOW).pk)
    with django_assert_num_queries(9):
        written_snapshot(report, NOW)


# Pages


@pytest.mark.parametrize("wanted", [1, 3])
def test_the_list_asks_as_often_for_one_report_as_for_three(school, consultant, sign_in, django_assert_num_queries, wanted):
    for _number in range(wanted):
        homecoming.draft(consortium.mobility(at=school, state=State.COMPLETED))
    client = sign_in(consultant)
    check_page(client.get(reverse("mobilities:reports")).content)
    with django_assert_num_queries(13):
        client.get(reverse("mobilities:reports"))


def test_each_kind_is_begun_on_the_page(mobility, school, consultant, sign_in):
    client, begin = sign_in(consultant), reverse("mobilities:begin_report")
    project, held = mobility.project, mobility.project.accreditation
    for about in (f"projekt-{project.pk}", f"akkreditering-{held.pk}", f"skole-{school.pk}"):
        year = client.get(reverse("mobilities:reports")).context["form"].fields["school_year"].choices[0][0]
        assert client.post(begin, {"about": about, "school_year": year}).status_code == 302
    client.post(reverse("mobilities:begin_mobility_report", args=[mobility.pk]))
    assert set(Report.objects.values_list("kind", flat=True)) == set(ReportKind.values)
    for report in Report.objects.all():
        check_page(client.get(page(report)).content)
        check_page(client.get(page(report, "write_report")).content)
    wrong = client.post(begin, {"about": "projekt-0"})
    assert wrong.context["form"].errors
    check_page(wrong.content)


def test_it_is_copied_field_by_field_and_taken_as_a_workbook(draft, consultant, sign_in):
    client = sign_in(consultant)
    shown = client.get(page(draft, "report_fields"))
    check_page(shown.content)
    assert "readonly>At dele timen.</textarea>" in shown.content.decode()
    file = b"".join(client.get(page(draft, "report_fields") + "?fil=xlsx").streaming_content)
    rows = [[cell.value for cell in row] for row in load_workbook(BytesIO(file)).active.iter_rows()]
    assert rows[0] == ["Del", "Felt", "Indhold", "Tegn"]
    assert ["Tekst", "Det har vi lært", "At dele timen.", len("At dele timen.")] in rows


def test_the_pdf_is_ordered_once_and_an_older_draft_is_not_handed_out(draft, consultant, sign_in):
    client = sign_in(consultant)
    for _click in range(2):
        assert client.post(page(draft, "order_report")).url == page(draft)
    assert Document.objects.get().file_name == "stoetten-der-bliver-i-klassen-udkast.pdf"
    assert "venter på sin tur" in client.get(page(draft)).content.decode()
    save(draft, consultant, title="Ny")
    assert "Bestil som PDF" in client.get(page(draft)).content.decode()
    assert client.get(page(draft, "report_file")).status_code == 404


def test_a_photo_is_fetched_through_a_report_that_shows_it(draft, consultant, sign_in):
    shown, other = homecoming.photo(homecoming.note(draft.mobility)), homecoming.photo(homecoming.note(draft.mobility), alt="")
    client = sign_in(consultant)
    found = client.get(reverse("mobilities:report_photo", args=[draft.pk, shown.pk]))
    assert b"".join(found.streaming_content)[:4] == b"\x89PNG"
    assert client.get(reverse("mobilities:report_photo", args=[draft.pk, other.pk])).status_code == 404


def test_a_school_year_is_asked_for_where_it_is_missing(school, consultant, sign_in):
    answer = sign_in(consultant).post(reverse("mobilities:begin_report"), {"about": f"skole-{school.pk}"})
    assert list(answer.context["form"].errors) == ["school_year"]


@pytest.mark.parametrize(("state", "may_begin"), [(State.HOME, False), (State.REPORTED, True)])
def test_the_administration_reads_no_words_that_have_not_been_sent(school, consultant, sign_in, state, may_begin):
    journey = consortium.mobility(at=school, state=state)
    homecoming.report(journey)
    answer = sign_in(consultant).post(reverse("mobilities:begin_mobility_report", args=[journey.pk]))
    assert answer.status_code == (302 if may_begin else 403)
    assert Report.objects.exists() is may_begin
