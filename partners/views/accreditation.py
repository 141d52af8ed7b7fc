"""The accreditation: what it is, who is responsible, its documents, and handing over."""

from typing import Any

from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from partners.flow import ACCREDITATION_FLOW
from partners.forms.accreditation import AccreditationForm, FileForm, HandOverForm, people_rows
from partners.queries.accreditation import accreditation_of, administrators, current_plan, depends_on_one, draft_plan, people_with_tasks
from partners.services import accreditation as acts
from partners.views.common import done, kept, note_of, own_accreditation
from portal.accounts.models import User
from portal.accounts.permissions import may, require
from portal.files.serving import file_response
from schools.people.models import Role


@login_required
@require_safe
def detail(request: HttpRequest) -> HttpResponse:
    """The accreditation as everybody in the municipality may see it; without one, how it begins."""
    require(request.actor, "partners.see")
    found = accreditation_of(request.actor)
    if found is None:
        return render(request, "partners/no_accreditation.html", {"may_run": may(request.actor, "partners.run")})
    people = list(found.people.select_related("user"))
    plan = current_plan(found)
    context = {
        "accreditation": found,
        "people": people,
        "lone": depends_on_one(people),
        "plan": plan,
        "wordings": plan.wordings.all() if plan else [],
        "draft": draft_plan(found),
        "files": found.files.select_related("stored"),
        "circle": found.circles.prefetch_related("schools").first(),
        "steps": ACCREDITATION_FLOW.open_to(request.actor, found),
        "may_run": may(request.actor, "partners.run", found),
        "sees_files": may(request.actor, "partners.see_budget", found),
    }
    return render(request, "partners/accreditation.html", context)


@login_required
@require_http_methods(["GET", "POST"])
def write(request: HttpRequest) -> HttpResponse:
    """Write the first accreditation down, or mend what is known of the one there is."""
    require(request.actor, "partners.run")
    known = accreditation_of(request.actor)
    form = AccreditationForm(request.POST or None, known=known)
    if form.is_valid() and kept(
        form, lambda: acts.write(accreditation=known, values=form.cleaned_data, by=request.actor, now=timezone.now())
    ):
        messages.success(request, _("Det er gemt."))
        return redirect("partners:accreditation")
    return render(request, "partners/accreditation_form.html", {"form": form, "known": known})


@login_required
@require_POST
def step(request: HttpRequest, act: str) -> HttpResponse:
    found = own_accreditation(request)
    if act not in ACCREDITATION_FLOW.by_name:
        raise Http404
    require(request.actor, "partners.run", found)
    done(
        request,
        lambda: acts.step(accreditation=found, act=act, note=note_of(request), by=request.actor, now=timezone.now()),
        _("Akkrediteringens status er ændret."),
    )
    return redirect("partners:accreditation")


@login_required
@require_http_methods(["GET", "POST"])
def people(request: HttpRequest) -> HttpResponse:
    """Who is responsible. Fewer than two depends on one person."""
    found = own_accreditation(request)
    require(request.actor, "partners.run", found)
    known = list(found.people.select_related("user"))
    able = {person.pk: person for person in administrators(found.municipality_id, timezone.localdate())}
    able |= {one.user_id: one.user for one in known}
    initial = [{"user": one.user_id, "task": one.task} for one in known]
    rows = people_rows(request.POST or None, initial, list(able.values()))
    if rows.is_valid() and done(
        request,
        lambda: acts.put_people(accreditation=found, people=rows.chosen(), by=request.actor, now=timezone.now()) or True,
        _("De ansvarlige er gemt."),
    ):
        return redirect("partners:accreditation")
    return render(request, "partners/accreditation_people.html", {"rows": rows, "accreditation": found})


@login_required
@require_http_methods(["GET", "POST"])
def add_file(request: HttpRequest) -> HttpResponse:
    found = own_accreditation(request)
    require(request.actor, "partners.run", found)
    form = FileForm(request.POST or None, request.FILES or None)
    if form.is_valid():
        said: dict[str, Any] = {"title": form.cleaned_data["title"], "checked": form.cleaned_data["file"]}
        acts.add_file(accreditation=found, **said, name=request.FILES["file"].name, by=request.actor, now=timezone.now())
        messages.success(request, _("Dokumentet er lagt op."))
        return redirect("partners:accreditation")
    return render(request, "partners/add_file.html", {"form": form})


@login_required
@require_safe
def file(request: HttpRequest, pk: int) -> HttpResponse:
    """A document of the accreditation, for the administration."""
    found = own_accreditation(request)
    require(request.actor, "partners.see_budget", found)
    kept_file = get_object_or_404(found.files.select_related("stored"), pk=pk)
    return file_response(kept_file.stored, as_attachment=True, name=kept_file.title)


@login_required
@require_POST
def remove_file(request: HttpRequest, pk: int) -> HttpResponse:
    found = own_accreditation(request)
    require(request.actor, "partners.run", found)
    gone = get_object_or_404(found.files.all(), pk=pk)
    acts.remove_file(file=gone, by=request.actor, now=timezone.now())
    messages.success(request, _("”%(title)s” er taget væk.") % {"title": gone.title})
    return redirect("partners:accreditation")


@login_required
@require_http_methods(["GET", "POST"])
def hand_over(request: HttpRequest) -> HttpResponse:
    """Move everything that one person is responsible for in the consortium to another in one act."""
    require(request.actor, "partners.run")
    municipality = request.actor.municipality_id
    roles = Role.objects.visible_to(request.actor).looked_after_by(request.actor).on(timezone.localdate())
    people_here = list(User.objects.filter(is_active=True, roles__in=roles.looked_after_by(request.actor)).distinct())
    form = HandOverForm(request.POST or None, holders=people_with_tasks(municipality), people=people_here)
    if form.is_valid():
        person, successor = form.cleaned_data["person"], form.cleaned_data["successor"]
        if moved := kept(form, lambda: acts.hand_over(person=person, successor=successor, by=request.actor, now=timezone.now())):
            told = {"successor": successor, "person": person, "count": len(moved)}
            messages.success(request, _("%(successor)s har overtaget %(count)d opgaver efter %(person)s og får besked.") % told)
            return redirect("partners:accreditation")
    return render(request, "partners/hand_over.html", {"form": form})
