"""What changed between two snapshots, word by word."""

import copy

import pytest

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
