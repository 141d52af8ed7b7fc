"""The documents of the demonstration's mobilities, taken through the services that the pages use.

Nothing is printed until somebody asks for it: a hundred PDFs at the first start would keep the worker busy for long.
"""

from collections.abc import Iterator
from datetime import datetime, timedelta
from io import BytesIO

from django.utils.timezone import localdate
from PIL import Image, ImageDraw

from partners.mobilities.choices import PaperLanguage, PaperState, Phase, Signer
from partners.mobilities.models import Mobility, Paper
from partners.mobilities.papers import services as papers
from partners.mobilities.papers.compulsory import Slot, slots_of
from partners.mobilities.papers.documents import PAPER
from portal.accounts.actor import Actor
from portal.documents.choices import DocumentState
from portal.documents.models import Document
from portal.files.checks import Checked, check

_INK, _PAPER, _BLUE = "#5a5460", "#fbfaf7", "#1d5a94"


def settle(mobility: Mobility, *phases: Phase, by: Actor, office: Actor, now: datetime) -> Mobility:
    """Make, sign and approve every compulsory document of the phases."""
    for slot in _lacking(mobility, phases):
        papers.approve(paper=_handed_in(mobility, slot, by, now), by=office, now=now + timedelta(hours=2))
    _print_nothing(mobility)
    return mobility


def begin(mobility: Mobility, *, by: Actor, office: Actor, now: datetime) -> Mobility:
    """As it looks on the way: the first is approved, the second waits for the administration, the third has been sent to be signed."""
    first, *others = _lacking(mobility, (Phase.BEFORE,))
    papers.approve(paper=_handed_in(mobility, first, by, now), by=office, now=now + timedelta(hours=2))
    for slot in others[:1]:
        if not slot.is_uploaded:
            _sent(mobility, slot, by, now)
    for slot in others[1:2]:
        _handed_in(mobility, slot, by, now)
    _print_nothing(mobility)
    return mobility


def _lacking(mobility: Mobility, phases: tuple[Phase, ...]) -> list[Slot]:
    fresh = Mobility.objects.get(pk=mobility.pk)
    return [slot for slot in slots_of(fresh) if slot.is_compulsory and slot.phase in phases and slot.state == PaperState.MISSING]


def _handed_in(mobility: Mobility, slot: Slot, by: Actor, now: datetime) -> Paper:
    if slot.is_uploaded:
        return papers.hand_in(mobility=mobility, key=slot.key, upload=_copy(slot.name), file_name=f"{slot.kind}.png", by=by, now=now)
    paper = _sent(mobility, slot, by, now)
    signatures = {signer: (_name(paper, signer), localdate(now)) for signer in slot.signers}
    return papers.sign(paper=paper, signatures=signatures, upload=_copy(slot.name), file_name="underskrevet.png", by=by, now=now)


def _sent(mobility: Mobility, slot: Slot, by: Actor, now: datetime) -> Paper:
    paper = papers.draft(mobility=mobility, key=slot.key, languages=PaperLanguage.BOTH, by=by, now=now)
    return papers.send(paper=paper, by=by, now=now)


def _name(paper: Paper, signer: Signer) -> str:
    if signer == Signer.PARTICIPANT and paper.participant:
        return paper.participant.name
    return "Ann Peeters" if signer == Signer.HOST else "Mette Lund"


def _copy(title: str) -> Checked:
    """Something like a photograph of a signed page: lines of writing and three strokes."""
    page = Image.new("RGB", (620, 877), _PAPER)
    draw = ImageDraw.Draw(page)
    draw.text((60, 60), title.encode("latin-1", "replace").decode("latin-1"), fill=_INK)
    for line in _lines():
        draw.line(line, fill=_INK, width=3)
    for left in (60, 240, 420):
        draw.line([(left, 760), (left + 40, 730), (left + 70, 765), (left + 110, 735)], fill=_BLUE, width=3)
        draw.line([(left, 780), (left + 140, 780)], fill=_INK, width=1)
    written = BytesIO()
    page.save(written, "PNG")
    return check(written.getvalue())


def _lines() -> Iterator[list[tuple[int, int]]]:
    for number in range(22):
        yield [(60, 120 + number * 26), (560 - number * 37 % 120, 120 + number * 26)]


def _print_nothing(mobility: Mobility) -> None:
    numbers = [paper.pk for paper in mobility.papers.all()]
    Document.objects.filter(kind=PAPER, subject_id__in=numbers, state=DocumentState.REQUESTED).delete()
