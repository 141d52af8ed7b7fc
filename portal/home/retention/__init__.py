"""How long each kind of data is kept: what the portal proposes, what is due, and how it goes."""

from portal.home.retention.kinds import KINDS, Kind

__all__ = ["KINDS", "Kind"]
