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
    "trials.supersede": _("Afløst af en ny version"),
    "trials.confirm_nobody_recognised": _("Bekræftet: ingen kan genkendes"),
    "trials.reconsider": _("Skal godkendes igen"),
    "trials.comment": _("Bemærkning skrevet"),
    "trials.reply": _("Bemærkning besvaret"),
    "trials.resolve": _("Bemærkning løst"),
    "trials.reopen": _("Bemærkning åbnet igen"),
    "editorial.save": _("Redaktørens forslag gemt"),
    "editorial.propose": _("Redaktørens forslag sendt"),
    "editorial.accept": _("Redaktørens forslag taget imod"),
    "editorial.answer": _("Redaktørens forslag besvaret"),
    "editorial.withdraw": _("Redaktørens forslag trukket tilbage"),
    "editorial.lapse": _("Redaktørens forslag bortfaldet"),
}


@register.filter
def act_words(entry: LogEntry) -> str:
    """”Sendt til gennemsyn”: an act of the log in words; an act without words keeps its name."""
    return str(WORDS.get(entry.act, entry.act))
