"""What people are told of circles: each notice reads its rows, and who may read them, when it is sent."""

from __future__ import annotations

import datetime as dt
from collections.abc import Callable, Collection, Iterable
from typing import Any

from django.db import transaction
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from gilydd.deciding.words import VoteState
from gilydd.exchange.models import Ask
from gilydd.exchange.telling import brokers
from gilydd.exchange.words import AskState
from gilydd.history.commands import later
from gilydd.history.queries import timeline
from gilydd.history.words import Audience
from gilydd.people.models import Membership, Message, Party
from gilydd.people.notices import ONE_COMMIT, Rendered, notify
from gilydd.people.policy import SYSTEM
from gilydd.people.queries import names
from gilydd.people.words import MembershipState
from gilydd.safety.queries import blocked_with
from gilydd.ui.bilingual import said
from gilydd.ui.filters import day, hours, language

from .belonging import roles_now
from .commands.proposals import carry_out
from .commands.roles import seat_hosts
from .models import Circle, CircleMember, CirclePicture, CircleRoleHeld, Post, Proposal, RoleVote
from .words import (
    TERM_ENDS_SOON_DAYS,
    Belonging,
    BelongingState,
    CircleRole,
    CircleState,
    Hears,
    PostState,
    ProposalKind,
    ProposalState,
)

SHOWN_IN_A_MESSAGE = 600
DIGEST_BACK_DAYS = 14
Render = Callable[[], Rendered]


def wants_in(row_id: int) -> None:
    """Tell those who welcome new people that somebody asks to join."""
    row = _belonging(row_id)
    if row.state != BelongingState.ASKED:
        return

    def render() -> Rendered:
        words = {"name": _name(row.party_id), "circle": row.circle.called}
        lines = [_("%(name)s would like to join %(circle)s. Please say yes or no.") % words]
        if row.words:
            lines.append(row.words)
        return _("Somebody would like to join %(circle)s") % words, "\n".join(lines)

    held = roles_now(row.circle.roles.filter(role__in=(CircleRole.HOST, CircleRole.WELCOME)))
    _tell(
        row.circle, set(held.values_list("party", flat=True)), f"wants_in:{row.pk}", render, "circle_people"
    )


def came_in(row_id: int) -> None:
    """Welcome somebody to the circle."""
    row = _belonging(row_id)
    if row.state != BelongingState.IN:
        return

    def render() -> Rendered:
        words = {"circle": row.circle.called}
        lines = [
            _("You are in %(circle)s now. You can read what is written there, and write.") % words,
            _("You can choose how often you hear from it, and you can leave at any time."),
        ]
        return _("Welcome to %(circle)s") % words, "\n".join(lines)

    _tell(row.circle, {row.party_id}, f"came_in:{row.pk}", render)


def not_now(row_id: int) -> None:
    """Tell somebody kindly that it does not fit now, in the words of whoever answered."""
    row = _belonging(row_id)
    if row.state != BelongingState.DECLINED:
        return
    why = _reason_of(row, "peers.answer_joining")

    def render() -> Rendered:
        words = {"circle": row.circle.called, "why": why}
        return (
            _("Not now: %(circle)s") % words,
            _("You asked to join %(circle)s. It does not fit now. They say: %(why)s") % words
            + "\n"
            + _("A broker can help you to find another circle, or to start one."),
        )

    _tell(row.circle, {row.party_id}, f"not_now:{row.pk}", render, "circles")


def invited(row_id: int) -> None:
    """Tell somebody that they are invited, by whom and to what."""
    row = _belonging(row_id)
    if row.state != BelongingState.INVITED or row.invited_by_id in blocked_with(
        row.community, [row.party_id]
    ):
        return

    def render() -> Rendered:
        who = _name(row.invited_by_id) if row.invited_by_id else row.circle.called
        words = {"name": who, "circle": row.circle.called, "purpose": row.circle.purpose}
        return (
            _("%(name)s invites you to %(circle)s") % words,
            _("This is what it is for: %(purpose)s") % words
            + "\n"
            + _("You can say yes or no. Nobody asks you why."),
        )

    _tell(row.circle, {row.party_id}, f"invited:{row.pk}", render)


def asked_to_go(row_id: int) -> None:
    """Tell somebody that the hosts asked them to leave, why, and who can help."""
    row = _belonging(row_id)
    if row.state != BelongingState.OUT:
        return
    why = _reason_of(row, "peers.ask_to_go")

    def render() -> Rendered:
        words = {"circle": row.circle.called, "why": why}
        return (
            _("The hosts of %(circle)s ask you to leave it") % words,
            _("They say: %(why)s") % words
            + "\n"
            + _("If you think this is not right, talk with a broker. You can ask to join again."),
        )

    _tell(row.circle, {row.party_id}, f"asked_to_go:{row.pk}", render, "circles")


def supporter_added(row_id: int) -> None:
    """Tell somebody that they support a circle, and what that is not."""
    row = _belonging(row_id)
    if row.state != BelongingState.IN or row.part != Belonging.SUPPORTER:
        return

    def render() -> Rendered:
        words = {"circle": row.circle.called}
        return (
            _("You support %(circle)s now") % words,
            _("You can read what is written there, and type for members who ask you to.")
            + "\n"
            + _("The members decide: you do not vote, hold a role or pay out hours."),
        )

    _tell(row.circle, {row.party_id}, f"supporter:{row.pk}", render)


def typed_for_you(post_id: int) -> None:
    """Tell a member what somebody wrote for them, and that they can take it back."""
    row = _post(post_id)
    if row.state != PostState.SHOWN:
        return

    def render() -> Rendered:
        words = {"circle": row.circle.called}
        return (
            _("Somebody wrote for you in %(circle)s") % words,
            _("This stands there in your name: %(text)s") % {"text": _short(row.words)}
            + "\n"
            + _("If it is not right, you can take it back, or tell a broker."),
        )

    _tell(row.circle, {row.party_id}, f"typed:{row.pk}", render, "circle_messages")


def proposal_typed_for_you(proposal_id: int) -> None:
    """Tell a member what a supporter typed as their proposal."""
    row = _proposal(proposal_id)
    if row.state != ProposalState.TALKING:
        return

    def render() -> Rendered:
        words = {"circle": row.circle.called}
        return (
            _("Somebody wrote a proposal for you in %(circle)s") % words,
            _("It stands there in your name. If it is not right, you can take it back, or tell a broker."),
        )

    _tell(row.circle, {row.proposed_by_id}, f"typed_proposal:{row.pk}", render, "proposal", row.pk)


def posted(post_id: int) -> None:
    """Tell those who hear of each message at once; never its writer, nor whom a block keeps apart."""
    row = _post(post_id)
    if row.state != PostState.SHOWN or row.circle.state != CircleState.RUNNING:
        return

    def render() -> Rendered:
        words = {"name": _name(row.party_id), "circle": row.circle.called}
        return _("%(name)s wrote in %(circle)s") % words, _short(row.words)

    apart = blocked_with(row.community, [row.party_id]) | {row.party_id}
    to = set(_inside(row.circle, hears=Hears.EACH)) - apart
    page = ("proposal", row.proposal_id) if row.proposal_id else ("circle_messages", None)
    _tell(row.circle, to, f"posted:{row.pk}", render, *page)


def asked_within(ask_id: int) -> None:
    """Tell the members who hear at once that one of them asks for a hand."""
    ask = Ask.objects.select_related("community", "asked_of", "work").get(pk=ask_id)
    circle = Circle.objects.select_related("community", "party").filter(party=ask.asked_of_id).first()
    if circle is None or ask.state != AskState.OPEN or circle.state != CircleState.RUNNING:
        return

    def render() -> Rendered:
        words = {"name": _name(ask.asker_id), "circle": circle.called, "title": ask.title}
        return (
            _("%(name)s asks %(circle)s for a hand") % words,
            _("“%(title)s”, about %(hours)s. Can you help?") % {**words, "hours": hours(ask.minutes)},
        )

    apart = blocked_with(ask.community, [ask.asker_id]) | {ask.asker_id}
    to = set(_inside(circle, part=Belonging.MEMBER)) - set(_inside(circle, hears=Hears.NONE)) - apart
    _tell(circle, to, f"asked:{ask.pk}", render, "circle_asks")


def taken_away(post_id: int) -> None:
    """Tell the writer that a host took a message away, why, and how to ask for a second look."""
    row = _post(post_id)
    if row.state != PostState.AWAY:
        return

    def render() -> Rendered:
        words = {"circle": row.circle.called, "why": row.reason}
        return (
            _("A host of %(circle)s took your message away") % words,
            _("They say: %(why)s") % words
            + "\n"
            + _("If you think this is not right, you can ask for it to be looked at again by a broker."),
        )

    _tell(row.circle, {row.party_id}, f"away:{row.pk}", render, "circle_messages")


def wants_a_second_look(post_id: int) -> None:
    """Tell the brokers that somebody asks them to look at a message again."""
    row = _post(post_id)
    if row.state != PostState.AGAIN:
        return

    def render() -> Rendered:
        return (
            _("Please look at a message again"),
            _("A host took a message of a circle away, and its writer asks for a second look."),
        )

    to = {party.pk for party in brokers(row.community)} - {row.party_id}
    _tell(row.circle, to, f"again:{row.pk}", render, "look_again", row.pk)


def looked_again(post_id: int) -> None:
    """Tell the writer and the hosts what the broker decided, and why."""
    row = _post(post_id)
    if row.state not in (PostState.SHOWN, PostState.STAYS_AWAY) or not row.answer:
        return

    def render() -> Rendered:
        words = {"circle": row.circle.called, "why": row.answer}
        back = _("A message in %(circle)s is back") % words
        away = _("A message in %(circle)s stays away") % words
        return back if row.state == PostState.SHOWN else away, _("The broker says: %(why)s") % words

    held = roles_now(row.circle.roles.filter(role=CircleRole.HOST)).values_list("party", flat=True)
    _tell(row.circle, {row.party_id, *held}, f"looked:{row.pk}", render, "circle_messages")


def picture_taken_away(picture_id: int) -> None:
    """Tell whoever put a picture there why a host took it away."""
    row = CirclePicture.objects.select_related("circle__community", "circle__party", "party").get(
        pk=picture_id
    )
    if row.away_at is None:
        return

    def render() -> Rendered:
        words = {"circle": row.circle.called, "why": row.reason}
        return (
            _("A host of %(circle)s took your picture away") % words,
            _("They say: %(why)s") % words,
        )

    _tell(row.circle, {row.party_id}, f"picture:{row.pk}", render)


def seated(election_id: int) -> None:
    """Tell everybody in the circle whom the members chose."""
    row = RoleVote.objects.select_related("circle__community", "circle__party").get(pk=election_id)
    held = list(row.held.select_related("party").order_by("pk"))
    if row.seated_at is None or not held:
        return

    def render() -> Rendered:
        called = names(one.party_id for one in held)
        words = {
            "circle": row.circle.called,
            "role": role_name(row),
            "names": ", ".join(called[one.party_id] for one in held),
            "until": day(row.until),
        }
        return (
            _("The members of %(circle)s chose: %(role)s") % words,
            _("It is %(names)s, until %(until)s.") % words,
        )

    _tell(row.circle, set(_inside(row.circle)), f"seated:{row.pk}", render, "circle_people")


def laid_down(held_id: int) -> None:
    """Tell everybody in the circle that a role is free."""
    row = CircleRoleHeld.objects.select_related("circle__community", "circle__party").get(pk=held_id)

    def render() -> Rendered:
        words = {"circle": row.circle.called, "role": role_name(row), "name": _name(row.party_id)}
        return (
            _("A role is free in %(circle)s: %(role)s") % words,
            _("%(name)s gave it back. The members can choose somebody new.") % words,
        )

    to = set(_inside(row.circle)) - {row.party_id}
    _tell(row.circle, to, f"laid_down:{row.pk}", render, "circle_people")


def proposed(proposal_id: int) -> None:
    """Tell everybody in the circle of a proposal, however often they hear of it: it is theirs to decide."""
    row = _proposal(proposal_id)
    if row.state != ProposalState.TALKING:
        return

    def render() -> Rendered:
        words = {"circle": row.circle.called, "name": _name(row.proposed_by_id)}
        subject = (
            _("To talk about: who may join %(circle)s") % words
            if row.kind == ProposalKind.WIDEN
            else _("To talk about: is %(circle)s to end?") % words
        )
        text = said(row, "easy") or said(row, "about")
        lines = [_("%(name)s proposes this.") % words, text, _("Say what you think. The members decide.")]
        return subject, "\n".join(lines)

    to = set(_inside(row.circle)) - {row.proposed_by_id}
    _tell(row.circle, to, f"proposed:{row.pk}", render, "proposal", row.pk)


def decided(proposal_id: int) -> None:
    """Tell everybody in the circle what came of a proposal. Of an ending `ended` tells."""
    row = _proposal(proposal_id)
    if row.circle.state != CircleState.RUNNING or row.state == ProposalState.VOTING:
        return
    told = {
        ProposalState.CARRIED_OUT: _decided_yes,
        ProposalState.FAILED: _decided_no,
        ProposalState.TALKING: _decided_nothing,
    }.get(ProposalState(row.state))
    if told is None:
        return

    def render() -> Rendered:
        words = {"circle": row.circle.called}
        return _("What was decided in %(circle)s") % words, told(row)

    # A proposal may be voted on more than once: each outcome is told.
    key = f"decided:{row.pk}:{timeline(row, audiences={*Audience}).filter(verb='peers.carry_out').count()}"
    _tell(row.circle, set(_inside(row.circle)), key, render, "proposal", row.pk)


def ended(circle_id: int) -> None:
    """Tell everybody who was in the circle until its last day that it has ended, and why."""
    circle = Circle.objects.select_related("community", "party").get(pk=circle_id)
    if circle.state != CircleState.ENDED or circle.ended_at is None:
        return
    why = _reason_of(circle, "peers.end_circle")

    def render() -> Rendered:
        words = {"circle": circle.called, "why": why}
        return (
            _("%(circle)s has ended") % words,
            (_("Why: %(why)s") % words) + "\n" + _("The hours that it had went to the community's pot."),
        )

    last = timezone.localdate(circle.ended_at)
    rows = circle.members.filter(state=BelongingState.LEFT, ended_on=last)
    _tell(circle, set(rows.values_list("party", flat=True)), "ended", render, "circles")


def daily() -> None:
    """The circles' part of the daily round: what was decided is carried out, terms run out, digests go."""
    votes = RoleVote.objects.filter(seated_at=None, failed_at=None).exclude(vote__state=VoteState.OPEN)
    for pk in votes.order_by("pk").values_list("pk", flat=True):
        later("gilydd.peers.circle_notices.seat", pk)
    proposals = Proposal.objects.filter(state=ProposalState.VOTING).exclude(vote__state=VoteState.OPEN)
    for pk in proposals.order_by("pk").values_list("pk", flat=True):
        later("gilydd.peers.circle_notices.carry", pk)
    today = timezone.localdate()
    running = Circle.objects.filter(state=CircleState.RUNNING).order_by("pk")
    for pk in running.values_list("pk", flat=True):
        later("gilydd.peers.circle_notices.terms", pk, today.isoformat())
    since = _midnight(today - dt.timedelta(days=DIGEST_BACK_DAYS))
    written = running.filter(posts__written_at__gte=since, posts__state=PostState.SHOWN).distinct()
    for pk in written.values_list("pk", flat=True):
        later("gilydd.peers.circle_notices.digest", pk, today.isoformat())


def seat(election_id: int) -> None:
    """Carry out one election as Gilydd itself; of one that ended meanwhile nothing is done again."""
    row = RoleVote.objects.select_related("circle").get(pk=election_id)
    if row.circle.state == CircleState.RUNNING:
        seat_hosts(by=SYSTEM, election=row)


def carry(proposal_id: int) -> None:
    """Carry out one proposal as Gilydd itself."""
    row = Proposal.objects.select_related("circle").get(pk=proposal_id)
    if row.circle.state == CircleState.RUNNING and row.state == ProposalState.VOTING:
        carry_out(by=SYSTEM, proposal=row)


def terms(circle_id: int, today: str) -> None:
    """Four weeks before a term ends, ask the members of the circle to choose again; once for each term."""
    circle = Circle.objects.select_related("community", "party").get(pk=circle_id)
    ends = dt.date.fromisoformat(today) + dt.timedelta(days=TERM_ENDS_SOON_DAYS)
    ending = roles_now(circle.roles.all()).filter(until__lte=ends).order_by("pk")
    if circle.state != CircleState.RUNNING:
        return
    for held in ending:
        _term_ends(circle, held)


def digest(circle_id: int, today: str) -> None:
    """What was written before today, in one message, for those who hear once a day.

    It goes back to the last such message of each, so that a round that was missed loses nothing; whoever had
    none yet gets what was written yesterday.
    """
    circle = Circle.objects.select_related("community", "party").get(pk=circle_id)
    if circle.state != CircleState.RUNNING:
        return
    day_of = dt.date.fromisoformat(today)
    last = _last_digests(circle)
    rows = list(
        circle.posts.filter(state=PostState.SHOWN, written_at__lt=_midnight(day_of))
        .filter(written_at__gte=_midnight(day_of - dt.timedelta(days=DIGEST_BACK_DAYS)))
        .order_by("written_at", "pk")
    )
    for party in _inside(circle, hears=Hears.DAILY):
        since = _midnight(last.get(party, day_of - dt.timedelta(days=1)))
        apart = blocked_with(circle.community, [party]) | {party}
        mine = [row for row in rows if row.written_at >= since and row.party_id not in apart]
        if mine:
            _tell(circle, {party}, f"digest:{today}", _digest_of(circle, mine), "circle_messages")


def role_name(row: Any) -> str:
    """What a role is called in the reader's language; `row` has role, name_cy and name_en."""
    if row.role == CircleRole.OTHER:
        return str((row.name_cy or row.name_en) if language() == "cy" else (row.name_en or row.name_cy))
    return str(CircleRole(row.role).label)


def _last_digests(circle: Circle) -> dict[int, dt.date]:
    """The day of the last digest of each party, from the keys of their messages; one query."""
    keys = Message.objects.filter(key__startswith=f"peers.circle:{circle.pk}:digest:")
    last: dict[int, dt.date] = {}
    for key, party in keys.values_list("key", "party_id"):
        on = dt.date.fromisoformat(key.split(":")[3])
        last[party] = max(on, last.get(party, on))
    return last


def _midnight(on: dt.date) -> dt.datetime:
    return timezone.make_aware(dt.datetime.combine(on, dt.time()))


def _digest_of(circle: Circle, rows: list[Post]) -> Render:
    def render() -> Rendered:
        called = names(row.party_id for row in rows)
        subject = ngettext(
            "%(num)s new message in %(circle)s", "%(num)s new messages in %(circle)s", len(rows)
        )
        words = {"num": len(rows), "circle": circle.called}
        return subject % words, "\n\n".join(f"{called[row.party_id]}: {_short(row.words)}" for row in rows)

    return render


def _term_ends(circle: Circle, held: CircleRoleHeld) -> None:
    def render() -> Rendered:
        words = {"circle": circle.called, "role": role_name(held), "until": day(held.until)}
        return (
            _("Time to choose in %(circle)s: %(role)s") % words,
            _("The term ends on %(until)s. A host can open the vote; who wants to do it can say so.") % words,
        )

    _tell(circle, set(_inside(circle, part=Belonging.MEMBER)), f"term:{held.pk}", render, "circle_people")


def _decided_yes(row: Proposal) -> str:
    return _("The members voted for it. Who may join has changed.")


def _decided_no(row: Proposal) -> str:
    return _("The members voted against it. It stays as it is.")


def _decided_nothing(row: Proposal) -> str:
    return _("Nothing was decided: the vote was stopped, or too few voted. You can talk about it again.")


def _inside(circle: Circle, **wanted: Any) -> Iterable[int]:
    """Party ids of those in the circle who take part in the community today; paused members hear nothing."""
    rows = CircleMember.objects.filter(circle=circle, state=BelongingState.IN, **wanted)
    active = Membership.objects.of(circle.community).filter(state=MembershipState.ACTIVE)
    return rows.filter(party__in=active.values("party")).order_by("pk").values_list("party", flat=True)


def _tell(
    circle: Circle,
    parties: Collection[int],
    key: str,
    render: Render,
    page: str = "circle",
    thing: int | None = None,
) -> None:
    """Tell each of the parties once; some share a commit. Run again, it goes on where it stopped."""
    args: list[int | str] = [circle.community.slug]
    if page not in ("circles", "proposal", "look_again"):
        args.append(circle.pk)
    if thing is not None and page in ("proposal", "look_again"):
        args.append(thing)
    wanted = sorted(parties)
    for start in range(0, len(wanted), ONE_COMMIT):
        with transaction.atomic():
            rows = Party.objects.filter(pk__in=wanted[start : start + ONE_COMMIT]).select_related("person")
            for party in rows.order_by("pk"):
                notify(
                    party=party,
                    community=circle.community,
                    key=f"peers.circle:{circle.pk}:{key}:{party.pk}",
                    render=render,
                    href=lambda: reverse(f"peers:{page}", args=args),
                )


def _belonging(pk: int) -> CircleMember:
    rows = CircleMember.objects.select_related("circle__community", "circle__party", "community", "party")
    return rows.get(pk=pk)


def _post(pk: int) -> Post:
    return Post.objects.select_related("circle__community", "circle__party", "community").get(pk=pk)


def _proposal(pk: int) -> Proposal:
    return Proposal.objects.select_related("circle__community", "circle__party").get(pk=pk)


def _reason_of(thing: Any, verb: str) -> str:
    record = timeline(thing, audiences={*Audience}).filter(verb=verb).first()
    why = getattr(record, "reason", None)
    return why.text if why else ""


def _name(party_id: int) -> str:
    return names([party_id])[party_id]


def _short(words: str) -> str:
    return words if len(words) <= SHOWN_IN_A_MESSAGE else words[:SHOWN_IN_A_MESSAGE].rstrip() + "…"
