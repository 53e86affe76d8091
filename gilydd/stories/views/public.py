"""Pages that anybody may open: stories as their tellers let this reader read them, and what became of them.

Nothing here may be kept by a cache: what a teller takes back is gone with the next look.
"""

from __future__ import annotations

import uuid
from typing import Any

from django.http import Http404, HttpResponse
from django.shortcuts import get_object_or_404, render
from django.utils import timezone
from django.utils.http import http_date

from gilydd.people.models import Community
from gilydd.people.policy import SYSTEM, is_member
from gilydd.services.policy import visible_services
from gilydd.ui.doors import PUBLIC, page

from .. import feed as feeds
from ..addresses import digest_of
from ..commands import write_fetch
from ..models import DatasetShare, Story
from ..policy import listens_here, policy, services_answered
from ..queries import answered, meaning
from ..queries.datasets import as_csv, as_json, dataset
from ..queries.shown import on_page, one_shown, tombstones
from ..research_policy import is_researcher, published_studies
from ..words import FEELINGS, StoryState

FORMS = {"json": (as_json, "application/json"), "csv": (as_csv, "text/csv; charset=utf-8")}


def fresh(response: HttpResponse) -> HttpResponse:
    """Never kept by a browser or a cache on the way."""
    response["Cache-Control"] = "no-store"
    return response


@page("GET", who=PUBLIC)
def start(request: Any, community: Community) -> HttpResponse:
    """The stories that this reader may read, and the way to tell one."""
    number = _page_number(request)
    rows, more = on_page(request.person, community, page=number)
    services = list(visible_services(request.person, community).order_by("pk"))
    shown = {
        "stories": rows,
        "page": number,
        "more": more,
        "services": services,
        "faces": FEELINGS,
        "listens": listens_here(request.person, community),
        "answers": bool(request.person and services_answered(request.person, community)),
        "member": is_member(request.person, community),
        "researches": is_researcher(request.person, community),
        "studies": list(published_studies(community).order_by("-published_at")[:10]),
    }
    return fresh(render(request, "stories/stories.html", shown))


@page("GET", who=PUBLIC)
def story(request: Any, community: Community, story_key: uuid.UUID) -> HttpResponse:
    """One story with its answers and changes; where it was taken back, a page that says only that."""
    row = get_object_or_404(Story.objects.of(community), key=story_key)
    if row.state == StoryState.WITHDRAWN and row.was_shown:
        return fresh(render(request, "stories/gone.html", {"gone": row}, status=410))
    shown = one_shown(request.person, community, row)
    if shown is None:
        raise Http404
    answers, changes = answered.of_story(row)
    able = policy.may(request.person, "answer_story", row)
    return fresh(
        render(
            request, "stories/story.html",
            {"story": shown, "answers": answers, "changes": changes, "faces": FEELINGS,
             "to_answer": [one for one in shown.services if able]},
        )
    )  # fmt: skip


@page("GET", who=PUBLIC)
def service(request: Any, community: Community, service: int) -> HttpResponse:
    """Told, answered, changed: what became of the stories about one service."""
    row = get_object_or_404(visible_services(request.person, community), pk=service)
    number = _page_number(request)
    rows, more = on_page(request.person, community, row, number)
    faces, triads = meaning.faces(community, row), meaning.triads(community, row)
    shown = {
        "service": row,
        "record": answered.record(row),
        "changes": answered.changes_of(row),
        "stories": rows,
        "page": number,
        "more": more,
        "asked": bool(faces or triads),
        "meant": [one for one in faces if meaning.tells(one.rows)],
        "triads": [one for one in triads if meaning.tells(one.rows)],
        "faces": FEELINGS,
        "answers": policy.may(request.person, "name_change", row),
        "member": is_member(request.person, community),
    }
    return fresh(render(request, "stories/service.html", shown))


@page("GET", who=PUBLIC)
def feed(request: Any, community: Community) -> HttpResponse:
    """The stories that everybody may read as an Atom feed, with a tombstone for each that was taken back."""
    rows, _more = on_page(None, community, size=50)
    found = feeds.atom(request, community, rows, tombstones(community))
    return fresh(HttpResponse(found, content_type="application/atom+xml; charset=utf-8"))


@page("GET", who=PUBLIC)
def fetched(request: Any, community: Community, dataset_secret: str) -> HttpResponse:
    """A dataset at its recipient's own address: what they may have at this moment, or what it is."""
    share = (
        DatasetShare.objects.of(community)
        .filter(digest=digest_of(dataset_secret))
        .select_related("community")
        .first()
    )
    if share is None:
        raise Http404
    form = request.GET.get("as", "")
    if not _open(share):
        return fresh(render(request, "stories/dataset_ended.html", {"share": share}, status=410))
    if form not in FORMS:
        return fresh(render(request, "stories/dataset.html", {"share": share, "secret": dataset_secret}))
    data = dataset(share)
    made, content_type = FORMS[form]
    content = made(data)
    write_fetch(by=SYSTEM, share=share, form=form, content=content, stories=data.stories)
    response = HttpResponse(content, content_type=content_type)
    response["Content-Disposition"] = f'attachment; filename="{data.manifest["dataset"]}.{form}"'
    response["Last-Modified"] = http_date()
    return fresh(response)


def _open(share: DatasetShare) -> bool:

    return share.ended_at is None and share.until >= timezone.localdate()


def _page_number(request: Any) -> int:
    number = request.GET.get("page", "")
    return int(number) if number.isdecimal() and 0 < len(number) < 7 and int(number) else 1
