"""Where a trial action comes from, on its page: `{% load origins %}{% origin_of trial %}`."""

from typing import Any

from django import template
from django.template import Context

from partners.countries import country_name
from partners.mobilities.models import Mobility, PublicResult
from trials.models import TrialAction

register = template.Library()


@register.inclusion_tag("home/_origin.html", takes_context=True)
def origin_of(context: Context, trial: TrialAction) -> dict[str, Any]:
    """Country and activity for everyone, with the public result where there is one; the mobility itself for those who see it."""
    if trial.origin_id is None:
        return {}
    actor = context["actor"]
    mobility = Mobility.objects.select_related("host").filter(pk=trial.origin_id).get()
    return {
        "country": country_name(mobility.host.country) if mobility.host else "",
        "activity": mobility.get_activity_display(),
        "result": PublicResult.objects.published().filter(mobility=mobility).select_related("mobility").first(),
        "mobility": Mobility.objects.visible_to(actor).filter(pk=mobility.pk).first() if actor else None,
    }
