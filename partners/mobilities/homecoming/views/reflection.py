"""Shared reflection: what everybody brought home in one project year, by question and objective, to read or to show at a meeting."""

from django.contrib.auth.decorators import login_required
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, render
from django.views.decorators.http import require_safe

from partners.mobilities.homecoming.queries import UnderObjective, UnderQuestion, reflections, with_words
from partners.mobilities.models import Mobility
from partners.models import Project
from portal.accounts.permissions import require

ON_A_SLIDE = 3


@login_required
@require_safe
def reflection(request: HttpRequest, pk: int) -> HttpResponse:
    """`?vis=fremvisning` shows one question and objective at a time, large, without the portal's frame."""
    project = get_object_or_404(Project.objects.visible_to(request.actor).select_related("accreditation__municipality"), pk=pk)
    require(request.actor, "mobilities.see_reflection", project)
    reported = Mobility.objects.of(project)
    questions = reflections(with_words(reported))
    context = {"project": project, "questions": questions, "count": sum(len(under.answers) for under in questions)}
    if request.GET.get("vis") == "fremvisning":
        return render(request, "mobilities/reflection_slides.html", {**context, "slides": list(_slides(questions))})
    return render(request, "mobilities/reflection.html", context)


def _slides(questions: list[UnderQuestion]):
    """A few answers at a time under their question and objective, so that they can be read from the back of a room."""
    for under in questions:
        for objective in under.objectives:
            parts = [objective.answers[at : at + ON_A_SLIDE] for at in range(0, len(objective.answers), ON_A_SLIDE)]
            for number, answers in enumerate(parts, start=1):
                yield {"question": under.question, "part": UnderObjective(objective.objective, answers), "number": number, "of": len(parts)}
