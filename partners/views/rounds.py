"""The rounds of wishes, as the schools and the administration meet them."""

from typing import Any

from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from partners.choices import RoundState
from partners.estimating import Assumption, estimate, groups_of, summed
from partners.flow import ROUND_FLOW
from partners.forms.rounds import AnswerForm, RoundForm, ScoreForm, WishForm
from partners.grants.queries import table_of
from partners.grants.rates import BadTable, RateTable
from partners.models import GrantRound, Project, Wish
from partners.services import rounds as acts
from partners.tables import ASKED, WISHES
from partners.views.common import done, kept, note_of, own_accreditation
from portal.accounts.permissions import may, require
from portal.ui.spreadsheets import as_file, wanted
from schools.models import School


@login_required
@require_safe
def round_list(request: HttpRequest) -> HttpResponse:
    accreditation = own_accreditation(request)
    runs = may(request.actor, "partners.run", accreditation)
    return render(request, "partners/round_list.html", {"rounds": GrantRound.objects.visible_to(request.actor), "may_run": runs})


@login_required
@require_safe
def detail(request: HttpRequest, pk: int) -> HttpResponse:
    """A school sees its own wishes and what they got; the administration all of them, ranked and summed."""
    found = _round(request, pk)
    wishes = _wishes(request, found)
    sees_all = may(request.actor, "partners.see_budget", found)
    shows_answers = sees_all or found.state == RoundState.DISTRIBUTED
    if kind := wanted(request):
        return as_file(kind, WISHES if shows_answers else WISHES[:ASKED], wishes, _("Ønsker %(call)d") % {"call": found.call})
    context = {
        "round": found,
        "wishes": wishes,
        "sees_all": sees_all,
        "shows_answers": shows_answers,
        "takes_wishes": found.state == RoundState.OPEN and timezone.localdate() <= found.deadline and _may_wish(request, found),
        "own_school": request.actor.school_id,
        "steps": ROUND_FLOW.open_to(request.actor, found),
        "may_run": may(request.actor, "partners.run", found),
        **(_figures(request, found, wishes) if sees_all else {}),
    }
    return render(request, "partners/round.html", context)


@login_required
@require_http_methods(["GET", "POST"])
def new(request: HttpRequest) -> HttpResponse:
    """Open a round with deadline and criteria; those of the last round are at hand."""
    accreditation = own_accreditation(request)
    require(request.actor, "partners.run", accreditation)
    last = accreditation.rounds.first()
    today = timezone.localdate()
    initial = {"call": (last.call if last else today.year) + 1, "criteria": "\n".join(last.criteria) if last else ""}
    form = RoundForm(request.POST or None, today=today, known=None, initial=initial)
    if form.is_valid():
        said = form.cleaned_data
        if made := kept(form, lambda: acts.open_round(accreditation=accreditation, **said, by=request.actor, now=timezone.now())):
            messages.success(request, _("Ønskerunden er åben, og skolelederne har fået besked."))
            return redirect("partners:round", made.pk)
    return render(request, "partners/round_form.html", {"form": form})


@login_required
@require_http_methods(["GET", "POST"])
def edit(request: HttpRequest, pk: int) -> HttpResponse:
    found = _run(request, pk)
    initial = {"deadline": found.deadline, "criteria": "\n".join(found.criteria)}
    form = RoundForm(request.POST or None, today=timezone.localdate(), known=found, initial=initial)
    if form.is_valid() and kept(
        form, lambda: acts.change_round(grant_round=found, **form.cleaned_data, by=request.actor, now=timezone.now())
    ):
        return _saved(request, found)
    return render(request, "partners/round_form.html", {"form": form, "round": found})


@login_required
@require_http_methods(["GET", "POST"])
def wish(request: HttpRequest, pk: int) -> HttpResponse:
    """Write a wish for the own school, or for the administration itself. One for each activity; a second one corrects the first."""
    found = _round(request, pk)
    require(request.actor, "partners.wish", found)
    school = School.objects.visible_to(request.actor).filter(pk=request.actor.school_id).first() if request.actor.school_id else None
    own = Wish.objects.visible_to(request.actor).filter(round=found, school=school)
    known = next((one for one in own if one.activity == request.GET.get("aktivitet")), None)
    initial = {name: getattr(known, name) for name in ("activity", "places", "days", "reason")} if known else None
    form = WishForm(request.POST or None, accreditation=found.accreditation, initial=initial)
    if form.is_valid() and kept(
        form, lambda: acts.wish(grant_round=found, school=school, values=form.cleaned_data, by=request.actor, now=timezone.now())
    ):
        messages.success(request, _("Ønsket er gemt. I kan rette det, til fristen er gået."))
        return redirect("partners:round", found.pk)
    return render(request, "partners/wish.html", {"form": form, "round": found, "school": school})


@login_required
@require_POST
def withdraw(request: HttpRequest, pk: int, wish: int) -> HttpResponse:
    found = _round(request, pk)
    require(request.actor, "partners.wish", found)
    wishes = Wish.objects.visible_to(request.actor).filter(round=found).select_related("round__accreditation", "school")
    gone = get_object_or_404(wishes, pk=wish)
    done(request, lambda: acts.withdraw_wish(wish=gone, by=request.actor, now=timezone.now()) or True, _("Ønsket er trukket tilbage."))
    return redirect("partners:round", pk)


@login_required
@require_http_methods(["GET", "POST"])
def score(request: HttpRequest, pk: int) -> HttpResponse:
    """Give points by the criteria."""
    found = _run(request, pk)
    form = ScoreForm(request.POST or None, wishes=_wishes(request, found), criteria=found.criteria)
    if form.is_valid() and kept(form, lambda: acts.score(grant_round=found, points=form.points(), by=request.actor, now=timezone.now())):
        return _saved(request, found)
    return render(request, "partners/round_score.html", {"form": form, "round": found})


@login_required
@require_http_methods(["GET", "POST"])
def answer(request: HttpRequest, pk: int) -> HttpResponse:
    """Give the places, each with its reason, from a project that has its grant."""
    found = _run(request, pk)
    projects = Project.objects.visible_to(request.actor).filter(accreditation=found.accreditation, call=found.call)
    form = AnswerForm(request.POST or None, wishes=_wishes(request, found), projects=projects, initial={"project": found.project_id})
    if form.is_valid():
        said: dict[str, Any] = {"project": form.cleaned_data["project"], "answers": form.answers()}
        if kept(form, lambda: acts.answer(grant_round=found, **said, by=request.actor, now=timezone.now())):
            return _saved(request, found)
    return render(request, "partners/round_answer.html", {"form": form, "round": found, "projects": projects})


@login_required
@require_POST
def step(request: HttpRequest, pk: int, act: str) -> HttpResponse:
    found = _run(request, pk)
    if act not in ROUND_FLOW.by_name:
        raise Http404
    done(
        request,
        lambda: acts.step(grant_round=found, act=act, note=note_of(request), by=request.actor, now=timezone.now()),
        _("Runden er kommet et skridt videre."),
    )
    return redirect("partners:round", pk)


def _round(request: HttpRequest, pk: int) -> GrantRound:
    require(request.actor, "partners.see")
    rounds = GrantRound.objects.visible_to(request.actor).select_related("accreditation__municipality", "project")
    return get_object_or_404(rounds, pk=pk)


def _run(request: HttpRequest, pk: int) -> GrantRound:
    found = _round(request, pk)
    require(request.actor, "partners.run", found)
    return found


def _may_wish(request: HttpRequest, found: GrantRound) -> bool:
    return may(request.actor, "partners.wish", found)


def _wishes(request: HttpRequest, found: GrantRound) -> list[Wish]:
    """Those that the reader may see, the highest points first, then in the order of the schools."""
    wishes = Wish.objects.visible_to(request.actor).filter(round=found).select_related("school", "written_by", "round")
    in_order = wishes.order_by("school__sort_key", "pk")
    return sorted(in_order, key=lambda wish: -wish.sum_of_points)


def _figures(request: HttpRequest, found: GrantRound, wishes: list[Wish]) -> dict[str, Any]:
    """The sums for the request, reckoned as the page says; nothing where the portal has no rates for the call year."""
    table = _table(found.call)
    if table is None:
        return {"table": None}
    assumed = Assumption.read(request.GET, table)
    sums = summed(wishes, table, assumed)
    return {
        "table": table,
        "assumed": assumed,
        "groups": groups_of(table),
        "bands": [band.from_km for band in table.travel.bands],
        "sums": sums,
        "total": {"places": sum(one.places for one in sums), "days": sum(one.days for one in sums), "euro": sum(one.euro for one in sums)},
        "estimates": {wish.pk: estimate(wish, table, assumed) for wish in wishes},
    }


def _table(call: int) -> RateTable | None:
    """The rates of the call year, or while they are not out those of the year before."""
    for year in (call, call - 1):
        try:
            return table_of(year)
        except BadTable:
            continue
    return None


def _saved(request: HttpRequest, found: GrantRound) -> HttpResponse:
    messages.success(request, _("Det er gemt."))
    return redirect("partners:round", found.pk)
