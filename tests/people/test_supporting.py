"""A supporter does named things for a member with an own login; the member says yes, is told, and ends it."""

from __future__ import annotations

import datetime as dt
from typing import Any

import pytest
import time_machine
from django.utils import timezone

from gilydd.assets import commands as assets
from gilydd.exchange import commands as exchange
from gilydd.exchange.models import Ask
from gilydd.exchange.policy import may as may_exchange
from gilydd.history.models import Record
from gilydd.history.words import NotAllowed, Refused
from gilydd.people import commands, queries
from gilydd.people.models import Identity, Membership, Message, Support, SupportAct
from gilydd.people.policy import SYSTEM, supports
from gilydd.people.words import SupportScope
from tests.cast import Cast, work

pytestmark = pytest.mark.django_db
ALL = tuple(SupportScope.values)


def days(number: int) -> dt.date:
    return timezone.localdate() + dt.timedelta(days=number)


def support(cast: Cast, who: str = "Dai", whom: str = "Siân", by: str = "", **more: Any) -> Support:
    """Dai supports Siân, by her own word on screen unless `by` says otherwise."""
    given = {"scopes": ALL, "until": days(30)} | more
    return commands.propose_support(
        by=cast.fresh(by or whom), community=cast.community, supporter=cast.fresh(who),
        member=cast.fresh(whom), **given,
    )  # fmt: skip


def holds(cast: Cast, who: str = "Dai", whom: str = "Siân", scope: str = SupportScope.ASKS) -> bool:
    return supports(cast.fresh(who), cast.community, cast.people[whom].pk, scope)


def ask(cast: Cast, by: str, whose: str = "Siân") -> Ask:
    return exchange.ask_for_help(
        by=cast.fresh(by), community=cast.community, asker=cast.party(whose), title="A lift", minutes=60,
        work=work(), lang="en",
    )  # fmt: skip


# How it begins and ends


def test_a_member_lets_somebody_support_them_and_both_are_told(garw: Cast, run_jobs: Any) -> None:
    row = support(garw, scopes=["asks", "sessions"])
    assert (row.explained, row.scopes, row.typed_by_key) == ("screen", ["sessions", "asks"], "")
    assert holds(garw) and not holds(garw, scope=SupportScope.HOURS)
    run_jobs()
    told = {one.party_id: one.text for one in Message.objects.all()}
    assert set(told) == {garw.dai.pk, garw.sian.pk}
    assert "Nobody votes or confirms hours for another." in told[garw.dai.pk]


def test_it_holds_until_its_last_day_and_not_a_day_longer(garw: Cast) -> None:
    with time_machine.travel(dt.datetime(2026, 11, 24, 12, tzinfo=dt.UTC), tick=False):
        support(garw, until=days(10))
    with time_machine.travel(dt.datetime(2026, 12, 4, 22, tzinfo=dt.UTC), tick=False):
        assert holds(garw)
    with time_machine.travel(dt.datetime(2026, 12, 5, 1, tzinfo=dt.UTC), tick=False):
        assert not holds(garw)
        assert support(garw, until=days(10)).agreed_at is not None


def test_a_broker_writes_down_what_was_agreed_at_a_visit_and_it_is_kept_who_typed_it(garw: Cast) -> None:
    waits = support(garw, whom="Mair", by="Tomos")
    assert waits.agreed_at is None and not holds(garw, whom="Mair")
    with pytest.raises(Refused) as refusal:
        commands.agree_support(by=garw.tomos, support=waits, explained="screen")
    assert refusal.value.field == "explained"
    row = commands.agree_support(by=garw.tomos, support=waits, explained="visit")
    assert (row.explained, row.typed_by_key) == ("visit", f"people.party:{garw.tomos.key}")
    assert holds(garw, whom="Mair")
    record = Record.objects.get(verb="people.agree_support")
    assert (record.audience, record.on_behalf_of_key) == ("private", f"people.party:{garw.mair.key}")


def test_a_broker_writes_down_no_yes_to_themselves(garw: Cast) -> None:
    row = support(garw, who="Tomos", whom="Mair", by="Tomos", explained="visit")
    assert row.agreed_at is None and not holds(garw, "Tomos", "Mair")
    with pytest.raises(NotAllowed):
        commands.agree_support(by=garw.fresh("Tomos"), support=row, explained="visit")


def test_nobody_makes_themselves_a_supporter(garw: Cast, taf: Cast) -> None:
    with pytest.raises(NotAllowed):
        support(garw, by="Dai")
    row = support(garw, by="Tomos")
    with pytest.raises(NotAllowed):
        commands.agree_support(by=garw.fresh("Dai"), support=row)
    with pytest.raises(NotAllowed):
        commands.agree_support(by=taf.fresh("Tomos"), support=row, explained="visit")


@pytest.mark.parametrize("who", ["Siân", "Dai", "Tomos"])
def test_either_of_the_two_or_a_broker_ends_it_at_once(garw: Cast, run_jobs: Any, who: str) -> None:
    row = support(garw)
    commands.end_support(by=garw.fresh(who), support=row)
    commands.end_support(by=garw.fresh(who), support=row)
    assert not holds(garw)
    assert Record.objects.filter(verb="people.end_support").count() == 1
    with pytest.raises(NotAllowed):
        commands.end_support(by=garw.fresh("Rhodri"), support=row)


def test_whoever_stopped_is_not_asked_again_by_the_member_alone(garw: Cast) -> None:
    commands.end_support(by=garw.fresh("Dai"), support=support(garw))
    with pytest.raises(Refused) as refusal:
        support(garw)
    assert refusal.value.field == "supporter"
    assert support(garw, by="Tomos", explained="visit").agreed_at is not None


def test_what_a_support_must_be(garw: Cast, taf: Cast) -> None:
    for more, field in (
        ({"scopes": []}, "scopes"),
        ({"scopes": ["votes"]}, "scopes"),
        ({"scopes": ["asks", "votes"]}, "scopes"),
        ({"until": days(-1)}, "until"),
        ({"until": days(367)}, "until"),
        ({"who": "Siân"}, "supporter"),
    ):
        with pytest.raises(Refused) as refusal:
            support(garw, **more)
        assert refusal.value.field == field
    with pytest.raises(Refused):
        commands.propose_support(
            by=garw.sian,
            community=garw.community,
            supporter=taf.dai,
            member=garw.sian,
            scopes=ALL,
            until=days(9),
        )
    Identity.objects.filter(person=garw.dai).update(born_on=days(-17 * 365))
    with pytest.raises(Refused) as refusal:
        support(garw)
    assert str(refusal.value) == "A supporter is at least 18 years old."


def test_it_ends_with_either_membership_and_rests_while_one_is_paused(garw: Cast) -> None:
    support(garw)
    commands.pause_membership(by=garw.tomos, membership=garw.member("Siân"), reason="A rest.")
    assert not holds(garw)
    commands.reopen_membership(by=garw.tomos, membership=garw.member("Siân"))
    assert holds(garw)
    commands.close_membership(by=garw.tomos, membership=garw.member("Dai"), reason="Moved.")
    assert Support.objects.get().ended_at is not None


def test_a_supporter_is_never_among_those_one_speaks_for(garw: Cast) -> None:
    """Whatever a room allows to whom somebody speaks for, voting too, stays closed to supporters."""
    support(garw)
    dai = garw.fresh("Dai")
    assert queries.parties_of(dai, garw.community) == {dai.pk}
    assert queries.supported_by(dai, garw.community, SupportScope.ASKS) == {garw.sian.pk}


def test_it_holds_in_its_own_community_alone(garw: Cast, taf: Cast) -> None:
    support(garw)
    for person in (garw.dai, garw.sian):
        commands.join_as_well(by=SYSTEM, community=taf.community, person=person)
    assert not supports(garw.fresh("Dai"), taf.community, garw.sian.pk, SupportScope.ASKS)


def test_whom_one_supports_costs_one_query_and_is_kept(garw: Cast, django_assert_num_queries: Any) -> None:
    support(garw)
    support(garw, whom="Mair", by="Tomos", explained="paper")
    dai = garw.fresh("Dai")
    queries.standing(dai, garw.community)
    with django_assert_num_queries(1):
        for scope in ALL:
            assert len(queries.supported_by(dai, garw.community, scope)) == 2


# What a supporter does, and what nobody does for another


def test_a_supporter_asks_for_a_member_who_is_told_and_can_take_it_back(
    garw: Cast, run_jobs: Any, sign_in: Any
) -> None:
    with pytest.raises(NotAllowed):
        ask(garw, by="Dai")
    support(garw, scopes=["asks"])
    made = ask(garw, by="Dai")
    assert made.typed_by_key == f"people.party:{garw.dai.key}"
    record = Record.objects.get(verb="exchange.ask_for_help")
    assert (record.actor_key, record.on_behalf_of_key) == (
        f"people.party:{garw.dai.key}", f"people.party:{garw.sian.key}",
    )  # fmt: skip
    act = SupportAct.objects.get()
    assert (act.what, act.thing_key) == ("asked", f"exchange.ask:{made.pk}")
    run_jobs()
    told = Message.objects.get(key=f"people.support-act:{act.pk}")
    assert told.party == garw.party("Siân") and told.href.endswith(f"/exchange/asks/{made.pk}/")
    page = sign_in(garw.sian).get(told.href.replace("/cy/", "/en/")).content.decode()
    assert "Dai" in page
    exchange.withdraw_ask(by=garw.fresh("Siân"), ask=made)
    assert SupportAct.objects.count() == 1


def test_the_form_to_ask_is_open_to_a_supporter_for_that_member_alone(garw: Cast, sign_in: Any) -> None:
    support(garw, scopes=["asks"])
    client = sign_in(garw.fresh("Dai"))
    assert (
        "Ask for help for Siân"
        in client.get(f"/en/c/garw/exchange/asks/new/?as={garw.sian.pk}").content.decode()
    )
    assert client.get(f"/en/c/garw/exchange/asks/new/?as={garw.mair.pk}").status_code == 404
    assert client.get(f"/en/c/garw/exchange/hours/community/?as={garw.sian.pk}").status_code == 404


def test_an_act_of_a_broker_or_of_oneself_is_no_act_of_a_supporter(garw: Cast) -> None:
    support(garw)
    support(garw, who="Tomos")
    ask(garw, by="Siân")
    ask(garw, by="Tomos")
    assert not SupportAct.objects.exists()


def test_a_supporter_confirms_spends_gives_and_promises_nothing_for_a_member(garw: Cast) -> None:
    support(garw)
    dai = garw.fresh("Dai")
    made = ask(garw, by="Siân")
    promise = exchange.make_promise(by=garw.mair, ask=made, helper=garw.party("Mair"))
    for verb, thing in (
        ("confirm_hours", promise), ("act_for", garw.member("Siân")), ("take_back_promise", promise),
        ("agree_time", promise),
    ):  # fmt: skip
        assert not may_exchange(dai, verb, thing), verb
    with pytest.raises(NotAllowed):
        exchange.confirm_hours(by=dai, promise=promise, minutes=60)
    with pytest.raises(NotAllowed):
        exchange.make_promise(by=dai, ask=_of_mair(garw), helper=garw.party("Siân"))
    with pytest.raises(NotAllowed):
        exchange.record_hours(
            by=dai, community=garw.community, giver=garw.party("Siân"), receiver=garw.party("Rhodri"), minutes=30,
            work=work(), occurred_at=timezone.now() - dt.timedelta(days=1), key="k",
        )  # fmt: skip


def _of_mair(cast: Cast) -> Ask:
    return exchange.ask_for_help(
        by=cast.tomos, community=cast.community, asker=cast.party("Mair"), title="Garden", minutes=60,
        work=work(), lang="cy",
    )  # fmt: skip


def test_a_supporter_does_not_answer_what_they_asked_in_a_members_name(garw: Cast) -> None:
    support(garw)
    typed = ask(garw, by="Dai")
    with pytest.raises(Refused):
        exchange.make_promise(by=garw.fresh("Dai"), ask=typed, helper=garw.party("Dai"))
    # What Siân asked herself he may answer like anybody; she confirms.
    own = ask(garw, by="Siân")
    promise = exchange.make_promise(by=garw.fresh("Dai"), ask=own, helper=garw.party("Dai"))
    with pytest.raises(NotAllowed):
        exchange.confirm_hours(by=garw.fresh("Dai"), promise=promise, minutes=60)


def test_a_broker_who_supports_somebody_confirms_no_hours_to_themselves(garw: Cast) -> None:
    support(garw, who="Tomos", whom="Siân")
    promise = exchange.make_promise(
        by=garw.fresh("Tomos"), ask=ask(garw, by="Siân"), helper=garw.party("Tomos")
    )
    with pytest.raises(NotAllowed):
        exchange.confirm_hours(by=garw.fresh("Tomos"), promise=promise, minutes=60)
    assert exchange.confirm_hours(by=garw.fresh("Siân"), promise=promise, minutes=60).minutes == 60


def test_a_supporter_offers_what_every_member_sees_and_nothing_else(garw: Cast) -> None:
    support(garw, scopes=["asks"])
    shared = {"by": garw.fresh("Dai"), "community": garw.community, "party": garw.party("Siân")}
    made = assets.add_asset(**shared, kind="offer", term=work("baking"))
    assert made.typed_by_key == f"people.party:{garw.dai.key}"
    assert SupportAct.objects.get().what == "offered"
    for kind, code, shown in (
        ("experience", "lived-debt", "private"),
        ("experience", "lived-debt", "members"),
        ("interest", "interest-gardens", "members"),
        ("offer", "lifts", "private"),
        ("need", "lifts", "brokers"),
    ):
        with pytest.raises(Refused):
            assets.add_asset(**shared, kind=kind, term=work(code), shown=shown)
    with pytest.raises(NotAllowed):
        assets.change_asset(by=garw.fresh("Dai"), asset=made, term=work("lifts"))


def test_reading_hours_and_messages_needs_its_own_scope(garw: Cast, sign_in: Any) -> None:
    row = support(garw, scopes=["asks"])
    client = sign_in(garw.fresh("Dai"))
    statement = f"/en/c/garw/exchange/statement/?account={garw.sian.pk}"
    file = f"/en/c/garw/exchange/statement/file/?as=csv&account={garw.sian.pk}"
    messages = f"/en/c/garw/people/supports/{row.pk}/messages/"
    assert client.get(messages).status_code == 404
    assert client.get(file).status_code == 404
    commands.end_support(by=garw.fresh("Siân"), support=row)
    row = support(garw, scopes=["hours", "messages"])
    client = sign_in(garw.fresh("Dai"))
    assert "Siân" in client.get(statement).content.decode()
    assert client.get(file).status_code == 200
    assert client.get(f"/en/c/garw/people/supports/{row.pk}/messages/").status_code == 200


def test_what_a_supporter_reads_leaves_out_safeguarding_and_conversations(garw: Cast, sign_in: Any) -> None:
    row = support(garw, scopes=["messages"])
    for number, key in enumerate(
        ("exchange.promise:1", "safety.concern:1", "peers.written:1", "deciding.vote:1", "exchange.trouble:1")
    ):
        Message.objects.create(
            party=garw.party("Siân"), community=garw.community, key=key, language="en", channel="email",
            subject=f"subject {number}", text=f"text {number}",
        )  # fmt: skip
    page = sign_in(garw.fresh("Dai")).get(f"/en/c/garw/people/supports/{row.pk}/messages/").content.decode()
    assert [number for number in range(5) if f"text {number}" in page] == [0]
    assert not Message.objects.filter(read_at__isnull=False).exists()
    assert (
        sign_in(garw.fresh("Rhodri")).get(f"/en/c/garw/people/supports/{row.pk}/messages/").status_code == 404
    )


# The pages


def test_the_pages_from_the_name_to_the_end(garw: Cast, sign_in: Any) -> None:
    client = sign_in(garw.sian)
    end = days(60)
    form = {
        "supporter": "dai MORGAN", "scopes": ["asks"], "until_0": end.day, "until_1": end.month, "until_2": end.year,
    }  # fmt: skip
    assert (
        "No member here has this whole name."
        in client.post("/en/c/garw/people/supporters/new/", form | {"supporter": "Dai"}).content.decode()
    )
    assert client.post("/en/c/garw/people/supporters/new/", form).status_code == 302
    row = Support.objects.get()
    for language, stop in (("en", "Stop: Dai"), ("cy", "Dai")):
        assert stop in client.get(f"/{language}/c/garw/people/supporters/").content.decode()
    theirs = sign_in(garw.fresh("Dai")).get("/en/c/garw/people/supporters/").content.decode()
    assert "Ask for help for Siân" in theirs
    client.post(f"/en/c/garw/people/supports/{row.pk}/end/")
    assert not holds(garw)
    assert sign_in(garw.fresh("Rhodri")).post(f"/en/c/garw/people/supports/{row.pk}/end/").status_code == 404


def test_a_member_says_yes_or_no_to_what_a_broker_proposed(garw: Cast, sign_in: Any) -> None:
    row = support(garw, by="Tomos", scopes=["asks"])
    client = sign_in(garw.sian)
    assert "May Dai do this for you?" in client.get("/en/c/garw/people/supporters/").content.decode()
    client.post(f"/en/c/garw/people/supports/{row.pk}/agree/")
    assert holds(garw)


def test_the_brokers_page_keeps_the_evidence(garw: Cast, sign_in: Any) -> None:
    mair = Membership.objects.get(party=garw.party("Mair"))
    end = days(60)
    form = {
        "supporter": "2", "scopes": ["asks", "sessions"], "explained": "paper", "until_0": end.day,
        "until_1": end.month, "until_2": end.year,
    }  # fmt: skip
    client = sign_in(garw.tomos)
    assert client.post(f"/en/c/garw/people/{mair.pk}/supporters/", form).status_code == 302
    assert Support.objects.get().explained == "paper"
    assert "On paper" in client.get(f"/en/c/garw/people/{mair.pk}/supporters/").content.decode()


def test_easy_read_says_it_in_short_lines(garw: Cast, sign_in: Any) -> None:
    client = sign_in(garw.sian)
    client.cookies["easy_read"] = "1"
    for address in ("supporters/", "supporters/new/", "safe-contact/"):
        assert client.get(f"/en/c/garw/people/{address}").content.decode().count('class="easy"') >= 3
