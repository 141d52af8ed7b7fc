from io import BytesIO

from django.core.files.base import ContentFile
from PIL import Image as Picture

from portal.files.models import StoredFile
from tests.factories.trials import NOW
from trials.models import Attachment, Image, Version


def image(version: Version, **fields) -> Image:
    picture = BytesIO()
    Picture.new("RGB", (40, 30), "teal").save(picture, "PNG")
    stored = _stored("image/png", "rum.png", picture.getvalue(), width=40, height=30)
    return Image.objects.create(version=version, stored=stored, **{"alt": "To børn bygger et tårn", "people": "none", **fields})


def attachment(version: Version, **fields) -> Attachment:
    stored = _stored("application/pdf", "opskrift.pdf", b"%PDF-1.7")
    return Attachment.objects.create(version=version, stored=stored, **{"title": "Kom i gang på seks uger", "kind": "recipe", **fields})


def _stored(media_type: str, name: str, content: bytes, **fields) -> StoredFile:
    stored = StoredFile(sha256="0" * 64, media_type=media_type, size=len(content), original_name=name, uploaded_at=NOW, **fields)
    stored.file.save(name, ContentFile(content), save=False)
    stored.save()
    return stored
