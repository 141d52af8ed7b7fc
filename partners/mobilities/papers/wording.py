"""The texts of the documents, in Danish and English side by side (`texts/`). They are the portal's drafts: the agency's own prevail.

Not gettext: a document is written in the languages that its signers read, often both at once, and its wording is proofread as a whole.
"""

import re
import tomllib
from collections.abc import Mapping
from functools import lru_cache
from pathlib import Path
from typing import Any

FOLDER = Path(__file__).parent / "texts"
LANGUAGES = ("da", "en")
_ITEM = re.compile(r"^- ")


@lru_cache(maxsize=16)
def text_of(kind: str) -> Mapping[str, Any]:
    """The text of one document, by the value of its kind."""
    return tomllib.loads((FOLDER / f"{kind}.toml").read_text(encoding="utf-8"))


def word(group: str, name: str, language: str, **values: Any) -> str:
    """A word around the texts: `word("facts", "host", "en")`."""
    return str(text_of("labels")[group][name][language]).format(**values)


def blocks(text: str, values: Mapping[str, str]) -> list[dict[str, Any]]:
    """Paragraphs as `{"text": …}` and lists as `{"points": […]}`, with the values in their places."""
    return [_block(part.strip(), values) for part in text.strip().split("\n\n") if part.strip()]


def _block(part: str, values: Mapping[str, str]) -> dict[str, Any]:
    lines = [line.strip() for line in part.splitlines()]
    if all(_ITEM.match(line) for line in lines):
        return {"points": [filled(_ITEM.sub("", line), values) for line in lines]}
    return {"text": filled(" ".join(lines), values)}


def filled(text: str, values: Mapping[str, str]) -> str:
    return text.format_map(values)
