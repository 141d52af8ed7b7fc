"""Two have written in the same section: what only one changed is put together, what both did is shown by word and chosen."""

from datetime import date
from decimal import Decimal
from typing import Any

import pytest
from django.http import HttpResponse
from django.test import Client
from django.urls import reverse
from hypothesis import given
from hypothesis import strategies as st

from portal.accounts.models import User
from portal.text import changes
from portal.text.merging import together
from portal.writing.conflicts import REMOVED, compare
from portal.writing.contents import stamp, written
from tests.factories import people
from tests.factories import trials as make
from tests.support.pages import check_page
from tests.trials.posting import press, standing_in
from trials.choices import Section
from trials.models import Version
from trials.sections import contents
from trials.services import drafts

# What changed, as a pure comparison


@pytest.mark.parametrize(
    ("base", "mine", "theirs", "taken", "asked"),
    [
        ({"a": "1"}, {"a": "1"}, {"a": "1"}, {}, []),
        ({"a": "1"}, {"a": "2"}, {"a": "1"}, {}, []),
        ({"a": "1"}, {"a": "1"}, {"a": "2"}, {("a",): "2"}, []),
        ({"a": "1"}, {"a": "2"}, {"a": "2"}, {}, []),
        ({"a": "1"}, {"a": "2"}, {"a": "3"}, {}, [("a",)]),
        (None, {"a": "2"}, {"a": "3"}, {}, [("a",)]),
        (None, {"a": "2", "b": "1"}, {"a": "2", "b": "1"}, {}, []),
        ({"a": "x\ny"}, {"a": "x\r\ny "}, {"a": "z"}, {("a",): "z"}, []),
        ({"a": "2026-03-03"}, {"a": date(2026, 3, 3)}, {"a": date(2026, 3, 4)}, {("a",): date(2026, 3, 4)}, []),
        ({"a": "14.50"}, {"a": Decimal("14.5")}, {"a": Decimal("15.00")}, {("a",): Decimal("15.00")}, []),
        ({"a": ["x", "y"]}, {"a": ["y", "x"]}, {"a": ["x"]}, {("a",): ["x"]}, []),
        ({"a": None}, {"a": ""}, {"a": 7}, {("a",): 7}, []),
        ({"a": False}, {"a": True}, {"a": False}, {}, []),
    ],
)
def test_what_only_one_changed_stands_and_what_both_did_is_asked(base, mine, theirs, taken, asked):
    found = compare(base, mine, theirs)
    assert found.taken == taken
    assert [question.path for question in found.questions] == asked


def _row(number: int | None, text: str, **more: Any) -> dict[str, Any]:
    return {"row": number, "text": text, **more}


GONE = {"row": 1, "remove": True}


@pytest.mark.parametrize(
    ("base", "mine", "theirs", "taken", "asked"),
    [
        ([_row(1, "a")], [_row(1, "b")], [_row(1, "a"), _row(2, "ny")], {}, []),
        ([_row(1, "a")], [_row(1, "a"), _row(None, "min")], [_row(1, "b")], {("r", 1, "text"): "b"}, []),
        ([_row(1, "a")], [_row(1, "b")], [_row(1, "c")], {}, [("r", 1, "text")]),
        ([_row(1, "a")], [_row(1, "a")], [], {("r", 1, REMOVED): True}, []),
        ([_row(1, "a")], [_row(1, "b")], [], {}, [("r", 1, REMOVED)]),
        ([_row(1, "a")], [GONE], [_row(1, "a")], {}, []),
        ([_row(1, "a")], [GONE], [_row(1, "b")], {}, [("r", 1, REMOVED)]),
        ([_row(1, "a")], [GONE], [], {}, []),
        (None, [_row(1, "b")], [], {}, [("r", 1, REMOVED)]),
        ([], [], [_row(1, "a")], {}, []),
    ],
)
def test_rows_are_compared_by_their_numbers(base, mine, theirs, taken, asked):
    found = compare(None if base is None else {"r": base}, {"r": mine}, {"r": theirs})
    assert found.taken == taken
    assert [question.path for question in found.questions] == asked


def test_a_measures_values_are_compared_one_by_one():
    base = {"m": [{"row": 1, "values": [_row(5, "a"), _row(6, "a")]}]}
    mine = {"m": [{"row": 1, "values": [_row(5, "b"), _row(6, "a")]}]}
    theirs = {"m": [{"row": 1, "values": [_row(5, "a"), _row(6, "c")]}]}
    assert compare(base, mine, theirs).taken == {("m", 1, "values", 6, "text"): "c"}


LINES = st.lists(st.sampled_from(["En linje", "En anden", "- Et punkt", "- Et til", "", "### Rubrik"]), max_size=8).map("\n".join)


@given(theirs=LINES, mine=LINES)
def test_texts_written_together_hold_every_line_of_both(theirs, mine):
    lines = together(theirs, mine).splitlines()
    for text in (theirs, mine):
        rest = iter(lines)
        assert all(any(line == found for found in rest) for line in filter(None, text.splitlines()))


@given(theirs=LINES, mine=LINES)
def test_by_word_shows_every_word_of_both(theirs, mine):
    pieces = [piece for block in changes.compare("", theirs, mine).blocks for piece in block.pieces]
    for text, other in ((theirs, "added"), (mine, "removed")):
        shown = "".join(piece.text for piece in pieces if piece.kind != other)
        assert "".join(text.replace("- ", "").replace("### ", "").split()) == "".join(shown.replace("- ", "").split())


# The page


@pytest.fixture
def version(db) -> Version:
    return make.draft()


@pytest.fixture
def writer(version: Version, sign_in) -> Client:
    return sign_in(people.actor("contributor", version.trial.home_school))


@pytest.fixture
def jonas(version: Version) -> User:
    return people.role("contributor", version.trial.home_school, who=people.user("Jonas Tved")).user


def _url(version: Version, section: Section) -> str:
    return reverse("trials:section", args=[version.pk, section.value])


def _now(version: Version, section: Section) -> dict[str, Any]:
    return contents(Version.objects.get(pk=version.pk), section)


def _meanwhile(version: Version, who: User, **fields: Any) -> None:
    Version.objects.filter(pk=version.pk).update(changed_by=who, **fields)


def _choose(answer: HttpResponse, choices: dict[str, str]) -> dict[str, str]:
    asked = standing_in(answer)["uenig"]
    assert set(asked) == set(choices)
    return {f"valg:{name}": choice for name, choice in choices.items()}


@pytest.mark.parametrize(
    ("choice", "text"),
    [
        ("min", "Vi ser på dagen.\n\nMin slutning."),
        ("gemte", "Vi ser på dagen.\n\nDeres slutning."),
        ("saml", "Vi ser på dagen.\n\nDeres slutning.\n\nMin slutning."),
    ],
)
def test_both_texts_are_shown_by_word_and_the_writer_chooses(choice, text, version, writer, jonas):
    _meanwhile(version, jonas, done="Vi ser på dagen.")
    url = _url(version, Section.DONE)
    page = writer.get(url)
    _meanwhile(version, jonas, done="Vi ser på dagen.\n\nDeres slutning.")
    answer = press(writer, url, {"done": "Vi ser på dagen.\n\nMin slutning."}, page=page)
    assert answer.status_code == 409
    check_page(answer.content)
    shown = answer.content.decode()
    assert "Du og Jonas Tved har skrevet det samme sted" in shown
    assert "<del>Deres</del><ins>Min</ins> slutning." in shown
    assert _now(version, Section.DONE)["done"].endswith("Deres slutning."), "nothing is overwritten by asking"
    saved = press(writer, url, _choose(answer, {"done": choice}), page=answer)
    assert saved["Location"] == url
    assert _now(version, Section.DONE)["done"] == text


def test_what_was_put_together_by_hand_is_saved(version, writer, jonas):
    url = _url(version, Section.DONE)
    page = writer.get(url)
    _meanwhile(version, jonas, done="Deres")
    answer = press(writer, url, {"done": "Min"}, page=page)
    press(writer, url, {"done": "Deres og min"}, page=answer)
    assert _now(version, Section.DONE)["done"] == "Deres og min"


def test_fields_that_only_one_has_changed_are_put_together_by_themselves(version, writer, jonas):
    url = _url(version, Section.INTRO)
    page = writer.get(url)
    _meanwhile(version, jonas, title="Jonas’ titel")
    answer = press(writer, url, {"headline": "Min overskrift"}, page=page)
    assert answer["Location"] == url
    now = _now(version, Section.INTRO)
    assert (now["title"], now["headline"]) == ("Jonas’ titel", "Min overskrift")
    assert "Jonas Tved har også skrevet i afsnittet" in writer.get(url).content.decode()


def test_a_choice_about_one_field_keeps_what_each_has_done_to_the_others(version, writer, jonas):
    url = _url(version, Section.INTRO)
    page = writer.get(url)
    _meanwhile(version, jonas, title="Jonas’ titel", standfirst="Jonas’ indledning")
    answer = press(writer, url, {"title": "Min titel", "headline": "Min overskrift"}, page=page)
    assert answer.status_code == 409
    press(writer, url, _choose(answer, {"title": "gemte"}), page=answer)
    now = _now(version, Section.INTRO)
    assert (now["title"], now["headline"], now["standfirst"]) == ("Jonas’ titel", "Min overskrift", "Jonas’ indledning")


def test_without_a_choice_both_are_shown_again(version, writer, jonas):
    url = _url(version, Section.INTRO)
    page = writer.get(url)
    _meanwhile(version, jonas, title="Jonas’ titel")
    answer = press(writer, url, {"title": "Min titel", "headline": "Min overskrift"}, page=page)
    again = press(writer, url, page=answer)
    assert again.status_code == 409
    assert standing_in(again)["uenig"] == ["title"]
    assert _now(version, Section.INTRO)["title"] == "Jonas’ titel"
    press(writer, url, _choose(again, {"title": "min"}), page=again)
    assert _now(version, Section.INTRO)["title"] == "Min titel"


def test_a_third_save_while_the_writer_chooses_is_asked_about_too(version, writer, jonas):
    url = _url(version, Section.DONE)
    page = writer.get(url)
    _meanwhile(version, jonas, done="Deres første")
    answer = press(writer, url, {"done": "Min"}, page=page)
    _meanwhile(version, jonas, done="Deres andet")
    again = press(writer, url, _choose(answer, {"done": "min"}), page=answer)
    assert again.status_code == 409
    assert "Deres</del>" in again.content.decode() or "Deres andet" in again.content.decode()
    press(writer, url, _choose(again, {"done": "saml"}), page=again)
    assert {"Deres andet", "Min"} <= set(_now(version, Section.DONE)["done"].splitlines())


def test_without_the_text_that_the_page_began_with_every_difference_is_asked_about(version, writer, jonas):
    url = _url(version, Section.INTRO)
    page = writer.get(url)
    _meanwhile(version, jonas, title="Jonas’ titel")
    answer = press(writer, url, {"base": "", "headline": "Min overskrift"}, page=page)
    assert set(standing_in(answer)["uenig"]) == {"title", "headline"}


def test_a_text_that_the_page_did_not_begin_with_is_not_believed(version, writer, jonas):
    url = _url(version, Section.INTRO)
    page = writer.get(url)
    _meanwhile(version, jonas, title="Jonas’ titel")
    false = written({**_now(version, Section.INTRO), "headline": "Falsk"})
    answer = press(writer, url, {"base": false}, page=page)
    assert standing_in(answer)["uenig"] == ["title"]


def test_a_conflict_with_myself_blames_nobody_else(version, writer):
    url = _url(version, Section.DONE)
    page = writer.get(url)
    press(writer, url, {"done": "Skrevet i det ene vindue"}, page=page)
    conflict = press(writer, url, {"done": "Skrevet i det andet vindue"}, page=page)
    check_page(conflict.content)
    assert conflict.status_code == 409
    assert "Du har selv gemt dette afsnit i et andet vindue" in conflict.content.decode()


# Rows


def _add(version: Version, text: str) -> Any:
    return version.observations.create(perspectives=["pupils"], text=text)


def test_rows_that_a_colleague_added_stay_and_mine_are_added(version, writer, jonas):
    url = _url(version, Section.CHANGE)
    page = writer.get(url)
    _add(version, "Jonas’ perspektiv")
    mine = {"observations-0-perspectives": ["staff"], "observations-0-kind": "seen", "observations-0-text": "Mit perspektiv"}
    assert press(writer, url, {**mine, "change": "Min indledning"}, page=page).status_code == 302
    now = _now(version, Section.CHANGE)
    assert now["change"] == "Min indledning"
    assert {seen["text"] for seen in now["observations"]} == {"Jonas’ perspektiv", "Mit perspektiv"}


@pytest.mark.parametrize(("choice", "text"), [("min", "Min"), ("gemte", "Deres"), ("saml", "Deres\n\nMin")])
def test_a_row_that_both_have_changed_is_asked_about(choice, text, version, writer, jonas):
    row, other = _add(version, "Før"), _add(version, "En anden")
    url = _url(version, Section.CHANGE)
    page = writer.get(url)
    type(row).objects.filter(pk=row.pk).update(text="Deres")
    type(row).objects.filter(pk=other.pk).update(own_label="Jonas’ ord")
    answer = press(writer, url, {"observations-0-text": "Min", "observations-1-text": "En anden, rettet"}, page=page)
    check_page(answer.content)
    assert "Perspektiv 1" in answer.content.decode()
    press(writer, url, _choose(answer, {"observations-0-text": choice}), page=answer)
    seen = [(one["row"], one["text"], one["own_label"]) for one in _now(version, Section.CHANGE)["observations"]]
    assert seen == [(row.pk, text, ""), (other.pk, "En anden, rettet", "Jonas’ ord")]


@pytest.mark.parametrize(("choice", "texts"), [("min", ["Min"]), ("gemte", [])])
def test_a_row_that_one_changed_and_the_other_removed(choice, texts, version, writer, jonas):
    row = _add(version, "Før")
    url = _url(version, Section.CHANGE)
    page = writer.get(url)
    row.delete()
    _meanwhile(version, jonas)
    answer = press(writer, url, {"observations-0-text": "Min"}, page=page)
    check_page(answer.content)
    assert "Jonas Tved har fjernet den" in answer.content.decode()
    assert "Min" in answer.content.decode()
    press(writer, url, _choose(answer, {"observations-0-DELETE": choice}), page=answer)
    assert [seen["text"] for seen in _now(version, Section.CHANGE)["observations"]] == texts


@pytest.mark.parametrize(("choice", "texts"), [("min", []), ("gemte", ["Deres"])])
def test_a_row_that_one_removed_and_the_other_changed(choice, texts, version, writer, jonas):
    row = _add(version, "Før")
    url = _url(version, Section.CHANGE)
    page = writer.get(url)
    type(row).objects.filter(pk=row.pk).update(text="Deres")
    _meanwhile(version, jonas)
    answer = press(writer, url, {"observations-0-DELETE": "on"}, page=page)
    check_page(answer.content)
    assert "Deres" in answer.content.decode()
    press(writer, url, _choose(answer, {"observations-0-DELETE": choice}), page=answer)
    assert [seen["text"] for seen in _now(version, Section.CHANGE)["observations"]] == texts


def test_a_row_removed_by_one_and_untouched_by_the_other_is_gone(version, writer):
    row = _add(version, "Før")
    url = _url(version, Section.CHANGE)
    page = writer.get(url)
    row.delete()
    assert press(writer, url, {"change": "Min"}, page=page).status_code == 302
    now = _now(version, Section.CHANGE)
    assert (now["change"], now["observations"]) == ("Min", [])


@pytest.mark.parametrize(("choice", "value"), [("min", "15.00"), ("gemte", "16.50")])
def test_numbers_of_a_measure_are_asked_about_one_by_one(choice, value, version, writer, jonas):
    measure = version.trial.measures.create(name="Uro")
    first, second = (measure.values.create(taken_on=f"2026-0{at}-01", kind="interim", value=at) for at in (1, 2))
    url = _url(version, Section.MEASURES)
    page = writer.get(url)
    first.value, second.value = Decimal("16.5"), Decimal("3")
    first.save()
    second.save()
    _meanwhile(version, jonas)
    answer = press(writer, url, {"measures-0-values-0-value": "15", "measures-0-unit": "gange"}, page=page)
    check_page(answer.content)
    assert "Måling 1, Tal 1: værdi" in answer.content.decode()
    press(writer, url, _choose(answer, {"measures-0-values-0-value": choice}), page=answer)
    measure.refresh_from_db()
    assert measure.unit == "gange"
    assert [str(one.value) for one in measure.values.all()] == [value, "3.00"]


@pytest.mark.parametrize(("choice", "kept"), [("min", 0), ("gemte", 1)])
def test_a_measure_removed_by_me_and_changed_by_another(choice, kept, version, writer, jonas):
    measure = version.trial.measures.create(name="Uro")
    value = measure.values.create(taken_on="2026-01-01", kind="baseline", value=1)
    url = _url(version, Section.MEASURES)
    page = writer.get(url)
    value.value = 7
    value.save()
    _meanwhile(version, jonas)
    answer = press(writer, url, {"measures-0-DELETE": "on"}, page=page)
    assert "Før" in answer.content.decode()
    press(writer, url, _choose(answer, {"measures-0-DELETE": choice}), page=answer)
    assert [str(one.values.get().value) for one in version.trial.measures.all()] == ["7.00"] * kept


def test_choices_are_shown_in_words_and_contradictions_are_asked_about(version, writer, jonas):
    url = _url(version, Section.FACTS)
    trial = version.trial
    page = writer.get(url)
    trial.outcome, trial.grades = "as_expected", ["0"]
    trial.save()
    _meanwhile(version, jonas)
    answer = press(writer, url, {"outcome": "not_as_expected"}, page=page)
    check_page(answer.content)
    assert "Som ventet" in answer.content.decode()
    assert "Ikke som ventet" in answer.content.decode()
    trial.life, trial.outcome = "idea", ""
    trial.save()
    contradiction = press(writer, url, {"outcome": "partly", "effort_hours": "Min tid"}, page=writer.get(url))
    assert contradiction.status_code == 200


def test_a_text_put_together_that_contradicts_itself_is_shown_with_everything_typed(version, writer, jonas):
    url = _url(version, Section.FACTS)
    page = writer.get(url)
    trial = version.trial
    trial.ends_on = date(2026, 1, 1)
    trial.save()
    _meanwhile(version, jonas)
    answer = press(writer, url, {"starts_on": "2026-05-01", "effort_hours": "Seks lektioner"}, page=page)
    assert answer.status_code == 200
    assert "Slutdatoen ligger før begyndelsen" in answer.content.decode()
    assert standing_in(answer)["effort_hours"] == ["Seks lektioner"]
    assert press(writer, url, {"ends_on": "2026-06-01"}, page=answer).status_code == 302
    assert _now(version, Section.FACTS)["effort_hours"] == "Seks lektioner"


def test_what_a_page_carries_along_is_sealed_by_its_stamp(version):
    base = written(contents(version, Section.INTRO))
    assert stamp(base) == drafts.fingerprint(contents(version, Section.INTRO))


# What no browser sends


@pytest.mark.django_db
@pytest.mark.parametrize(
    "base",
    [
        "x",
        "[]",
        "5",
        "[" * 100_000,
        '{"observations": 5}',
        '{"observations": [5]}',
        '{"observations": [{"row": []}]}',
        '{"observations": [{}]}',
    ],
)
def test_a_base_that_is_none_is_not_believed(base, sign_in):
    version = make.draft()
    version.observations.create(perspectives=["pupils"], text="Der er ro.")
    client = sign_in(people.actor("contributor", version.trial.home_school))
    url = reverse("trials:section", args=[version.pk, Section.CHANGE.value])
    fields = standing_in(client.get(url))
    answer = client.post(url, {**fields, "change": "Nyt", "base": base, "seen": stamp(base)})
    assert answer.status_code == 409


@pytest.mark.django_db
@pytest.mark.parametrize("number", ["{}.0", " {}", "+{}", "-{}", "x", "9" * 40])
def test_a_row_number_that_no_page_has_written_is_no_row(number, sign_in):
    version = make.draft()
    row = version.observations.create(perspectives=["pupils"], text="Der er ro.")
    client = sign_in(people.actor("contributor", version.trial.home_school))
    url = reverse("trials:section", args=[version.pk, Section.CHANGE.value])
    fields = standing_in(client.get(url)) | {"observations-0-row": [number.format(row.pk)], "observations-0-text": ["Andet"]}
    assert client.post(url, fields | {"seen": ["0"]}).status_code in {200, 302, 409}
    row.refresh_from_db()
    assert row.text == "Der er ro."
