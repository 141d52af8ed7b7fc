"""What other rooms hear of: schools are written many at once, past `save` and its signals."""

from django.dispatch import Signal

# Sent inside the transaction with `schools`, the numbers of those that were written, `by` whom and `now`.
schools_written = Signal()
