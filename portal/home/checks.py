"""System checks of the ground: what the code takes for granted about the database, the assets and the system's libraries."""

from pathlib import Path
from typing import Any

from django.conf import settings
from django.core.checks import CheckMessage, Error, Tags, Warning, register
from django.db import ProgrammingError, connections

from portal.deploy import setup
from portal.home.choices import RetentionKind
from portal.home.queries import unconfirmed_kinds


@register(Tags.database)
def database_folds_danish_letters(app_configs: object, databases: list[str] | None = None, **_: Any) -> list[CheckMessage]:
    """Under the plain C locale lower() leaves Æ, Ø and Å, and trigrams drop them: search and uniqueness would fail in silence."""
    return [message for alias in databases or [] for message in _folds(alias)]


def _folds(alias: str) -> list[CheckMessage]:
    with connections[alias].cursor() as cursor:
        cursor.execute("SELECT lower('ÆØÅ'), pg_encoding_to_char(encoding) FROM pg_database WHERE datname = current_database()")
        lower, encoding = cursor.fetchone()
    if lower == "æøå" and encoding == "UTF8":
        return []
    return [
        Error(
            f"The database {alias} does not know Danish letters: lower('ÆØÅ') is {lower!r}, encoding {encoding}.",
            hint="Make the database with the locale C.UTF-8 and the encoding UTF8: createdb --template=template0 --locale=C.UTF-8 --encoding=UTF8 NAME",
            id="portal.E001",
        )
    ]


@register(Tags.database, deploy=True)
def retention_is_confirmed(app_configs: object, databases: list[str] | None = None, **_: Any) -> list[CheckMessage]:
    """A municipality decides how long personal data is kept before it goes live; what the portal proposes decides nothing."""
    if not databases:
        return []
    try:
        missing = [kind.value for kind in unconfirmed_kinds()]
    except ProgrammingError:  # before the tables are made nobody has confirmed anything
        missing = list(RetentionKind.values)
    hint = "A system administrator confirms them on the page Opbevaring (/opbevaring/)."
    return [Warning(f"Nobody has confirmed how long these are kept: {', '.join(missing)}.", hint=hint, id="portal.W004")] if missing else []


@register()
def assets_are_installed(app_configs: object, **_: Any) -> list[CheckMessage]:
    """The design system, htmx and the print fonts come from npm at set-up and are not in the repository."""
    folders = [Path(entry[1] if isinstance(entry, tuple) else entry) for entry in settings.STATICFILES_DIRS]
    missing = [folder for folder in [*folders, *settings.PRINT_FONT_DIRS] if not folder.is_dir()]
    return [Error(f"{folder} is missing.", hint="Run `make setup` (or `npm ci`).", id="portal.E002") for folder in missing]


@register()
def pdf_libraries_are_installed(app_configs: object, **_: Any) -> list[CheckMessage]:
    """Without the libraries that WeasyPrint loads everything works but the making of PDFs."""
    missing = setup.missing_libraries()
    if not missing:
        return []
    return [Warning("PDFs cannot be made: system libraries are missing.", hint=f"Run: sudo {setup.apt_install(missing)}", id="portal.W003")]
