"""What everyone may read of finished mobilities: written and published by the administration, without persons."""

import pytest
from django.core.exceptions import PermissionDenied
from django.urls import reverse

from partners.mobilities.choices import ResultState, State
from partners.mobilities.homecoming.services import results
from partners.mobilities.models import PublicResult
from portal.accounts.actor import VISITOR
from portal.workflow.gate import Incomplete, NoteMissing, Refused, WrongState
from portal.workflow.models import LogEntry
from tests.factories import consortium, homecoming, people, places
from tests.factories import trials as make
from tests.support.pages import check_page

pytestmark = pytest.mark.django_db
NOW = consortium.NOW
LIST = "/ophold/resultater/"


@pytest.fixture
def mobility():
    made = consortium.mobility(at=places.school("Hasselhegnskolen"), state=State.COMPLETED)
    made.participants.update(name="Karen Mølgaard")
    return made


@pytest.fixture
def consultant(mobility):
    return people.actor("consultant", mobility.municipality)


def save(mobility, by, **given) -> PublicResult:
    return results.save(**{"mobility": mobility, "title": "To voksne", "learned": "De så det.", "by": by, "now": NOW, **given})


def test_the_administration_writes_it_reads_it_through_and_publishes_it(mobility, consultant, sign_in, client):
    homecoming.report(mobility)
    signed_in, page = sign_in(consultant), reverse("mobilities:write_result", args=[mobility.pk])
    first = signed_in.get(page)
    check_page(first.content)
    assert homecoming.TEXTS["public_summary"] in first.content.decode()
    signed_in.post(page, {"title": "To voksne i hver time", "learned": "De så to voksne dele en klasse."})
    assert signed_in.get(LIST).context["page"].paginator.count == 0
    unread = signed_in.post(page, {"offentliggoer": "1"})
    assert unread.status_code == 422
    check_page(unread.content)
    signed_in.post(page, {"offentliggoer": "1", "nobody_recognised": "on"})
    check_page(signed_in.get(page).content)
    signed_in.logout()
    shown = signed_in.get(reverse("mobilities:result", args=[mobility.number]))
    check_page(shown.content)
    text = shown.content.decode()
    for words in ("To voksne i hver time", "Hasselhegnskolen", "Nederlandene", "Jobskygning", "Flere børn i fællesskabet"):
        assert words in text
    assert "Finansieret af Den Europæiske Union" in text
    assert "Karen" not in text
    check_page(signed_in.get(LIST).content)


@pytest.mark.parametrize("state", [state for state in State.values if state != State.COMPLETED])
def test_only_a_finished_mobility_is_told_of(state):
    mobility = consortium.mobility(at=places.school(), state=state)
    with pytest.raises(PermissionDenied):
        save(mobility, people.actor("consultant", mobility.municipality))


@pytest.mark.parametrize(("who", "may"), [("consultant", True), ("head", True), ("editor", False), ("school_leader", False)])
def test_who_writes_it(mobility, who, may):
    actor = people.actor(who, mobility.school if who == "school_leader" else mobility.municipality)
    if may:
        assert save(mobility, actor).state == ResultState.DRAFT
    else:
        with pytest.raises(PermissionDenied):
            save(mobility, actor)


@pytest.mark.parametrize(
    ("learned", "lacks"), [(" ", "Skriv, hvad de lærte"), ("Mølgaard så det.", "Teksten nævner Karen Mølgaard. Skriv den uden navne")]
)
def test_what_may_not_stand_there_stops_it(mobility, consultant, learned, lacks):
    result = save(mobility, consultant, learned=learned)
    with pytest.raises(Incomplete) as refused:
        results.publish(result=result, nobody_recognised=True, by=consultant, now=NOW)
    assert refused.value.missing == [lacks]


def test_it_is_read_through_and_holds_no_cpr_number(mobility, consultant):
    with pytest.raises(Refused):
        save(mobility, consultant, learned="010203-1234")
    with pytest.raises(Refused):
        results.publish(result=save(mobility, consultant), nobody_recognised=False, by=consultant, now=NOW)


def test_it_is_withdrawn_with_a_reason_before_it_is_changed(mobility, consultant, client):
    result = results.publish(result=save(mobility, consultant), nobody_recognised=True, by=consultant, now=NOW)
    with pytest.raises(WrongState):
        save(mobility, consultant, title="Nyt")
    with pytest.raises(NoteMissing):
        results.withdraw(result=result, note=" ", by=consultant, now=NOW)
    results.withdraw(result=result, note="Værten har bedt om det.", by=consultant, now=NOW)
    assert client.get(reverse("mobilities:result", args=[mobility.number])).status_code == 404
    assert not PublicResult.objects.visible_to(VISITOR).exists()
    assert LogEntry.objects.get(act="results.withdraw").note == "Værten har bedt om det."
    assert save(mobility, consultant, title="Nyt").title == "Nyt"


def test_only_public_trial_actions_stand_there(mobility, client):
    homecoming.result(mobility)
    public, draft = make.published(at=mobility.school, title="Først timen"), make.draft(at=mobility.school, title="Hemmelig kladde")
    for version in (public, draft):
        type(version.trial).objects.filter(pk=version.trial_id).update(origin=mobility)
    text = client.get(reverse("mobilities:result", args=[mobility.number])).content.decode()
    assert ("Først timen" in text, "Hemmelig kladde" in text) == (True, False)


@pytest.mark.parametrize("wanted", [1, 3])
def test_the_list_asks_as_often_for_one_result_as_for_three(client, django_assert_num_queries, wanted):
    for _number in range(wanted):
        homecoming.result(consortium.mobility(at=places.school(), state=State.COMPLETED))
    with django_assert_num_queries(2):
        assert len(client.get(LIST).context["page"]) == wanted
