import logging

logger = logging.getLogger("portal.security")


class BadFile(Exception):
    """A file that is not taken in. The text is for the person who chose it: what is wrong, and what to do.

    The log tells that it happened and no more: the text may quote the file.
    """

    def __init__(self, what: str, remedy: str) -> None:
        super().__init__(f"{what} {remedy}")
        logger.warning("A file was refused")
