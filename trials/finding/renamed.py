"""Places and focus areas get new names, and words mean the same as others, in rooms that know nothing of search: it follows here."""

from typing import Any

from django.db.models import Model, Q, QuerySet
from django.db.models.signals import post_delete, post_save, pre_save
from django.dispatch import receiver

from portal.text.choices import SynonymState
from portal.text.models import Synonym
from schools.models import Municipality, School
from schools.networks.models import FocusArea
from schools.register.signals import schools_written
from trials.finding.choices import Kind
from trials.finding.models import Entry
from trials.finding.services import beat, keep

_PATHS: dict[type[Model], str] = {
    Municipality: "municipality",
    School: "version__trial__schools",
    FocusArea: "version__focus_areas",
}
_NAMES = {Municipality: ("official_name", "name", "slug"), School: ("name",), FocusArea: ("name", "name_en")}


def note_new_name(sender: type[Model], instance: Any, **_signal: Any) -> None:
    """Whether it is there already, by another name."""
    names = _NAMES[sender]
    before = sender._default_manager.filter(pk=instance.pk).values_list(*names).first() if instance.pk else None
    instance.has_new_name = before is not None and before != tuple(getattr(instance, name) for name in names)


def follow_new_name(sender: type[Model], instance: Any, created: bool, **_signal: Any) -> None:
    """Write the rows anew that carry the name. A school's are found by today's list and by the one that was published."""
    if created:
        beat()
    if not instance.has_new_name:
        return
    found = Entry.objects.filter(**{_PATHS[sender]: instance.pk})
    if sender is School:
        found = found | Entry.objects.filter(schools__contains=[instance.pk])
    elif sender is FocusArea:
        found = (
            found | Entry.objects.choosing([Kind.AREA.number(instance.pk)]) | Entry.objects.filter(version__focus_areas__name=instance.name)
        )
    _follow(found)


@receiver(schools_written, dispatch_uid="finding-schools-written")
def follow_the_register(schools: list[int], **_signal: Any) -> None:
    """Names from the register are written many at once."""
    _follow(Entry.objects.filter(Q(version__trial__schools__in=schools) | Q(schools__overlap=schools)))


def _follow(found: QuerySet[Entry]) -> None:
    """Also where no row carries the name yet: it can be chosen all the same."""
    if not keep(trials=found.values_list("version__trial", flat=True)):
        beat()


@receiver([post_save, post_delete], sender=Synonym, dispatch_uid="finding-synonym")
def follow_synonym(instance: Synonym, **_signal: Any) -> None:
    """A question is read otherwise from now on. A reader's suggestion finds nothing yet."""
    if instance.state != SynonymState.SUGGESTED:
        beat()


for _model in _PATHS:
    receiver(pre_save, sender=_model, dispatch_uid=f"finding-name-{_model.__name__}")(note_new_name)
    receiver(post_save, sender=_model, dispatch_uid=f"finding-follow-{_model.__name__}")(follow_new_name)
