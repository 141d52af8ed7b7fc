"""What a result shows of a version: the words that were looked for marked, and where else they stand."""

import re
from collections.abc import Callable, Iterator
from dataclasses import dataclass

from django.utils.safestring import SafeString
from django.utils.translation import gettext as _

from portal.text import notation
from portal.text.marking import excerpt, marked
from trials.finding.question import Question
from trials.models import Version

# Signs of the notation that may stand inside a word.
_SIGNS = re.compile(rf"[*\\{notation.JOINER}]")


@dataclass(frozen=True)
class Marked:
    """`where` and `passage` tell where the words stand when neither headline nor standfirst holds them."""

    headline: SafeString
    standfirst: SafeString
    where: str = ""
    passage: SafeString | None = None


def mark(version: Version, question: Question) -> Marked | None:
    """None without a question. Reads nothing but the version, whose observations are loaded with it."""
    if question.is_empty:
        return None
    headline, in_headline = marked(version.headline or version.display_title, question.sought)
    standfirst, in_standfirst = marked(version.standfirst, question.sought)
    if in_headline or in_standfirst:
        return Marked(headline, standfirst)
    likely = ((where, read(text)) for where, text, read in _texts(version) if question.sought.may_stand_in(_SIGNS.sub("", text)))
    found = ((where, excerpt(text, question.sought)) for where, text in likely)
    where, passage = next(((where, passage) for where, passage in found if passage), ("", None))
    return Marked(headline, standfirst, where, passage)


def _texts(version: Version) -> Iterator[tuple[str, str, Callable[[str], str]]]:
    """Where each text stands, the text as it is stored, and what reads it as words alone."""
    if version.headline:
        yield _("Titel"), version.title, str
    for where, text in (
        (_("Det har vi gjort"), version.done),
        (_("Sådan opleves forandringen"), version.change),
        *((seen.label, seen.text) for seen in version.observations.all()),
        (_("Fremover vil vi …"), version.future),
        (_("Vi har lært"), version.learned),
    ):
        yield where, text, notation.to_plain
    trial = version.trial
    yield _("Fokusområde"), ", ".join(map(str, version.areas)), str
    yield _("Sted"), ", ".join(map(str, [trial.municipality, *trial.schools.all()])), str
