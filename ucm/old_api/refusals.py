"""What the old API's HTTP statuses mean, in a person's words. Called by session.py.

Source: Grandstream's CDR and REC API guides and UCM user manuals; the old API has no codes of its own.
"""

import requests

from ucm.protocol import errors
from ucm.protocol.menus import OLD_API_USERS

WRONG_PASSWORD = (
    "The old API does not accept this user and password (HTTP 401).",
    f"Use the user and password of {OLD_API_USERS}; those of the tab (New) and of the web interface are "
    "others. Type the password again on the connection's page, then test once: several wrong tries may get "
    "this machine banned.",
)
NO_USER = (
    "The old API asks for a user and password, and the connection has no user (HTTP 401).",
    f"Enter the user and password of {OLD_API_USERS}.",
)
NO_OLD_API = (
    "Check host and port. The old API has a port of its own, 8443 unless changed, and is off until it is "
    f"ticked under {OLD_API_USERS}."
)


def refusal(response: requests.Response) -> errors.UcmError:
    """The error for any status but 200, where user and password are not the reason."""
    match response.status_code:
        case 401:
            return errors.NotAnApi(
                "The web server at this address asks for a kind of authentication that no UCM uses."
            )
        case 403:
            return errors.KeptOut()
        case 404:
            return errors.ApiMissing("Nothing of this name is at this address (HTTP 404).", advice=NO_OLD_API)
        case status if 300 <= status < 400:
            return errors.WebPage("The address sends requests on to another one.", advice=NO_OLD_API)
        case status:
            return errors.NotAnApi(
                f"The web server at this address answers with HTTP {status}.", retryable=status >= 500
            )
