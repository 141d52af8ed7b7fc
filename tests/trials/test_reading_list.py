"""The list of published trial actions: search, filters, order, and what is said when nothing fits."""

from datetime import date, timedelta

import pytest
from django.test import Client
from django.urls import reverse

from portal.accounts.actor import VISITOR
from tests.factories import places
from tests.factories import trials as make
from tests.support.pages import check_page
from trials.filters import TrialFilter
from trials.finding.services import keep
from trials.models import Observation, TrialAction, Version

pytestmark = pytest.mark.django_db
LIST = "/proevehandlinger/"


def search(words: str) -> list[Version]:
    return list(TrialFilter({"q": words}, actor=VISITOR).found())


def titles(client: Client, **asked) -> list[str]:
    return [version.title for version in client.get(LIST, asked).context["versions"]]


@pytest.mark.parametrize(
    ("words", "written"),
    [
        ("fravær", "Systematisk opfølgning på skolefravær"),
        ("fællesskab", "Små læringsfællesskaber på tværs"),
        ("Åbenrå", "Besøg fra Aabenraa"),
        ("aabenraa", "Besøg fra Åbenrå"),
        ("værksteder", "Et værksted efter frokost"),
        ("VÆRKSTED", "Fire værksteder efter frokost"),
        ("cafe", "En café for forældre"),
        ("frokost værksted", "Fire værksteder efter frokost"),
        ('"efter frokost"', "Fire værksteder efter frokost"),
        ("50%", "50% færre konflikter"),
    ],
)
def test_words_find_what_was_written(words, written):
    # Names of places and areas are found too, and those that are made without a name have a running number: one day it is 50.
    school = places.school("Hasselhegnskolen", at=places.municipality("Egsted"))
    where = {"at": school, "area": places.focus_area(school.municipality, "Overgange")}
    empty = {"standfirst": "Intet.", "done": "Intet.", "change": "Intet.", "future": "Intet.", "learned": "Intet."}
    wanted = make.published(headline=written, **where)
    make.published(headline="Noget helt andet", **empty, **where)
    assert search(words) == [wanted]


@pytest.mark.parametrize("words", ["zebra", "frokost zebra", '"frokost værksteder"'])
def test_words_that_are_not_there_find_nothing(words):
    make.published(headline="Fire værksteder efter frokost")
    assert not search(words)


def test_names_of_places_and_what_was_observed_count_as_text():
    school = places.school("Østermarkskolen", at=places.municipality("Ærøby"))
    version = make.published(at=school)
    Observation.objects.create(version=version, perspectives=["pupils"], text="De kaldte det gåtur-ordningen.")
    keep(trials=[version.trial_id])
    make.published()
    for words in ["oestermark", "ærøby", "gåtur"]:
        assert search(words) == [version], words


def test_titles_stand_in_danish_order():
    written = ["Aabenraa", "Zebra", "Østenvind", "Aarets gang", "Ærter", "Åbenrå", "Adgang"]
    for title in written:
        make.published(title=title)
    found = TrialFilter({"sort": "titel"}, actor=VISITOR).found()
    assert [version.title for version in found] == ["Adgang", "Zebra", "Ærter", "Østenvind", "Åbenrå", "Aabenraa", "Aarets gang"]


def test_the_newest_stands_first_unless_the_title_is_asked_for(client: Client):
    for days, title in enumerate(["Bus", "Abe", "Cykel"]):
        version = make.published(title=title)
        Version.objects.filter(pk=version.pk).update(published_at=make.NOW + timedelta(days=days))
        keep(trials=[version.trial_id])
    assert titles(client) == ["Cykel", "Abe", "Bus"]
    assert titles(client, sort="titel") == ["Abe", "Bus", "Cykel"]


def test_choices_of_one_kind_widen_and_kinds_together_narrow(client: Client):
    egsted, fjordby = places.municipality("Egsted"), places.municipality("Fjordby")
    ours, theirs = places.focus_area(egsted, "Overgange"), places.focus_area(fjordby, "Overgange")
    other = places.focus_area(egsted, "Ledelse")
    make.published(at=places.school(at=egsted), area=ours, title="A")
    make.published(at=places.school(at=egsted), area=other, title="B")
    make.published(at=places.school(at=fjordby), area=theirs, title="C")
    assert titles(client, sort="titel", fokus=ours.pk) == ["A", "C"], "areas of the same name mean the same"
    assert titles(client, sort="titel", fokus=[ours.pk, other.pk]) == ["A", "B", "C"]
    assert titles(client, sort="titel", fokus=ours.pk, kommune="egsted") == ["A"]
    html = client.get(LIST, {"fokus": ours.pk, "kommune": "egsted"}).content.decode()
    check_page(html)
    counts = {choice.label: choice.count for facet in client.get(LIST, {"kommune": "egsted"}).context["facets"] for choice in facet.choices}
    expected = {"Overgange": 1, "Ledelse": 1, "Egsted": 2, "Fjordby": 1}
    assert {name: counts[name] for name in expected} == expected
    assert 'href="?kommune=egsted"' in html, "a chip removes its own filter and keeps the other"


@pytest.mark.parametrize(
    "asked", [{"fokus": "nej"}, {"fokus": "999"}, {"kommune": "findes-ikke"}, {"side": "99"}, {"side": "x"}, {"sort": "x"}]
)
def test_a_wrong_question_is_passed_over(client: Client, asked):
    make.published()
    response = client.get(LIST, asked)
    assert response.status_code == 200
    assert len(response.context["versions"]) == 1


def test_an_empty_result_says_what_to_loosen(client: Client):
    egsted, fjordby = places.municipality("Egsted"), places.municipality("Fjordby")
    make.published(at=places.school(at=egsted), title="Klippekortet")
    make.published(at=places.school(at=fjordby), title="Morgenmødet")
    html = client.get(LIST, {"q": "klippekortet zebra", "kommune": "egsted"}).content.decode()
    check_page(html)
    assert "Intet om ”klippekortet zebra” passer på jeres valg" in html
    assert "Søg kun på ”klippekortet”" in html
    assert "giver 1 prøvehandling" in html
    assert "Søg kun på ”zebra”" not in html, "only what finds something is suggested"


def test_an_empty_result_of_many_choices_says_so(client: Client):
    make.published(at=places.school(at=places.municipality("Egsted")), title="Klippekortet", grades=["1"])
    html = client.get(LIST, {"q": "klippekortet", "kommune": "egsted", "trin": "sfo", "aar": "2001"}).content.decode()
    check_page(html)
    assert "Intet om ”klippekortet” passer på jeres valg" in html
    assert '<a href="?q=klippekortet">Søg på ”klippekortet” uden filtre</a> giver 1 prøvehandling' in html
    html = client.get(LIST, {"kommune": "egsted", "trin": "sfo", "aar": "2001"}).content.decode()
    assert "Prøv at fjerne flere af jeres valg." in html
    assert "et andet ord" not in html


def test_an_empty_portal_says_what_will_come(client: Client):
    html = client.get(LIST).content.decode()
    check_page(html)
    assert "Her kommer prøvehandlingerne" in html


def test_twenty_to_a_page(client: Client):
    school = places.school()
    for number in range(21):
        make.published(at=school, title=f"Nummer {number}")
    assert len(titles(client)) == 20
    assert len(titles(client, side=2)) == 1
    html = client.get(LIST, {"q": "nummer"}).content.decode()
    check_page(html)
    assert "?q=nummer&amp;side=2" in html


def test_htmx_gets_the_results_and_the_new_counts_alone(client: Client):
    make.published(title="Klippekortet")
    response = client.get(LIST, {"q": "klip"}, headers={"HX-Request": "true"})
    html = response.content.decode()
    assert "<html" not in html
    assert 'id="resultater"' in html
    assert 'id="antal" hx-swap-oob="innerHTML"' in html
    assert "HX-Request" in response["Vary"]
    restored = client.get(LIST, headers={"HX-Request": "true", "HX-History-Restore-Request": "true"})
    assert "<html" in restored.content.decode()


@pytest.mark.parametrize("rows", [1, 3])
def test_the_list_asks_the_database_as_often_for_three_as_for_one(client: Client, django_assert_num_queries, rows):
    for _number in range(rows):
        make.published()
    with django_assert_num_queries(17):
        client.get(reverse("trials:list"), {"q": "værksteder"})


@pytest.mark.parametrize(
    ("when", "told"),
    [
        ({"school_year": "2025/26", "starts_on": date(2025, 9, 1)}, "2025/26"),
        ({"school_year": "", "starts_on": date(2025, 9, 1), "ends_on": date(2026, 2, 1)}, "2025–2026"),
        ({"school_year": "", "starts_on": date(2025, 9, 1), "ends_on": date(2025, 11, 1)}, "2025"),
        ({"school_year": "", "starts_on": date(2025, 9, 1)}, "2025"),
        ({"school_year": ""}, ""),
    ],
)
def test_a_card_tells_when_it_was(when, told):
    assert TrialAction(**when).years == told
