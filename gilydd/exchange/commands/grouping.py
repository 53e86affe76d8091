"""Writes: one occasion with several givers or receivers. Each row is a claim, and a transfer of its own."""

from __future__ import annotations

import datetime as dt
from collections import defaultdict
from collections.abc import Sequence

from django.db import transaction
from django.utils.translation import gettext as _

from gilydd.history.words import Refused
from gilydd.people.models import Community, Membership, Party, Term
from gilydd.people.policy import speaks_for, type_of_actor
from gilydd.people.queries import names

from ..models import Claim, GroupExchange
from ..policy import policy, visible_claims
from ..rows import Row
from ..words import ClaimState, Evidence
from ._together import active_member, behalf, note
from .paying import confirm_claim, record_hours

MOST_ROWS = 60


@transaction.atomic
def organise_group(
    *,
    by: type_of_actor,
    community: Community,
    organiser: Party,
    title: str,
    work: Term,
    occurred_at: dt.datetime,
    lang: str,
    rows: Sequence[Row],
    key: str,
    evidence: str = Evidence.SCREEN,
) -> GroupExchange:
    """Write down who gave whom how long on one occasion: all rows or none. The same key is the same group.

    A row is in the books at once where its receiver enters it, or where a broker or co-ordinator does
    with evidence; otherwise its receiver confirms it, and a broker what the pot would pay.
    """
    group = GroupExchange(community=community, organiser=organiser)
    policy.check(by, "organise_group", group)
    active_member(community, organiser, "organiser")
    # Two sendings of one form wait here for each other; the second then finds the first.
    members = Membership.objects.of(community).select_for_update(no_key=True)
    members.get(party=organiser)
    known = Claim.objects.of(community).filter(key=_key(key, 0)).select_related("group").first()
    if known and known.group:
        return known.group
    if not title.strip():
        raise Refused(_("Say in a line what it was."), field="title")
    _check_rows(rows)
    group.title, group.work, group.lang, group.occurred_at = title.strip(), work, lang, occurred_at
    group.save()
    note("organise_group", by, group, mentions=[organiser], behalf=behalf(by, organiser), rows=len(rows))
    for place, row in enumerate(rows):
        _write_row(by, group, row, _key(key, place), evidence)
    return group


@transaction.atomic
def confirm_group(*, by: type_of_actor, group: GroupExchange) -> int:
    """Confirm every row of the group that waits for this person's own word; gives how many there were.

    A broker gives their word for somebody on the page of that row.
    """
    policy.check(by, "see_group", group)
    waiting = visible_claims(by, group.community).filter(group=group, state=ClaimState.WAITING)
    done = 0
    for claim in waiting.select_related("community").order_by("pk"):
        if speaks_for(by, group.community, claim.receiver_id) and policy.may(by, "confirm_claim", claim):
            confirm_claim(by=by, claim=claim)
            done += 1
    return done


def _check_rows(rows: Sequence[Row]) -> None:
    if not rows:
        raise Refused(_("Write at least one row."), field="rows")
    if len(rows) > MOST_ROWS:
        raise Refused(_("One group has at most 60 rows. Make two of it."), field="rows")
    seen: dict[tuple[int, int | None], int] = defaultdict(int)
    for row in rows:
        seen[row.giver.pk, row.receiver.pk if row.receiver else None] += 1
    if max(seen.values()) > 1:
        raise Refused(_("The same two people stand in two rows. Make one of them."), field="rows")


def _write_row(by: type_of_actor, group: GroupExchange, row: Row, key: str, evidence: str) -> None:
    try:
        record_hours(
            by=by,
            community=group.community,
            giver=row.giver,
            receiver=row.receiver,
            minutes=row.minutes,
            work=group.work,
            occurred_at=group.occurred_at,
            key=key,
            words=group.title,
            lang=group.lang,
            evidence=evidence,
            group=group,
        )
    except Refused as refusal:
        if refusal.field == "evidence":
            raise
        called = names(party.pk for party in (row.giver, row.receiver) if party)
        who = called[row.receiver.pk] if row.receiver else called[row.giver.pk]
        raise Refused(_("%(name)s: %(why)s") % {"name": who, "why": str(refusal)}, "rows") from refusal


def _key(key: str, place: int) -> str:
    return f"exchange.group:{key}:{place}"
