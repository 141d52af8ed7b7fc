"""A document in volumes is one job: it is ready when all its files are, and none is left when it is not."""

from datetime import timedelta

import pytest
from django.core.files.storage import FileSystemStorage
from django.db import transaction
from django.db.models import Q
from django.utils import timezone

from portal.documents import building, services
from portal.documents.choices import DocumentState
from portal.documents.kinds import VolumePlan
from portal.documents.models import Document, Volume
from portal.documents.rendering import Phase, Progress
from portal.notices.models import Mail
from tests.documents.conftest import NOW, Leaf
from tests.documents.test_building import files
from tests.support.racing import race


@pytest.fixture(autouse=True)
def three_volumes(leaf):
    """Each volume is told how many were set before it."""

    def plans(snapshot):
        return [VolumePlan(f"Del {number}", lambda before: Leaf(f"Efter {len(before)} bind")) for number in (1, 2, 3)]

    leaf(volumes=plans)


@pytest.mark.django_db
def test_all_volumes_become_ready_at_once_with_their_facts(order):
    document = order()
    assert (document.volume_count, document.volume) == (3, 1)
    assert building.build(document_id=document.pk)
    document.refresh_from_db()
    assert (document.state, document.file.name, document.pages, document.size) == (DocumentState.READY, "", 3, 45)
    assert [(volume.number, volume.title, volume.pages) for volume in document.volumes.all()] == [
        (1, "Del 1", 1),
        (2, "Del 2", 1),
        (3, "Del 3", 1),
    ]
    assert [volume.file_name for volume in document.volumes.all()] == ["et-blad-bind-1.pdf", "et-blad-bind-2.pdf", "et-blad-bind-3.pdf"]
    assert len(files()) == 3
    assert Mail.objects.filter(kind="document_ready").count() == 1


@pytest.mark.django_db(transaction=True)
def test_workers_at_the_same_instant_make_one_set_of_volumes(order):
    document = order()
    built = race(*[lambda: building.build(document_id=document.pk)] * 4)
    assert sorted(built) == [False] * 3 + [True]
    assert (len(files()), Volume.objects.count()) == (3, 3)


@pytest.mark.django_db
def test_progress_says_which_volume_is_being_set(order, renderer):
    document, seen = order(), []

    def during(on_progress, should_cancel):
        on_progress(Progress(Phase.LAYOUT, 34, 70))
        seen.append(Document.objects.values_list("volume", "page", "pages_expected").get(pk=document.pk))

    renderer(during)
    building.build(document_id=document.pk)
    assert seen == [(1, 34, 70), (2, 34, 70), (3, 34, 70)]


@pytest.mark.django_db
def test_one_that_is_cancelled_in_its_second_volume_leaves_nothing(order, orderer, renderer, monkeypatch):
    document, begun = order(), []
    begin = building.Claim.begin

    def second_is_cancelled(claim, volume):
        begun.append(volume)
        if volume == 2:
            services.cancel(document=document, by=orderer, now=NOW)
            claim.beat()
        begin(claim, volume)

    monkeypatch.setattr(building.Claim, "begin", second_is_cancelled)
    assert not building.build(document_id=document.pk)
    assert begun == [1, 2]
    assert (files(), Volume.objects.count()) == ([], 0)


@pytest.mark.django_db
def test_a_storage_that_is_full_at_the_last_volume_keeps_none_of_them(order, monkeypatch):
    document, save = order(), FileSystemStorage.save

    def full_at_the_third(self, name, content, max_length=None):
        if name.endswith("-3.pdf"):
            raise OSError(28, "No space left on device")
        return save(self, name, content, max_length)

    with monkeypatch.context() as full:
        full.setattr(FileSystemStorage, "save", full_at_the_third)
        assert not building.build(document_id=document.pk)
    document.refresh_from_db()
    assert (document.state, files()) == (DocumentState.REQUESTED, [])
    assert building.build(document_id=document.pk)
    assert len(files()) == 3


class Killed(BaseException):
    """The worker is gone from one moment to the next."""


@pytest.mark.django_db
def test_what_a_killed_worker_had_saved_is_removed_before_another_builds(order, monkeypatch):
    document = order()

    def die(claim, **fields):
        raise Killed

    with monkeypatch.context() as killing:
        killing.setattr(building._Settled, "__exit__", lambda self, *error: None)
        killing.setattr(building.Claim, "finish", die)
        with pytest.raises(Killed):
            building.build(document_id=document.pk)
    assert len(files()) == 3
    services.sweep(now=timezone.now() + timedelta(minutes=1))
    assert files() == []
    assert building.build(document_id=document.pk)
    assert len(files()) == 3


@pytest.mark.django_db(transaction=True)
def test_taking_it_back_takes_every_volume(order):
    document = order()
    building.build(document_id=document.pk)
    with transaction.atomic():
        services.forget(holding=Q(pk=document.pk), now=NOW)
    document.refresh_from_db()
    assert (document.state, document.snapshot, Volume.objects.count(), files()) == (DocumentState.CANCELLED, {}, 0, [])
