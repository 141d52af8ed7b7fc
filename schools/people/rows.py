"""Rows of a form in which people are written."""

from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from portal.ui.fields import NumberChoice
from portal.ui.rows import RowForm, RowSet
from schools.people.models import Role


class PersonForm(RowForm):
    """A colleague who is known, or the name of somebody who is not. Whoever builds on it adds the fields `name`, `title` and what else there is."""

    user_id = NumberChoice(label=_("Vælg en kollega"))

    def __init__(self, *args: Any, roles: dict[int, Role], **kwargs: Any) -> None:
        """`roles` are those of the colleagues, by user."""
        super().__init__(*args, **kwargs)
        self.roles = roles
        known = {user_id: role.user.name for user_id, role in roles.items()}
        if (stored := self.initial.get("user_id")) and stored not in known:
            known[stored] = self.initial["name"]
        self.fields["user_id"].choices = [("", _("Ingen valgt")), *known.items()]

    def clean(self) -> dict[str, Any]:
        """A colleague newly chosen brings what is known of them, unless something else is typed at the same time."""
        clean = super().clean() or {}
        role = self.roles.get(clean.get("user_id") or 0)
        if role and "user_id" in self.changed_data:
            known = {"name": role.user.name, "title": role.title, "email": role.user.email}
            for name in known.keys() & self.fields.keys():
                clean[name] = clean[name] if name in self.changed_data and clean.get(name) else known[name]
        if not clean.get("name") and not self.errors:
            self.add_error("name", _("Vælg en kollega, eller skriv et navn."))
        return clean


class PeopleSet(RowSet):
    def clean(self) -> None:
        """The same colleague is there once."""
        chosen = [row["user_id"] for row in self.rows() if row.get("user_id")]
        if len(chosen) != len(set(chosen)):
            raise forms.ValidationError(_("Den samme kollega er valgt to gange. Fjern den ene."))
