"""OldApiClients of simulated UCMs, and of servers that answer what no UCM should."""

from collections.abc import Callable, Iterator
from contextlib import ExitStack
from typing import Any

import pytest

from tests.ucm.canned import Answers, canned
from tests.ucm.conftest import PASSWORD, USER
from ucm.old_api import OldApiClient
from ucm.simulator.certificate import Certificate
from ucm.simulator.server import RunningUcm
from ucm.transport import Tls


@pytest.fixture
def old_client_of() -> Iterator[Callable[..., OldApiClient]]:
    """old_client_of(ucm, …): a client that pins the UCM's certificate and knows the password."""
    with ExitStack() as stack:

        def make(
            ucm: RunningUcm, *, user: str = USER, password: str = PASSWORD, **options: Any
        ) -> OldApiClient:
            options = {"tls": Tls.pin(ucm.fingerprint), "timeout": (2.0, 5.0), **options}
            return stack.enter_context(OldApiClient(ucm.url, user, password, **options))

        yield make


@pytest.fixture
def old_client_against(certificate: Certificate) -> Iterator[Callable[[Answers], OldApiClient]]:
    """old_client_against(answers): a client of a server that gives just these answers."""
    with ExitStack() as stack:

        def make(answers: Answers) -> OldApiClient:
            url = stack.enter_context(canned(answers, certificate=certificate))
            tls = Tls.pin(certificate.fingerprint)
            return stack.enter_context(OldApiClient(url, USER, PASSWORD, tls=tls, timeout=(2.0, 5.0)))

        yield make
