"""What every form says of an empty or unreadable field, in place of Django's own words; a field with better words of its own keeps them."""

from django import forms
from django.utils.translation import gettext_lazy as _

FIELD_ERRORS: dict[type[forms.Field], dict[str, object]] = {
    forms.Field: {"required": _("Udfyld feltet.")},
    forms.BooleanField: {"required": _("Sæt kryds for at gå videre.")},
    forms.ChoiceField: {
        "required": _("Vælg en af mulighederne."),
        "invalid_choice": _("Det kan ikke vælges mere. Vælg en af de muligheder, der står her."),
    },
    forms.MultipleChoiceField: {
        "required": _("Vælg mindst én."),
        "invalid_choice": _("Noget af det kan ikke vælges mere. Vælg blandt de muligheder, der står her."),
    },
    forms.DateField: {"required": _("Skriv en dato."), "invalid": _("Skriv datoen som dag, måned og år.")},
    forms.EmailField: {"required": _("Skriv en e-mailadresse.")},
    forms.FileField: {"required": _("Vælg en fil.")},
    forms.IntegerField: {"required": _("Skriv et tal."), "invalid": _("Skriv et helt tal.")},
    forms.DecimalField: {"required": _("Skriv et tal."), "invalid": _("Skriv et tal.")},
    forms.URLField: {"required": _("Skriv en webadresse.")},
}


def speak_our_words() -> None:
    """From here on new form fields of each kind begin with our words."""
    for kind, words in FIELD_ERRORS.items():
        kind.default_error_messages = kind.default_error_messages | words
