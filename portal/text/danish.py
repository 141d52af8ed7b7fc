"""Danish letters: folding for search, sorting for lists, transliteration for addresses."""

import re
import unicodedata
from functools import lru_cache

from django.utils.text import slugify

_FOLD = (("å", "aa"), ("æ", "ae"), ("ø", "oe"), ("ä", "ae"), ("ö", "oe"), ("ü", "u"))
_ACCENTS = re.compile(f"[{''.join(filter(unicodedata.combining, map(chr, range(0x10000))))}]")
_LAST = {"æ": "\uf001", "ø": "\uf002", "å": "\uf003", "ä": "\uf001", "ö": "\uf002"}
_AA = re.compile("aa")


def fold(text: str) -> str:
    """Return lower-case text with å→aa, æ→ae, ø→oe and other accents removed, so that both spellings meet."""
    folded = unicodedata.normalize("NFC", text).lower()
    for letter, letters in _FOLD:
        folded = folded.replace(letter, letters)
    return folded if folded.isascii() else _ACCENTS.sub("", unicodedata.normalize("NFD", folded))


def sort_key(text: str) -> tuple[str, str]:
    """Order as in a Danish index: æ, ø, å after z, and aa as å after it (Zebra, Ærø, Østerbro, Åbenrå, Aabenraa)."""
    lowered = unicodedata.normalize("NFC", text).strip().lower()
    letters = "".join(_LAST.get(char, char) for char in _AA.sub("å", lowered))
    return _ACCENTS.sub("", unicodedata.normalize("NFD", letters)), _AA.sub("å\uf004", lowered)


def database_key(text: str) -> str:
    """`sort_key` as one text to be stored and ordered by. What parts it comes before any letter, so that a name stands before its longer ones."""
    return "\x01".join(sort_key(text))


@lru_cache(maxsize=10_000)
def slug(text: str, *, longest: int = 80) -> str:
    """Return an address part in ASCII; Django's slugify alone would drop æ and ø."""
    return slugify(fold(text))[:longest].strip("-") or "uden-titel"
