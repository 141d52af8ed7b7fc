"""The page where a writer meets somebody else's newer text: both texts of what both have changed, and a choice for each."""

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date
from decimal import Decimal
from typing import Any, cast

from django import forms
from django.forms.formsets import DELETION_FIELD_NAME
from django.http import QueryDict
from django.utils import formats
from django.utils.functional import cached_property

from portal.text import changes
from portal.text.merging import together
from portal.text.normalise import normalise
from portal.ui.rows import RowForm, RowSet
from portal.ui.sections import SectionForm, in_words
from portal.writing.conflicts import REMOVED, Path, Question, compare
from portal.writing.contents import Contents, stamp, written

# What the page sends along: the names it asks about, both answers to each, and what it showed as stored.
ASKED, MINE, THEIRS, CHOICE, SHOWN = "uenig", "min", "gemt", "valg", "vist"
KEEP_MINE, KEEP_THEIRS, KEEP_BOTH = "min", "gemte", "saml"


def with_choices(data: QueryDict) -> QueryDict:
    """What was posted, with the writer's choices carried out and begun anew from the text that the page showed.

    While a choice is missing, it still begins where it began before: both texts are shown again.
    """
    asked = data.getlist(ASKED)
    if not asked:
        return data
    chosen = data.copy()
    for name in asked:
        _carry_out(chosen, name)
    if all(data.get(f"{CHOICE}:{name}") for name in asked):
        chosen["base"] = data.get(SHOWN, "")
        chosen["seen"] = stamp(chosen["base"])
    return chosen


def _carry_out(data: QueryDict, name: str) -> None:
    """Without a choice the field is the writer's own text: to be asked about again."""
    choice = data.get(f"{CHOICE}:{name}", KEEP_MINE)
    if choice != KEEP_BOTH:
        _put(data, name, data.getlist(f"{THEIRS if choice == KEEP_THEIRS else MINE}:{name}"))


def _put(data: QueryDict, name: str, values: list[str]) -> None:
    if values:
        data.setlist(name, values)
    else:
        data.pop(name, None)


@dataclass(frozen=True)
class Place:
    """Where a path leads on the page: the form, the row that it is (if it is one), and the name of the field."""

    form: forms.Form
    row: str
    name: str

    @property
    def html_name(self) -> str:
        return self.form.add_prefix(DELETION_FIELD_NAME if self.name == REMOVED else self.name)

    @property
    def field(self) -> forms.Field:
        return self.form.fields[self.name]


@dataclass(frozen=True)
class Asked:
    """One question as the page shows it."""

    name: str
    title: str
    kind: str
    mine: str
    theirs: str
    my_values: list[str]
    their_values: list[str]
    base: str | None = None

    @property
    def is_text(self) -> bool:
        return self.kind == "text"

    @property
    def is_row(self) -> bool:
        """Whether there is to be such a row at all."""
        return self.kind in {"i-removed", "they-removed"}

    @cached_property
    def compared(self) -> changes.Changes:
        """From the stored text to the writer's own, by word."""
        return changes.compare("", self.theirs, self.mine)

    @property
    def both(self) -> str:
        return together(self.theirs, self.mine, self.base)

    @property
    def hidden(self) -> list[tuple[str, str]]:
        mine = [(f"{MINE}:{self.name}", value) for value in self.my_values]
        theirs = [(f"{THEIRS}:{self.name}", value) for value in self.their_values]
        return [(ASKED, self.name), *mine, *theirs]


class BothTexts:
    """A posted section beside what is stored now. `data` is the posted section with everything that only the other has changed in it."""

    def __init__(self, posted: SectionForm, theirs: Contents) -> None:
        self.posted, self.theirs = posted, theirs
        self.data: QueryDict = cast(QueryDict, posted.data).copy()
        found = compare(posted.began_with(), posted.cleaned(), theirs)
        for path, value in found.taken.items():
            self._take(path, value)
        self.questions = [self._asked(question) for question in found.questions]

    @property
    def is_settled(self) -> bool:
        return not self.questions

    def settled(self) -> SectionForm:
        """The section with both writers' changes, as it goes on from what is stored now."""
        data = self.data.copy()
        data["base"] = written(self.theirs)
        data["seen"] = stamp(data["base"])
        for upload in (self.posted.files or {}).values():
            upload.seek(0)
        return type(self.posted)(self.posted.subject, self.posted.today, data=data, files=self.posted.files)

    def hidden(self) -> Iterator[tuple[str, str]]:
        """Everything on the writer's page that no question is about."""
        asked = {question.name for question in self.questions}
        for name, values in self.data.lists():
            if name not in asked | _OWN and not name.startswith(_ANSWERS):
                yield from ((name, value) for value in values)
        yield SHOWN, written(self.theirs)

    def _take(self, path: Path, value: Any) -> None:
        place = self._place(path)
        _put(self.data, place.html_name, as_posted(value))

    def _asked(self, question: Question) -> Asked:
        place = self._place(question.path)
        if place.name == REMOVED:
            return self._asked_about_row(question, place)
        is_text = isinstance(place.field.widget, forms.Textarea)
        words = [normalise(in_words(place.field, value)) for value in (question.mine, question.theirs)]
        label = str(place.form[place.name].label)
        return Asked(
            name=place.html_name,
            title=f"{place.row}: {label[:1].lower()}{label[1:]}" if place.row else label,
            kind="text" if is_text else "value",
            mine=words[0],
            theirs=words[1],
            my_values=as_posted(question.mine),
            their_values=as_posted(question.theirs),
            base=normalise(in_words(place.field, question.base)) if is_text and question.base is not None else None,
        )

    def _asked_about_row(self, question: Question, place: Place) -> Asked:
        """One has removed a row that the other has changed."""
        i_removed = bool(question.mine)
        row = self._stored_row(question.path) if i_removed else cast(RowForm, place.form).as_row()
        if i_removed:
            self._fill(question.path[:-1], row)
        lines = _lines(place.form, row)
        return Asked(
            name=place.html_name,
            title=place.row,
            kind="i-removed" if i_removed else "they-removed",
            mine="" if i_removed else lines,
            theirs=lines if i_removed else "",
            my_values=["on"] if i_removed else [],
            their_values=[] if i_removed else ["on"],
        )

    def _fill(self, path: Path, row: Contents) -> None:
        """Put the stored row where the writer had an older one: kept after all, it is kept as it stands now."""
        form = self._place((*path, REMOVED)).form
        for name, value in row.items():
            if name in form.fields:
                _put(self.data, form.add_prefix(name), as_posted(value))
        for value in row.get("values", []):
            if self._has_row((*path, "values", value["row"])):
                self._fill((*path, "values", value["row"]), value)

    def _stored_row(self, path: Path) -> Contents:
        rows, steps = self.theirs[str(path[0])], list(path[1:-1])
        row = next(row for row in rows if row["row"] == steps[0])
        return row if len(steps) == 1 else next(value for value in row["values"] if value["row"] == steps[2])

    def _has_row(self, path: Path) -> bool:
        try:
            self._place((*path, REMOVED))
        except StopIteration:
            return False
        return True

    def _place(self, path: Path) -> Place:
        form, rows, label = self.posted.fields, self.posted.sets, ""
        for at in range(0, len(path) - 1, 2):
            kind, number = str(path[at]), path[at + 1]
            row_forms = cast(list[RowForm], rows[kind].forms)
            index, form = next((index, row) for index, row in enumerate(row_forms) if row.posted_number() == number)
            label = ", ".join(filter(None, [label, str(self.posted.row_labels[kind]) % {"number": index + 1}]))
            rows = {"values": cast(RowSet, form.values)} if hasattr(form, "values") else {}
        return Place(form, label, str(path[-1]))


_OWN = frozenset({"csrfmiddlewaretoken", ASKED, SHOWN, "saml", "hent", "videre", "tilfoej"})
_ANSWERS = (f"{MINE}:", f"{THEIRS}:", f"{CHOICE}:", "flyt_")


def as_posted(value: Any) -> list[str]:
    """A value as a browser sends it."""
    if isinstance(value, bool):
        return ["on"] if value else []
    if isinstance(value, list):
        return [str(one) for one in value]
    if isinstance(value, Decimal):
        return [formats.localize_input(value)]
    return [value.isoformat() if isinstance(value, date) else "" if value is None else str(value)]


def _lines(form: forms.Form, row: Contents) -> str:
    """A whole row in words, a line for each field and for each of its values."""
    own = [f"{form[name].label}: {words}" for name, words in _words(form.fields, row) if words]
    values = [", ".join(words for _name, words in _words(form.values.form.base_fields, value)) for value in row.get("values", [])]  # type: ignore[attr-defined]
    return "\n".join([*own, *values])


def _words(fields: dict[str, forms.Field], row: Contents) -> list[tuple[str, str]]:
    return [(name, in_words(fields[name], value)) for name, value in row.items() if name in fields and name != "row"]
