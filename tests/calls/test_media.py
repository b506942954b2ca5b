"""Audio with ranges, for those allowed to hear it."""

from pathlib import Path

import pytest
from django.contrib.auth.models import Permission, User
from django.test import Client

from calls.models import Call, Recording
from tests.calls.audio import wav

pytestmark = pytest.mark.django_db
AUDIO = wav(0.5)


@pytest.fixture
def recording(call: Call, tmp_path: Path, settings: pytest.FixtureRequest) -> Recording:
    settings.RECORDINGS_DIR = tmp_path  # type: ignore[attr-defined]
    (tmp_path / "a.wav").write_bytes(AUDIO)
    return Recording.objects.create(
        call=call, name="a.wav", state=Recording.State.STORED, file="a.wav", sha256="ab" * 32, size=len(AUDIO)
    )


@pytest.fixture
def listener(client: Client) -> Client:
    person = User.objects.create_user("alice")
    person.user_permissions.add(Permission.objects.get(codename="play_recording"))
    client.force_login(person)
    return client


def url(recording: Recording) -> str:
    return f"/recordings/{recording.pk}/audio"


def test_the_whole_file_is_served(listener: Client, recording: Recording) -> None:
    answer = listener.get(url(recording))
    assert answer.status_code == 200
    assert b"".join(answer) == AUDIO
    assert (answer["Content-Type"], answer["Accept-Ranges"]) == ("audio/wav", "bytes")
    assert "private" in answer["Cache-Control"]


@pytest.mark.parametrize(
    ("asked", "first", "last"),
    [("bytes=0-0", 0, 0), ("bytes=100-199", 100, 199), ("bytes=100-", 100, len(AUDIO) - 1),
     ("bytes=-50", len(AUDIO) - 50, len(AUDIO) - 1), ("bytes=0-999999", 0, len(AUDIO) - 1)],
)  # fmt: skip
def test_a_range_is_served(listener: Client, recording: Recording, asked: str, first: int, last: int) -> None:
    answer = listener.get(url(recording), headers={"Range": asked})
    assert answer.status_code == 206
    assert answer["Content-Range"] == f"bytes {first}-{last}/{len(AUDIO)}"
    assert b"".join(answer) == AUDIO[first : last + 1]
    assert answer["Content-Length"] == str(last + 1 - first)


@pytest.mark.parametrize("asked", [f"bytes={len(AUDIO)}-", "bytes=20-10"])
def test_a_range_outside_the_file_is_refused(listener: Client, recording: Recording, asked: str) -> None:
    answer = listener.get(url(recording), headers={"Range": asked})
    assert answer.status_code == 416
    assert answer["Content-Range"] == f"bytes */{len(AUDIO)}"


@pytest.mark.parametrize(
    "asked", ["bytes=0-1,5-6", "lines=1-2", "bytes=-", "nonsense", f"bytes={'9' * 5000}-"]
)
def test_what_is_no_single_byte_range_gets_the_whole(
    listener: Client, recording: Recording, asked: str
) -> None:
    answer = listener.get(url(recording), headers={"Range": asked})
    assert answer.status_code == 200
    assert b"".join(answer) == AUDIO


def test_without_the_permission_nothing_is_heard(client: Client, recording: Recording) -> None:
    client.force_login(User.objects.create_user("charlie"))
    assert client.get(url(recording)).status_code == 403


def test_a_stranger_is_sent_to_sign_in(client: Client, recording: Recording) -> None:
    answer = client.get(url(recording))
    assert answer.status_code == 302
    assert answer["Location"].startswith("/login/")


def test_a_recording_that_is_not_stored_is_not_found(listener: Client, recording: Recording) -> None:
    Recording.objects.update(state=Recording.State.WANTED)
    assert listener.get(url(recording)).status_code == 404


def test_a_file_that_vanished_is_not_found(listener: Client, recording: Recording, tmp_path: Path) -> None:
    (tmp_path / "a.wav").unlink()
    assert listener.get(url(recording)).status_code == 404
