"""Simulated UCMs with what a client needs to reach them."""

import io
import wave
from collections.abc import Callable, Iterator
from contextlib import ExitStack
from typing import Any

import pytest

from tests.ucm.canned import Answers, canned
from ucm.client import UcmClient
from ucm.simulator.audio import Recording
from ucm.simulator.certificate import Certificate, make_certificate
from ucm.simulator.server import RunningUcm, running
from ucm.transport import Tls

USER, PASSWORD = "cdrapi", "correct horse; battery staple"


@pytest.fixture(scope="session")
def tone() -> Recording:
    """Four seconds of quiet, as a UCM would serve it."""
    file = io.BytesIO()
    with wave.open(file, "wb") as audio:
        audio.setparams((1, 2, 8000, 0, "NONE", "not compressed"))
        audio.writeframes(b"\x00\x01" * 32_000)
    return Recording("tone.wav", file.getvalue(), 4.0)


@pytest.fixture(scope="session")
def certificate() -> Certificate:
    return make_certificate("127.0.0.1")


@pytest.fixture
def ucm_of(tone: Recording) -> Iterator[Callable[..., RunningUcm]]:
    """ucm_of("expired-cookie", …options of `running`): a running UCM of that scenario."""
    with ExitStack() as stack:
        yield lambda scenario="good", **options: stack.enter_context(
            running(user=USER, password=PASSWORD, scenario=scenario, recordings=(tone,), **options)
        )


@pytest.fixture
def client_of() -> Iterator[Callable[..., UcmClient]]:
    """client_of(ucm, …): a client that pins the UCM's certificate and knows the password."""
    with ExitStack() as stack:

        def make(ucm: RunningUcm, *, password: str = PASSWORD, **options: Any) -> UcmClient:
            options.setdefault("tls", Tls.pin(ucm.fingerprint))
            return stack.enter_context(
                UcmClient(ucm.url, USER, password, **{"timeout": (2.0, 5.0), **options})
            )

        yield make


@pytest.fixture
def client_against(certificate: Certificate) -> Iterator[Callable[[Answers], UcmClient]]:
    """client_against(answers): a client of a server that gives just these answers."""
    with ExitStack() as stack:

        def make(answers: Answers) -> UcmClient:
            url = stack.enter_context(canned(answers, certificate=certificate))
            tls = Tls.pin(certificate.fingerprint)
            return stack.enter_context(UcmClient(url, USER, PASSWORD, tls=tls, timeout=(2.0, 5.0)))

        yield make


def actions(ucm: RunningUcm) -> list[str]:
    """What was asked of the UCM, in order."""
    return [served.action for served in ucm.requests]
