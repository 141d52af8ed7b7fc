from django.conf import settings
from django.contrib.contenttypes.fields import GenericForeignKey
from django.contrib.contenttypes.models import ContentType
from django.db import models
from django.db.models import Q
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from portal.notices.choices import LOOKS_AFTER_MAIL, STUCK, Delivery, MailKind, MailState


class MailQuerySet(models.QuerySet):
    def visible_to(self, actor) -> "MailQuerySet":
        """Mails of the actor's own municipality or network, for the roles that look after them."""
        if actor.kind not in LOOKS_AFTER_MAIL:
            return self.none()
        if actor.network_id:
            return self.filter(network_number=actor.network_id)
        return self.filter(municipality_number=actor.municipality_id)

    def concerning(self, thing: models.Model) -> "MailQuerySet":
        """The mails about one thing, newest first."""
        return self.filter(subject_type=ContentType.objects.get_for_model(thing), subject_id=thing.pk)

    def stuck(self) -> "MailQuerySet":
        return self.filter(state__in=STUCK)


class Mail(models.Model):
    """One mail to one person, written before it is sent. The row is the job; a worker claims it before sending, so never twice."""

    kind = models.CharField(_("slags"), max_length=20, choices=MailKind.choices)
    user = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.SET_NULL, null=True, blank=True, related_name="mails", verbose_name=_("modtager")
    )
    email = models.EmailField(_("e-mail"))
    language = models.CharField(_("sprog"), max_length=5)
    subject = models.CharField(_("emne"), max_length=200)
    body = models.TextField(_("tekst"), blank=True)
    holds_secret = models.BooleanField(default=False, help_text=_("Teksten slettes, når mailen er sendt."))
    subject_type = models.ForeignKey(ContentType, models.PROTECT, null=True, blank=True, related_name="+")
    subject_id = models.BigIntegerField(null=True, blank=True)
    about = GenericForeignKey("subject_type", "subject_id")
    # Whose mail it is, as numbers: places stand above this room.
    municipality_number = models.BigIntegerField(null=True, blank=True)
    network_number = models.BigIntegerField(null=True, blank=True)
    state = models.CharField(_("status"), max_length=12, choices=MailState.choices, default=MailState.QUEUED)
    created_at = models.DateTimeField(_("skrevet"))
    due_at = models.DateTimeField(_("sendes tidligst"), default=timezone.now)
    token = models.UUIDField(null=True, blank=True)
    claimed_at = models.DateTimeField(null=True, blank=True)
    sent_at = models.DateTimeField(_("sendt"), null=True, blank=True)
    attempts = models.PositiveSmallIntegerField(default=0)
    error = models.CharField(_("fejl"), max_length=300, blank=True)

    objects = MailQuerySet.as_manager()

    class Meta:
        verbose_name = _("mail")
        verbose_name_plural = _("mails")
        ordering = ["-created_at", "-pk"]
        constraints = [
            models.CheckConstraint(
                condition=(Q(state=MailState.SENT) & Q(sent_at__isnull=False)) | (~Q(state=MailState.SENT) & Q(sent_at=None)),
                name="mail_sent_has_time",
            ),
            models.CheckConstraint(
                condition=~Q(state=MailState.SENDING) | Q(token__isnull=False, claimed_at__isnull=False), name="mail_sending_is_claimed"
            ),
        ]
        indexes = [
            models.Index(fields=["state", "due_at"], name="mail_by_state"),
            models.Index(fields=["subject_type", "subject_id"], name="mail_by_subject"),
            models.Index(fields=["municipality_number", "state"], name="mail_by_municipality"),
            models.Index(fields=["network_number", "state"], name="mail_by_network"),
        ]

    def __str__(self) -> str:
        return f"{self.email}: {self.subject}"

    @property
    def needs_decision(self) -> bool:
        return self.state in STUCK


class NoticeQuerySet(models.QuerySet):
    def visible_to(self, actor) -> "NoticeQuerySet":
        """One's own."""
        return self.filter(user=actor.user) if actor.is_signed_in else self.none()

    def unread(self) -> "NoticeQuerySet":
        return self.filter(read_at=None)


class Notice(models.Model):
    """Something a person is told on the site, in that person's language. Whether a mail says it too is the person's choice."""

    user = models.ForeignKey(settings.AUTH_USER_MODEL, models.CASCADE, related_name="notices", verbose_name=_("modtager"))
    kind = models.CharField(_("slags"), max_length=20, choices=MailKind.choices)
    text = models.CharField(_("tekst"), max_length=300)
    url = models.CharField(_("adresse"), max_length=300, blank=True)
    subject_type = models.ForeignKey(ContentType, models.PROTECT, null=True, blank=True, related_name="+")
    subject_id = models.BigIntegerField(null=True, blank=True)
    about = GenericForeignKey("subject_type", "subject_id")
    created_at = models.DateTimeField(_("skrevet"))
    read_at = models.DateTimeField(_("læst"), null=True, blank=True)
    delivery = models.CharField(_("mail"), max_length=10, choices=Delivery.choices, default=Delivery.AT_ONCE)
    digest = models.ForeignKey(Mail, models.SET_NULL, null=True, blank=True, related_name="notices", verbose_name=_("dagens samling"))

    objects = NoticeQuerySet.as_manager()

    class Meta:
        verbose_name = _("besked")
        verbose_name_plural = _("beskeder")
        ordering = ["-created_at", "-pk"]
        indexes = [
            models.Index(fields=["user", "-created_at"], name="notice_by_user"),
            models.Index(fields=["created_at"], condition=Q(delivery=Delivery.DAILY, digest=None), name="notice_to_gather"),
        ]

    def __str__(self) -> str:
        return self.text


class NoticePreference(models.Model):
    """How one person wants the mails of one kind; without a row they come at once."""

    user = models.ForeignKey(settings.AUTH_USER_MODEL, models.CASCADE, related_name="notice_preferences")
    kind = models.CharField(_("slags"), max_length=20, choices=MailKind.choices)
    delivery = models.CharField(_("mail"), max_length=10, choices=Delivery.choices, default=Delivery.AT_ONCE)

    class Meta:
        verbose_name = _("valg om mails")
        verbose_name_plural = _("valg om mails")
        constraints = [models.UniqueConstraint(fields=["user", "kind"], name="notice_preference_once")]

    def __str__(self) -> str:
        return f"{self.user}: {self.get_kind_display()}, {self.get_delivery_display()}"
