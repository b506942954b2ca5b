"""Whom one can filter by."""

from datetime import timedelta
from typing import Any

import pytest
from django.utils import timezone

from analytics.queries.agents import agents_known
from tests import factories as make

pytestmark = pytest.mark.django_db


def test_agents_come_in_the_order_of_their_names() -> None:
    connection = make.make_connection()
    for number, name in (("1003", "tom Berg"), ("1001", "Zoe"), ("1002", "Maria Lopez"), ("1004", "")):
        make.make_name(number, name, connection=connection)
    make.make_name("6500", "Front desk", connection=connection, kind="queue")
    assert list(agents_known().labels.values()) == ["Maria Lopez (1002)", "tom Berg (1003)", "Zoe (1001)"]


def test_a_number_goes_by_its_latest_name_and_one_that_is_gone_by_its_last() -> None:
    connection, now = make.make_connection(), timezone.now()
    make.make_name("1002", "Maria Lopez", connection=connection, until=now)
    make.make_name("1002", "Tom Berg", connection=connection, since=now)
    make.make_name("1003", "Ida Roth", connection=connection, until=now - timedelta(days=9))
    assert agents_known().labels == {
        f"{connection.pk}-1003": "Ida Roth (1003)",
        f"{connection.pk}-1002": "Tom Berg (1002)",
    }


def test_the_same_number_on_two_systems_is_two_people(django_assert_num_queries: Any) -> None:
    head, branch = make.make_connection("Head office"), make.make_connection("Branch")
    make.make_name("1002", "Maria Lopez", connection=head)
    make.make_name("1002", "Tom Berg", connection=branch)
    with django_assert_num_queries(1):
        assert agents_known().labels == {
            f"{head.pk}-1002": "Maria Lopez (1002), Head office",
            f"{branch.pk}-1002": "Tom Berg (1002), Branch",
        }
