"""Cleans what people type and paste before it is stored (architecture.md §7): what breaks books and screen readers goes here."""

import re
import unicodedata

_PRIVATE_BULLETS = "\uf0b7", "\uf0a7"
_WORD_BULLETS = re.compile(r"^[ \t]*[\u2022\u25cf\u25aa\u2023\u00b7][ \t]*", re.MULTILINE)
_DASH_BULLETS = re.compile(r"^[ \t]*[-–*][ \t]+", re.MULTILINE)
_LINE_ENDS = re.compile(r"\r\n?|[\u2028\u2029\x0b\x0c\x85]")
_SPACES = re.compile(r"[ \t]+$", re.MULTILINE)
_MANY_BLANK = re.compile(r"\n{3,}")
_KEPT_CONTROLS = {"\n", "\t"}
_OBJECT = "\ufffc"  # what stands where a picture was: printable, as Python sees it
_INVISIBLE = {"\ufeff", "\u200b", "\u00ad", _OBJECT}


def normalise(text: str) -> str:
    """Return NFC text: Word's bullets as "- " items, line separators as new lines, control and private-use characters removed."""
    text = _LINE_ENDS.sub("\n", text)
    for bullet in _PRIVATE_BULLETS:
        text = text.replace(bullet, "•")
    if not text.replace("\n", "").isprintable() or _OBJECT in text:  # hardly ever, so that texts are not read letter by letter
        text = "".join(char for char in text if _keep(char))
    text = unicodedata.normalize("NFC", text).strip()
    text = _DASH_BULLETS.sub("- ", _WORD_BULLETS.sub("- ", text))
    return _MANY_BLANK.sub("\n\n", _SPACES.sub("", text)).strip()


def normalise_line(text: str) -> str:
    """The same for a field of one line, which has no notation: every run of white space becomes one space, and joiners go."""
    return " ".join(normalise(text).replace("\u2060", "").split())


def _keep(char: str) -> bool:
    if char in _KEPT_CONTROLS:
        return True
    return char not in _INVISIBLE and unicodedata.category(char) not in {"Cc", "Co", "Cs", "Cn"}
