"""The networks as a file (portal.ui.spreadsheets)."""

from django.conf import settings
from django.urls import reverse
from django.utils.translation import gettext_lazy as _

from portal.ui.spreadsheets import Column

NETWORKS: list[Column] = [
    (_("Navn"), lambda network: network.name),
    (_("Type"), lambda network: network.get_kind_display()),
    (_("Formål"), lambda network: network.purpose),
    (_("Faciliteres af"), lambda network: network.facilitating_organisation),
    (_("Fra"), lambda network: network.starts_on),
    (_("Til og med"), lambda network: network.ends_on),
    (_("Medlemmer"), lambda network: network.members),
    (_("Fokusområder"), lambda network: ", ".join(map(str, network.focus_areas.all()))),
    (_("Adresse"), lambda network: settings.SITE_URL + reverse("networks:detail", args=[network.slug])),
]
