"""Passwords that somebody who knows the place would guess first."""

import re

from django.conf import settings
from django.contrib.auth.password_validation import UserAttributeSimilarityValidator
from django.core.exceptions import ValidationError
from django.utils.translation import gettext as _

from portal.accounts.models import User

# What a stranger would try here. A phrase may hold such words; it may not consist of them.
NEAR_WORDS = (
    "skole", "skolen", "skoler", "folkeskole", "kommune", "kommunen", "forvaltning", "lærer", "elev", "elever", "klasse", "inklusion",
    "prøvehandling", "afprøvet", "afproevet", "katalog", "netværk", "velkommen", "adgangskode", "kodeord", "password", "login", "admin",
    "danmark", "vinter", "sommer", "efterår", "forår",
)  # fmt: skip
_LEAST_LEFT = 4


class LikeThePersonValidator(UserAttributeSimilarityValidator):
    """Django's, in words that fit both a name and an address."""

    def get_error_message(self) -> str:
        return _("Adgangskoden ligner dit navn eller din mail. Tag tre eller fire tilfældige ord i stedet.")


class NearWordsValidator:
    """Refuses a password that is nothing but such words with digits and signs around them, like ”Folkeskole-2026!”."""

    def validate(self, password: str, user: User | None = None) -> None:
        words = sorted({word.casefold() for word in (*NEAR_WORDS, settings.SITE_NAME)}, key=len, reverse=True)
        folded = password.casefold()
        if any(word in folded for word in words) and len(_letters_left(folded, words)) < _LEAST_LEFT:
            raise ValidationError(_("Adgangskoden er let at gætte for en, der kender skolen. Tag tre eller fire tilfældige ord i stedet."))

    def get_help_text(self) -> str:
        return ""


def _letters_left(folded: str, words: list[str]) -> str:
    for word in words:
        folded = folded.replace(word, " ")
    return re.sub(r"[\W\d_]", "", folded)
