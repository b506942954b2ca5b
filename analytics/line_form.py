"""The form that corrects a line of a transcript."""

from typing import Any

from django import forms

LINE = 75  # characters that fit beside each other, about
FOREIGN = (
    "The call was transcribed again meanwhile, and this line is not there any more. Copy what you wrote, "
    "press Cancel and look for its words in the new transcript."
)


class LineForm(forms.Form):
    """`was` is the line as the person saw it, so that nobody writes over what they have not seen."""

    text = forms.CharField(
        widget=forms.Textarea,
        max_length=5000,
        label="What was said",
        error_messages={
            "required": "A line cannot be empty. Write what was said, or press Cancel to leave it as it is.",
            "max_length": "This is too long for one line: at most %(limit_value)d characters.",
        },
    )
    was = forms.CharField(widget=forms.HiddenInput, strip=False, required=False)

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        said = str(self["text"].value() or "")
        # "focus" for htmx, which puts the form into the page.
        shown = {"rows": 2 + len(said) // LINE, "autofocus": True, "spellcheck": "true"}
        self.fields["text"].widget.attrs.update(shown)

    def clean_text(self) -> str:
        text = " ".join(self.cleaned_data["text"].split())
        if text == self.data.get("was"):
            raise forms.ValidationError("The line says just that already. Change it, or press Cancel.")
        return text

    def tell_changed(self, now: str) -> None:
        """Somebody else was quicker, or the call was heard again: what was typed stays in the form."""
        if not now:
            self.add_error("text", FOREIGN)
            return
        self.data = self.data.copy()
        self.data["was"] = now
        self.add_error(
            "text", f"The line was changed meanwhile. It now says: “{now}” Save writes yours in its place."
        )
