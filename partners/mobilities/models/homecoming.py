"""What people bring home: notes and photos on the way, the participant report, the internal evaluation, and the public page."""

from django.conf import settings
from django.core.validators import MaxValueValidator, MinValueValidator
from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from partners.mobilities.choices import ResultState, WouldReturn
from partners.mobilities.models.mobility import Mobility
from portal.files.models import Picture

_PERSON = settings.AUTH_USER_MODEL
MOST_SATISFIED = 5


class Note(models.Model):
    """A note from the stay: a few words or photos, kept for the report. Read by those who travel and by the place that sends them."""

    mobility = models.ForeignKey(Mobility, models.CASCADE, related_name="notes")
    text = models.TextField(_("note"), blank=True)
    # The page's own: what is sent twice over a bad line is one note.
    token = models.CharField(max_length=32, editable=False)
    written_at = models.DateTimeField(_("skrevet"))
    written_by = models.ForeignKey(_PERSON, models.PROTECT, related_name="+", verbose_name=_("skrevet af"))

    class Meta:
        verbose_name = _("note fra opholdet")
        verbose_name_plural = _("noter fra opholdet")
        ordering = ["-written_at", "-pk"]
        constraints = [models.UniqueConstraint(fields=["mobility", "written_by", "token"], name="note_sent_once")]

    def __str__(self) -> str:
        return self.text[:60]


class NotePhoto(Picture):
    """A photo of a note, under the same rules as the pictures of trial actions."""

    note = models.ForeignKey(Note, models.CASCADE, related_name="photos")

    class Meta(Picture.Meta):
        constraints = Picture.rules("note_photo")


class ParticipantReport(models.Model):
    """A *deltagerrapport* of one who travelled, or of several together (`participants`). What the mobility's state allows decides who writes."""

    mobility = models.ForeignKey(Mobility, models.CASCADE, related_name="participant_reports")
    objectives_met = models.TextField(_("nåede vi målet?"), blank=True)
    knowledge = models.TextField(_("viden"), blank=True)
    skills = models.TextField(_("færdigheder"), blank=True)
    attitudes = models.TextField(_("holdninger"), blank=True)
    reflections = models.TextField(_("refleksioner"), blank=True)
    aha = models.TextField(_("aha-oplevelser"), blank=True)
    wonder = models.TextField(_("det undrede os"), blank=True)
    try_at_home = models.TextField(_("det vil vi prøve hjemme"), blank=True)
    sharing = models.TextField(_("sådan deler vi det"), blank=True)
    shared_with = models.TextField(_("hvem deler vi det med?"), blank=True)
    satisfaction = models.PositiveSmallIntegerField(
        _("tilfredshed"), null=True, blank=True, validators=[MinValueValidator(1), MaxValueValidator(MOST_SATISFIED)]
    )
    public_summary = models.TextField(_("resumé til alle"), blank=True)
    created_at = models.DateTimeField(_("oprettet"))
    created_by = models.ForeignKey(_PERSON, models.PROTECT, related_name="+", verbose_name=_("oprettet af"))
    changed_at = models.DateTimeField(_("ændret"))
    changed_by = models.ForeignKey(_PERSON, models.PROTECT, related_name="+", verbose_name=_("ændret af"))

    class Meta:
        verbose_name = _("deltagerrapport")
        verbose_name_plural = _("deltagerrapporter")
        ordering = ["pk"]
        constraints = [
            models.CheckConstraint(
                condition=Q(satisfaction=None) | Q(satisfaction__gte=1, satisfaction__lte=MOST_SATISFIED), name="satisfaction_from_1_to_5"
            )
        ]

    def __str__(self) -> str:
        return f"{self.mobility}, {self.pk}"

    @property
    def municipality_id(self) -> int:
        return self.mobility.municipality_id

    @property
    def is_writable(self) -> bool:
        return self.mobility.can_be_reported_on


class Evaluation(models.Model):
    """The sender's internal evaluation (*intern evaluering*) of how the journey was prepared and carried out. Stays in the municipality."""

    mobility = models.OneToOneField(Mobility, models.CASCADE, related_name="evaluation")
    preparation = models.TextField(_("sådan virkede forberedelsen"), blank=True)
    hosting = models.TextField(_("samarbejdet med værten"), blank=True)
    practical = models.TextField(_("rejse og praktiske forhold"), blank=True)
    next_time = models.TextField(_("det gør vi anderledes næste gang"), blank=True)
    would_return = models.CharField(_("vil I rejse til værten igen?"), max_length=12, choices=WouldReturn.choices, blank=True)
    changed_at = models.DateTimeField(_("ændret"))
    changed_by = models.ForeignKey(_PERSON, models.PROTECT, related_name="+", verbose_name=_("ændret af"))

    class Meta:
        verbose_name = _("intern evaluering")
        verbose_name_plural = _("interne evalueringer")

    def __str__(self) -> str:
        return str(self.mobility)


class ReportReminder(models.Model):
    """That those who travelled have been reminded of their report, so many days after the return. Its row is the promise of once."""

    mobility = models.ForeignKey(Mobility, models.CASCADE, related_name="report_reminders")
    days = models.PositiveSmallIntegerField(_("dage efter hjemkomsten"))
    sent_at = models.DateTimeField(_("sendt"))

    class Meta:
        verbose_name = _("påmindelse om rapport")
        verbose_name_plural = _("påmindelser om rapporter")
        constraints = [models.UniqueConstraint(fields=["mobility", "days"], name="report_reminder_once")]

    def __str__(self) -> str:
        return f"{self.mobility}, {self.days}"


class ResultQuerySet(models.QuerySet):
    def published(self) -> "ResultQuerySet":
        """What everyone may read."""
        return self.filter(state=ResultState.PUBLISHED)

    def visible_to(self, actor) -> "ResultQuerySet":
        """Published ones for everyone; the others for those who see the mobility."""
        return self.filter(Q(state=ResultState.PUBLISHED) | Q(mobility__in=Mobility.objects.visible_to(actor).values("pk")))

    def for_lists(self) -> "ResultQuerySet":
        return self.select_related("mobility__municipality", "mobility__school", "mobility__host", "mobility__objective")


class PublicResult(models.Model):
    """What everyone may read of a finished mobility: where, what for and what was learned; never who."""

    mobility = models.OneToOneField(Mobility, models.CASCADE, related_name="result")
    state = models.CharField(_("status"), max_length=10, choices=ResultState.choices, default=ResultState.DRAFT)
    title = models.CharField(_("titel"), max_length=150)
    learned = models.TextField(_("det lærte de"))
    changed_at = models.DateTimeField(_("ændret"))
    changed_by = models.ForeignKey(_PERSON, models.PROTECT, related_name="+", verbose_name=_("ændret af"))
    published_at = models.DateTimeField(_("offentliggjort"), null=True, blank=True)
    published_by = models.ForeignKey(_PERSON, models.PROTECT, null=True, blank=True, related_name="+")

    objects = ResultQuerySet.as_manager()

    class Meta:
        verbose_name = _("offentligt resultat")
        verbose_name_plural = _("offentlige resultater")
        ordering = ["-published_at", "-pk"]
        constraints = [
            models.CheckConstraint(
                condition=Q(state=ResultState.DRAFT) | Q(published_at__isnull=False, published_by__isnull=False),
                name="result_published_is_stamped",
            )
        ]

    def __str__(self) -> str:
        return self.title

    @property
    def is_public(self) -> bool:
        return self.state == ResultState.PUBLISHED

    @property
    def municipality_id(self) -> int:
        return self.mobility.municipality_id
