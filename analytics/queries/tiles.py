"""The overview's tiles: a number, how it differs from the period before, and what it means."""

from dataclasses import dataclass

from django.conf import settings

from analytics.insight.handling import Waits
from analytics.queries.overview import Totals


@dataclass(frozen=True, slots=True)
class Delta:
    """The change in `unit` ("%", "points" or "s"), and whether it is "good", "bad" or neither."""

    change: float
    unit: str
    verdict: str = ""


@dataclass(frozen=True, slots=True)
class Tile:
    """`value` and `before` are in `unit`: "" (a count), "%" or "s". None: no calls to tell from."""

    label: str
    value: float | None
    unit: str
    sample: str
    definition: str
    before: float | None
    delta: Delta | None


def tiles(now: Totals, before: Totals) -> list[Tile]:
    return [_calls(now, before), _answered(now, before), _talk(now, before), _missed(now, before)]


def queue_tiles(now: Waits, before: Waits) -> list[Tile]:
    """Of the calls that entered a queue or ring group. None of them: nothing to show."""
    if not now.offered and not before.offered:
        return []
    return [_service_level(now, before), _asa(now, before), _abandonment(now, before)]


def _service_level(now: Waits, before: Waits) -> Tile:
    seconds, goal = settings.SERVICE_LEVEL_SECONDS, settings.SERVICE_LEVEL_GOAL
    of_answered = now.service_level_of_answered
    return Tile(
        label="Service level",
        value=now.service_level,
        unit="%",
        sample=f"Goal {goal} % within {seconds} s; {now.in_time:,} of {now.decided:,} queued",
        definition=f"Queued calls a person answered within {seconds} s ÷ (answered + abandoned). Who hangs "
        f"up before {settings.SHORT_ABANDON_SECONDS} s is left out, as is voicemail."
        + (f" Without abandoned calls it is {of_answered:.0f} %." if of_answered is not None else ""),
        before=before.service_level,
        delta=_points(now.service_level, before.service_level),
    )


def _asa(now: Waits, before: Waits) -> Tile:
    return Tile(
        label="Average speed of answer",
        value=now.asa,
        unit="s",
        sample=f"{now.answered:,} queued calls answered; longest wait {now.longest:,} s",
        definition="Mean seconds from entering the queue or ring group until a person answers. Menus and "
        "announcements before it are left out. The longest wait is of all queued calls.",
        before=before.asa,
        delta=None if now.asa is None or before.asa is None else _seconds(now.asa - before.asa),
    )


def _abandonment(now: Waits, before: Waits) -> Tile:
    return Tile(
        label="Abandoned in a queue",
        value=now.abandonment,
        unit="%",
        sample=f"{now.abandoned - now.short:,} of {now.decided:,} queued; {now.short:,} more within "
        f"{settings.SHORT_ABANDON_SECONDS} s",
        definition="Queued calls whose caller hung up before anybody answered ÷ (answered + abandoned). Who "
        f"hangs up before {settings.SHORT_ABANDON_SECONDS} s is left out, as is voicemail.",
        before=before.abandonment,
        delta=_points(now.abandonment, before.abandonment, more_is="bad"),
    )


def _calls(now: Totals, before: Totals) -> Tile:
    return Tile(
        label="Calls",
        value=now.calls,
        unit="",
        sample=f"{now.inbound:,} inbound, {now.calls - now.inbound:,} outbound or internal",
        definition="Conversations, each counted once however many extensions it rang or was passed to.",
        before=before.calls,
        delta=_relative(now.calls, before.calls),
    )


def _answered(now: Totals, before: Totals) -> Tile:
    return Tile(
        label="Answered by a person",
        value=now.answer_rate,
        unit="%",
        sample=f"{now.inbound_answered:,} of {now.inbound:,} inbound",
        definition="Inbound calls that a person answered ÷ all inbound calls. Voicemail, queues and "
        "menus that pick up do not count as a person.",
        before=before.answer_rate,
        delta=_points(now.answer_rate, before.answer_rate),
    )


def _talk(now: Totals, before: Totals) -> Tile:
    return Tile(
        label="Average talk time",
        value=now.talk,
        unit="s",
        sample=f"{now.answered:,} answered calls",
        definition="Mean seconds from answer to hang-up over all calls that a person answered. "
        "Ringing is left out; work after the call is not known to the phone system.",
        before=before.talk,
        delta=None if now.talk is None or before.talk is None else Delta(now.talk - before.talk, "s"),
    )


def _missed(now: Totals, before: Totals) -> Tile:
    return Tile(
        label="Missed",
        value=now.missed if now.inbound else None,
        unit="",
        sample=f"of {now.inbound:,} inbound",
        definition="Inbound calls that no person answered: no answer, busy, failed, or left to voicemail.",
        before=before.missed if before.inbound else None,
        delta=_relative(now.missed, before.missed, more_is="bad"),
    )


def _relative(now: float, before: float, *, more_is: str = "") -> Delta | None:
    """Change in percent; None against nothing, which no percentage can express."""
    if not before:
        return None
    return Delta(100 * (now - before) / before, "%", _verdict(now - before, more_is))


def _points(now: float | None, before: float | None, more_is: str = "good") -> Delta | None:
    if now is None or before is None:
        return None
    return Delta(now - before, "points", _verdict(now - before, more_is))


def _seconds(change: float) -> Delta:
    """Of a wait: less is better."""
    return Delta(change, "s", _verdict(change, "bad"))


def _verdict(change: float, more_is: str) -> str:
    if not more_is or not change:
        return ""
    fewer_is = {"good": "bad", "bad": "good"}[more_is]
    return more_is if change > 0 else fewer_is
