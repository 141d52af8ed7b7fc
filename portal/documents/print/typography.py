"""The last touch on a publication's text: where long compounds may break, and short last words that must not stand alone.

Works on the finished HTML, between the tags. Headings are left alone, since their words become bookmarks; how wide a headline is set,
so that its lines become about equally long, is worked out before (`balanced`).
"""

import itertools
import re
from functools import lru_cache
from pathlib import Path

_TAG = re.compile(r"(<!--.*?-->|<[^>]*>)", re.DOTALL)
_UNTOUCHED = re.compile(r"<(/?)(h[1-6]|title|style|address)\b")
_BLOCK_END = re.compile(r"</(p|li|dd|figcaption|span)>")
_LAST_WORD = re.compile(r"(?<=\S) (\S{1,8}[.,!?:…”]{0,2})\s*$")
# In em of IBM Plex Sans SemiBold, near enough to tell where a line breaks.
_NARROW, _WIDE, _CAPITAL, _LETTER = 0.31, 0.88, 0.66, 0.57
_SHARES = (60, 70, 80, 90)
# After such a first part there is always a joint, as long as what follows is a word and not an ending. The words left out have no linking s.
_JOINT = re.compile(
    r"\b(?!kylling|viking|budding|skilling|lærling|spring)(\w{3,}?ings|\w{2,}?(?:heds|ions|skabs|tets|elses))(?=[a-zæøå]{4})", re.IGNORECASE
)
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
    text = _JOINT.sub(rf"\1{SOFT_HYPHEN}", text)
    text = _first_parts().sub(rf"\1{SOFT_HYPHEN}", text)
    text = _compounds().sub(lambda match: _divided(match[0]), text)
    return _LAST_WORD.sub(NO_BREAK + r"\1", text) if last and len(text) > 40 else text


@lru_cache(maxsize=1)
def _lines() -> list[list[str]]:
    lines = (Path(__file__).parent / "compounds.txt").read_text(encoding="utf-8").splitlines()
    return [line.strip().split("|") for line in lines if "|" in line and not line.startswith("#")]


@lru_cache(maxsize=1)
def _places() -> dict[str, tuple[int, ...]]:
    """Read where each compound may break: "fraværs|vejleder" breaks after seven letters."""
    return {"".join(parts): tuple(itertools.accumulate(len(part) for part in parts[:-1])) for parts in _lines() if parts[-1]}


@lru_cache(maxsize=1)
def _first_parts() -> re.Pattern[str]:
    """ "fraværs|" breaks before whatever follows."""
    return re.compile(rf"\b({'|'.join(re.escape(parts[0]) for parts in _lines() if not parts[-1])})(?=[a-zæøå]{{4}})", re.IGNORECASE)


@lru_cache(maxsize=1)
def _compounds() -> re.Pattern[str]:
    words = sorted(_places(), key=len, reverse=True)
    return re.compile(rf"\b({'|'.join(map(re.escape, words))})", re.IGNORECASE)


def _divided(word: str) -> str:
    cuts = (0, *_places()[word.lower()], len(word))
    return SOFT_HYPHEN.join(word[start:end] for start, end in itertools.pairwise(cuts))


def balanced(text: str, *, line: float) -> int:
    """Return how much of a line of so many em a headline should use, in per cent, to have its lines of about the same length.

    WeasyPrint knows no `text-wrap: balance`. The narrowest measure is chosen that takes no more lines than the full one.
    """
    words = [_width(word) for word in text.split()]
    lines = _count_lines(words, line)
    return next((share for share in _SHARES if lines > 1 and _count_lines(words, line * share / 100) == lines), 100)


def _count_lines(words: list[float], line: float) -> int:
    count, taken = 1, 0.0
    for word in words:
        if taken and taken + _NARROW + word > line:
            count, taken = count + 1, 0.0
        taken += word + (_NARROW if taken else 0.0)
    return count


def _width(word: str) -> float:
    return sum(
        _NARROW if char in "fijlrt.,:;!’”-" else _WIDE if char.lower() in "mwæ" else _CAPITAL if char.isupper() else _LETTER
        for char in word
    )
