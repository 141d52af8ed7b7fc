"""An editor's proposal for a text: written, sent to the author, accepted or answered. Nothing is changed before the author says so."""

from collections.abc import Iterable
from datetime import datetime

from django.db import transaction
from django.urls import reverse
from django.utils.translation import gettext as _

from portal.accounts.actor import Actor
from portal.accounts.models import User
from portal.accounts.permissions import require
from portal.notices.choices import MailKind
from portal.notices.services import tell
from portal.text.normalise import normalise, normalise_line
from portal.workflow.gate import Refused, WrongState, pass_gate
from portal.workflow.log import record
from trials.choices import EditorialState, State
from trials.colleagues import readers_among, writers_of
from trials.editing import FREE, SHORTER, Texts, proposed_by, stamp, texts_of
from trials.flow import EDITORIAL_FLOW, VERSION_FLOW
from trials.models import EditorialVersion, Version

_LINES = {"title", "headline"}


class Unsuitable(Refused):
    """The words may not be proposed; `faults` says why, one by one."""

    def __init__(self, faults: list[str]) -> None:
        super().__init__(" ".join(faults))
        self.faults = faults


def save(*, version: Version, texts: Texts, note: str, seen: str, by: Actor, now: datetime) -> EditorialVersion:
    """Keep a proposal as a draft. `seen` is the stamp of what the editor started from: a colleague's newer words are not overwritten.

    Title, headline and standfirst are free; the other texts may not have more words than before, and nothing may be emptied.
    """
    with transaction.atomic():
        version = _locked(version.pk)
        require(by, "trials.edit", version)
        proposal = version.editorial_versions.filter(state__in=[EditorialState.DRAFT, EditorialState.PROPOSED]).first()
        _check_is_free(proposal, version, seen)
        texts = _clean(texts)
        if faults := texts.faults(texts_of(version)):
            raise Unsuitable(faults)
        proposal = proposal or EditorialVersion(version=version, base=stamp(texts_of(version)), made_at=now, made_by=by.user)
        for name, text in texts.fields.items():
            setattr(proposal, name, text)
        proposal.observations, proposal.note, proposal.changed_at = texts.observations, normalise(note), now
        proposal.save()
        record(act="editorial.save", subject=proposal, by=by, now=now)
    return proposal


def propose(*, proposal: EditorialVersion, by: Actor, now: datetime) -> EditorialVersion:
    """Send it to those who answer for the text."""
    with transaction.atomic():
        version = _locked(proposal.version_id)
        proposal = pass_gate(thing=proposal, flow=EDITORIAL_FLOW, act="propose", by=by, now=now)
        url = reverse("trials:editorial_answer", args=[version.pk])
        _tell(_authors(version, now), MailKind.EDITED, version, url, proposal.note, by=by, now=now)
    return proposal


def accept(*, proposal: EditorialVersion, by: Actor, now: datetime) -> EditorialVersion:
    """Write the proposed words into the text. The editor becomes one of its writers, so nobody approves what they edited.

    An approval was of other words, so an approved text must be approved anew.
    """
    with transaction.atomic():
        version = _locked(proposal.version_id)
        proposal = pass_gate(thing=proposal, flow=EDITORIAL_FLOW, act="accept", by=by, now=now)
        if stamp(texts_of(version)) != proposal.base:
            raise WrongState(_("Teksten er ændret, siden forslaget blev skrevet. Bed redaktøren om et nyt forslag."))
        _write(version, proposal, now)
        if version.state == State.APPROVED:
            pass_gate(thing=version, flow=VERSION_FLOW, act="reconsider", by=by, now=now)
        _tell_editor(proposal, version, "", accepted=True, by=by, now=now)
    return proposal


def answer(*, proposal: EditorialVersion, answer: str, by: Actor, now: datetime) -> EditorialVersion:
    """Say no, or not like that, in writing. The text stays as it was."""
    with transaction.atomic():
        version = _locked(proposal.version_id)
        proposal.answer = normalise(answer)
        proposal = pass_gate(thing=proposal, flow=EDITORIAL_FLOW, act="answer", by=by, now=now, note=proposal.answer, then=["answer"])
        _tell_editor(proposal, version, proposal.answer, accepted=False, by=by, now=now)
    return proposal


def withdraw(*, proposal: EditorialVersion, by: Actor, now: datetime) -> EditorialVersion:
    """Take a proposal back, answered or not."""
    with transaction.atomic():
        _locked(proposal.version_id)
        return pass_gate(thing=proposal, flow=EDITORIAL_FLOW, act="withdraw", by=by, now=now)


def let_lapse(*, version: Version, by: Actor, now: datetime) -> None:
    """Withdraw what is proposed for a text that goes back to its writers or is published. The caller holds the version's lock."""
    for proposal in version.editorial_versions.filter(state__in=[EditorialState.DRAFT, EditorialState.PROPOSED]):
        pass_gate(thing=proposal, flow=EDITORIAL_FLOW, act="lapse", by=by, now=now)


def _locked(pk: int) -> Version:
    """The version first, then its proposal: always in this order."""
    versions = Version.objects.select_related("trial__municipality", "trial__home_school").select_for_update(of=["self"])
    if (version := versions.filter(pk=pk).first()) is None:
        raise WrongState(_("Det er slettet i mellemtiden."))
    return version


def _check_is_free(proposal: EditorialVersion | None, version: Version, seen: str) -> None:
    if proposal and proposal.state == EditorialState.PROPOSED:
        raise WrongState(_("Forslaget er sendt og venter på svar. Træk det tilbage, hvis du vil ændre det."))
    if seen != seen_stamp(proposal, version):
        raise WrongState(_("En kollega har gemt et forslag, mens du skrev. Dine ord står her stadig, men de er ikke gemt."))


def seen_stamp(proposal: EditorialVersion | None, version: Version) -> str:
    """What an editor has in front of them when the form is opened."""
    return stamp(proposed_by(proposal) if proposal else texts_of(version))


def _clean(texts: Texts) -> Texts:
    fields = {name: (normalise_line if name in _LINES else normalise)(texts.fields[name]) for name in FREE + SHORTER}
    return Texts(fields, {row: normalise(text) for row, text in texts.observations.items()})


def _write(version: Version, proposal: EditorialVersion, now: datetime) -> None:
    texts = proposed_by(proposal)
    for name, text in texts.fields.items():
        setattr(version, name, text)
    version.changed_at, version.changed_by = now, proposal.proposed_by or proposal.made_by
    version.save(update_fields=[*texts.fields, "changed_at", "changed_by"])
    for seen in version.observations.all():
        seen.text = texts.observations.get(str(seen.pk), seen.text)
        seen.save(update_fields=["text"])
    version.writers.add(proposal.made_by, proposal.proposed_by)


def _authors(version: Version, now: datetime) -> Iterable[User]:
    """Those who wrote the text or sent it; an editor whose words were accepted before is not the author."""
    editors = version.editorial_versions.filter(state=EditorialState.ACCEPTED).values_list("proposed_by", flat=True)
    return [person for person in writers_of(version, now) if person.pk not in set(editors)]


def _tell_editor(proposal: EditorialVersion, version: Version, note: str, *, accepted: bool, by: Actor, now: datetime) -> None:
    url = reverse("trials:editorial", args=[version.pk])
    editors = readers_among({proposal.made_by_id, proposal.proposed_by_id}, version, now)
    _tell(editors, MailKind.EDIT_ANSWERED, version, url, note, by=by, now=now, accepted=accepted)


def _tell(
    people: Iterable[User], kind: MailKind, version: Version, url: str, note: str, *, by: Actor, now: datetime, accepted: bool = False
) -> None:
    for person in people:
        if person.pk != by.user_id:
            context = {"version": version, "note": note, "by": by, "url": url, "accepted": accepted}
            tell(kind=kind, user=person, about=version, url=url, context=context, now=now)
