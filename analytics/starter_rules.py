"""The sets to begin with: common trackers, and a compliance scorecard made of them. Plain rows afterwards."""

from collections.abc import Iterable
from typing import Any

from django.db import transaction

from analytics.rule_models import Scorecard, ScorecardItem, Tracker

TRACKERS: dict[str, dict[str, Any]] = {
    "Greeting": {
        "phrases": "good morning\ngood afternoon\ngood evening\nthank you for calling\nthanks for calling\n"
        "how can I help\nhow may I help\nwelcome to",
        "said_by": "agent",
        "where": "first",
        "seconds": 30,
    },
    "Recording notice": {
        "phrases": "call is recorded\ncall is being recorded\ncall may be recorded\ncalls are recorded\n"
        "calls may be recorded\ncall will be recorded\nrecorded for quality\nrecorded for training\n"
        "recorded line",
        "where": "first",
    },
    "Disclosure": {
        "phrases": "terms and conditions\nright to cancel\nI am required to tell you\n"
        "I'm required to tell you\n"
        "I have to inform you\nI must inform you\ncooling off period",
        "said_by": "agent",
    },
    "Closing": {
        "phrases": "anything else\nthank you for calling\nthanks for calling\nhave a good day\n"
        "have a nice day\nhave a great day\nhave a lovely day\ngoodbye",
        "said_by": "agent",
        "where": "last",
        "seconds": 45,
    },
    "Cancellation": {
        "phrases": "cancel my\ncancel the\nclose my account\nend my contract\nswitch provider",
        "said_by": "customer",
    },
    "Asks for a manager": {
        "phrases": "speak to a manager\nspeak to your manager\ntalk to a manager\ntalk to your manager\n"
        "speak to a supervisor\ntalk to a supervisor\nspeak to your supervisor",
        "said_by": "customer",
    },
    "Refund": {"phrases": "refund\nmoney back\nreimburse"},
    "Called before": {
        "phrases": "called before\ncalled yesterday\ncalled last week\ncalled twice\nsecond time I\n"
        "third time I\nstill waiting\nnobody called",
        "said_by": "customer",
    },
}

COMPLIANCE = "Compliance"
COMPLIANCE_ITEMS = (
    ("Does the agent greet the caller?", "Greeting", 1),
    ("Is the caller told that the call is recorded?", "Recording notice", 3),
    ("Is the caller told of terms and rights?", "Disclosure", 1),
    ("Does the agent close the call politely?", "Closing", 1),
)


def add_trackers(names: Iterable[str] = TRACKERS) -> int:
    """Add what is not there under its name; how many were added."""
    there = {name.lower() for name in Tracker.objects.values_list("name", flat=True)}
    missing = [name for name in names if name.lower() not in there]
    return len(Tracker.objects.bulk_create(Tracker(name=name, **TRACKERS[name]) for name in missing))


@transaction.atomic
def add_compliance() -> Scorecard:
    """The compliance scorecard with the trackers it asks for; the one that is there, if it is."""
    there = Scorecard.objects.filter(name__iexact=COMPLIANCE).first()
    if there:
        return there
    add_trackers(name for _, name, _ in COMPLIANCE_ITEMS)
    card = Scorecard.objects.create(name=COMPLIANCE)
    for text, name, weight in COMPLIANCE_ITEMS:
        tracker = Tracker.objects.get(name__iexact=name)
        ScorecardItem.objects.create(scorecard=card, text=text, tracker=tracker, weight=weight)
    return card
