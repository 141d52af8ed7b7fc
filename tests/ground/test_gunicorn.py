"""The web server's own settings that do something."""

import gc

from portal.deploy import gunicorn


def test_what_is_loaded_before_the_fork_is_left_alone_by_the_collector():
    loaded = [[] for _time in range(1000)]
    frozen = gc.get_freeze_count()
    gunicorn.when_ready(None)
    assert gc.get_freeze_count() >= frozen + len(loaded)
