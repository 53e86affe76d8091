"""A member's whole life in the timebank, on one page, for those who look after them."""

from __future__ import annotations

import datetime as dt
from dataclasses import dataclass
from typing import Any

from django.db.models import Q
from django.utils.translation import gettext as _

from gilydd.assets.models import Asset
from gilydd.assets.words import AssetKind, AssetState, Shown
from gilydd.people.models import Consent, Membership, Party, Person, RoleHeld, Vetting
from gilydd.people.policy import may as may_of_people
from gilydd.people.queries import checks_of, consents_of, has_begun, names, parties_of, roles_of
from gilydd.people.words import MembershipState, PartyKind
from gilydd.safety.queries import SharedNote, blocked_with, notes_for
from gilydd.ui.bilingual import said
from gilydd.ui.filters import language

from ..models import Ask, Claim, Introduction, Promise
from ..policy import visible_contacts
from ..words import AskState, ClaimState, PromiseState
from .reading import Statement, account_of, statement

MOST = 20


@dataclass(frozen=True)
class Line:
    """One line of a list: words (somebody's own, with their language) or text, a day, and where it leads."""

    text: str
    at: dt.datetime | dt.date | None = None
    href_of: tuple[str, int] | None = None
    words: str = ""
    lang: str = ""


@dataclass(frozen=True)
class Whole:
    """Everything a broker asks of one member."""

    called: str
    statement: Statement
    asks: list[Line]
    promises: list[Line]
    claims: list[Line]
    assets: list[Line]
    contacts: list[Line]
    introductions: list[Line]
    notes: list[SharedNote]
    checks: list[Vetting]
    consents: list[Consent]
    roles: list[RoleHeld]
    begun: bool


def whole(person: Person, membership: Membership) -> Whole:
    """What the person may see of a member whom they look after. A constant number of queries."""
    community, party = membership.community, membership.party
    speaks = getattr(party, "person", None)
    asks = list(_asks(membership))
    promises = list(_promises(membership))
    claims = list(_claims(membership))
    contacts = list(visible_contacts(person, community).filter(party=party).order_by("-made_at")[:MOST])
    made = list(_introductions(membership))
    keys = {row.made_by_key for row in contacts} | {row.made_by_key for row in made}
    typists = _by_key(keys)
    called = names(
        {party.pk, *typists.values()}
        | {pk for row in promises for pk in (row.helper_id, row.ask.asker_id)}
        | {pk for row in claims for pk in (row.giver_id, row.receiver_id) if pk}
        | {pk for row in made for pk in (row.first_id, row.second_id)}
    )
    return Whole(
        called=called[party.pk],
        statement=statement(account_of(community, party.pk), limit=5),
        asks=[Line(str(one.get_state_display()), *_of_ask(one, one.asked_at)) for one in asks],
        promises=[Line(_other(one, party, called), *_of_ask(one.ask, one.promised_at)) for one in promises],
        claims=[_claim_line(one, party, called) for one in claims],
        assets=[_asset_line(one) for one in _assets(membership)],
        contacts=[
            Line(called.get(typists.get(one.made_by_key, 0), ""), one.made_at, None, one.words, one.lang)
            for one in contacts
        ],
        introductions=[
            Line(_met(one, party, called), one.made_at, None, one.words, one.lang) for one in made
        ],
        notes=[note for note in notes_for(person, community) if note.member == membership.pk],
        checks=list(checks_of(membership)) if may_of_people(person, "see_checks", membership) else [],
        consents=list(consents_of(community, speaks).values()) if speaks else [],
        roles=list(roles_of(membership)),
        begun=has_begun(community, party.pk),
    )


def _of_ask(ask: Ask, at: dt.datetime) -> tuple[Any, ...]:
    return at, ("exchange:ask", ask.pk), ask.title, ask.lang


def _claim_line(claim: Claim, party: Party, called: dict[int, str]) -> Line:
    other = claim.giver_id if claim.receiver_id == party.pk else claim.receiver_id
    words, lang = (claim.words, claim.lang) if claim.words else (said(claim.work, "name"), language())
    name = called[other] if other else _("The community")
    return Line(name, claim.occurred_at, ("exchange:claim", claim.pk), words, lang)


def _asset_line(asset: Asset) -> Line:
    words, lang = (asset.title, asset.lang) if asset.title else (said(asset.term, "name"), language())
    return Line(str(asset.get_kind_display()), None, ("assets:asset", asset.pk), words, lang)


def _met(made: Introduction, party: Party, called: dict[int, str]) -> str:
    return called[made.second_id if made.first_id == party.pk else made.first_id]


def people_to_meet(person: Person, membership: Membership, *, limit: int = 6) -> list[tuple[int, str]]:
    """Members of the same area whom somebody could be introduced to: (membership id, name).

    Those who joined last come last: whoever is longest there knows most people. Four queries.
    """
    if membership.area_id is None:
        return []
    rows = (
        Membership.objects.of(membership.community)
        .filter(area=membership.area_id, state=MembershipState.ACTIVE, party__kind=PartyKind.PERSON)
        .exclude(party__in=[membership.party_id, *parties_of(person, membership.community)])
        .exclude(party__in=blocked_with(membership.community, [membership.party_id]))
        .order_by("joined_on", "pk")
    )
    found = list(rows.values_list("pk", "party_id")[:limit])
    called = names(party_id for _pk, party_id in found)
    return [(pk, called[party_id]) for pk, party_id in found]


def _asks(membership: Membership) -> Any:
    rows = Ask.objects.of(membership.community).filter(asker=membership.party)
    return rows.filter(state__in=(AskState.OPEN, AskState.PROMISED)).order_by("-asked_at")[:MOST]


def _promises(membership: Membership) -> Any:
    live = (PromiseState.MADE, PromiseState.TO_APPROVE)
    rows = Promise.objects.of(membership.community).filter(
        Q(helper=membership.party) | Q(ask__asker=membership.party), state__in=live
    )
    return rows.select_related("ask").order_by("-promised_at")[:MOST]


def _claims(membership: Membership) -> Any:
    live = (ClaimState.WAITING, ClaimState.TO_APPROVE, ClaimState.REFUSED)
    rows = Claim.objects.of(membership.community).filter(
        Q(giver=membership.party) | Q(receiver=membership.party), state__in=live
    )
    return rows.select_related("work").order_by("-made_at")[:MOST]


def _assets(membership: Membership) -> Any:
    """What they can give; nothing that they keep to themself, and nothing they lived through."""
    kinds = (AssetKind.OFFER, AssetKind.SKILL, AssetKind.THING, AssetKind.NEED)
    rows = Asset.objects.of(membership.community).filter(
        party=membership.party, kind__in=kinds, state__in=(AssetState.LIVE, AssetState.RESTING)
    )
    return rows.exclude(shown=Shown.PRIVATE).select_related("term").order_by("kind", "-made_at")[:MOST]


def _introductions(membership: Membership) -> Any:
    rows = Introduction.objects.of(membership.community)
    mine = rows.filter(Q(first=membership.party) | Q(second=membership.party))
    return mine.order_by("-made_at")[:MOST]


def _other(promise: Promise, party: Party, called: dict[int, str]) -> str:
    return called[promise.ask.asker_id if promise.helper_id == party.pk else promise.helper_id]


def _by_key(keys: set[str]) -> dict[str, int]:
    """Party ids by their opaque keys; one query."""
    wanted = {key.rpartition(":")[2]: key for key in keys if key.startswith("people.party:")}
    rows = Party.objects.filter(key__in=wanted).values_list("key", "pk")
    return {wanted[str(key)]: pk for key, pk in rows}


__all__ = ["Line", "Whole", "people_to_meet", "whole"]
