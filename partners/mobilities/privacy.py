"""What free text about a mobility may not say: numbers that look like CPR numbers stop it, everything else is pointed out."""

import re
from collections.abc import Iterable

from django.utils.translation import gettext as _

from portal.text.personal_data import Finding, find, holds_cpr
from portal.workflow.gate import Refused


def refuse_cpr(*texts: str) -> None:
    """Raise Refused when one of the texts holds what looks like a CPR number: it is never stored here."""
    if any(map(holds_cpr, texts)):
        raise Refused(_("Der står et tal, der ligner et CPR-nummer. Fortæl med ord, hvad det er. Teksten er ikke gemt."))


def pointed_out(text: str, people: Iterable[str] = ()) -> list[Finding]:
    """What looks like it is about a person: for the writer to think over. Those in `people` are named as travellers elsewhere."""
    return [finding for finding in find(text, people=people) if not finding.blocks]


def named_in(text: str, people: Iterable[str]) -> list[str]:
    """Which of these persons a text names, by their whole name, their first name or their surname."""
    return [name for name in people if name and _pattern(name).search(text)]


def without_names(text: str, people: Iterable[str]) -> str:
    """The text with dots for the names of these persons: for what is shown where nobody is named."""
    for name in people:
        if name:
            text = _pattern(name).sub("…", text)
    return text


def _pattern(name: str) -> re.Pattern[str]:
    """The whole name, or its first or its last part alone where it has several; in the genitive too (”Tveds”, ”Jonas’”)."""
    first, *_middle, last = name.split() if " " in name.strip() else ("", name)
    words = [name, *(part for part in (first, last) if part != name and len(part) > 2)]
    return re.compile(rf"(?<!\w)(?:{'|'.join(map(re.escape, words))})s?(?!\w)")
