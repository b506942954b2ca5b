"""The metrics of a call page: key, name, unit and formula of each measure in `conversation`."""

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from functools import partial

from analytics.insight import conversation as measure
from analytics.insight.conversation import Measured
from analytics.insight.floor import Unmeasurable
from analytics.insight.types import Conversation, Finding, Metric, Role, Rules


@dataclass(frozen=True, slots=True)
class Definition:
    """`measure` returns the number in `unit`, or raises Unmeasurable."""

    key: str
    label: str
    unit: str
    measure: Callable[[Measured], float]
    formula: str


INTERRUPTION = (
    "Times the {one} starts while the {other} has been speaking for 1 s or more, both speak for 0.3 s or "
    'more, and the {one} goes on when the {other} has stopped. "Mm-hm" does not count.'
)
BACKCHANNEL = 'Times "mm-hm", "okay" and the like, of at most 1 s, are said while the {other} speaks.'

DEFINITIONS = (
    Definition(
        "agent_talk_ratio",
        "Agent's share of the talking",
        "%",
        measure.agent_talk_ratio,
        "Seconds the agent speaks / seconds both speak, added up. Silence is left out.",
    ),
    Definition(
        "longest_monologue",
        "Longest monologue of the agent",
        "s",
        partial(measure.longest_monologue, role=Role.AGENT),
        "Longest stretch in which the customer says less than 1 s and nobody is silent for 3 s.",
    ),
    Definition(
        "longest_story",
        "Longest story of the customer",
        "s",
        partial(measure.longest_monologue, role=Role.CUSTOMER),
        "Longest stretch in which the agent says less than 1 s and nobody is silent for 3 s.",
    ),
    Definition(
        "patience",
        "Patience of the agent",
        "s",
        measure.patience,
        "Mean silence between the customer's last word and the agent's first. Interrupting counts as 0 s; "
        "waits on hold do not count.",
    ),
    Definition(
        "median_patience",
        "Patience of the agent, median",
        "s",
        measure.median_patience,
        "Half of the agent's answers come quicker than this. One long wait does not move it.",
    ),
    Definition(
        "interactivity",
        "Changes of speaker",
        "/min",
        measure.interactivity,
        '(Turns - 1) / minutes of the recording. "Mm-hm" while the other speaks is not a turn.',
    ),
    Definition(
        "turns",
        "Turns",
        "",
        measure.run_count,
        'How often one of the two takes the floor. "Mm-hm" while the other speaks is not a turn.',
    ),
    Definition(
        "speech_share",
        "Speech",
        "%",
        measure.speech_share,
        "Seconds in which anybody speaks, recorded voices included / length of the recording.",
    ),
    Definition(
        "silence_share",
        "No speech",
        "%",
        measure.silence_share,
        "100 % less the share of speech. Ringing and hold music count as no speech.",
    ),
    Definition(
        "dead_air_count",
        "Long silences",
        "",
        measure.dead_air_count,
        "Stretches of 3 s or more in which nothing is heard while people are on the line. "
        "Hold music, ringing and tones do not count.",
    ),
    Definition(
        "dead_air_longest",
        "Longest silence",
        "s",
        measure.dead_air_longest,
        "The longest of the long silences; 0 s when there are none.",
    ),
    Definition(
        "long_dead_air_count",
        "Silences of 10 s or more",
        "",
        measure.long_dead_air_count,
        "Of the long silences, those that last 10 s or more.",
    ),
    Definition(
        "hold_seconds",
        "Hold time, estimated",
        "s",
        measure.hold_seconds,
        "Seconds of hold music, other music and ringing between the first and the last word. "
        "Estimated from the sound: the phone system does not report hold.",
    ),
    Definition(
        "overtalk_share",
        "Both speak at once",
        "%",
        measure.overtalk_share,
        "Seconds in which both speak / length of the recording.",
    ),
    Definition(
        "overtalk_events",
        "Times both speak at once",
        "",
        measure.overtalk_events,
        "Stretches of 1 s or more in which both speak.",
    ),
    Definition(
        "agent_interruptions",
        "Interruptions by the agent",
        "",
        partial(measure.interruption_count, role=Role.AGENT),
        INTERRUPTION.format(one="agent", other="customer"),
    ),
    Definition(
        "customer_interruptions",
        "Interruptions by the customer",
        "",
        partial(measure.interruption_count, role=Role.CUSTOMER),
        INTERRUPTION.format(one="customer", other="agent"),
    ),
    Definition(
        "agent_backchannels",
        "Signs of listening by the agent",
        "",
        partial(measure.backchannel_count, role=Role.AGENT),
        BACKCHANNEL.format(other="customer"),
    ),
    Definition(
        "customer_backchannels",
        "Signs of listening by the customer",
        "",
        partial(measure.backchannel_count, role=Role.CUSTOMER),
        BACKCHANNEL.format(other="agent"),
    ),
    Definition(
        "agent_words_per_minute",
        "Agent's speed",
        "words/min",
        partial(measure.words_per_minute, role=Role.AGENT),
        "Words / minutes of the agent's utterances, not of the call.",
    ),
    Definition(
        "customer_words_per_minute",
        "Customer's speed",
        "words/min",
        partial(measure.words_per_minute, role=Role.CUSTOMER),
        "Words / minutes of the customer's utterances, not of the call.",
    ),
    Definition(
        "agent_questions",
        "Questions by the agent",
        "",
        partial(measure.question_count, role=Role.AGENT),
        'Questions found in the text. Formulas such as "How can I help you?" are not counted.',
    ),
    Definition(
        "customer_questions",
        "Questions by the customer",
        "",
        partial(measure.question_count, role=Role.CUSTOMER),
        'Questions found in the text. Formulas such as "How are you?" are not counted.',
    ),
    Definition(
        "agent_question_rate",
        "Agent's questions per hour of talking",
        "/h",
        partial(measure.question_rate, role=Role.AGENT),
        "Questions by the agent / hours the agent speaks. Needs 30 s of the agent's speech.",
    ),
)


def metrics(
    conversation: Conversation, *, questions: Sequence[Finding] | None, rules: Rules
) -> tuple[Metric, ...]:
    """Every one of DEFINITIONS, in order. `questions` is None where none can be found."""
    measured = Measured(conversation, questions, rules)
    return tuple(_metric(definition, measured) for definition in DEFINITIONS)


def _metric(wanted: Definition, measured: Measured) -> Metric:
    try:
        value = round(wanted.measure(measured), 3)
    except Unmeasurable as reason:
        return Metric(wanted.key, wanted.label, None, wanted.unit, str(reason), wanted.formula)
    return Metric(wanted.key, wanted.label, value, wanted.unit, "", wanted.formula)
