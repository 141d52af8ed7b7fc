"""How a person wants the mails of each kind of notice."""

from collections.abc import Collection
from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from portal.accounts.actor import Actor
from portal.notices.choices import HEARD_BY, Delivery, MailKind
from portal.notices.models import NoticePreference

WHEN = {
    MailKind.SUBMITTED: _("Når en tekst sendes til jeres gennemsyn"),
    MailKind.RETURNED: _("Når din tekst sendes retur med bemærkninger"),
    MailKind.APPROVED: _("Når din tekst godkendes"),
    MailKind.PUBLISHED: _("Når din tekst publiceres"),
    MailKind.WITHDRAWN: _("Når en prøvehandling, du har skrevet, trækkes tilbage"),
    MailKind.PASSED_ON: _("Når en kollega sender en kladde videre til dig"),
    MailKind.COMMENTED: _("Når nogen kommenterer en tekst eller svarer på en kommentar"),
    MailKind.EDITED: _("Når en redaktør foreslår ændringer i din tekst"),
    MailKind.EDIT_ANSWERED: _("Når nogen svarer på de ændringer, du har foreslået"),
    MailKind.RELEASE_ASKED: _("Når du bliver bedt om at frigive et tal, der ligner et CPR-nummer"),
    MailKind.RELEASE_DECIDED: _("Når chefen har afgjort, om et tal kan frigives"),
    MailKind.IMAGE_REMOVED: _("Når et billede fjernes fra noget, du har skrevet eller udgivet"),
    MailKind.HANDED_OVER: _("Når du overtager ansvaret efter en kollega"),
    MailKind.DRAFT_READ: _("Når en systemadministrator læser din kladde"),
    MailKind.ROUND_OPENED: _("Når forvaltningen spørger om skolens ønsker til Erasmus+"),
    MailKind.PLACES_GIVEN: _("Når pladserne i Erasmus+ er fordelt"),
    MailKind.REMINDER: _("Når en tekst har ventet på dig i to uger"),
    MailKind.STATEMENT: _("Når tilgængelighedserklæringen skal gennemgås"),
    MailKind.MOBILITY_WAITS: _("Når et ophold venter på din afgørelse"),
    MailKind.MOBILITY_DECIDED: _("Når der er afgjort noget om et ophold, du har skrevet eller rejser på"),
    MailKind.PAPERS_MISSING: _("Når der mangler dokumenter 45, 14 og 3 dage før en afrejse"),
    MailKind.PAPER_REJECTED: _("Når forvaltningen afviser et dokument til jeres ophold"),
    MailKind.REPORT_DUE: _("Når rapporten fra en rejse, du har været på, mangler efter 7, 21 og 30 dage"),
    MailKind.DOCUMENT_READY: _("Når en PDF, du har bestilt, er klar"),
    MailKind.DOCUMENT_FAILED: _("Når en PDF, du har bestilt, ikke kunne bygges"),
}


class PreferencesForm(forms.Form):
    """One question per kind of notice that reaches the person's roles; what was not chosen comes at once."""

    DELIVERIES = Delivery

    def __init__(self, *args: Any, actor: Actor, role_kinds: Collection[str], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        chosen = dict(NoticePreference.objects.filter(user=actor.user).values_list("kind", "delivery"))
        for kind in reachable_kinds(role_kinds):
            self.fields[kind.value] = forms.ChoiceField(
                label=WHEN[kind],
                choices=Delivery.choices,
                widget=forms.RadioSelect,
                initial=chosen.get(kind, Delivery.AT_ONCE),
                error_messages={"required": _("Vælg, hvordan du vil have mailen.")},
            )

    def deliveries(self) -> dict[MailKind, Delivery]:
        return {MailKind(kind): Delivery(delivery) for kind, delivery in self.cleaned_data.items()}


def reachable_kinds(role_kinds: Collection[str]) -> list[MailKind]:
    """The kinds of notice that reach somebody with these kinds of role, in the order in which they are asked."""
    return [kind for kind, hearers in HEARD_BY.items() if hearers & set(role_kinds)]
