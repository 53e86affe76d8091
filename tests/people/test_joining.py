"""From the first ask to the welcome."""

from __future__ import annotations

import datetime as dt
from typing import Any

import pytest
from django.core import mail
from django.utils import timezone

from gilydd.history.models import Record
from gilydd.history.words import NotAllowed, Refused
from gilydd.people import commands, queries
from gilydd.people.conduct import EASY_CODE, STANDARD_CODE
from gilydd.people.models import Identity, Joining, Membership, Message, Person
from gilydd.people.policy import SYSTEM, visible_joinings
from gilydd.people.words import Channel, JoiningState, Role
from tests.cast import Cast

pytestmark = pytest.mark.django_db
TODAY = dt.date.today


def asked(cast: Cast, **more: Any) -> Joining:
    said = {"full_name": "Olwen Price", "known_as": "Olwen", "phone": "01656 000000", "language": "cy"} | more
    return commands.ask_to_join(by=None, community=cast.community, **said)


def made_ready(cast: Cast, joining: Joining, references: int = 2) -> Joining:
    commands.record_meeting(by=cast.tomos, joining=joining)
    for number in range(references):
        reference = commands.ask_reference(by=cast.tomos, joining=joining, name=f"Friend {number}")
        commands.answer_reference(by=cast.tomos, reference=reference, recommends=True, words="Good")
    commands.agree_code(by=cast.tomos, joining=joining)
    return Joining.objects.get(pk=joining.pk)


def test_anybody_asks_with_a_name_and_one_way_to_reach_them(garw: Cast) -> None:
    for way in ({"email": "o@example.org"}, {"phone": "1"}, {"address": "1 Heol"}, {"comes_in": True}):
        joining = commands.ask_to_join(by=None, community=garw.community, full_name=f"O {way}", **way)
        assert joining.state == JoiningState.ASKED
    with pytest.raises(Refused) as refusal:
        commands.ask_to_join(by=None, community=garw.community, full_name="Olwen")
    assert refusal.value.field == "email"


def test_an_ask_sent_twice_is_one_ask(garw: Cast) -> None:
    assert asked(garw).pk == asked(garw).pk
    assert asked(garw, full_name="Another").pk != asked(garw).pk


def test_a_machine_cannot_fill_the_list_and_a_broker_still_can(
    garw: Cast, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("gilydd.people.commands.joining.IN_ONE_COMMUNITY_A_DAY", 2)
    asked(garw, full_name="One"), asked(garw, full_name="Two")
    with pytest.raises(Refused, match="Many people"):
        asked(garw, full_name="Three")
    entered = commands.ask_to_join(by=garw.tomos, community=garw.community, full_name="Four", comes_in=True)
    assert entered.typed_by_key


def test_a_visitors_ask_is_recorded_as_a_visitors_without_a_name(garw: Cast) -> None:
    joining = asked(garw)
    record = Record.objects.get(verb="people.ask_to_join", subject_key=f"people.joining:{joining.pk}")
    assert (record.actor_key, record.facts) == ("visitor", {})


def test_nobody_is_welcomed_before_they_were_met_agreed_and_were_recommended(garw: Cast) -> None:
    joining = asked(garw)
    with pytest.raises(Refused, match="face to face"):
        commands.welcome(by=garw.tomos, joining=joining)
    commands.record_meeting(by=garw.tomos, joining=joining)
    with pytest.raises(Refused, match="2 more references"):
        commands.welcome(by=garw.tomos, joining=joining)
    for recommends in (True, False):
        row = commands.ask_reference(by=garw.tomos, joining=joining, name="Friend")
        commands.answer_reference(by=garw.tomos, reference=row, recommends=recommends)
    with pytest.raises(Refused, match="1 more reference "):
        commands.welcome(by=garw.tomos, joining=joining)
    row = commands.ask_reference(by=garw.tomos, joining=joining, name="Other")
    commands.answer_reference(by=garw.tomos, reference=row, recommends=True)
    with pytest.raises(Refused, match="code of conduct"):
        commands.welcome(by=garw.tomos, joining=joining)
    commands.agree_code(by=garw.tomos, joining=joining)
    assert commands.welcome(by=garw.tomos, joining=joining).state == "active"


def test_a_community_may_ask_for_no_reference_and_for_an_induction(garw: Cast) -> None:
    commands.change_joining_rules(
        by=garw.tomos, community=garw.community, references_needed=0, induction_needed=True
    )
    joining = made_ready(garw, asked(garw), references=0)
    with pytest.raises(Refused, match="induction"):
        commands.welcome(by=garw.tomos, joining=joining)
    commands.record_induction(by=garw.tomos, joining=joining)
    commands.welcome(by=garw.tomos, joining=joining)


def test_a_welcome_moves_the_identity_and_empties_it_where_it_was(garw: Cast, run_jobs: Any) -> None:
    joining = made_ready(garw, asked(garw, email="olwen@example.org", gives="Pobi bara"))
    member = commands.welcome(by=garw.tomos, joining=joining, number="77")
    joining.refresh_from_db()
    identity = Identity.objects.get(person=member.party_id)
    assert (identity.full_name, identity.phone, member.number) == ("Olwen Price", "01656 000000", "77")
    assert [joining.full_name, joining.known_as, joining.email, joining.phone, joining.address] == [""] * 5
    assert (joining.membership, joining.gives, joining.called) == (member, "Pobi bara", "Olwen")
    run_jobs()
    told = Message.objects.get(key=f"people.welcome:{member.pk}")
    assert (told.language, told.party_id) == ("cy", member.party_id)


def test_welcomed_twice_is_welcomed_once(garw: Cast) -> None:
    joining = made_ready(garw, asked(garw))
    first = commands.welcome(by=garw.tomos, joining=joining)
    assert commands.welcome(by=garw.tomos, joining=joining) == first


def test_somebody_without_email_hears_of_the_welcome_by_letter_or_broker(garw: Cast) -> None:
    by_letter = commands.welcome(by=garw.tomos, joining=made_ready(garw, asked(garw, address="1 Heol")))
    told = commands.welcome(by=garw.tomos, joining=made_ready(garw, asked(garw, full_name="Huw")))
    assert Person.objects.get(pk=by_letter.party_id).channel == Channel.POST
    assert Person.objects.get(pk=told.party_id).channel == Channel.BROKER


def test_a_visit_is_told_by_email_once_and_again_when_it_moves(garw: Cast, run_jobs: Any) -> None:
    joining = asked(garw, email="olwen@example.org", language="en")
    soon = timezone.now() + dt.timedelta(days=2)
    commands.book_visit(by=garw.tomos, joining=joining, visit_at=soon, visit_where="The hall")
    run_jobs()
    from gilydd.people.notices import visit_booked

    visit_booked(joining.pk)
    assert [message.to for message in mail.outbox] == [["olwen@example.org"]]
    assert "The hall" in mail.outbox[0].body
    commands.book_visit(
        by=garw.tomos, joining=joining, visit_at=soon + dt.timedelta(days=1), visit_where="At home"
    )
    run_jobs()
    assert len(mail.outbox) == 2


def test_a_visit_of_somebody_without_email_sends_nothing(garw: Cast, run_jobs: Any) -> None:
    soon = timezone.now() + dt.timedelta(days=2)
    commands.book_visit(by=garw.tomos, joining=asked(garw), visit_at=soon, visit_where="The hall")
    run_jobs()
    assert mail.outbox == []


def test_a_visit_lies_ahead_and_a_meeting_does_not(garw: Cast) -> None:
    joining = asked(garw)
    with pytest.raises(Refused):
        commands.book_visit(
            by=garw.tomos, joining=joining, visit_at=timezone.now() - dt.timedelta(hours=1), visit_where="x"
        )
    with pytest.raises(Refused):
        commands.record_meeting(
            by=garw.tomos, joining=joining, met_on=timezone.localdate() + dt.timedelta(days=1)
        )


def test_declining_needs_a_reason_that_is_kept_outside_the_seal(garw: Cast) -> None:
    joining = asked(garw)
    with pytest.raises(Refused) as refusal:
        commands.decline(by=garw.tomos, joining=joining, reason=" ")
    assert refusal.value.field == "reason"
    commands.decline(by=garw.tomos, joining=joining, reason="Lives far away")
    record = Record.objects.get(verb="people.decline")
    assert (record.reason.text, record.facts) == ("Lives far away", {})


def test_what_was_done_still_counts_when_somebody_comes_back(garw: Cast) -> None:
    joining = made_ready(garw, asked(garw))
    commands.withdraw_joining(by=garw.tomos, joining=joining)
    with pytest.raises(Refused):
        commands.agree_code(by=garw.tomos, joining=joining)
    back = commands.reopen_joining(by=garw.tomos, joining=joining)
    assert back.state == JoiningState.MET
    commands.welcome(by=garw.tomos, joining=back)


def test_details_of_somebody_not_welcomed_can_be_removed_for_good(garw: Cast) -> None:
    joining = made_ready(garw, asked(garw, gives="Baking"))
    with pytest.raises(Refused):
        commands.forget_joining(by=garw.tomos, joining=joining)
    commands.withdraw_joining(by=garw.tomos, joining=joining)
    gone = commands.forget_joining(by=garw.tomos, joining=joining)
    assert (gone.full_name, gone.gives) == ("", "")
    assert set(gone.references.values_list("name", "contact", "words")) == {("", "", "")}
    with pytest.raises(Refused):
        commands.reopen_joining(by=garw.tomos, joining=gone)


def test_details_that_nobody_needs_any_more_go_after_half_a_year(garw: Cast) -> None:
    ended, new, waiting = (asked(garw, full_name=name) for name in ("Ended", "New", "Waiting"))
    for row in (ended, new):
        commands.withdraw_joining(by=garw.tomos, joining=row)
    long_ago = timezone.now() - dt.timedelta(days=200)
    Joining.objects.filter(pk__in=[ended.pk, waiting.pk]).update(asked_at=long_ago)
    assert commands.forget_old_joinings(by=SYSTEM, community=garw.community) == 1
    assert commands.forget_old_joinings(by=SYSTEM, community=garw.community) == 0
    assert set(Joining.objects.values_list("full_name", flat=True)) == {"", "New", "Waiting"}


def test_a_member_of_another_community_asks_and_keeps_their_identity(garw: Cast, taf: Cast) -> None:
    joining = commands.ask_to_join(by=taf.dai, community=garw.community, gives="Lifts")
    assert (joining.person, joining.full_name, joining.called) == (taf.dai, "", "Dai")
    member = commands.welcome(by=garw.tomos, joining=made_ready(garw, joining))
    assert (member.party, member.community) == (taf.party("Dai"), garw.community)
    assert Membership.objects.filter(party=taf.party("Dai")).count() == 2
    with pytest.raises(Refused, match="already"):
        commands.ask_to_join(by=Person.objects.get(pk=taf.dai.pk), community=garw.community)


def test_an_email_that_signs_somebody_in_already_is_refused_at_the_welcome(garw: Cast) -> None:
    joining = made_ready(garw, asked(garw, email="dai@example.org"))
    with pytest.raises(Refused) as refusal:
        commands.welcome(by=garw.tomos, joining=joining)
    assert refusal.value.field == "email"
    joining.refresh_from_db()
    assert (joining.state, joining.full_name) == (JoiningState.MET, "Olwen Price")


def test_a_coordinator_prepares_those_of_their_area_and_a_broker_welcomes(garw: Cast) -> None:
    here, there = (
        commands.add_area(by=SYSTEM, community=garw.community, name_cy=name, name_en=name)
        for name in ("Pentre", "Blaen")
    )
    commands.give_role(by=SYSTEM, membership=garw.member("Dai"), role=Role.COORDINATOR, area=here)
    dai = garw.fresh("Dai")
    mine, other = asked(garw, area=here), asked(garw, full_name="Huw", area=there)
    nowhere = asked(garw, full_name="Elin")
    assert list(visible_joinings(dai, garw.community)) == [mine]
    commands.record_meeting(by=dai, joining=mine)
    for row in (other, nowhere):
        with pytest.raises(NotAllowed):
            commands.record_meeting(by=dai, joining=row)
    with pytest.raises(NotAllowed):
        commands.welcome(by=dai, joining=made_ready(garw, other))


@pytest.mark.parametrize("who", ["dai", "ffion", "rhodri"])
def test_only_who_serves_them_sees_those_on_the_way_in(garw: Cast, taf: Cast, who: str) -> None:
    joining = asked(garw)
    for person in (getattr(garw, who), taf.tomos):
        assert not visible_joinings(person, garw.community).exists()
        with pytest.raises(NotAllowed):
            commands.agree_code(by=person, joining=joining)


def test_steps_say_what_comes_next(garw: Cast) -> None:
    rules = queries.rules_of_joining(garw.community)
    joining = asked(garw)
    assert [step.state for step in queries.steps(joining, rules)] == ["done", "now"] + ["next"] * 4
    joining = made_ready(garw, joining)
    walk = queries.steps(joining, rules)
    assert [(step.form, step.state) for step in walk if step.state != "done"] == [("welcome", "now")]


def test_an_own_code_of_conduct_is_written_in_both_languages_and_easy_read(garw: Cast) -> None:
    words = {
        "code_of_conduct_cy": "Byddwn yn garedig.", "code_of_conduct_en": "We are kind.",
        "easy_code_cy": "Byddwch yn garedig.", "easy_code_en": "Be kind.\nBe safe.",
    }  # fmt: skip
    shared = {
        "by": garw.tomos,
        "community": garw.community,
        "references_needed": 2,
        "induction_needed": False,
    }
    with pytest.raises(Refused) as refusal:
        commands.change_joining_rules(**shared, **(words | {"easy_code_cy": ""}))
    assert refusal.value.field == "easy_code_cy"
    rules = commands.change_joining_rules(**shared, **words)
    assert queries.code_of_conduct(rules, "cy") == "Byddwn yn garedig."
    assert queries.easy_code(rules, "en") == [("check", "Be kind."), ("check", "Be safe.")]
    assert rules.code_changed_on == timezone.localdate()


def test_the_code_of_the_house_says_the_same_in_both_languages_in_short_sentences() -> None:
    assert len(STANDARD_CODE["cy"].split("\n")) == len(STANDARD_CODE["en"].split("\n"))
    assert [picture for picture, _line in EASY_CODE["cy"]] == [picture for picture, _line in EASY_CODE["en"]]
    long = [line for lines in EASY_CODE.values() for _picture, line in lines if len(line.split()) > 15]
    assert long == []
