"""What stands in a section of a text, as plain data: the form starts from it, and a save compares with it."""

import hashlib
import json
from collections.abc import Collection
from typing import Any

from django.core.serializers.json import DjangoJSONEncoder
from django.utils.translation import gettext as _

from portal.workflow.gate import Refused

type Contents = dict[str, Any]


class Conflict(Refused):
    """Somebody else has saved the section since the writer opened it. `theirs` is what stands there now."""

    def __init__(self, theirs: Contents) -> None:
        super().__init__(_("En anden har gemt dette afsnit, mens du skrev. Din tekst er ikke gemt endnu, men den står her stadig."))
        self.theirs = theirs


def fingerprint(section: Contents) -> str:
    """A short stamp of a section's contents: another stamp at saving time means that somebody else has written."""
    return stamp(written(section))


def written(section: Contents) -> str:
    """A section's contents as text: a page carries it along, so that a save can tell afterwards who has changed what."""
    return json.dumps(section, cls=DjangoJSONEncoder, sort_keys=True, ensure_ascii=False)


def stamp(text: str) -> str:
    """The fingerprint of contents that stand as text."""
    return hashlib.sha256(text.encode()).hexdigest()[:32]


def read_back(text: str, seen: str, sets_of_rows: Collection[str]) -> Contents | None:
    """The contents that a page was opened with. The stamp vouches for them: without the right one, or where they are none, nothing is known."""
    if not text or stamp(text) != seen:
        return None
    try:
        found = json.loads(text)
    except (ValueError, RecursionError):
        return None
    return found if _are_contents(found, sets_of_rows) else None


def _are_contents(found: Any, sets_of_rows: Collection[str]) -> bool:
    """Whether they have the form of contents: texts, numbers and lists of them by name, and rows that each have a number."""
    return isinstance(found, dict) and all(_is_content(name, value, sets_of_rows) for name, value in found.items())


def _is_content(name: str, value: Any, sets_of_rows: Collection[str]) -> bool:
    if name in sets_of_rows:
        return isinstance(value, list) and all(_are_contents(row, sets_of_rows) and isinstance(row.get("row"), int) for row in value)
    return not any(isinstance(one, dict | list) for one in (value if isinstance(value, list) else [value]))
