"""Bring in contracting processes from OCDS releases: a dry run that can be read, then all or nothing."""

from __future__ import annotations

import argparse
import hashlib
from collections.abc import Iterable, Sequence
from pathlib import Path

from gilydd.algorithms import ocds
from gilydd.algorithms.ocds import ProcessSummary, SourcedRelease
from gilydd.algorithms.ocds.reading import one_list
from gilydd.history.words import Refused
from gilydd.people.imports import BadFile, Problem, Report
from gilydd.people.models import Community
from gilydd.people.policy import SYSTEM, type_of_actor
from gilydd.services.models import Service, Turn
from gilydd.services.queries import present_turn

from . import commands, slices
from .derive import stage_of
from .intake import Group, Incoming, plan
from .policy import policy
from .queries import amount, totals


def add_arguments(parser: argparse.ArgumentParser) -> None:
    """Add the files, the community, the service and --write."""
    parser.add_argument("files", nargs="+", metavar="FILE", help="OCDS releases or packages of them (JSON)")
    parser.add_argument("--service", required=True, metavar="S", help="the service: its number or its name")


def run(args: argparse.Namespace) -> Report:
    """Bring files in for the present turn of a service.

    Raises `BadFile` or `Refused`; then nothing is written.
    """
    community = Community.objects.filter(slug=args.community).first()
    if community is None:
        known = ", ".join(Community.objects.order_by("slug").values_list("slug", flat=True)) or "none yet"
        raise Refused(f"--community: there is no community {args.community!r}; there are: {known}")
    service = _service(community, args.service)
    turn = present_turn(service)
    if turn is None:
        raise Refused(f"--service: {service.name_en} has no turn yet; start one first")
    return bring_in_ocds(SYSTEM, community, turn, args.files, write=args.write)


def _service(community: Community, wanted: str) -> Service:
    services = list(Service.objects.of(community).order_by("pk"))
    for service in services:
        called = {str(service.pk), service.name_cy.casefold(), service.name_en.casefold()}
        if wanted.strip().casefold() in called:
            return service
    known = ", ".join(f"{service.pk} ({service.name_en})" for service in services) or "none yet"
    raise Refused(f"--service: there is no service {wanted!r} in {community.slug}; there are: {known}")


def bring_in_ocds(
    by: type_of_actor, community: Community, turn: Turn, paths: Sequence[str | Path], write: bool = False
) -> Report:
    """Read OCDS files, check them and bring their releases in for a turn.

    Without `write` nothing is written: the report says what would be. Raises `BadFile` with every reason
    (file, JSON pointer, what would be right), `Refused` for a turn of another community, `NotAllowed`.
    """
    if turn.community_id != community.pk:
        raise Refused("this turn belongs to another community")
    policy.check(by, "bring_in", turn)
    incoming, found = read(paths)
    intended = plan(turn, incoming)
    for group in intended.groups:
        found += group.merged.problems
    if write:
        commands.bring_in_releases(by=by, turn=turn, incoming=incoming)
    head = f"{_count(len(incoming), 'release')} found in {_count(len(paths), 'file')}"
    if intended.known:
        head += f", {intended.known} of them here already or given twice"
    if not intended.groups:
        head += "; nothing is new"
    return Report(
        what=f"OCDS releases for {community.slug}",
        lines=[head, *(line for group in intended.groups for line in _lines(group))],
        warnings=[Problem(f"{problem.path}: {problem.message}", file=problem.file) for problem in found],
        written=write,
    )


def read(paths: Iterable[str | Path]) -> tuple[list[Incoming], list[ocds.Problem]]:
    """The releases of the files, each with its text as given, and warnings. Raises `BadFile`."""
    incoming: list[Incoming] = []
    found: list[ocds.Problem] = []
    for path in paths:
        reading = _reading(Path(path))
        found += ocds.validate(reading)
        # Bytes, not read_text, which would turn the line ends into its own.
        text = Path(path).read_bytes().decode("utf-8-sig")
        if Path(path).suffix == ".jsonl":
            text = one_list(text)
        cut = slices.texts(text, [release.path for release in reading.releases])
        incoming += [_incoming(release, cut[release.path]) for release in reading.releases]
    errors = [problem for problem in found if problem.severity == "error"]
    if errors:
        raise BadFile(
            [
                Problem(f"{error.path or 'the whole file'}: {error.message}", file=error.file)
                for error in errors
            ]
        )
    if not incoming:
        raise BadFile([Problem("there is no release in these files; give at least one")])
    return incoming, found


def _reading(path: Path) -> ocds.Reading:
    try:
        return ocds.read_files([path])
    except ocds.NotOCDSError as trouble:
        raise BadFile([Problem(str(trouble))]) from trouble
    except OSError as trouble:
        raise BadFile([Problem(f"cannot be opened: {trouble.strerror}", file=str(path))]) from trouble


def _incoming(release: SourcedRelease, raw: str) -> Incoming:
    return Incoming(release, raw, hashlib.sha256(raw.encode()).hexdigest())


def _lines(group: Group) -> list[str]:
    """A process in words."""
    said = ocds.summary(group.merged.compiled)
    state = "new process" if group.process is None else "process that is here already"
    head = f"{group.merged.ocid} of {group.merged.buyer or 'no named buyer'}: {state}"
    news = [f"  release {item.release_id} ({item.tag})" for item in group.fresh]
    lines = [head, f"  {_count(len(news), 'new release')}; stage: {stage_of(said).value}", *news]
    return [*lines, *_stages(said)]


def _stages(said: ProcessSummary) -> list[str]:
    lines = []
    if said.planning:
        lines.append(f"  planning: budget {_money([said.planning.budget])}")
    if said.tender:
        title = said.tender.title or "without a title"
        lines.append(f"  tender: {title}, {_money([said.tender.value])}, {said.tender.status or 'no status'}")
    for award in said.awards:
        names = ", ".join(one.name or one.id or "?" for one in award.suppliers) or "nobody named"
        lines.append(f"  award: {_money([award.value])} to {names}, {award.status or 'no status'}")
    for contract in said.contracts:
        lines.append(f"  contract: {_money([contract.value])}, {contract.status or 'no status'}")
        paid = [item.value for item in contract.transactions]
        lines.append(f"  paid: {_money(paid)} in {_count(len(paid), 'payment')}")
    return lines


def _money(values: Sequence[ocds.Money | None]) -> str:
    sums = totals((value.minor_units, value.currency) for value in values if value)
    return " + ".join(amount(*one) for one in sums) or "no amount"


def _count(number: int, thing: str) -> str:
    return f"{number} {thing}" if number == 1 else f"{number} {thing}s"
