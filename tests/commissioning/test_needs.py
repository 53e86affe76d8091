"""Members say what matters to them; stories, surveys and findings hand needs down."""

from __future__ import annotations

from typing import Any

import pytest
from django.db import IntegrityError, transaction

from gilydd.commissioning import commands, queries
from gilydd.commissioning.models import Need
from gilydd.history.models import Record
from gilydd.history.words import NotAllowed, Refused
from gilydd.people.policy import SYSTEM
from gilydd.services import commands as services
from tests.cast import Cast

pytestmark = pytest.mark.django_db


def test_a_member_records_a_need_in_their_own_words_and_capacity(garw: Cast, turn: Any) -> None:
    need = commands.record_need(by=garw.mair, turn=turn, text_cy=" Ffordd ddiogel i'r ysgol ", lang="cy")
    assert (need.text_cy, need.text_en, need.lang, need.capacity) == (
        "Ffordd ddiogel i'r ysgol",
        "",
        "cy",
        "citizen",
    )
    record = Record.objects.get(verb="commissioning.record_need")
    assert (record.capacity, record.audience) == ("citizen", "public")
    assert record.facts == {"source": ""}
    assert {mention.subject_key for mention in record.mentions.all()} == {
        f"services.turn:{turn.pk}",
        f"services.service:{turn.service_id}",
    }


def test_a_finding_is_handed_down_by_its_key_in_both_languages(garw: Cast, turn: Any) -> None:
    for actor in (SYSTEM, garw.priya, garw.ffion):
        need = commands.record_need(
            by=actor, turn=turn, text_cy="Bysiau", text_en=f"Buses {actor.key}", source="evaluating.finding:3"
        )
        assert need.source_key == "evaluating.finding:3"
    with pytest.raises(NotAllowed):
        commands.record_need(by=garw.mair, turn=turn, text_en="Mine", source="evaluating.finding:3")
    sources = {row.source for row in queries.needs(None, turn)}
    assert sources == {"From the evaluation of the turn before"}


def test_the_same_need_recorded_twice_is_one(garw: Cast, turn: Any) -> None:
    first = commands.record_need(by=garw.dai, turn=turn, text_en="A safe road", lang="en")
    again = commands.record_need(by=garw.dai, turn=turn, text_en="A safe road ", lang="en")
    other = commands.record_need(by=garw.sian, turn=turn, text_en="A safe road", lang="en")
    assert (first.pk, again.pk) == (first.pk, first.pk)
    assert other.pk != first.pk
    assert Record.objects.filter(verb="commissioning.record_need").count() == 2


def test_only_who_commissions_ranks_and_the_ranked_come_first(garw: Cast, turn: Any) -> None:
    with pytest.raises(NotAllowed):
        commands.record_need(by=garw.dai, turn=turn, text_en="Me first", lang="en", rank=1)
    commands.record_need(by=garw.ffion, turn=turn, text_en="Second", lang="en", rank=2)
    commands.record_need(by=garw.ffion, turn=turn, text_en="First", lang="en", rank=1)
    commands.record_need(by=garw.dai, turn=turn, text_en="Unranked", lang="en")
    assert [row.text for row in queries.needs(None, turn)] == ["First", "Second", "Unranked"]


@pytest.mark.parametrize(
    ("given", "what"),
    [
        ({"text_en": "  "}, "Write what matters to you."),
        ({"text_en": "x" * 1001}, "Use 1000 characters at most."),
        ({"text_en": "x", "rank": 0}, "The first place is 1."),
    ],
)
def test_a_need_without_sense_is_refused(garw: Cast, turn: Any, given: dict[str, Any], what: str) -> None:
    with pytest.raises(Refused, match=what):
        commands.record_need(by=garw.ffion, turn=turn, **given)
    assert not Need.objects.exists()


def test_the_database_holds_no_need_without_words(garw: Cast, turn: Any) -> None:
    with pytest.raises(IntegrityError, match="has_words"), transaction.atomic():
        Need.objects.create(community=garw.community, turn=turn, recorded_by_key="x")


def test_a_turn_that_has_ended_takes_no_more_needs(garw: Cast, turn: Any) -> None:
    services.end_turn(by=SYSTEM, turn=turn, decision="renew", reason_cy="Da", reason_en="Good")
    with pytest.raises(Refused, match="has ended"):
        commands.record_need(by=garw.dai, turn=turn, text_en="Too late", lang="en")


def test_somebody_of_the_twin_community_may_not_say_it_here(garw: Cast, taf: Cast, turn: Any) -> None:
    for stranger in (taf.dai, None):
        with pytest.raises(NotAllowed):
            commands.record_need(by=stranger, turn=turn, text_en="Hello", lang="en")
