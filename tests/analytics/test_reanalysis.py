"""Analysing again: what a changed rule makes outdated, in which order it is done, and what stops it."""

from datetime import timedelta
from io import StringIO

import pytest
from django.core.management import call_command
from django.utils import timezone

from analytics import reanalysis, rules
from analytics.models import Finding, Insight
from analytics.stages import ANALYSE
from calls.models import Call, Step
from tests import factories as make

pytestmark = pytest.mark.django_db


def analysed(days: int = 0) -> Call:
    return make.make_ready_call(timezone.now() - timedelta(days=days))


def trackers_found() -> list[str]:
    return list(Finding.objects.filter(kind="tracker").values_list("text", flat=True))


def test_a_new_tracker_is_found_in_the_calls_of_the_past_without_transcribing() -> None:
    call = analysed()
    reanalysis.carry_on(seconds=20)
    assert reanalysis.progress().is_over
    make.make_tracker("Boiler", "boilers")
    assert reanalysis.progress() == reanalysis.Progress(0, 1)
    assert reanalysis.carry_on(seconds=20) == 1
    assert trackers_found() == ["Boiler"]
    assert call.steps.get(stage="transcribe").state == Step.State.DONE
    assert reanalysis.carry_on(seconds=20) == 0


def test_every_change_of_a_rule_makes_another_version() -> None:
    versions = [rules.version()]
    tracker = make.make_tracker()
    versions.append(rules.version())
    card = make.make_scorecard("Service", {"tracker": tracker})
    versions.append(rules.version())
    card.items.update(weight=2)
    versions.append(rules.version())
    assert len(set(versions)) == 4
    type(card).objects.update(is_active=False)
    type(tracker).objects.update(is_active=False)
    assert rules.version() == versions[0]
    assert len(versions[0]) <= Insight._meta.get_field("version").max_length


def test_the_newest_calls_come_first(monkeypatch: pytest.MonkeyPatch) -> None:
    old, new, middle = analysed(9), analysed(1), analysed(5)
    monkeypatch.setattr(reanalysis, "AT_ONCE", 2)
    taken = [call.pk for call in reanalysis._newest()]
    assert taken == [new.pk, middle.pk]
    assert old.pk not in taken


def test_nothing_is_done_while_a_new_call_waits_to_be_analysed() -> None:
    analysed()
    make.make_step(make.make_call(), ANALYSE.name, Step.State.WAITING)
    assert reanalysis.carry_on(seconds=20) == 0


def test_a_call_that_cannot_be_analysed_is_left_to_its_step(monkeypatch: pytest.MonkeyPatch) -> None:
    call, other = analysed(1), analysed(2)
    work = ANALYSE.work

    def fails_once(given: Call) -> object:
        if given.pk == call.pk:
            raise ValueError("no")
        return work(given)

    monkeypatch.setattr(
        reanalysis, "ANALYSE", type(ANALYSE)(name="analyse", work=fails_once, save=ANALYSE.save)
    )
    reanalysis.carry_on(seconds=20)
    assert call.steps.get(stage="analyse").state == Step.State.WAITING
    call.steps.filter(stage="analyse").update(state=Step.State.FAILED)
    reanalysis.carry_on(seconds=20)
    assert Insight.objects.get(call=other).version == rules.version()
    assert Insight.objects.get(call=call).version != rules.version()
    assert not reanalysis.outdated().exists()


def test_a_call_that_is_deleted_meanwhile_stops_nothing(monkeypatch: pytest.MonkeyPatch) -> None:
    gone, other = analysed(1), analysed(2)
    newest = [gone, other]
    monkeypatch.setattr(reanalysis, "_newest", lambda: [newest.pop(0)] if newest else [])
    work = ANALYSE.work

    def deletes_it(given: Call) -> object:
        report = work(given)
        if given.pk == gone.pk:
            Call.objects.filter(pk=gone.pk).delete()
        return report

    again = type(ANALYSE)(name="analyse", work=deletes_it, save=ANALYSE.save)
    monkeypatch.setattr(reanalysis, "ANALYSE", again)
    assert reanalysis.carry_on(seconds=20) == 2
    assert Insight.objects.get().call_id == other.pk


def test_the_command_does_every_call_when_asked_to() -> None:
    analysed()
    said = StringIO()
    call_command("reanalyse", stdout=said)
    first = Insight.objects.get().pk
    call_command("reanalyse", stdout=said)
    assert Insight.objects.get().pk == first
    call_command("reanalyse", "--all", stdout=said)
    assert Insight.objects.get().pk != first
    assert said.getvalue().endswith("All done.\n")


def test_the_score_of_a_call_is_kept_with_its_insight() -> None:
    call = analysed()
    tracker = make.make_tracker("Greeting", "good morning")
    make.make_scorecard("Service", {"tracker": tracker, "weight": 3}, {"metric": "turns", "most": 1.0})
    reanalysis.carry_on(seconds=20)
    assert Insight.objects.get(call=call).quality == 75.0
