"""General meetings: plan, call, come and leave, proxies, open, decide, adjourn, minutes, close."""

from __future__ import annotations

import datetime as dt
from collections.abc import Sequence
from dataclasses import dataclass

from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext as _

from gilydd.history.commands import key_of, later
from gilydd.history.words import Audience, Refused
from gilydd.people.models import Community, Membership, Party, Person, Support
from gilydd.people.policy import type_of_actor
from gilydd.people.queries.supporting import supporting_now
from gilydd.people.words import MembershipState, PartyKind

from ..models import (
    AgendaItem,
    Meeting,
    MeetingSeat,
    Minute,
    MutualRules,
    Presence,
    Proxy,
    SplitKey,
    Vote,
)
from ..policy import policy
from ..queries.mutual import present_parties, quorum_of, rules_of
from ..words import (
    ENTERED,
    MEETING_MOVES,
    RESOLUTION_RULES,
    BallotEvidence,
    ItemKind,
    MeetingState,
    PresentHow,
    VoteKind,
    VoteRule,
    VoteState,
)
from ._shared import note
from .opening import open_vote

MOST_ITEMS = 40
DOORS_OPEN = dt.timedelta(hours=2)
LONGEST_VOTE_MINUTES = 24 * 60


@dataclass(frozen=True)
class NewItem:
    """A point for an agenda. A resolution has its text, and a rule: an ordinary or a two-thirds majority."""

    kind: str
    title_cy: str
    title_en: str
    text_cy: str = ""
    text_en: str = ""
    rule: str = VoteRule.MAJORITY


@transaction.atomic
def change_rules(
    *, by: type_of_actor, community: Community, decided_by: Vote | None = None, **numbers: int | bool
) -> MutualRules:
    """Write down the numbers of the community's own rule book. Meetings that were called keep theirs.

    `numbers`: notice_days, quorum_percent, quorum_least, again_notice_days, again_without_quorum,
    proxies_each, board_seats, term_years, board_age_least. `decided_by`: the vote that decided them.
    """
    policy.check(by, "change_rules", community)
    if decided_by is not None and decided_by.community_id != community.pk:
        raise Refused(_("This vote is in another community."), field="decided_by")
    rules = rules_of(community)
    for name, low, high in (
        ("notice_days", 1, 60), ("quorum_percent", 0, 100), ("quorum_least", 1, 1_000),
        ("again_notice_days", 1, 60), ("proxies_each", 0, 10), ("board_seats", 1, 50), ("term_years", 1, 10),
        ("board_age_least", 16, 30),
    ):  # fmt: skip
        value = numbers.get(name, getattr(rules, name))
        if not low <= value <= high:
            raise Refused(
                _("Choose a number from %(low)s to %(high)s.") % {"low": low, "high": high}, field=name
            )
        setattr(rules, name, value)
    rules.again_without_quorum = bool(numbers.get("again_without_quorum", rules.again_without_quorum))
    rules.decided_by = decided_by or rules.decided_by
    rules.save()
    note("change_rules", by, rules, audience=Audience.COMMUNITY, mentions=[decided_by] if decided_by else [])
    return rules


@transaction.atomic
def plan_meeting(
    *,
    by: type_of_actor,
    community: Community,
    kind: str,
    title_cy: str,
    title_en: str,
    where_cy: str,
    where_en: str,
    starts_at: dt.datetime,
    items: Sequence[NewItem] = (),
    about_cy: str = "",
    about_en: str = "",
    easy_cy: str = "",
    easy_en: str = "",
    screen_href: str = "",
    chair: Party | None = None,
    key: str = "",
) -> Meeting:
    """Begin to prepare a general meeting. Nobody is told until it is called. The same key is the same one."""
    policy.check(by, "plan_meeting", community)
    before = Meeting.objects.of(community).filter(key=key).first() if key else None
    if before is not None:
        return before
    if not (title_cy.strip() and title_en.strip()):
        raise Refused(_("Give the meeting a title in Welsh and in English."), field="title_cy")
    if not (where_cy.strip() and where_en.strip()):
        raise Refused(_("Say where it is, in Welsh and in English."), field="where_cy")
    if starts_at <= timezone.now():
        raise Refused(_("Choose a time to come."), field="starts_at")
    if screen_href and not screen_href.startswith(("https://", "http://")):
        raise Refused(_("Give an address that begins with https://."), field="screen_href")
    if chair is not None and not _is_member(community, chair):
        raise Refused(_("Only an active member chairs a meeting."), field="chair")
    meeting = Meeting.objects.create(
        community=community, kind=kind, title_cy=title_cy.strip(), title_en=title_en.strip(),
        where_cy=where_cy.strip(), where_en=where_en.strip(), starts_at=starts_at, about_cy=about_cy.strip(),
        about_en=about_en.strip(), easy_cy=easy_cy.strip(), easy_en=easy_en.strip(), screen_href=screen_href,
        chair=chair, key=key,
    )  # fmt: skip
    for number, item in enumerate(items, 1):
        _add(meeting, item, number)
    note("plan_meeting", by, meeting, audience=Audience.STAFF)
    return meeting


def _is_member(community: Community, party: Party) -> bool:
    rows = Membership.objects.of(community).filter(party__kind=PartyKind.PERSON, party=party)
    return rows.filter(state=MembershipState.ACTIVE).exists()


def _add(meeting: Meeting, item: NewItem, number: int) -> AgendaItem:
    if item.kind not in ItemKind.values:
        raise Refused(_("Choose what the point asks of the meeting."), field="kind")
    if not (item.title_cy.strip() and item.title_en.strip()):
        raise Refused(_("Give the point a title in Welsh and in English."), field="title_cy")
    if item.kind == ItemKind.RESOLUTION and not (item.text_cy.strip() and item.text_en.strip()):
        raise Refused(_("Write the resolution in Welsh and in English."), field="text_cy")
    if item.rule not in RESOLUTION_RULES:
        raise Refused(_("A resolution needs more than half, or two thirds."), field="rule")
    if number > MOST_ITEMS:
        raise Refused(_("An agenda has at most %(most)s points.") % {"most": MOST_ITEMS})
    return AgendaItem.objects.create(
        community=meeting.community, meeting=meeting, number=number, kind=item.kind,
        title_cy=item.title_cy.strip(), title_en=item.title_en.strip(), text_cy=item.text_cy.strip(),
        text_en=item.text_en.strip(), rule=item.rule,
    )  # fmt: skip


@transaction.atomic
def add_item(*, by: type_of_actor, meeting: Meeting, item: NewItem) -> AgendaItem:
    """Put a point on the agenda of a meeting that was not called yet."""
    meeting = _locked(meeting)
    policy.check(by, "plan_meeting", meeting)
    _still_planned(meeting)
    made = _add(meeting, item, meeting.items.count() + 1)
    note("add_item", by, made, audience=Audience.STAFF, mentions=[meeting])
    return made


@transaction.atomic
def remove_item(*, by: type_of_actor, item: AgendaItem) -> Meeting:
    """Take a point off the agenda of a meeting that was not called yet; those after it move up."""
    meeting = _locked(item.meeting)
    policy.check(by, "plan_meeting", meeting)
    _still_planned(meeting)
    if hasattr(item, "election"):
        raise Refused(_("An election is held at this point. It stays on the agenda."))
    note("remove_item", by, item, audience=Audience.STAFF, mentions=[meeting])
    number = item.number
    item.delete()
    for later_item in meeting.items.filter(number__gt=number).order_by("number"):
        later_item.number -= 1
        later_item.save(update_fields=["number"])
    return meeting


def _still_planned(meeting: Meeting) -> None:
    if meeting.state != MeetingState.PLANNED:
        raise Refused(_("The notice has gone out, and the agenda stands as everybody was told."))


@transaction.atomic
def call_meeting(*, by: type_of_actor, meeting: Meeting) -> Meeting:
    """Send the notice: agenda, roll and quorum are fixed from now on, and every member is told."""
    meeting = _locked(meeting)
    policy.check(by, "plan_meeting", meeting)
    _move(meeting, MeetingState.CALLED)
    rules, now = rules_of(meeting.community), timezone.now()
    if not meeting.items.exists():
        raise Refused(_("Put at least one point on the agenda first."))
    earliest = timezone.localdate(now) + dt.timedelta(days=rules.notice_days)
    if timezone.localdate(meeting.starts_at) < earliest:
        raise Refused(
            _("Members need %(days)s days' notice. Choose a later day for the meeting.")
            % {"days": rules.notice_days}
        )
    roll = list(
        Membership.objects.of(meeting.community)
        .filter(state=MembershipState.ACTIVE, party__kind=PartyKind.PERSON)
        .order_by("pk")
        .values_list("party_id", flat=True)
    )
    _seat(meeting, roll)
    meeting.notice_days, meeting.proxies_each = rules.notice_days, rules.proxies_each
    meeting.roll_size = len(roll)
    meeting.quorum_needed = max(rules.quorum_least, -(-len(roll) * rules.quorum_percent // 100))
    meeting.called_at = now
    meeting.save()
    note(
        "call_meeting", by, meeting, audience=Audience.PUBLIC, notice_days=meeting.notice_days,
        quorum=meeting.quorum_needed, roll=meeting.roll_size,
    )  # fmt: skip
    later("gilydd.deciding.meeting_notices.called", meeting.pk)
    return meeting


def _seat(meeting: Meeting, parties: Sequence[int]) -> None:
    MeetingSeat.objects.bulk_create(
        [MeetingSeat(community=meeting.community, meeting=meeting, party_id=one) for one in parties],
        batch_size=1_000,
    )


def _locked(meeting: Meeting) -> Meeting:
    """The meeting as it is now; what happens in one meeting happens one after the other."""
    rows = Meeting.objects.select_for_update(of=("self",)).select_related("community")
    return rows.get(pk=meeting.pk)


def _move(meeting: Meeting, state: MeetingState) -> None:
    if state not in MEETING_MOVES[MeetingState(meeting.state)]:
        raise Refused(
            _("This cannot be done now: the meeting is “%(state)s”.") % {"state": meeting.get_state_display()}
        )
    meeting.state = state


@transaction.atomic
def cancel_meeting(*, by: type_of_actor, meeting: Meeting, reason: str, lang: str = "") -> Meeting:
    """Cancel a meeting that has not begun. Everybody who was told of it is told why."""
    meeting = _locked(meeting)
    policy.check(by, "plan_meeting", meeting)
    called = meeting.called_at is not None
    _move(meeting, MeetingState.CANCELLED)
    if called and not reason.strip():
        raise Refused(_("Say why. Everybody who was told of the meeting reads it."), field="reason")
    meeting.ended_at = timezone.now()
    meeting.save(update_fields=["state", "ended_at"])
    audience = Audience.PUBLIC if called else Audience.STAFF
    note("cancel_meeting", by, meeting, audience=audience, reason=reason.strip(), reason_lang=lang)
    if called:
        later("gilydd.deciding.meeting_notices.cancelled", meeting.pk)
    return meeting


@transaction.atomic
def come(*, by: type_of_actor, seat: MeetingSeat, how: str) -> Presence:
    """Note that a member is there, in the room or on screen, from two hours before. Twice is once."""
    meeting = _locked(seat.meeting)
    policy.check(by, "come", seat)
    if how not in PresentHow.values:
        raise Refused(_("Say whether they are in the room or on screen."), field="how")
    if meeting.state not in (MeetingState.CALLED, MeetingState.RUNNING):
        raise Refused(_("Nobody can come to this meeting now."))
    if timezone.now() < meeting.starts_at - DOORS_OPEN:
        raise Refused(_("It is too early. The doors open two hours before the meeting."))
    before = Presence.objects.filter(seat=seat, left_at__isnull=True).first()
    if before is not None:
        return before
    presence = Presence.objects.create(
        community=meeting.community, seat=seat, how=how, recorded_by_key=key_of(by)
    )
    note("come", by, seat, audience=Audience.STAFF, mentions=[meeting], how=how)
    return presence


@transaction.atomic
def leave(*, by: type_of_actor, seat: MeetingSeat) -> None:
    """Note that a member has left the meeting."""
    meeting = _locked(seat.meeting)
    policy.check(by, "come", seat)
    if Presence.objects.filter(seat=seat, left_at__isnull=True).update(left_at=timezone.now()):
        note("leave", by, seat, audience=Audience.STAFF, mentions=[meeting])


@transaction.atomic
def give_proxy(
    *, by: type_of_actor, seat: MeetingSeat, holder: Party, evidence: str = BallotEvidence.SCREEN
) -> Proxy:
    """Let another member vote for one in this meeting, until it begins. A new one takes the place of the old.

    It rests while the giver is there. Each holder takes so many at most (the meeting's own number), and a
    supporter never votes for the member they support.
    """
    meeting = _locked(seat.meeting)
    policy.check(by, "give_proxy", seat)
    if meeting.state != MeetingState.CALLED:
        raise Refused(_("A proxy is given after the notice and before the meeting begins."))
    taken = MeetingSeat.objects.filter(meeting=meeting, party=holder).first()
    if taken is None:
        raise Refused(_("Choose somebody who can vote in this meeting."), field="holder")
    if taken.pk == seat.pk:
        raise Refused(_("Choose somebody else than yourself."), field="holder")
    for_other = isinstance(by, Person) and by.pk != seat.party_id
    if for_other and evidence not in ENTERED:
        raise Refused(_("Say how you know: by phone or on paper."), field="evidence")
    _check_holder(meeting, seat, taken)
    Proxy.objects.filter(giver=seat, ended_at__isnull=True).update(ended_at=timezone.now())
    proxy = Proxy.objects.create(
        community=meeting.community, giver=seat, holder=taken, recorded_by_key=key_of(by),
        evidence=evidence if for_other else BallotEvidence.SCREEN,
    )  # fmt: skip
    note(
        "give_proxy", by, proxy, audience=Audience.PRIVATE, mentions=[meeting, seat.party, holder],
        behalf=seat.party if for_other else None,
    )  # fmt: skip
    later("gilydd.deciding.meeting_notices.proxy_given", proxy.pk)
    return proxy


def _check_holder(meeting: Meeting, seat: MeetingSeat, taken: MeetingSeat) -> None:
    """Refuse a holder with too many, or who supports the giver."""
    supported = supporting_now(Support.objects.of(meeting.community))
    if supported.filter(supporter=taken.party_id, member=seat.party_id).exists():
        raise Refused(_("A supporter does not vote for the member they support."), field="holder")
    held = Proxy.objects.filter(holder=taken, ended_at__isnull=True).exclude(giver=seat).count()
    if held >= meeting.proxies_each:
        raise Refused(
            _("Nobody votes for more than %(most)s others in this meeting. Choose somebody else.")
            % {"most": meeting.proxies_each},
            field="holder",
        )


@transaction.atomic
def end_proxy(*, by: type_of_actor, proxy: Proxy) -> Proxy:
    """Take a proxy back, at any time."""
    _locked(proxy.giver.meeting)
    policy.check(by, "give_proxy", proxy.giver)
    if proxy.ended_at is None:
        proxy.ended_at = timezone.now()
        proxy.save(update_fields=["ended_at"])
        note("end_proxy", by, proxy, audience=Audience.PRIVATE, mentions=[proxy.giver.party])
        later("gilydd.deciding.meeting_notices.proxy_ended", proxy.pk)
    return proxy


@transaction.atomic
def open_meeting(*, by: type_of_actor, meeting: Meeting) -> Meeting:
    """Begin the meeting, where enough members are there or represented; else it can be adjourned."""
    meeting = _locked(meeting)
    policy.check(by, "run_meeting", meeting)
    if timezone.now() < meeting.starts_at and meeting.state == MeetingState.CALLED:
        raise Refused(_("It begins at the time that everybody was told, and not before."))
    _move(meeting, MeetingState.RUNNING)
    _check_quorum(meeting)
    meeting.opened_at = timezone.now()
    meeting.save(update_fields=["state", "opened_at"])
    found = quorum_of(meeting)
    note(
        "open_meeting", by, meeting, audience=Audience.PUBLIC, quorum=found.needed, present=found.present,
        represented=found.represented,
    )  # fmt: skip
    return meeting


def _check_quorum(meeting: Meeting) -> None:
    found = quorum_of(meeting)
    if not found.met:
        raise Refused(
            _(
                "Too few are there: %(there)s of the %(needed)s that are needed. Wait, or adjourn the "
                "meeting to another day."
            )
            % {"there": found.there, "needed": found.needed}
        )


@transaction.atomic
def open_item(
    *, by: type_of_actor, item: AgendaItem, minutes: int = 10, split_key: SplitKey | None = None
) -> Vote:
    """Put a resolution to the vote, among those who are there or represented, for some minutes.

    A proxy votes for whoever gave it. It is counted when the time is over, or everybody has voted. An
    election is opened by `open_board_vote`.
    """
    meeting = _locked(item.meeting)
    policy.check(by, "run_meeting", meeting)
    item = AgendaItem.objects.select_related("vote").get(pk=item.pk)
    if meeting.state != MeetingState.RUNNING:
        raise Refused(_("The meeting is not under way."))
    if item.kind != ItemKind.RESOLUTION:
        raise Refused(_("There is nothing to vote on at this point."))
    if item.vote is not None and item.vote.state != VoteState.STOPPED:
        return item.vote
    if not 1 <= minutes <= LONGEST_VOTE_MINUTES:
        raise Refused(_("Give from one minute to one day to vote."), field="minutes")
    _check_quorum(meeting)
    vote = open_vote(
        by=by, community=meeting.community, meeting=meeting,
        kind=VoteKind.RESOLUTION, rule=item.rule, title_cy=item.title_cy, title_en=item.title_en,
        about_cy=item.text_cy, about_en=item.text_en, roll=list(present_parties(meeting)),
        closes_at=timezone.now() + dt.timedelta(minutes=minutes), split_key=split_key,
        key=f"deciding.item:{item.pk}:{item.vote_id or 0}",
    )  # fmt: skip
    item.vote = vote
    item.save(update_fields=["vote"])
    note("open_item", by, item, audience=Audience.PUBLIC, mentions=[meeting, vote])
    return vote


@transaction.atomic
def adjourn_meeting(
    *,
    by: type_of_actor,
    meeting: Meeting,
    starts_at: dt.datetime,
    reason: str = "",
    lang: str = "",
    where_cy: str = "",
    where_en: str = "",
) -> Meeting:
    """Put off to another day a meeting to which too few came, or in which too few are left; gives that
    meeting.

    It has the same roll, and of the agenda what was not decided. Whoever comes then is enough, where the rule
    book says so. Everybody on the roll is told.
    """
    meeting = _locked(meeting)
    policy.check(by, "run_meeting", meeting)
    before = Meeting.objects.filter(continues=meeting).first()
    if before is not None:
        return before
    if timezone.now() < meeting.starts_at:
        raise Refused(_("It has not begun yet. Before that it can be cancelled."))
    if quorum_of(meeting).met:
        raise Refused(_("Enough members are there, so the meeting can decide. It is not adjourned."))
    _move(meeting, MeetingState.ADJOURNED)
    if meeting.items.filter(vote__state__in=(VoteState.OPEN, VoteState.SEALED)).exists():
        raise Refused(_("A vote of this meeting is not counted yet. Wait until it is."))
    rules = rules_of(meeting.community)
    earliest = timezone.localdate() + dt.timedelta(days=rules.again_notice_days)
    if timezone.localdate(starts_at) < earliest:
        raise Refused(
            _("Members need %(days)s days' notice of it. Choose a later day.")
            % {"days": rules.again_notice_days},
            field="starts_at",
        )
    meeting.ended_at = timezone.now()
    meeting.save(update_fields=["state", "ended_at"])
    again = _continued(meeting, rules, starts_at, where_cy.strip(), where_en.strip())
    note(
        "adjourn_meeting", by, meeting, audience=Audience.PUBLIC, mentions=[again], reason=reason.strip(),
        reason_lang=lang,
    )  # fmt: skip
    later("gilydd.deciding.meeting_notices.called", again.pk)
    return again


def _continued(
    meeting: Meeting, rules: MutualRules, starts_at: dt.datetime, where_cy: str, where_en: str
) -> Meeting:
    both = bool(where_cy and where_en)
    again = Meeting.objects.create(
        community=meeting.community, kind=meeting.kind, title_cy=meeting.title_cy, title_en=meeting.title_en,
        about_cy=meeting.about_cy, about_en=meeting.about_en, easy_cy=meeting.easy_cy,
        easy_en=meeting.easy_en, where_cy=where_cy if both else meeting.where_cy,
        where_en=where_en if both else meeting.where_en, screen_href=meeting.screen_href,
        starts_at=starts_at, state=MeetingState.CALLED, called_at=timezone.now(), continues=meeting,
        notice_days=rules.again_notice_days, proxies_each=meeting.proxies_each, chair=meeting.chair,
        roll_size=meeting.roll_size,
        quorum_needed=1 if rules.again_without_quorum else meeting.quorum_needed,
    )  # fmt: skip
    _seat(again, list(meeting.seats.values_list("party_id", flat=True)))
    left = meeting.items.exclude(vote__state=VoteState.CLOSED).order_by("number")
    for number, item in enumerate(left, 1):
        copy = AgendaItem.objects.create(
            community=meeting.community, meeting=again, number=number, kind=item.kind, rule=item.rule,
            title_cy=item.title_cy, title_en=item.title_en, text_cy=item.text_cy, text_en=item.text_en,
        )  # fmt: skip
        election = getattr(item, "election", None)
        if election is not None:
            election.item = copy
            election.save(update_fields=["item"])
    return again


@transaction.atomic
def write_minute(*, by: type_of_actor, item: AgendaItem, text_cy: str, text_en: str) -> Minute:
    """Write what the minutes say of one point, in both languages; the last text counts."""
    meeting = _locked(item.meeting)
    policy.check(by, "run_meeting", meeting)
    if meeting.state not in (MeetingState.RUNNING, MeetingState.HELD, MeetingState.ADJOURNED):
        raise Refused(_("Minutes are written when the meeting has begun."))
    if meeting.minutes_agreed_at is not None:
        raise Refused(_("The minutes were agreed and do not change any more."))
    if not (text_cy.strip() and text_en.strip()):
        raise Refused(_("Write it in Welsh and in English."), field="text_cy")
    minute = Minute.objects.create(
        community=meeting.community, item=item, text_cy=text_cy.strip(), text_en=text_en.strip(),
        made_by_key=key_of(by),
    )  # fmt: skip
    note("write_minute", by, minute, audience=Audience.COMMUNITY, mentions=[meeting, item])
    return minute


@transaction.atomic
def close_meeting(*, by: type_of_actor, meeting: Meeting) -> Meeting:
    """End a meeting whose votes are counted; everybody who was there is noted as gone."""
    meeting = _locked(meeting)
    policy.check(by, "run_meeting", meeting)
    _move(meeting, MeetingState.HELD)
    if meeting.items.filter(vote__state=VoteState.OPEN).exists():
        raise Refused(_("A vote of this meeting is still open. Wait until it is counted."))
    meeting.ended_at = timezone.now()
    meeting.save(update_fields=["state", "ended_at"])
    Presence.objects.filter(seat__meeting=meeting, left_at__isnull=True).update(left_at=meeting.ended_at)
    note("close_meeting", by, meeting, audience=Audience.PUBLIC)
    return meeting


@transaction.atomic
def agree_minutes(*, by: type_of_actor, meeting: Meeting) -> Meeting:
    """Note that the minutes were agreed; from then on nobody changes them. Each point has its text first."""
    meeting = _locked(meeting)
    policy.check(by, "run_meeting", meeting)
    if meeting.state != MeetingState.HELD:
        raise Refused(_("Minutes are agreed after the meeting."))
    if meeting.items.filter(minutes__isnull=True).exists():
        raise Refused(_("A point of the agenda has no minutes yet."))
    if meeting.minutes_agreed_at is None:
        meeting.minutes_agreed_at = timezone.now()
        meeting.save(update_fields=["minutes_agreed_at"])
        note("agree_minutes", by, meeting, audience=Audience.COMMUNITY)
    return meeting
