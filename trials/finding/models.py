"""One row for each published trial action: all that is searched, counted and sorted by."""

from django.contrib.postgres.fields import ArrayField
from django.contrib.postgres.indexes import GinIndex
from django.contrib.postgres.search import SearchVectorField
from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from schools.models import School
from schools.people.choices import ADMINISTRATION
from trials.choices import Visibility
from trials.models import Version


class EntryQuerySet(models.QuerySet):
    def visible_to(self, actor) -> "EntryQuerySet":
        """The same sight as Version.published_to, asked of the row's own columns; tests hold the two together for every role."""
        return self.filter(Q(visibility=Visibility.EVERYONE) | _narrow_sight(actor))

    def narrower_for(self, actor) -> "EntryQuerySet | None":
        """What the actor may read and not everyone may. None for those who read no more than everyone."""
        sight = _narrow_sight(actor)
        return self.filter(sight, visibility__in=set(Visibility) - {Visibility.EVERYONE}) if sight else None

    def choosing(self, numbers: list[int]) -> "EntryQuerySet":
        """Rows with any of the choices (Kind.number)."""
        return self.filter(choices__overlap=numbers)


def _narrow_sight(actor) -> Q:
    """What this actor may read of what is not for everyone; empty for who may read nothing of it."""
    sight = Q()
    if actor.municipality_id:
        here = Q(municipality=actor.municipality_id)
        sight |= here if actor.kind in ADMINISTRATION else here & Q(visibility__in=[Visibility.MUNICIPALITY, Visibility.NETWORKS])
    if actor.school_id:
        own = Q(home_school__in=School.objects.of(actor.school_id).values("pk")) | Q(schools__contains=[actor.school_id])
        sight |= Q(visibility=Visibility.SCHOOL) & own
    if actor.network_ids:
        sight |= Q(visibility=Visibility.NETWORKS, networks__overlap=actor.network_ids)
    return sight


class Entry(models.Model):
    """What is found of one published version. Kept by trials.finding.services; `choices` are numbers of trials.finding.choices."""

    version = models.OneToOneField(Version, models.CASCADE, primary_key=True, related_name="entry")
    visibility = models.CharField(max_length=12, choices=Visibility.choices)
    municipality = models.ForeignKey("schools.Municipality", models.PROTECT, related_name="+", db_index=False)
    home_school = models.ForeignKey("schools.School", models.PROTECT, null=True, related_name="+", db_index=False)
    schools = ArrayField(models.BigIntegerField(), help_text=_("Skolerne, som de var, da den blev publiceret."))
    networks = ArrayField(models.BigIntegerField())
    choices = ArrayField(models.IntegerField())
    published_at = models.DateTimeField()
    title_key = models.CharField(max_length=450, db_collation="C")
    title = SearchVectorField()
    head = SearchVectorField(help_text=_("Titel, overskrift og indledning: det, der afgør rækkefølgen."))
    text = SearchVectorField()
    words = ArrayField(models.CharField(max_length=60))

    objects = EntryQuerySet.as_manager()

    class Meta:
        verbose_name = _("indgang i søgningen")
        verbose_name_plural = _("indgange i søgningen")
        indexes = [
            *(GinIndex(name, name=f"entry_by_{name}_words", fastupdate=False) for name in ("title", "head", "text")),
            GinIndex("choices", name="entry_by_choice", fastupdate=False),
            models.Index("visibility", models.F("published_at").desc(), models.F("version").desc(), name="entry_newest"),
            models.Index("municipality", "visibility", name="entry_by_municipality"),
        ]

    def __str__(self) -> str:
        return f"{self.version_id}"


class Pulse(models.Model):
    """One row, whose token is another one after every change of the index: what was counted under a token holds while it stands."""

    token = models.UUIDField()

    class Meta:
        verbose_name = _("søgningens puls")
        verbose_name_plural = _("søgningens puls")

    def __str__(self) -> str:
        return f"{self.token}"
