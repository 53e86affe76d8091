"""Open a vote: the question, the choices, the rule and the roll are fixed from then on."""

from __future__ import annotations

import datetime as dt
import secrets
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext as _

from gilydd.algorithms import voting
from gilydd.history.commands import key_of, later
from gilydd.history.words import Refused
from gilydd.people.models import Community, Membership, Party
from gilydd.people.policy import type_of_actor
from gilydd.people.queries import members_of
from gilydd.people.words import MembershipState, PartyKind
from gilydd.ui.environment import picture_names

from ..counting import roll_mark
from ..models import OnRoll, Vote, VoteChoice
from ..policy import policy
from ..words import STANCES, VoteKind, VoteRule
from ._shared import note

MOST_CHOICES = 40
LONGEST_DAYS = 366
SEED_BYTES = 32


@dataclass(frozen=True)
class NewChoice:
    """A choice to put on the ballot: its words in both languages and a picture, or a candidate."""

    text_cy: str = ""
    text_en: str = ""
    easy_cy: str = ""
    easy_en: str = ""
    picture: str = ""
    party: Party | None = None


@transaction.atomic
def open_vote(
    *,
    by: type_of_actor,
    community: Community,
    title_cy: str,
    title_en: str,
    kind: str,
    rule: str,
    closes_at: dt.datetime,
    group: Party | None = None,
    about_cy: str = "",
    about_en: str = "",
    easy_cy: str = "",
    easy_en: str = "",
    choices: Sequence[NewChoice] = (),
    seats: int = 1,
    quorum_percent: int = 0,
    roll: Sequence[Party] | None = None,
    key: str = "",
) -> Vote:
    """Put a question to everybody on a roll. It closes and is counted by itself at `closes_at`.

    `roll`: who can vote; people who are active members here get on it, others are left out. None means the
    people who belong to `group`, or without a group every active member. A resolution has its three choices
    of itself; `seats` is for SEVERAL alone. The same key again is the same vote.
    """
    vote = Vote(
        community=community, group=group, kind=kind, rule=rule, closes_at=closes_at, key=key,
        seats=seats if kind == VoteKind.SEVERAL else 1, quorum_percent=quorum_percent,
        title_cy=title_cy.strip(), title_en=title_en.strip(), about_cy=about_cy.strip(),
        about_en=about_en.strip(), easy_cy=easy_cy.strip(), easy_en=easy_en.strip(),
        opened_at=timezone.now(), opened_by_key=key_of(by),
    )  # fmt: skip
    policy.check(by, "open_vote", vote)
    before = Vote.objects.of(community).filter(key=key).first() if key else None
    if before is not None:
        return before
    _check_question(vote)
    asked = _choices(vote, choices)
    _check_rule(vote, len(asked))
    voters = _numbered(_can_vote(community, group, roll))
    vote.roll_size, vote.roll_sha256 = len(voters), roll_mark((number, key) for number, _pk, key in voters)
    vote.lot_seed = secrets.token_hex(SEED_BYTES)
    vote.lot_sha256 = voting.mark(vote.lot_seed)
    vote.save()
    VoteChoice.objects.bulk_create(VoteChoice(community=community, vote=vote, **one) for one in asked)
    OnRoll.objects.bulk_create(
        [OnRoll(community=community, vote=vote, party_id=pk, number=number) for number, pk, _key in voters],
        batch_size=1_000,
    )
    note(
        "open_vote", by, vote, mentions=[group] if group else [], kind=kind, rule=rule, seats=vote.seats,
        quorum_percent=quorum_percent, roll_sha256=vote.roll_sha256, lot_sha256=vote.lot_sha256,
    )  # fmt: skip
    later("gilydd.deciding.notices.opened", vote.pk)
    return vote


def _check_question(vote: Vote) -> None:
    if not (vote.title_cy and vote.title_en):
        raise Refused(_("Write the question in Welsh and in English."), field="title_cy")
    for name in ("about", "easy"):
        if bool(getattr(vote, f"{name}_cy")) != bool(getattr(vote, f"{name}_en")):
            empty = "cy" if getattr(vote, f"{name}_en") else "en"
            raise Refused(_("Write this in Welsh and in English, or in neither."), field=f"{name}_{empty}")
    if timezone.is_naive(vote.closes_at):
        raise TypeError("closes_at must be an aware datetime")
    if not vote.opened_at < vote.closes_at <= vote.opened_at + dt.timedelta(days=LONGEST_DAYS):
        raise Refused(_("Choose a time to come, within one year."), field="closes_at")


def _check_rule(vote: Vote, choices: int) -> None:
    if vote.rule not in VoteRule.values or (vote.kind, vote.rule) == (VoteKind.RESOLUTION, VoteRule.MOST):
        raise Refused(_("Choose a rule that fits this kind of vote."), field="rule")
    if not 0 <= vote.quorum_percent <= 100:
        raise Refused(_("Choose a share from 0 to 100 per cent."), field="quorum_percent")
    if not 1 <= vote.seats <= choices:
        raise Refused(_("Choose at least one place, and no more than there are choices."), field="seats")


def _choices(vote: Vote, given: Sequence[NewChoice]) -> list[dict[str, Any]]:
    """The fields of each choice, numbered from 1."""
    if vote.kind == VoteKind.RESOLUTION:
        if given:
            raise Refused(_("A vote for or against has its own choices."), field="choices")
        return [
            {"number": number, "text_cy": cy, "text_en": en, "picture": shown}
            for number, (cy, en, shown) in enumerate(STANCES, 1)
        ]
    if vote.kind not in VoteKind.values:
        raise Refused(_("Choose what kind of vote it is."), field="kind")
    least = 2 if vote.kind == VoteKind.ONE else 1
    if not least <= len(given) <= MOST_CHOICES:
        told = {"least": least, "most": MOST_CHOICES}
        raise Refused(_("Give from %(least)s to %(most)s choices.") % told, field="choices")
    _check_candidates(vote.community, [one.party.pk for one in given if one.party is not None])
    asked = [{"number": number, **_choice(one)} for number, one in enumerate(given, 1)]
    for name in ("text_cy", "text_en"):
        texts = [one[name].casefold() for one in asked if one[name]]
        if len(set(texts)) < len(texts):
            raise Refused(_("Two choices have the same words. Make them different."), field="choices")
    return asked


def _choice(one: NewChoice) -> dict[str, Any]:
    if one.party is None and not (one.text_cy.strip() and one.text_en.strip()):
        raise Refused(_("Write each choice in Welsh and in English."), field="choices")
    if bool(one.easy_cy.strip()) != bool(one.easy_en.strip()):
        raise Refused(_("Write this in Welsh and in English, or in neither."), field="choices")
    if one.picture and one.picture not in picture_names():
        raise Refused(_("Choose one of the pictures of Gilydd."), field="choices")
    # Of a candidate no words are kept: a name here would outlive the erasure of the person.
    words = {} if one.party else {"text_cy": one.text_cy.strip(), "text_en": one.text_en.strip()}
    easy = {"easy_cy": one.easy_cy.strip(), "easy_en": one.easy_en.strip()}
    return {"text_cy": "", "text_en": "", **words, **easy, "picture": one.picture, "party": one.party}


def _check_candidates(community: Community, parties: Sequence[int]) -> None:
    if len(set(parties)) < len(parties):
        raise Refused(_("Somebody stands twice in this vote."), field="choices")
    if len(_people(community).filter(party__in=parties)) < len(parties):
        raise Refused(_("Only active members can stand in a vote."), field="choices")


def _people(community: Community) -> Any:
    """(party id, its key) of every person who is an active member here."""
    rows = Membership.objects.of(community).filter(state=MembershipState.ACTIVE, party__kind=PartyKind.PERSON)
    return rows.order_by("pk").values_list("party_id", "party__key")


def _can_vote(community: Community, group: Party | None, roll: Sequence[Party] | None) -> list[Any]:
    rows = _people(community)
    if roll is not None:
        wanted = {party.pk for party in roll}
        found = [row for row in rows if row[0] in wanted]
    else:
        found = list(rows if group is None else rows.filter(party__in=members_of(community, group)))
    if not found:
        raise Refused(_("Nobody could vote in this. Choose who can."), field="roll")
    return found


def _numbered(people: list[Any]) -> list[tuple[int, int, str]]:
    """(number, party id, key), the numbers drawn by lot, so that no order tells whose a number is."""
    order = list(range(1, len(people) + 1))
    secrets.SystemRandom().shuffle(order)
    return [(number, pk, f"people.party:{key}") for number, (pk, key) in zip(order, people, strict=True)]
