from django.db import models
from django.utils.translation import gettext_lazy as _


class Activity(models.TextChoices):
    """The activities of a KA121-SCH project (erasmus.md §1). Their limits are data (`rates.py`)."""

    SHADOWING = "shadowing", _("Jobskygning")
    TEACHING = "teaching", _("Undervisningsophold")
    COURSE = "course", _("Kursus")
    PUPIL_GROUP = "pupil_group", _("Gruppeophold for elever")
    PUPIL_SHORT = "pupil_short", _("Kort elevophold")
    PUPIL_LONG = "pupil_long", _("Langt elevophold")
    EXPERT = "expert", _("Besøg af ekspert")
    HOSTED_TEACHER = "hosted_teacher", _("Værtskab for lærer under uddannelse")
    PREPARATORY = "preparatory", _("Forberedende besøg")


OF_PUPILS = (Activity.PUPIL_GROUP, Activity.PUPIL_SHORT, Activity.PUPIL_LONG)
INCOMING = (Activity.EXPERT, Activity.HOSTED_TEACHER)


class Rate(models.TextChoices):
    """Who the daily rate is for. Those who accompany pupils get that of staff."""

    STAFF = "staff", _("medarbejdere og ledsagere")
    PUPIL = "pupil", _("elever")


class Category(models.TextChoices):
    """The budget categories of a grant, in the order of the Commission's form."""

    ORGANISATION = "organisation", _("Organisationsstøtte")
    TRAVEL = "travel", _("Rejse")
    INDIVIDUAL = "individual", _("Opholdsstøtte")
    COURSE_FEE = "course_fee", _("Kursusgebyr")
    PREPARATORY = "preparatory", _("Forberedende besøg")
    LANGUAGE = "language", _("Sprogstøtte")
    INCLUSION_ORGANISATION = "inclusion_organisation", _("Inklusionsstøtte til organisationen")
    INCLUSION_PARTICIPANTS = "inclusion_participants", _("Inklusionsstøtte til deltagere")
    EXCEPTIONAL = "exceptional", _("Ekstraordinære udgifter")
