"""Database triggers as migration operations, written for SQLite and PostgreSQL alike."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from django.db import migrations


def trigger_sql(*, sqlite: list[str], postgresql: list[str], undo: list[str]) -> migrations.RunPython:
    """An operation that runs the statements of the database at hand; `undo` serves both."""

    def run(statements_of: dict[str, list[str]]) -> Callable[[Any, Any], None]:
        def inner(apps: Any, schema_editor: Any) -> None:
            for statement in statements_of[schema_editor.connection.vendor]:
                # No parameters: a % in the trigger's own text must reach the database as it is.
                with schema_editor.connection.cursor() as cursor:
                    cursor.execute(statement)

        return inner

    return migrations.RunPython(
        run({"sqlite": sqlite, "postgresql": postgresql}), run({"sqlite": undo, "postgresql": undo})
    )


def immutable(*tables: str) -> migrations.RunPython:
    """Refuse UPDATE, DELETE (and on PostgreSQL TRUNCATE) on each of the tables."""
    sqlite, postgresql = [], []
    for table in tables:
        for act in ("UPDATE", "DELETE"):
            sqlite.append(
                f"CREATE TRIGGER {table}_no_{act.lower()} BEFORE {act} ON {table} "
                f"BEGIN SELECT RAISE(ABORT, '{table} is append-only: no {act}'); END"
            )
        postgresql += [
            f"CREATE FUNCTION {table}_append_only() RETURNS trigger LANGUAGE plpgsql AS "
            f"$$ BEGIN RAISE EXCEPTION '{table} is append-only: no %', TG_OP "
            "USING ERRCODE = 'integrity_constraint_violation'; END $$",
            f"CREATE TRIGGER {table}_no_rewrite BEFORE UPDATE OR DELETE ON {table} "
            f"FOR EACH ROW EXECUTE FUNCTION {table}_append_only()",
            f"CREATE TRIGGER {table}_no_truncate BEFORE TRUNCATE ON {table} "
            f"FOR EACH STATEMENT EXECUTE FUNCTION {table}_append_only()",
        ]
    return trigger_sql(sqlite=sqlite, postgresql=postgresql, undo=[])
