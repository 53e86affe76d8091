"""Operations of the keys of secret votes, and of consent."""

from __future__ import annotations

from typing import Annotated, Any

from django.http import Http404
from django.utils.translation import gettext_lazy as _
from pydantic import BaseModel, Field

from gilydd.people.models import Community
from gilydd.people.operations import (
    Given,
    Here,
    Id,
    Lang,
    Line,
    Listed,
    Made,
    Moment,
    Said,
    Which,
    found,
    listed,
    operation,
    own_row,
    party_of,
)
from gilydd.people.words import Scope

from .. import commands
from ..models import KeyHolder, Objection, SplitKey
from ..policy import policy, visible_keys, visible_votes
from ..queries import keys as queries
from ..queries.consent import consent_of
from ..words import HOLDERS, HolderState, VoteKind
from .routing import router
from .votes import RUNS, WholeVote, whole


class HolderShown(BaseModel):
    id: int
    name: str
    state: HolderState


class KeyShown(BaseModel):
    """`vote` is null until a vote uses the key; `ready` where every holder has shown their file."""

    id: int
    purpose: str
    ready: bool
    spent: bool
    vote: int | None
    holders: list[HolderShown]


class KeyFile(BaseModel):
    """The text of the file. It is in this answer alone."""

    text: str


class Opened(BaseModel):
    """`opened`: the box is open and counted; otherwise one more key is needed."""

    opened: bool


class SaidShown(BaseModel):
    id: int
    name: str
    text: str
    lang: str
    objects: bool
    stands: bool
    wording: int


class ConsentAsked(BaseModel):
    wording: int
    text_cy: str
    text_en: str
    said: list[SaidShown]


class NewKey(Given):
    members: Annotated[list[Id], Field(min_length=HOLDERS, max_length=HOLDERS)]
    purpose_cy: Line
    purpose_en: Line


class Instead(Given):
    """`reason` is needed for a key that is in use: everybody concerned reads it."""

    member: Id
    reason: Said = ""
    lang: Lang = "en"


class KeyText(Given):
    """The text of one's file, or its last line."""

    text: Said


class Answer(Given):
    text: Said
    lang: Lang


class NewWording(Given):
    text_cy: Said
    text_en: Said
    why_cy: Said
    why_en: Said
    closes_at: Moment | None = None


def key_rows(request: Any, rows: list[SplitKey]) -> list[dict[str, Any]]:
    return [_shown(queries.split_key_row(request.person, row)) for row in rows]


def _shown(row: queries.KeyRow) -> dict[str, Any]:
    return {
        "id": row.pk,
        "purpose": row.purpose,
        "ready": row.ready,
        "spent": row.spent,
        "vote": row.vote,
        "holders": [{"id": one.pk, "name": one.called, "state": one.state} for one in row.holders],
    }


def _holder(request: Any, community: Community, pk: int) -> KeyHolder:
    rows = KeyHolder.objects.of(community).filter(party=request.person.pk)
    return found(rows.select_related("split_key", "community", "party"), pk=pk)


@operation(
    router, "GET", "/communities/{community}/split-keys", says=_("Keys of secret votes"), scope=Scope.READ,
    gives=Listed[KeyShown],
)  # fmt: skip
def split_keys(request: Any, community: Here, which: Which) -> dict[str, Any]:
    """Those I keep; all of them for whoever runs votes."""
    rows = visible_keys(request.person, community).filter(practice_of__isnull=True).distinct().order_by("-pk")
    return listed(rows, which, lambda few: key_rows(request, few))


@operation(
    router, "POST", "/communities/{community}/split-keys", says=_("Ask three people to keep the keys"),
    scope=Scope.BROKER_WRITE, who=RUNS, gives=Made, status=201,
)  # fmt: skip
def ask_keyholders(request: Any, community: Here, given: NewKey) -> dict[str, Any]:
    """None of them runs votes or looks after the computer. Any two of them open the box together."""
    parties = [party_of(community, member, "members") for member in given.members]
    purpose = {"purpose_cy": given.purpose_cy, "purpose_en": given.purpose_en}
    made = commands.ask_keyholders(by=request.person, community=community, parties=parties, **purpose)
    return {"id": made.pk}


@operation(
    router, "POST", "/communities/{community}/key-holders/{holder}/replace",
    says=_("Ask somebody else to keep a key"), scope=Scope.BROKER_WRITE, who=RUNS, gives=KeyShown,
)  # fmt: skip
def replace_holder(request: Any, community: Here, holder: Id, given: Instead) -> dict[str, Any]:
    """Of a key that is in use the parts are dealt anew, once two of those who stay have given theirs."""
    row = found(KeyHolder.objects.of(community).select_related("split_key", "community"), pk=holder)
    told = {"by": request.person, "holder": row, "party": party_of(community, given.member)}
    if row.split_key.public_key:
        commands.ask_new_holder(**told, reason=given.reason, reason_lang=given.lang)
    else:
        commands.replace_holder(**told)
    return _shown(queries.split_key_row(request.person, row.split_key))


@operation(
    router, "POST", "/communities/{community}/split-keys/{split_key}/practise",
    says=_("Ask the holders to practise"), scope=Scope.BROKER_WRITE, who=RUNS, gives=Made, status=201,
)  # fmt: skip
def practise_keys(request: Any, community: Here, split_key: Id) -> dict[str, Any]:
    """A box with nothing but a word in it; any two of them open it with their own files."""
    row = found(visible_keys(request.person, community).distinct(), pk=split_key)
    return {"id": commands.practise_keys(by=request.person, split_key=row).pk}


@operation(
    router, "POST", "/communities/{community}/split-keys/{split_key}/stay",
    says=_("Leave the keys with those who have them"), scope=Scope.BROKER_WRITE, who=RUNS, gives=KeyShown,
)  # fmt: skip
def stop_key_change(request: Any, community: Here, split_key: Id) -> dict[str, Any]:
    """Stops a change that is under way."""
    row = found(visible_keys(request.person, community).distinct(), pk=split_key)
    made = commands.stop_key_change(by=request.person, split_key=row)
    return _shown(queries.split_key_row(request.person, made))


@operation(
    router, "POST", "/communities/{community}/key-holders/{holder}/take", says=_("Take the file of my key"),
    scope=Scope.WRITE, gives=KeyFile,
)  # fmt: skip
def take_key(request: Any, community: Here, holder: Id) -> dict[str, Any]:
    """Taken again, it is a new file, and the old one is worth nothing."""
    return {"text": commands.take_key(by=request.person, holder=_holder(request, community, holder))}


@operation(
    router, "POST", "/communities/{community}/key-holders/{holder}/show", says=_("Show that my key works"),
    scope=Scope.WRITE, gives=KeyShown,
)  # fmt: skip
def show_key(request: Any, community: Here, holder: Id, given: KeyText) -> dict[str, Any]:
    """It is compared and thrown away."""
    row = _holder(request, community, holder)
    made = commands.show_key(by=request.person, holder=row, text=given.text)
    return _shown(queries.split_key_row(request.person, made.split_key))


@operation(
    router, "POST", "/communities/{community}/key-holders/{holder}/give", says=_("Give my key"),
    scope=Scope.WRITE, gives=Opened,
)  # fmt: skip
def give_key(request: Any, community: Here, holder: Id, given: KeyText) -> dict[str, Any]:
    """Once the time to vote is over. The second key opens the box, and the ballots are counted.

    In a practice it opens the practice box; while a vote is open it helps to deal the parts anew.
    """
    row = _holder(request, community, holder)
    if getattr(row.split_key, "vote", None) is None and not row.split_key.practice_of_id:
        raise Http404
    return {"opened": commands.give_key(by=request.person, holder=row, text=given.text)}


@operation(
    router, "POST", "/communities/{community}/key-holders/{holder}/decline",
    says=_("Say no to keeping a key"), scope=Scope.WRITE, gives=KeyShown,
)  # fmt: skip
def decline_key(request: Any, community: Here, holder: Id) -> dict[str, Any]:
    """Before the key is made."""
    row = commands.decline_key(by=request.person, holder=_holder(request, community, holder))
    return _shown(queries.split_key_row(request.person, row.split_key))


@operation(
    router, "GET", "/communities/{community}/votes/{vote}/consent", says=_("What consent is asked for"),
    scope=Scope.READ, gives=ConsentAsked,
)  # fmt: skip
def consent(request: Any, community: Here, vote: Id) -> dict[str, Any]:
    """The wording of now, and what was said, for those who can vote."""
    row = found(visible_votes(request.person, community), pk=vote)
    policy.check(request.person, "see_figures", row)
    if row.kind != VoteKind.CONSENT:
        raise Http404
    shown = consent_of(request.person, row)
    return {
        "wording": shown.now.number,
        "text_cy": shown.now.text_cy,
        "text_en": shown.now.text_en,
        "said": [
            {
                "id": one.pk, "name": one.called, "text": one.text, "lang": one.lang,
                "objects": one.objects, "stands": one.stands, "wording": one.version,
            }
            for one in shown.said
        ],
    }  # fmt: skip


@operation(
    router, "POST", "/communities/{community}/votes/{vote}/objections/{objection}/answer",
    says=_("Write down what came of an objection"), scope=Scope.WRITE, gives=Made, status=201,
)  # fmt: skip
def answer_objection(request: Any, community: Here, vote: Id, objection: Id, given: Answer) -> dict[str, Any]:
    """It stands all the same until whoever made it says otherwise."""
    row = found(visible_votes(request.person, community), pk=vote)
    policy.check(request.person, "answer_objection", row)
    about = own_row(Objection.objects.of(community).filter(vote=row), objection, "objection")
    made = commands.answer_objection(by=request.person, objection=about, text=given.text, lang=given.lang)
    return {"id": made.pk}


@operation(
    router, "POST", "/communities/{community}/votes/{vote}/reword",
    says=_("Put a new wording to everybody"), scope=Scope.WRITE, gives=WholeVote,
)  # fmt: skip
def reword(request: Any, community: Here, vote: Id, given: NewWording) -> dict[str, Any]:
    """They answer again; objections stand until whoever made them says otherwise."""
    row = found(visible_votes(request.person, community).select_related("community", "split_key"), pk=vote)
    commands.reword(by=request.person, vote=row, **given.model_dump())
    row.refresh_from_db()
    return whole(request, row)
