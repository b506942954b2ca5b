"""Raw HTTPS to the simulator: what a stranger's client sends, byte for byte. It shares nothing with ours."""

import hashlib
import json
import ssl
from types import TracebackType
from typing import Any

import requests
from requests.adapters import HTTPAdapter

from ucm.simulator.server import RunningUcm

USER, PASSWORD = "cdrapi", "Sunny-Day-42"


class _OnlyThisCertificate(HTTPAdapter):
    def __init__(self, pem: str) -> None:
        self._context = ssl.create_default_context(cadata=pem)
        super().__init__()

    def init_poolmanager(self, *args: Any, **kwargs: Any) -> None:
        super().init_poolmanager(*args, ssl_context=self._context, **kwargs)


class Wire:
    """A session that trusts the simulator's own certificate and no proxy of the environment."""

    def __init__(self, ucm: RunningUcm, *, user: str = USER, password: str = PASSWORD) -> None:
        self.ucm, self.user, self.password = ucm, user, password
        self.cookie = ""
        self._http = requests.Session()
        self._http.trust_env = False
        self._http.mount("https://", _OnlyThisCertificate(ucm.cert_pem))

    def __enter__(self) -> "Wire":
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        self._http.close()

    def http(self, method: str, path: str, *, timeout: float = 10, **options: Any) -> requests.Response:
        return self._http.request(method, f"{self.ucm.url}{path}", timeout=timeout, **options)

    def ask(self, action: str, **parameters: Any) -> requests.Response:
        """One action without a cookie."""
        body = json.dumps({"request": {"action": action, **parameters}})
        return self.http("POST", "/api", data=body, headers={"Content-Type": "application/json"})

    def act(self, action: str, **parameters: Any) -> requests.Response:
        """One action with the cookie of the last login."""
        return self.ask(action, cookie=self.cookie, **parameters)

    def challenge(self) -> str:
        return self.ask("challenge", user=self.user, version="1.0").json()["response"]["challenge"]

    def token(self, challenge: str) -> str:
        return hashlib.md5((challenge + self.password).encode()).hexdigest()

    def try_login(self, challenge: str) -> dict[str, Any]:
        return self.ask("login", user=self.user, token=self.token(challenge)).json()

    def login(self) -> "Wire":
        self.cookie = self.try_login(self.challenge())["response"]["cookie"]
        return self

    def groups(self, **filters: Any) -> list[dict[str, Any]]:
        """What `cdrapi` gives in JSON."""
        return self.act("cdrapi", format="json", **filters).json()["cdr_root"]

    def status(self, action: str, **parameters: Any) -> int:
        return self.act(action, **parameters).json()["status"]
