"""Kill the worker (-9) between and inside every pair of stages: each call still arrives exactly once."""

import time
from pathlib import Path

import pytest

from analytics.models import Finding, Insight
from audiapro import house as processes
from calls.models import Call, Event, Leg, Recording, Step, Transcript
from calls.stage import Stage, always, stages
from tests.journeys.house import LEASE, SWEEP, House, a_house, connect, wait_for
from ucm.simulator.audio import Recording as Audio
from ucm.simulator.audio import shipped
from ucm.simulator.push import RealTimeOutput
from ucm.simulator.server import running

pytestmark = [pytest.mark.django_db(transaction=True), pytest.mark.slow]

CALLS = 4
PATIENCE = 240.0
# What a killed step waits for: its lease, the sweeper's next look, a worker that starts again, and
# its turn behind the other calls of the test.
START_AGAIN = 20.0


def passed() -> list[Stage]:
    """The stages that every call passes; no language model is in use here."""
    return [stage for stage in stages() if stage.wanted is always]


def short(audio: Audio, seconds: float) -> Audio:
    """The first seconds of a recording, as a recording: 44 bytes of header, then 16-bit samples."""
    samples = audio.wav[44 : 44 + int(8000 * seconds) * 2]
    header = audio.wav[:4] + (36 + len(samples)).to_bytes(4, "little") + audio.wav[8:40]
    wav = header + len(samples).to_bytes(4, "little") + samples
    return Audio(name=audio.name, wav=wav, seconds=seconds, label=audio.label)


def chaos_workers() -> dict[str, str]:
    """The house's own workers, with the app that kills. Beat and the web server live."""
    return {
        name: command.replace("-A audiapro", "-A tests.journeys.chaos" if name != "beat" else "-A audiapro")
        for name, command in processes.worker_commands().items()
    }


def start_the_dead(house: House) -> None:
    for name, command in chaos_workers().items():
        if house.is_dead(name):
            house.start(name, command)


def all_done(house: House, armed: Path) -> bool:
    start_the_dead(house)
    done = Step.objects.filter(state=Step.State.DONE).count() == CALLS * len(passed())
    return done and Call.objects.count() == CALLS


def taken_up_after(kill: Path, claims: list[tuple[int, float]]) -> float:
    """Seconds from the kill to the next claim of the step that it hit."""
    killed = kill.stat().st_ctime
    return min(at for step, at in claims if step == int(kill.suffix[1:]) and at > killed) - killed


def test_every_call_arrives_exactly_once_whatever_kills_the_workers(
    tmp_path: Path, settings: pytest.FixtureRequest, capsys: pytest.CaptureFixture[str]
) -> None:
    from tests.journeys import chaos

    settings.RECORDINGS_DIR = tmp_path / "recordings"  # type: ignore[attr-defined]
    armed = tmp_path / "places"
    chaos.arm(armed, passed())
    mono = [audio for audio in shipped() if "stereo" not in audio.name][:CALLS]
    with (
        running(user="cdrapi", password="s3cret!") as ucm,
        a_house(tmp_path, workers=chaos_workers(), CHAOS_DIR=str(armed)) as house,
    ):
        connection = connect(ucm, user="cdrapi", password="s3cret!")
        started = time.monotonic()
        with RealTimeOutput(house.url + connection.webhook_path) as output:
            for audio in mono:
                output.offer(ucm.place_call(recording=short(audio, 12.0)))
            wait_for(lambda: all_done(house, armed), within=PATIENCE, told=f"not all done\n{house.logs()}")
        seconds = time.monotonic() - started
        legs = sum(len(call["account_ids"]) for call in ucm.ledger.calls)

    kills = [path for path in armed.iterdir() if path.suffix]
    alive = [path.name for path in armed.iterdir() if not path.suffix]
    assert alive == [], "places that no worker reached"

    assert Call.objects.count() == Transcript.objects.count() == Insight.objects.count() == CALLS
    assert Leg.objects.count() == legs
    assert Recording.objects.filter(state=Recording.State.STORED).count() == CALLS
    assert not Event.objects.exclude(state=Event.State.UNDERSTOOD).exists()
    assert Step.objects.count() == CALLS * len(passed())
    assert Finding.objects.exclude(insight__call__in=Call.objects.all()).count() == 0
    assert [
        path for path in (tmp_path / "recordings").rglob("*") if path.is_file() and path.suffix != ".wav"
    ] == []

    claims = [
        (int(step), float(at)) for step, at in map(str.split, (tmp_path / "claims").read_text().splitlines())
    ]
    unfinished = [kill for kill in kills if "-ingest" not in kill.name and "-committed" not in kill.name]
    slowest = max(taken_up_after(kill, claims) for kill in unfinished)
    with capsys.disabled():
        print(
            f"\n  {len(kills)} kills, {CALLS} calls, {seconds:.0f} s; a step waited at most {slowest:.1f} s"
        )
    assert slowest <= LEASE + SWEEP + START_AGAIN
