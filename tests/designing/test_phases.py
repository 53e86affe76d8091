"""A phase says what can be done on its days; its days move with a reason alone."""

from __future__ import annotations

import datetime as dt
import itertools
from typing import Any

import pytest
import time_machine
from django.utils import timezone

from gilydd.designing import commands
from gilydd.designing.commands import NewPhase, from_template
from gilydd.designing.models import Phase, PhaseMove
from gilydd.designing.phases import open_now
from gilydd.designing.words import TEMPLATES, Opens
from gilydd.history.words import NotAllowed, Refused
from tests.cast import Cast

from .path import framed, fresh, idea

pytestmark = pytest.mark.django_db
WHY = {"why_cy": "Roedd yr eira'n drwm.", "why_en": "There was heavy snow."}


def day(days: int) -> dt.date:
    return timezone.localdate() + dt.timedelta(days=days)


def two_phases(cast: Cast, begins: int = 3) -> Any:
    challenge = framed(cast)
    commands.set_phases(
        by=cast.ffion, challenge=challenge,
        phases=[
            NewPhase("Cynigion", "Proposals", day(begins), day(begins + 9), (Opens.PROPOSE, Opens.TALK)),
            NewPhase("Costau", "Costs", day(begins + 10), day(begins + 19), (Opens.COST,)),
        ],
    )  # fmt: skip
    return fresh(challenge)


def test_without_phases_everything_that_the_step_allows_is_open(garw: Cast) -> None:
    assert open_now(framed(garw)) == {Opens.PROPOSE, Opens.TALK, Opens.STATEMENTS}


def test_before_its_day_nobody_can_propose_and_the_refusal_says_when(garw: Cast) -> None:
    challenge = two_phases(garw)
    with pytest.raises(Refused, match="in the phase “Proposals”"):
        idea(garw, challenge)
    with time_machine.travel(timezone.now() + dt.timedelta(days=4)):
        assert idea(garw, challenge).version == 1
        assert open_now(fresh(challenge)) == {Opens.PROPOSE, Opens.TALK}
    with time_machine.travel(timezone.now() + dt.timedelta(days=15)), pytest.raises(Refused):
        idea(garw, fresh(challenge), "Siân")


def test_a_phase_cannot_open_what_the_step_does_not_allow(garw: Cast) -> None:
    challenge = framed(garw)
    phases = [NewPhase("Pleidlais", "Vote", day(1), day(9), (Opens.VOTE, Opens.COST))]
    commands.set_phases(by=garw.ffion, challenge=challenge, phases=phases)
    with time_machine.travel(timezone.now() + dt.timedelta(days=2)):
        assert open_now(fresh(challenge)) == frozenset()


def test_the_days_of_a_phase_move_with_a_reason_that_stays(garw: Cast) -> None:
    phase = two_phases(garw).phases.get(number=1)
    days = {"starts_on": day(5), "ends_on": day(30)}
    with pytest.raises(Refused):
        commands.move_phase(by=garw.ffion, phase=phase, **days, why_cy="Eira.", why_en="")
    with pytest.raises(NotAllowed):
        commands.move_phase(by=garw.dai, phase=phase, **days, **WHY)
    commands.move_phase(by=garw.ffion, phase=phase, **days, **WHY)
    move = PhaseMove.objects.get()
    assert (move.started_on, move.starts_on, move.ended_on, move.ends_on) == (
        day(3),
        day(5),
        day(12),
        day(30),
    )
    assert (fresh(phase).starts_on, fresh(phase).ends_on) == (day(5), day(30))
    with pytest.raises(Refused, match="Move the days"):
        commands.set_phases(
            by=garw.ffion, challenge=phase.challenge, phases=[NewPhase("A", "A", day(1), day(2))]
        )


def test_days_that_have_gone_by_do_not_move(garw: Cast) -> None:
    phase = two_phases(garw).phases.get(number=1)
    with time_machine.travel(timezone.now() + dt.timedelta(days=5)):
        with pytest.raises(Refused, match="has begun"):
            commands.move_phase(by=garw.ffion, phase=phase, starts_on=day(1), ends_on=day(9), **WHY)
        with pytest.raises(Refused, match="still to come"):
            commands.move_phase(
                by=garw.ffion, phase=phase, starts_on=fresh(phase).starts_on, ends_on=day(-1), **WHY
            )
    with time_machine.travel(timezone.now() + dt.timedelta(days=40)), pytest.raises(Refused, match="is over"):
        commands.move_phase(by=garw.ffion, phase=phase, starts_on=phase.starts_on, ends_on=day(9), **WHY)


@pytest.mark.parametrize("template", sorted(TEMPLATES))
def test_the_phases_of_a_template_follow_each_other_without_a_gap(garw: Cast, template: str) -> None:
    made = from_template(template, day(1))
    assert made[0].starts_on == day(1)
    for one, other in itertools.pairwise(made):
        assert other.starts_on == one.ends_on + dt.timedelta(days=1)
    commands.set_phases(by=garw.ffion, challenge=framed(garw), phases=made)
    assert Phase.objects.count() == len(made)


@pytest.mark.parametrize(
    "wrong",
    [
        NewPhase("", "Proposals", dt.date(2030, 1, 1), dt.date(2030, 1, 2)),
        NewPhase("A", "B", dt.date(2030, 1, 2), dt.date(2030, 1, 1)),
        NewPhase("A", "B", dt.date(2030, 1, 1), dt.date(2032, 1, 1)),
        NewPhase("A", "B", dt.date(2030, 1, 1), dt.date(2030, 1, 2), ("win",)),
    ],
)
def test_a_phase_that_makes_no_sense_is_refused_by_its_number(garw: Cast, wrong: NewPhase) -> None:
    with pytest.raises(Refused, match="Phase 1"):
        commands.set_phases(by=garw.ffion, challenge=framed(garw), phases=[wrong])
