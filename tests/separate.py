"""A database of its own for tests with several processes, on the kind of database the run uses.

Real transactions between real processes cannot be tried inside a test's own transaction.
"""

from __future__ import annotations

import os
import shutil
import subprocess
import sys
from pathlib import Path
from typing import IO

import dj_database_url
import psycopg

ROOT = Path(__file__).parents[1]


class Separate:
    """A migrated database with its own GILYDD_HOME, and a way to start processes that use it."""

    def __init__(
        self,
        home: Path,
        *,
        sqlite: bool = False,
        like: Separate | None = None,
        name: str = "",
        there: bool = False,
    ) -> None:
        """`like`: a database that nobody uses just now, to begin with a copy of. `there`: `name` exists."""
        self.home = home
        self.env = {
            **os.environ,
            "GILYDD_HOME": str(home),
            "GILYDD_SECRET_KEY": "a key for one test only, made of words",
            "DJANGO_SETTINGS_MODULE": "gilydd.site.settings",
            "GILYDD_EMAIL_BACKEND": "django.core.mail.backends.dummy.EmailBackend",
            "PYTHONPATH": str(ROOT),
        }
        self._admin = None if sqlite else os.environ.get("GILYDD_DATABASE_URL")
        if sqlite:
            self.env.pop("GILYDD_DATABASE_URL", None)
        name = name or f"separate_{os.getpid()}_{home.name}"
        self._name = name.replace("-", "_")[:60].lower()
        if self._admin and not there:
            self._sql(f'CREATE DATABASE "{self._name}"' + (f' TEMPLATE "{like._name}"' if like else ""))
        if self._admin:
            self.env["GILYDD_DATABASE_URL"] = self._admin.rsplit("/", 1)[0] + "/" + self._name
        elif like:
            for file in like.home.glob("gilydd.sqlite3*"):
                shutil.copy(file, home)

    def python(self, code: str, *args: object, out: int | IO[str] = subprocess.PIPE) -> subprocess.Popen[str]:
        """Start a process that runs the code with Django set up; args arrive in sys.argv[1:]."""
        start = "import django; django.setup()\n" + code
        command = [sys.executable, "-c", start, *map(str, args)]
        return subprocess.Popen(
            command, env=self.env, cwd=ROOT, text=True, stdout=out, stderr=subprocess.PIPE
        )

    def run(self, code: str, *args: object) -> str:
        """Run the code to its end and give what it printed."""
        process = self.python(code, *args)
        out, err = process.communicate(timeout=120)
        if process.returncode:
            raise AssertionError(err)
        return out

    def console(self, *words: str) -> subprocess.CompletedProcess[str]:
        """Run `gilydd …` on this database."""
        command = [sys.executable, "-m", "gilydd.site.console", *words]
        return subprocess.run(
            command, env=self.env, cwd=ROOT, text=True, capture_output=True, check=False, timeout=180
        )

    def close(self) -> None:
        if self._admin:
            self._sql(f'DROP DATABASE "{self._name}" WITH (FORCE)')

    def _sql(self, statement: str) -> None:
        settings = dj_database_url.parse(self._admin or "")
        with psycopg.connect(
            host=settings["HOST"],
            port=settings["PORT"],
            user=settings["USER"],
            dbname="postgres",
            autocommit=True,
        ) as admin:
            admin.execute(statement)
