"""Reads of circles: which there are, one circle's page, who is in it, what is written there."""

from __future__ import annotations

import datetime as dt
from collections.abc import Collection, Iterable
from dataclasses import dataclass, field
from typing import Any

from django.db.models import Count, Exists, OuterRef, Q

from gilydd.algorithms import disclosure
from gilydd.algorithms.disclosure import Disclosed
from gilydd.assets.queries import Listed, listed, live_assets
from gilydd.assets.words import AssetKind
from gilydd.deciding.queries import VoteRow, votes_of
from gilydd.deciding.words import VoteState
from gilydd.exchange.models import Ask
from gilydd.exchange.queries.reading import account_of
from gilydd.exchange.queries.statements import Told, span_of, told
from gilydd.exchange.words import AskState
from gilydd.people.models import Community, Party, Person
from gilydd.people.policy import serves
from gilydd.people.queries import names
from gilydd.safety.queries import blocked_with
from gilydd.ui.bilingual import field_of, said

from ..belonging import Here, here, roles_now
from ..circle_notices import role_name
from ..models import Circle, CircleMember, CirclePicture, CircleRoleHeld, Post, Proposal, RoleVote
from ..policy import visible_belongings, visible_circles, visible_pictures, visible_posts, visible_proposals
from ..words import (
    BELONGING_LIVE,
    POSTS_A_PAGE,
    Belonging,
    BelongingState,
    CircleState,
    JoiningRule,
    PostState,
    ProposalState,
)

NEWEST = 3
MOST_CIRCLES = 200


@dataclass(frozen=True)
class CircleLine:
    """A circle in a list. `me`: the state of the reader's belonging, or empty; `size`: members, disclosed."""

    pk: int
    name: str
    kind: str
    purpose: str
    lang: str
    for_whom: str
    area: str
    joining: str
    picture: str
    listed: bool
    me: str
    part: str
    size: Disclosed


def circles(person: Person, community: Community) -> list[CircleLine]:
    """The running circles that the person may open: theirs first, then by name. Two queries."""
    mine = CircleMember.objects.of(community).filter(party=person.pk, state__in=BELONGING_LIVE)
    own = {circle: (state, part) for circle, state, part in mine.values_list("circle", "state", "part")}
    inside = Q(members__state=BelongingState.IN, members__part=Belonging.MEMBER)
    rows = (
        visible_circles(person, community)
        .filter(state=CircleState.RUNNING)
        .annotate(size=Count("members", filter=inside))
        .values_list(
            "pk", "name", "name_cy", "kind", "purpose", "lang", field_of("for_whom"), field_of("area__name"),
            "joining", "topic__picture", "listed", "size",
        )
    )  # fmt: skip
    welsh = field_of("x").endswith("cy")
    lines = [
        CircleLine(
            pk, (name_cy or name) if welsh else name, kind, purpose, lang, whom, area or "", joining,
            picture or "people", is_listed, *own.get(pk, ("", "")), disclosure.count(size, "people"),
        )
        for pk, name, name_cy, kind, purpose, lang, whom, area, joining, picture, is_listed, size
        in rows.order_by("pk")[:MOST_CIRCLES]
    ]  # fmt: skip
    order = {BelongingState.INVITED: 0, BelongingState.IN: 1, BelongingState.ASKED: 2}
    return sorted(lines, key=lambda one: (order.get(one.me, 3), one.name.casefold()))  # type: ignore[call-overload]


@dataclass(frozen=True)
class Member:
    """Somebody in a circle, asked or invited, as those in it see them."""

    pk: int
    party_id: int
    name: str
    part: str
    state: str
    roles: list[str]
    held: list[int]
    since: dt.date | None
    words: str
    lang: str
    me: bool


def people_of(person: Person, circle: Circle) -> list[Member]:
    """Who is in the circle, asked, or is invited, by name; without whom a block keeps apart. Five queries."""
    rows = visible_belongings(person, circle.community).filter(circle=circle, state__in=BELONGING_LIVE)
    found = list(
        rows.values_list("pk", "party_id", "part", "state", "joined_on", "words", "lang").order_by("pk")
    )
    called = names(row[1] for row in found)
    roles: dict[int, list[Any]] = {}
    for held in roles_now(circle.roles.all()).order_by("pk"):
        roles.setdefault(held.party_id, []).append(held)
    made = [
        Member(
            pk, party, called[party], part, state, [role_name(one) for one in roles.get(party, [])],
            [one.pk for one in roles.get(party, [])], since, words, lang, party == person.pk,
        )
        for pk, party, part, state, since, words, lang in found
    ]  # fmt: skip
    return sorted(made, key=lambda one: (not one.roles, one.part, one.name.casefold()))


@dataclass(frozen=True)
class PostLine:
    """A message as this reader sees it; where it was taken away, `reason` stands there instead of words."""

    pk: int
    who: str
    mine: bool
    supporter: bool
    words: str
    lang: str
    written_at: dt.datetime
    typist: str
    state: str
    reason: str
    reason_lang: str
    answer: str
    answer_lang: str
    answers: list[PostLine] = field(default_factory=list)


@dataclass(frozen=True)
class Posts:
    """A page of messages, the newest first, each with its answers in their order."""

    lines: list[PostLine]
    page: int
    pages: int


def posts(person: Person, circle: Circle, *, proposal: Proposal | None = None, page: int = 1) -> Posts:
    """Messages of the circle, or those about one proposal. The same number of queries for any page."""
    rows = visible_posts(person, circle.community).filter(circle=circle, proposal=proposal)
    answered = Exists(Post.objects.filter(answers=OuterRef("pk")))
    firsts = rows.filter(~Q(state=PostState.WITHDRAWN) | answered, answers=None)
    total = firsts.count()
    pages = max(1, -(-total // POSTS_A_PAGE))
    page = min(max(1, page), pages)
    start = (page - 1) * POSTS_A_PAGE
    shown = list(firsts.order_by("-written_at", "-pk")[start : start + POSTS_A_PAGE])
    below = list(rows.filter(answers__in=[row.pk for row in shown]).order_by("written_at", "pk"))
    made = _lines(person, circle, shown + below)
    by_first: dict[int, list[PostLine]] = {}
    for row in below:
        if row.state != PostState.WITHDRAWN:
            by_first.setdefault(row.answers_id, []).append(made[row.pk])  # type: ignore[arg-type]
    lines = [_with(made[row.pk], by_first.get(row.pk, [])) for row in shown]
    return Posts(lines, page, pages)


def _with(line: PostLine, answers: list[PostLine]) -> PostLine:
    line.answers.extend(answers)
    return line


def _lines(person: Person, circle: Circle, rows: list[Post]) -> dict[int, PostLine]:
    called = names({row.party_id for row in rows})
    typed = typists({row.typed_by_key for row in rows if row.typed_by_key})
    supporters = set(
        circle.members.filter(state=BelongingState.IN, part=Belonging.SUPPORTER).values_list(
            "party", flat=True
        )
    )
    made = {}
    for row in rows:
        mine = row.party_id == person.pk
        seen = row.state == PostState.SHOWN or (mine and row.state != PostState.WITHDRAWN)
        made[row.pk] = PostLine(
            row.pk, called[row.party_id], mine, row.party_id in supporters, row.words if seen else "",
            row.lang, row.written_at, typed.get(row.typed_by_key, ""), row.state, row.reason, row.reason_lang,
            row.answer, row.answer_lang,
        )  # fmt: skip
    return made


def typists(keys: Collection[str]) -> dict[str, str]:
    """What to call whoever typed something, by their key; two queries, none for no keys."""
    begin = "people.party:"
    wanted = [key.removeprefix(begin) for key in keys if key.startswith(begin)]
    if not wanted:
        return {}
    rows = dict(Party.objects.filter(key__in=wanted).values_list("pk", "key"))
    called = names(rows)
    return {f"{begin}{key}": called[pk] for pk, key in rows.items()}


@dataclass(frozen=True)
class Waiting:
    """Something in the circle that waits: what kind, its words, its number for the address."""

    kind: str
    text: str
    pk: int


@dataclass(frozen=True)
class Page:
    """One circle's page as this reader sees it. What is written inside is empty for who is not in it."""

    here: Here
    roles: list[tuple[str, list[str]]]
    size: Disclosed
    pictures: list[CirclePicture]
    newest: list[PostLine]
    votes: list[VoteRow]
    proposals: list[Proposal]
    asked: int
    asks: int
    balance_minutes: int


def page_of(person: Person, circle: Circle) -> Page:
    """A circle's page; the same number of queries whatever is in it."""
    at = here(person, circle)
    inside = circle.members.filter(state=BelongingState.IN, part=Belonging.MEMBER).count()
    pictures = visible_pictures(person, circle.community).filter(circle=circle).defer("content")
    shared: dict[str, Any] = {
        "here": at,
        "size": disclosure.count(inside, "people"),
        "pictures": list(pictures.order_by("-added_at")),
    }
    if not at.is_in:
        return Page(**shared, roles=[], newest=[], votes=[], proposals=[], asked=0, asks=0, balance_minutes=0)
    rows = visible_posts(person, circle.community).filter(circle=circle, proposal=None, state=PostState.SHOWN)
    newest = list(rows.order_by("-written_at", "-pk")[:NEWEST])
    account = account_of(circle.community, circle.party_id)
    votes = votes_of(person, circle.community, circle.party)
    return Page(
        **shared,
        roles=_roles(person, circle),
        newest=list(_lines(person, circle, newest).values()),
        votes=[row for row in votes if row.state == VoteState.OPEN],
        proposals=list(live_proposals(person, circle)),
        asked=circle.members.filter(state=BelongingState.ASKED).count() if at.welcomes else 0,
        asks=asks_within(circle).count(),
        balance_minutes=account.balance_minutes if account else 0,
    )


def _roles(person: Person, circle: Circle) -> list[tuple[str, list[str]]]:
    """(role, names of those who hold it), without whom a block keeps apart."""
    apart = blocked_with(circle.community, [person.pk])
    held = [row for row in roles_now(circle.roles.all()).order_by("pk") if row.party_id not in apart]
    called = names(row.party_id for row in held)
    by_role: dict[str, list[str]] = {}
    for row in held:
        by_role.setdefault(role_name(row), []).append(called[row.party_id])
    return list(by_role.items())


def live_proposals(person: Person, circle: Circle) -> Any:
    """Proposals that are talked about or voted on, the newest first."""
    live = (ProposalState.TALKING, ProposalState.VOTING)
    return visible_proposals(person, circle.community).filter(circle=circle, state__in=live).order_by("-pk")


def asks_within(circle: Circle) -> Any:
    """Open asks that members put to the circle."""
    return Ask.objects.of(circle.community).filter(asked_of=circle.party_id, state=AskState.OPEN)


@dataclass(frozen=True)
class AskLine:
    """An ask within a circle."""

    pk: int
    title: str
    lang: str
    asker: str
    work: str
    picture: str
    minutes: int
    wanted_on: dt.date | None
    mine: bool


def asks(person: Person, circle: Circle) -> list[AskLine]:
    """Open asks within the circle, the newest first; three queries."""
    apart = blocked_with(circle.community, [person.pk])
    rows = asks_within(circle).exclude(asker__in=apart).order_by("-asked_at")
    found = list(
        rows.values_list(
            "pk", "title", "lang", "asker", field_of("work__name"), "work__picture", "minutes", "wanted_on"
        )[:100]
    )
    called = names(row[3] for row in found)
    return [
        AskLine(pk, title, lang, called[asker], work, picture or "handshake", minutes, on, asker == person.pk)
        for pk, title, lang, asker, work, picture, minutes, on in found
    ]


def offers(person: Person, circle: Circle) -> list[Listed]:
    """What members of the circle, and the circle itself, offer and lend, as far as members may see it."""
    inside = circle.members.filter(state=BelongingState.IN, part=Belonging.MEMBER).values("party")
    rows = live_assets(circle.community).filter(kind__in=(AssetKind.OFFER, AssetKind.THING))
    rows = rows.filter(Q(party__in=inside) | Q(party=circle.party_id))
    rows = rows.exclude(party__in=blocked_with(circle.community, [person.pk]))
    return listed(rows.select_related("term").order_by("-refreshed_at", "-pk")[:60], person, circle.community)


def statement(circle: Circle, page: int = 1) -> Told:
    """Every hour that the circle was given and paid out, the newest first."""
    return told(account_of(circle.community, circle.party_id), span_of("all"), page=page)


@dataclass(frozen=True)
class ElectionLine:
    """An election of the circle: what for, how far it is, whom it seated."""

    pk: int
    vote_id: int
    role: str
    until: dt.date
    state: str
    closes_at: dt.datetime
    seated: list[str]
    to_seat: bool


def elections(circle: Circle) -> list[ElectionLine]:
    """The circle's elections, the newest first; four queries."""
    rows = list(
        RoleVote.objects.filter(circle=circle)
        .select_related("vote")
        .prefetch_related("held")
        .order_by("-pk")[:20]
    )
    called = names(held.party_id for row in rows for held in row.held.all())
    return [
        ElectionLine(
            row.pk, row.vote_id, role_name(row), row.until, row.vote.state, row.vote.closes_at,
            [called[held.party_id] for held in row.held.all()],
            row.vote.state != VoteState.OPEN and row.seated_at is None and row.failed_at is None,
        )
        for row in rows
    ]  # fmt: skip


def told_of_change(thing: Circle | Proposal) -> list[str]:
    """Who may join, in a few words of the reader's language: whom it is for, how, from where."""
    parts = [said(thing, "for_whom"), str(JoiningRule(thing.joining).label)]
    if thing.area:
        parts.append(said(thing.area, "name"))
    return [part for part in parts if part]


def to_look_at_again(person: Person, community: Community) -> list[tuple[int, str, str, dt.datetime]]:
    """Messages whose writers ask a broker for a second look: (id, circle, writer, when), the oldest first."""
    rows = visible_posts(person, community).filter(state=PostState.AGAIN).order_by("written_at")
    found = list(rows[:100])
    called = names(row.party_id for row in found)
    return [(row.pk, row.circle.called, called[row.party_id], row.written_at) for row in found]


def writes_for(person: Person, circle: Circle, at: Here) -> list[tuple[int, str]]:
    """For whom the person may write here: (party id, name), themselves first. Supporters: every member."""
    own = [(person.pk, "")] if at.is_in else []
    if not at.is_supporter:
        return own
    members = _inside(circle)
    called = names(members)
    return own + sorted(((pk, called[pk]) for pk in members), key=lambda pair: pair[1].casefold())


def looked_after(person: Person, circle: Circle, party_id: int) -> bool:
    """Whether the person looks after a member of the circle as a broker or co-ordinator."""
    return party_id != person.pk and serves(person, circle.community, party_id)


def _inside(circle: Circle) -> list[int]:
    rows = circle.members.filter(state=BelongingState.IN, part=Belonging.MEMBER)
    return list(rows.values_list("party_id", flat=True))


def candidates(circle: Circle) -> list[tuple[int, str]]:
    """Members who can stand for a role: (party id, name), by name; three queries."""
    inside = _inside(circle)
    called = names(inside)
    return sorted(((pk, called[pk]) for pk in inside), key=lambda pair: pair[1].casefold())


def waiting_in_circles(person: Person, community: Community) -> list[Waiting]:
    """Invitations that wait for the person's answer, and requests that wait for theirs as a host."""
    rows = CircleMember.objects.of(community).filter(party=person.pk, state=BelongingState.INVITED)
    rows = rows.filter(circle__state=CircleState.RUNNING).select_related("circle").order_by("pk")
    made = [Waiting("invited", row.circle.called, row.circle_id) for row in rows]
    return made + _requests(person, community)


def _requests(person: Person, community: Community) -> list[Waiting]:
    held = roles_now(
        CircleRoleHeld.objects.of(community).filter(party=person.pk, role__in=("host", "welcome"))
    )
    asked = CircleMember.objects.of(community).filter(
        circle__in=held.values("circle"), state=BelongingState.ASKED, circle__state=CircleState.RUNNING
    )
    rows: Iterable[CircleMember] = asked.select_related("circle").order_by("circle", "pk")
    by_circle = {row.circle_id: row.circle.called for row in rows}
    return [Waiting("asked", called, pk) for pk, called in by_circle.items()]
