"""LanguageModelForm: an endpoint as an admin types it, with the key apart from what any page could show."""

from typing import Any

from django import forms

from analytics.insight.language import NAMES
from analytics.llm import address
from analytics.models import LanguageModel
from ucm.fields import UnreadableSecret


class LanguageModelForm(forms.ModelForm):
    """An empty `new_key` keeps what is stored."""

    new_key = forms.CharField(
        label="API key",
        required=False,
        max_length=500,
        widget=forms.PasswordInput(render_value=False, attrs={"autocomplete": "new-password"}),
    )
    language = forms.ChoiceField(
        label="Summaries in",
        required=False,
        choices=[("", "the language of each call"), *sorted(NAMES.items(), key=lambda pair: pair[1])],
    )
    forget_key = forms.BooleanField(label="Forget the stored key", required=False)

    class Meta:
        model = LanguageModel
        fields = (
            *("name", "base_url", "model", "in_use"),
            *("language", "context", "patience", "calls_a_day", "tokens_a_day"),
        )
        widgets = dict.fromkeys(("base_url", "model"), forms.TextInput(attrs={"class": "vLargeTextField"}))

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        # A page that only shows has no fields.
        if "new_key" in self.fields:
            self.fields["new_key"].help_text = key_state(self.instance)

    def clean_base_url(self) -> str:
        try:
            return address.normal(self.cleaned_data["base_url"])
        except address.BadAddress as error:
            raise forms.ValidationError(str(error)) from error

    def clean(self) -> dict[str, Any] | None:
        cleaned = super().clean()
        given = self.cleaned_data
        if given.get("new_key") and given.get("forget_key"):
            self.add_error("forget_key", "A new key replaces the stored one by itself.")
        is_elsewhere = self.instance.pk and given.get("base_url") != self.initial.get("base_url")
        if is_elsewhere and has_key(self.instance) and not (given.get("new_key") or given.get("forget_key")):
            # A key that was meant for one house must not be shown to another.
            self.add_error(
                "new_key", "The address has changed: type the key for it, or forget the stored one."
            )
        return cleaned

    def save(self, commit: bool = True) -> LanguageModel:
        if typed := self.cleaned_data.get("new_key"):
            self.instance.key = typed
        elif self.cleaned_data.get("forget_key"):
            self.instance.key = ""
        if self.changed_data:
            # Whatever was changed, the person who changed it wants it tried.
            self.instance.failures, self.instance.paused_until, self.instance.paused_why = 0, None, ""
        if {"base_url", "model"} & set(self.changed_data):
            self.instance.rung = LanguageModel.Rungs.SCHEMA
        return super().save(commit)


def has_key(model: LanguageModel) -> bool:
    """Whether one is stored, readable or not."""
    try:
        return bool(model.key)
    except UnreadableSecret:
        return True


def key_state(model: LanguageModel) -> str:
    try:
        stored = bool(model.key)
    except UnreadableSecret:
        return "The stored key can no longer be decrypted (CREDENTIALS_KEYS changed). Type it again."
    if stored:
        return "A key is stored; it is never shown. Leave this empty to keep it."
    return "No key is stored. Servers of your own mostly need none."
