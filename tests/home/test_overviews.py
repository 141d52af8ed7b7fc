"""The overviews of those who run a municipality or a partnership: their numbers, what they keep to themselves, and their files."""

import io
import re
from collections import Counter
from datetime import timedelta

import pytest
from django.urls import reverse
from django.utils import timezone
from openpyxl import load_workbook

from portal.home.overviews.municipality import MunicipalityOverview
from portal.home.overviews.partnership import PartnershipOverview
from portal.home.overviews.tables import shade
from schools.networks.queries import published
from tests.factories import people, places, trials
from tests.support.pages import check_page
from trials.choices import State, Visibility
from trials.finding.services import keep
from trials.models import Version

pytestmark = pytest.mark.django_db


def overview(actor) -> MunicipalityOverview:
    return MunicipalityOverview(actor.role.place, actor, timezone.now())


def read(client, url: str) -> str:
    response = client.get(url)
    assert response.status_code == 200
    check_page(response.content)
    return response.content.decode()


def text(html: str) -> str:
    return re.sub(r"<[^>]*>", " ", html)


def rows(table) -> dict[str, list]:
    return {str(row.label): list(row.cells) for row in table.rows}


def aged(version: Version, field: str, days: int) -> Version:
    setattr(version, field, timezone.localtime() - timedelta(days=days))  # as the calendar counts, also when the clocks were set between
    version.save(update_fields=[field])
    return version


@pytest.fixture
def here():
    return places.municipality("Egsted")


@pytest.fixture
def consultant(here):
    return people.actor("consultant", here)


def test_states_are_counted_by_their_age(here, consultant):
    school = places.school(at=here)
    for days in (1, 20, 200, 400):
        aged(trials.in_state(State.SUBMITTED, at=school), "submitted_at", days)
    aged(trials.draft(at=school), "created_at", 15)
    trials.draft(at=places.school())

    counted = rows(overview(consultant).states_table)

    assert counted["Til gennemsyn"] == [1, 1, 1, 1, 4]
    assert counted["Kladde"] == [0, 1, 0, 0, 1]
    assert counted["Publiceret"] == [0, 0, 0, 0, 0]


def test_a_draft_is_a_number_and_never_a_title(client, sign_in, here, consultant):
    trials.draft(at=places.school(at=here), title="Det hemmelige", headline="Det hemmelige")

    html = read(sign_in(consultant), reverse("home:municipality_overview", args=[here.slug]))

    assert "der bliver skrevet på 1" in html
    assert "Det hemmelige" not in html


def test_schools_are_active_or_silent(here, consultant):
    out, writing, quiet = (places.school(name, at=here) for name in ("Åskolen", "Zebraskolen", "Ærøskolen"))
    department = places.school("Afdelingen", at=here, parent=out)
    old = places.school("Gamle skole", at=here)
    trials.published(at=department)
    trials.draft(at=writing)
    Version.objects.filter(pk=trials.draft(at=old).pk).update(changed_at=timezone.now() - timedelta(days=400))

    lives = {life.school.name: life for life in overview(consultant).schools}

    assert list(lives) == ["Gamle skole", "Zebraskolen", "Ærøskolen", "Åskolen"]
    assert [lives[name].look for name in ("Åskolen", "Zebraskolen", "Ærøskolen", "Gamle skole")] == ["out", "writing", "silent", "silent"]
    assert (lives["Åskolen"].published, lives["Zebraskolen"].under_way, quiet.name) == (1, 1, "Ærøskolen")
    assert lives["Ærøskolen"].words == "har ikke skrevet endnu"


def test_a_trial_action_counts_once_at_a_school_with_departments(here, consultant):
    school = places.school(at=here)
    version = trials.published(at=school)
    version.trial.schools.add(places.school(at=here, parent=school))

    assert [life.published for life in overview(consultant).schools] == [1]


def test_focus_areas_stand_against_schools(here, consultant):
    area, untouched = places.focus_area(here, "Overgange"), places.focus_area(here, "Forældre")
    one, other = places.school("Skole A", at=here), places.school("Skole B", at=here)
    trials.published(at=one, area=area)
    trials.published(at=one, area=area)
    trials.draft(at=other, area=untouched)

    table = overview(consultant).focus_table

    assert rows(table) == {"Skole A": [2, 0], "Skole B": [0, 0]}
    assert table.sentence == "Ingen skole har publiceret noget under ”Forældre”."


def test_people_under_five_are_withheld_and_cannot_be_worked_out(here, consultant):
    small, large, larger = (places.school(name, at=here) for name in ("Den lille", "Den store", "Den største"))
    for school, leaders, contributors in ((small, 1, 6), (large, 5, 8), (larger, 7, 9)):
        for kind, number in (("school_leader", leaders), ("contributor", contributors)):
            for _person in range(number):
                people.role(kind, school)

    table = overview(consultant).people_table

    assert rows(table) == {"Den lille": [None, None, 7], "Den store": [None, None, 13], "Den største": [7, 9, 16]}
    assert list(table.totals.cells) == [13, 23, 36]


def test_who_leads_and_writes_at_a_school_is_one_person(here, consultant):
    school = places.school(at=here)
    everyone = [people.role("school_leader", school).user for _person in range(5)]
    for person in everyone:
        people.role("contributor", school, who=person)

    counts = overview(consultant)._people

    assert sum(counts.values()) == 5


def test_the_page_and_the_file_withhold_the_same(client, sign_in, here, consultant):
    small, large = places.school("Den lille", at=here), places.school("Den store", at=here)
    for school, number in ((small, 2), (large, 9)):
        for _person in range(number):
            people.role("contributor", school)
    url = reverse("home:municipality_overview", args=[here.slug])
    sign_in(consultant)

    section = read(client, url).split('id="personer-h"')[1].split("</section>")[0]
    book = load_workbook(io.BytesIO(client.get(url, {"tabel": "personer", "fil": "xlsx"}).getvalue()))

    in_file = [[str(cell.value) for cell in row] for row in book.active.iter_rows(min_row=2)]
    on_page = [[" ".join(text(cell).split()) for cell in re.split(r"</t[hd]>", row)[:-1]] for row in section.split("<tr>")[2:]]
    assert on_page == in_file
    assert "ikke vist" in section
    assert not any(cell.isdecimal() and int(cell) < 5 for row in in_file for cell in row)


def test_too_few_people_are_no_table(client, sign_in, here, consultant):
    people.role("school_leader", places.school("Den lille", at=here))

    table = overview(consultant).people_table

    assert (list(table.rows), table.totals) == ([], None)
    assert "Her kommer det, hvor mange" in read(sign_in(consultant), reverse("home:municipality_overview", args=[here.slug]))


def test_every_table_comes_as_a_file(client, sign_in, here, consultant):
    trials.published(at=places.school(at=here))
    sign_in(consultant)
    url = reverse("home:municipality_overview", args=[here.slug])

    for key, table in overview(consultant).tables.items():
        book = load_workbook(io.BytesIO(client.get(url, {"tabel": key, "fil": "xlsx"}).getvalue()))
        assert [cell.value for cell in book.active[1]] == [str(table.head), *map(str, table.columns)]
    assert client.get(url, {"tabel": "ukendt", "fil": "xlsx"}).status_code == 404


def test_what_has_waited_longest_stands_first_with_its_act(client, sign_in, here, consultant):
    newer, older = (aged(trials.in_state(State.SUBMITTED, at=places.school(at=here)), "submitted_at", days) for days in (2, 40))
    url = reverse("home:municipality_overview", args=[here.slug])

    for_reviewer = read(sign_in(consultant), url)
    for_editor = read(sign_in(people.actor("editor", here)), url)

    assert for_reviewer.index(reverse("trials:review", args=[older.pk])) < for_reviewer.index(reverse("trials:review", args=[newer.pk]))
    assert "Har ventet 40 dage" in for_reviewer
    assert reverse("trials:preview", args=[older.pk]) in for_editor


def test_an_empty_municipality_says_how_to_begin(client, sign_in, here, consultant):
    html = read(sign_in(consultant), reverse("home:municipality_overview", args=[here.slug]))

    assert "Her kommer kommunens tal" in html
    assert reverse("people:invite") in html


def test_a_partnership_shows_members_with_and_without(client, sign_in):
    telling, silent = places.municipality("Telleby"), places.municipality("Åby")
    network = places.network(telling, silent)
    area, empty = places.focus_area(network, "Overgange"), places.focus_area(network, "Forældre")
    trials.published(at=places.school(at=telling), area=area)
    trials.published(at=places.school(at=telling), area=area, visibility=Visibility.MUNICIPALITY)
    facilitator = people.actor("facilitator", network)

    seen = PartnershipOverview(network, facilitator, timezone.localdate())
    html = read(sign_in(facilitator), reverse("home:partnership_overview", args=[network.slug]))

    assert rows(seen.members_table) == {"Telleby Kommune": [1], "Åby Kommune": [0]}
    assert rows(seen.focus_table) == {"Telleby": [1, 0], "Åby": [0, 0]}
    assert "1 af 2 medlemmer" in html
    assert f"Ingen handler om ”{empty}” endnu." in html


def test_a_partnership_counts_what_its_page_lists_for_whoever_reads():
    """Also where another network has a focus area of the same name, where a text is only shared, and where not everyone may read."""
    telling, member, outside = places.municipality("Telleby"), places.municipality("Åby"), places.municipality("Uden")
    network, other = places.network(telling, member), places.network(outside)
    area, namesake = places.focus_area(network, "Overgange"), places.focus_area(other, "Overgange")
    for visibility in Visibility:
        trials.published(at=places.school(at=telling), area=area, visibility=visibility)
    shared = trials.published(at=places.school(at=member), visibility=Visibility.NETWORKS)
    shared.networks.add(network)
    keep(trials=[shared.trial_id])
    trials.published(at=places.school(at=outside), area=namesake)
    counted = {}
    for who, place in {"facilitator": network, "consultant": telling, "school_leader": places.school(at=member)}.items():
        actor = people.actor(who, place)
        seen = PartnershipOverview(network, actor, timezone.localdate())
        listed = Counter(version.trial.municipality.pk for version in published(network, actor))
        assert {place.pk: seen.count_of(place) for place in (telling, member, outside)} == {
            place.pk: listed[place.pk] for place in (telling, member, outside)
        }
        counted[who] = listed.total()
    assert counted["consultant"] > counted["facilitator"] > 0


@pytest.mark.parametrize(("number", "highest", "wanted"), [(0, 9, 0), (1, 100, 1), (50, 100, 2), (51, 100, 3), (100, 100, 4), (None, 9, 0)])
def test_how_dark_a_number_is(number, highest, wanted):
    assert shade(number, highest) == wanted


@pytest.mark.parametrize("count", [1, 3])
def test_the_number_of_queries_does_not_grow(client, sign_in, django_assert_num_queries, count, here, consultant):
    network = places.network(here)
    for _row in range(count):
        school, area = places.school(at=here), places.focus_area(network)
        trials.published(at=school, area=area)
        trials.in_state(State.SUBMITTED, at=school)
        trials.draft(at=school)
    municipality = reverse("home:municipality_overview", args=[here.slug])
    partnership = reverse("home:partnership_overview", args=[network.slug])
    sign_in(consultant)
    client.get(municipality)

    with django_assert_num_queries(MUNICIPALITY_QUERIES):
        client.get(municipality)
    with django_assert_num_queries(PARTNERSHIP_QUERIES):
        client.get(partnership)


MUNICIPALITY_QUERIES, PARTNERSHIP_QUERIES = 20, 18
