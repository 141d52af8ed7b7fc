"""What the demonstration's travellers bring home: notes on the way, reports, public results, a project report, and the trial actions of it."""

from collections.abc import Mapping
from datetime import datetime

from partners.mobilities.choices import HomeSection
from partners.mobilities.homecoming.sections import contents
from partners.mobilities.homecoming.services import notes, participant_reports, results
from partners.mobilities.models import Mobility, ParticipantReport
from partners.mobilities.reports import services as reports
from partners.mobilities.reports.texts import contents as report_contents
from portal.accounts.actor import Actor
from portal.writing.contents import fingerprint
from trials.models import TrialAction, Version

# By the mobility's title; what is not told of by name uses the first.
_TOLD: dict[str, dict[str, str]] = {
    "": {
        "objectives_met": "Vi nåede det meste: Vi så tre måder at dele en time på og forstod, hvordan timerne bliver lagt. Økonomien nåede vi ikke.",
        "knowledge": "To voksne hjælper mest, når begge kender planen, og når den ene holder øje med dem, der er ved at stå af.",
        "skills": "Vi har øvet at observere en time uden at vurdere læreren, og vi har et skema, vi kan bruge igen.",
        "attitudes": "Vi er blevet mere varsomme med at kalde en elev for en opgave. Samtalen begynder med timen.",
        "reflections": "Det var vigtigt at være to. Om aftenen kunne vi oversætte det, vi havde set, til vores egen hverdag. På fem dage ser man mest det, som nogen gerne vil vise.",
        "aha": "- Alle klasser havde åben dør, og ingen så op, når nogen kom ind.\n- Mandagsmødet varede 20 minutter.",
        "wonder": "- Hvem tilhører timerne egentlig?\n- Kan man have faste voksne på årgangen, når der kun er to klasser?",
        "try_at_home": "Alle drøftelser om støtte begynder med det samme spørgsmål: Hvad kan vi ændre i timen?",
        "sharing": "På et fællesmøde for hele skolen og på en besøgsdag for konsortiets andre skoler.",
        "shared_with": "74 medarbejdere på to skoler og otte fra PPR.",
        "public_summary": "På værtsskolen har hver årgang en fast voksen, der hører til årgangen og ikke til bestemte elever. Når noget er svært, taler de først om timen og derefter om eleven. Det prøver skolen nu hjemme på to årgange.",
    },
    "Rummet som lærer": {
        "knowledge": "Et rum kan dæmpe eller gøre urolig, før nogen har sagt noget. Lys, lyd og tomme vægge betyder mere, end vi troede.",
        "aha": "- Der hang intet på væggen bag tavlen.\n- Stille pladser blev brugt af alle, ikke kun af dem, der havde brug for dem.",
        "try_at_home": "Vi tømmer én væg i hvert klasselokale og laver to stille pladser, som alle må bruge.",
        "public_summary": "Kurset viste, hvordan lys, lyd og møbler kan gøre det lettere at være med. Skolen prøver nu rolige rum på to årgange.",
    },
    "Ledelse tæt på i Nicosia": {
        "knowledge": "Lederne er i klasserne hver formiddag, og alle ved hvorfor.",
        "aha": "- Lederen underviste selv to timer om ugen.",
        "try_at_home": "Lederen sidder bagest i en time om ugen og taler med teamet om eftermiddagen, om timen og ikke om læreren.",
        "public_summary": "Ministeriet har gjort ledelse tæt på undervisningen til en fast del af ugen. En leder sidder nu bagest i en time om ugen hjemme.",
    },
}
_NOTES = (
    "Døren stod åben hele dagen, og ingen så op, da vi gik ind.",
    "Støttelæreren hører til årgangen, ikke til eleverne. Spørg i morgen, hvem der lægger skemaet.",
)
_ORIGINS = {
    "rolige-rum": "Rummet som lærer",
    "makkerlaesning": "Vejledere i Utrecht",
    "klippekortet": "Fælles forberedelse i Utrecht",
}
_PROJECT = {
    "intro": "Årets rejser gik til skoler, der har valgt fællesskabet først. De kom hjem med aftaler, som nu bliver prøvet.",
    "achieved": "Alle planlagte ophold er gennemført. Ét kursus blev flyttet til næste projekt, fordi værten aflyste.",
    "objectives": "Opholdene tjener især målet om to voksne om klassen og målet om ledelse tæt på undervisningen.",
    "learned": "### Timen før eleven\n\nDet, der går igen fra alle værter, er rækkefølgen: først timen, så eleven.\n\n- Faste voksne på årgangen\n- Korte møder med samme dagsorden\n- Ledere, der er i klasserne",
    "obstacles": "På fem dage ser man det, nogen gerne vil vise. Næste år rejser vi to gange til den samme skole.",
    "next": "Tre prøvehandlinger er begyndt, og skolerne mødes til en fælles refleksion i marts.",
}


def take_notes(mobility: Mobility, by: Actor, now: datetime) -> Mobility:
    """Two notes on the way."""
    for number, text in enumerate(_NOTES):
        notes.add(mobility=mobility, text=text, token=f"demo-{number}", by=by, now=now)
    return mobility


def begin_report(mobility: Mobility, by: Actor, now: datetime) -> ParticipantReport:
    """One report of all who travelled together, with its first section written."""
    everyone = mobility.participants.values_list("pk", flat=True)
    report = participant_reports.begin(mobility=mobility, participants=everyone, by=by, now=now)
    return _write(report, HomeSection.LEARNED, _told(mobility), by, now)


def write_report(mobility: Mobility, by: Actor, now: datetime) -> Mobility:
    """The whole report, with the internal evaluation."""
    report, said = begin_report(mobility, by, now), _told(mobility)
    for section in (HomeSection.REFLECTED, HomeSection.SHARED):
        report = _write(report, section, said, by, now)
    report = _write(report, HomeSection.TOLD, {**said, "satisfaction": 5}, by, now)
    evaluation = {"would_return": "yes", "hosting": "Åbne døre fra første dag.", "next_time": "Rejs to fra samme årgang."}
    _write(report, HomeSection.EVALUATED, evaluation, by, now)
    return mobility


def publish_result(mobility: Mobility, by: Actor, now: datetime) -> Mobility:
    """What everyone may read of it."""
    result = results.save(mobility=mobility, title=mobility.title, learned=_told(mobility)["public_summary"], by=by, now=now)
    results.publish(result=result, nobody_recognised=True, by=by, now=now)
    return mobility


def make_reports(mobilities: list[Mobility], by: Actor, now: datetime) -> None:
    """The issued report of one mobility and of its project."""
    first = next(mobility for mobility in mobilities if mobility.title == "Rummet som lærer")
    mobility_report = reports.begin(subject=first, by=by, now=now)
    reports.issue(report=mobility_report, by=by, now=now)
    project_report = reports.begin(subject=first.project, by=by, now=now)
    began_with = fingerprint(report_contents(project_report))
    reports.save(report=project_report, data=_PROJECT, seen=began_with, by=by, now=now)
    reports.issue(report=project_report, by=by, now=now)


def link_origins(mobilities: list[Mobility], versions: Mapping[str, Version]) -> None:
    """Three trial actions came of mobilities."""
    by_title = {mobility.title: mobility for mobility in mobilities}
    for key, title in _ORIGINS.items():
        TrialAction.objects.filter(pk=versions[key].trial_id).update(origin=by_title[title])


def _told(mobility: Mobility) -> dict[str, str]:
    return {**_TOLD[""], **_TOLD.get(mobility.title, {})}


def _write(report: ParticipantReport, section: HomeSection, said: Mapping[str, str | int], by: Actor, now: datetime) -> ParticipantReport:
    stands = contents(report, section)
    data = {name: said.get(name, value) for name, value in stands.items()}
    return participant_reports.save_section(report=report, section=section, data=data, seen=fingerprint(stands), by=by, now=now)[0]
