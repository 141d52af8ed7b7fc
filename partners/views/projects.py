"""The yearly projects and their members."""

from typing import Any

from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from partners.choices import ProjectState
from partners.flow import PROJECT_FLOW, missing_to_run
from partners.forms.accreditation import person_choices
from partners.forms.projects import BudgetForm, ExtendForm, GrantForm, MembersForm, MembershipForm, ProjectForm, SignForm, target_rows
from partners.forms.rates import main_schools
from partners.models import ConsortiumMembership, GrantRound, Project
from partners.queries.accreditation import people_of_school
from partners.queries.projects import members_of, money_of
from partners.queries.stamps import stamp_of_member, stamp_of_project
from partners.services import projects as acts
from partners.views.common import done, kept, note_of, own_accreditation, seen_by
from portal.accounts.permissions import may, require
from portal.files.serving import file_response


@login_required
@require_safe
def project_list(request: HttpRequest) -> HttpResponse:
    accreditation = own_accreditation(request)
    runs = may(request.actor, "partners.run", accreditation)
    return render(request, "partners/project_list.html", {"projects": Project.objects.visible_to(request.actor), "may_run": runs})


@login_required
@require_safe
def detail(request: HttpRequest, pk: int) -> HttpResponse:
    """A project: dates, targets and members for all; what it costs for the administration."""
    project = _project(request, pk)
    sees_budget = may(request.actor, "partners.see_budget", project)
    runs = may(request.actor, "partners.run", project)
    context = {
        "project": project,
        "targets": project.targets.all(),
        "members": members_of(project),
        "budget": project.budget.all() if sees_budget else [],
        "money": money_of(project) if sees_budget else None,
        "steps": PROJECT_FLOW.open_to(request.actor, project),
        "missing": missing_to_run(project) if runs and project.state == ProjectState.APPLIED else [],
        "may_run": runs,
    }
    return render(request, "partners/project.html", context)


@login_required
@require_http_methods(["GET", "POST"])
def new(request: HttpRequest) -> HttpResponse:
    """Write a project down; from a round with what was asked for there."""
    accreditation = own_accreditation(request)
    require(request.actor, "partners.run", accreditation)
    grant_round = GrantRound.objects.visible_to(request.actor).filter(pk=_number(request.GET.get("runde"))).first()
    initial = {"call": grant_round.call} if grant_round else {"call": timezone.localdate().year}
    form = ProjectForm(request.POST or None, known=None, initial=initial)
    if form.is_valid():
        said: dict[str, Any] = {"project": None, "accreditation": accreditation, "values": form.cleaned_data}
        if project := kept(form, lambda: acts.write(**said, by=request.actor, now=timezone.now())):
            messages.success(request, _("Projektet er skrevet op. Skriv nu mål og budget."))
            return redirect("partners:plan_project", project.pk)
    return render(request, "partners/project_form.html", {"form": form})


@login_required
@require_http_methods(["GET", "POST"])
def edit(request: HttpRequest, pk: int) -> HttpResponse:
    project = _run(request, pk)
    initial = {name: getattr(project, name) for name in ("code", "call", "starts_on", "ends_on", "requested_grant")}
    form = ProjectForm(request.POST or None, known=project, initial=initial)
    seen = seen_by(request, stamp_of_project(project))
    said: dict[str, Any] = {"project": project, "accreditation": project.accreditation, "seen": seen}
    if form.is_valid() and kept(form, lambda: acts.write(**said, values=form.cleaned_data, by=request.actor, now=timezone.now())):
        return _saved(request, project)
    return render(request, "partners/project_form.html", {"form": form, "project": project, "seen": seen})


@login_required
@require_http_methods(["GET", "POST"])
def plan(request: HttpRequest, pk: int) -> HttpResponse:
    """Targets by activity and the budget by category."""
    project = _run(request, pk)
    rows, form = target_rows(request.POST or None, project), BudgetForm(request.POST or None, project=project)
    seen = seen_by(request, stamp_of_project(project))
    if form.is_valid() and rows.is_valid():
        said: dict[str, Any] = {"targets": rows.rows(), "budget": form.lines(), "seen": seen}
        if kept(form, lambda: acts.plan(project=project, **said, by=request.actor, now=timezone.now())):
            return _saved(request, project)
    return render(request, "partners/project_plan.html", {"form": form, "rows": rows, "project": project, "seen": seen})


@login_required
@require_http_methods(["GET", "POST"])
def grant(request: HttpRequest, pk: int) -> HttpResponse:
    """Write what was granted; less than asked makes targets and budget smaller in proportion."""
    project = _run(request, pk)
    form = GrantForm(request.POST or None, initial={"grant": project.grant or project.requested_grant})
    seen = seen_by(request, stamp_of_project(project))
    if form.is_valid() and kept(
        form, lambda: acts.set_grant(project=project, grant=form.cleaned_data["grant"], seen=seen, by=request.actor, now=timezone.now())
    ):
        return _saved(request, project)
    return render(request, "partners/project_grant.html", {"form": form, "project": project, "seen": seen})


@login_required
@require_http_methods(["GET", "POST"])
def extend(request: HttpRequest, pk: int) -> HttpResponse:
    project = _run(request, pk)
    form = ExtendForm(request.POST or None, project=project)
    seen = seen_by(request, stamp_of_project(project))
    said: dict[str, Any] = {"project": project, "seen": seen}
    if form.is_valid() and kept(form, lambda: acts.extend(**said, **form.cleaned_data, by=request.actor, now=timezone.now())):
        return _saved(request, project)
    return render(request, "partners/project_extend.html", {"form": form, "project": project, "seen": seen})


@login_required
@require_POST
def step(request: HttpRequest, pk: int, act: str) -> HttpResponse:
    project = _run(request, pk)
    if act not in PROJECT_FLOW.by_name:
        raise Http404
    done(
        request,
        lambda: acts.step(project=project, act=act, note=note_of(request), by=request.actor, now=timezone.now()),
        _("Projektets status er ændret."),
    )
    return redirect("partners:project", pk)


@login_required
@require_http_methods(["GET", "POST"])
def add_members(request: HttpRequest, pk: int) -> HttpResponse:
    """Choose the schools that join."""
    project = _run(request, pk)
    others = main_schools(request.actor).exclude(consortium_memberships__project=project)
    form = MembersForm(request.POST or None, schools=others, initial={"joined_on": project.starts_on})
    if form.is_valid() and kept(form, lambda: acts.add_members(project=project, **form.cleaned_data, by=request.actor, now=timezone.now())):
        return _saved(request, project)
    return render(request, "partners/add_members.html", {"form": form, "project": project})


@login_required
@require_http_methods(["GET", "POST"])
def member(request: HttpRequest, pk: int, member: int) -> HttpResponse:
    """A member: who is responsible, and for the administration what the request says of it."""
    membership = _member(request, pk, member)
    runs = may(request.actor, "partners.run", membership)
    writes_people = may(request.actor, "partners.member_people", membership)
    people = person_choices(
        request.POST if request.POST.get("del") == "ansvarlige" else None,
        people=people_of_school(membership.school, timezone.localdate()),
        chosen=[one.user for one in membership.people.select_related("user")],
    )
    form = MembershipForm(request.POST if request.POST.get("del") == "oplysninger" else None, membership=membership)
    signing = SignForm(request.POST if request.POST.get("del") == "erklaering" else None, request.FILES or None)
    if request.method == "POST" and _changed_member(request, membership, people, form, signing):
        messages.success(request, _("Det er gemt."))
        return redirect("partners:member", pk, member)
    context = {
        "project": membership.project,
        "membership": membership,
        "people": people,
        "form": form,
        "signing": signing,
        "seen": seen_by(request, stamp_of_member(membership)),
        "may_run": runs,
        "writes_people": writes_people,
        "sees_file": runs or writes_people or may(request.actor, "partners.see_budget", membership),
    }
    return render(request, "partners/member.html", context)


@login_required
@require_safe
def signed_file(request: HttpRequest, pk: int, member: int) -> HttpResponse:
    """The signed accession form, for the administration and the school's leader."""
    membership = _member(request, pk, member)
    if not may(request.actor, "partners.see_budget", membership):
        require(request.actor, "partners.member_people", membership)
    if membership.signed_file is None:
        raise Http404
    return file_response(membership.signed_file, as_attachment=True, name=f"{_('Tiltrædelseserklæring')} {membership.school}")


def _changed_member(request: HttpRequest, membership: ConsortiumMembership, people: Any, form: Any, signing: Any) -> bool:
    """One part of the page is posted at a time. Whether it was kept."""
    said: dict[str, Any] = {"membership": membership, "seen": seen_by(request, stamp_of_member(membership))}
    said |= {"by": request.actor, "now": timezone.now()}
    if people.is_bound and people.is_valid():
        chosen = people.cleaned_data["people"]
        return bool(kept(people, lambda: acts.put_member_people(**said, people=chosen) or True))
    if form.is_bound and form.is_valid():
        return bool(kept(form, lambda: acts.change_member(**said, values=form.cleaned_data)))
    if signing.is_bound and signing.is_valid():
        file = {"checked": signing.cleaned_data["file"], "name": request.FILES["file"].name}
        return bool(kept(signing, lambda: acts.sign(**said, **file, signed_on=signing.cleaned_data["signed_on"])))
    return False


def _project(request: HttpRequest, pk: int) -> Project:
    require(request.actor, "partners.see")
    return get_object_or_404(Project.objects.visible_to(request.actor).select_related("accreditation"), pk=pk)


def _run(request: HttpRequest, pk: int) -> Project:
    project = _project(request, pk)
    require(request.actor, "partners.run", project)
    return project


def _member(request: HttpRequest, pk: int, member: int) -> ConsortiumMembership:
    members = _project(request, pk).memberships.select_related("school", "project__accreditation", "signed_file")
    return get_object_or_404(members, pk=member)


def _saved(request: HttpRequest, project: Project) -> HttpResponse:
    messages.success(request, _("Det er gemt."))
    return redirect("partners:project", project.pk)


def _number(text: str | None) -> int:
    return int(text) if text and text.isdecimal() and len(text) < 10 else 0
