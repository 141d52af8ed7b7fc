from django.db import models
from django.utils.translation import gettext_lazy as _


class EditionState(models.TextChoices):
    DRAFT = "draft", _("Under arbejde")
    PUBLISHED = "published", _("Udgivet")
    WITHDRAWN = "withdrawn", _("Trukket tilbage")


# The kind of document that an edition becomes.
EDITION = "edition"
# The kind of document that a person's own selection becomes, and how much one may hold.
SELECTION = "selection"
MOST_SELECTED = 60
