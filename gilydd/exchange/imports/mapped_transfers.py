"""`gilydd import transfers`: any table of transfers, as `mapped` reads it."""

from __future__ import annotations

import argparse
from functools import partial

from gilydd.people.imports import Report

from .mapped import TRANSFER_COLUMNS, gather


def add_arguments(parser: argparse.ArgumentParser) -> None:
    """Arguments of `gilydd import transfers` beside --community and --write."""
    from .console import add_mapped_arguments

    add_mapped_arguments(parser, TRANSFER_COLUMNS)


def run(args: argparse.Namespace) -> Report:
    """Bring in a table of transfers."""
    from .console import run_with

    return run_with(args, partial(gather, "transfers"))
