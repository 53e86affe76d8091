"""The broker's desk: the day as short lists, each row with one next action, the most urgent first.

The members of the community are read once, with everything the lists ask of them; each other list is one
query. So the desk costs the same number of queries whatever stands on it.
"""

from __future__ import annotations

import datetime as dt
from collections.abc import Callable, Iterable
from dataclasses import dataclass, field
from functools import cached_property
from typing import Any

from django.db.models import Count, Exists, F, Min, OuterRef, Q, Subquery
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from gilydd.assets.models import Asset, Loan
from gilydd.assets.words import AssetKind, AssetState, LoanState
from gilydd.people.models import Community, Joining, Membership, Message, Person, Vetting
from gilydd.people.policy import is_broker, visible_joinings
from gilydd.people.queries import RENEW_SOON_DAYS, not_begun, parties_of, standing
from gilydd.people.words import Channel, JoiningState, MembershipState, PartyKind
from gilydd.safety.queries import notes_for
from gilydd.ui.filters import clock, day, hours

from ..models import Account, Ask, Circle, Claim, Contact, Leaving, Promise, Rules, Transfer
from ..policy import in_areas, visible_rounds, visible_troubles
from ..rules import rules_of
from ..words import (
    AccountKind,
    AnswerState,
    AskState,
    CircleState,
    ClaimState,
    Nature,
    PromiseState,
    RoundState,
    TroubleState,
)
from .paying import unusual

SHORT = 5
MOST = 300
ASK_WAITS_DAYS = 3
UNUSUAL_DAYS = 14
JOINING_LIVE = (JoiningState.ASKED, JoiningState.VISIT, JoiningState.MET)


@dataclass(frozen=True)
class Row:
    """One thing to do: who it is about, what there is to know, and the one next action.

    `words` are somebody's own, in the language `lang`.
    """

    who: str
    what: str
    action: str
    href: str
    words: str = ""
    lang: str = ""


@dataclass(frozen=True)
class Section:
    """One list of the desk, the most urgent row first."""

    key: str
    title: str
    rows: list[Row] = field(default_factory=list)

    @property
    def short(self) -> list[Row]:
        return self.rows[:SHORT]

    @property
    def more(self) -> bool:
        return len(self.rows) > SHORT


@dataclass(frozen=True)
class Member:
    """What the lists ask of a member. Moments are None where it never happened."""

    pk: int
    party_id: int
    called: str
    joined_on: dt.date
    active: bool
    is_person: bool
    served: bool
    first_exchange: bool
    heard_at: dt.datetime | None
    balance_minutes: int
    renew_on: dt.date | None
    resting_offers: bool
    due_back_on: dt.date | None
    leaving_at: dt.datetime | None
    to_print_since: dt.datetime | None
    to_tell_since: dt.datetime | None


@dataclass(frozen=True)
class Desk:
    """What every list of one desk is made from."""

    person: Person
    community: Community
    rules: Rules
    now: dt.datetime
    members: dict[int, Member]

    @property
    def today(self) -> dt.date:
        return timezone.localdate(self.now)

    @property
    def own(self) -> frozenset[int]:
        return parties_of(self.person, self.community)

    def href(self, name: str, *args: Any) -> str:
        return reverse(name, args=[self.community.slug, *args])

    @cached_property
    def promises(self) -> list[Promise]:
        """Promises that wait for somebody's word: overdue ones, and long times; the oldest day first."""
        limit = self.now - dt.timedelta(hours=self.rules.confirm_within_hours)
        over = Q(meets_at__lt=self.now) | Q(meets_at__isnull=True, ask__wanted_on__lt=self.today)
        undated = Q(meets_at__isnull=True, ask__wanted_on__isnull=True, promised_at__lt=limit)
        waiting = Q(state=PromiseState.TO_APPROVE) | (Q(state=PromiseState.MADE) & (over | undated))
        rows = Promise.objects.of(self.community).filter(self.served("ask__asker"), waiting)
        day_first = (F("ask__wanted_on").asc(nulls_last=True), "promised_at", "pk")
        return list(rows.select_related("ask").order_by(*day_first)[: 2 * MOST])

    def called(self, party_id: int | None) -> str:
        if party_id is None:
            return _("The community")
        member = self.members.get(party_id)
        return member.called if member else _("Closed member")

    def served(self, path: str) -> Q:
        """Rows of the members whom the person looks after (at `path`): all for a broker."""
        everybody = is_broker(self.person, self.community)
        return Q() if everybody else in_areas(self.person, self.community, path)

    def about(self, party_id: int, page: str = "exchange:member") -> str:
        """The address of a page about a member."""
        return self.href(page, self.members[party_id].pk)


def desk(person: Person, community: Community, now: dt.datetime | None = None) -> list[Section]:
    """The lists of the day that have something in them, most urgent first.

    At most 300 rows of each list. A constant number of queries; O(members).
    """
    rules = rules_of(community)
    made = Desk(person, community, rules, now or timezone.now(), _members(person, community))
    lists = (
        ("troubles", _("Problems and disputes"), _troubles),
        ("notes", _("Safeguarding notes for you"), _notes),
        ("confirm", _("Promises to confirm"), _to_confirm),
        ("approve", _("Hours that wait for a broker's word"), _to_approve),
        ("asks", _("Asks without an answer"), _asks),
        ("circles", _("Circles of help"), _circles),
        ("joining", _("People on the way in"), _joining),
        ("leaving", _("Members who want to leave"), _leaving),
        ("new", _("New members without a first exchange"), _new),
        ("tell", _("To tell and to print"), _to_tell),
        ("unusual", _("Unusual hours"), _unusual),
        ("loans", _("Things lent and not back"), _loans),
        ("balances", _("Balances far from zero"), _balances),
        ("silent", _("Not heard from"), _silent),
        ("checks", _("Checks to look at again"), _checks),
        ("offers", _("Offers that rest"), _offers),
    )
    return [Section(key, title, rows) for key, title, make in lists if (rows := list(make(made)))]


def section(person: Person, community: Community, key: str) -> Section | None:
    """One whole list of the desk; None where it is empty or there is none of this name."""
    return next((one for one in desk(person, community) if one.key == key), None)


def _members(person: Person, community: Community) -> dict[int, Member]:
    """Every member, the closed too (their name stands in rows), in one query."""
    here = standing(person, community)
    everybody = is_broker(person, community)
    party, its = OuterRef("party"), OuterRef("account")
    # By the account alone: with the community beside it SQLite would walk through all its transfers.
    worked = Transfer.objects.filter(nature__in=(Nature.WORK, Nature.TRADE))
    heard = Transfer.objects.exclude(nature__in=(Nature.EXPIRED, Nature.CLOSING))
    account = Account.objects.of(community).filter(kind=AccountKind.MEMBER, party=party)
    renew = Vetting.objects.filter(membership=OuterRef("pk"), ended_on__isnull=True, renew_on__isnull=False)
    resting = _here(Asset, community).filter(
        party=party, kind=AssetKind.OFFER, state=AssetState.RESTING, reminded_at__isnull=False
    )
    out = _here(Loan, community).filter(borrower=party, state=LoanState.LENT).order_by("wanted_until")
    leaving = Leaving.objects.of(community).filter(party=party, ended_at__isnull=True)
    rows = (
        Membership.objects.of(community)
        .exclude(party__in=not_begun(community))
        .annotate(
            account=Subquery(account.values("pk")[:1]),
            first=Exists(worked.filter(payee=its)) | Exists(worked.filter(payer=its)),
            paid_at=_latest(heard.filter(payer=its), "occurred_at"),
            received_at=_latest(heard.filter(payee=its), "occurred_at"),
            asked=_latest(_here(Ask, community).filter(asker=party), "asked_at"),
            promised=_latest(_here(Promise, community).filter(helper=party), "promised_at"),
            contact=_latest(_here(Contact, community).filter(party=party), "made_at"),
            balance=Subquery(account.values("balance_minutes")[:1]),
            renew=Subquery(renew.order_by("renew_on").values("renew_on")[:1]),
            resting=Exists(resting),
            due_back=Subquery(out.values("wanted_until")[:1]),
            leaving=Subquery(leaving.values("asked_at")[:1]),
            to_print=Subquery(_waiting(community, Channel.POST)),
            to_tell=Subquery(_waiting(community, Channel.BROKER)),
        )
        .values_list(
            "pk", "party_id", "party__kind", "party__name", "party__person__identity__known_as",
            "party__person__identity__full_name", "joined_on", "state", "area_id", "first", "paid_at",
            "received_at", "asked", "promised", "contact", "balance", "renew", "resting", "due_back",
            "leaving", "to_print", "to_tell",
        )
    )  # fmt: skip
    return {
        row[1]: Member(
            pk=row[0],
            party_id=row[1],
            called=(row[4] or row[5] or _("Closed member")) if row[2] == PartyKind.PERSON else row[3],
            joined_on=row[6],
            active=row[7] == MembershipState.ACTIVE,
            is_person=row[2] == PartyKind.PERSON,
            served=everybody or row[8] in here.areas,
            first_exchange=row[9],
            heard_at=max((at for at in row[10:15] if at), default=None),
            balance_minutes=row[15] or 0,
            renew_on=row[16],
            resting_offers=row[17],
            due_back_on=row[18],
            leaving_at=row[19],
            to_print_since=row[20],
            to_tell_since=row[21],
        )
        for row in rows
    }


def _latest(rows: Any, name: str) -> Subquery:
    return Subquery(rows.order_by(f"-{name}").values(name)[:1])


def _here(model: Any, community: Community) -> Any:
    """Rows of the community, said as a range, so that SQLite takes the index of the party and not its own."""
    return model.objects.filter(community__gte=community.pk, community__lte=community.pk)


def _waiting(community: Community, channel: str) -> Any:
    """When the oldest message was made that a member still has to get on paper, or from a broker."""
    rows = Message.objects.filter(
        community=community, party=OuterRef("party"), channel=channel, sent_at__isnull=True
    )
    return rows.order_by("made_at").values("made_at")[:1]


def _of_members(
    made: Desk, wanted: Callable[[Member], bool], urgent: Callable[[Member], Any]
) -> list[Member]:
    """Active members whom the person looks after and who fit, in order of urgency; never themself."""
    fitting = (
        one
        for one in made.members.values()
        if one.served and one.active and one.party_id not in made.own and wanted(one)
    )
    return sorted(fitting, key=lambda one: (urgent(one), one.called))[:MOST]


def _troubles(made: Desk) -> Iterable[Row]:
    rows = visible_troubles(made.person, made.community).filter(state=TroubleState.OPEN)
    if not is_broker(made.person, made.community):
        return
    for row in rows.exclude(raised_by__in=made.own).order_by("raised_at", "pk")[:MOST]:
        what = _("%(kind)s, since %(day)s") % {"kind": row.get_kind_display(), "day": day(row.raised_at)}
        yield Row(
            made.called(row.raised_by_id), what, _("Look into it"), made.href("exchange:trouble", row.pk)
        )


def _notes(made: Desk) -> Iterable[Row]:
    """Who a note is about and when it was written; never a word of it here, where others look over."""
    for note in notes_for(made.person, made.community)[:MOST]:
        what = _("Note of %(day)s") % {"day": day(note.written_at)}
        yield Row(note.about or _("Somebody"), what, _("Read the note"), made.href("safety:shared"))


def _to_confirm(made: Desk) -> Iterable[Row]:
    """Promises whose day is over, or that were made too long ago where no day was named."""
    for row in made.promises:
        if row.state != PromiseState.MADE or row.helper_id in made.own:
            continue
        wanted_on = row.meets_at or row.ask.wanted_on
        told = {"helper": made.called(row.helper_id), "day": day(wanted_on or row.promised_at)}
        what = (
            _("%(helper)s was to help on %(day)s") if wanted_on else _("%(helper)s promised on %(day)s")
        ) % told
        yield Row(
            made.called(row.ask.asker_id),
            what,
            _("Confirm the hours"),
            made.href("exchange:confirm", row.pk),
            row.ask.title,
            row.ask.lang,
        )


def _to_approve(made: Desk) -> Iterable[Row]:
    """Long times; only a broker who is no part of them gives the word."""
    if not is_broker(made.person, made.community):
        return
    claims = (
        Claim.objects.of(made.community)
        .filter(state=ClaimState.TO_APPROVE)
        .exclude(Q(giver__in=made.own) | Q(receiver__in=made.own))
        .order_by("made_at", "pk")
        .values_list("pk", "giver", "receiver", "minutes", "occurred_at")
    )
    rows = [
        ("exchange:ask", row.ask_id, row.helper_id, row.ask.asker_id, row.confirmed_minutes, row.confirmed_at)
        for row in made.promises
        if row.state == PromiseState.TO_APPROVE and not made.own & {row.helper_id, row.ask.asker_id}
    ]
    rows += [("exchange:claim", *row) for row in claims[:MOST]]
    for pages, pk, giver, receiver, minutes, at in rows:
        told = {"receiver": made.called(receiver), "hours": hours(minutes), "day": day(at)}
        what = _("%(hours)s for %(receiver)s on %(day)s") % told
        yield Row(made.called(giver), what, _("Look and decide"), made.href(pages, pk))


def _asks(made: Desk) -> Iterable[Row]:
    """Open asks that have waited, or that are wanted soon: the soonest day first, then the oldest."""
    soon = made.today + dt.timedelta(days=ASK_WAITS_DAYS)
    old = made.now - dt.timedelta(days=ASK_WAITS_DAYS)
    rows = (
        Ask.objects.of(made.community)
        .filter(made.served("asker"), state=AskState.OPEN)
        .filter(Q(asked_at__lt=old) | Q(wanted_on__lte=soon))
        .order_by(F("wanted_on").asc(nulls_last=True), "asked_at", "pk")
        .values_list("pk", "asker", "title", "lang", "minutes", "wanted_on", "asked_at", "asked_of")
    )
    for pk, asker, title, lang, minutes, wanted_on, asked_at, asked_of in rows[:MOST]:
        told = {"hours": hours(minutes), "day": day(wanted_on or asked_at)}
        if wanted_on:
            passed = wanted_on < made.today
            what = (
                _("%(hours)s, was wanted on %(day)s") if passed else _("%(hours)s, wanted on %(day)s")
            ) % told
        else:
            what = _("%(hours)s, asked on %(day)s") % told
        # What was asked of one member is theirs to answer, or goes on the board first.
        action, page = (
            (_("Look at the ask"), "exchange:ask") if asked_of else (_("Find somebody"), "exchange:pair")
        )
        yield Row(made.called(asker), what, action, made.href(page, pk), title, lang)


def _circles(made: Desk) -> Iterable[Row]:
    """Rounds with circles that wait for answers, the longest first, then rounds with circles to invite."""
    rows = Circle.objects.of(made.community).filter(
        state__in=(CircleState.INVITED, CircleState.SUGGESTED),
        round__in=visible_rounds(made.person, made.community).exclude(state=RoundState.CLOSED).values("pk"),
    )
    waiting = Count("invitations", filter=Q(invitations__answer=AnswerState.WAITING))
    found = (
        rows.order_by()
        .values_list("round", "round__made_at", "state")
        .annotate(since=Min("invited_at"), waiting=waiting, circles=Count("pk", distinct=True))
        .order_by(F("since").asc(nulls_last=True), "round")
    )
    for pk, made_at, state, since, people, circles in found[:MOST]:
        who = _("Round of %(day)s") % {"day": day(made_at)}
        href = made.href("exchange:round", pk)
        if state == CircleState.INVITED:
            told = {"num": people, "day": day(since)}
            what = ngettext(
                "%(num)s answer is missing, asked on %(day)s",
                "%(num)s answers are missing, asked on %(day)s",
                people,
            )
            yield Row(who, what % told, _("See who has not answered"), href)
        else:
            what = ngettext("%(num)s circle to invite", "%(num)s circles to invite", circles)
            yield Row(who, what % {"num": circles}, _("Look and invite"), href)


def _joining(made: Desk) -> Iterable[Row]:
    rows = (
        visible_joinings(made.person, made.community)
        .filter(state__in=JOINING_LIVE)
        .select_related("person__identity", "membership")
        .order_by("asked_at", "pk")
    )
    for row in rows[:MOST]:
        yield Row(_joiner(row), *_joining_step(row, made.now), made.href("people_here:joining", row.pk))


def _joiner(row: Joining) -> str:
    identity = getattr(row.person, "identity", None) if row.person_id else None
    return (identity.called if identity else row.known_as or row.full_name) or _("Somebody")


def _joining_step(row: Joining, now: dt.datetime) -> tuple[str, str]:
    """What stands, and the next step."""
    if row.state == JoiningState.MET:
        return _("Met on %(day)s") % {"day": day(row.met_on)}, _("Go on to the welcome")
    if row.visit_at and row.visit_at < now:
        return _("The visit was on %(day)s") % {"day": day(row.visit_at)}, _("Write down the visit")
    if row.visit_at:
        told = {"day": day(row.visit_at), "time": clock(row.visit_at)}
        return _("Visit on %(day)s at %(time)s") % told, _("Look at the visit")
    return _("Asked on %(day)s") % {"day": day(row.asked_at)}, _("Arrange a visit")


def _leaving(made: Desk) -> Iterable[Row]:
    """Those who asked to leave; a broker settles what is open with them first."""
    if not is_broker(made.person, made.community):
        return
    for one in _of_members(made, lambda one: one.leaving_at is not None, lambda one: one.leaving_at):
        what = _("Asked on %(day)s") % {"day": day(one.leaving_at)}
        yield Row(
            one.called, what, _("Settle what is open"), made.about(one.party_id, "exchange:close_account")
        )


def _new(made: Desk) -> Iterable[Row]:
    since = made.today - dt.timedelta(days=made.rules.new_member_days)
    for one in _of_members(
        made,
        lambda one: one.is_person and one.joined_on >= since and not one.first_exchange,
        lambda one: one.joined_on,
    ):
        what = _("Joined on %(day)s") % {"day": day(one.joined_on)}
        yield Row(one.called, what, _("Introduce them"), made.about(one.party_id, "exchange:introduce"))


def _to_tell(made: Desk) -> Iterable[Row]:
    """Letters to print and things to tell those without email, counted by how they are reached."""
    if not is_broker(made.person, made.community):
        return
    telling = [one.to_tell_since for one in made.members.values() if one.to_tell_since]
    printing = [one.to_print_since for one in made.members.values() if one.to_print_since]
    for since, who, action in (
        (
            telling,
            ngettext("%(num)s person to tell something", "%(num)s people to tell something", len(telling)),
            _("Tell them"),
        ),
        (
            printing,
            ngettext("Letters for %(num)s person", "Letters for %(num)s people", len(printing)),
            _("Print the letters"),
        ),
    ):
        if since:
            what = _("The oldest is of %(day)s") % {"day": day(min(since))}
            yield Row(who % {"num": len(since)}, what, action, made.href("people_here:letters"))


def _unusual(made: Desk) -> Iterable[Row]:
    """What the transfers of two weeks have that a broker may want to look at (see `unusual`)."""
    if not is_broker(made.person, made.community):
        return
    why = {
        "over_limit_percent": _("not what was promised"),
        "long": _("a long time"),
        "new_member": _("somebody is new"),
        "many_between_same_two": _("often the same two"),
    }
    for row in unusual(made.community, made.now - dt.timedelta(days=UNUSUAL_DAYS))[:MOST]:
        told = {
            "hours": hours(row.minutes),
            "receiver": row.receiver,
            "why": ", ".join(why[code] for code in row.reasons),
        }
        yield Row(
            row.giver,
            _("%(hours)s for %(receiver)s: %(why)s") % told,
            _("Look at it"),
            made.href("exchange:transfer", row.transfer_id),
        )


def _loans(made: Desk) -> Iterable[Row]:
    for one in _of_members(
        made,
        lambda one: one.due_back_on is not None and one.due_back_on < made.today,
        lambda one: one.due_back_on,
    ):
        what = _("Something was to come back on %(day)s") % {"day": day(one.due_back_on)}
        yield Row(one.called, what, _("Ask for it"), made.about(one.party_id, "exchange:contact"))


def _balances(made: Desk) -> Iterable[Row]:
    """Balances at or past the soft limits, the furthest first; in gift mode nothing is owed."""
    low, high = made.rules.soft_low_minutes, made.rules.soft_high_minutes
    if made.rules.gift_mode:
        return
    for one in _of_members(
        made,
        lambda one: one.balance_minutes <= low or one.balance_minutes >= high,
        lambda one: -abs(one.balance_minutes),
    ):
        told = {"hours": hours(abs(one.balance_minutes))}
        if one.balance_minutes >= high:
            what, action = _("Has %(hours)s to spend") % told, _("Talk about spending some")
        else:
            what, action = (
                _("Received %(hours)s more than they gave") % told,
                _("Talk about what they could give"),
            )
        yield Row(one.called, what, action, made.about(one.party_id, "exchange:contact"))


def _silent(made: Desk) -> Iterable[Row]:
    """People of whom nothing was heard for the agreed days: no hours, ask, promise or contact."""
    before = made.now - dt.timedelta(days=made.rules.contact_days)
    first_day = timezone.localdate(before)
    for one in _of_members(
        made,
        lambda one: (
            one.is_person and one.joined_on < first_day and (one.heard_at is None or one.heard_at < before)
        ),
        lambda one: timezone.localdate(one.heard_at) if one.heard_at else one.joined_on,
    ):
        what = (
            _("Last heard from on %(day)s") % {"day": day(one.heard_at)}
            if one.heard_at
            else _("Nothing since they joined on %(day)s") % {"day": day(one.joined_on)}
        )
        yield Row(one.called, what, _("Get in touch"), made.about(one.party_id, "exchange:contact"))


def _checks(made: Desk) -> Iterable[Row]:
    """Checks that ran out or will soon; only a broker reads and records them."""
    if not is_broker(made.person, made.community):
        return
    limit = made.today + dt.timedelta(days=RENEW_SOON_DAYS)
    for one in _of_members(
        made, lambda one: one.renew_on is not None and one.renew_on <= limit, lambda one: one.renew_on
    ):
        passed = one.renew_on is not None and one.renew_on < made.today
        told = {"day": day(one.renew_on)}
        what = (_("A check ran out on %(day)s") if passed else _("A check runs out on %(day)s")) % told
        yield Row(one.called, what, _("Look at the check"), made.about(one.party_id, "people_here:checks_of"))


def _offers(made: Desk) -> Iterable[Row]:
    for one in _of_members(made, lambda one: one.resting_offers, lambda one: one.called):
        what = _("Did not say whether an offer still holds")
        yield Row(one.called, what, _("Ask whether it holds"), made.about(one.party_id, "exchange:contact"))
