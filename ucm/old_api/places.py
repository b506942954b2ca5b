"""Where the old API is asked for a recording, and what to say when no place has it. Called by client.py.

Pure. A client in production keeps the month folder in `filename`; Grandstream's guides know no month folders.
"""

from ucm.protocol import errors
from ucm.protocol.places import Folder, Place, Storage
from ucm.protocol.recordings import is_recording_name

PLACES = (
    Place("monitor", Folder.IN_FILENAME),
    Place("monitor"),
    Place("queue", Folder.IN_FILENAME),
    Place("queue"),
    Place("meetme", Folder.IN_FILENAME),
    Place("meetme"),
    Place("monitor", Folder.IN_FILEDIR),
)


def trial_order(name: str, *, worked: Place | None) -> list[Place]:
    """Places to ask for `name`, none of which would ask the same again.

    `worked` is the place that gave the last recording of this UCM. The old API knows no other storage, so one
    that was learned from the new API is passed over.
    """
    learned = [worked] if worked and worked.storage is Storage.UCM else []
    distinct: dict[tuple[str, ...], Place] = {}
    for place in [*learned, *PLACES]:
        distinct.setdefault(tuple(place.request(name).values()), place)
    return list(distinct.values())


def must_be_askable(name: str) -> None:
    """Raise NoSuchRecording for a name that the old API would pass over, or that is none."""
    if not is_recording_name(name):
        raise errors.NoSuchRecording(
            "The call record names a recording that is no file name.", retryable=False
        )
    if " " in name:
        raise errors.NoSuchRecording(
            "The old API gives out no file whose name holds a space.",
            advice="Download it in the UCM's web interface.",
            retryable=False,
        )
