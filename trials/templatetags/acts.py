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
    "trials.confirm_nobody_recognised": _("Bekræftet: ingen kan genkendes"),
    "trials.answer_finding": _("Svaret på tjekket for personoplysninger"),
    "trials.ask_release": _("Bedt chefen om at frigive et tal"),
    "trials.release": _("Et tal er frigivet"),
    "trials.refuse_release": _("Et tal er ikke frigivet"),
    "trials.remove_image": _("Et billede er fjernet"),
    "trials.supersede": _("Afløst af en ny version"),
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
    "trials.read_draft": _("Læst af systemadministrator"),
    "text.use_synonym": _("To ord finder nu hinanden"),
    "text.drop_synonym": _("To ord finder ikke længere hinanden"),
    "people.invite": _("Inviteret"),
    "people.invite_again": _("Inviteret igen"),
    "people.withdraw_invitation": _("Invitation trukket tilbage"),
    "people.accept_invitation": _("Invitation taget imod"),
    "people.give_role": _("Rolle givet"),
    "people.end_role": _("Rolle afsluttet"),
    "people.hand_over": _("Ansvar overdraget"),
    "people.step_down": _("Ikke længere ansvarlig"),
    "catalogue.start": _("Udgave begyndt"),
    "catalogue.publish": _("Katalog udgivet"),
    "catalogue.withdraw": _("Katalog trukket tilbage"),
    "catalogue.correct": _("Rettet udgave begyndt"),
    "catalogue.replace": _("Afløst af en rettet udgave"),
    "catalogue.erase_person": _("En person fjernet fra en udgivet bog"),
    "catalogue.erase_image": _("Et billede fjernet fra en udgivet bog"),
    "documents.request": _("PDF bestilt"),
    "documents.cancel": _("PDF afbestilt"),
    "mobilities.begin_report": _("Deltagerrapport begyndt"),
    "mobilities.set_survey": _("Kommissionens spørgeskema fulgt op"),
    "mobilities.remove_photo": _("Billede fra et ophold fjernet overalt"),
    "results.publish": _("Offentligt resultat offentliggjort"),
    "results.withdraw": _("Offentligt resultat trukket tilbage"),
    "reports.begin": _("Rapport begyndt"),
    "reports.issue": _("Rapport udstedt"),
    "imports.apply": _("Prøvehandlinger indlæst fra fil"),
    "register.apply": _("Skoler indlæst fra Institutionsregisteret"),
    "notices.resend": _("Mail sendt igen"),
}
# The rooms that acts belong to, as a person would sort them.
ROOMS = {
    "trials": _("Prøvehandlinger"),
    "editorial": _("Redaktørens forslag"),
    "people": _("Personer og roller"),
    "catalogue": _("Kataloger"),
    "results": _("Offentlige resultater"),
    "reports": _("Rapporter"),
    "documents": _("Dokumenter"),
    "imports": _("Indlæsninger"),
    "register": _("Skoler"),
    "text": _("Søgeord"),
    "notices": _("Mails"),
}


@register.filter
def act_words(entry: LogEntry) -> str:
    """”Sendt til gennemsyn”: an act of the log in words; an act without words keeps its name."""
    return str(WORDS.get(entry.act, entry.act))
