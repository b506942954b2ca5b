"""The form “Who is who?” of the call page: a role for each speaker that has been told apart."""

from collections.abc import Iterator
from typing import Any

from django import forms
from django.forms import BoundField

from analytics.queries.who import Speaker, WhoIsWho
from calls.models import Utterance
from calls.voices import Voice

ROLES = [(value, label) for value, label in Utterance.Role.choices if value] + [("", "Unknown")]
HEARD_AGAIN = (
    "This call has been transcribed again meanwhile, and its speakers may have other letters. "
    "Nothing was changed: look who is who now, and say it again."
)
NOT_CLEAR = "Nothing was changed: say under “Who is who?” first who the two speakers of this recording are."


class LineForm(forms.Form):
    """The button beside a line, “Said by the customer”: which line of which transcript."""

    transcript = forms.IntegerField()
    line = forms.IntegerField()


class WhoIsWhoForm(forms.Form):
    transcript = forms.IntegerField(widget=forms.HiddenInput)

    def __init__(self, *args: Any, who: WhoIsWho, **options: Any) -> None:
        super().__init__(*args, auto_id="who-%s", initial={"transcript": who.transcript_id}, **options)
        self._who = who
        for speaker in who.speakers:
            self.fields[speaker.field] = forms.ChoiceField(
                label=speaker.name, choices=ROLES, required=False, initial=speaker.role
            )

    def rows(self) -> Iterator[tuple[Speaker, BoundField]]:
        for speaker in self._who.speakers:
            yield speaker, self[speaker.field]

    def clean_transcript(self) -> int:
        transcript: int = self.cleaned_data["transcript"]
        if transcript != self._who.transcript_id:
            raise forms.ValidationError(HEARD_AGAIN)
        return transcript

    @property
    def said(self) -> dict[Voice, str]:
        """The role of each speaker that was sent along, once the form is valid."""
        sent = [speaker for speaker in self._who.speakers if speaker.field in self.data]
        return {speaker.voice: self.cleaned_data[speaker.field] for speaker in sent}

    @property
    def problem(self) -> str:
        """What is wrong with it, in a sentence."""
        return next(iter(self.errors.values()))[0]
