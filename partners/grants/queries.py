from partners.grants.models import RateYear
from partners.grants.rates import RateTable, shipped


def table_of(call: int) -> RateTable:
    """The rates of a call year: this installation's own, else those that ship with the portal. Raises BadTable when there are none."""
    own = RateYear.objects.filter(call=call).first()
    return own.as_table() if own else shipped(call)
