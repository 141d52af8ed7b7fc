"""The parts of a call year's table by name, and what two tables say otherwise, in words."""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from typing import Any

from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from partners.grants.choices import Activity, Rate

PARTS: Mapping[str, Any] = {
    "travel": gettext_lazy("Rejse"),
    "individual": gettext_lazy("Opholdsstøtte pr. dag"),
    "countries": gettext_lazy("Landegrupper"),
    "activities": gettext_lazy("Aktiviteter og organisationsstøtte"),
    "amounts": gettext_lazy("Faste beløb"),
    "limits": gettext_lazy("Grænser"),
}
_WORDS: Mapping[str, Any] = {
    "source": gettext_lazy("kilde"),
    "standard": gettext_lazy("almindelig rejse"),
    "green": gettext_lazy("grøn rejse"),
    "from_km": gettext_lazy("fra km"),
    "most_days": gettext_lazy("højst dage"),
    "most_days_green": gettext_lazy("højst dage med grøn rejse"),
    "near_edge_km": gettext_lazy("km fra kanten, der advares om"),
    "full_rate_days": gettext_lazy("dage med fuld sats"),
    "later_share": gettext_lazy("andel derefter"),
    "course_fee_per_day": gettext_lazy("kursusgebyr pr. deltager og dag, euro"),
    "most_fee_days": gettext_lazy("højst dage med kursusgebyr"),
    "preparatory_visit": gettext_lazy("forberedende besøg pr. person, euro"),
    "language": gettext_lazy("sprogstøtte, euro"),
    "extra_language": gettext_lazy("ekstra sprogstøtte, euro"),
    "inclusion_organisation": gettext_lazy("inklusionsstøtte til organisationen, euro"),
    "lower_organisation": gettext_lazy("lavere organisationsstøtte"),
    "beyond_participants": gettext_lazy("efter så mange deltagere"),
    "amount": gettext_lazy("i euro"),
    "instead_of": gettext_lazy("i stedet for så mange euro"),
    "most_organisation_per_group": gettext_lazy("højst organisationsstøtte pr. elevgruppe, euro"),
    "most_course_share": gettext_lazy("højst andel til kurser"),
    "small_grant": gettext_lazy("et lille tilskud, euro"),
    "most_course_amount_of_small_grant": gettext_lazy("højst til kurser af et lille tilskud, euro"),
    "most_from_one_school_in_a_course": gettext_lazy("højst fra én skole på et kursus"),
    "most_per_mentor": gettext_lazy("højst pr. mentor"),
    "most_on_a_preparatory_visit": gettext_lazy("højst på et forberedende besøg"),
    "least_in_a_pupil_group": gettext_lazy("mindst i en elevgruppe"),
    "project_months": gettext_lazy("et projekts måneder"),
    "most_project_months": gettext_lazy("højst måneder med forlængelse"),
    "most_applications_a_year": gettext_lazy("højst ansøgninger pr. skole og år"),
    "least_days": gettext_lazy("mindst dage"),
    "least_days_justified": gettext_lazy("mindst dage med begrundelse"),
    "organisation": gettext_lazy("organisationsstøtte"),
    "course_fee": gettext_lazy("kursusgebyr"),
    "incoming": gettext_lazy("besøg udefra"),
    "rate": gettext_lazy("dagssats"),
    "code": gettext_lazy("kode"),
    "fixed": gettext_lazy("fast beløb"),
    "groups": gettext_lazy("gruppe"),
    "per_day": gettext_lazy("pr. dag"),
    "bands": gettext_lazy("bånd"),
    "rows": "",
}
# Marks of the administration, not figures of the agency.
_MARKS = {"confirmed"}


@dataclass(frozen=True)
class Difference:
    """One figure that two tables have otherwise. `before` None: it is new; `after` None: it is gone."""

    part: str
    label: str
    before: str | None
    after: str | None


def differences(before: Mapping[str, Any], after: Mapping[str, Any]) -> list[Difference]:
    """What the second table says otherwise than the first, part by part."""
    found = []
    for part, name in PARTS.items():
        old, new = dict(_flat(before.get(part, {}))), dict(_flat(after.get(part, {})))
        keys = [*old, *(key for key in new if key not in old)]
        found += [Difference(part, f"{name}: {_label(key)}", old.get(key), new.get(key)) for key in keys if old.get(key) != new.get(key)]
    return found


def changed_parts(before: Mapping[str, Any], after: Mapping[str, Any]) -> set[str]:
    """The parts that say anything otherwise."""
    return {difference.part for difference in differences(before, after)}


def _flat(thing: Any, path: tuple[str, ...] = ()) -> Iterator[tuple[tuple[str, ...], str]]:
    """Every figure with where it stands. A row is named by its distance or its activity, never by its place."""
    if isinstance(thing, Mapping):
        for key, value in thing.items():
            if key not in _MARKS:
                yield from _flat(value, (*path, str(key)))
    elif isinstance(thing, list) and all(isinstance(row, Mapping) for row in thing):
        for at, row in enumerate(thing):
            yield from _flat(row, (*path, str(row.get("activity") or row.get("from_km", at))))
    else:
        yield path, ", ".join(map(str, thing)) if isinstance(thing, list) else str(thing)


def _label(path: tuple[str, ...]) -> str:
    known = {**{rate.value: rate.label for rate in Rate}, **{activity.value: activity.label for activity in Activity}}
    words = [
        _("fra %(km)s km") % {"km": word} if at and path[at - 1] == "bands" else known.get(word, _WORDS.get(word, word))
        for at, word in enumerate(path)
    ]
    return " ".join(str(word) for word in words if str(word) and word is not _WORDS["bands"])


def single_figures(part: Mapping[str, Any]) -> list[tuple[str, str]]:
    """The figures of a part with their words, its source left out."""
    return [(_label(path), value) for path, value in _flat(part) if path != ("source",)]
