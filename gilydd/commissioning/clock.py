"""The clock of the database: the one clock that says whether a bid came in time."""

from __future__ import annotations

import datetime as dt

from django.db import connection

NOW = {
    "postgresql": "SELECT clock_timestamp()",
    "sqlite": "SELECT strftime('%Y-%m-%d %H:%M:%f', 'now')",
}


def now() -> dt.datetime:
    """The time by the database at this moment (not when the transaction began), to the millisecond; UTC."""
    with connection.cursor() as cursor:
        cursor.execute(NOW[connection.vendor])
        (found,) = cursor.fetchone()
    moment = dt.datetime.fromisoformat(found) if isinstance(found, str) else found
    return moment.replace(tzinfo=dt.UTC) if moment.tzinfo is None else moment.astimezone(dt.UTC)
