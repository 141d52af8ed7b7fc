"""The list of mobilities, and the page of one."""

from typing import Any

from django.contrib.auth.decorators import login_required
from django.core.paginator import Paginator
from django.db.models import QuerySet
from django.http import Http404, HttpRequest, HttpResponse, QueryDict
from django.shortcuts import get_object_or_404, render
from django.utils import timezone
from django.utils.cache import patch_vary_headers
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, ngettext
from django.views.decorators.http import require_safe

from partners.grants.calculation import NotCalculable
from partners.mobilities.budget import Budget, budget_for
from partners.mobilities.choices import State
from partners.mobilities.deciders import must_be_appointed, who_decides
from partners.mobilities.filters import MobilityFilter
from partners.mobilities.findings import findings
from partners.mobilities.flow import MOBILITY_FLOW
from partners.mobilities.forms.deciding import DECISIONS, DecisionForm
from partners.mobilities.granting import estimate, grant_of
from partners.mobilities.missing import Missing, missing_to_propose
from partners.mobilities.models import Mobility
from partners.mobilities.papers.showing import papers_context
from partners.mobilities.path import steps_of
from partners.mobilities.services.changing import CHANGEABLE
from partners.mobilities.showing import differences, shown_estimate, shown_frozen
from partners.mobilities.tables import mobility_columns
from partners.mobilities.tasklist import host_in_words
from portal.accounts.actor import Actor
from portal.accounts.permissions import may, require
from portal.files.serving import file_response
from portal.ui.spreadsheets import as_file, wanted
from portal.ui.templatetags.ui import spelled
from portal.workflow.models import LogEntry

PER_PAGE = 20


@login_required
@require_safe
def mobility_list(request: HttpRequest) -> HttpResponse:
    """The mobilities that the reader may see, narrowed down as the address says; as a file when that is asked for."""
    require(request.actor, "mobilities.see_list")
    asked = MobilityFilter(request.GET, Mobility.objects.visible_to(request.actor))
    if kind := wanted(request):
        return as_file(kind, mobility_columns(request.actor), asked.found().for_lists(), _("Ophold"))
    page = Paginator(asked.hits, PER_PAGE).get_page(request.GET.get("side"))
    page.object_list = asked.on_page(page.object_list)
    context = {
        "q": asked.q,
        "page": page,
        "facets": asked.facets,
        "chips": asked.chips(),
        "may_create": may(request.actor, "mobilities.create"),
        "sees_departures": may(request.actor, "papers.see_departures"),
        "may_set_place": may(request.actor, "mobilities.run_consortium"),
    }
    response = render(request, "mobilities/list.html", context)
    patch_vary_headers(response, ["HX-Request"])
    return response


@login_required
@require_safe
def detail(request: HttpRequest, pk: int) -> HttpResponse:
    """Where a mobility stands, what is missing now, its money line by line, its people and its log."""
    mobility = load(request, pk)
    return page(request, mobility, decision_form(request.actor, mobility))


@login_required
@require_safe
def evidence(request: HttpRequest, pk: int) -> HttpResponse:
    """The Commission's calculation of the distance."""
    mobility = load(request, pk)
    if mobility.km_evidence is None:
        raise Http404
    return file_response(mobility.km_evidence, as_attachment=False)


def load(request: HttpRequest, pk: int) -> Mobility:
    """A mobility in the reader's sight, with what its pages show."""
    return get_object_or_404(with_parts(Mobility.objects.visible_to(request.actor)), pk=pk)


def posted(request: HttpRequest) -> QueryDict | None:
    """What a form was sent with, also when that is nothing; None when the page is only opened."""
    return request.POST if request.method == "POST" else None


def with_parts(mobilities: QuerySet[Mobility]) -> QuerySet[Mobility]:
    return with_travellers(mobilities).prefetch_related("writers", "papers__signatures", "papers__participant")


def with_travellers(mobilities: QuerySet[Mobility]) -> QuerySet[Mobility]:
    """Load mobilities with what the grant is calculated of, for an act that shows no page."""
    return mobilities.select_related(
        "municipality", "school", "host", "project__accreditation", "objective", "changed_by", "support", "km_evidence"
    ).prefetch_related("participants__user")


def decision_form(actor: Actor, mobility: Mobility, data: Any = None) -> DecisionForm | None:
    """The decisions that the reader has to take, if any."""
    offered = [row for row in MOBILITY_FLOW.open_to(actor, mobility) if row.name in DECISIONS]
    return DecisionForm(data, offered=offered) if offered else None


def page(request: HttpRequest, mobility: Mobility, form: DecisionForm | None, *, status: int = 200, refusal: str = "") -> HttpResponse:
    actor, today = request.actor, timezone.localdate()
    open_to_reader = MOBILITY_FLOW.open_to(actor, mobility)
    offered = {row.name for row in open_to_reader}
    missing = missing_to_propose(mobility) if mobility.is_writable else []
    appoint = must_be_appointed(mobility, today)
    papers = papers_context(mobility, actor)
    # Whoever clears for departure has nothing to press before the documents are there.
    waits_for_papers = "clear" in offered and bool(papers["missing_papers"])
    waits_for_reader = not waits_for_papers and (form is not None or bool(offered & {"clear", "complete"}))
    waits_for = [] if waits_for_reader or waits_for_papers else who_decides(mobility, today)
    context = {
        "mobility": mobility,
        "helps_with": "mobilities:decide" if waits_for_reader or waits_for_papers else "",
        "host": host_in_words(mobility),
        "steps": steps_of(mobility),
        "headline": _("Dokumenterne mangler, før nogen kan rejse")
        if waits_for_papers
        else _headline(mobility, missing, appoint, is_mine=waits_for_reader, is_others=bool(waits_for)),
        "last_note": _last_note(mobility),
        "missing": missing,
        "appoint": appoint,
        "waits_for": waits_for,
        "form": form,
        "refusal": refusal,
        "offered": offered,
        "waits_for_papers": waits_for_papers,
        "next_acts": [
            row
            for row in open_to_reader
            if row.name in _BY_ONE_BUTTON and _is_due(row.name, mobility) and not (waits_for_papers and row.name == "clear")
        ],
        "may_write": may(actor, "mobilities.write", mobility),
        "may_change": mobility.state in CHANGEABLE and may(actor, "mobilities.change", mobility),
        "sees_support": may(actor, "mobilities.see_support", mobility),
        "found": findings(mobility) if form else [],
        "log": LogEntry.objects.about(mobility) if may(actor, "mobilities.see_log", mobility) else None,
        **_money(actor, mobility, offered),
        **papers,
    }
    return render(request, "mobilities/detail.html", context, status=status)


# What is told where nothing is missing and nobody is waited for.
_AS_IT_STANDS = {
    State.DRAFT: gettext_lazy("Alt er skrevet, og det kan sendes"),
    State.SENT_BACK: gettext_lazy("Alt er skrevet, og det kan sendes igen"),
    State.CLEARED: gettext_lazy("Alt er klar til afrejse"),
    State.UNDER_WAY: gettext_lazy("De er undervejs"),
    State.HOME: gettext_lazy("De er hjemme, og rapporten venter"),
    State.COMPLETED: gettext_lazy("Opholdet er afsluttet"),
    State.REJECTED: gettext_lazy("Det bliver ikke til noget"),
    State.CANCELLED: gettext_lazy("Det bliver ikke til noget"),
}


def _headline(mobility: Mobility, missing: list[Missing], appoint: str, *, is_mine: bool, is_others: bool) -> str:
    """The one sentence about what is next."""
    if missing:
        words = ngettext("Én ting mangler, før det kan sendes", "%(many)s ting mangler, før det kan sendes", len(missing))
        return words % {"many": spelled(len(missing)).capitalize()}
    if appoint:
        return _("Det kan ikke komme videre")
    if is_mine:
        return _("Det venter på dig")
    return _("Det venter på andre") if is_others else str(_AS_IT_STANDS[State(mobility.state)])


# Steps that need nothing but a button; decisions have a form, and the report its own page.
_BY_ONE_BUTTON = ("clear", "depart", "come_home", "complete")


def _is_due(act: str, mobility: Mobility) -> bool:
    """Nobody is asked to begin a journey before its first day."""
    return act != "depart" or mobility.has_begun(timezone.localdate())


def _money(actor: Actor, mobility: Mobility, offered: set[str]) -> dict[str, Any]:
    """The approved grant, else what it would be now, with the budget for those who approve."""
    now = estimate(mobility)
    frozen = shown_frozen(mobility, actor)
    return {
        "grant": frozen or shown_estimate(now, actor, mobility),
        "differences": _differences(mobility, actor) if frozen else [],
        "warnings": [] if frozen else now.warnings,
        "lacks": now.lacks,
        "estimated_km": now.estimated_km,
        "budget": _budget(mobility) if "approve" in offered else None,
    }


def _differences(mobility: Mobility, actor: Actor) -> list[Any]:
    try:
        return differences(mobility, actor)
    except NotCalculable:
        return []


def _budget(mobility: Mobility) -> Budget | None:
    try:
        return budget_for(mobility, grant_of(mobility))
    except NotCalculable:
        return None


def _last_note(mobility: Mobility) -> LogEntry | None:
    """Why it was sent back, rejected or cancelled, while it stands so."""
    acts = {State.SENT_BACK: "send_back", State.REJECTED: "reject", State.CANCELLED: "cancel"}
    act = acts.get(State(mobility.state))
    return LogEntry.objects.about(mobility).filter(act=f"mobilities.{act}").first() if act else None
