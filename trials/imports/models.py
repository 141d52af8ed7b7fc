from django.conf import settings
from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from trials.imports.choices import Source


class TrialImportQuerySet(models.QuerySet):
    def visible_to(self, actor) -> "TrialImportQuerySet":
        """Only the one who read the file in, at the place it was read in for: it holds texts that nobody else has seen."""
        if not actor.is_signed_in or not actor.role:
            return self.none()
        return self.filter(read_by=actor.user, municipality=actor.municipality_id, school=actor.school_id)


class TrialImport(models.Model):
    """A file of trial actions that somebody has rehearsed, and perhaps brought in.

    `rows` are the rows that can be brought in, `looked` is what the rehearsal said. Both are emptied when the file has been brought in, and
    after a week when it has not: they hold texts, and words that the check for personal data has found.
    """

    municipality = models.ForeignKey("schools.Municipality", models.PROTECT, related_name="+", verbose_name=_("kommune"))
    school = models.ForeignKey("schools.School", models.PROTECT, null=True, blank=True, related_name="+", verbose_name=_("skole"))
    file_name = models.CharField(_("fil"), max_length=150)
    source = models.CharField(_("slags"), max_length=4, choices=Source.choices)
    rows = models.JSONField(default=list)
    looked = models.JSONField(default=list)
    read_at = models.DateTimeField(_("læst"))
    read_by = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, related_name="+", verbose_name=_("læst af"))
    done_at = models.DateTimeField(_("indlæst"), null=True, blank=True)
    results = models.JSONField(default=list)

    objects = TrialImportQuerySet.as_manager()

    class Meta:
        verbose_name = _("indlæsning af prøvehandlinger")
        verbose_name_plural = _("indlæsninger af prøvehandlinger")
        ordering = ["-read_at", "-pk"]
        constraints = [models.CheckConstraint(condition=Q(done_at=None) | Q(rows=[], looked=[]), name="imports_done_keeps_no_texts")]

    def __str__(self) -> str:
        return self.file_name
