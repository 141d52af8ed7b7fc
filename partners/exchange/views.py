"""Mobilities out and in, the columns of the files, and the calendar."""

import json
from typing import Any

from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.core.exceptions import BadRequest
from django.http import Http404, HttpRequest, HttpResponse, HttpResponseBase
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils import timezone, translation
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET, require_http_methods, require_POST, require_safe

from partners.exchange import services
from partners.exchange.calendar import as_ical
from partners.exchange.choices import MOST_COLUMNS, Fate, Item
from partners.exchange.columns import Manner, written
from partners.exchange.forms import ExportForm, HeadsForm, ImportForm, MappingForm
from partners.exchange.models import CalendarKey, ColumnMapping, MobilityImport
from partners.exchange.queries import entries, to_go_out, whose
from partners.exchange.reading import read
from partners.grants.queries import table_of
from partners.models import Project
from portal.accounts.permissions import require
from portal.files.refusal import BadFile, refused
from portal.ui.spreadsheets import as_file
from portal.workflow.gate import Refused

_SHOWN_BEFORE = 10


@login_required
@require_GET
def start(request: HttpRequest) -> HttpResponse:
    """Out, in, and the columns that are saved."""
    require(request.actor, "exchange.use")
    return _start(request, ImportForm(actor=request.actor))


@login_required
@require_GET
def export(request: HttpRequest) -> HttpResponseBase:
    """The project's mobilities as a file, in our own columns or in somebody else's."""
    require(request.actor, "exchange.use")
    form = ExportForm(request.GET, actor=request.actor)
    if not form.is_valid():
        return redirect("exchange:start")
    project, mapping = form.cleaned_data["project"], form.cleaned_data["mapping"]
    columns = mapping.columns if mapping else [(str(item.label), item.value) for item in Item]
    manner = services.manner_of(mapping) if mapping else Manner()
    table, oids = table_of(project.call), dict(project.memberships.values_list("school", "oid"))
    drawn = [(head, _reader(item, table, oids, manner)) for head, item in columns]
    return as_file(form.cleaned_data["fil"], drawn, to_go_out(project, request.actor), _("Ophold %(code)s") % {"code": project})


def _reader(item: str, table: Any, oids: dict[int, str], manner: Manner) -> Any:
    return lambda mobility: written(Item(item), mobility, table, oids, manner) if item else ""


@login_required
@require_POST
def look_through(request: HttpRequest) -> HttpResponse:
    """Read a file and go to what would become of it."""
    require(request.actor, "exchange.use")
    form = ImportForm(request.POST, request.FILES, actor=request.actor)
    if form.is_valid():
        try:
            reading = services.look_through(
                content=form.content(),
                file_name=form.cleaned_data["file"].name,
                mapping=form.cleaned_data["mapping"],
                project=form.cleaned_data["project"],
                by=request.actor,
                now=timezone.now(),
            )
            return redirect("exchange:reading", reading.pk)
        except BadFile as refusal:
            form.add_error("file", refused(refusal))
    return _start(request, form)


@login_required
@require_GET
def reading(request: HttpRequest, pk: int) -> HttpResponseBase:
    """What would become of each row, or what did. Also as a file."""
    found = _own(request, pk)
    lines = [{**line, "label": Fate(line["fate"]).label} for line in (found.results if found.done_at else found.plan)]
    if request.GET.get("fil") in {"xlsx", "csv"}:
        return as_file(request.GET["fil"], _RESULT, lines, _("Resultat"))
    usable = sum(line["fate"] in {Fate.NEW, Fate.CHANGED} for line in lines)
    return render(request, "exchange/reading.html", {"reading": found, "lines": lines, "usable": usable})


_RESULT = [
    (_("Række"), lambda line: line["row"]),
    (_("Ophold"), lambda line: line["name"]),
    (_("Resultat"), lambda line: line["label"]),
    (_("Bemærkning"), lambda line: line["reason"]),
]


@login_required
@require_POST
def apply(request: HttpRequest, pk: int) -> HttpResponse:
    """Bring in what was looked through."""
    found = _own(request, pk)
    try:
        services.apply(reading=found, by=request.actor, now=timezone.now())
        messages.success(request, _("Filen er læst ind."))
    except Refused as refusal:
        messages.error(request, str(refusal))
    return redirect("exchange:reading", pk)


@login_required
@require_http_methods(["GET", "POST"])
def new_mapping(request: HttpRequest) -> HttpResponse:
    """First a file with the headings; then what each of them holds."""
    require(request.actor, "exchange.use")
    if "overskrifter" in request.POST:
        return _mapped(request, MappingForm(_heads(request), request.POST))
    form = HeadsForm(request.POST or None, request.FILES or None)
    if request.method == "POST" and form.is_valid():
        try:
            return _ask(request, MappingForm(read(form.content()).heads))
        except BadFile as refusal:
            form.add_error("file", refused(refusal))
    return render(request, "exchange/heads.html", {"form": form})


@login_required
@require_http_methods(["GET", "POST"])
def mapping(request: HttpRequest, pk: int) -> HttpResponse:
    """Change what the columns hold."""
    found = get_object_or_404(ColumnMapping.objects.visible_to(request.actor), pk=pk)
    heads = [head for head, _item in found.columns]
    if request.method == "POST":
        return _mapped(request, MappingForm(heads, request.POST), found)
    initial = {"name": found.name, "date_format": found.date_format, "yes_no": found.yes_no}
    return _ask(request, MappingForm(heads, initial=initial, chosen=dict(found.columns)), found)


@login_required
@require_POST
def delete_mapping(request: HttpRequest, pk: int) -> HttpResponse:
    found = get_object_or_404(ColumnMapping.objects.visible_to(request.actor), pk=pk)
    services.delete_mapping(mapping=found, by=request.actor, now=timezone.now())
    messages.success(request, _("Kolonnerne er slettet."))
    return redirect("exchange:start")


@login_required
@require_http_methods(["GET", "POST"])
def calendar(request: HttpRequest) -> HttpResponse:
    """The address of one's calendar: made, shown once, made anew, stopped."""
    require(request.actor, "exchange.calendar")
    address = ""
    if request.method == "POST":
        if "stop" in request.POST:
            services.stop_calendar(by=request.actor, now=timezone.now())
            messages.success(request, _("Kalenderens adresse virker ikke mere."))
            return redirect("exchange:calendar")
        key = services.make_calendar_key(by=request.actor, now=timezone.now())
        address = request.build_absolute_uri(reverse("exchange:feed", args=[key]))
    made = CalendarKey.objects.visible_to(request.actor).first()
    response = render(
        request, "exchange/calendar.html", {"address": address, "made": made, "entries": entries(request.actor, timezone.now())}
    )
    response["Cache-Control"] = "private, no-store"
    return response


@require_safe
def feed(_request: HttpRequest, key: str) -> HttpResponse:
    """The calendar itself. Whoever has the address reads it, so it holds no persons."""
    now = timezone.now()
    actor = whose(services.hash_of(key), now)
    if actor is None or actor.user is None:
        raise Http404
    with translation.override(actor.user.language or "da"):
        content = as_ical(entries(actor, now))
    response = HttpResponse(content, content_type="text/calendar; charset=utf-8")
    response["Content-Disposition"] = 'inline; filename="erasmus.ics"'
    response["Cache-Control"] = "private, max-age=900"
    return response


def _start(request: HttpRequest, form: ImportForm) -> HttpResponse:
    done = MobilityImport.objects.visible_to(request.actor).exclude(done_at=None).order_by("-done_at")[:_SHOWN_BEFORE]
    context = {
        "form": form,
        "export": ExportForm(actor=request.actor),
        "mappings": ColumnMapping.objects.visible_to(request.actor),
        "has_projects": Project.objects.visible_to(request.actor).exists(),
        "done": done,
    }
    return render(request, "exchange/start.html", context)


def _own(request: HttpRequest, pk: int) -> MobilityImport:
    return get_object_or_404(MobilityImport.objects.visible_to(request.actor), pk=pk)


def _heads(request: HttpRequest) -> list[str]:
    """The headings that followed with the form."""
    try:
        heads = json.loads(request.POST["overskrifter"])
    except (ValueError, RecursionError):
        raise BadRequest("Headings that are no list.") from None
    if not isinstance(heads, list) or not heads or len(heads) > MOST_COLUMNS or not all(map(_is_heading, heads)):
        raise BadRequest("Headings that are no list.")
    return [head[:150] for head in heads]


def _is_heading(head: Any) -> bool:
    """A text that can be stored: JSON can write half a letter, and a sign that no database keeps."""
    return isinstance(head, str) and "\x00" not in head and not any("\ud800" <= sign <= "\udfff" for sign in head)


def _mapped(request: HttpRequest, form: MappingForm, found: ColumnMapping | None = None) -> HttpResponse:
    if not form.is_valid():
        return _ask(request, form, found)
    said = {"name": form.cleaned_data["name"], "columns": form.columns(), "manner": form.manner()}
    try:
        services.save_mapping(mapping=found, **said, by=request.actor, now=timezone.now())
    except Refused as refusal:
        form.add_error("name", str(refusal))
        return _ask(request, form, found)
    messages.success(request, _("Kolonnerne er gemt."))
    return redirect("exchange:start")


def _ask(request: HttpRequest, form: MappingForm, found: ColumnMapping | None = None) -> HttpResponse:
    return render(request, "exchange/mapping.html", {"form": form, "heads": json.dumps(form.heads), "mapping": found})
