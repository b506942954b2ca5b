"""`manage.py ucm_diagnose`: the same walk on a terminal."""

import io
import json
from collections.abc import Callable

import pytest
from django.conf import settings
from django.core.management import CommandError, call_command

from tests.ucm.conftest import PASSWORD, USER
from ucm.diagnosis.faults import as_markdown
from ucm.models import Connection
from ucm.simulator.server import RunningUcm

pytestmark = pytest.mark.django_db


def _connect(ucm: RunningUcm, **fields: str) -> None:
    known = {"name": "Head office", "base_url": ucm.url, "username": USER, "password": PASSWORD}
    Connection.objects.create(**{**known, "tls": "pin", "fingerprint": ucm.fingerprint, **fields})


def _diagnose(*arguments: str) -> tuple[str, CommandError | None]:
    out = io.StringIO()
    try:
        call_command("ucm_diagnose", *arguments, stdout=out)
    except CommandError as error:
        return out.getvalue(), error
    return out.getvalue(), None


def test_a_working_connection_passes(ucm_of: Callable[..., RunningUcm]) -> None:
    _connect(ucm_of())
    text, error = _diagnose("Head office")
    assert error is None
    assert text.count("PASSED") == 9
    assert text.count("NOT REACHED") == 3, "there is no call yet to look at"


def test_findings_are_json_for_machines(ucm_of: Callable[..., RunningUcm]) -> None:
    _connect(ucm_of(), password="wrong")
    text, error = _diagnose("Head office", "--json")
    findings = json.loads(text)
    assert [finding["outcome"] for finding in findings].count("failed") == 1
    assert {"step", "outcome", "evidence", "cause", "mend", "fault"} == set(findings[0])
    assert error
    assert error.returncode == 1
    assert "Login failed" in str(error)


def test_an_address_that_is_none_is_a_finding(ucm_of: Callable[..., RunningUcm]) -> None:
    _connect(ucm_of(), base_url="a b")
    text, error = _diagnose("Head office")
    assert "FAILED      Address" in text
    assert error


def test_an_unknown_name_lists_the_known(ucm_of: Callable[..., RunningUcm]) -> None:
    _connect(ucm_of())
    _, error = _diagnose("Branch")
    assert "Known: “Head office”" in str(error)


def test_the_command_never_prints_the_password(ucm_of: Callable[..., RunningUcm]) -> None:
    _connect(ucm_of("wrong-password-tab"))
    text, error = _diagnose("Head office", "--json")
    assert PASSWORD not in text + str(error)


def test_without_a_name_it_asks_for_one(ucm_of: Callable[..., RunningUcm]) -> None:
    _connect(ucm_of())
    _, error = _diagnose()
    assert str(error) == "Name the connection to test. Known: “Head office”."


def test_the_table_needs_no_connection() -> None:
    text, error = _diagnose("--table")
    assert error is None
    assert text.strip() == as_markdown()


def test_the_table_in_the_documentation_is_the_doctors_own() -> None:
    page = (settings.BASE_DIR / "docs" / "connect-your-ucm.md").read_text()
    _, _, rest = page.partition("<!-- faults: written by `make docs` -->\n")
    assert rest.partition("\n<!-- end of faults -->")[0] == as_markdown()
