"""Writes: what members decide together: who may join, and whether it ends. Proposed, voted, carried out."""

from __future__ import annotations

import datetime as dt
from typing import Any

from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext as _

from gilydd.deciding.commands import open_vote
from gilydd.deciding.queries import outcome
from gilydd.deciding.words import VoteKind, VoteRule, VoteState
from gilydd.exchange import commands as exchange
from gilydd.history.commands import later
from gilydd.history.words import Audience, Refused
from gilydd.people import commands as people
from gilydd.people.models import Area, Membership, Party
from gilydd.people.policy import SYSTEM, type_of_actor
from gilydd.ui.bilingual import said
from gilydd.ui.filters import day

from ..belonging import deciders, roles_now
from ..models import Circle, CircleMember, CirclePicture, Proposal
from ..policy import policy
from ..words import (
    BELONGING_LIVE,
    PROPOSAL_MOVES,
    SHORTEST_VOTE_DAYS,
    BelongingState,
    CircleKind,
    CircleState,
    JoiningRule,
    ProposalKind,
    ProposalState,
)
from ._circling import behalf, end_roles, in_both, locked, note, reasoned, tell_of_typing, typed_by

MOST_WORDS_A_LINE = 15


@transaction.atomic
def propose_widening(
    *,
    by: type_of_actor,
    circle: Circle,
    proposer: Party,
    joining: str,
    about_cy: str = "",
    about_en: str = "",
    easy_cy: str = "",
    easy_en: str = "",
    for_whom_cy: str = "",
    for_whom_en: str = "",
    area: Area | None = None,
    picture: CirclePicture | None = None,
) -> Proposal:
    """A member proposes that others may join: how they come in, who they are, from which area (None: any).

    The Easy Read text is asked for in one language at least; each of its lines is at most 15 words.
    """
    circle = locked(circle)
    if joining not in JoiningRule.values:
        raise Refused(_("Choose how people come in."), field="joining")
    if area is not None and area.community_id != circle.community_id:
        raise Refused(_("This area is in another community."), field="area")
    wanted = {
        "joining": joining, "area_id": area.pk if area else None, "for_whom_cy": for_whom_cy.strip(),
        "for_whom_en": for_whom_en.strip(),
    }  # fmt: skip
    if all(getattr(circle, field) == value for field, value in wanted.items()):
        raise Refused(_("This is how it is already. Change something."), field="joining")
    words = {"about_cy": about_cy, "about_en": about_en, "easy_cy": easy_cy, "easy_en": easy_en}
    return _propose(by, circle, proposer, ProposalKind.WIDEN, words, picture, **wanted)


@transaction.atomic
def propose_ending(
    *,
    by: type_of_actor,
    circle: Circle,
    proposer: Party,
    about_cy: str = "",
    about_en: str = "",
    easy_cy: str = "",
    easy_en: str = "",
) -> Proposal:
    """A member proposes to end it. In a project run by its members nobody else can."""
    circle = locked(circle)
    words = {"about_cy": about_cy, "about_en": about_en, "easy_cy": easy_cy, "easy_en": easy_en}
    return _propose(by, circle, proposer, ProposalKind.END, words, None)


@transaction.atomic
def withdraw_proposal(*, by: type_of_actor, proposal: Proposal) -> Proposal:
    """Whoever proposed it, or a host, takes it back while it is being talked about."""
    circle, row = _fresh(proposal)
    policy.check(by, "withdraw_proposal", row)
    if row.state != ProposalState.WITHDRAWN:
        _move(row, ProposalState.WITHDRAWN)
        note("withdraw_proposal", by, row, circle, behalf=behalf(by, row.proposed_by))
    return row


@transaction.atomic
def put_to_vote(
    *,
    by: type_of_actor,
    proposal: Proposal,
    closes_at: dt.datetime,
    rule: str = VoteRule.TWO_THIRDS,
    quorum_percent: int = 0,
) -> Proposal:
    """A host opens the vote on a proposal, for or against, for every member of today and no supporter."""
    circle, row = _fresh(proposal)
    policy.check(by, "put_to_vote", row)
    if row.state == ProposalState.VOTING:
        return row
    if closes_at < timezone.now() + dt.timedelta(days=SHORTEST_VOTE_DAYS) - dt.timedelta(hours=1):
        raise Refused(
            _("Leave at least %(days)s days to vote, so that letters can come and go.")
            % {"days": SHORTEST_VOTE_DAYS},
            field="closes_on",
        )
    about = in_both(lambda: _told(circle, row))
    easy = in_both(lambda: _easily(circle, row))
    titles = in_both(lambda: _question(circle, row))
    row.vote = open_vote(
        by=by, community=circle.community, group=circle.party, kind=VoteKind.RESOLUTION, rule=rule,
        title_cy=titles["cy"], title_en=titles["en"], about_cy=about["cy"], about_en=about["en"],
        easy_cy=easy["cy"], easy_en=easy["en"], quorum_percent=quorum_percent, closes_at=closes_at,
    )  # fmt: skip
    _move(row, ProposalState.VOTING)
    note("put_to_vote", by, row, circle, mentions=[row.vote], rule=rule, quorum_percent=quorum_percent)
    return row


@transaction.atomic
def carry_out(*, by: type_of_actor, proposal: Proposal) -> Proposal:
    """Look at the outcome and do what the members decided: change who may join, or end it; or leave it be.

    Any member may do it once the vote is counted; Gilydd does it by itself each day. Twice is once. After a
    vote that was stopped, or in which too few voted, the proposal is talked about again.
    """
    circle, row = _fresh(proposal)
    policy.check(by, "carry_out", row)
    if row.state not in (ProposalState.TALKING, ProposalState.VOTING):
        return row
    vote = row.vote
    if vote is None:
        raise Refused(_("The members have not voted on this yet."))
    if vote.state == VoteState.OPEN:
        raise Refused(_("The vote is still open. It closes on %(day)s.") % {"day": day(vote.closes_at)})
    result = outcome(vote)
    if not result.decided:
        row.vote = None
        _move(row, ProposalState.TALKING)
    elif not result.passed:
        _move(row, ProposalState.FAILED)
    else:
        _do(by, circle, row)
    note(
        "carry_out", by, row, circle, mentions=[vote], state=row.state, kind=row.kind, turnout=result.turnout,
        roll=result.roll, joining=[row.was["joining"], circle.joining] if row.was else [],
    )  # fmt: skip
    later("gilydd.peers.circle_notices.decided", row.pk)
    return row


@transaction.atomic
def end_circle(*, by: type_of_actor, circle: Circle, reason: str, lang: str) -> Circle:
    """A host ends the circle: its hours go to the community's pot, its asks are taken back, all are told.

    A project run by its members ends by their vote alone.
    """
    circle = locked(circle)
    if circle.state == CircleState.ENDED:
        return circle
    if circle.kind == CircleKind.PROJECT and policy.may(by, "change_circle", circle):
        raise Refused(_("The members decide together whether it ends. Propose it to them."))
    policy.check(by, "end_circle", circle)
    _end(by, circle, reasoned(reason, _("Say why. Every member reads it.")), lang)
    return circle


def _propose(
    by: type_of_actor,
    circle: Circle,
    proposer: Party,
    kind: str,
    words: dict[str, str],
    picture: CirclePicture | None,
    **wanted: Any,
) -> Proposal:
    row = Proposal(
        community=circle.community, circle=circle, kind=kind, proposed_by=proposer, picture=picture,
        typed_by_key=typed_by(by, proposer), **{name: text.strip() for name, text in words.items()}, **wanted,
    )  # fmt: skip
    policy.check(by, "propose", row)
    if proposer.pk not in set(deciders(circle)):
        raise Refused(_("Members propose. A supporter can type it for one of them."), field="member")
    _short_lines(row)
    if picture is not None and (picture.circle_id != circle.pk or picture.away_at):
        raise Refused(_("Choose a picture of this circle."), field="picture")
    if circle.proposals.filter(kind=kind, state__in=(ProposalState.TALKING, ProposalState.VOTING)).exists():
        raise Refused(_("There is such a proposal already. Talk about that one."))
    row.save()
    note(f"propose_{kind}", by, row, circle, behalf=behalf(by, proposer), mentions=[proposer])
    tell_of_typing(by, proposer, circle, row, "gilydd.peers.circle_notices.proposal_typed_for_you")
    later("gilydd.peers.circle_notices.proposed", row.pk)
    return row


def _short_lines(row: Proposal) -> None:
    """Easy Read is asked for, in lines of at most 15 words: a longer one is named."""
    if not row.easy_cy and not row.easy_en:
        raise Refused(_("Write it in short sentences as well, one a line."), field="easy_en")
    for field in ("easy_cy", "easy_en"):
        for number, line in enumerate(getattr(row, field).splitlines(), 1):
            if len(line.split()) > MOST_WORDS_A_LINE:
                raise Refused(
                    _("Line %(number)s has more than %(most)s words. Make two lines of it.")
                    % {"number": number, "most": MOST_WORDS_A_LINE},
                    field=field,
                )


def _do(by: type_of_actor, circle: Circle, row: Proposal) -> None:
    """What the members voted for."""
    if row.kind == ProposalKind.END:
        _move(row, ProposalState.CARRIED_OUT)
        why = in_both(lambda: _("The members voted to end it."))
        _end(by, circle, why[circle.lang if circle.lang in why else "en"], circle.lang)
        return
    row.was = _who_may_join(circle)
    circle.joining, circle.area = row.joining, row.area
    circle.for_whom_cy, circle.for_whom_en = row.for_whom_cy, row.for_whom_en
    circle.save(update_fields=["joining", "area", "for_whom_cy", "for_whom_en"])
    _move(row, ProposalState.CARRIED_OUT)


def _end(by: type_of_actor, circle: Circle, reason: str, lang: str) -> None:
    """Everybody is told while it is known who is in; then hours, roles and belongings end."""
    later("gilydd.peers.circle_notices.ended", circle.pk)
    membership = Membership.objects.select_related("community", "party").get(
        community=circle.community, party=circle.party
    )
    end_roles(roles_now(circle.roles.all()))
    exchange.keep_treasurers(by=SYSTEM, community=circle.community, party=circle.party, people={})
    exchange.close_account(by=SYSTEM, membership=membership, reason=reason, lang=lang)
    people.leave_group(by=SYSTEM, community=circle.community, group=circle.party)
    live = CircleMember.objects.filter(circle=circle, state__in=BELONGING_LIVE)
    today = timezone.localdate()
    live.filter(state=BelongingState.IN).update(state=BelongingState.LEFT, ended_on=today)
    live.update(state=BelongingState.DECLINED, ended_on=today)
    open_ones = circle.proposals.filter(state=ProposalState.TALKING)
    open_ones.update(state=ProposalState.WITHDRAWN, settled_at=timezone.now())
    circle.state, circle.ended_at = CircleState.ENDED, timezone.now()
    circle.save(update_fields=["state", "ended_at"])
    audience = Audience.COMMUNITY if circle.listed else Audience.PRIVATE
    note("end_circle", by, circle, circle, audience=audience, reason=reason, reason_lang=lang)


def _who_may_join(circle: Circle) -> dict[str, Any]:
    return {
        "joining": circle.joining, "for_whom_cy": circle.for_whom_cy, "for_whom_en": circle.for_whom_en,
        "area": circle.area.code if circle.area else None,
    }  # fmt: skip


def _question(circle: Circle, row: Proposal) -> str:
    told = {"circle": circle.called}
    if row.kind == ProposalKind.END:
        return _("Is %(circle)s to end?") % told
    return _("Who may join %(circle)s: is it to change?") % told


def _told(circle: Circle, row: Proposal) -> str:
    """The proposal in a few sentences, and the members' own words where they gave them in both languages."""
    lines = [said(row, "about")] if row.about_cy and row.about_en else []
    if row.kind == ProposalKind.END:
        lines.append(_("If it ends, its hours go to the community's pot."))
    else:
        lines += [_now_and_then(_("Now:"), circle), _now_and_then(_("After:"), row)]
    return "\n".join(lines)


def _easily(circle: Circle, row: Proposal) -> str:
    lines = said(row, "easy").splitlines() if row.easy_cy and row.easy_en else []
    return "\n".join([*lines, *_told_easily(circle, row), _("You can say yes, no, or neither.")])


def _told_easily(circle: Circle, row: Proposal) -> list[str]:
    told = {"circle": circle.called}
    if row.kind == ProposalKind.END:
        return [_("We vote on %(circle)s.") % told, _("Yes means: it ends.")]
    return [
        _("We vote on who may join %(circle)s.") % told,
        _now_and_then(_("Now:"), circle),
        _now_and_then(_("After:"), row),
    ]


def _now_and_then(when: str, thing: Circle | Proposal) -> str:
    rule = str(JoiningRule(thing.joining).label)
    whom = said(thing, "for_whom")
    where = said(thing.area, "name") if thing.area else ""
    return f"{when} {' · '.join(part for part in (whom, rule, where) if part)}"


def _fresh(proposal: Proposal) -> tuple[Circle, Proposal]:
    circle = locked(proposal.circle)
    row = Proposal.objects.select_related("community", "vote", "area", "proposed_by", "picture").get(
        pk=proposal.pk
    )
    row.circle = circle
    return circle, row


def _move(row: Proposal, state: ProposalState) -> None:
    if state not in PROPOSAL_MOVES[ProposalState(row.state)]:
        raise Refused(
            _("This cannot be done now: the proposal is “%(state)s”.") % {"state": row.get_state_display()}
        )
    row.state = state
    if state not in (ProposalState.TALKING, ProposalState.VOTING):
        row.settled_at = timezone.now()
    row.save(update_fields=["state", "vote", "was", "settled_at"])
