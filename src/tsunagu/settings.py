"""Settings. Every TSUNAGU_* variable is read here and explained in docs/settings.md."""

from __future__ import annotations

import os
import secrets
import sys
from pathlib import Path
from typing import Any

from django.core.exceptions import ImproperlyConfigured
from psycopg import ProgrammingError
from psycopg.conninfo import conninfo_to_dict

from tsunagu import rooms
from tsunagu.accounts import providers
from tsunagu.database.folders import private_folder, var_folder, write_private
from tsunagu.kernel.labels import Label


def _whole_number(name: str, usual: int) -> int:
    given = os.environ.get(name, "").strip()
    if given and not given.isdecimal():
        raise ImproperlyConfigured(f"{name} must be a whole number, not {given!r}.")
    return int(given or usual)


PACKAGE = Path(__file__).resolve().parent
PROJECT = PACKAGE.parents[1]
VAR = var_folder()
DATA = Path(os.environ.get("TSUNAGU_DATA", PACKAGE / "data"))
STRENGTHS = Path(os.environ.get("TSUNAGU_STRENGTHS", VAR / "strengths"))
STRENGTHS_SAMPLE = Path(
    os.environ.get("TSUNAGU_STRENGTHS_SAMPLE", PROJECT.parent / "shared" / "data" / "openalex_sample")
)
OPERATOR = Label(os.environ.get("TSUNAGU_OPERATOR", ""), os.environ.get("TSUNAGU_OPERATOR_EN", ""))
CONTACT = os.environ.get("TSUNAGU_CONTACT", "")
KEPT_MB = _whole_number("TSUNAGU_KEPT_MB", 128)
FEEDBACK_PER_HOUR = _whole_number("TSUNAGU_FEEDBACK_PER_HOUR", 30)
INTRODUCTIONS_PER_DAY = _whole_number("TSUNAGU_INTRODUCTIONS_PER_DAY", 5)
INTRODUCTION_DAYS = _whole_number("TSUNAGU_INTRODUCTION_DAYS", 30)
SECOND_FACTOR = frozenset(os.environ.get("TSUNAGU_SECOND_FACTOR", "").replace(",", " ").split())
ABOUT_PERCENT = _whole_number("TSUNAGU_ABOUT_PERCENT", 10)
FEEDBACK_PER_SENDER = _whole_number("TSUNAGU_FEEDBACK_PER_SENDER", 5)

# With which PDFs are set: where Debian's fonts-ipaexfont puts it.
FONT = os.environ.get("TSUNAGU_FONT", "").strip() or "/usr/share/fonts/opentype/ipaexfont-gothic/ipaexg.ttf"

# Without a server mail is written into a folder: the demo.
SMTP_URL = os.environ.get("TSUNAGU_SMTP_URL", "").strip()
MAIL_FROM = os.environ.get("TSUNAGU_MAIL_FROM", "").strip()
MAIL_FOLDER = VAR / "mail"
MAIL_DAYS = _whole_number("TSUNAGU_MAIL_DAYS", 90)
JOBS_DAYS = _whole_number("TSUNAGU_JOBS_DAYS", 14)


def _secret_key() -> str:
    """The key of TSUNAGU_SECRET_KEY, or one made once and kept in var/."""
    if key := os.environ.get("TSUNAGU_SECRET_KEY"):
        return key
    path = VAR / "secret-key"
    if not path.exists() or not path.read_text():
        private_folder(VAR)
        write_private(path, secrets.token_urlsafe(48))
    return path.read_text()


def _connection(url: str) -> dict[str, Any]:
    """The parts of a DATABASE_URL."""
    try:
        return dict(conninfo_to_dict(url))
    except ProgrammingError as error:
        raise ImproperlyConfigured(
            f"DATABASE_URL cannot be read ({str(error).strip()}). "
            "Write it like postgresql://user:password@host:5432/tsunagu"
        ) from None


def _database() -> dict[str, object]:
    """Django's settings from DATABASE_URL.

    ``tsunagu.database.connect_url`` sets it where the server is the embedded one.
    """
    parts = _connection(os.environ.get("DATABASE_URL", "postgresql://localhost/tsunagu"))
    named = {_NAMES[key]: str(value) for key, value in parts.items() if key in _NAMES}
    options = {key: value for key, value in parts.items() if key not in _NAMES}
    # A server that is away is waited for shortly, and tried anew rather than more and more seldom.
    pool = {"min_size": 1, "max_size": 8, "timeout": 0.7, "reconnect_timeout": 2}
    limits = f"{options.pop('options', '')} {_LIMITS}".strip()
    return {
        "ENGINE": "tsunagu.database.backend",
        **named,
        "OPTIONS": {"connect_timeout": 3, **options, "options": limits, "pool": pool},
        "CONN_HEALTH_CHECKS": True,
    }


# What one statement or a forgotten transaction may take from the others; whoever changes tables takes longer.
STATEMENT_SECONDS = _whole_number("TSUNAGU_STATEMENT_SECONDS", 15)
_LIMITS = " ".join(
    f"-c {name}={seconds}s"
    for name, seconds in {
        "statement_timeout": STATEMENT_SECONDS,
        "lock_timeout": min(STATEMENT_SECONDS, 5),
        "idle_in_transaction_session_timeout": 60,
    }.items()
)


# Parts of a connection that have settings of their own in Django.
_NAMES = {
    "dbname": "NAME",
    "user": "USER",
    "password": "PASSWORD",
    "host": "HOST",
    "port": "PORT",
}


SECRET_KEY = _secret_key()
DEBUG = False
# The names of this machine are for monitors, which ask the server itself.
ALLOWED_HOSTS = [*filter(None, os.environ.get("TSUNAGU_HOSTS", "").split(",")), "127.0.0.1", "localhost", "[::1]"]
HTTPS = os.environ.get("TSUNAGU_HTTPS", "") == "1"
# Whether a server in front says who asks.
PROXY = HTTPS or os.environ.get("TSUNAGU_PROXY", "") == "1"
# Where `tsunagu serve` keeps the log of changes as it is written, and for whom it is encrypted.
BACKUP = os.environ.get("TSUNAGU_BACKUP", "")
BACKUP_KEY = os.environ.get("TSUNAGU_BACKUP_KEY", "")
METRICS_TOKEN = os.environ.get("TSUNAGU_METRICS_TOKEN", "")
LOG_REQUESTS = os.environ.get("TSUNAGU_LOG_REQUESTS", "") == "1"

INSTALLED_APPS = [
    "django.contrib.auth",
    "django.contrib.contenttypes",
    "django.contrib.messages",
    "django.contrib.postgres",
    "django.contrib.sessions",
    "django.contrib.sitemaps",
    "django.contrib.staticfiles",
    "django_htmx",
    "procrastinate.contrib.django",
    *(room.app for room in rooms.ROOMS),
    "tsunagu.web",
    "allauth",
    "allauth.account",
    "allauth.mfa",
    "allauth.socialaccount",
    "allauth.socialaccount.providers.openid_connect",
    "allauth.usersessions",
]
MIDDLEWARE = [
    "tsunagu.web.requests.recorded",
    "tsunagu.web.middleware.security_headers",
    "tsunagu.api.middleware.for_machines",
    "django.middleware.http.ConditionalGetMiddleware",
    "tsunagu.web.middleware.kept_by_nobody",
    "django.middleware.security.SecurityMiddleware",
    "tsunagu.web.middleware.methods",
    "whitenoise.middleware.WhiteNoiseMiddleware",
    "tsunagu.web.middleware.language_by_address",
    "tsunagu.web.middleware.remembering",
    "tsunagu.web.outages.announcements",
    "django.middleware.common.CommonMiddleware",
    "django.contrib.sessions.middleware.SessionMiddleware",
    "django.middleware.csrf.CsrfViewMiddleware",
    "django.contrib.auth.middleware.AuthenticationMiddleware",
    "django.contrib.messages.middleware.MessageMiddleware",
    "django.middleware.clickjacking.XFrameOptionsMiddleware",
    "django_htmx.middleware.HtmxMiddleware",
    "allauth.account.middleware.AccountMiddleware",
    "tsunagu.accounts.middleware.Actors",
    "tsunagu.web.outages.DatabaseAway",  # last, since it asks the view
]
# What the worker does besides: nobody else needs the modules of jobs.
PROCRASTINATE_AUTODISCOVER_MODULE_NAME = ""
PROCRASTINATE_IMPORT_PATHS = [module for room in rooms.ROOMS for module in room.tasks]
TICKS = [room.tick for room in rooms.ROOMS if room.tick]
EMAIL_BACKEND = "tsunagu.mail.backend.Backend"
ROOT_URLCONF = "tsunagu.web.urls"
FORM_RENDERER = "tsunagu.kernel.selects.Renderer"
TEMPLATES = [
    {
        "BACKEND": "django.template.backends.django.DjangoTemplates",
        "APP_DIRS": True,
        "OPTIONS": {
            "context_processors": ["django.template.context_processors.request", "tsunagu.web.context.site"],
            "builtins": [
                "tsunagu.web.templatetags.tsunagu",
                "tsunagu.web.templatetags.portraits",
                "tsunagu.kernel.figures",
                "django.templatetags.i18n",
                "django.templatetags.static",
            ],
        },
    }
]
DATABASES = {"default": _database()}
DEFAULT_AUTO_FIELD = "django.db.models.BigAutoField"

LANGUAGE_CODE = "ja"
LANGUAGES = [("ja", "日本語"), ("en", "English")]
TIME_ZONE = "Asia/Tokyo"
USE_TZ = True

STATIC_URL = "/static/"
STATIC_ROOT = VAR / "static"
STORAGES = {
    "default": {"BACKEND": "django.core.files.storage.FileSystemStorage"},
    "staticfiles": {"BACKEND": "whitenoise.storage.CompressedManifestStaticFilesStorage"},
}

SECURE_CONTENT_TYPE_NOSNIFF = True
SECURE_REFERRER_POLICY = "same-origin"
SECURE_CROSS_ORIGIN_OPENER_POLICY = "same-origin"
X_FRAME_OPTIONS = "DENY"
CSRF_FAILURE_VIEW = "tsunagu.web.views.csrf_failure"
CSRF_COOKIE_HTTPONLY = True
CSRF_COOKIE_SAMESITE = "Lax"
CSRF_COOKIE_SECURE = LANGUAGE_COOKIE_SECURE = SESSION_COOKIE_SECURE = SECURE_SSL_REDIRECT = HTTPS
SECURE_REDIRECT_EXEMPT = [r"^(health|ready|metrics)$"]
SECURE_HSTS_SECONDS = 31536000 if HTTPS else 0
SECURE_HSTS_INCLUDE_SUBDOMAINS = SECURE_HSTS_PRELOAD = HTTPS
SECURE_PROXY_SSL_HEADER = ("HTTP_X_FORWARDED_PROTO", "https") if HTTPS else None

# Signing in (docs/decisions/0021): passwords, passkeys and second factors of django-allauth, in our words.
AUTH_USER_MODEL = "accounts.User"
AUTHENTICATION_BACKENDS = ["allauth.account.auth_backends.AuthenticationBackend"]
PASSWORD_HASHERS = ["django.contrib.auth.hashers.Argon2PasswordHasher"]
AUTH_PASSWORD_VALIDATORS = [{"NAME": "tsunagu.accounts.passwords.PasswordValidator"}]
PASSWORD_RESET_TIMEOUT = 3600
LOGIN_URL = "account_login"
LOGIN_REDIRECT_URL = "accounts:desk"
LOGOUT_REDIRECT_URL = "home"
# A cookie of this prefix is taken from this host alone, by HTTPS alone.
SESSION_COOKIE_NAME = "__Host-tsunagu-session" if HTTPS else "tsunagu-session"
CSRF_COOKIE_NAME = "__Host-tsunagu-csrf" if HTTPS else "csrftoken"
SESSION_COOKIE_AGE = 12 * 3600
SESSION_COOKIE_HTTPONLY = True
SESSION_COOKIE_SAMESITE = "Lax"
MESSAGE_STORAGE = "django.contrib.messages.storage.session.SessionStorage"
# How often something was tried must be known to all processes.
CACHES = {"default": {"BACKEND": "django.core.cache.backends.db.DatabaseCache", "LOCATION": "accounts_limit"}}
ACCOUNT_ADAPTER = "tsunagu.accounts.adapters.AccountAdapter"
ACCOUNT_CHANGE_EMAIL = True
ACCOUNT_EMAIL_NOTIFICATIONS = True
ACCOUNT_EMAIL_VERIFICATION = "mandatory"
ACCOUNT_EMAIL_VERIFICATION_BY_CODE_ENABLED = True
ACCOUNT_LOGIN_METHODS = {"email"}
ACCOUNT_PREVENT_ENUMERATION = True
ACCOUNT_REAUTHENTICATION_METHODS = ("password", "mfa")
ACCOUNT_REAUTHENTICATION_TIMEOUT = 600
ACCOUNT_SESSION_REMEMBER = True
ACCOUNT_SIGNUP_FIELDS = ["email*", "password1*"]
ACCOUNT_SIGNUP_FORM_CLASS = "tsunagu.accounts.forms.PersonForm"
ACCOUNT_USER_MODEL_USERNAME_FIELD = None
# By where they come from, never by an account alone, which somebody else could name.
ACCOUNT_RATE_LIMITS = {
    "login": "30/m/ip",
    "login_failed": "20/m/ip,5/300s/key",
    "reset_password": "5/m/ip,20/h/ip",
    "signup": "10/m/ip,30/h/ip",
}
MFA_ADAPTER = "tsunagu.accounts.adapters.FactorAdapter"
MFA_SUPPORTED_TYPES = ["totp", "webauthn", "recovery_codes"]
MFA_PASSKEY_LOGIN_ENABLED = True
MFA_PASSKEY_SIGNUP_ENABLED = False
MFA_TOTP_TOLERANCE = 1
# Browsers take passkeys by HTTPS, and on the machine itself, whose name then is localhost.
MFA_WEBAUTHN_ALLOW_INSECURE_ORIGIN = not HTTPS
USERSESSIONS_TRACK_ACTIVITY = False
try:
    _PROVIDERS = providers.read(os.environ.get("TSUNAGU_SIGN_IN", ""))
except providers.Unreadable as _error:
    raise ImproperlyConfigured(str(_error)) from None
SIGN_IN_ORIGINS = providers.origins(_PROVIDERS)
SOCIALACCOUNT_ADAPTER = "tsunagu.accounts.adapters.ProviderAdapter"
SOCIALACCOUNT_EMAIL_AUTHENTICATION = False
SOCIALACCOUNT_PROVIDERS = {"openid_connect": {"APPS": _PROVIDERS}}
SOCIALACCOUNT_STORE_TOKENS = False

# What is sent is read before Django and bounded by each address: it stays in memory, and none of it goes to a folder.
DATA_UPLOAD_MAX_MEMORY_SIZE = FILE_UPLOAD_MAX_MEMORY_SIZE = 8 * 2**20
FILE_UPLOAD_HANDLERS = ["django.core.files.uploadhandler.MemoryFileUploadHandler"]

# Lines for people in a terminal, JSON for what collects them elsewhere.
_LOG_FORM = os.environ.get("TSUNAGU_LOG", "text" if sys.stderr.isatty() else "json")
LOGGING = {
    "version": 1,
    "disable_existing_loggers": False,
    "formatters": {
        "json": {"()": "tsunagu.operation.logs.JsonLines"},
        "text": {"format": "%(levelname)s %(name)s: %(message)s"},
    },
    "filters": {
        "one_line": {"()": "tsunagu.operation.logs.OneLine"},
        "no_outages": {"()": "tsunagu.operation.logs.NoOutages"},
    },
    "handlers": {"console": {"class": "logging.StreamHandler", "formatter": _LOG_FORM}},
    "loggers": {
        "django.request": {"filters": ["no_outages"]},
        "django.security.DisallowedHost": {"filters": ["one_line"]},
        "tsunagu.requests": {"level": "INFO"},
        # the pool tells of each try; what is answered meanwhile is logged once a request
        "psycopg.pool": {"level": "ERROR"},
        # of its own doing, as when the database goes away; a job that fails has its traceback
        "procrastinate.worker.worker": {"filters": ["one_line"]},
        "procrastinate.utils": {"filters": ["one_line"]},
    },
    "root": {"handlers": ["console"], "level": "WARNING"},
}
