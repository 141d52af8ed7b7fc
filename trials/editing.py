"""What an editor may change in a text, and how a proposal differs from it. Pure reading; the acts are in trials.services.editorial."""

import hashlib
import json
from collections.abc import Iterator
from dataclasses import dataclass

from django.utils.functional import Promise
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from portal.text import changes, notation
from trials.models import EditorialVersion, Version

# New words may be written here …
FREE = ("title", "headline", "standfirst")
# … and here the text may only become shorter.
SHORTER = ("done", "change", "future", "learned")
HEADINGS: dict[str, str | Promise] = {
    "title": gettext_lazy("Titel"),
    "headline": gettext_lazy("Overskrift"),
    "standfirst": gettext_lazy("Kort indledning"),
    "done": gettext_lazy("Det har vi gjort"),
    "change": gettext_lazy("Sådan opleves forandringen"),
    "future": gettext_lazy("Fremover vil vi …"),
    "learned": gettext_lazy("Vi har lært"),
}


@dataclass(frozen=True)
class Texts:
    """The words that an editor works on: by field, and per observation by its number in the database."""

    fields: dict[str, str]
    observations: dict[str, str]

    def faults(self, before: "Texts") -> list[str]:
        """Why these words may not be proposed in place of those: something was emptied, or became longer where it may not."""
        return [*_emptied(before, self), *_longer(before, self)]


def texts_of(version: Version) -> Texts:
    """The text as it stands."""
    fields = {name: getattr(version, name) for name in FREE + SHORTER}
    return Texts(fields, {str(seen.pk): seen.text for seen in version.observations.all()})


def proposed_by(proposal: EditorialVersion) -> Texts:
    """The text as the proposal would have it."""
    return Texts({name: getattr(proposal, name) for name in FREE + SHORTER}, proposal.observations)


def stamp(texts: Texts) -> str:
    """Another stamp means other words."""
    written = json.dumps([texts.fields, texts.observations], sort_keys=True, ensure_ascii=False)
    return hashlib.sha256(written.encode()).hexdigest()


def words(text: str) -> int:
    """How many words a reader sees."""
    return len(notation.to_plain(text).split())


def differences(version: Version, after: Texts) -> list[changes.Changes]:
    """The fields that the proposal changes, word by word."""
    return [changes.compare(heading, old, new) for heading, old, new in _pairs(version, texts_of(version), after) if old != new]


def unchanged(proposal: EditorialVersion) -> list[str]:
    """What stops a proposal from being sent: that it proposes nothing."""
    same = stamp(proposed_by(proposal)) == stamp(texts_of(proposal.version))
    return [_("Forslaget ændrer ikke noget i teksten endnu")] if same else []


def _pairs(version: Version, before: Texts, after: Texts) -> Iterator[tuple[str, str, str]]:
    for name in FREE + SHORTER:
        yield str(HEADINGS[name]), before.fields[name], after.fields[name]
        if name == "change":
            for seen in version.observations.all():
                yield f"{HEADINGS[name]}: {seen.label}", seen.text, after.observations.get(str(seen.pk), seen.text)


def _named(before: Texts, after: Texts) -> Iterator[tuple[str, str, str, str]]:
    """Each text with its heading and name, as it was and as it is proposed."""
    for name, old in before.fields.items():
        yield str(HEADINGS[name]), name, old, after.fields[name]
    for row, old in before.observations.items():
        yield _("En observation"), "observation", old, after.observations.get(row, old)


def _emptied(before: Texts, after: Texts) -> list[str]:
    return [_("”%(name)s” må ikke blive tom.") % {"name": heading} for heading, _name, old, new in _named(before, after) if old and not new]


def _longer(before: Texts, after: Texts) -> list[str]:
    return [
        _("”%(name)s” må kun blive kortere: den har %(now)d ord og havde %(then)d.")
        % {"name": heading, "now": words(new), "then": words(old)}
        for heading, name, old, new in _named(before, after)
        if name not in FREE and words(new) > words(old)
    ]
