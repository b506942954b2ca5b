"""Addresses: lists that people type, and what a proxy's header may be believed."""

import pytest

from ucm.addresses import is_in, neighbourhood, read_networks, sender


@pytest.mark.parametrize(
    "text", ["203.0.113.7, 10.0.0.0/8", "203.0.113.7\r\n10.0.0.0/8\n", "203.0.113.7;10.1.2.3/8"]
)
def test_a_list_is_read_however_it_is_separated(text: str) -> None:
    assert [str(network) for network in read_networks(text)] == ["203.0.113.7/32", "10.0.0.0/8"]


def test_an_empty_list_is_empty() -> None:
    assert read_networks(" ,\n") == ()


def test_a_wrong_entry_is_named() -> None:
    with pytest.raises(ValueError, match=r"“10\.0\.0\.256” is no address or network"):
        read_networks("10.0.0.1 10.0.0.256")


@pytest.mark.parametrize(
    ("address", "inside"),
    [
        ("10.9.8.7", True),
        ("::ffff:10.9.8.7", True),
        ("fe80::1%eth0", True),
        ("11.0.0.1", False),
        ("2001:db8::1", False),
        ("", False),
        ("unix:", False),
    ],
)
def test_an_address_is_in_a_network_or_not(address: str, inside: bool) -> None:
    assert is_in(address, read_networks("10.0.0.0/8 fe80::/10")) is inside


@pytest.mark.parametrize(
    ("forwarded_for", "proxies", "seen"),
    [
        ("", 0, "192.0.2.1"),
        ("10.0.0.1", 0, "192.0.2.1"),
        ("203.0.113.7", 1, "203.0.113.7"),
        ("10.0.0.1, 203.0.113.7", 1, "203.0.113.7"),
        ("10.0.0.1, 203.0.113.7, 198.51.100.2", 2, "203.0.113.7"),
        ("203.0.113.7:51234", 1, "203.0.113.7"),
        ("[2001:db8::7]:443", 1, "2001:db8::7"),
        ("", 1, ""),
        ("203.0.113.7", 2, ""),
        ("unknown", 1, ""),
        ("10.0.0.1,", 1, ""),
    ],
)
def test_only_what_our_own_proxies_wrote_is_believed(forwarded_for: str, proxies: int, seen: str) -> None:
    assert sender("192.0.2.1", forwarded_for=forwarded_for, proxies=proxies) == seen


@pytest.mark.parametrize(
    ("address", "expected"),
    [
        ("192.0.2.1", "192.0.2.1"),
        ("2001:db8:0:1::7", "2001:db8:0:1::/64"),
        ("2001:db8:0:1:ffff::", "2001:db8:0:1::/64"),
        ("", ""),
    ],
)
def test_the_neighbourhood_of_an_address_is_what_one_sender_has_all_of(address: str, expected: str) -> None:
    assert neighbourhood(address) == expected
