from django import forms
from django.utils.translation import gettext_lazy as _

from portal.ui.fields import no_cpr


class RemovePhotoForm(forms.Form):
    """Why a photo goes. The reason stands in the log."""

    reason = forms.CharField(
        label=_("Hvorfor skal billedet væk?"),
        widget=forms.Textarea(attrs={"rows": 3}),
        help_text=_("Begrundelsen står i loggen. Skriv ikke navne på elever."),
        error_messages={"required": _("Skriv, hvorfor billedet skal væk. Begrundelsen står i loggen.")},
        validators=[no_cpr],
    )
