"""Sets of rows on a section's page. They work without JavaScript: ”Tilføj …” saves and shows one more empty row."""

from typing import Any

from django import forms
from django.forms.formsets import DELETION_FIELD_NAME, INITIAL_FORM_COUNT, TOTAL_FORM_COUNT
from django.http import QueryDict
from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

from portal.writing.contents import Contents

# More rows than anybody writes on one page, and as many as are read from a forged one.
MOST_ROWS = 60
_MOST_POSTED = 2 * MOST_ROWS
_LONGEST_COUNT = 9
_LONGEST_NUMBER = 19


class NumberedForm(forms.Form):
    """One of several alike on a page. `row_label` is what it is called there, with its number."""

    row_label: str | Promise = ""

    @property
    def row_name(self) -> str:
        return str(self.row_label) % {"number": int(str(self.prefix).rpartition("-")[2]) + 1}


class RowForm(forms.Form):
    """One row. `row` is the number of the stored row, empty for a new one."""

    row = forms.IntegerField(required=False, widget=forms.HiddenInput)
    remove_label = _("Fjern")
    # What its page calls it.
    row_name = ""

    @property
    def changed_data(self) -> list[str]:
        """Which fields say something else than before. The row's own number says nothing."""
        return [name for name in super().changed_data if name != "row"]

    def as_row(self) -> Contents:
        """The cleaned row, as the services take it. Its number is the one that is known everywhere: ” 5.0” is none."""
        cleaned = {name: value for name, value in self.cleaned_data.items() if name != DELETION_FIELD_NAME}
        return cleaned | {"row": self.posted_number()}

    def posted_number(self) -> int | None:
        """The number of the stored row that this one came with."""
        return as_number(self["row"].value())

    def numbers(self) -> dict[str, int | None]:
        """What stands in the row's number field after a save; nothing where the row is gone."""
        return {self.add_prefix("row"): self.saved["row"]} if self.saved else {}

    # The row as it was handed to the service, which puts its number in.
    saved: Contents | None = None


class RowSet(forms.BaseFormSet):
    """Rows of one kind. A row left empty is no row; a row is removed by ticking ”Fjern”."""

    first_rows = 1

    def __init__(
        self, data: QueryDict | None = None, *, prefix: str, initial: list[Contents], more: str = "", form_kwargs: dict | None = None
    ):
        self.extra = self._empty_rows(initial) + (more == prefix)
        if data is not None:
            initial = as_posted(data, prefix, initial)
        if more == prefix:
            data = one_more_row(data, prefix, self.form)
        super().__init__(data, prefix=prefix, initial=initial, form_kwargs=form_kwargs)

    def _empty_rows(self, initial: list[Contents]) -> int:
        return 0 if initial else self.first_rows

    def add_fields(self, form: forms.Form, index: int | None) -> None:
        """A row that was stored while the page was open can be removed like those that stood there before."""
        super().add_fields(form, index)
        if self.is_bound and DELETION_FIELD_NAME not in form.fields and _was_stored(form):  # type: ignore[arg-type]
            form.fields[DELETION_FIELD_NAME] = forms.BooleanField(required=False)
        if DELETION_FIELD_NAME in form.fields:
            form.fields[DELETION_FIELD_NAME].label = form.remove_label  # type: ignore[attr-defined]

    def rows(self) -> list[Contents]:
        """The cleaned rows, as the services take them."""
        for form in self.forms if self.is_bound else []:
            form.saved = self._row(form)
        return [form.saved for form in self.forms if self.is_bound and form.saved]

    def _row(self, form: RowForm) -> Contents | None:
        """A row stored while the page was open and emptied again is removed."""
        number = form.posted_number()
        is_emptied = form.empty_permitted and not form.has_changed()
        if form.cleaned_data.get(DELETION_FIELD_NAME) or (number and is_emptied):
            return {"row": number, "remove": True} if number else None
        return form.as_row() if number or form.has_changed() else None

    def numbers(self) -> dict[str, int | None]:
        """After a save: what each row's number field is to hold, by its name on the page."""
        return {name: number for form in self.forms for name, number in form.numbers().items()}


def _was_stored(form: RowForm) -> bool:
    """It came with a number, or with the tick that took its number away."""
    return form.posted_number() is not None or form.add_prefix(DELETION_FIELD_NAME) in form.data


def row_set(form: type[RowForm], base: type[RowSet] = RowSet) -> type[RowSet]:
    """A kind of row set. Stored rows can be ticked off; an empty one is simply left empty."""
    return forms.formset_factory(  # type: ignore[return-value]
        form, formset=base, can_delete=True, can_delete_extra=False, max_num=MOST_ROWS, absolute_max=_MOST_POSTED, validate_max=True
    )


def as_posted(data: QueryDict, prefix: str, initial: list[Contents]) -> list[Contents]:
    """The stored rows in the order in which the page had them; somebody else may have added or removed some since."""
    count = data.get(f"{prefix}-{INITIAL_FORM_COUNT}", "")
    known = {str(row["row"]): row for row in initial}
    return [known.get(data.get(f"{prefix}-{at}-row", ""), {}) for at in range(_rows_in(count))]


def _rows_in(count: str) -> int:
    """A posted number of rows, as far as it is one: Python refuses to read thousands of digits."""
    if not count.isdecimal():
        return 0
    return min(int(count), MOST_ROWS) if len(count) < _LONGEST_COUNT else MOST_ROWS


def as_number(value: Any) -> int | None:
    """A posted number, as far as it is one that a row can have."""
    text = str(value or "")
    return int(text) if text.isdecimal() and len(text) < _LONGEST_NUMBER else None


def one_more_row(data: QueryDict | None, prefix: str, form: type[forms.Form]) -> Any:
    """What was posted, with one more row as it is when nothing is typed in it: an error elsewhere doesn't take away the row asked for."""
    total = "" if data is None else data.get(f"{prefix}-{TOTAL_FORM_COUNT}", "")
    if data is None or not total.isdecimal() or _rows_in(total) >= MOST_ROWS:
        return data
    longer = data.copy()
    longer[f"{prefix}-{TOTAL_FORM_COUNT}"] = str(int(total) + 1)
    for name, field in form.base_fields.items():
        if field.initial is not None:
            longer[f"{prefix}-{total}-{name}"] = field.initial
    return longer
