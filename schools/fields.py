"""Form fields for choosing schools."""

from django import forms

from schools.models import School


class SchoolChoice(forms.ModelChoiceField):
    """One school."""

    def label_from_instance(self, school: School) -> str:
        return school_label(school)


class SchoolsChoice(forms.ModelMultipleChoiceField):
    """Several schools."""

    widget = forms.CheckboxSelectMultiple

    def label_from_instance(self, school: School) -> str:
        return school_label(school)


def school_label(school: School) -> str:
    """A department is named with its school, if its own name doesn't. Load `parent` with the schools."""
    if school.parent is None or school.name.startswith(school.parent.name):
        return school.name
    return f"{school.parent.name}, {school.name}"
