"""CDR exports: what a UCM writes without quotes comes back as it was, and what cannot be read is told."""

import csv
import io
from collections.abc import Callable, Sequence
from zoneinfo import ZoneInfo

import pytest
from hypothesis import given
from hypothesis import strategies as st

from tests.ucm.protocol.legs import row as a_row
from ucm.protocol import csv_export
from ucm.protocol.errors import UnreadableCdr
from ucm.protocol.reading import read_body
from ucm.simulator.traffic.cdr import FIELDS

UTC = ZoneInfo("UTC")
OF_2013 = FIELDS[:22]


def written(*rows: dict[str, str], fields: Sequence[str] = FIELDS, end: str = "\r\n") -> str:
    """As a UCM writes an export: fields joined by commas, and nothing quoted."""
    lines = [",".join(fields), *(",".join(row.get(field, "") for field in fields) for row in rows)]
    return end.join([*lines, ""])


def read(text: str) -> list[dict[str, str]]:
    found = list(csv_export.items(text))
    assert not [str(item) for item in found if isinstance(item, UnreadableCdr)]
    return found  # type: ignore[return-value]


ROW = a_row(
    ring=8, talk=90,
    dcontext="ext-did-2", clid='"Alder, Tom" <5550142>', channel="PJSIP/trunk_2-00000042",
    dstchannel="PJSIP/1001-00000043", lastdata="PJSIP/1001,60,,TKXM(record-check,StartMonitor)",
    amaflags="DOCUMENTATION", userfield="Inbound", channel_ext="trunk_2", dstchannel_ext="1001", service="s",
    caller_name="Alder, Tom", recordfiles="2026-03/auto-1772442000-5550142-1001.wav@", dstanswer="1001",
    src_trunk_name="City line, Berlin",
    recordfiles_desc="duration=90,size=1440044B,start-time=1772442008@",
)  # fmt: skip


# --- Unquoted, as a UCM writes ------------------------------------------------------------------------


def test_the_sample_of_the_api_guide_of_2013_is_read() -> None:
    line = (
        '62,,5300,5301,from-internal,"pn01" <5300>,SIP/5300-00000000,SIP/5301-00000001,Dial,SIP/5301,60,,'
        "2013-12-03 11:46:40,2013-12-03 11:46:43,2013-12-03 11:46:49,9,6,ANSWERED,DOCUMENTATION,"
        "1386092800.0,EXT,5300,5301,s"
    )
    [row] = read(f"{','.join(OF_2013)}\n{line}\n")
    assert (row["clid"], row["lastapp"], row["lastdata"]) == ('"pn01" <5300>', "Dial", "SIP/5301,60,")
    assert (row["start"], row["billsec"], row["uniqueid"]) == ("2013-12-03 11:46:40", "6", "1386092800.0")


def test_commas_stay_where_they_belong() -> None:
    [row] = read(written(ROW))
    assert {name: value for name, value in row.items() if value} == ROW


names = st.text(st.characters(codec="utf-8", exclude_categories=["Cc", "Zl", "Zp"]), max_size=30)
data = st.from_regex(r"([A-Za-z0-9/@&()_.:-]*,){0,6}[A-Za-z0-9/@&()_.:-]*", fullmatch=True)


numbers = st.from_regex(r"\+?[0-9]{0,15}", fullmatch=True)


@given(name=names, number=numbers, lastdata=data, fields=st.sampled_from([FIELDS, OF_2013]))
def test_any_record_written_unquoted_comes_back(
    name: str, number: str, lastdata: str, fields: Sequence[str]
) -> None:
    record = {**ROW, "clid": f'"{name}" <{number}>', "lastdata": lastdata}
    [row] = read(written(record, fields=fields))
    assert row == {field: record.get(field, "").strip() for field in fields}


@given(st.permutations(FIELDS), st.sampled_from([str.upper, str.lower, str.title]))
def test_columns_may_stand_in_any_order_and_case(fields: list[str], case: Callable[[str], str]) -> None:
    plain = {name: value.replace(",", " ") for name, value in ROW.items()} | {"session": ROW["session"]}
    header, line, _ = written(plain, fields=fields).split("\r\n")
    assert parse(f"{case(header)}\n{line}") == parse(written(plain))


def parse(text: str) -> object:
    [leg] = read_body(text.encode(), content_type="text/csv", zone=UTC).legs
    return leg.key, leg.start, leg.billsec, leg.recordings


# --- Other hands --------------------------------------------------------------------------------------


@pytest.mark.parametrize("quoting", [csv.QUOTE_MINIMAL, csv.QUOTE_ALL])
@pytest.mark.parametrize("delimiter", [",", ";", "\t"])
def test_proper_csv_is_read_as_such(quoting: int, delimiter: str) -> None:
    out = io.StringIO()
    writer = csv.DictWriter(out, FIELDS, restval="", delimiter=delimiter, quoting=quoting)  # type: ignore[arg-type]
    writer.writeheader()
    writer.writerow(ROW)
    [row] = read(out.getvalue())
    assert {name: value for name, value in row.items() if value} == ROW


def test_the_headings_of_the_web_interface_are_known() -> None:
    [row] = read(
        "Caller Number,Callee Number,Context,CallerID,Source Channel,Dest Channel,Last app,Last data,"
        "Start Time,Answer Time,End Time,Call Time,Talk Time,Status,AMA flags,Unique ID,Session\r\n"
        '5300,5301,from-internal,"a, b" <5300>,PJSIP/5300-1,PJSIP/5301-2,Dial,PJSIP/5301,60,'
        "2026-03-02 09:00:00,2026-03-02 09:00:08,2026-03-02 09:01:38,0:01:38,0:01:30,ANSWERED,"
        "DOCUMENTATION,1772442000.17,1772442000123456-5300\r\n"
    )
    assert (row["src"], row["dst"], row["clid"]) == ("5300", "5301", '"a, b" <5300>')
    assert (row["duration"], row["billsec"], row["lastdata"]) == ("98", "90", "PJSIP/5301,60")


@pytest.mark.parametrize("encoding", ["utf-8-sig", "latin-1"])
def test_names_survive_their_encoding(encoding: str) -> None:
    body = written({**ROW, "caller_name": "Müller"}).encode(encoding)
    [leg] = read_body(body, content_type="", zone=UTC).legs
    assert leg.caller_name == "Müller"


def test_lines_are_the_same_however_a_file_is_cut() -> None:
    body = written(ROW, {**ROW, "caller_name": "Jürgen"}).encode()
    whole = list(csv_export.lines([body]))
    for size in (1, 7, 100):
        assert list(csv_export.lines(body[at : at + size] for at in range(0, len(body), size))) == whole


# --- What cannot be read ------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("line", "word"),
    [
        ("1,2,3", "3 fields where the header names"),
        (",".join(["x"] * len(FIELDS)), "no start time"),
        (written(ROW).splitlines()[1].replace("ANSWERED", "maybe"), "cannot be told apart"),
        ("," * 1000, "no start time"),
    ],
)
def test_a_line_that_cannot_be_read_is_named_and_the_others_go_on(line: str, word: str) -> None:
    header, good = written(ROW).splitlines()
    first, bad, last = csv_export.items("\n".join([header, good, line, good]))
    assert isinstance(bad, UnreadableCdr)
    assert bad.why.startswith("Line 3: ")
    assert word in bad.why
    assert first == last


def test_a_reason_shows_nothing_of_the_line() -> None:
    header, good = written(ROW).splitlines()
    [bad] = csv_export.items("\n".join([header, good.replace("ANSWERED", "5550142")]))
    assert isinstance(bad, UnreadableCdr)
    assert "5550142" not in bad.why


@pytest.mark.parametrize("text", ["", "hello", "a,b,c\n1,2,3", "name,start\nx,y", "src,dst,disposition\n"])
def test_what_is_no_export_is_not_taken_for_one(text: str) -> None:
    assert not csv_export.is_export(text)


@given(st.text(max_size=300))
def test_no_line_makes_it_raise(line: str) -> None:
    list(csv_export.items(f"{','.join(FIELDS)}\n{line}"))
