from django.db import models
from django.utils.translation import gettext_lazy as _


class SynonymState(models.TextChoices):
    SUGGESTED = "suggested", _("Foreslået")
    IN_USE = "in_use", _("I brug")
    REFUSED = "refused", _("Ikke taget med")
