"""Make docs/rooms.md from the signs of the rooms; --check says whether it is up to date."""

from __future__ import annotations

import ast
import sys
import textwrap
import tomllib
from pathlib import Path

ROOT = Path(__file__).parents[1]
TARGET = ROOT / "docs" / "rooms.md"


def book() -> str:
    """The room book: every floor from the top, every room's sign under its name."""
    project = tomllib.loads((ROOT / "pyproject.toml").read_text())
    layers = project["tool"]["importlinter"]["contracts"][0]["layers"]
    parts = [
        "# The rooms",
        "Made by `make docs` from the sign in each room's `__init__.py`. A floor imports only floors below;"
        " rooms on one floor never import each other.",
        "\n".join(f"{number}. {floor}" for number, floor in enumerate(layers, 1)),
    ]
    for room in (room.strip() for floor in layers for room in floor.split("|")):
        source = (ROOT / "gilydd" / room / "__init__.py").read_text()
        parts += [f"## {room}", sign(ast.get_docstring(ast.parse(source)) or "Pure Python: see docs/tools.")]
    return "\n\n".join(parts) + "\n"


def sign(text: str) -> str:
    """A docstring's headed paragraphs as Markdown."""
    out = []
    for paragraph in text.split("\n\n"):
        head, _, body = paragraph.partition("\n")
        if body.startswith("    "):
            out.append(f"**{head}.** {' '.join(textwrap.dedent(body).split())}")
        else:
            out.append(" ".join(paragraph.split()))
    return "\n\n".join(out)


if __name__ == "__main__":
    made = book()
    if "--check" in sys.argv:
        if not TARGET.exists() or TARGET.read_text() != made:
            print("docs/rooms.md is out of date: run `make docs`")
            sys.exit(1)
    else:
        TARGET.write_text(made)
