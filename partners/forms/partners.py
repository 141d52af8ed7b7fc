from typing import Any

from django import forms
from django.core.exceptions import ValidationError
from django.db.models import QuerySet
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from partners.choices import PartnerKind, valid_oid
from partners.countries import countries, country_name
from partners.forms.fields import FreeText, Line, Tags
from partners.models import PartnerContact, PartnerOrganisation
from portal.ui.rows import NumberedForm

MOST_CONTACTS = 10
FIELDS = ("name", "kind", "country", "city", "address", "oid", "website", "latitude", "longitude", "themes", "is_known", "notes")


class PartnerForm(forms.Form):
    """A partner as somebody writes it. `others` are the entries that it must not repeat."""

    name = Line(label=gettext_lazy("Navn"), max_length=200, help_text=gettext_lazy("Som partneren selv skriver det."))
    kind = forms.ChoiceField(label=gettext_lazy("Slags"), choices=PartnerKind.choices, widget=forms.RadioSelect, initial=PartnerKind.SCHOOL)
    country = forms.ChoiceField(label=gettext_lazy("Land"), error_messages={"required": gettext_lazy("Vælg landet.")})
    city = Line(label=gettext_lazy("By"), max_length=100, required=False, help_text=gettext_lazy("Afstanden regnes fra by til by."))
    address = Line(label=gettext_lazy("Adresse"), max_length=200, required=False)
    oid = Line(
        label=gettext_lazy("OID"),
        max_length=9,
        required=False,
        validators=[valid_oid],
        help_text=gettext_lazy("Partnerens nummer hos Kommissionen: et E og otte cifre. Kan vente."),
    )
    website = forms.URLField(label=gettext_lazy("Hjemmeside"), required=False, max_length=200, assume_scheme="https")
    themes = Tags(
        label=gettext_lazy("Temaer"),
        max_length=400,
        required=False,
        help_text=gettext_lazy("Det, vi kan lære der. Sæt komma mellem dem, fx co-teaching, overgange."),
    )
    is_known = forms.BooleanField(
        label=gettext_lazy("Vi kender partneren i forvejen"),
        required=False,
        help_text=gettext_lazy("En partner, nogen har besøgt gennem portalen, er kendt af sig selv."),
    )
    latitude = forms.DecimalField(
        label=gettext_lazy("Breddegrad"),
        required=False,
        localize=True,
        min_value=-90,
        max_value=90,
        max_digits=8,
        decimal_places=5,
        help_text=gettext_lazy("Kan stå tom. Med begge tal kan portalen anslå afstanden."),
    )
    longitude = forms.DecimalField(
        label=gettext_lazy("Længdegrad"), required=False, localize=True, min_value=-180, max_value=180, max_digits=8, decimal_places=5
    )
    notes = FreeText(
        label=gettext_lazy("Noter"),
        required=False,
        help_text=gettext_lazy("Det, den næste skal vide: hvordan man bor, hvem man spørger, hvad man skal undgå."),
    )

    def __init__(self, *args: Any, others: QuerySet[PartnerOrganisation], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.others = others
        self.fields["country"].choices = [("", _("Vælg land")), *countries()]  # type: ignore[attr-defined]

    def clean_oid(self) -> str:
        oid = self.cleaned_data["oid"].upper()
        if oid and (other := self.others.standing().filter(oid=oid).first()):
            raise ValidationError(_("Det har %(name)s allerede. Er det den samme, så slå de to sammen.") % {"name": other})
        return oid

    def clean(self) -> dict[str, Any]:
        cleaned = super().clean() or {}
        for name, other in (("latitude", "longitude"), ("longitude", "latitude")):
            if cleaned.get(name) is None and cleaned.get(other) is not None and name not in self.errors:
                self.add_error(name, _("Skriv begge tal, eller lad begge stå tomme."))
        return cleaned

    def same_name(self) -> PartnerOrganisation | None:
        """Another entry of that name in that country; probably the same partner."""
        name, country = self.cleaned_data.get("name", ""), self.cleaned_data.get("country", "")
        return self.others.standing().filter(name__iexact=name, country=country).first()


class ContactForm(NumberedForm):
    """Someone to write to. A row without a name is no row."""

    row_label = gettext_lazy("Kontaktperson %(number)s")

    name = Line(label=gettext_lazy("Navn"), max_length=150, required=False)
    title = Line(label=gettext_lazy("Stilling"), max_length=100, required=False)
    email = forms.EmailField(label=gettext_lazy("Mail"), required=False, max_length=254)
    phone = Line(label=gettext_lazy("Telefon"), max_length=30, required=False)

    def clean(self) -> dict[str, Any]:
        cleaned = super().clean() or {}
        if not cleaned.get("name") and any(cleaned.get(name) for name in ("title", "email", "phone")):
            self.add_error("name", _("Skriv navnet, eller tøm rækken."))
        return cleaned


class _Contacts(forms.BaseFormSet):
    def rows(self) -> list[dict[str, str]]:
        return [row for form in self.forms if (row := form.cleaned_data) and row.get("name")]


_contact_rows = forms.formset_factory(
    ContactForm, formset=_Contacts, extra=1, max_num=MOST_CONTACTS, absolute_max=MOST_CONTACTS, validate_max=True
)


def contact_rows(data: Any, partner: PartnerOrganisation | None) -> Any:
    """The contacts as rows, with an empty one to write in. Emptying a row removes it."""
    known = [_contact(contact) for contact in partner.contacts.all()] if partner else []
    return _contact_rows(data, initial=known, prefix="kontakt")


def _contact(contact: PartnerContact) -> dict[str, str]:
    return {name: getattr(contact, name) for name in ContactForm.base_fields}


def written(partner: PartnerOrganisation) -> dict[str, Any]:
    """What the form shows of a stored partner."""
    return {name: getattr(partner, name) for name in FIELDS}


class MergeForm(forms.Form):
    """Which entry stays."""

    into = forms.ModelChoiceField(
        label=gettext_lazy("Hvilken partner er det i virkeligheden?"),
        queryset=PartnerOrganisation.objects.none(),
        empty_label=gettext_lazy("Vælg den, der skal blive stående"),
        error_messages={
            "required": gettext_lazy("Vælg den partner, der skal blive stående."),
            "invalid_choice": gettext_lazy("Den partner findes ikke mere. Vælg en anden."),
        },
    )

    def __init__(self, *args: Any, candidates: QuerySet[PartnerOrganisation], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        field: Any = self.fields["into"]
        field.queryset = candidates
        field.label_from_instance = lambda one: ", ".join(filter(None, [one.name, one.city, country_name(one.country)]))
