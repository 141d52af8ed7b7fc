from django.utils.translation import gettext_lazy as _

from portal.files.fields import FileForm, FileToRead
from schools.register.choices import MOST_BYTES


class RegisterForm(FileForm):
    """A file of Institutionsregisteret."""

    most_bytes = MOST_BYTES

    file = FileToRead(
        label=_("CSV-fil fra Institutionsregisteret"),
        help_text=_(
            "Som den er hentet, ikke gemt igen fra Excel. Højst 10 MB. Lederes navne, mailadresser og telefonnumre bliver ikke læst."
        ),
        accept=".csv,text/csv",
    )
