"""Everything that is worked out about one call. The stage ANALYSE calls `analyse` and stores the Report."""

from collections.abc import Iterator, Sequence

from analytics.insight import floor, language, sentiment
from analytics.insight.commitments import commitments
from analytics.insight.course import course
from analytics.insight.entities import entities
from analytics.insight.keywords import keywords
from analytics.insight.metrics import metrics
from analytics.insight.objections import objections
from analytics.insight.open_questions import open_questions
from analytics.insight.outcome import outcome
from analytics.insight.passages import passages
from analytics.insight.privacy.kinds import Span
from analytics.insight.privacy.redact import redact
from analytics.insight.questions import questions
from analytics.insight.risk import risks
from analytics.insight.satisfaction import satisfaction
from analytics.insight.scorecards import checks
from analytics.insight.summary import headline, reason, summary
from analytics.insight.tools import NO_TOOLS, Tools
from analytics.insight.topics import WITHOUT_MODEL, knows, topics
from analytics.insight.trackers import Listener
from analytics.insight.trackers import findings as tracked
from analytics.insight.types import Conversation, Finding, Metric, Personal, Report, Rules

# Raised with every change that gives a different report for the same call.
VERSION = "8"

ESTIMATED = (
    "Both people are in one channel of this recording. Who speaks was worked out from the sound, so the "
    "numbers for each side are estimates."
)


def analyse(conversation: Conversation, *, rules: Rules | None = None, tools: Tools = NO_TOOLS) -> Report:
    """A report on any conversation, an empty one too; what cannot be told is said in `notes`.

    The same conversation, rules and tools always give the same report. Personal data is taken out before
    anything else is done; only the numbers of the conversation count the words that were said.
    """
    rules = rules or Rules()
    redacted = redact(conversation)
    said, conversation = conversation, redacted.conversation
    asked = questions(conversation)
    summed_up = summary(conversation, rules)
    scores = sentiment.sentiments(conversation, rules)
    called = reason(conversation)
    ended = outcome(conversation)
    objected = objections(conversation, reason=called)
    left_open = open_questions(conversation, asked)
    content = satisfaction(
        conversation, scores, rules, outcome=ended, objections=objected, open_questions=left_open
    )
    score, label = sentiment.of_call(conversation, scores, rules)
    measured = metrics(said, questions=asked, rules=rules)
    return Report(
        version=f"{VERSION}+{rules.fingerprint}",
        language=conversation.language,
        headline=headline(summed_up),
        findings=(
            *summed_up,
            *(each for each in (called, ended, content) if each),
            *commitments(conversation),
            *(asked or ()),
            *left_open,
            *objected,
            *topics(conversation, rules.topics, tools.embedder),
            *keywords(conversation, rules),
            *entities(conversation, tools),
            *risks(conversation, scores, rules, outcome=ended),
            *_by_rules(conversation, rules, tools, measured),
        ),
        sentiments=scores,
        sentiment_score=score,
        sentiment_label=label,
        sentiment_course=course(conversation, scores),
        metrics=measured,
        notes=tuple(_notes(conversation, rules, tools)),
        passages=passages(conversation, embedder=tools.embedder),
        personal=tuple(_personal(said, redacted.spans)),
    )


def _personal(said: Conversation, spans: Sequence[Span]) -> Iterator[Personal]:
    for span in spans:
        yield Personal(str(span.kind), said.turns[span.place].index, span.start, span.end)


def _by_rules(
    conversation: Conversation, rules: Rules, tools: Tools, measured: tuple[Metric, ...]
) -> Iterator[Finding]:
    """What people's trackers and scorecards say of the call."""
    listener = Listener(conversation, tools)
    looks = [listener.look(tracker) for tracker in rules.trackers]
    yield from tracked(listener, looks)
    by_id = {look.tracker.id: look for look in looks}
    by_key = {metric.key: metric for metric in measured}
    yield from checks(conversation, rules.scorecards, looks=by_id, metrics=by_key)


def _notes(conversation: Conversation, rules: Rules, tools: Tools) -> Iterator[str]:
    try:
        sides = floor.floor_of(conversation, rules)
    except floor.Unmeasurable as reason:
        yield str(reason)
    else:
        if not sides.has_roles:
            yield floor.NO_ROLES
        if conversation.channels == 1:
            yield ESTIMATED
    if conversation.spoken_by_people and (missing := language.missing(conversation.language)):
        yield missing
    if rules.topics and conversation.spoken_by_people and knows(conversation) and not tools.embedder:
        yield WITHOUT_MODEL
