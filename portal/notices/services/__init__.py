"""Telling people: on the site, by mail at once, or gathered once a day."""

from portal.notices.services.digests import gather, gather_all
from portal.notices.services.mails import queue_mail, resend, send, sweep
from portal.notices.services.notices import choose, mark_all_read, mark_read, tell

__all__ = ["choose", "gather", "gather_all", "mark_all_read", "mark_read", "queue_mail", "resend", "send", "sweep", "tell"]
