"""Which API is tried first at an address."""

import pytest

from ucm.protocol.apis import Dialect, likelier_first


@pytest.mark.parametrize(
    ("url", "first"),
    [
        ("https://192.0.2.7:8089", Dialect.NEW),
        ("https://192.0.2.7:8443", Dialect.OLD),
        ("https://pbx.example.com:8088", Dialect.OLD),
        ("https://pbx.example.com:443", Dialect.NEW),
        ("https://x7.c.myucm.cloud:8443", Dialect.NEW),
        ("https://x7.a.myucm.cloud.:8443", Dialect.NEW),
        ("https://myucm.cloud.example.com:8443", Dialect.OLD),
        ("https://[2001:db8::7]:8443", Dialect.OLD),
    ],
)
def test_the_port_tells_which_api_is_likelier(url: str, first: Dialect) -> None:
    order = likelier_first(url)
    assert order[0] is first
    assert set(order) == set(Dialect)
