"""Showing a reader where the words of a question were found."""

from collections.abc import Callable

from django.utils.html import format_html, format_html_join
from django.utils.safestring import SafeString

from portal.text.sentences import spans
from portal.text.words import spans_of_words

AROUND = 180  # letters of an excerpt
IsFound = Callable[[str], bool]


def marked(text: str, is_found: IsFound) -> tuple[SafeString, bool]:
    """The text with every found word marked, escaped; and whether there was one."""
    pieces: list[tuple[str, str]] = []
    at = 0
    for start, end, folded in spans_of_words(text):
        if start >= at and is_found(folded):
            pieces.append((text[at:start], text[start:end]))
            at = end
    body = format_html_join("", "{}<mark>{}</mark>", pieces)
    return format_html("{}{}", body, text[at:]), bool(pieces)


def excerpt(text: str, is_found: IsFound) -> SafeString | None:
    """The first sentence that holds a found word, shortened around it and marked; None when there is none."""
    for sentence in spans(text):
        words = [start for start, _end, folded in spans_of_words(sentence[0]) if is_found(folded)]
        if words:
            return marked(_around(sentence[0], words[0]), is_found)[0]
    return None


def _around(sentence: str, at: int) -> str:
    if len(sentence) <= AROUND:
        return sentence
    start = max(0, at - AROUND // 2)
    end = min(len(sentence), start + AROUND)
    start = sentence.find(" ", start) + 1 if start else 0
    end = sentence.rfind(" ", start, end) if end < len(sentence) else end
    return f"{'…' if start else ''}{sentence[start:end]}{'…' if end < len(sentence) else ''}"
