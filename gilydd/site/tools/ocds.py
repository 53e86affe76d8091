"""`gilydd ocds validate|compile FILE…`: OCDS releases in; errors, warnings and compiled releases out."""

import argparse
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from gilydd.algorithms.ocds import Problem


def add_arguments(parser: argparse.ArgumentParser) -> None:
    """Add the actions `validate` and `compile`, each with its files."""
    actions = parser.add_subparsers(dest="action", required=True, metavar="validate|compile")
    for action, purpose in (
        ("validate", "check releases against OCDS 1.1 and against themselves"),
        ("compile", "merge the releases of each process into its latest state"),
    ):
        chosen = actions.add_parser(action, help=purpose, description=purpose)
        chosen.add_argument(
            "files",
            nargs="+",
            metavar="FILE",
            help="a release, a release package, a record package, or a list of them (JSON)",
        )


def run(args: argparse.Namespace) -> dict[str, Any]:
    """Return the result of the chosen action as a JSON object.

    Raises ValueError when a file is not OCDS at all, OSError when one cannot be opened. Data that breaks the
    standard is a result (`valid` is false), not a failure.
    """
    # Imported here, so that the console starts at once for every other command.
    from gilydd.algorithms import ocds

    reading = ocds.read_files(args.files)
    compilation = ocds.compile_releases(reading.releases)
    found = [*ocds.validate(reading), *compilation.problems]
    found += [problem for process in compilation.processes for problem in process.problems]
    result: dict[str, Any] = {
        "files": list(reading.files),
        "releases": len(reading.releases),
        "errors": [_told(problem) for problem in found if problem.severity == "error"],
        "warnings": [_told(problem) for problem in found if problem.severity == "warning"],
    }
    result["valid"] = not result["errors"]
    if args.action == "compile":
        result["processes"] = [
            {
                "ocid": process.ocid,
                "buyer": process.buyer,
                "releases": [ocds.jsonable(release.body.get("id")) for release in process.releases],
                "summary": ocds.jsonable(ocds.summary(process.compiled)),
                "compiled": ocds.jsonable(process.compiled),
            }
            for process in compilation.processes
        ]
    return result


def _told(problem: "Problem") -> dict[str, str]:
    return {"file": problem.file, "path": problem.path, "what": problem.what, "message": problem.message}
