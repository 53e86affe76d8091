"""Run a command against a PostgreSQL made for it alone, and throw the server away afterwards.

    python scripts/throwaway_postgres.py -- pytest -q

initdb goes into a temporary folder, under an unprivileged user where we are root, on a free port of
the loopback address. The command sees GILYDD_DATABASE_URL. Its exit code is ours.
"""

from __future__ import annotations

import contextlib
import os
import pwd
import shutil
import socket
import subprocess
import sys
import tempfile
from collections.abc import Iterator
from pathlib import Path

UNPRIVILEGED = "nobody"


def find(program: str) -> str:
    """Where PostgreSQL's program is; Debian keeps initdb and postgres off the PATH."""
    for folder in sorted(Path("/usr/lib/postgresql").glob("*/bin"), reverse=True):
        if (folder / program).exists():
            return str(folder / program)
    if found := shutil.which(program):
        return found
    sys.exit(f"{program} is missing. Install PostgreSQL: apt-get install postgresql")


def free_port() -> int:
    with contextlib.closing(socket.socket()) as probe:
        probe.bind(("127.0.0.1", 0))
        return int(probe.getsockname()[1])


@contextlib.contextmanager
def server(*settings: str) -> Iterator[str]:
    """Start a server and give the address of its database `gilydd`; stop it and remove it at the end."""
    folder = Path(tempfile.mkdtemp(prefix="gilydd-postgres-"))
    demoted: dict[str, object] = {}
    if os.geteuid() == 0:
        user = pwd.getpwnam(UNPRIVILEGED)
        os.chown(folder, user.pw_uid, user.pw_gid)
        demoted = {"user": user.pw_uid, "group": user.pw_gid, "extra_groups": []}
    port, data = free_port(), folder / "data"
    quiet = {"stdout": subprocess.DEVNULL, "cwd": folder}
    subprocess.run(
        [find("initdb"), "-D", data, "-U", "gilydd", "-A", "trust", "-E", "UTF8", "--no-sync", "--no-locale"],
        check=True, **quiet, **demoted,
    )  # fmt: skip
    options = ["-p", str(port), "-h", "127.0.0.1", "-k", str(folder), *(f"-c{item}" for item in settings)]
    log = (folder / "log").open("w")
    running = subprocess.Popen(
        [find("postgres"), "-D", data, *options], stdout=log, stderr=log, cwd=folder, **demoted
    )
    try:
        for _attempt in range(300):
            ready = subprocess.run(
                [find("pg_isready"), "-q", "-h", "127.0.0.1", "-p", str(port)], check=False
            )
            if ready.returncode == 0:
                break
            if running.poll() is not None:
                sys.exit((folder / "log").read_text())
            with contextlib.suppress(subprocess.TimeoutExpired):
                running.wait(0.1)
        address = f"postgres://gilydd@127.0.0.1:{port}"
        subprocess.run(
            [find("createdb"), "-h", "127.0.0.1", "-p", str(port), "-U", "gilydd", "gilydd"],
            check=True,
            **quiet,
        )
        yield f"{address}/gilydd"
    finally:
        running.terminate()
        try:
            running.wait(30)
        except subprocess.TimeoutExpired:
            running.kill()
        log.close()
        shutil.rmtree(folder, ignore_errors=True)


def main() -> int:
    command = sys.argv[sys.argv.index("--") + 1 :] if "--" in sys.argv else []
    if not command:
        print(__doc__)
        return 2
    with server(
        "fsync=off", "full_page_writes=off", "synchronous_commit=off", "max_connections=60"
    ) as address:
        return subprocess.run(
            command, env={**os.environ, "GILYDD_DATABASE_URL": address}, check=False
        ).returncode


if __name__ == "__main__":
    sys.exit(main())
