from django import forms
from django.utils.translation import gettext_lazy as _

from schools.register.choices import MOST_BYTES


class FileForm(forms.Form):
    """A file of Institutionsregisteret; what is in it is for the service to judge."""

    file = forms.FileField(
        label=_("CSV-fil fra Institutionsregisteret"),
        help_text=_(
            "Som den er hentet, ikke gemt igen fra Excel. Højst 10 MB. Lederes navne, mailadresser og telefonnumre bliver ikke læst."
        ),
        allow_empty_file=True,
        widget=forms.FileInput(attrs={"accept": ".csv,text/csv"}),
        error_messages={"required": _("Vælg en fil.")},
    )

    def content(self) -> bytes:
        """No more than it takes to see that the file is too large."""
        return self.cleaned_data["file"].read(MOST_BYTES + 1)
