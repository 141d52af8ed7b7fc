"""Danish order asked of the database, whose own collation knows no Danish (no ICU, architecture.md §8)."""

from django.db.models import CharField, Func, Value
from django.db.models.expressions import OrderBy
from django.db.models.functions import Collate, Lower, Replace

# Signs that stand after z, in the order of the Danish letters; aa counts as å.
_AFTER_Z = (("aa", "å"), ("æ", "{"), ("ä", "{"), ("ø", "|"), ("ö", "|"), ("å", "}"))


def in_danish_order(path: str) -> tuple[Collate, OrderBy]:
    """What to order by: æ, ø and å last, and aa as å, after it. For short lists; long ones keep a sort key in a column."""
    key: Func = Lower(path, output_field=CharField())
    for letter, after_z in _AFTER_Z:
        key = Replace(key, Value(letter), Value(after_z))
    return Collate(key, "C"), Collate(Lower(path), "C").desc()
