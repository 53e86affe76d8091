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

from .. import keyring
from ..counting import roll_mark
from ..models import BudgetTerms, Meeting, OnRoll, SplitKey, Vote, VoteChoice, Wording
from ..policy import policy
from ..words import (
    CAN_BE_SECRET,
    CONSENTS,
    RULES_OF,
    SEATED,
    SECRET_LEAST,
    STANCES,
    Completion,
    MeetingState,
    Rule,
    VoteKind,
)
from ._holding import may_still_hold
from ._shared import note

MOST_CHOICES = 40
LONGEST_DAYS = 366
SEED_BYTES = 32
MOST_PENCE = 10**12


@dataclass(frozen=True)
class NewChoice:
    """A choice to put on the ballot: its words in both languages and a picture, or a candidate.

    `cost_pence` is of a project that asks for money from a budget.
    """

    text_cy: str = ""
    text_en: str = ""
    easy_cy: str = ""
    easy_en: str = ""
    picture: str = ""
    party: Party | None = None
    cost_pence: int | None = None


@dataclass(frozen=True)
class NewBudget:
    """The money that a vote shares out, and what becomes of money that equal shares leave over."""

    budget_pence: int
    completion: str = Completion.NONE


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
    budget: NewBudget | None = None,
    split_key: SplitKey | None = None,
    meeting: Meeting | None = None,
    key: str = "",
) -> Vote:
    """Put a question to everybody on a roll. It closes and is counted by itself at `closes_at`.

    `roll`: who can vote; people who are active members here get on it, others are left out. None means the
    people who belong to `group`, or without a group every active member. A resolution and a consent have
    their three choices of themselves; what consent is asked for stands in `about`. `seats` is for SEVERAL and
    RANKED, `budget` for BUDGET. With a `split_key` whose holders are ready the vote is secret; it takes a
    roll of ten or more. In a `meeting` under way its chair opens votes
    too. The same key again is the same vote.
    """
    vote = Vote(
        community=community, group=group, kind=kind, rule=rule, closes_at=closes_at, key=key,
        seats=seats if kind in SEATED else 1, quorum_percent=quorum_percent, split_key=split_key,
        title_cy=title_cy.strip(), title_en=title_en.strip(), about_cy=about_cy.strip(),
        about_en=about_en.strip(), easy_cy=easy_cy.strip(), easy_en=easy_en.strip(),
        opened_at=timezone.now(), opened_by_key=key_of(by),
    )  # fmt: skip
    _may_open(by, vote, meeting)
    before = Vote.objects.of(community).filter(key=key).first() if key else None
    if before is not None:
        return before
    _check_question(vote)
    asked = _choices(vote, choices)
    _check_rule(vote, len(asked))
    _check_budget(vote, asked, budget)
    voters = _numbered(_can_vote(community, group, roll))
    if split_key is not None:
        _check_secret(vote, asked, len(voters), by)
        keyring.made(split_key)
    vote.roll_size, vote.roll_sha256 = len(voters), roll_mark((number, key) for number, _pk, key in voters)
    vote.lot_seed = secrets.token_hex(SEED_BYTES)
    vote.lot_sha256 = voting.mark(vote.lot_seed)
    vote.save()
    VoteChoice.objects.bulk_create(VoteChoice(community=community, vote=vote, **one) for one in asked)
    OnRoll.objects.bulk_create(
        [OnRoll(community=community, vote=vote, party_id=pk, number=number) for number, pk, _key in voters],
        batch_size=1_000,
    )
    _write_terms(vote, budget, len(asked), by)
    note(
        "open_vote", by, vote, mentions=[group] if group else [], kind=kind, rule=rule, seats=vote.seats,
        quorum_percent=quorum_percent, roll_sha256=vote.roll_sha256, lot_sha256=vote.lot_sha256,
        **({"secret": True} if split_key is not None else {}),
    )  # fmt: skip
    later("gilydd.deciding.notices.opened", vote.pk)
    return vote


def _may_open(by: type_of_actor, vote: Vote, meeting: Meeting | None) -> None:
    if meeting is None or meeting.community_id != vote.community_id or meeting.state != MeetingState.RUNNING:
        policy.check(by, "open_vote", vote)
    else:
        policy.check(by, "run_meeting", meeting)


def _check_question(vote: Vote) -> None:
    if vote.kind not in VoteKind.values:
        raise Refused(_("Choose what kind of vote it is."), field="kind")
    if not (vote.title_cy and vote.title_en):
        raise Refused(_("Write the question in Welsh and in English."), field="title_cy")
    if vote.kind == VoteKind.CONSENT and not (vote.about_cy and vote.about_en):
        raise Refused(_("Write what consent is asked for, in Welsh and in English."), field="about_cy")
    for name in ("about", "easy"):
        if bool(getattr(vote, f"{name}_cy")) != bool(getattr(vote, f"{name}_en")):
            empty = "cy" if getattr(vote, f"{name}_en") else "en"
            raise Refused(_("Write this in Welsh and in English, or in neither."), field=f"{name}_{empty}")
    if timezone.is_naive(vote.closes_at):
        raise TypeError("closes_at must be an aware datetime")
    if not vote.opened_at < vote.closes_at <= vote.opened_at + dt.timedelta(days=LONGEST_DAYS):
        raise Refused(_("Choose a time to come, within one year."), field="closes_at")


def _check_rule(vote: Vote, choices: int) -> None:
    if vote.rule not in RULES_OF.get(VoteKind(vote.kind), ()):
        raise Refused(_("Choose a rule that fits this kind of vote."), field="rule")
    if not 0 <= vote.quorum_percent <= 100:
        raise Refused(_("Choose a share from 0 to 100 per cent."), field="quorum_percent")
    if not 1 <= vote.seats <= choices:
        raise Refused(_("Choose at least one place, and no more than there are choices."), field="seats")


def _check_budget(vote: Vote, asked: Sequence[dict[str, Any]], budget: NewBudget | None) -> None:
    costs = [one.get("cost_pence") for one in asked]
    if vote.kind != VoteKind.BUDGET:
        if budget is not None or any(cost is not None for cost in costs):
            raise Refused(_("Only a vote on a budget has amounts of money."), field="choices")
        return
    if budget is None or budget.budget_pence < 1:
        raise Refused(_("Say how much money there is to share out."), field="budget_pence")
    if any(cost is None or not 0 <= cost <= MOST_PENCE for cost in costs):
        raise Refused(_("Say what each project costs, in pounds and pence."), field="choices")
    if all(cost > budget.budget_pence for cost in costs if cost is not None):
        raise Refused(_("No project fits into the budget, so there is nothing to decide."), field="choices")
    if budget.completion not in Completion.values or (
        vote.rule != Rule.EQUAL_SHARES and budget.completion != Completion.NONE
    ):
        raise Refused(_("Choose what becomes of money that is left over."), field="completion")


def _check_secret(vote: Vote, asked: Sequence[dict[str, Any]], voters: int, by: type_of_actor) -> None:
    """Refuse a secret vote that would not be one: too few voters, or keys in the wrong hands."""
    split_key = vote.split_key
    assert split_key is not None
    if vote.kind not in CAN_BE_SECRET:
        raise Refused(_("Consent is given openly: an objection needs somebody to talk with."), field="kind")
    if split_key.community_id != vote.community_id or Vote.objects.filter(split_key=split_key).exists():
        raise Refused(
            _("These keys belong to another vote. Ask three people for new ones."), field="split_key"
        )
    if voters < SECRET_LEAST:
        told = {"least": SECRET_LEAST, "voters": voters}
        raise Refused(
            _(
                "Only %(voters)s people can vote. With fewer than %(least)s a secret vote gives people away: "
                "hold an open vote and say so."
            )
            % told,
            field="split_key",
        )
    candidates = {one["party"].pk for one in asked if one.get("party")}
    for holder in split_key.holders.select_related("party__person"):
        if holder.kind:
            raise Refused(_("This key belongs to no vote."), field="split_key")
        if holder.party_id in candidates:
            raise Refused(_("Somebody who stands in this vote keeps one of the keys."), field="split_key")
        may_still_hold(vote.community, holder.party, by)


def _write_terms(vote: Vote, budget: NewBudget | None, choices: int, by: type_of_actor) -> None:
    """What a budget and a consent have besides."""
    if budget is not None:
        lot = list(range(1, choices + 1))
        secrets.SystemRandom().shuffle(lot)
        BudgetTerms.objects.create(
            community=vote.community, vote=vote, budget_pence=budget.budget_pence,
            completion=budget.completion, lot=lot,
        )  # fmt: skip
    if vote.kind == VoteKind.CONSENT:
        Wording.objects.create(
            community=vote.community, vote=vote, number=1, text_cy=vote.about_cy, text_en=vote.about_en,
            made_by_key=key_of(by),
        )  # fmt: skip


@transaction.atomic
def open_budget_vote(
    *,
    by: type_of_actor,
    community: Community,
    title_cy: str,
    title_en: str,
    choices: Sequence[NewChoice],
    budget_pence: int,
    rule: str,
    closes_at: dt.datetime,
    completion: str = Completion.NONE,
    **more: Any,
) -> Vote:
    """Let members share out a budget among projects, each with its cost; the rule is fixed before the vote.

    `choices` each have `cost_pence`; `completion` is for equal shares. `more`: what open_vote takes besides.
    At the close the result is counted under this rule and under the other one, both are published, and the
    file that anybody can count again becomes an election with a page for each project.
    """
    return open_vote(
        by=by, community=community, title_cy=title_cy, title_en=title_en, kind=VoteKind.BUDGET, rule=rule,
        closes_at=closes_at, choices=choices, budget=NewBudget(budget_pence, completion), **more,
    )  # fmt: skip


def _choices(vote: Vote, given: Sequence[NewChoice]) -> list[dict[str, Any]]:
    """The fields of each choice, numbered from 1."""
    own = {VoteKind.RESOLUTION: STANCES, VoteKind.CONSENT: CONSENTS}.get(VoteKind(vote.kind))
    if own is not None:
        if given:
            raise Refused(_("A vote of this kind has its own choices."), field="choices")
        return [
            {"number": number, "text_cy": cy, "text_en": en, "picture": shown}
            for number, (cy, en, shown) in enumerate(own, 1)
        ]
    least = 2 if vote.kind in (VoteKind.ONE, VoteKind.RANKED) else 1
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
    shown = {"picture": one.picture, "party": one.party, "cost_pence": one.cost_pence}
    return {"text_cy": "", "text_en": "", **words, **easy, **shown}


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
