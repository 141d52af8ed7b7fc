"""*Mine oplysninger*: what is held about the one who asks, and about nobody else; correcting it, and taking it along."""

import io
import json
import zipfile

import openpyxl
import pytest
from django.urls import reverse

from portal.accounts.actor import Actor
from portal.accounts.models import User
from portal.home import mine
from portal.home.mine.holdings import PARTS, TOLD, references
from portal.notices.choices import MailKind
from portal.notices.services import queue_mail, tell
from portal.workflow.models import LogEntry
from tests.factories import consortium, files, people, places
from tests.factories import trials as make
from tests.support.pages import check_page
from trials.services import comments, support

pytestmark = pytest.mark.django_db
NOW = make.NOW


@pytest.fixture
def school():
    return places.school("Hasselhegnskolen", at=places.municipality("Egsted"))


@pytest.fixture
def leader(school) -> Actor:
    return people.actor("school_leader", school, who=people.user("Birgit Ravn"))


def _busy(leader: Actor, school, times: int = 1) -> None:
    """Something in every part."""
    for _time in range(times):
        version = make.in_state("submitted", at=school, by=leader.user, title="Klippekortet")
        remark = make.comment(version)
        comments.reply(comment=remark, text="Til maj.", by=leader, now=NOW)
        comments.comment(version=version, section="fremover", quote="", text="Husk det.", by=leader, now=NOW)
        stored = files.image(version).stored
        stored.uploaded_by = leader.user
        stored.save()
        tell(
            kind=MailKind.RETURNED,
            user=leader.user,
            about=version,
            url="/",
            context={"version": version, "note": "", "by": leader},
            now=NOW,
        )
        people.invitation(
            "contributor", school, email=leader.user.email, accepted_at=NOW, accepted_by=leader.user, invited_by=people.user("Mette Holt")
        )
        consortium.mobility(at=school, by=leader.user, title="En uge i Utrecht")
        draft = make.draft(at=school, by=leader.user, title="En kladde")
        administrator = people.actor("system_administrator", school.municipality, who=people.user("Sys Admin"))
        support.read_draft(version=draft, reason="Billedet kan ikke hentes", by=administrator, now=NOW)


def has_password(actor: Actor) -> None:
    """Somebody who can be asked again who it is: the people of the factories sign in without."""
    actor.user.set_password(people.PASSWORD)
    actor.user.save()


def recently_proven(client) -> None:
    client.post(reverse("account_reauthenticate"), {"password": people.PASSWORD})


def _of(holdings: list, key: str) -> list[list]:
    return next(each.cells for each in holdings if each.part.key == key)


def test_every_part_tells_what_there_is(leader, school):
    _busy(leader, school)
    holdings = mine.everything(leader)
    assert ["Navn", "Birgit Ravn"] in [list(row) for row in _of(holdings, "konto")]
    assert _of(holdings, "roller")[0][0] == "Skoleleder"
    assert {row[0] for row in _of(holdings, "tekster")} == {"Klippekortet", "En kladde"}
    assert [row[0] for row in _of(holdings, "ophold")] == ["En uge i Utrecht"]
    assert {row[0] for row in _of(holdings, "ansvar")} == {"Klippekortet", "En kladde"}
    assert [row[2] for row in _of(holdings, "kommentarer")] == ["Husk det."]
    assert [row[2] for row in _of(holdings, "svar")] == ["Til maj."]
    assert len(_of(holdings, "beskeder")) == 2 and len(_of(holdings, "mails")) == 2
    assert "Bemærkning skrevet" in {row[1] for row in _of(holdings, "log")}
    assert len(_of(holdings, "filer")) == 1
    assert _of(holdings, "invitationer")[0][2].name == "Mette Holt"
    assert all(each.rows for each in holdings if each.part.key != "sessioner")


def test_who_has_looked_is_told_with_the_reason(leader, school):
    _busy(leader, school)
    (seen,) = _of(mine.everything(leader), "set")
    assert seen[1:] == ["Sys Admin", "Systemadministrator, Egsted Kommune", "En kladde", "Billedet kan ikke hentes"]


def test_what_others_hold_is_not_told(leader, school):
    _busy(leader, school)
    stranger = people.actor("school_leader", places.school(), who=people.user("En Fremmed"))
    told = str([each.cells for each in mine.everything(stranger)])
    assert "Klippekortet" not in told and "Birgit" not in told
    assert [each.part.key for each in mine.everything(stranger) if each.rows] == ["konto", "roller"]


def test_a_mail_that_opens_a_door_is_told_without_its_text(leader):
    context = {"subject": "Ny adgangskode", "text": "https://x.example/hemmeligt-link"}
    queue_mail(kind=MailKind.ACCOUNT, user=leader.user, context=context, now=NOW, secret=True)
    assert "hemmeligt-link" not in str(_of(mine.everything(leader), "mails"))


def test_every_field_that_names_an_account_is_told_or_counted(leader, school):
    """What a new room brings is counted by itself; what is told row by row is not counted twice."""
    found = set(references())
    assert found >= TOLD
    assert len(found - TOLD) > 20
    _busy(leader, school)
    counted = {(row[0], row[1]): row[2] for row in _of(mine.everything(leader), "andet")}
    assert counted["Prøvehandling", "oprettet af"] == 2


@pytest.mark.parametrize("times", [1, 3])
def test_the_page_asks_as_often_for_much_as_for_little(leader, school, sign_in, django_assert_num_queries, times):
    _busy(leader, school, times)
    client = sign_in(leader)
    client.get(reverse("home:mine"))
    with django_assert_num_queries(42):
        page = client.get(reverse("home:mine"))
    check_page(page.content)


def test_the_page_shows_some_and_says_how_many_there_are(leader, school, sign_in):
    for _number in range(7):
        make.draft(at=school, by=leader.user)
    html = sign_in(leader).get(reverse("home:mine")).content.decode()
    assert "De 5 nyeste af 7. Alle står i filen." in html


def test_what_nothing_is_kept_of_is_told_in_one_place(leader, sign_in):
    html = sign_in(leader).get(reverse("home:mine")).content.decode()
    told = html.split("Her er ingenting gemt om dig")
    assert "Kommentarer, du har skrevet" in told[1] and "Kommentarer, du har skrevet" not in told[0]


def test_the_file_holds_all_of_it_as_json_and_workbook_and_the_log_says_that_it_was_fetched(leader, school, sign_in):
    _busy(leader, school, 7)
    has_password(leader)
    client = sign_in(leader)
    recently_proven(client)
    answer = client.get(reverse("home:mine_file"))
    archive = zipfile.ZipFile(io.BytesIO(b"".join(answer.streaming_content)))
    told = json.loads(archive.read("mine-oplysninger.json"))
    parts = {part["key"]: part["rows"] for part in told["parts"]}
    assert [part["key"] for part in told["parts"]] == [part.key for part in PARTS]
    assert len(parts["svar"]) == 7 and parts["svar"][0]["Svar"] == "Til maj."
    book = openpyxl.load_workbook(io.BytesIO(archive.read("mine-oplysninger.xlsx")))
    assert book["Svar på kommentarer"].max_row == 8
    assert LogEntry.objects.filter(act="people.fetch_details", user=leader.user).count() == 1


def test_the_file_is_given_only_to_one_who_has_just_proven_who_it_is(leader, sign_in):
    has_password(leader)
    answer = sign_in(leader).get(reverse("home:mine_file"))
    assert answer.url == f"{reverse('account_reauthenticate')}?next=%2Fmine-oplysninger%2Ffil%2F"
    assert not LogEntry.objects.filter(act="people.fetch_details").exists()


def test_a_corrected_name_is_corrected_where_one_is_responsible_too(leader, school, sign_in):
    version = make.draft(at=school, by=leader.user)
    page = sign_in(leader).post(reverse("home:correct"), {"name": "Birgit Ravn Holm", "phone": "87 65 43 21"}, follow=True)
    assert "Dine oplysninger er rettet." in page.content.decode()
    person = User.objects.get(pk=leader.user_id)
    assert (person.name, person.phone) == ("Birgit Ravn Holm", "87 65 43 21")
    assert version.trial.people.get(user=person).name == "Birgit Ravn Holm"
    assert LogEntry.objects.filter(act="people.correct_details", user=person).exists()


@pytest.mark.parametrize(
    ("field", "value", "words"), [("name", "", "Skriv dit navn."), ("name", "x" * 151, "150"), ("phone", "1" * 31, "30")]
)
def test_a_wrong_correction_says_what_is_wrong_and_changes_nothing(leader, sign_in, field, value, words):
    page = sign_in(leader).post(reverse("home:correct"), {"name": "Ny", "phone": "", field: value})
    assert words in page.content.decode()
    assert User.objects.get(pk=leader.user_id).name == "Birgit Ravn"
