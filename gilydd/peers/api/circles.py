"""Operations: circles, who is in them, what is written there."""

from __future__ import annotations

import base64
import binascii
import datetime as dt
import io
from typing import Annotated, Any

from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _
from pydantic import BaseModel, Field
from pydantic import StringConstraints as Text

from gilydd.history.words import Refused
from gilydd.people.models import Community, Term
from gilydd.people.operations import (
    Code,
    Disclosure,
    Given,
    Here,
    Id,
    IdempotencyKey,
    Lang,
    Line,
    Listed,
    Made,
    MemberName,
    Said,
    Which,
    Words,
    act_key,
    acting_party,
    area_of,
    found,
    listed,
    member_names,
    operation,
    own_row,
    party_of,
)
from gilydd.people.words import Role, Scheme, Scope
from gilydd.ui.photos import BadPhoto, Photo, cleaned

from .. import commands
from ..models import Circle, CircleMember, Post
from ..policy import own_circles, visible_belongings, visible_circles, visible_pictures, visible_posts
from ..queries.circles import CircleLine, circles
from ..words import (
    BELONGING_LIVE,
    Belonging,
    BelongingState,
    CircleKind,
    CircleState,
    Hears,
    JoiningRule,
    PostState,
)
from .routing import router

Short = Annotated[str, Text(strip_whitespace=True, max_length=200)]
Reason = Annotated[str, Text(strip_whitespace=True, min_length=1, max_length=400)]
MOST_PHOTO_SIGNS = 14_000_000


class CircleShown(BaseModel):
    """`me` is how far one's own belonging is, or empty. The number of members is a disclosed figure."""

    id: int
    name: str
    kind: CircleKind
    purpose: str
    lang: str
    for_whom: str
    joining: JoiningRule
    listed: bool
    me: str
    members: Disclosure


class BelongingShown(BaseModel):
    id: int
    circle: int
    member: MemberName
    part: Belonging
    state: BelongingState
    joined_on: dt.date | None


class PostShown(BaseModel):
    """`words` are empty where the message was taken away; `reason` then says why."""

    id: int
    circle: int
    member: MemberName
    words: str
    lang: str
    written_at: dt.datetime
    answers: int | None
    proposal: int | None
    typed_for_them: bool
    state: PostState
    reason: str


class CircleWords(Given):
    name: Line
    name_cy: Annotated[str, Text(strip_whitespace=True, max_length=120)] = ""
    purpose: Said
    easy: Words = ""
    meets: Short = ""
    lang: Lang
    topic: Code | None = None
    for_whom_cy: Short = ""
    for_whom_en: Short = ""
    area: Code | None = None
    joining: JoiningRule = JoiningRule.ASK
    listed: bool = True


class NewCircle(CircleWords):
    """`founder`: who starts it; oneself where it is left out. `with_others` are invited."""

    kind: CircleKind = CircleKind.CIRCLE
    founder: Id | None = None
    with_others: Annotated[list[Id], Field(max_length=20)] = []


class Joining(Given):
    """`member`: who comes in; oneself where it is left out."""

    member: Id | None = None
    words: Annotated[str, Text(strip_whitespace=True, max_length=400)] = ""
    lang: Lang = "en"


class JoiningAnswer(Given):
    yes: bool
    reason: Annotated[str, Text(strip_whitespace=True, max_length=400)] = ""
    lang: Lang = "en"


class YesOrNo(Given):
    yes: bool


class Whom(Given):
    member: Id


class Why(Given):
    reason: Reason
    lang: Lang


class HearsGiven(Given):
    hears: Hears


class NewPost(Given):
    """`member`: whose message it is; oneself where it is left out."""

    member: Id | None = None
    words: Said
    lang: Lang
    answers: Id | None = None


class Plea(Given):
    plea: Reason
    lang: Lang


class SecondLook(Given):
    back: bool
    answer: Reason
    lang: Lang


class NewPicture(Given):
    """`content` is the JPEG, PNG or WebP file in base64; it is drawn anew without what a camera writes."""

    content: Annotated[str, Text(max_length=MOST_PHOTO_SIGNS)]
    alt: Annotated[str, Text(strip_whitespace=True, min_length=1, max_length=240)]
    lang: Lang


@operation(
    router, "GET", "/communities/{community}/peer-circles", says=_("Circles"), scope=Scope.READ,
    gives=Listed[CircleShown],
)  # fmt: skip
def list_circles(request: Any, community: Here, which: Which) -> dict[str, Any]:
    """The circles that one may open: one's own first."""
    return listed(circles(request.person, community), which, lambda rows: map(_line, rows))


@operation(
    router, "POST", "/communities/{community}/peer-circles", says=_("Start a circle"), scope=Scope.WRITE,
    gives=Made, status=201,
)  # fmt: skip
def start_circle(request: Any, community: Here, given: NewCircle) -> dict[str, Any]:
    """A circle, or a project run by its members."""
    told = _told(community, given) | {
        "founder": acting_party(request, community, given.founder, "founder"),
        "with_others": [party_of(community, one, "with_others") for one in given.with_others],
    }
    return {"id": commands.start_circle(by=request.person, community=community, **told).pk}


@operation(
    router, "PUT", "/communities/{community}/peer-circles/{peers_circle}", says=_("Change a circle"),
    scope=Scope.WRITE, gives=Made,
)  # fmt: skip
def change_circle(request: Any, community: Here, peers_circle: Id, given: CircleWords) -> dict[str, Any]:
    """Its hosts say anew what it is."""
    row = mine(request, community, peers_circle)
    return {"id": commands.change_circle(by=request.person, circle=row, **_told(community, given)).pk}


@operation(
    router, "POST", "/communities/{community}/peer-circles/{peers_circle}/join", says=_("Join a circle"),
    scope=Scope.WRITE, gives=BelongingShown,
)  # fmt: skip
def join_circle(request: Any, community: Here, peers_circle: Id, given: Joining) -> dict[str, Any]:
    """Come in where it is open, else ask."""
    row = found(visible_circles(request.person, community), pk=peers_circle)
    party = acting_party(request, community, given.member)
    made = commands.join_circle(
        by=request.person, circle=row, party=party, words=given.words, lang=given.lang
    )
    return _belonging(community, made)


@operation(
    router, "GET", "/communities/{community}/peer-circles/{peers_circle}/people",
    says=_("Who is in a circle"),
    scope=Scope.READ, gives=Listed[BelongingShown],
)  # fmt: skip
def circle_people(request: Any, community: Here, peers_circle: Id, which: Which) -> dict[str, Any]:
    """Who is in it, asked or is invited; for those in it."""
    row = mine(request, community, peers_circle)
    rows = visible_belongings(request.person, community).filter(circle=row, state__in=BELONGING_LIVE)
    return listed(rows.order_by("pk"), which, lambda some: _belongings(community, some))


@operation(
    router, "POST", "/communities/{community}/belongings/{belonging}/answer",
    says=_("Answer a request to join"),
    scope=Scope.WRITE, gives=BelongingShown,
)  # fmt: skip
def answer_joining(request: Any, community: Here, belonging: Id, given: JoiningAnswer) -> dict[str, Any]:
    """Yes, or no with a kind reason."""
    row = _seen(request, community, belonging)
    return _belonging(community, commands.answer_joining(by=request.person, row=row, **given.model_dump()))


@operation(
    router, "POST", "/communities/{community}/peer-circles/{peers_circle}/invite",
    says=_("Invite to a circle"),
    scope=Scope.WRITE, gives=BelongingShown,
)  # fmt: skip
def invite_to_circle(request: Any, community: Here, peers_circle: Id, given: Whom) -> dict[str, Any]:
    """They are told, and say yes or no."""
    row, party = mine(request, community, peers_circle), party_of(community, given.member)
    return _belonging(community, commands.invite_to_circle(by=request.person, circle=row, party=party))


@operation(
    router, "POST", "/communities/{community}/peer-circles/{peers_circle}/invitation",
    says=_("Answer an invitation"),
    scope=Scope.WRITE, gives=BelongingShown,
)  # fmt: skip
def answer_invitation(request: Any, community: Here, peers_circle: Id, given: YesOrNo) -> dict[str, Any]:
    """Yes or no to one's own invitation."""
    invited = CircleMember.objects.of(community).filter(
        circle=peers_circle, circle__state=CircleState.RUNNING, party=request.person.pk
    )
    row = found(invited.select_related("circle", "community"), state=BelongingState.INVITED)
    return _belonging(community, commands.answer_invitation(by=request.person, row=row, yes=given.yes))


@operation(
    router, "POST", "/communities/{community}/belongings/{own_belonging}/leave", says=_("Leave a circle"),
    scope=Scope.WRITE, gives=BelongingShown,
)  # fmt: skip
def leave_circle(request: Any, community: Here, own_belonging: Id) -> dict[str, Any]:
    """Leave, or take one's request back."""
    row = _seen(request, community, own_belonging)
    return _belonging(community, commands.leave_circle(by=request.person, row=row))


@operation(
    router, "POST", "/communities/{community}/belongings/{their_belonging}/ask-to-go",
    says=_("Ask somebody to leave"),
    scope=Scope.WRITE, gives=BelongingShown,
)  # fmt: skip
def ask_to_go(request: Any, community: Here, their_belonging: Id, given: Why) -> dict[str, Any]:
    """A host says why; they read it."""
    row = _seen(request, community, their_belonging)
    return _belonging(community, commands.ask_to_go(by=request.person, row=row, **given.model_dump()))


@operation(
    router, "POST", "/communities/{community}/peer-circles/{peers_circle}/supporters",
    says=_("Add a supporter"),
    scope=Scope.WRITE, gives=BelongingShown,
)  # fmt: skip
def add_supporter(request: Any, community: Here, peers_circle: Id, given: Whom) -> dict[str, Any]:
    """Somebody assists the circle, and never decides."""
    row, party = mine(request, community, peers_circle), party_of(community, given.member)
    return _belonging(community, commands.add_supporter(by=request.person, circle=row, party=party))


@operation(
    router, "PUT", "/communities/{community}/belongings/{own_belonging}/notices",
    says=_("Choose how often to hear"),
    scope=Scope.WRITE, gives=BelongingShown,
)  # fmt: skip
def choose_notices(request: Any, community: Here, own_belonging: Id, given: HearsGiven) -> dict[str, Any]:
    """Each message, once a day, or nothing."""
    row = _seen(request, community, own_belonging)
    return _belonging(community, commands.choose_notices(by=request.person, row=row, hears=given.hears))


@operation(
    router, "POST", "/communities/{community}/peer-circles/{peers_circle}/end", says=_("End a circle"),
    scope=Scope.WRITE, gives=Made,
)  # fmt: skip
def end_circle(request: Any, community: Here, peers_circle: Id, given: Why) -> dict[str, Any]:
    """Its hours go to the pot."""
    row = mine(request, community, peers_circle)
    return {"id": commands.end_circle(by=request.person, circle=row, **given.model_dump()).pk}


@operation(
    router, "GET", "/communities/{community}/peer-circles/{peers_circle}/posts",
    says=_("Messages of a circle"),
    scope=Scope.READ, gives=Listed[PostShown],
)  # fmt: skip
def posts(request: Any, community: Here, peers_circle: Id, which: Which) -> dict[str, Any]:
    """What is written there, the newest first; for those in it."""
    row = mine(request, community, peers_circle)
    rows = visible_posts(request.person, community).filter(circle=row).order_by("-written_at", "-pk")
    return listed(rows, which, lambda some: _posts(request, community, some))


@operation(
    router, "POST", "/communities/{community}/peer-circles/{peers_circle}/posts", says=_("Write in a circle"),
    scope=Scope.WRITE, gives=PostShown, status=201,
)  # fmt: skip
def post(
    request: Any, community: Here, peers_circle: Id, given: NewPost, key: IdempotencyKey
) -> dict[str, Any]:
    """One's own message, or one typed for a member."""
    row = mine(request, community, peers_circle)
    party = acting_party(request, community, given.member)
    answers = own_row(visible_posts(request.person, community), given.answers, "answers")
    made = commands.post(
        by=request.person, circle=row, party=party, words=given.words, lang=given.lang, answers=answers,
        key=act_key(request, key),
    )  # fmt: skip
    return _one(request, community, made)


@operation(
    router, "POST", "/communities/{community}/posts/{post}/withdraw", says=_("Take one's message back"),
    scope=Scope.WRITE, gives=PostShown,
)  # fmt: skip
def withdraw_post(request: Any, community: Here, post: Id) -> dict[str, Any]:
    """Its words are gone for good."""
    row = found(visible_posts(request.person, community), pk=post)
    return _one(request, community, commands.withdraw_post(by=request.person, post=row))


@operation(
    router, "POST", "/communities/{community}/posts/{their_post}/take-away", says=_("Take a message away"),
    scope=Scope.WRITE, gives=PostShown,
)  # fmt: skip
def take_post_away(request: Any, community: Here, their_post: Id, given: Why) -> dict[str, Any]:
    """A host says why, for every member to read."""
    row = found(visible_posts(request.person, community), pk=their_post)
    made = commands.take_post_away(by=request.person, post=row, **given.model_dump())
    return _one(request, community, made)


@operation(
    router, "POST", "/communities/{community}/posts/{away_post}/ask-again", says=_("Ask for a second look"),
    scope=Scope.WRITE, gives=PostShown,
)  # fmt: skip
def ask_again(request: Any, community: Here, away_post: Id, given: Plea) -> dict[str, Any]:
    """By a broker, who is no part of the circle."""
    row = found(visible_posts(request.person, community), pk=away_post)
    return _one(request, community, commands.ask_again(by=request.person, post=row, **given.model_dump()))


@operation(
    router, "POST", "/communities/{community}/posts/{pleaded}/look-again", says=_("Look at a message again"),
    scope=Scope.BROKER_WRITE, who=(Role.BROKER,), gives=PostShown,
)  # fmt: skip
def look_again(request: Any, community: Here, pleaded: Id, given: SecondLook) -> dict[str, Any]:
    """It comes back, or stays away; both sides read why."""
    row = found(visible_posts(request.person, community), pk=pleaded)
    return _one(request, community, commands.look_again(by=request.person, post=row, **given.model_dump()))


@operation(
    router, "POST", "/communities/{community}/peer-circles/{peers_circle}/pictures", says=_("Add a picture"),
    scope=Scope.WRITE, gives=Made, status=201,
)  # fmt: skip
def add_picture(request: Any, community: Here, peers_circle: Id, given: NewPicture) -> dict[str, Any]:
    """With the words for who cannot see it."""
    row = mine(request, community, peers_circle)
    made = commands.add_picture(
        by=request.person, circle=row, party=request.person.party, photo=_photo(given.content),
        alt=given.alt, lang=given.lang,
    )  # fmt: skip
    return {"id": made.pk}


@operation(
    router, "POST", "/communities/{community}/circle-pictures/{picture}/take-away",
    says=_("Take a picture away"), scope=Scope.WRITE, gives=Made,
)  # fmt: skip
def take_picture_away(request: Any, community: Here, picture: Id, given: Why) -> dict[str, Any]:
    """For good. Whoever put it there reads why."""
    row = found(visible_pictures(request.person, community).defer("content"), pk=picture)
    return {"id": commands.take_picture_away(by=request.person, picture=row, **given.model_dump()).pk}


def mine(request: Any, community: Community, pk: int) -> Circle:
    """A running circle that the person is in, or 404."""
    row: Circle = found(own_circles(request.person, community), pk=pk)
    return row


def _told(community: Community, given: CircleWords) -> dict[str, Any]:
    topic = None
    if given.topic is not None:
        topics = Term.objects.filter(scheme__in=(Scheme.INTEREST, Scheme.EXPERIENCE), code=given.topic)
        topic = topics.filter(community=None).first() or topics.filter(community=community).first()
        if topic is None:
            raise Refused(gettext("There is no interest or experience with this code."), field="topic")
    return given.model_dump() | {"topic": topic, "area": area_of(community, given.area)}


def _photo(content: str) -> Photo:
    try:
        raw = base64.b64decode(content, validate=True)
        return cleaned(io.BytesIO(raw), len(raw))
    except (binascii.Error, BadPhoto) as fault:
        raise Refused(str(fault), field="content") from fault


def _line(row: CircleLine) -> dict[str, Any]:
    return {
        "id": row.pk, "name": row.name, "kind": row.kind, "purpose": row.purpose, "lang": row.lang,
        "for_whom": row.for_whom, "joining": row.joining, "listed": row.listed, "me": row.me,
        "members": row.size,
    }  # fmt: skip


def _seen(request: Any, community: Community, pk: int) -> CircleMember:
    rows = visible_belongings(request.person, community).filter(circle__state=CircleState.RUNNING)
    row: CircleMember = found(rows.select_related("circle", "community"), pk=pk)
    return row


def _belonging(community: Community, row: CircleMember) -> dict[str, Any]:
    return _belongings(community, [row])[0]


def _belongings(community: Community, rows: list[CircleMember]) -> list[dict[str, Any]]:
    called = member_names(community, [row.party_id for row in rows])
    return [
        {
            "id": row.pk, "circle": row.circle_id, "member": called[row.party_id], "part": row.part,
            "state": row.state, "joined_on": row.joined_on,
        }
        for row in rows
    ]  # fmt: skip


def _one(request: Any, community: Community, row: Post) -> dict[str, Any]:
    return _posts(request, community, [row])[0]


def _posts(request: Any, community: Community, rows: list[Post]) -> list[dict[str, Any]]:
    called = member_names(community, [row.party_id for row in rows])
    return [
        {
            "id": row.pk, "circle": row.circle_id, "member": called[row.party_id], "lang": row.lang,
            "words": row.words if row.state == PostState.SHOWN or row.party_id == request.person.pk else "",
            "written_at": row.written_at, "answers": row.answers_id, "proposal": row.proposal_id,
            "typed_for_them": bool(row.typed_by_key), "state": row.state, "reason": row.reason,
        }
        for row in rows
    ]  # fmt: skip
