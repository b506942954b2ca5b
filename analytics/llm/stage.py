"""WRITE: the last stage of a call where a language model is in use. It never makes a call look failed.

What the endpoint cannot do now waits until it can; what it did badly is noted and not shown; the sentences
that AudiaPro picks stand in both cases. A call that it gives no answer to is given up after a few tries.
"""

import hashlib
import time
from functools import partial
from typing import Any

from django.utils import timezone

from analytics.insight.llm.ladder import NoAnswer, Rung
from analytics.insight.llm.types import Sentence
from analytics.insight.llm.written import Written, is_worth_it, write
from analytics.insight.privacy.redact import redact
from analytics.insight.types import Conversation, Finding, Kind
from analytics.llm import breaker, budget, client, errors
from analytics.llm.endpoints import endpoint_of, in_use, room_of
from analytics.models import Insight, LanguageModel, WrittenSummary
from analytics.stages import conversation_of
from analytics.tools import tools
from calls.models import Call, Transcript
from calls.stage import Done, NotYet, Outcome, Skipped, Stage

VERSION = "1"  # raised with every change of the question or of the checks
MOST_TRIES = 5
PAUSE = 30.0  # seconds after a failure that pauses nothing


def work(call: Call) -> Outcome:
    """Have a summary written, unless that was done for these very words. Done's result: columns of a row."""
    model, transcript = in_use(), Transcript.objects.filter(call=call).first()
    if model is None:
        return Skipped("No language model is in use.")
    conversation = conversation_of(transcript) if transcript else None
    if conversation is None or not is_worth_it(conversation):
        return Skipped("Too little was said to sum up.")
    asked = fingerprint(conversation, model)
    before = WrittenSummary.objects.filter(call=call).first()
    if before and before.asked == asked and not before.tries:
        return Done()
    return _barred(model) or _ask(model, call, conversation, asked=asked, tries=before.tries if before else 0)


def _barred(model: LanguageModel) -> Outcome | None:
    """What is in the way of asking it now; None where a call of today's budget was taken for it."""
    if seconds := breaker.wait(model, now=timezone.now()):
        return NotYet(seconds, f"The language model is left alone for a while. {model.paused_why}".strip())
    if why := budget.take(model, today=timezone.localdate()):
        return Skipped(why)
    return None


def fingerprint(conversation: Conversation, model: LanguageModel) -> str:
    """Differs where the words that are sent do, or who said them, or who is asked, or how."""
    said = [(turn.text, turn.role) for turn in redact(conversation).conversation.turns]
    asked = (VERSION, model.model, model.base_url, model.language, said)
    return hashlib.sha256(repr(asked).encode()).hexdigest()


def _ask(model: LanguageModel, call: Call, conversation: Conversation, *, asked: str, tries: int) -> Outcome:
    began = time.monotonic()
    told = {"asked": asked, "model": model.model, "host": model.host}
    try:
        written = write(
            conversation,
            _findings_of(call),
            ask=partial(client.chat, endpoint_of(model)),
            tools=tools(),
            room=room_of(model),
            language=model.language,
            first=Rung(model.rung),
        )
    except errors.TooLong as error:
        return Done(told | _nothing(error.why))
    except errors.EndpointError as error:
        return _failed(model, error, told=told, tries=tries + 1)
    except NoAnswer as error:
        breaker.worked(model)
        budget.spent(model, error.tokens, today=timezone.localdate())
        return Done(told | _nothing(str(error)) | {"tokens": error.tokens})
    breaker.worked(model)
    budget.spent(model, written.tokens, today=timezone.localdate())
    return Done(told | _columns(written, conversation) | {"seconds": time.monotonic() - began})


def _failed(
    model: LanguageModel, error: errors.EndpointError, *, told: dict[str, Any], tries: int
) -> Outcome:
    now = timezone.now()
    breaker.failed(model, now=now, why=error.why, is_lasting=error.is_lasting)
    if tries >= MOST_TRIES:
        return Done(told | _nothing(error.why))
    pause = (model.paused_until - now).total_seconds() if model.paused_until else PAUSE
    return NotYet(pause, error.why, error.mend, result={"tries": tries, "asked": told["asked"]})


def _nothing(why: str) -> dict[str, Any]:
    return {"sentences": [], "is_shown": False, "why": why, "tries": 0}


def _columns(written: Written, conversation: Conversation) -> dict[str, Any]:
    starts = {turn.index: round(turn.start, 2) for turn in conversation.turns}
    checked = written.checked
    return {
        "sentences": [_kept(sentence, starts) for sentence in checked.sentences],
        "is_shown": not checked.worse,
        "why": checked.worse,
        "dropped": len(checked.dropped),
        "tokens": written.tokens,
        "tries": 0,
    }


def _kept(sentence: Sentence, starts: dict[int, float]) -> dict[str, Any]:
    return {
        "slot": str(sentence.slot),
        "text": sentence.text,
        "at": [starts[index] for index in sentence.evidence],
    }


def _findings_of(call: Call) -> list[Finding]:
    """What the analysis found, which tells the telling lines of a long call."""
    insight = Insight.objects.filter(call=call).first()
    rows = insight.findings.all() if insight else []
    return [
        Finding(Kind(row.kind), row.text, row.role, row.score, tuple(row.evidence))
        for row in rows
        if row.evidence
    ]


def save(call: Call, columns: dict[str, Any] | None) -> None:
    """Nothing where nothing new was asked. After a failed try what was written before stays."""
    if columns is not None:
        WrittenSummary.objects.update_or_create(call=call, defaults=columns)


WRITE = Stage(
    name="write",
    work=work,
    save=save,
    queue="writing",
    limit=2 * 3600.0,
    wanted=lambda _: in_use() is not None,
)
