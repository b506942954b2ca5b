"""Topics as people make them: checked, offered as a set, and used by the next analysis."""

import pytest
from django.core.exceptions import ValidationError
from django.test import Client
from django.urls import reverse

from analytics import topics
from analytics.insight.starter_topics import STARTER
from analytics.models import LONGEST_EXAMPLE, MOST_EXAMPLES, Topic
from analytics.stages import work
from calls.stage import Done
from tests import factories as make

pytestmark = pytest.mark.django_db
LIST, ADD = reverse("admin:analytics_topic_changelist"), reverse("admin:analytics_topic_starter")


def test_an_analysis_uses_the_topics_in_use() -> None:
    call = make.make_call()
    make.make_transcript(call, [("customer", 0, 4, " My boiler broke down again this morning.")])
    make.make_topic("Heating", "My boiler broke down", "The boiler does not start this morning")
    make.make_topic("Retired", "My boiler broke down again this morning", is_active=False)
    outcome = work(call)
    assert isinstance(outcome, Done)
    assert [finding.text for finding in outcome.result.findings if finding.kind == "topic"] == ["Heating"]


def test_blank_lines_and_repetitions_are_no_examples() -> None:
    topic = Topic(name="Billing", examples="\n My   bill \r\n\nMy bill\nThe invoice\n")
    topic.full_clean()
    assert topic.examples == "My bill\nThe invoice"


@pytest.mark.parametrize(
    "examples",
    ["", " \n ", "x" * (LONGEST_EXAMPLE + 1), "\n".join(str(n) for n in range(MOST_EXAMPLES + 1))],
    ids=["none", "blank", "long", "many"],
)
def test_examples_that_tell_nothing_or_too_much_are_refused(examples: str) -> None:
    with pytest.raises(ValidationError) as refused:
        Topic(name="Billing", examples=examples).full_clean()
    assert list(refused.value.message_dict) == ["examples"]


def test_a_name_is_given_once_in_whatever_case() -> None:
    make.make_topic("Billing")
    with pytest.raises(ValidationError, match="There is a topic of this name already"):
        Topic(name="billing", examples="My bill").full_clean()


def test_the_starter_set_adds_what_is_missing_and_leaves_the_rest(client: Client) -> None:
    own = make.make_topic("billing AND payment", "Our own words")
    client.force_login(make.make_user("ada", is_staff=True, is_superuser=True))
    assert "Use the starter set" in client.get(LIST).content.decode()
    told = client.post(ADD, follow=True).content.decode()
    assert f"{len(STARTER) - 1} topics added" in told
    own.refresh_from_db()
    assert own.examples == "Our own words"
    assert Topic.objects.count() == len(STARTER)
    assert topics.add_starter_set() == 0


def test_the_starter_set_would_pass_the_form() -> None:
    topics.add_starter_set()
    for topic in Topic.objects.all():
        topic.full_clean()


def test_who_may_not_add_topics_may_not_add_the_set(client: Client) -> None:
    client.force_login(make.make_user("ada", is_staff=True, permissions=["analytics.view_topic"]))
    assert "Use the starter set" not in client.get(LIST).content.decode()
    assert client.post(ADD).status_code == 403
    assert client.get(ADD).status_code == 405
    assert not Topic.objects.exists()
