"""An admin allows a language model: what the pages say, keep and refuse, and what “Test” finds out."""

import pytest
from django.test import Client
from django.urls import reverse

from analytics.models import LanguageModel
from tests import factories as make
from tests.analytics.llm.conftest import Serve, in_use
from tests.analytics.llm.endpoint import Says, in_turn, summary

pytestmark = pytest.mark.django_db
ADD = "admin:analytics_languagemodel_add"
KEY = "sk-very-secret"
TRUE = (
    ("reason", "The customer's boiler has stopped and there is no hot water.", [1], "there is no hot water"),
    ("outcome", "The customer will not pay, as it is under guarantee.", [6], "under guarantee"),
    ("next_step", "An engineer comes on Thursday between nine and eleven.", [4], "an engineer on Thursday"),
)


@pytest.fixture
def admin(client: Client) -> Client:
    client.force_login(make.make_user("admin", is_staff=True, is_superuser=True))
    return client


def _change(model: LanguageModel) -> str:
    return reverse("admin:analytics_languagemodel_change", args=[model.pk])


def _typed(**fields: str) -> dict[str, str]:
    told = {"name": "House", "base_url": "http://gpu.lan:11434", "model": "small", "context": "8192"}
    return told | {"patience": "120", "calls_a_day": "500", "language": "", "new_key": ""} | fields


def _test(admin: Client, model: LanguageModel) -> str:
    page = admin.post(reverse("admin:analytics_languagemodel_test", args=[model.pk]))
    return " ".join(page.content.decode().split())


def test_what_would_leave_is_said_before_anything_is_typed(admin: Client) -> None:
    page = admin.get(reverse(ADD)).content.decode()
    assert "What leaves AudiaPro" in page
    assert "Names, places, companies and amounts that people say are among them" in page


def test_a_model_is_stored_not_in_use_and_its_key_never_shown(admin: Client) -> None:
    admin.post(reverse(ADD), _typed(new_key=KEY))
    model = LanguageModel.objects.get()
    assert (model.base_url, model.in_use, model.key) == ("http://gpu.lan:11434/v1", False, KEY)
    page = admin.get(_change(model)).content.decode()
    assert KEY not in page
    assert "A key is stored" in page
    assert "nothing is sent" in page
    admin.post(_change(model), _typed(in_use="on"))
    model.refresh_from_db()
    assert (model.in_use, model.key) == (True, KEY)


def test_a_public_address_is_called_what_it_is(admin: Client) -> None:
    model = in_use("https://api.example.com/v1")
    page = admin.get(_change(model)).content.decode()
    assert "It goes to api.example.com, outside of your network." in page


def test_a_key_does_not_follow_to_another_address(admin: Client) -> None:
    model = in_use("http://gpu.lan:11434/v1", key=KEY)
    page = admin.post(_change(model), _typed(base_url="https://elsewhere.example.com")).content.decode()
    assert "type the key for it, or forget the stored one" in page
    admin.post(_change(model), _typed(base_url="https://elsewhere.example.com", forget_key="on"))
    model.refresh_from_db()
    assert (model.host, model.key) == ("elsewhere.example.com", "")


@pytest.mark.parametrize(
    ("fields", "told"),
    [
        ({"base_url": "https://user:key@x.example.com"}, "a key belongs in its own field"),
        ({"base_url": "gopher://x"}, "begins with http://"),
        ({"context": "100"}, "greater than or equal to 2048"),
        ({"new_key": KEY, "forget_key": "on"}, "replaces the stored one by itself"),
    ],
)
def test_what_cannot_work_is_refused(admin: Client, fields: dict[str, str], told: str) -> None:
    assert told in admin.post(reverse(ADD), _typed(**fields)).content.decode()
    assert not LanguageModel.objects.exists()


def test_two_models_are_never_in_use(admin: Client) -> None:
    in_use("http://gpu.lan:11434/v1")
    page = admin.post(reverse(ADD), _typed(name="Other", in_use="on")).content.decode()
    assert "Another language model is in use." in page


def test_a_test_goes_the_whole_way_and_remembers_the_form(admin: Client, serve: Serve) -> None:
    endpoint = serve(Says(status=400), Says(summary(*TRUE)), models=["small"])
    model = in_use(endpoint, failures=4, paused_why="It was down.")
    page = _test(admin, model)
    assert "Everything works." in page
    assert "Nothing leaves this machine." in page
    assert "It takes no JSON schema, but writes JSON." in page
    assert TRUE[2][1] in page
    model.refresh_from_db()
    assert (model.rung, model.failures, model.paused_why) == ("json_object", 0, "")


@pytest.mark.parametrize(
    ("answer", "told"),
    [
        (Says(status=401), "refuses the key"),
        (Says("I cannot."), "not in the form that was asked for"),
        (Says(summary(("reason", "Bob bought 17 penguins.", [1], "the boiler"))), "A larger model"),
        (Says(body=b"<html>"), "no chat completions API"),
    ],
)
def test_a_test_names_cause_and_mend(admin: Client, serve: Serve, answer: Says, told: str) -> None:
    page = _test(admin, in_use(serve(answer)))
    assert "does not work as it should" in page
    assert told in page
    assert "What to do:" in page


def test_a_model_that_is_not_there_is_told_from_those_that_are(admin: Client, serve: Serve) -> None:
    page = _test(admin, in_use(serve(Says(summary(*TRUE)), models=["llama3.1:8b", "qwen3:4b"])))
    assert "It has: llama3.1:8b, qwen3:4b." in page


def test_nobody_else_may_test(client: Client, serve: Serve) -> None:
    endpoint = serve(script=in_turn(Says(summary(*TRUE))))
    model = in_use(endpoint)
    client.force_login(make.make_user("staff", is_staff=True, permissions=["view_languagemodel"]))
    assert client.post(reverse("admin:analytics_languagemodel_test", args=[model.pk])).status_code == 403
    assert endpoint.questions == []


def test_a_lost_key_is_told(admin: Client, serve: Serve, settings: pytest.FixtureRequest) -> None:
    model = in_use(serve(), key=KEY)
    settings.CREDENTIALS_KEYS = ["another"]  # type: ignore[attr-defined]
    assert "can no longer be decrypted" in _test(admin, model)
    assert "Type it again" in admin.get(_change(model)).content.decode()
