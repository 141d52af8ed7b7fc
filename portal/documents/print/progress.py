"""How far a build has come, and how it is cancelled."""

import logging
import threading
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from enum import StrEnum

_LOGGER = logging.getLogger("weasyprint.progress")


class Phase(StrEnum):
    LAYOUT = "layout"
    FINISHING = "finishing"
    WRITING = "writing"


@dataclass(frozen=True)
class Progress:
    """In layout `total` is an estimate that becomes exact; in writing it is the number of pages."""

    phase: Phase
    page: int
    total: int


class Cancelled(Exception):
    """The order was withdrawn while it was being built. Nothing was written."""


OnProgress = Callable[[Progress], None]
ShouldCancel = Callable[[], bool]


class Reporter:
    """Tells one build's progress and stops it, at every page, when it is to be cancelled."""

    def __init__(self, on_progress: OnProgress | None, should_cancel: ShouldCancel | None) -> None:
        self._on_progress = on_progress or (lambda progress: None)
        self._should_cancel = should_cancel or (lambda: False)
        self._phase = Phase.LAYOUT
        self._page = 0
        self._total = 0
        self._limit: int | None = None

    def begin(self, phase: Phase, *, page: int = 0, total: int, limit: int | None = None) -> None:
        """Begin a phase, or a part of one. `limit` holds the count back where the same pages may be laid out more than once."""
        self._phase, self._page, self._total, self._limit = phase, page, max(total, page), limit
        self._tell()

    def page(self) -> None:
        """One more page was laid out or written."""
        if self._limit is None or self._page < self._limit:
            self._page += 1
        self._total = max(self._total, self._page)
        self._tell()

    def _tell(self) -> None:
        if self._should_cancel():
            raise Cancelled
        self._on_progress(Progress(self._phase, self._page, self._total))


class _PageHandler(logging.Handler):
    """Turns WeasyPrint's log line for a page into a report. An exception raised here leaves the layout cleanly."""

    def __init__(self, reporter: Reporter) -> None:
        super().__init__(logging.INFO)
        self._reporter = reporter
        self._thread = threading.get_ident()

    def emit(self, record: logging.LogRecord) -> None:
        if record.thread == self._thread and "Creating layout - Page" in str(record.msg):
            self._reporter.page()


@contextmanager
def listening(reporter: Reporter) -> Iterator[None]:
    """Hear WeasyPrint's own log for as long as the build takes; its hundreds of lines do not reach the portal's log."""
    handler, level, propagate = _PageHandler(reporter), _LOGGER.level, _LOGGER.propagate
    _LOGGER.addHandler(handler)
    _LOGGER.setLevel(logging.INFO)
    _LOGGER.propagate = False
    try:
        yield
    finally:
        _LOGGER.removeHandler(handler)
        _LOGGER.setLevel(level)
        _LOGGER.propagate = propagate
