"""What members are told of general meetings, proxies and the board; the policy is asked when it is sent."""

from __future__ import annotations

from collections.abc import Callable, Iterable

from django.db import transaction
from django.urls import reverse
from django.utils.translation import gettext as _

from gilydd.people.models import Membership, Message, Party
from gilydd.people.notices import ONE_COMMIT, Rendered, notify
from gilydd.people.queries import names
from gilydd.people.words import MembershipState
from gilydd.ui.bilingual import said
from gilydd.ui.filters import clock, day

from .models import BoardElection, Candidacy, Meeting, Proxy
from .policy import may
from .queries.mutual import why_adjourned
from .words import BoardElectionState, CandidacyState, HowSeated, MeetingState


def called(meeting_id: int) -> None:
    """Send the notice of a meeting, with its agenda, to everybody on its roll."""
    meeting = _meeting(meeting_id)
    if meeting.state == MeetingState.CALLED:
        _tell(meeting, "called", lambda: _notice(meeting))


def cancelled(meeting_id: int) -> None:
    """Tell everybody on the roll that a meeting is cancelled, and why."""
    meeting = _meeting(meeting_id)
    if meeting.state != MeetingState.CANCELLED:
        return
    reason = why_adjourned(meeting)

    def render() -> Rendered:
        words = {**_of(meeting), "why": reason.text if reason else ""}
        return _("Cancelled: %(title)s") % words, _("The meeting on %(day)s is cancelled: %(why)s") % words

    _tell(meeting, "cancelled", render)


def _notice(meeting: Meeting) -> Rendered:
    words = _of(meeting)
    lines = [
        _("You are invited: %(title)s") % words,
        _("%(day)s at %(time)s, %(where)s") % words,
        _("What is on the agenda:"),
        *(f"{item.number}. {said(item, 'title')}" for item in meeting.items.order_by("number")),
        _("You can come to the room or join on screen. If you cannot, another member can vote for you."),
    ]
    if meeting.continues_id:
        lines.insert(1, _("Too few came the first time. This is the same meeting on another day."))
    return _("Your meeting: %(title)s, %(day)s") % words, "\n".join(lines)


def _of(meeting: Meeting) -> dict[str, str]:
    return {
        "title": said(meeting, "title"),
        "where": said(meeting, "where"),
        "day": day(meeting.starts_at),
        "time": clock(meeting.starts_at),
    }


def proxy_given(proxy_id: int) -> None:
    """Tell both that one votes for the other in a meeting."""
    proxy = _proxy(proxy_id)
    if proxy.ended_at is not None:
        return

    def to_holder() -> Rendered:
        words = _of_proxy(proxy)
        return (
            _("You vote for %(giver)s") % words,
            _("%(giver)s cannot be there and asks you to vote for them: %(title)s, %(day)s.") % words
            + "\n"
            + _("Ask them how. If you cannot be there yourself, tell them soon."),
        )

    def to_giver() -> Rendered:
        words = _of_proxy(proxy)
        return (
            _("%(holder)s votes for you") % words,
            _("%(holder)s votes for you if you are not there: %(title)s, %(day)s.") % words
            + "\n"
            + _("You can take it back at any time. If you come, you vote yourself."),
        )

    _tell_of_proxy(proxy, proxy.holder.party, "given", to_holder)
    _tell_of_proxy(proxy, proxy.giver.party, "given", to_giver)


def proxy_ended(proxy_id: int) -> None:
    """Tell the holder that a proxy was taken back."""
    proxy = _proxy(proxy_id)

    def render() -> Rendered:
        words = _of_proxy(proxy)
        return (
            _("You no longer vote for %(giver)s") % words,
            _("%(giver)s took back what they asked of you: %(title)s, %(day)s.") % words,
        )

    _tell_of_proxy(proxy, proxy.holder.party, "ended", render)


def _proxy(proxy_id: int) -> Proxy:
    return Proxy.objects.select_related(
        "giver__party__person", "holder__party__person", "giver__meeting__community"
    ).get(pk=proxy_id)


def _of_proxy(proxy: Proxy) -> dict[str, str]:
    called_now = names([proxy.giver.party_id, proxy.holder.party_id])
    return {
        **_of(proxy.giver.meeting),
        "giver": called_now[proxy.giver.party_id],
        "holder": called_now[proxy.holder.party_id],
    }


def _tell_of_proxy(proxy: Proxy, party: Party, what: str, render: Callable[[], Rendered]) -> None:
    meeting = proxy.giver.meeting
    if (
        not Membership.objects.of(meeting.community)
        .filter(party=party, state=MembershipState.ACTIVE)
        .exists()
    ):
        return
    notify(
        party=party, community=meeting.community, key=f"deciding.proxy:{proxy.pk}:{what}:{party.pk}",
        render=render, href=lambda: _href(meeting),
    )  # fmt: skip


def election_called(election_id: int) -> None:
    """Tell every member that there are places on the board, and how to propose somebody."""
    election = _election(election_id)
    if election.state != BoardElectionState.NOMINATING:
        return

    def render() -> Rendered:
        words = {
            "title": said(election, "title"),
            "day": day(election.nominate_until),
            "seats": str(election.seats),
        }
        return (
            _("Who should sit on our board? %(title)s") % words,
            _("Places: %(seats)s. You can propose somebody, or yourself, until %(day)s.") % words
            + "\n"
            + _("You can also tell a broker whom you propose."),
        )

    active = Membership.objects.of(election.community).filter(state=MembershipState.ACTIVE)
    people = active.filter(party__person__isnull=False).values_list("party", flat=True)
    _tell_many(election, f"deciding.board:{election.pk}:called:", set(people), render, "see_candidates")


def nominated(candidacy_id: int) -> None:
    """Ask somebody who was proposed whether they stand."""
    candidacy = Candidacy.objects.select_related("election__community", "party__person").get(pk=candidacy_id)
    election, party = candidacy.election, candidacy.party
    if candidacy.state != CandidacyState.NOMINATED or not may(party.person, "see_candidates", election):
        return

    def render() -> Rendered:
        words = {"title": said(election, "title"), "day": day(election.nominate_until)}
        return (
            _("A member thinks of you for the board"),
            _("Somebody proposed you: %(title)s. You stand only if you say yes, until %(day)s.") % words
            + "\n"
            + _("It is fine to say no. Ask a broker if you would like to talk about it first."),
        )

    notify(
        party=party, community=election.community, key=f"deciding.candidacy:{candidacy.pk}", render=render,
        href=lambda: _election_href(election),
    )  # fmt: skip


def board_elected(election_id: int) -> None:
    """Tell every member who was elected; whoever is, also for how long."""
    election = _election(election_id)
    seated = list(election.terms.order_by("pk").values_list("party", "how"))
    if election.state != BoardElectionState.DECIDED or not seated:
        return
    unopposed = any(how == HowSeated.UNOPPOSED for _party, how in seated)

    def render() -> Rendered:
        called_now = names(party for party, _how in seated)
        words = {
            "title": said(election, "title"),
            "names": ", ".join(called_now[party] for party, _how in seated),
        }
        sentence = (
            _("As many stood as there were places, so there was no vote. On the board now: %(names)s.")
            if unopposed
            else _("Elected: %(names)s.")
        )
        return _("Our board: %(title)s") % words, sentence % words

    active = Membership.objects.of(election.community).filter(state=MembershipState.ACTIVE)
    people = active.filter(party__person__isnull=False).values_list("party", flat=True)
    _tell_many(election, f"deciding.board:{election.pk}:elected:", set(people), render, "see_candidates")


def _tell(meeting: Meeting, what: str, render: Callable[[], Rendered]) -> None:
    """Make the message of each active member on the roll of a meeting."""
    active = Membership.objects.of(meeting.community).filter(state=MembershipState.ACTIVE)
    going = set(meeting.seats.filter(party__in=active.values("party")).values_list("party_id", flat=True))
    prefix = f"deciding.meeting:{meeting.pk}:{what}:"
    _make(meeting, prefix, going, render, lambda _party: True, lambda: _href(meeting))


def _tell_many(
    election: BoardElection, prefix: str, going: set[int], render: Callable[[], Rendered], verb: str
) -> None:
    _make(
        election, prefix, going, render, lambda party: may(party.person, verb, election),
        lambda: _election_href(election),
    )  # fmt: skip


def _make(
    thing: Meeting | BoardElection,
    prefix: str,
    going: Iterable[int],
    render: Callable[[], Rendered],
    allowed: Callable[[Party], bool],
    href: Callable[[], str],
) -> None:
    """One message each, some to a commit. Run again, it goes on where it stopped."""
    had = set(Message.objects.filter(key__startswith=prefix).values_list("party_id", flat=True))
    waiting = sorted(set(going) - had)
    for start in range(0, len(waiting), ONE_COMMIT):
        with transaction.atomic():
            few = Party.objects.filter(pk__in=waiting[start : start + ONE_COMMIT]).select_related("person")
            for party in few.order_by("pk"):
                if allowed(party):
                    notify(
                        party=party, community=thing.community, key=f"{prefix}{party.pk}", render=render,
                        href=href,
                    )  # fmt: skip


def _meeting(meeting_id: int) -> Meeting:
    return Meeting.objects.select_related("community").get(pk=meeting_id)


def _election(election_id: int) -> BoardElection:
    return BoardElection.objects.select_related("community").get(pk=election_id)


def _href(meeting: Meeting) -> str:
    return reverse("deciding:meeting", args=[meeting.community.slug, meeting.pk])


def _election_href(election: BoardElection) -> str:
    return reverse("deciding:board_election", args=[election.community.slug, election.pk])
