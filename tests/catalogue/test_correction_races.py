"""Two people at one published book at the same instant: each with a connection of their own."""

import pytest

from portal.workflow.gate import Refused
from portal.workflow.models import LogEntry
from tests.factories import catalogues as make
from tests.factories import places
from tests.support.racing import race
from trials.catalogue.history import is_fetchable
from trials.catalogue.models import Edition
from trials.catalogue.services import corrections, editions

pytestmark = pytest.mark.django_db(transaction=True)
NOW = make.NOW


@pytest.fixture
def by():
    return make.maker(places.municipality("Østermark"))


@pytest.fixture
def edition(by):
    return make.published(by=by, foreword="Tak til Ida Vestergaard.", foreword_name="Bo Hansen")


def standing(edition: Edition) -> Edition:
    """What readers see at the address."""
    return Edition.objects.filter(catalogue=edition.catalogue_id, number=edition.number).standing_first().first()


def erase(edition: Edition, by, name: str = "Ida Vestergaard"):
    return lambda: corrections.erase_person(edition=edition, name=name, by=by, now=NOW)


def says(edition: Edition, name: str) -> bool:
    """Whether readers can fetch a book that says the name."""
    shown = standing(edition)
    return is_fetchable(shown) and name in str(shown.document.snapshot)


def test_a_name_that_is_taken_out_while_a_correction_is_published_can_no_longer_be_fetched(edition, by):
    """Whoever comes first: either the correction is out and the name still in it is refused to nobody's surprise, or the file is closed."""
    correction = corrections.begin(edition=edition, by=by, now=NOW)
    corrections.write_erratum(edition=correction, text="Et tal var forkert.", made_on=NOW.date(), by=by, now=NOW)
    make.built(correction, by=by)
    published, erased = race(lambda: editions.publish(edition=correction, by=by, now=NOW), erase(edition, by))
    failed = [answer for answer in (published, erased) if isinstance(answer, Exception)]
    assert all(isinstance(answer, Refused) for answer in failed), failed
    assert len(failed) == 1, "one of them saw what the other had done"
    if isinstance(erased, Exception):
        assert standing(edition) == correction, "the act is made anew on the one that is out now"
        corrections.erase_person(edition=correction, name="Ida Vestergaard", by=by, now=NOW)
    assert not says(edition, "Ida Vestergaard")


def test_two_names_taken_out_at_once_are_both_gone_from_the_one_corrected_edition(edition, by):
    answers = race(erase(edition, by), erase(edition, by, "Bo Hansen"))
    assert not [answer for answer in answers if isinstance(answer, Exception)]
    assert len({answer.pk for answer in answers}) == 1
    left = str(Edition.objects.get(pk=answers[0].pk).frozen)
    assert "Ida Vestergaard" not in left and "Bo Hansen" not in left
    assert LogEntry.objects.filter(act="catalogue.erase_person").count() == 2


def test_the_same_name_is_taken_out_once(edition, by):
    answers = race(*[erase(edition, by)] * 3)
    assert sorted(isinstance(answer, Refused) for answer in answers) == [False, True, True]
    assert LogEntry.objects.filter(act="catalogue.erase_person").count() == 1


def test_an_edition_is_either_withdrawn_or_taken_something_out_of(edition, by):
    def withdraw():
        return editions.withdraw(edition=edition, note="En fejl.", by=by, now=NOW)

    answers = race(withdraw, erase(edition, by))
    failed = [answer for answer in answers if isinstance(answer, Exception)]
    assert all(isinstance(answer, Refused) for answer in failed), failed
    assert not says(edition, "Ida Vestergaard")
