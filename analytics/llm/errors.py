"""Why a language model gave no answer, and what an admin can do. Nothing of a call stands in them."""


class EndpointError(Exception):
    """`why` and `mend` are for people. `is_lasting`: it stays until somebody mends the set-up."""

    is_lasting = False

    def __init__(self, why: str, mend: str = "") -> None:
        super().__init__(why)
        self.why = why
        self.mend = mend


class Unreachable(EndpointError):
    """No connection, or none that can be trusted."""


class TookTooLong(EndpointError):
    """No whole answer within the time that the admin allows."""


class Busy(EndpointError):
    """HTTP 429: too many questions, or an account without credit."""


class Broken(EndpointError):
    """HTTP 5xx."""


class WrongSetUp(EndpointError):
    """Key, model or address are not what the endpoint takes."""

    is_lasting = True


class TooLong(EndpointError):
    """The call does not fit into the model's context."""
