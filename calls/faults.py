"""Unexpected errors in the log: where they happened, never what was in the data.

An error's message may quote the row it failed on (PostgreSQL's DETAIL does), and so a phone number.
"""

import traceback


def trail(error: BaseException) -> str:
    """The error's type and the lines of code it passed, innermost last; without its message."""
    lines = traceback.format_list(traceback.extract_tb(error.__traceback__))
    return f"{type(error).__name__}\n{''.join(lines)}"
