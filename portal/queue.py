"""Waking a worker. The rows hold the truth; a message only says that there is something to do."""

import logging

from django.db import transaction
from kombu.exceptions import ChannelError, OperationalError

from portal.celery import app

logger = logging.getLogger(__name__)


def wake(task: str, *arguments: int) -> None:
    """Send a task by name once the transaction is committed. A broker that is gone costs time only: the sweep finds the row later."""

    def send() -> None:
        try:
            app.send_task(task, args=arguments)
        except (OperationalError, ChannelError, OSError) as error:
            logger.warning("The broker did not take %s%s: %s", task, arguments, error)

    transaction.on_commit(send)
