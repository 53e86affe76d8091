"""Writes: matching rounds. Start one, refuse a pairing, invite, answer; what all agreed to is promised."""

from __future__ import annotations

import datetime as dt
from typing import Any

from django.db import transaction
from django.utils import timezone, translation
from django.utils.translation import gettext as _

from gilydd.history.commands import key_of, later
from gilydd.history.words import Audience, Refused
from gilydd.people.models import Area, Community, Party
from gilydd.people.policy import SYSTEM, speaks_for, type_of_actor
from gilydd.people.words import Language
from gilydd.ui.bilingual import said

from ..models import Ask, Circle, Invitation, MatchingRound, Pairing, Veto
from ..policy import policy
from ..rounds.solving import forget_suggested
from ..rules import round_units
from ..words import (
    LONGEST_ASK_MINUTES,
    ROUND_MOVES,
    AnswerState,
    AskState,
    CircleState,
    Evidence,
    Refusal,
    RoundScope,
    RoundState,
)
from ._shared import fresh, may_help
from ._together import active_member, behalf, note
from .asking import ask_for_help, change_ask, make_promise

KNOWN_BY = (Evidence.PHONE, Evidence.PAPER)


@transaction.atomic
def start_round(
    *,
    by: type_of_actor,
    community: Community,
    scope: str,
    unit_minutes: int,
    give_minutes: int,
    receive_minutes: int,
    pair_minutes: int,
    key: str,
    corridor_minutes: int = 0,
    area: Area | None = None,
) -> MatchingRound:
    """Look for circles among the members chosen; a job works it out and says how far it is.

    No limit may be below one unit; `corridor_minutes` is how far a balance may move (0: closed circles
    alone). The same key again is the same round.
    """
    row = MatchingRound(
        community=community, key=key, scope=scope, area=area, unit_minutes=unit_minutes,
        give_minutes=give_minutes, receive_minutes=receive_minutes, pair_minutes=pair_minutes,
        corridor_minutes=corridor_minutes, made_by_key=key_of(by),
    )  # fmt: skip
    policy.check(by, "keep_round", row)
    before = MatchingRound.objects.of(community).filter(key=key).first()
    if before is not None:
        return before
    _check_limits(row)
    row.save()
    note("start_round", by, row, audience=Audience.STAFF, scope=scope, unit_minutes=unit_minutes)
    later("gilydd.exchange.rounds.solving.solve", row.pk, row.run)
    return row


def _check_limits(row: MatchingRound) -> None:
    if row.scope not in RoundScope.values:
        raise Refused(_("Choose who takes part."), field="scope")
    if row.area is not None and row.area.community_id != row.community_id:
        raise Refused(_("This area is in another community."), field="area")
    if (row.scope == RoundScope.AREA) != (row.area is not None) and row.scope != RoundScope.ASKS:
        raise Refused(_("Choose an area, for a round of one area alone."), field="area")
    if row.unit_minutes not in round_units(row.community):
        raise Refused(_("Choose a step that fits the steps of your rules."), field="unit_minutes")
    for name, least in (
        ("give_minutes", row.unit_minutes),
        ("receive_minutes", row.unit_minutes),
        ("pair_minutes", row.unit_minutes),
        ("corridor_minutes", 0),
    ):
        if not least <= getattr(row, name) <= LONGEST_ASK_MINUTES:
            told = {"least": row.unit_minutes, "hours": LONGEST_ASK_MINUTES // 60}
            raise Refused(_("Choose at least %(least)s minutes, at most %(hours)s hours.") % told, field=name)


@transaction.atomic
def solve_again(*, by: type_of_actor, round: MatchingRound) -> MatchingRound:
    """Work a round out anew from what stands now. What was sent out stays; what was only suggested goes."""
    row = _locked(round)
    policy.check(by, "keep_round", row)
    if row.state != RoundState.SOLVING:
        _again(row)
        note("solve_again", by, row, audience=Audience.STAFF, run=row.run)
    return row


@transaction.atomic
def stop_round(*, by: type_of_actor, round: MatchingRound) -> MatchingRound:
    """Do not work it out any further; what was there before stays."""
    row = _locked(round)
    policy.check(by, "keep_round", row)
    if row.state != RoundState.STOPPED:
        _move(row, RoundState.STOPPED)
        note("stop_round", by, row, audience=Audience.STAFF)
    return row


@transaction.atomic
def close_round(*, by: type_of_actor, round: MatchingRound) -> MatchingRound:
    """The round is over: whoever has not answered is told that it is not needed any more."""
    row = _locked(round)
    policy.check(by, "keep_round", row)
    if row.state == RoundState.CLOSED:
        return row
    _move(row, RoundState.CLOSED)
    row.ended_at = timezone.now()
    row.save(update_fields=["ended_at"])
    forget_suggested(row)
    for circle in Circle.objects.filter(round=row, state=CircleState.INVITED).order_by("pk"):
        _open(circle)
    note("close_round", by, row, audience=Audience.STAFF)
    return row


@transaction.atomic
def reject_pairing(
    *,
    by: type_of_actor,
    pairing: Pairing,
    refusal: str,
    every_work: bool = False,
    until: dt.date | None = None,
    words: str = "",
    lang: str = "",
) -> Pairing:
    """Not this pairing: not now (in this round), or never again (a veto, in this work or in any).

    Its circle opens, and the round is worked out anew. `until`: the veto ends after this day. Why is read
    by brokers alone.
    """
    circle = _locked_circle(pairing.circle)
    pairing = Pairing.objects.select_related("work", "giver", "receiver", "community").get(pk=pairing.pk)
    policy.check(by, "keep_round", circle)
    if pairing.refused:
        return pairing
    if refusal not in (Refusal.NOT_NOW, Refusal.NEVER):
        raise Refused(_("Choose: not now, or never again."), field="refusal")
    _still_open(circle, CircleState.SUGGESTED, CircleState.INVITED)
    if until is not None and until < timezone.localdate():
        raise Refused(_("Choose a day that is still to come."), field="until")
    pairing.refused = refusal
    pairing.save(update_fields=["refused"])
    if refusal == Refusal.NEVER:
        Veto.objects.create(
            community=pairing.community, first=pairing.giver, second=pairing.receiver,
            work=None if every_work else pairing.work, until=until, words=words.strip(), lang=lang,
            made_by_key=key_of(by),
        )  # fmt: skip
    _open(circle)
    note(
        "reject_pairing", by, pairing, audience=Audience.STAFF, refusal=refusal,
        mentions=[pairing.giver, pairing.receiver],
    )  # fmt: skip
    _again(circle.round)
    return pairing


@transaction.atomic
def end_veto(*, by: type_of_actor, veto: Veto) -> Veto:
    """The two may be paired again. Twice is once."""
    veto = Veto.objects.select_for_update(of=("self",)).select_related("community").get(pk=veto.pk)
    policy.check(by, "end_veto", veto)
    if veto.ended_at is None:
        veto.ended_at = timezone.now()
        veto.save(update_fields=["ended_at"])
        note("end_veto", by, veto, audience=Audience.STAFF, mentions=[veto.first, veto.second])
    return veto


@transaction.atomic
def invite_circle(*, by: type_of_actor, circle: Circle) -> int:
    """Ask everybody of a circle, each by their own channel; returns how many. A second time tells nobody.

    Raises Refused where something changed meanwhile, so that the circle is not possible any more.
    """
    circle = _locked_circle(circle)
    policy.check(by, "keep_round", circle)
    return _invite(by, circle)


@transaction.atomic
def invite_round(*, by: type_of_actor, round: MatchingRound) -> tuple[int, int]:
    """Invite every circle that is suggested; returns how many people were asked, and how many circles
    were left because something changed meanwhile."""
    row = _locked(round)
    policy.check(by, "keep_round", row)
    told = left = 0
    for circle in Circle.objects.filter(round=row, state=CircleState.SUGGESTED).order_by("number"):
        try:
            with transaction.atomic():
                told += _invite(by, _locked_circle(circle))
        except Refused:
            left += 1
    return told, left


def _invite(by: type_of_actor, circle: Circle) -> int:
    if circle.state == CircleState.INVITED:
        return 0
    if circle.round.state in (RoundState.SOLVING, RoundState.CLOSED):
        raise Refused(
            _("This cannot be done now: the round is “%(state)s”.")
            % {"state": circle.round.get_state_display()}
        )
    _still_open(circle, CircleState.SUGGESTED)
    pairings = _pairings(circle)
    for pairing in pairings:
        _still_fits(pairing)
    circle.state, circle.invited_at = CircleState.INVITED, timezone.now()
    circle.save(update_fields=["state", "invited_at"])
    parties = sorted({pk for one in pairings for pk in (one.giver_id, one.receiver_id)})
    rows = [Invitation(community=circle.community, circle=circle, party_id=pk) for pk in parties]
    for row in Invitation.objects.bulk_create(rows):
        later("gilydd.exchange.rounds.notices.invited", row.pk)
    note("invite_circle", by, circle, audience=Audience.STAFF, people=len(rows))
    return len(rows)


def _pairings(circle: Circle) -> list[Pairing]:
    rows = Pairing.objects.filter(circle=circle).order_by("position", "pk")
    return list(rows.select_related("giver", "receiver__person", "work__parent", "ask", "need", "community"))


def _still_fits(pairing: Pairing) -> None:
    """Refuse a pairing that stopped being possible since it was suggested."""
    try:
        for party in (pairing.giver, pairing.receiver):
            active_member(pairing.community, party)
        may_help(None, pairing.community, helper=pairing.giver, asker=pairing.receiver, work=pairing.work)
        fits = pairing.ask is None or (
            pairing.ask.state == AskState.OPEN and pairing.ask.minutes >= pairing.minutes
        )
    except Refused:
        fits = False
    if not fits:
        raise Refused(_("Something has changed, and this circle fits no more. Work the round out again."))


@transaction.atomic
def answer_circle(
    *,
    by: type_of_actor,
    invitation: Invitation,
    yes: bool,
    evidence: str = Evidence.SCREEN,
    words: str = "",
    lang: str = "",
) -> Invitation:
    """Somebody says yes or no to their part of a circle; a broker does for whoever told them so.

    The last yes makes the promises of everybody, and holds their hours. A no opens the circle: the others
    are told, and the round is worked out anew with what is left. The words of a no are read by whoever
    keeps the round. The same answer again is the same act.
    """
    circle = _locked_circle(invitation.circle)
    row = Invitation.objects.select_related("community", "party").get(pk=invitation.pk)
    row.circle = circle
    policy.check(by, "answer_circle", row)
    wanted = AnswerState.YES if yes else AnswerState.NO
    if row.answer == wanted:
        return row
    _still_open(circle, CircleState.INVITED)
    for_other = not speaks_for(by, circle.community, row.party_id)
    if for_other and evidence not in KNOWN_BY:
        raise Refused(_("Say how you know: by phone or on paper."), field="evidence")
    row.answer, row.answered_at, row.answered_by_key = wanted, timezone.now(), key_of(by)
    row.evidence = evidence if for_other else Evidence.SCREEN
    row.words, row.lang = ("", "") if yes else (words.strip(), lang)
    row.save()
    note("answer_circle", by, row, behalf=behalf(by, row.party), mentions=[row.party], yes=yes)
    if not yes:
        _decline(circle, row.party)
    elif not circle.invitations.exclude(answer=AnswerState.YES).exists():
        _agree(circle)
    return row


def _decline(circle: Circle, party: Party) -> None:
    """What this party would have given and got in the circle does not come again in its round."""
    rows = Pairing.objects.filter(circle=circle)
    (rows.filter(giver=party) | rows.filter(receiver=party)).update(refused=Refusal.DECLINED)
    _open(circle)
    _again(circle.round)


def _agree(circle: Circle) -> None:
    """Everybody said yes: promise all of it, or, where that cannot be any more, open the circle."""
    try:
        with transaction.atomic():
            for pairing in _pairings(circle):
                pairing.promise = make_promise(by=SYSTEM, ask=_ask_of(pairing), helper=pairing.giver)
                pairing.save(update_fields=["promise"])
    except Refused:
        circle.spoilt = True
        circle.save(update_fields=["spoilt"])
        _open(circle)
        _again(circle.round)
        return
    circle.state, circle.ended_at = CircleState.AGREED, timezone.now()
    circle.save(update_fields=["state", "ended_at"])
    note("agree_circle", SYSTEM, circle, audience=Audience.STAFF)
    later("gilydd.exchange.rounds.notices.agreed", circle.pk)


def _ask_of(pairing: Pairing) -> Ask:
    """The ask to be promised: the one that stands, the part of it that is met here, or one for the need."""
    if pairing.ask is None:
        title, lang = _title(pairing)
        return ask_for_help(
            by=SYSTEM, community=pairing.community, asker=pairing.receiver, title=title, lang=lang,
            minutes=pairing.minutes, work=pairing.work, place=pairing.need.place if pairing.need else None,
        )  # fmt: skip
    ask = fresh(pairing.ask)
    if ask.state != AskState.OPEN or ask.minutes < pairing.minutes:
        raise Refused(_("Something has changed, and this circle fits no more. Work the round out again."))
    if ask.minutes == pairing.minutes:
        return ask
    shared: dict[str, Any] = {
        "title": ask.title, "work": ask.work, "lang": ask.lang, "details": ask.details,
        "wanted_on": ask.wanted_on,
    }  # fmt: skip
    change_ask(by=SYSTEM, ask=ask, minutes=ask.minutes - pairing.minutes, **shared)
    return ask_for_help(
        by=SYSTEM,
        community=ask.community,
        asker=ask.asker,
        minutes=pairing.minutes,
        place=ask.place,
        **shared,
    )


def _title(pairing: Pairing) -> tuple[str, str]:
    """What the ask is called: in the words of the need, else the kind of work in the asker's language."""
    if pairing.need is not None and pairing.need.title:
        return pairing.need.title, pairing.need.lang or Language.WELSH
    person = getattr(pairing.receiver, "person", None)
    lang = (person.language if person else "") or Language.WELSH
    with translation.override(lang):
        return said(pairing.work, "name"), lang


def _open(circle: Circle) -> None:
    """The circle is open again; whoever was asked is told that it is not needed."""
    invited = circle.state == CircleState.INVITED
    circle.state, circle.ended_at = CircleState.OPENED, timezone.now()
    circle.save(update_fields=["state", "ended_at"])
    if invited:
        later("gilydd.exchange.rounds.notices.opened", circle.pk)


def _again(row: MatchingRound) -> None:
    """Queue the next working out."""
    _move(row, RoundState.SOLVING)
    row.run, row.done = row.run + 1, 0
    row.save(update_fields=["run", "done"])
    later("gilydd.exchange.rounds.solving.solve", row.pk, row.run)


def _locked(row: MatchingRound) -> MatchingRound:
    rows = MatchingRound.objects.select_for_update(of=("self",)).select_related("community", "area")
    return rows.defer("document", "result").get(pk=row.pk)


def _locked_circle(circle: Circle) -> Circle:
    """The circle as it is now, its round locked before it."""
    row = _locked(circle.round)
    found = Circle.objects.select_for_update(of=("self",)).select_related("community").get(pk=circle.pk)
    found.round = row
    return found


def _still_open(circle: Circle, *states: str) -> None:
    if circle.state not in states:
        raise Refused(
            _("This cannot be done now: the circle is “%(state)s”.") % {"state": circle.get_state_display()}
        )


def _move(row: MatchingRound, state: RoundState) -> None:
    if state not in ROUND_MOVES[RoundState(row.state)]:
        raise Refused(
            _("This cannot be done now: the round is “%(state)s”.") % {"state": row.get_state_display()}
        )
    row.state = state
    row.save(update_fields=["state"])
