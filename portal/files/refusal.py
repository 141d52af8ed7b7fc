import logging

logger = logging.getLogger("portal.security")


class BadFile(Exception):
    """A file that is not taken in. The text is for the person who chose it: what is wrong, and what to do."""

    def __init__(self, what: str, remedy: str) -> None:
        super().__init__(f"{what} {remedy}")


def refused(reason: Exception | str) -> str:
    """The words for the page that refuses a file. The log tells that it happened and no more: the words may quote the file."""
    logger.warning("A file was refused")
    return str(reason)
