"""ConnectionForm: what a person types about a UCM, checked while they are still there to mend it."""

from typing import Any

from django import forms

from ucm.basic_auth import hash_password
from ucm.connect import tls_for
from ucm.fields import UnreadableSecret
from ucm.models import Connection
from ucm.protocol.auth import normalise_base_url
from ucm.protocol.errors import UcmError
from ucm.transport import Trust

_PUSH_HELP = (
    "Not the API password. Stored as a hash; leave this empty to keep what is stored. Emptying the user "
    "forgets it."
)


class ConnectionForm(forms.ModelForm):
    """`address_changes` says in words what was corrected in the API address.

    `new_password` is apart from the model's field, so that no page can ever show what is stored; left
    empty it keeps that, readable or not.
    """

    new_password = forms.CharField(
        label="API password",
        required=False,
        strip=False,
        max_length=200,
        widget=forms.PasswordInput(render_value=False, attrs={"autocomplete": "new-password"}),
    )

    new_push_password = forms.CharField(
        label="Password",
        required=False,
        strip=False,
        max_length=200,
        help_text=_PUSH_HELP,
        widget=forms.PasswordInput(render_value=False, attrs={"autocomplete": "new-password"}),
    )

    class Meta:
        model = Connection
        fields = [
            *("name", "enabled", "time_zone", "base_url", "username"),
            *("tls", "fingerprint", "ca_certificate", "legacy_tls"),
            *("push_user", "allowed_addresses"),
        ]
        widgets = dict.fromkeys(
            ("base_url", "fingerprint"), forms.TextInput(attrs={"class": "vLargeTextField"})
        ) | {"allowed_addresses": forms.Textarea(attrs={"rows": 3, "class": "vLargeTextField"})}

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.address_changes: tuple[str, ...] = ()
        if "new_password" in self.fields:  # a page that only shows has none
            self.fields["new_password"].help_text = password_state(self.instance)

    def clean_base_url(self) -> str:
        try:
            address = normalise_base_url(self.cleaned_data["base_url"])
        except UcmError as error:
            raise forms.ValidationError([error.why, error.advice]) from error
        self.address_changes = address.changes
        return address.url

    def clean(self) -> dict[str, Any] | None:
        """A pin needs a fingerprint and a CA a certificate; a test would only say so later."""
        cleaned = super().clean()
        if self.cleaned_data.get("tls"):
            self._check_certificate()
        self._check_push_login()
        return cleaned

    def _check_push_login(self) -> None:
        user, password = self.cleaned_data.get("push_user"), self.cleaned_data.get("new_push_password")
        if password and not user:
            self.add_error("push_user", "A password needs a user beside it.")
        if user and not (password or self.instance.push_password_hash):
            self.add_error("new_push_password", "Type the password that the UCM will send with this user.")
        if user and ":" in user:
            self.add_error("push_user", "HTTP Basic allows no colon in a user's name.")

    def _check_certificate(self) -> None:
        tls = tls_for(Connection(**{name: self.cleaned_data.get(name, "") for name in _TLS_FIELDS}))
        try:
            _ = tls.digest if tls.trust is Trust.PIN else tls.context()
        except UcmError as error:
            field = "fingerprint" if tls.trust is Trust.PIN else "ca_certificate"
            self.add_error(field, [error.why, error.advice])

    def save(self, commit: bool = True) -> Connection:
        if typed := self.cleaned_data.get("new_password"):
            self.instance.password = typed
        if typed := self.cleaned_data.get("new_push_password"):
            self.instance.push_password_hash = hash_password(typed)
        if not self.instance.push_user:
            self.instance.push_password_hash = ""
        # Whatever was changed, the person who changed it wants it tried.
        self.instance.forget_refused_login()
        return super().save(commit)


_TLS_FIELDS = ("tls", "ca_certificate", "fingerprint")


def password_state(connection: Connection) -> str:
    """Whether a password is stored, without showing it."""
    try:
        stored = bool(connection.password)
    except UnreadableSecret:
        return "The stored password can no longer be decrypted (CREDENTIALS_KEYS changed). Type it again."
    if stored:
        return "A password is stored; it is never shown. Leave this empty to keep it."
    return "No password is stored yet."
