"""The index rows: who sees them, what keeps them in step, and the Danish of the questions."""

from collections import Counter
from functools import partial

import pytest
from django.test import Client
from django.urls import reverse
from django.utils import timezone, translation

from portal.accounts.actor import VISITOR
from portal.text.models import Word
from portal.text.services import add_synonym, decide_synonym, suggest_synonym
from portal.text.words import distance, vocabulary
from schools.networks.models import Membership
from tests.factories import people, places
from tests.factories import trials as make
from tests.support.racing import race
from trials.choices import State, Visibility
from trials.facets import facets
from trials.filters import TrialFilter
from trials.finding import queries, rows
from trials.finding.choices import Kind
from trials.finding.models import Entry, Pulse
from trials.finding.queries import counts_of_all, similar_to
from trials.finding.question import read
from trials.finding.services import keep, rebuild
from trials.models import Observation, Version
from trials.services import review

pytestmark = pytest.mark.django_db
LIST = "/proevehandlinger/"
EMPTY = {"headline": "Noget andet", "standfirst": "Intet.", "done": "Intet.", "change": "Intet.", "future": "Intet.", "learned": "Intet."}


def told(text: str, **fields) -> Version:
    """A published trial action that says this in its headline, and nothing else of interest."""
    return make.published(**{**EMPTY, "title": "Uden navn", "headline": text, **fields})


def found(q: str) -> list[str]:
    return [version.headline for version in TrialFilter({"q": q}, actor=VISITOR).found()]


# Danish


@pytest.mark.parametrize(
    ("asked", "written"),
    [
        ("fravær", "Mindre skolefravær"),
        ("fravær", "En skolefraværsguide"),
        ("skolefravær", "Mindre fravær"),
        ("fællesskab", "Små læringsfællesskaber"),
        ("inklusion", "Et inkluderende klasserum"),
        ("børn", "Hvert barn har en plads"),
        ("barn", "Alle børn er med"),
        ("Åbenrå", "På besøg i Aabenraa"),
        ("Aabenraa", "På besøg i Åbenrå"),
        ("oestergaard", "Østergård åbner døren"),
        ("co-teching", "Vi prøvede co-teaching"),
        ("coteaching", "Vi prøvede co-teaching"),
        ("co-teaching", "Vi prøvede coteaching"),
        ("co-teaching", "Vi prøvede Co-Teaching"),
        ("frævær", "Mindre fravær"),
        ("frævar", "Mindre fravær"),
        ("klippekrotet", "Klippekortet"),
        ("værkstedr", "Et værksted"),
        ("lærerne", "En lærer mere"),
        ("overgang", "Overgangene fylder"),
        ("klippekor", "Klippekortet"),
        ('"hver anden uge"', "Møde hver anden uge"),
        ("møde -uge", "Møde hver måned"),
        ("og fravær i", "Mindre fravær"),
        ("møde", "Et morgenmøde"),
        ("skolelederen", "Skolelederne mødes"),
        ("leder", "En skoleleder"),
        ("trives", "Børns trivsel"),
    ],
)
def test_a_question_finds_what_was_meant(asked, written):
    told(written)
    assert written in found(asked)


@pytest.mark.parametrize(
    ("asked", "written"),
    [
        ("elev", "Et relevant tilbud"),
        ("skolefest", "Et møde i skolen"),
        ("møde -uge", "Møde hver uge"),
        ('"uge hver anden"', "Møde hver anden uge"),
        ("bil", "Et bibliotek"),
        ("fravær klippekort", "Mindre fravær"),
    ],
)
def test_a_question_does_not_find_what_only_looks_like_it(asked, written):
    told(written)
    assert found(asked) == []


def test_the_very_words_come_first(client: Client):
    told("Skolefravær og fraværsmøder fylder", standfirst="Skolefravær, ulovligt fravær-agtigt.")
    told("Skolefraværet er faldet")
    told("Noget om ro", done="Vi har mindre fravær.")
    told("Mindre fravær")
    shown = [version.headline for version in client.get(LIST, {"q": "fravær"}).context["versions"]]
    assert shown.index("Mindre fravær") < shown.index("Skolefraværet er faldet")
    assert shown.index("Noget om ro") < shown.index("Skolefraværet er faldet")


def test_of_many_hits_those_with_the_very_words_come_first_too(monkeypatch):
    monkeypatch.setattr(queries, "MOST_WEIGHED", 1)
    related = [told("Skolefraværet er faldet") for _time in range(2)]
    anywhere = [told("Noget om ro", done="Vi har mindre fravær.") for _time in range(2)]
    head = [told("Mindre fravær") for _time in range(2)]
    expected = [version.pk for some in (head, anywhere, related) for version in reversed(some)]
    hits = TrialFilter({"q": "fravær"}, actor=VISITOR).hits
    assert list(hits) == expected
    assert [number for start in range(0, 6, 2) for number in hits[start : start + 2]] == expected


def test_synonyms_in_use_find_each_other_and_suggested_ones_do_not():
    told("Et ustabilt fremmøde")
    assert found("fravær") == []
    pair = suggest_synonym(one="fravær", other="ustabilt fremmøde", by=VISITOR, now=make.NOW)
    assert found("fravær") == []
    decide_synonym(synonym=pair, use=True, by=people.actor("consultant", places.municipality()), now=make.NOW)
    assert found("fravær") == ["Et ustabilt fremmøde"]
    told("Mindre fravær på årgangen")
    assert set(found("ustabilt fremmøde")) == {"Et ustabilt fremmøde", "Mindre fravær på årgangen"}
    assert found("ustabilt fremmøde årgangen") == ["Mindre fravær på årgangen"]
    assert found("fremmøde ustabilt") == ["Et ustabilt fremmøde"], "an expression is its words in their order"


@pytest.mark.parametrize(
    ("one", "other", "steps"),
    [("fravær", "fravær", 0), ("frævar", "fravær", 2), ("coteching", "coteaching", 1), ("ab", "ba", 1), ("", "abc", 3)],
)
def test_the_distance_between_words(one, other, steps):
    assert distance(one, other) == steps == distance(other, one)


def test_the_vocabulary_leaves_out_small_words_and_numbers():
    assert vocabulary("Og i 2025 prøvede vi co-teaching på Åbenrå Skole") == {
        "prøvede": "prøvede", "coteaching": "co-teaching", "teaching": "teaching", "åbenrå": "åbenrå", "skole": "skole",
    }  # fmt: skip


# Who sees what


def _places():
    here, elsewhere = places.municipality("Egsted"), places.municipality("Lyngsø")
    school, other = places.school("Hasselhegnskolen", at=here), places.school("Bøgestenskolen", at=here)
    department = places.school("Afdeling Nord", at=here, parent=school)
    return here, elsewhere, school, other, department, places.network(here, elsewhere)


def _actors(here, elsewhere, school, other, department, network):
    return {
        "visitor": VISITOR,
        "no_role": type(VISITOR)(people.user()),
        "contributor": people.actor("contributor", school),
        "leader": people.actor("school_leader", school),
        "leader_of_department": people.actor("school_leader", department),
        "leader_of_another": people.actor("school_leader", other),
        "ppr": people.actor("ppr", here),
        "consultant": people.actor("consultant", here),
        "head": people.actor("head", here),
        "editor": people.actor("editor", here),
        "consultant_elsewhere": people.actor("consultant", elsewhere),
        "facilitator": people.actor("facilitator", network),
        "system": people.actor("system_administrator", here),
    }


@pytest.mark.parametrize("visibility", Visibility.values)
def test_the_index_shows_each_role_what_the_texts_show_and_no_more(visibility):
    spots = _places()
    _here, elsewhere, school, other, department, network = spots
    for place in (school, other, department, places.school(at=elsewhere)):
        version = make.published(at=place, visibility=visibility, title=f"Hemmeligord {place.name}")
        version.networks.add(network) if place == school else None
        keep(trials=[version.trial_id])
    for name, actor in _actors(*spots).items():
        texts = set(Version.objects.published_to(actor).values_list("pk", flat=True))
        assert set(Entry.objects.visible_to(actor).values_list("pk", flat=True)) == texts, name
        asked = TrialFilter({"q": "hemmeligord"}, actor=actor)
        assert asked.counts.total == len(texts), name
        counted = {choice.label: choice.count for facet in facets(asked) for choice in facet.choices if facet.name == "skole"}
        assert sum(counted.values()) == len(texts), name
        held = Counter(number for choices in Entry.objects.visible_to(actor).values_list("choices", flat=True) for number in choices)
        assert {kind.number(choice): n for kind in Kind for choice, n in counts_of_all(actor).of(kind).items()} == held, name
    assert Word.objects.filter(folded="hemmeligord").exists() == (visibility == Visibility.EVERYONE)


def test_a_network_that_a_place_has_left_shows_nothing_more():
    _here, elsewhere, school, _other, _department, network = _places()
    version = make.published(at=school, visibility=Visibility.NETWORKS)
    version.networks.add(network)
    keep(trials=[version.trial_id])
    assert Entry.objects.visible_to(people.actor("consultant", elsewhere)).count() == 1
    Membership.objects.filter(network=network, municipality=elsewhere).update(left_on=make.NOW.date())
    assert Entry.objects.visible_to(people.actor("consultant", elsewhere)).count() == 0


def test_nobody_learns_the_words_of_what_is_not_for_everyone(client: Client):
    make.draft(title="Kladdeord")
    make.in_state(State.SUBMITTED, title="Gennemsynsord")
    make.published(title="Kommuneord", visibility=Visibility.MUNICIPALITY)
    make.in_state(State.WITHDRAWN, title="Tilbageord")
    held = set(Word.objects.values_list("folded", flat=True))
    assert not held & {"kladdeord", "gennemsynsord", "kommuneord", "tilbageord"}
    for typed in ("kladdeort", "gennemsynsort", "kommuneort", "tilbageort"):
        html = client.get(LIST, {"q": typed}).content.decode()
        assert "Mente du" not in html


# Counting


def test_what_everyone_may_read_is_counted_once_for_as_long_as_nothing_changes(django_assert_num_queries):
    version = make.published()
    assert counts_of_all(VISITOR).total == 1
    with django_assert_num_queries(1):
        assert counts_of_all(VISITOR).total == 1
    make.published(visibility=Visibility.MUNICIPALITY)
    assert counts_of_all(VISITOR).total == 1
    review.withdraw(version=version, note="Lukket.", by=people.actor("consultant", version.trial.municipality), now=timezone.now())
    assert counts_of_all(VISITOR).total == 0
    make.published()
    rebuild()
    assert counts_of_all(VISITOR).total == 1


def test_what_holds_a_word_is_asked_once_for_as_long_as_nothing_changes(django_assert_num_queries):
    """The token is asked each time; what is found, which is a question inside a transaction of its own, only when there is a new one."""
    here = told("Fravær og forældre")
    question = read("fravær")
    assert _found(question) == [here.pk]
    with django_assert_num_queries(1):
        assert _found(question) == [here.pk]
    newer = told("Mindre fravær")
    assert _found(question) == [newer.pk, here.pk]
    review.withdraw(version=here, note="Lukket.", by=people.actor("consultant", here.trial.municipality), now=timezone.now())
    assert _found(question) == [newer.pk]


def test_more_answers_than_there_is_room_for_are_forgotten(monkeypatch):
    monkeypatch.setattr(rows, "MOST_ANSWERS", 6)
    here = told("Fravær og forældre")
    for asked in ("fravær", "forældre", "fravær forældre", "samtaler", "fravær"):
        _found(read(asked))
        assert len(rows.current().answers) <= 6
    assert _found(read("fravær")) == [here.pk]


def test_a_question_is_read_once_until_words_change_what_they_mean(django_assert_num_queries):
    here = told("Mindre skolevægring")
    assert _asked("bekymrende fravær") == []
    with django_assert_num_queries(1):
        assert _asked("bekymrende fravær") == []
    consultant = people.actor("consultant", here.trial.municipality)
    pair = add_synonym(one="bekymrende fravær", other="skolevægring", by=consultant, now=timezone.now())
    assert _asked("bekymrende fravær") == [here.pk]
    decide_synonym(synonym=pair, use=False, by=consultant, now=timezone.now())
    assert _asked("bekymrende fravær") == []


@pytest.mark.parametrize(
    ("asked", "written"),
    [
        ("ledelse", "Samlede billeder, som de handlede om"),
        ("leder", "Det blev anderledes"),
        ("tigers", "Hurtigere og dygtigere"),
        ("mobning", "Det giver mening"),
        ("ensomhed", "Mod kedsomhed"),
        ("trives", "Vi skriver og skrive"),
        ("Åbenrå", "En åben dør"),
    ],
)
def test_a_word_that_only_looks_alike_is_not_found(asked, written):
    told(written)
    assert found(asked) == []


@pytest.mark.parametrize(("one", "other"), [("co-teaching", "to lærere"), ("hjemme-besøg", "to lærere"), ("å-skole", "to lærere")])
@pytest.mark.parametrize("way", ["one", "other"])
def test_a_pair_with_a_hyphen_finds_each_other(one, other, way):
    consultant = people.actor("consultant", places.municipality())
    add_synonym(one=one, other=other, by=consultant, now=timezone.now())
    asked, written = (one, other) if way == "one" else (other, one)
    told(f"Vi prøvede {written} i klassen")
    assert found(asked) == [f"Vi prøvede {written} i klassen"]
    assert found(asked.replace("-", "")) == [f"Vi prøvede {written} i klassen"]


def test_a_readers_suggestion_makes_nobody_read_anew():
    make.published()
    before = Pulse.objects.get().token
    suggest_synonym(one="bekymrende fravær", other="skolevægring", by=VISITOR, now=timezone.now())
    assert Pulse.objects.get().token == before


@pytest.mark.parametrize("kind", [Kind.MUNICIPALITY, Kind.SCHOOL, Kind.AREA])
def test_what_choices_are_called_is_read_once_until_one_gets_a_new_name(django_assert_num_queries, kind):
    version = make.published()
    thing = {
        Kind.MUNICIPALITY: version.trial.municipality,
        Kind.SCHOOL: version.trial.home_school,
        Kind.AREA: version.focus_areas.get(),
    }[kind]
    assert _labels(kind) == [thing.name]
    with django_assert_num_queries(1):
        assert _labels(kind) == [thing.name]
    thing.name = "Et nyt navn"
    thing.save()
    assert _labels(kind) == ["Et nyt navn"]


def test_a_focus_area_is_called_what_it_is_in_each_language():
    area = make.published().focus_areas.get()
    area.name_en = "Belonging"
    area.save()
    assert _labels(Kind.AREA) == [area.name]
    with translation.override("en"):
        assert _labels(Kind.AREA) == ["Belonging"]


def test_a_new_school_can_be_chosen_at_once(client: Client):
    make.published()
    client.get(LIST)
    school = places.school("Nyskolen")
    assert f'value="{school.pk}" checked' in client.get(LIST, {"skole": school.pk}).content.decode()


def test_what_stands_under_an_area_is_asked_once_until_something_is_published(django_assert_num_queries):
    version = make.published()
    area = version.focus_areas.get()
    now = rows.current()
    assert queries.under(now, [area.pk, area.pk + 1]) == {area.pk: now.of([version.pk]), area.pk + 1: 0}
    with django_assert_num_queries(0):
        queries.under(now, [area.pk])
    other = make.published()
    other.focus_areas.set([area])
    keep(trials=[other.trial_id])
    now = rows.current()
    assert queries.under(now, [area.pk]) == {area.pk: now.of([version.pk, other.pk])}


def _labels(kind: Kind) -> list[str]:
    asked = TrialFilter({}, actor=VISITOR)
    return [label for _number, _value, label in asked.kinds[kind].named(asked.now, asked.counts.of(kind))]


def _asked(q: str) -> list[int]:
    now = rows.current()
    return now.newest(queries.find(now, queries.understand(now, q)).rows, 0, 20)


def _found(question) -> list[int]:
    now = rows.current()
    return now.newest(queries.find(now, question).rows, 0, 20)


def test_without_a_token_nothing_is_remembered():
    Pulse.objects.all().delete()
    make.published()
    assert [counts_of_all(VISITOR).total, make.published() and counts_of_all(VISITOR).total] == [1, 2]


@pytest.mark.parametrize("asked", [{"kommune": "egsted"}, {"trin": "indskoling"}, {"trin": ["indskoling", "sfo"]}])
def test_the_other_choices_of_the_one_kind_are_counted_as_if_it_were_not_asked(asked):
    egsted, lyngsø = places.municipality("Egsted"), places.municipality("Lyngsø")
    make.published(at=places.school(at=egsted), grades=["0"])
    make.published(at=places.school(at=lyngsø), grades=["sfo"])
    (name,) = asked
    chosen, free = (TrialFilter(data, actor=VISITOR) for data in (asked, {}))
    kind = next(kind for kind, one in chosen.kinds.items() if one.field_name == name)
    assert chosen.counts.of(kind) == free.counts.of(kind)
    assert chosen.counts.total == len(chosen.hits) == chosen.found().count() == (2 if len(asked[name]) == 2 else 1)


# In step


def test_acts_keep_the_rows_in_step():
    version = make.published(title="Klippekortet")
    assert Entry.objects.get().pk == version.pk
    assert Word.objects.get(folded="klippekortet").uses == 1
    consultant = people.actor("consultant", version.trial.municipality)
    review.withdraw(version=version, note="Lukket.", by=consultant, now=timezone.now())
    assert not Entry.objects.exists()
    assert not Word.objects.exists()


def test_a_new_version_takes_the_place_of_the_old(sign_in):
    school = places.school()
    first = make.published(at=school, title="Gammelord")
    leader, consultant = people.actor("school_leader", school), people.actor("consultant", school.municipality)
    second = review.improve(trial=first.trial, by=leader, now=make.NOW)
    Version.objects.filter(pk=second.pk).update(title="Nytord")
    second.refresh_from_db()
    with make._acts_alone():
        for act in (make._submit, make._approve, make._publish):
            second = act(second, leader, consultant)
    assert list(Entry.objects.values_list("pk", flat=True)) == [second.pk]
    assert set(Word.objects.filter(folded__in=["gammelord", "nytord"]).values_list("folded", flat=True)) == {"nytord"}


def test_new_names_of_places_and_areas_are_found():
    municipality = places.municipality("Egsted")
    school, area = places.school("Hasselhegnskolen", at=municipality), places.focus_area(municipality, "Overgange")
    make.published(at=school, area=area, **EMPTY)
    school.name, municipality.official_name, area.name = "Birkeskolen", "Nordby Kommune", "Ledelse"
    for thing in (school, municipality, area):
        thing.save()
    assert [len(found(word)) for word in ("birkeskolen", "nordby", "ledelse")] == [1, 1, 1]
    assert [len(found(word)) for word in ("hasselhegnskolen", "egsted", "overgange")] == [0, 0, 0]


def test_areas_that_part_company_are_told_apart():
    one, other = places.municipality("Egsted"), places.municipality("Lyngsø")
    first, second = places.focus_area(one, "Overgange"), places.focus_area(other, "Overgange")
    make.published(at=places.school(at=one), area=first)
    make.published(at=places.school(at=other), area=second)
    first.name = "Ledelse"
    first.save()
    asked = TrialFilter({}, actor=VISITOR)
    areas = next(facet for facet in facets(asked) if facet.name == "fokus")
    assert [(choice.label, choice.count, choice.value) for choice in areas.choices] == [
        ("Ledelse", 1, str(first.pk)),
        ("Overgange", 1, str(second.pk)),
    ]


def test_a_rebuild_makes_the_same_rows_and_words():
    version = make.published(title="Klippekortet")
    make.published(title="Morgenmødet", visibility=Visibility.SCHOOL)
    Observation.objects.create(version=version, perspectives=["pupils"], text="Gåtur")
    keep(trials=[version.trial_id])
    rows, words = list(Entry.objects.order_by("pk").values()), list(Word.objects.values("folded", "stem", "uses"))
    Entry.objects.all().delete()
    Word.objects.all().delete()
    assert rebuild() == 2
    assert list(Entry.objects.order_by("pk").values()) == rows
    assert list(Word.objects.values("folded", "stem", "uses")) == words


# The page


@pytest.mark.parametrize(
    ("asked", "titles"),
    [
        ({"trin": "indskoling"}, {"A"}),
        ({"trin": ["indskoling", "sfo"]}, {"A", "B"}),
        ({"hvordan": "ikke-som-ventet"}, {"B"}),
        ({"hvordan": "i-gang"}, {"C"}),
        ({"perspektiv": "pupils"}, {"B"}),
        ({"aar": "2024"}, {"C"}),
        ({"trin": "sfo", "perspektiv": "pupils"}, {"B"}),
        ({"trin": "indskoling", "perspektiv": "pupils"}, set()),
        ({"trin": "x", "perspektiv": "1", "aar": "99999999999", "skole": "x", "hvordan": "\x00"}, {"A", "B", "C"}),
    ],
)
def test_facets_narrow(client: Client, asked, titles):
    make.published(title="A", grades=["0", "3"])
    second = make.published(title="B", grades=["sfo"])
    third = make.published(title="C", grades=["9", "upper"])
    Observation.objects.create(version=second, perspectives=["pupils", "staff"], text="Set")
    Observation.objects.create(version=third, perspectives=["pupils"], kind="not_yet")
    for version, fields in (
        (second, {"outcome": "not_as_expected"}),
        (third, {"outcome": "", "life": "running", "school_year": "2024/25"}),
    ):
        for name, value in fields.items():
            setattr(version.trial, name, value)
        version.trial.save()
        keep(trials=[version.trial_id])
    assert {version.title for version in client.get(LIST, asked).context["versions"]} == titles


def test_the_words_are_marked_where_they_stand(client: Client):
    told("Mindre <b>fravær</b> & mere ro")
    told("Noget andet", done="Intet her.\n\nSå faldt *skolefraværet* igen.")
    html = client.get(LIST, {"q": "fravær"}).content.decode()
    assert "Mindre &lt;b&gt;<mark>fravær</mark>&lt;/b&gt; &amp; mere ro" in html
    assert "Det har vi gjort:" in html
    assert "Så faldt <mark>skolefraværet</mark> igen." in html


def test_a_misspelt_question_is_answered_and_corrected(client: Client):
    told("Vi prøvede co-teaching")
    html = client.get(LIST, {"q": "co-teching i klassen", "trin": "indskoling"}).content.decode()
    assert "Mente du" in html
    assert "q=co-teaching+i+klassen" in html.replace("%20", "+")


def test_many_schools_are_folded_away_and_come_with_their_municipality(client: Client):
    municipality = places.municipality("Egsted")
    for number in range(12):
        make.published(at=places.school(f"Skole {number:02}", at=municipality))
    schools = next(facet for facet in client.get(LIST).context["facets"] if facet.name == "skole")
    assert len(schools.choices) == 8
    assert schools.hint
    html = client.get(LIST, {"kommune": "egsted"}).content.decode()
    assert "Vis 4 flere" in html
    assert html.count('name="skole"') == 12


def test_drafts_are_shown_what_others_have_published():
    alike = told("Elever planlægger undervisning mod kedsomhed")
    told("Et helt andet emne")
    told("Elever planlægger undervisning mod kedsomhed", visibility=Visibility.SCHOOL)
    draft = make.draft(**{**EMPTY, "headline": "Kedsomhed: lad elever planlægge"})
    leader = people.actor("school_leader", draft.trial.home_school)
    assert similar_to(draft, leader) == [alike]


@pytest.mark.parametrize("rows", [1, 3])
def test_what_resembles_a_draft_is_asked_for_while_it_is_written(sign_in, django_assert_num_queries, rows):
    for number in range(rows):
        told(f"Elever planlægger undervisning mod kedsomhed {number}")
    draft = make.draft(**{**EMPTY, "headline": "Kedsomhed: lad elever planlægge"})
    writer, url = sign_in(people.actor("contributor", draft.trial.home_school)), reverse("trials:similar", args=[draft.pk])
    writer.get(url)
    with django_assert_num_queries(11):
        html = writer.get(url).content.decode()
    assert html.count("Elever planlægger undervisning mod kedsomhed") == rows
    assert "<html" not in html
    assert "aria-live" not in html
    beside = writer.get(reverse("trials:section", args=[draft.pk, "indledning"])).content.decode()
    assert html.strip() in beside


def test_a_draft_that_resembles_nothing_has_nothing_beside_it(sign_in):
    told("Et helt andet emne")
    draft = make.draft(**{**EMPTY, "headline": "Kedsomhed: lad elever planlægge"})
    answer = sign_in(people.actor("contributor", draft.trial.home_school)).get(reverse("trials:similar", args=[draft.pk]))
    assert (answer.status_code, answer.content.strip()) == (200, b"")


def test_what_resembles_a_draft_is_for_those_who_may_write_it(client: Client, sign_in):
    told("Elever planlægger undervisning mod kedsomhed")
    draft = make.draft(**{**EMPTY, "headline": "Kedsomhed: lad elever planlægge"})
    url = reverse("trials:similar", args=[draft.pk])
    assert client.get(url).status_code == 401
    assert sign_in(people.actor("contributor", places.school(at=draft.trial.municipality))).get(url).status_code == 404
    assert sign_in(people.actor("contributor", draft.trial.home_school)).post(url).status_code == 405


@pytest.mark.parametrize("rows", [1, 3])
def test_a_narrowed_list_asks_as_often_for_three_as_for_one(client: Client, django_assert_num_queries, rows):
    municipality = places.municipality("Egsted")
    for _number in range(rows):
        make.published(at=places.school(at=municipality))
    with django_assert_num_queries(18):
        client.get(LIST, {"q": "værksteder frokost", "kommune": "egsted", "trin": "indskoling"})


def test_the_question_is_read_in_two_queries_however_long(django_assert_num_queries):
    with django_assert_num_queries(2):
        read("fravær overgange samarbejde forældre ledelse trivsel")
    with django_assert_num_queries(0):
        assert read("og i på").is_empty


@pytest.mark.django_db(transaction=True)
def test_two_who_publish_at_once_count_each_word_twice_and_stand_in_nobodys_way():
    school = places.school()
    consultant = people.actor("consultant", school.municipality)
    approved = [make.in_state(State.APPROVED, at=school, title=title) for title in ("Klippekortet begynder", "Begynder klippekortet")]
    with make._acts_alone():
        answers = race(*(partial(review.publish, version=version, by=consultant, now=make.NOW) for version in approved))
    assert not [answer for answer in answers if isinstance(answer, Exception)]
    assert Entry.objects.count() == 2
    assert Word.objects.get(folded="klippekortet").uses == 2


@pytest.mark.django_db(transaction=True)
def test_what_is_withdrawn_while_its_facts_are_saved_is_not_found():
    for _time in range(5):
        version = make.published()
        consultant = people.actor("consultant", version.trial.municipality)
        with make._acts_alone():
            answers = race(
                partial(keep, trials=[version.trial_id]),
                partial(review.withdraw, version=version, note="Lukket.", by=consultant, now=make.NOW),
                partial(keep, trials=[version.trial_id]),
            )
        assert not [answer for answer in answers if isinstance(answer, Exception)]
        assert not Entry.objects.exists()
    assert not Word.objects.exists()
