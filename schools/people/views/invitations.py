"""Inviting, and taking an invitation up."""

from allauth.account.utils import perform_login
from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import get_language
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache
from django.views.decorators.debug import sensitive_post_parameters
from django.views.decorators.http import require_http_methods, require_POST

from portal.accounts.permissions import require
from portal.workflow.gate import Refused
from schools.people.acting import SESSION_KEY
from schools.people.choices import InvitationState
from schools.people.forms import AcceptForm, InviteForm
from schools.people.models import Invitation, Role
from schools.people.queries import invitation_by_token, known_user
from schools.people.services import invitations as acts


@require_http_methods(["GET", "POST"])
@login_required
def invite(request: HttpRequest) -> HttpResponse:
    """Invite somebody to a role by e-mail."""
    require(request.actor, "people.see")
    form = InviteForm(request.POST or None, actor=request.actor, today=timezone.localdate())
    if form.is_valid():
        try:
            invitation = acts.invite(invitation=form.invitation(), by=request.actor, now=timezone.now())
        except Refused as refusal:
            form.add_error(None, str(refusal))
        else:
            messages.success(
                request, _("Invitationen til %(name)s er sendt til %(email)s.") % {"name": invitation.name, "email": invitation.email}
            )
            return redirect("people:list")
    return render(request, "people/invite.html", {"form": form})


@require_POST
@login_required
def resend(request: HttpRequest, pk: int) -> HttpResponse:
    """Send an unanswered invitation again, with a new link."""
    return _act(request, pk, acts.resend, _("Invitationen er sendt igen med et nyt link."))


@require_POST
@login_required
def withdraw(request: HttpRequest, pk: int) -> HttpResponse:
    """Take an unanswered invitation back."""
    return _act(request, pk, acts.withdraw, _("Invitationen er trukket tilbage. Linket i mailen virker ikke længere."))


def _act(request: HttpRequest, pk: int, act, told: str) -> HttpResponse:
    invitation = get_object_or_404(Invitation.objects.visible_to(request.actor).with_places(), pk=pk)
    require(request.actor, "people.invite", invitation)
    try:
        act(invitation=invitation, by=request.actor, now=timezone.now())
    except Refused as refusal:
        messages.error(request, str(refusal))
    else:
        messages.success(request, told)
    return redirect("people:list")


@never_cache
@sensitive_post_parameters("password", "again")
@require_http_methods(["GET", "POST"])
def accept(request: HttpRequest, token: str) -> HttpResponse:
    """What the holder of the link can do: make an account, sign in, or say yes as the person signed in."""
    invitation = invitation_by_token(token)
    if invitation is None:
        raise Http404(_("Linket findes ikke."))
    state = invitation.state_at(timezone.now())
    if state != InvitationState.OPEN:
        return render(request, "people/invitation_closed.html", {"invitation": invitation, "why": acts.why_not(state)}, status=410)
    known = known_user(invitation.email)
    if request.user.is_authenticated:
        return _accept_signed_in(request, invitation) if known == request.user else _page(request, invitation, "other")
    if known:
        return _page(request, invitation, "known" if known.is_active else "closed", token=token)
    return _accept_as_new(request, invitation)


def _accept_signed_in(request: HttpRequest, invitation: Invitation) -> HttpResponse:
    if request.method != "POST":
        return _page(request, invitation, "confirm")
    try:
        role = acts.accept_as_known(invitation=invitation, user=request.user, now=timezone.now())
    except Refused as refusal:
        messages.error(request, str(refusal))
        return redirect(request.path)
    return _welcome(request, role)


def _accept_as_new(request: HttpRequest, invitation: Invitation) -> HttpResponse:
    form = AcceptForm(request.POST or None, initial={"name": invitation.name}, email=invitation.email)
    if not form.is_valid():
        return _page(request, invitation, "new", form=form)
    name, password = form.cleaned_data["name"], form.cleaned_data["password"]
    try:
        role = acts.accept_as_new(invitation=invitation, name=name, password=password, language=get_language(), now=timezone.now())
    except Refused as refusal:
        messages.error(request, str(refusal))
        return redirect(request.path)
    answer = perform_login(request, role.user, redirect_url=reverse("home:work"))
    _welcome(request, role)
    return answer


def _welcome(request: HttpRequest, role: Role) -> HttpResponse:
    request.session[SESSION_KEY] = role.pk
    messages.success(request, _("Velkommen. Din rolle er: %(role)s.") % {"role": role.label})
    return redirect("home:work")


def _page(request: HttpRequest, invitation: Invitation, way: str, **context) -> HttpResponse:
    controller = invitation.municipality or (invitation.school.municipality if invitation.school else "")
    return render(
        request, "people/accept.html", {"invitation": invitation, "way": way, "here": request.path, "controller": controller, **context}
    )
