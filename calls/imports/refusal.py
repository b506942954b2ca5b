"""NotTaken: why a file cannot be taken, and what a person can do about it."""


class NotTaken(Exception):
    """Said on the file's row and beside the file; nothing of it was stored."""

    def __init__(self, why: str, mend: str) -> None:
        self.why, self.mend = why, mend
        super().__init__(why)


def damaged_archive() -> NotTaken:
    return NotTaken(
        "The archive is damaged or was cut off.",
        "Copy it again, completely. What came before the damage was taken in.",
    )
