"""What the operations of the exchange show."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterable
from typing import Any

from ninja import Router
from pydantic import BaseModel

from gilydd.people.models import Community
from gilydd.people.operations import MemberName, TermShown, member_names, term_shown

from ..models import Account, Ask, Claim, Promise, Transfer
from ..words import AccountKind, AskState, ClaimState, Evidence, Nature, PromiseState

router = Router(tags=["exchange"])
SIDES = ("payer", "payee", "work", "note", "reversed_by")


class PromiseShown(BaseModel):
    """`meets_at` is a date only where `time_agreed`; until then one side proposed it."""

    id: int
    ask: int
    helper: MemberName
    state: PromiseState
    freely: bool
    meets_at: dt.datetime | None
    meets_where: str
    time_agreed: bool
    confirmed_minutes: int | None
    transfer: int | None


class AskShown(BaseModel):
    """The words are the asker's own, in `lang`."""

    id: int
    asker: MemberName
    asked_of: MemberName | None
    title: str
    details: str
    lang: str
    minutes: int
    work: TermShown
    wanted_on: dt.date | None
    place: int | None
    state: AskState
    asked_at: dt.datetime
    typed_for_them: bool
    promise: PromiseShown | None


class SideShown(BaseModel):
    """An account as a side of a transfer: a member's, or one of the community's own."""

    account: int
    kind: AccountKind
    member: MemberName | None


class TransferShown(BaseModel):
    id: int
    payer: SideShown
    payee: SideShown
    minutes: int
    work: TermShown
    nature: Nature
    occurred_at: dt.datetime
    recorded_at: dt.datetime
    reverses: int | None
    reversed_by: int | None
    evidence: Evidence
    typed_for_them: bool
    note: str


class ClaimShown(BaseModel):
    """Hours before they are in the books. `receiver` null: they were given to the community."""

    id: int
    giver: MemberName
    receiver: MemberName | None
    work: TermShown
    minutes: int
    occurred_at: dt.datetime
    words: str
    lang: str
    freely: bool
    state: ClaimState
    made_at: dt.datetime
    transfer: int | None


def promise_rows(community: Community, rows: Iterable[Promise]) -> list[dict[str, Any]]:
    """Promises as shown; two queries whatever their number."""
    kept = list(rows)
    called = member_names(community, [row.helper_id for row in kept])
    return [
        {
            "id": row.pk,
            "ask": row.ask_id,
            "helper": called[row.helper_id],
            "state": row.state,
            "freely": row.freely,
            "meets_at": row.meets_at,
            "meets_where": row.meets_where,
            "time_agreed": row.meeting_agreed_at is not None,
            "confirmed_minutes": row.confirmed_minutes,
            "transfer": row.transfer_id,
        }
        for row in kept
    ]


def ask_rows(community: Community, rows: Iterable[Ask]) -> list[dict[str, Any]]:
    """Asks as shown, each with the promise that answers it; a constant number of queries."""
    kept = list(rows)
    live = Promise.objects.filter(ask__in=kept).exclude(state=PromiseState.TAKEN_BACK)
    promises = {row["ask"]: row for row in promise_rows(community, live)}
    called = member_names(community, [pk for row in kept for pk in (row.asker_id, row.asked_of_id)])
    return [
        {
            "id": row.pk,
            "asker": called[row.asker_id],
            "asked_of": called[row.asked_of_id] if row.asked_of_id else None,
            "title": row.title,
            "details": row.details,
            "lang": row.lang,
            "minutes": row.minutes,
            "work": term_shown(row.work),
            "wanted_on": row.wanted_on,
            "place": row.place_id,
            "state": row.state,
            "asked_at": row.asked_at,
            "typed_for_them": bool(row.typed_by_key),
            "promise": promises.get(row.pk),
        }
        for row in kept
    ]


def transfer_rows(community: Community, rows: Iterable[Transfer]) -> list[dict[str, Any]]:
    """Transfers as shown; rows come with SIDES selected."""
    kept = list(rows)
    accounts = [account for row in kept for account in (row.payer, row.payee)]
    called = member_names(community, [account.party_id for account in accounts])
    return [
        {
            "id": row.pk,
            "payer": _side(row.payer, called),
            "payee": _side(row.payee, called),
            "minutes": row.minutes,
            "work": term_shown(row.work),
            "nature": row.nature,
            "occurred_at": row.occurred_at,
            "recorded_at": row.recorded_at,
            "reverses": row.reverses_id,
            "reversed_by": row.reversed_by.pk if hasattr(row, "reversed_by") else None,
            "evidence": row.evidence,
            "typed_for_them": bool(row.on_behalf_of_key),
            "note": row.note.text if hasattr(row, "note") else "",
        }
        for row in kept
    ]


def claim_rows(community: Community, rows: Iterable[Claim]) -> list[dict[str, Any]]:
    """Claims as shown; rows come with their work selected."""
    kept = list(rows)
    called = member_names(community, [pk for row in kept for pk in (row.giver_id, row.receiver_id)])
    return [
        {
            "id": row.pk,
            "giver": called[row.giver_id],
            "receiver": called[row.receiver_id] if row.receiver_id else None,
            "work": term_shown(row.work),
            "minutes": row.minutes,
            "occurred_at": row.occurred_at,
            "words": row.words,
            "lang": row.lang,
            "freely": row.freely,
            "state": row.state,
            "made_at": row.made_at,
            "transfer": row.transfer_id,
        }
        for row in kept
    ]


def one_transfer(community: Community, row: Transfer) -> dict[str, Any]:
    """A transfer read again with its sides."""
    return transfer_rows(community, [Transfer.objects.select_related(*SIDES).get(pk=row.pk)])[0]


def _side(account: Account, called: dict[int | None, dict[str, Any]]) -> dict[str, Any]:
    member = called[account.party_id] if account.party_id else None
    return {"account": account.pk, "kind": account.kind, "member": member}
