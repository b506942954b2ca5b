"""The self-test: the recogniser's words against a known call, asked for once, kept, and never in doubt."""

import io
import json
from datetime import timedelta
from pathlib import Path
from typing import Any

import pytest
from django.core.management import CommandError, call_command
from django.utils import timezone

from calls import doorbell, self_test
from calls.models import SelfTest
from calls.speech.engine import Notes
from calls.speech.provision import ModelUnavailable
from calls.speech.types import Hints, Segment, Speech

pytestmark = pytest.mark.django_db
S = SelfTest.State


class Hears:
    """An engine that hears the first words of the clip."""

    name, model = "engine 1.0", "tiny.en"

    def __init__(self, share: float = 1.0) -> None:
        self.share = share

    def transcribe(self, path: Path, hints: Hints, *, notes: Notes | None = None) -> Speech:
        turns = json.loads(path.with_suffix(".json").read_text())["turns"]
        words = " ".join(turn["text"] for turn in turns).split()
        text = " ".join(words[: int(len(words) * self.share)])
        return Speech("en", 58.0, 1, (Segment(0.0, 58.0, text, speaker="A"),))


def hear(monkeypatch: pytest.MonkeyPatch, engine: Any) -> None:
    monkeypatch.setattr(self_test, "engine", lambda: engine)
    monkeypatch.setattr("calls.management.commands.self_test.engine", lambda: engine)


@pytest.fixture
def bells(monkeypatch: pytest.MonkeyPatch) -> list[tuple[str, str]]:
    rung: list[tuple[str, str]] = []
    monkeypatch.setattr(doorbell, "_send", lambda task, *_, queue, **__: rung.append((task, queue)))
    return rung


def test_a_recogniser_that_hears_the_words_passes(monkeypatch: pytest.MonkeyPatch) -> None:
    hear(monkeypatch, Hears())
    test = SelfTest.objects.create()
    self_test.run(test)
    proof = self_test.Proof(**test.result)
    assert (test.state, proof.share, proof.has_speakers) == (S.PASSED, 1.0, True)
    assert proof.rtf == pytest.approx(proof.seconds / 58)


def test_too_few_words_are_a_failure_that_says_what_to_do(monkeypatch: pytest.MonkeyPatch) -> None:
    hear(monkeypatch, Hears(0.3))
    test = SelfTest.objects.create()
    self_test.run(test)
    assert test.state == S.FAILED
    assert "of the" not in test.why
    assert test.why.startswith("Only ")
    assert "WHISPER_MODEL" in test.mend


def test_a_model_that_is_not_there_is_told_in_its_own_words(monkeypatch: pytest.MonkeyPatch) -> None:
    def missing() -> None:
        raise ModelUnavailable("The model base is not here.", "Install it.")

    monkeypatch.setattr(self_test, "engine", missing)
    test = SelfTest.objects.create()
    self_test.run(test)
    assert (test.state, test.why, test.mend) == (S.FAILED, "The model base is not here.", "Install it.")


def test_a_bell_that_rings_twice_runs_it_once(monkeypatch: pytest.MonkeyPatch) -> None:
    hear(monkeypatch, Hears())
    test = SelfTest.objects.create()
    self_test.run(test)
    hear(monkeypatch, None)
    self_test.run(SelfTest.objects.get())
    assert SelfTest.objects.get().state == S.PASSED


def test_asking_rings_at_the_transcriber_once(
    bells: list[tuple[str, str]], django_capture_on_commit_callbacks: Any
) -> None:
    with django_capture_on_commit_callbacks(execute=True):
        assert self_test.ask() == self_test.ask()
    assert bells == [("calls.self_test", "speech")]


@pytest.mark.parametrize(("state", "minutes"), [(S.WAITING, 2), (S.RUNNING, 11), (S.PASSED, 0)])
def test_what_has_ended_or_was_never_taken_up_can_be_asked_again(
    bells: list[tuple[str, str]], state: str, minutes: int
) -> None:
    old = SelfTest.objects.create(state=state)
    SelfTest.objects.update(asked_at=timezone.now() - timedelta(minutes=minutes))
    assert self_test.ask() != old


def test_the_command_tells_the_figures_and_fails_when_words_are_missing(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    hear(monkeypatch, Hears())
    out = io.StringIO()
    call_command("self_test", stdout=out)
    assert "(100%)" in out.getvalue()
    hear(monkeypatch, Hears(0.2))
    with pytest.raises(CommandError, match="Too few"):
        call_command("self_test")
