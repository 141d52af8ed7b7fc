"""Which part of the guide helps with which page of the portal."""

from dataclasses import dataclass

from portal.home.guide.pages import page_named

# The name of an address, or the part of it before the colon, and the page of the guide, with the heading where it is one's own.
HELP = {
    "home:work": "kom-i-gang#mine-opgaver",
    "home:log": "overblik-og-log#loggen",
    "home:municipality_overview": "overblik-og-log",
    "home:partnership_overview": "overblik-og-log",
    "notices": "kom-i-gang#beskeder-og-mails",
    "people": "personer-og-roller",
    "people:accept": "kom-i-gang#tag-imod-invitationen",
    "imports": "indlaes-fra-fil#proevehandlinger-fra-excel",
    "register": "indlaes-fra-fil#skoler-fra-institutionsregisteret",
    "trials:list": "find-en-proevehandling",
    "trials:detail": "find-en-proevehandling#laes-og-brug-en-proevehandling",
    "trials:synonyms": "find-en-proevehandling#ord-der-finder-hinanden",
    "trials:synonym_suggest": "find-en-proevehandling#ord-der-finder-hinanden",
    "trials:review_list": "gennemsyn",
    "trials:review": "gennemsyn",
    "trials:release": "gennemsyn#tal-der-ligner-et-cpr-nummer",
    "trials:editorial": "gennemsyn#foreslaa-aendringer-i-teksten",
    "trials:support": "systemadministrator#naar-en-skole-beder-om-hjaelp-til-en-kladde",
    "trials": "skriv-en-proevehandling",
    "home:consortium": "konsortiet",
    "partners:partners": "konsortiet#partnere",
    "partners:partner": "konsortiet#partnere",
    "partners:new_partner": "konsortiet#partnere",
    "partners:rounds": "konsortiet#oenskerunden",
    "partners:round": "konsortiet#oenskerunden",
    "partners:wish": "konsortiet#oenskerunden",
    "partners:rates": "konsortiet#projekter-og-satser",
    "partners:projects": "konsortiet#projekter-og-satser",
    "partners:project": "konsortiet#projekter-og-satser",
    "partners": "konsortiet",
    "exchange:calendar": "udveksling-og-kalender#kalender",
    "exchange": "udveksling-og-kalender",
    "mobilities:papers": "dokumenter-til-et-ophold",
    "mobilities:paper": "dokumenter-til-et-ophold#lav-send-laeg-op",
    "mobilities:paper_lists": "konsortiet#hvilke-dokumenter-et-ophold-skal-have",
    "mobilities:paper_list": "konsortiet#hvilke-dokumenter-et-ophold-skal-have",
    "mobilities:accession": "konsortiet#projekter-og-satser",
    "mobilities:missing": "dokumenter-til-et-ophold#paamindelser",
    "mobilities:departures": "dokumenter-til-et-ophold#paamindelser",
    "mobilities:notes": "hjem-fra-et-ophold#noter-undervejs",
    "mobilities:note": "hjem-fra-et-ophold#noter-undervejs",
    "mobilities:homecoming": "hjem-fra-et-ophold",
    "mobilities:report_section": "hjem-fra-et-ophold#rapporten",
    "mobilities:report_people": "hjem-fra-et-ophold#rapporten",
    "mobilities:reflection": "hjem-fra-et-ophold#faelles-refleksion",
    "mobilities:reports": "rapporter-og-resultater",
    "mobilities:report": "rapporter-og-resultater",
    "mobilities:write_report": "rapporter-og-resultater#skriv-en-rapport",
    "mobilities:report_fields": "rapporter-og-resultater#til-kommissionens-vaerktoej",
    "mobilities:results": "rapporter-og-resultater#det-laerte-vi-ude",
    "mobilities:result": "rapporter-og-resultater#det-laerte-vi-ude",
    "mobilities:write_result": "rapporter-og-resultater#det-laerte-vi-ude",
    "mobilities:decide": "godkend-et-ophold",
    "mobilities:change": "godkend-et-ophold#naar-opholdet-aendrer-sig",
    "mobilities:cancel": "godkend-et-ophold#aflys",
    "mobilities": "foreslaa-et-ophold",
    "catalogue:selection": "find-en-proevehandling#dit-eget-katalog",
    "catalogue:list": "find-en-proevehandling#kataloger",
    "catalogue:detail": "find-en-proevehandling#kataloger",
    "catalogue:read": "find-en-proevehandling#kataloger",
    "catalogue": "lav-et-katalog",
}


@dataclass(frozen=True)
class Help:
    """A link into the guide: its page, or one heading of it."""

    title: str
    url: str


def help_for(view_name: str) -> Help | None:
    """What of the guide helps with an address; None where the page needs no help."""
    place = HELP.get(view_name) or HELP.get(view_name.partition(":")[0])
    if place is None:
        return None
    name, mark, anchor = place.partition("#")
    page = page_named(name)
    if page is None:
        raise LookupError(f"The guide has no page {name!r}.")
    title = next((heading.title for heading in page.headings if heading.anchor == anchor), page.title)
    return Help(title, f"{page.url}{mark}{anchor}")
