"""People's topics as the analysis takes them, and the set to begin with."""

from analytics.insight import types
from analytics.insight.starter_topics import STARTER
from analytics.models import Topic


def in_use() -> tuple[types.Topic, ...]:
    """In the order of their names, so that the same topics always give the same report."""
    return tuple(
        types.Topic(topic.name, topic.phrases, topic.language)
        for topic in Topic.objects.filter(is_active=True)
        if topic.phrases
    )


def names() -> list[str]:
    return list(Topic.objects.filter(is_active=True).values_list("name", flat=True))


def add_starter_set() -> int:
    """Add what is not there under its name; answers how many were added."""
    there = {name.lower() for name in Topic.objects.values_list("name", flat=True)}
    missing = [
        Topic(name=name, examples="\n".join(phrases))
        for name, phrases in STARTER.items()
        if name.lower() not in there
    ]
    return len(Topic.objects.bulk_create(missing))
