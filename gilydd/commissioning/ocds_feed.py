"""The open data of a community: packages of releases, records, and all of it as JSON lines.

A release leaves as the very text that was published, so that no amount and no word changes on the way. The
feed holds what was published here; what came in from another publisher stays with its own page.
"""

from __future__ import annotations

import datetime as dt
import json
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from typing import Any

from django.conf import settings
from django.db.models import Q, QuerySet
from django.urls import reverse

from gilydd.algorithms.ocds import compile_releases, date_time

from .derive import sourced
from .models import ContractingProcess, Release
from .publishing import as_text

PAGE = 100
RECORDS = 20


class BadFeedError(ValueError):
    """A part of the address of a feed that says nothing; the message says what would."""


@dataclass(frozen=True)
class Wanted:
    """Which releases: from a moment, before a moment, and after the last one of the page before."""

    since: dt.datetime | None = None
    until: dt.datetime | None = None
    after: tuple[dt.datetime, int] | None = None


def wanted_of(given: Any) -> Wanted:
    """Read `since`, `until` (RFC 3339, or a day) and `after` (from `links.next`). Raises BadFeedError."""
    after = given.get("after")
    cursor = None
    if after:
        moment, _tilde, number = after.rpartition("~")
        if not number.isascii() or not number.isdigit() or len(number) > 18:
            raise BadFeedError("after: take the address from links.next, as it is")
        cursor = (_moment("after", moment), int(number))
    since, until = (given.get(name) for name in ("since", "until"))
    return Wanted(
        _moment("since", since) if since else None, _moment("until", until) if until else None, cursor
    )


def _moment(name: str, text: str) -> dt.datetime:
    try:
        found = dt.datetime.fromisoformat(text.replace(" ", "+"))
    except ValueError:
        raise BadFeedError(f"{name}: write a day or a moment, such as 2026-03-01T09:30:00Z") from None
    if not 1900 <= found.year <= 9998:
        raise BadFeedError(f"{name}: write a year between 1900 and 9998")
    return found if found.tzinfo else found.replace(tzinfo=dt.UTC)


def own_releases(community: Any, wanted: Wanted) -> QuerySet[Release]:
    """The releases that were published here, in order of date."""
    rows = Release.objects.of(community).filter(process__procurement__isnull=False)
    if wanted.since:
        rows = rows.filter(date__gte=wanted.since)
    if wanted.until:
        rows = rows.filter(date__lt=wanted.until)
    if wanted.after:
        moment, pk = wanted.after
        rows = rows.filter(Q(date__gt=moment) | Q(date=moment, pk__gt=pk))
    return rows.order_by("date", "pk")


def release_page(community: Any, wanted: Wanted, query: str) -> str | None:
    """A page of releases as a package with `links.next`, or None where there is none."""
    rows = list(own_releases(community, wanted)[: PAGE + 1])
    if not rows:
        return None
    here = address("ocds:releases", community)
    links = {}
    if len(rows) > PAGE:
        links["next"] = f"{here}?{_next(wanted, rows[PAGE - 1])}"
    return package(community, rows[:PAGE], f"{here}?{query}" if query else here, links=links)


def _next(wanted: Wanted, last: Release) -> str:
    parts = [f"after={_stamp(last.date)}~{last.pk}"]
    if wanted.since:
        parts.append(f"since={_stamp(wanted.since)}")
    if wanted.until:
        parts.append(f"until={_stamp(wanted.until)}")
    return "&".join(parts)


def _stamp(moment: dt.datetime) -> str:
    return moment.astimezone(dt.UTC).isoformat().replace("+00:00", "Z")


def process_package(process: ContractingProcess) -> str:
    """All releases of one process, each as it was given; our licence only where they are our own."""
    rows = list(process.releases.order_by("date", "pk"))
    here = settings.SITE_ADDRESS + reverse("ocds:process", args=[process.community.slug, process.pk])
    return package(process.community, rows, here, own=hasattr(process, "procurement"))


def package(community: Any, rows: Sequence[Release], uri: str, *, own: bool = True, links: Any = None) -> str:
    """A release package as JSON text, with every release letter for letter as it is kept."""
    head = _head(community, uri, max(row.date for row in rows), own=own)
    if links:
        head["links"] = links
    return _with(head, "releases", (row.raw for row in rows))


def _head(community: Any, uri: str, when: dt.datetime, *, own: bool = True) -> dict[str, Any]:
    head: dict[str, Any] = {
        "uri": uri,
        "version": "1.1",
        "publishedDate": date_time(when),
        "publisher": publisher_of(community),
    }
    if own:
        head["license"] = settings.OCDS_LICENCE
        head["publicationPolicy"] = (
            settings.SITE_ADDRESS
            + "/en"
            + reverse("commissioning:open_contracting", args=[community.slug])
            .removeprefix("/en")
            .removeprefix("/cy")
        )
    return head


def publisher_of(community: Any) -> dict[str, str]:
    """Who publishes: the community, by its name in both languages."""
    return {
        "name": f"{community.name_en} / {community.name_cy}"
        if community.name_en != community.name_cy
        else community.name_en,
        "uri": settings.SITE_ADDRESS,
    }


def _with(head: dict[str, Any], name: str, items: Iterable[str]) -> str:
    return f'{json.dumps(head, ensure_ascii=False)[:-1]}, "{name}": [{", ".join(items)}]}}'


def address(name: str, community: Any) -> str:
    """The whole address of a feed."""
    return f"{settings.SITE_ADDRESS}{reverse(name, args=[community.slug])}"


def record_page(community: Any, after: int) -> str | None:
    """A page of records, each with its releases and what they compile to; or None where there is none."""
    rows = ContractingProcess.objects.of(community).filter(procurement__isnull=False, pk__gt=after)
    processes = list(rows.order_by("pk").prefetch_related("releases")[: RECORDS + 1])
    shown = [one for one in processes[:RECORDS] if one.releases.all()]
    if not shown:
        return None
    here = address("ocds:records", community)
    latest = max(release.date for process in shown for release in process.releases.all())
    head = _head(community, f"{here}?after={after}" if after else here, latest)
    if len(processes) > RECORDS:
        head["links"] = {"next": f"{here}?after={processes[RECORDS - 1].pk}"}
    return _with(head, "records", (_record(process) for process in shown))


def _record(process: ContractingProcess) -> str:
    releases = sorted(process.releases.all(), key=lambda row: (row.date, row.pk))
    (merged,) = compile_releases(sourced(row) for row in releases).processes
    head = {"ocid": process.ocid, "compiledRelease": merged.compiled}
    return f'{as_text(head)[:-1]}, "releases": [{", ".join(row.raw for row in releases)}]}}'


def lines(community: Any) -> Iterator[str]:
    """Every release published here, a package of one on each line, in order of date."""
    here = address("ocds:bulk", community)
    for row in own_releases(community, Wanted()).iterator(chunk_size=200):
        yield package(community, [row], f"{here}#{row.pk}") + "\n"
