"""Snapshots of a realistic catalogue: 24 invented trial actions with everything that real ones have and lack."""

from io import BytesIO
from typing import IO, Any

from PIL import Image, ImageDraw

AREAS = {
    1: (
        "Tværfagligt samarbejde",
        "Lærere, pædagoger, PPR og andre faggrupper planlægger sammen, og skolen har faste veje til hjælp, som alle kender.",
    ),
    2: (
        "Støtte tæt på undervisningen",
        "Hjælpen gives i klassen og i timen, så færre elever tages ud af det fællesskab, de skal være en del af.",
    ),
    3: (
        "Faglig ledelse af den pædagogiske opgave",
        "Ledelsen sætter retning, er til stede, hvor opgaven er svær, og fordeler tid og penge, så retningen kan mærkes.",
    ),
    4: ("Samarbejde med forældre", "Forældre inviteres ind, før der er et problem, og hører om klassen og ikke kun om deres eget barn."),
    5: ("Trivsel og fællesskab", "Alle børn skal have en ven, en voksen og noget at være med til."),
    6: (
        "Børnesyn og elevernes deltagelse",
        "Eleverne er med til at forme undervisningen, og deres svar kan ses i det, skolen gør bagefter.",
    ),
    7: ("Organisering af skoledagen", "Skemaet følger børnene: pauser, skift og hold er planlagt, så flere kan være med hele dagen."),
    8: ("Overgange og brobygning", "Skiftet mellem dagtilbud, skole, specialtilbud og ungdomsuddannelse aftales i god tid."),
}

# title, headline, leading area, municipality, schools, scope
_CASES = [
    (
        "En voksen i døren fra kvart i otte",
        "Vi flyttede morgenen, så de første ti minutter ikke handler om at komme for sent",
        5,
        "Egsted",
        ["Hasselhegnskolen"],
        "named",
    ),
    ("Hjemmebesøg før det tredje brev", "En cykeltur er hurtigere end tre breve", 4, "Lyngsø", [], "unnamed"),
    ("Klippekortet", "Fire værksteder og et klippekort i stedet for fag efter frokost", 7, "Egsted", ["Hasselhegnskolen"], "named"),
    (
        "PPR flyttede ind på gangen en dag om ugen",
        "Da psykologen fik en kaffekop på lærerværelset, blev spørgsmålene kortere og kom før",
        1,
        "Nordlev",
        ["Fjordskolen", "Skolen ved Åen"],
        "named",
    ),
    ("Seks uger med ét ben i hver skole", "En elev skifter ikke skole på en mandag", 8, "Fjordby", ["Tornegårdskolen"], "named"),
    (
        "Eleverne var med til at planlægge, men kedede sig stadig",
        "Vi ville give eleverne indflydelse og gav dem et møde mere",
        6,
        "Klokkelund",
        ["Havrebakkeskolen"],
        "named",
    ),
    (
        "Ti vejledere samlede deres timer på 1. årgang",
        "Vi samlede støtten ét sted i stedet for at smøre den tyndt ud",
        2,
        "Nordlev",
        ["Fjordskolen"],
        "named",
    ),
    (
        "Seks pejlemærker og en ny måde at fordele penge på",
        "Vi holdt op med at spørge, hvad eleven fejler, og begyndte at spørge, hvad fællesskabet mangler",
        3,
        "Østermark",
        [],
        "municipality",
    ),
    ("Opkald på andendagen", "En stemme i røret, før fraværet bliver til en vane", 1, "Ærtholm", ["Pilehegnskolen"], "named"),
    (
        "Frikvarter først, madpakke bagefter",
        "En lille ombytning, der gav ro i en hel lektion",
        7,
        "Sønderlev",
        ["Lærkesporet Skole"],
        "named",
    ),
    ("Fem linjer hver fredag", "En hilsen, der handler om klassen og ikke om mit barn", 4, "Aadal", ["Tangbakkeskolen"], "named"),
    ("Tre rum i ét klasseværelse", "Da møblerne flyttede sig, gjorde undervisningen det også", 2, "Aadal", ["Krikandskolen"], "named"),
    (
        "Samarbejdsmøder hver anden uge mellem 32 skoler og PPR",
        "Det blev både en styrke og en belastning",
        1,
        "Østermark",
        [],
        "municipality",
    ),
    (
        "Fire ugers bytte mellem en almen skole og en specialskole",
        "Vi lånte hinandens stole og fandt ud af, hvor ens spørgsmålene er",
        8,
        "Åvang",
        ["Rørdrumskolen", "Specialskolen Bakken"],
        "named",
    ),
    ("Vidensbanken, ingen åbnede", "Vi samlede alt på ét sted, og så blev det der", 3, "Vestersø", [], "unnamed"),
    ("Makkerpar på tværs af årgange", "De store læser ikke for de små. De læser med dem.", 5, "Tranholm", ["Gl. Tranholm Skole"], "named"),
    (
        "Fælles årshjul for ungdomsskole og 10. klasse",
        "To kalendere blev til én, og halvdelen af møderne forsvandt",
        8,
        "Lyngsted",
        ["Lyngsted 10. klassecenter og ungdomsskole, afdeling Havnen"],
        "named",
    ),
    (
        "Børnemødet, hvor de voksne tier stille i ti minutter",
        "Det er sværere at lytte end at spørge",
        6,
        "Egsted",
        ["Bøgestenskolen"],
        "named",
    ),
    ("Skolelederen i klassen hver tirsdag", "Lederen fik en stol bagest i lokalet og blev siddende", 3, "Fjordby", [], "unnamed"),
    (
        "Ressourceklassen med tyve elever og to lærere",
        "Tre elever har brug for særlig støtte. Alle tyve har glæde af den.",
        2,
        "Klokkelund",
        ["Havrebakkeskolen"],
        "named",
    ),
    ("Pausen, der ikke ringede ud", "Uden klokke gik vi i gang med at se på børnene i stedet for på uret", 7, "Ærtholm", [], "unnamed"),
    (
        "Mentorer fra udskolingen",
        "Vi begyndte forfra, fordi årgangen var fyldt med andre projekter",
        5,
        "Sønderlev",
        ["Stærehøjskolen"],
        "named",
    ),
    (
        "Forældrekaffe uden dagsorden",
        "Når ingen skal forsvare noget, bliver der talt om det, der betyder noget",
        4,
        "Nordlev",
        [],
        "unnamed",
    ),
    (
        "Teamets tre spørgsmål",
        "Mødet blev kortere, da vi holdt op med at begynde med eleven",
        1,
        "Tranholm",
        ["Gl. Tranholm Skole", "Sivmoseskolen"],
        "named",
    ),
]

_STANDFIRSTS = [
    "På skolen blev timerne efter frokost ofte de sværeste for de yngste. I et halvt år byttede skolen fagene ud med værksteder, som børnene selv vælger imellem. Det gav færre afbrydelser og nye venskaber, men også en aftale, der måtte laves om undervejs.",
    "Når en elev har været væk i to dage, ringer en fast voksen hjem. Ikke for at kontrollere, men for at høre, hvad der skal til. På et skoleår er fraværet faldet. Det, der har flyttet sig mest, er samarbejdet mellem skole, PPR og familier.",
    "To skoler har i et halvt år samlet deres timer ét sted. Den ene vil nødig tilbage. Den anden opdagede, at timerne forsvandt, hver gang en kollega blev syg. Begge ved nu mere om, hvad to voksne i én klasse kræver.",
]
_DONE = [
    "Vi begyndte med at se på, hvornår på dagen det gik skævt. I seks uger satte lærere, pædagoger og børnehaveklasseledere en streg på en seddel, hver gang en voksen måtte forlade gruppen for at hjælpe et enkelt barn. Halvdelen af stregerne faldt efter frokost, og næsten ingen af dem handlede om det faglige.\n\n"
    "Derfor lagde vi de sidste to lektioner om. Hver dag er der nu **fire værksteder**, og børnene vælger selv med et klippekort:\n\n- *Bygge* med træ, pap og store klodser\n- *Fortælle* med højtlæsning, lydbøger og børnenes egne historier\n- *Bevæge* i hallen eller i skolegården\n- *Stille* med tegning, puslespil og perler på plads til ti børn\n\n"
    "Kortet har fem klip om ugen til hvert værksted, så alle når rundt. De voksne bliver i det samme værksted i seks uger, mens børnene flytter sig. Ressourcepædagogen har ingen fast gruppe, men går derhen, hvor der er brug for to voksne.\n\n"
    "Vi fortalte forældrene om ideen på et møde i august og viste dem lokalerne. Mange spurgte, om børnene nu fik mindre dansk og matematik. Det gør de ikke: timerne er flyttet til formiddagen, hvor de fleste har mere overskud.",
    "I foråret havde hver niende elev på 4.–9. årgang mere end ti procents fravær. Vi registrerede det omhyggeligt, men vi reagerede sent. Der kunne gå seks uger, fra mønsteret kunne ses i systemet, til nogen satte sig ned med familien. Da var det at blive hjemme allerede blevet en løsning for barnet.\n\n"
    "I august gav vi to medarbejdere, en lærer og en pædagog, fem timer hver om ugen som fraværsvejledere. De har tre opgaver:\n\n- De ringer hjem på andendagen, uanset årsagen, og spørger, hvad eleven har brug for for at kunne komme i morgen.\n- De holder hver onsdag et kvarters møde med årgangens team, hvor vi kun taler om det, vi selv kan ændre i skoledagen.\n- De inviterer PPR’s psykolog med, når en elev har været væk i otte dage inden for en måned.\n\n"
    "Vi aftalte på forhånd, at opkaldet aldrig handler om lovlighed. Kontoret tager sig stadig af registrering og breve. Den adskillelse viste sig at betyde meget for familierne.",
    "På begge skoler var timerne delt ud, så alle fik lidt: en time her og en time der, ofte dér, hvor problemerne larmede mest. Ingen havde timer nok til at planlægge sammen, og støtten kom til at handle om den enkelte elev, der blev taget ud af klassen.\n\n"
    "### Det aftalte vi\n\nFra januar til juni samlede vi timerne på 1. årgang. Den ene skole har tre førsteklasser og fik fire lektioner om ugen i hver klasse med to faste voksne. Den anden har to førsteklasser og valgte fem lektioner i hver. Begge steder gælder tre ting:\n\n- De to voksne planlægger sammen 45 minutter om ugen, og mødet står i skemaet.\n- Ingen elev tages ud af klassen i de timer, hvor vi er to.\n- Vi skiftes til at føre ordet, så eleverne møder to lærere og ikke en lærer og en hjælper.\n\n"
    "De øvrige årgange måtte undvære deres timer. Det valg forklarede ledelserne på et personalemøde, og ikke alle var enige. En vejleder fra PPR så tre lektioner i hver klasse i februar og igen i juni og gav teamet sin tilbagemelding samme dag.",
]
_CHANGE = (
    "Vi har talt med alle børn om det i efteråret, ved juletid og til maj. Forældrene svarede på et kort skema i november og igen i maj."
)
_VOICES = [
    (
        "Elever",
        "",
        "seen",
        "Eleverne siger, at det er rart at blive savnet. Flere har selv bedt om at møde en time senere om mandagen i stedet for at blive hjemme hele dagen.",
    ),
    (
        "Medarbejdere",
        "børnehaveklasselederne",
        "seen",
        "Vi retter mindre på uro og ser mere på, hvem der arbejder bedst hvor. Det kræver, at to på teamet kender klassen godt.",
    ),
    ("Ledere", "", "seen", "Det var let at beslutte og svært at beskytte. Vi har måttet sige nej til at bruge timerne som buffer."),
    ("Forældre", "", "seen", "De første opkald blev mødt med paraderne oppe. Efter jul begyndte de selv at ringe, når morgenen var svær."),
    (
        "PPR og ressourcepersoner",
        "",
        "challenge",
        "Psykologen møder familierne, mens der endnu er noget at bygge på. Der er kommet flere henvendelser, men forløbene er kortere.",
    ),
    ("Forvaltning", "", "not_yet", "Forvaltningen venter på tal for to hele skoleår."),
]
_EXPECTED = [
    (
        "Elever",
        "Færre end hver tolvte elev har over ti procents fravær",
        "juni 2026",
        "as_expected",
        "Som ventet",
        "Hver trettende. Faldet er størst på mellemtrinnet",
    ),
    (
        "Medarbejdere",
        "Onsdagsmødet kan rummes i teamets opgavetid",
        "januar 2026",
        "not_as_expected",
        "Ikke som ventet",
        "20 timer måtte flyttes fra tilsyn",
    ),
    ("Forældre", "Alle familier svarer på skemaet i maj", "maj 2026", "partly", "Delvist", "62 procent svarede, mod 48 procent i november"),
]
_FUTURE = [
    "Vi fortsætter med fire værksteder på 0.–2. klasse. Fra august prøver 3. årgang én dag om ugen. Vi flytter en voksen til Bevæge om fredagen, hvor vi oftest var én for lidt.\n\nAndre skoler er velkomne til at se med om onsdagen i ulige uger. Ring først, så er der kaffe.",
    "Fra august ringer vi også til forældre på 0.–3. årgang, før et mønster når at danne sig. Naboskolen prøver modellen med en vejleder, som de to skoler deler. Onsdagsmødet holdes fremover hver anden uge på 7.–9. årgang. Sammen vil vi undersøge, om opkaldet kan lægges hos en voksen, som eleven kender.",
    "Den ene skole fortsætter på den nye 1. årgang og følger den gamle op i 2. klasse med to lektioner om ugen. Den anden begynder forfra med færre timer, men med en aftale om, at en co-time kun kan aflyses af skolelederen.",
]
_LEARNED = [
    [
        "Tal streger, før I går i gang. Seks ugers sedler overbeviste flere end vores fornemmelse.",
        "Begynd med få valg. De yngste har brug for to muligheder og en voksen ved siden af.",
        "Fortæl om timerne fra første dag, ikke kun om værkstederne.",
    ],
    [
        "Opkaldet virker kun, når det kommer hver gang.",
        "Den, der ringer, skal ikke også være den, der registrerer.",
        "Vær to. Da den ene var syg i november, fortsatte arbejdet.",
    ],
    [
        "Beskyt timerne, før I fordeler dem. Uden en regel om vikardækning bliver de til luft.",
        "Fælles forberedelse skal ligge i skemaet. Ellers bliver den ene til gæst i den andens time.",
        "Sig højt, hvem der afgiver noget. Modstanden blev mindre, da vi gjorde.",
        "Hold fast i et halvt år, før I dømmer.",
    ],
]
_OUTCOMES = [("as_expected", "Som ventet"), ("partly", "Delvist som ventet"), ("not_as_expected", "Ikke som ventet")]
_SHORT = {"Frikvarter først, madpakke bagefter", "Fem linjer hver fredag", "Pausen, der ikke ringede ud", "Forældrekaffe uden dagsorden"}


def trial_snapshot(position: int = 0, **changes: Any) -> dict[str, Any]:
    """Return trial action `position` (0–23) of the catalogue: with images, chart, table or none of them, long or short."""
    title, headline, area, municipality, schools, scope = _CASES[position % len(_CASES)]
    short = title in _SHORT
    story = position % 3
    outcome, outcome_label = (
        ("not_as_expected", "Ikke som ventet") if area == 6 or "ingen åbnede" in title else _OUTCOMES[position % 5 == 2]
    )
    with_images, with_chart = position % 4 == 0, position % 4 == 2
    places = {"municipality": "hele kommunen", "unnamed": "enkelte skoler, ikke navngivet", "named": " og ".join(schools)}
    snapshot = {
        "trial": position + 1,
        "version": position + 100,
        "number": 1,
        "slug": f"proevehandling-{position + 1}",
        "content_hash": f"{position:064d}",
        "title": title,
        "headline": headline,
        "standfirst": _STANDFIRSTS[story],
        "place": f"{municipality} Kommune – {places[scope]}",
        "municipality": municipality,
        "schools": schools,
        "scope": scope,
        "focus_areas": [focus_area(area), *([focus_area(area % 8 + 1)] if position % 5 == 0 else [])],
        "period": "Skoleåret 2025/26" if position % 2 else "August 2025 – april 2026",
        "grades": ["0.–2. klasse", "4.–9. klasse", "1. klasse"][story],
        "life": "evaluated",
        "life_label": "Evalueret",
        "outcome": outcome,
        "outcome_label": outcome_label,
        "next_steps_label": ["Fortsætter og udbredes", "Justeres", "Stopper"][position % 3],
        "effort": {
            "hours": "To arbejdsdage i juni, derefter 45 minutters fælles forberedelse om ugen",
            "staff": "Otte voksne, to ad gangen i hvert værksted" if position % 2 else "",
            "money": "8.500 kr. til materialer og reoler" if not position % 3 else "",
            "preparation": "",
        },
        "people": [
            {"ref": f"person:{position}", "name": "Karen Mølgaard", "title": "pædagogisk leder"},
            {"ref": f"person:{position + 50}", "name": "Jonas Aagaard", "title": "pædagog"},
        ],
        "contact_email": f"kontakt@{municipality.lower().translate(str.maketrans({'ø': 'oe', 'æ': 'ae', 'å': 'aa'}))}.example",
        "contact_phone": "",
        "described_afterwards": position % 3 == 1,
        "done": _DONE[story],
        "change": "" if with_images or with_chart else _CHANGE,
        "observations": [
            {"label": label, "own_label": own, "kind": kind, "text": text}
            for label, own, kind, text in (_VOICES if not with_chart else _VOICES[:4])
        ],
        "expectations": []
        if position % 3 == 1
        else [
            {"label": label, "text": text, "by_when": when, "met": met, "met_label": met_label, "observed": observed}
            for label, text, when, met, met_label, observed in (
                _EXPECTED if position % 4 == 3 or outcome != "as_expected" else [_EXPECTED[0], _EXPECTED[2]]
            )
        ],
        "adjustments": [
            {
                "date": "3. november 2025",
                "text": "Klippekortet fik seks veje til tolv klip, fordi børnene løb tør midt i perioden. Forventningerne er ikke ændret.",
            }
        ]
        if position % 6 == 0
        else [],
        "measures": [measure()] if with_chart else [],
        "future": _FUTURE[story],
        "learned": _LEARNED[story],
        "images": images(position) if with_images else [],
        "attachments": [
            {"id": 1, "title": "Opskrift: klippekort og værksteder", "kind_label": "Opskrift", "type_label": "PDF", "size": 310000}
        ]
        if position % 6 == 3
        else [],
        "video_url": "https://film.example/klip" if position == 2 else "",
    }
    if short:
        snapshot |= {
            "done": _DONE[story].split("\n\n")[0],
            "future": "Vi fortsætter, og naboskolen prøver det samme efter sommerferien.",
            "effort": dict.fromkeys(snapshot["effort"], ""),
            "change": "",
            "observations": snapshot["observations"][:2],
            "expectations": [],
            "adjustments": [],
            "measures": [],
            "images": [],
            "attachments": [],
            "learned": _LEARNED[story][:2],
        }
    return {**snapshot, **changes}


def empty_trial(**changes: Any) -> dict[str, Any]:
    """A trial action of which only title and place were written."""
    full = trial_snapshot(0)
    blank = {key: type(value)() for key, value in full.items()}
    kept = {
        key: full[key]
        for key in ("trial", "version", "number", "slug", "title", "place", "municipality", "focus_areas", "life", "life_label")
    }
    return {**blank, **kept, "effort": dict.fromkeys(full["effort"], ""), "scope": "unnamed", **changes}


def focus_area(number: int) -> dict[str, Any]:
    return {"id": number, "number": number, "name": AREAS[number][0]}


def measure(**changes: Any) -> dict[str, Any]:
    values = [
        ("2025-09-01", "sep. 2025", "Før", "14"),
        ("2025-11-01", "nov. 2025", "Undervejs", "12"),
        ("2026-01-01", "jan. 2026", "Undervejs", "9.5"),
    ]
    values += [("2026-03-01", "mar. 2026", "Undervejs", "8"), ("2026-05-01", "maj 2026", "Efter", "5")]
    return {
        "name": "Afbrydelser efter frokost",
        "unit": "gange om ugen",
        "source": "streger på seddel i seks uger, talt af årgangens team",
        "sentence": "Afbrydelserne efter frokost faldt fra 14 om ugen i september til 5 i maj.",
        "values": [{"date": date, "label": label, "kind_label": kind, "value": value} for date, label, kind, value in values],
        **changes,
    }


def images(position: int) -> list[dict[str, Any]]:
    wide = {
        "id": 1,
        "path": f"billeder/{position}-bred.jpg",
        "alt": "Et klasseværelse set fra oven med tre zoner.",
        "caption": "Klasseværelset set fra oven: værkstedets høje borde til venstre og hulens nicher nederst.",
        "width": 1600,
        "height": 1067,
    }
    tall = {
        "id": 2,
        "path": f"billeder/{position}-hoej.jpg",
        "alt": "En elev ved et højt bord.",
        "caption": "Bygge: højst ti minutter ad gangen.",
        "width": 900,
        "height": 1400,
    }
    small = {
        "id": 3,
        "path": f"billeder/{position}-lille.png",
        "alt": "Tre buede nicher side om side.",
        "caption": "Hulen: tre nicher.",
        "width": 1200,
        "height": 800,
    }
    other = {
        "id": 4,
        "path": f"billeder/{position}-anden.png",
        "alt": "En tavle med en cirkel og en trekant.",
        "caption": "",
        "width": 1200,
        "height": 800,
    }
    return [[wide], [wide, tall], [wide, small, other], [wide, small]][position // 4 % 4]


def edition_snapshot(count: int = 24, **changes: Any) -> dict[str, Any]:
    trials = [trial_snapshot(position) for position in range(count)]
    return {
        "kind": "edition",
        "language": "da",
        "title": "Flere med",
        "subtitle": "Prøvehandlinger om fællesskaber i skolen, fortalt af dem, der prøvede",
        "number": 2,
        "year": 2026,
        "issued": "Oktober 2026",
        "place": "Østermark",
        "publisher": "Netværk for fælles skole",
        "owner": "Partnerskabet Børn i fællesskab",
        "permanent_url": "https://afproevet.example/kataloger/flere-med/2/",
        "seed": 12,
        "foreword": {"text": _FOREWORD, "name": "Ingrid Maagaard", "title": "Skolechef i Østermark Kommune og forperson for partnerskabet"},
        "introduction": _INTRODUCTION,
        "thanks": _THANKS,
        "focus_areas": [{**focus_area(number), "description": AREAS[number][1]} for number in AREAS],
        "participants": [
            "Egsted",
            "Fjordby",
            "Klokkelund",
            "Lyngsted",
            "Lyngsø",
            "Nordlev",
            "Sønderlev",
            "Tranholm",
            "Vestersø",
            "Ærtholm",
            "Østermark",
            "Aadal",
            "Åvang",
            "Ellemose",
        ],
        "trials": trials,
        "made_at": "2026-10-30T10:00:00+01:00",
        "demo": True,
        **changes,
    }


_FOREWORD = (
    "Der findes ingen opskrift på et fællesskab med plads til flere. Men der findes skoler, som har prøvet noget, og som gerne fortæller, hvordan det gik.\n\n"
    "Da vi begyndte partnerskabet i 2024, aftalte vi at prøve i det små. En prøvehandling er netop det: noget nyt, som en skole gør i en kort periode, med et klart billede af, hvad den håber at se. Det kan være et opkald, en ny måde at bruge timerne på eller et klasseværelse, der bliver møbleret om. Det kan også være en hel kommune, som ændrer den måde, pengene fordeles på.\n\n"
    "I denne udgave fortæller skoler og kommuner om det, de gjorde. De fleste beskriver en forandring, de er glade for. Nogle beskriver et forsøg, der gik i stå. Vi er særlig glade for de historier. De har krævet mod at skrive, og de er måske dem, der sparer andre for mest arbejde.\n\n"
    "Flere af jer har spurgt, om man ikke kunne nøjes med det, der virkede. Vores svar er nej. En god idé fra én skole bliver først værdifuld et andet sted, når man kender både gevinsten og prisen: hvor mange timer den tog, hvem der måtte give afkald, og hvad der ikke blev, som man troede.\n\n"
    "Vi har også lært, at et godt initiativ sjældent falder på idéen. Det falder, når den ene, der bar det, får nyt arbejde. I dette katalog har alle prøvehandlinger mindst to ansvarlige, og hos dem alle er der en postkasse, I kan skrive til.\n\n"
    "God læselyst og god arbejdslyst."
)
_INTRODUCTION = (
    "Alle prøvehandlinger er bygget op på samme måde, så det er let at sammenligne og let at springe til det, man leder efter.\n\n"
    "Først står, hvad skolen har gjort og hvorfor. Derefter kommer forandringen, set fra dem, der mærker den: elever, forældre, medarbejdere, ledere og de, der støtter skolen udefra. En stiplet streg over et perspektiv viser, at der ikke er set noget endnu.\n\n"
    "Hvert opslag hører til et af partnerskabets fokusområder. Området kan kendes på farven, på figuren og på tallet i mærket ved sidens yderkant."
)
_THANKS = "Tak til de elever, der svarede ærligt, også når svaret ikke var det, vi håbede på. Tak til forældrene i fokusgrupperne og til de medarbejdere, der skrev deres erfaringer ned mellem to møder."


def open_image(name: str) -> IO[bytes]:
    """Stand in for the storage: a drawing in the shape that the name tells."""
    size = (900, 1400) if "hoej" in name else (1600, 1067) if "bred" in name else (1200, 800)
    picture = Image.new("RGB", size, "#efe7da")
    draw = ImageDraw.Draw(picture)
    for step in range(6):
        x = size[0] * step // 6
        draw.rectangle((x + 20, 40, x + size[0] // 8, size[1] // 2), fill="#d5b38a", outline="#5a1f4e", width=6)
        draw.ellipse((x + 10, size[1] * 6 // 10, x + size[0] // 8, size[1] * 9 // 10), fill="#a83a22")
    out = BytesIO()
    picture.save(out, "PNG" if name.endswith("png") else "JPEG")
    out.seek(0)
    return out
