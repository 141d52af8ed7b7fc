"""The last touch on a publication's text: where long compounds may break, and short last words that must not stand alone.

Works on the finished HTML, between the tags. Headings are left alone, since their words become bookmarks.
"""

import itertools
import re
from functools import lru_cache
from pathlib import Path

_TAG = re.compile(r"(<!--.*?-->|<[^>]*>)", re.DOTALL)
_UNTOUCHED = re.compile(r"<(/?)(h[1-6]|title|style|address)\b")
_BLOCK_END = re.compile(r"</(p|li|dd|figcaption)>")
_LAST_WORD = re.compile(r"(?<=\S{2}) (\S{1,6}[.,!?:…”]{0,2})\s*$")
SOFT_HYPHEN, NO_BREAK = "\u00ad", "\u00a0"


def finish(html: str) -> str:
    pieces = _TAG.split(html)
    depth = 0
    for position, piece in enumerate(pieces):
        if position % 2:
            if tag := _UNTOUCHED.match(piece):
                depth += -1 if tag[1] else 1
        elif not depth and piece.strip():
            following = pieces[position + 1] if position + 1 < len(pieces) else ""
            pieces[position] = _touched(piece, last=bool(_BLOCK_END.match(following)))
    return "".join(pieces)


def _touched(text: str, *, last: bool) -> str:
    text = _compounds().sub(lambda match: _divided(match[0]), text)
    return _LAST_WORD.sub(NO_BREAK + r"\1", text) if last and len(text) > 40 else text


@lru_cache(maxsize=1)
def _places() -> dict[str, tuple[int, ...]]:
    """Read where each compound may break: "fraværs|vejleder" breaks after seven letters."""
    places = {}
    for line in (Path(__file__).parent / "compounds.txt").read_text(encoding="utf-8").splitlines():
        if "|" in line and not line.startswith("#"):
            parts = line.strip().split("|")
            places["".join(parts)] = tuple(len("".join(parts[:count])) for count in range(1, len(parts)))
    return places


@lru_cache(maxsize=1)
def _compounds() -> re.Pattern[str]:
    words = sorted(_places(), key=len, reverse=True)
    return re.compile(rf"\b({'|'.join(map(re.escape, words))})", re.IGNORECASE)


def _divided(word: str) -> str:
    cuts = (0, *_places()[word.lower()], len(word))
    return SOFT_HYPHEN.join(word[start:end] for start, end in itertools.pairwise(cuts))
