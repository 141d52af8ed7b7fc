import re
from datetime import UTC, datetime, timedelta

import pytest
from django.urls import reverse

from portal.documents.choices import DocumentState
from portal.documents.models import Document
from portal.home import queries
from tests.factories import people, places, trials
from tests.support.pages import check_page
from trials.catalogue.choices import EditionState
from trials.catalogue.models import Catalogue, Edition, EditionItem
from trials.choices import Life, Outcome, Visibility

pytestmark = pytest.mark.django_db

NOW = datetime(2026, 11, 2, 9, 30, tzinfo=UTC)
INFO = ["about", "publishing", "contact", "privacy"]


def read(client) -> str:
    response = client.get(reverse("home:front"))
    assert response.status_code == 200
    check_page(response.content)
    return response.content.decode()


def text(html: str) -> str:
    return " ".join(re.sub(r"<[^>]*>", " ", html).split())


def edition(*versions, number: int = 1, state: str = EditionState.PUBLISHED, published_at: datetime = NOW, **fields) -> Edition:
    """An edition of a catalogue of the versions' municipality, with the document that a publication has."""
    by = people.user()
    catalogue = Catalogue.objects.get_or_create(
        slug="katalog", defaults={"title": "Katalog", "municipality": versions[0].trial.municipality}
    )[0]
    made = Edition.objects.create(
        catalogue=catalogue,
        number=number,
        title=fields.pop("title", "Flere børn med"),
        created_at=NOW,
        created_by=by,
        changed_at=NOW,
        **fields,
    )
    for position, version in enumerate(versions):
        EditionItem.objects.create(edition=made, version=version, position=position)
    if state == EditionState.PUBLISHED:
        document = Document.objects.create(
            kind="catalogue",
            subject=made,
            language="da",
            snapshot={},
            snapshot_hash="0" * 64,
            state=DocumentState.READY,
            requested_at=NOW,
            finished_at=NOW,
            template_version="1",
            file="documents/katalog.pdf",
            file_name="katalog.pdf",
            checksum="0" * 64,
            size=6_240_000,
            pages=72,
        )
        Edition.objects.filter(pk=made.pk).update(state=state, published_at=published_at, published_by=by, document=document)
        made.refresh_from_db()
    return made


def test_a_fresh_installation_says_what_will_come(client):
    html = read(client)

    assert "Her kommer de første prøvehandlinger" in html
    assert reverse("home:publishing") in html
    assert 'class="issue' not in html
    assert "h-komm" not in html


def test_the_search_field_leads_to_the_list(client):
    html = read(client)

    assert f'action="{reverse("trials:list")}"' in html
    assert '<label class="ask__label" for="q">Hvad vil I prøve?</label>' in html


def test_the_newest_leads(client):
    older, newer = trials.published(headline="Den gamle"), trials.published(headline="Den nye")
    older.published_at = newer.published_at - timedelta(days=1)
    older.save()

    html = read(client)

    assert html.index("Den nye") < html.index("Den gamle")
    assert 'class="first fa-' in html


def test_only_what_the_reader_may_read_is_shown_and_counted(client, sign_in):
    partnership = places.network()
    area = places.focus_area(partnership, "Overgange")
    ours = trials.published(headline="Kun for kommunen", area=area, visibility=Visibility.MUNICIPALITY)
    trials.published(headline="For alle", area=area)
    colleague = people.actor("consultant", ours.trial.municipality)

    visitor = read(client)
    inside = read(sign_in(colleague))

    assert "Kun for kommunen" not in visitor
    assert "Overgange 1 prøvehandling" in text(visitor)
    assert "Kun for kommunen" in inside
    assert "Overgange 2 prøvehandlinger" in text(inside)


def test_drafts_are_never_counted(client):
    area = places.focus_area(places.network(), "Overgange")
    trials.draft(area=area)

    assert "Overgange 0 prøvehandlinger" in text(read(client))


def test_the_areas_are_those_of_partnerships(client):
    places.focus_area(places.network(), "Partnerskabets område")
    places.focus_area(places.network(kind="learning_network"), "Læringsnetværkets område")
    places.focus_area(places.municipality(), "Kommunens område")

    html = read(client)

    assert "Partnerskabets område" in html
    assert "Læringsnetværkets område" not in html
    assert "Kommunens område" not in html
    assert "Ét fokusområde" in html


def test_what_did_not_go_as_expected_is_told(client):
    failed, never, well = (
        trials.published(headline="Vi begyndte forfra"),
        trials.published(headline="Det blev aldrig til noget"),
        trials.published(),
    )
    for version, changes in (
        (failed, {"outcome": Outcome.NOT_AS_EXPECTED}),
        (never, {"life": Life.NEVER_STARTED, "outcome": ""}),
        (well, {"outcome": Outcome.AS_EXPECTED}),
    ):
        type(version.trial).objects.filter(pk=version.trial.pk).update(**changes)

    section = read(client).split('id="h-ikke"')[1].split("</section>")[0]

    assert "Vi begyndte forfra" in section
    assert "Det blev aldrig til noget" in section
    assert well.headline not in section


def test_municipalities_stand_in_danish_order_with_what_they_have_published(client):
    names = ["Aabenraa", "Zebra", "Ærø", "Østerby", "Åby"]
    members = {name: places.municipality(name) for name in names}
    places.network(*members.values())
    places.municipality("Ikke med")
    trials.published(at=places.school(at=members["Ærø"]))
    trials.published(at=places.school(at=members["Ærø"]), visibility=Visibility.MUNICIPALITY)

    section = text(read(client).split('id="h-komm"')[1].split("</section>")[0])

    assert "Fem kommuner er med" in section
    assert "Zebra på vej Ærø 1 Østerby på vej Aabenraa på vej Åby på vej" in section
    assert "Ikke med" not in section


def test_the_newest_published_catalogue_is_offered(client):
    version = trials.published()
    edition(version, number=1, published_at=NOW - timedelta(days=300))
    newest = edition(version, number=2)
    edition(version, number=3, state=EditionState.DRAFT)

    html = read(client)

    assert "Inspirationskatalog</span>" in html and "<span>2. udgave</span>" in html
    assert "Én prøvehandling, samlet" in html
    assert "Hent PDF (6,2 MB)" in html
    assert reverse("catalogue:pdf", args=["katalog", newest.number]) in html
    assert "72 sider" in html


def test_a_catalogue_for_the_municipality_is_not_offered_to_visitors(client, sign_in):
    version = trials.published()
    edition(version, visibility=Visibility.MUNICIPALITY)

    assert "Det nye katalog er klar" not in read(client)
    assert "Det nye katalog er klar" in read(sign_in(people.actor("consultant", version.trial.municipality)))


@pytest.mark.parametrize("rows", [1, 3])
def test_the_number_of_queries_does_not_grow(client, django_assert_num_queries, rows):
    partnership = places.network(*[places.municipality() for _ in range(rows)])
    area = places.focus_area(partnership)
    versions = [trials.published(area=area) for _ in range(rows)]
    type(versions[0].trial).objects.update(outcome=Outcome.NOT_AS_EXPECTED)
    edition(*versions)
    client.get(reverse("home:front"))

    with django_assert_num_queries(10):
        client.get(reverse("home:front"))


@pytest.mark.parametrize("name", INFO)
def test_pages_about_the_portal_are_open_to_all(client, name):
    response = client.get(reverse(f"home:{name}"))

    assert response.status_code == 200
    check_page(response.content)
    assert 'aria-current="page"' in response.content.decode()


@pytest.mark.parametrize("name", ["front", *INFO, "was"])
def test_they_only_read(client, name):
    assert client.post(reverse(f"home:{name}")).status_code == 405


def test_every_cookie_that_is_set_is_explained(client, settings):
    html = client.get(reverse("home:privacy")).content.decode()

    for name in (settings.SESSION_COOKIE_NAME, settings.CSRF_COOKIE_NAME, settings.LANGUAGE_COOKIE_NAME, "messages"):
        assert f">{name}</th>" in html


def test_the_accessibility_statement_lives_in_the_states_tool(client, settings):
    settings.ACCESSIBILITY_STATEMENT_URL = "https://www.was.digst.dk/afproevet"

    assert client.get("/was").url == "https://www.was.digst.dk/afproevet"


def test_one_person_per_kind_of_role_is_suggested():
    school = places.school()
    for kind, place in (("school_leader", school), ("school_leader", places.school()), ("consultant", school.municipality)):
        people.role(kind, place)
    people.role("head", school.municipality, who=people.user(is_active=False))

    assert [role.kind for role in queries.front_demo_people(NOW.date())] == ["school_leader", "consultant"]
