import json

import pytest

from partners.grants.choices import Activity
from partners.grants.distance import great_circle_km
from partners.grants.rates import SHIPPED, BadTable, read, shipped

TABLES = sorted(int(file.stem) for file in SHIPPED.glob("*.json"))


@pytest.mark.parametrize("call", TABLES)
def test_a_shipped_table_is_whole_and_unconfirmed(call):
    table = shipped(call)
    assert table.call == call
    assert set(table.activities) == set(Activity)
    assert len({rule.code for rule in table.activities.values()}) == len(Activity), "the mobility's number needs codes that differ"
    assert not table.is_confirmed, "nobody has had the Danish agency's own table yet (erasmus.md)"


def test_a_call_year_without_a_table_is_said_so():
    with pytest.raises(BadTable, match="1999"):
        shipped(1999)


def changed(path: list, value):
    table = json.loads((SHIPPED / "2026.json").read_text(encoding="utf-8"))
    place = table
    for step in path[:-1]:
        place = place[step]
    if value is None:
        del place[path[-1]]
    else:
        place[path[-1]] = value
    return table


@pytest.mark.parametrize(
    ("path", "value"),
    [
        (["travel"], None), (["travel", "bands", 0, "from_km"], 5), (["travel", "bands", 1, "from_km"], 900), (["travel", "bands", 1, "green"], "mange"),
        (["individual", "per_day", "staff", "1"], "1,5"), (["individual", "per_day", "teachers"], {"1": "1"}),
        (["countries", "groups"], []), (["activities", "rows", 0, "activity"], "ferie"), (["amounts", "language"], None), (["limits", "source"], None),
    ],
)  # fmt: skip
def test_a_damaged_table_is_refused(path, value):
    with pytest.raises(BadTable):
        read(changed(path, value))


@pytest.mark.parametrize(
    ("there", "least", "most"),
    [((52.52, 13.405), 350, 360), ((35.1856, 33.3823), 2700, 2820), ((50.8503, 4.3517), 760, 775), ((55.6761, 12.5683), 0, 0)],
)
def test_great_circle_from_copenhagen(there, least, most):
    assert least <= great_circle_km((55.6761, 12.5683), there) <= most
