"""The pages on which a text is written, one section at a time: saved by the button and by itself, with who else is here and both texts when two have written.

Each kind of text has a Desk of its own, which says where it is read from, who may, and which service saves it.
"""

from collections.abc import Mapping
from typing import Any

from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.core.exceptions import PermissionDenied
from django.db.models import TextChoices
from django.http import Http404, HttpRequest, HttpResponse, JsonResponse, QueryDict
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils import timezone
from django.utils.decorators import method_decorator
from django.utils.formats import time_format
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_POST

from portal.accounts.permissions import require
from portal.accounts.sessions import asked_by_itself
from portal.ui.conflict import BothTexts, with_choices
from portal.ui.sections import SectionForm
from portal.ui.tasklist import Task, next_section
from portal.workflow.gate import Refused
from portal.writing import services as writing
from portal.writing.contents import Conflict, Contents, stamp, written
from portal.writing.models import Presence
from portal.writing.queries import who


class Desk:
    """One kind of text. The names `write`, `section`, `autosave` and `presence` are addresses in its namespace.

    A text has `is_writable`, `changed_at` and `changed_by`.
    """

    namespace: str
    # Stands before the text's number in what a browser keeps: two kinds of text may have the same number.
    key = ""
    sections: type[TextChoices]
    forms: Mapping[Any, type[SectionForm]]
    # Who may ask for the pages at all; whether the text may be changed now is for the service to say.
    permission: str

    def load(self, request: HttpRequest, pk: int) -> Any:
        """A text in the reader's sight, with everything that a writer's page shows; else 404."""
        raise NotImplementedError

    def load_for(self, request: HttpRequest, pk: int, section: TextChoices | None) -> Any:
        """The same for an act that shows no page, with no more than what the section holds. Saves by themselves and signs of life come by the minute."""
        return self.load(request, pk)

    def store(self, request: HttpRequest, form: SectionForm) -> Contents:
        """Save a checked section as the one who asks; returns what stands there now. Raises Conflict and Refused."""
        raise NotImplementedError

    def posted(self, request: HttpRequest, subject: Any) -> QueryDict:
        """What was typed in the section, as its forms read it."""
        return with_choices(request.POST)

    def then(self, request: HttpRequest, subject: Any, section: Any) -> HttpResponse | None:
        """What the pressed button asks for besides saving, done once the section is saved; nothing where it only saves."""
        return None

    def title(self, subject: Any) -> str:
        return str(subject)

    def why_closed(self, subject: Any) -> str:
        """Why the text cannot be changed now, for the page."""
        raise NotImplementedError

    def closed_at(self, subject: Any) -> str:
        """Where a reader who comes too late is sent."""
        raise NotImplementedError

    def tasks(self, subject: Any) -> list[Task]:
        raise NotImplementedError

    def template(self, section: TextChoices) -> str:
        """The page of a section; it extends writing/section.html."""
        raise NotImplementedError

    def more(self, request: HttpRequest, form: SectionForm) -> dict[str, Any]:
        """What else the section's page shows."""
        return {}

    # Pages

    @method_decorator(login_required)
    @method_decorator(require_http_methods(["GET", "POST"]))
    def section(self, request: HttpRequest, pk: int, section: str) -> HttpResponse:
        """One section: read it, write it, save it, or see text again that was kept in the browser."""
        subject = self.load(request, pk)
        chosen = self.section_named(section)
        require(request.actor, self.permission, subject)
        if "hent" in request.POST:
            return self._shown_again(request, subject, chosen)
        if request.method == "POST":
            return self._save(request, subject, chosen)
        if not subject.is_writable:
            return redirect(self.closed_at(subject))
        return self.page(request, self.forms[chosen](subject, timezone.localdate(), more=request.GET.get("tilfoej", "")))

    @method_decorator(require_POST)
    def autosave(self, request: HttpRequest, pk: int, section: str) -> JsonResponse:
        """Save a section while it is written. Whatever happens, the answer says so in words: nothing is shown instead of the page."""
        if not _is_the_writer(request):
            return _answer(401, "signed-out", _("Du er ikke logget ind længere, eller du er logget ind som en anden."))
        try:
            chosen = self.section_named(section)
            subject = self.load_for(request, pk, chosen)
            require(request.actor, self.permission, subject)
            return self._autosaved(request, subject, chosen)
        except PermissionDenied as refusal:
            return _answer(403, "refused", str(refusal))

    @asked_by_itself
    @method_decorator(require_POST)
    def presence(self, request: HttpRequest, pk: int) -> JsonResponse:
        """A sign of life from an open page, or its last one. Answers with who else is there."""
        if not request.user.is_authenticated:
            return _answer(401, "signed-out", _("Du er ikke logget ind længere."))
        subject = self.load_for(request, pk, None)
        require(request.actor, self.permission, subject)
        asked = request.POST.get("section", "")
        section = asked if asked in self.sections.values else ""
        if "gaar" in request.POST:
            writing.gone(subject=subject, user=request.user, section=section)
            return JsonResponse({})
        return JsonResponse({"here": self.note_presence(request, subject, section)})

    def section_named(self, value: str) -> Any:
        """The section that an address names."""
        if value not in self.sections.values:
            raise Http404
        return self.sections(value)

    def page(self, request: HttpRequest, form: SectionForm, *, status: int = 200, **more: Any) -> HttpResponse:
        subject, tasks = form.subject, self.tasks(form.subject)
        context = {
            **self.frame(subject, form.section),
            "section": form.section,
            "form": form,
            "rail": [(task, self.address("section", subject, task.section.value)) for task in tasks],
            "number": next(at for at, task in enumerate(tasks, start=1) if task.section == form.section),
            "next": next_section(form.section),
            "here": self.note_presence(request, subject, form.section),
            "saved_by_me": subject.changed_by_id == request.user.pk,
            **self.more(request, form),
            **more,
        }
        return render(request, self.template(form.section), context, status=status)

    def frame(self, subject: Any, section: TextChoices | None = None) -> dict[str, Any]:
        """What the parts in templates/writing/ need to know: the text, its name in the browser's store, and where it is saved."""
        desk = {
            "key": f"{self.key}{subject.pk}",
            "title": self.title(subject),
            "overview": self.address("write", subject),
            "here": self.address("presence", subject),
            "kept": self.address("section", subject, "AFSNIT"),
            "save": self.address("autosave", subject, section.value) if section is not None else "",
        }
        return {"subject": subject, "desk": desk}

    def address(self, name: str, subject: Any, *more: str) -> str:
        return reverse(f"{self.namespace}:{name}", args=[subject.pk, *more])

    # Saving

    def _shown_again(self, request: HttpRequest, subject: Any, chosen: TextChoices) -> HttpResponse:
        """Text that the browser kept, in its fields as it was typed. Nothing is saved; a save begins from what the writer once began with."""
        form = self.forms[chosen](subject, timezone.localdate(), data=self.posted(request, subject))
        refusal = "" if subject.is_writable else self.why_closed(subject)
        return self.page(request, form, refusal=refusal, shown_again=True)

    def _save(self, request: HttpRequest, subject: Any, chosen: TextChoices) -> HttpResponse:
        """Save what is right; whatever else happens, show again what was typed."""
        more = request.POST.get("tilfoej", "")
        form = self.forms[chosen](subject, timezone.localdate(), data=self.posted(request, subject), files=request.FILES, more=more)
        is_valid = form.is_valid()
        if not is_valid and not form.saves_in_part:
            return self.page(request, form)
        try:
            self.store(request, form)
        except Conflict as conflict:
            return self._two_have_written(request, form, conflict)
        except Refused as refusal:
            return self.page(request, form, status=409, refusal=str(refusal))
        if not is_valid:
            return self._saved_in_part(request, form)
        return self.then(request, subject, chosen) or redirect(self._after_saving(request, subject, chosen))

    def _two_have_written(self, request: HttpRequest, form: SectionForm, conflict: Conflict) -> HttpResponse:
        """Put together what only one of the two has changed. Where both have, show both texts and let the writer choose."""
        try:
            both = self.put_together(request, form, conflict)
        except Refused as refusal:
            return self.page(request, form, status=409, refusal=str(refusal))
        if both is None:
            here = self.address("section", form.subject, form.section.value)
            return self.then(request, form.subject, form.section) or redirect(here)
        if not both.questions:
            return self.page(request, both.settled())
        return render(request, "writing/conflict.html", self._conflict_context(request, both), status=409)

    def _saved_in_part(self, request: HttpRequest, posted: SectionForm) -> HttpResponse:
        form = type(posted)(self.load(request, posted.subject.pk), posted.today)
        form.keep_errors_of(posted)
        return self.page(request, form, saved_in_part=True)

    def _after_saving(self, request: HttpRequest, subject: Any, chosen: TextChoices) -> str:
        here = self.address("section", subject, chosen.value)
        if more := request.POST.get("tilfoej"):
            return f"{here}?tilfoej={more}#{more}-ny"
        if "videre" not in request.POST:
            return here
        following = next_section(chosen)
        return self.address("section", subject, following.value) if following else self.address("write", subject)

    def put_together(self, request: HttpRequest, form: SectionForm, conflict: Conflict) -> BothTexts | None:
        """Save both writers' changes if no field was changed by both; nothing is left then. Else return both texts, to be shown."""
        form.subject = self.load(request, form.subject.pk)
        both = BothTexts(form, conflict.theirs)
        settled = both.settled()
        if both.questions or not settled.is_valid():
            return both
        try:
            self.store(request, settled)
        except Conflict as newer:
            return self.put_together(request, settled, newer)
        _tell_who(request, form.subject)
        return None

    def _conflict_context(self, request: HttpRequest, both: BothTexts) -> dict[str, Any]:
        """What the page with both texts shows."""
        subject, section = both.posted.subject, both.posted.section
        return {
            **self.frame(subject, section),
            "section": section,
            "both": both,
            "name": subject.changed_by.name,
            "is_own": subject.changed_by_id == request.user.pk,
            "has_files": bool(request.FILES),
        }

    def _autosaved(self, request: HttpRequest, subject: Any, section: TextChoices) -> JsonResponse:
        form = self.forms[section](subject, timezone.localdate(), data=self.posted(request, subject))
        if not form.is_valid():
            return _answer(422, "wrong", _in_the_way(form), fields=[id for id, _label, _error in form.errors() if id])
        try:
            return self._saved(request, form)
        except Conflict:
            return _answer(409, "conflict", _whose(request, subject), by=subject.changed_by.name)
        except Refused as refusal:
            return _answer(409, "refused", str(refusal))

    def _saved(self, request: HttpRequest, form: SectionForm) -> JsonResponse:
        """Asked to (`saml`), it puts two writers' changes together: the page then goes on to what is stored now."""
        try:
            return self._told(request, form, self.store(request, form))
        except Conflict as conflict:
            if "saml" not in request.POST or self.put_together(request, form, conflict):
                raise
            return JsonResponse({"go": self.address("section", form.subject, form.section.value)})

    def _told(self, request: HttpRequest, form: SectionForm, after: Contents) -> JsonResponse:
        base = written(after)
        return JsonResponse(
            {
                "words": _("Gemt kl. %(time)s") % {"time": time_format(timezone.localtime(), "TIME_FORMAT")},
                "seen": stamp(base),
                "base": base,
                "rows": {name: number or "" for name, number in form.numbers().items()},
                "fields": form.rewritten(),
                "here": self.note_presence(request, form.subject, form.section.value),
            }
        )

    # Who else is here

    def note_presence(self, request: HttpRequest, subject: Any, section: str = "") -> list[dict[str, Any]]:
        """Note that the reader is here; returns who else is, in words for the page."""
        now = timezone.now()
        writing.here(subject=subject, user=request.user, section=section, now=now)
        return [self._shown(sign, section) for sign in who(subject=subject, now=now, besides=request.user)]

    def _shown(self, sign: Presence, section: str) -> dict[str, Any]:
        in_same_section = bool(section) and sign.section == section
        where = self.sections(sign.section).label if sign.section in self.sections.values else ""
        return {
            "name": sign.user.name,
            "initials": sign.user.initials,
            "section": str(where),
            "words": _("%(name)s er her også") % {"name": sign.user.name},
            "note": _("%(name)s skriver i dette afsnit nu.") % {"name": sign.user.name} if in_same_section else "",
        }


def _tell_who(request: HttpRequest, subject: Any) -> None:
    if subject.changed_by != request.user:
        words = _("%(name)s har også skrevet i afsnittet. Jeres ændringer er sat sammen og gemt.")
        messages.success(request, words % {"name": subject.changed_by.name})


def _is_the_writer(request: HttpRequest) -> bool:
    """The page knows whose text it holds: another person who has signed in meanwhile in the same browser is not its writer."""
    return request.user.is_authenticated and request.POST.get("skriver", str(request.user.pk)) == str(request.user.pk)


def _whose(request: HttpRequest, subject: Any) -> str:
    subject.refresh_from_db(fields=["changed_by"])
    if subject.changed_by_id == request.user.pk:
        return _("Du har selv gemt dette afsnit i et andet vindue. Det, du har skrevet her, er ikke gemt endnu.")
    return _("%(name)s har gemt dette afsnit, mens du skrev. Din tekst er ikke gemt endnu.") % {"name": subject.changed_by.name}


def _in_the_way(form: SectionForm) -> str:
    wrong = [f"{label}: {error}" if label else error for _id, label, error in form.errors()]
    return _("Ikke gemt endnu. %(wrong)s") % {"wrong": " ".join(wrong[:2])}


def _answer(status: int, kind: str, words: str, **more: Any) -> JsonResponse:
    return JsonResponse({"kind": kind, "words": words, **more}, status=status)
