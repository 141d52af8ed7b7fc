"""The head's answer about a number, and the reason for which a picture is removed."""

from django import forms
from django.utils.translation import gettext_lazy as _


class ReleaseForm(forms.Form):
    reason = forms.CharField(
        label=_("Begrundelse"),
        help_text=_("Den står i loggen, og den, der spurgte, får den at vide. Skriv ikke selve tallet."),
        widget=forms.Textarea(attrs={"rows": 3}),
        max_length=500,
        error_messages={"required": _("Skriv en begrundelse. Den står i loggen.")},
    )


class RemoveImageForm(forms.Form):
    reason = forms.CharField(
        label=_("Hvorfor skal billedet væk?"),
        help_text=_("Begrundelsen står i loggen. Skriv ikke navne."),
        widget=forms.Textarea(attrs={"rows": 3}),
        max_length=500,
        error_messages={"required": _("Skriv, hvorfor billedet skal væk. Begrundelsen står i loggen.")},
    )
