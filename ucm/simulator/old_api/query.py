"""A query string as the old API reads it, its oddities kept apart. Called by cdrapi.py and recapi.py."""

from collections import Counter
from urllib.parse import parse_qsl


class Query:
    """`parameters` are the last of each name. What is wrong with the rest can be asked."""

    def __init__(self, text: str) -> None:
        self.pairs = parse_qsl(text, keep_blank_values=True)
        self.parameters = dict(self.pairs)
        self.ends_in_ampersand = text.endswith("&")

    @property
    def has_empty(self) -> bool:
        return not all(value for _, value in self.pairs)

    @property
    def repeated(self) -> set[str]:
        return {name for name, times in Counter(name for name, _ in self.pairs).items() if times > 1}

    def joined(self, name: str) -> str:
        """All values of a parameter that may be repeated, as one list."""
        return ",".join(value for found, value in self.pairs if found == name)
