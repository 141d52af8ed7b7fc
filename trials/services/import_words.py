"""Reads one case of an import file: which keys it may have, and which Danish and English words stand for what. Pure functions."""

import calendar
import re
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import date
from typing import Any

from django.utils.translation import gettext as _

from portal.text.danish import fold
from portal.text.normalise import normalise, normalise_line
from trials.choices import Grade, Life, Outcome, Perspective, Scope, Visibility

KEYS = {"title", "municipality", "school", "headline", "summary", "done", "change", "next", "learned"}
OPTIONAL_KEYS = {"scope", "focus_areas", "grades", "period", "outcome", "visibility"}


class BadRow(Exception):
    """A case that cannot be read. `key` is the field that it is about; whoever shows it may call it by another name."""

    def __init__(self, message: str, key: str = "", **words: object) -> None:
        super().__init__(message)
        self.message, self.key, self.words = message, key, words

    def told(self, names: Mapping[str, str]) -> str:
        """In words, with the field called by the name that the reader knows."""
        if not self.words and "%(key)s" not in self.message:
            return self.message
        return self.message % {**self.words, "key": names.get(self.key, self.key)}

    def __str__(self) -> str:
        return self.told({})


def refuse_unless(condition: bool, reason: str, key: str = "") -> None:
    if not condition:
        raise BadRow(reason, key)


@dataclass(frozen=True)
class Period:
    school_year: str = ""
    starts_on: date | None = None
    ends_on: date | None = None


@dataclass(frozen=True)
class Case:
    """One case, checked and translated to the portal's own words."""

    title: str
    municipality: str
    schools: list[str]
    scope: Scope
    headline: str
    summary: str
    done: str
    change: str
    observations: list[tuple[list[Perspective], str]]
    future: str
    learned: str
    focus_areas: list[str]
    grades: list[Grade]
    period: Period
    life: Life
    outcome: str
    visibility: Visibility


def read_case(raw: Any) -> Case:
    """Translate one object of the file. Raises BadRow with the key and the word that was not understood."""
    if not isinstance(raw, Mapping):
        raise BadRow(_("Rækken er ikke et objekt med navngivne felter."))
    schools = _names(raw, "school")
    life, outcome = _outcome(_line(raw, "outcome"))
    change, observations = _change(raw.get("change"))
    return Case(
        title=_required(raw, "title"),
        municipality=_required(raw, "municipality"),
        schools=schools,
        scope=_scope(_line(raw, "scope"), schools),
        headline=_line(raw, "headline"),
        summary=_text(raw, "summary"),
        done=_text(raw, "done"),
        change=change,
        observations=observations,
        future=_text(raw, "next"),
        learned=_text(raw, "learned"),
        focus_areas=_names(raw, "focus_areas", divided_by=r"[;\n]"),
        grades=_grades(_names(raw, "grades", divided_by=r",|;| og | and |&")),
        period=_period(_line(raw, "period")),
        life=life,
        outcome=outcome,
        visibility=_choice("visibility", _line(raw, "visibility"), _VISIBILITIES, Visibility.EVERYONE),
    )


def unread(raw: Any) -> str:
    """Name the fields that the import does not know and therefore has not read; often a misspelt one."""
    unknown = sorted(map(str, set(raw) - KEYS - OPTIONAL_KEYS))
    return _("Ukendte felter er sprunget over: %(keys)s.") % {"keys": ", ".join(unknown)} if unknown else ""


def same_name(one: str, other: str) -> bool:
    """Whether two names are the same whatever the case and the spelling of æ, ø and å."""
    return fold(one).split() == fold(other).split()


def municipality_name(text: str) -> str:
    """”Egsted” of ”Egsted Kommune”."""
    return re.sub(r"\s+kommune$", "", text.strip(), flags=re.IGNORECASE)


# Plain values


def _required(raw: Mapping[str, Any], key: str) -> str:
    if not (text := _line(raw, key)):
        raise BadRow(_("”%(key)s” mangler."), key)
    return text


def _line(raw: Mapping[str, Any], key: str) -> str:
    value = raw.get(key) or ""
    if not isinstance(value, str):
        raise BadRow(_("”%(key)s” skal være en tekst."), key)
    return normalise_line(value)


def _text(raw: Mapping[str, Any], key: str) -> str:
    return as_notation(raw.get(key), key)


def as_notation(value: Any, key: str) -> str:
    """A text, or a list of paragraphs where "• " or "- " starts a list item, in the portal's notation."""
    parts = [value] if isinstance(value, str) else value if isinstance(value, list) else [] if value is None else None
    if parts is None or not all(isinstance(part, str) for part in parts):
        raise BadRow(_("”%(key)s” skal være en tekst eller en liste af afsnit."), key)
    text = ""
    for part in filter(None, map(normalise, parts)):
        is_next_item = part.startswith("- ") and text.rpartition("\n")[2].startswith("- ")
        text += ("\n" if is_next_item else "\n\n" if text else "") + part
    return text


def _names(raw: Mapping[str, Any], key: str, *, divided_by: str = "") -> list[str]:
    """A name or a list of names; a text is divided where `divided_by` matches."""
    value = raw.get(key) or []
    if isinstance(value, str):
        value = re.split(divided_by, value) if divided_by else [value]
    if not isinstance(value, list) or not all(isinstance(name, str | int) for name in value):
        raise BadRow(_("”%(key)s” skal være en tekst eller en liste af tekster."), key)
    return [name for name in (normalise_line(str(name)) for name in value) if name]


# Words for enumerations


def _words(pairs: Iterable[tuple[str, Any]]) -> dict[str, Any]:
    """A vocabulary with its words folded; codes may be written with a space."""
    return {fold(word.replace("_", " ")): meaning for word, meaning in pairs}


_SCOPES = _words(
    [
        *[(scope.value, scope) for scope in Scope],
        ("en eller flere skoler", Scope.NAMED),
        ("navngivne skoler", Scope.NAMED),
        ("named schools", Scope.NAMED),
        ("enkelte skoler, ikke navngivet", Scope.UNNAMED),
        ("enkelte skoler", Scope.UNNAMED),
        ("ikke navngivet", Scope.UNNAMED),
        ("unnamed schools", Scope.UNNAMED),
        ("hele kommunen", Scope.MUNICIPALITY),
        ("kommunen", Scope.MUNICIPALITY),
        ("whole municipality", Scope.MUNICIPALITY),
    ]
)
_VISIBILITIES = _words(
    [
        *[(visibility.value, visibility) for visibility in Visibility],
        ("kun skolen", Visibility.SCHOOL),
        ("skolen", Visibility.SCHOOL),
        ("kommunen", Visibility.MUNICIPALITY),
        ("netværket", Visibility.NETWORKS),
        ("netværk", Visibility.NETWORKS),
        ("partnerskabet", Visibility.NETWORKS),
        ("valgte netværk og partnerskaber", Visibility.NETWORKS),
        ("alle", Visibility.EVERYONE),
        ("offentligt", Visibility.EVERYONE),
        ("alle (offentligt)", Visibility.EVERYONE),
        ("public", Visibility.EVERYONE),
    ]
)
_OUTCOMES = _words(
    [
        *[(outcome.value, (Life.EVALUATED, outcome)) for outcome in Outcome],
        *[(life.value, (life, "")) for life in Life if life != Life.EVALUATED],
        ("som ventet", (Life.EVALUATED, Outcome.AS_EXPECTED)),
        ("gik som ventet", (Life.EVALUATED, Outcome.AS_EXPECTED)),
        ("delvist", (Life.EVALUATED, Outcome.PARTLY)),
        ("delvis", (Life.EVALUATED, Outcome.PARTLY)),
        ("delvist som ventet", (Life.EVALUATED, Outcome.PARTLY)),
        ("partly as expected", (Life.EVALUATED, Outcome.PARTLY)),
        ("ikke som ventet", (Life.EVALUATED, Outcome.NOT_AS_EXPECTED)),
        ("gik ikke som ventet", (Life.EVALUATED, Outcome.NOT_AS_EXPECTED)),
        ("idé", (Life.IDEA, "")),
        ("i gang", (Life.RUNNING, "")),
        ("på pause", (Life.PAUSED, "")),
        ("kom ikke i gang", (Life.NEVER_STARTED, "")),
    ]
)
_PERSPECTIVES = _words(
    [
        *[(perspective.value, perspective) for perspective in Perspective],
        ("elever", Perspective.PUPILS),
        ("børn", Perspective.PUPILS),
        ("medarbejdere", Perspective.STAFF),
        ("lærere", Perspective.STAFF),
        ("pædagoger", Perspective.STAFF),
        ("ledere", Perspective.LEADERS),
        ("ledelse", Perspective.LEADERS),
        ("forældre", Perspective.PARENTS),
        ("ressourcepersoner", Perspective.PPR),
        ("resource persons", Perspective.PPR),
        ("eksterne", Perspective.EXTERNAL),
        ("eksterne støttesystemer", Perspective.EXTERNAL),
        ("forvaltning", Perspective.ADMINISTRATION),
        ("forvaltningen", Perspective.ADMINISTRATION),
        ("politikere", Perspective.POLITICIANS),
    ]
)
_GRADES = _words(
    [
        ("indskoling", Grade.LOWER),
        ("lower", Grade.LOWER),
        ("mellemtrin", Grade.MIDDLE),
        ("middle", Grade.MIDDLE),
        ("udskoling", Grade.UPPER),
        ("upper", Grade.UPPER),
        ("sfo", Grade.SFO),
        ("after-school", Grade.SFO),
        ("dagtilbud", Grade.DAYCARE),
        ("børnehave", Grade.DAYCARE),
        ("daycare", Grade.DAYCARE),
        ("ungdomsskole", Grade.YOUTH),
        ("youth", Grade.YOUTH),
        ("youth school", Grade.YOUTH),
        ("specialtilbud", Grade.SPECIAL),
        ("special", Grade.SPECIAL),
    ]
)
_YEARS = re.compile(
    r"(?:grades?|years?)?\s*(\d{1,2})\s*\.?(?:\s*(?:-|–|—|til|to)\s*(\d{1,2})\s*\.?)?\s*(?:klasse|klassetrin|kl\.?|aargang|trin)?"
)
_MONTHS = {
    fold(name): number
    for names in (
        ["januar", "februar", "marts", "april", "maj", "juni", "juli", "august", "september", "oktober", "november", "december"],
        list(calendar.month_name)[1:],
    )
    for number, name in enumerate(names, start=1)
}
_SCHOOL_YEAR = re.compile(r"(?:skoleaaret|school year)?\s*(\d{4})\s*[/–-]\s*(\d{2}|\d{4})")
_DASH = re.compile(r"\s+(?:-|–|—|til|to)\s+|\s*[–—]\s*")


def _choice(key: str, word: str, vocabulary: Mapping[str, Any], default: Any) -> Any:
    if not word:
        return default
    try:
        return vocabulary[fold(word.replace("_", " "))]
    except KeyError:
        raise BadRow(_("”%(word)s” er ikke et kendt ord for ”%(key)s”."), key, word=word) from None


def _scope(word: str, schools: list[str]) -> Scope:
    """Without a word: the named schools, or schools that are not named. No school never means the whole municipality."""
    scope = _choice("scope", word, _SCOPES, Scope.NAMED if schools else Scope.UNNAMED)
    if scope == Scope.NAMED and not schools:
        raise BadRow(_("Der skal stå mindst én skole i ”%(key)s”, når det er navngivne skoler."), "school")
    return scope


def _outcome(word: str) -> tuple[Life, str]:
    """Without a word nothing is claimed: it is under way."""
    return _choice("outcome", word, _OUTCOMES, (Life.RUNNING, ""))


def _grades(words: list[str]) -> list[Grade]:
    found: set[Grade] = set()
    for word in words:
        found |= _grade(word)
    return [grade for grade in Grade if grade in found]


def _grade(word: str) -> set[Grade]:
    if years := _YEARS.fullmatch(fold(word)):
        first, last = int(years[1]), int(years[2] or years[1])
        if first <= last <= 10:
            return {Grade(str(year)) for year in range(first, last + 1)}
    elif fold(word) in _GRADES:
        return {_GRADES[fold(word)]}
    raise BadRow(_("”%(word)s” er ikke et kendt ord for ”%(key)s”."), "grades", word=word)


def _period(text: str) -> Period:
    """”Skoleåret 2025/26”, ”Februar 2025 – juni 2026” or one month."""
    if not text:
        return Period()
    if year := _SCHOOL_YEAR.fullmatch(fold(text)):
        return Period(school_year=f"{year[1]}/{year[2][-2:]}")
    months = [_month(part, text) for part in _DASH.split(text)]
    if len(months) > 2 or months[0] > months[-1]:
        raise _unknown_period(text)
    (first_year, first_month), (last_year, last_month) = months[0], months[-1]
    return Period("", date(first_year, first_month, 1), date(last_year, last_month, calendar.monthrange(last_year, last_month)[1]))


def _month(part: str, text: str) -> tuple[int, int]:
    name, _space, year = fold(part).strip().rpartition(" ")
    if name not in _MONTHS or not re.fullmatch(r"(19|20)\d\d", year):
        raise _unknown_period(text)
    return int(year), _MONTHS[name]


def _unknown_period(text: str) -> BadRow:
    return BadRow(
        _("Perioden ”%(text)s” kan ikke læses. Skriv fx ”Skoleåret 2025/26” eller ”Februar 2025 – juni 2026”."), "period", text=text
    )


def _change(value: Any) -> tuple[str, list[tuple[list[Perspective], str]]]:
    """The free text and the observations. A perspective that is not known keeps its name, as a subheading; one without a name is free text."""
    if not isinstance(value, Mapping):
        return as_notation(value, "change"), []
    free, observations = [], []
    for label, text in value.items():
        written = as_notation(text, "change")
        if perspectives := _perspectives(str(label)):
            observations.append((perspectives, written))
        elif written:
            free.append(f"### {normalise_line(str(label))}\n\n{written}" if label else written)
    return "\n\n".join(free), observations


def _perspectives(label: str) -> list[Perspective]:
    """The perspectives that a label names, e.g. ”Elever og forældre”; none when a part of it is not known."""
    parts = [part for part in re.split(r"\s*(?:,|/|&|\bog\b|\band\b)\s*", fold(label)) if part]
    known = [_PERSPECTIVES.get(part.replace("_", " ")) for part in parts]
    return list(dict.fromkeys(known)) if known and all(known) else []  # type: ignore[arg-type]
