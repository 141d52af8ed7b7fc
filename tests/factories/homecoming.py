"""Notes with photos, participant reports, evaluations and results of mobilities."""

import itertools
from io import BytesIO

from django.core.files.base import ContentFile
from PIL import Image as Drawing

from partners.mobilities.models import Mobility, Note, NotePhoto
from portal.accounts.actor import Actor
from portal.files.models import StoredFile
from tests.factories.consortium import NOW

_numbers = itertools.count(1)


def traveller(mobility: Mobility) -> Actor:
    """The one who travels, in a role if there is one."""
    person = mobility.participants.first().user
    return Actor(person, person.roles.first())


def note(mobility: Mobility, text: str = "To voksne delte timen.", **fields) -> Note:
    who = fields.pop("by", None) or mobility.created_by
    return Note.objects.create(mobility=mobility, text=text, token=f"tegn{next(_numbers)}", written_at=NOW, written_by=who, **fields)


def photo(of: Note, **fields) -> NotePhoto:
    drawn = BytesIO()
    Drawing.new("RGB", (60, 40), "teal").save(drawn, "PNG")
    stored = StoredFile(
        sha256="0" * 64, media_type="image/png", size=len(drawn.getvalue()), width=60, height=40, original_name="rum.png", uploaded_at=NOW
    )
    stored.file.save("rum.png", ContentFile(drawn.getvalue()), save=False)
    stored.save()
    return NotePhoto.objects.create(note=of, stored=stored, **{"alt": "Et klasselokale med to tavler", "people": "none", **fields})
