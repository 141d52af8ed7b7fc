"""What the writer's pages ask for while somebody writes: save this, who else is here. The answers are for the script; the words in them for people."""

from typing import Any

from django.contrib import messages
from django.core.exceptions import PermissionDenied
from django.http import Http404, HttpRequest, JsonResponse
from django.shortcuts import get_object_or_404
from django.urls import reverse
from django.utils import timezone
from django.utils.formats import time_format
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST

from portal.accounts.permissions import require
from portal.workflow.gate import Refused
from portal.writing import services as writing
from portal.writing.models import Presence
from portal.writing.queries import who
from trials.choices import Section
from trials.forms.conflict import BothTexts, with_choices
from trials.forms.pages import SECTION_FORMS
from trials.forms.sections import SectionForm
from trials.models import Version
from trials.sections import Contents, stamp, with_parts, written
from trials.services import drafts


@require_POST
def autosave(request: HttpRequest, pk: int, section: str) -> JsonResponse:
    """Save a section while it is written. Whatever happens, the answer says so in words: nothing is shown instead of the page."""
    if not _is_the_writer(request):
        return _answer(401, "signed-out", _("Du er ikke logget ind længere, eller du er logget ind som en anden."))
    try:
        version = load(request, pk)
        require(request.actor, "trials.improve", version)
        return _autosaved(request, version, section_named(section))
    except PermissionDenied as refusal:
        return _answer(403, "refused", str(refusal))


@require_POST
def presence(request: HttpRequest, pk: int) -> JsonResponse:
    """A sign of life from an open page, or its last one. Answers with who else is there."""
    if not request.user.is_authenticated:
        return _answer(401, "signed-out", _("Du er ikke logget ind længere."))
    version = load(request, pk)
    require(request.actor, "trials.improve", version)
    section = _known(request.POST.get("section", ""))
    if "gaar" in request.POST:
        writing.gone(subject=version, user=request.user, section=section)
        return JsonResponse({})
    return JsonResponse({"here": note_presence(request, version, section)})


def load(request: HttpRequest, pk: int) -> Version:
    """A version in the reader's sight, with everything that a writer's page shows."""
    return get_object_or_404(with_parts(Version.objects.visible_to(request.actor)), pk=pk)


def section_named(value: str) -> Section:
    """The section that an address names."""
    if value not in Section.values:
        raise Http404
    return Section(value)


def save(request: HttpRequest, form: SectionForm) -> Contents:
    """Save a checked section as the one who asks; returns what stands there now. Raises what `drafts.save_section` raises."""
    return drafts.save_and_tell(
        version=form.version, section=form.section, data=form.cleaned(), seen=form.seen, by=request.actor, now=timezone.now()
    )[1]


def put_together(request: HttpRequest, form: SectionForm, conflict: drafts.Conflict) -> BothTexts | None:
    """Save both writers' changes if no field was changed by both; nothing is left then. Else return both texts, to be shown."""
    form.version = load(request, form.version.pk)
    both = BothTexts(form, conflict.theirs)
    settled = both.settled()
    if both.questions or not settled.is_valid():
        return both
    try:
        save(request, settled)
    except drafts.Conflict as newer:
        return put_together(request, settled, newer)
    _tell_who(request, form.version)
    return None


def _tell_who(request: HttpRequest, version: Version) -> None:
    if version.changed_by != request.user:
        words = _("%(name)s har også skrevet i afsnittet. Jeres ændringer er sat sammen og gemt.")
        messages.success(request, words % {"name": version.changed_by.name})


def conflict_context(request: HttpRequest, both: BothTexts) -> dict[str, Any]:
    """What the page with both texts shows."""
    version = both.posted.version
    return {
        "version": version,
        "section": both.posted.section,
        "both": both,
        "name": version.changed_by.name,
        "is_own": version.changed_by_id == request.user.pk,
        "has_files": bool(request.FILES),
    }


def note_presence(request: HttpRequest, version: Version, section: str = "") -> list[dict[str, Any]]:
    """Note that the reader is here; returns who else is, in words for the page."""
    now = timezone.now()
    writing.here(subject=version, user=request.user, section=section, now=now)
    return [_shown(sign, section) for sign in who(subject=version, now=now, besides=request.user)]


def _shown(sign: Presence, section: str) -> dict[str, Any]:
    in_same_section = bool(section) and sign.section == section
    where = Section(sign.section).label if sign.section in Section.values else ""
    return {
        "name": sign.user.name,
        "initials": sign.user.initials,
        "section": str(where),
        "words": _("%(name)s er her også") % {"name": sign.user.name},
        "note": _("%(name)s skriver i dette afsnit nu.") % {"name": sign.user.name} if in_same_section else "",
    }


def _is_the_writer(request: HttpRequest) -> bool:
    """The page knows whose text it holds: another person who has signed in meanwhile in the same browser is not its writer."""
    return request.user.is_authenticated and request.POST.get("skriver", str(request.user.pk)) == str(request.user.pk)


def _known(section: str) -> str:
    return section if section in Section.values else ""


def _autosaved(request: HttpRequest, version: Version, section: Section) -> JsonResponse:
    form = SECTION_FORMS[section](version, timezone.localdate(), data=with_choices(request.POST))
    if not form.is_valid():
        return _answer(422, "wrong", _in_the_way(form), fields=[id for id, _label, _error in form.errors() if id])
    try:
        return _saved(request, form)
    except drafts.Conflict:
        return _answer(409, "conflict", _whose(request, version), by=version.changed_by.name)
    except Refused as refusal:
        return _answer(409, "refused", str(refusal))


def _saved(request: HttpRequest, form: SectionForm) -> JsonResponse:
    """Asked to (`saml`), it puts two writers' changes together: the page then goes on to what is stored now."""
    try:
        return _told(request, form, save(request, form))
    except drafts.Conflict as conflict:
        if "saml" not in request.POST or put_together(request, form, conflict):
            raise
        return JsonResponse({"go": reverse("trials:section", args=[form.version.pk, form.section.value])})


def _told(request: HttpRequest, form: SectionForm, after: Contents) -> JsonResponse:
    base = written(after)
    return JsonResponse(
        {
            "words": _("Gemt kl. %(time)s") % {"time": time_format(timezone.localtime(), "TIME_FORMAT")},
            "seen": stamp(base),
            "base": base,
            "rows": {name: number or "" for name, number in form.numbers().items()},
            "fields": form.rewritten(),
            "here": note_presence(request, form.version, form.section),
        }
    )


def _whose(request: HttpRequest, version: Version) -> str:
    version.refresh_from_db(fields=["changed_by"])
    if version.changed_by_id == request.user.pk:
        return _("Du har selv gemt dette afsnit i et andet vindue. Det, du har skrevet her, er ikke gemt endnu.")
    return _("%(name)s har gemt dette afsnit, mens du skrev. Din tekst er ikke gemt endnu.") % {"name": version.changed_by.name}


def _in_the_way(form: SectionForm) -> str:
    wrong = [f"{label}: {error}" if label else error for _id, label, error in form.errors()]
    return _("Ikke gemt endnu. %(wrong)s") % {"wrong": " ".join(wrong[:2])}


def _answer(status: int, kind: str, words: str, **more: Any) -> JsonResponse:
    return JsonResponse({"kind": kind, "words": words, **more}, status=status)
