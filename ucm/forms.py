"""ConnectionForm: what a person types about a UCM, checked while they are still there to mend it."""

from pathlib import PurePosixPath
from typing import Any

from django import forms

from ucm.basic_auth import hash_password
from ucm.connect import tls_for
from ucm.fields import UnreadableSecret
from ucm.models import Connection
from ucm.protocol.apis import Dialect
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
            *(
                "name",
                "enabled",
                "time_zone",
                "language",
                "base_url",
                "dialect",
                "username",
                "asks_for_recordings",
                "watch_folder",
            ),
            *("tls", "fingerprint", "ca_certificate", "legacy_tls"),
            *("push_user", "allowed_addresses"),
        ]
        widgets = dict.fromkeys(
            ("base_url", "fingerprint"), forms.TextInput(attrs={"class": "vLargeTextField"})
        ) | {"allowed_addresses": forms.Textarea(attrs={"rows": 3, "class": "vLargeTextField"})}

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.address_changes: tuple[str, ...] = ()
        # A page that only shows has no fields.
        if "dialect" in self.fields:
            self.fields["dialect"].help_text = dialect_state(self.instance)
        if "new_password" in self.fields:
            self.fields["new_password"].help_text = password_state(self.instance)

    def clean_base_url(self) -> str:
        if not self.cleaned_data["base_url"]:
            return ""
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
        if self._needs_user():
            self.add_error(
                "username", "The API needs a user. Only an old API may be open to everybody: then choose it."
            )
        self._check_push_login()
        return cleaned

    def _needs_user(self) -> bool:
        given = self.cleaned_data
        has_api, is_old = given.get("base_url"), given.get("dialect") == Connection.Dialect.OLD
        return bool(has_api) and not given.get("username") and not is_old

    def _check_push_login(self) -> None:
        user, password = self.cleaned_data.get("push_user"), self.cleaned_data.get("new_push_password")
        if password and not user:
            self.add_error("push_user", "A password needs a user beside it.")
        if user and not (password or self.instance.push_password_hash):
            self.add_error("new_push_password", "Type the password that the UCM will send with this user.")
        if user and ":" in user:
            self.add_error("push_user", "HTTP Basic allows no colon in a user's name.")

    def clean_watch_folder(self) -> str:
        """Two connections that share a folder would each take the other's files."""
        folder = self.cleaned_data["watch_folder"].strip().strip("/")
        others = Connection.objects.exclude(pk=self.instance.pk).exclude(watch_folder="")
        for other in others:
            if _overlap(PurePosixPath(folder), PurePosixPath(other.watch_folder)):
                raise forms.ValidationError(
                    f"“{other}” watches {other.watch_folder}. Choose a folder beside it, not the same one, "
                    "one inside it or one around it."
                )
        return "" if folder == "." else folder

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
        if {"base_url", "dialect"} & set(self.changed_data):
            self.instance.dialect_found = ""
        if typed := self.cleaned_data.get("new_push_password"):
            self.instance.push_password_hash = hash_password(typed)
        if not self.instance.push_user:
            self.instance.push_password_hash = ""
        # Whatever was changed, the person who changed it wants it tried.
        self.instance.forget_refused_login()
        return super().save(commit)


def _overlap(one: PurePosixPath, other: PurePosixPath) -> bool:
    return bool(one.parts) and (one.is_relative_to(other) or other.is_relative_to(one))


_TLS_FIELDS = ("tls", "ca_certificate", "fingerprint")


_FOUND = {
    "": "Nothing has answered at this address yet.",
    Dialect.NEW: "Found at this address: the new API.",
    Dialect.OLD: "Found at this address: the old API.",
}


def dialect_state(connection: Connection) -> str:
    """What the choice “Find out” has come to."""
    found = _FOUND[connection.dialect_found] if connection.pk else "The first test tells which one answers."
    return f"“Find out” suits nearly everybody. {found}"


def password_state(connection: Connection) -> str:
    """Whether a password is stored, without showing it."""
    try:
        stored = bool(connection.password)
    except UnreadableSecret:
        return "The stored password can no longer be decrypted (CREDENTIALS_KEYS changed). Type it again."
    if stored:
        return "A password is stored; it is never shown. Leave this empty to keep it."
    return "No password is stored yet."
