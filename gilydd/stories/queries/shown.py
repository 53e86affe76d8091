"""What others read: agreed versions, under whichever use lets this reader in, at this moment."""

from __future__ import annotations

import datetime as dt
from collections import defaultdict
from collections.abc import Iterable
from dataclasses import dataclass

from django.db.models import Exists, Max, OuterRef, QuerySet

from gilydd.people.models import Community
from gilydd.people.policy import type_of_actor
from gilydd.people.queries import names
from gilydd.services.models import Service
from gilydd.ui.bilingual import said

from ..models import Feeling, Story, StoryVersion, UseConsent
from ..policy import readable_consents, shown_to
from ..words import Audience, StoryState, Use, VersionState

SHORT_LETTERS = 240


@dataclass(frozen=True)
class Face:
    """One question and the face that the teller chose, 1 to 5."""

    question: str
    level: int
    picture: str


@dataclass(frozen=True)
class Shown:
    """A story as this reader may read it: under a pseudonym, or a name where its teller said so."""

    pk: int
    key: str
    who: str
    named: bool
    title: str
    words: str
    lang: str
    told_in: str
    month: dt.date | None
    area: str
    services: tuple[Service, ...]
    faces: tuple[Face, ...]
    told_month: dt.date | None
    answered: bool
    changed: bool

    @property
    def short(self) -> str:
        """The beginning, ended at a word."""
        if len(self.words) <= SHORT_LETTERS:
            return self.words
        return self.words[:SHORT_LETTERS].rsplit(" ", 1)[0] + " …"


def version_of(story: Story) -> StoryVersion | None:
    """The latest version that the teller agreed to."""
    return story.versions.filter(state=VersionState.AGREED).order_by("-number").first()


def shown(person: type_of_actor, community: Community, rows: QuerySet[Story]) -> list[Shown]:
    """The stories as the person reads them, in the order of the rows; seven queries whatever their number.

    `rows` must come from `policy.shown_to`: here nothing is asked again but whose name is shown.
    """
    found = list(rows.select_related("area").prefetch_related("about__service", "answers", "changes"))
    keys = [one.pk for one in found]
    versions = latest_versions(keys)
    faces = _faces(keys)
    named = set(
        readable_consents(person, community)
        .filter(story__in=keys, named=True)
        .exclude(use=Use.RESEARCH)
        .values_list("story_id", flat=True)
    )
    called = names(one.teller_id for one in found if one.teller_id and one.pk in named)
    return [
        _shown(
            one, versions[one.pk], tuple(faces[one.pk]), called.get(one.teller_id or 0, ""), one.pk in named
        )
        for one in found
        if one.pk in versions
    ]


def on_page(
    person: type_of_actor, community: Community, service: Service | None = None, page: int = 1, size: int = 20
) -> tuple[list[Shown], bool]:
    """One page of the stories that the person may read, newest first, and whether there are more."""
    rows = shown_to(person, community)
    if service is not None:
        rows = rows.filter(about__service=service)
    start = (page - 1) * size
    keys = list(rows.order_by("-agreed_at", "-pk").values_list("pk", flat=True)[start : start + size + 1])
    kept = Story.objects.of(community).filter(pk__in=keys[:size]).order_by("-agreed_at", "-pk")
    return shown(person, community, kept), len(keys) > size


def one_shown(person: type_of_actor, community: Community, story: Story) -> Shown | None:
    """One story as the person reads it, or None."""
    rows = shown_to(person, community).filter(pk=story.pk)
    found = shown(person, community, rows)
    return found[0] if found else None


def tombstones(community: Community, since: dt.datetime | None = None) -> list[tuple[str, dt.datetime]]:
    """(key, when) of stories that everybody could read and whose tellers took them back, newest first."""
    public = UseConsent.objects.filter(story=OuterRef("pk"), use=Use.PUBLIC, audience=Audience.EVERYBODY)
    rows = Story.objects.of(community).filter(Exists(public), state=StoryState.WITHDRAWN, was_shown=True)
    if since:
        rows = rows.filter(withdrawn_at__gte=since)
    found = rows.order_by("-withdrawn_at").values_list("key", "withdrawn_at")
    return [(str(key), when) for key, when in found if when]


def latest_versions(stories: Iterable[int]) -> dict[int, StoryVersion]:
    agreed = StoryVersion.objects.filter(story__in=list(stories), state=VersionState.AGREED)
    latest = agreed.values("story").annotate(last=Max("number")).values_list("story", "last")
    wanted = dict(latest)
    return {one.story_id: one for one in agreed if wanted.get(one.story_id) == one.number}


def _faces(stories: Iterable[int]) -> dict[int, list[Face]]:
    rows = Feeling.objects.filter(story__in=list(stories)).select_related("prompt")
    found: dict[int, list[Face]] = defaultdict(list)
    for row in rows.order_by("prompt__place_in_list", "prompt"):
        found[row.story_id].append(Face(said(row.prompt, "question"), row.level, row.prompt.picture))
    return found


def _shown(story: Story, version: StoryVersion, faces: tuple[Face, ...], name: str, named: bool) -> Shown:
    return Shown(
        pk=story.pk,
        key=str(story.key),
        who=name if named and name else said(story, "pseudonym"),
        named=bool(named and name),
        title=version.title,
        words=version.words,
        lang=version.lang,
        told_in=story.lang,
        month=story.month,
        area=said(story.area, "name") if story.area else "",
        services=tuple(row.service for row in story.about.all()),
        faces=faces,
        told_month=story.told_at.date().replace(day=1) if story.told_at else None,
        answered=bool(story.answers.all()),
        changed=bool(story.changes.all()),
    )
