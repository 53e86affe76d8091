"""Writes: maps and sets of proxies out of files, tried first, then whole or not at all."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from django.db import transaction
from django.utils import timezone
from django.utils.text import slugify
from django.utils.translation import gettext as _

from gilydd.history.commands import key_of
from gilydd.history.words import Refused
from gilydd.people.imports import Said, WrongCell
from gilydd.people.models import Community
from gilydd.people.policy import type_of_actor

from ..impact_cells import line_of
from ..impact_files import read_map, read_proxies
from ..impact_policy import policy
from ..impact_reckoning import lines_of
from ..impact_words import Counts, LineKind, SroiFileKind, SroiFileState
from ..models import ImpactMap, MapLine, Proxy, ProxySet, SroiFile
from ._map_lines import check_names, put_new, put_numbers
from ._map_writing import Writing, write_down

SET_WORDS = {"code": 60, "version": 40, "name_cy": 160, "name_en": 160, "source": 400, "licence": 200}


@transaction.atomic
def try_map_file(
    *, by: type_of_actor, impact_map: ImpactMap, name: str, data: bytes, counts: str, lang: str
) -> SroiFile:
    """Read a map out of a CSV, XLSX or ODS and keep what it would bring in; nothing of it is written.

    counts: what the quantities of its outcomes count. lang: the language of its names. Raises BadFile with
    every reason.
    """
    writing = Writing(by, impact_map)
    rows = read_map(name, data, counts)
    return SroiFile.objects.create(
        community=impact_map.community, kind=SroiFileKind.MAP, impact_map=writing.impact_map, name=name[:200],
        rows=rows, told={"counts": counts, "lang": lang}, map_version=writing.impact_map.version,
        made_by_key=key_of(by),
    )  # fmt: skip


@transaction.atomic
def try_proxies(
    *, by: type_of_actor, community: Community, name: str, data: bytes, source_url: str = "", **told: str
) -> SroiFile:
    """Read a set of proxies and keep what it would bring in; nothing of it is written.

    told: code, version, name_cy, name_en, source and licence of the set. A version that is here already is
    refused. Raises BadFile with every reason.
    """
    policy.check(by, "bring_in_proxies", community)
    said = {key: told.get(key, "").strip() for key in SET_WORDS}
    said["code"] = slugify(said["code"])
    for key, limit in SET_WORDS.items():
        if not said[key]:
            raise Refused(_("This is needed."), field=key)
        if len(said[key]) > limit:
            raise Refused(_("Use %(most)s characters at most.") % {"most": limit}, field=key)
    _check_new(community, said)
    rows = read_proxies(name, data)
    return SroiFile.objects.create(
        community=community, kind=SroiFileKind.PROXIES, name=name[:200], rows=rows,
        told={**said, "source_url": source_url.strip()}, made_by_key=key_of(by),
    )  # fmt: skip


def _check_new(community: Community, said: Mapping[str, str]) -> None:
    same = ProxySet.objects.of(community).filter(code=said["code"], version=said["version"])
    if same.exists():
        raise Refused(
            _("This version is here already. Give the new one a version of its own."), field="version"
        )


@transaction.atomic
def write_sroi_file(*, by: type_of_actor, sroi_file: SroiFile) -> SroiFile:
    """Write what was tried, all of it. Written twice, it is written once.

    A line of a map that has the name of one that is there takes the file's numbers and ranges; other lines
    stay. A map that changed since the trial is refused.
    """
    row = _file(by, sroi_file)
    if row.state != SroiFileState.TRIED:
        return row
    if row.kind == SroiFileKind.MAP:
        _write_map(by, row)
    else:
        row.proxy_set = _write_proxies(by, row)
    _end(row, SroiFileState.WRITTEN)
    return row


@transaction.atomic
def stop_sroi_file(*, by: type_of_actor, sroi_file: SroiFile) -> SroiFile:
    """Do not bring a file in; it is forgotten."""
    row = _file(by, sroi_file)
    if row.state == SroiFileState.TRIED:
        _end(row, SroiFileState.STOPPED)
    return row


def _file(by: type_of_actor, sroi_file: SroiFile) -> SroiFile:
    rows = SroiFile.objects.select_for_update(of=("self",)).select_related("impact_map", "community")
    row = rows.get(pk=sroi_file.pk)
    if row.kind == SroiFileKind.MAP:
        policy.check(by, "edit_map", row.impact_map)
    else:
        policy.check(by, "bring_in_proxies", row.community)
    return row


def _end(row: SroiFile, state: str) -> None:
    row.state, row.rows, row.ended_at = state, [], timezone.now()
    row.save(update_fields=["state", "rows", "ended_at", "proxy_set"])


def _write_map(by: type_of_actor, row: SroiFile) -> None:
    assert row.impact_map is not None
    writing = Writing(by, row.impact_map)
    if writing.impact_map.version != row.map_version:
        raise Refused(_("The map changed since the file was tried. Try it once more."))
    live = lines_of(writing.impact_map)
    named = {name.casefold(): line for line in live for name in (line.name_cy, line.name_en) if name}
    number, lang = writing.next_number(), row.told["lang"]
    problems: list[tuple[int, str, Said]] = []
    places: dict[int, int] = {}
    for place, cells in enumerate(row.rows):
        line = named.get(" ".join(cells["name"].split()).casefold())
        try:
            if line is None or line.kind != cells["kind"].strip().casefold():
                line = put_new(writing, number, cells, lang, row.told["counts"])
                live.append(line)
                number += 1
            else:
                _take(writing, line, cells, row.told["counts"])
            places[line.number] = place
        except WrongCell as wrong:
            problems.append((place, wrong.column, wrong.said))
    check_names(live, problems, places)
    writing.finish("bring_in_map")


def _take(writing: Writing, line: MapLine, cells: Mapping[str, Any], counts: str) -> None:
    """Give a line the numbers and the ranges of the file."""
    counts = line.counts if line.kind == LineKind.INPUT else counts
    told = line_of(cells, counts)
    kept = ("quantity", "deadweight", "displacement", "attribution", "dropoff", "years", "ranges")
    values = {name: told[name] for name in kept}
    put_numbers(writing, line, {**values, "proxy": told["proxy_pence"], "counts": counts or Counts.OTHER})


def _write_proxies(by: type_of_actor, row: SroiFile) -> ProxySet:
    # Whoever brings in the same version at the same moment waits here, and is then refused.
    Community.objects.select_for_update().get(pk=row.community_id)
    _check_new(row.community, row.told)
    before = ProxySet.objects.of(row.community).filter(code=row.told["code"]).order_by("-number").first()
    made = ProxySet.objects.create(
        community=row.community, number=before.number + 1 if before else 1, made_by_key=key_of(by), **row.told
    )
    Proxy.objects.bulk_create(Proxy(community=row.community, proxy_set=made, **told) for told in row.rows)
    write_down("bring_in_proxies", by, made, proxies=len(row.rows), version=made.version)
    return made
