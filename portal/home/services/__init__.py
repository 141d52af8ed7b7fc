"""The acts that concern all rooms: the sign of life, closing an account, keeping and purging."""

from portal.home.services.heart import beat

__all__ = ["beat"]
