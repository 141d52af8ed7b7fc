from django.conf import settings
from django.contrib.contenttypes.fields import GenericForeignKey
from django.contrib.contenttypes.models import ContentType
from django.db import models
from django.utils.translation import gettext_lazy as _


class Presence(models.Model):
    """Somebody has a text open right now. Deleted when the person leaves or falls silent: it is never kept."""

    subject_type = models.ForeignKey(ContentType, models.CASCADE, related_name="+")
    subject_id = models.BigIntegerField()
    subject = GenericForeignKey("subject_type", "subject_id")
    user = models.ForeignKey(settings.AUTH_USER_MODEL, models.CASCADE, related_name="+", verbose_name=_("person"))
    section = models.CharField(_("afsnit"), max_length=40, blank=True)
    seen_at = models.DateTimeField(_("sidst set"))

    class Meta:
        verbose_name = _("tilstedeværelse")
        verbose_name_plural = _("tilstedeværelser")
        constraints = [models.UniqueConstraint(fields=["subject_type", "subject_id", "user"], name="presence_once")]
        indexes = [models.Index(fields=["seen_at"], name="presence_by_age")]

    def __str__(self) -> str:
        return f"{self.user}, {self.seen_at:%H:%M}"
