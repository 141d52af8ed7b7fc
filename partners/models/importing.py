"""A list that somebody reads in from a file."""

from django.conf import settings
from django.core.serializers.json import DjangoJSONEncoder
from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from partners.choices import RUN_THE_CONSORTIUM, ImportKind


class ConsortiumImportQuerySet(models.QuerySet):
    def visible_to(self, actor) -> "ConsortiumImportQuerySet":
        """Only the one who read the file in, for the municipality it was read in for."""
        if actor.kind not in RUN_THE_CONSORTIUM or actor.municipality_id is None:
            return self.none()
        return self.filter(read_by=actor.user, municipality=actor.municipality_id)


class ConsortiumImport(models.Model):
    """A file that somebody has rehearsed, and perhaps brought in.

    `rows` are the rows that can be brought in, `looked` is what the rehearsal said. Both are emptied when the file has been brought in.
    """

    kind = models.CharField(_("slags"), max_length=10, choices=ImportKind.choices)
    municipality = models.ForeignKey("schools.Municipality", models.PROTECT, related_name="+", verbose_name=_("kommune"))
    file_name = models.CharField(_("fil"), max_length=150)
    rows = models.JSONField(default=list, encoder=DjangoJSONEncoder)
    looked = models.JSONField(default=list)
    read_at = models.DateTimeField(_("læst"))
    read_by = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, related_name="+", verbose_name=_("læst af"))
    done_at = models.DateTimeField(_("indlæst"), null=True, blank=True)
    results = models.JSONField(default=list)

    objects = ConsortiumImportQuerySet.as_manager()

    class Meta:
        verbose_name = _("indlæsning til konsortiet")
        verbose_name_plural = _("indlæsninger til konsortiet")
        ordering = ["-read_at", "-pk"]
        constraints = [
            models.CheckConstraint(condition=Q(done_at=None) | Q(rows=[], looked=[]), name="consortium_import_done_keeps_no_rows")
        ]

    def __str__(self) -> str:
        return self.file_name
