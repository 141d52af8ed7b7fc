"""The tables of the consortium's states: the accreditation, its plan, the projects and the rounds of wishes."""

from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, ngettext

from partners.choices import AccreditationState, PlanState, ProjectState, RoundState
from partners.models import Accreditation, GrantRound, Plan, Project
from portal.workflow.gate import Flow, Transition

MOST_OBJECTIVES = 10


def missing_to_hold(accreditation: Accreditation) -> list[str]:
    """A municipality holds one accreditation at a time."""
    others = Accreditation.objects.filter(municipality=accreditation.municipality_id, state=AccreditationState.VALID)
    return [_("kommunen har allerede en akkreditering, der gælder")] if others.exclude(pk=accreditation.pk).exists() else []


def missing_to_report(project: Project) -> list[str]:
    """Mobilities that are not finished block the final report (erasmus.md §3)."""
    left = project.mobilities.not_finished().count()
    words = ngettext("ét ophold er ikke afsluttet eller aflyst", "%(n)d ophold er ikke afsluttet eller aflyst", left)
    return [words % {"n": left}] if left else []


def missing_in_plan(plan: Plan) -> list[str]:
    """1–10 objectives, each with its title, explanation, timing and measure; a revision says why (erasmus.md §3)."""
    wordings = list(plan.wordings.all())
    missing = [] if wordings else [_("mindst ét mål")]
    if plan.number > 1 and not plan.reason.strip():
        missing.append(_("en begrundelse for ændringen"))
    for wording in wordings:
        empty = [label for label, value in _parts(wording) if not value.strip()]
        missing += [_("%(part)s for mål %(number)d") % {"part": label, "number": wording.position} for label in empty]
    return missing


def missing_to_rank(grant_round: GrantRound) -> list[str]:
    """There is something to rank."""
    return [] if grant_round.wishes.exists() else [_("mindst ét ønske")]


def missing_to_request(grant_round: GrantRound) -> list[str]:
    """Every wish has its points, one number for each criterion."""
    without = [wish for wish in grant_round.wishes.all() if len(wish.points) != len(grant_round.criteria)]
    return [_("point til %(count)d ønsker") % {"count": len(without)}] if without else []


def missing_to_distribute(grant_round: GrantRound) -> list[str]:
    """A project with a grant, and an answer with a reason to every wish."""
    missing = [] if grant_round.project and grant_round.project.state == ProjectState.RUNNING else [_("et projekt, der har fået tilskud")]
    without = grant_round.wishes.filter(given_places=None).count()
    return missing + ([_("svar på %(count)d ønsker") % {"count": without}] if without else [])


def missing_to_run(project: Project) -> list[str]:
    """The grant that was given, and how it is to be used."""
    missing = [] if project.grant else [_("det bevilgede tilskud")]
    return missing + ([] if project.budget.exists() else [_("et budget")])


def _parts(wording) -> list[tuple[str, str]]:
    return [
        (_("forklaring"), wording.explanation),
        (_("tidsplan"), wording.timing),
        (_("måling"), wording.measure),
    ]


ACCREDITATION_FLOW = Flow(
    "accreditations",
    (
        Transition(
            "grant",
            frozenset({AccreditationState.APPLIED}),
            AccreditationState.VALID,
            "partners.run",
            gettext_lazy("Den er givet"),
            missing=missing_to_hold,
        ),
        Transition(
            "suspend",
            frozenset({AccreditationState.VALID}),
            AccreditationState.SUSPENDED,
            "partners.run",
            gettext_lazy("Den er sat i bero"),
            needs_note=True,
        ),
        Transition(
            "resume",
            frozenset({AccreditationState.SUSPENDED}),
            AccreditationState.VALID,
            "partners.run",
            gettext_lazy("Den gælder igen"),
            missing=missing_to_hold,
        ),
        Transition(
            "end",
            frozenset({AccreditationState.VALID, AccreditationState.SUSPENDED}),
            AccreditationState.ENDED,
            "partners.run",
            gettext_lazy("Den er ophørt"),
            needs_note=True,
        ),
    ),
)

PLAN_FLOW = Flow(
    "plans",
    (
        Transition(
            "adopt",
            frozenset({PlanState.DRAFT}),
            PlanState.CURRENT,
            "partners.run",
            gettext_lazy("Vedtag planen"),
            missing=missing_in_plan,
            stamp="adopted",
        ),
        Transition("supersede", frozenset({PlanState.CURRENT}), PlanState.SUPERSEDED, "partners.run", gettext_lazy("Afløses")),
    ),
)

PROJECT_FLOW = Flow(
    "projects",
    (
        Transition(
            "award",
            frozenset({ProjectState.APPLIED}),
            ProjectState.RUNNING,
            "partners.run",
            gettext_lazy("Tilskuddet er givet"),
            missing=missing_to_run,
        ),
        Transition(
            "decline",
            frozenset({ProjectState.APPLIED}),
            ProjectState.DECLINED,
            "partners.run",
            gettext_lazy("Det fik ikke tilskud"),
            needs_note=True,
        ),
        Transition(
            "report",
            frozenset({ProjectState.RUNNING}),
            ProjectState.REPORTED,
            "partners.run",
            gettext_lazy("Slutrapporten er sendt"),
            missing=missing_to_report,
        ),
        Transition("close", frozenset({ProjectState.REPORTED}), ProjectState.CLOSED, "partners.run", gettext_lazy("Afslut projektet")),
        Transition(
            "reopen",
            frozenset({ProjectState.REPORTED}),
            ProjectState.RUNNING,
            "partners.run",
            gettext_lazy("Åbn projektet igen"),
            needs_note=True,
        ),
    ),
)

ROUND_FLOW = Flow(
    "rounds",
    (
        Transition(
            "rank",
            frozenset({RoundState.OPEN}),
            RoundState.RANKING,
            "partners.run",
            gettext_lazy("Luk for ønsker"),
            missing=missing_to_rank,
        ),
        Transition(
            "reopen", frozenset({RoundState.RANKING}), RoundState.OPEN, "partners.run", gettext_lazy("Åbn for ønsker igen"), needs_note=True
        ),
        Transition(
            "request",
            frozenset({RoundState.RANKING}),
            RoundState.REQUESTED,
            "partners.run",
            gettext_lazy("Tilskuddet er søgt"),
            missing=missing_to_request,
        ),
        Transition(
            "distribute",
            frozenset({RoundState.REQUESTED}),
            RoundState.DISTRIBUTED,
            "partners.run",
            gettext_lazy("Vis pladserne til skolerne"),
            missing=missing_to_distribute,
            stamp="distributed",
        ),
    ),
)
