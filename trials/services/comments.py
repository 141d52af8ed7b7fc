"""Commenting on a text, answering, resolving and reopening. What a reviewer says about a text that is sent goes out with the decision."""

from collections.abc import Iterable
from datetime import datetime

from django.core.exceptions import PermissionDenied
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
from portal.workflow.gate import Refused, WrongState
from portal.workflow.log import record
from schools.people.models import Role
from trials.choices import State
from trials.colleagues import readers_among, reviewers_of, writers_of
from trials.models import Comment, Reply, Version
from trials.places import place_of, places
from trials.rules import REVIEWERS, has_the_text_to_review

LONGEST_QUOTE = 500
LONGEST_TEXT = 4000


def comment(*, version: Version, section: str, quote: str, text: str, by: Actor, now: datetime) -> Comment:
    """Say something about a section, or about a passage of it: the quoted words must stand there.

    The writers are told at once only when they have the text; until then it follows the text when it is sent back.
    """
    with transaction.atomic():
        version = _locked(version.pk)
        require(by, "trials.comment", version)
        made = Comment.objects.create(
            version=version,
            section=section,
            quote=_quote(version, section, quote),
            text=_text(text),
            made_at=now,
            made_by=_speaker(by),
            role_label=by.role_label,
        )
        record(act="trials.comment", subject=version, by=by, now=now)
        _tell(_listeners(made, by, now), made, made.text, by=by, now=now)
    return made


def reply(*, comment: Comment, text: str, by: Actor, now: datetime) -> Reply:
    """Answer a comment; those who have spoken in the thread are told at once."""
    with transaction.atomic():
        comment = _locked_comment(comment, by)
        made = Reply.objects.create(comment=comment, text=_text(text), made_at=now, made_by=_speaker(by), role_label=by.role_label)
        record(act="trials.reply", subject=comment.version, by=by, now=now)
        _tell(_thread(comment, now), comment, made.text, by=by, now=now)
    return made


def resolve(*, comment: Comment, by: Actor, now: datetime) -> Comment:
    """Say that what the comment asked for is done."""
    with transaction.atomic():
        comment = _locked_comment(comment, by)
        if comment.is_resolved:
            raise WrongState(_("Bemærkningen er allerede markeret som løst."))
        comment.resolved_at, comment.resolved_by = now, by.user
        comment.save(update_fields=["resolved_at", "resolved_by"])
        record(act="trials.resolve", subject=comment.version, by=by, now=now)
    return comment


def reopen(*, comment: Comment, by: Actor, now: datetime) -> Comment:
    """Say that it isn't done after all."""
    with transaction.atomic():
        comment = _locked_comment(comment, by)
        if not comment.is_resolved:
            raise WrongState(_("Bemærkningen er allerede åben."))
        comment.resolved_at = comment.resolved_by = None
        comment.save(update_fields=["resolved_at", "resolved_by"])
        record(act="trials.reopen", subject=comment.version, by=by, now=now)
    return comment


def _speaker(by: Actor) -> User:
    if by.user is None:
        raise PermissionDenied(_("Log ind for at skrive."))
    return by.user


def _locked(pk: int) -> Version:
    """Nothing is said about a text in the moment it is frozen."""
    versions = Version.objects.select_related("trial__municipality", "trial__home_school").select_for_update(of=["self"])
    if (version := versions.filter(pk=pk).first()) is None:
        raise WrongState(_("Det er slettet i mellemtiden."))
    return version


def _locked_comment(comment: Comment, by: Actor) -> Comment:
    version = _locked(comment.version_id)
    comment = Comment.objects.select_for_update().get(pk=comment.pk)
    comment.version = version
    require(by, "trials.answer_comment", comment)
    return comment


def _quote(version: Version, section: str, quote: str) -> str:
    quote = normalise_line(quote)
    if len(quote) > LONGEST_QUOTE:
        raise Refused(_("Det markerede sted er for langt. Markér højst %(most)d tegn.") % {"most": LONGEST_QUOTE})
    if quote and place_of(quote, section, places(version)) is None:
        raise Refused(_("Det markerede sted findes ikke i afsnittet. Kopiér ordene, som de står i teksten, eller lad feltet være tomt."))
    return quote


def _text(text: str) -> str:
    text = normalise(text)
    if not text:
        raise Refused(_("Skriv, hvad du vil sige."))
    if len(text) > LONGEST_TEXT:
        raise Refused(_("Teksten er for lang. Skriv højst %(most)d tegn.") % {"most": LONGEST_TEXT})
    return text


def _listeners(made: Comment, by: Actor, now: datetime) -> Iterable[User]:
    """The other side of a new comment, if it has the text in its hands now."""
    version = made.version
    from_the_reviewers = has_the_text_to_review(by, version)
    if from_the_reviewers and version.state != State.RETURNED:
        return []
    with_the_writers = from_the_reviewers or version.is_writable
    return writers_of(version, now) if with_the_writers else reviewers_of(version, now)


def _thread(comment: Comment, now: datetime) -> Iterable[User]:
    """Those who have spoken in a thread and may still read the text it is about."""
    spoken = {comment.made_by_id, *comment.replies.values_list("made_by", flat=True)}
    return readers_among(spoken, comment.version, now)


def _roles(person: User, version: Version, now: datetime) -> list[Role]:
    here = version.trial.municipality_id
    roles = Role.objects.on(localdate(now)).filter(user=person).select_related("school")
    return [role for role in roles if role.place_municipality_id == here]


def _tell(people: Iterable[User], about: Comment, words: str, *, by: Actor, now: datetime) -> None:
    """One notice to each person other than the actor, with the words that were written."""
    version = about.version
    for person in people:
        if person.pk != by.user_id:
            url = _address(about, person, now)
            context = {"version": version, "comment": about, "words": words, "by": by, "url": url}
            tell(kind=MailKind.COMMENTED, user=person, about=version, url=url, context=context, now=now)


def _address(about: Comment, person: User, now: datetime) -> str:
    """Where the person meets the comment: beside the text that is to be reviewed, beside the field, or on the preview."""
    version = about.version
    roles = _roles(person, version, now)
    if any(role.kind in REVIEWERS for role in roles) and version.state != State.DRAFT:
        page = reverse("trials:review", args=[version.pk])
    elif version.is_writable and any(role.school_id for role in roles):
        page = reverse("trials:section", args=[version.pk, about.section])
    else:
        page = reverse("trials:preview", args=[version.pk])
    return f"{page}#bemaerkning-{about.pk}"
