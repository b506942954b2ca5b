"""STEPS and the walk along them.

It logs in at most once, because several wrong passwords would get this machine banned by the UCM, and it
ends in time: a UCM that hangs at one step is asked nothing more.
"""

from contextlib import suppress
from datetime import datetime

from ucm.diagnosis import access, certificate, faults, network, records, system
from ucm.diagnosis.faults import Fault
from ucm.diagnosis.findings import Finding, Outcome, Step, Verdict
from ucm.diagnosis.probe import BUDGET, Client, OutOfTime, Probe
from ucm.protocol import errors

STEPS: tuple[Step, ...] = (
    Step("Address", network.address, stops=True),
    Step("Name lookup (DNS)", network.name, stops=True),
    Step("Port (TCP)", network.port, stops=True),
    Step("Certificate (TLS)", certificate.certificate, stops=True),
    Step("API", access.api, stops=True),
    Step("Login", access.login, stops=True),
    Step("Permissions", access.permissions),
    Step("Model and firmware", system.model),
    Step("Clock", system.clock),
    Step("Call records (cdrapi)", records.call_records),
    Step("Recordings (recapi)", records.recordings),
    Step("Real-time output", records.real_time_output),
)
GOODBYE = 2.0  # seconds for the logout


def diagnose(*clients: Client, typed: str = "", pushed_at: datetime | None = None) -> list[Finding]:
    """One finding for each of STEPS, in order. Raises nothing; leaves the clients logged out.

    `clients` are of the same UCM, one for each API that may answer, the likelier first. Only the one whose
    API answers is logged in.
    `typed` is the API address before it was put right, `pushed_at` when a record last came by real-time
    output. The client's own patience counts, but no request is begun after BUDGET seconds.
    """
    for client in clients:
        client.renews = False
    probe = Probe(*clients, typed=typed, pushed_at=pushed_at)
    try:
        return _walk(probe)
    finally:
        for client in clients:
            client.timeout = (GOODBYE, GOODBYE)
            with suppress(errors.UcmError):
                client.logout()


def not_started(error: errors.UcmError) -> list[Finding]:
    """The findings when no client could be made, because the address or a certificate is unreadable."""
    first, *rest = STEPS
    failed = Finding(first.name, Outcome.FAILED, cause=error.why, mend=error.advice)
    return [failed, *(_not_tried(step, because=first.name) for step in rest)]


def _walk(probe: Probe) -> list[Finding]:
    findings: list[Finding] = []
    stopped_by = ""
    for step in STEPS:
        if stopped_by:
            findings.append(_not_tried(step, because=stopped_by))
            continue
        finding, goes_on = _take(step, probe)
        findings.append(finding)
        stopped_by = "" if goes_on else step.name
    return findings


def _take(step: Step, probe: Probe) -> tuple[Finding, bool]:
    """The finding of one step, and whether the walk goes on."""
    seen: list[str | Fault] = []
    try:
        for sight in step.check(probe):
            seen.append(sight)
    except errors.NotPermitted as error:
        return (_failed if step.stops else _not_permitted)(step, seen, error), not step.stops
    except errors.UcmError as error:
        return _failed(step, seen, error), not (step.stops or isinstance(error, access.HOPELESS))
    except Verdict as ended:
        return Finding(step.name, ended.outcome, _text(seen), ended.cause, ended.mend, ended.fault), True
    except OutOfTime:
        return _out_of_time(step, seen), False
    return _passed(step, seen), True


def _passed(step: Step, seen: list[str | Fault]) -> Finding:
    harmless = next((item.id for item in seen if isinstance(item, Fault)), "")
    return Finding(step.name, Outcome.PASSED, _text(seen), fault=harmless)


def _failed(step: Step, seen: list[str | Fault], error: errors.UcmError) -> Finding:
    known = faults.recognise(error)
    fault = known.id if known else ""
    return Finding(step.name, Outcome.FAILED, _text(seen), error.why, error.advice, fault)


def _not_permitted(step: Step, seen: list[str | Fault], error: errors.NotPermitted) -> Finding:
    """No failure of its own: “Permissions” has named every missing one."""
    cause = f"Not tried, because the API user may not use {error.action}."
    return Finding(step.name, Outcome.NOT_REACHED, _text(seen), cause)


def _not_tried(step: Step, *, because: str) -> Finding:
    return Finding(step.name, Outcome.NOT_REACHED, cause=f"Not tried, because “{because}” failed.")


def _out_of_time(step: Step, seen: list[str | Fault]) -> Finding:
    cause = f"The UCM answers so slowly that the {BUDGET:.0f} seconds of this test were used up."
    return Finding(step.name, Outcome.FAILED, _text(seen), cause, faults.HANGS.mend, faults.HANGS.id)


def _text(seen: list[str | Fault]) -> str:
    return " ".join(item for item in seen if isinstance(item, str))
