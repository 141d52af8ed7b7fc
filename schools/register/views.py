"""Schools from Institutionsregisteret: choose a file, see what it would change, bring it in."""

from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET, require_http_methods, require_POST

from portal.accounts.permissions import require
from portal.files.refusal import refused
from portal.workflow.gate import Refused
from schools.register.forms import RegisterForm
from schools.register.models import SchoolImport
from schools.register.reading import BadRegister
from schools.register.rules import scope_of
from schools.register.services import apply, in_words, look_through, plan_of

_SHOWN_BEFORE = 10


@login_required
@require_http_methods(["GET", "POST"])
def start(request: HttpRequest) -> HttpResponse:
    """Choose a file; below it what has been brought in before."""
    require(request.actor, "register.import")
    form = RegisterForm(request.POST or None, request.FILES or None)
    if request.method == "POST" and form.is_valid() and (reading := _read(request, form)):
        return redirect("register:look", reading.pk)
    before = SchoolImport.objects.visible_to(request.actor).exclude(applied_at=None).select_related("applied_by", "municipality")
    done = [(reading, in_words(reading.counts)) for reading in before.order_by("-applied_at")[:_SHOWN_BEFORE]]
    context = {"form": form, "done": done, "covers_all": scope_of(request.actor) is None, "place": request.actor.role.place}
    return render(request, "register/start.html", context)


@login_required
@require_GET
def look(request: HttpRequest, pk: int) -> HttpResponse:
    """What the file would change now; once it is brought in, what it did."""
    reading = get_object_or_404(SchoolImport.objects.visible_to(request.actor).select_related("municipality", "applied_by"), pk=pk)
    if reading.applied_at:
        return render(request, "register/done.html", {"reading": reading, "words": in_words(reading.counts)})
    return render(request, "register/look.html", {"reading": reading, "plan": plan_of(reading)})


@login_required
@require_POST
def carry_out(request: HttpRequest, pk: int) -> HttpResponse:
    """Bring in what was shown."""
    reading = get_object_or_404(SchoolImport.objects.visible_to(request.actor), pk=pk)
    require(request.actor, "register.import", reading)
    try:
        apply(reading=reading, seen=request.POST.get("seen", ""), by=request.actor, now=timezone.now())
    except Refused as refusal:
        messages.error(request, str(refusal))
        return redirect("register:look", pk)
    messages.success(request, _("Skolerne er indlæst."))
    return redirect("register:look", pk)


def _read(request: HttpRequest, form: RegisterForm) -> SchoolImport | None:
    try:
        return look_through(
            content=form.content(),
            file_name=form.cleaned_data["file"].name,
            only=scope_of(request.actor),
            by=request.actor,
            now=timezone.now(),
        )
    except BadRegister as refusal:
        form.add_error("file", refused(refusal))
        return None
