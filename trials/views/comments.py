"""Comments: written, answered, resolved and reopened from whatever page the text is read on, and shown there."""

from collections.abc import Callable
from typing import Any

from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST

from portal.accounts.permissions import require
from portal.ui.returning import page_here
from portal.ui.rows import as_number
from portal.workflow.gate import Refused
from trials.forms.comments import CommentForm, ReplyForm
from trials.models import Comment, Version
from trials.services import comments
from trials.talk import talk_about

# The buttons beside a section that is written, when they are buttons of its form: each carries the number of what it is about.
_COMMENT, _REPLY, _RESOLVE, _REOPEN = "bemaerk", "svar", "loes", "genaabn"


def with_forms(request: HttpRequest, version: Version, *, back_to: str = "", within: str = "") -> dict[str, Any]:
    """What a page needs to show the comments of a version beside its text, with the forms that the reader may use.

    `back_to` is where to come back to, when that is another address than the one that was asked. `within`: as trials.forms.comments has it.
    """
    talk = talk_about(version, request.actor)
    more = {"within": within, "typed": request.POST if within else {}}
    for part in talk.parts.values():
        if part.is_open:
            part.form = CommentForm(section=part.section, takes_passages=part.takes_passages, **more)
            for remark in part.remarks:
                remark.form = ReplyForm(comment=remark.comment, **more)
    return {
        "talk": talk.parts,
        "marks": talk.marks,
        "remarks": talk.remarks,
        "unresolved": talk.unresolved,
        "may_comment": talk.is_open,
        "back_to": back_to or request.get_full_path(),
    }


@login_required
@require_POST
def comment(request: HttpRequest, pk: int) -> HttpResponse:
    version = get_object_or_404(Version.objects.visible_to(request.actor).select_related("trial"), pk=pk)
    require(request.actor, "trials.comment", version)
    form = CommentForm(request.POST)
    if not form.is_valid():
        return _again(request, version, form)
    try:
        made = comments.comment(version=version, **form.cleaned_data, by=request.actor, now=timezone.now())
    except Refused as refusal:
        form.add_error("quote" if form.cleaned_data["quote"] else None, str(refusal))
        return _again(request, version, form)
    messages.success(request, _("Bemærkningen er skrevet."))
    return _back(request, made)


@login_required
@require_POST
def reply(request: HttpRequest, pk: int) -> HttpResponse:
    found = _comment(request, pk)
    form = ReplyForm(request.POST, comment=found)
    if not form.is_valid():
        return _again(request, found.version, form, comment=found)
    try:
        comments.reply(comment=found, text=form.cleaned_data["text"], by=request.actor, now=timezone.now())
    except Refused as refusal:
        form.add_error("text", str(refusal))
        return _again(request, found.version, form, comment=found)
    messages.success(request, _("Svaret er skrevet."))
    return _back(request, found)


@login_required
@require_POST
def resolve(request: HttpRequest, pk: int) -> HttpResponse:
    return _act(request, pk, comments.resolve, _("Bemærkningen er markeret som løst."))


@login_required
@require_POST
def reopen(request: HttpRequest, pk: int) -> HttpResponse:
    return _act(request, pk, comments.reopen, _("Bemærkningen er åbnet igen."))


def pressed(request: HttpRequest) -> HttpResponse | None:
    """What a button beside a section asks for, done once the section is saved; nothing when it was another button."""
    acts = {_COMMENT: comment, _REPLY: reply, _RESOLVE: resolve, _REOPEN: reopen}
    return next((act(request, as_number(request.POST[name]) or 0) for name, act in acts.items() if name in request.POST), None)


def has_unsent_words(request: HttpRequest) -> bool:
    """Whether something was typed in the fields of a comment beside the section."""
    return any(words.strip() for name, words in request.POST.items() if name == "text" or name.startswith("svar-"))


def _act(request: HttpRequest, pk: int, service: Callable[..., Comment], done: str) -> HttpResponse:
    found = _comment(request, pk)
    try:
        service(comment=found, by=request.actor, now=timezone.now())
    except Refused as refusal:
        messages.warning(request, str(refusal))
    else:
        messages.success(request, done)
    return _back(request, found)


def _comment(request: HttpRequest, pk: int) -> Comment:
    found = get_object_or_404(Comment.objects.visible_to(request.actor).select_related("version__trial", "made_by"), pk=pk)
    require(request.actor, "trials.answer_comment", found)
    return found


def _again(request: HttpRequest, version: Version, form: Any, *, comment: Comment | None = None) -> HttpResponse:
    """What was typed, with what is wrong about it, on a page of its own."""
    context = {"version": version, "form": form, "comment": comment, "back": _wanted(request, version)}
    return render(request, "trials/comment.html", context, status=422)


def _back(request: HttpRequest, about: Comment) -> HttpResponse:
    """To the comment, on the page it was written from."""
    return redirect(f"{_wanted(request, about.version)}#bemaerkning-{about.pk}")


def _wanted(request: HttpRequest, version: Version) -> str:
    wanted = request.POST.get("next", "").partition("#")[0]
    return page_here(request, wanted, reverse("trials:preview", args=[version.pk]))
