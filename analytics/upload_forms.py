"""The forms of “Add calls”: which phone system files belong to, and what a recording's name does not tell."""

from datetime import timedelta

from django import forms
from django.conf import settings
from django.core.files.uploadedfile import UploadedFile
from django.template.defaultfilters import filesizeformat
from django.utils import timezone

from calls.imports.made import Told
from calls.models import Call
from ucm.models import Connection
from ucm.protocol.conversation import Direction

NO_FILE = "Choose at least one file."


class SeveralFilesInput(forms.ClearableFileInput):
    allow_multiple_selected = True


class SeveralFilesField(forms.FileField):
    """Cleans to a list of files."""

    widget = SeveralFilesInput

    def clean(self, data: object, initial: object = None) -> list[UploadedFile]:
        files = data if isinstance(data, list | tuple) else [data]
        return [super(SeveralFilesField, self).clean(file, initial) for file in files or [None]]


class UploadForm(forms.Form):
    connection = forms.ModelChoiceField(
        Connection.objects.order_by("base_url", "name"),  # those without an API first
        label="Phone system",
        empty_label=None,
        error_messages={"required": "Choose the phone system that the files come from."},
    )
    files = SeveralFilesField(
        label="Recordings and CDR exports",
        allow_empty_file=True,  # told on the page that says what became of each file
        error_messages={"required": NO_FILE},
    )

    @property
    def largest(self) -> str:
        return filesizeformat(settings.UPLOAD_MAX_BYTES)


class ToldForm(forms.Form):
    """When and between whom; times are in the zone the page shows."""

    start = forms.DateTimeField(
        label="Beginning of the call",
        widget=forms.DateTimeInput(attrs={"type": "datetime-local", "step": "1"}, format="%Y-%m-%dT%H:%M:%S"),
        error_messages={"invalid": "Write the time as 2026-05-04 09:30."},
    )
    direction = forms.ChoiceField(choices=Call.Direction.choices)
    caller = forms.CharField(label="Who called", required=False, max_length=80)
    callee = forms.CharField(label="Who was called", required=False, max_length=80)

    def clean_start(self) -> object:
        start = self.cleaned_data["start"]
        if start > timezone.now() + timedelta(minutes=5):
            raise forms.ValidationError("This time has not come yet.")
        return start

    def told(self) -> Told:
        given = self.cleaned_data
        return Told(given["start"], given["caller"], given["callee"], Direction(given["direction"]))
