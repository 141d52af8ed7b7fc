"""Names of countries. The programme writes Greece as EL; everybody else as GR."""

from babel import Locale, UnknownLocaleError
from django.utils.translation import get_language

_OWN_CODES = {"EL": "GR"}


def country_name(code: str) -> str:
    """A country's name in the reader's language; the code itself when there is none."""
    try:
        names = Locale.parse(get_language() or "da").territories
    except (UnknownLocaleError, ValueError):
        names = Locale.parse("da").territories
    return str(names.get(_OWN_CODES.get(code, code), code))
