"""Form fields that several of the forms use."""

from typing import Any

from django import forms
from django.db import connection
from django.db.models import IntegerField, Model
from django.utils.functional import Promise
from django.utils.translation import gettext as _

from portal.text.personal_data import holds_cpr
from portal.ui.forms import DateInput, FormattedText


def model_field(model: type[Model], name: str, **options: Any) -> forms.Field:
    """The form field of a model's field: the same label, length, choices, and the largest whole number that its column holds."""
    field: Any = model._meta.get_field(name)
    if isinstance(field, IntegerField):
        options = {"max_value": connection.ops.integer_field_range(field.get_internal_type())[1]} | options
    return field.formfield(**options)


def text_field(model: type[Model], name: str, rows: int = 12, editor_hint: str | Promise = "", **options: Any) -> forms.Field:
    """A field for text in the notation, with room for `rows` lines."""
    return model_field(model, name, widget=FormattedText(attrs={"rows": rows}, hint=editor_hint), **options)


def plain_field(model: type[Model], name: str, rows: int, **options: Any) -> forms.Field:
    """A field for text of several lines that is shown as it was typed."""
    return model_field(model, name, widget=forms.Textarea(attrs={"rows": rows}), **options)


def date_field(model: type[Model], name: str, **options: Any) -> forms.Field:
    return model_field(model, name, widget=DateInput(), **options)


def no_cpr(text: str) -> None:
    """For what is logged, mailed or shown beside a text: it cannot be mended afterwards."""
    if holds_cpr(text):
        raise forms.ValidationError(_("Skriv ikke selve tallet. Fortæl med ord, hvad det er."))


class Checks(forms.MultipleChoiceField):
    """Several may be chosen, in the order of the choices; none is an answer too."""

    widget = forms.CheckboxSelectMultiple

    def __init__(self, **options: Any) -> None:
        super().__init__(**{"required": False, **options})


class NumberChoice(forms.TypedChoiceField):
    """One of several things by its number, or none."""

    def __init__(self, **options: Any) -> None:
        super().__init__(**{"coerce": int, "empty_value": None, "required": False, **options})
