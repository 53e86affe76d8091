"""Settings. Everything an operator may change comes from environment variables named GILYDD_*."""

from __future__ import annotations

import os
import secrets
from pathlib import Path
from typing import Any

import dj_database_url
from csp.constants import NONCE, NONE, SELF
from django.utils.translation import gettext_lazy as _

PACKAGE = Path(__file__).resolve().parent.parent
HOME = Path(
    os.environ.get("GILYDD_HOME")
    or Path(os.environ.get("XDG_DATA_HOME") or Path.home() / ".local" / "share") / "gilydd"
)


def _secret_key() -> str:
    """The key of this installation: from the environment, else made once and kept in GILYDD_HOME."""
    if given := os.environ.get("GILYDD_SECRET_KEY"):
        return given
    path = HOME / "secret-key"
    if not path.exists():
        HOME.mkdir(parents=True, exist_ok=True, mode=0o700)
        draft = path.with_name(f"secret-key.{os.getpid()}")
        with os.fdopen(os.open(draft, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600), "w") as handle:
            handle.write(secrets.token_urlsafe(64))
        try:
            os.link(draft, path)  # the first of two processes wins; neither reads a half-written key
        except FileExistsError:
            pass
        finally:
            draft.unlink()
    return path.read_text().strip()


def _database() -> dict[str, Any]:
    url = os.environ.get("GILYDD_DATABASE_URL")
    if url:
        return dict(dj_database_url.parse(url, conn_max_age=600, conn_health_checks=True))
    HOME.mkdir(parents=True, exist_ok=True, mode=0o700)
    return {
        "ENGINE": "django.db.backends.sqlite3",
        "NAME": str(HOME / "gilydd.sqlite3"),
        "CONN_MAX_AGE": 600,
        "OPTIONS": SQLITE_OPTIONS,
    }


# synchronous=FULL: with NORMAL a power cut loses acknowledged rows. IMMEDIATE: without it
# concurrent writers get "database is locked" half-way through a transaction.
SQLITE_OPTIONS = {
    "transaction_mode": "IMMEDIATE",
    "timeout": 20,
    "init_command": "PRAGMA journal_mode=WAL;PRAGMA synchronous=FULL;PRAGMA foreign_keys=ON;",
}

DEBUG = False
SECRET_KEY = _secret_key()
SITE_ADDRESS = os.environ.get("GILYDD_ADDRESS", "http://127.0.0.1:8000")
ALLOWED_HOSTS = os.environ.get("GILYDD_HOSTS", "127.0.0.1,localhost,[::1]").split(",")
SECURE = SITE_ADDRESS.startswith("https://")
DATABASES = {"default": _database()}
DEFAULT_AUTO_FIELD = "django.db.models.BigAutoField"

ROOMS = [
    "site",
    "chain",
    "evaluating",
    "commissioning",
    "designing",
    "delivering",
    "peers",
    "stories",
    "partnerships",
    "exchange",
    "deciding",
    "services",
    "assets",
    "surveys",
    "safety",
    "people",
    "ui",
    "history",
]
INSTALLED_APPS = [
    *(f"gilydd.{room}" for room in ROOMS),
    "django.contrib.auth",
    "django.contrib.contenttypes",
    "django.contrib.sessions",
    "django.contrib.messages",
    "django.contrib.staticfiles",
    "allauth",
    "allauth.account",
    "django_q",
]
MIDDLEWARE = [
    "django.middleware.security.SecurityMiddleware",
    "whitenoise.middleware.WhiteNoiseMiddleware",
    "django.contrib.sessions.middleware.SessionMiddleware",
    "django.middleware.locale.LocaleMiddleware",
    "django.middleware.common.CommonMiddleware",
    "django.middleware.csrf.CsrfViewMiddleware",
    "django.contrib.auth.middleware.AuthenticationMiddleware",
    "allauth.account.middleware.AccountMiddleware",
    "django.contrib.messages.middleware.MessageMiddleware",
    "django.middleware.clickjacking.XFrameOptionsMiddleware",
    "csp.middleware.CSPMiddleware",
    "gilydd.people.doors.DoorMiddleware",
]
FILE_UPLOAD_HANDLERS = [
    "gilydd.ui.uploads.InMemory",
    "django.core.files.uploadhandler.MemoryFileUploadHandler",
    "django.core.files.uploadhandler.TemporaryFileUploadHandler",
]
CSRF_FAILURE_VIEW = "gilydd.site.views.form_expired"
ROOT_URLCONF = "gilydd.site.urls"
WSGI_APPLICATION = "gilydd.site.wsgi.application"

TEMPLATES = [
    {
        "BACKEND": "django.template.backends.jinja2.Jinja2",
        "NAME": "jinja2",
        "OPTIONS": {
            "environment": "gilydd.ui.environment.environment",
            "context_processors": [
                "gilydd.ui.context.page",
                "gilydd.people.context.page",
                "gilydd.site.context.page",
                "django.contrib.messages.context_processors.messages",
            ],
        },
    },
    {
        "BACKEND": "django.template.backends.django.DjangoTemplates",
        "APP_DIRS": False,
        "DIRS": [],
        "OPTIONS": {"context_processors": ["django.template.context_processors.request"]},
    },
]

# Welsh and English at the same addresses: /cy/… and /en/….
LANGUAGE_CODE = "cy"
LANGUAGES = [("cy", _("Welsh")), ("en", _("English"))]
LOCALE_PATHS = [PACKAGE / "locale"]
LANGUAGE_COOKIE_NAME = "gilydd_language"
TIME_ZONE = "Europe/London"
USE_TZ = True

# Open contracting: numbers of processes begin with a prefix that the Open Contracting Partnership gives out
# (https://standard.open-contracting.org/1.1/en/guidance/build/#register-an-ocid-prefix).
OCDS_PREFIX_UNREGISTERED = "ocds-gilydd"
OCDS_PREFIX = os.environ.get("GILYDD_OCDS_PREFIX") or OCDS_PREFIX_UNREGISTERED
OCDS_LICENCE = (
    os.environ.get("GILYDD_OCDS_LICENCE")
    or "https://www.nationalarchives.gov.uk/doc/open-government-licence/version/3/"
)

STATIC_URL = "/static/"
WHITENOISE_USE_FINDERS = True
WHITENOISE_AUTOREFRESH = False

AUTH_USER_MODEL = "people.Login"
AUTHENTICATION_BACKENDS = ["allauth.account.auth_backends.AuthenticationBackend"]
PASSWORD_HASHERS = [
    "django.contrib.auth.hashers.ScryptPasswordHasher",
    "django.contrib.auth.hashers.PBKDF2PasswordHasher",
]
AUTH_PASSWORD_VALIDATORS = [
    {"NAME": "django.contrib.auth.password_validation.MinimumLengthValidator", "OPTIONS": {"min_length": 10}},
    {"NAME": "django.contrib.auth.password_validation.CommonPasswordValidator"},
]
LOGIN_URL = "account_login"
LOGIN_REDIRECT_URL = "site:home"
ACCOUNT_ADAPTER = "gilydd.people.sign_in.AccountAdapter"
ACCOUNT_LOGIN_METHODS = {"email"}
ACCOUNT_SIGNUP_FIELDS = ["email*", "password1*"]
ACCOUNT_USER_MODEL_USERNAME_FIELD = None
ACCOUNT_EMAIL_VERIFICATION = "none"
ACCOUNT_LOGIN_BY_CODE_ENABLED = True
ACCOUNT_LOGIN_BY_CODE_TIMEOUT = 900
ACCOUNT_LOGOUT_ON_GET = False
ACCOUNT_PREVENT_ENUMERATION = True
ACCOUNT_SESSION_REMEMBER = True

SESSION_COOKIE_HTTPONLY = True
SESSION_COOKIE_SAMESITE = "Lax"
SESSION_COOKIE_SECURE = CSRF_COOKIE_SECURE = SECURE
SECURE_SSL_REDIRECT = SECURE
SECURE_HSTS_SECONDS = 31_536_000 if SECURE else 0
SECURE_PROXY_SSL_HEADER = (
    ("HTTP_X_FORWARDED_PROTO", "https") if os.environ.get("GILYDD_BEHIND_PROXY") else None
)
# Whose X-Forwarded-For is believed: only the last entry, which our own proxy adds.
BEHIND_PROXY = bool(os.environ.get("GILYDD_BEHIND_PROXY"))
CSRF_TRUSTED_ORIGINS = [SITE_ADDRESS]
X_FRAME_OPTIONS = "DENY"
SECURE_REFERRER_POLICY = "same-origin"
CONTENT_SECURITY_POLICY = {
    "DIRECTIVES": {
        "default-src": [NONE],
        "script-src": [SELF, NONCE],
        "style-src": [SELF],
        "img-src": [SELF],
        "media-src": [SELF],
        "font-src": [SELF],
        "connect-src": [SELF],
        "manifest-src": [SELF],
        "form-action": [SELF],
        "base-uri": [NONE],
        "frame-ancestors": [NONE],
        "object-src": [NONE],
    }
}

KEY_REQUESTS_A_MINUTE = int(os.environ.get("GILYDD_KEY_REQUESTS_A_MINUTE", "300"))

EMAIL_BACKEND = os.environ.get("GILYDD_EMAIL_BACKEND", "django.core.mail.backends.console.EmailBackend")
DEFAULT_FROM_EMAIL = os.environ.get("GILYDD_FROM", "gilydd@localhost")

JOB_SECONDS = int(os.environ.get("GILYDD_JOB_SECONDS", "300"))
# `retry` must be well above the longest job plus its wait in the queue, or a slow job runs twice.
Q_CLUSTER = {
    "name": "gilydd",
    "orm": "default",
    "workers": int(os.environ.get("GILYDD_WORKERS", "1")),
    "timeout": JOB_SECONDS,
    "retry": JOB_SECONDS * 3,
    "max_attempts": 5,
    "ack_failures": False,
    "poll": 0.5,
    "catch_up": False,
    "save_limit": 10_000,
    "label": "Gilydd",
    "bulk": 1,
    "queue_limit": 4,
}

LOGGING = {
    "version": 1,
    "disable_existing_loggers": False,
    "formatters": {"line": {"format": "{asctime} {levelname} {name} {message}", "style": "{"}},
    "handlers": {"console": {"class": "logging.StreamHandler", "formatter": "line"}},
    "root": {"handlers": ["console"], "level": os.environ.get("GILYDD_LOG", "WARNING")},
}
