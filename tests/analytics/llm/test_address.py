"""Where an endpoint lies."""

import pytest

from analytics.llm.address import BadAddress, is_in_the_house, is_on_this_machine, normal


@pytest.mark.parametrize(
    ("typed", "url"),
    [
        ("192.168.1.20:11434", "http://192.168.1.20:11434/v1"),
        ("http://ollama:11434/", "http://ollama:11434/v1"),
        (" https://api.example.com/v1/ ", "https://api.example.com/v1"),
        ("https://api.example.com/openai/v1/chat/completions", "https://api.example.com/openai/v1"),
        ("[::1]:8080", "http://[::1]:8080/v1"),
    ],
)
def test_addresses_as_people_type_them(typed: str, url: str) -> None:
    assert normal(typed) == url


@pytest.mark.parametrize(
    "typed", ["", "ftp://x/v1", "http://", "http://a:99999/v1", "https://u:key@x/v1", "https://x/v1?key=1"]
)
def test_what_is_no_address(typed: str) -> None:
    with pytest.raises(BadAddress):
        normal(typed)


@pytest.mark.parametrize(
    ("url", "inside"),
    [
        ("http://localhost:1/v1", True),
        ("http://10.1.2.3/v1", True),
        ("http://[fd00::1]/v1", True),
        ("http://gpu-box:8000/v1", True),
        ("http://gpu.lan/v1", True),
        ("https://api.example.com/v1", False),
        ("http://8.8.8.8/v1", False),
        ("http://127.0.0.1.example.com/v1", False),
    ],
)
def test_in_the_house_or_not(url: str, inside: bool) -> None:
    assert is_in_the_house(url) is inside


def test_on_this_machine_or_not() -> None:
    assert is_on_this_machine("http://127.0.0.1:8080/v1")
    assert not is_on_this_machine("http://192.168.0.2:8080/v1")
