"""What reviewers and writers say to each other beside a text."""

from django.conf import settings
from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from schools.people.choices import ADMINISTRATION
from trials.choices import Section
from trials.models.trial import own_place
from trials.models.version import Version

_PERSON = settings.AUTH_USER_MODEL


class CommentQuerySet(models.QuerySet):
    def visible_to(self, actor) -> "CommentQuerySet":
        """Those who write the text, and the administration of its municipality, on versions that they may see."""
        own = Q(version__trial__in=Version._meta.get_field("trial").related_model.objects.filter(own_place(actor)).values("pk"))
        if actor.kind in ADMINISTRATION and actor.municipality_id:
            own |= Q(version__trial__municipality=actor.municipality_id)
        return self.filter(own, version__in=Version.objects.visible_to(actor).values("pk")) if actor.role else self.none()

    def unresolved(self) -> "CommentQuerySet":
        return self.filter(resolved_at=None)


class Comment(models.Model):
    """A remark on a section of a version, or on a passage of it, until it is resolved. `quote` is the passage in plain words."""

    version = models.ForeignKey(Version, models.CASCADE, related_name="comments")
    section = models.CharField(_("afsnit"), max_length=20, choices=Section.choices)
    quote = models.CharField(_("det markerede sted"), max_length=500, blank=True)
    text = models.TextField(_("bemærkning"), max_length=4000)
    made_at = models.DateTimeField(_("skrevet"))
    made_by = models.ForeignKey(_PERSON, models.PROTECT, related_name="+", verbose_name=_("skrevet af"))
    role_label = models.CharField(_("som"), max_length=200, blank=True)
    resolved_at = models.DateTimeField(_("løst"), null=True, blank=True)
    resolved_by = models.ForeignKey(_PERSON, models.PROTECT, null=True, blank=True, related_name="+", verbose_name=_("løst af"))

    objects = CommentQuerySet.as_manager()

    class Meta:
        verbose_name = _("kommentar")
        verbose_name_plural = _("kommentarer")
        ordering = ["made_at", "pk"]
        constraints = [
            models.CheckConstraint(
                condition=Q(resolved_at=None, resolved_by=None) | Q(resolved_at__isnull=False, resolved_by__isnull=False),
                name="comment_resolved_by_someone",
            )
        ]
        indexes = [models.Index(fields=["version", "section"], name="comment_by_section")]

    def __str__(self) -> str:
        return self.text[:60]

    @property
    def is_resolved(self) -> bool:
        return self.resolved_at is not None

    @property
    def place_municipality_id(self) -> int:
        """The municipality whose text it is about."""
        return self.version.place_municipality_id


class Reply(models.Model):
    """An answer under a comment."""

    comment = models.ForeignKey(Comment, models.CASCADE, related_name="replies")
    text = models.TextField(_("svar"), max_length=4000)
    made_at = models.DateTimeField(_("skrevet"))
    made_by = models.ForeignKey(_PERSON, models.PROTECT, related_name="+", verbose_name=_("skrevet af"))
    role_label = models.CharField(_("som"), max_length=200, blank=True)

    class Meta:
        verbose_name = _("svar")
        verbose_name_plural = _("svar")
        ordering = ["made_at", "pk"]

    def __str__(self) -> str:
        return self.text[:60]
