from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET

from portal.accounts.permissions import may
from portal.text import danish
from portal.ui.spreadsheets import as_file, wanted
from schools.networks.models import Network
from schools.networks.queries import focus_areas, members, published, with_member_counts
from schools.networks.tables import NETWORKS

_SHOWN = 12


@require_GET
def network_list(request: HttpRequest) -> HttpResponse:
    """All networks and partnerships, in Danish order; those that have ended stand last."""
    today = timezone.localdate()
    networks = with_member_counts(Network.objects.visible_to(request.actor).prefetch_related("focus_areas"), today)
    found = sorted(networks, key=lambda network: danish.sort_key(network.name))
    if kind := wanted(request):
        return as_file(kind, NETWORKS, found, _("Netværk og partnerskaber"))
    context = {
        "running": [network for network in found if not network.has_ended_on(today)],
        "ended": [network for network in found if network.has_ended_on(today)],
    }
    return render(request, "networks/list.html", context)


@require_GET
def network_detail(request: HttpRequest, slug: str) -> HttpResponse:
    """What a network is for, who is in it, and what they have published."""
    network = get_object_or_404(Network.objects.visible_to(request.actor), slug=slug)
    versions = published(network, request.actor)
    context = {
        "network": network,
        "ended": network.has_ended_on(timezone.localdate()),
        "members": members(network, timezone.localdate()),
        "focus_areas": focus_areas(network, request.actor),
        "versions": versions[:_SHOWN],
        "count": versions.count(),
        "sees_overview": may(request.actor, "overviews.partnership", network),
    }
    return render(request, "networks/detail.html", context)
