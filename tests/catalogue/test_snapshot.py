import json
from datetime import timedelta

import pytest

from portal.documents.kinds import kind_named
from tests.factories import catalogues as make
from tests.factories import places
from tests.factories import trials as trial
from trials.catalogue.documents import edition_snapshot
from trials.catalogue.services import editions
from trials.documents import trial_snapshot

pytestmark = pytest.mark.django_db
NOW = make.NOW


def test_the_snapshot_says_all_that_the_book_says_as_plain_data(settings):
    settings.SITE_URL = "https://afprøvet.example"
    here = places.municipality("Østermark")
    edition = make.draft(
        here, items=2, title="Flere med", subtitle="Fra os", foreword="Kære læser", foreword_name="Bo Ærø", foreword_title="Chef"
    )
    snapshot = edition_snapshot(edition, NOW)
    assert json.loads(json.dumps(snapshot)) == snapshot
    wanted = {
        "kind": "edition",
        "language": "da",
        "title": "Flere med",
        "subtitle": "Fra os",
        "number": 1,
        "year": 2026,
        "issued": "November 2026",
        "place": "Østermark",
        "publisher": settings.SITE_OPERATOR,
        "owner": "Østermark Kommune",
        "permanent_url": "https://afprøvet.example/kataloger/flere-med/1/",
        "seed": edition.pk,
        "foreword": {"text": "Kære læser", "name": "Bo Ærø", "title": "Chef"},
        "introduction": "",
        "thanks": "",
        "participants": ["Østermark"],
        "made_at": "2026-11-02T10:30:00+01:00",
        "demo": settings.DEMO,
    }
    assert {key: snapshot[key] for key in wanted} == wanted
    assert snapshot["trials"] == [trial_snapshot(version) for version in make.versions_of(edition)]


def test_the_order_of_the_snapshot_is_the_order_of_the_book():
    by = make.maker(places.municipality())
    edition = make.draft(by=by, items=3)
    editions.arrange(edition=edition, order=[item.pk for item in reversed(edition.items.all())], by=by, now=NOW)
    assert [each["title"] for each in edition_snapshot(edition, NOW)["trials"]] == ["Prøvehandling 3", "Prøvehandling 2", "Prøvehandling 1"]


def test_all_members_take_part_also_those_without_a_case_and_in_danish_order():
    network = places.network(places.municipality("Åbyby"), places.municipality("Ærøby"), places.municipality("Zebraby"))
    network.memberships.create(school=places.school(at=places.municipality("Øby")))
    gone = places.municipality("Forladt")
    network.memberships.create(municipality=gone, left_on=NOW.date())
    assert edition_snapshot(make.draft(network, items=0), NOW)["participants"] == ["Zebraby", "Ærøby", "Øby", "Åbyby"]


def test_focus_areas_are_the_owners_and_then_those_that_come_along():
    here = places.municipality()
    own = places.focus_area(here, "Trivsel")
    foreign = places.focus_area(places.municipality(), "Fravær")
    edition = make.draft(here, items=0)
    editions.add(
        edition=edition,
        versions=[trial.published(at=places.school(at=here), area=foreign), trial.published(at=places.school(at=here), area=own)],
        by=make.maker(here),
        now=NOW,
    )
    assert [area["name"] for area in edition_snapshot(edition, NOW)["focus_areas"]] == ["Trivsel", "Fravær"]


def test_when_it_was_made_is_no_part_of_what_it_says():
    edition = make.draft(places.municipality())
    kind = kind_named("edition")
    now, later = (kind.fingerprint(edition_snapshot(edition, moment)) for moment in (NOW, NOW + timedelta(days=70)))
    assert now == later


def test_the_labels_are_in_the_language_of_the_edition(settings):
    here = places.municipality()
    edition = make.draft(here)
    edition.language = "en"
    assert edition_snapshot(edition, NOW)["issued"] == "November 2026"
    assert edition_snapshot(edition, NOW)["language"] == "en"


@pytest.mark.parametrize("count", [1, 3])
def test_a_snapshot_costs_the_same_however_many_there_are(django_assert_num_queries, count):
    edition = make.draft(places.municipality(), items=count)
    with django_assert_num_queries(12):
        edition_snapshot(edition, NOW)
