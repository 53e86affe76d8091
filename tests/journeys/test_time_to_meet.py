"""Time to Meet, of the letter: three founders with learning disabilities, 300 members, and their own festival.

Members hold every role. Siân reads Easy Read in large print; Mair has a supporter, who types for her and
decides nothing. Names and numbers are invented.
"""

from __future__ import annotations

import datetime as dt
from collections.abc import Callable
from typing import Any

import pytest
import time_machine
from django.test import Client
from django.urls import reverse
from django.utils import timezone

from gilydd.deciding import commands as deciding
from gilydd.deciding import due
from gilydd.deciding.models import OnRoll
from gilydd.delivering import commands as delivering
from gilydd.delivering.commands import AttendanceRow
from gilydd.delivering.words import ActivityKind, Part, RoleKind, SignUpState
from gilydd.exchange import ledger
from gilydd.history.queries import timeline
from gilydd.history.words import Audience, NotAllowed, Refused
from gilydd.peers import circle_notices
from gilydd.peers import commands as peers
from gilydd.peers.models import Circle, Proposal
from gilydd.people import commands as people
from gilydd.people.commands.many import NewMember, enrol_many
from gilydd.people.models import Membership, Message, Party, Person
from gilydd.people.policy import SYSTEM
from tests.cast import Cast, work
from tests.peers.circles import FOR, in_days

pytestmark = [pytest.mark.django_db, pytest.mark.slow]
SignIn = Callable[..., Client]
ABOUT = "People with learning disabilities meet, make friends and make events. We run it ourselves."
EASY = "We meet.\nWe make friends.\nWe make events.\nWe run it ourselves."


@pytest.fixture
def founded(garw: Cast, sign_in: SignIn) -> Circle:
    """Siân starts the project on the page, in Easy Read; Dai and Mair come in."""
    people.change_how_we_speak(
        by=SYSTEM, person=garw.sian, language="en", channel="email", easy_read=True, large_print=True
    )
    sian = sign_in(garw.fresh("Siân"))
    sian.cookies["easy_read"] = "1"
    form = reverse("peers:circle_new", args=["garw"])
    assert "easy__picture" in sian.get(form).content.decode()
    sian.post(
        form,
        {
            "kind": "project", "name": "Time to Meet", "purpose": ABOUT, "easy": EASY, "lang": "en",
            "joining": "ask", "listed": "on", "for_whom_en": "People with learning disabilities",
            "for_whom_cy": "Pobl ag anabledd dysgu",
        },
    )  # fmt: skip
    circle = Circle.objects.get()
    page = sian.get(reverse("peers:circle", args=["garw", circle.pk])).content.decode()
    assert [line for line in EASY.splitlines() if line not in page] == []
    for name in ("Dai", "Mair"):
        row = peers.invite_to_circle(by=garw.fresh("Siân"), circle=circle, party=garw.party(name))
        peers.answer_invitation(by=garw.fresh(name), row=row, yes=True)
    return circle


def crowd(cast: Cast, many: int, start: int) -> list[Party]:
    """Invented people who are members of the community."""
    new = [
        NewMember(full_name=f"Person {number}", number=f"T{number}") for number in range(start, start + many)
    ]
    made = enrol_many(by=SYSTEM, community=cast.community, members=new)
    return [
        row.party
        for row in Membership.objects.filter(pk__in=[row.pk for row in made]).select_related("party")
    ]


def chosen(cast: Cast, circle: Circle, by: str, role: str, name: str) -> None:
    """The members choose somebody for a role, in an open vote of eight days."""
    election = peers.elect_hosts(
        by=cast.fresh(by), circle=circle, role=role, candidates=[cast.party(name)],
        until=timezone.localdate() + dt.timedelta(days=365), closes_at=in_days(8),
    )  # fmt: skip
    for one in OnRoll.objects.filter(vote=election.vote).select_related("party"):
        deciding.cast_ballot(by=SYSTEM, vote=election.vote, party=one.party, choices=[1])
    deciding.close_vote(by=SYSTEM, vote=election.vote)
    peers.seat_hosts(by=cast.fresh("Siân"), election=election)


def test_time_to_meet_grows_from_3_founders_to_300_members_by_its_own_decision(
    garw: Cast, founded: Circle, sign_in: SignIn, run_jobs: Any
) -> None:
    circle = founded
    # Members hold every role; a worker of a charity supports them and decides nothing.
    for role, name in (("host", "Siân"), ("treasurer", "Dai"), ("secretary", "Mair")):
        chosen(garw, circle, "Siân", role, name)
    peers.add_supporter(by=garw.fresh("Siân"), circle=circle, party=garw.party("Priya"))
    priya = garw.fresh("Priya")
    with pytest.raises(NotAllowed):
        peers.pay_hours(by=priya, circle=circle, to=garw.party("Mair"), minutes=15, reason="Tea", key="p")
    # Forty ask to come in, and a host says yes to each.
    for party in crowd(garw, 40, 1):
        row = peers.join_circle(by=SYSTEM, circle=circle, party=party, words="I would like to meet people.")
        peers.answer_joining(by=garw.fresh("Siân"), row=row, yes=True)
    # Mair proposes to open it; Priya types it for her, and Mair is told.
    proposal = peers.propose_widening(
        by=priya, circle=circle, proposer=garw.party("Mair"), joining="open",
        for_whom_en="Everybody in the county", for_whom_cy="Pawb yn y sir",
        easy_en="Other people like what we do.\nThey would like to come too.\nIs that all right?",
        easy_cy="Mae pobl eraill yn hoffi beth rydyn ni'n ei wneud.\nMaen nhw eisiau dod hefyd.\nYdy hynny'n iawn?",
    )  # fmt: skip
    run_jobs()
    assert Message.objects.filter(party=garw.party("Mair"), key__contains=":typed_proposal:").exists()
    # It is talked about in Easy Read, on the page.
    sian = sign_in(garw.fresh("Siân"))
    sian.cookies["easy_read"] = "1"
    address = reverse("peers:proposal", args=["garw", proposal.pk])
    page = sian.get(address).content.decode()
    assert [line for line in proposal.easy_en.splitlines() if line not in page] == []
    sian.post(address, {"words": "More friends!", "lang": "en", "key": "talk"})
    # It is voted: 43 members are on the roll, and no supporter.
    put = peers.put_to_vote(
        by=garw.fresh("Siân"), proposal=Proposal.objects.get(), closes_at=in_days(10), quorum_percent=50
    )
    assert put.vote is not None and put.vote.roll_size == 43
    with pytest.raises((NotAllowed, Refused)):
        deciding.cast_ballot(by=priya, vote=put.vote, party=priya.party, choices=FOR)
    for seat in OnRoll.objects.filter(vote=put.vote).select_related("party").order_by("number")[:30]:
        deciding.cast_ballot(by=SYSTEM, vote=put.vote, party=seat.party, choices=FOR)
    # And it is carried out.
    with time_machine.travel(in_days(11)):
        due.close_one(put.vote_id)
        circle_notices.daily()
        run_jobs()
        circle.refresh_from_db()
        assert (circle.joining, circle.for_whom_en) == ("open", "Everybody in the county")
        for party in crowd(garw, 257, 41):
            peers.join_circle(by=SYSTEM, circle=circle, party=party)
        assert circle.members.filter(state="in", part="member").count() == 300
        _pictures_of_growth(garw, circle, sign_in)
    verbs = set(timeline(circle, audiences={*Audience}).values_list("verb", flat=True))
    assert {"peers.start_circle", "peers.propose_widen", "peers.put_to_vote", "peers.carry_out"} <= verbs


def _pictures_of_growth(garw: Cast, circle: Circle, sign_in: SignIn) -> None:
    page = sign_in(garw.fresh("Dai")).get(reverse("peers:circle_growth", args=["garw", circle.pk]))
    told = page.content.decode()
    assert ("chart__bar" in told, ">300<" in told.replace("\n", "")) == (True, True)


def test_their_first_festival_has_roles_a_waiting_list_and_time_entry(
    garw: Cast, founded: Circle, run_jobs: Any
) -> None:
    circle = founded
    guests = crowd(garw, 12, 1)
    for party in guests:
        row = peers.join_circle(by=SYSTEM, circle=circle, party=party)
        peers.answer_joining(by=garw.fresh("Siân"), row=row, yes=True)
    sian = garw.fresh("Siân")
    festival = delivering.plan_activity(
        by=sian, community=garw.community, title_cy="Gŵyl", title_en="Festival", work=work("events"),
        kind=ActivityKind.EVENT, run_by=circle.party, takes_time_entry=True,
    )  # fmt: skip
    starts = timezone.now() + dt.timedelta(days=20)
    shared = {"by": sian, "activity": festival}
    helpers = delivering.add_role(
        **shared, kind=RoleKind.HELPER, name_cy="Paned", name_en="Makes tea", places=2
    )
    delivering.add_role(**shared, kind=RoleKind.TAKING_PART, name_cy="Gwestai", name_en="Guest", places=10)
    session = delivering.add_session(**shared, starts_at=starts, ends_at=starts + dt.timedelta(hours=2))
    for name in ("Dai", "Mair"):
        delivering.sign_up(by=garw.fresh(name), session=session, party=garw.party(name), role=helpers)
    places = [delivering.sign_up(by=garw.fresh("Tomos"), session=session, party=party) for party in guests]
    assert [row.state for row in places] == [SignUpState.SIGNED] * 10 + [SignUpState.WAITING] * 2
    delivering.withdraw_sign_up(by=garw.fresh("Tomos"), sign_up=places[0])
    places[10].refresh_from_db()
    assert places[10].state == SignUpState.SIGNED
    came = guests[1:11]
    with time_machine.travel(starts + dt.timedelta(hours=3)):
        rows = [AttendanceRow(party, Part.TAKING_PART, 120) for party in came]
        rows += [AttendanceRow(garw.party(name), Part.CONTRIBUTING, 120) for name in ("Dai", "Mair")]
        delivering.record_attendance(by=garw.fresh("Siân"), session=session, rows=rows)
        assert garw.balances("Dai", "Mair") == [120, 120]
        paid = [ledger.account_of(garw.community, party).balance_minutes for party in came]
        assert (paid, garw.balances("pot")) == ([-120] * 10, [120 * 10 - 240])
        assert list(ledger.broken_books()) == []
    with pytest.raises(NotAllowed):
        delivering.plan_activity(
            by=Person.objects.get(pk=guests[0].pk), community=garw.community, title_cy="A", title_en="A",
            work=work("events"), run_by=circle.party,
        )  # fmt: skip


def test_carers_who_found_each_other_start_a_circle_and_the_circle_asks_for_a_session(
    garw: Cast, run_jobs: Any
) -> None:
    """The second half of a journey that began with "people like me" (tests/peers/test_finding.py)."""
    mair = garw.fresh("Mair")
    circle = peers.start_circle(
        by=mair, community=garw.community, founder=mair.party, name="Gofalwyr y cwm", lang="cy", listed=False,
        purpose="Rydyn ni'n gofalu am rywun gartref, ac yn gwrando ar ein gilydd.", joining="closed",
        with_others=[garw.party(name) for name in ("Dai", "Siân", "Rhodri")],
    )  # fmt: skip
    run_jobs()
    assert Message.objects.filter(key__contains=":invited:").count() == 3
    for name in ("Dai", "Siân", "Rhodri"):
        row = circle.members.get(party=garw.party(name))
        peers.answer_invitation(by=garw.fresh(name), row=row, yes=name != "Rhodri")
    peers.post(
        by=mair, circle=circle, party=mair.party, lang="cy", key="first",
        words="Beth am ofyn i rywun ddod i siarad am godi pobl yn ddiogel?",
    )  # fmt: skip
    ask = peers.ask_circle(
        by=garw.fresh("Dai"), circle=circle, asker=garw.party("Dai"), title="Sit with my wife on the day",
        minutes=120, work=work("company"), lang="en",
    )  # fmt: skip
    lifting = delivering.plan_activity(
        by=garw.fresh("Mair"), community=garw.community, title_cy="Codi'n ddiogel", title_en="Lifting safely",
        work=work("company"), kind=ActivityKind.TRAINING, run_by=circle.party, listed=False,
    )  # fmt: skip
    starts = timezone.now() + dt.timedelta(days=12)
    session = delivering.add_session(
        by=garw.fresh("Mair"), activity=lifting, starts_at=starts, ends_at=starts + dt.timedelta(hours=1)
    )
    delivering.sign_up(by=garw.fresh("Siân"), session=session, party=garw.party("Siân"))
    client = Client()
    client.force_login(garw.fresh("Siân").login)
    dates = client.get(reverse("chain:circle_dates", args=["garw", circle.pk])).content.decode()
    assert ("Lifting safely" in dates, ask.asked_of) == (True, circle.party)
    outside = Client()
    outside.force_login(garw.fresh("Rhodri").login)
    assert outside.get(reverse("chain:circle_dates", args=["garw", circle.pk])).status_code == 404
