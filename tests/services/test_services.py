"""Services, turns and outcomes."""

from __future__ import annotations

import pytest

from gilydd.history.queries import timeline
from gilydd.history.words import NotAllowed, Refused
from gilydd.services import commands
from gilydd.services.models import Service, Turn
from gilydd.services.words import Decision, Quarter
from tests.cast import Cast

pytestmark = pytest.mark.django_db


@pytest.fixture
def service(garw: Cast) -> Service:
    return commands.add_service(by=garw.ffion, community=garw.community, name_cy="Cinio", name_en="Lunch")


def test_a_service_has_one_turn_under_way_and_the_next_starts_after_its_end(
    garw: Cast, service: Service
) -> None:
    first = commands.start_turn(by=garw.ffion, service=service)
    with pytest.raises(Refused):
        commands.start_turn(by=garw.ffion, service=service)
    commands.end_turn(
        by=garw.ffion, turn=first, decision=Decision.CHANGE, reason_cy="Am fod", reason_en="Because"
    )
    assert commands.start_turn(by=garw.ffion, service=service).number == 2


def test_a_turn_ends_with_a_decision_and_its_reason_in_both_languages(garw: Cast, service: Service) -> None:
    turn = commands.start_turn(by=garw.ffion, service=service)
    with pytest.raises(Refused) as refusal:
        commands.end_turn(by=garw.ffion, turn=turn, decision=Decision.STOP, reason_cy="", reason_en="Because")
    assert refusal.value.field == "reason_cy"
    with pytest.raises(Refused):
        commands.end_turn(by=garw.ffion, turn=turn, decision="maybe", reason_cy="Am", reason_en="Because")
    commands.end_turn(
        by=garw.ffion, turn=turn, decision=Decision.STOP, reason_cy="Am fod", reason_en="Because"
    )
    service.refresh_from_db()
    assert service.state == "stopped"
    with pytest.raises(Refused):
        commands.move_on(by=garw.ffion, turn=turn, quarter=Quarter.DESIGN)


def test_the_turn_tells_publicly_what_was_done_to_it(garw: Cast, service: Service) -> None:
    turn = commands.start_turn(by=garw.ffion, service=service)
    commands.move_on(by=garw.ffion, turn=turn, quarter=Quarter.DESIGN)
    assert [row.verb for row in timeline(turn)] == ["services.move_on", "services.start_turn"]
    assert Turn.objects.get().quarter == Quarter.DESIGN


def test_own_words_stand_beside_a_chosen_outcome_and_never_over_it(garw: Cast, service: Service) -> None:
    chosen = commands.choose_outcome(
        by=garw.ffion, service=service, wording_cy="Rwy'n perthyn.", wording_en="I belong."
    )
    own = commands.word_outcome(
        by=garw.sian, outcome=chosen, text="Somebody notices when I am not there.", lang="en"
    )
    chosen.refresh_from_db()
    assert (chosen.wording_en, own.beside_id, own.wording_cy) == ("I belong.", chosen.pk, "")


@pytest.mark.parametrize("who", ["dai", "tomos", "rhodri", "priya"])
def test_only_facilitators_and_commissioners_run_the_cycle(garw: Cast, service: Service, who: str) -> None:
    with pytest.raises(NotAllowed):
        commands.start_turn(by=getattr(garw, who), service=service)


def test_the_twin_communitys_officer_cannot_touch_it(garw: Cast, taf: Cast, service: Service) -> None:
    with pytest.raises(NotAllowed):
        commands.start_turn(by=taf.ffion, service=service)
