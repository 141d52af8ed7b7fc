"""Taking a person's name out of texts that are kept but not shown."""

from collections.abc import Collection
from typing import Any

from django.conf import settings
from django.db.models import Q

from trials.models import NamedVersion, SentText, Version


def forget_name(*, name: str, municipalities: Collection[int]) -> int:
    """Leave a person's name out of the responsible people that texts are kept with. Returns how many texts that was.

    Readers see the people of today (trials.documents.LIVING), so no page changes. A published book is changed by a corrected edition only.
    """
    if not name:
        return 0
    count = 0
    for version in Version.objects.filter(_frozen_with(name), trial__municipality__in=municipalities).order_by("pk"):
        version.frozen = {language: _without(said, name) for language, said in (version.frozen or {}).items()}
        version.save(update_fields=["frozen"])
        count += 1
    for model in (SentText, NamedVersion):
        kept: Any = model._default_manager.filter(version__trial__municipality__in=municipalities)
        for text in kept.filter(snapshot__people__contains=[{"name": name}]).order_by("pk"):
            text.snapshot = _without(text.snapshot, name)
            text.save(update_fields=["snapshot"])
            count += 1
    return count


def _frozen_with(name: str) -> Q:
    named = Q(pk__in=[])
    for language, _label in settings.LANGUAGES:
        named |= Q(**{f"frozen__{language}__people__contains": [{"name": name}]})
    return named


def _without(said: dict[str, Any], name: str) -> dict[str, Any]:
    return {**said, "people": [person for person in said["people"] if person["name"] != name]}
