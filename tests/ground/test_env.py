import os

import pytest
from django.core.exceptions import ImproperlyConfigured

from portal import env


@pytest.fixture(autouse=True)
def _clean(monkeypatch):
    for name in ("SOME_SETTING", "SOME_SETTING_FILE", "DATABASE_PASSWORD", "DATABASE_PASSWORD_FILE"):
        monkeypatch.delenv(name, raising=False)


@pytest.mark.parametrize(
    ("written", "meant"),
    [("1", True), ("true", True), ("Yes", True), (" on ", True), ("0", False), ("false", False), ("NO", False), ("off", False)],
)
def test_a_flag_is_read_in_the_usual_spellings(monkeypatch, written, meant):
    monkeypatch.setenv("SOME_SETTING", written)
    assert env.flag("SOME_SETTING", not meant) is meant


@pytest.mark.parametrize(
    ("read", "written", "complaint"),
    [
        (lambda: env.flag("SOME_SETTING", True), "ja", "SOME_SETTING is 'ja'; use 1 or 0"),
        (lambda: env.flag("SOME_SETTING", True), "", "use 1 or 0"),
        (lambda: env.number("SOME_SETTING", 1), "mange", "must be a whole number"),
        (lambda: env.json_object("SOME_SETTING"), "{", "SOME_SETTING is no JSON"),
        (lambda: env.json_object("SOME_SETTING"), "[]", "must be a JSON object"),
        (lambda: env.number("SOME_SETTING", 1, least=1), "0", "the least is 1"),
        (lambda: env.database(env.text("SOME_SETTING")), "mysql://x/y", "must look like postgresql://"),
        (lambda: env.database(env.text("SOME_SETTING")), "postgresql://host", "must look like postgresql://"),
    ],
)
def test_a_wrong_value_stops_the_start_with_words(monkeypatch, read, written, complaint):
    monkeypatch.setenv("SOME_SETTING", written)
    with pytest.raises(ImproperlyConfigured, match=complaint):
        read()


def test_a_missing_value_says_its_name():
    with pytest.raises(ImproperlyConfigured, match="SOME_SETTING is missing"):
        env.text("SOME_SETTING")


def test_a_secret_comes_from_a_file_without_its_last_line_break(monkeypatch, tmp_path):
    (tmp_path / "secret").write_text("æble\n")
    monkeypatch.setenv("SOME_SETTING", "not this one")
    monkeypatch.setenv("SOME_SETTING_FILE", str(tmp_path / "secret"))
    assert env.text("SOME_SETTING") == "æble"


def test_a_file_that_cannot_be_read_is_named(monkeypatch, tmp_path):
    monkeypatch.setenv("SOME_SETTING_FILE", str(tmp_path / "gone"))
    with pytest.raises(ImproperlyConfigured, match=r"SOME_SETTING_FILE names .*gone"):
        env.text("SOME_SETTING")


def test_words_are_divided_by_commas_and_empty_ones_dropped(monkeypatch):
    monkeypatch.setenv("SOME_SETTING", "a.example, b.example,,")
    assert env.words("SOME_SETTING") == ["a.example", "b.example"]


@pytest.mark.parametrize(
    ("url", "name", "user", "password", "host", "port"),
    [
        ("postgresql://anna:hem%40lig@db.example:5433/portal", "portal", "anna", "hem@lig", "db.example", "5433"),
        ("postgres://db/portal", "portal", "", "", "db", ""),
        ("postgresql://root@%2Fvar%2FRun%2Fpg/portal", "portal", "root", "", "/var/Run/pg", ""),
        ("postgresql://[::1]:5432/portal", "portal", "", "", "::1", "5432"),
    ],
)
def test_a_database_url_is_taken_apart(url, name, user, password, host, port):
    found = env.database(url)
    assert (found["NAME"], found["USER"], found["PASSWORD"], found["HOST"], found["PORT"]) == (name, user, password, host, port)


def test_the_password_of_the_database_may_come_from_a_file(monkeypatch, tmp_path):
    (tmp_path / "password").write_text("hemlig\n")
    monkeypatch.setenv("DATABASE_PASSWORD_FILE", str(tmp_path / "password"))
    assert env.database("postgresql://portal@db/portal")["PASSWORD"] == "hemlig"


@pytest.mark.parametrize(
    ("url", "password", "whole"),
    [
        ("redis://portal@redis:6379/0", "hem=lig/", "redis://portal:hem%3Dlig%2F@redis:6379/0"),
        ("redis://redis:6379/0", "hemlig", "redis://:hemlig@redis:6379/0"),
        ("rediss://portal:egen@redis:6379/0", "hemlig", "rediss://portal:egen@redis:6379/0"),
        ("redis://redis:6379/0", "", "redis://redis:6379/0"),
        ("", "hemlig", ""),
    ],
)
def test_the_password_of_redis_may_be_given_apart(url, password, whole):
    assert env.with_password(url, password) == whole


def test_a_file_gives_settings_that_the_environment_lacks(monkeypatch, tmp_path):
    monkeypatch.setenv("SOME_SETTING", "from outside")
    monkeypatch.setenv("OTHER_SETTING", "to be removed")
    monkeypatch.delenv("OTHER_SETTING")
    file = tmp_path / "demo.env"
    file.write_text("# a comment\n\nSOME_SETTING=from the file\nOTHER_SETTING = 8123\n")
    env.load(file)
    assert (os.environ["SOME_SETTING"], os.environ["OTHER_SETTING"]) == ("from outside", "8123")


def test_a_file_that_is_not_there_gives_nothing(tmp_path):
    env.load(tmp_path / "gone")


def test_a_line_that_sets_nothing_is_named(tmp_path):
    (tmp_path / "demo.env").write_text("DEMO=1\nnonsense\n")
    with pytest.raises(ImproperlyConfigured, match="line 2: 'nonsense'"):
        env.load(tmp_path / "demo.env")
