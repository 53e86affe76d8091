"""What a contract promised, which activity delivers it, and who gave hours to it, side by side."""

from __future__ import annotations

import datetime as dt
from collections.abc import Callable
from typing import Any

import pytest
from django.test import Client
from django.urls import reverse
from django.utils import timezone

from gilydd.commissioning import commands, queries
from gilydd.commissioning.models import ContractingProcess, Milestone, Undertaking
from gilydd.delivering import commands as delivering
from gilydd.delivering.commands import AttendanceRow
from gilydd.delivering.models import Activity
from gilydd.history.models import Record
from gilydd.history.words import NotAllowed, Refused
from gilydd.people import commands as people
from gilydd.people.policy import SYSTEM
from gilydd.services import commands as services
from gilydd.services.models import Turn
from tests.cast import Cast, work

pytestmark = pytest.mark.django_db


@pytest.fixture
def turn(garw: Cast) -> Turn:
    service = services.add_service(
        by=garw.ffion, community=garw.community, name_cy="Gwasanaeth", name_en="Service"
    )
    return services.start_turn(by=garw.ffion, service=service)


@pytest.fixture
def lunch(garw: Cast, turn: Turn) -> Activity:
    return delivering.plan_activity(
        by=garw.tomos,
        community=garw.community,
        title_cy="Cinio",
        title_en="Lunch",
        work=work("meals"),
        turn=turn,
    )


def milestone(cast: Cast, turn: Turn, title: str = "A lunch club in each village") -> Milestone:
    process, _fresh = ContractingProcess.objects.get_or_create(
        community=cast.community, turn=turn, ocid="ocds-test-1", defaults={"lang": "en"}
    )
    return Milestone.objects.create(
        community=cast.community, process=process, stage="contract", title=title,
        external_id=title, due_on=dt.date(2027, 3, 31),
    )  # fmt: skip


def held(cast: Cast, activity: Activity, citizens: int, professionals: int) -> None:
    """A session at which so many of each gave two hours."""
    starts = timezone.now() - dt.timedelta(days=2)
    session = delivering.add_session(
        by=SYSTEM, activity=activity, starts_at=starts, ends_at=starts + dt.timedelta(hours=2)
    )
    parties = [
        people.enrol(
            by=SYSTEM, community=cast.community, full_name=f"{capacity} {place}", capacity=capacity,
            number=f"{capacity}{place}",
        ).party
        for capacity, many in (("citizen", citizens), ("professional", professionals))
        for place in range(many)
    ]  # fmt: skip
    rows = [AttendanceRow(party, "contributing", 120) for party in parties]
    delivering.record_attendance(by=cast.tomos, session=session, rows=rows)


def test_hours_are_counted_for_each_milestone_citizens_and_professionals_side_by_side(
    garw: Cast, turn: Turn, lunch: Activity
) -> None:
    row = milestone(garw, turn)
    commands.undertake(by=garw.rhodri, milestone=row, activity=lunch)
    held(garw, lunch, citizens=20, professionals=10)
    (told,) = queries.milestones(turn)
    assert [title for _link, _activity, title in told.activities] == ["Lunch"]
    assert {side: str(figure) for side, figure in told.given.items()} == {
        "citizens": "2400",
        "professionals": "1200",
    }
    labels = {fact.label: str(fact.value) for fact in queries.milestone_facts(turn)}
    assert labels == {
        "“A lunch club in each village”: hours given by citizens": "2400",
        "“A lunch club in each village”: hours given by professionals": "1200",
    }


def test_hours_of_few_people_are_hidden(garw: Cast, turn: Turn, lunch: Activity) -> None:
    commands.undertake(by=garw.ffion, milestone=milestone(garw, turn), activity=lunch)
    held(garw, lunch, citizens=20, professionals=3)
    (told,) = queries.milestones(turn)
    assert str(told.given["professionals"]) == "c"


def test_said_twice_it_is_one_link_and_ended_it_counts_no_more(
    garw: Cast, turn: Turn, lunch: Activity
) -> None:
    row = milestone(garw, turn)
    link = commands.undertake(by=garw.rhodri, milestone=row, activity=lunch)
    assert commands.undertake(by=garw.ffion, milestone=row, activity=lunch).pk == link.pk
    assert link.capacity == "professional"
    held(garw, lunch, citizens=20, professionals=0)
    commands.end_undertaking(by=garw.rhodri, undertaking=link)
    (told,) = queries.milestones(turn)
    assert (told.activities, str(told.given["citizens"])) == ([], "0")
    commands.undertake(by=garw.rhodri, milestone=row, activity=lunch)
    assert Undertaking.objects.count() == 2
    verbs = Record.objects.filter(verb__startswith="commissioning.").values_list("verb", flat=True)
    assert sorted(verbs) == sorted(
        ["commissioning.undertake", "commissioning.end_undertaking", "commissioning.undertake"]
    )


def test_an_activity_of_another_service_delivers_nothing_here(garw: Cast, taf: Cast, turn: Turn) -> None:
    row = milestone(garw, turn)
    alone = delivering.plan_activity(
        by=garw.tomos, community=garw.community, title_cy="Côr", title_en="Choir", work=work("arts")
    )
    theirs = delivering.plan_activity(
        by=taf.tomos, community=taf.community, title_cy="Côr", title_en="Choir", work=work("arts")
    )
    for activity in (alone, theirs):
        with pytest.raises(Refused, match="delivers another service"):
            commands.undertake(by=garw.ffion, milestone=row, activity=activity)


def test_members_and_brokers_link_nothing(garw: Cast, taf: Cast, turn: Turn, lunch: Activity) -> None:
    row = milestone(garw, turn)
    for person in (garw.dai, garw.tomos, garw.priya, taf.rhodri, None):
        with pytest.raises(NotAllowed):
            commands.undertake(by=person, milestone=row, activity=lunch)


def test_the_page_links_and_unlinks_and_the_cycle_page_tells_it(
    garw: Cast, turn: Turn, lunch: Activity, sign_in: Callable[..., Client]
) -> None:
    row = milestone(garw, turn)
    held(garw, lunch, citizens=20, professionals=10)
    client = sign_in(garw.rhodri)
    one = reverse("commissioning:milestone", args=[garw.slug, row.pk])
    page = client.post(one, {"activity": lunch.pk}, follow=True).content.decode()
    assert "Its hours now count" in page and "40" in page
    cycle = sign_in().get(reverse("chain:service", args=[garw.slug, turn.service_id])).content.decode()
    assert "A lunch club in each village”: hours given by citizens" in cycle
    assert "Somebody said which activity delivers a milestone" in cycle
    end = reverse("commissioning:undertaking_end", args=[garw.slug, Undertaking.objects.get().pk])
    assert "do not count" in client.post(end, follow=True).content.decode()


def test_the_list_reads_the_same_number_of_times_for_one_and_for_three(
    garw: Cast, turn: Turn, lunch: Activity, django_assert_num_queries: Any
) -> None:
    for titles in (("One",), ("Two", "Three")):
        for title in titles:
            commands.undertake(by=garw.ffion, milestone=milestone(garw, turn, title), activity=lunch)
        with django_assert_num_queries(3):
            queries.milestones(turn)


@pytest.mark.parametrize("language", ["cy", "en"])
@pytest.mark.parametrize("easy", ["0", "1"])
def test_its_pages_open_in_both_languages_and_in_easy_read(
    garw: Cast, turn: Turn, lunch: Activity, sign_in: Callable[..., Client], language: str, easy: str
) -> None:
    row = milestone(garw, turn)
    client = sign_in(garw.ffion)
    client.cookies["easy_read"] = easy
    for path in (f"turns/{turn.pk}/milestones/", f"milestones/{row.pk}/"):
        assert client.get(f"/{language}/c/garw/commissioning/{path}").status_code == 200
