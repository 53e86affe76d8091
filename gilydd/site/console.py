"""The one console command: computing tools that need no database, and the commands of a site.

Tools are loaded only when called, so that `gilydd <tool> --help` answers at once.
"""

from __future__ import annotations

import argparse
import importlib
import json
import os
import sys
from collections.abc import Sequence
from typing import Any

import gilydd

TOOLS = {
    "budget": "decide a participatory budget from a Pabulib file",
    "ocds": "validate or compile Open Contracting releases",
    "agreement": "how far coders agree: Krippendorff's alpha",
    "match": "who helps whom in a round, as circles, proven the best",
    "network": "reciprocity, circles, bonding and bridging of a community's exchanges",
    "opinions": "opinion groups, consensus and division from a Polis export",
    "panel": "draw a panel by lot, with the fairest chances the quotas allow",
    "score": "score bids by criteria, with the spread and both sides",
    "series": "level and slope change of an indicator, before and after",
    "sroi": "social return on investment of an impact map",
    "vote": "count a vote again from its file",
}
IMPORTS = {
    "timeoverflow": (
        "gilydd.exchange.imports.timeoverflow",
        "members, offers and transfers of a TimeOverflow timebank",
    ),
    "komunitin": ("gilydd.exchange.imports.komunitin", "transfers of a Komunitin community"),
    "members": ("gilydd.exchange.imports.mapped", "any table of members: CSV, XLSX or ODS"),
    "transfers": ("gilydd.exchange.imports.mapped_transfers", "any table of transfers: CSV, XLSX or ODS"),
    "community": ("gilydd.site.moving", "a whole community that another Gilydd exported"),
    "cases": ("gilydd.evaluating.case_files", "cases of another Gilydd, as its library gives them: JSON"),
    "framework": (
        "gilydd.services.framework_files",
        "a framework of outcomes, or a new version: CSV, XLSX or ODS",
    ),
    "ocds": ("gilydd.commissioning.imports", "a contracting process as OCDS releases"),
    "oruk": ("gilydd.services.bringing", "a list of services in Open Referral UK 3.0: JSON or CSV"),
    "pabulib": ("gilydd.designing.imports", "a participatory budget as a Pabulib file"),
    "polis": ("gilydd.designing.conversations", "a conversation as a Polis export, into a challenge"),
}


def main(argv: Sequence[str] | None = None) -> int:
    """Run one command; 0 when it worked, 2 with one line on stderr for bad input, 1 for a failed check."""
    words = list(sys.argv[1:] if argv is None else argv)
    if words and words[0] == "django":
        return _django(words[1:])
    parser = _parser(words[0] if words else "", words[1] if len(words) > 1 else "")
    args = parser.parse_args(words)
    try:
        return int(args.run(args) or 0)
    except KeyboardInterrupt:
        print("stopped", file=sys.stderr)
        return 130
    except BrokenPipeError:
        return 0
    except Exception as failure:
        if not _is_bad_input(failure):
            raise
        print(f"gilydd {words[0]}: {failure}", file=sys.stderr)
        return 2


def _parser(called: str, second: str) -> argparse.ArgumentParser:
    parser = argparse.ArgumentParser(prog="gilydd", description=(gilydd.__doc__ or "").strip())
    parser.add_argument("--version", action="version", version=gilydd.__version__)
    commands = parser.add_subparsers(dest="command", required=True, metavar="COMMAND")
    for name, about in TOOLS.items():
        tool = commands.add_parser(name, help=about, description=about)
        tool.add_argument("--pretty", action="store_true", help="print for a person, indented")
        if called == name:
            importlib.import_module(f"gilydd.site.tools.{name}").add_arguments(tool)
        tool.set_defaults(run=_run_tool)
    bring = commands.add_parser("import", help="bring data in: dry run first, then all or nothing")
    kinds = bring.add_subparsers(dest="kind", required=True, metavar="KIND")
    for name, (module, about) in IMPORTS.items():
        kind = kinds.add_parser(name, help=about, description=about)
        if called == "import" and second == name:
            _setup()
            if name != "community":
                kind.add_argument(
                    "--community", required=True, help="the community's address, such as cwm-enfys"
                )
            kind.add_argument("--write", action="store_true", help="write; without it nothing is written")
            importlib.import_module(module).add_arguments(kind)
        kind.set_defaults(run=_run_import)
    for name, (function, about, arguments) in SITE_COMMANDS.items():
        command = commands.add_parser(name, help=about, description=about)
        for flags, settings in arguments:
            command.add_argument(*flags, **settings)
        command.set_defaults(run=_run_site, function=function)
    commands.add_parser("django", help="any command of Django itself, such as migrate or shell")
    return parser


SITE_COMMANDS: dict[str, tuple[str, str, list[tuple[tuple[str, ...], dict[str, Any]]]]] = {
    "run": (
        "gilydd.site.running:run",
        "start web and worker together",
        [
            (("--port",), {"type": int, "default": 8000}),
            (("--host",), {"default": "127.0.0.1"}),
            (("--demo",), {"action": "store_true", "help": "make the demo community first, where it is missing"}),
            (("--no-worker",), {"action": "store_true", "help": "web only"}),
        ],
    ),
    "worker": ("gilydd.site.running:worker", "work through queued jobs", []),
    "demo": ("gilydd.site.running:demo", "make the demo community and start it", [
        (("--only-make",), {"action": "store_true", "help": "make it and stop"}),
        (("--size",), {"choices": ("village", "valley"), "default": "village", "help": "120 people, or 1,000"}),
        (("--port",), {"type": int, "default": 8000}),
    ]),
    "check": ("gilydd.site.checking:check", "prove books, crossings, decisions and seal again", []),
    "reindex": ("gilydd.chain.indexing:run", "read everything that the search finds anew", []),
    "export": ("gilydd.site.moving:export", "a whole community as one file that another Gilydd can import", [
        (("community",), {"help": "the community's address, such as cwm-enfys"}),
        (("file",), {"help": "where to write it, such as cwm-enfys.zip"}),
    ]),
    "backup": ("gilydd.site.backups:backup", "copy the database to a file while it runs", [
        (("file",), {"help": "where to write the copy"}),
    ]),
    "restore": ("gilydd.site.backups:restore", "put a copy back; the present database is kept beside it", [
        (("file",), {"help": "the copy"}),
        (("--yes",), {"action": "store_true", "help": "do it"}),
    ]),
}  # fmt: skip


def _run_tool(args: argparse.Namespace) -> int:
    tool = importlib.import_module(f"gilydd.site.tools.{args.command}")
    result = tool.run(args)
    json.dump(result, sys.stdout, ensure_ascii=False, indent=2 if args.pretty else None)
    print()
    return 0


def _run_import(args: argparse.Namespace) -> int:
    _setup()
    report = importlib.import_module(IMPORTS[args.kind][0]).run(args)
    print(report.text())
    return 0


def _run_site(args: argparse.Namespace) -> int:
    _setup()
    module, name = args.function.split(":")
    return int(getattr(importlib.import_module(module), name)(args) or 0)


def _setup() -> None:
    os.environ.setdefault("DJANGO_SETTINGS_MODULE", "gilydd.site.settings")
    import django

    django.setup()


def _django(words: list[str]) -> int:
    os.environ.setdefault("DJANGO_SETTINGS_MODULE", "gilydd.site.settings")
    from django.core.management import execute_from_command_line

    execute_from_command_line(["gilydd django", *words])
    return 0


def _is_bad_input(failure: Exception) -> bool:
    """Whether the failure is the user's to mend: a bad value, a missing file, a refused rule."""
    if isinstance(failure, ValueError | OSError):
        return True
    return any(kind.__name__ in ("Refused", "NotAllowed") for kind in type(failure).__mro__)


if __name__ == "__main__":
    sys.exit(main())
