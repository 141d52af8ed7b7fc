"""What machines read of the public portal: feeds, site map, robots, and the head of public pages. Nothing that isn't published to everyone."""

import json
import re
from xml.etree import ElementTree as Xml

import pytest
from django.test import Client

from portal.home.views import machines
from tests.factories import catalogues, people, places
from tests.factories import trials as make
from trials.choices import State, Visibility

pytestmark = pytest.mark.django_db
ATOM = "{http://www.w3.org/2005/Atom}"
MAP = "{http://www.sitemaps.org/schemas/sitemap/0.9}"


def entries(client: Client, path: str = "/nyt.atom") -> list[Xml.Element]:
    answer = client.get(path)
    assert (answer.status_code, answer["Content-Type"]) == (200, "application/atom+xml; charset=utf-8")
    return Xml.fromstring(answer.content).findall(f"{ATOM}entry")


def titles(client: Client, path: str = "/nyt.atom") -> list[str]:
    return [entry.findtext(f"{ATOM}title") or "" for entry in entries(client, path)]


def addresses(client: Client, path: str) -> list[str]:
    return [found.text or "" for found in Xml.fromstring(client.get(path).content).iter(f"{MAP}loc")]


def data_of(client: Client, path: str) -> list[dict]:
    page = client.get(path).content.decode()
    return [json.loads(found) for found in re.findall(r'<script type="application/ld\+json">(.*?)</script>', page)]


def head_of(client: Client, path: str, **more) -> str:
    return client.get(path, **more).content.decode().partition("</head>")[0]


def test_an_entry_tells_the_text_as_it_was_published_in_danish(client):
    version = make.published(title="Klippekortet", headline="Fire værksteder")
    version.trial.versions.update(title="Ændret i tabellen")
    (entry,) = entries(client)
    assert entry.findtext(f"{ATOM}title") == "Klippekortet: Fire værksteder"
    assert entry.findtext(f"{ATOM}summary") == version.standfirst
    assert entry.findtext(f"{ATOM}updated") == version.published_at.isoformat()
    assert entry.find(f"{ATOM}link").get("href").endswith(f"/proevehandlinger/{version.trial.slug}/")
    assert entry.findtext(f"{ATOM}id") == f"tag:localhost,2026:proevehandling/{version.trial.pk}"


def test_each_focus_area_and_municipality_has_its_feed(client):
    here = places.municipality("Egsted")
    area = places.focus_area(here, "Fravær")
    namesake = places.focus_area(places.municipality(), "Fravær")
    make.published(at=places.school(at=here), title="Her", headline="", area=area)
    make.published(title="Der", headline="", area=namesake)
    make.published(title="Andet", headline="")
    assert sorted(titles(client)) == ["Andet", "Der", "Her"]
    assert sorted(titles(client, f"/nyt/fokus/{area.pk}.atom")) == ["Der", "Her"]
    assert titles(client, "/nyt/kommune/egsted.atom") == ["Her"]
    assert client.get("/nyt/kommune/findes-ikke.atom").status_code == 404
    assert client.get("/nyt/fokus/999999.atom").status_code == 404


def test_the_map_names_the_municipalities_that_take_part(client):
    version = make.published()
    places.municipality("Ikke med")
    found = [address.removeprefix("http://localhost:8000") for address in addresses(client, "/sitemap-sider.xml")]
    assert {"/kommuner/", f"/kommuner/{version.trial.municipality.slug}/"} <= set(found)
    assert "/kommuner/ikke-med/" not in found


def test_a_page_without_a_picture_shares_the_figures(client):
    for path in ("/", "/proevehandlinger/", "/kommuner/"):
        assert 'property="og:image" content="http://localhost:8000/static/img/deling.png"' in client.get(path).content.decode()


@pytest.mark.parametrize("path", ["/nyt.atom", "/sitemap.xml", "/sitemap-sider.xml", "/sitemap-proevehandlinger-1.xml"])
def test_what_has_not_changed_is_answered_in_short(path, client):
    version = make.published()
    first = client.get(path)
    assert client.get(path, headers={"if-none-match": first["ETag"]}).status_code == 304
    make.published(at=version.trial.home_school)
    places.network()
    again = client.get(path, headers={"if-none-match": first["ETag"]})
    assert again.status_code == (304 if path == "/sitemap.xml" else 200)


def test_an_empty_feed_stays_the_same(client):
    assert entries(client) == []
    assert client.get("/nyt.atom").content == client.get("/nyt.atom").content


NARROW = {
    "a draft": lambda at: make.draft(at=at, title="HEMMELIG"),
    "sent": lambda at: make.in_state(State.SUBMITTED, at=at, title="HEMMELIG"),
    "approved": lambda at: make.in_state(State.APPROVED, at=at, title="HEMMELIG"),
    "withdrawn": lambda at: make.in_state(State.WITHDRAWN, at=at, title="HEMMELIG"),
    "for the school": lambda at: make.published(at=at, title="HEMMELIG", visibility=Visibility.SCHOOL),
    "for the municipality": lambda at: make.published(at=at, title="HEMMELIG", visibility=Visibility.MUNICIPALITY),
    "for networks": lambda at: make.published(at=at, title="HEMMELIG", visibility=Visibility.NETWORKS),
}


@pytest.mark.parametrize("narrow", NARROW.values(), ids=NARROW)
@pytest.mark.parametrize("asks", ["visitor", "consultant", "school_leader"])
def test_what_is_not_for_everyone_is_told_to_no_machine(narrow, asks, client, sign_in):
    """Whoever asks: what a machine is told may be kept and shown to others."""
    at = places.school()
    version = narrow(at)
    area = version.focus_areas.get()
    if asks != "visitor":
        sign_in(people.actor(asks, at if asks == "school_leader" else at.municipality))
    feeds = ["/nyt.atom", f"/nyt/fokus/{area.pk}.atom", f"/nyt/kommune/{at.municipality.slug}.atom"]
    for path in [*feeds, "/sitemap.xml", "/sitemap-sider.xml", "/sitemap-proevehandlinger-1.xml"]:
        said = client.get(path).content.decode()
        assert "HEMMELIG" not in said
        assert version.trial.slug not in said
    page = client.get(f"/proevehandlinger/{version.trial.slug}/")
    if page.status_code == 200:
        head = page.content.decode().partition("</head>")[0]
        assert "application/ld+json" not in head
        assert "og:" not in head
        assert '<meta name="robots" content="noindex">' in head


def test_no_feed_names_a_person(client):
    version = make.published()
    said = client.get("/nyt.atom").content.decode()
    for person in [*(row.name for row in version.trial.people.all()), version.submitted_by.name, version.published_by.name]:
        assert person not in said


def test_the_map_leads_to_every_public_page(client, monkeypatch):
    monkeypatch.setattr(machines, "ADDRESSES_IN_A_MAP", 2)
    edition, network = catalogues.published(), places.network()
    versions = [make.published() for _number in range(2)]
    maps = addresses(client, "/sitemap.xml")
    assert [address.rpartition("/")[2] for address in maps] == [
        "sitemap-sider.xml",
        "sitemap-proevehandlinger-1.xml",
        "sitemap-proevehandlinger-2.xml",
    ]
    listed = [path.partition("8000")[2] or path for one in maps for path in addresses(client, "/" + one.rpartition("/")[2])]
    for path in [edition.get_absolute_url(), f"/netvaerk/{network.slug}/", *(f"/proevehandlinger/{row.trial.slug}/" for row in versions)]:
        assert path in listed
    assert {client.get(path).status_code for path in listed} == {200}
    assert client.get("/sitemap-proevehandlinger-9.xml").status_code == 404
    last = Xml.fromstring(client.get("/sitemap-proevehandlinger-1.xml").content).find(f"{MAP}url/{MAP}lastmod")
    assert last is not None
    assert last.text == "2026-11-02"


@pytest.mark.parametrize("state", ["draft", "withdrawn"])
def test_an_edition_that_is_not_out_is_on_no_map_and_says_nothing_of_itself(state, client, sign_in):
    edition = getattr(catalogues, state)()
    assert not [address for address in addresses(client, "/sitemap-sider.xml") if edition.get_absolute_url() in address]
    sign_in(catalogues.maker(edition.catalogue.owner))
    assert data_of(client, edition.get_absolute_url()) == []


def test_robots_stay_out_of_where_people_work(client, settings):
    settings.DEMO = False
    said = client.get("/robots.txt").content.decode()
    for path in ("/skriv/", "/gennemsyn/", "/admin/", "/log/", "/personer/", "/invitation/"):
        assert f"Disallow: {path}\n" in said
    assert "Disallow: /\n" not in said
    assert f"Sitemap: {settings.SITE_URL}/sitemap.xml\n" in said
    settings.DEMO = True
    assert client.get("/robots.txt").content.decode() == "User-agent: *\nDisallow: /\n"


def test_a_trial_action_says_what_it_is_about_without_persons(client):
    at = places.school("Hasselhegnskolen", at=places.municipality("Egsted"))
    version = make.published(at=at, title="Klippekortet", headline="</script><b>Fire værksteder & mere")
    path = f"/proevehandlinger/{version.trial.slug}/"
    (said,) = data_of(client, path)
    assert said["@type"] == "Article"
    assert said["headline"] == "</script><b>Fire værksteder & mere"
    assert said["author"] == [{"@type": "School", "name": "Hasselhegnskolen"}]
    assert said["publisher"]["name"] == "Egsted Kommune"
    assert "Karen" not in json.dumps(said)
    assert "Karen" not in head_of(client, path)


def test_a_trial_action_has_one_address_in_each_language(client, settings):
    version = make.published()
    path = f"/proevehandlinger/{version.trial.slug}/"
    head = head_of(client, path, query_params={"utm": "x"})
    assert f'<link rel="canonical" href="{settings.SITE_URL}{path}">' in head
    assert f'hreflang="en" href="{settings.SITE_URL}{path}?sprog=en"' in head
    assert f'hreflang="x-default" href="{settings.SITE_URL}{path}"' in head
    english = client.get(path, {"sprog": "en"})
    assert '<html lang="en">' in english.content.decode()
    assert f'<link rel="canonical" href="{settings.SITE_URL}{path}?sprog=en">' in english.content.decode()
    assert settings.LANGUAGE_COOKIE_NAME not in english.cookies
    assert '<html lang="da">' in client.get(path).content.decode()
    assert '<html lang="da">' in client.get(path, {"sprog": "xx"}).content.decode()


def test_a_list_that_is_filtered_has_the_address_of_the_whole_list(client, settings):
    assert f'<link rel="canonical" href="{settings.SITE_URL}/proevehandlinger/?side=2">' in head_of(client, "/proevehandlinger/?side=2")
    assert f'<link rel="canonical" href="{settings.SITE_URL}/proevehandlinger/">' in head_of(client, "/proevehandlinger/?q=x&side=2")


def test_pages_point_to_their_feeds(client):
    version = make.published()
    head = head_of(client, f"/proevehandlinger/{version.trial.slug}/")
    for path in ("/nyt.atom", f"/nyt/kommune/{version.trial.municipality.slug}.atom", f"/nyt/fokus/{version.focus_areas.get().pk}.atom"):
        assert f'type="application/atom+xml" href="{path}"' in head


def test_an_edition_names_its_file_while_it_can_be_had(client):
    edition = catalogues.published(title="Flere med")
    (said,) = data_of(client, edition.get_absolute_url())
    assert (said["@type"], said["name"], said["numberOfPages"]) == ("Book", "Flere med", 12)
    assert said["encoding"]["contentUrl"].endswith(f"{edition.get_absolute_url()}pdf/")


COST = [("/nyt.atom", 1), ("/sitemap-proevehandlinger-1.xml", 2), ("/sitemap-sider.xml", 5), ("/sitemap.xml", 2)]


@pytest.mark.parametrize("rows", [1, 3])
@pytest.mark.parametrize(("path", "queries"), COST)
def test_each_asks_as_often_for_three_as_for_one(path, queries, rows, client, django_assert_num_queries):
    for _number in range(rows):
        make.published()
        catalogues.published()
        places.network()
    with django_assert_num_queries(queries):
        client.get(path)
