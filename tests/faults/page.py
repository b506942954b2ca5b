"""docs/ucm-faults.md, written from the tables of the matrix."""

from collections.abc import Iterable
from itertools import groupby

from tests.faults.matrix import Effect, Happens, Row, rows
from tests.faults.pushes import PUSHES, TURNED_AWAY, Push

HEAD = """# What a fault does, and what is lost

Written by `make docs` from the tables in `tests/faults/`; each row is a test against the simulated UCM.
“Lost” is what stays away for good: nothing, in every row. How to mend a set-up:
[connect-your-ucm.md](connect-your-ucm.md).
"""
MEANING = {
    Happens.PASSES: "Goes through; nobody notices.",
    Happens.RETRIES: "Fails at first, is tried again by itself, goes through.",
    Happens.WAITS: "Waits, and goes on by itself once the cause is mended.",
    Happens.STOPS: "Is given up after a while; goes on when a person presses Retry.",
}


def as_markdown() -> str:
    """The whole page."""
    return "\n".join([HEAD, *_asking(), *_pushed()])


def _asking() -> Iterable[str]:
    for dialect, of_dialect in groupby(rows(), key=lambda row: row.dialect):
        yield f"## Asking the UCM: {dialect}\n"
        yield "| fault (scenario of the simulator) | way in | what happens | what the admin reads | lost |"
        yield "|---|---|---|---|---|"
        for _, alike in groupby(of_dialect, key=lambda row: (row.scenario.name, row.effect)):
            yield _line(list(alike))
        yield ""


def _line(alike: list[Row]) -> str:
    first = alike[0]
    cells = (
        f"{first.scenario.summary} (`{first.scenario.name}`)",
        ", ".join(row.way for row in alike),
        MEANING[first.effect.happens],
        _words(first.effect),
        "nothing",
    )
    return f"| {' | '.join(cells)} |"


def _words(effect: Effect) -> str:
    return " ".join(filter(None, (effect.why, f"*{effect.mend}*" if effect.mend else "")))


def _pushed() -> Iterable[str]:
    yield "## Records that are sent or brought\n"
    yield "What cannot be read stays among the received events, where it can be replayed; its call comes by"
    yield "the reconciling poll, which also brings what never arrived.\n"
    yield "| fault | way in | what happens | what the admin reads | lost |"
    yield "|---|---|---|---|---|"
    yield from map(_push, PUSHES)
    for row in TURNED_AWAY:
        what = "Refused and counted on the connection's page; the poll brings the calls."
        yield f"| {row.summary} | webhook | {what} | {row.cause.label.capitalize()}. *{row.mend}* | nothing |"


def _push(push: Push) -> str:
    what = "Becomes calls at once, each once."
    if push.reads:
        what = "The bytes are kept with their reason; the poll brings the call."
    if push.name == "none":
        what = "The poll brings the calls; the overview says how many real-time output missed."
    said = push.reads if push.reads.endswith(".") or not push.reads else f"{push.reads.strip()} …"
    words = " ".join(filter(None, (said, f"*{push.mend}*" if push.mend else "")))
    return f"| {push.summary} | {', '.join(push.ways)} | {what} | {words} | nothing |"
