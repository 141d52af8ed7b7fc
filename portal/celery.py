"""The Celery application. The rows hold the truth; the broker only wakes workers (docs/decisions/0003)."""

import os
from pathlib import Path

from celery import Celery
from celery.signals import beat_init, worker_init
from kombu.transport import TRANSPORT_ALIASES

from portal import localdb

os.environ.setdefault("DJANGO_SETTINGS_MODULE", "portal.settings")

TRANSPORT_ALIASES["filesystem"] = "portal.broker:Transport"
app = Celery("portal")
app.config_from_object("django.conf:settings", namespace="CELERY")
app.autodiscover_tasks()


@app.on_after_configure.connect
def make_broker_folders(sender: Celery, **_: object) -> None:
    """Kombu's filesystem transport expects its folders to be there."""
    folder = sender.conf.broker_transport_options.get("data_folder_in")
    if folder:
        Path(folder).mkdir(parents=True, exist_ok=True)


@worker_init.connect
@beat_init.connect
def hold_local_database(**_: object) -> None:
    """A worker or beat started as `celery -A portal …` brings the local database with it, as manage.py does."""
    localdb.hold_until_exit()
