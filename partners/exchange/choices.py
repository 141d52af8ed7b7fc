from datetime import timedelta

from django.db import models
from django.utils.translation import gettext_lazy as _

from partners.mobilities.choices import Survey

MOST_UNPACKED = 40 * 1024 * 1024
MOST_ROWS = 2_000
MOST_COLUMNS = 200
# What was looked through and not brought in is forgotten after this long.
KEPT_FOR = timedelta(days=7)
# The final report is due so long after a project's end (erasmus.md §3).
FINAL_REPORT_WITHIN = timedelta(days=60)


class Item(models.TextChoices):
    """What a column can hold: one item of a mobility."""

    NUMBER = "number", _("Opholdets ID")
    MODULE_NUMBER = "module_number", _("Nummer i Beneficiary Module")
    PROJECT = "project", _("Projektets kode")
    TITLE = "title", _("Titel")
    ACTIVITY = "activity", _("Aktivitetens kode på fem bogstaver")
    SENDER_OID = "sender_oid", _("Skolens OID")
    SENDER = "sender", _("Skolens navn")
    HOST_OID = "host_oid", _("Værtens OID")
    HOST = "host", _("Værtens navn")
    HOST_COUNTRY = "host_country", _("Værtens land, to bogstaver")
    HOST_CITY = "host_city", _("Værtens by")
    STARTS_ON = "starts_on", _("Første dag")
    ENDS_ON = "ends_on", _("Sidste dag")
    DAYS = "days", _("Dage med aktivitet")
    TRAVEL_DAYS = "travel_days", _("Rejsedage")
    PARTICIPANTS = "participants", _("Antal deltagere")
    ACCOMPANYING = "accompanying", _("Antal ledsagere")
    GREEN = "green", _("Grøn rejse, ja eller nej")
    KM = "km", _("Afstand i km, en vej")
    GRANT = "grant", _("Bevilget tilskud i euro")
    STATE = "state", _("Status")
    NAMES = "names", _("Deltagernes navne")
    EMAILS = "emails", _("Deltagernes mailadresser")
    SURVEY = "survey", _("Kommissionens spørgeskema")


# What a file can change; the rest only identifies a row or is worked out.
TAKEN_IN = (
    Item.MODULE_NUMBER, Item.TITLE, Item.STARTS_ON, Item.ENDS_ON, Item.DAYS, Item.TRAVEL_DAYS, Item.GREEN, Item.KM,
)  # fmt: skip


# What files have been seen to call how far somebody is with the survey, beside our own words.
SURVEY_WORDS = {
    Survey.NOT_SENT: ("not sent", "not requested", "ikke sendt", "ikke sendt endnu"),
    Survey.SENT: ("sent", "requested", "reminded", "invited", "sendt", "rykket"),
    Survey.ANSWERED: ("answered", "submitted", "completed", "besvaret", "indsendt", "udfyldt"),
}


class DateFormat(models.TextChoices):
    ISO = "%Y-%m-%d", _("2026-03-31")
    SLASHES = "%d/%m/%Y", _("31/03/2026")
    DOTS = "%d.%m.%Y", _("31.03.2026")
    DASHES = "%d-%m-%Y", _("31-03-2026")


class YesNo(models.TextChoices):
    ENGLISH = "Yes/No", "Yes/No"
    DANISH = "Ja/Nej", "Ja/Nej"
    LOGIC = "true/false", "true/false"


class Fate(models.TextChoices):
    """What becomes of a row."""

    NEW = "new", _("Ny")
    CHANGED = "changed", _("Ændret")
    SAME = "same", _("Uændret")
    DIFFERS = "differs", _("Afviger")
    REFUSED = "refused", _("Afvist")
