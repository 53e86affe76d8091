"""Make the list of operations in docs/api.md from the API's own description; --check says whether it is true.

The words around the list are written by hand; what stands between the two marks is made.
"""

from __future__ import annotations

import os
import sys
import tempfile
from pathlib import Path

ROOT = Path(__file__).parents[1]
TARGET = ROOT / "docs" / "api.md"
BEGIN, END = "<!-- operations: made by `make docs` -->", "<!-- end of operations -->"


def described() -> str:
    """Every operation by room as Markdown tables, in English."""
    sys.path.insert(0, str(ROOT))
    os.environ.setdefault("DJANGO_SETTINGS_MODULE", "gilydd.site.settings")
    os.environ.setdefault("GILYDD_HOME", tempfile.mkdtemp(prefix="gilydd-book-"))
    import django

    django.setup()
    from django.utils import translation

    from gilydd.site.api import told

    parts = []
    with translation.override("en"):
        for room, rows in told():
            lines = [f"| {row.says} | `{row.method} {row.path}` | `{row.scope}` |" for row in rows]
            parts += [f"### {room}", "\n".join(["| what | address | scope |", "|---|---|---|", *lines])]
    return "\n\n".join(parts)


def book(text: str) -> str:
    """The page with the list between its marks made again."""
    before, _mark, rest = text.partition(BEGIN)
    _old, _mark, after = rest.partition(END)
    return f"{before}{BEGIN}\n\n{described()}\n\n{END}{after}"


if __name__ == "__main__":
    now = TARGET.read_text()
    made = book(now)
    if "--check" in sys.argv:
        if made != now:
            print("docs/api.md is out of date: run `make docs`")
            sys.exit(1)
    else:
        TARGET.write_text(made)
