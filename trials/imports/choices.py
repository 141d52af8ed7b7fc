from datetime import timedelta

from django.db import models
from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

# A workbook is a packed archive; this is more than the longest texts of a full template.
MOST_UNPACKED = 12 * 1024 * 1024
# A row costs a good thirty milliseconds, twice: a full file keeps a person waiting for a few seconds.
MOST_ROWS = 100
MOST_CHARACTERS = 20_000
# How long what was read is kept when nobody brings it in.
KEPT_FOR = timedelta(days=7)

DATA_SHEET, GUIDE_SHEET, LISTS_SHEET = "Prøvehandlinger", "Vejledning", "Valgmuligheder"
SEEN_FROM, SEEN = "perspective", "seen"
PAIRS = 4
AREAS = 3


class Source(models.TextChoices):
    SHEET = "xlsx", _("Excel")
    JSON = "json", _("JSON")


# The columns of the template, in order: the key of docs/import.md, the head in the workbook, and what to write. Numbered ones repeat.
COLUMNS: list[tuple[str, str, str | Promise]] = [
    ("title", "Titel", _("Skal udfyldes. Højst 200 tegn.")),
    (
        "school",
        "Skoler",
        _("Én skole pr. linje i cellen (Alt+Enter giver en ny linje). Tom: skolerne er ikke navngivet, eller det er din egen skole."),
    ),
    ("scope", "Hvor", _("Kun hvis det ikke følger af skolerne: ”Hele kommunen” eller ”Enkelte skoler, ikke navngivet”.")),
    ("headline", "Overskrift", _("En kort overskrift.")),
    ("summary", "Kort indledning", _("To-tre sætninger, gerne 190–350 tegn.")),
    ("done", "Det har vi gjort", _("En tom linje skiller afsnit. En linje, der begynder med ”- ”, bliver et punkt på en liste.")),
    ("change", "Sådan opleves forandringen", _("Det fælles. Det, nogen bestemte oplever, skrives i de næste kolonner.")),
    *(
        column
        for number in range(1, PAIRS + 1)
        for column in (
            (f"{SEEN_FROM}{number}", f"Set fra {number}", _("Vælg på listen, eller skriv flere: ”Elever og forældre”.")),
            (f"{SEEN}{number}", f"Det oplever de {number}", _("Tom: endnu ikke observeret.")),
        )
    ),
    ("next", "Fremover vil vi", _("Som ”Det har vi gjort”.")),
    ("learned", "Vi har lært", _("En linje for hver erfaring, hver med ”- ” foran.")),
    *((f"focus_area{number}", f"Fokusområde {number}", _("Vælg på listen. Det vigtigste først.")) for number in range(1, AREAS + 1)),
    ("grades", "Klassetrin", _("Vælg på listen, eller skriv flere: ”0.–2. klasse, SFO”.")),
    ("period", "Periode", _("”2025/26” eller ”august 2025 – juni 2026”.")),
    ("outcome", "Hvordan gik det?", _("Vælg på listen. Tom: det er i gang.")),
    ("visibility", "Må læses af", _("Vælg på listen. Tom: alle, når den er publiceret.")),
    ("municipality", "Kommune", _("Kan stå tom: så er det jeres egen.")),
]
HEADS = {key: head for key, head, _help in COLUMNS}
NAMES = {**HEADS, "focus_areas": "Fokusområde"}
