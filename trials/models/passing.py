"""A draft that goes from one colleague to another."""

from django.conf import settings
from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from trials.models.version import Version

_PERSON = settings.AUTH_USER_MODEL


class PassedOn(models.Model):
    """A draft that somebody has sent on to a colleague (*send videre*). It waits there until the colleague has written in it or it is sent."""

    version = models.ForeignKey(Version, models.CASCADE, related_name="passed_on")
    to = models.ForeignKey(_PERSON, models.PROTECT, related_name="+", verbose_name=_("til"))
    by = models.ForeignKey(_PERSON, models.PROTECT, related_name="+", verbose_name=_("fra"))
    message = models.TextField(_("besked"), max_length=1000, blank=True)
    at = models.DateTimeField(_("sendt videre"))
    taken_up_at = models.DateTimeField(_("skrevet videre"), null=True, blank=True)

    class Meta:
        verbose_name = _("sendt videre")
        verbose_name_plural = _("sendt videre")
        ordering = ["at", "pk"]
        constraints = [models.UniqueConstraint(fields=["version", "to"], condition=Q(taken_up_at=None), name="passed_on_once_at_a_time")]

    def __str__(self) -> str:
        return f"{self.version}: {self.by} → {self.to}"
