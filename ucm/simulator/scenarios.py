"""What can be wrong with a PBX, by name: each scenario is one row of the switches in switches.py."""

from ucm.simulator.firmware import OPEN_QUESTIONS
from ucm.simulator.status import Status
from ucm.simulator.switches import Container, Door, MonthFolder, OldLogin, Scenario, Storage, Wire

_ROWS = (
    Scenario(name="good", summary="Everything works."),
    Scenario(
        name="wrong-password-tab",
        summary="Every login fails with -37: the password belongs to the other API tab.",
        login_status=Status.WRONG_ACCOUNT_OR_PASSWORD,
    ),
    Scenario(
        name="expired-cookie",
        summary="Each cookie dies after three actions; then -6 until the next login.",
        cookie_actions=3,
    ),
    Scenario(
        name="not-permitted-recapi",
        summary="The API user may not download recordings: recapi answers -47.",
        forbidden=frozenset({"recapi"}),
    ),
    Scenario(
        name="html-recording",
        summary="A web page comes where the audio should be, with HTTP 200.",
        html_recording=True,
    ),
    Scenario(
        name="not-ready",
        summary="The first two downloads of each recording find nothing yet.",
        not_ready_tries=2,
    ),
    Scenario(
        name="missing-recording",
        summary="CDRs name recordings that are gone.",
        missing_recording=True,
    ),
    Scenario(
        name="busy",
        summary="The first cdrapi and the first recapi answer -45, too frequent.",
        busy_answers=1,
    ),
    Scenario(name="slow", summary="Each answer takes two seconds.", delay=2.0),
    Scenario(
        name="cut",
        summary="The first two downloads of each recording break off in the middle.",
        cut_tries=2,
    ),
    Scenario(
        name="month-folder",
        summary="recapi wants the month folder kept in filename.",
        month_folder=MonthFolder.IN_FILENAME,
    ),
    Scenario(
        name="month-folder-in-filedir",
        summary="recapi wants the month folder in filedir, as monitor/2026-03.",
        month_folder=MonthFolder.IN_FILEDIR,
    ),
    Scenario(
        name="growing",
        summary="The first two downloads of each recording bring half a file; CDRs announce the size.",
        growing_tries=2,
        growing_header=True,
        described=True,
    ),
    Scenario(
        name="growing-untold",
        summary="The first two downloads of each recording bring half a file with an open header.",
        growing_tries=2,
        described=False,
    ),
    Scenario(
        name="on-nas",
        summary="Recordings lie on a network drive and are had with path_type=netdisk only.",
        storage=Storage.NETDISK,
    ),
    Scenario(
        name="in-gdms",
        summary="Recordings lie in Grandstream's cloud; its listing has the code that a download needs.",
        storage=Storage.GDMS,
    ),
    Scenario(
        name="in-gdms-coded",
        summary="As in-gdms, and CDRs carry the code in gdms_unique_code.",
        storage=Storage.GDMS,
        cloud_codes=True,
    ),
    Scenario(
        name="in-gdms-encrypted",
        summary="As in-gdms, and what comes is encrypted (.venc).",
        storage=Storage.GDMS,
        container=Container.VENC,
    ),
    Scenario(
        name="gsff",
        summary="Recordings come in Grandstream's GSFF container, with 8 bytes of header.",
        container=Container.GSFF,
    ),
    Scenario(
        name="gsff-4",
        summary="Recordings come in Grandstream's GSFF container, with 4 bytes of header.",
        container=Container.GSFF,
        gsff_header=4,
    ),
    Scenario(
        name="tar",
        summary="Each recording comes in a tar, beside another one.",
        container=Container.TAR,
    ),
    Scenario(
        name="tgz",
        summary="Each recording comes in a compressed tar.",
        container=Container.TGZ,
    ),
    Scenario(
        name="two-parts",
        summary="Each recording is cut into two files, named in one CDR.",
        parts=2,
    ),
    Scenario(
        name="late-names",
        summary="CDRs name no recording; getRecordInfosByCall does.",
        late_names=True,
    ),
    Scenario(
        name="plain-http",
        summary="The web server speaks HTTP without TLS, and so has no API.",
        wire=Wire.PLAIN,
        door=Door.WEB_PAGE,
    ),
    Scenario(
        name="weak-tls",
        summary="TLS as of a UCM62xx: a Diffie-Hellman group of 1024 bits.",
        wire=Wire.WEAK_TLS,
    ),
    Scenario(
        name="hung-up",
        summary="Connections are cut at once: our address is not on the list of permitted IPs.",
        wire=Wire.CUT,
    ),
    Scenario(
        name="forbidden",
        summary="HTTP 403 to everything: our address is not on the list of permitted IPs.",
        door=Door.FORBIDDEN,
    ),
    Scenario(name="web-page", summary="POST /api is answered with a page.", door=Door.WEB_PAGE),
    Scenario(
        name="old-api",
        summary="Only the old API, with Digest; recapi wants the month folder in filename.",
        door=Door.OLD_API,
        month_folder=MonthFolder.IN_FILENAME,
        nonce_uses=5,
    ),
    Scenario(
        name="old-api-basic",
        summary="Only the old API, with Basic.",
        door=Door.OLD_API,
        old_login=OldLogin.BASIC,
    ),
    Scenario(
        name="old-api-open",
        summary="Only the old API as of 2013: no login, `cdr` around the records.",
        door=Door.OLD_API,
        old_login=OldLogin.OPEN,
        old_root="cdr",
    ),
    Scenario(
        name="old-api-denied",
        summary="Only the old API, and HTTP 403: its list of permitted IPs is empty.",
        door=Door.OLD_API,
        old_login=OldLogin.DENIED,
    ),
    Scenario(
        name="old-api-repeating",
        summary="Only the old API, open, and every page is the first, whatever the offset.",
        door=Door.OLD_API,
        old_login=OldLogin.OPEN,
        ignores_offset=True,
    ),
    Scenario(
        name="old-firmware",
        summary="Firmware without the new API: HTTP 404.",
        door=Door.NOT_FOUND,
    ),
    Scenario(
        name="invalid-parameters",
        summary="Every request is answered with -1, as if it had no envelope.",
        door=Door.REFUSES_ALL,
    ),
    Scenario(
        name="api-closed",
        summary="The challenge is answered with -47: the API is not enabled, or not for our address.",
        challenge_status=Status.NO_PERMISSION,
    ),
    Scenario(
        name="banned",
        summary="Every login fails with -68, with five minutes left.",
        login_status=Status.LOGIN_RESTRICTION,
    ),
    Scenario(
        name="login-forbidden",
        summary="Every login fails with -70.",
        login_status=Status.LOGIN_FORBIDDEN,
    ),
    Scenario(
        name="no-such-user",
        summary="Every login fails with -71.",
        login_status=Status.NO_SUCH_USER,
    ),
    Scenario(
        name="nothing-permitted",
        summary="The login works, and the API user has no box ticked at all.",
        forbidden=frozenset(
            {
                *("cdrapi", "recapi", "getRecordInfosByCall", "getSystemStatus", "getSystemGeneralStatus"),
                *("listAccount", "listQueue", "listVoIPTrunk"),
            }
        ),
    ),
    Scenario(
        name="dead-cookie",
        summary="The login works, and its cookie is dead at once.",
        cookie_actions=0,
    ),
    Scenario(
        name="too-frequent",
        summary="Every cdrapi and recapi is answered with -57.",
        busy_answers=1_000_000,
        busy_status=Status.FAR_TOO_FREQUENT,
    ),
    Scenario(
        name="blind-filters",
        summary="cdrapi finds nothing as soon as a time is asked for, and does not say why.",
        blind_filters=True,
    ),
    Scenario(
        name="ignores-offset",
        summary="cdrapi gives its first page for every offset.",
        ignores_offset=True,
    ),
    Scenario(name="hanging", summary="Connections are made, and no answer ever comes.", hangs_after=0),
    Scenario(
        name="hanging-later",
        summary="After four answers no further one ever comes.",
        hangs_after=4,
    ),
    Scenario(
        name="no-names",
        summary="The API user may not list extensions, queues and trunks: -47.",
        forbidden=frozenset({"listAccount", "listQueue", "listVoIPTrunk"}),
    ),
    Scenario(
        name="renamed-extension",
        summary="From the second listing on, an extension and the queue have other names.",
        renames_after=1,
    ),
    Scenario(
        name="plain-lists",
        summary="Lists know no pages, and their numbers are JSON numbers.",
        plain_lists=True,
    ),
    Scenario(name="late-clock", summary="The clock is ten minutes slow.", clock_skew=-600.0),
)
_OPEN = (Scenario(name=each.name, summary=each.summary, firmware=each.firmware) for each in OPEN_QUESTIONS)
SCENARIOS = {row.name: row for row in (*_ROWS, *_OPEN)}
GOOD = SCENARIOS["good"]
