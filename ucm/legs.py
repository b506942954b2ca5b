"""LegReader: the legs in what a UCM answers to `cdrapi`, in either API. A part of both clients."""

import logging
from functools import cached_property
from typing import Any

from ucm.http import HttpSession
from ucm.protocol import dialects
from ucm.protocol.cdr import LegRecord
from ucm.protocol.reading import read_items

log = logging.getLogger(__name__)


class LegReader(HttpSession):
    """A group with a row that cannot be read stops no other; `take_unread` has it afterwards."""

    @cached_property
    def _unread(self) -> list[Any]:
        return []

    def take_unread(self) -> list[Any]:
        """The groups, as decoded JSON, in which something was no call record since this was last asked.

        Whoever reads the legs keeps them, so that nothing the UCM gave is lost.
        """
        taken = self._unread.copy()
        self._unread.clear()
        return taken

    def _legs(self, group: Any) -> tuple[LegRecord, ...]:
        reading = read_items(dialects.items_in(group), zone=self.zone)
        if reading.unread_count:
            log.warning("not all call records from %s could be read: %s", self.base_url, reading.reason)
            self._unread.append(group)
        return reading.legs
