"""Which characters the print fonts hold, and what becomes of the others."""

import re
import unicodedata
from functools import lru_cache

from portal.documents.print.sources import font_path

# Each family stands in for the other, so a character is printable when one of the two has it.
FILES = ("IBMPlexSans-Regular.woff2", "IBMPlexSerif-Regular.woff2")
FAMILIES, WEIGHTS = ("IBM Plex Sans", "IBM Plex Serif"), (400, 500, 600, 700)
_LINE_ENDS = re.compile(r"\r\n?|[\u2028\u2029\x0b\x0c\x85]")
_GAPS = re.compile(r"(?<=\S)[ ]{2,}(?=\S)")
# Without a shape of their own: controls, joiners, marks of direction, variation selectors, the keycap.
_SHAPELESS_KINDS, _SHAPELESS = {"Cc", "Cf"}, {*map(chr, range(0xFE00, 0xFE10)), "\u20e3"}
_KEPT = {"\n", "\t"}
_MISSING = "\u25ca"


def specimen() -> str:
    """A line in every family, weight and slant that a stylesheet can ask for."""
    styles = (f"font: {slant} {weight} 10pt '{family}'" for family in FAMILIES for weight in WEIGHTS for slant in ("normal", "italic"))
    return "".join(f'<p style="{style}">a</p>' for style in styles)


@lru_cache(maxsize=1)
def covered() -> frozenset[str]:
    from fontTools.ttLib import TTFont  # type: ignore[import-untyped]

    characters: set[int] = set()
    for name in FILES:
        with TTFont(font_path(name), lazy=True) as font:
            characters.update(font.getBestCmap())
    return frozenset(char for char in map(chr, characters) if not _is_shapeless(char))


def uncovered(text: str) -> set[str]:
    """Return the characters of a text that cannot be printed. What has no shape is no loss and is not named."""
    return {char for char in _composed(text) if not _is_printable(char) and not _is_shapeless(char)}


def printable(text: str) -> str:
    """Return the text without what the fonts lack: symbols and emoji go, a letter or sign that carries meaning becomes a lozenge.

    The loss is never silent: the same characters are named with action and field by `check_snapshot`.
    """
    composed = _composed(text)
    if all(map(_is_printable, composed)):
        return composed
    return _GAPS.sub(" ", "".join(map(_replacement, composed)))


def _composed(text: str) -> str:
    return _LINE_ENDS.sub("\n", unicodedata.normalize("NFC", text))


def _is_printable(char: str) -> bool:
    return char in covered() or char in _KEPT


def _is_shapeless(char: str) -> bool:
    return char not in _KEPT and (unicodedata.category(char) in _SHAPELESS_KINDS or char in _SHAPELESS)


def _replacement(char: str) -> str:
    if _is_printable(char):
        return char
    if not _is_shapeless(char) and unicodedata.category(char)[0] in "LNM":
        compatible = unicodedata.normalize("NFKC", char)
        return compatible if all(map(_is_printable, compatible)) else _MISSING
    return ""
