from django.conf import settings
from django.db import models
from django.utils.translation import gettext_lazy as _

from partners.grants.rates import RateTable, read


class RateYear(models.Model):
    """A call year's table as this installation uses it: the shipped one until the administration has mended or confirmed a part."""

    call = models.PositiveSmallIntegerField(_("indkaldelse"), unique=True)
    table = models.JSONField(_("satser"))
    changed_at = models.DateTimeField(_("ændret"))
    changed_by = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, related_name="+", verbose_name=_("ændret af"))

    class Meta:
        verbose_name = _("satser")
        verbose_name_plural = _("satser")
        ordering = ["-call"]

    def __str__(self) -> str:
        return str(self.call)

    def as_table(self) -> RateTable:
        """The table to calculate with. Raises BadTable when what is stored cannot be."""
        return read(self.table)
