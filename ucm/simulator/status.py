"""The return codes of the HTTPS API and the exception that carries one to the answer."""

from enum import IntEnum


class Status(IntEnum):
    """Grandstream's numbers; only those that the simulator gives."""

    OK = 0
    INVALID_PARAMETERS = -1
    COOKIE_ERROR = -6
    INVALID_VALUE = -15
    NO_SUCH_ITEM = -16
    UNSUPPORTED = -19
    WRONG_ACCOUNT_OR_PASSWORD = -37
    TOO_FREQUENT = -45
    NO_PERMISSION = -47
    FAR_TOO_FREQUENT = -57
    LOGIN_RESTRICTION = -68
    LOGIN_FORBIDDEN = -70
    NO_SUCH_USER = -71


class Refused(Exception):
    """The PBX will not do it. `response` is what the envelope holds beside the status."""

    def __init__(self, status: Status, **response: object) -> None:
        super().__init__(status.name)
        self.status = status
        self.response = response
        if status is Status.INVALID_PARAMETERS:
            self.response["error_msg"] = "Invalid parameters!"
