"""Writes: the guide of a community in its own words, and steps of a turn ticked off by people."""

from __future__ import annotations

import datetime as dt
import uuid
from collections.abc import Iterable, Mapping
from typing import Any

from django.db import transaction
from django.utils import timezone
from django.utils.text import slugify
from django.utils.translation import gettext as _

from gilydd.history.commands import key_of
from gilydd.history.words import Audience, Refused
from gilydd.people.models import Community
from gilydd.people.policy import type_of_actor
from gilydd.people.queries import capacity_of

from ..guide_words import APART, PAIRS, TEXTS
from ..models import GuideStep, StepTick, Turn
from ..policy import policy
from ..queries.guiding import StepTold, guide_of
from ..words import (
    LONGEST_STEP_NOTE,
    LONGEST_STEP_TEXT,
    LONGEST_STEP_TITLE,
    LONGEST_TEMPLATE,
    MOST_OWN_STEPS,
    FallsTo,
    Quarter,
    StepKind,
)
from ._shared import write_down

NEEDED = ("title", "what")


@transaction.atomic
def change_step(
    *, by: type_of_actor, community: Community, code: str, told: Mapping[str, str], turn: Turn | None = None
) -> GuideStep:
    """Say a step in the community's own words, for every turn or for one. The shipped words stay beside it.

    `told`: falls_to, and title, what, why, known, easy, template_title, template, example in both languages
    (title_cy, title_en, …); title and what are needed in both. Raises Refused with the field.
    """
    policy.check(by, "adapt_guide", community)
    step = _step(community, code, turn)
    kind = StepKind.CHANGED if step.shipped else StepKind.ADDED
    said = _said(told) | {
        "kind": kind, "quarter": step.quarter, "place": step.place, "picture": step.text.picture,
    }  # fmt: skip
    return _put("change_step", by, community, turn, code, said)


@transaction.atomic
def add_step(
    *,
    by: type_of_actor,
    community: Community,
    quarter: str,
    told: Mapping[str, str],
    after: str = "",
    turn: Turn | None = None,
) -> GuideStep:
    """Add a step of the community's own to a quarter, after another one or at its end."""
    policy.check(by, "adapt_guide", community)
    _of(community, turn)
    if quarter not in Quarter.values:
        raise Refused(_("There is no such quarter."), field="quarter")
    steps = guide_of(community, turn)
    there = [one for one in steps if one.quarter == quarter]
    if sum(1 for one in steps if one.shipped is None) >= MOST_OWN_STEPS:
        raise Refused(_("This guide is full: a guide that nobody can read guides nobody."))
    before = next((one for one in there if one.code == after), there[-1] if there else None)
    said = _said(told)
    code = _free_code(community, said["title_en"] or said["title_cy"])
    said |= {
        "kind": StepKind.ADDED, "quarter": quarter, "place": before.place + 1 if before else APART,
        "picture": "star",
    }  # fmt: skip
    return _put("add_step", by, community, turn, code, said)


@transaction.atomic
def leave_out_step(
    *,
    by: type_of_actor,
    community: Community,
    code: str,
    reason_cy: str,
    reason_en: str,
    turn: Turn | None = None,
) -> GuideStep:
    """Leave a step out, and say why in both languages. Its words stay in sight, and it can come back."""
    policy.check(by, "adapt_guide", community)
    step = _step(community, code, turn)
    for name, reason in (("reason_cy", reason_cy), ("reason_en", reason_en)):
        if not reason.strip():
            raise Refused(_("Give the reason in Welsh and in English."), field=name)
        if len(reason) > LONGEST_STEP_TEXT:
            raise Refused(_("This is too long."), field=name)
    said: dict[str, Any] = {pair: getattr(step.text, pair) for pair in PAIRS} | {
        "kind": StepKind.LEFT_OUT, "quarter": step.quarter, "place": step.place,
        "falls_to": step.text.falls_to, "picture": step.text.picture, "reason_cy": reason_cy.strip(),
        "reason_en": reason_en.strip(),
    }  # fmt: skip
    return _put("leave_out_step", by, community, turn, code, said)


@transaction.atomic
def use_shipped_step(
    *, by: type_of_actor, community: Community, code: str, turn: Turn | None = None
) -> GuideStep | None:
    """Go back to the words that came with Gilydd; a step of one's own goes. Twice is once."""
    policy.check(by, "adapt_guide", community)
    _of(community, turn)
    row = _live(community, turn).filter(code=code).first()
    if row is not None:
        row.ended_at = timezone.now()
        row.save(update_fields=["ended_at"])
        write_down("use_shipped_step", by, community, row, code=code)
    return row


@transaction.atomic
def adopt_steps(
    *, by: type_of_actor, turn: Turn, steps: Iterable[Mapping[str, str]], case_key: uuid.UUID | None
) -> int:
    """Take over the steps of a published case for one turn; returns how many.

    `steps`: what a community had changed, added or left out (the fields of GuideStep). What this turn has
    of its own already stays.
    """
    policy.check(by, "start_turn", turn.service)
    have = set(_live(turn.community, turn).values_list("code", flat=True))
    made = []
    for told in steps:
        if told["code"] in have:
            continue
        have.add(told["code"])
        said = {name: told.get(name, "") for name in (*PAIRS, "picture", "reason_cy", "reason_en")}
        made.append(
            GuideStep(
                community=turn.community, turn=turn, code=told["code"], kind=told["kind"],
                quarter=told["quarter"], place=int(told["place"]), falls_to=told["falls_to"],
                case_key=case_key, made_by_key=key_of(by), **said,
            )
        )  # fmt: skip
    GuideStep.objects.bulk_create(made)
    if made:
        write_down("adopt_steps", by, turn.community, turn, steps=len(made))
    return len(made)


@transaction.atomic
def tick_step(
    *, by: type_of_actor, turn: Turn, code: str, note: str, lang: str, done_on: dt.date | None = None
) -> StepTick:
    """Say that a step of a turn is done, on which day, and in a note how anybody can see it.

    A step that is ticked already keeps its first tick until that one is taken back.
    """
    policy.check(by, "tick_step", turn)
    turn = Turn.objects.select_for_update(of=("self",)).select_related("community").get(pk=turn.pk)
    _step(turn.community, code, turn)
    day = done_on or timezone.localdate()
    if not note.strip():
        raise Refused(_("Write a few words about how it was done."), field="note")
    if len(note) > LONGEST_STEP_NOTE:
        raise Refused(_("This is too long."), field="note")
    if lang not in ("cy", "en"):
        raise Refused(_("Say which language you wrote in."), field="lang")
    if day > timezone.localdate():
        raise Refused(_("Give a day that is not in the future."), field="done_on")
    live = StepTick.objects.filter(turn=turn, code=code, taken_back_at__isnull=True)
    if same := live.first():
        return same
    row = StepTick.objects.create(
        community=turn.community, turn=turn, code=code, done_on=day, note=note.strip(), lang=lang,
        ticked_by_key=key_of(by), capacity=capacity_of(by, turn.community),
    )  # fmt: skip
    write_down(
        "tick_step", by, turn.community, row, audience=Audience.PUBLIC, mentions=[turn], code=code,
    )  # fmt: skip
    return row


@transaction.atomic
def untick_step(*, by: type_of_actor, tick: StepTick) -> StepTick:
    """It is not done after all. Twice is once."""
    rows = StepTick.objects.select_for_update(of=("self",)).select_related("community", "turn")
    row = rows.get(pk=tick.pk)
    policy.check(by, "tick_step", row)
    if row.taken_back_at is None:
        row.taken_back_at = timezone.now()
        row.save(update_fields=["taken_back_at"])
        write_down(
            "untick_step", by, row.community, row, audience=Audience.PUBLIC, mentions=[row.turn],
            code=row.code,
        )  # fmt: skip
    return row


def _live(community: Community, turn: Turn | None) -> Any:
    return GuideStep.objects.of(community).filter(turn=turn, ended_at__isnull=True)


def _of(community: Community, turn: Turn | None) -> None:
    if turn is not None and turn.community_id != community.pk:
        raise Refused(_("This is in another community."))


def _step(community: Community, code: str, turn: Turn | None) -> StepTold:
    _of(community, turn)
    found = next((one for one in guide_of(community, turn) if one.code == code), None)
    if found is None:
        raise Refused(_("There is no such step in this guide."))
    return found


def _said(told: Mapping[str, str]) -> dict[str, Any]:
    said: dict[str, Any] = {pair: str(told.get(pair, "")).strip() for pair in PAIRS}
    for name in TEXTS:
        most = LONGEST_STEP_TITLE if name.endswith("title") else LONGEST_STEP_TEXT
        most = LONGEST_TEMPLATE if name == "template" else most
        for lang in ("cy", "en"):
            field = f"{name}_{lang}"
            if name in NEEDED and not said[field]:
                raise Refused(_("Write it in Welsh and in English."), field=field)
            if len(said[field]) > most:
                raise Refused(_("This is too long."), field=field)
    said["falls_to"] = told.get("falls_to", "")
    if said["falls_to"] not in FallsTo.values:
        raise Refused(_("Say to whom it falls."), field="falls_to")
    return said


def _free_code(community: Community, title: str) -> str:
    """A code that no step of this community has or had: ticks of an older step are never taken for it."""
    begin = (slugify(title)[:30] or "step").strip("-")
    used = set(GuideStep.objects.of(community).values_list("code", flat=True))
    used |= {one.code for one in guide_of(community)} | {"new"}  # an address of its own
    number = 1
    while (code := begin if number == 1 else f"{begin}-{number}") in used:
        number += 1
    return code


def _put(
    verb: str, by: type_of_actor, community: Community, turn: Turn | None, code: str, said: dict[str, Any]
) -> GuideStep:
    # Whoever changes the same step at the same moment waits here, and then ends this row in turn.
    Community.objects.select_for_update().get(pk=community.pk)
    _live(community, turn).filter(code=code).update(ended_at=timezone.now())
    row = GuideStep.objects.create(community=community, turn=turn, code=code, made_by_key=key_of(by), **said)
    write_down(verb, by, community, row, code=code)
    return row
