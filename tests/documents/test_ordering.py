from datetime import timedelta

import pytest
from django.core.exceptions import PermissionDenied
from kombu.exceptions import OperationalError

from portal.celery import app
from portal.documents import building, kinds, services
from portal.documents.choices import DocumentState
from portal.documents.models import Document
from portal.workflow.gate import WrongState
from portal.workflow.models import LogEntry
from tests.documents.conftest import LEAF, NOW
from tests.factories import people
from tests.support.racing import race


@pytest.mark.django_db
def test_an_order_freezes_what_the_subject_says_now(order, here):
    document = order()
    type(here).objects.filter(pk=here.pk).update(official_name="Et nyt navn")
    document.refresh_from_db()
    assert document.snapshot["text"] == "Ærøby Kommune"
    assert (document.state, document.file_name) == (DocumentState.REQUESTED, "et-blad.pdf")
    assert LogEntry.objects.about(document).get().act == "documents.request"


@pytest.mark.django_db
def test_the_same_content_ordered_again_is_the_same_order(order):
    assert order() == order(NOW + timedelta(minutes=5))


@pytest.mark.django_db(transaction=True)
def test_five_clicks_at_once_give_one_build(order, woken):
    documents = race(*[order] * 5)
    assert len(set(documents)) == 1
    assert Document.objects.count() == 1
    assert woken == [("build_document", documents[0].pk)]
    assert LogEntry.objects.count() == 1


@pytest.mark.django_db
def test_changed_content_is_a_new_order(order, here):
    first = order()
    here.official_name = "Nyt navn"
    assert order() != first


@pytest.mark.django_db
def test_a_ready_file_of_the_same_content_is_not_built_again(order):
    first = order()
    building.build(document_id=first.pk)
    assert order(NOW + timedelta(days=1)) == first


@pytest.mark.django_db
def test_new_templates_give_a_new_build_of_the_same_content(order, monkeypatch):
    first = order()
    building.build(document_id=first.pk)
    monkeypatch.setattr(services, "template_version", lambda: "another")
    assert order() != first


@pytest.mark.django_db
@pytest.mark.parametrize("state", [DocumentState.FAILED, DocumentState.CANCELLED])
def test_an_order_that_came_to_nothing_can_be_made_again(order, state):
    first = order()
    Document.objects.filter(pk=first.pk).update(state=state)
    assert order() != first


@pytest.mark.django_db
def test_only_those_who_may_order_and_cancel(order, here):
    document, outsider = order(), people.actor("ppr", here)
    with pytest.raises(PermissionDenied):
        services.request(kind="leaf", subject=here, language="da", by=outsider, now=NOW)
    with pytest.raises(PermissionDenied):
        services.cancel(document=document, by=outsider, now=NOW)


@pytest.mark.django_db
def test_the_place_in_the_queue_counts_the_orders_that_came_before(order, here):
    documents = []
    for number in range(3):
        here.official_name = f"Navn {number}"
        documents.append(order(NOW + timedelta(seconds=number)))
    Document.objects.filter(pk=documents[0].pk).update(state=DocumentState.CANCELLED)
    assert [services.queue_place(document) for document in documents[1:]] == [0, 1]


@pytest.mark.django_db
def test_an_order_can_be_cancelled_and_is_then_not_built(order, orderer):
    document = services.cancel(document=order(), by=orderer, now=NOW)
    assert document.state == DocumentState.CANCELLED
    assert not building.build(document_id=document.pk)
    assert LogEntry.objects.about(document).first().act == "documents.cancel"


@pytest.mark.django_db
def test_a_finished_order_cannot_be_cancelled(order, orderer):
    document = order()
    building.build(document_id=document.pk)
    with pytest.raises(WrongState):
        services.cancel(document=document, by=orderer, now=NOW)


@pytest.mark.django_db(transaction=True)
def test_a_broker_that_is_gone_delays_the_order_and_loses_nothing(order, monkeypatch, woken):
    def refuse(name, args):
        raise OperationalError("no broker")

    with monkeypatch.context() as gone:
        gone.setattr(app, "send_task", refuse)
        document = order()
    services.sweep(now=NOW + timedelta(minutes=1))
    assert woken == [("build_document", document.pk)]


@pytest.mark.django_db(transaction=True)
def test_a_broker_that_was_emptied_is_asked_again_until_somebody_builds(order, woken):
    document = order()
    for minute in (1, 2):
        woken.clear()
        services.sweep(now=NOW + timedelta(minutes=minute))
        assert woken == [("build_document", document.pk)]
    building.build(document_id=document.pk)
    woken.clear()
    services.sweep(now=NOW + timedelta(minutes=3))
    assert woken == []


@pytest.mark.django_db
def test_the_sweep_leaves_a_fresh_order_to_the_broker(order, woken, django_capture_on_commit_callbacks):
    order()
    with django_capture_on_commit_callbacks(execute=True):
        services.sweep(now=NOW + timedelta(seconds=5))
    assert woken == []


def test_a_kind_is_registered_once():
    with pytest.raises(ValueError, match="leaf"):
        kinds.register(LEAF.__class__(**{**vars(LEAF), "title": str}))
