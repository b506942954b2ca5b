"""Recordings that were brought, for the fetch stage: what it need not, or cannot, ask the UCM for."""

from collections.abc import Iterable

from calls.models import Call, ImportedFile, Recording
from calls.recordings import StoredFile
from ucm.protocol.recording_names import bare

AWAITED = "This phone system cannot be asked: its recordings are uploaded or put into its folder."
BRING_IT = "Bring the file of the name that the call record gives, under Calls > Add calls or in the folder."


def brought(call: Call, wanted: Iterable[Recording]) -> dict[int, StoredFile]:
    """Of the wanted recordings those that are here, by the recording's pk."""
    names = {bare(recording.name): recording.pk for recording in wanted}
    files = ImportedFile.objects.named(call.connection, list(names)).exclude(file="").order_by("pk")
    return {names[file.bare_name]: file.stored for file in files}


def note_taken(call: Call, stored: Iterable[StoredFile]) -> None:
    """The files belong to the call now; called when the fetch stage saves."""
    hashes = [file.sha256 for file in stored]
    names = [bare(name) for name in call.recordings.values_list("name", flat=True)]
    ImportedFile.objects.named(call.connection, names).filter(sha256__in=hashes).update(
        state=ImportedFile.State.TAKEN, call=call
    )
