"""How easy a text is to read, as help to the one who writes it."""

import re
from dataclasses import dataclass

from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

from portal.text.notation import to_plain
from portal.text.sentences import sentences

_WORD = re.compile(r"[^\W\d_]+(?:[-’'][^\W\d_]+)*")
_LONG = 6
# Below this many words the number says more about chance than about the text.
FEWEST_WORDS = 40
_MEANINGS: tuple[tuple[int, str | Promise], ...] = (
    (25, _("meget let, som en børnebog")),
    (35, _("let, som en fortælling for voksne")),
    (45, _("almindelig, som en avis")),
    (55, _("tung, som en faglig artikel")),
)
_HEAVIEST = _("meget tung, som en lovtekst")


@dataclass(frozen=True)
class Readability:
    """`lix`: words per sentence plus the percentage of words longer than six letters, rounded."""

    words: int
    lix: int
    meaning: str | Promise
    longest: list[str]


def readability(text: str, *, most: int = 3) -> Readability | None:
    """Measure a text in the notation; `longest` holds its longest sentences. Too short a text has no measure."""
    counted = [(len(_WORD.findall(sentence)), sentence) for sentence in sentences(to_plain(text))]
    words = _WORD.findall(to_plain(text))
    number = sum(1 for count, _sentence in counted if count)
    if len(words) < FEWEST_WORDS:
        return None
    lix = round(len(words) / number + 100 * sum(len(word) > _LONG for word in words) / len(words))
    longest = [sentence for _count, sentence in sorted(counted, key=lambda pair: -pair[0])[:most]]
    return Readability(len(words), lix, _meaning(lix), longest)


def _meaning(lix: int) -> str | Promise:
    return next((words for below, words in _MEANINGS if lix < below), _HEAVIEST)
