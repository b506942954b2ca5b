"""Every setting, read once from the environment (or `.env`), typed, with an honest default.

Environments differ by variables, never by files. docs/configuration.md lists each variable;
tests/test_docs.py fails when the two drift apart.
"""

import os
import secrets
from contextlib import suppress
from hashlib import blake2s
from pathlib import Path
from tempfile import gettempdir

import environ
from csp.constants import NONE, SELF
from django.core.exceptions import ImproperlyConfigured

BASE_DIR = Path(__file__).resolve().parent.parent

env = environ.Env()
if (BASE_DIR / ".env").is_file():
    env.read_env(BASE_DIR / ".env")

# --- Where things are kept -----------------------------------------------------------------------

# Everything AudiaPro writes: database, recordings, models, keys, the embedded broker's files.
DATA_DIR = Path(env.str("DATA_DIR", default=str(BASE_DIR / "var"))).resolve()
# Recordings fetched from the PBX.
RECORDINGS_DIR = Path(env.str("RECORDINGS_DIR", default=str(DATA_DIR / "recordings"))).resolve()
# Speech models, checked against their published hashes.
MODELS_DIR = Path(env.str("MODELS_DIR", default=str(DATA_DIR / "models"))).resolve()
# Connections' watched folders lie below this one, and nowhere else.
WATCH_DIR = Path(env.str("WATCH_DIR", default=str(DATA_DIR / "watch"))).resolve()
DATA_DIR.mkdir(mode=0o750, parents=True, exist_ok=True)

# --- Security ------------------------------------------------------------------------------------


def _kept_secret(name: str) -> str:
    """A secret made on first use and kept in DATA_DIR, readable by the owner only.

    Written whole under another name first: two processes that start at once, or a full disk, must
    never leave or read an empty key.
    """
    path, fresh = DATA_DIR / name, DATA_DIR / f".{name}-{os.getpid()}"
    if not path.exists():
        fresh.touch(mode=0o600)
        fresh.write_text(secrets.token_urlsafe(48))
        with suppress(FileExistsError):
            path.hardlink_to(fresh)
        fresh.unlink()
    if not (kept := path.read_text().strip()):
        raise ImproperlyConfigured(
            f"{path} is empty. Restore it from a backup, or delete it to make a new one."
        )
    return kept


# Signs sessions. Left out, one is made on first start and kept in DATA_DIR/secret_key.
SECRET_KEY = env.str("SECRET_KEY", default="") or _kept_secret("secret_key")
# Encrypts UCM passwords at rest. Left out, one is kept in DATA_DIR/credentials_key.
# Several, separated by commas, rotate: the first encrypts, all decrypt.
CREDENTIALS_KEYS = env.list("CREDENTIALS_KEYS", default=[]) or [_kept_secret("credentials_key")]
# Show tracebacks in the browser. Never on a machine that others can reach.
DEBUG = env.bool("DEBUG", default=False)
# Host names this site answers to.
ALLOWED_HOSTS = env.list("ALLOWED_HOSTS", default=["localhost", "127.0.0.1", "[::1]"])
# Origins that may post forms, with scheme, when TLS ends at a proxy: https://calls.example.com
CSRF_TRUSTED_ORIGINS = env.list("CSRF_TRUSTED_ORIGINS", default=[])
# The site is served over HTTPS only: secure cookies, HSTS, redirect from plain HTTP.
HTTPS_ONLY = env.bool("HTTPS_ONLY", default=False)
SESSION_COOKIE_SECURE = CSRF_COOKIE_SECURE = SECURE_SSL_REDIRECT = HTTPS_ONLY
SECURE_HSTS_SECONDS = 31_536_000 if HTTPS_ONLY else 0
# Health checks and the UCM (which may post plain HTTP inside the house) are not redirected.
SECURE_REDIRECT_EXEMPT = [r"^healthz$", r"^readyz$", r"^hooks/"]
SECURE_PROXY_SSL_HEADER = ("HTTP_X_FORWARDED_PROTO", "https") if HTTPS_ONLY else None
SECURE_REFERRER_POLICY = "same-origin"
X_FRAME_OPTIONS = "DENY"
CONTENT_SECURITY_POLICY = {
    "DIRECTIVES": {
        "default-src": [NONE],
        "script-src": [SELF],
        "style-src": [SELF],
        "img-src": [SELF, "data:"],
        "font-src": [SELF],
        "media-src": [SELF],
        "connect-src": [SELF],
        "form-action": [SELF],
        "base-uri": [NONE],
        "frame-ancestors": [NONE],
    }
}

# --- Apps, pages ---------------------------------------------------------------------------------

INSTALLED_APPS = [
    "audiapro",
    "analytics",
    "calls",
    "ucm",
    "django.contrib.admin",
    "django.contrib.auth",
    "django.contrib.contenttypes",
    "django.contrib.sessions",
    "django.contrib.messages",
    "django.contrib.staticfiles",
    "django_htmx",
    "csp",
]
MIDDLEWARE = [
    "django.middleware.security.SecurityMiddleware",
    "whitenoise.middleware.WhiteNoiseMiddleware",
    "csp.middleware.CSPMiddleware",
    "django.contrib.sessions.middleware.SessionMiddleware",
    "audiapro.middleware.CommonMiddleware",
    "django.middleware.csrf.CsrfViewMiddleware",
    "django.contrib.auth.middleware.AuthenticationMiddleware",
    "audiapro.middleware.LoginRequiredMiddleware",
    "django.contrib.messages.middleware.MessageMiddleware",
    "django.middleware.clickjacking.XFrameOptionsMiddleware",
    "django_htmx.middleware.HtmxMiddleware",
    "audiapro.middleware.visitors_zone",
]
TEMPLATES = [
    {
        "BACKEND": "django.template.backends.django.DjangoTemplates",
        "DIRS": [BASE_DIR / "templates"],
        "APP_DIRS": True,
        "OPTIONS": {
            "context_processors": [
                "django.template.context_processors.request",
                "django.contrib.auth.context_processors.auth",
                "django.contrib.messages.context_processors.messages",
            ],
        },
    }
]
ROOT_URLCONF = "audiapro.urls"
WSGI_APPLICATION = "audiapro.wsgi.application"
LOGIN_URL = "login"
LOGIN_REDIRECT_URL = "overview"
LOGOUT_REDIRECT_URL = "login"
AUTH_PASSWORD_VALIDATORS = [
    {"NAME": f"django.contrib.auth.password_validation.{name}"}
    for name in (
        "UserAttributeSimilarityValidator",
        "MinimumLengthValidator",
        "CommonPasswordValidator",
        "NumericPasswordValidator",
    )
]
STATIC_URL = "static/"
STATIC_ROOT = DATA_DIR / "static"
STATICFILES_DIRS = [BASE_DIR / "static"]
STORAGES = {
    "default": {
        "BACKEND": "django.core.files.storage.FileSystemStorage",
        "OPTIONS": {"location": RECORDINGS_DIR},
    },
    "staticfiles": {
        "BACKEND": "django.contrib.staticfiles.storage.StaticFilesStorage"
        if DEBUG
        else "whitenoise.storage.CompressedManifestStaticFilesStorage"
    },
}

# --- Language and time ---------------------------------------------------------------------------

USE_TZ = True
USE_I18N = False
LANGUAGE_CODE = "en-us"
# The zone pages show times in. Rows are always UTC.
TIME_ZONE = env.str("TIME_ZONE", default="UTC")

# --- Database ------------------------------------------------------------------------------------

# Where rows live: sqlite:///path or postgres://user:password@host/name
DATABASES = {"default": env.db_url("DATABASE_URL", default=f"sqlite:///{DATA_DIR / 'audiapro.sqlite3'}")}
DEFAULT_AUTO_FIELD = "django.db.models.BigAutoField"
if DATABASES["default"]["ENGINE"].endswith("sqlite3"):
    # Measured: four writers on SQLite as Django sets it up lose a third of their writes to
    # "database is locked"; with these, none (docs/decisions.md).
    DATABASES["default"]["OPTIONS"] = {
        "transaction_mode": "IMMEDIATE",
        "timeout": 20,
        "init_command": "PRAGMA journal_mode=WAL; PRAGMA synchronous=NORMAL;",
    }
    # A file, so that threads and worker processes see the same rows as the test.
    DATABASES["default"]["TEST"] = {"NAME": DATA_DIR / "test.sqlite3"}
else:
    # Seconds a connection is kept between requests; measured: 4 to 5 times the writes of 0.
    DATABASES["default"]["CONN_MAX_AGE"] = env.int("CONN_MAX_AGE", default=60)
    DATABASES["default"]["CONN_HEALTH_CHECKS"] = True

# --- Work ----------------------------------------------------------------------------------------


def _broker_socket() -> Path:
    """Where the embedded broker listens. A socket's path may have 107 bytes, a data folder more."""
    path = DATA_DIR / "broker" / "broker.sock"
    if len(str(path)) < 100:
        return path
    return Path(gettempdir()) / f"audiapro-{blake2s(str(DATA_DIR).encode(), digest_size=6).hexdigest()}.sock"


BROKER_SOCKET = _broker_socket()
# The broker that carries doorbells. `make run` starts one on this socket when none is named.
REDIS_URL = env.str("REDIS_URL", default=f"unix://{BROKER_SOCKET}")
CELERY_BROKER_URL = (
    f"redis+socket://{REDIS_URL.removeprefix('unix://')}" if REDIS_URL.startswith("unix://") else REDIS_URL
)
CELERY_BROKER_TRANSPORT_OPTIONS = {
    # Longer than the longest transcription, or a running task is handed out again.
    "visibility_timeout": 6 * 60 * 60,
    # kombu's own values make a killed worker's task wait 100 s; these, under 10 s.
    "unacked_restore_interval": 2,
    "unacked_restore_throttle": 1,
    # A dead broker must not hold a web request: rows keep the work, sweep() rings later.
    "socket_timeout": 5,
    "socket_connect_timeout": 1,
    "retry_on_timeout": False,
    "max_retries": 1,
    "interval_start": 0,
    "interval_max": 0.2,
}
CELERY_BROKER_CONNECTION_RETRY_ON_STARTUP = True
CELERY_TASK_PUBLISH_RETRY = False
CELERY_TASK_IGNORE_RESULT = True
CELERY_TASK_SERIALIZER = "json"
CELERY_ACCEPT_CONTENT = ["json"]
CELERY_TASK_ACKS_LATE = True
CELERY_TASK_REJECT_ON_WORKER_LOST = True
CELERY_WORKER_PREFETCH_MULTIPLIER = 1
CELERY_WORKER_CANCEL_LONG_RUNNING_TASKS_ON_CONNECTION_LOSS = False
CELERY_WORKER_HIJACK_ROOT_LOGGER = False
CELERY_TASK_DEFAULT_QUEUE = "calls"
CELERY_TIMEZONE = "UTC"

# The whole path of a call, in order (see docs/one-call.md).
CALL_STAGES = [
    "calls.stages.FETCH_RECORDING",
    "calls.stages.TRANSCRIBE",
    "analytics.stages.ANALYSE",
    "analytics.llm.stage.WRITE",
]
# Seconds a stage may go without a sign of life before another worker takes it up.
STEP_LEASE = env.float("STEP_LEASE", default=60.0)
# Seconds between looks for work that no doorbell announced.
SWEEP_INTERVAL = env.float("SWEEP_INTERVAL", default=5.0)
# Seconds between polls that fetch what no push has brought.
POLL_INTERVAL = env.float("POLL_INTERVAL", default=300.0)
# Days after which the polls of a day are kept as one row.
POLL_KEEP_DAYS = env.int("POLL_KEEP_DAYS", default=14)
# Seconds between a backfill's questions to a UCM for the records of two days.
BACKFILL_PAUSE = env.float("BACKFILL_PAUSE", default=2.0)
# Most calls of the past whose recordings are fetched in an hour, while no new call waits.
HISTORY_PER_HOUR = env.int("HISTORY_PER_HOUR", default=360)
# Seconds between a backfill's turns with its UCM, which take up to ten; the rest is for others.
BACKFILL_INTERVAL = 15.0
# Seconds between looks into the watched folders; a file is taken when two looks find it unchanged.
WATCH_INTERVAL = env.float("WATCH_INTERVAL", default=60.0)
# Seconds between turns at analysing calls again whose rules have changed; a turn takes some 60 % of that.
REANALYSE_INTERVAL = 15.0
CELERY_BEAT_SCHEDULE = {
    # Expires before the next one is due: no pile-up behind a slow worker.
    "sweep": {"task": "calls.sweep", "schedule": SWEEP_INTERVAL, "options": {"expires": SWEEP_INTERVAL}},
    "reconcile": {
        "task": "calls.reconcile",
        "schedule": POLL_INTERVAL,
        "options": {"expires": POLL_INTERVAL},
    },
    "backfill": {
        "task": "calls.backfill",
        "schedule": BACKFILL_INTERVAL,
        "options": {"expires": BACKFILL_INTERVAL},
    },
    "thin-polls": {"task": "calls.thin_polls", "schedule": 24 * 3600.0},
    # A look at when the names of each connection are due, which is once a day; asks a UCM nothing itself.
    "names": {"task": "calls.names", "schedule": 30.0, "options": {"expires": 30.0}},
    "reanalyse": {
        "task": "analytics.reanalyse",
        "schedule": REANALYSE_INTERVAL,
        "options": {"expires": REANALYSE_INTERVAL},
    },
    "watch-folders": {
        "task": "calls.watch_folders",
        "schedule": WATCH_INTERVAL,
        "options": {"expires": WATCH_INTERVAL},
    },
}
CELERY_BEAT_SCHEDULE_FILENAME = str(DATA_DIR / "beat")

# --- Handling of calls ----------------------------------------------------------------------------

# Service level: percent of queued callers that a person should answer in time.
SERVICE_LEVEL_GOAL = env.int("SERVICE_LEVEL_GOAL", default=80)
# Seconds from entering a queue or ring group that count as in time.
SERVICE_LEVEL_SECONDS = env.int("SERVICE_LEVEL_SECONDS", default=20)
# Callers who hang up in a queue before so many seconds count neither as answered nor as abandoned.
SHORT_ABANDON_SECONDS = env.int("SHORT_ABANDON_SECONDS", default=5)
# Numbers whose calls are no repeat calls: suppliers, our own mobiles.
REPEAT_CALLS_EXCLUDE = env.list("REPEAT_CALLS_EXCLUDE", default=[])

# --- Speech --------------------------------------------------------------------------------------

# Which Whisper: base, tiny.en, a size that faster-whisper knows, a hub name, a folder, or automatic: the best
# installed one that this machine keeps up with.
WHISPER_MODEL = env.str("WHISPER_MODEL", default="base")
# auto, cpu or cuda.
WHISPER_DEVICE = env.str("WHISPER_DEVICE", default="auto")
# Number format: default picks int8 on a CPU and int8_float16 on a GPU.
WHISPER_COMPUTE = env.str("WHISPER_COMPUTE", default="default")
# CPU cores of one transcriber; 0 takes all.
WHISPER_THREADS = env.int("WHISPER_THREADS", default=0)
# Calls that one transcriber hears at the same time: what they say is decoded together.
WHISPER_CALLS = env.int("WHISPER_CALLS", default=4)
# Language of the calls (en, es, …) of connections that name none; empty detects it for each call.
WHISPER_LANGUAGE = env.str("WHISPER_LANGUAGE", default="")

# Which channel of a two-channel recording is the agent's: 0 (left) or 1 (right); empty works it out.
AGENT_CHANNEL = {"": None, "0": 0, "1": 1}.get(env.str("AGENT_CHANNEL", default=""), -1)
if AGENT_CHANNEL == -1:
    raise ImproperlyConfigured("AGENT_CHANNEL must be 0 (left), 1 (right) or empty.")

# Card and phone numbers, e-mail addresses and the like are hidden in transcripts and downloads. Whatever is
# analysed, indexed or sent never has them, on or off.
REDACT_TRANSCRIPTS = env.bool("REDACT_TRANSCRIPTS", default=True)

# --- What comes in -------------------------------------------------------------------------------

# Largest CDR body taken from the webhook, bytes.
WEBHOOK_MAX_BYTES = env.int("WEBHOOK_MAX_BYTES", default=5 * 1024 * 1024)
DATA_UPLOAD_MAX_MEMORY_SIZE = WEBHOOK_MAX_BYTES
# Largest file taken from a watched folder or an upload, and largest upload in all, bytes.
UPLOAD_MAX_BYTES = env.int("UPLOAD_MAX_BYTES", default=2 * 1024**3)
# Uploads go to disk beside the recordings, never to memory, and only for those who may add calls.
FILE_UPLOAD_HANDLERS = ["calls.imports.upload_handler.PermittedUpload"]
FILE_UPLOAD_TEMP_DIR = DATA_DIR / "uploads"
FILE_UPLOAD_TEMP_DIR.mkdir(mode=0o750, exist_ok=True)
# Seconds a recording that was brought waits for its call record before a call is made of it alone.
IMPORT_WAIT = env.float("IMPORT_WAIT", default=86_400.0)
# Records a second a connection may push for long, and how many more at once: a UCM that was cut off
# sends up to 10,000 cached ones as fast as it can.
WEBHOOK_RATE = env.float("WEBHOOK_RATE", default=50.0)
# How many records a connection may push at once before the rate counts.
WEBHOOK_BURST = env.int("WEBHOOK_BURST", default=12_000)
# Proxies of ours in front of this site that append to X-Forwarded-For; 0 leaves the header unread.
TRUSTED_PROXIES = env.int("TRUSTED_PROXIES", default=0)
# /readyz complains when less than this many bytes are free for recordings.
MIN_FREE_BYTES = env.int("MIN_FREE_BYTES", default=1024**3)

# --- Logs: one line a step; never a phone number, a name or a word spoken --------------------------

# How much is logged: DEBUG, INFO, WARNING.
LOG_LEVEL = env.str("LOG_LEVEL", default="INFO")
LOGGING = {
    "version": 1,
    "disable_existing_loggers": False,
    "formatters": {"line": {"format": "%(asctime)s %(levelname)s %(name)s %(message)s"}},
    "filters": {"no-tokens": {"()": "audiapro.logs.NoTokens"}},
    "handlers": {"stderr": {"class": "logging.StreamHandler", "formatter": "line", "filters": ["no-tokens"]}},
    "root": {"handlers": ["stderr"], "level": LOG_LEVEL},
    "loggers": {
        name: {"level": "WARNING"} for name in ("celery", "kombu", "httpx", "faster_whisper", "urllib3")
    },
}
