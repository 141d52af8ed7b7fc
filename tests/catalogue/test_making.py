import pytest

from portal.workflow.gate import WrongState
from portal.workflow.models import LogEntry
from tests.factories import catalogues as make
from tests.factories import people, places
from tests.factories import trials as trial
from tests.support.racing import race
from trials.catalogue.models import Catalogue, Edition
from trials.catalogue.services import editions
from trials.choices import State
from trials.models import Version
from trials.services import review

NOW = make.NOW


@pytest.fixture
def here():
    return places.municipality()


@pytest.fixture
def by(here):
    return make.maker(here)


@pytest.fixture
def edition(by):
    return make.draft(by=by, items=3)


@pytest.mark.django_db
def test_a_catalogue_begins_with_its_first_edition_at_an_address_in_danish_letters(by, here):
    edition = editions.start(title="  Ærligt   talt ", by=by, now=NOW)
    assert (edition.title, edition.catalogue.slug, edition.number) == ("Ærligt talt", "aerligt-talt", 1)
    assert (edition.catalogue.municipality, edition.catalogue.network, edition.place) == (here, None, here.name)
    assert LogEntry.objects.about(edition).get().act == "catalogue.start"


@pytest.mark.django_db
def test_two_catalogues_with_one_title_get_two_addresses(by):
    slugs = [editions.start(title="Flere med", by=by, now=NOW).catalogue.slug for _number in range(3)]
    assert slugs == ["flere-med", "flere-med-2", "flere-med-3"]


@pytest.mark.django_db
def test_the_facilitator_of_a_network_begins_the_networks_catalogue():
    network = places.network(places.municipality())
    edition = editions.start(title="Flere med", by=people.actor("facilitator", network), now=NOW)
    assert (edition.catalogue.network, edition.catalogue.municipality, edition.place) == (network, None, "")


@pytest.mark.django_db
def test_the_next_edition_takes_over_the_frame_and_there_is_one_under_way_at_a_time(by, here):
    first = make.published(by=by, subtitle="Fra syv kommuner", foreword="Kære læser")
    second = editions.start_next(catalogue=first.catalogue, by=by, now=NOW)
    assert (second.number, second.subtitle, second.foreword, second.items.count()) == (2, "Fra syv kommuner", "Kære læser", 0)
    assert editions.start_next(catalogue=first.catalogue, by=by, now=NOW) == second


@pytest.mark.django_db
def test_the_catalogue_takes_its_name_from_the_title_until_the_first_edition_is_out(by):
    edition = make.draft(by=by, title="Første navn")
    editions.save_frame(edition=edition, values={"title": "Andet navn"}, by=by, now=NOW)
    make.built(edition, by=by)
    editions.publish(edition=edition, by=by, now=NOW)
    second = editions.start_next(catalogue=edition.catalogue, by=by, now=NOW)
    editions.save_frame(edition=second, values={"title": "Tredje navn"}, by=by, now=NOW)
    assert Catalogue.objects.get().title == "Andet navn"
    assert Catalogue.objects.get().slug == "foerste-navn"


@pytest.mark.django_db
def test_only_published_versions_that_the_maker_may_read_are_added_and_each_trial_action_once(edition, by, here):
    mine = trial.published(at=places.school(at=here))
    unpublished = trial.in_state(State.APPROVED, at=places.school(at=here))
    hidden = trial.published(at=places.school(), visibility="municipality")
    assert editions.add(edition=edition, versions=[mine, unpublished, hidden, mine], by=by, now=NOW) == 1
    assert editions.add(edition=edition, versions=[mine], by=by, now=NOW) == 0
    assert [item.position for item in edition.items.all()] == [1, 2, 3, 4]


@pytest.mark.django_db
@pytest.mark.parametrize(
    ("place", "steps", "order"),
    [(0, 1, "213"), (2, -1, "132"), (0, -1, "123"), (2, 1, "123"), (0, 9, "231"), (2, -9, "312")],
)
def test_moving_goes_as_far_as_there_is_room(edition, by, place, steps, order):
    item = edition.items.all()[place]
    editions.move(edition=edition, item_id=item.pk, steps=steps, by=by, now=NOW)
    assert make.titles(edition) == [f"Prøvehandling {number}" for number in order]


@pytest.mark.django_db
def test_arranging_keeps_what_it_does_not_know_and_ignores_what_is_not_there(edition, by):
    first, _second, third = edition.items.all()
    editions.arrange(edition=edition, order=[third.pk, 999_999, first.pk, third.pk], by=by, now=NOW)
    assert make.titles(edition) == ["Prøvehandling 3", "Prøvehandling 1", "Prøvehandling 2"]


@pytest.mark.django_db
def test_removing_closes_the_gap_and_can_be_done_twice(edition, by):
    item = edition.items.all()[1]
    for _time in range(2):
        editions.remove(edition=edition, item_id=item.pk, by=by, now=NOW)
    assert [(entry.position, entry.version.title) for entry in edition.items.all()] == [(1, "Prøvehandling 1"), (2, "Prøvehandling 3")]


@pytest.mark.django_db
def test_filling_leaves_exactly_these_in_this_order(edition, by, here):
    new = trial.published(at=places.school(at=here), title="Ny")
    _first, second, third = make.versions_of(edition)
    editions.fill(edition=edition, versions=[third, new, second], by=by, now=NOW)
    assert make.titles(edition) == ["Prøvehandling 3", "Ny", "Prøvehandling 2"]


@pytest.mark.django_db
def test_a_newer_version_is_taken_in_when_somebody_asks_for_it(edition, by, here):
    item = edition.items.all()[0]
    leader, consultant = people.actor("school_leader", item.version.trial.home_school), people.actor("consultant", here)
    newer = review.improve(trial=item.version.trial, by=leader, now=NOW)
    Version.objects.filter(pk=newer.pk).update(title="Bedre titel")
    newer.refresh_from_db()
    newer = review.submit(version=newer, nobody_recognised=True, by=leader, now=NOW)
    newer = review.approve(version=newer, nobody_recognised=True, by=consultant, now=NOW)
    newer = review.publish(version=newer, by=consultant, now=NOW)
    assert make.titles(edition)[0] == "Prøvehandling 1", "what was chosen stays until then"
    editions.renew(edition=edition, item_id=item.pk, by=by, now=NOW)
    assert make.titles(edition)[0] == "Bedre titel"


@pytest.mark.django_db
@pytest.mark.parametrize("state", ["published", "withdrawn"])
def test_a_published_edition_is_never_changed(by, state):
    edition = getattr(make, state)(by.role.place)
    item = edition.items.get()
    for act in (
        lambda: editions.save_frame(edition=edition, values={"title": "x"}, by=by, now=NOW),
        lambda: editions.add(edition=edition, versions=[], by=by, now=NOW),
        lambda: editions.remove(edition=edition, item_id=item.pk, by=by, now=NOW),
        lambda: editions.move(edition=edition, item_id=item.pk, steps=1, by=by, now=NOW),
        lambda: editions.arrange(edition=edition, order=[], by=by, now=NOW),
    ):
        with pytest.raises(WrongState):
            act()


@pytest.mark.django_db(transaction=True)
def test_people_who_add_move_and_remove_at_the_same_instant_lose_nothing(here, by):
    edition = make.draft(by=by, items=3)
    first, _second, third = edition.items.all()
    more = [trial.published(at=places.school(at=here), title=f"Ny {number}") for number in range(3)]
    adding = [lambda version=version: editions.add(edition=edition, versions=[version], by=by, now=NOW) for version in more]
    answers = race(
        *adding,
        lambda: editions.move(edition=edition, item_id=first.pk, steps=1, by=by, now=NOW),
        lambda: editions.remove(edition=edition, item_id=third.pk, by=by, now=NOW),
    )
    assert [answer for answer in answers if isinstance(answer, Exception)] == []
    items = list(Edition.objects.get(pk=edition.pk).items.all())
    assert [item.position for item in items] == [1, 2, 3, 4, 5]
    assert {item.version.title for item in items} == {"Prøvehandling 1", "Prøvehandling 2", "Ny 0", "Ny 1", "Ny 2"}
