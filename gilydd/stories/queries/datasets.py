"""Datasets of stories: what goes out to a named recipient now, with a manifest of what it is."""

from __future__ import annotations

import csv
import io
import json
from dataclasses import dataclass
from typing import Any, Final

from django.db.models import Count, Max, Q
from django.utils import timezone

from gilydd.people.models import Community
from gilydd.services.models import Service

from ..models import DatasetShare, Feeling, Prompt, Received, Story, TriadPoint
from ..policy import in_use, visible_shares
from ..words import Audience, StoryState, Use
from .shown import latest_versions

COLUMNS: Final = (
    "story", "pseudonym_cy", "pseudonym_en", "title", "words", "language", "told_in_language", "how_told",
    "month", "area_cy", "area_en", "services", "how_common", "involved", "faces", "points",
)  # fmt: skip
TERMS: Final = {
    "en": (
        "Each teller agreed to this use and can take it back on any day. Fetch again before each use, and "
        "delete every story listed as withdrawn, with all copies. Do not try to find out who told a story."
    ),
    "cy": (
        "Cytunodd pob adroddwr i'r defnydd hwn a gall ei dynnu'n ôl unrhyw ddiwrnod. Lawrlwythwch eto cyn "
        "pob defnydd, a dilëwch bob stori a restrir fel un a dynnwyd yn ôl, gyda phob copi. Peidiwch â "
        "cheisio darganfod pwy adroddodd stori."
    ),
}
AUDIENCE_OF: Final = {Use.RESEARCH: Audience.SHARED, Use.PUBLIC: Audience.EVERYBODY}


@dataclass(frozen=True)
class Dataset:
    """What one fetch holds: a row a story, the keys of those to be deleted, and what it is."""

    rows: list[dict[str, Any]]
    withdrawn: list[str]
    manifest: dict[str, Any]
    stories: list[int]


@dataclass(frozen=True)
class ShareLine:
    """A dataset on the list: who has it, how often it was fetched, what they were told to delete."""

    share: DatasetShare
    fetches: int
    last_at: Any
    stories: int
    to_delete: int
    open: bool


def going_out(share: DatasetShare) -> Any:
    """The stories that this recipient may have at this moment."""
    rows = in_use(share.community, share.use, AUDIENCE_OF[Use(share.use)])
    if share.service_id:
        rows = rows.filter(about__service=share.service_id)
    return rows.order_by("key")


def dataset(share: DatasetShare) -> Dataset:
    """What goes out now: pseudonyms and coarse facts, no member, no day, no recording. Eight queries."""
    found = list(going_out(share).select_related("area").prefetch_related("about__service"))
    keys = [one.pk for one in found]
    versions, faces, points = latest_versions(keys), _levels(keys), _points(keys)
    rows = [
        {
            "story": str(one.key),
            "pseudonym_cy": one.pseudonym_cy,
            "pseudonym_en": one.pseudonym_en,
            "title": versions[one.pk].title,
            "words": versions[one.pk].words,
            "language": versions[one.pk].lang,
            "told_in_language": one.lang,
            "how_told": one.how,
            "month": one.month.strftime("%Y-%m") if one.month else None,
            "area_cy": one.area.name_cy if one.area else None,
            "area_en": one.area.name_en if one.area else None,
            "services": [_service(row.service) for row in one.about.all()],
            "how_common": one.how_common or None,
            "involved": one.involved,
            "faces": faces.get(one.pk, []),
            "points": points.get(one.pk, []),
        }
        for one in found
        if one.pk in versions
    ]
    gone = taken_back(share, keys)
    sent = [one.pk for one in found if one.pk in versions]
    return Dataset(rows, gone, _manifest(share, len(rows), gone), sent)


def taken_back(share: DatasetShare, going: list[int] | None = None) -> list[str]:
    """Keys of the stories that the recipient has and may not have any more: to be deleted there."""
    kept = going if going is not None else [one.pk for one in going_out(share)]
    rows = Story.objects.filter(received__share=share).exclude(pk__in=kept).order_by("key")
    return [str(key) for key in rows.values_list("key", flat=True)]


def as_json(data: Dataset) -> bytes:
    """The dataset as JSON: manifest first, then the stories, then what is to be deleted."""
    said_so = {"manifest": data.manifest, "stories": data.rows, "withdrawn": data.withdrawn}
    return json.dumps(said_so, ensure_ascii=False, indent=1).encode()


def as_csv(data: Dataset) -> bytes:
    """The dataset as CSV (UTF-8 with a mark, so that spreadsheets read ŵ); lists are JSON in their cell.

    What is to be deleted stands below, each as a row with its key and nothing else.
    """
    out = io.StringIO()
    write = csv.writer(out)
    write.writerow([*COLUMNS, "withdrawn"])
    for row in data.rows:
        write.writerow([*(_cell(row[name]) for name in COLUMNS), ""])
    for key in data.withdrawn:
        write.writerow([key, *("" for _name in COLUMNS[1:]), "withdrawn"])
    return out.getvalue().encode("utf-8-sig")


def share_lines(person: Any, community: Community) -> list[ShareLine]:
    """Every dataset that went out, the newest first; three queries whatever their number."""
    today = timezone.localdate()
    rows = list(
        visible_shares(person, community)
        .select_related("service")
        .annotate(times=Count("fetches", distinct=True), last=Max("fetches__fetched_at"))
        .order_by("-made_at")
    )
    had = dict(
        Received.objects.filter(share__in=rows).values_list("share").annotate(Count("pk")).order_by("share")
    )
    to_go = Q(story__state=StoryState.WITHDRAWN) | Q(told_at__isnull=False)
    gone = dict(
        Received.objects.filter(to_go, share__in=rows)
        .values_list("share")
        .annotate(Count("pk"))
        .order_by("share")
    )
    return [
        ShareLine(
            one, one.times, one.last, had.get(one.pk, 0), gone.get(one.pk, 0),
            one.ended_at is None and one.until >= today,
        )
        for one in rows
    ]  # fmt: skip


def _manifest(share: DatasetShare, stories: int, withdrawn: list[str]) -> dict[str, Any]:
    return {
        "dataset": f"{share.community.slug}-{share.use}-{share.pk}",
        "community": {"cy": share.community.name_cy, "en": share.community.name_en},
        "recipient": share.recipient,
        "purpose": share.purpose,
        "use": share.use,
        "licence": share.licence,
        "made_at": timezone.now().isoformat(timespec="seconds"),
        "may_be_fetched_until": share.until.isoformat(),
        "stories": stories,
        "withdrawn": len(withdrawn),
        "terms": dict(TERMS),
    }


def _service(service: Service) -> dict[str, Any]:
    return {"id": service.pk, "cy": service.name_cy, "en": service.name_en}


def _cell(value: Any) -> Any:
    if isinstance(value, list):
        return json.dumps(value, ensure_ascii=False)
    # A spreadsheet would run a cell that begins so (CSV injection): a quote makes it words again.
    text = "" if value is None else str(value)
    return f"'{text}" if text[:1] in ("=", "+", "-", "@", "\t", "\r") else text


def _levels(stories: list[int]) -> dict[int, list[dict[str, Any]]]:
    found: dict[int, list[dict[str, Any]]] = {}
    rows = Feeling.objects.filter(story__in=stories).select_related("prompt").order_by("prompt")
    for row in rows:
        found.setdefault(row.story_id, []).append({**_asked(row.prompt), "level_1_to_5": row.level})
    return found


def _points(stories: list[int]) -> dict[int, list[dict[str, Any]]]:
    found: dict[int, list[dict[str, Any]]] = {}
    rows = TriadPoint.objects.filter(story__in=stories).select_related("prompt").order_by("prompt")
    for row in rows:
        corners = [
            {"cy": getattr(row.prompt, f"{one}_cy"), "en": getattr(row.prompt, f"{one}_en"), "of_100": part}
            for one, part in zip("abc", (row.a, row.b, row.c), strict=True)
        ]
        found.setdefault(row.story_id, []).append({**_asked(row.prompt), "corners": corners})
    return found


def _asked(prompt: Prompt) -> dict[str, str]:
    return {"question_cy": prompt.question_cy, "question_en": prompt.question_en}
