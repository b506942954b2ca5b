"""`manage.py ucm_simulator` as a program of its own: what it prints, and how it ends."""

import json
import re
import signal
import subprocess
import sys
from collections.abc import Iterator
from contextlib import contextmanager
from io import StringIO
from pathlib import Path

import pytest
from django.conf import settings
from django.core.management import CommandError, call_command

from tests.ucm.simulator.receiver import receiving
from ucm.management.commands.ucm_simulator import Command
from ucm.simulator.scenarios import SCENARIOS
from ucm.simulator.state import State

MANAGE = [sys.executable, str(settings.BASE_DIR / "manage.py"), "ucm_simulator"]
LOGIN = ["--user", "cdrapi", "--password", "secret", "--port", "0"]


@contextmanager
def program(*arguments: str) -> Iterator[tuple[subprocess.Popen[str], dict[str, str]]]:
    """The running command, and what it printed up to `Calls of the past`."""
    with subprocess.Popen([*MANAGE, *LOGIN, *arguments], stdout=subprocess.PIPE, text=True) as process:
        assert process.stdout
        said: dict[str, str] = {}
        try:
            while "Calls of the past" not in said:
                name, _, value = process.stdout.readline().strip().partition(": ")
                assert name, "the simulator ended early"
                said[name] = value
            yield process, said
        finally:
            process.kill()


def test_the_scenarios_are_listed_one_a_line() -> None:
    out = StringIO()
    call_command("ucm_simulator", "--list", stdout=out)
    assert [line.split()[0] for line in out.getvalue().splitlines()] == list(SCENARIOS)


def test_it_tells_where_it_listens_pushes_its_past_and_ends_when_asked(tmp_path: Path) -> None:
    ledger = tmp_path / "ledger.jsonl"
    with receiving() as receiver:
        arguments = ("--history", "3", "--every", "0.2", "--push", receiver.url, "--ledger", str(ledger))
        with program(*arguments, "--cert-dir", str(tmp_path)) as (process, said):
            assert re.fullmatch(r"https://127\.0\.0\.1:\d+", said["URL"])
            assert re.fullmatch(r"([0-9A-F]{2}:){31}[0-9A-F]{2}", said["SHA-256 fingerprint"])
            assert said["Recordings"].startswith("7 from")
            past = _accounts(ledger, calls=int(said["Calls of the past"]))
            assert receiver.wait_for_more_than(len(past))
            process.send_signal(signal.SIGTERM)
            assert process.wait(timeout=20) == 0
    delivered = [record["AcctId"] for record in receiver.taken]
    assert delivered == _accounts(ledger)[: len(delivered)]
    assert len(delivered) > len(past) > 0


def test_a_killed_simulator_goes_on_with_its_past_and_pushes_only_what_is_new(tmp_path: Path) -> None:
    state = tmp_path / "state.jsonl"
    with receiving() as receiver:
        arguments = ("--history", "7", "--push", receiver.url, "--state", str(state))
        with program(*arguments) as (_, before):
            assert receiver.wait_for_more_than(5)
            # Leaving kills it, with records waiting or not.
        at_kill = len(receiver.taken)
        legs = sum(len(call.rows) for call in State(state).calls)
        with program(*arguments, "--every", "0.2") as (_, after):
            # One more for a record that came twice, and one for a call that is new.
            assert receiver.wait_for_more_than(legs + 1)
    assert int(after["Calls of the past"]) == int(before["Calls of the past"]) > 0
    delivered = [int(record["AcctId"]) for record in receiver.taken]
    # One record may come twice: the kill can fall between its delivery and the note of it.
    assert delivered[at_kill] in (at_kill, at_kill + 1)
    assert sorted(set(delivered)) == list(range(1, max(delivered) + 1))
    assert max(delivered) > legs
    assert len(delivered) - len(set(delivered)) <= 1


def test_a_busy_day_is_there_from_the_start_whatever_scenarios_are_chosen(tmp_path: Path) -> None:
    ledger = tmp_path / "ledger.jsonl"
    scenarios = ("--scenario", "nameless-groups", "--scenario", "monthly-account-ids")
    with program(*scenarios, "--busy-day", "2026-03-03", "--legs", "50", "--ledger", str(ledger)) as (
        _,
        said,
    ):
        accounts = _accounts(ledger, calls=int(said["Calls of the past"]))
    assert sorted(map(int, accounts)) == list(range(1, 51))


def test_scenarios_that_exclude_each_other_are_refused_with_what_to_do() -> None:
    with pytest.raises(CommandError, match="Leave one of banned, no-such-user out"):
        call_command("ucm_simulator", *LOGIN, "--scenario", "banned", "--scenario", "no-such-user")


def test_the_password_may_come_by_the_environment(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("UCM_SIMULATOR_PASSWORD", "from the environment")
    arguments = Command().create_parser("manage.py", "ucm_simulator").parse_args(["--user", "cdrapi"])
    assert arguments.password == "from the environment"


def test_without_a_login_it_says_what_is_missing() -> None:
    with pytest.raises(CommandError, match="--user and --password"):
        call_command("ucm_simulator")


def test_a_folder_without_recordings_and_an_unknown_zone_are_refused(tmp_path: Path) -> None:
    with pytest.raises(CommandError, match="holds no"):
        call_command("ucm_simulator", *LOGIN, "--recordings", str(tmp_path), stdout=StringIO())
    with pytest.raises(CommandError, match="no time zone"):
        call_command("ucm_simulator", *LOGIN, "--time-zone", "Mars/Olympus", stdout=StringIO())


def test_a_state_file_of_another_kind_is_refused(tmp_path: Path) -> None:
    other = tmp_path / "notes.txt"
    other.write_text("not a state\n")
    with pytest.raises(CommandError, match="or name another file"):
        call_command("ucm_simulator", *LOGIN, "--state", str(other), stdout=StringIO())


def _accounts(ledger: Path, *, calls: int | None = None) -> list[str]:
    """The AcctIds of the first `calls` calls, or of all."""
    lines = [json.loads(line) for line in ledger.read_text().splitlines()]
    return [account for line in lines[:calls] for account in line["account_ids"]]
