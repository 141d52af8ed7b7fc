"""Answering what the check for personal data has found, and the head's release of a number that only looks like a CPR number."""

from collections.abc import Iterable, Mapping
from datetime import datetime

from django.db import transaction
from django.urls import reverse
from django.utils.timezone import localdate
from django.utils.translation import gettext as _

from portal.accounts.actor import Actor
from portal.accounts.models import User
from portal.accounts.permissions import require
from portal.notices.choices import MailKind
from portal.notices.services import tell
from portal.text.normalise import normalise, normalise_line
from portal.text.personal_data import FindingKind, find
from portal.workflow.gate import NotAllowed, NoteMissing, Refused, WrongState
from portal.workflow.log import record
from schools.people.choices import RoleKind
from schools.people.models import Role
from trials.choices import PrivacyReply
from trials.colleagues import readers_among, writers_of
from trials.findings import Found, findings, number_in_text
from trials.models import PrivacyAnswer, Version
from trials.services.drafts import locked

WRITERS_REPLIES = (PrivacyReply.NOT_PERSONAL, PrivacyReply.AGREED)


class NotOffered(Refused):
    """An answer to something that is not, or no longer, found in the text, or of a kind that is not the writer's to give."""

    def __init__(self) -> None:
        super().__init__(_("Teksten er ændret, siden du åbnede siden, så svarene passer ikke længere. Se fundene igennem igen."))


def answer(*, version: Version, replies: Mapping[str, str], by: Actor, now: datetime) -> int:
    """Keep a writer's answers, by the findings' keys, each with its own line in the log. Returns how many were new or different.

    All or none: an answer that was not offered refuses the rest with it. The log names the kind and the answer, never the words.
    """
    with transaction.atomic():
        version = locked(version, by)
        offered = {found.key: found for found in findings(version) if not found.is_cpr}
        if not replies.keys() <= offered.keys() or not set(replies.values()) <= set(WRITERS_REPLIES):
            raise NotOffered
        changed = [key for key, reply in replies.items() if not _stands(offered[key], reply)]
        for key in changed:
            made = _write(version, offered[key], PrivacyReply(replies[key]), by, now)
            record(act="trials.answer_finding", subject=version, by=by, now=now, note=str(made))
    return len(changed)


def _stands(found: Found, reply: str) -> bool:
    return found.answer is not None and found.answer.answer == reply


def answer_from_file(*, version: Version, by: Actor, now: datetime) -> list[Found]:
    """Answer everything that a text read from a file holds, as the one who reads it in; a number that blocks is left alone. Returns what was found."""
    found = findings(version)
    for one in found:
        if not one.is_cpr:
            _write(version, one, PrivacyReply.NOT_PERSONAL, by, now, reason=_("Indlæst fra fil"))
    return found


def ask_release(*, version: Version, key: str, words: str = "", by: Actor, now: datetime) -> PrivacyAnswer:
    """Ask the municipality's heads to release a number. `words` say what it is instead; they are kept until the head has decided."""
    words = normalise_line(words)
    _refuse_cpr(words)
    with transaction.atomic():
        version = locked(version, by)
        found = next((one for one in findings(version) if one.key == key and one.is_cpr), None)
        if found is None or (found.answer and not found.is_asked):
            raise NotOffered
        if found.answer:
            return found.answer
        heads = list(heads_for(version, now))
        if not heads:
            raise Refused(
                _("Kommunen har ingen chef i portalen, som kan frigive tallet. Fjern det, eller bed forvaltningen om at invitere en.")
            )
        asked = _write(version, found, PrivacyReply.ASKED, by, now, reason=words)
        record(act="trials.ask_release", subject=version, by=by, now=now)
        for head in heads:
            _tell(MailKind.RELEASE_ASKED, head, asked, reverse("trials:release", args=[asked.pk]), by, now)
    return asked


def decide_release(*, answer: PrivacyAnswer, release: bool, reason: str, by: Actor, now: datetime) -> PrivacyAnswer:
    """Release a number or refuse it, with a reason that is logged. The first head to answer decides."""
    reason = normalise(reason)
    with transaction.atomic():
        asked = PrivacyAnswer.objects.select_for_update(of=["self"]).select_related("trial__municipality").filter(pk=answer.pk).first()
        if asked is None:
            raise WrongState(_("Tallet står ikke længere i teksten. Der er ikke noget at afgøre."))
        answer = asked
        _check_decision(answer, reason, by)
        version, found = number_in_text(answer)
        if version is None or found is None:
            raise WrongState(_("Tallet står ikke længere i teksten. Der er ikke noget at afgøre."))
        answer.answer = PrivacyReply.RELEASED if release else PrivacyReply.REFUSED
        answer.reason, answer.decided_at, answer.decided_by = reason, now, by.user
        answer.save(update_fields=["answer", "reason", "decided_at", "decided_by"])
        act = "trials.release" if release else "trials.refuse_release"
        record(act=act, subject=version, by=by, now=now, note=reason)
        _tell_writers(answer, version, by, now)
    return answer


def heads_for(version: Version, now: datetime) -> Iterable[User]:
    """Heads of the municipality who have not written the text themselves."""
    roles = Role.objects.on(localdate(now)).filter(kind=RoleKind.HEAD, municipality=version.trial.municipality_id)
    own = User.objects.filter(written_versions__trial=version.trial_id)
    return User.objects.filter(is_active=True, roles__in=roles).exclude(pk__in=own.values("pk")).distinct()


def _check_decision(answer: PrivacyAnswer, reason: str, by: Actor) -> None:
    require(by, "trials.release", answer)
    if answer.answer != PrivacyReply.ASKED:
        raise WrongState(_("Det er allerede afgjort af %(who)s.") % {"who": answer.decided_by})
    if not reason:
        raise NoteMissing(_("Skriv en begrundelse. Den står i loggen."))
    _refuse_cpr(reason)


def _refuse_cpr(text: str) -> None:
    """What is logged or mailed must not hold the number that it is about."""
    if any(finding.kind == FindingKind.CPR for finding in find(text)):
        raise Refused(_("Skriv ikke selve tallet. Fortæl med ord, hvad det er."))


def _write(version: Version, found: Found, reply: PrivacyReply, by: Actor, now: datetime, *, reason: str = "") -> PrivacyAnswer:
    if by.user is None:
        raise NotAllowed(_("Log ind for at svare."))
    said = {"kind": found.kind, "section": found.section, "answer": reply, "reason": reason, "answered_at": now, "answered_by": by.user}
    written, _new = PrivacyAnswer.objects.update_or_create(trial=version.trial, key=found.key, defaults=said)
    return written


def _tell_writers(answer: PrivacyAnswer, version: Version, by: Actor, now: datetime) -> None:
    people = {person.pk: person for person in [*readers_among({answer.answered_by_id}, version, now), *writers_of(version, now)]}
    for person in people.values():
        _tell(MailKind.RELEASE_DECIDED, person, answer, reverse("trials:submit", args=[version.pk]), by, now, version=version)


def _tell(
    kind: MailKind, person: User, answer: PrivacyAnswer, url: str, by: Actor, now: datetime, *, version: Version | None = None
) -> None:
    if person.pk == by.user_id:
        return
    place = answer.trial.home_school or answer.trial.municipality
    context = {"answer": answer, "version": version, "place": place, "by": by, "path": url}
    tell(kind=kind, user=person, about=answer, url=url, context=context, now=now)
