"""GET /recapi of the simulated old API: folders, listings, one file, a tar of several, or 404."""

import io
import tarfile
from collections.abc import Callable

import pytest

from tests.ucm.simulator.wire import Wire
from ucm.simulator.audio import Recording
from ucm.simulator.traffic.calls import Place

WireTo = Callable[..., Wire]
Taped = Callable[[str], tuple[Wire, list[Place], Recording]]


@pytest.fixture
def taped(wire_to: WireTo, tone: Recording) -> Taped:
    """taped("scenario"): a wire and the places of two recordings of the same sound in `monitor`."""

    def start(scenario: str) -> tuple[Wire, list[Place], Recording]:
        wire = wire_to(scenario=scenario, recordings=(tone,))
        placed = [wire.ucm.place_call("inbound", recording=tone) for _ in range(2)]
        return wire, [call.recording for call in placed if call.recording], tone

    return start


def test_without_parameters_it_names_the_folders(open_wire: Wire) -> None:
    assert open_wire.http("GET", "/recapi").text.split() == [
        *("Directory", "monitor", "emergency", "meetme", "queue", "sca")
    ]


def test_folders_are_listed_as_csv(taped: Taped) -> None:
    wire, places, _ = taped("old-api-open")
    lines = wire.http("GET", "/recapi?filedir=meetme@monitor").text.split()
    assert lines == ["Directory,Filename", *sorted(f"monitor,{place.name}" for place in places)]


def test_one_name_is_the_file_itself(taped: Taped) -> None:
    wire, places, tone = taped("old-api-open")
    for query in (f"filename={places[0].name}", f"filedir=queue@monitor&filename={places[0].name}@"):
        assert wire.http("GET", f"/recapi?{query}").content == tone.wav


def test_several_names_are_a_tar(taped: Taped) -> None:
    wire, places, tone = taped("old-api-open")
    body = wire.http("GET", f"/recapi?filename={'@'.join(place.name for place in places)}").content
    with tarfile.open(fileobj=io.BytesIO(body)) as tar:
        assert {member.name for member in tar} == {place.name for place in places}
        assert [file.read() for member in tar if (file := tar.extractfile(member))] == [tone.wav] * 2


def test_the_month_folder_belongs_into_the_name_where_the_scenario_says(taped: Taped) -> None:
    wire, (place, _), _tone = taped("old-api-open")
    assert wire.http("GET", f"/recapi?filename={place.month}/{place.name}").status_code == 404


@pytest.mark.parametrize(
    "query",
    [
        "filename=auto-1-2-3.wav",
        "filedir=queue&filename={name}",
        "filename=",
        "filedir=&filename={name}",
        "filename={name}&filename={name}",
        "filedir=nowhere",
        "filename=%20{name}",
        "filename=../monitor/{name}",
        "recording_file={name}",
    ],
)
def test_no_match_is_a_404(taped: Taped, query: str) -> None:
    wire, (place, _), _ = taped("old-api-open")
    assert wire.http("GET", f"/recapi?{query.format(name=place.name)}").status_code == 404


def test_a_name_in_disorder_is_skipped_and_the_others_come(taped: Taped) -> None:
    wire, (place, _), tone = taped("old-api-open")
    assert wire.http("GET", f"/recapi?filename=a%20b.wav@..@{place.name}").content == tone.wav


def test_a_long_name_is_cut(taped: Taped) -> None:
    wire, _places, tone = taped("old-api-open")
    wire.ucm.pbx.archive.keep(Place("monitor", "2026-03", "x" * 256), tone)
    assert wire.http("GET", f"/recapi?filename={'x' * 300}").content == tone.wav
