"""The floor plan is law: what import-linter cannot see, on the list of floors in pyproject.toml."""

from __future__ import annotations

import ast
import re
import subprocess
import sys
import tomllib
from functools import cache
from pathlib import Path

import pytest
from django.apps import apps
from django.urls import get_resolver

ROOT = Path(__file__).parents[1]
PACKAGE = ROOT / "gilydd"
CONTRACTS = tomllib.loads((ROOT / "pyproject.toml").read_text())["tool"]["importlinter"]["contracts"]
FLOORS = [[room.strip() for room in floor.split("|")] for floor in CONTRACTS[0]["layers"]]
HEIGHT = {room: -place for place, floor in enumerate(FLOORS) for room in floor}
ROOMS = sorted(HEIGHT)
WITHOUT_TABLES = {"ui", "site", "chain", "algorithms"}
SIGN = ("Purpose", "Words", "Invariants", "One flow")


def room_of(path: Path) -> str:
    return path.relative_to(PACKAGE).parts[0]


def points_down(here: str, there: str) -> bool:
    return here == there or HEIGHT[there] < HEIGHT[here]


def test_imports_point_down() -> None:
    linter = Path(sys.executable).with_name("lint-imports")
    done = subprocess.run([linter, "--no-cache"], cwd=ROOT, capture_output=True, text=True, check=False)
    assert done.returncode == 0, done.stdout[-3000:]


def test_every_room_of_the_plan_is_a_package_and_no_package_is_off_the_plan() -> None:
    packages = {path.parent.name for path in PACKAGE.glob("*/__init__.py")}
    assert packages == set(ROOMS)


@pytest.mark.parametrize("room", sorted(set(ROOMS) - {"algorithms"}))
def test_every_room_has_its_sign(room: str) -> None:
    sign = ast.get_docstring(ast.parse((PACKAGE / room / "__init__.py").read_text())) or ""
    assert [word for word in SIGN if word not in sign] == []


def test_model_relations_point_down() -> None:
    wrong = []
    for model in apps.get_models():
        if not model.__module__.startswith("gilydd."):
            continue
        for field in model._meta.get_fields():
            target = getattr(field, "related_model", None)
            if field.auto_created or target is None or not target.__module__.startswith("gilydd."):
                continue
            here, there = model._meta.app_label, target._meta.app_label
            if not points_down(here, there):
                wrong.append(f"{model._meta.label}.{field.name} -> {there}")
    assert wrong == []


def test_template_includes_point_down() -> None:
    wrong = []
    for path in PACKAGE.glob("*/templates/**/*.*"):
        here = room_of(path)
        for named in re.findall(r"{%-?\s*(?:extends|include|import|from)\s+\"([^\"]+)\"", path.read_text()):
            there = named.split("/")[0]
            there = {"account": "people", "govuk_frontend_jinja": "ui"}.get(there, there)
            if there not in HEIGHT or not points_down(here, there):
                wrong.append(f"{path.relative_to(ROOT)} -> {named}")
    assert wrong == []


def test_templates_lie_in_the_folder_of_their_room() -> None:
    strays = [
        str(path.relative_to(ROOT))
        for path in PACKAGE.glob("*/templates/*")
        if path.name not in (room_of(path), *(["account"] if room_of(path) == "people" else []))
    ]
    assert strays == []


def test_rooms_without_tables_have_none() -> None:
    found = {model._meta.app_label for model in apps.get_models() if model.__module__.startswith("gilydd.")}
    assert found & WITHOUT_TABLES == set()


def test_one_name_in_six_places() -> None:
    """Package = app label = URL prefix = template folder = test folder = heading in docs/rooms.md."""
    resolver = get_resolver()
    prefixes = "\n".join(str(found.pattern) for found in resolver.url_patterns[-1].url_patterns)
    headings = (ROOT / "docs" / "rooms.md").read_text()
    wrong = []
    for room in sorted(set(ROOMS) - {"algorithms"}):
        config = apps.get_app_config(room)
        if config.name != f"gilydd.{room}":
            wrong.append(f"{room}: app label")
        if (PACKAGE / room / "urls.py").exists() and room != "site" and f"{room}/" not in prefixes:
            wrong.append(f"{room}: URL prefix")
        if not (ROOT / "tests" / room).is_dir():
            wrong.append(f"{room}: test folder")
        if f"\n## {room}\n" not in headings:
            wrong.append(f"{room}: heading in docs/rooms.md")
    assert wrong == []


def test_the_room_book_is_made_from_the_signs() -> None:
    done = subprocess.run(
        [sys.executable, ROOT / "scripts" / "room_book.py", "--check"],
        capture_output=True,
        text=True,
        check=False,
    )
    assert done.returncode == 0, done.stdout


@cache
def functions() -> list[tuple[str, ast.FunctionDef | ast.AsyncFunctionDef]]:
    return [
        (f"{path.relative_to(ROOT)}:{node.lineno} {node.name}", node)
        for path in PACKAGE.rglob("*.py")
        if "migrations" not in path.parts
        for node in ast.walk(ast.parse(path.read_text()))
        if isinstance(node, ast.FunctionDef | ast.AsyncFunctionDef)
    ]


def test_no_function_is_over_70_lines() -> None:
    long = [name for name, node in functions() if (node.end_lineno or 0) - node.lineno + 1 > 70]
    assert long == []


def command_files() -> list[Path]:
    """commands.py of each room, or the modules of the package that it became."""
    return sorted([*PACKAGE.glob("*/commands.py"), *PACKAGE.glob("*/commands/[!_]*.py")])


def test_no_commands_file_is_past_600_lines() -> None:
    long = [str(path) for path in command_files() if len(path.read_text().splitlines()) > 600]
    assert long == []


# The worker may be holding the database while somebody asks it to stop: asking must not wait for it.
OPENS_ITS_OWN = {"exchange.stop_intake"}


def test_public_commands_are_keyword_only_and_own_their_transaction() -> None:
    """A command's first parameter is `by`, keyword-only, and it is decorated transaction.atomic."""
    wrong = []
    for path in command_files():
        if room_of(path) == "history":
            continue
        for node in ast.parse(path.read_text()).body:
            if not isinstance(node, ast.FunctionDef) or node.name.startswith("_"):
                continue
            decorated = {ast.unparse(decorator) for decorator in node.decorator_list}
            names = [argument.arg for argument in node.args.kwonlyargs]
            owns = "transaction.atomic" in decorated or f"{room_of(path)}.{node.name}" in OPENS_ITS_OWN
            if not owns or node.args.args or names[:1] != ["by"]:
                wrong.append(f"{room_of(path)}.{node.name}")
    assert wrong == []


def test_public_functions_say_what_they_do() -> None:
    """Every public function outside views and forms has a docstring; a function inside another is not public."""
    inner = {
        f"{name.split(':')[0]}:{part.lineno} {part.name}"
        for name, node in functions()
        for part in ast.walk(node)
        if part is not node and isinstance(part, ast.FunctionDef)
    }
    silent = [
        name
        for name, node in functions()
        if not node.name.startswith("_")
        and name not in inner
        and re.search(r"/(commands|queries|imports)(/\w+)?\.py:|/ledger\.py:|/algorithms/", name)
        and not ast.get_docstring(node)
        and (node.end_lineno or 0) - node.lineno > 6
    ]
    assert silent == [], "\n".join(silent)
