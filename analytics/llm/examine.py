"""“Test” of a language model in words: the way of one call, with a made-up one in its place."""

import time
from collections.abc import Iterator
from functools import partial

from analytics.insight.llm.ladder import NoAnswer, Rung
from analytics.insight.llm.written import Written, write
from analytics.llm import address, breaker, client, errors
from analytics.llm.endpoints import endpoint_of, room_of
from analytics.llm.sample import sample
from analytics.models import LanguageModel
from analytics.tools import tools
from ucm.diagnosis.findings import Finding, Outcome

STEPS = ("Where it goes", "Reach", "Model", "Answer", "Truth")
SLOW = 60.0  # seconds for the few lines of the sample
LARGER = (
    "A larger model, or one that follows instructions better, invents less. Until then calls keep the "
    "sentences that AudiaPro picks."
)
FORMS = {
    Rung.SCHEMA: "It keeps to a JSON schema.",
    Rung.OBJECT: "It takes no JSON schema, but writes JSON.",
    Rung.PROMPT: "It takes no format at all and was asked in words alone.",
}


def examine(model: LanguageModel) -> list[Finding]:
    """A finding for each step, in order. Remembers the form in which it answered; takes it out of a pause."""
    findings = [_where(model)]
    try:
        findings += _asked(model)
    except errors.EndpointError as error:
        step = STEPS[len(findings)]
        findings.append(Finding(step, Outcome.FAILED, cause=error.why, mend=error.mend))
    return findings + [Finding(step, Outcome.NOT_REACHED) for step in STEPS[len(findings) :]]


def _where(model: LanguageModel) -> Finding:
    step = STEPS[0]
    if address.is_on_this_machine(model.base_url):
        return Finding(step, Outcome.PASSED, "Nothing leaves this machine.")
    if not model.leaves_the_house:
        return Finding(step, Outcome.PASSED, f"What calls say goes to {model.host}, in a private network.")
    cause = f"What calls say leaves the house and goes to {model.host}."
    if model.base_url.startswith("http://"):
        mend = "Use https://: whoever is on the way can read along otherwise."
        return Finding(step, Outcome.FAILED, cause=f"{cause} It is not encrypted.", mend=mend)
    mend = "See that your contract with them and your callers allow it."
    return Finding(step, Outcome.PASSED, cause, mend=mend)


def _asked(model: LanguageModel) -> Iterator[Finding]:
    endpoint = endpoint_of(model)
    offered = _offered(endpoint)
    yield Finding(STEPS[1], Outcome.PASSED, "The endpoint answers.")
    yield _model(model, offered)
    began = time.monotonic()
    try:
        written = write(
            sample(),
            [],
            ask=partial(client.chat, endpoint),
            tools=tools(),
            room=room_of(model),
            language=model.language,
        )
    except NoAnswer as error:
        mend = "Take a larger model, or one that is made to follow instructions."
        yield Finding(STEPS[3], Outcome.FAILED, cause=str(error), mend=mend)
        return
    breaker.worked(model)
    LanguageModel.objects.filter(pk=model.pk).update(rung=written.rung)
    yield _answer(written, seconds=time.monotonic() - began)
    yield _truth(written)


def _offered(endpoint: client.Endpoint) -> list[str]:
    """Servers that do not list their models are none the worse for it."""
    try:
        return client.models(endpoint)
    except errors.WrongSetUp as error:
        if "key" in error.why:
            raise
        return []


def _model(model: LanguageModel, offered: list[str]) -> Finding:
    if not offered or model.model in offered:
        return Finding(STEPS[2], Outcome.PASSED, f"It is asked for “{model.model}”.")
    names = ", ".join(offered[:20])
    return Finding(
        STEPS[2],
        Outcome.FAILED,
        cause=f"The endpoint does not list “{model.model}”.",
        mend=f"It has: {names}. Enter one of these, or fetch the one you want (ollama pull).",
    )


def _answer(written: Written, *, seconds: float) -> Finding:
    tokens = written.tokens or "an unknown number of"
    said = f"{FORMS[written.rung]} It took {seconds:.0f} s and {tokens} tokens."
    if seconds <= SLOW:
        return Finding(STEPS[3], Outcome.PASSED, said)
    mend = "Real calls are many times as long. Take a smaller model or a GPU, or allow more seconds."
    return Finding(STEPS[3], Outcome.PASSED, said, mend=mend)


def _truth(written: Written) -> Finding:
    """The sentences that held, and those that did not, of a call that is no secret."""
    checked = written.checked
    kept = " ".join(sentence.text for sentence in checked.sentences)
    dropped = " ".join(f"“{one.text}” {one.why}" for one in checked.dropped)
    if checked.worse:
        cause = f"{checked.worse} {dropped}".strip()
        return Finding(STEPS[4], Outcome.FAILED, kept, cause=cause, mend=LARGER)
    return Finding(STEPS[4], Outcome.PASSED, kept, cause=f"Dropped: {dropped}" if dropped else "")
