"""What is known of the pages that a text takes, from when it was last set. Read by pages that must not set anything themselves."""

import json
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from portal.documents.kinds import template_version
from portal.documents.print.memory import content_key, memory

# The lines of a page's text block.
LINES = 50


@dataclass(frozen=True)
class Measure:
    """Pages, and how much of the last one is taken (0 to 1) before its lessons are moved to the foot."""

    pages: int
    taken: float

    @property
    def lines(self) -> int:
        """Lines on the last page."""
        return max(1, round(self.taken * LINES))


def measure_key(content: Mapping[str, Any], *, language: str) -> str:
    """Name what was set: the same content in the same language, templates and stylesheets takes the same pages."""
    said = json.dumps(content, sort_keys=True, ensure_ascii=False)
    return content_key(["measure", template_version(), language, said])


def setting() -> str:
    """Name how everything is set now: a new stylesheet, template or typesetter gives another name, and nothing is known of its pages."""
    return content_key(["measure", template_version()])


def remembered(key: str) -> Measure | None:
    kept = memory().recall(key)
    return Measure(*kept) if kept else None


def remember(key: str, measure: Measure) -> None:
    memory().keep(key, (measure.pages, measure.taken))
