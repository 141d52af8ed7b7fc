"""What the catalogue derives from its snapshot: cover, index, what did not go as expected, participants."""

from collections import Counter
from xml.etree import ElementTree

import pytest

from portal.documents.print import figures
from tests.catalogue.snapshots import edition_snapshot, empty_trial, focus_area, trial_snapshot
from trials.catalogue.book import artwork
from trials.catalogue.book.contents import cover_class, edition_publication, index_pages, lead_and_rest, participants, unexpected
from trials.printing import leading_area, opening, prepared


def openings(*trials: dict) -> list[dict]:
    return [opening(trial) for trial in trials]


@pytest.mark.parametrize(
    ("counts", "tiles"),
    [
        ({1: 1, 2: 1}, {1: 15, 2: 15}),
        ({1: 2, 3: 1}, {1: 20, 3: 10}),
        ({5: 24}, {5: 30}),
        ({}, {1: 4, 2: 4, 3: 4, 4: 4, 5: 4, 6: 4, 7: 3, 8: 3}),
    ],
)
def test_an_area_fills_the_cover_by_its_share(counts: dict[int, int], tiles: dict[int, int]):
    assert artwork.shares(counts, 30) == tiles


@pytest.mark.parametrize("seed", range(20))
def test_no_figure_stands_beside_itself(seed: int):
    placed = [number for number, _colouring, _turn in artwork._arranged({1: 8, 2: 7, 3: 6, 4: 5, 8: 4}, 6, 5, seed)]
    assert Counter(placed) == {1: 8, 2: 7, 3: 6, 4: 5, 8: 4}
    assert not any(placed[place] == placed[near] for place in range(30) for near in artwork._before(place, 6))


@pytest.mark.parametrize("seed", range(5))
def test_an_edition_of_one_area_still_has_no_equal_neighbours(seed: int):
    tiles = artwork._arranged({5: 30}, 6, 5, seed)
    assert not any(tiles[place] == tiles[near] for place in range(30) for near in artwork._before(place, 6))


def test_the_same_seed_draws_the_same_cover_and_another_seed_another():
    assert artwork.cover({1: 3, 2: 2}, 7) == artwork.cover({1: 3, 2: 2}, 7)
    assert artwork.cover({1: 3, 2: 2}, 7) != artwork.cover({1: 3, 2: 2}, 8)
    ElementTree.fromstring(artwork.cover({1: 3}, 7))
    ElementTree.fromstring(artwork.back({1: 3}, 7))


@pytest.mark.parametrize(
    ("title", "name"),
    [
        ("Flere med", ""),
        ("Morgen, middag, hjem", "medium"),
        ("En skole, der kan mere for flere", "long"),
        ("Inklusionsfællesskabernes inspirationskatalog", "huge"),
        ("", ""),
    ],
)
def test_a_title_takes_the_size_in_which_it_fits(title: str, name: str):
    assert cover_class(title) == name


@pytest.mark.parametrize(
    ("text", "lead"),
    [
        ("Kort.\n\nResten.", "Kort."),
        ("Kun ét afsnit.", ""),
        ("- punkt\n\nResten.", ""),
        ("### Overskrift\n\nResten.", ""),
        ("x" * 400 + "\n\nResten.", ""),
        ("**Fed** start.\n\nResten.", "Fed start."),
    ],
)
def test_the_first_paragraph_is_the_lead_when_it_can_be(text: str, lead: str):
    divided = lead_and_rest(text)
    assert divided["lead"] == lead
    assert divided["rest"].endswith("Resten." if lead else text[-5:])


def test_the_plainest_failures_come_first_and_successes_are_left_out():
    expected = {"expectations": [], "outcome_label": ""}
    entries = unexpected(
        openings(
            trial_snapshot(0, trial=1, outcome="as_expected", **expected),
            trial_snapshot(0, trial=2, outcome="partly", **expected),
            trial_snapshot(0, trial=3, outcome="not_as_expected", **expected),
            empty_trial(trial=4),
        )
    )
    assert [entry["opening"]["trial"] for entry in entries] == [3, 2]


def test_one_unmet_expectation_is_enough_to_be_named():
    trial = trial_snapshot(3)
    trial["outcome"] = "as_expected"
    [entry] = unexpected(openings(trial))
    assert [row["met"] for row in entry["rows"]] == ["not_as_expected", "partly"]


def test_participants_stand_in_danish_order_with_and_without_trial_actions():
    edition = edition_snapshot(0, participants=["Åvang", "Zebra", "Aadal", "Ærtholm", "Østermark"])
    rows = participants(edition, openings(trial_snapshot(0)))
    assert [row["name"] for row in rows] == ["Egsted", "Zebra", "Ærtholm", "Østermark", "Aadal", "Åvang"]
    assert rows[0]["schools"] == ["Hasselhegnskolen"]
    assert not rows[1]["openings"]


@pytest.mark.parametrize("count", [0, 1, 5, 24, 120])
def test_the_index_loses_no_entry_however_it_is_divided(count: int):
    edition = edition_snapshot(24)
    shown = openings(*(trial_snapshot(position, trial=position + 1) for position in range(count)))
    pages = index_pages(shown, edition)
    links = [link["anchor"] for page in pages for column in page for block in column for link in block["links"]]
    by_area = sum(len(trial["focus_areas"]) for trial in shown)
    assert len(links) == by_area + count + sum(len(trial["schools"]) for trial in shown)
    assert all(len(page) <= 2 for page in pages)
    assert [block["heading"] for page in pages for column in page for block in column if block["heading"]] == (
        ["Efter fokusområde", "Efter kommune", "Efter skole"] if count else []
    )


def test_a_ninth_area_borrows_a_figure():
    assert leading_area(trial_snapshot(0, focus_areas=[{"id": 99, "number": 9, "name": "Ny"}])) == 1
    assert leading_area(empty_trial(focus_areas=[])) == 1


def test_a_trial_action_without_a_focus_area_bears_no_area_s_thumb_mark():
    none, one = ({"focus_areas": areas} for areas in ([], [focus_area(1)]))
    pages = [edition_publication(edition_snapshot(0, trials=[empty_trial(**areas)])).html() for areas in (none, one)]
    assert ['class="action fa-1 unmarked"' in html for html in pages] == [True, False]
    assert "<text" not in figures.stock()["page-unmarked.svg"] and ">1</text>" in figures.stock()["page-1-left.svg"]


def test_an_english_edition_has_english_words_around_danish_trial_actions():
    html = edition_publication(edition_snapshot(1, language="en")).html()
    assert '<html lang="en">' in html
    assert "Vi flyttede morgenen" in html


def test_what_was_described_afterwards_says_so_and_what_is_not_known_is_left_out():
    facts = {fact["label"]: [value["text"] for value in fact["values"]] for fact in opening(trial_snapshot(1))["facts"]}
    assert facts["Forløb"] == ["Beskrevet efterfølgende"]
    assert "Film" not in facts
    assert facts["Ansvarlige"] == ["Karen Mølgaard, pædagogisk leder", "Jonas Aagaard, pædagog"]


def test_what_was_not_observed_says_so_in_words():
    shown = opening(trial_snapshot(0))["observations"][-1]
    assert shown["text"] == "Ikke observeret endnu. Forvaltningen venter på tal for to hele skoleår."


def test_the_joiners_of_formatted_text_are_kept_until_it_has_been_read():
    text = "kl**\u2060.\u2060**a 😀 b"
    assert prepared({"title": text, "done": text}) == {"title": "kl**.**a b", "done": "kl**\u2060.\u2060**a b"}
