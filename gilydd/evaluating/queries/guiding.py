"""Reads: how far a turn is in its guide. A record ticks a step by itself; else somebody says it is done."""

from __future__ import annotations

import datetime as dt
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from django.db.models import Min, Q
from django.urls import reverse
from django.utils import timezone

from gilydd.commissioning.models import Contract, Need, Panel, Procurement, Release, Tender
from gilydd.history.commands import key_of
from gilydd.history.models import Record
from gilydd.people.policy import type_of_actor
from gilydd.services.models import Outcome, StepTick, Turn
from gilydd.services.policy import visible_ticks
from gilydd.services.queries import StepTold, guide_of
from gilydd.services.words import Quarter

from ..models import Case
from ..words import CaseState, StepShown


@dataclass(frozen=True)
class Seen:
    """What a record shows: on which day, and the page where it stands."""

    on: dt.date
    page: str


@dataclass(frozen=True)
class StepState:
    """A step of a turn: whether it is done, how that is known, and where it can be seen.

    `tick` is the word of a person; a record comes before it.
    """

    step: StepTold
    done_on: dt.date | None
    shown: str
    page: str
    tick: StepTick | None

    @property
    def done(self) -> bool:
        return self.done_on is not None

    @property
    def state(self) -> str:
        """For `ui.steps`: done or next."""
        return "done" if self.done else "next"


# Which acts tick a step, and the page on which they stand: (verbs, name of the page, of turn or service).
SIGNS: Mapping[str, tuple[tuple[str, ...], str, str]] = {
    "open-question": (("designing.raise_challenge",), "designing:challenges", ""),
    "gather-ideas": (("designing.propose", "designing.bring_in_proposals"), "designing:challenges", ""),
    "cost-ideas": (("designing.sign_costing",), "designing:challenges", ""),
    "decide-together": (
        ("designing.take_result", "designing.tie_decision", "deciding.bring_in_election"),
        "designing:challenges",
        "",
    ),
    "promise-and-tell": (("designing.commit",), "designing:challenges", ""),
    "plan-sessions": (
        ("delivering.plan_activity", "delivering.plan_repeat"), "delivering:turn", "turn",
    ),
    "first-session": (
        ("delivering.hold_session", "delivering.record_attendance"), "delivering:turn", "turn",
    ),
    "write-hours": (("delivering.record_attendance",), "delivering:turn", "turn"),
    "tie-to-promise": (
        ("commissioning.undertake", "designing.undertake"), "commissioning:milestones", "turn",
    ),
    "ask-and-listen": (
        ("evaluating.link_evidence", "stories.answer_story"), "evaluating:turn", "turn",
    ),
    "judge-both": (("evaluating.close_judging",), "evaluating:turn", "turn"),
    "say-what-was-found": (("evaluating.publish_finding",), "evaluating:turn", "turn"),
}  # fmt: skip


def seen_in_records(turn: Turn) -> dict[str, Seen]:
    """The steps that the records themselves tick, by code. Eight queries whatever their number."""
    slug = turn.community.slug
    verbs = {verb for signs, _page, _of in SIGNS.values() for verb in signs}
    key = key_of(turn)
    acts = Record.objects.filter(Q(subject_key=key) | Q(mentions__subject_key=key), verb__in=verbs)
    first = dict(acts.order_by().values_list("verb").annotate(at=Min("recorded_at")))
    args: dict[str, list[Any]] = {"turn": [slug, turn.pk], "service": [slug, turn.service_id], "": [slug]}
    seen = {}
    for code, (signs, page, of) in SIGNS.items():
        when = [first[verb] for verb in signs if verb in first]
        if when:
            seen[code] = Seen(_day(min(when)), reverse(page, args=args[of]))
    return seen | _seen_in_tables(turn, slug)


def _seen_in_tables(turn: Turn, slug: str) -> dict[str, Seen]:
    """What stands in tables of its own: outcomes, needs, the panel, the tender, the contract, the end."""
    whole = reverse("chain:service", args=[slug, turn.service_id])
    found: dict[str, Seen | None] = {}
    chosen = Outcome.objects.filter(service=turn.service_id, beside__isnull=True, ended_on__isnull=True)
    since = chosen.aggregate(n=Min("pk"), at=Min("since"))
    if since["n"]:
        page = reverse("services:outcomes", args=[slug, turn.service_id])
        found["what-it-is-for"] = Seen(since["at"] or turn.started_on, page)
    needs = reverse("commissioning:needs", args=[slug, turn.pk])
    found["hear-needs"] = _at(Need.objects.filter(turn=turn).aggregate(at=Min("recorded_at"))["at"], needs)
    drawn = Panel.objects.filter(turn=turn).values_list("drawn_at", flat=True).first()
    found["draw-panel"] = _at(drawn, f"{whole}#{Quarter.COMMISSION.value}")
    processes = reverse("commissioning:processes", args=[slug, turn.pk])
    found["write-what-we-ask"] = _at(_asked_at(turn), processes)
    signed = Contract.objects.filter(process__turn=turn).exclude(status="cancelled").order_by("signed_on")
    for process, on in signed.values_list("process", "signed_on")[:1]:
        released = Release.objects.filter(process=process).aggregate(at=Min("date"))["at"]
        day = on or (_day(released) if released else turn.started_on)
        found["choose-and-sign"] = Seen(day, reverse("commissioning:process", args=[slug, process]))
    if turn.ended_on:
        found["decide-what-next"] = Seen(turn.ended_on, whole)
    told = Case.objects.filter(turn=turn, state=CaseState.PUBLISHED).first()
    if told and told.published_on:
        found["share-the-case"] = Seen(told.published_on, reverse("evaluating:case", args=[slug, told.pk]))
    return {code: one for code, one in found.items() if one is not None}


def _asked_at(turn: Turn) -> dt.datetime | None:
    """When the criteria were written here, or the tender that was published says so."""
    written = Procurement.objects.filter(turn=turn, criteria__isnull=False).aggregate(at=Min("made_at"))["at"]
    if written is None and Tender.objects.filter(process__turn=turn).exists():
        written = Release.objects.filter(process__turn=turn).aggregate(at=Min("date"))["at"]
    return written


def _at(moment: dt.datetime | None, page: str) -> Seen | None:
    return Seen(_day(moment), page) if moment else None


def _day(moment: dt.datetime) -> dt.date:
    return timezone.localtime(moment).date()


def steps_of(turn: Turn, person: type_of_actor = None) -> list[StepState]:
    """Every step of the turn's guide with how far it is. Ten queries whatever the number of steps."""
    seen = seen_in_records(turn)
    ticks = {row.code: row for row in visible_ticks(person, turn.community).filter(turn=turn)}
    told = []
    for step in guide_of(turn.community, turn):
        record, tick = seen.get(step.code), ticks.get(step.code)
        if record:
            told.append(StepState(step, record.on, StepShown.RECORD, record.page, tick))
        else:
            on = tick.done_on if tick else None
            told.append(StepState(step, on, StepShown.PERSON if tick else "", "", tick))
    return told


def next_steps(turn: Turn, steps: list[StepState], limit: int = 2) -> list[StepState]:
    """What comes next: the first steps not done from the quarter in which the turn is; none once it ended.

    What an earlier quarter left open comes after them, so that a turn never looks stuck in its past.
    """
    if turn.ended_on:
        return []
    order = list(Quarter.values)
    now = order.index(turn.quarter)
    still = [one for one in steps if not one.done and not one.step.left_out]
    ahead = [one for one in still if order.index(one.step.quarter) >= now]
    behind = [one for one in still if order.index(one.step.quarter) < now]
    return [*ahead, *behind][:limit]
