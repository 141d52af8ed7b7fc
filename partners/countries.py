"""Names of countries in the reader's language, under the codes of the Commission: Greece is EL there (erasmus.md §2)."""

from functools import lru_cache

from babel import Locale
from django.utils.translation import get_language

from portal.text import danish

# The sender's own country: a partner is abroad.
HOME = "DK"
_COMMISSION = {"GR": "EL"}
# Codes that name no country: unions, regions of others, and what is only for tests.
_NO_COUNTRY = frozenset("AC CP CQ DG EA EU EZ IC QO TA UN XA XB ZZ".split())


def country_name(code: str) -> str:
    """The country's name in the language of the page; a code that nobody knows stands for itself."""
    return _names(get_language() or "da").get(code, code)


def countries() -> list[tuple[str, str]]:
    """Every country abroad as a choice, in alphabetical order."""
    named = [(code, name) for code, name in _names(get_language() or "da").items() if code != HOME]
    return sorted(named, key=lambda choice: danish.sort_key(choice[1]))


def code_of(written: str) -> str:
    """The code of a country as somebody has written it: its code, or its name in Danish or English. Empty for none."""
    asked = danish.fold(written.strip())
    for language in ("da", "en"):
        for code, name in _names(language).items():
            if asked in {code.lower(), danish.fold(name)}:
                return code
    return _COMMISSION.get(written.strip().upper(), "")


@lru_cache(maxsize=4)
def _names(language: str) -> dict[str, str]:
    territories = Locale.parse(language, sep="-").territories
    found = {code: name for code, name in territories.items() if len(code) == 2 and code.isalpha() and code not in _NO_COUNTRY}
    return {_COMMISSION.get(code, code): name for code, name in found.items()}
