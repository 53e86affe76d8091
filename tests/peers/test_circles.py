"""Circles: starting one, coming in, inviting, leaving, supporters, and what the party of a circle is."""

from __future__ import annotations

from typing import Any

import pytest

from gilydd.exchange import ledger
from gilydd.history.words import NotAllowed, Refused
from gilydd.peers import commands
from gilydd.peers.belonging import here
from gilydd.peers.models import Circle, CircleMember
from gilydd.peers.policy import visible_circles
from gilydd.peers.queries import circles as reads
from gilydd.people import commands as people
from gilydd.people.models import GroupMember, Message, Party
from gilydd.people.policy import SYSTEM, speaks_for
from gilydd.people.queries import groups_of, members_of, names
from gilydd.safety import commands as safety
from tests.cast import Cast
from tests.peers.circles import WORDS, bring, circle_of, day_in, member

pytestmark = pytest.mark.django_db


def told(party: Party, key: str) -> int:
    """How many messages with this part of a key somebody got."""
    return Message.objects.filter(party=party, key__contains=f":{key}:").count()


def test_whoever_starts_a_circle_is_host_and_treasurer_until_half_a_year_is_over(garw: Cast) -> None:
    circle = circle_of(garw)
    assert set(circle.roles.values_list("role", "until")) == {
        ("host", day_in(183)),
        ("treasurer", day_in(183)),
    }
    assert speaks_for(garw.fresh("Dai"), garw.community, circle.party_id)
    assert (circle.party.kind, names([circle.party_id])[circle.party_id]) == ("group", "Garden circle")
    account = ledger.account_of(garw.community, circle.party)
    assert (account.balance_minutes, account.floor_minutes) == (0, 0)


def test_who_belongs_to_the_party_is_who_is_in_the_circle_and_decides(garw: Cast) -> None:
    circle = circle_of(garw, "Mair", "Siân")
    commands.add_supporter(by=garw.fresh("Dai"), circle=circle, party=garw.party("Priya"))
    belonging = set(members_of(garw.community, circle.party))
    assert belonging == {garw.party(name).pk for name in ("Dai", "Mair", "Siân")}
    commands.leave_circle(by=garw.fresh("Mair"), row=member(circle, garw, "Mair"))
    assert set(members_of(garw.community, circle.party)) == belonging - {garw.party("Mair").pk}
    assert circle.party_id in groups_of(garw.fresh("Siân"), garw.community)
    assert circle.party_id not in groups_of(garw.fresh("Priya"), garw.community)


def test_a_circle_that_is_not_listed_is_named_to_nobody_outside(garw: Cast) -> None:
    circle = circle_of(garw, "Mair", listed=False, name="After the violence")
    assert names([circle.party_id])[circle.party_id] == "A circle"
    assert Party.objects.filter(name__contains="violence").count() == 0
    seen = {
        name: circle in visible_circles(garw.fresh(name), garw.community)
        for name in ("Dai", "Mair", "Siân", "Tomos", "Ffion")
    }
    assert seen == {"Dai": True, "Mair": True, "Siân": False, "Tomos": True, "Ffion": False}
    with pytest.raises(NotAllowed):
        commands.join_circle(by=garw.fresh("Siân"), circle=circle, party=garw.party("Siân"))
    commands.change_circle(
        by=garw.fresh("Dai"), circle=circle, **WORDS | {"name": "Together"}, listed=True, joining="ask"
    )
    assert names([circle.party_id])[circle.party_id] == "Together"


@pytest.mark.parametrize(("joining", "state"), [("open", "in"), ("ask", "asked")])
def test_how_somebody_comes_in_follows_the_rule_of_the_circle(garw: Cast, joining: str, state: str) -> None:
    circle = circle_of(garw, joining=joining)
    row = commands.join_circle(by=garw.fresh("Siân"), circle=circle, party=garw.party("Siân"), words="Hello")
    again = commands.join_circle(by=garw.fresh("Siân"), circle=circle, party=garw.party("Siân"))
    assert (row.state, again.pk) == (state, row.pk)


def test_a_closed_circle_is_entered_by_invitation_alone(garw: Cast) -> None:
    circle = circle_of(garw, joining="closed")
    with pytest.raises(Refused, match="its hosts invite people"):
        commands.join_circle(by=garw.fresh("Siân"), circle=circle, party=garw.party("Siân"))
    row = commands.invite_to_circle(by=garw.fresh("Dai"), circle=circle, party=garw.party("Siân"))
    assert row.state == "invited"
    assert commands.join_circle(by=garw.fresh("Siân"), circle=circle, party=garw.party("Siân")).state == "in"


def test_an_open_circle_of_one_area_lets_its_own_in_and_is_asked_by_others(garw: Cast) -> None:
    top, bottom = (
        people.add_area(by=SYSTEM, community=garw.community, name_cy=name, name_en=name)
        for name in ("Top", "Bottom")
    )
    for name, area in (("Siân", top), ("Mair", bottom)):
        people.change_area(by=SYSTEM, membership=garw.member(name), area=area)
    circle = circle_of(garw, joining="open", area=top)
    states = [
        commands.join_circle(by=garw.fresh(name), circle=circle, party=garw.party(name)).state
        for name in ("Siân", "Mair")
    ]
    assert states == ["in", "asked"]


def test_a_no_needs_a_kind_reason_that_the_asker_alone_is_told(garw: Cast, run_jobs: Any) -> None:
    circle = circle_of(garw)
    row = commands.join_circle(by=garw.fresh("Siân"), circle=circle, party=garw.party("Siân"))
    with pytest.raises(Refused, match="a few kind words"):
        commands.answer_joining(by=garw.fresh("Dai"), row=row, yes=False)
    commands.answer_joining(by=garw.fresh("Dai"), row=row, yes=False, reason="We are full now.", lang="en")
    run_jobs()
    (message,) = Message.objects.filter(key__contains=":not_now:")
    assert (message.party, "We are full now." in message.text) == (garw.party("Siân"), True)
    with pytest.raises(Refused, match="answered already"):
        commands.answer_joining(by=garw.fresh("Dai"), row=row, yes=True)


def test_only_those_who_welcome_answer_and_nobody_lets_themselves_in(garw: Cast) -> None:
    circle = circle_of(garw, "Mair")
    row = commands.join_circle(by=garw.fresh("Siân"), circle=circle, party=garw.party("Siân"))
    for name in ("Mair", "Siân", "Tomos", "Ffion"):
        with pytest.raises(NotAllowed):
            commands.answer_joining(by=garw.fresh(name), row=row, yes=True)


def test_a_block_or_an_earlier_no_keeps_an_invitation_from_going_out_and_says_no_reason(garw: Cast) -> None:
    circle = circle_of(garw, joining="closed")
    safety.block(
        by=garw.fresh("Siân"), community=garw.community, party=garw.party("Siân"), blocked=garw.party("Dai")
    )
    mair = commands.invite_to_circle(by=garw.fresh("Dai"), circle=circle, party=garw.party("Mair"))
    commands.answer_invitation(by=garw.fresh("Mair"), row=mair, yes=False)
    said = set()
    for name in ("Siân", "Mair"):
        with pytest.raises(Refused) as refusal:
            commands.invite_to_circle(by=garw.fresh("Dai"), circle=circle, party=garw.party(name))
        said.add(str(refusal.value))
    assert said == {"Please talk with a broker about this one first. They can help to find a way."}


def test_whoever_is_not_to_be_written_to_first_is_not_invited(garw: Cast) -> None:
    people.set_safe_contact(
        by=garw.fresh("Tomos"), community=garw.community, person=garw.mair, no_first_messages=True
    )
    with pytest.raises(Refused, match="talk with a broker"):
        commands.invite_to_circle(by=garw.fresh("Dai"), circle=circle_of(garw), party=garw.party("Mair"))


def test_in_an_open_circle_every_member_invites_else_those_who_welcome(garw: Cast) -> None:
    open_one, other = circle_of(garw, "Siân", joining="open"), circle_of(garw, "Siân", joining="ask")
    commands.invite_to_circle(by=garw.fresh("Siân"), circle=open_one, party=garw.party("Mair"))
    with pytest.raises(NotAllowed):
        commands.invite_to_circle(by=garw.fresh("Siân"), circle=other, party=garw.party("Mair"))


def test_whoever_was_asked_to_go_asks_before_they_come_in_again(garw: Cast, run_jobs: Any) -> None:
    circle = circle_of(garw, "Siân", joining="open")
    with pytest.raises(Refused, match="Say why"):
        commands.ask_to_go(by=garw.fresh("Dai"), row=member(circle, garw, "Siân"), reason=" ", lang="en")
    commands.ask_to_go(
        by=garw.fresh("Dai"), row=member(circle, garw, "Siân"), reason="Unkind words.", lang="en"
    )
    run_jobs()
    (message,) = Message.objects.filter(key__contains=":asked_to_go:")
    assert "Unkind words." in message.text and "broker" in message.text
    again = commands.join_circle(by=garw.fresh("Siân"), circle=circle, party=garw.party("Siân"))
    assert again.state == "asked"


def test_nobody_whom_the_members_chose_is_asked_to_go_by_a_host(garw: Cast) -> None:
    circle = circle_of(garw, "Siân")
    dai = member(circle, garw, "Dai")
    with pytest.raises(NotAllowed):
        commands.ask_to_go(by=garw.fresh("Siân"), row=dai, reason="No.", lang="en")
    with pytest.raises(Refused, match="Let the members choose again"):
        commands.ask_to_go(by=SYSTEM, row=dai, reason="No.", lang="en")


def test_leaving_ends_roles_and_speaking_and_the_last_one_ends_the_circle_instead(garw: Cast) -> None:
    circle = circle_of(garw, "Siân")
    commands.leave_circle(by=garw.fresh("Dai"), row=member(circle, garw, "Dai"))
    assert not speaks_for(garw.fresh("Dai"), garw.community, circle.party_id)
    assert here(garw.fresh("Dai"), circle).roles == frozenset()
    with pytest.raises(Refused, match="last member"):
        commands.leave_circle(by=garw.fresh("Siân"), row=member(circle, garw, "Siân"))


def test_a_supporter_reads_and_types_and_never_decides(garw: Cast, run_jobs: Any) -> None:
    circle = circle_of(garw, "Mair")
    commands.add_supporter(by=garw.fresh("Dai"), circle=circle, party=garw.party("Priya"))
    priya = garw.fresh("Priya")
    row = commands.post(
        by=priya, circle=circle, party=garw.party("Mair"), words="Dw i yma.", lang="cy", key="typed"
    )
    (line,) = reads.posts(garw.fresh("Dai"), circle).lines
    assert (line.who, line.typist, row.party) == ("Mair", "Priya", garw.party("Mair"))
    run_jobs()
    assert told(garw.party("Mair"), "typed") == 1
    commands.withdraw_post(by=garw.fresh("Mair"), post=row)
    refused: list[Any] = [
        lambda: commands.invite_to_circle(by=priya, circle=circle, party=garw.party("Siân")),
        lambda: commands.elect_hosts(
            by=priya, circle=circle, role="host", candidates=[garw.party("Mair")], until=day_in(99),
            closes_at=None,  # type: ignore[arg-type]
        ),
        lambda: commands.pay_hours(
            by=priya, circle=circle, to=garw.party("Mair"), minutes=15, reason="Tea", key="pay"
        ),
        lambda: commands.propose_ending(by=priya, circle=circle, proposer=priya.party, easy_en="End."),
        lambda: commands.ask_circle(
            by=priya, circle=circle, asker=priya.party, title="Help", minutes=60, work=None, lang="en"  # type: ignore[arg-type]
        ),
    ]  # fmt: skip
    for act in refused:
        with pytest.raises((NotAllowed, Refused)):
            act()


def test_who_decides_in_a_circle_does_not_support_it_as_well(garw: Cast) -> None:
    circle = circle_of(garw, "Mair")
    with pytest.raises(Refused, match="member already"):
        commands.add_supporter(by=garw.fresh("Dai"), circle=circle, party=garw.party("Mair"))


def test_a_broker_brings_somebody_without_a_computer_in(garw: Cast) -> None:
    circle = circle_of(garw, joining="open")
    row = commands.join_circle(by=garw.fresh("Tomos"), circle=circle, party=garw.party("Mair"))
    assert (row.state, row.typed_by_key != "", row.hears) == ("in", True, "daily")
    assert member(circle, garw, "Dai").hears == "each"


def test_a_paused_member_is_nobody_in_the_circle_until_they_come_back(garw: Cast) -> None:
    circle = circle_of(garw, "Siân")
    people.pause_membership(by=garw.fresh("Tomos"), membership=garw.member("Siân"), reason="Rest.")
    assert not here(garw.fresh("Siân"), circle).is_in
    assert [one.name for one in reads.people_of(garw.fresh("Dai"), circle)] == ["Dai"]
    people.reopen_membership(by=garw.fresh("Tomos"), membership=garw.member("Siân"))
    assert here(garw.fresh("Siân"), circle).is_in


def test_in_a_project_run_by_its_members_a_host_cannot_say_who_may_join(garw: Cast) -> None:
    circle = circle_of(garw, kind="project")
    dai = garw.fresh("Dai")
    with pytest.raises(Refused, match="members decide together who may join"):
        commands.change_circle(by=dai, circle=circle, **WORDS, joining="open")
    changed = commands.change_circle(by=dai, circle=circle, **WORDS | {"purpose": "We sow."}, joining="ask")
    assert changed.purpose == "We sow."
    with pytest.raises(Refused, match="members decide together whether it ends"):
        commands.end_circle(by=dai, circle=circle, reason="Enough.", lang="en")


def test_a_circle_that_ends_gives_its_hours_to_the_pot_and_tells_everybody_why(
    garw: Cast, run_jobs: Any
) -> None:
    circle = circle_of(garw, "Siân", "Mair")
    commands.give_hours(
        by=garw.fresh("Siân"), circle=circle, giver=garw.party("Siân"), minutes=90, key="gift"
    )
    pot = ledger.pot_of(garw.community).balance_minutes
    commands.end_circle(by=garw.fresh("Dai"), circle=circle, reason="The garden is sold.", lang="en")
    run_jobs()
    account = ledger.account_of(garw.community, circle.party)
    assert (account.balance_minutes, ledger.pot_of(garw.community).balance_minutes - pot) == (0, 90)
    assert [told(garw.party(name), "ended") for name in ("Dai", "Siân", "Mair")] == [1, 1, 1]
    assert "The garden is sold." in Message.objects.filter(key__contains=":ended:")[0].text
    assert GroupMember.objects.filter(group=circle.party, until=None).count() == 0
    assert not speaks_for(garw.fresh("Dai"), garw.community, circle.party_id)
    assert list(ledger.broken_books()) == []
    assert commands.end_circle(by=SYSTEM, circle=circle, reason="Twice.", lang="en").state == "ended"


def test_nothing_of_a_circle_reaches_the_twin_community(garw: Cast, taf: Cast) -> None:
    circle = circle_of(garw, joining="open")
    assert circle not in visible_circles(taf.fresh("Dai"), taf.community)
    for act in (commands.join_circle, commands.add_supporter):
        with pytest.raises((NotAllowed, Refused)):
            act(by=SYSTEM, circle=circle, party=taf.party("Dai"))
    assert CircleMember.objects.exclude(community=garw.community).count() == 0


def test_a_circle_says_what_is_missing_before_it_begins(garw: Cast) -> None:
    for without, field in (({"name": " "}, "name"), ({"purpose": ""}, "purpose")):
        with pytest.raises(Refused) as refusal:
            circle_of(garw, **without)
        assert refusal.value.field == field
    assert Circle.objects.count() == 0


def test_bring_is_the_same_as_asking_where_somebody_asked_already(garw: Cast) -> None:
    circle = circle_of(garw)
    asked = commands.join_circle(by=garw.fresh("Siân"), circle=circle, party=garw.party("Siân"))
    row = commands.invite_to_circle(by=garw.fresh("Dai"), circle=circle, party=garw.party("Siân"))
    assert (row.pk, row.state) == (asked.pk, "in")
    assert bring(garw, circle, "Mair").state == "in"
