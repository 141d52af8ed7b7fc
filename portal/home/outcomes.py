"""What came of mobilities, told to the room of the mobilities: trial actions and mobilities stand beside each other and meet here."""

from collections.abc import Collection

from django.urls import reverse

from partners.mobilities.homecoming.outcomes import Outcome
from portal.accounts.actor import Actor
from portal.ui.templatetags.ui import place
from trials.choices import OPEN_STATES, State
from trials.models import Version


def trial_actions_of(mobilities: Collection[int], reader: Actor) -> list[Outcome]:
    """The trial actions with these origins that the reader may see: the published version of each, else the one being written."""
    seen = Version.objects.visible_to(reader).filter(trial__origin__in=mobilities, state__in=[*OPEN_STATES, State.PUBLISHED])
    rows = seen.select_related("trial__municipality").prefetch_related("trial__schools").order_by("number").defer("frozen")
    chosen: dict[int, Version] = {}
    for version in rows:
        if version.trial_id not in chosen or version.state == State.PUBLISHED:
            chosen[version.trial_id] = version
    return [_told(version) for version in chosen.values()]


def _told(version: Version) -> Outcome:
    is_published = version.state == State.PUBLISHED
    url = reverse("trials:detail", args=[version.trial.slug]) if is_published else reverse("trials:preview", args=[version.pk])
    return Outcome(version.trial.origin_id or 0, version.display_title, version.headline, place(version.trial), url, is_published)
