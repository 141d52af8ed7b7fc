"""The read-only API (portal.api and the api.py of each room): what it tells, to whom, and how it refuses."""

import json
from types import SimpleNamespace

import pytest
from django.core.management import call_command
from django.test import Client

from partners.mobilities.models import PublicResult
from portal.api import throttling
from schools.models import School
from tests.factories import catalogues, consortium, homecoming, people, places
from tests.factories import trials as make
from trials.catalogue.models import Edition
from trials.choices import State, Visibility
from trials.models import Image, Observation, TrialAction

pytestmark = pytest.mark.django_db
ACTIONS = "/api/v1/trial-actions"
LISTS = ["trial-actions", "municipalities", "schools", "networks", "editions", "mobilities"]


def titles(client: Client, **asked) -> list[str]:
    answer = client.get(ACTIONS, asked)
    assert answer.status_code == 200, answer.content
    return [row["title"] for row in answer.json()["results"]]


def test_a_list_has_count_next_and_results(client):
    at = places.school()
    for number in range(3):
        make.published(at=at, title=f"Nr. {number}")
    first = client.get(ACTIONS, {"page_size": 2, "q": "nr"}).json()
    assert (first["count"], len(first["results"])) == (3, 2)
    assert first["next"].endswith("/api/v1/trial-actions?page_size=2&q=nr&page=2")
    second = client.get(first["next"].partition("8000")[2] or first["next"]).json()
    assert (len(second["results"]), second["next"]) == (1, None)


def test_it_is_asked_as_the_page_is_asked(client):
    here = places.municipality("Egsted")
    area = places.focus_area(here, "Fravær")
    make.published(at=places.school(at=here), title="Morgenmøder", area=area)
    make.published(title="Klippekort")
    for asked in (
        {"q": "morgenmøde"},
        {"kommune": "egsted"},
        {"fokus": area.pk},
        {"fokus": area.pk, "kommune": ["egsted"], "sort": "titel"},
    ):
        on_page = [version.title for version in client.get("/proevehandlinger/", asked).context["versions"]]
        assert titles(client, **asked) == on_page == ["Morgenmøder"], asked


def test_the_facets_count_as_the_page_counts(client):
    here = places.municipality("Egsted")
    make.published(at=places.school(at=here))
    told = client.get(ACTIONS, {"kommune": "egsted"}).json()["facets"]
    municipalities = next(facet for facet in told if facet["legend"] == "Kommune")
    assert municipalities["choices"] == [{"name": "kommune", "value": "egsted", "label": "Egsted", "count": 1, "is_chosen": True}]


def test_the_whole_text_as_it_was_published(client):
    version = make.published(title="Klippekortet")
    version.trial.versions.update(title="Rettet bagefter i tabellen")
    told = client.get(f"{ACTIONS}/{version.trial.slug}").json()
    assert told["title"] == "Klippekortet"
    assert told["learned"] == ["Tæl, før I går i gang", "Begynd med få valg"]
    assert told["page"].endswith(f"/proevehandlinger/{version.trial.slug}/")


NARROW = [
    ("a draft", lambda at: make.draft(at=at, title="HEMMELIG")),
    ("sent for review", lambda at: make.in_state(State.SUBMITTED, at=at, title="HEMMELIG")),
    ("approved", lambda at: make.in_state(State.APPROVED, at=at, title="HEMMELIG")),
    ("withdrawn", lambda at: make.in_state(State.WITHDRAWN, at=at, title="HEMMELIG")),
    ("for the school", lambda at: make.published(at=at, title="HEMMELIG", visibility=Visibility.SCHOOL)),
    ("for the municipality", lambda at: make.published(at=at, title="HEMMELIG", visibility=Visibility.MUNICIPALITY)),
    ("for networks", lambda at: make.published(at=at, title="HEMMELIG", visibility=Visibility.NETWORKS)),
]


@pytest.mark.parametrize("narrow", [row[1] for row in NARROW], ids=[row[0] for row in NARROW])
@pytest.mark.parametrize("asks", ["visitor", "consultant", "school_leader"])
def test_only_what_is_published_to_everyone_whoever_asks(narrow, asks, client, sign_in):
    at = places.school()
    version = narrow(at)
    if asks != "visitor":
        sign_in(people.actor(asks, at if asks == "school_leader" else at.municipality))
    for address in (ACTIONS, f"{ACTIONS}?q=hemmelig"):
        answer = client.get(address)
        assert b"HEMMELIG" not in answer.content
        assert answer.json()["count"] == 0
        assert [choice for facet in answer.json()["facets"] for choice in facet["choices"]] == []
    assert client.get(f"{ACTIONS}/{version.trial.slug}").status_code == 404


def test_a_new_draft_beside_a_published_text_does_not_show(client, sign_in):
    at = places.school("Hasselhegnskolen")
    version = make.published(at=at)
    version.trial.schools.add(places.school("KLADDENS SKOLE", at=at.municipality))
    for address in (ACTIONS, f"{ACTIONS}/{version.trial.slug}"):
        assert "KLADDENS" not in client.get(address).content.decode()


def test_no_person_is_named_anywhere(client):
    """Persons stand in many places: each is given a name that nothing else has."""
    here = places.municipality()
    at = places.school(at=here)
    version = make.draft(at=at)
    TrialAction.objects.filter(pk=version.trial_id).update(contact_email="navngiven@kommune.example", contact_phone="NAVN-TELEFON")
    version = make.in_state(State.PUBLISHED, at=at)
    trial = version.trial
    TrialAction.objects.filter(pk=trial.pk).update(contact_email="navngiven@kommune.example", contact_phone="NAVN-TELEFON")
    Observation.objects.create(version=version, perspectives=["pupils"], text="De er glade.")
    frozen = make.frozen_anew(version)
    frozen.frozen["da"]["images"] = [{"id": 1, "path": "x", "alt": "NAVN-ALT", "caption": "NAVN-BILLEDTEKST", "width": 1, "height": 1}]
    frozen.save(update_fields=["frozen"])
    edition = catalogues.published(here)
    Edition.objects.filter(pk=edition.pk).update(foreword="NAVN-FORORD", foreword_name="NAVN-UNDERSKRIFT", thanks="NAVN-TAK")
    journey = _told_of(at).mobility
    journey.participants.update(name="NAVN-REJSENDE", email="navngiven@skole.example")
    type(journey).objects.filter(pk=journey.pk).update(mentor="NAVN-MENTOR")
    addresses = [f"/api/v1/{name}" for name in LISTS] + [f"{ACTIONS}/{trial.slug}"]
    said = "".join(client.get(address).content.decode() for address in addresses)
    people_there = [person.name for person in trial.people.all()] + [version.submitted_by.name, version.published_by.name]
    assert Image.objects.count() == 0
    for name in [*people_there, "navngiven", "NAVN-"]:
        assert name not in said


def test_an_edition_that_is_being_cleaned_has_no_file(client):
    edition = catalogues.published()
    assert client.get("/api/v1/editions").json()["results"][0]["pdf"].endswith("/pdf/")
    Edition.objects.create(
        catalogue=edition.catalogue, number=edition.number, correction=1, corrects=edition, corrected_on="2026-11-20", title="x", frozen={},
        created_at=edition.created_at, created_by=edition.created_by, changed_at=edition.changed_at,
    )  # fmt: skip
    told = client.get("/api/v1/editions").json()
    assert (told["count"], told["results"][0]["pdf"]) == (1, None)


@pytest.mark.parametrize("state", ["draft", "withdrawn"])
def test_only_editions_that_are_out(state, client):
    getattr(catalogues, state)()
    assert client.get("/api/v1/editions").json()["count"] == 0


def test_municipalities_stand_in_danish_order(client):
    for name in ("Aabenraa", "Zebraby", "Ærø", "Østerby"):
        places.municipality(name)
    assert [row["name"] for row in client.get("/api/v1/municipalities").json()["results"]] == ["Zebraby", "Ærø", "Østerby", "Aabenraa"]


def test_schools_of_one_municipality(client):
    school = places.school("Hasselhegnskolen", at=places.municipality("Egsted"))
    places.school("Afdeling Nord", at=school.municipality, parent=school)
    places.school()
    rows = client.get("/api/v1/schools", {"kommune": "egsted"}).json()["results"]
    assert [(row["name"], row["part_of"]) for row in rows] == [("Afdeling Nord", school.slug), ("Hasselhegnskolen", None)]


def test_a_network_tells_who_takes_part_now(client):
    here = places.municipality("Egsted")
    network = places.network(here, name="Partnerskabet")
    network.memberships.create(municipality=places.municipality("Forladt"), left_on="2026-01-01")
    told = client.get("/api/v1/networks").json()["results"]
    assert [row["name"] for row in told] == ["Partnerskabet"]
    assert told[0]["members"] == [{"kind": "municipality", "slug": "egsted", "name": "Egsted"}]


@pytest.mark.parametrize("path", ["/api/v1/municipalities", "/api/v1/openapi.json", "/api/v1/openapi.yaml"])
def test_what_has_not_changed_is_answered_in_short(path, client):
    first = client.get(path)
    again = client.get(path, headers={"if-none-match": first["ETag"]})
    assert (first.status_code, again.status_code, again.content) == (200, 304, b"")


def test_the_tag_changes_with_the_answer(client):
    before = client.get("/api/v1/municipalities")["ETag"]
    places.municipality()
    assert client.get("/api/v1/municipalities", headers={"if-none-match": before}).status_code == 200


def test_head_is_get_without_its_body(client):
    got, head = client.get(ACTIONS), client.head(ACTIONS)
    assert (head.status_code, head.content, head["ETag"]) == (200, b"", got["ETag"])


@pytest.mark.parametrize(
    ("path", "status", "words"),
    [
        (f"{ACTIONS}?komune=egsted", 400, "Parameteren findes ikke"),
        (f"{ACTIONS}?page=0", 400, "helt tal"),
        (f"{ACTIONS}?page=1&page=2", 400, "helt tal"),
        (f"{ACTIONS}?page_size=101", 400, "1 til 100"),
        (f"{ACTIONS}?page=2", 404, "Der er ingen side 2"),
        (f"{ACTIONS}?sort=nej", 400, "nej"),
        (f"{ACTIONS}?fokus=abc", 400, "abc"),
        (f"{ACTIONS}?fokus=99999", 404, "99999"),
        (f"{ACTIONS}?kommune=findes-ikke", 404, "findes-ikke"),
        (f"{ACTIONS}?q=%00", 400, "detail"),
        (f"{ACTIONS}?q={'x' * 201}", 400, "200"),
        (f"{ACTIONS}/findes-ikke", 404, "ikke publiceret til alle"),
        ("/api/v1/schools?kommune=findes-ikke", 404, "findes-ikke"),
        ("/api/v1/schools?kommune=%C3%A6", 400, "kommune"),
        ("/api/v1/persons", 404, "findes ikke"),
        ("/api/v1/", 404, "findes ikke"),
    ],
)
def test_a_refusal_is_json_with_words(path, status, words, client):
    answer = client.get(path)
    assert (answer.status_code, answer["Content-Type"]) == (status, "application/json")
    assert words in json.dumps(answer.json(), ensure_ascii=False)
    assert answer.json()["detail"]


@pytest.mark.parametrize("method", ["post", "put", "patch", "delete"])
def test_nothing_can_be_written(method, client):
    answer = getattr(Client(enforce_csrf_checks=True), method)(ACTIONS)
    assert answer.status_code == 405
    assert "kun læse" in answer.json()["detail"]
    assert set(answer["Allow"].split(", ")) == {"GET", "HEAD", "OPTIONS"}


def test_who_asks_too_often_is_told_when_to_come_back(client, settings, monkeypatch):
    settings.API_RATE = 2
    monkeypatch.setattr(throttling, "time", SimpleNamespace(time=lambda: 90.0))
    answers = [client.get("/api/v1/networks") for _time in range(5)]
    assert [answer.status_code for answer in answers] == [200, 200, 429, 429, 429]
    last = answers[-1]
    assert last["Retry-After"] == "30"
    assert "Prøv igen" in last.json()["detail"]
    assert client.get("/api/v1/networks", REMOTE_ADDR="10.0.0.9").status_code == 200


def test_the_count_is_kept_where_every_process_sees_it(client, settings, monkeypatch):
    settings.CACHES = {"default": {"BACKEND": "django.core.cache.backends.db.DatabaseCache", "LOCATION": "portal_cache"}}
    call_command("createcachetable", verbosity=0)
    settings.API_RATE = 1
    monkeypatch.setattr(throttling, "time", SimpleNamespace(time=lambda: 90.0))
    assert [client.get("/api/v1/networks").status_code for _time in range(2)] == [200, 429]


def test_pages_of_other_sites_may_read_it(client):
    assert client.get(ACTIONS)["Access-Control-Allow-Origin"] == "*"
    asked = client.options(ACTIONS, headers={"origin": "https://avis.example", "access-control-request-method": "GET"})
    assert (asked.status_code, asked["Access-Control-Allow-Headers"]) == (204, "If-None-Match")
    assert "Access-Control-Allow-Credentials" not in asked


def test_it_speaks_danish_whatever_the_reader_has_chosen(client):
    make.published()
    assert client.get(ACTIONS, headers={"accept-language": "en"}).json()["results"][0]["life_label"] == "Evalueret"
    assert "Parameteren" in client.get(f"{ACTIONS}?x=1", headers={"accept-language": "en"}).content.decode()


def test_the_page_about_it_names_every_address(client):
    page = client.get("/api/").content.decode()
    for name in LISTS:
        assert f"/api/v1/{name}" in page
    assert 'href="/api/v1/openapi.json"' in page
    assert page.index("Prøvehandlinger</h2>") < page.index("Kommuner</h2>")
    for field in ("standfirst", "next_steps_label", "institution_number"):
        assert f"<code>{field}</code>" in page


def _told_of(at: School) -> PublicResult:
    """A finished mobility of the school with a public trial action that came of it."""
    result = homecoming.result(consortium.mobility(at=at, state="completed"))
    trial = make.published(at=at, title="To voksne i timen").trial
    TrialAction.objects.filter(pk=trial.pk).update(origin=result.mobility)
    return result


def test_a_finished_mobility_is_told_without_persons(client):
    result = _told_of(places.school("Hasselhegnskolen", at=places.municipality("Egsted")))
    answer = client.get("/api/v1/mobilities").json()
    (told,) = answer["results"]
    assert answer["funded_by"] == "Finansieret af Den Europæiske Union"
    assert answer["disclaimer"].startswith("Synspunkter og holdninger")
    assert told["page"].endswith(f"/ophold/resultater/{result.mobility.number}/")
    assert (told["title"], told["learned"]) == (result.title, result.learned)
    assert (told["month"], told["activity_label"]) == ("2027-03", "Jobskygning")
    assert (told["school"]["name"], told["municipality"]["slug"]) == ("Hasselhegnskolen", "egsted")
    assert (told["host"]["country"], told["host"]["country_label"]) == ("NL", "Nederlandene")
    assert told["objective"].endswith("Flere børn i fællesskabet")
    assert [one["title"] for one in told["trial_actions"]] == ["To voksne i timen"]


@pytest.mark.parametrize("state", ["draft", "withdrawn"])
def test_only_results_that_are_published(state, client):
    homecoming.result(consortium.mobility(at=places.school(), state="completed"), state=state)
    assert client.get("/api/v1/mobilities").json()["count"] == 0


def test_a_trial_action_that_is_not_public_is_not_told_of(client):
    result = homecoming.result(consortium.mobility(at=places.school(), state="completed"))
    draft = make.draft(at=result.mobility.school, title="Hemmelig kladde")
    TrialAction.objects.filter(pk=draft.trial_id).update(origin=result.mobility)
    assert client.get("/api/v1/mobilities").json()["results"][0]["trial_actions"] == []


COST = [("trial-actions", 6), ("municipalities", 2), ("schools", 2), ("networks", 3), ("editions", 2), ("mobilities", 5)]


@pytest.mark.parametrize("rows", [1, 3])
@pytest.mark.parametrize(("name", "queries"), COST)
def test_each_list_asks_as_often_for_three_as_for_one(name, queries, rows, client, django_assert_num_queries):
    here = places.municipality()
    world = SimpleNamespace(school=places.school(at=here))
    for _number in range(rows):
        make.published(at=world.school, area=places.focus_area(here))
        places.focus_area(places.network(here, places.municipality()))
        catalogues.published(here)
        _told_of(world.school)
    with django_assert_num_queries(queries):
        client.get(f"/api/v1/{name}")
