"""Operations of readers, listeners, services and of whoever keeps the room."""

from __future__ import annotations

import datetime as dt
from typing import Annotated, Any

from django.http import Http404
from django.urls import reverse
from django.utils.translation import gettext_lazy as _
from pydantic import BaseModel
from pydantic import StringConstraints as Text

from gilydd.people.models import Community
from gilydd.people.operations import (
    Day,
    Disclosure,
    Email,
    Given,
    Here,
    Id,
    Lang,
    Line,
    Listed,
    Made,
    Pair,
    Said,
    Which,
    Words,
    found,
    listed,
    operation,
    own_row,
    pair,
)
from gilydd.people.words import Role, Scope
from gilydd.services.models import Service
from gilydd.services.policy import visible_services

from .. import commands
from ..models import Change, Prompt
from ..policy import shown_to, visible_changes, visible_listening, visible_shares
from ..queries import answered, own
from ..queries.datasets import share_lines
from ..queries.shown import Shown, shown
from ..words import Check, Licence, PromptKind, Use
from .routing import router
from .telling import Tag, VersionShown, _version

LISTENERS = (Role.RESEARCHER, Role.FACILITATOR)


class FaceShown(BaseModel):
    question: str
    level: int


class StoryShown(BaseModel):
    """A story as this reader may read it: under a pseudonym, or a name where its teller said so."""

    id: int
    key: str
    who: str
    title: str
    words: str
    lang: str
    month: dt.date | None
    area: str
    services: list[int]
    faces: list[FaceShown]
    answered: bool
    changed: bool


class RecordShown(BaseModel):
    """What became of the stories about a service; how many were told in all is a disclosed figure."""

    service: int
    name: Pair
    told: Disclosure
    shown: int
    answered: int
    promised: int
    late: int
    done: int
    not_done: int
    days_to_answer: int | None


class WaitingShown(BaseModel):
    story: int
    how: str
    services: str
    days: int


class NewVersion(Given):
    """`checked`: every one of the checks. `kept`: why what the rules still mark may stay."""

    title: Line
    words: Annotated[str, Text(max_length=20_000)]
    lang: Tag
    why: Said
    why_lang: Lang
    checked: list[Check]
    kept: Words = ""


class WithReason(Given):
    reason: Said
    lang: Lang


class Worry(Given):
    words: Said
    lang: Lang


class NewAnswer(Given):
    service: Id
    words_cy: Words = ""
    words_en: Words = ""
    no_change_cy: Words = ""
    no_change_en: Words = ""


class NewChange(Given):
    service: Id
    what_cy: Annotated[str, Text(max_length=240)]
    what_en: Annotated[str, Text(max_length=240)]
    by_whom_cy: Annotated[str, Text(max_length=160)]
    by_whom_en: Annotated[str, Text(max_length=160)]
    due_on: Day
    stories: list[Id] = []


class ChangeShown(BaseModel):
    """A named change: what, by whom, by when, and what became of it."""

    id: int
    service: int
    what: Pair
    by_whom: Pair
    first_due_on: dt.date
    due_on: dt.date
    state: str
    late: bool
    done_on: dt.date | None
    reason: Pair


class Later(Given):
    due_on: Day
    reason_cy: Said
    reason_en: Said


class Finished(Given):
    done: bool
    reason_cy: Words = ""
    reason_en: Words = ""
    done_on: Day | None = None


class Tied(Given):
    story: Id


class NewShare(Given):
    use: Use
    recipient: Annotated[str, Text(max_length=160)]
    email: Email
    purpose: Said
    licence: Licence
    until: Day
    service: Id | None = None
    lang: Annotated[str, Text(pattern="^(cy|en)?$")] = ""


class ShareMade(BaseModel):
    """`address` is shown this once."""

    id: int
    address: str


class ShareShown(BaseModel):
    id: int
    recipient: str
    use: str
    purpose: str
    licence: str
    until: dt.date
    open: bool
    fetches: int
    stories: int
    to_delete: int


class NewPrompt(Given):
    kind: PromptKind
    question_cy: Annotated[str, Text(max_length=200)]
    question_en: Annotated[str, Text(max_length=200)]
    corners: dict[str, Annotated[str, Text(max_length=80)]] = {}
    picture: Annotated[str, Text(max_length=40)] = ""


class PromptShown(BaseModel):
    id: int
    kind: str
    question: Pair
    a: Pair
    b: Pair
    c: Pair


@operation(
    router, "GET", "/communities/{community}/stories", says=_("Stories I may read"), scope=Scope.READ,
    gives=Listed[StoryShown],
)  # fmt: skip
def stories(request: Any, community: Here, which: Which) -> dict[str, Any]:
    """Newest first. What a teller took back is not among them, from the moment it was taken back."""
    rows = shown_to(request.person, community).order_by("-agreed_at", "-pk")
    return listed(rows, which, lambda page: _several(request, community, page))


@operation(
    router, "GET", "/communities/{community}/stories/{story}", says=_("One story"), scope=Scope.READ,
    gives=StoryShown,
)  # fmt: skip
def story(request: Any, community: Here, story: Id) -> dict[str, Any]:
    """As its teller lets me read it."""
    row = found(shown_to(request.person, community), pk=story)
    rows = _several(request, community, [row])
    if not rows:
        raise Http404
    return rows[0]


@operation(
    router, "GET", "/communities/{community}/story-records", says=_("Told, answered, changed"),
    scope=Scope.READ, gives=Listed[RecordShown],
)  # fmt: skip
def records(request: Any, community: Here, which: Which) -> dict[str, Any]:
    """For each service, what became of the stories about it."""
    rows = visible_services(request.person, community).order_by("pk")
    return listed(rows, which, lambda page: [_record(one) for one in answered.records(community, page)])


@operation(
    router, "GET", "/communities/{community}/listening", says=_("Stories that wait for a listener"),
    scope=Scope.BROKER_READ, who=LISTENERS, gives=Listed[WaitingShown],
)  # fmt: skip
def listening(request: Any, community: Here, which: Which) -> dict[str, Any]:
    """Longest waiting first, not a word of them."""
    rows = own.queue(request.person, community)
    return listed(
        rows, which,
        lambda page: [
            {"story": one.story.pk, "how": one.story.how, "services": one.services, "days": one.days}
            for one in page
        ],
    )  # fmt: skip


@operation(
    router, "POST", "/communities/{community}/listening/{story}/versions",
    says=_("Send the teller a version"), scope=Scope.BROKER_WRITE, who=LISTENERS, gives=VersionShown,
    status=201,
)  # fmt: skip
def propose_version(request: Any, community: Here, story: Id, given: NewVersion) -> dict[str, Any]:
    """Nobody else reads it before the teller says yes."""
    row = _heard(request, community, story)
    return _version(commands.propose_version(by=request.person, story=row, **given.model_dump()))


@operation(
    router, "POST", "/communities/{community}/listening/{story}/hold", says=_("Keep a story back"),
    scope=Scope.BROKER_WRITE, who=LISTENERS, gives=Made,
)  # fmt: skip
def hold_back(request: Any, community: Here, story: Id, given: WithReason) -> dict[str, Any]:
    """The teller reads why."""
    row = _heard(request, community, story)
    return {"id": commands.hold_back(by=request.person, story=row, **given.model_dump()).pk}


@operation(
    router, "POST", "/communities/{community}/listening/{story}/again", says=_("Take a story up again"),
    scope=Scope.BROKER_WRITE, who=LISTENERS, gives=Made,
)  # fmt: skip
def take_up_again(request: Any, community: Here, story: Id) -> dict[str, Any]:
    """It waits for a listener again."""
    row = _heard(request, community, story)
    return {"id": commands.take_up_again(by=request.person, story=row).pk}


@operation(
    router, "POST", "/communities/{community}/listening/{story}/worry",
    says=_("Tell the safeguarding leads of a story"), scope=Scope.BROKER_WRITE, who=LISTENERS,
    gives=None,
    status=204,
)  # fmt: skip
def hand_to_leads(request: Any, community: Here, story: Id, given: Worry) -> None:
    """Nobody but a lead learns that this was done."""
    row = _heard(request, community, story)
    commands.hand_to_leads(by=request.person, story=row, **given.model_dump())


@operation(
    router, "POST", "/communities/{community}/stories/{story}/answers", says=_("Answer a story"),
    scope=Scope.WRITE, gives=Made, status=201,
)  # fmt: skip
def answer_story(request: Any, community: Here, story: Id, given: NewAnswer) -> dict[str, Any]:
    """For a service that I answer for, at least in the language of the story."""
    row = found(shown_to(request.person, community).select_related("community"), pk=story)
    said = given.model_dump()
    service = _service(request, community, said.pop("service"))
    return {"id": commands.answer_story(by=request.person, story=row, service=service, **said).pk}


@operation(
    router, "GET", "/communities/{community}/story-changes", says=_("Changes that services named"),
    scope=Scope.READ, gives=Listed[ChangeShown],
)  # fmt: skip
def changes(request: Any, community: Here, which: Which) -> dict[str, Any]:
    """What, by whom, by when, and what became of it."""
    rows = visible_changes(request.person, community).order_by("-pk")
    return listed(rows, which, lambda page: [_change(one) for one in page])


@operation(
    router, "POST", "/communities/{community}/story-changes", says=_("Name a change"), scope=Scope.WRITE,
    gives=ChangeShown, status=201,
)  # fmt: skip
def name_change(request: Any, community: Here, given: NewChange) -> dict[str, Any]:
    """It is public from now on, with its day."""
    said = given.model_dump()
    service = _service(request, community, said.pop("service"))
    rows = shown_to(request.person, community)
    led = [own_row(rows, pk, "stories") for pk in said.pop("stories")]
    return _change(commands.name_change(by=request.person, service=service, stories=led, **said))


@operation(
    router, "POST", "/communities/{community}/story-changes/{change}/stories",
    says=_("Another story led to this change"), scope=Scope.WRITE, gives=Made, status=201,
)  # fmt: skip
def tie_change(request: Any, community: Here, change: Id, given: Tied) -> dict[str, Any]:
    """Its teller hears of each step from now on."""
    row = found(_changes(request, community), pk=change)
    led = own_row(shown_to(request.person, community), given.story, "story")
    return {"id": commands.tie_change(by=request.person, change=row, story=led).pk}


@operation(
    router, "POST", "/communities/{community}/story-changes/{change}/later",
    says=_("A change comes later"), scope=Scope.WRITE, gives=ChangeShown,
)  # fmt: skip
def move_change(request: Any, community: Here, change: Id, given: Later) -> dict[str, Any]:
    """The new day and why; the first day stays beside it."""
    row = found(_changes(request, community), pk=change)
    return _change(commands.move_change(by=request.person, change=row, **given.model_dump()))


@operation(
    router, "POST", "/communities/{community}/story-changes/{change}/finish",
    says=_("A change is done, or will not be done"), scope=Scope.WRITE, gives=ChangeShown,
)  # fmt: skip
def finish_change(request: Any, community: Here, change: Id, given: Finished) -> dict[str, Any]:
    """The tellers are told."""
    row = found(_changes(request, community), pk=change)
    return _change(commands.finish_change(by=request.person, change=row, **given.model_dump()))


@operation(
    router, "GET", "/communities/{community}/story-shares", says=_("Who received which stories"),
    scope=Scope.BROKER_READ, who=LISTENERS, gives=Listed[ShareShown],
)  # fmt: skip
def shares(request: Any, community: Here, which: Which) -> dict[str, Any]:
    """Every dataset that went out, without its address."""
    return listed(
        share_lines(request.person, community), which,
        lambda page: [
            {
                "id": one.share.pk, "recipient": one.share.recipient, "use": one.share.use,
                "purpose": one.share.purpose, "licence": one.share.licence, "until": one.share.until,
                "open": one.open, "fetches": one.fetches, "stories": one.stories, "to_delete": one.to_delete,
            }
            for one in page
        ],
    )  # fmt: skip


@operation(
    router, "POST", "/communities/{community}/story-shares", says=_("Share stories with somebody outside"),
    scope=Scope.BROKER_WRITE, who=Role.FACILITATOR, gives=ShareMade, status=201,
)  # fmt: skip
def share_dataset(request: Any, community: Here, given: NewShare) -> dict[str, Any]:
    """What goes out is decided at each fetch."""
    said = given.model_dump()
    said["service"] = _service(request, community, said["service"]) if said["service"] else None
    row, secret = commands.share_dataset(by=request.person, community=community, **said)
    href = reverse("stories:fetched", args=[community.slug, secret])
    return {"id": row.pk, "address": request.build_absolute_uri(href)}


@operation(
    router, "DELETE", "/communities/{community}/story-shares/{share}", says=_("End a dataset"),
    scope=Scope.BROKER_WRITE, who=Role.FACILITATOR, gives=None, status=204,
)  # fmt: skip
def end_share(request: Any, community: Here, share: Id) -> None:
    """Nothing more can be fetched there; who has what stays written down."""
    commands.end_share(by=request.person, share=found(visible_shares(request.person, community), pk=share))


@operation(
    router, "GET", "/communities/{community}/story-prompts", says=_("Questions that tellers answer"),
    scope=Scope.READ, gives=Listed[PromptShown],
)  # fmt: skip
def prompts(request: Any, community: Here, which: Which) -> dict[str, Any]:
    """Those that are asked now, in order."""
    rows = Prompt.objects.of(community).filter(ended_on__isnull=True).order_by("place_in_list", "pk")
    return listed(rows, which, lambda page: [_prompt(one) for one in page])


@operation(
    router, "POST", "/communities/{community}/story-prompts", says=_("Ask tellers one more question"),
    scope=Scope.BROKER_WRITE, who=Role.FACILITATOR, gives=PromptShown, status=201,
)  # fmt: skip
def add_prompt(request: Any, community: Here, given: NewPrompt) -> dict[str, Any]:
    """Faces, or a point between three things."""
    return _prompt(commands.add_prompt(by=request.person, community=community, **given.model_dump()))


@operation(
    router, "POST", "/communities/{community}/story-prompts/usual", says=_("Ask the usual questions"),
    scope=Scope.BROKER_WRITE, who=Role.FACILITATOR, gives=list[PromptShown], status=201,
)  # fmt: skip
def use_usual_prompts(request: Any, community: Here) -> list[dict[str, Any]]:
    """Where none are asked yet."""
    return [_prompt(one) for one in commands.use_usual_prompts(by=request.person, community=community)]


@operation(
    router, "DELETE", "/communities/{community}/story-prompts/{prompt}", says=_("Stop asking a question"),
    scope=Scope.BROKER_WRITE, who=Role.FACILITATOR, gives=None, status=204,
)  # fmt: skip
def end_prompt(request: Any, community: Here, prompt: Id) -> None:
    """What was answered stays."""
    commands.end_prompt(by=request.person, prompt=found(Prompt.objects.of(community), pk=prompt))


def _heard(request: Any, community: Community, pk: int) -> Any:
    return found(visible_listening(request.person, community).select_related("community"), pk=pk)


def _changes(request: Any, community: Community) -> Any:
    return visible_changes(request.person, community).select_related("community", "service")


def _service(request: Any, community: Community, pk: int) -> Service:
    row: Service = own_row(
        visible_services(request.person, community).select_related("community"), pk, "service"
    )
    return row


def _several(request: Any, community: Community, rows: list[Any]) -> list[dict[str, Any]]:
    kept = shown_to(request.person, community).filter(pk__in=[row.pk for row in rows])
    return [_story(one) for one in shown(request.person, community, kept.order_by("-agreed_at", "-pk"))]


def _story(one: Shown) -> dict[str, Any]:
    return {
        "id": one.pk,
        "key": one.key,
        "who": one.who,
        "title": one.title,
        "words": one.words,
        "lang": one.lang,
        "month": one.month,
        "area": one.area,
        "services": [service.pk for service in one.services],
        "faces": [{"question": face.question, "level": face.level} for face in one.faces],
        "answered": one.answered,
        "changed": one.changed,
    }


def _record(one: answered.Record) -> dict[str, Any]:
    return {
        "service": one.service.pk,
        "name": pair(one.service, "name"),
        "told": one.told,
        "shown": one.shown,
        "answered": one.answered,
        "promised": one.promised,
        "late": one.late,
        "done": one.done,
        "not_done": one.not_done,
        "days_to_answer": one.days,
    }


def _change(row: Change) -> dict[str, Any]:
    return {
        "id": row.pk,
        "service": row.service_id,
        "what": pair(row, "what"),
        "by_whom": pair(row, "by_whom"),
        "first_due_on": row.first_due_on,
        "due_on": row.due_on,
        "state": row.state,
        "late": row.is_late(),
        "done_on": row.done_on,
        "reason": pair(row, "reason"),
    }


def _prompt(row: Prompt) -> dict[str, Any]:
    shown_as: dict[str, Any] = {"id": row.pk, "kind": row.kind, "question": pair(row, "question")}
    return shown_as | {corner: pair(row, corner) for corner in "abc"}
