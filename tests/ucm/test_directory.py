"""The directory of a UCM over real HTTPS: whole, page by page, and from a UCM with habits of its own."""

from collections.abc import Callable
from dataclasses import replace

import pytest

from tests.ucm.canned import Reply, login_then, ok
from tests.ucm.conftest import actions
from ucm import directory
from ucm.client import UcmClient
from ucm.protocol import errors
from ucm.protocol.directory import Kind
from ucm.simulator.scenarios import GOOD
from ucm.simulator.server import RunningUcm

UcmOf = Callable[..., RunningUcm]
ClientOf = Callable[..., UcmClient]
ClientAgainst = Callable[..., UcmClient]


def names(client: UcmClient, kind: Kind = Kind.EXTENSION) -> dict[str, str]:
    return {entry.number: entry.name for entry in directory.entries(client, kind)}


def staff(ucm: RunningUcm) -> dict[str, str]:
    return {party.number: party.name for party in ucm.pbx.office.extensions}


def test_extensions_queues_and_trunks_have_names(ucm_of: UcmOf, client_of: ClientOf) -> None:
    ucm = ucm_of()
    client = client_of(ucm)
    assert names(client) == staff(ucm)
    assert names(client, Kind.QUEUE) == {"6500": "Front desk"}
    assert names(client, Kind.TRUNK) == {"1": "City Line"}
    lists = [served for served in ucm.requests if served.action.startswith("list")]
    assert [served.action for served in lists] == ["listAccount", "listQueue", "listVoIPTrunk"]
    assert lists[0].parameters["options"] == "extension,fullname"


def test_a_long_directory_comes_page_by_page(
    ucm_of: UcmOf, client_of: ClientOf, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(directory, "PAGE_SIZE", 3)
    ucm = ucm_of()
    assert names(client_of(ucm)) == staff(ucm)
    assert actions(ucm).count("listAccount") == -(-len(staff(ucm)) // 3) > 1


@pytest.mark.parametrize("size", [1, 3, 8, 200])
def test_a_ucm_without_pages_is_asked_twice_at_most(
    ucm_of: UcmOf, client_of: ClientOf, monkeypatch: pytest.MonkeyPatch, size: int
) -> None:
    monkeypatch.setattr(directory, "PAGE_SIZE", size)
    ucm = ucm_of("plain-lists")
    assert names(client_of(ucm)) == staff(ucm)
    assert actions(ucm).count("listAccount") <= 2


def test_a_ucm_that_dislikes_the_parameters_is_asked_without_any(client_against: ClientAgainst) -> None:
    asked: list[str] = []

    def dislikes_the_first(action: str) -> Reply:
        asked.append(action)
        row = {"extension": "1002", "fullname": "Maria Lopez"}
        return Reply(b'{"response": {}, "status": -15}') if len(asked) == 1 else ok(account=[row])

    assert names(client_against(login_then(dislikes_the_first))) == {"1002": "Maria Lopez"}
    assert asked == ["listAccount", "listAccount"]


def test_a_ucm_that_never_ends_is_left(
    client_against: ClientAgainst, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(directory, "MOST_PAGES", 4)
    asked: list[str] = []

    def always_more(action: str) -> Reply:
        asked.append(action)
        return ok(account=[{"extension": len(asked), "fullname": "x"}], total_page=1_000_000)

    assert len(names(client_against(login_then(always_more)))) == len(asked) == 4


def test_a_missing_permission_is_told_as_such(ucm_of: UcmOf, client_of: ClientOf) -> None:
    client = client_of(ucm_of("no-names"))
    for kind in Kind:
        with pytest.raises(errors.NotPermitted):
            names(client, kind)


def test_a_scenario_forbids_one_list_alone(ucm_of: UcmOf, client_of: ClientOf) -> None:
    client = client_of(ucm_of(replace(GOOD, forbidden=frozenset({"listQueue"}))))
    assert names(client)
    with pytest.raises(errors.NotPermitted, match="listQueue"):
        names(client, Kind.QUEUE)


def test_the_action_that_shows_passwords_cannot_be_sent(ucm_of: UcmOf, client_of: ClientOf) -> None:
    ucm = ucm_of()
    with pytest.raises(errors.WriteRefused):
        client_of(ucm).call("getSIPAccount", extension="1002")
    assert "getSIPAccount" not in actions(ucm)
