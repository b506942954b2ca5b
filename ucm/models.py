"""Connection: one PBX, how to reach it, and the secret by which it reaches us."""

import hashlib
import secrets
import zoneinfo
from datetime import datetime, timedelta
from pathlib import PurePosixPath

from django.core.exceptions import ValidationError
from django.db import models
from django.utils import timezone

from ucm.addresses import Network, read_networks
from ucm.fields import EncryptedTextField, Sealed
from ucm.languages import SPOKEN
from ucm.protocol import apis
from ucm.refusals import Refusal

__all__ = ["Connection", "Refusal"]


def new_token() -> str:
    """A webhook secret: 192 bits, safe in a URL path."""
    return secrets.token_urlsafe(24)


def token_digest(token: str) -> str:
    """What a token is looked up by, so that no comparison of the secret itself can be timed."""
    return hashlib.sha256(token.encode()).hexdigest()


def known_zone(value: str) -> None:
    if value not in zoneinfo.available_timezones():
        raise ValidationError(f"“{value}” is no time zone. Use a name such as Europe/Berlin.")


def inside_its_root(value: str) -> None:
    path = PurePosixPath(value)
    if path.is_absolute() or ".." in path.parts or "\\" in value or "\x00" in value:
        raise ValidationError("Write a folder below WATCH_DIR, such as head-office: no leading “/”, no “..”.")


class ConnectionQuerySet(models.QuerySet["Connection"]):
    def askable(self) -> "ConnectionQuerySet":
        """Those that can be asked for something: switched on, and with an API."""
        return self.filter(enabled=True).exclude(base_url="")


def known_networks(value: str) -> None:
    try:
        read_networks(value)
    except ValueError as error:
        raise ValidationError(str(error)) from error


class Connection(models.Model):
    """A UCM: its API address and login, its clock, and the token in its webhook URL."""

    class Tls(models.TextChoices):
        VERIFY = "verify", "Verify with the system's certificate authorities"
        CA = "ca", "Verify with the CA certificate below"
        PIN = "pin", "Pin the certificate by the SHA-256 fingerprint below"
        ACCEPT = "accept", "Accept any certificate (not safe outside a trusted network)"

    class Dialect(models.TextChoices):
        AUTOMATIC = "automatic", "Find out"
        NEW = apis.Dialect.NEW, "New API (HTTPS API Settings (New))"
        OLD = apis.Dialect.OLD, "Old API (HTTPS API Settings (Old)): only call records and recordings"

    name = models.CharField(max_length=80, unique=True, help_text="How people here call this phone system.")
    enabled = models.BooleanField(
        default=True, help_text="Off: its CDRs are kept, but nothing is downloaded."
    )
    base_url = models.CharField(
        "API address",
        max_length=200,
        blank=True,
        help_text="https://HOST:8089 for an appliance, https://ID.c.myucm.cloud:8443 for CloudUCM, "
        "https://HOST:8443 for an appliance's old API. No path. Empty: call records and recordings are "
        "pushed, uploaded or put into a folder.",
    )
    username = models.CharField(
        "API user",
        max_length=80,
        blank=True,
        help_text="A user of “HTTPS API Settings (New)”, or of “(Old)” for the old API; not a web admin.",
    )
    password = EncryptedTextField("API password", blank=True)
    dialect = models.CharField("API", max_length=10, choices=Dialect, default=Dialect.AUTOMATIC)
    dialect_found = models.CharField(
        max_length=10, blank=True, editable=False, help_text="Which API answered at this address."
    )
    tls = models.CharField("certificate", max_length=10, choices=Tls, default=Tls.VERIFY)
    ca_certificate = models.TextField("CA certificate (PEM)", blank=True)
    fingerprint = models.CharField("SHA-256 fingerprint", max_length=95, blank=True)
    legacy_tls = models.BooleanField(
        "old TLS", default=False, help_text="For a UCM62xx that offers only weak keys (DH_KEY_TOO_SMALL)."
    )
    time_zone = models.CharField(
        max_length=64,
        default="UTC",
        validators=[known_zone],
        help_text="The zone the UCM's clock shows, such as Europe/Berlin.",
    )
    language = models.CharField(
        max_length=3,
        blank=True,
        choices=SPOKEN,
        help_text="What is spoken on its calls. Empty: found out for each call.",
    )
    watch_folder = models.CharField(
        "watched folder",
        max_length=200,
        blank=True,
        validators=[inside_its_root],
        help_text="Where recordings and CDR exports of this phone system are put, below WATCH_DIR.",
    )
    token = EncryptedTextField(default=new_token, editable=False)
    token_hash = models.CharField(max_length=64, unique=True, editable=False)
    push_user = models.CharField("user", max_length=80, blank=True)
    push_password_hash = models.CharField(max_length=200, blank=True, editable=False)
    allowed_addresses = models.TextField(
        "allow-list",
        blank=True,
        validators=[known_networks],
        help_text="Addresses the UCM posts from, such as 203.0.113.7 or 198.51.100.0/24. Empty: any.",
    )
    push_full_at = models.FloatField(
        default=0,
        editable=False,
        help_text="Unix time; see calls/sources/door.py.",
    )
    last_event_at = models.DateTimeField(null=True, blank=True, editable=False)
    asks_for_recordings = models.BooleanField(
        "ask for unnamed recordings",
        default=False,
        help_text="For a UCM whose call records never name their recordings: it is asked for those of each "
        "answered call. The API user needs the permission getRecordInfosByCall.",
    )
    recording_path = models.CharField(
        max_length=80, blank=True, editable=False, help_text="Where its last recording was found."
    )
    login_refused = models.TextField(blank=True, editable=False, help_text="Why the UCM let us in no more.")
    login_mend = models.TextField(blank=True, editable=False, help_text="What a person does about it.")
    login_again_at = models.DateTimeField(
        null=True,
        blank=True,
        editable=False,
        help_text="When to try again; empty: once the login is changed.",
    )
    created_at = models.DateTimeField(auto_now_add=True)

    objects = ConnectionQuerySet.as_manager()

    class Meta:
        ordering = ["name"]

    def __str__(self) -> str:
        return self.name

    def save(self, *args: object, **kwargs: object) -> None:
        # The one derived column: it must never disagree with the token it is looked up for.
        if not isinstance(self.__dict__.get("token"), Sealed):
            self.token_hash = token_digest(self.token)
        super().save(*args, **kwargs)  # type: ignore[arg-type]

    @property
    def zone(self) -> zoneinfo.ZoneInfo:
        return zoneinfo.ZoneInfo(self.time_zone)

    @property
    def has_api(self) -> bool:
        """Whether anything can be asked of it; without, records and recordings are only brought."""
        return bool(self.base_url)

    @property
    def allowed_networks(self) -> tuple[Network, ...]:
        return read_networks(self.allowed_addresses)

    @property
    def webhook_path(self) -> str:
        """Where this PBX posts its CDRs, below the site's address."""
        return f"/hooks/ucm/{self.token}/cdr"

    @property
    def speaks(self) -> apis.Dialect | None:
        """The API to ask: the one that was chosen, else the one that was found; None before that."""
        known = self.dialect_found if self.dialect == self.Dialect.AUTOMATIC else self.dialect
        return apis.Dialect(known) if known else None

    def note_dialect(self, found: apis.Dialect | None) -> None:
        """Remember across all workers which API answered here; None to find out anew."""
        self.dialect_found = found or ""
        # Only for this address: a person may have changed it meanwhile.
        same = Connection.objects.filter(pk=self.pk, base_url=self.base_url)
        same.update(dialect_found=self.dialect_found)

    def note_recording_path(self, path: str) -> None:
        """Remember for all workers where this UCM keeps recordings, so that one request each will do."""
        if path and path != self.recording_path:
            self.recording_path = path
            Connection.objects.filter(pk=self.pk).update(recording_path=path)

    def note_refused_login(self, why: str, *, mend: str = "", again_after: float | None = None) -> None:
        """Remember across all workers that the UCM refused us: a few more tries and it bans us."""
        again = timezone.now() + timedelta(seconds=again_after) if again_after else None
        self._note_login(why, mend, again)

    def forget_refused_login(self) -> None:
        """The login was changed, or has just worked."""
        if self.login_refused:
            self._note_login("", "", None)

    def _note_login(self, refused: str, mend: str, again_at: datetime | None) -> None:
        self.login_refused, self.login_mend, self.login_again_at = refused, mend, again_at
        Connection.objects.filter(pk=self.pk).update(
            login_refused=refused, login_mend=mend, login_again_at=again_at
        )

    @property
    def is_locked_out(self) -> bool:
        """Whether logging in now would only be refused again."""
        waiting = self.login_again_at is None or self.login_again_at > timezone.now()
        return bool(self.login_refused) and waiting
