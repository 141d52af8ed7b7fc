"""Django's own forms rendered as the design system's markup."""

from typing import Any

from django import forms
from django.forms.renderers import TemplatesSetting
from django.utils.functional import Promise


class Field(forms.BoundField):
    """A bound field that knows how the design system draws it."""

    CLASSES = {
        forms.Textarea: "form-input",
        forms.Select: "form-input form-select",
        forms.FileInput: "form-file",
        forms.widgets.Input: "form-input",
    }

    @property
    def shape(self) -> str:
        """Which part of forms/field.html draws it."""
        widget = self.field.widget
        if isinstance(widget, forms.RadioSelect | forms.CheckboxSelectMultiple):
            return "choices"
        if isinstance(widget, forms.CheckboxInput):
            return "check"
        return "group" if self.use_fieldset else "plain"

    @property
    def first_id(self) -> str:
        """The id of the first control of the field, where a link in the error summary leads."""
        return self.id_for_label or f"{self.auto_id}_0"

    @property
    def aria_describedby(self) -> str | None:
        """As Django has it, with what else on the page is told about the field: `also_told_by` is the id of that."""
        return " ".join(filter(None, [super().aria_describedby, getattr(self.field, "also_told_by", "")])) or None

    @property
    def full_label(self) -> str:
        """The label with the name of its row, where it is one of several: ”Mål 2, tidsplan”."""
        row, label = str(getattr(self.form, "row_name", "")), str(self.label)
        if not row or row.startswith(label):
            return row or label
        return f"{row}, {label[:1].lower()}{label[1:]}"

    @property
    def lead_in(self) -> str:
        """The label before an error in the summary: a question has its own sign."""
        return self.full_label if self.full_label.endswith("?") else f"{self.full_label}:"

    def build_widget_attrs(self, attrs: dict[str, Any], widget: forms.Widget | None = None) -> dict[str, Any]:
        """Add the design system's class to what Django adds (required, aria-describedby, aria-invalid)."""
        widget = widget or self.field.widget
        attrs = super().build_widget_attrs(attrs, widget)
        if classes := self._classes(widget):
            attrs["class"] = " ".join(filter(None, [classes, widget.attrs.get("class")]))
        return attrs

    def _classes(self, widget: forms.Widget) -> str:
        if widget.is_hidden or isinstance(widget, forms.CheckboxInput | forms.RadioSelect | forms.CheckboxSelectMultiple):
            return ""
        return next((classes for kind, classes in self.CLASSES.items() if isinstance(widget, kind)), "")


class Renderer(TemplatesSetting):
    """Field groups, error summary and choices from templates/forms/."""

    form_template_name = "forms/form.html"
    field_template_name = "forms/field.html"
    bound_field_class = Field


class FormattedText(forms.Textarea):
    """A text in the notation, written in the editor where there is script (the page includes components/editor.html).

    `hint` then stands instead of the field's help text: a hint about signs that are typed helps nobody who has buttons.
    """

    def __init__(self, attrs: dict[str, Any] | None = None, *, hint: str | Promise = "") -> None:
        super().__init__({"data-editor": True, **({"data-editor-hint": hint} if hint else {}), **(attrs or {})})


class DateInput(forms.DateInput):
    """A date that the browser shows and picks in the reader's own way."""

    input_type = "date"

    def __init__(self, attrs: dict[str, Any] | None = None) -> None:
        super().__init__(attrs, format="%Y-%m-%d")
