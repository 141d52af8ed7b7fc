"""The people of a place as a file (portal.ui.spreadsheets): what those who look after them see on the page, and no more."""

from django.utils.translation import gettext_lazy as _

from portal.ui.spreadsheets import Column

ROLES: list[Column] = [
    (_("Navn"), lambda role: role.user),
    (_("Stilling"), lambda role: role.title),
    (_("Rolle"), lambda role: role.get_kind_display()),
    (_("Sted"), lambda role: role.place),
    (_("Fra"), lambda role: role.starts_on),
    (_("Til og med"), lambda role: role.ends_on),
]
