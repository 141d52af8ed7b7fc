"""Lists from a file: a template to fill in, a rehearsal, and what became of each row."""

from typing import Any

from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from partners.choices import ImportKind
from partners.forms.importing import HEADS, ListForm, checked
from partners.models import ConsortiumImport
from partners.reading import read
from partners.services.importing import Fate, apply, look_through
from portal.accounts.permissions import require
from portal.files.refusal import BadFile, refused
from portal.ui.spreadsheets import Column, as_xlsx
from portal.workflow.gate import Refused

# The names of the kinds in addresses, and the column that a row must have.
_SLUGS = {"partnere": ImportKind.PARTNERS, "segregeringsprocenter": ImportKind.RATES}
_COMPULSORY = {ImportKind.PARTNERS: "name", ImportKind.RATES: "school"}
_SHOWN_BEFORE = 10


@login_required
@require_http_methods(["GET", "POST"])
def start(request: HttpRequest, slug: str) -> HttpResponse:
    """Get the template, choose a file; below it what the reader has brought in before."""
    require(request.actor, "partners.run")
    kind = _kind(slug)
    form = ListForm(request.POST or None, request.FILES or None)
    if request.method == "POST" and form.is_valid() and (reading := _read(request, kind, form)):
        return redirect("partners:import_look", reading.pk)
    done = ConsortiumImport.objects.visible_to(request.actor).filter(kind=kind).exclude(done_at=None).order_by("-done_at")
    return render(request, "partners/import.html", {"form": form, "kind": kind, "slug": slug, "done": done[:_SHOWN_BEFORE]})


@login_required
@require_safe
def template_file(request: HttpRequest, slug: str) -> HttpResponse:
    """A workbook with the heads and nothing else."""
    require(request.actor, "partners.run")
    kind = _kind(slug)
    return as_xlsx([(head, str) for head in HEADS[kind].values()], [], _("%(list)s skabelon") % {"list": kind.label})


@login_required
@require_safe
def look(request: HttpRequest, pk: int) -> HttpResponse:
    """What will become of each row; once it is brought in, what became of it."""
    reading = get_object_or_404(ConsortiumImport.objects.visible_to(request.actor), pk=pk)
    lines = [{**line, "words": _words(line["fate"], done=bool(reading.done_at))} for line in reading.looked or reading.results]
    slug = next(slug for slug, kind in _SLUGS.items() if kind == reading.kind)
    return render(request, "partners/import_look.html", {"reading": reading, "lines": lines, "slug": slug, "ready": len(reading.rows)})


@login_required
@require_POST
def carry_out(request: HttpRequest, pk: int) -> HttpResponse:
    reading = get_object_or_404(ConsortiumImport.objects.visible_to(request.actor), pk=pk)
    try:
        apply(reading=reading, by=request.actor, now=timezone.now())
        messages.success(request, _("Filen er læst ind."))
    except Refused as refusal:
        messages.error(request, str(refusal))
    return redirect("partners:import_look", pk)


@login_required
@require_safe
def result_file(request: HttpRequest, pk: int) -> HttpResponse:
    """What became of each row, as a workbook."""
    reading = get_object_or_404(ConsortiumImport.objects.visible_to(request.actor).exclude(done_at=None), pk=pk)
    columns: list[Column] = [
        (_("Række"), lambda line: line["row"]),
        (_("Navn"), lambda line: line["title"]),
        (_("Resultat"), lambda line: _words(line["fate"], done=True)),
        (_("Kolonne"), lambda line: line["column"]),
        (_("Bemærkning"), lambda line: line["reason"]),
    ]
    return as_xlsx(columns, reading.results, _("resultat %(list)s") % {"list": reading.get_kind_display()})


def _kind(slug: str) -> ImportKind:
    if slug not in _SLUGS:
        raise Http404
    return _SLUGS[slug]


def _read(request: HttpRequest, kind: ImportKind, form: Any) -> ConsortiumImport | None:
    try:
        found = read(form.content(), {key: str(head) for key, head in HEADS[kind].items()}, compulsory=_COMPULSORY[kind])
    except BadFile as refusal:
        form.add_error("file", refused(refusal))
        return None
    if found.unread:
        messages.info(request, _("Kolonner, vi ikke kender, bliver sprunget over: %(names)s.") % {"names": ", ".join(found.unread)})
    rows = checked(kind, found.rows, request.actor)
    return look_through(kind=kind, rows=rows, file_name=form.cleaned_data["file"].name, by=request.actor, now=timezone.now())


def _words(fate: str, *, done: bool) -> str:
    return {
        Fate.NEW.value: _("Læst ind") if done else _("Ny"),
        Fate.CHANGED.value: _("Rettet") if done else _("Bliver rettet"),
        Fate.SAME.value: _("Uændret"),
        Fate.REFUSED.value: _("Ikke læst ind") if done else _("Kan ikke læses ind"),
    }[fate]
