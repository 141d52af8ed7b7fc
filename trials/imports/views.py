"""Trial actions from a file: a template to fill in, a rehearsal with its answers, and what became of each row."""

from typing import Any

from django.conf import settings
from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils import timezone, translation
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET, require_http_methods, require_POST

from portal.accounts.permissions import require
from portal.files.choices import XLSX
from portal.files.refusal import BadFile, refused
from portal.workflow.gate import Refused
from schools.people.choices import RoleKind
from trials.imports import writing
from trials.imports.forms import AnswersForm, ImportForm
from trials.imports.models import TrialImport
from trials.imports.queries import areas_offered, schools_offered
from trials.imports.services import apply, look_through
from trials.models import Version
from trials.services.importing import Fate

_SHOWN_BEFORE = 10


@login_required
@require_http_methods(["GET", "POST"])
def start(request: HttpRequest) -> HttpResponse:
    """Get the template, choose a file; below it what the reader has brought in before."""
    require(request.actor, "trials.create")
    form = ImportForm(request.POST or None, request.FILES or None)
    if request.method == "POST" and form.is_valid() and (reading := _read(request, form)):
        return redirect("imports:look", reading.pk)
    done = TrialImport.objects.visible_to(request.actor).exclude(done_at=None).order_by("-done_at")[:_SHOWN_BEFORE]
    return render(request, "imports/start.html", {"form": form, "done": done})


@login_required
@require_GET
def template_file(request: HttpRequest) -> HttpResponse:
    """The template, with the focus areas and schools that the reader can choose from."""
    require(request.actor, "trials.create")
    with translation.override(settings.LANGUAGE_CODE):  # the words of the lists are read as Danish
        content = writing.template(areas=areas_offered(request.actor), schools=schools_offered(request.actor, timezone.localdate()))
    return _workbook(content, "proevehandlinger-skabelon.xlsx")


@login_required
@require_GET
def look(request: HttpRequest, pk: int) -> HttpResponse:
    """What the rehearsal said, with what is to be answered; once it is brought in, what became of each row."""
    reading = _own(request, pk)
    if reading.done_at:
        return render(request, "imports/done.html", {"reading": reading, "lines": _with_links(request, reading.results)})
    return _page(request, reading, AnswersForm(reading.looked, may_send=_may_send(request)))


@login_required
@require_POST
def carry_out(request: HttpRequest, pk: int) -> HttpResponse:
    """Bring in what was rehearsed."""
    reading = _own(request, pk)
    require(request.actor, "trials.create")
    form = AnswersForm(reading.looked, {"how": "draft", **request.POST.dict()}, may_send=_may_send(request))
    if not form.is_valid():
        return _page(request, reading, form)
    said: dict[str, Any] = {"replies": form.replies(), "send": form.sends, "nobody_recognised": form.nobody_recognised}
    try:
        apply(reading=reading, **said, by=request.actor, now=timezone.now())
    except Refused as refusal:
        if reading.done_at or "recognised" not in form.fields:
            messages.error(request, str(refusal))
            return redirect("imports:look", pk)
        form.add_error("recognised", str(refusal))
        return _page(request, reading, form)
    messages.success(request, _("Filen er læst ind."))
    return redirect("imports:look", pk)


@login_required
@require_GET
def result_file(request: HttpRequest, pk: int) -> HttpResponse:
    """What became of each row, as a workbook."""
    lines = _with_links(request, _own(request, pk).results)
    rows = [
        (line["row"], line["title"], line["words"], line["reason"], f"{settings.SITE_URL}{line['url']}" if line["url"] else "")
        for line in lines
    ]
    return _workbook(writing.result(rows=rows), "resultat.xlsx")


def _own(request: HttpRequest, pk: int) -> TrialImport:
    return get_object_or_404(TrialImport.objects.visible_to(request.actor), pk=pk)


def _may_send(request: HttpRequest) -> bool:
    """A contributor passes drafts on to the leader; the others send for their place (trials.submit)."""
    return request.actor.kind != RoleKind.CONTRIBUTOR


def _read(request: HttpRequest, form: ImportForm) -> TrialImport | None:
    try:
        return look_through(content=form.content(), file_name=form.cleaned_data["file"].name, by=request.actor, now=timezone.now())
    except BadFile as refusal:
        form.add_error("file", refused(refusal))
        return None


def _page(request: HttpRequest, reading: TrialImport, form: AnswersForm) -> HttpResponse:
    lines = [{**line, "words": _words(line["fate"], rehearsed=True)} for line in reading.looked]
    context = {"reading": reading, "lines": lines, "form": form, "ready": len(reading.rows)}
    return render(request, "imports/look.html", context)


def _with_links(request: HttpRequest, lines: list[dict[str, Any]]) -> list[dict[str, Any]]:
    """Each row with its result in words and, where the draft is still there, where it lies."""
    numbers = [line["version"] for line in lines if line["version"]]
    there = set(Version.objects.visible_to(request.actor).filter(pk__in=numbers).values_list("pk", flat=True))
    return [
        {
            **line,
            "words": _words(line["fate"], rehearsed=False),
            "url": reverse("trials:write", args=[line["version"]]) if line["version"] in there else "",
        }
        for line in lines
    ]


def _words(fate: str, *, rehearsed: bool) -> str:
    return {
        Fate.DRAFTED.value: _("Ny") if rehearsed else _("Læst ind som kladde"),
        Fate.SENT.value: _("Sendt til gennemsyn"),
        Fate.ALREADY_THERE.value: _("Findes allerede"),
        Fate.REFUSED.value: _("Kan ikke læses ind") if rehearsed else _("Ikke læst ind"),
    }.get(fate, _("Bemærk"))


def _workbook(content: bytes, name: str) -> HttpResponse:
    response = HttpResponse(content, content_type=XLSX.media_type)
    response["Content-Disposition"] = f'attachment; filename="{name}"'
    response["Cache-Control"] = "private, no-store"
    return response
