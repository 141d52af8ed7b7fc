"""Plain search in published trial actions: Danish word endings by PostgreSQL, and the letters folded so that both spellings meet."""

import re

from django.contrib.postgres.search import SearchQuery, SearchVector
from django.db.models import Exists, F, Func, OuterRef, Q, QuerySet, TextField, Value
from django.db.models.functions import Collate, Concat, Lower, Replace

from portal.text import danish
from schools.models import School
from schools.networks.models import FocusArea
from trials.models import Observation, Version

_TERMS = re.compile(r'"([^"]+)"|”([^”]+)”|(\S+)')
_MOST_TERMS = 12
_TEXT = ("title", "headline", "standfirst", "done", "change", "future", "learned")
_FOLDED_LETTERS = (("å", "aa"), ("æ", "ae"), ("ø", "oe"), ("ä", "ae"), ("ö", "oe"))
_ACCENTS = ("éèêëáàâãíìîïóòôõúùûüçñ", "eeeeaaaaiiiioooouuuucn")
_AFTER_Z = (("aa", "å"), ("æ", "{"), ("ø", "|"), ("å", "}"))


def search(queryset: QuerySet[Version], q: str) -> QuerySet[Version]:
    """Versions that hold every word of `q`: whole, as part of a word, or with another ending; a phrase in quotation marks as it stands.

    ”fravær” finds ”skolefravær”, ”Åbenrå” finds ”Aabenraa”, ”værksteder” finds ”værksted”. The names of municipality, schools and
    focus areas count as text.
    """
    found = queryset.annotate(
        folded=_fold(Concat(*_with_spaces(*_TEXT, "trial__municipality__official_name"), output_field=TextField())),
        stems=SearchVector(*_TEXT, config="danish"),
    )
    for term in _terms(q):
        found = found.filter(_holds(term))
    return found


def in_danish_order(queryset: QuerySet[Version]) -> QuerySet[Version]:
    """By title, with æ, ø and å last and aa as å, after it (domain.md §9). The database's own collation knows no Danish."""
    key: Func = Lower("title")
    for letter, after_z in _AFTER_Z:
        key = Replace(key, Value(letter), Value(after_z))
    return queryset.order_by(Collate(key, "C"), Collate(Lower("title"), "C").desc(), "pk")


def _terms(q: str) -> list[str]:
    return ["".join(found).strip() for found in _TERMS.findall(q) if "".join(found).strip()][:_MOST_TERMS]


def _holds(term: str) -> Q:
    folded = danish.fold(term)
    in_parts = [
        Observation.objects.filter(version=OuterRef("pk")).annotate(folded=_fold("text")),
        School.objects.filter(trial_actions=OuterRef("trial")).annotate(folded=_fold("name")),
        FocusArea.objects.filter(versions=OuterRef("pk")).annotate(folded=_fold("name")),
    ]
    held = Q(folded__contains=folded)
    if " " not in term:
        held |= Q(stems=SearchQuery(term, config="danish"))
    for part in in_parts:
        held |= Q(Exists(part.filter(folded__contains=folded)))
    return held


def _with_spaces(*names: str) -> list:
    return [part for name in names for part in (F(name), Value(" \n "))]


def _fold(expression) -> Func:
    """`portal.text.danish.fold` in SQL."""
    folded: Func = Lower(expression, output_field=TextField())
    for letter, plain in _FOLDED_LETTERS:
        folded = Replace(folded, Value(letter), Value(plain))
    return Func(folded, Value(_ACCENTS[0]), Value(_ACCENTS[1]), function="translate", output_field=TextField())
