"""Backup and restore of a SQLite installation, while it runs."""

from __future__ import annotations

import argparse
import contextlib
import os
import sqlite3
from datetime import datetime
from pathlib import Path
from typing import Any

from django.conf import settings
from django.db import connections


def backup(args: argparse.Namespace) -> int:
    """Copy the database with SQLite's own online backup, check the copy, and put it in place at once."""
    source, target = _database(), Path(args.file)
    if target.exists():
        raise ValueError(f"{target} exists already: name a new file")
    draft = target.with_name(f".{target.name}.{os.getpid()}")
    try:
        with (
            contextlib.closing(sqlite3.connect(source)) as live,
            contextlib.closing(sqlite3.connect(draft)) as copy,
        ):
            live.backup(copy, pages=4_096, sleep=0.01)
            copy.execute("PRAGMA journal_mode=DELETE")
        _prove(draft)
        with draft.open("rb") as handle:
            os.fsync(handle.fileno())
        draft.chmod(0o600)
        draft.rename(target)
    finally:
        draft.unlink(missing_ok=True)
    print(
        f"{target}: {target.stat().st_size:,} bytes, checked. "
        f"Keep {settings.HOME / 'secret-key'} elsewhere too."
    )
    return 0


def restore(args: argparse.Namespace) -> int:
    """Put a copy in place of the database; the present one is kept beside it, never overwritten."""
    copy, target = Path(args.file), _database()
    if not copy.is_file():
        raise ValueError(f"{copy} is not a file")
    _prove(copy)
    if not args.yes:
        print(f"{copy} is sound. Stop Gilydd, then run it again with --yes to put it in place of {target}.")
        return 0
    connections.close_all()
    kept = target.with_name(f"{target.name}.before-restore-{datetime.now():%Y%m%d-%H%M%S-%f}")
    draft = target.with_name(f".{target.name}.{os.getpid()}")
    with (
        contextlib.closing(sqlite3.connect(f"{copy.resolve().as_uri()}?mode=ro", uri=True)) as source,
        contextlib.closing(sqlite3.connect(draft)) as fresh,
    ):
        source.backup(fresh)
    if target.exists():
        # Fold the write-ahead log in first, so that the kept file is whole by itself.
        with contextlib.closing(sqlite3.connect(target)) as live:
            live.execute("PRAGMA wal_checkpoint(TRUNCATE)")
        target.rename(kept)
        print(f"the database of before is kept as {kept}")
    for leftover in (f"{target}-wal", f"{target}-shm"):
        Path(leftover).unlink(missing_ok=True)
    draft.rename(target)
    print(f"{target} is restored from {copy}. Run `gilydd check` now.")
    return 0


def _database() -> Path:
    database: dict[str, Any] = settings.DATABASES["default"]
    if not database["ENGINE"].endswith("sqlite3"):
        raise ValueError(
            "this command is for SQLite; on PostgreSQL use pg_dump or pgbackrest (docs/operate.md)"
        )
    return Path(database["NAME"])


def _prove(path: Path) -> None:
    """Refuse a file that is no sound Gilydd database."""
    try:
        with contextlib.closing(sqlite3.connect(f"{path.resolve().as_uri()}?mode=ro", uri=True)) as copy:
            (verdict,) = copy.execute("PRAGMA integrity_check").fetchone()
            if verdict != "ok":
                raise ValueError(f"{path} is damaged: {verdict}")
            if copy.execute("PRAGMA foreign_key_check").fetchone():
                raise ValueError(f"{path} has rows that point to nothing")
            copy.execute("SELECT 1 FROM exchange_transfer LIMIT 1")
    except sqlite3.DatabaseError as failure:
        raise ValueError(f"{path} is no Gilydd database: {failure}") from failure
