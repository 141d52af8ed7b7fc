from django.db import models
from django.utils.translation import gettext_lazy as _


class NetworkKind(models.TextChoices):
    PARTNERSHIP = "partnership", _("Partnerskab")
    LEARNING_NETWORK = "learning_network", _("Læringsnetværk")
