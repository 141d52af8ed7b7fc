"""Two people's versions of one text in one."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from portal.text.merging import together

BASE = "Vi begyndte i maj.\n\n- Bygge\n- Fortælle"


@pytest.mark.parametrize(
    ("theirs", "mine", "both"),
    [
        # Each change stands once, where it was made.
        (
            "Vi begyndte i maj.\n\n- Bygge\n- Fortælle og synge",
            "Hos os: Vi begyndte i maj.\n\n- Bygge\n- Fortælle",
            "Hos os: Vi begyndte i maj.\n\n- Bygge\n- Fortælle og synge",
        ),
        ("Vi begyndte i juni.\n\n- Bygge\n- Fortælle", BASE + "\n- Male", "Vi begyndte i juni.\n\n- Bygge\n- Fortælle\n- Male"),
        (BASE, BASE, BASE),
        # The same words in two ways: everything of both.
        (
            "Vi begyndte i juni.\n\n- Bygge\n- Fortælle",
            "Vi begyndte i april.\n\n- Bygge\n- Fortælle",
            "Vi begyndte i juni.\n\nVi begyndte i april.\n\n- Bygge\n- Fortælle",
        ),
    ],
)
def test_both_writers_changes_stand_in_it(theirs, mine, both):
    assert together(theirs, mine, BASE) == both


def test_without_knowing_where_they_began_every_line_of_both_stands_there():
    assert together("Vi begyndte i juni.", "Vi begyndte i april.") == "Vi begyndte i juni.\n\nVi begyndte i april."


WORDS = st.lists(st.sampled_from(["ro", "mad", "gang", "leg", "dag"]), max_size=12).map(" ".join)


@given(WORDS, WORDS)
def test_what_only_one_has_changed_is_that_ones_text(base, changed):
    assert together(changed, base, base) == changed
    assert together(base, changed, base) == changed
