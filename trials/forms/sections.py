"""A section's page of a version."""

from django.utils.translation import gettext_lazy as _

from portal.ui import sections
from portal.writing.contents import Contents
from trials.choices import Section
from trials.models import Version
from trials.sections import contents


class SectionForm(sections.SectionForm):
    section: Section
    row_labels = {
        "observations": _("Perspektiv %(number)s"),
        "expectations": _("Forventning %(number)s"),
        "adjustments": _("Justering %(number)s"),
        "measures": _("Måling %(number)s"),
        "values": _("Tal %(number)s"),
        "people": _("Ansvarlig %(number)s"),
        "images": _("Billede %(number)s"),
        "attachments": _("Fil %(number)s"),
    }

    @property
    def version(self) -> Version:
        return self.subject

    def contents(self) -> Contents:
        return contents(self.version, self.section)
