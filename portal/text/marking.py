"""Showing a reader where the words of a question were found."""

from dataclasses import dataclass
from functools import cached_property

from django.utils.html import format_html, format_html_join
from django.utils.safestring import SafeString

from portal.text.sentences import spans
from portal.text.words import as_one, spans_of_words

AROUND = 180  # letters of an excerpt


@dataclass(frozen=True)
class Sought:
    """The words to mark, folded: `words` themselves, and words with one of the `beginnings`, each with how many letters may follow it."""

    words: frozenset[str] = frozenset()
    beginnings: tuple[tuple[str, int], ...] = ()

    def finds(self, folded: str) -> bool:
        """Whether a folded word of a text is to be marked."""
        if folded in self.words:
            return True
        return folded.startswith(self._stems) and any(
            folded.startswith(stem) and len(folded) - len(stem) <= most for stem, most in self.beginnings
        )

    def may_stand_in(self, text: str) -> bool:
        """False only where no word of the text is to be marked: most texts need not be read word by word."""
        return any(part in folded for folded in as_one(text) for part in self._parts)

    @cached_property
    def _stems(self) -> tuple[str, ...]:
        return tuple(stem for stem, _most in self.beginnings)

    @cached_property
    def _parts(self) -> list[str]:
        """What stands in every word that is found; of longer ones it is enough to look for the shorter one inside them."""
        parts: list[str] = []
        for one in sorted({*self.words, *self._stems}, key=len):
            if not any(part in one for part in parts):
                parts.append(one)
        return parts


NOTHING = Sought()


def marked(text: str, sought: Sought) -> tuple[SafeString, bool]:
    """The text with every found word marked, escaped; and whether there was one."""
    if not sought.may_stand_in(text):
        return format_html("{}", text), False
    pieces: list[tuple[str, str]] = []
    at = 0
    for start, end, folded in spans_of_words(text):
        if start >= at and sought.finds(folded):
            pieces.append((text[at:start], text[start:end]))
            at = end
    body = format_html_join("", "{}<mark>{}</mark>", pieces)
    return format_html("{}{}", body, text[at:]), bool(pieces)


def excerpt(text: str, sought: Sought) -> SafeString | None:
    """The first sentence that holds a found word, shortened around it and marked; None when there is none."""
    for sentence in spans(text):
        if sought.may_stand_in(sentence[0]) and (at := _first(sentence[0], sought)) is not None:
            return marked(_around(sentence[0], at), sought)[0]
    return None


def _first(sentence: str, sought: Sought) -> int | None:
    """Where the first found word begins."""
    return next((start for start, _end, folded in spans_of_words(sentence) if sought.finds(folded)), None)


def _around(sentence: str, at: int) -> str:
    if len(sentence) <= AROUND:
        return sentence
    start = max(0, at - AROUND // 2)
    end = min(len(sentence), start + AROUND)
    start = sentence.find(" ", start) + 1 if start else 0
    end = sentence.rfind(" ", start, end) if end < len(sentence) else end
    return f"{'…' if start else ''}{sentence[start:end]}{'…' if end < len(sentence) else ''}"
