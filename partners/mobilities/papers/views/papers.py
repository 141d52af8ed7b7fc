"""The documents of one mobility: the page of all of them, the page of one, and each act on it."""

from collections.abc import Callable
from typing import Any

from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.forms import Form
from django.http import FileResponse, Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_POST, require_safe

from partners.mobilities.choices import PaperLanguage, PaperState
from partners.mobilities.models import Mobility, Paper
from partners.mobilities.papers import services
from partners.mobilities.papers.compulsory import Slot, slots_of
from partners.mobilities.papers.documents import PAPER, paper_snapshot, written_snapshot
from partners.mobilities.papers.forms import DecideForm, DraftForm, HandInForm, ReopenForm, SignForm
from partners.mobilities.papers.printing import current_print
from partners.mobilities.papers.queries import log_of_papers, marks_of
from partners.mobilities.papers.showing import LOOKS, papers_context, signings
from portal.accounts.permissions import may, require
from portal.documents.choices import DocumentState
from portal.documents.delivery import deliver
from portal.files.serving import file_response
from portal.workflow.gate import Refused


@login_required
@require_safe
def papers(request: HttpRequest, pk: int) -> HttpResponse:
    """All documents of a mobility, by phase, each with its state and the next act."""
    mobility = _mobility(request, pk)
    context = papers_context(mobility, request.actor)
    is_confirmed = mobility.activity in marks_of(context["papers_table"])
    return render(request, "mobilities/papers.html", {"mobility": mobility, "papers_are_confirmed": is_confirmed, **context})


@never_cache
@login_required
@require_safe
def paper(request: HttpRequest, pk: int, slot: str) -> HttpResponse:
    """One document: what it is, who has signed, what to do now, and its earlier versions."""
    return _page(request, *_found(request, pk, slot))


@login_required
@require_POST
def paper_draft(request: HttpRequest, pk: int, slot: str) -> HttpResponse:
    mobility, found = _found(request, pk, slot)
    require(request.actor, "papers.make", mobility)
    form = DraftForm(request.POST)
    if not form.is_valid():
        return _page(request, mobility, found, draft=form, status=422)
    languages = PaperLanguage(form.cleaned_data["languages"])

    def act() -> None:
        services.draft(mobility=mobility, key=slot, languages=languages, by=request.actor, now=timezone.now())

    return _done(request, pk, slot, act, _("Udkastet er lavet. PDF’en er klar om lidt."))


@login_required
@require_POST
def paper_print(request: HttpRequest, pk: int, slot: str) -> HttpResponse:
    """Have the PDF set again: the journey was changed since, or it failed."""
    found = _paper(request, pk, slot)
    return _done(
        request, pk, slot, lambda: services.order_print(paper=found, by=request.actor, now=timezone.now()), _("PDF’en er bestilt.")
    )


@login_required
@require_POST
def paper_send(request: HttpRequest, pk: int, slot: str) -> HttpResponse:
    found = _paper(request, pk, slot)
    require(request.actor, "papers.write", found)
    said = _("Ordlyden ligger nu fast. Send PDF’en til dem, der skal skrive under, og læg den op her, når de har.")
    return _done(request, pk, slot, lambda: services.send(paper=found, by=request.actor, now=timezone.now()), said)


@login_required
@require_POST
def paper_sign(request: HttpRequest, pk: int, slot: str) -> HttpResponse:
    mobility, found = _found(request, pk, slot)
    if found.paper is None or found.state != PaperState.SENT:
        raise Http404
    require(request.actor, "papers.write", found.paper)
    form = SignForm(request.POST, request.FILES, paper=found.paper)
    if not form.is_valid():
        return _page(request, mobility, found, sign=form, status=422)
    signed, upload = found.paper, form.cleaned_data["file"]

    def act() -> None:
        name = request.FILES["file"].name if upload else ""
        more = {"signatures": form.signatures(), "upload": upload, "file_name": name}
        services.sign(paper=signed, **more, by=request.actor, now=timezone.now())

    return _done(request, pk, slot, act, _("Underskrifterne er registreret."))


@login_required
@require_POST
def paper_hand_in(request: HttpRequest, pk: int, slot: str) -> HttpResponse:
    mobility, found = _found(request, pk, slot)
    require(request.actor, "papers.make", mobility)
    form = HandInForm(request.POST, request.FILES)
    if not form.is_valid():
        return _page(request, mobility, found, hand_in=form, status=422)

    def act() -> None:
        said = {"upload": form.cleaned_data["file"], "file_name": request.FILES["file"].name or ""}
        services.hand_in(mobility=mobility, key=slot, **said, by=request.actor, now=timezone.now())

    return _done(request, pk, slot, act, _("Filen er lagt op. Forvaltningen ser på den."))


@login_required
@require_POST
def paper_decide(request: HttpRequest, pk: int, slot: str) -> HttpResponse:
    """Approve what is handed in, or refuse it with the reason."""
    mobility, found = _found(request, pk, slot)
    if found.paper is None:
        raise Http404
    require(request.actor, "papers.decide", found.paper)
    form, decided = DecideForm(request.POST), found.paper
    if not form.is_valid():
        return _page(request, mobility, found, decide=form, status=422)
    note = form.cleaned_data["note"]
    if "afvis" in request.POST:
        if not note.strip():
            form.add_error("note", _("Skriv, hvorfor dokumentet afvises."))
            return _page(request, mobility, found, decide=form, status=422)
        said = _("Dokumentet er afvist. De, der laver det, får begrundelsen.")
        return _done(request, pk, slot, lambda: services.reject(paper=decided, note=note, by=request.actor, now=timezone.now()), said)
    return _done(
        request, pk, slot, lambda: services.approve(paper=decided, by=request.actor, now=timezone.now()), _("Dokumentet er godkendt.")
    )


@login_required
@require_POST
def paper_reopen(request: HttpRequest, pk: int, slot: str) -> HttpResponse:
    mobility, found = _found(request, pk, slot)
    if found.paper is None:
        raise Http404
    require(request.actor, "papers.decide", found.paper)
    form, opened = ReopenForm(request.POST), found.paper
    if not form.is_valid():
        return _page(request, mobility, found, reopen=form, status=422)
    note = form.cleaned_data["note"]
    said = _("Dokumentet er åbnet igen og mangler nu.")
    return _done(request, pk, slot, lambda: services.reopen(paper=opened, note=note, by=request.actor, now=timezone.now()), said)


@login_required
@require_safe
def paper_pdf(request: HttpRequest, pk: int, slot: str) -> FileResponse:
    """The PDF of what the document says now; one of earlier words is not handed out."""
    found = _paper(request, pk, slot)
    return deliver(current_print(found, PAPER, paper_snapshot(found, timezone.now())))


@login_required
@require_safe
def paper_copy(request: HttpRequest, pk: int, version: int) -> FileResponse:
    """The signed or handed-in copy of one version."""
    seen = Paper.objects.visible_to(request.actor).exclude(upload=None).select_related("upload")
    found = get_object_or_404(seen, mobility=pk, pk=version)
    return file_response(found.upload, as_attachment=False)


def _mobility(request: HttpRequest, pk: int) -> Mobility:
    seen = Mobility.objects.visible_to(request.actor).for_lists()
    return get_object_or_404(seen.prefetch_related("papers__signatures", "papers__participant", "papers__upload"), pk=pk)


def _found(request: HttpRequest, pk: int, key: str) -> tuple[Mobility, Slot]:
    mobility = _mobility(request, pk)
    found = next((slot for slot in slots_of(mobility) if slot.key == key), None)
    if found is None:
        raise Http404
    return mobility, found


def _paper(request: HttpRequest, pk: int, key: str) -> Paper:
    """One that the portal writes and that has been drafted: until then it says nothing in any language."""
    _of, found = _found(request, pk, key)
    if found.paper is None or found.is_uploaded or not found.paper.languages:
        raise Http404
    return found.paper


def _done(request: HttpRequest, pk: int, slot: str, act: Callable[[], object], said: str) -> HttpResponse:
    """Do it and say so; when it is refused, say why. Either way back to the document."""
    try:
        act()
    except Refused as refusal:
        messages.error(request, str(refusal))
    else:
        messages.success(request, said)
    return redirect("mobilities:paper", pk, slot)


def _page(request: HttpRequest, mobility: Mobility, slot: Slot, *, status: int = 200, **bound: Form) -> HttpResponse:
    found = slot.paper
    makes = may(request.actor, "papers.make", mobility)
    context: dict[str, Any] = {
        "mobility": mobility,
        "slot": slot,
        "paper": found,
        "look": LOOKS[slot.state],
        "signings": list(signings(slot)),
        "makes": makes,
        "decides": found is not None and may(request.actor, "papers.decide", found),
        "is_travelled_with": found is not None and services.is_travelled_with(found, mobility),
        "entries": log_of_papers(filter(None, [found, *slot.history])),
        **_print(slot),
        **_forms(slot, bound),
        "failed_form": next((form for form in bound.values() if form.errors), None),
    }
    return render(request, "mobilities/paper.html", context, status=status)


def _forms(slot: Slot, bound: dict[str, Form]) -> dict[str, Form]:
    """The form of each act that the state has; the template asks for permission."""
    offered: dict[str, Callable[[], Form]] = {"decide": DecideForm, "reopen": ReopenForm}
    if slot.is_uploaded:
        offered["hand_in"] = HandInForm
    else:
        languages = slot.paper.languages if slot.paper and slot.paper.languages else PaperLanguage.BOTH
        offered["draft"] = lambda: DraftForm(initial={"languages": languages})
    if slot.paper and slot.state == PaperState.SENT:
        sent = slot.paper
        offered["sign"] = lambda: SignForm(paper=sent)
    return {f"{name}_form": bound.get(name) or made() for name, made in offered.items()}


def _print(slot: Slot) -> dict[str, Any]:
    """The PDF of what it says now, and whether the journey was changed after the words were frozen."""
    found = slot.paper
    if found is None or slot.is_uploaded or not found.languages:
        return {}
    made = current_print(found, PAPER, paper_snapshot(found, timezone.now()))
    is_open = found.state == PaperState.SENT
    return {
        "document": made,
        "failed": made is not None and made.state == DocumentState.FAILED,
        "is_outdated": is_open and found.said != written_snapshot(found),
    }
