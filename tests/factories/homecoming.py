"""Notes with photos, participant reports, evaluations and results of mobilities."""

import itertools
from io import BytesIO

from django.core.files.base import ContentFile
from PIL import Image as Drawing

from partners.mobilities.models import Evaluation, Mobility, Note, NotePhoto, ParticipantReport, PublicResult, Report
from portal.accounts.actor import Actor
from portal.files.models import StoredFile
from tests.factories import people
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


TEXTS = {
    "objectives_met": "Vi så tre måder at dele en time på.",
    "knowledge": "Vi ved nu, hvornår to voksne hjælper.",
    "skills": "Vi kan observere uden at vurdere.",
    "attitudes": "Vi kalder sjældnere en elev for en opgave.",
    "reflections": "Vi rejste som par og kom hjem med en aftale.",
    "aha": "- Døren stod åben.",
    "wonder": "Hvem ejer timerne?",
    "try_at_home": "Vi begynder med timen og ikke med eleven.",
    "sharing": "På et møde for hele skolen.",
    "shared_with": "74 medarbejdere.",
    "satisfaction": 5,
    "public_summary": "Værten deler hver time mellem to voksne.",
}


def report(mobility: Mobility, *, complete: bool = True, **fields) -> ParticipantReport:
    """A participant report of everybody who travels, with nothing missing unless told so; with it the internal evaluation."""
    who = mobility.created_by
    stamps = {"created_at": NOW, "created_by": who, "changed_at": NOW, "changed_by": who}
    made = ParticipantReport.objects.create(mobility=mobility, **{**(TEXTS if complete else {}), **stamps, **fields})
    mobility.participants.filter(report=None).update(report=made)
    if complete and not Evaluation.objects.filter(mobility=mobility).exists():
        Evaluation.objects.create(mobility=mobility, hosting="Åbne døre.", would_return="yes", changed_at=NOW, changed_by=who)
    return made


def result(mobility: Mobility, *, state: str = "published", **fields) -> PublicResult:
    who = people.user()
    stamps = {"published_at": NOW, "published_by": who} if state != "draft" else {}
    values = {"title": "To voksne i hver time", "learned": "De så to voksne dele en klasse.", **fields}
    return PublicResult.objects.create(mobility=mobility, state=state, changed_at=NOW, changed_by=who, **values, **stamps)


def draft(subject: Mobility, **fields) -> Report:
    """A draft of a mobility's report with everything written."""
    who = people.user()
    texts = {"intro": "De rejste ud.", "purpose": "At se to voksne.", "learned": "At dele timen."}
    stamps = {"created_at": NOW, "created_by": who, "changed_at": NOW, "changed_by": who}
    values = {"kind": "mobility", "municipality": subject.municipality, "mobility": subject, "title": "Støtten, der bliver i klassen"}
    return Report.objects.create(**{**values, "texts": texts, **stamps, **fields})
