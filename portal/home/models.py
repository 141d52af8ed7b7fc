from django.conf import settings
from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from portal.home.choices import LONGEST_DAYS, RetentionKind


class Heartbeat(models.Model):
    """When a background process last showed that it works. One row per process name, kept by `portal.home.services.beat`."""

    name = models.CharField(max_length=40, unique=True)
    beaten_at = models.DateTimeField()

    def __str__(self) -> str:
        return f"{self.name} {self.beaten_at:%Y-%m-%d %H:%M:%S}"


class RetentionPeriod(models.Model):
    """How long one kind of data is kept. Without a row nothing of the kind is ever purged: what the portal proposes decides nothing."""

    kind = models.CharField(_("slags"), max_length=20, choices=RetentionKind.choices, unique=True)
    days = models.PositiveSmallIntegerField(_("dage"))
    confirmed_at = models.DateTimeField(_("bekræftet"))
    confirmed_by = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, related_name="+", verbose_name=_("bekræftet af"))
    purged_at = models.DateTimeField(_("sidst slettet"), null=True, blank=True)
    purged = models.PositiveIntegerField(_("antal slettet sidst"), default=0)
    archived_to = models.CharField(_("udtrukket til"), max_length=200, blank=True)

    class Meta:
        verbose_name = _("opbevaringsperiode")
        verbose_name_plural = _("opbevaringsperioder")
        ordering = ["kind"]
        constraints = [models.CheckConstraint(condition=Q(days__gte=1, days__lte=LONGEST_DAYS), name="retention_days_within_reason")]

    def __str__(self) -> str:
        return _("%(kind)s: %(days)d dage") % {"kind": self.get_kind_display(), "days": self.days}
