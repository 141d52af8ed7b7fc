"""What everyone may read: the list, the page of a trial action, its images and files, and, for those it concerns, its history."""

from datetime import datetime
from typing import Any

from django.conf import settings
from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.core.paginator import Paginator
from django.db.models import QuerySet
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils import timezone
from django.utils.cache import patch_vary_headers
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST, require_safe

from portal import limits
from portal.accounts.asking import asker
from portal.accounts.permissions import may, require
from portal.files.serving import file_response
from portal.notices.models import Mail
from portal.ui.spreadsheets import as_file, wanted
from portal.workflow.gate import Refused
from trials import queries
from trials.choices import FROZEN_STATES, State
from trials.facets import chips, facets, loosenings
from trials.filters import TrialFilter
from trials.finding.cards import mark
from trials.flow import VERSION_FLOW
from trials.models import Attachment, Image, TrialAction, Version
from trials.services import review
from trials.story import small_line, story_of
from trials.structured import article, is_public
from trials.tables import HISTORY, PUBLISHED
from trials.views.comments import with_forms

PER_PAGE = 20


@require_safe
def trial_list(request: HttpRequest) -> HttpResponse:
    """The published trial actions that the reader may see, narrowed down as the address says; as a file when that is asked for."""
    if not request.actor.is_signed_in:
        words = _(
            "Der er søgt rigtig mange gange fra jeres netværk i det sidste minut. Vent et minut, og prøv igen. Jeres valg står stadig i adressen."
        )
        limits.check("search", asker(request), settings.SEARCH_RATE, words)
    asked = TrialFilter(request.GET, actor=request.actor)
    if kind := wanted(request):
        return as_file(kind, PUBLISHED, asked.found().for_lists(), _("Prøvehandlinger"))
    page = Paginator(asked.hits, PER_PAGE).get_page(request.GET.get("side"))
    versions = _cards(asked, page.object_list)
    context = {
        "asked": asked,
        "q": asked.question.q.strip(),
        "page": page,
        "versions": versions,
        "facets": facets(asked),
        "chips": chips(asked, request.GET),
        "may_edit_words": may(request.actor, "text.edit_synonyms"),
        "loosenings": [] if versions else loosenings(asked, request.GET),
    }
    template = "trials/list.html#results" if _wants_results_only(request) else "trials/list.html"
    response = render(request, template, context)
    patch_vary_headers(response, ["HX-Request"])
    return response


def _cards(asked: TrialFilter, numbers: list[int]) -> list[Version]:
    """The versions of a page in its order, with marks and a small line of the first measure that has enough values.

    They are read through the reader's sight once more: a row of the index never shows a text by itself.
    """
    rows = asked.versions.for_hits()
    found = (rows if asked.question.is_empty else rows.with_long_texts()).order_by().in_bulk(numbers)
    versions = [found[number] for number in numbers if number in found]
    for version in versions:
        version.marked = mark(version, asked.question)
        version.line = small_line(version.trial.measures.all())
    return versions


@require_safe
def detail(request: HttpRequest, slug: str) -> HttpResponse:
    version = queries.shown_version(request.actor, slug)
    draft = queries.open_version(request.actor, slug) if request.actor.is_signed_in else None
    if version is None:
        return _to_draft(draft)
    context = {"version": version, "trial": version.trial, "draft": draft, **_offers(request, version)}
    if version.state == State.WITHDRAWN:
        return render(request, "trials/withdrawn.html", {**context, "note": queries.note_of(version, "withdraw")})
    story = story_of(version)
    said = article(version, story["story"]) if is_public(version) else None
    return render(request, "trials/detail.html", {**context, **story, "said": said, "related": queries.related_to(version, request.actor)})


@require_safe
def image(request: HttpRequest, slug: str, pk: int) -> HttpResponse:
    found = get_object_or_404(Image.objects.select_related("stored"), pk=pk, version__in=_with_files(request, slug))
    return file_response(found.stored, as_attachment=False, width=request.GET.get("bredde", ""))


@require_safe
def attachment(request: HttpRequest, slug: str, pk: int) -> HttpResponse:
    found = get_object_or_404(Attachment.objects.select_related("stored"), pk=pk, version__in=_with_files(request, slug))
    return file_response(found.stored, as_attachment=True, name=found.title)


@login_required
@require_safe
def history(request: HttpRequest, slug: str) -> HttpResponse:
    trial = get_object_or_404(TrialAction.objects.visible_to(request.actor), slug=slug)
    seen = Version.objects.visible_to(request.actor).filter(trial=trial)
    version = seen.order_by("-number").select_related("trial__home_school").first()
    require(request.actor, "trials.see_log", version)
    entries = queries.history(trial, request.actor)
    if kind := wanted(request):
        return as_file(kind, HISTORY, entries, _("Historik for %(title)s") % {"title": version.display_title})
    context = {
        "trial": trial,
        "version": version,
        "entries": entries,
        "mails": Mail.objects.visible_to(request.actor).concerning(version).stuck().select_related("user"),
        "may_resend": may(request.actor, "notices.list"),
    }
    return render(request, "trials/history.html", context)


@login_required
@require_safe
def preview(request: HttpRequest, pk: int) -> HttpResponse:
    """A version as its page will look, before it is public. What is public already has its own address."""
    version = get_object_or_404(Version.objects.visible_to(request.actor).for_story(), pk=pk)
    if version.state in FROZEN_STATES:
        return redirect("trials:detail", slug=version.trial.slug)
    offers = {
        "may_write": may(request.actor, "trials.write", version),
        "may_submit": version.is_writable and may(request.actor, "trials.submit", version),
        "may_review": may(request.actor, "trials.review", version) and version.state != State.DRAFT,
        "may_see_log": may(request.actor, "trials.see_log", version),
        "reads_until": _reads_until(request, version),
        "may_edit": may(request.actor, "trials.edit", version),
        "proposal": queries.proposal_to_answer(request.actor, version),
    }
    talk = with_forms(request, version)
    if version.is_writable and not talk["remarks"]:
        talk = {}  # a draft that nobody has said anything about is shown as its page will be
    context = {**story_of(version), **talk, **offers, "missing": queries.missing_parts(version)}
    return render(request, "trials/preview.html", context)


@login_required
@require_POST
def improve(request: HttpRequest, slug: str) -> HttpResponse:
    """Begin a new version, or go on with the one that is begun, while the published one stays."""
    trial = get_object_or_404(TrialAction.objects.visible_to(request.actor), slug=slug)
    try:
        version = review.improve(trial=trial, by=request.actor, now=timezone.now())
    except Refused as refusal:
        messages.error(request, str(refusal))
        return redirect("trials:detail", slug=slug)
    return redirect("trials:write", pk=version.pk)


def _with_files(request: HttpRequest, slug: str) -> QuerySet[Version]:
    """The versions whose images and files the actor may fetch. One that was withdrawn or replaced shows nothing any more."""
    shown = Version.objects.visible_to(request.actor).filter(trial__slug=slug)
    return shown.exclude(state__in=[State.WITHDRAWN, State.ARCHIVED])


def _reads_until(request: HttpRequest, version: Version) -> datetime | None:
    """Until when a system administrator may read it."""
    if not may(request.actor, "trials.read_draft", version):
        return None
    return queries.readings_under_way(request.actor, timezone.now()).get(version.pk)


def _to_draft(draft: Version | None) -> HttpResponse:
    """Before the first publication the address leads those who write to the preview of their draft."""
    if draft is None:
        raise Http404
    return redirect("trials:preview", pk=draft.pk)


def _offers(request: HttpRequest, version: Version) -> dict[str, Any]:
    actor = request.actor
    acts = {transition.name for transition in VERSION_FLOW.open_to(actor, version)}
    return {
        "may_withdraw": "withdraw" in acts,
        "may_improve": may(actor, "trials.improve", version),
        "may_see_log": may(actor, "trials.see_log", version),
        "may_remove_image": may(actor, "trials.remove_image", version),
    }


def _wants_results_only(request: HttpRequest) -> bool:
    return bool(request.htmx) and not request.htmx.history_restore_request
