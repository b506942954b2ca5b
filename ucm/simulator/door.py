"""What answers at the port where a client expects the API, when it is something else. Called by app.py."""

from ucm.simulator.envelope import Answer, envelope, html_answer
from ucm.simulator.status import Status
from ucm.simulator.switches import Door


def at_the_door(door: Door) -> Answer | None:
    """The answer to every request; None where an API is to answer."""
    match door:
        case Door.API | Door.OLD_API:
            return None
        case Door.NOT_FOUND:
            return html_answer("Not found", "404 Not Found")
        case Door.WEB_PAGE:
            return html_answer("Web UI")
        case Door.FORBIDDEN:
            return html_answer("Forbidden", "403 Forbidden")
        case Door.REFUSES_ALL:
            return envelope({"error_msg": "Invalid parameters!"}, Status.INVALID_PARAMETERS)
