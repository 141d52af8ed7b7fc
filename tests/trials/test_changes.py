"""What changed between two snapshots, word by word."""

import copy
from random import Random
from time import process_time

import pytest

from portal.text.changes import compare
from portal.text.merging import together
from tests.factories import trials as make
from trials.changes import between
from trials.documents import trial_snapshot

pytestmark = pytest.mark.django_db


@pytest.fixture
def before() -> dict:
    return trial_snapshot(make.draft(done="Vi begyndte efter ferien.\n\n- Bygge\n- Fortælle", learned="- Tæl først"))


def changed(before: dict, **fields) -> dict[str, list[str]]:
    """Per changed section, its blocks with [-removed-] and {+added+}."""
    after = {**copy.deepcopy(before), **fields}
    marks = {"same": "%s", "added": "{+%s+}", "removed": "[-%s-]"}
    return {
        section.heading: [
            ("- " if block.is_item else "") + "".join(marks[piece.kind] % piece.text for piece in block.pieces) for block in section.blocks
        ]
        for section in between(before, after)
        if section.is_changed
    }


def test_the_same_text_has_no_changes(before):
    assert changed(before) == {}


def test_a_word_is_exchanged(before):
    assert changed(before, title="Klippekortene") == {"Titel": ["[-Klippekortet-]{+Klippekortene+}"]}


def test_paragraphs_and_items_stand_apart(before):
    found = changed(before, done="Vi begyndte før ferien.\n\n- Bygge\n- Bevæge\n- Fortælle")
    assert found == {"Det har vi gjort": ["Vi begyndte [-efter-]{+før+} ferien.", "- Bygge", "- {+Bevæge+}", "- Fortælle"]}


def test_a_section_that_was_written_is_all_new(before):
    before["future"] = ""
    assert changed(before, future="Vi fortsætter.") == {"Fremover vil vi …": ["{+Vi fortsætter.+}"]}


def test_an_observation_keeps_its_perspective(before):
    before["observations"] = [{"label": "Forældre", "own_label": "", "kind": "seen", "text": "Tolv familier svarede."}]
    after = [{"label": "Forældre", "own_label": "", "kind": "seen", "text": "Familierne svarede."}]
    assert changed(before, observations=after)["Sådan opleves forandringen"][-1] == "Forældre: [-Tolv familier-]{+Familierne+} svarede."


def test_facts_and_files_are_compared_too(before):
    image = {"id": 1, "path": "x", "alt": "Et rum", "caption": "", "width": 1, "height": 1}
    found = changed(before, grades="4. klasse", images=[image])
    assert "- For hvem: [-0.\u2060–\u20602-]{+4+}. klasse" in found["Fakta"]
    assert found["Billeder og filer"] == ["- {+Billede: Et rum+}"]


def test_words_are_counted(before):
    section = next(section for section in between(before, {**before, "title": "Det store klippekort"}) if section.is_changed)
    assert (section.added, section.removed) == (3, 1)


def test_marks_of_the_notation_are_not_words(before):
    assert changed(before, done=before["done"].replace("Bygge", "**Bygge**")) == {}


def _paragraphs(count: int, seed: int) -> list[str]:
    words = "vi har set at eleverne i klassen blev glade og mere rolige når de gik ude sammen med os".split()
    chance = Random(seed)
    return [" ".join(chance.choice(words) for _ in range(80)) for _ in range(count)]


@pytest.mark.parametrize(
    ("old", "new"),
    [
        ("\n".join(_paragraphs(400, 1)), "\n".join(_paragraphs(400, 2))),
        (" ".join(_paragraphs(400, 1)), " ".join(_paragraphs(400, 2))),
        ("\n".join(_paragraphs(400, 1)), "\n".join(_paragraphs(380, 2))),
        ("a\n" * 20_000, "a\nb\n" * 10_000),
    ],
    ids=["every paragraph new", "one long paragraph", "other paragraphs", "the same line again and again"],
)
def test_long_texts_are_compared_in_reasonable_time(old, new):
    begun = process_time()
    found = compare("", old, new)
    both = together(old, new)
    assert process_time() - begun < 15  # it was hours; on an idle machine it is two seconds
    assert found.is_changed
    assert both.count("a") >= old.count("a")


def test_one_word_in_a_long_text_is_still_found():
    before = _paragraphs(60, 1)
    after = [*before[:30], before[30] + " igen", *before[31:]]
    found = compare("", "\n".join(before), "\n".join(after))
    assert (found.added, found.removed) == (1, 0)
    rewritten = compare("", "\n".join(before), "\n".join(line + " igen" for line in before))
    assert (rewritten.added, rewritten.removed) == (60, 0)
