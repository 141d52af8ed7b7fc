"""A list from a file: choosing it, and checking each row by the same form as the page for one."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from typing import Any

from django import forms
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from partners.choices import ImportKind, PartnerKind
from partners.countries import code_of
from partners.forms.partners import ContactForm, PartnerForm
from partners.forms.rates import RateForm
from partners.models import PartnerOrganisation
from partners.reading import ReadRow
from portal.accounts.actor import Actor
from portal.files.fields import FileForm, FileToRead
from portal.text.danish import fold
from schools.models import School

PARTNER_HEADS = {
    "name": gettext_lazy("Navn"),
    "kind": gettext_lazy("Slags"),
    "country": gettext_lazy("Land"),
    "city": gettext_lazy("By"),
    "address": gettext_lazy("Adresse"),
    "oid": gettext_lazy("OID"),
    "website": gettext_lazy("Hjemmeside"),
    "themes": gettext_lazy("Temaer"),
    "is_known": gettext_lazy("Kendt"),
    "latitude": gettext_lazy("Breddegrad"),
    "longitude": gettext_lazy("Længdegrad"),
    "notes": gettext_lazy("Noter"),
    "contact_name": gettext_lazy("Kontaktperson"),
    "contact_title": gettext_lazy("Stilling"),
    "contact_email": gettext_lazy("Mail"),
    "contact_phone": gettext_lazy("Telefon"),
}
RATE_HEADS = {
    "school": gettext_lazy("Skole"),
    "school_year": gettext_lazy("Skoleår"),
    "percent": gettext_lazy("Segregeringsprocent"),
    "pupils": gettext_lazy("Elever i opgørelsen"),
    "source": gettext_lazy("Kilde"),
}
_CONTACT = "contact_"
_YES = {"ja", "yes", "x", "kendt", "sand", "true", "1"}


@dataclass(frozen=True)
class CheckedRow:
    """A row as the services take it, or why it can't be taken. `names` is what makes it the same as another row of the file."""

    number: int
    title: str
    values: dict[str, Any] | None
    names: tuple[str, ...] = ()
    reason: str = ""
    column: str = ""


class ListForm(FileForm):
    file = FileToRead(
        label=gettext_lazy("Udfyldt skabelon (.xlsx)"),
        help_text=gettext_lazy("Højst 500 rækker og 5 MB."),
        accept=".xlsx",
    )


def checked(kind: str, rows: list[ReadRow], actor: Actor) -> list[CheckedRow]:
    """Every row with its answer. The same thing twice in one file is refused the second time: nobody could say which is right."""
    check = _CHECKS[ImportKind(kind)](actor)
    found: list[CheckedRow] = []
    first: dict[tuple[str, ...], int] = {}
    for row in rows:
        one = CheckedRow(row.number, _title(row), None, (), row.problem, row.column) if row.problem else check(row)
        if one.values is not None and first.setdefault(one.names, row.number) != row.number:
            reason = _("Står også i række %(row)d. Lad kun den ene stå.") % {"row": first[one.names]}
            one = CheckedRow(row.number, one.title, None, (), reason)
        found.append(one)
    return found


def _title(row: ReadRow) -> str:
    return (row.texts.get("name") or row.texts.get("school") or "")[:150]


def _partners(actor: Actor) -> Callable[[ReadRow], CheckedRow]:
    labels = {fold(str(label)): value for value, label in PartnerKind.choices}

    def check(row: ReadRow) -> CheckedRow:
        texts = dict(row.texts)
        # What is the same partner as before is told by the service, so that other entries don't stand in the way here.
        data = {
            **texts,
            "country": code_of(texts.get("country", "")) or texts.get("country", ""),
            "kind": labels.get(fold(texts.get("kind", "")), texts.get("kind") or PartnerKind.SCHOOL),
            "is_known": fold(texts.get("is_known", "")) in _YES,
        }
        form = PartnerForm(data, others=PartnerOrganisation.objects.none())
        contact = ContactForm({name: texts.get(f"{_CONTACT}{name}", "") for name in ContactForm.base_fields})
        if refused := _refused(row, form, PARTNER_HEADS) or _refused(row, contact, PARTNER_HEADS, _CONTACT):
            return refused
        values = {**form.cleaned_data, "contacts": [contact.cleaned_data] if contact.cleaned_data["name"] else []}
        names = (form.cleaned_data["oid"],) if form.cleaned_data["oid"] else (fold(form.cleaned_data["name"]), form.cleaned_data["country"])
        return CheckedRow(row.number, form.cleaned_data["name"], values, names)

    return check


def _rates(actor: Actor) -> Callable[[ReadRow], CheckedRow]:
    schools = {fold(school.name): school.pk for school in School.objects.filter(municipality=actor.municipality_id, parent=None)}

    def check(row: ReadRow) -> CheckedRow:
        name = row.texts.get("school", "")
        if fold(name) not in schools:
            reason = _("Kommunen har ingen skole, der hedder ”%(name)s”.") % {"name": name} if name else _("Skriv skolens navn.")
            return CheckedRow(row.number, _title(row), None, (), reason, str(RATE_HEADS["school"]))
        form = RateForm({**row.texts, "school": schools[fold(name)]}, actor=actor)
        if refused := _refused(row, form, RATE_HEADS):
            return refused
        said = form.cleaned_data
        values = {**said, "school": said["school"].pk, "school_name": said["school"].name}
        return CheckedRow(row.number, said["school"].name, values, (str(said["school"].pk), said["school_year"], fold(said["source"])))

    return check


def _refused(row: ReadRow, form: forms.Form, heads: Mapping[str, Any], prefix: str = "") -> CheckedRow | None:
    for name, errors in form.errors.items():
        return CheckedRow(row.number, _title(row), None, (), " ".join(errors), str(heads.get(f"{prefix}{name}", "")))
    return None


_CHECKS: Mapping[ImportKind, Callable[[Actor], Callable[[ReadRow], CheckedRow]]] = {
    ImportKind.PARTNERS: _partners,
    ImportKind.RATES: _rates,
}
HEADS: Mapping[ImportKind, Mapping[str, Any]] = {ImportKind.PARTNERS: PARTNER_HEADS, ImportKind.RATES: RATE_HEADS}
