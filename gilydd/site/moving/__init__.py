"""A whole community as one file, and a community out of such a file: nobody is locked in.

The file is a zip of JSON Lines, one for each table, with a manifest: what is in it, how many rows, the
SHA-256 of each part, the head of the seal, and what was not taken and why. Which rows belong is found from
the models themselves: a row goes along when it belongs to the community or hangs on one that does; parties,
persons and organisations go along when a row names them; what all communities share (words, statements of
frameworks) is named by its code.

Bringing it in gives every row a new id, so that it can stand beside other communities. Balances are not
copied: accounts begin at zero and the transfers move them, by the database's own triggers. The old seal is
proved from the file first, with the old ids, and its head is kept in the first record after it.
"""

from __future__ import annotations

import argparse
from pathlib import Path

from gilydd.people.imports import Report
from gilydd.people.models import Community

from .arriving import bring_in_community
from .leaving import export_community


def export(args: argparse.Namespace) -> int:
    """gilydd export SLUG FILE.zip"""
    community = Community.objects.filter(slug=args.community).first()
    if community is None:
        raise ValueError(f"there is no community {args.community!r}")
    manifest = export_community(community, Path(args.file))
    rows = sum(table["rows"] for table in manifest["tables"].values())
    print(
        f"{args.file}: {rows:,} rows of {len(manifest['tables'])} tables, "
        f"{Path(args.file).stat().st_size:,} bytes"
    )
    print("It holds everything about everybody, safeguarding notes too: keep it like the database itself.")
    for what, why in manifest["not_taken"].items():
        print(f"  not taken: {what} ({why})")
    return 0


def add_arguments(parser: argparse.ArgumentParser) -> None:
    """Arguments of `gilydd import community` beside --write."""
    parser.add_argument("file", help="a file made by `gilydd export`")
    parser.add_argument(
        "--as", dest="slug", default="", help="the address it gets here, where its own is taken"
    )


def run(args: argparse.Namespace) -> Report:
    """gilydd import community FILE.zip [--as SLUG] [--write]"""
    return bring_in_community(Path(args.file), slug=args.slug, write=args.write)


__all__ = ["add_arguments", "bring_in_community", "export", "export_community", "run"]
