from datetime import UTC, date, datetime, timedelta
from types import SimpleNamespace

import pytest
from django.template import Context, Template
from django.utils import timezone, translation

from portal.ui.templatetags import ui
from tests.factories import places
from trials.choices import Life, Outcome, Scope, State


def render(source: str, **context) -> str:
    return Template(source).render(Context(context))


@pytest.mark.parametrize(
    ("days", "words"),
    [(0, "i dag"), (-1, "i går"), (1, "i morgen")],
)
def test_a_near_day_is_named(days, words):
    assert ui.day(timezone.localdate() + timedelta(days=days)) == ui.unbroken(words)


@pytest.mark.parametrize(
    ("page", "source", "said"),
    [
        ("da", "<p{% written_in %}>", "<p>"),
        ("en", "<p{% written_in %}>", '<p lang="da">'),
        ("da", '<p{% written_in "en" %}>', '<p lang="en">'),
        ("en", '<p{% written_in "en" %}>', "<p>"),
    ],
)
def test_words_in_another_language_than_the_page_say_so(page, source, said):
    with translation.override(page):
        assert render(source) == said


def test_another_day_is_a_date():
    assert ui.day(date(2026, 3, 3)) == ui.unbroken("3. marts 2026")
    assert ui.day(None) == ""


def test_a_date_stays_on_one_line():
    assert ui.day(date(2020, 3, 3)) == "3.\N{NO-BREAK SPACE}marts\N{NO-BREAK SPACE}2020"


@pytest.mark.parametrize(
    ("last", "words"),
    [
        (date(2026, 3, 5), "3.–5.\N{NO-BREAK SPACE}marts\N{NO-BREAK SPACE}2026"),
        (date(2026, 4, 1), "3.\N{NO-BREAK SPACE}marts\N{NO-BREAK SPACE}– 1.\N{NO-BREAK SPACE}april\N{NO-BREAK SPACE}2026"),
    ],
)
def test_a_period_parts_only_after_the_dash_between_two_dates(last, words):
    assert ui.until(date(2026, 3, 3), last) == words


def test_a_moment_is_told_in_danish_time():
    assert ui.moment(datetime(2026, 3, 3, 9, 42, tzinfo=UTC)) == ui.unbroken("3. marts 2026 kl. 10.42")
    assert ui.moment(timezone.now()).startswith(ui.unbroken("i dag kl. "))


@pytest.mark.parametrize(
    ("size", "words"),
    [(None, "0 byte"), (999, "999 byte"), (310_400, "310 kB"), (6_240_000, "6,2 MB"), (10_000_000, "10,0 MB")],
)
def test_a_file_size_reads_as_danes_write_it(size, words):
    with translation.override("da"):
        assert ui.filesize_da(size) == words


@pytest.mark.parametrize(("number", "words"), [(0, "nul"), (4, "fire"), (12, "tolv"), (13, "13"), (1234, "1.234")])
def test_small_numbers_are_spelled(number, words):
    with translation.override("da"):
        assert ui.spelled(number) == words


@pytest.mark.parametrize(("things", "words"), [([], ""), (["a"], "a"), (["a", "b"], "a og b"), (["a", "b", "c"], "a, b og c")])
def test_things_are_joined_as_in_a_sentence(things, words):
    assert ui.joined(things) == words


@pytest.mark.parametrize(("name", "letters"), [("Birgit Ravn", "BR"), ("Åse Marie Ørum", "ÅØ"), ("Ole", "OL"), ("", "")])
def test_initials(name, letters):
    assert ui.initials(name) == letters
    assert ui.initials(SimpleNamespace(name=name, __str__=lambda: name)) == letters or not name


@pytest.mark.parametrize("outcome", Outcome.values)
def test_an_outcome_has_a_sign_and_words(outcome):
    html = ui.outcome({"outcome": outcome, "life": Life.EVALUATED})

    assert "tegn.svg#" in html
    assert str(ui.OUTCOMES[outcome][2]) in html


@pytest.mark.parametrize(
    ("trial", "words"),
    [
        ({"life": Life.IDEA}, "Idé"),
        ({"life": Life.PAUSED}, "På pause"),
        ({"life": Life.NEVER_STARTED}, "Kom ikke i gang"),
        ({"life": Life.RUNNING}, "I gang"),
        ({"life": Life.RUNNING, "starts_on": date(2026, 8, 17)}, "I gang siden august 2026"),
        ({"life": Life.RUNNING, "starts_on": date(2999, 1, 1)}, "I gang"),
    ],
)
def test_without_an_outcome_the_life_is_told(trial, words):
    with translation.override("da"):
        assert words in ui.outcome({"outcome": ""} | trial)


def test_every_life_and_state_of_a_version_has_a_look():
    assert set(ui.LIVES) == set(Life.values)
    assert set(ui.OUTCOMES) == set(Outcome.values)
    assert set(State.values) <= set(ui.STATE_LOOKS)


@pytest.mark.django_db
@pytest.mark.parametrize(
    ("scope", "words"),
    [
        (Scope.NAMED, "Egsted Kommune – Bakkeskolen og Dalskolen"),
        (Scope.UNNAMED, "Egsted Kommune – enkelte skoler, ikke navngivet"),
        (Scope.MUNICIPALITY, "Egsted Kommune – hele kommunen"),
    ],
)
def test_the_place_names_schools_only_where_they_are_named(scope, words):
    egsted = places.municipality("Egsted")
    schools = [places.school("Bakkeskolen", at=egsted), places.school("Dalskolen", at=egsted)]
    trial = SimpleNamespace(municipality=egsted, scope=scope, schools=SimpleNamespace(all=lambda: schools))

    assert ui.place(trial) == words


@pytest.mark.django_db
def test_a_focus_area_is_figure_and_name_whether_a_row_or_from_a_snapshot():
    area = places.focus_area(places.municipality(), "Overgange")
    area.figure = 8

    assert render("{% focus_area area %}", area=area) == render(
        "{% focus_area area %}", area={"id": area.pk, "number": 8, "name": "Overgange"}
    )
    assert f'href="/proevehandlinger/?fokus={area.pk}"' in render("{% focus_area area link=True %}", area=area)
    assert "svg/fokus-8.svg" in render("{% focus_area area %}", area=area)


def test_names_cannot_smuggle_markup():
    assert "<b>" not in render("{% focus_area area %}", area={"id": 1, "number": 1, "name": "<b>Fed</b>"})
    assert "<b>" not in render('{% crumbs "Forside" "/" title %}', title="<b>Fed</b>")


def test_crumbs_take_names_and_paths_and_mark_the_page_itself():
    html = render('{% crumbs "Forside" "home:front" "Kataloger" "/kataloger/" "Klippekortet" %}')

    assert '<a href="/">Forside</a>' in html
    assert '<a href="/kataloger/">Kataloger</a>' in html
    assert '<li aria-current="page">Klippekortet</li>' in html


def test_a_mail_address_breaks_at_its_signs_and_is_no_html():
    assert ui.breakable("gaerde@nordlev.example") == "gaerde<wbr>@nordlev<wbr>.example"
    assert ui.breakable("a<b>@c") == "a&lt;b&gt;<wbr>@c"
