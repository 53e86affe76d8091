"""The console's side of every import: arguments, progress on a terminal, the report in its language."""

from __future__ import annotations

import argparse
import datetime as dt
import os
import sys
from collections.abc import Callable, Iterator, Mapping, Sequence
from contextlib import contextmanager
from typing import Any

from django.utils import translation
from django.utils.translation import gettext
from django.utils.translation import gettext_noop as _

from gilydd.people.imports import Report
from gilydd.people.models import Area, Community
from gilydd.people.policy import SYSTEM

from .bringing import bring_in
from .gathering import Gathered, Options
from .planning import Progress, quiet
from .tables import files_of

Reader = Callable[[Mapping[str, bytes], Options], Gathered]
PHASES = {
    "read": _("Reading"),
    "check": _("Checking"),
    "members": _("Members"),
    "offers": _("Offers and needs"),
    "transfers": _("Transfers"),
}


def add_arguments(parser: argparse.ArgumentParser) -> None:
    """What can be said about any import."""
    add = parser.add_argument
    add(
        "--dates",
        choices=["dmy", "mdy"],
        default="",
        help="what 3/4/2022 means; without it such dates are refused",
    )
    add("--day", type=dt.date.fromisoformat, help="the day of what has none, YYYY-MM-DD")
    add("--prefix", default="", help="put before the file's member numbers, where they clash with those here")
    add(
        "--account",
        action="append",
        default=[],
        metavar="CODE=WHO",
        help="a code of the file is a member number, pot or closed",
    )
    add(
        "--category",
        action="append",
        default=[],
        metavar="NAME=WORK",
        help="a category of the file is this kind of work (its code)",
    )
    add(
        "--same",
        action="append",
        default=[],
        metavar="ROW=MEMBER",
        help="this row is the member with this number, or an earlier row:N",
    )
    add(
        "--another",
        action="append",
        default=[],
        metavar="ROW",
        help="this row is another person, however alike; “all” for every row",
    )
    add("--area", default="", help="the area (its short name) of new members without one")
    add(
        "--leave-out-wrong",
        action="store_true",
        help="leave wrong rows out, and list them, instead of refusing the files",
    )


def add_mapped_arguments(parser: argparse.ArgumentParser, fields: Mapping[str, Sequence[str]]) -> None:
    """What can be said about a table with columns of its own."""
    add = parser.add_argument
    add("files", nargs="+", metavar="FILE", help="CSV, XLSX or ODS")
    add(
        "--map",
        action="append",
        default=[],
        dest="column",
        metavar="FIELD=COLUMN",
        help=f"fields: {', '.join(fields)}",
    )
    add("--sheet", default="", help="the sheet of a spreadsheet; without it the first")
    add(
        "--unit",
        choices=["hours", "minutes", "seconds"],
        default="",
        help="what a bare number of the length of time is",
    )
    add(
        "--opening-balances",
        action="store_true",
        help="begin each member with the balance in the file, from or to the pot",
    )
    add_arguments(parser)


def options_of(args: argparse.Namespace) -> Options:
    """The options that the arguments say. Raises ValueError for one that cannot be read."""
    everybody = "all" in args.another
    another = None if everybody else frozenset(_row("--another", word) for word in args.another)
    return Options(
        columns=_pairs("--map" if hasattr(args, "sheet") else "--column", getattr(args, "column", [])),
        categories=_pairs("--category", args.category),
        accounts=_pairs("--account", args.account),
        same={_row("--same", row): who for row, who in _pairs("--same", args.same).items()},
        another=another,
        dates=args.dates,
        unit=getattr(args, "unit", ""),
        unit_minutes=getattr(args, "unit_minutes", 60),
        scale=getattr(args, "scale", 0),
        prefix=args.prefix,
        sheet=getattr(args, "sheet", ""),
        day=args.day,
        leave_out_wrong=args.leave_out_wrong,
        opening_balances=getattr(args, "opening_balances", False),
    )


def _pairs(flag: str, words: Sequence[str]) -> dict[str, str]:
    pairs = {}
    for word in words:
        left, equals, right = word.partition("=")
        if not equals or not left:
            raise ValueError(f"{flag} {word}: expected something=something")
        pairs[left.strip()] = right.strip()
    return pairs


def _row(flag: str, word: str) -> int:
    if not word.isdecimal():
        raise ValueError(f"{flag} {word}: expected the number of a row, such as 12")
    return int(word)


def run_with(args: argparse.Namespace, gather: Reader) -> Report:
    """Read the files, and report or write. Raises BadFile, OSError, ValueError."""
    community = Community.objects.filter(slug=args.community).first()
    if community is None:
        raise ValueError(f"there is no community {args.community!r}")
    area = Area.objects.of(community).filter(code=args.area).first() if args.area else None
    if args.area and area is None:
        raise ValueError(f"there is no area {args.area!r} in {args.community}")
    options = options_of(args)
    with translation.override(console_language()), on_terminal() as progress:
        progress("read", 0, 1)
        gathered = gather(files_of(args.files), options)
        progress("read", 1, 1)
        return bring_in(
            by=SYSTEM, community=community, gathered=gathered, options=options, area=area,
            write=args.write, progress=progress,
        )  # fmt: skip


def console_language() -> str:
    """Welsh where the terminal's locale is Welsh, else English."""
    locale = os.environ.get("LC_ALL") or os.environ.get("LC_MESSAGES") or os.environ.get("LANG") or ""
    return "cy" if locale.startswith("cy") else "en"


@contextmanager
def on_terminal() -> Iterator[Progress]:
    """Bars on stderr where that is a terminal; silence in a pipe or a log."""
    if not sys.stderr.isatty():
        yield quiet
        return
    from rich.console import Console
    from rich.progress import BarColumn, MofNCompleteColumn, TextColumn, TimeElapsedColumn
    from rich.progress import Progress as Bars

    columns = (TextColumn("{task.description:<18}"), BarColumn(), MofNCompleteColumn(), TimeElapsedColumn())
    with Bars(*columns, console=Console(stderr=True)) as bars:
        tasks: dict[str, Any] = {}

        def show(phase: str, done: int, total: int) -> None:
            if phase not in tasks:
                tasks[phase] = bars.add_task(gettext(PHASES[phase]), total=max(total, 1))
            bars.update(tasks[phase], completed=done if total else 1, total=max(total, 1))

        yield show
