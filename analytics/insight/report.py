"""Everything that is worked out about one call. The stage ANALYSE calls `analyse` and stores the Report."""

from collections.abc import Iterator

from analytics.insight import floor, language, sentiment
from analytics.insight.commitments import commitments
from analytics.insight.course import course
from analytics.insight.entities import entities
from analytics.insight.keywords import keywords
from analytics.insight.metrics import metrics
from analytics.insight.outcome import outcome
from analytics.insight.passages import passages
from analytics.insight.questions import questions
from analytics.insight.risk import risks
from analytics.insight.summary import headline, reason, summary
from analytics.insight.tools import NO_TOOLS, Tools
from analytics.insight.topics import WITHOUT_MODEL, knows, topics
from analytics.insight.types import Conversation, Report, Rules

# Raised with every change that gives a different report for the same call.
VERSION = "5"

ESTIMATED = (
    "Both people are in one channel of this recording. Who speaks was worked out from the sound, so the "
    "numbers for each side are estimates."
)


def analyse(conversation: Conversation, *, rules: Rules | None = None, tools: Tools = NO_TOOLS) -> Report:
    """A report on any conversation, an empty one too; what cannot be told is said in `notes`.

    The same conversation, rules and tools always give the same report.
    """
    rules = rules or Rules()
    asked = questions(conversation)
    summed_up = summary(conversation, rules)
    scores = sentiment.sentiments(conversation, rules)
    ended = outcome(conversation)
    score, label = sentiment.of_call(conversation, scores, rules)
    return Report(
        version=f"{VERSION}+{rules.fingerprint}",
        language=conversation.language,
        headline=headline(summed_up),
        findings=(
            *summed_up,
            *(each for each in (reason(conversation), ended) if each),
            *commitments(conversation),
            *(asked or ()),
            *topics(conversation, rules.topics, tools.embedder),
            *keywords(conversation, rules),
            *entities(conversation, tools),
            *risks(conversation, scores, rules, outcome=ended),
        ),
        sentiments=scores,
        sentiment_score=score,
        sentiment_label=label,
        sentiment_course=course(conversation, scores),
        metrics=metrics(conversation, questions=asked, rules=rules),
        notes=tuple(_notes(conversation, rules, tools)),
        passages=passages(conversation, embedder=tools.embedder),
    )


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
