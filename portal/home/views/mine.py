"""*Mine oplysninger*: what is held about oneself, correcting it, taking it along, and closing the account."""

from django.contrib import messages
from django.contrib.auth import logout
from django.contrib.auth.decorators import login_required
from django.http import FileResponse, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_http_methods, require_safe

from portal.accounts.models import User
from portal.accounts.permissions import require
from portal.accounts.proving import asked_again
from portal.home import mine
from portal.home.forms import CloseAccountForm, DetailsForm
from portal.home.mine.file import NAME, as_zip
from portal.home.services import accounts as acts
from portal.workflow.gate import Refused
from portal.workflow.log import record
from schools.people.models import Role
from schools.people.queries import leaving, titles_for


@never_cache
@login_required
@require_safe
def overview(request: HttpRequest) -> HttpResponse:
    """The first of everything that is held about the reader."""
    holdings = mine.some(request.actor)
    return render(
        request, "mine/overview.html", {"holdings": holdings, "nothing_of": [holding for holding in holdings if not holding.rows]}
    )


@never_cache
@login_required
@require_safe
def file(request: HttpRequest) -> HttpResponse:
    """All of it, to take along. That it was fetched stands in the log."""
    if answer := asked_again(request):
        return answer
    now = timezone.now()
    record(act="people.fetch_details", subject=request.user, by=request.actor, now=now)
    name = f"{NAME}-{timezone.localdate(now):%Y-%m-%d}.zip"
    return FileResponse(as_zip(mine.everything(request.actor), now), as_attachment=True, filename=name, content_type="application/zip")


@never_cache
@login_required
@require_http_methods(["GET", "POST"])
def correct(request: HttpRequest) -> HttpResponse:
    """Correct one's own name and telephone number."""
    form = DetailsForm(request.POST or None, initial={"name": request.user.name, "phone": request.user.phone})
    if form.is_valid():
        acts.correct_details(name=form.cleaned_data["name"], phone=form.cleaned_data["phone"], by=request.actor, now=timezone.now())
        messages.success(request, _("Dine oplysninger er rettet."))
        return redirect("home:mine")
    return render(request, "mine/correct.html", {"form": form})


@never_cache
@login_required
@require_http_methods(["GET", "POST"])
def close_own(request: HttpRequest) -> HttpResponse:
    """Close one's own account; what one answers for passes on."""
    if answer := asked_again(request):
        return answer
    form = _form(request, request.user, is_own=True)
    if form.is_valid() and _closed(request, request.user, form):
        logout(request)
        messages.success(request, _("Din konto er lukket. Tak for indsatsen."))
        return redirect("home:front")
    return _page(request, request.user, form, is_own=True)


@never_cache
@login_required
@require_http_methods(["GET", "POST"])
def close_account(request: HttpRequest, pk: int) -> HttpResponse:
    """Close the account of somebody who has left the municipality."""
    roles = Role.objects.visible_to(request.actor).looked_after_by(request.actor).filter(user=pk)
    person = get_object_or_404(User, pk__in=roles.values("user"), closed_at=None)
    require(request.actor, "people.close_account", person)
    form = _form(request, person, is_own=False)
    if form.is_valid() and _closed(request, person, form):
        messages.success(request, _("Kontoen er lukket. Navn og mailadresse er fjernet."))
        return redirect("people:list")
    return _page(request, person, form, is_own=False)


def _form(request: HttpRequest, person: User, *, is_own: bool) -> CloseAccountForm:
    return CloseAccountForm(request.POST or None, leaving=leaving(person, timezone.localdate()), is_own=is_own)


def _closed(request: HttpRequest, person: User, form: CloseAccountForm) -> bool:
    try:
        acts.close_account(person=person, successors=form.successors(), by=request.actor, now=timezone.now())
    except Refused as refusal:
        form.add_error(None, str(refusal))
        return False
    return True


def _page(request: HttpRequest, person: User, form: CloseAccountForm, *, is_own: bool) -> HttpResponse:
    found = [each for each in leaving(person, timezone.localdate()) if each.answers]
    titles = {pk: title for each in found for pk, title in titles_for(request.actor, each.held).items()}
    places = [(each, [(one, titles.get(one.trial.pk, "")) for one in each.held]) for each in found]
    return render(request, "mine/close.html", {"person": person, "form": form, "places": places, "is_own": is_own})
