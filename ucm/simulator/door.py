"""What answers at the port where a client expects the API, when it is something else. Called by app.py."""

from dataclasses import replace

from ucm.simulator.envelope import Answer, envelope, html_answer
from ucm.simulator.scenarios import Door
from ucm.simulator.status import Status

DIGEST = 'Digest realm="CDR API", nonce="5f1c2a907d", algorithm=MD5, qop="auth"'


def at_the_door(door: Door) -> Answer | None:
    """The answer to every request; None where the API itself is to answer."""
    match door:
        case Door.API:
            return None
        case Door.OLD_API:
            page = html_answer("Unauthorized", "401 Unauthorized")
            return replace(page, headers=(("WWW-Authenticate", DIGEST),))
        case Door.NOT_FOUND:
            return html_answer("Not found", "404 Not Found")
        case Door.WEB_PAGE:
            return html_answer("Web UI")
        case Door.FORBIDDEN:
            return html_answer("Forbidden", "403 Forbidden")
        case Door.REFUSES_ALL:
            return envelope({"error_msg": "Invalid parameters!"}, Status.INVALID_PARAMETERS)
