"""What must not stand in a log: the token in a webhook's path, which Django logs with every 4xx."""

import logging
import re

_TOKEN = re.compile(r"(/hooks/ucm/)[^/\s]+")


class NoTokens(logging.Filter):
    """Blots out webhook tokens in whatever is about to be written."""

    def filter(self, record: logging.LogRecord) -> bool:
        message = record.getMessage()
        if "/hooks/ucm/" in message:
            record.msg, record.args = _TOKEN.sub(r"\1…", message), ()
        return True
