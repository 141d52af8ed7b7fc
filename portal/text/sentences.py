"""Dividing plain text into sentences."""

import re
from collections.abc import Iterator

# A point ends a sentence only before a capital letter: ”i 4. klasse” goes on.
_SENTENCE = re.compile(r"\S.*?(?:[.!?]{1,5}[”\"')]{0,3}(?=\s+[”\"(]*[A-ZÆØÅ]|\s*$)|$)", re.MULTILINE)


def spans(text: str) -> Iterator[re.Match[str]]:
    """Each sentence as a match in the text; a line end ends a sentence."""
    return _SENTENCE.finditer(text)


def sentences(text: str) -> list[str]:
    return [match[0] for match in spans(text)]
