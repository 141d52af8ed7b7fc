import pytest

from portal.documents import building
from portal.documents.choices import DocumentState
from portal.documents.models import Document
from portal.workflow.gate import Incomplete, NoteMissing, WrongState
from portal.workflow.models import LogEntry
from tests.factories import catalogues as make
from tests.factories import people, places
from tests.factories import trials as trial
from tests.support.racing import race
from trials.catalogue.queries import items_of, narrower_items
from trials.catalogue.services import editions
from trials.models import Version
from trials.services import review

NOW = make.NOW


@pytest.fixture
def here():
    return places.municipality()


@pytest.fixture
def by(here):
    return make.maker(here)


@pytest.mark.django_db
def test_publishing_takes_the_ready_document_of_exactly_what_the_edition_says(by):
    edition = make.draft(by=by)
    document = make.built(edition, by=by)
    edition = editions.publish(edition=edition, by=by, now=NOW)
    assert (edition.state, edition.document, edition.published_by) == ("published", document, by.user)
    assert LogEntry.objects.about(edition).first().act == "catalogue.publish"


@pytest.mark.django_db
def test_a_document_from_before_the_last_change_is_not_enough(by):
    edition = make.draft(by=by)
    make.built(edition, by=by)
    editions.save_frame(edition=edition, values={"foreword": "Et nyt forord"}, by=by, now=NOW)
    with pytest.raises(Incomplete, match="Bestil kataloget"):
        editions.publish(edition=edition, by=by, now=NOW)


@pytest.mark.django_db
def test_undoing_the_change_makes_the_document_current_again(by):
    edition = make.draft(by=by, items=2)
    make.built(edition, by=by)
    item = edition.items.all()[0]
    for steps in (1, -1):
        editions.move(edition=edition, item_id=item.pk, steps=steps, by=by, now=NOW)
    assert editions.publish(edition=edition, by=by, now=NOW).is_published


@pytest.mark.django_db
def test_an_edition_without_trial_actions_cannot_be_ordered(by):
    edition = editions.start(title="Tomt", by=by, now=NOW)
    with pytest.raises(Incomplete, match="Vælg mindst én prøvehandling"):
        editions.order(edition=edition, by=by, now=NOW)


def withdraw(version: Version) -> None:
    review.withdraw(version=version, note="Fejl", by=people.actor("head", version.trial.municipality), now=NOW)


@pytest.mark.django_db
def test_a_withdrawn_trial_action_stops_ordering_and_is_named(by):
    edition = make.draft(by=by, items=2)
    withdraw(make.versions_of(edition)[1])
    with pytest.raises(Incomplete, match="”Prøvehandling 2” er trukket tilbage"):
        editions.order(edition=edition, by=by, now=NOW)


@pytest.mark.django_db
def test_one_that_is_withdrawn_while_the_book_is_built_does_not_disturb_it_but_stops_publication(by):
    edition = make.draft(by=by)
    document = make.ordered(edition, by=by)
    withdraw(make.versions_of(edition)[0])
    assert Document.objects.get(pk=document.pk).snapshot["trials"][0]["title"] == "Prøvehandling 1"
    Document.objects.filter(pk=document.pk).update(state=DocumentState.READY, file="documents/x.pdf", checksum="0" * 64, finished_at=NOW)
    with pytest.raises(Incomplete, match="trukket tilbage"):
        editions.publish(edition=edition, by=by, now=NOW)


@pytest.mark.django_db(transaction=True)
def test_two_who_publish_at_once_publish_once(by):
    edition = make.draft(by=by)
    make.built(edition, by=by)
    answers = race(*[lambda: editions.publish(edition=edition, by=by, now=NOW)] * 4)
    assert sum(isinstance(answer, WrongState) for answer in answers) == 3
    assert LogEntry.objects.filter(act="catalogue.publish").count() == 1


@pytest.mark.django_db
def test_withdrawing_needs_a_reason(by):
    edition = make.published(by=by)
    with pytest.raises(NoteMissing):
        editions.withdraw(edition=edition, note=" ", by=by, now=NOW)
    assert editions.withdraw(edition=edition, note="Et billede var forkert.", by=by, now=NOW).is_withdrawn


# Who may read the trial action, whose it is, and whether an edition for everyone, or for its own place, reaches no further.
AUDIENCES = [
    ("everyone", "own", True, True),
    ("municipality", "own", False, True),
    ("networks", "own", False, True),
    ("school", "own", False, False),
    ("municipality", "elsewhere", False, False),
    ("networks", "elsewhere in our network", False, True),
    ("networks", "elsewhere in another network", False, False),
]


@pytest.mark.django_db
@pytest.mark.parametrize(("visibility", "whose", "for_everyone", "for_us"), AUDIENCES)
def test_an_edition_is_never_more_visible_than_its_narrowest_item(here, by, visibility, whose, for_everyone, for_us):
    ours = places.network(here)
    version = trial.published(at=places.school(at=here if whose == "own" else None), visibility=visibility)
    version.networks.set([places.network() if "another" in whose else ours])
    edition = make.draft(by=by, items=0)
    edition.items.create(version=version, position=1)
    reaches = []
    for audience in ("everyone", "municipality"):
        edition.visibility = audience
        reaches.append(narrower_items(edition, items_of(edition)) == [])
    assert reaches == [for_everyone, for_us]


@pytest.mark.django_db
@pytest.mark.parametrize(
    ("visibility", "shared", "fits"),
    [
        ("everyone", False, True),
        ("networks", True, True),
        ("networks", False, False),
        ("municipality", True, False),
        ("school", True, False),
    ],
)
def test_a_networks_own_edition_holds_what_is_shared_with_the_network(here, visibility, shared, fits):
    network = places.network(here)
    version = trial.published(at=places.school(at=here), visibility=visibility)
    version.networks.set([network] if shared else [])
    edition = make.draft(network, items=0, visibility="networks")
    edition.items.create(version=version, position=1)
    assert (narrower_items(edition, items_of(edition)) == []) is fits


@pytest.mark.django_db
def test_an_item_that_fewer_may_read_stops_publication_and_is_named(by, here):
    edition = make.draft(by=by, items=0)
    editions.add(edition=edition, versions=[trial.published(at=places.school(at=here), visibility="municipality")], by=by, now=NOW)
    make.built(edition, by=by)
    with pytest.raises(Incomplete, match="”Klippekortet” må læses af færre"):
        editions.publish(edition=edition, by=by, now=NOW)
    editions.save_frame(edition=edition, values={"visibility": "municipality"}, by=by, now=NOW)
    assert editions.publish(edition=edition, by=by, now=NOW).is_published, "who may read it is no part of the book"


@pytest.mark.django_db(transaction=True)
def test_a_book_of_one_trial_action_is_set_by_the_worker(by, woken):
    edition = make.draft(by=by, foreword="Kære læser", foreword_name="Signe Lykke")
    document = make.ordered(edition, by=by)
    assert ("build_document", document.pk) in woken
    assert building.build(document_id=document.pk)
    document.refresh_from_db()
    assert document.pages >= 7
    assert editions.publish(edition=edition, by=by, now=NOW).document == document
