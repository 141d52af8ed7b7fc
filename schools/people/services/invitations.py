"""Inviting people, and what they do with it. The secret of the link is in the mail only; the row keeps its hash."""

import secrets
from datetime import datetime

from allauth.account.models import EmailAddress
from django.conf import settings
from django.db import IntegrityError, transaction
from django.urls import reverse
from django.utils.translation import gettext as _

from portal.accounts.actor import Actor
from portal.accounts.models import User
from portal.accounts.permissions import require
from portal.notices.choices import MailKind
from portal.notices.services import queue_mail
from portal.workflow.gate import Refused
from portal.workflow.log import record
from schools.people.choices import INVITATION_LASTS, InvitationState
from schools.people.models import Invitation, Role
from schools.people.queries import known_user, token_hash
from schools.people.services.roles import hold_role


def invite(*, invitation: Invitation, by: Actor, now: datetime) -> Invitation:
    """Send an invitation: `invitation` is an unsaved one with kind, place, name and e-mail."""
    require(by, "people.invite", invitation)
    if known_user(invitation.email) == by.user:
        raise Refused(_("Du kan ikke invitere dig selv. Bed en kollega om at give dig rollen."))
    return _send_first(invitation, by=by, now=now)


def invite_from_the_server(*, invitation: Invitation, by: Actor, now: datetime) -> Invitation:
    """As `invite`, without asking the rules: whoever runs the server invites the first person to a place."""
    return _send_first(invitation, by=by, now=now)


def resend(*, invitation: Invitation, by: Actor, now: datetime) -> Invitation:
    """Send an unanswered invitation again with a new link; the old link stops working."""
    with transaction.atomic():
        invitation = _locked(invitation)
        require(by, "people.invite", invitation)
        _must_be(invitation, now, InvitationState.OPEN, InvitationState.EXPIRED)
        _send(invitation, "people.invite_again", by=by, now=now)
    return invitation


def withdraw(*, invitation: Invitation, by: Actor, now: datetime) -> Invitation:
    """Take an unanswered invitation back; its link says so from now on."""
    with transaction.atomic():
        invitation = _locked(invitation)
        require(by, "people.invite", invitation)
        _must_be(invitation, now, InvitationState.OPEN, InvitationState.EXPIRED)
        invitation.withdrawn_at = now
        invitation.save(update_fields=["withdrawn_at"])
        record(act="people.withdraw_invitation", subject=invitation, by=by, now=now)
    return invitation


def accept_as_new(*, invitation: Invitation, name: str, password: str, language: str, now: datetime) -> Role:
    """Make the account and give it the role. That the link was received proves the e-mail address."""
    with transaction.atomic():
        invitation = _locked(invitation)
        _must_be(invitation, now, InvitationState.OPEN)
        if known_user(invitation.email):
            raise Refused(_("Der er allerede en konto med den mailadresse. Log ind, og tag imod invitationen."))
        user = User.objects.create_user(invitation.email, password, name=name, language=language)
        EmailAddress.objects.create(user=user, email=user.email, verified=True, primary=True)
        return _accept(invitation, user, now)


def accept_as_known(*, invitation: Invitation, user: User, now: datetime) -> Role:
    """Give the role to the person whose address was invited."""
    with transaction.atomic():
        invitation = _locked(invitation)
        _must_be(invitation, now, InvitationState.OPEN)
        if known_user(invitation.email) != user:
            raise Refused(_("Invitationen er sendt til en anden mailadresse end din."))
        return _accept(invitation, user, now)


def _accept(invitation: Invitation, user: User, now: datetime) -> Role:
    by = Actor(user)
    invitation.accepted_at, invitation.accepted_by = now, user
    invitation.save(update_fields=["accepted_at", "accepted_by"])
    record(act="people.accept_invitation", subject=invitation, by=by, now=now)
    return hold_role(user=user, placed=invitation, title=invitation.title, by=by, now=now)


def _send_first(invitation: Invitation, *, by: Actor, now: datetime) -> Invitation:
    invitation.email = invitation.email.strip().lower()
    invitation.invited_by_id = by.user_id  # type: ignore[assignment]  # the rules let nobody through without an account
    try:
        with transaction.atomic():
            _send(invitation, "people.invite", by=by, now=now)
    except IntegrityError as error:
        if "invitation_once_unanswered" not in str(error):
            raise
        raise Refused(
            _("Der venter allerede en invitation til %(email)s. Send den igen, eller træk den tilbage.") % {"email": invitation.email}
        ) from error
    return invitation


def _send(invitation: Invitation, act: str, *, by: Actor, now: datetime) -> None:
    token = secrets.token_urlsafe(32)
    invitation.token_hash, invitation.invited_at, invitation.expires_at = token_hash(token), now, now + INVITATION_LASTS
    invitation.save()
    record(act=act, subject=invitation, by=by, now=now)
    link = f"{settings.SITE_URL}{reverse('people:accept', args=[token])}"
    queue_mail(
        kind=MailKind.INVITED,
        email=invitation.email,
        about=invitation,
        context={"invitation": invitation, "by": by, "link": link},
        now=now,
        secret=True,
    )


def _locked(invitation: Invitation) -> Invitation:
    return Invitation.objects.with_places().select_for_update(of=("self",)).get(pk=invitation.pk)


def _must_be(invitation: Invitation, now: datetime, *states: InvitationState) -> None:
    """Refuse in words what the invitation's state does not allow."""
    state = invitation.state_at(now)
    if state not in states:
        raise Refused(why_not(state))


def why_not(state: InvitationState) -> str:
    """What the holder of the link is told."""
    return {
        InvitationState.OPEN: "",
        InvitationState.ACCEPTED: _("Invitationen er allerede brugt. Log ind med den mailadresse, den blev sendt til."),
        InvitationState.EXPIRED: _("Invitationen er udløbet. Bed den, der inviterede dig, om at sende den igen."),
        InvitationState.WITHDRAWN: _("Invitationen er trukket tilbage. Spørg den, der inviterede dig, hvis du mener, det er en fejl."),
    }[state]
