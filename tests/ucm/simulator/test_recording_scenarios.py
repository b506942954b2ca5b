"""Each scenario of recordings bites where it says; asked as a stranger's client would."""

import gzip
import io
import tarfile
from collections.abc import Callable

import pytest

from tests.ucm.simulator.wire import Wire
from ucm.simulator.audio import Recording
from ucm.simulator.traffic.calls import Place

WireTo = Callable[..., Wire]
Taped = Callable[[str], tuple[Wire, Place, bytes]]


@pytest.fixture
def taped(wire_to: WireTo) -> Taped:
    """taped("scenario"): a wire, logged in, the place of one recording in `monitor`, and its bytes."""

    def start(scenario: str) -> tuple[Wire, Place, bytes]:
        wire = wire_to(scenario=scenario).login()
        recording = voice(wire)
        place = wire.ucm.place_call(recording=recording).recording
        assert place
        return wire, place, recording.wav

    return start


def voice(wire: Wire) -> Recording:
    return next(each for each in wire.ucm.pbx.recordings if each.name == "missed_repair.flac")


def fetch(wire: Wire, place: Place, **more: str) -> bytes:
    return wire.act("recapi", filedir="monitor", filename=place.name, **more).content


def recorded_row(wire: Wire) -> dict[str, str]:
    return next(row for call in wire.ucm.pbx.calls() for row in call.rows if row["recordfiles"])


def test_growing_brings_half_a_file_twice_and_the_cdr_tells_its_size(taped: Taped) -> None:
    wire, place, whole = taped("growing")
    for _ in range(2):
        half = fetch(wire, place)
        assert len(half) < len(whole)
        assert int.from_bytes(half[4:8], "little") + 8 == len(half)
    assert fetch(wire, place) == whole
    assert f"size={len(whole)}B," in recorded_row(wire)["recordfiles_desc"]


def test_growing_untold_has_an_open_header_and_no_description(taped: Taped) -> None:
    wire, place, whole = taped("growing-untold")
    half = fetch(wire, place)
    assert (half[:12], len(half) < len(whole)) == (b"RIFF\x00\x00\x00\x00WAVE", True)
    assert recorded_row(wire)["recordfiles_desc"] == ""


def test_on_nas_needs_the_path_type(taped: Taped) -> None:
    wire, place, whole = taped("on-nas")
    assert wire.status("recapi", filedir="monitor", filename=place.name) == -16
    assert fetch(wire, place, path_type="netdisk") == whole


def test_in_gdms_needs_the_code_of_the_listing(taped: Taped) -> None:
    wire, place, whole = taped("in-gdms")
    cloud = {"filedir": "monitor", "path_type": "gdms", "gdms_date": place.month}
    head, line = wire.act("recapi", **cloud).text.split()
    assert head == "Directory,Filename,uniqueCode"
    directory, filename, code = line.split(",")
    assert (directory, filename) == ("monitor", place.name.replace(".wav", ".venc"))
    assert wire.status("recapi", filename=filename, **cloud) == -16
    assert wire.act("recapi", filename=filename, uniquecode=code, **cloud).content == whole
    assert wire.act("recapi", **{**cloud, "gdms_date": "1999-01"}).text.split() == [head]


def test_in_gdms_coded_gives_that_code_in_the_cdr(taped: Taped) -> None:
    wire, place, whole = taped("in-gdms-coded")
    code = recorded_row(wire)["gdms_unique_code"]
    filename = place.name.replace(".wav", ".venc")
    answer = wire.act("recapi", filename=filename, path_type="gdms", uniquecode=code)
    assert answer.content == whole


def test_in_gdms_encrypted_is_no_audio_of_any_kind(taped: Taped) -> None:
    wire, place, _ = taped("in-gdms-encrypted")
    listed = wire.act("recapi", filedir="monitor", path_type="gdms", gdms_date=place.month).text.split()
    _, filename, code = listed[1].split(",")
    body = wire.act("recapi", filename=filename, path_type="gdms", uniquecode=code).content
    assert body[:4] not in (b"RIFF", b"GSFF")


@pytest.mark.parametrize(("scenario", "header"), [("gsff", 8), ("gsff-4", 4)])
def test_gsff_is_a_magic_word_before_the_samples(taped: Taped, scenario: str, header: int) -> None:
    wire, place, whole = taped(scenario)
    body = fetch(wire, place)
    assert (body[:4], body[header:]) == (b"GSFF", whole[44:])


@pytest.mark.parametrize("scenario", ["tar", "tgz"])
def test_archives_hold_the_file_and_another(taped: Taped, scenario: str) -> None:
    wire, place, whole = taped(scenario)
    body = fetch(wire, place)
    with tarfile.open(fileobj=io.BytesIO(gzip.decompress(body) if scenario == "tgz" else body)) as archive:
        assert len(archive.getnames()) == 2
        file = archive.extractfile(f"recording/{place.name}")
        assert file
        assert file.read() == whole


def test_two_parts_are_two_files_that_follow_each_other(taped: Taped) -> None:
    wire, place, whole = taped("two-parts")
    first, second = recorded_row(wire)["recordfiles"].rstrip("@").split("@")
    assert first == f"{place.month}/{place.name}"
    assert int(second.split("-")[2]) > int(first.split("-")[2])
    halves = [wire.act("recapi", filename=name.rpartition("/")[2]).content for name in (first, second)]
    assert b"".join(half[44:] for half in halves) == whole[44 : 44 + sum(len(half) - 44 for half in halves)]


def test_late_names_are_in_no_cdr_but_can_be_asked_for(taped: Taped) -> None:
    wire, place, _ = taped("late-names")
    rows = [row for call in wire.ucm.pbx.calls() for row in call.rows]
    assert all(row["recordfiles"] == row["recordfiles_desc"] == "" for row in rows)
    answer = wire.act("getRecordInfosByCall", id=rows[0]["AcctId"]).json()
    assert answer["response"]["recordfiles"] == f"{place.month}/{place.name}"
