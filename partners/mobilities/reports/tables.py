"""A report field by field: what is pasted into the Commission's tool, on the page and as a file."""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from typing import Any

from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from portal.text import notation
from portal.ui.spreadsheets import Column


@dataclass(frozen=True)
class Field:
    """One field with its content as plain text."""

    part: str
    name: str
    content: str

    @property
    def rows(self) -> int:
        """How high its box is on the page."""
        return min(12, max(2, len(self.content) // 80 + self.content.count("\n") + 1))


FIELDS: list[Column] = [
    (gettext_lazy("Del"), lambda field: field.part),
    (gettext_lazy("Felt"), lambda field: field.name),
    (gettext_lazy("Indhold"), lambda field: field.content),
    (gettext_lazy("Tegn"), lambda field: len(field.content)),
]


def fields_of(said: Mapping[str, Any]) -> list[Field]:
    """Every field of a report: facts, texts without notation, and each table as lines with tabs between the cells."""
    facts = [Field(_("Om rapporten"), label, value) for label, value in said["facts"]]
    intro = [Field(_("Tekst"), _("Kort fortalt"), notation.to_plain(said["intro"]))] if said["intro"] else []
    return [Field(_("Om rapporten"), _("Titel"), said["title"]), *facts, *intro, *_blocks(said["blocks"])]


def _blocks(blocks: list[dict[str, Any]]) -> Iterator[Field]:
    for block in blocks:
        match block["type"]:
            case "text" if block["text"]:
                yield Field(_("Tekst"), block["heading"], notation.to_plain(block["text"]))
            case "table":
                lines = [block["columns"], *block["rows"], *([block["totals"]] if block["totals"] else [])]
                yield Field(_("Tal"), block["heading"], "\n".join("\t".join(line) for line in lines))
            case "answers":
                for group in block["groups"]:
                    said = "\n\n".join(f"{answer['text']} ({answer['place']})" for answer in group["answers"])
                    yield Field(block["heading"], group["heading"], said)
            case "actions":
                yield Field(_("Tekst"), block["heading"], "\n".join(f"{item['title']}: {item['url']}" for item in block["items"]))
