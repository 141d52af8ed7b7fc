"""The published catalogues as a file (portal.ui.spreadsheets)."""

from django.conf import settings
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from portal.ui.spreadsheets import Column

EDITIONS: list[Column] = [
    (_("Titel"), lambda edition: edition.title),
    (_("Undertitel"), lambda edition: edition.subtitle),
    (_("Udgave"), lambda edition: edition.name),
    (_("Udgiver"), lambda edition: edition.catalogue.owner),
    (_("Udgivet"), lambda edition: timezone.localdate(edition.published_at)),
    (_("Sider"), lambda edition: edition.document.pages),
    (_("Adresse"), lambda edition: settings.SITE_URL + edition.get_absolute_url()),
]
