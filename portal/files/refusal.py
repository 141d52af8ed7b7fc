class BadFile(Exception):
    """A file that is not taken in. The text is for the person who chose it: what is wrong, and what to do."""

    def __init__(self, what: str, remedy: str) -> None:
        super().__init__(f"{what} {remedy}")
