"""What waits because an editor has proposed words, or an author has answered."""

from collections.abc import Iterator

from django.urls import reverse
from django.utils.translation import gettext as _

from portal.accounts.actor import Actor
from portal.home import queries
from portal.home.work.task import Task, Urgency
from portal.home.work.texts import answers_for
from portal.ui.templatetags.ui import day
from trials.models import Version


def to_answer(actor: Actor, own: list[Version]) -> Iterator[Task]:
    """An editor's proposals that wait for those who answer for the text."""
    answerable = [version.pk for version in own if version.waits_for_answer and answers_for(actor, version)]
    for proposal in queries.work_proposals(answerable, actor):
        yield Task(
            Urgency.PROPOSED,
            proposal.proposed_at,
            _("Venter på jeres svar"),
            "wait",
            _("Redaktøren foreslår ændringer i ”%(title)s”") % {"title": proposal.version.display_title},
            _("Intet er ændret, og teksten bliver ikke publiceret, før I har svaret."),
            _("Se forslaget"),
            reverse("trials:editorial_answer", args=[proposal.version_id]),
            meta=_("fra %(who)s %(day)s") % {"who": proposal.proposed_by, "day": day(proposal.proposed_at)},
            note=proposal.note,
        )


def answered(actor: Actor) -> Iterator[Task]:
    """What authors have answered instead of accepting, for those who edit."""
    for proposal in queries.work_answered_proposals(actor):
        yield Task(
            Urgency.PROPOSED,
            proposal.answered_at,
            _("Besvaret"),
            "note",
            _("Læs svaret på forslaget til ”%(title)s”") % {"title": proposal.version.display_title},
            "",
            _("Læs svaret"),
            reverse("trials:editorial", args=[proposal.version_id]),
            meta=_("af %(who)s %(day)s") % {"who": proposal.answered_by, "day": day(proposal.answered_at)},
            note=proposal.answer,
        )
