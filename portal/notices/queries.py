"""Reads about mails."""

from collections import defaultdict
from collections.abc import Iterable

from django.contrib.contenttypes.models import ContentType

from portal.accounts.actor import Actor
from portal.notices.models import Mail


def unread_subjects(mails: Iterable[Mail], reader: Actor) -> set[int]:
    """The mails about things that the reader may not see, e.g. another's draft: their subject line would tell what the thing is called."""
    about: dict[int, dict[int, list[int]]] = defaultdict(lambda: defaultdict(list))
    for mail in mails:
        if mail.subject_type_id and mail.subject_id:
            about[mail.subject_type_id][mail.subject_id].append(mail.pk)
    return {mail for kind, things in about.items() for thing in set(things) - _seen(kind, set(things), reader) for mail in things[thing]}


def _seen(kind: int, things: set[int], reader: Actor) -> set[int]:
    """Those of the things that the reader may see; where a kind of thing is no secret, all of them."""
    model = ContentType.objects.get_for_id(kind).model_class()
    if model is None:
        return set()
    rows = model._default_manager.filter(pk__in=things)
    return set(rows.visible_to(reader).values_list("pk", flat=True)) if hasattr(rows, "visible_to") else things
