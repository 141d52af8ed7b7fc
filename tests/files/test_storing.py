import io

import pytest
from django.core.files.storage import default_storage
from django.http import Http404
from PIL import Image as Picture

from portal.accounts.actor import Actor
from portal.files.checks import check, check_image
from portal.files.models import StoredFile
from portal.files.services import remove_if_unused, store
from portal.files.serving import file_response
from tests.factories import people
from tests.factories import trials as make
from tests.files import made
from trials.models import Image

pytestmark = pytest.mark.django_db


def _stored(content: bytes, name: str = "Årshjul.pdf") -> StoredFile:
    return store(checked=check(content), original_name=name, by=Actor(people.user()), now=make.NOW)


def test_a_file_is_stored_under_a_random_name():
    stored = _stored(made.pdf(), r"C:\Skrivebord\..\Årshjul for 3.b.PDF.exe")
    assert stored.original_name == "Årshjul for 3.b.PDF.pdf"
    assert "rshjul" not in stored.file.name
    assert stored.file.name != _stored(made.pdf()).file.name
    assert (stored.type_label, stored.size) == ("PDF", len(made.pdf()))


def test_an_image_gets_smaller_copies_in_the_widths_that_are_narrower():
    stored = store(checked=check_image(made.image("JPEG", size=(900, 300))), original_name="rum.jpg", by=Actor(), now=make.NOW)
    assert (stored.width, stored.height) == (900, 300)
    widths = {width: default_storage.exists(stored.copy_name(width)) for width in (320, 640, 1280)}
    assert widths == {320: True, 640: True, 1280: False}


@pytest.mark.parametrize(("asked", "width"), [("", 900), ("320", 320), ("640", 640), ("1280", 900), ("333", 900), ("../320", 900)])
def test_an_image_is_served_in_one_of_the_widths(asked, width):
    stored = _stored(made.image("JPEG", size=(900, 300)), "rum.jpg")
    response = file_response(stored, as_attachment=False, width=asked)
    with Picture.open(io.BytesIO(b"".join(response.streaming_content))) as image:
        assert image.width == width
    assert response["Content-Type"] == "image/jpeg"
    assert response["Content-Disposition"].startswith("inline")
    response.close()


def test_a_file_is_served_to_be_saved_and_never_guessed_at():
    response = file_response(_stored(made.office()), as_attachment=False, name="Vores årshjul")
    assert response["Content-Disposition"] == "attachment; filename*=utf-8''Vores%20%C3%A5rshjul.docx"
    assert response["X-Content-Type-Options"] == "nosniff"
    assert "sandbox" in response["Content-Security-Policy"]
    assert response["Cache-Control"].startswith("private")
    response.close()


def test_a_file_that_the_storage_has_lost_is_not_found():
    stored = _stored(made.pdf())
    default_storage.delete(stored.file.name)
    with pytest.raises(Http404):
        file_response(stored, as_attachment=True)


def test_a_file_is_removed_with_its_copies_only_when_nothing_refers_to_it(django_capture_on_commit_callbacks):
    stored = _stored(made.image("JPEG", size=(900, 300)), "rum.jpg")
    image = Image.objects.create(version=make.draft(), stored=stored)
    with django_capture_on_commit_callbacks(execute=True):
        assert not remove_if_unused(stored=stored)
    assert default_storage.exists(stored.file.name)
    image.delete()
    with django_capture_on_commit_callbacks(execute=True):
        assert remove_if_unused(stored=stored)
    assert not default_storage.exists(stored.file.name)
    assert not default_storage.exists(stored.copy_name(320))
    assert not StoredFile.objects.exists()
