"""Where versions are written: what the general pages (portal.ui.desk) need to know about them."""

from typing import Any

from django.contrib import messages
from django.db.models import TextChoices
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _

from portal.text.readability import readability
from portal.ui.desk import Desk
from portal.ui.sections import SectionForm
from portal.ui.tasklist import Task
from portal.writing.contents import Contents
from trials.choices import Section
from trials.finding.queries import similar_to
from trials.forms.pages import SECTION_FORMS
from trials.models import Version
from trials.sections import with_parts, with_parts_of
from trials.services import drafts
from trials.tasklist import task_list
from trials.views.comments import has_unsent_words, pressed, with_forms


class VersionDesk(Desk):
    namespace = "trials"
    sections = Section
    forms = SECTION_FORMS
    permission = "trials.improve"

    def load(self, request: HttpRequest, pk: int) -> Version:
        return get_object_or_404(with_parts(Version.objects.visible_to(request.actor)), pk=pk)

    def load_for(self, request: HttpRequest, pk: int, section: TextChoices | None) -> Version:
        sections = [section.value] if section is not None else []
        return get_object_or_404(with_parts_of(sections, Version.objects.visible_to(request.actor)), pk=pk)

    def store(self, request: HttpRequest, form: SectionForm) -> Contents:
        return drafts.save_and_tell(
            version=form.subject, section=form.section, data=form.cleaned(), seen=form.seen, by=request.actor, now=timezone.now()
        )[1]

    def title(self, subject: Version) -> str:
        return subject.display_title

    def why_closed(self, subject: Version) -> str:
        return str(drafts.not_writable(subject))

    def closed_at(self, subject: Version) -> str:
        return reverse("trials:receipt", args=[subject.pk])

    def tasks(self, subject: Version) -> list[Task]:
        return task_list(subject, timezone.localdate())

    def template(self, section: Any) -> str:
        return f"trials/write/sections/{section.name.lower()}.html"

    def more(self, request: HttpRequest, form: SectionForm) -> dict[str, Any]:
        version = form.subject
        return {
            "version": version,
            "trial": version.trial,
            "similar": similar_to(version, request.actor) if form.section == Section.INTRO else [],
            "readability": readability("\n\n".join(_told(form))),
            **with_forms(request, version, within="skriv"),
        }

    def then(self, request: HttpRequest, subject: Version, section: Any) -> HttpResponse | None:
        """A comment beside the section is written, answered or resolved. Words that were typed there and not sent stay on the page."""
        if (done := pressed(request)) or not has_unsent_words(request):
            return done
        messages.warning(request, _("Afsnittet er gemt. Det, du har skrevet til en bemærkning, er ikke sendt endnu."))
        form = self.forms[section](self.load(request, subject.pk), timezone.localdate(), more=request.POST.get("tilfoej", ""))
        return self.page(request, form)


def _told(form: SectionForm) -> list[str]:
    """What a section tells in whole sentences, as it is saved."""
    observations = [seen["text"] for seen in form.stored.get("observations", [])]
    return [*filter(None, map(form.stored.get, ("standfirst", "done", "change", "future", "learned"))), *observations]


DESK = VersionDesk()
