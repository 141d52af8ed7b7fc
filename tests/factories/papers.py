"""Documents of a mobility, in any state, and what the table of documents asks for."""

from datetime import UTC, date, datetime

from django.core.files.base import ContentFile

from partners.grants.choices import Category
from partners.mobilities.choices import PaperLanguage, PaperState, Phase, Signer
from partners.mobilities.models import Mobility, Paper, Signature
from partners.mobilities.papers.compulsory import Slot, slots_of
from partners.mobilities.papers.documents import ACCESSION, PAPER, accession_snapshot, paper_snapshot, written_snapshot
from partners.models import ConsortiumMembership
from portal.accounts.models import User
from portal.documents.choices import DocumentState
from portal.documents.kinds import kind_named, template_version
from portal.documents.models import Document
from portal.files.checks import Checked
from portal.files.choices import PDF
from portal.files.models import StoredFile
from tests.factories import people

NOW = datetime(2026, 11, 2, 9, 30, tzinfo=UTC)
COPY = Checked(PDF, b"%PDF-1.7 underskrevet")
# A frozen grant of one teacher, five days and two of travel (granting.freeze gives lines of this shape).
GRANT = {
    "call": 2026,
    "is_confirmed": False,
    "total": "1988",
    "lines": [
        {"category": Category.ORGANISATION, "quantity": 1, "unit_amount": "350", "rule": "", "source": "", "is_confirmed": False},
        {"category": Category.TRAVEL, "quantity": 1, "unit_amount": "309", "rule": "", "source": "", "is_confirmed": False},
        {"category": Category.INDIVIDUAL, "quantity": 7, "unit_amount": "172", "rule": "", "source": "", "is_confirmed": False},
        {
            "category": Category.INCLUSION_PARTICIPANTS,
            "quantity": 1,
            "unit_amount": "125.50",
            "rule": "",
            "source": "",
            "is_confirmed": False,
        },
    ],
}


def stored(name: str = "kopi.pdf", *, by: User | None = None) -> StoredFile:
    made = StoredFile(sha256="0" * 64, media_type="application/pdf", size=8, original_name=name, uploaded_by=by, uploaded_at=NOW)
    made.file.save(name, ContentFile(b"%PDF-1.7"), save=False)
    made.save()
    return made


def slot(mobility: Mobility, kind: str) -> Slot:
    """The first document of a kind."""
    fresh = Mobility.objects.get(pk=mobility.pk)
    return next(found for found in slots_of(fresh) if found.kind == kind)


def paper(mobility: Mobility, kind: str, state: str = PaperState.MISSING, *, languages: str = PaperLanguage.DANISH, **fields) -> Paper:
    """A document of the mobility in a state, with all that the state asks for. Signed and past that, everybody has signed."""
    return _in_state(mobility, slot(mobility, kind), state, languages, **fields)


def all_approved(mobility: Mobility, *phases: str) -> None:
    """Every compulsory document of the phases (before departure when none are named) that is missing, as approved."""
    for found in slots_of(Mobility.objects.get(pk=mobility.pk)):
        if found.is_compulsory and found.state == PaperState.MISSING and found.phase in (phases or (Phase.BEFORE,)):
            Paper.objects.filter(pk=found.paper.pk if found.paper else None).delete()
            _in_state(mobility, found, PaperState.APPROVED, PaperLanguage.DANISH)


def _in_state(mobility: Mobility, found: Slot, state: str, languages: str, **fields) -> Paper:
    who = fields.pop("by", None) or people.user()
    made = Paper(
        mobility=mobility,
        participant=found.participant,
        kind=found.kind,
        phase=found.phase,
        signers=list(found.signers),
        is_compulsory=found.is_compulsory,
        state=state,
        **fields,
    )
    if state != PaperState.MISSING and not found.is_uploaded:
        made.languages, made.drafted_at, made.drafted_by = languages, NOW, who
    if state not in {PaperState.MISSING, PaperState.DRAFTED} and not found.is_uploaded:
        made.sent_at, made.sent_by, made.said = NOW, who, written_snapshot(made)
    if state in {PaperState.SIGNED, PaperState.APPROVED, PaperState.REJECTED}:
        made.signed_at, made.signed_by, made.upload = NOW, who, stored(by=who)
    if state in {PaperState.APPROVED, PaperState.REJECTED}:
        made.decided_at, made.decided_by = NOW, people.user()
        made.reason = "Værtens underskrift mangler." if state == PaperState.REJECTED else ""
    made.save()
    if made.signed_at:
        for signer in made.signers:
            Signature.objects.create(paper=made, signer=signer, name=Signer(signer).label, signed_on=date(2026, 11, 1))
    return made


def printed(subject: Paper | ConsortiumMembership) -> Document:
    """A ready PDF of what a document or an accession form says now."""
    name, snapshot_of = (PAPER, paper_snapshot) if isinstance(subject, Paper) else (ACCESSION, accession_snapshot)
    snapshot = snapshot_of(subject, NOW)
    made = Document(
        kind=name,
        subject=subject,
        language="da",
        snapshot=snapshot,
        snapshot_hash=kind_named(name).fingerprint(snapshot),
        state=DocumentState.READY,
        requested_at=NOW,
        finished_at=NOW,
        template_version=template_version(),
        file_name="dokument.pdf",
        checksum="0" * 64,
        size=8,
        pages=2,
    )
    made.file.save("dokument.pdf", ContentFile(b"%PDF-1.7"))
    return made
