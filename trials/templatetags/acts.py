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
    "trials.pass_on": _("Sendt videre til kollega"),
    "trials.discard": _("Kladde slettet"),
    "trials.keep_version": _("Gemt som navngivet version"),
    "trials.bring_back": _("En tidligere tekst hentet frem"),
    "trials.correct_expectation": _("En forventning rettet"),
    "trials.supersede": _("Afløst af en ny version"),
}


@register.filter
def act_words(entry: LogEntry) -> str:
    """”Sendt til gennemsyn”: an act of the log in words; an act without words keeps its name."""
    return str(WORDS.get(entry.act, entry.act))
