"""Mobilities out and in: what each cell says, and what becomes of each row."""

import csv
import io
from datetime import date, timedelta
from decimal import Decimal

import pytest
from openpyxl import Workbook, load_workbook

from partners.exchange import services
from partners.exchange.choices import Fate, Item
from partners.exchange.columns import Manner, Unreadable, read_back
from partners.exchange.forms import guessed
from partners.exchange.models import ColumnMapping, MobilityImport
from partners.exchange.reading import read
from partners.mobilities.choices import State
from partners.mobilities.models import Mobility
from partners.models import ConsortiumMembership, Project
from portal.files.refusal import BadFile
from portal.workflow.gate import WrongState
from portal.workflow.models import LogEntry
from schools.models import School
from tests.factories import consortium, people, places

pytestmark = pytest.mark.django_db
NOW = consortium.NOW
HEADS = {
    "Mobility ID": Item.NUMBER,
    "Module": Item.MODULE_NUMBER,
    "Activity": Item.ACTIVITY,
    "Sending OID": Item.SENDER_OID,
    "Receiving OID": Item.HOST_OID,
    "Start": Item.STARTS_ON,
    "End": Item.ENDS_ON,
    "Days": Item.DAYS,
    "Travel days": Item.TRAVEL_DAYS,
    "Green": Item.GREEN,
    "E-mail": Item.EMAILS,
    "Survey": Item.SURVEY,
    "Unused": "",
}


@pytest.fixture
def school() -> School:
    return places.school("Hasselhegnskolen")


@pytest.fixture
def project(school) -> Project:
    made = consortium.project(consortium.accreditation(at=school.municipality))
    ConsortiumMembership.objects.create(project=made, school=school, oid="E10000001", joined_on=made.starts_on)
    return made


@pytest.fixture
def consultant(school):
    return people.actor("consultant", school.municipality)


@pytest.fixture
def mapping(consultant) -> ColumnMapping:
    return services.save_mapping(
        mapping=None, name="Værktøjet", columns=list(HEADS.items()), manner=Manner("%d/%m/%Y"), by=consultant, now=NOW
    )


def as_csv(*rows: dict[str, object]) -> bytes:
    out = io.StringIO()
    writer = csv.DictWriter(out, list(HEADS), delimiter=";")
    writer.writeheader()
    writer.writerows(rows)
    return out.getvalue().encode()


def looked(project, mapping, by, *rows: dict[str, object]) -> list[dict]:
    return services.look_through(content=as_csv(*rows), file_name="eksport.csv", mapping=mapping, project=project, by=by, now=NOW).plan


def new_row(**changes: object) -> dict[str, object]:
    row = {"Activity": "SHADO", "Sending OID": "E10000001", "Start": "01/03/2027", "End": "05/03/2027", "Days": "5", "Travel days": "2"}
    return {**row, **changes}


REFUSED = {
    "an activity that is not known": ({"Activity": "XXXXX"}, "Aktiviteten kendes ikke"),
    "a school that is no member": ({"Sending OID": "E99999999"}, "ikke medlem af projektet"),
    "half days": ({"Days": "2,5"}, "”Days” skal være et helt tal"),
    "no date": ({"Start": "snart"}, "”Start” skal være en dato"),
    "an end before the start": ({"End": "28/02/2027"}, "slutter, før det begynder"),
    "a start before the project": ({"Start": "01/05/2026"}, "begynder før projektet"),
    "an end after the project": ({"End": "01/10/2027"}, "slutter efter projektet"),
    "too many travel days": ({"Travel days": "3"}, "højst være 2 rejsedage"),
    "too many green travel days": ({"Travel days": "7", "Green": "Yes"}, "højst være 6 rejsedage"),
    "neither yes nor no": ({"Green": "måske"}, "”Green” skal være ja eller nej"),
    "sender and host the same": ({"Receiving OID": "E10000001"}, "den samme organisation"),
    "more days than can be": ({"Days": "40000"}, "”Days”: "),
    "a number longer than there is room for": ({"Module": "1" * 31}, "”Module”: "),
    "a CPR number": ({"Unused": "010203-1234"}, "CPR-nummer"),
}


@pytest.mark.parametrize(("changes", "reason"), REFUSED.values(), ids=REFUSED.keys())
def test_a_row_that_breaks_a_rule_is_refused_alone(project, mapping, consultant, changes, reason):
    refused, kept = looked(project, mapping, consultant, new_row(**changes), new_row())

    assert refused["fate"] == Fate.REFUSED
    assert reason in refused["reason"]
    assert kept["fate"] == Fate.NEW


def test_six_travel_days_are_taken_with_green_travel(project, mapping, consultant):
    (row,) = looked(project, mapping, consultant, new_row(**{"Travel days": "6", "Green": "Yes"}))

    assert row["fate"] == Fate.NEW


def test_a_row_that_is_not_known_becomes_a_draft_of_its_school(project, mapping, consultant, school):
    host = consortium.partner(at=school.municipality, oid="E20000001")
    content = as_csv(new_row(**{"Receiving OID": "E20000001", "Green": "No"}))
    reading = services.look_through(content=content, file_name="a.csv", mapping=mapping, project=project, by=consultant, now=NOW)
    assert not Mobility.objects.exists()

    services.apply(reading=reading, by=consultant, now=NOW)

    made = Mobility.objects.get()
    assert (made.school, made.host, made.project, made.state, made.activity) == (school, host, project, State.DRAFT, "shadowing")
    assert (made.starts_on, made.ends_on, made.days, made.travel_days) == (date(2027, 3, 1), date(2027, 3, 5), 5, 2)
    assert made in Mobility.objects.visible_to(people.actor("contributor", school))
    assert list(made.writers.all()) == [consultant.user]


def test_a_mobility_that_is_sent_takes_in_the_tools_number_and_tells_what_differs(project, mapping, consultant, school):
    sent = consortium.mobility(at=school, of=project, state=State.APPROVED)
    row = {"Mobility ID": sent.number, "Module": "123456-MOB-00001", "Start": "02/03/2027"}
    content = as_csv(row)
    reading = services.look_through(content=content, file_name="a.csv", mapping=mapping, project=project, by=consultant, now=NOW)
    (planned,) = reading.plan
    assert planned["fate"] == Fate.CHANGED
    assert "Første dag" in planned["reason"]

    services.apply(reading=reading, by=consultant, now=NOW)

    sent.refresh_from_db()
    assert (sent.module_number, sent.starts_on) == ("123456-MOB-00001", date(2027, 3, 1))
    (again,) = looked(project, mapping, consultant, row)
    assert again["fate"] == Fate.DIFFERS


def test_one_that_was_sent_back_takes_in_all(project, mapping, consultant, school):
    back = consortium.mobility(at=school, of=project, state=State.SENT_BACK)
    reading = services.look_through(
        content=as_csv({"Mobility ID": back.number, "End": "06/03/2027", "Days": "6"}),
        file_name="a.csv", mapping=mapping, project=project, by=consultant, now=NOW,
    )  # fmt: skip
    services.apply(reading=reading, by=consultant, now=NOW)

    back.refresh_from_db()
    assert (back.ends_on, back.days) == (date(2027, 3, 6), 6)


@pytest.fixture
def journey(project, school) -> Mobility:
    """Two have come home."""
    made = consortium.mobility(at=school, of=project, state=State.HOME)
    made.participants.update(email="anna@skolen.example")
    made.participants.create(name="Bo", email="bo@skolen.example", position=1)
    return made


SURVEYS = {
    "one word is about everybody": ({"Survey": "Besvaret"}, ["answered", "answered"]),
    "a word for each": ({"Survey": "Sent; Submitted"}, ["sent", "answered"]),
    "the one with the e-mail": ({"Survey": "Requested", "E-mail": "BO@skolen.example"}, ["not_sent", "sent"]),
    "in the order of the e-mails": (
        {"Survey": "Sendt; Besvaret", "E-mail": "bo@skolen.example; anna@skolen.example"},
        ["answered", "sent"],
    ),
    "an empty cell changes nothing": ({"Survey": ""}, ["not_sent", "not_sent"]),
}


@pytest.mark.parametrize(("cells", "becomes"), SURVEYS.values(), ids=SURVEYS.keys())
def test_how_far_people_are_with_the_survey_is_taken_in(project, mapping, consultant, journey, cells, becomes):
    looked(project, mapping, consultant, {"Mobility ID": journey.number, **cells})
    services.apply(reading=MobilityImport.objects.get(), by=consultant, now=NOW)

    assert list(journey.participants.values_list("survey", flat=True)) == becomes
    changed = len([survey for survey in becomes if survey != "not_sent"])
    assert LogEntry.objects.filter(act="mobilities.set_survey").count() == changed
    assert not LogEntry.objects.filter(act="exchange.change").exists()


@pytest.mark.parametrize(
    ("cells", "reason"),
    [
        ({"Survey": "måske"}, "”Ikke sendt”, ”Sendt” eller ”Besvaret”"),
        ({"Survey": "Sendt; Sendt; Sendt"}, "står for 3, men 2 rejser"),
        ({"Survey": "Sendt", "E-mail": "fremmed@skolen.example"}, "Ingen på opholdet har mailadressen fremmed@skolen.example"),
    ],
)
def test_a_survey_that_cannot_be_placed_is_refused(project, mapping, consultant, journey, cells, reason):
    (row,) = looked(project, mapping, consultant, {"Mobility ID": journey.number, **cells})
    assert (row["fate"], reason in row["reason"]) == (Fate.REFUSED, True), row


def test_a_mobility_may_stand_in_a_row_for_each_participant(project, mapping, consultant, journey):
    rows = [
        {"Mobility ID": journey.number, "Survey": survey, "E-mail": email, "Days": days}
        for email, survey, days in [
            ("anna@skolen.example", "Besvaret", "5"),
            ("bo@skolen.example", "Sendt", "5"),
        ]
    ]
    assert [row["fate"] for row in looked(project, mapping, consultant, *rows)] == [Fate.CHANGED, Fate.CHANGED]
    services.apply(reading=MobilityImport.objects.get(), by=consultant, now=NOW)
    assert list(journey.participants.values_list("survey", flat=True)) == ["answered", "sent"]


@pytest.mark.parametrize("second", [{"E-mail": "anna@skolen.example"}, {"E-mail": ""}, {"E-mail": "bo@skolen.example", "Module": "77-MOB"}])
def test_two_rows_that_do_not_agree_are_not_both_taken(project, mapping, consultant, journey, second):
    rows = [{"Mobility ID": journey.number, "Survey": "Sendt", "E-mail": "anna@skolen.example"}, {"Mobility ID": journey.number, **second}]
    assert [row["fate"] for row in looked(project, mapping, consultant, *rows)] == [Fate.CHANGED, Fate.REFUSED]


def test_the_survey_goes_out(project, consultant, journey, sign_in):
    journey.participants.filter(name="Bo").update(survey="answered")
    asked = {"project": project.pk, "fil": "csv"}
    answer = sign_in(consultant).get("/erasmus/udveksling/hent/", asked)
    (row,) = csv.DictReader(io.StringIO(b"".join(answer.streaming_content).decode("utf-8-sig")), delimiter=";")
    assert row["Kommissionens spørgeskema"] == "Ikke sendt endnu; Besvaret"


def test_the_same_mobility_twice_is_refused_the_second_time(project, mapping, consultant, school):
    sent = consortium.mobility(at=school, of=project, state=State.APPROVED, module_number="123456-MOB-00009")
    first, second = looked(project, mapping, consultant, {"Mobility ID": sent.number}, {"Module": "123456-MOB-00009"})

    assert (first["fate"], second["fate"]) == (Fate.SAME, Fate.REFUSED)
    assert "række 2" in second["reason"]


def test_a_mobility_that_was_sent_in_the_meantime_is_left_alone(project, mapping, consultant, school):
    back = consortium.mobility(at=school, of=project, state=State.SENT_BACK)
    reading = services.look_through(
        content=as_csv({"Mobility ID": back.number, "Days": "4"}),
        file_name="a.csv", mapping=mapping, project=project, by=consultant, now=NOW,
    )  # fmt: skip
    Mobility.objects.filter(pk=back.pk).update(state=State.PROPOSED)

    (result,) = services.apply(reading=reading, by=consultant, now=NOW).results

    back.refresh_from_db()
    assert (result["fate"], back.days) == (Fate.REFUSED, 5)


def test_a_file_is_brought_in_once(project, mapping, consultant):
    reading = services.look_through(content=as_csv(new_row()), file_name="a.csv", mapping=mapping, project=project, by=consultant, now=NOW)
    services.apply(reading=reading, by=consultant, now=NOW)

    with pytest.raises(WrongState):
        services.apply(reading=reading, by=consultant, now=NOW)
    assert Mobility.objects.count() == 1
    assert LogEntry.objects.get(act="exchange.apply").note == "1 ny"


def test_what_was_not_brought_in_is_forgotten(project, mapping, consultant):
    looked(project, mapping, consultant, new_row())
    assert services.forget_old(now=NOW) == 0
    assert services.forget_old(now=NOW.replace(day=20)) == 1
    assert not MobilityImport.objects.exists()


def test_out_in_the_tools_columns_and_in_again_changes_nothing(project, mapping, consultant, school, sign_in):
    consortium.mobility(at=school, of=project, state=State.APPROVED, module_number="123456-MOB-00001")
    client = sign_in(consultant)
    answer = client.get(f"/erasmus/udveksling/hent/?project={project.pk}&mapping={mapping.pk}&fil=csv")
    content = b"".join(answer.streaming_content)

    (line,) = list(csv.DictReader(io.StringIO(content.decode("utf-8-sig")), delimiter=";"))
    assert (line["Start"], line["Activity"], line["Sending OID"], line["Green"], line["Unused"]) == (
        "01/03/2027", "SHADO", "E10000001", "No", "",
    )  # fmt: skip
    reading = services.look_through(content=content, file_name="a.csv", mapping=mapping, project=project, by=consultant, now=NOW)
    assert [row["fate"] for row in reading.plan] == [Fate.SAME]


def _approved(amount: int, *, support: int) -> dict:
    """A frozen grant of two lines, one of them support."""
    shown = {"quantity": 1, "rule": "", "source": "", "is_confirmed": True}
    return {
        "lines": [
            shown | {"category": "organisation", "unit_amount": str(amount)},
            shown | {"category": "inclusion_participants", "unit_amount": str(support)},
        ]
    }


def test_out_in_our_own_columns_as_a_workbook(project, consultant, school, sign_in):
    consortium.mobility(at=school, of=project, state=State.APPROVED, grant_total=Decimal("1534.00"), grant=_approved(1234, support=300))
    consortium.mobility(at=school, of=project, state=State.DRAFT)
    answer = sign_in(consultant).get(f"/erasmus/udveksling/hent/?project={project.pk}&fil=xlsx")

    rows = list(load_workbook(io.BytesIO(b"".join(answer.streaming_content))).worksheets[0].values)
    assert rows[0] == tuple(str(item.label) for item in Item)
    assert len(rows) == 2
    assert 1234 in rows[1], "without support: the sum would tell it"
    assert not [head for head in rows[0] if "mulighed" in head or "støtte" in head.lower()]


def test_a_workbook_is_read_like_a_csv_file(project, mapping, consultant):
    book = Workbook()
    book.active.append(list(HEADS))
    row = new_row(Start=date(2027, 3, 1), End=date(2027, 3, 5), Days=5)
    book.active.append([row.get(head) for head in HEADS])
    out = io.BytesIO()
    book.save(out)
    reading = services.look_through(content=out.getvalue(), file_name="a.xlsx", mapping=mapping, project=project, by=consultant, now=NOW)

    assert [row["fate"] for row in reading.plan] == [Fate.NEW]


BAD = {
    "nothing": b"",
    "a broken workbook": b"PK\x03\x04 no workbook",
    "no text": b"\x00\x01\x02\xff;\x00",
    "two columns of one name": b"A;A\n1;2\n",
    "an open quote": b'A;B\n"1;2\n',
    "too large": b"A;B\n" + b"x" * (5 * 1024 * 1024),
    "too many rows": b"A;B\n" + b"1;2\n" * 2001,
}


@pytest.mark.parametrize("content", BAD.values(), ids=BAD.keys())
def test_a_file_that_is_no_table_is_refused_in_words(content):
    with pytest.raises(BadFile, match=r"\. \w+"):
        read(content)


READ = [
    (Item.STARTS_ON, "31.03.2027", date(2027, 3, 31)),
    (Item.STARTS_ON, "2027-03-31T00:00:00", date(2027, 3, 31)),
    (Item.DAYS, "5.0", 5),
    (Item.DAYS, 5, 5),
    (Item.GREEN, "ja", True),
    (Item.GREEN, "0", False),
    (Item.TITLE, "  to   ord ", "to ord"),
    (Item.KM, "  ", None),
]


@pytest.mark.parametrize(("item", "value", "said"), READ)
def test_what_a_cell_says(item, value, said):
    assert read_back(item, value, Manner()) == said


@pytest.mark.parametrize("value", ["5,5", "-1", "fem", True])
def test_days_are_whole(value):
    with pytest.raises(Unreadable):
        read_back(Item.DAYS, value, Manner())


@pytest.mark.parametrize(
    ("head", "item"),
    [("Mobility ID", "number"), ("Sending Organisation OID", "sender_oid"), ("sending_organisation", "sender"), ("Rejsedage", "travel_days"), ("Comment", "")],
)  # fmt: skip
def test_a_heading_is_guessed(head, item):
    assert guessed(head) == item


def test_two_mappings_of_one_name_are_refused(consultant, mapping):
    with pytest.raises(WrongState):
        services.save_mapping(mapping=None, name="Værktøjet", columns=[("A", "title")], manner=Manner(), by=consultant, now=NOW)


def test_columns_are_told_apart_and_saved_on_the_page(consultant, sign_in):
    client = sign_in(consultant)
    asked = client.post("/erasmus/udveksling/kolonner/", {"file": io.BytesIO(b"Mobility ID;Start date;Remark\n")})
    assert b'value="number" selected' in asked.content

    fields = {"name": "BM", "date_format": "%Y-%m-%d", "yes_no": "Yes/No", "overskrifter": '["Mobility ID", "Start date", "Remark"]'}
    answer = client.post("/erasmus/udveksling/kolonner/", {**fields, "kolonne-0": "number", "kolonne-1": "starts_on", "kolonne-2": ""})

    assert answer.status_code == 302
    assert ColumnMapping.objects.get(name="BM").columns == [["Mobility ID", "number"], ["Start date", "starts_on"], ["Remark", ""]]


def test_one_item_in_two_columns_is_refused(consultant, sign_in):
    fields = {"name": "BM", "date_format": "%Y-%m-%d", "yes_no": "Yes/No", "overskrifter": '["A", "B"]'}
    answer = sign_in(consultant).post("/erasmus/udveksling/kolonner/", {**fields, "kolonne-0": "title", "kolonne-1": "title"})

    assert "er valgt for to kolonner" in answer.content.decode()
    assert not ColumnMapping.objects.exists()


@pytest.mark.parametrize("heads", ["", "nej", '{"a": 1}', "[1, 2]", "[]", '["a\\u0000"]', '["\\ud800"]', "[" * 100_000])
def test_headings_that_are_no_list_are_a_bad_request(consultant, sign_in, heads):
    assert sign_in(consultant).post("/erasmus/udveksling/kolonner/", {"overskrifter": heads}).status_code == 400


@pytest.mark.parametrize("count", [1, 3])
def test_taking_out_costs_the_same_for_one_and_three(project, consultant, school, sign_in, count, django_assert_num_queries):
    for _number in range(count):
        consortium.mobility(at=school, of=project, state=State.APPROVED)
    client = sign_in(consultant)
    client.get("/erasmus/udveksling/")
    with django_assert_num_queries(14):
        client.get(f"/erasmus/udveksling/hent/?project={project.pk}&fil=csv")


@pytest.mark.parametrize("is_written", [False, True], ids=["left alone", "written in"])
def test_what_was_written_after_the_file_was_looked_through_stays(project, mapping, consultant, school, is_written):
    mobility = consortium.mobility(at=school, of=project, state=State.SENT_BACK)
    content = as_csv({"Mobility ID": mobility.number, "Days": "4"})
    reading = services.look_through(content=content, file_name="a.csv", mapping=mapping, project=project, by=consultant, now=NOW)
    if is_written:
        Mobility.objects.filter(pk=mobility.pk).update(days=3, changed_at=NOW + timedelta(minutes=5))

    (line,) = services.apply(reading=reading, by=consultant, now=NOW + timedelta(hours=1)).results

    mobility.refresh_from_db()
    assert (line["fate"], mobility.days) == ((Fate.REFUSED, 3) if is_written else (Fate.CHANGED, 4))
    assert (consultant.user in mobility.writers.all()) is not is_written, "who writes in it cannot decide on it"
