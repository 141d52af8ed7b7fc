import pytest
from django.core.checks import run_checks
from django.db import connection

from portal.deploy import setup
from portal.home import checks


@pytest.mark.django_db
def test_this_installation_passes():
    assert run_checks(databases=["default"]) == []


@pytest.mark.django_db
def test_a_database_without_danish_letters_is_refused(monkeypatch):
    class Plain:
        def __enter__(self):
            return self

        def __exit__(self, *_):
            return None

        def execute(self, question):
            self.answer = ("ÆØÅ", "UTF8")

        def fetchone(self):
            return self.answer

    monkeypatch.setattr(connection, "cursor", Plain)
    (error,) = checks.database_folds_danish_letters(None, databases=["default"])
    assert "does not know Danish letters" in error.msg
    assert "--locale=C.UTF-8" in error.hint


def test_missing_assets_are_named(settings, tmp_path):
    settings.PRINT_FONT_DIRS = [tmp_path / "gone"]
    (error,) = checks.assets_are_installed(None)
    assert "gone is missing" in error.msg
    assert "make setup" in error.hint


def test_missing_libraries_are_named_with_the_command_that_installs_them(monkeypatch):
    monkeypatch.setattr(setup, "can_load", lambda library: library != "libpango-1.0.so.0")
    (warning,) = checks.pdf_libraries_are_installed(None)
    assert warning.hint == "Run: sudo apt-get install -y --no-install-recommends libpango-1.0-0"
