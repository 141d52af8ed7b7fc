from django.conf import settings
from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from schools.people.choices import RoleKind
from schools.register.choices import Encoding

_PERSON = settings.AUTH_USER_MODEL


class SchoolImportQuerySet(models.QuerySet):
    def visible_to(self, actor) -> "SchoolImportQuerySet":
        """A municipality's own, and for the system administrator all."""
        if actor.kind == RoleKind.SYSTEM_ADMINISTRATOR and actor.municipality_id:
            return self
        if actor.kind in {RoleKind.CONSULTANT, RoleKind.HEAD} and actor.municipality_id:
            return self.filter(municipality=actor.municipality_id)
        return self.none()


class SchoolImport(models.Model):
    """A file of Institutionsregisteret that somebody has looked through, and perhaps brought in.

    `rows` is what was read of it, without any person; it is emptied when the file has been brought in. The file itself is never kept.
    """

    municipality = models.ForeignKey(
        "schools.Municipality", models.PROTECT, null=True, blank=True, related_name="+", verbose_name=_("kun for kommunen")
    )
    file_name = models.CharField(_("fil"), max_length=150)
    encoding = models.CharField(_("tegnsæt"), max_length=12, choices=Encoding.choices)
    rows = models.JSONField(default=list)
    unread = models.JSONField(default=list)
    read_at = models.DateTimeField(_("læst"))
    read_by = models.ForeignKey(_PERSON, models.PROTECT, null=True, related_name="+", verbose_name=_("læst af"))
    applied_at = models.DateTimeField(_("gennemført"), null=True, blank=True)
    applied_by = models.ForeignKey(_PERSON, models.PROTECT, null=True, blank=True, related_name="+", verbose_name=_("gennemført af"))
    counts = models.JSONField(default=dict)

    objects = SchoolImportQuerySet.as_manager()

    class Meta:
        verbose_name = _("indlæsning af skoler")
        verbose_name_plural = _("indlæsninger af skoler")
        ordering = ["-read_at", "-pk"]
        constraints = [
            models.CheckConstraint(condition=Q(applied_at=None) | Q(rows=[], unread=[]), name="register_applied_keeps_no_rows"),
        ]

    def __str__(self) -> str:
        return self.file_name
