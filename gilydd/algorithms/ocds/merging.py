"""Merge the releases of each contracting process into its compiled release, in order of date.

Source: OCDS 1.1 merging rules (https://standard.open-contracting.org/1.1/en/schema/merging/), as done by
`ocdsmerge` with the vendored schema.
"""

import copy
import warnings
from collections.abc import Iterable, Iterator
from dataclasses import dataclass, replace
from datetime import datetime
from functools import cache
from itertools import pairwise
from typing import Any

from gilydd.algorithms.ocds.contradictions import contradictions
from gilydd.algorithms.ocds.reading import (
    Problem,
    SourcedRelease,
    entries,
    fingerprint,
    has_code,
    mapping,
    moment,
    pointer,
)
from gilydd.algorithms.ocds.standard import known_paths, release_schema

MergeRules = dict[tuple[str, ...], str]


@dataclass(frozen=True)
class Process:
    """One contracting process of one buyer.

    `releases` are those merged, in order of date; `compiled` is the compiled release, empty where the
    releases contradict each other in kind and cannot be merged; `problems` are the contradictions found.
    """

    ocid: str
    buyer: str | None
    releases: tuple[SourcedRelease, ...]
    compiled: dict[str, Any]
    problems: tuple[Problem, ...]


@dataclass(frozen=True)
class Compilation:
    """The processes in order of ocid and buyer, and the releases that could not be placed in any."""

    processes: tuple[Process, ...]
    problems: tuple[Problem, ...]


def compile_releases(releases: Iterable[SourcedRelease]) -> Compilation:
    """Merge releases into processes.

    The result does not depend on the order given: releases are merged by instant, then release id, then
    content. One release counts once (key: ocid and release id). The same ocid used by different buyers makes
    several processes. Never uses the network. About linear in the size of the input, plus sorting.
    """
    placed, unplaced = _place(releases)
    processes: list[Process] = []
    for ocid in sorted(placed):
        groups = _by_buyer(placed[ocid])
        buyers = [buyer for buyer, _ in groups]
        processes += [_process(ocid, buyer, group, buyers) for buyer, group in groups]
    return Compilation(tuple(processes), tuple(unplaced))


def _place(releases: Iterable[SourcedRelease]) -> tuple[dict[str, list[SourcedRelease]], list[Problem]]:
    placed: dict[str, list[SourcedRelease]] = {}
    unplaced = []
    for release in sorted(releases, key=lambda item: (item.file, item.path)):
        ocid = release.body.get("ocid")
        lacking = "`ocid`" if not (isinstance(ocid, str) and ocid) else "`date` with time and zone"
        if moment(release.body.get("date")) and isinstance(ocid, str) and ocid:
            placed.setdefault(ocid, []).append(release)
        else:
            note = f"left out of the compiled release: it has no {lacking}"
            unplaced.append(Problem("error", release.file, release.path, "release-left-out", note))
    return placed, unplaced


def _order(release: SourcedRelease) -> tuple[datetime, str, str]:
    instant = moment(release.body["date"])
    assert instant is not None  # _place lets no other release through
    return instant, str(release.body.get("id")), fingerprint(release.body)


def _buyers(body: dict[str, Any]) -> list[dict[str, Any]]:
    buyer = mapping(body.get("buyer"))
    if buyer:
        return [buyer]
    return [party for party in entries(body.get("parties")) if has_code(party.get("roles"), "buyer")]


def _names_of_buyer(body: dict[str, Any]) -> list[tuple[str, str]]:
    names = []
    for buyer in _buyers(body):
        if isinstance(buyer.get("id"), str | int) and buyer["id"] != "":
            names.append(("id", str(buyer["id"])))
        if isinstance(buyer.get("name"), str) and buyer["name"].strip():
            names.append(("name", " ".join(buyer["name"].casefold().split())))
    return names


def _by_buyer(releases: list[SourcedRelease]) -> list[tuple[str | None, list[SourcedRelease]]]:
    """Part the releases of one ocid by buyer; buyers that share an id or a name are one buyer.

    A release that names no buyer belongs to the only buyer there is, or else to a group of its own.
    """
    root: dict[tuple[str, str], tuple[str, str]] = {}

    def find(key: tuple[str, str]) -> tuple[str, str]:
        """Return the key that stands for the whole set this key is in."""
        while root.setdefault(key, key) != key:
            key = root[key]
        return key

    named = [(release, _names_of_buyer(release.body)) for release in releases]
    for _, names in named:
        for name in names[1:]:
            first, second = sorted((find(names[0]), find(name)))
            root[second] = first
    groups: dict[tuple[str, str] | None, list[SourcedRelease]] = {}
    for release, names in named:
        groups.setdefault(find(names[0]) if names else None, []).append(release)
    if None in groups and len(groups) == 2:
        nameless = groups.pop(None)
        next(iter(groups.values())).extend(nameless)
    labelled = [(_label(group), sorted(group, key=_order)) for group in groups.values()]
    return sorted(labelled, key=lambda pair: (pair[0] or "", fingerprint(pair[1][0].body)))


def _label(group: list[SourcedRelease]) -> str | None:
    for release in sorted(group, key=_order, reverse=True):
        for buyer in _buyers(release.body):
            label = buyer.get("name") or buyer.get("id")
            if isinstance(label, str | int):
                return str(label)
    return None


def _process(ocid: str, buyer: str | None, group: list[SourcedRelease], buyers: list[str | None]) -> Process:
    problems = []
    if len(buyers) > 1:
        who = ", ".join(name or "no named buyer" for name in buyers)
        note = (
            f"{ocid} is used by {len(buyers)} buyers ({who}); kept apart, for an ocid should mean one process"
        )
        problems.append(Problem("warning", group[0].file, group[0].path + "/ocid", "ocid-shared", note))
    releases, repeats = _once_each(group)
    releases, left_out = _without_snapshots(releases)
    rules = _rules_for(releases)
    problems += [*repeats, *left_out, *_same_instant(releases), *_same_ids(releases, rules)]
    try:
        compiled = _merge(releases, rules)
    except (ValueError, TypeError, KeyError, AttributeError, IndexError) as trouble:
        note = f"the releases of {ocid} cannot be merged: {str(trouble)[:150]}"
        problems.append(Problem("error", releases[-1].file, releases[-1].path, "cannot-merge", note))
        compiled = {}
    process = Process(ocid, buyer, tuple(releases), compiled, ())
    found = contradictions(process.releases, compiled) if compiled else ()
    return replace(process, problems=(*problems, *found))


def _once_each(group: list[SourcedRelease]) -> tuple[list[SourcedRelease], list[Problem]]:
    kept: dict[str, SourcedRelease] = {}
    problems = []
    for number, release in enumerate(group):
        has_id = release.body.get("id") not in (None, "")
        key = fingerprint(release.body["id"]) if has_id else f"no id {number}"
        earlier = kept.pop(key, None)
        kept[key] = release
        if earlier and fingerprint(earlier.body) == fingerprint(release.body):
            kept[key] = earlier
        elif earlier:
            note = (
                f"release id {release.body['id']!r} stands for two different contents, dated "
                f"{earlier.body['date']} ({earlier.file}{earlier.path}) and {release.body['date']}; "
                "the later one counts, and each release should have its own id"
            )
            where = release.path + "/id"
            problems.append(Problem("warning", release.file, where, "release-id-reused", note))
    return list(kept.values()), problems


def _without_snapshots(releases: list[SourcedRelease]) -> tuple[list[SourcedRelease], list[Problem]]:
    """Leave compiled releases out where there are others: a summary is not a further release."""
    own = [release for release in releases if not has_code(release.body.get("tag"), "compiled")]
    if not own or len(own) == len(releases):
        return releases, []
    note = "this compiled release is left out, for the releases it sums up are here"
    left_out = [release for release in releases if release not in own]
    return own, [Problem("warning", item.file, item.path, "compiled-left-out", note) for item in left_out]


def _same_instant(releases: list[SourcedRelease]) -> Iterator[Problem]:
    for earlier, later in pairwise(releases):
        if _order(earlier)[0] == _order(later)[0]:
            note = (
                f"releases {earlier.body.get('id')!r} and {later.body.get('id')!r} have the same date "
                f"{later.body['date']}, so which came last is a guess (the order of their ids is used)"
            )
            yield Problem("warning", later.file, later.path + "/date", "same-date", note)


def _same_ids(releases: list[SourcedRelease], rules: MergeRules) -> Iterator[Problem]:
    for release in releases:
        for path, index, first, entry_id in _repeated_ids(release.body, (), "", rules):
            note = f"has the id {entry_id!r} of entry {first}; merging makes one of the two"
            where = release.path + path + pointer(index)
            yield Problem("warning", release.file, where, "same-id", note)


def _repeated_ids(
    value: object, names: tuple[str, ...], path: str, rules: MergeRules
) -> Iterator[tuple[str, int, int, object]]:
    """Yield (pointer of the list, place, place of the first entry with that id, id)."""
    if rules.get(names) in {"wholeListMerge", "omitWhenMerged"}:
        return
    if isinstance(value, dict):
        for key, child in value.items():
            yield from _repeated_ids(child, (*names, key), path + pointer(key), rules)
    elif isinstance(value, list):
        seen: dict[str, int] = {}
        for index, child in enumerate(value):
            yield from _repeated_ids(child, names, path + pointer(index), rules)
            if isinstance(child, dict) and child.get("id") is not None:
                first = seen.setdefault(fingerprint(child["id"]), index)
                if first != index:
                    yield path, index, first, child["id"]


@cache
def _schema_rules() -> MergeRules:
    """Return ocdsmerge's rule ("omitWhenMerged" or "wholeListMerge") by path of property names."""
    from ocdsmerge import Merger

    # Without a schema, Merger would fetch one from the network.
    rules: MergeRules = Merger(copy.deepcopy(release_schema())).merge_rules
    return rules


def _rules_for(releases: list[SourcedRelease]) -> MergeRules:
    """Return the merge rules of the schema and of the extensions that these releases use.

    A list whose entries have no id is replaced whole, which the schema cannot say of an extension's list: the
    weighted criteria of a tender would otherwise stand there once more with each release that repeats them.
    """
    lists = {path for release in releases for path in _lists_without_ids(release.body, ())}
    return _schema_rules() | dict.fromkeys(lists - known_paths(), "wholeListMerge")


def _lists_without_ids(value: object, path: tuple[str, ...]) -> Iterator[tuple[str, ...]]:
    if isinstance(value, dict):
        for key, child in value.items():
            yield from _lists_without_ids(child, (*path, key))
    elif isinstance(value, list):
        if any(isinstance(child, dict) and child.get("id") is None for child in value):
            yield path
        for child in value:
            yield from _lists_without_ids(child, path)


def _merge(releases: list[SourcedRelease], rules: MergeRules) -> dict[str, Any]:
    from ocdsmerge import CompiledRelease
    from ocdsmerge.exceptions import DuplicateIdValueWarning

    # Appended one by one, because Merger sorts dates as text, which is wrong across time zones.
    merged = CompiledRelease(merge_rules=rules)
    with warnings.catch_warnings():
        warnings.simplefilter("ignore", DuplicateIdValueWarning)  # _same_ids names them, with their place
        for release in releases:
            merged.append(release.body)
    compiled: dict[str, Any] = copy.deepcopy(merged.asdict())
    return compiled
