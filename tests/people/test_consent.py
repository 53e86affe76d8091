"""Consent, news to many, and checks."""

from __future__ import annotations

import datetime as dt
from typing import Any

import pytest
from django.core import mail
from django.utils import timezone

from gilydd.history.words import NotAllowed, Refused
from gilydd.people import commands, queries
from gilydd.people.models import Consent, Mailing, Message, Vetting
from gilydd.people.notices import mail_out
from gilydd.people.policy import SYSTEM
from gilydd.people.words import Role, VettingKind
from tests.cast import Cast, work

pytestmark = pytest.mark.django_db
NEWS = {
    "subject_cy": "Newyddion",
    "subject_en": "News",
    "text_cy": "Parti ddydd Sul.",
    "text_en": "A party on Sunday.",
}


def agree(cast: Cast, *names: str) -> None:
    for name in names:
        commands.give_consent(
            by=SYSTEM, community=cast.community, person=cast.people[name], purpose="news", explained="visit"
        )


# Consent


def test_somebody_agrees_once_and_takes_it_back_at_once(garw: Cast) -> None:
    shared = {"by": garw.dai, "community": garw.community, "person": garw.dai, "purpose": "news"}
    first = commands.give_consent(**shared, explained="screen")
    assert commands.give_consent(**shared, explained="screen") == first
    assert queries.agreed(garw.community, "news") == {garw.dai.pk}
    assert (commands.withdraw_consent(**shared), commands.withdraw_consent(**shared)) == (1, 0)
    assert queries.agreed(garw.community, "news") == set()
    assert commands.give_consent(**shared, explained="screen") != first
    assert Consent.objects.count() == 2


def test_only_oneself_agrees_on_screen_and_who_typed_it_for_another_is_kept(garw: Cast) -> None:
    shared = {"by": garw.tomos, "community": garw.community, "person": garw.mair, "purpose": "contact"}
    with pytest.raises(Refused) as refusal:
        commands.give_consent(**shared, explained="screen")
    assert refusal.value.field == "explained"
    consent = commands.give_consent(**shared, explained="paper")
    assert consent.typed_by_key == f"people.party:{garw.tomos.key}"


@pytest.mark.parametrize("who", ["dai", "ffion"])
def test_nobody_agrees_for_another(garw: Cast, taf: Cast, who: str) -> None:
    for person in (getattr(garw, who), taf.tomos):
        with pytest.raises(NotAllowed):
            commands.give_consent(
                by=person, community=garw.community, person=garw.mair, purpose="news", explained="phone"
            )


def test_consent_in_one_community_says_nothing_of_another(garw: Cast, taf: Cast) -> None:
    commands.join_as_well(by=SYSTEM, community=taf.community, person=garw.dai)
    agree(garw, "Dai")
    assert queries.agreed(taf.community, "news") == set()


def test_who_paused_is_not_counted_as_agreeing(garw: Cast) -> None:
    agree(garw, "Dai", "Mair")
    commands.pause_membership(by=SYSTEM, membership=garw.member("Dai"), reason="x")
    assert queries.agreed(garw.community, "news") == {garw.mair.pk}


# News


def test_news_goes_to_who_agreed_each_in_their_language_and_channel(garw: Cast, run_jobs: Any) -> None:
    agree(garw, "Dai", "Mair", "Siân")
    mailing = commands.send_mailing(by=garw.tomos, community=garw.community, **NEWS)
    assert (mailing.people, mailing.left_out) == (3, 4)
    run_jobs()
    told = {row.party_id: row for row in Message.objects.filter(key__startswith="people.mailing:")}
    assert {pk: (row.language, row.channel) for pk, row in told.items()} == {
        garw.dai.pk: ("en", "email"),
        garw.mair.pk: ("cy", "post"),
        garw.sian.pk: ("cy+en", "email"),
    }
    assert told[garw.dai.pk].subject == "News"
    assert "A party on Sunday." in told[garw.dai.pk].text
    assert [row.party_id for row in queries.unsent_letters(garw.community)] == [garw.mair.pk]
    run_jobs()
    assert sorted(message.to[0] for message in mail.outbox) == ["dai@example.org", "sian@example.org"]


def test_news_is_sent_once_however_often_the_job_runs_or_the_button_is_pressed(garw: Cast) -> None:
    agree(garw, "Dai", "Mair")
    first = commands.send_mailing(by=garw.tomos, community=garw.community, **NEWS)
    assert commands.send_mailing(by=garw.tomos, community=garw.community, **NEWS) == first
    for _again in range(3):
        mail_out(first.pk)
    assert Message.objects.filter(key__startswith=f"people.mailing:{first.pk}:").count() == 2


def test_who_takes_consent_back_before_the_job_runs_gets_nothing(garw: Cast) -> None:
    agree(garw, "Dai", "Mair")
    mailing = commands.send_mailing(by=garw.tomos, community=garw.community, **NEWS)
    commands.withdraw_consent(by=garw.dai, community=garw.community, person=garw.dai, purpose="news")
    mail_out(mailing.pk)
    assert list(Message.objects.values_list("party_id", flat=True)) == [garw.mair.pk]


def test_news_needs_both_languages_a_reader_and_a_broker(garw: Cast, taf: Cast) -> None:
    with pytest.raises(Refused, match="nobody"):
        commands.send_mailing(by=garw.tomos, community=garw.community, **NEWS)
    agree(garw, "Dai")
    for field in NEWS:
        with pytest.raises(Refused) as refusal:
            commands.send_mailing(by=garw.tomos, community=garw.community, **(NEWS | {field: " "}))
        assert refusal.value.field == field
    for person in (garw.dai, garw.ffion, taf.tomos):
        with pytest.raises(NotAllowed):
            commands.send_mailing(by=person, community=garw.community, **NEWS)
    assert not Mailing.objects.exists()


def test_news_of_an_area_stays_in_it(garw: Cast) -> None:
    agree(garw, "Dai", "Mair")
    here = commands.add_area(by=SYSTEM, community=garw.community, name_cy="P", name_en="P")
    commands.change_area(by=SYSTEM, membership=garw.member("Mair"), area=here)
    going = queries.reach(garw.community, here)
    assert (going.party_ids, going.left_out) == ((garw.mair.pk,), 0)


def test_news_to_many_costs_a_handful_of_statements_each(
    garw: Cast, django_assert_max_num_queries: Any
) -> None:
    agree(garw, "Dai", "Mair", "Siân", "Rhodri")
    mailing = commands.send_mailing(by=garw.tomos, community=garw.community, **NEWS)
    with django_assert_max_num_queries(6 + 4 * 9):
        mail_out(mailing.pk)


# Checks


def licence_for_lifts(cast: Cast) -> None:
    commands.set_work_rule(by=cast.tomos, community=cast.community, work=work("lifts"), needs="licence")


def cleared(cast: Cast, code: str = "lifts") -> set[int]:
    return queries.cleared_for(cast.community, {cast.dai.pk, cast.mair.pk}, work(code))


def test_ordinary_help_asks_for_nothing(garw: Cast) -> None:
    assert cleared(garw) == {garw.dai.pk, garw.mair.pk}
    licence_for_lifts(garw)
    assert cleared(garw) == set()
    assert cleared(garw, "company") == {garw.dai.pk, garw.mair.pk}


def test_a_check_clears_from_the_day_it_was_seen_until_it_must_be_renewed(garw: Cast) -> None:
    licence_for_lifts(garw)
    today = timezone.localdate()
    check = commands.record_vetting(
        by=garw.tomos, membership=garw.member("Dai"), kind="licence", renew_on=today + dt.timedelta(days=5)
    )
    assert cleared(garw) == {garw.dai.pk}
    assert [row.pk for row in queries.to_renew(garw.community)] == [check.pk]
    assert list(queries.to_renew(garw.community, days=4)) == []
    Vetting.objects.filter(pk=check.pk).update(
        seen_on=today - dt.timedelta(days=400), renew_on=today - dt.timedelta(days=1)
    )
    assert cleared(garw) == set()


def test_a_higher_level_serves_for_a_lower_one_and_a_rule_of_the_kind_above_counts(garw: Cast) -> None:
    commands.set_work_rule(by=garw.tomos, community=garw.community, work=work("children"), needs="enhanced")
    for kind, clears in (("basic", False), ("standard", False), ("enhanced", True), ("barred", True)):
        Vetting.objects.all().delete()
        Vetting.objects.create(
            community=garw.community, membership=garw.member("Dai"), kind=kind, seen_on=timezone.localdate(),
            seen_by_key="x",
        )  # fmt: skip
        assert (garw.dai.pk in cleared(garw, "childcare")) is clears


def test_every_rule_of_a_kind_of_work_must_be_met(garw: Cast) -> None:
    licence_for_lifts(garw)
    commands.set_work_rule(by=garw.tomos, community=garw.community, work=work("caring"), needs="training")
    commands.record_vetting(by=garw.tomos, membership=garw.member("Dai"), kind="licence")
    assert cleared(garw) == set()
    commands.record_vetting(by=garw.tomos, membership=garw.member("Dai"), kind="training")
    assert cleared(garw) == {garw.dai.pk}


def test_a_dbs_check_is_recorded_only_where_work_asks_for_it(garw: Cast) -> None:
    shared = {"by": garw.tomos, "membership": garw.member("Dai")}
    with pytest.raises(Refused, match="No kind of work here"):
        commands.record_vetting(**shared, kind=VettingKind.ENHANCED)
    commands.set_work_rule(by=garw.tomos, community=garw.community, work=work("childcare"), needs="enhanced")
    commands.record_vetting(**shared, kind=VettingKind.ENHANCED)
    with pytest.raises(Refused):
        commands.record_vetting(**shared, kind=VettingKind.STANDARD)


def test_the_barred_lists_are_for_regulated_activity_only(garw: Cast) -> None:
    shared = {"by": garw.tomos, "community": garw.community, "work": work("childcare"), "needs": "barred"}
    with pytest.raises(Refused) as refusal:
        commands.set_work_rule(**shared)
    assert refusal.value.field == "regulated"
    rule = commands.set_work_rule(**shared, regulated=True)
    commands.end_work_rule(by=garw.tomos, rule=rule)
    assert cleared(garw, "childcare") == {garw.dai.pk, garw.mair.pk}


def test_nobody_records_their_own_check_and_a_coordinator_records_none(garw: Cast) -> None:
    with pytest.raises(NotAllowed):
        commands.record_vetting(by=garw.tomos, membership=garw.member("Tomos"), kind="licence")
    here = commands.add_area(by=SYSTEM, community=garw.community, name_cy="P", name_en="P")
    commands.change_area(by=SYSTEM, membership=garw.member("Mair"), area=here)
    commands.give_role(by=SYSTEM, membership=garw.member("Dai"), role=Role.COORDINATOR, area=here)
    with pytest.raises(NotAllowed):
        commands.record_vetting(by=garw.fresh("Dai"), membership=garw.member("Mair"), kind="licence")


def test_a_check_that_ended_counts_no_longer_and_says_why(garw: Cast) -> None:
    licence_for_lifts(garw)
    check = commands.record_vetting(by=garw.tomos, membership=garw.member("Dai"), kind="licence")
    with pytest.raises(Refused):
        commands.end_vetting(by=garw.tomos, vetting=check, reason="")
    commands.end_vetting(by=garw.tomos, vetting=check, reason="Sold the car")
    assert cleared(garw) == set()


def test_clearing_a_hundred_costs_as_much_as_clearing_one(garw: Cast, django_assert_num_queries: Any) -> None:
    licence_for_lifts(garw)
    lifts = work("lifts")
    lifts.parent  # noqa: B018  (read once, as callers do)
    for ids in ({garw.dai.pk}, set(range(1, 100))):
        with django_assert_num_queries(2):
            queries.cleared_for(garw.community, ids, lifts)
