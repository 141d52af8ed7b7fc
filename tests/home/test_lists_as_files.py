"""Every list as a file: the rows that the page shows to the same reader under the same filters, whatever page they stand on."""

import csv
import io
from types import SimpleNamespace

import openpyxl
import pytest
from django.test import Client

from portal import limits
from portal.notices.choices import MailKind
from portal.notices.models import Mail, Notice
from portal.text.models import Synonym
from tests.factories import catalogues, mails, people, places
from tests.factories import trials as make
from trials.choices import State, Visibility

pytestmark = pytest.mark.django_db


def rows_of(response) -> list[dict[str, str]]:
    """A CSV file as its rows by heading."""
    assert response.status_code == 200
    text = b"".join(response.streaming_content).decode("utf-8-sig")
    return list(csv.DictReader(io.StringIO(text, newline=""), delimiter=";"))


def titles(client: Client, path: str, **asked: str) -> list[str]:
    return [row["Titel"] for row in rows_of(client.get(path, {"fil": "csv", **asked}))]


@pytest.fixture
def here():
    return places.municipality("Egsted")


@pytest.fixture
def school(here):
    return places.school("Hasselhegnskolen", at=here)


def _published(world) -> None:
    make.published(at=world.school, area=world.area)


def _elsewhere(_world) -> None:
    make.published(at=places.school())


def _submitted(world) -> None:
    make.in_state(State.SUBMITTED, at=world.school, area=world.area)


def _draft(world) -> None:
    make.draft(at=world.school, by=world.leader.user, area=world.area)


def _role(world) -> None:
    people.role("contributor", world.school)


def _edition(world) -> None:
    catalogues.published(world.here)


def _network(world) -> None:
    places.focus_area(places.network(world.here))


def _synonym(_world) -> None:
    number = Synonym.objects.count()
    Synonym.objects.create(
        one=f"fravær{number}", other=f"udebliven{number}", one_folded=f"fravær{number}", other_folded=f"udebliven{number}",
        state="suggested", made_at=make.NOW,
    )  # fmt: skip


def _notice(world) -> None:
    Notice.objects.create(user=world.leader.user, kind=MailKind.RETURNED, text="Jeres tekst er sendt retur.", created_at=make.NOW)


def _mail(world) -> None:
    made = mails.stuck()
    Mail.objects.filter(pk=made.pk).update(municipality_number=world.here.pk)


# The address, who asks, what makes one more row, and how often the database is asked.
LISTS = [
    ("/proevehandlinger/", "", _published, 4),
    ("/gennemsyn/", "consultant", _submitted, 12),
    ("/support/kladder/", "system_administrator", _draft, 9),
    ("/kataloger/", "", _edition, 1),
    ("/netvaerk/", "", _network, 2),
    ("/personer/", "consultant", _role, 11),
    ("/log/", "consultant", _published, 12),
    ("/mine-opgaver/", "school_leader", _draft, 17),
    ("/kommuner/", "", _elsewhere, 2),
    ("/soegeord/", "consultant", _synonym, 9),
    ("/beskeder/", "school_leader", _notice, 9),
    ("/post/", "consultant", _mail, 10),
]


@pytest.mark.parametrize("rows", [1, 3])
@pytest.mark.parametrize(("path", "kind", "add", "queries"), LISTS, ids=[row[0] for row in LISTS])
def test_a_file_asks_as_often_for_three_rows_as_for_one(
    path, kind, add, queries, rows, client, sign_in, here, school, django_assert_num_queries
):
    leader = people.actor("school_leader", school)
    world = SimpleNamespace(here=here, school=school, leader=leader, area=places.focus_area(here))
    if kind:
        sign_in(leader if kind == "school_leader" else people.actor(kind, here))
    for _number in range(rows):
        add(world)
    client.get(path)  # content types and the like are known by now
    with django_assert_num_queries(queries):
        found = rows_of(client.get(path, {"fil": "csv"}))
    assert len(found) >= rows


@pytest.mark.parametrize(("path", "kind", "add", "_queries"), LISTS, ids=[row[0] for row in LISTS])
def test_each_list_page_links_to_its_two_files_and_both_can_be_opened(path, kind, add, _queries, client, sign_in, here, school):
    leader = people.actor("school_leader", school)
    world = SimpleNamespace(here=here, school=school, leader=leader, area=places.focus_area(here))
    if kind:
        sign_in(leader if kind == "school_leader" else people.actor(kind, here))
    add(world)
    page = client.get(path).content.decode()
    assert 'href="?fil=xlsx"' in page
    assert 'href="?fil=csv"' in page
    book = openpyxl.load_workbook(io.BytesIO(client.get(path, {"fil": "xlsx"}).getvalue()))
    in_book = [[cell.value for cell in row] for row in book.active.iter_rows()]
    in_csv = rows_of(client.get(path, {"fil": "csv"}))
    assert in_book[0] == list(in_csv[0])
    assert len(in_book) == len(in_csv) + 1


def test_the_file_holds_the_list_as_it_is_filtered_and_all_its_pages(client, school):
    area = places.focus_area(school.municipality, "Fravær")
    for number in range(21):
        make.published(at=school, title=f"Morgenmøde {number}", area=area)
    make.published(at=places.school(), title="Noget andet")
    found = titles(client, "/proevehandlinger/", q="morgenmøde", kommune="egsted", side="2")
    assert len(found) == 21
    assert "Noget andet" not in found
    assert titles(client, "/proevehandlinger/", fokus=str(area.pk), sort="titel")[0] == "Morgenmøde 0"
    assert 'href="?q=moede&amp;fil=csv"' in client.get("/proevehandlinger/", {"q": "moede", "side": "1"}).content.decode().replace(
        "%3D", "="
    )


def test_a_file_shows_a_reader_no_more_than_the_page(client, sign_in, school):
    make.published(at=school, title="For alle")
    make.published(at=school, title="Kun kommunen", visibility=Visibility.MUNICIPALITY)
    make.draft(at=school, title="En kladde")
    assert titles(client, "/proevehandlinger/") == ["For alle"]
    assert set(titles(sign_in(people.actor("ppr", school.municipality)), "/proevehandlinger/")) == {"For alle", "Kun kommunen"}


def test_the_public_file_names_no_person(client, school):
    make.published(at=school)
    text = str(rows_of(client.get("/proevehandlinger/", {"fil": "csv"})))
    assert "Karen Mølgaard" not in text
    assert "@" not in text


@pytest.mark.parametrize("path", ["/log/", "/gennemsyn/", "/support/kladder/"])
@pytest.mark.parametrize("kind", ["xlsx", "csv"])
def test_who_may_not_see_the_page_gets_no_file(path, kind, client, sign_in, school):
    assert client.get(path, {"fil": kind}).status_code == 302
    assert sign_in(people.actor("contributor", school)).get(path, {"fil": kind}).status_code == 403


def test_a_file_of_an_unknown_kind_is_the_page(client):
    assert client.get("/proevehandlinger/", {"fil": "ods"})["Content-Type"].startswith("text/html")


def test_the_log_of_one_text_comes_as_a_file_too(client, sign_in, school):
    version = make.published(at=school)
    sign_in(people.actor("consultant", school.municipality))
    path = f"/proevehandlinger/{version.trial.slug}/historik/"
    assert 'href="?fil=csv"' in client.get(path).content.decode()
    told = [row["Hvad"] for row in rows_of(client.get(path, {"fil": "csv"}))]
    assert told[0] == "Publiceret"
    assert "Sendt til gennemsyn" in told


def test_who_fetches_files_too_often_is_told_to_wait(client, settings, monkeypatch, request):
    settings.CACHES = {"default": {"BACKEND": "django.core.cache.backends.locmem.LocMemCache", "LOCATION": request.node.name}}
    settings.FILE_RATE = 2
    monkeypatch.setattr(limits, "time", SimpleNamespace(time=lambda: 90.0))
    answers = [client.get("/proevehandlinger/", {"fil": "csv"}) for _time in range(3)]
    assert [answer.status_code for answer in answers] == [200, 200, 429]
    assert "vent et minut" in answers[-1].content.decode()
    assert 1 <= int(answers[-1]["Retry-After"]) <= 60
    assert client.get("/proevehandlinger/").status_code == 200, "the page itself is never refused"
    assert client.get("/proevehandlinger/", {"fil": "csv"}, REMOTE_ADDR="10.0.0.9").status_code == 200
