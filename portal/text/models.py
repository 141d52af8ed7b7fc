"""The words of what is published to everyone, and the words that mean the same."""

from django.conf import settings
from django.contrib.postgres.indexes import GinIndex
from django.db import models
from django.db.models import F, Q
from django.utils.translation import gettext_lazy as _

from portal.text.choices import SynonymState


class Word(models.Model):
    """A distinct folded word of what everyone may read, with how many texts hold it. Suggestions come from here, and from nowhere else."""

    folded = models.CharField(max_length=40, primary_key=True)
    written = models.CharField(max_length=60)
    stem = models.CharField(max_length=40)
    uses = models.PositiveIntegerField()

    class Meta:
        verbose_name = _("ord")
        verbose_name_plural = _("ord")
        ordering = ["folded"]
        indexes = [
            GinIndex(fields=["folded"], name="word_by_trigram", opclasses=["gin_trgm_ops"]),
            models.Index("stem", name="word_by_stem"),
        ]

    def __str__(self) -> str:
        return self.written


class SynonymQuerySet(models.QuerySet):
    def visible_to(self, actor) -> "SynonymQuerySet":
        """Words are no secret; who suggested them is shown on the administration's page alone."""
        return self

    def in_use(self) -> "SynonymQuerySet":
        return self.filter(state=SynonymState.IN_USE)

    def suggested(self) -> "SynonymQuerySet":
        return self.filter(state=SynonymState.SUGGESTED)


class Synonym(models.Model):
    """Two words or short expressions that find each other. `one_folded` comes before `other_folded`, so that a pair stands once."""

    one = models.CharField(_("ord"), max_length=60)
    other = models.CharField(_("betyder det samme som"), max_length=60)
    one_folded = models.CharField(max_length=80, editable=False, db_index=True)
    other_folded = models.CharField(max_length=80, editable=False, db_index=True)
    state = models.CharField(_("status"), max_length=10, choices=SynonymState.choices)
    made_at = models.DateTimeField(_("foreslået"))
    made_by = models.ForeignKey(settings.AUTH_USER_MODEL, models.SET_NULL, null=True, blank=True, related_name="+")
    decided_at = models.DateTimeField(_("afgjort"), null=True, blank=True)
    decided_by = models.ForeignKey(settings.AUTH_USER_MODEL, models.SET_NULL, null=True, blank=True, related_name="+")

    objects = SynonymQuerySet.as_manager()

    class Meta:
        verbose_name = _("synonym")
        verbose_name_plural = _("synonymer")
        ordering = ["one_folded", "other_folded"]
        constraints = [
            models.UniqueConstraint(fields=["one_folded", "other_folded"], name="synonym_once"),
            models.CheckConstraint(condition=Q(one_folded__lt=F("other_folded")), name="synonym_in_order"),
            models.CheckConstraint(condition=Q(state="suggested") ^ Q(decided_at__isnull=False), name="synonym_decided_is_stamped"),
        ]

    def __str__(self) -> str:
        return f"{self.one} = {self.other}"
