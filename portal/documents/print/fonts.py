"""Which characters the print fonts hold, and what becomes of the others."""

import re
import unicodedata
from functools import lru_cache

from portal.documents.print.sources import font_path

# Each family stands in for the other, so a character is printable when one of the two has it.
_FILES = ("IBMPlexSans-Regular.woff2", "IBMPlexSerif-Regular.woff2")
_WITHOUT_GLYPH = {"\n", "\t", "\u00ad"}
_JOINERS = {"\u200d", "\u2060", "\ufe0e", "\ufe0f", "\u20e3"}
_MISSING = "\u25a1"
_GAPS = re.compile(r"(?<=\S)[ ]{2,}(?=\S)")


@lru_cache(maxsize=1)
def covered() -> frozenset[str]:
    from fontTools.ttLib import TTFont

    characters: set[int] = set()
    for name in _FILES:
        with TTFont(font_path(name), lazy=True) as font:
            characters.update(font.getBestCmap())
    return frozenset(map(chr, characters)) | _WITHOUT_GLYPH


def uncovered(text: str) -> set[str]:
    """Return the characters of a text that cannot be printed."""
    return {char for char in unicodedata.normalize("NFC", text) if char not in covered() and char not in _JOINERS}


def printable(text: str) -> str:
    """Return the text without what the fonts lack: symbols and emoji go, a letter or sign that carries meaning becomes an empty square.

    The loss is never silent: the same characters are named with action and field by `check_snapshot`.
    """
    composed = unicodedata.normalize("NFC", text)
    if not uncovered(composed) and not _JOINERS & set(composed):
        return composed
    return _GAPS.sub(" ", "".join(map(_replacement, composed)))


def _replacement(char: str) -> str:
    if char in _JOINERS:
        return ""
    if char in covered():
        return char
    if unicodedata.category(char)[0] in "LNM":
        compatible = unicodedata.normalize("NFKC", char)
        return compatible if not uncovered(compatible) else _MISSING
    return ""
