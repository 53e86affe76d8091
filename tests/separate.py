"""A database of its own for tests with several processes, on the kind of database the run uses.

Real transactions between real processes cannot be tried inside a test's own transaction.
"""

from __future__ import annotations

import json
import os
import shutil
import subprocess
import sys
from collections.abc import Sequence
from pathlib import Path
from typing import IO

import dj_database_url
import psycopg

ROOT = Path(__file__).parents[1]

# One process imports everything and then becomes many: importing takes far longer than what they do. No
# connection is open yet when it divides. `ready()` waits until all of them stand there.
DIVIDE = """
import importlib, json, os, sys, traceback
rows = json.loads(sys.argv[1])
code = compile(sys.argv[2], "code of the test", "exec")
for room in ("people", "deciding", "exchange", "peers", "delivering"):
    importlib.import_module(f"gilydd.{room}.commands")
standing, gate = os.pipe(), os.pipe()
stood = False
def ready():
    global stood
    stood = True
    os.write(standing[1], b".")
    os.read(gate[0], 1)
def live(row, out):
    os.dup2(out, 1)
    sys.argv[1:] = row
    try:
        exec(code, {"__name__": "__main__", "ready": ready})
    except BaseException:
        traceback.print_exc()
        os._exit(1)
    finally:
        sys.stdout.flush()
        if not stood:
            os.write(standing[1], b".")
    os._exit(0)
lives = []
for row in rows:
    said, out = os.pipe()
    lives.append((os.fork() or live(row, out), said))
    os.close(out)
for _one in rows:
    os.read(standing[0], 1)
os.write(gate[1], b"." * len(rows))
print(json.dumps([open(said).read() for _pid, said in lives]))
sys.exit(any(os.waitpid(pid, 0)[1] for pid, _said in lives))
"""


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
        out, err = process.communicate(timeout=240)
        if process.returncode:
            raise AssertionError(err)
        return out

    def at_once(self, code: str, rows: Sequence[Sequence[object]]) -> list[str]:
        """Run the code in a process for each row of arguments, all at once, and give what each printed.

        In the code, `ready()` waits until all of them have come so far.
        """
        told = json.dumps([[str(one) for one in row] for row in rows])
        return [said.strip() for said in json.loads(self.run(DIVIDE, told, code))]

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
