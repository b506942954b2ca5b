"""Every status a UCM can answer with, and the error it becomes. Called by the client.

Source: Grandstream “IPPBX HTTPS API” (2024-11), return code list, pp. 259-260, plus what was
seen on real systems. 0 is success.
"""

from collections.abc import Mapping
from typing import Any, NamedTuple

from ucm.protocol import errors


class ReturnCode(NamedTuple):
    """One row: the error class, and our words and waiting time where they differ from the class's."""

    error: type[errors.Refused]
    why: str = ""
    wait: float | None = None


RETURN_CODES: dict[int, ReturnCode] = {
    -1: ReturnCode(errors.InvalidParameters),
    -5: ReturnCode(errors.CookieDead, "The UCM asks for authentication again."),
    -6: ReturnCode(errors.CookieDead),
    -7: ReturnCode(errors.Busy, "The UCM closed the connection to its own back end."),
    -8: ReturnCode(errors.CookieDead, "The UCM reports a time-out of our session."),
    -9: ReturnCode(errors.Busy, "The UCM reports an abnormal system error."),
    -15: ReturnCode(errors.NoSuchItem, "The UCM finds a value invalid, or has no item of that value."),
    -16: ReturnCode(errors.NoSuchItem),
    -19: ReturnCode(errors.Refused, "This UCM's firmware does not support the action."),
    -24: ReturnCode(errors.Busy, "The UCM failed to carry out the action."),
    -25: ReturnCode(errors.Refused, "The UCM failed to update its data."),
    -26: ReturnCode(errors.Busy, "The UCM failed to get the data."),
    -37: ReturnCode(errors.BadCredentials),
    -43: ReturnCode(errors.Busy, "The data on the UCM was changed or deleted meanwhile."),
    -44: ReturnCode(errors.Refused, "The item was already added on the UCM."),
    -45: ReturnCode(errors.TooFrequent, "The UCM finds our requests too frequent.", 15.0),
    -46: ReturnCode(errors.TooFrequent, "Another user is doing the same on the UCM.", 15.0),
    -47: ReturnCode(errors.NotPermitted),
    -50: ReturnCode(errors.Refused, "The UCM found characters in the request that it does not allow."),
    -51: ReturnCode(errors.Busy, "Another task is running on the UCM."),
    -57: ReturnCode(errors.TooFrequent, "The UCM finds our requests too frequent.", 60.0),
    -68: ReturnCode(errors.Banned),
    -69: ReturnCode(errors.Busy, "A conference is running on the UCM."),
    -70: ReturnCode(errors.LoginForbidden),
    -71: ReturnCode(errors.NoSuchUser),
    -90: ReturnCode(errors.Busy, "The conference on the UCM is busy."),
    -98: ReturnCode(errors.Busy, "Digital calls are in progress on the UCM."),
}


def refusal(status: int, *, action: str, response: Mapping[str, Any] | None = None) -> errors.Refused:
    """The error for a negative `status` to `action`; `response` may carry remain_num and remain_time."""
    row = RETURN_CODES.get(status) or ReturnCode(errors.Refused, "The UCM answered with an unknown code.")
    if status == -47 and action == "challenge":
        row = ReturnCode(errors.ApiClosed)
    refused = row.error(row.why, wait=row.wait, code=status, action=action)
    refused.why = f"{refused.why.rstrip('.')} (answer {status} to “{action}”{_remaining(response or {})})."
    refused.args = (refused.why,)
    return refused


def _remaining(response: Mapping[str, Any]) -> str:
    """Tries and ban time left; Grandstream does not say the unit, clients take it for seconds."""
    labels = {"remain_num": "tries left", "remain_time": "ban time left, in seconds"}
    numbers = {label: str(response[key]) for key, label in labels.items() if key in response}
    return "".join(f", {label}: {number}" for label, number in numbers.items() if number.isdecimal())
