from django.contrib.contenttypes.fields import GenericForeignKey
from django.contrib.contenttypes.models import ContentType
from django.db import models
from django.utils.translation import gettext_lazy as _

from portal.workflow.choices import SEES_LOG


class LogEntryQuerySet(models.QuerySet):
    def visible_to(self, actor) -> "LogEntryQuerySet":
        """The acts of the actor's municipality, for the roles that answer for it."""
        if actor.kind not in SEES_LOG or actor.municipality_id is None:
            return self.none()
        return self.filter(municipality_number=actor.municipality_id)

    def about(self, thing: models.Model) -> "LogEntryQuerySet":
        """The log of one thing, newest first."""
        return self.filter(subject_type=ContentType.objects.get_for_model(thing), subject_id=thing.pk).select_related("user")


class LogEntry(models.Model):
    """One act: who, acting as what, when, what, on what, with which note. Written once, never changed."""

    at = models.DateTimeField(_("tidspunkt"))
    user = models.ForeignKey("accounts.User", models.PROTECT, null=True, blank=True, related_name="+", verbose_name=_("person"))
    role_label = models.CharField(_("som"), max_length=200, blank=True)
    act = models.CharField(_("handling"), max_length=60)
    note = models.TextField(_("bemærkning"), blank=True)
    subject_type = models.ForeignKey(ContentType, models.PROTECT, related_name="+")
    subject_id = models.BigIntegerField()
    subject = GenericForeignKey("subject_type", "subject_id")
    # Whose log it is, as a number: municipalities stand above this room.
    municipality_number = models.BigIntegerField(null=True, blank=True)

    objects = LogEntryQuerySet.as_manager()

    class Meta:
        verbose_name = _("logført handling")
        verbose_name_plural = _("logførte handlinger")
        ordering = ["-at", "-pk"]
        indexes = [
            models.Index(fields=["subject_type", "subject_id", "-at"], name="log_by_subject"),
            models.Index(fields=["municipality_number", "-at"], name="log_by_municipality"),
        ]

    def __str__(self) -> str:
        return f"{self.at:%Y-%m-%d %H:%M} {self.act}"
