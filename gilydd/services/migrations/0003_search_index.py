"""The full-text index over services_entry: FTS5 with triggers on SQLite, GIN over a tsvector on PostgreSQL.

On SQLite a later migration that makes services_entry anew drops its triggers: it must run `make_index` again.
"""

from django.db import migrations

TABLE = "services_entry"
COLUMNS = "name_keys, about_keys"
NEW = "new.id, new.name_keys, new.about_keys"
OLD = "old.id, old.name_keys, old.about_keys"
SQLITE = (
    f"CREATE VIRTUAL TABLE {TABLE}_fts USING fts5({COLUMNS}, content='{TABLE}', content_rowid='id',"
    " tokenize='ascii')",
    f"CREATE TRIGGER {TABLE}_put AFTER INSERT ON {TABLE} BEGIN"
    f" INSERT INTO {TABLE}_fts(rowid, {COLUMNS}) VALUES ({NEW}); END",
    f"CREATE TRIGGER {TABLE}_gone AFTER DELETE ON {TABLE} BEGIN"
    f" INSERT INTO {TABLE}_fts({TABLE}_fts, rowid, {COLUMNS}) VALUES ('delete', {OLD}); END",
    f"CREATE TRIGGER {TABLE}_changed AFTER UPDATE ON {TABLE} BEGIN"
    f" INSERT INTO {TABLE}_fts({TABLE}_fts, rowid, {COLUMNS}) VALUES ('delete', {OLD});"
    f" INSERT INTO {TABLE}_fts(rowid, {COLUMNS}) VALUES ({NEW}); END",
    f"INSERT INTO {TABLE}_fts({TABLE}_fts) VALUES ('rebuild')",
)
POSTGRESQL = (
    f"CREATE INDEX {TABLE}_words ON {TABLE}"
    " USING gin (to_tsvector('simple', name_keys || ' ' || about_keys))",
)
BACK = {
    "sqlite": (
        f"DROP TRIGGER IF EXISTS {TABLE}_put",
        f"DROP TRIGGER IF EXISTS {TABLE}_gone",
        f"DROP TRIGGER IF EXISTS {TABLE}_changed",
        f"DROP TABLE IF EXISTS {TABLE}_fts",
    ),
    "postgresql": (f"DROP INDEX IF EXISTS {TABLE}_words",),
}


def make_index(apps, schema_editor):
    """Make the index of this database, over what there is."""
    statements = {"sqlite": SQLITE, "postgresql": POSTGRESQL}[schema_editor.connection.vendor]
    for statement in statements:
        schema_editor.execute(statement)


def drop_index(apps, schema_editor):
    """Take it away again."""
    for statement in BACK[schema_editor.connection.vendor]:
        schema_editor.execute(statement)


class Migration(migrations.Migration):
    dependencies = [("services", "0002_directory")]
    operations = [migrations.RunPython(make_index, drop_index)]
