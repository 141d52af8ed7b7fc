"""*Mine oplysninger*: what is held about the one who asks, from every room, on a page and as a file."""

from portal.home.mine.holdings import Holding, everything, some

__all__ = ["Holding", "everything", "some"]
