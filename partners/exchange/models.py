from django.conf import settings
from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from partners.choices import RUN_THE_CONSORTIUM
from partners.exchange.choices import DateFormat, YesNo

_PERSON = settings.AUTH_USER_MODEL


class OwnQuerySet(models.QuerySet):
    def visible_to(self, actor) -> "OwnQuerySet":
        """Those of the municipality whose consortium the actor runs."""
        if actor.kind not in RUN_THE_CONSORTIUM or actor.municipality_id is None:
            return self.none()
        return self.filter(municipality=actor.municipality_id)


class ColumnMapping(models.Model):
    """What each column of somebody else's file holds, saved under a name: the tool's columns change from release to release.

    `columns` is a list of [heading, item], in the file's order; an item of "" is a column that we leave empty and do not read.
    """

    municipality = models.ForeignKey("schools.Municipality", models.CASCADE, related_name="+", verbose_name=_("kommune"))
    name = models.CharField(_("navn"), max_length=100)
    columns = models.JSONField(_("kolonner"), default=list)
    date_format = models.CharField(_("datoer skrives"), max_length=8, choices=DateFormat.choices, default=DateFormat.ISO)
    yes_no = models.CharField(_("ja og nej skrives"), max_length=10, choices=YesNo.choices, default=YesNo.ENGLISH)
    changed_at = models.DateTimeField(_("ændret"))

    objects = OwnQuerySet.as_manager()

    class Meta:
        verbose_name = _("kolonneopsætning")
        verbose_name_plural = _("kolonneopsætninger")
        ordering = ["name", "pk"]
        constraints = [models.UniqueConstraint(fields=["municipality", "name"], name="mapping_name_once")]

    def __str__(self) -> str:
        return self.name


class MobilityImport(models.Model):
    """A file of mobilities that somebody has looked through, and perhaps brought in.

    `plan` holds what is to be done with each row, `results` what became of it. The plan is emptied when the file has been brought in.
    """

    municipality = models.ForeignKey("schools.Municipality", models.CASCADE, related_name="+", verbose_name=_("kommune"))
    project = models.ForeignKey("partners.Project", models.CASCADE, related_name="+", verbose_name=_("projekt"))
    file_name = models.CharField(_("fil"), max_length=150)
    plan = models.JSONField(default=list)
    results = models.JSONField(default=list)
    read_at = models.DateTimeField(_("læst"))
    read_by = models.ForeignKey(_PERSON, models.PROTECT, related_name="+", verbose_name=_("læst af"))
    done_at = models.DateTimeField(_("indlæst"), null=True, blank=True)

    objects = OwnQuerySet.as_manager()

    class Meta:
        verbose_name = _("indlæsning af ophold")
        verbose_name_plural = _("indlæsninger af ophold")
        ordering = ["-read_at", "-pk"]
        constraints = [models.CheckConstraint(condition=Q(done_at=None) | Q(plan=[]), name="exchange_done_keeps_no_plan")]

    def __str__(self) -> str:
        return self.file_name


class CalendarKeyQuerySet(models.QuerySet):
    def visible_to(self, actor) -> "CalendarKeyQuerySet":
        """The one of the role the actor acts in."""
        return self.filter(role=actor.role.pk) if actor.role else self.none()


class CalendarKey(models.Model):
    """The key in the address of one role's calendar. Only its hash is kept: a lost one is replaced."""

    role = models.OneToOneField("people.Role", models.CASCADE, related_name="calendar_key", verbose_name=_("rolle"))
    key_hash = models.CharField(max_length=64, unique=True)
    made_at = models.DateTimeField(_("lavet"))

    objects = CalendarKeyQuerySet.as_manager()

    class Meta:
        verbose_name = _("kalenderadresse")
        verbose_name_plural = _("kalenderadresser")

    def __str__(self) -> str:
        return str(self.role)
