"""One page per section: a form of single fields and sets of rows, checked together and cleaned to one dict (trials.sections)."""

from collections.abc import Iterator
from datetime import date
from typing import Any

from django import forms
from django.http import QueryDict
from django.utils import formats
from django.utils.datastructures import MultiValueDict

from portal.ui.forms import FormattedText
from trials.choices import Section
from trials.forms.rows import RowSet
from trials.models import Version
from trials.sections import Contents, contents, fingerprint


class EmptyForm(forms.Form):
    """For a section that has rows only."""


class SectionForm:
    """A section's page. Unbound it shows what is stored, bound it holds all that was typed, whether right or wrong."""

    section: Section
    fields_class: type[forms.Form] = EmptyForm

    def __init__(
        self, version: Version, today: date, *, data: QueryDict | None = None, files: MultiValueDict | None = None, more: str = ""
    ) -> None:
        self.version, self.today, self.data, self.files, self.more = version, today, data, files, more
        self.stored = contents(version, self.section)
        self.seen = fingerprint(self.stored) if data is None else data.get("seen", "")
        self.fields = self.fields_class(data, initial=self.stored, **self.field_options())
        self.sets: dict[str, RowSet] = self.row_sets()

    def field_options(self) -> dict[str, Any]:
        """What the form of single fields needs to know."""
        return {}

    def row_sets(self) -> dict[str, RowSet]:
        """The section's sets of rows, by their names in the section's contents."""
        return {}

    def rows_of(self, kind: type[RowSet], name: str, **options: Any) -> RowSet:
        return kind(self.data, prefix=name, initial=self.stored[name], more=self.more, **options)

    def is_valid(self) -> bool:
        return all([self.fields.is_valid(), *(rows.is_valid() for rows in self.sets.values())])

    def cleaned(self) -> Contents:
        """The whole section, as `drafts.save_section` takes it."""
        return self.fields.cleaned_data | {name: rows.rows() for name, rows in self.sets.items()}

    def all_forms(self) -> Iterator[forms.Form]:
        """Every form on the page, in its order."""
        yield self.fields
        for rows in self.sets.values():
            yield from rows.forms

    @property
    def has_editor(self) -> bool:
        """Whether the page needs the editor of formatted text."""
        return any(isinstance(field.widget, FormattedText) for form in self.all_forms() for field in form.fields.values())

    def stored_forms(self) -> Iterator[forms.Form]:
        """The forms that show something stored."""
        yield self.fields
        for rows in self.sets.values():
            yield from rows.initial_forms

    def errors(self) -> list[tuple[str, str, str]]:
        """What is wrong, for the summary: the id to go to, the field's name, and what to do."""
        found = [
            ("" if field is None or field.is_hidden else field.first_id, "" if field is None else str(field.label), str(error))
            for form in self.all_forms()
            for field, errors in _errors(form)
            for error in errors
        ]
        return found + [("", "", str(error)) for rows in self.sets.values() for error in rows.non_form_errors()]

    def lines(self) -> list[tuple[str, str]]:
        """What is stored, as words: to be read beside what somebody else has typed."""
        shown = [(str(field.label), shown_value(field)) for form in self.stored_forms() for field in form.visible_fields()]
        return [(label, value) for label, value in shown if value]


def _errors(form: forms.Form) -> Iterator[tuple[Any, Any]]:
    if form.is_bound and form.errors:
        yield None, form.non_field_errors()
        for field in form:
            yield field, field.errors


def shown_value(field: forms.BoundField) -> str:
    """A field's stored value in words: labels for choices, dates as they are written."""
    value = field.initial
    if value in (None, "", []):
        return ""
    choices = {str(key): str(label) for key, label in getattr(field.field, "choices", [])}
    if isinstance(value, list):
        return ", ".join(choices.get(str(one), str(one)) for one in value)
    if isinstance(value, bool):
        return str(field.label) if value else ""
    return choices.get(str(value), formats.localize(value) if not isinstance(value, str) else value)
