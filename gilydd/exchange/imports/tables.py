"""The reader of tables, which lies with people: rolls are read with it too."""

from gilydd.people.tables import (
    MOST_BYTES,
    Cell,
    Row,
    Table,
    bad,
    files_of,
    kind_of,
    read_table,
    text_of,
)

__all__ = [
    "MOST_BYTES",
    "Cell",
    "Row",
    "Table",
    "bad",
    "files_of",
    "kind_of",
    "read_table",
    "text_of",
]
