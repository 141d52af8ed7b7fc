"""One page per section of a text: a form of single fields and sets of rows, checked together and cleaned to one dict (portal.writing.contents)."""

from collections.abc import Iterator, Mapping
from datetime import date
from typing import Any

from django import forms
from django.db.models import TextChoices
from django.http import QueryDict
from django.utils import formats
from django.utils.datastructures import MultiValueDict
from django.utils.functional import Promise
from django.utils.translation import gettext as _

from portal.ui.forms import FormattedText
from portal.ui.rows import RowSet
from portal.writing.contents import Contents, read_back, stamp, written


class EmptyForm(forms.Form):
    """For a section that has rows only."""


class SectionForm:
    """A section's page. Unbound it shows what is stored, bound it holds all that was typed, whether right or wrong."""

    section: TextChoices
    fields_class: type[forms.Form] = EmptyForm
    # What a row of each set is called, with its number.
    row_labels: Mapping[str, str | Promise] = {}
    # What is right is kept even when something else is wrong: a browser cannot choose a file again by itself.
    saves_in_part = False
    # Rows that are ticked off wait for the button: what they hold could not be brought back.
    holds_removal = False

    def __init__(
        self, subject: Any, today: date, *, data: QueryDict | None = None, files: MultiValueDict | None = None, more: str = ""
    ) -> None:
        self.subject, self.today, self.data, self.files, self.more = subject, today, data, files, more
        self.stored = self.contents()
        self.base = written(self.stored) if data is None else data.get("base", "")
        self.seen = stamp(self.base) if data is None else data.get("seen", "")
        self.fields = self.fields_class(data, initial=self.stored, **self.field_options())
        self.sets: dict[str, RowSet] = self.row_sets()
        for name, rows in self.sets.items():
            self.name_rows(name, rows)

    def contents(self) -> Contents:
        """What is stored in the section now."""
        raise NotImplementedError

    def keep_errors_of(self, posted: "SectionForm") -> None:
        """After a save in part: show what could not be saved as it was typed."""

    def field_options(self) -> dict[str, Any]:
        """What the form of single fields needs to know."""
        return {}

    def row_sets(self) -> dict[str, RowSet]:
        """The section's sets of rows, by their names in the section's contents."""
        return {}

    def name_rows(self, name: str, rows: RowSet, within: str = "") -> None:
        """Each row knows what its page calls it, so that an error says which one it is about."""
        for number, form in enumerate(rows.forms, start=1):
            label = str(self.row_labels[name]) % {"number": number}
            form.row_name = f"{within}, {label[:1].lower()}{label[1:]}" if within else label

    def rows_of(self, kind: type[RowSet], name: str, **options: Any) -> RowSet:
        return kind(self.data, prefix=name, initial=self.stored[name], more=self.more, **options)

    def is_valid(self) -> bool:
        return all([self.fields.is_valid(), *(rows.is_valid() for rows in self.sets.values())])

    def cleaned(self) -> Contents:
        """The whole section, as the service takes it."""
        return self.fields.cleaned_data | {name: rows.rows() for name, rows in self.sets.items()}

    def began_with(self) -> Contents | None:
        """What stood there when the page was opened, if that is known."""
        return read_back(self.base, self.seen, self.row_labels)

    def numbers(self) -> dict[str, int | None]:
        """After a save: what the number field of each row is to hold, so that the next save changes that row."""
        return {name: number for rows in self.sets.values() for name, number in rows.numbers().items()}

    def rewritten(self) -> dict[str, str]:
        """The texts that checking has filled in or replaced, e.g. the name of a chosen colleague, by their names on the page."""
        return {
            form.add_prefix(name): value
            for form in self.all_forms()
            for name, value in getattr(form, "cleaned_data", {}).items()
            if isinstance(value, str) and isinstance(form.fields[name], forms.CharField) and value != _as_typed(form, name)
        }

    def all_forms(self) -> Iterator[forms.Form]:
        """Every form on the page, in its order."""
        yield self.fields
        for rows in self.sets.values():
            yield from rows.forms

    @property
    def has_editor(self) -> bool:
        """Whether the page needs the editor of formatted text."""
        return any(isinstance(field.widget, FormattedText) for form in self.all_forms() for field in form.fields.values())

    def errors(self) -> list[tuple[str, str, str]]:
        """What is wrong, for the summary: the id to go to, the field's name, and what to do."""
        found = [
            ("" if field is None or field.is_hidden else field.first_id, _where(form) if field is None else field.full_label, str(error))
            for form in self.all_forms()
            for field, errors in _errors(form)
            for error in errors
        ]
        return found + [("", "", str(error)) for rows in self.sets.values() for error in rows.non_form_errors()]


def _where(form: forms.Form) -> str:
    return str(getattr(form, "row_name", ""))


def _errors(form: forms.Form) -> Iterator[tuple[Any, Any]]:
    if form.is_bound and form.errors:
        yield None, form.non_field_errors()
        for field in form:
            yield field, field.errors


def _as_typed(form: forms.Form, name: str) -> Any:
    """A field's text as it came, read as the field itself reads it."""
    return form.fields[name].to_python(form[name].data)


def in_words(field: forms.Field, value: Any) -> str:
    """A stored or cleaned value in words: labels for choices, dates as they are written."""
    if value in (None, "", []):
        return ""
    if isinstance(value, bool):
        return str(_("Ja")) if value else str(_("Nej"))
    choices = {str(key): str(label) for key, label in getattr(field, "choices", [])}
    if isinstance(value, list):
        return ", ".join(choices.get(str(one), str(one)) for one in value)
    return choices.get(str(value), formats.localize(value) if not isinstance(value, str) else value)
