from django import template
from django.utils.translation import gettext_lazy as _

from portal.workflow.models import LogEntry

register = template.Library()

# What each act of the log is called when it is told afterwards.
WORDS = {
    "trials.create": _("Oprettet"),
    "trials.import": _("Indlæst fra fil"),
    "trials.improve": _("Ny version begyndt"),
    "trials.submit": _("Sendt til gennemsyn"),
    "trials.recall": _("Taget tilbage til kladde"),
    "trials.return": _("Sendt retur med bemærkninger"),
    "trials.approve": _("Godkendt"),
    "trials.publish": _("Publiceret"),
    "trials.withdraw": _("Trukket tilbage"),
    "trials.confirm_nobody_recognised": _("Bekræftet: ingen kan genkendes"),
    "trials.answer_finding": _("Svaret på tjekket for personoplysninger"),
    "trials.ask_release": _("Bedt chefen om at frigive et tal"),
    "trials.release": _("Et tal er frigivet"),
    "trials.refuse_release": _("Et tal er ikke frigivet"),
    "trials.remove_image": _("Et billede er fjernet"),
    "trials.supersede": _("Afløst af en ny version"),
}


@register.filter
def act_words(entry: LogEntry) -> str:
    """”Sendt til gennemsyn”: an act of the log in words; an act without words keeps its name."""
    return str(WORDS.get(entry.act, entry.act))
