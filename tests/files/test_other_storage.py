"""Files in a storage without paths of its own, as a bucket is: nothing of the portal asks for a folder."""

import io

import pytest
from django.core.files.storage import InMemoryStorage, default_storage
from django.urls import reverse
from PIL import Image as Pillow

from portal.accounts.actor import Actor
from portal.files.checks import check_image
from portal.files.faults import open_stored
from portal.files.services import remove_if_unused, store
from portal.home import health
from tests.factories import people
from tests.factories import trials as make
from trials.models import Image

pytestmark = pytest.mark.django_db
NOW = make.NOW


@pytest.fixture(autouse=True)
def _in_memory(settings):
    settings.STORAGES = {**settings.STORAGES, "default": {"BACKEND": "django.core.files.storage.InMemoryStorage"}}


def _picture() -> bytes:
    written = io.BytesIO()
    Pillow.new("RGB", (1600, 900), "#5a1e4d").save(written, "PNG")
    return written.getvalue()


def test_a_picture_is_stored_served_and_removed(client, django_capture_on_commit_callbacks):
    version = make.published()
    stored = store(checked=check_image(_picture()), original_name="rum.png", by=Actor(people.user()), now=NOW)
    image = Image.objects.create(version=version, stored=stored, alt="Et rum")
    answer = client.get(reverse("trials:image", args=[version.trial.slug, image.pk]))
    assert answer.status_code == 200 and len(b"".join(answer.streaming_content)) > 100
    names = [stored.file.name, stored.copy_name(640)]
    assert all(default_storage.exists(name) for name in names)
    image.delete()
    with django_capture_on_commit_callbacks(execute=True):
        assert remove_if_unused(stored=stored)
    assert not any(default_storage.exists(name) for name in names)


def test_such_a_storage_is_well():
    assert health.report(NOW)["storage"] == "ok"


class ClientError(Exception):
    """As the client of a bucket says it: no OSError."""


def test_a_bucket_that_does_not_answer_is_told_as_any_other_storage(monkeypatch):
    def away(self, *_args):
        raise ClientError("An error occurred (503)")

    monkeypatch.setattr(InMemoryStorage, "exists", away)
    monkeypatch.setattr(InMemoryStorage, "_open", away)
    assert health.report(NOW)["storage"] == "does not answer"
    with pytest.raises(OSError, match=r"ClientError: An error occurred \(503\)"):
        open_stored("uploads/a.png")


def test_a_file_that_is_gone_is_told_from_a_storage_that_is_away():
    with pytest.raises(FileNotFoundError):
        open_stored("uploads/a.png")
