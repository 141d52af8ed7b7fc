from datetime import datetime

from portal.home.models import Heartbeat


def beat(*, name: str, now: datetime) -> None:
    """Remember that the process works; /healthz reads it."""
    Heartbeat.objects.update_or_create(name=name, defaults={"beaten_at": now})
