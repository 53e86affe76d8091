"""Settings of the test run: mail stays in memory, passwords hash fast, the key is made for this run alone."""

import os
import secrets
import tempfile
from pathlib import Path

os.environ.setdefault("GILYDD_HOME", tempfile.mkdtemp(prefix="gilydd-test-"))
os.environ.setdefault("GILYDD_SECRET_KEY", secrets.token_urlsafe(48))

from gilydd.site.settings import *  # noqa: F403
from gilydd.site.settings import DATABASES

PASSWORD_HASHERS = ["django.contrib.auth.hashers.MD5PasswordHasher"]
EMAIL_BACKEND = "django.core.mail.backends.locmem.EmailBackend"
ALLOWED_HOSTS = ["testserver", "localhost", "127.0.0.1"]
if DATABASES["default"]["ENGINE"].endswith("sqlite3"):
    # A file, not memory: other threads and processes must meet the same locks as in real use.
    DATABASES["default"]["TEST"] = {"NAME": str(Path(os.environ["GILYDD_HOME"]) / "test.sqlite3")}
LOGGING = {
    "version": 1,
    "disable_existing_loggers": False,
    "loggers": {"django.request": {"level": "CRITICAL"}},
}
WHITENOISE_AUTOREFRESH = True
