"""What people have answered when the check for personal data found something."""

from django.conf import settings
from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from portal.text.personal_data import FindingKind
from schools.people.choices import RoleKind
from trials.choices import PrivacyReply, Section
from trials.models.trial import TrialAction, own_place

_PERSON = settings.AUTH_USER_MODEL
_FOR_CPR = [PrivacyReply.ASKED, PrivacyReply.RELEASED, PrivacyReply.REFUSED]


class PrivacyAnswerQuerySet(models.QuerySet):
    def visible_to(self, actor) -> "PrivacyAnswerQuerySet":
        """Those who write the text, and the municipality's heads, who release numbers without seeing the rest of a draft."""
        if not actor.role:
            return self.none()
        sight = own_place(actor, "trial__")
        if actor.kind == RoleKind.HEAD and actor.municipality_id:
            sight |= Q(trial__municipality=actor.municipality_id)
        return self.filter(sight)

    def asked(self) -> "PrivacyAnswerQuerySet":
        """Numbers that wait for a head."""
        return self.filter(answer=PrivacyReply.ASKED)


class PrivacyAnswer(models.Model):
    """The answer to one finding. The finding itself is never stored: `key` is a keyed hash of its kind and words (trials.findings).

    It belongs to the trial action, so that the same words need no new answer in the next version.
    """

    trial = models.ForeignKey(TrialAction, models.CASCADE, related_name="privacy_answers")
    key = models.CharField(max_length=64)
    kind = models.CharField(_("slags"), max_length=12, choices=FindingKind.choices)
    section = models.CharField(_("afsnit"), max_length=20, choices=Section.choices)
    answer = models.CharField(_("svar"), max_length=12, choices=PrivacyReply.choices)
    reason = models.TextField(_("begrundelse"), blank=True)
    answered_at = models.DateTimeField(_("besvaret"))
    answered_by = models.ForeignKey(_PERSON, models.PROTECT, related_name="+", verbose_name=_("besvaret af"))
    decided_at = models.DateTimeField(_("afgjort"), null=True, blank=True)
    decided_by = models.ForeignKey(_PERSON, models.PROTECT, null=True, blank=True, related_name="+", verbose_name=_("afgjort af"))

    objects = PrivacyAnswerQuerySet.as_manager()

    class Meta:
        verbose_name = _("svar om personoplysning")
        verbose_name_plural = _("svar om personoplysninger")
        ordering = ["answered_at", "pk"]
        constraints = [
            models.UniqueConstraint(fields=["trial", "key"], name="privacy_answer_once"),
            models.CheckConstraint(
                condition=Q(kind=FindingKind.CPR, answer__in=_FOR_CPR) | (~Q(kind=FindingKind.CPR) & ~Q(answer__in=_FOR_CPR)),
                name="privacy_only_the_head_clears_cpr",
            ),
            models.CheckConstraint(
                condition=Q(answer__in=[PrivacyReply.RELEASED, PrivacyReply.REFUSED], decided_at__isnull=False, decided_by__isnull=False)
                | (~Q(answer__in=[PrivacyReply.RELEASED, PrivacyReply.REFUSED]) & Q(decided_at=None, decided_by=None)),
                name="privacy_decided_is_stamped",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.get_kind_display()}: {self.get_answer_display()}"

    @property
    def place_municipality_id(self) -> int:
        """The municipality whose text it is about."""
        return self.trial.municipality_id
