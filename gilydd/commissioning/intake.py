"""See what releases would change before anything is written: what is new, where it belongs, what clashes."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from typing import Any

from gilydd.algorithms import ocds
from gilydd.algorithms.ocds.reading import fingerprint, moment, pointer
from gilydd.people.imports import BadFile, Problem
from gilydd.services.models import Turn

from .derive import shown_time, sourced
from .models import ContractingProcess, Release
from .words import KEY_LENGTH

AMOUNT_MOST = 2**63 - 1


@dataclass(frozen=True)
class Incoming:
    """A release from a file, with its JSON text as given and the SHA-256 of its UTF-8 bytes."""

    source: ocds.SourcedRelease
    raw: str
    sha256: str

    @property
    def ocid(self) -> str:
        return str(self.source.body["ocid"])

    @property
    def release_id(self) -> str:
        return str(self.source.body["id"])

    @property
    def date(self) -> dt.datetime | None:
        return shown_time(moment(self.source.body["date"]))

    @property
    def dated(self) -> dt.datetime:
        """The date of a release that `plan` let through."""
        assert self.date is not None
        return self.date

    @property
    def tag(self) -> str:
        return " ".join(str(code) for code in self.source.body["tag"])

    @property
    def where(self) -> str:
        return f"{self.source.file}{self.source.path}"


@dataclass(frozen=True)
class Group:
    """The releases of one process: `process` where it is here already, and what is new of it."""

    process: ContractingProcess | None
    merged: ocds.Process
    fresh: tuple[Incoming, ...]


@dataclass(frozen=True)
class Plan:
    """What bringing releases in would do; `known` of them are here already, word for word or in content."""

    groups: tuple[Group, ...]
    known: int


def plan(turn: Turn, incoming: Sequence[Incoming]) -> Plan:
    """Sort releases into processes of the turn's community.

    Raises `BadFile` with every reason why they cannot be brought in. Three queries, and about
    linear in the releases of the processes that something is new of.
    """
    _refuse([problem for item in incoming for problem in _unfit(item)])
    rows = Release.objects.of(turn.community).filter(process__ocid__in={item.ocid for item in incoming})
    letter_for_letter = set(rows.values_list("sha256", flat=True))
    unseen = [item for item in incoming if item.sha256 not in letter_for_letter]
    ocids = {item.ocid for item in unseen}
    rows = rows.filter(process__ocid__in=ocids).select_related("process").order_by("date", "pk")
    held = {row: sourced(row) for row in rows}
    fresh = _fresh(held, unseen)
    together = ocds.compile_releases([*held.values(), *(item.source for item in fresh)])
    processes = ContractingProcess.objects.of(turn.community).filter(ocid__in=ocids)
    known = {process.pk: process for process in processes.select_related("turn__service", "procurement")}
    by_key = {(process.ocid, process.buyer): process.pk for process in known.values()}
    # Merging hands the very same objects back, so a release is found again by its identity.
    owner_of = {id(source): row.process_id for row, source in held.items()}
    item_of = {id(item.source): item for item in fresh}
    problems = [_told(problem) for problem in together.problems if problem.severity == "error"]
    groups = []
    for merged in together.processes:
        problems += _amiss(merged, held, fresh)
        mine = [id(source) for source in merged.releases]
        new = tuple(item_of[one] for one in mine if one in item_of)
        pks = {owner_of[one] for one in mine if one in owner_of}
        pks |= {by_key[key] for key in [(merged.ocid, merged.buyer or "")] if key in by_key}
        owners = [known[pk] for pk in sorted(pks)]
        problems += _wrong_owner(turn, merged, new, owners)
        if new:
            groups.append(Group(owners[0] if owners else None, merged, new))
    _refuse(problems)
    return Plan(tuple(groups), len(incoming) - len(fresh))


def _refuse(problems: list[Problem]) -> None:
    if problems:
        raise BadFile(problems)


def _told(problem: ocds.Problem) -> Problem:
    return Problem(f"{problem.path or 'the whole file'}: {problem.message}", file=problem.file)


def _unfit(item: Incoming) -> Iterable[Problem]:
    """Say what this release holds that cannot be kept."""
    file, path = item.source.file, item.source.path
    for name, value in (("ocid", item.ocid), ("id", item.release_id), ("tag", item.tag)):
        if len(value) > KEY_LENGTH:
            note = f"{path}/{name}: has {len(value)} characters; {KEY_LENGTH} is the most"
            yield Problem(note, file=file)
    if item.date is None:
        note = f"{path}/date: {item.source.body['date']} is a placeholder; give the day of the release"
        yield Problem(note, file=file)
    for where, stated in _values(item.source.body, path):
        said = ocds.money(stated)
        if said and abs(said.minor_units) > AMOUNT_MOST:
            yield Problem(f"{where}/amount: {stated['amount']} is larger than any amount can be", file=file)


def _values(value: Any, path: str) -> Iterable[tuple[str, dict[str, Any]]]:
    """Every JSON object that may be an amount, with its pointer."""
    if isinstance(value, dict):
        if "amount" in value:
            yield path, value
        for key, child in value.items():
            yield from _values(child, path + pointer(key))
    elif isinstance(value, list):
        for index, child in enumerate(value):
            yield from _values(child, path + pointer(index))


def _fresh(held: dict[Release, ocds.SourcedRelease], incoming: Sequence[Incoming]) -> list[Incoming]:
    """The incoming releases that are not here yet; the same content in other spacing is the same release."""
    seen = {fingerprint(source.body) for source in held.values()}
    fresh = []
    for item in incoming:
        print_ = fingerprint(item.source.body)
        if print_ not in seen:
            seen.add(print_)
            fresh.append(item)
    return fresh


def _amiss(
    merged: ocds.Process, held: dict[Release, ocds.SourcedRelease], fresh: list[Incoming]
) -> Iterable[Problem]:
    """Say why the releases of a process cannot stand together."""
    if len(merged.buyer or "") > KEY_LENGTH:
        text = f"the buyer's name has {len(merged.buyer or '')} characters; {KEY_LENGTH} is the most"
        yield Problem(text, file=merged.releases[0].file)
    for problem in merged.problems:
        if problem.severity == "error":
            yield _told(problem)
        elif problem.what == "release-id-reused":
            every = [*held.values(), *(item.source for item in fresh)]
            twice = next(
                one for one in every if one.file == problem.file and f"{one.path}/id" == problem.path
            )
            yield _twice(merged.ocid, str(twice.body["id"]), held, fresh)


def _twice(
    ocid: str, release_id: str, held: dict[Release, ocds.SourcedRelease], fresh: list[Incoming]
) -> Problem:
    before = [
        f"the release brought in on {row.recorded_at:%Y-%m-%d} (SHA-256 {row.sha256[:12]})"
        for row in held
        if (row.process.ocid, row.release_id) == (ocid, release_id)
    ]
    now = [item for item in fresh if (item.ocid, item.release_id) == (ocid, release_id)]
    places = [*before, *(f"{item.where} (SHA-256 {item.sha256[:12]})" for item in now)]
    text = (
        f"{now[-1].source.path}/id: {release_id!r} stands for different contents: {' and '.join(places)}; "
        "a release that was changed needs an id of its own"
    )
    return Problem(text, file=now[-1].source.file)


def _wrong_owner(
    turn: Turn, merged: ocds.Process, new: tuple[Incoming, ...], owners: list[ContractingProcess]
) -> Iterable[Problem]:
    if not new:
        return
    file, path = new[0].source.file, new[0].source.path
    if len(owners) > 1:
        buyers = " and ".join(one.buyer or "no named buyer" for one in owners)
        text = f"{path}/buyer: joins what came in as two processes of {merged.ocid}: {buyers}"
        yield Problem(f"{text}; give each buyer its own ocid", file=file)
    for one in owners:
        if hasattr(one, "procurement"):
            text = f"{path}/ocid: {merged.ocid} is published here; its story is told by this Gilydd alone"
            yield Problem(text, file=file)
        if one.turn.service_id != turn.service_id:
            text = f"{path}/ocid: {merged.ocid} already belongs to the service “{one.turn.service.name_en}”"
            yield Problem(f"{text}; bring it in there", file=file)
