"""Drafting, sending, signing, handing in and deciding on the documents of a mobility. Each act is one passage through the gate."""

from collections.abc import Mapping
from datetime import date, datetime

from django.db import transaction
from django.utils.timezone import localdate
from django.utils.translation import gettext as _

from partners.grants.choices import Activity
from partners.mobilities.choices import PaperLanguage, PaperState, Phase, Signer, State
from partners.mobilities.models import Mobility, Paper, PaperListMark, Signature
from partners.mobilities.papers.compulsory import Slot, slot_name, slots_of
from partners.mobilities.papers.documents import PAPER, written_snapshot
from partners.mobilities.papers.flow import PAPER_FLOW
from partners.mobilities.papers.needed import PaperTable
from partners.mobilities.papers.people import makers_of
from partners.mobilities.papers.printing import paper_page
from portal.accounts.actor import Actor
from portal.accounts.permissions import require
from portal.documents import services as documents
from portal.files import services as files
from portal.files.checks import Checked
from portal.notices.choices import MailKind
from portal.notices.services import tell
from portal.workflow.gate import Refused, WrongState, pass_gate
from portal.workflow.log import record

# From these a new version is begun without a reason; what was approved is opened again first.
_RENEWED = (PaperState.SENT, PaperState.SIGNED, PaperState.REJECTED)


def expect(*, mobility: Mobility) -> None:
    """Note as missing every document that the mobility needs, so that lists find it; what is needed no longer stops nobody.

    Part of another act (the approval, a change of the journey), which asks for permission and stands in the log. Doing it twice changes nothing.
    """
    with transaction.atomic():
        slots = slots_of(Mobility.objects.select_for_update().get(pk=mobility.pk))
        for is_compulsory in (True, False):
            told = [slot.paper.pk for slot in slots if slot.paper and slot.is_compulsory is is_compulsory]
            Paper.objects.filter(pk__in=told, is_compulsory=not is_compulsory).update(is_compulsory=is_compulsory)
        Paper.objects.bulk_create([_begun(slot, mobility) for slot in slots if not slot.paper])


def confirm_list(*, table: PaperTable, activity: Activity, by: Actor, now: datetime) -> PaperListMark:
    """Say that the documents of an activity have been compared with the agency's own, as the table has them now."""
    require(by, "papers.confirm_list")
    said = {"stamp": table.stamp(activity), "confirmed_at": now, "confirmed_by": by.user}
    with transaction.atomic():
        mark, _made = PaperListMark.objects.update_or_create(call=table.call, activity=activity, defaults=said)
        record(act="papers.confirm_list", subject=mark, by=by, now=now, note=str(activity.label))
    return mark


def draft(*, mobility: Mobility, key: str, languages: PaperLanguage, by: Actor, now: datetime) -> Paper:
    """Draft a document in the languages chosen and have it printed. Over one that is with those who sign, or refused, a new version is made."""
    require(by, "papers.make", mobility)
    with transaction.atomic():
        slot = _locked_slot(mobility, key)
        if slot.is_uploaded:
            raise Refused(_("Det dokument skriver andre. Læg en kopi op."))
        paper = _open_version(slot, mobility, by=by, now=now)
        paper.languages = languages
        paper = pass_gate(thing=paper, flow=PAPER_FLOW, act="draft", by=by, now=now, then=["languages"])
    order_print(paper=paper, by=by, now=now)
    return paper


def order_print(*, paper: Paper, by: Actor, now: datetime) -> None:
    """Have the PDF of what the document says now set in the background."""
    documents.request(kind=PAPER, subject=paper, language=paper.languages[:2], by=by, now=now)


def send(*, paper: Paper, by: Actor, now: datetime) -> Paper:
    """Freeze the words and send it to be signed: from now on the PDF says what it says here, whatever becomes of the journey."""
    with transaction.atomic():
        paper = Paper.objects.select_for_update().get(pk=paper.pk)
        if paper.languages:
            paper.said = written_snapshot(paper)
        paper = pass_gate(thing=paper, flow=PAPER_FLOW, act="send", by=by, now=now, then=["said"])
    order_print(paper=paper, by=by, now=now)
    return paper


def sign(
    *, paper: Paper, signatures: Mapping[Signer, tuple[str, date]], upload: Checked | None, file_name: str, by: Actor, now: datetime
) -> Paper:
    """Note who has signed and keep the signed copy. It is handed in when nobody is missing and the copy is here; until then it stays out.

    Who is noted already is corrected. Returns the paper as it then stands.
    """
    require(by, "papers.write", paper)
    with transaction.atomic():
        paper = Paper.objects.select_for_update().get(pk=paper.pk)
        if paper.state != PaperState.SENT:
            raise WrongState(_("Det kan ikke lade sig gøre nu: den står som ”%(state)s”.") % {"state": paper.get_state_display()})
        for signer, (name, signed_on) in signatures.items():
            Signature.objects.update_or_create(paper=paper, signer=signer, defaults={"name": name, "signed_on": signed_on})
        if upload:
            _keep(paper, upload, file_name, by=by, now=now)
        record(act="papers.note_signatures", subject=paper, by=by, now=now)
        if paper.signatures_missing or not paper.upload_id:
            return paper
        return pass_gate(thing=paper, flow=PAPER_FLOW, act="sign", by=by, now=now)


def hand_in(*, mobility: Mobility, key: str, upload: Checked, file_name: str, by: Actor, now: datetime) -> Paper:
    """Keep a copy of what others have written. A new copy is a new version of the document."""
    require(by, "papers.make", mobility)
    with transaction.atomic():
        slot = _locked_slot(mobility, key)
        if not slot.is_uploaded:
            raise Refused(_("Det dokument laver portalen. Lav et udkast først."))
        paper = _open_version(slot, mobility, by=by, now=now)
        _keep(paper, upload, file_name, by=by, now=now)
        return pass_gate(thing=paper, flow=PAPER_FLOW, act="hand_in", by=by, now=now)


def approve(*, paper: Paper, by: Actor, now: datetime) -> Paper:
    """Approve a document that is handed in: it no longer stands in the way of the departure."""
    return pass_gate(thing=paper, flow=PAPER_FLOW, act="approve", by=by, now=now)


def reject(*, paper: Paper, note: str, by: Actor, now: datetime) -> Paper:
    """Refuse a document with the reason, which those who make it are told; they make a new version."""
    paper.reason = note.strip()
    with transaction.atomic():
        paper = pass_gate(thing=paper, flow=PAPER_FLOW, act="reject", by=by, now=now, note=note, then=["reason"])
        context = {"mobility": paper.mobility, "name": slot_name(paper.kind, paper.participant), "by": by, "note": note.strip()}
        for person in makers_of(paper.mobility, localdate(now)):
            tell(kind=MailKind.PAPER_REJECTED, user=person, about=paper.mobility, url=paper_page(paper), context=context, now=now)
    return paper


def is_travelled_with(paper: Paper, journey: Mobility) -> bool:
    """The journey is cleared for departure with the document, and nobody has left yet."""
    return journey.state == State.CLEARED and paper.is_compulsory and paper.phase == Phase.BEFORE


def reopen(*, paper: Paper, note: str, by: Actor, now: datetime) -> Paper:
    """Take back an approval with the reason: the document is missing again, in a new version. Returns that one.

    Refused between the approval for departure and the departure: who is cleared travels with the documents that were approved.
    """
    with transaction.atomic():
        journey = Mobility.objects.select_for_update(of=["self"]).get(pk=paper.mobility_id)
        if is_travelled_with(paper, journey):
            raise Refused(_("Opholdet er godkendt til afrejse med dokumentet. Det kan ikke åbnes igen, før de er rejst."))
        old = pass_gate(thing=paper, flow=PAPER_FLOW, act="reopen", by=by, now=now, note=note)
        return _next_version(old)


def _locked_slot(mobility: Mobility, key: str) -> Slot:
    """The document under its part of the address, with the mobility locked: two at the same time make one version after the other."""
    locked = Mobility.objects.select_for_update().get(pk=mobility.pk)
    found = next((slot for slot in slots_of(locked) if slot.key == key), None)
    if found is None:
        raise WrongState(_("Opholdet er ændret i mellemtiden, og dokumentet hører ikke længere til det."))
    return found


def _open_version(slot: Slot, mobility: Mobility, *, by: Actor, now: datetime) -> Paper:
    """The version to write in: the one that is missing or drafted, else the next after the one that is superseded."""
    if slot.paper is None:
        paper = _begun(slot, mobility)
        paper.save()
        return paper
    if slot.state not in _RENEWED:
        return slot.paper
    return _next_version(pass_gate(thing=slot.paper, flow=PAPER_FLOW, act="supersede", by=by, now=now))


def _begun(slot: Slot, mobility: Mobility) -> Paper:
    version = max((paper.version for paper in slot.history), default=0) + 1
    return Paper(
        mobility=mobility,
        participant=slot.participant,
        kind=slot.kind,
        phase=slot.phase,
        signers=list(slot.signers),
        is_compulsory=slot.is_compulsory,
        version=version,
    )


def _next_version(old: Paper) -> Paper:
    return Paper.objects.create(
        mobility=old.mobility,
        participant=old.participant,
        kind=old.kind,
        phase=old.phase,
        signers=old.signers,
        is_compulsory=old.is_compulsory,
        version=old.version + 1,
    )


def _keep(paper: Paper, upload: Checked, file_name: str, *, by: Actor, now: datetime) -> None:
    """Store the copy; one that it replaces in the same version goes."""
    before = paper.upload
    paper.upload = files.store(checked=upload, original_name=file_name, by=by, now=now)
    paper.save(update_fields=["upload"])
    if before:
        files.remove_if_unused(stored=before)
