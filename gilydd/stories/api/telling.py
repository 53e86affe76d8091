"""Operations of a teller: begin, save, say what it means, record, agree to uses, hand in, take back."""

from __future__ import annotations

import base64
import binascii
import datetime as dt
from typing import Annotated, Any

from django.utils.translation import gettext as now
from django.utils.translation import gettext_lazy as _
from pydantic import BaseModel, Field
from pydantic import StringConstraints as Text

from gilydd.history.words import Refused
from gilydd.people.models import Community
from gilydd.people.operations import (
    Day,
    Given,
    Here,
    Id,
    Lang,
    Listed,
    Said,
    Which,
    Words,
    area_of,
    found,
    listed,
    operation,
    own_row,
    party_of,
)
from gilydd.people.words import Explained, Scope
from gilydd.services.policy import visible_services

from .. import commands
from ..models import ChangeFrom, Prompt, Recording, Story, StoryVersion
from ..policy import visible_own, visible_recordings
from ..sounds import BadSound, checked
from ..words import Audience, Felt, How, HowCommon, Involved, Use, VersionState, Whose
from .routing import router

Tag = Annotated[str, Text(pattern="^[a-z]{2,3}(-[A-Za-z0-9]{2,8})*$", max_length=35)]
Part = Annotated[int, Field(ge=0, le=100)]


class OwnStory(BaseModel):
    """A story of mine: how far it is, what it may be used for, and the version that waits for me."""

    id: int
    key: str
    state: str
    how: str
    lang: str
    title: str
    words: str
    services: list[int]
    uses: list[str]
    waiting_version: int | None
    answers: int
    changes: list[int]


class NewStory(Given):
    """`teller`: the member whose story is written down; `for_somebody`: of somebody who is no member."""

    lang: Tag
    how: How = How.WRITTEN
    teller: Id | None = None
    for_somebody: bool = False


class ChangedStory(Given):
    """What is left out stays as it is."""

    title: Words | None = None
    words: Annotated[str, Text(max_length=20_000)] | None = None
    lang: Tag | None = None
    whose: Whose | None = None
    how_common: HowCommon | None = None
    involved: list[Involved] | None = None
    month: Day | None = None
    area: str | None = None
    services: list[Id] | None = None


class FaceGiven(Given):
    prompt: Id
    level: Annotated[int, Field(ge=1, le=5)] | None


class PointGiven(Given):
    """Three whole numbers that make 100; leave all three out to take the point away."""

    prompt: Id
    a: Part | None = None
    b: Part | None = None
    c: Part | None = None


class Meaning(Given):
    faces: list[FaceGiven] = []
    points: list[PointGiven] = []


class SoundGiven(Given):
    """The file in base64."""

    content: Annotated[str, Text(max_length=36_000_000)]


class TypedWords(Given):
    words: Said


class RecordingShown(BaseModel):
    story: int
    content_type: str
    size_bytes: int
    transcript: str


class UseGiven(Given):
    audience: Audience
    lang: Lang
    named: bool = False
    until: Day | None = None
    explained: Explained = Explained.SCREEN


class UseShown(BaseModel):
    use: str
    audience: str
    named: bool
    until: dt.date | None
    given_at: dt.datetime


class VersionShown(BaseModel):
    id: int
    number: int
    title: str
    words: str
    lang: str
    why: str
    state: str


class VersionAnswer(Given):
    agreed: bool
    reply: Words = ""
    reply_lang: Annotated[str, Text(pattern="^(cy|en)?$")] = ""


class FeltGiven(Given):
    felt: Felt


@operation(
    router, "GET", "/communities/{community}/own-stories", says=_("My stories"), scope=Scope.READ,
    gives=Listed[OwnStory],
)  # fmt: skip
def own_stories(request: Any, community: Here, which: Which) -> dict[str, Any]:
    """Those I told, and those I wrote down for others and still look after."""
    return listed(
        _mine(request, community).order_by("-pk"), which, lambda rows: [_shown(row) for row in rows]
    )


@operation(
    router, "POST", "/communities/{community}/own-stories", says=_("Begin a story"), scope=Scope.WRITE,
    gives=OwnStory, status=201,
)  # fmt: skip
def begin_story(request: Any, community: Here, given: NewStory) -> dict[str, Any]:
    """A draft that nobody else reads."""
    teller = party_of(community, given.teller, "teller") if given.teller else None
    return _shown(
        commands.begin_story(
            by=request.person, community=community, lang=given.lang, how=given.how, teller=teller,
            for_somebody=given.for_somebody,
        )
    )  # fmt: skip


@operation(
    router, "PATCH", "/communities/{community}/own-stories/{story}", says=_("Save a draft"), 
    scope=Scope.WRITE,
    gives=OwnStory,
)  # fmt: skip
def save_story(request: Any, community: Here, story: Id, given: ChangedStory) -> dict[str, Any]:
    """At any moment; nothing need be complete."""
    row = found(_mine(request, community), pk=story)
    said = given.model_dump(exclude_unset=True)
    if "area" in said:
        said["area"] = area_of(community, said["area"])
    if said.get("services") is not None:
        rows = visible_services(request.person, community)
        said["services"] = [own_row(rows, pk, "services") for pk in said["services"]]
    return _shown(commands.save_story(by=request.person, story=row, **said))


@operation(
    router, "PUT", "/communities/{community}/own-stories/{story}/meaning", says=_("Say what my story means"),
    scope=Scope.WRITE, gives=OwnStory,
)  # fmt: skip
def signify(request: Any, community: Here, story: Id, given: Meaning) -> dict[str, Any]:
    """A face for a question, a point between three things."""
    row = found(_mine(request, community), pk=story)
    prompts = Prompt.objects.of(community)
    feelings = {own_row(prompts, one.prompt, "faces"): one.level for one in given.faces}
    points = {own_row(prompts, one.prompt, "points"): _point(one) for one in given.points}
    return _shown(commands.signify(by=request.person, story=row, feelings=feelings, points=points))


@operation(
    router, "PUT", "/communities/{community}/own-stories/{story}/recording", says=_("Keep a recording"),
    scope=Scope.WRITE, gives=RecordingShown,
)  # fmt: skip
def keep_recording(request: Any, community: Here, story: Id, given: SoundGiven) -> dict[str, Any]:
    """MP3, M4A, WAV, OGG, FLAC or WebM, up to 25 MB."""
    row = found(_mine(request, community), pk=story)
    try:
        sound = checked(base64.b64decode(given.content, validate=True))
    except BadSound as fault:
        raise Refused(str(fault), field="content") from fault
    except binascii.Error as fault:
        raise Refused(now("Send the file in base64."), field="content") from fault
    return _recording(commands.keep_recording(by=request.person, story=row, sound=sound))


@operation(
    router, "DELETE", "/communities/{community}/own-stories/{story}/recording",
    says=_("Take a recording away"), scope=Scope.WRITE, gives=OwnStory,
)  # fmt: skip
def remove_recording(request: Any, community: Here, story: Id) -> dict[str, Any]:
    """Of a draft, for good."""
    row = found(_mine(request, community), pk=story)
    return _shown(commands.remove_recording(by=request.person, story=row))


@operation(
    router, "PUT", "/communities/{community}/story-recordings/{story}/words",
    says=_("Type what is said in a recording"), scope=Scope.WRITE, gives=RecordingShown,
)  # fmt: skip
def write_transcript(request: Any, community: Here, story: Id, given: TypedWords) -> dict[str, Any]:
    """The teller, whoever wrote the story down, or a listener."""
    row = found(visible_recordings(request.person, community).select_related("story"), pk=story)
    return _recording(commands.write_transcript(by=request.person, recording=row, words=given.words))


@operation(
    router, "POST", "/communities/{community}/own-stories/{story}/hand-in", says=_("Hand a story in"),
    scope=Scope.WRITE, gives=OwnStory,
)  # fmt: skip
def tell_story(request: Any, community: Here, story: Id) -> dict[str, Any]:
    """From now on a listener reads it, and its own words stay as they are."""
    row = found(_mine(request, community), pk=story)
    return _shown(commands.tell_story(by=request.person, story=row))


@operation(
    router, "DELETE", "/communities/{community}/own-stories/{story}", says=_("Throw a draft away"),
    scope=Scope.WRITE, gives=None, status=204,
)  # fmt: skip
def discard_draft(request: Any, community: Here, story: Id) -> None:
    """Nothing of it is kept."""
    commands.discard_draft(by=request.person, story=found(_mine(request, community), pk=story))


@operation(
    router, "POST", "/communities/{community}/own-stories/{story}/withdrawal", says=_("Take a story back"),
    scope=Scope.WRITE, gives=None, status=204,
)  # fmt: skip
def withdraw_story(request: Any, community: Here, story: Id) -> None:
    """Everywhere and at once; whoever fetched it is told to delete it."""
    commands.withdraw_story(by=request.person, story=found(_mine(request, community), pk=story))


@operation(
    router, "PUT", "/communities/{community}/own-stories/{story}/uses/{use}",
    says=_("Say yes to a use of my story"), scope=Scope.WRITE, gives=UseShown,
)  # fmt: skip
def agree_to_use(request: Any, community: Here, story: Id, use: Use, given: UseGiven) -> dict[str, Any]:
    """It holds at once, and takes the place of an earlier yes."""
    row = found(_mine(request, community), pk=story)
    made = commands.agree_to_use(by=request.person, story=row, use=use, **given.model_dump())
    return {
        "use": made.use, "audience": made.audience, "named": made.named, "until": made.until,
        "given_at": made.given_at,
    }  # fmt: skip


@operation(
    router, "DELETE", "/communities/{community}/own-stories/{story}/uses/{use}",
    says=_("Take back a yes to a use"), scope=Scope.WRITE, gives=None, status=204,
)  # fmt: skip
def end_use(request: Any, community: Here, story: Id, use: Use) -> None:
    """From this moment it is nowhere under this use."""
    commands.end_use(by=request.person, story=found(_mine(request, community), pk=story), use=use)


@operation(
    router, "GET", "/communities/{community}/own-stories/{story}/versions",
    says=_("Versions of my story"), scope=Scope.READ, gives=Listed[VersionShown],
)  # fmt: skip
def versions(request: Any, community: Here, story: Id, which: Which) -> dict[str, Any]:
    """What others would read, or read already."""
    row = found(_mine(request, community), pk=story)
    return listed(row.versions.order_by("-number"), which, lambda rows: [_version(one) for one in rows])


@operation(
    router, "POST", "/communities/{community}/story-versions/{version}/answer",
    says=_("Say yes or no to a version of my story"), scope=Scope.WRITE, gives=VersionShown,
)  # fmt: skip
def answer_version(request: Any, community: Here, version: Id, given: VersionAnswer) -> dict[str, Any]:
    """With a yes others may read these words, for the uses agreed to."""
    rows = StoryVersion.objects.filter(story__in=_mine(request, community))
    row = found(rows.select_related("story__community"), pk=version)
    return _version(commands.answer_version(by=request.person, version=row, **given.model_dump()))


@operation(
    router, "POST", "/communities/{community}/story-changes/{tied}/felt",
    says=_("Say whether a change made it better"), scope=Scope.WRITE, gives=FeltGiven,
)  # fmt: skip
def say_felt(request: Any, community: Here, tied: Id, given: FeltGiven) -> dict[str, Any]:
    """`tied` is a number of `changes` of my story."""
    rows = ChangeFrom.objects.filter(story__in=_mine(request, community))
    row = found(rows.select_related("story__community"), pk=tied)
    return {"felt": commands.say_felt(by=request.person, tied=row, felt=given.felt).felt}


def _mine(request: Any, community: Community) -> Any:
    return visible_own(request.person, community).select_related("community", "teller")


def _point(given: PointGiven) -> tuple[int, int, int] | None:
    if given.a is None or given.b is None or given.c is None:
        return None
    return given.a, given.b, given.c


def _shown(row: Story) -> dict[str, Any]:
    waiting = row.versions.filter(state=VersionState.WAITING).values_list("pk", flat=True).first()
    return {
        "id": row.pk,
        "key": str(row.key),
        "state": row.state,
        "how": row.how,
        "lang": row.lang,
        "title": row.title,
        "words": row.words,
        "services": list(row.about.values_list("service", flat=True).order_by("service")),
        "uses": sorted(row.consents.filter(ended_at__isnull=True).values_list("use", flat=True)),
        "waiting_version": waiting,
        "answers": row.answers.count(),
        "changes": list(row.changes.values_list("pk", flat=True).order_by("pk")),
    }


def _version(row: StoryVersion) -> dict[str, Any]:
    return {
        "id": row.pk, "number": row.number, "title": row.title, "words": row.words, "lang": row.lang,
        "why": row.why, "state": row.state,
    }  # fmt: skip


def _recording(row: Recording) -> dict[str, Any]:
    return {
        "story": row.story_id, "content_type": row.content_type, "size_bytes": row.size_bytes,
        "transcript": row.transcript,
    }  # fmt: skip
