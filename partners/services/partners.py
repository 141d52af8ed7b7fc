"""Writing down partners abroad, and merging two entries of the same one."""

from collections.abc import Iterable, Mapping
from datetime import datetime
from typing import Any

from django.db import IntegrityError, transaction
from django.db.models import Model
from django.utils.translation import gettext as _

from partners.acting import person_and_place
from partners.models import PartnerContact, PartnerOrganisation
from partners.queries.stamps import refuse_newer, stamp_of_partner
from portal.accounts.actor import Actor
from portal.accounts.permissions import require
from portal.workflow.gate import Refused, WrongState
from portal.workflow.log import record

# What the entry that stays takes over when it has nothing itself.
_FILLED = ("city", "address", "oid", "website")


def suggest(*, values: Mapping[str, Any], contacts: Iterable[Mapping[str, str]], by: Actor, now: datetime) -> PartnerOrganisation:
    """Write down a new partner. Everybody who may travel can."""
    require(by, "partners.suggest")
    person, municipality = person_and_place(by)
    partner = PartnerOrganisation(**values, municipality_id=municipality, created_by=person, created_at=now, changed_at=now)
    with transaction.atomic():
        _save(partner)
        _put_contacts(partner, contacts)
        record(act="partners.suggest", subject=partner, by=by, now=now)
    return partner


def change(
    *,
    partner: PartnerOrganisation,
    values: Mapping[str, Any],
    contacts: Iterable[Mapping[str, str]] | None,
    seen: str | None = None,
    by: Actor,
    now: datetime,
) -> PartnerOrganisation:
    """Write what is known of a partner now. `contacts` None leaves the contacts as they are; `seen` is the stamp of what the writer had before them."""
    with transaction.atomic():
        locked = PartnerOrganisation.objects.select_for_update().get(pk=partner.pk)
        if locked.merged_into_id:
            raise WrongState(_("Den er slået sammen med en anden i mellemtiden. Ret i den i stedet."))
        require(by, "partners.edit_partner", locked)
        refuse_newer(seen, stamp_of_partner(locked))
        for name, value in values.items():
            setattr(locked, name, value)
        locked.changed_at = now
        _save(locked)
        if contacts is not None:
            locked.contacts.all().delete()
            _put_contacts(locked, contacts)
        record(act="partners.change", subject=locked, by=by, now=now)
    return locked


def merge(*, partner: PartnerOrganisation, into: PartnerOrganisation, by: Actor, now: datetime) -> PartnerOrganisation:
    """Let two entries of one partner become one: `into` stays and gets every link, `partner` leads to it from now on.

    Both rows are locked in the order of their numbers, so that two merges of the same entries cannot cross.
    """
    with transaction.atomic():
        rows = {row.pk: row for row in PartnerOrganisation.objects.select_for_update().filter(pk__in=[partner.pk, into.pk]).order_by("pk")}
        gone, stays = rows[partner.pk], rows[into.pk]
        if gone.pk == stays.pk or gone.municipality_id != stays.municipality_id:
            raise Refused(_("Vælg en anden partner i samme kommune."))
        if gone.merged_into_id or stays.merged_into_id:
            raise WrongState(_("En af de to er slået sammen med en anden i mellemtiden. Begynd forfra fra listen."))
        require(by, "partners.merge", gone)
        gone.merged_into, gone.changed_at = stays, now
        gone.save(update_fields=["merged_into", "changed_at"])
        _move_links(gone, stays)
        _fill(stays, gone)
        stays.changed_at = now
        stays.save()
        record(act="partners.merge", subject=stays, by=by, now=now, note=f"{gone} → {stays}")
    return stays


def _save(partner: PartnerOrganisation) -> None:
    """The constraint on OID is the last judge when two write the same at once."""
    try:
        with transaction.atomic():
            partner.save()
    except IntegrityError as error:
        if "partner_oid_once_in_municipality" not in str(error):
            raise
        raise Refused(_("En anden partner har allerede det OID. Er det den samme, så slå de to sammen.")) from error


def _put_contacts(partner: PartnerOrganisation, contacts: Iterable[Mapping[str, str]]) -> None:
    PartnerContact.objects.bulk_create([PartnerContact(partner=partner, **contact) for contact in contacts])


def _move_links(gone: PartnerOrganisation, stays: PartnerOrganisation) -> None:
    """Every row anywhere that points to the entry that goes: mobilities, contacts, and entries that were merged into it before."""
    known = {(contact.name.casefold(), contact.email.casefold()) for contact in stays.contacts.all()}
    for contact in gone.contacts.all():
        if (contact.name.casefold(), contact.email.casefold()) in known:
            contact.delete()
    for relation in PartnerOrganisation._meta.related_objects:
        model: type[Model] = relation.related_model
        model._default_manager.filter(**{relation.field.name: gone}).update(**{relation.field.name: stays})


def _fill(stays: PartnerOrganisation, gone: PartnerOrganisation) -> None:
    """Nothing that was known of either is lost."""
    for name in _FILLED:
        setattr(stays, name, getattr(stays, name) or getattr(gone, name))
    if stays.latitude is None:
        stays.latitude, stays.longitude = gone.latitude, gone.longitude
    stays.themes = list({theme.casefold(): theme for theme in [*gone.themes, *stays.themes]}.values())
    stays.is_known = stays.is_known or gone.is_known
    stays.notes = "\n\n".join(filter(None, dict.fromkeys([stays.notes, gone.notes])))
