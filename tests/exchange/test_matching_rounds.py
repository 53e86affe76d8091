"""Matching rounds: circles are found, looked at, invited, and promised when everybody says yes."""

from __future__ import annotations

import datetime as dt
from collections.abc import Callable
from typing import Any

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.urls import reverse
from django.utils import timezone

from gilydd.algorithms import matching
from gilydd.assets.models import Asset
from gilydd.exchange import commands
from gilydd.exchange.models import Ask, Circle, Hold, Invitation, MatchingRound, Pairing, Promise, Veto
from gilydd.exchange.queries import matching as reads
from gilydd.exchange.queries.desk import desk
from gilydd.exchange.rounds import notices as rounds_notices
from gilydd.exchange.rounds import solving
from gilydd.exchange.rounds.document import gather
from gilydd.history.words import NotAllowed, Refused
from gilydd.people import commands as people
from gilydd.people.models import Membership
from gilydd.people.policy import SYSTEM
from gilydd.people.words import VettingKind
from gilydd.safety import commands as safety
from tests.cast import Cast, entry, work

from .timebank import coordinator, told

pytestmark = pytest.mark.django_db
LIMITS = {
    "unit_minutes": 30, "give_minutes": 120, "receive_minutes": 120, "pair_minutes": 120, "corridor_minutes": 0,
}  # fmt: skip
Jobs = Callable[[], int]


def offers(cast: Cast, name: str, code: str, **more: Any) -> Asset:
    return Asset.objects.create(
        community=cast.community, party=cast.party(name), kind=more.pop("kind", "offer"), term=work(code),
        shown=more.pop("shown", "members"), **more,
    )  # fmt: skip


def needs(cast: Cast, name: str, code: str, minutes: int = 60, **more: Any) -> Asset:
    return offers(cast, name, code, kind="need", minutes=minutes, **more)


def asks(cast: Cast, name: str, code: str, minutes: int = 60, **more: Any) -> Ask:
    return commands.ask_for_help(
        by=SYSTEM, community=cast.community, asker=cast.party(name), title=f"{name} asks", minutes=minutes,
        work=work(code), lang="en", **more,
    )  # fmt: skip


def three(cast: Cast) -> None:
    """Dai drives, Mair speaks Welsh, Siân gardens; each needs what the next one gives."""
    offers(cast, "Dai", "lifts")
    offers(cast, "Mair", "welsh")
    offers(cast, "Siân", "gardening")
    needs(cast, "Mair", "lifts")
    needs(cast, "Siân", "welsh")
    needs(cast, "Dai", "gardening")


def begin(cast: Cast, by: Any = None, key: str = "one", **more: Any) -> MatchingRound:
    """Start a round and let the worker work it out; gives it as it is then."""
    row = commands.start_round(
        by=by or cast.tomos, community=cast.community, key=key, **(LIMITS | {"scope": "everyone"} | more)
    )
    solving.solve(row.pk, row.run)
    return again(row)


def again(row: MatchingRound) -> MatchingRound:
    """The round worked out if that was asked for, and read anew."""
    row = MatchingRound.objects.get(pk=row.pk)
    solving.solve(row.pk, row.run)
    return MatchingRound.objects.get(pk=row.pk)


def found(row: MatchingRound, state: str = "suggested") -> list[tuple[int, int, str]]:
    """Giver, receiver and work of every pairing in circles of a state."""
    rows = Pairing.objects.filter(circle__round=row, circle__state=state)
    return sorted(rows.values_list("giver", "receiver", "work__code"))


def pairs(cast: Cast, *wanted: tuple[str, str, str]) -> list[tuple[int, int, str]]:
    return sorted((cast.party(one).pk, cast.party(other).pk, code) for one, other, code in wanted)


WHOLE = (("Dai", "Mair", "lifts"), ("Mair", "Siân", "welsh"), ("Siân", "Dai", "gardening"))


def invited(cast: Cast, row: MatchingRound) -> Circle:
    circle = row.circles.get(state="suggested")
    commands.invite_circle(by=cast.tomos, circle=circle)
    return circle


def answer(cast: Cast, circle: Circle, name: str, yes: bool = True, **more: Any) -> Invitation:
    row = circle.invitations.get(party=cast.party(name))
    return commands.answer_circle(by=more.pop("by", cast.fresh(name)), invitation=row, yes=yes, **more)


# ---- finding


def test_three_who_each_need_another_become_one_circle(garw: Cast) -> None:
    three(garw)
    row = begin(garw)
    assert row.state == "ready"
    assert found(row) == pairs(garw, *WHOLE)
    circle = row.circles.get()
    assert circle.closed
    assert row.result["proved"] is True
    shown = reads.round_page(row)
    assert (shown.figures.minutes, shown.figures.people, shown.figures.circles) == (180, 3, 1)
    assert shown.figures.best
    assert [one.after_minutes for one in shown.circles[0].people] == [0, 0, 0]


def test_what_was_found_is_proved_by_anybody_without_the_solver(garw: Cast) -> None:
    three(garw)
    row = begin(garw)
    assert matching.verify(row.result | {"round": row.document})["proved"] is True


def test_a_circle_is_told_in_one_sentence_in_both_languages(garw: Cast) -> None:
    three(garw)
    (circle,) = reads.round_page(begin(garw)).circles
    assert circle.sentence == "Mair practises Welsh with Siân, who gardens for Dai, who drives Mair."


def test_nobody_is_told_before_a_broker_says_so(garw: Cast, run_jobs: Jobs) -> None:
    three(garw)
    begin(garw)
    run_jobs()
    assert [told(garw, name) for name in ("Dai", "Mair", "Siân")] == [[], [], []]


def test_whoever_has_not_answered_in_three_days_is_reminded_once_and_the_others_are_not(
    garw: Cast, run_jobs: Jobs
) -> None:
    three(garw)
    row = begin(garw)
    commands.invite_round(by=garw.tomos, round=row)
    run_jobs()
    commands.answer_circle(by=garw.dai, invitation=Invitation.objects.get(party=garw.party("Dai")), yes=True)
    before = told(garw, "Mair")
    rounds_notices.remind()
    run_jobs()
    assert told(garw, "Mair") == before
    Circle.objects.update(invited_at=timezone.now() - dt.timedelta(days=4))
    for _morning in range(2):
        rounds_notices.remind()
        run_jobs()
    assert [len(told(garw, name)) for name in ("Dai", "Mair", "Siân")] == [1, 2, 2]


def test_blocked_people_are_never_paired_whoever_blocked(garw: Cast) -> None:
    three(garw)
    safety.block(by=garw.mair, community=garw.community, party=garw.party("Mair"), blocked=garw.party("Dai"))
    assert found(begin(garw)) == []
    offers(garw, "Rhodri", "lifts")
    needs(garw, "Rhodri", "gardening")
    assert found(begin(garw, key="two")) == pairs(
        garw, ("Rhodri", "Mair", "lifts"), ("Mair", "Siân", "welsh"), ("Siân", "Rhodri", "gardening")
    )


def test_whoever_lacks_the_check_that_a_work_asks_for_never_does_it(garw: Cast) -> None:
    three(garw)
    people.set_work_rule(by=SYSTEM, community=garw.community, work=work(), needs=VettingKind.LICENCE)
    assert found(begin(garw)) == []
    people.record_vetting(by=SYSTEM, membership=garw.member("Dai"), kind=VettingKind.LICENCE)
    row = begin(garw, key="two")
    assert found(row) == pairs(garw, *WHOLE)
    drive = Pairing.objects.get(circle__round=row, work=work())
    assert drive.reasons["checks"] == ["licence"]


def test_somebody_new_does_not_begin_in_somebodys_home_unless_they_were_introduced(garw: Cast) -> None:
    offers(garw, "Dai", "company")
    offers(garw, "Siân", "welsh")
    needs(garw, "Siân", "company")
    needs(garw, "Dai", "welsh")
    assert found(begin(garw)) == []
    commands.introduce(by=garw.tomos, first=garw.member("Dai"), second=garw.member("Siân"))
    assert found(begin(garw, key="two")) == pairs(garw, ("Dai", "Siân", "company"), ("Siân", "Dai", "welsh"))


def test_somebody_who_exchanged_hours_here_may_go_into_a_home(garw: Cast) -> None:
    offers(garw, "Dai", "company")
    offers(garw, "Siân", "welsh")
    needs(garw, "Siân", "company")
    needs(garw, "Dai", "welsh")
    commands_hours(garw, "Tomos", "Dai")
    assert found(begin(garw)) == pairs(garw, ("Dai", "Siân", "company"), ("Siân", "Dai", "welsh"))


def commands_hours(cast: Cast, payer: str, payee: str) -> None:
    from gilydd.exchange import ledger

    ledger.post(entry(cast, payer, payee, 60))


def test_paused_members_and_resting_offers_take_no_part(garw: Cast) -> None:
    three(garw)
    Asset.objects.filter(party=garw.party("Dai"), kind="offer").update(state="resting")
    assert found(begin(garw)) == []
    Asset.objects.filter(party=garw.party("Dai"), kind="offer").update(state="live")
    people.pause_membership(by=garw.tomos, membership=garw.member("Siân"), reason="Away")
    assert found(begin(garw, key="two")) == []


def test_what_somebody_keeps_to_themselves_is_not_used(garw: Cast) -> None:
    three(garw)
    Asset.objects.filter(party=garw.party("Mair"), kind="need").update(shown="private")
    assert found(begin(garw)) == []


def test_nobody_is_led_below_the_limit_that_holds_would_meet(garw: Cast) -> None:
    """Hours are held before any come in: at the floor a circle cannot be promised, so it is not found."""
    three(garw)
    commands.set_floor(by=garw.tomos, account=garw.account("Mair"), floor_minutes=-30)
    assert Pairing.objects.filter(circle__round=begin(garw), minutes__gt=30).count() == 0
    commands.set_floor(by=garw.tomos, account=garw.account("Mair"), floor_minutes=0)
    assert found(begin(garw, key="two")) == []


def test_without_a_corridor_balances_stay_and_with_one_a_chain_may_be(garw: Cast) -> None:
    offers(garw, "Dai", "lifts")
    needs(garw, "Mair", "lifts")
    assert found(begin(garw)) == []
    row = begin(garw, key="two", corridor_minutes=60)
    assert found(row) == pairs(garw, ("Dai", "Mair", "lifts"))
    assert [circle.closed for circle in row.circles.all()] == [False]
    (shown,) = reads.round_page(row).circles
    assert [(one.called, one.after_minutes) for one in shown.people] == [("Dai", 60), ("Mair", -60)]


def test_a_round_of_this_months_asks_takes_asks_alone(garw: Cast) -> None:
    three(garw)
    row = begin(garw, scope="asks")
    assert found(row) == []
    for name, code in (("Mair", "lifts"), ("Siân", "welsh"), ("Dai", "gardening")):
        asks(garw, name, code)
    assert found(begin(garw, key="two", scope="asks")) == pairs(garw, *WHOLE)


def test_members_of_another_community_take_no_part(garw: Cast, taf: Cast) -> None:
    three(garw)
    three(taf)
    row = begin(garw)
    assert {pk for one in found(row) for pk in one[:2]} == {garw.party(n).pk for n in ("Dai", "Mair", "Siân")}


def test_who_acts_for_a_household_is_not_paired_with_it(garw: Cast) -> None:
    home = people.add_organisation(by=SYSTEM, community=garw.community, name="Home", kind="household").party
    people.let_act_for(by=SYSTEM, community=garw.community, person=garw.dai, party=home)
    for party, kind, code in (
        (garw.party("Dai"), "offer", "lifts"), (garw.party("Dai"), "need", "welsh"),
        (home, "offer", "welsh"), (home, "need", "lifts"),
    ):  # fmt: skip
        Asset.objects.create(
            community=garw.community, party=party, kind=kind, term=work(code), shown="members"
        )
    assert found(begin(garw)) == []


def test_a_round_where_nobody_offers_anything_ends_with_no_circle(garw: Cast) -> None:
    row = begin(garw)
    assert (row.state, row.circles.count()) == ("ready", 0)


# ---- starting, stopping


def test_a_double_click_is_one_round_and_a_job_run_twice_writes_once(garw: Cast) -> None:
    three(garw)
    first = begin(garw)
    assert begin(garw).pk == first.pk
    solving.solve(first.pk, first.run)
    assert Circle.objects.count() == 1


def test_a_round_that_was_stopped_is_not_written(garw: Cast) -> None:
    three(garw)
    row = commands.start_round(by=garw.tomos, community=garw.community, key="k", scope="everyone", **LIMITS)
    commands.stop_round(by=garw.tomos, round=row)
    solving.solve(row.pk, row.run)
    assert (MatchingRound.objects.get().state, Circle.objects.count()) == ("stopped", 0)
    commands.solve_again(by=garw.tomos, round=row)
    assert found(again(row)) == pairs(garw, *WHOLE)


def test_a_broker_starts_for_everyone_a_coordinator_for_their_own_area_alone(garw: Cast) -> None:
    three(garw)
    nia = coordinator(garw, "Rhodri", "Dai", "Mair")
    area = garw.member("Dai").area
    with pytest.raises(NotAllowed):
        begin(garw, by=nia)
    with pytest.raises(NotAllowed):
        begin(garw, by=garw.dai, scope="area", area=area)
    other = people.add_area(by=SYSTEM, community=garw.community, name_cy="Arall", name_en="Other")
    with pytest.raises(NotAllowed):
        begin(garw, by=nia, scope="area", area=other)
    # Siân lives elsewhere: without her there is no circle, and the co-ordinator reads no other round.
    row = begin(garw, by=nia, scope="area", area=area)
    assert found(row) == []
    begin(garw, key="two")
    assert [one.pk for one in reads.rounds(nia, garw.community)] == [row.pk]


def test_limits_that_make_no_sense_are_refused_with_their_field(garw: Cast) -> None:
    for more, name in (
        ({"unit_minutes": 7}, "unit_minutes"),
        ({"give_minutes": 15}, "give_minutes"),
        ({"scope": "area"}, "area"),
        ({"scope": "nobody"}, "scope"),
    ):
        with pytest.raises(Refused) as refusal:
            begin(garw, **more)
        assert refusal.value.field == name


# ---- refusing a pairing


def test_a_pairing_refused_for_ever_never_comes_again(garw: Cast) -> None:
    three(garw)
    row = begin(garw)
    drive = Pairing.objects.get(circle__round=row, work=work())
    commands.reject_pairing(by=garw.tomos, pairing=drive, refusal="never", words="They fell out.", lang="en")
    assert found(again(row)) == []
    assert found(begin(garw, key="two")) == []
    veto = Veto.objects.get()
    assert (veto.work, veto.words) == (work(), "They fell out.")
    commands.end_veto(by=garw.tomos, veto=veto)
    assert found(begin(garw, key="three")) == pairs(garw, *WHOLE)


def test_a_pairing_refused_for_now_stays_out_of_this_round_alone(garw: Cast) -> None:
    three(garw)
    row = begin(garw)
    drive = Pairing.objects.get(circle__round=row, work=work())
    commands.reject_pairing(by=garw.tomos, pairing=drive, refusal="not_now")
    commands.reject_pairing(by=garw.tomos, pairing=drive, refusal="not_now")
    assert found(again(row)) == []
    assert found(begin(garw, key="two")) == pairs(garw, *WHOLE)
    assert Veto.objects.count() == 0


def test_a_veto_until_a_day_ends_by_itself(garw: Cast) -> None:
    three(garw)
    row = begin(garw)
    drive = Pairing.objects.get(circle__round=row, work=work())
    until = timezone.localdate() + dt.timedelta(days=3)
    commands.reject_pairing(by=garw.tomos, pairing=drive, refusal="never", every_work=True, until=until)
    assert found(begin(garw, key="two")) == []
    Veto.objects.update(until=timezone.localdate() - dt.timedelta(days=1))
    assert found(begin(garw, key="three")) == pairs(garw, *WHOLE)


# ---- inviting and answering


def test_each_is_asked_by_their_own_channel_and_only_once(garw: Cast, run_jobs: Jobs) -> None:
    three(garw)
    circle = invited(garw, begin(garw))
    assert commands.invite_circle(by=garw.tomos, circle=circle) == 0
    run_jobs()
    for name in ("Dai", "Siân"):
        assert len(told(garw, name)) == 1
    message = garw.party("Mair").messages.get()
    assert (message.channel, message.sent_at) == ("post", None)


def test_a_yes_from_all_makes_promises_and_holds_the_hours(garw: Cast, run_jobs: Jobs) -> None:
    three(garw)
    ask = asks(garw, "Dai", "gardening")
    circle = invited(garw, begin(garw))
    answer(garw, circle, "Dai")
    answer(garw, circle, "Siân")
    assert Promise.objects.count() == 0
    answer(garw, circle, "Mair", by=garw.tomos, evidence="phone")
    assert Circle.objects.get(pk=circle.pk).state == "agreed"
    made = Promise.objects.values_list("helper", "ask__asker", "ask__work__code")
    assert sorted(made) == pairs(garw, *WHOLE)
    assert {hold.minutes for hold in Hold.objects.all()} == {60}
    assert [garw.account(name).held_minutes for name in ("Dai", "Mair", "Siân")] == [60, 60, 60]
    assert Promise.objects.get(helper=garw.party("Siân")).ask_id == ask.pk
    run_jobs()
    assert "Everybody in the circle said yes" in told(garw, "Dai")
    mairs = Ask.objects.get(asker=garw.party("Mair"))
    assert (mairs.title, mairs.lang) == ("Rhoi lifft", "cy")


def test_the_part_of_an_ask_that_is_met_is_promised_and_the_rest_stays_open(garw: Cast) -> None:
    three(garw)
    Asset.objects.filter(kind="need", party=garw.party("Mair")).delete()
    ask = asks(garw, "Mair", "lifts", minutes=180)
    circle = invited(garw, begin(garw))
    for name in ("Dai", "Siân", "Mair"):
        answer(garw, circle, name)
    ask.refresh_from_db()
    assert (ask.state, ask.minutes) == ("open", 120)
    assert Promise.objects.get(ask__work=work()).ask.minutes == 60


def test_mair_who_has_no_email_is_answered_for_by_her_broker_with_evidence(garw: Cast) -> None:
    three(garw)
    circle = invited(garw, begin(garw))
    with pytest.raises(Refused) as refusal:
        answer(garw, circle, "Mair", by=garw.tomos)
    assert refusal.value.field == "evidence"
    with pytest.raises(NotAllowed):
        answer(garw, circle, "Mair", by=garw.dai, evidence="phone")
    row = answer(garw, circle, "Mair", by=garw.tomos, evidence="phone")
    assert (row.answer, row.evidence) == ("yes", "phone")


def test_a_no_opens_the_circle_and_others_are_found_with_who_is_left(garw: Cast, run_jobs: Jobs) -> None:
    three(garw)
    row = begin(garw)
    circle = invited(garw, row)
    answer(garw, circle, "Siân")
    run_jobs()
    offers(garw, "Rhodri", "lifts")
    needs(garw, "Rhodri", "gardening")
    answer(garw, circle, "Dai", yes=False, words="I sold the car", lang="en")
    assert Circle.objects.get(pk=circle.pk).state == "opened"
    assert Promise.objects.count() == 0
    assert found(again(row)) == pairs(
        garw, ("Rhodri", "Mair", "lifts"), ("Mair", "Siân", "welsh"), ("Siân", "Rhodri", "gardening")
    )
    run_jobs()
    assert told(garw, "Siân")[-1].startswith("Ni fydd") or "This circle will not be" in told(garw, "Siân")[-1]
    told_sian = " ".join(garw.party("Siân").messages.values_list("text", flat=True))
    assert "sold the car" not in told_sian
    with pytest.raises(Refused):
        answer(garw, circle, "Mair")


def test_the_same_answer_twice_is_one_and_the_last_yes_promises_once(garw: Cast) -> None:
    three(garw)
    circle = invited(garw, begin(garw))
    for name in ("Dai", "Siân", "Mair", "Mair", "Dai"):
        answer(garw, circle, name)
    assert Promise.objects.count() == 3


def test_where_something_changed_before_the_last_yes_nothing_is_promised(garw: Cast) -> None:
    three(garw)
    row = begin(garw)
    circle = invited(garw, row)
    for name in ("Dai", "Siân"):
        answer(garw, circle, name)
    safety.block(by=garw.mair, community=garw.community, party=garw.party("Mair"), blocked=garw.party("Dai"))
    answer(garw, circle, "Mair")
    circle = Circle.objects.get(pk=circle.pk)
    assert (circle.state, circle.spoilt, Promise.objects.count(), Hold.objects.count()) == (
        "opened",
        True,
        0,
        0,
    )
    assert found(again(row)) == []


def test_a_circle_that_fits_no_more_is_not_sent_out(garw: Cast) -> None:
    three(garw)
    row = begin(garw)
    people.pause_membership(by=garw.tomos, membership=garw.member("Siân"), reason="Away")
    with pytest.raises(Refused):
        commands.invite_circle(by=garw.tomos, circle=row.circles.get())
    assert commands.invite_round(by=garw.tomos, round=row) == (0, 1)
    assert Invitation.objects.count() == 0


def test_what_is_in_a_circle_sent_out_is_not_suggested_twice(garw: Cast) -> None:
    three(garw)
    row = begin(garw)
    invited(garw, row)
    commands.solve_again(by=garw.tomos, round=row)
    row = again(row)
    assert (found(row, "suggested"), found(row, "invited")) == ([], pairs(garw, *WHOLE))
    assert found(begin(garw, key="two")) == []


def test_closing_a_round_tells_those_who_were_asked(garw: Cast, run_jobs: Jobs) -> None:
    three(garw)
    row = begin(garw)
    invited(garw, row)
    run_jobs()
    commands.close_round(by=garw.tomos, round=row)
    commands.close_round(by=garw.tomos, round=row)
    run_jobs()
    assert "This circle will not be" in told(garw, "Dai")
    with pytest.raises(Refused):
        commands.solve_again(by=garw.tomos, round=row)


# ---- what each may know


def test_an_invitation_names_nobody_whom_the_reader_could_not_find_until_they_say_yes(garw: Cast) -> None:
    three(garw)
    consent = {"by": SYSTEM, "community": garw.community, "person": garw.mair, "purpose": "directory"}
    people.give_consent(**consent, explained="visit")
    people.withdraw_consent(**consent)
    Asset.objects.filter(party=garw.party("Dai"), kind="need").update(shown="brokers")
    circle = invited(garw, begin(garw))

    def read(name: str) -> reads.Asked:
        rows = Invitation.objects.select_related("circle__community", "circle__round")
        return reads.asked(rows.get(circle=circle, party=garw.party(name)))

    dai, sian = read("Dai"), read("Siân")
    assert ([one.other for one in dai.gives], dai.others, dai.unnamed) == (["another member"], ["Siân"], 1)
    # Dai told nobody but brokers that he needs a gardener.
    assert [one.other for one in sian.gives] == ["another member"]
    answer(garw, circle, "Mair", by=garw.tomos, evidence="paper")
    answer(garw, circle, "Dai")
    dai, sian = read("Dai"), read("Siân")
    assert ([one.other for one in dai.gives], dai.others) == (["Mair"], ["Mair", "Siân"])
    assert [one.other for one in sian.gives] == ["Dai"]


def test_the_page_says_nothing_of_what_the_others_give_each_other(garw: Cast, sign_in: Any) -> None:
    three(garw)
    circle = invited(garw, begin(garw))
    row = circle.invitations.get(party=garw.party("Dai"))
    answer_of = sign_in(garw.dai).get(reverse("exchange:invitation", args=["garw", row.pk]))
    text = answer_of.content.decode()
    assert "Giving lifts" in text
    assert "Gardening" in text
    assert "Practising Welsh" not in text
    other = circle.invitations.get(party=garw.party("Mair"))
    assert sign_in(garw.dai).get(reverse("exchange:invitation", args=["garw", other.pk])).status_code == 404


# ---- the pages


def test_a_broker_looks_for_circles_refuses_one_and_invites_on_the_pages(garw: Cast, sign_in: Any) -> None:
    three(garw)
    browser = sign_in(garw.tomos)
    page = browser.get(reverse("exchange:round_new", args=["garw"]))
    key = page.context["form"]["key"].value() if page.context else "k" * 32
    given = {
        "scope": "everyone", "give_minutes": "2 h", "receive_minutes": "2 h", "pair_minutes": "2 h",
        "corridor_minutes": "0", "unit_minutes": "30", "key": key,
    }  # fmt: skip
    answer_of = browser.post(reverse("exchange:round_new", args=["garw"]), given)
    row = MatchingRound.objects.get()
    here = reverse("exchange:round", args=["garw", row.pk])
    assert answer_of["Location"] == here
    assert "Step 0 of 4 is done." in browser.get(here).content.decode()
    assert browser.get(f"{here}?as=json").json() == {"done": 0, "total": 4, "live": True}
    solving.solve(row.pk, row.run)
    text = browser.get(here).content.decode()
    assert "Mair practises Welsh with Siân, who gardens for Dai, who drives Mair." in text
    assert "Proved" in text
    drive = Pairing.objects.get(work=work())
    assert browser.get(reverse("exchange:pairing_reject", args=["garw", drive.pk])).status_code == 200
    browser.post(reverse("exchange:pairing_not_now", args=["garw", drive.pk]))
    assert "No circle" not in browser.get(here).content.decode()
    row = again(row)
    assert row.circles.get().state == "opened"


def test_the_desk_and_the_members_home_say_what_waits(garw: Cast, sign_in: Any) -> None:
    three(garw)
    row = begin(garw)
    assert [(one.key, len(one.rows)) for one in desk(garw.tomos, garw.community) if one.key == "circles"] == [
        ("circles", 1)
    ]
    circle = invited(garw, row)
    (section,) = [one for one in desk(garw.tomos, garw.community) if one.key == "circles"]
    assert section.rows[0].what.startswith("3 answers are missing")
    assert "You are asked into a circle" in sign_in(garw.dai).get("/en/").content.decode()
    answer(garw, circle, "Dai")
    assert "You are asked into a circle" not in sign_in(garw.dai).get("/en/").content.decode()


@pytest.mark.parametrize("count", [1, 3])
def test_every_page_takes_the_same_queries_for_one_circle_and_for_three(
    garw: Cast, sign_in: Any, count: int
) -> None:
    """The numbers are literal: one more for each circle would show at once."""
    begin_many(garw, count)
    browser = sign_in(garw.tomos)
    row = MatchingRound.objects.latest("pk")
    member = sign_in(garw.people["P1"])
    mine = Invitation.objects.get(circle__round=row, party=garw.party("P1"))
    spent = {}
    for name, client, address in (
        ("round", browser, reverse("exchange:round", args=["garw", row.pk])),
        ("rounds", browser, reverse("exchange:rounds", args=["garw"])),
        ("vetoes", browser, reverse("exchange:vetoes", args=["garw"])),
        ("invitation", member, reverse("exchange:invitation", args=["garw", mine.pk])),
        ("home", member, "/en/"),
    ):
        client.get(address)
        with CaptureQueriesContext(connection) as done:
            assert client.get(address).status_code == 200
        spent[name] = len(done)
    assert spent == QUERIES


QUERIES = {"round": 19, "rounds": 7, "vetoes": 9, "invitation": 15, "home": 29}


def begin_many(cast: Cast, count: int) -> MatchingRound:
    """So many circles of two, as many rounds, and as many vetoes."""
    join_in_twos(cast, count)
    for number in range(count - 1):
        commands.close_round(by=cast.tomos, round=begin(cast, key=f"before {number}"))
    row = begin(cast, key="many")
    assert found(row) != []
    commands.invite_round(by=cast.tomos, round=row)
    assert Circle.objects.filter(round=row, state="invited").count() >= count
    return row


def join_in_twos(cast: Cast, count: int) -> None:
    """So many pairs of members who can help each other, and a veto for each pair."""
    codes = ("shopping", "baking", "forms", "arts", "litter", "mending")
    for number in range(2 * count):
        member = people.enrol(
            by=SYSTEM, community=cast.community, full_name=f"P{number}", email=f"p{number}@example.org"
        )
        cast.people[f"P{number}"] = member.party.person
    for number in range(count):
        one, other = f"P{2 * number}", f"P{2 * number + 1}"
        offers(cast, one, codes[2 * number])
        needs(cast, other, codes[2 * number])
        offers(cast, other, codes[2 * number + 1])
        needs(cast, one, codes[2 * number + 1])
        Veto.objects.create(
            community=cast.community, first=cast.party(one), second=cast.party("Ffion"), made_by_key="system"
        )


def test_working_out_a_round_takes_the_same_queries_whatever_the_members(garw: Cast) -> None:
    three(garw)
    row = begin(garw)
    gather(row)
    with CaptureQueriesContext(connection) as few:
        gather(row)
    join_in_twos(garw, 3)
    Membership.objects.update(area=None)
    with CaptureQueriesContext(connection) as many:
        gather(row)
    assert len(many) == len(few)


def test_many_people_are_asked_in_short_circles_and_not_in_one_long_one(garw: Cast) -> None:
    """Nine in a ring of three kinds of work: everybody gives and gets their hour, few at a time."""
    codes = ("forms", "baking", "mending")
    for number in range(9):
        member = people.enrol(by=SYSTEM, community=garw.community, full_name=f"P{number}")
        garw.people[f"P{number}"] = member.party.person
        offers(garw, f"P{number}", codes[number % 3])
        needs(garw, f"P{number}", codes[(number + 2) % 3])
    row = begin(garw)
    sizes = [circle.pairings.count() for circle in row.circles.all()]
    assert max(sizes) <= solving.MOST_PEOPLE
    assert sum(sizes) == 9
    assert matching.verify(row.result | {"round": row.document})["total_units"] == 18
