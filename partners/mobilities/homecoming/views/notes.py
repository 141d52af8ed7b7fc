"""Notes from the stay, written on a phone; their photos are fetched through them."""

from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.db.models import QuerySet
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_safe

from partners.mobilities.homecoming.forms.notes import NewNoteForm, NoteForm
from partners.mobilities.homecoming.forms.photos import RemovePhotoForm
from partners.mobilities.homecoming.services import notes as acts
from partners.mobilities.homecoming.services import photos as photo_acts
from partners.mobilities.models import Mobility, Note, NotePhoto
from partners.mobilities.privacy import pointed_out
from portal.accounts.permissions import may, require
from portal.files.serving import file_response
from portal.workflow.gate import Refused


@login_required
@require_http_methods(["GET", "POST"])
def notes(request: HttpRequest, pk: int) -> HttpResponse:
    """The newest notes under the form for one more. When the report is sent they are only read."""
    mobility = _mobility(request, pk)
    require(request.actor, "mobilities.see_notes", mobility)
    form = NewNoteForm(request.POST or None, request.FILES or None)
    if request.method == "POST" and form.is_valid():
        try:
            acts.add(mobility=mobility, **form.note(), by=request.actor, now=timezone.now())
        except Refused as refusal:
            form.add_error(None, str(refusal))
        else:
            messages.success(request, _("Noten er gemt."))
            return redirect("mobilities:notes", pk=pk)
    context = {
        "mobility": mobility,
        "form": form,
        "notes": _with_findings(mobility.notes.select_related("written_by").prefetch_related("photos__stored")),
        "may_write": may(request.actor, "mobilities.write_notes", mobility),
    }
    return render(request, "mobilities/notes.html", context, status=422 if form.errors else 200)


@login_required
@require_http_methods(["GET", "POST"])
def note(request: HttpRequest, pk: int) -> HttpResponse:
    """One note, to be written anew or deleted."""
    found = get_object_or_404(_notes(request).select_related("mobility"), pk=pk)
    require(request.actor, "mobilities.write_notes", found.mobility)
    form = NoteForm(request.POST or None, note=found)
    goes = "slet" in request.POST
    if request.method == "POST" and (goes or form.is_valid()):
        try:
            if goes:
                acts.remove(note=found, by=request.actor, now=timezone.now())
            else:
                acts.change(note=found, **form.note(), by=request.actor, now=timezone.now())
        except Refused as refusal:
            form.add_error(None, str(refusal))
        else:
            messages.success(request, _("Noten er slettet.") if goes else _("Noten er gemt."))
            return redirect("mobilities:notes", pk=found.mobility_id)
    wrong = form.is_bound and not form.is_valid()
    return render(request, "mobilities/note.html", {"note": found, "form": form}, status=422 if wrong else 200)


@login_required
@require_safe
def photo(request: HttpRequest, pk: int) -> HttpResponse:
    found = get_object_or_404(NotePhoto.objects.select_related("stored", "note__mobility"), pk=pk, note__in=_notes(request))
    require(request.actor, "mobilities.see_notes", found.note.mobility)
    return file_response(found.stored, as_attachment=False, width=request.GET.get("bredde", ""))


@login_required
@require_http_methods(["GET", "POST"])
def remove_photo(request: HttpRequest, pk: int) -> HttpResponse:
    """Take a photo off its note and off every report."""
    found = get_object_or_404(NotePhoto.objects.select_related("stored", "note__mobility"), pk=pk, note__in=_notes(request))
    mobility = found.note.mobility
    require(request.actor, "mobilities.remove_photo", mobility)
    form = RemovePhotoForm(request.POST or None)
    if request.method == "POST" and form.is_valid():
        try:
            photo_acts.remove_photo(photo=found, reason=form.cleaned_data["reason"], by=request.actor, now=timezone.now())
        except Refused as refusal:
            form.add_error(None, str(refusal))
        else:
            messages.success(request, _("Billedet er fjernet overalt."))
            return redirect("mobilities:notes", pk=mobility.pk)
    return render(
        request, "mobilities/remove_photo.html", {"photo": found, "mobility": mobility, "form": form}, status=422 if form.errors else 200
    )


def _mobility(request: HttpRequest, pk: int) -> Mobility:
    return get_object_or_404(Mobility.objects.visible_to(request.actor).select_related("host", "school", "municipality"), pk=pk)


def _notes(request: HttpRequest) -> QuerySet[Note]:
    return Note.objects.filter(mobility__in=Mobility.objects.visible_to(request.actor).values("pk"))


def _with_findings(found: QuerySet[Note]) -> list[Note]:
    """Each note with what looks like it is about a person, for the writer to think over."""
    listed = list(found)
    for each in listed:
        each.findings = pointed_out(each.text)
    return listed
