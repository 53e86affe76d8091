"""Reads: what judgements of a turn can rest on, and what they do rest on."""

from __future__ import annotations

from collections import defaultdict
from dataclasses import dataclass
from typing import Any

from django.urls import reverse
from django.utils.translation import gettext as _

from gilydd.delivering.models import Activity
from gilydd.delivering.policy import visible_activities
from gilydd.people.policy import type_of_actor
from gilydd.services.models import Turn
from gilydd.stories.queries.shown import latest_versions
from gilydd.ui.bilingual import said

from ..models import Claim, Evidence, Ground, Judgement
from ..policy import stories_to_point_at, visible_claims, visible_evidence

STORIES_OFFERED = 20


@dataclass(frozen=True)
class GroundTold:
    """One thing that judgements rest on: its code ("story:3"), what it is called, and where it stands."""

    code: str
    label: str
    href: str


def to_point_at(person: type_of_actor, turn: Turn) -> list[GroundTold]:
    """What a judgement of this turn can rest on, for a form. Five queries."""
    things = _things(person, turn)
    return [*_evidence(turn, things), *_claims(turn, things), *_activities(turn, things),
            *_stories(turn, things)]  # fmt: skip


def the_thing(person: type_of_actor, turn: Turn, code: str) -> Any:
    """The row of a code that `to_point_at` offers; None where it is none of them. One query."""
    kind, _colon, number = code.partition(":")
    if not number.isdecimal() or len(number) > 18:
        return None
    rows: Any = {
        "evidence": visible_evidence(person, turn.community).filter(turn=turn),
        "claim": _published(person, turn),
        "activity": visible_activities(None, turn.community).filter(turn=turn),
        "story": stories_to_point_at(turn),
    }.get(kind)
    return None if rows is None else rows.filter(pk=number).first()


def grounds_of(turn: Turn, person: type_of_actor) -> dict[tuple[int, str], list[GroundTold]]:
    """By outcome and side what the judgements rest on, each thing once and without a number.

    One query where nobody points at anything, else seven.

    Who rests theirs on what is told to nobody; the caller shows none where the side's figures are hidden.
    """
    rows = Ground.objects.filter(judgement__turn=turn, judgement__is_latest=True)
    told: dict[tuple[int, str], set[str]] = defaultdict(set)
    for outcome, side, evidence, claim, activity, story in rows.values_list(
        "judgement__outcome", "judgement__side", "evidence", "claim", "activity", "story"
    ):
        pairs = (("evidence", evidence), ("claim", claim), ("activity", activity), ("story", story))
        told[outcome, side].update(f"{kind}:{pk}" for kind, pk in pairs if pk)
    offered = {one.code: one for one in to_point_at(person, turn)} if told else {}
    # A story that was taken back, or set aside, is not among those offered any more, and is not named.
    return {
        key: sorted((offered[code] for code in codes if code in offered), key=lambda one: one.label)
        for key, codes in told.items()
    }


def codes_of(judgement: Judgement) -> list[str]:
    """The codes of what one judgement rests on. One query."""
    rows = judgement.grounds.values_list("evidence", "claim", "activity", "story")
    kinds = ("evidence", "claim", "activity", "story")
    return [f"{kind}:{pk}" for row in rows for kind, pk in zip(kinds, row, strict=True) if pk]


def _things(person: type_of_actor, turn: Turn) -> dict[str, list[Any]]:
    evidence = visible_evidence(person, turn.community).filter(turn=turn)
    stories = stories_to_point_at(turn).order_by("-agreed_at", "-pk")[:STORIES_OFFERED]
    return {
        "evidence": list(evidence.select_related("survey", "published").order_by("pk")),
        "claim": list(_published(person, turn).select_related("indicator").order_by("pk")),
        "activity": list(visible_activities(None, turn.community).filter(turn=turn).order_by("pk")),
        "story": list(stories),
    }


def _published(person: type_of_actor, turn: Turn) -> Any:
    rows = visible_claims(person, turn.community).filter(published_on__isnull=False)
    return rows.filter(indicator__service=turn.service_id) | rows.filter(turn=turn)


def _evidence(turn: Turn, things: dict[str, list[Any]]) -> list[GroundTold]:
    slug = turn.community.slug
    found: list[Evidence] = things["evidence"]
    return [
        GroundTold(
            f"evidence:{row.pk}",
            _("Survey: %(title)s") % {"title": said(row.survey, "title")}
            if row.survey
            else _("Published: %(title)s") % {"title": said(row.published, "question")},
            reverse("evaluating:evidence", args=[slug, row.pk])
            if row.survey
            else reverse("surveys:published", args=[slug, row.published_id]),
        )
        for row in found
    ]


def _claims(turn: Turn, things: dict[str, list[Any]]) -> list[GroundTold]:
    found: list[Claim] = things["claim"]
    return [
        GroundTold(
            f"claim:{row.pk}",
            _("Figures: %(name)s") % {"name": said(row.indicator, "name")},
            reverse("evaluating:indicator", args=[turn.community.slug, row.indicator_id]),
        )
        for row in found
    ]


def _activities(turn: Turn, things: dict[str, list[Any]]) -> list[GroundTold]:
    found: list[Activity] = things["activity"]
    return [
        GroundTold(
            f"activity:{row.pk}",
            _("Hours given: %(title)s") % {"title": said(row, "title")},
            reverse("delivering:activity", args=[turn.community.slug, row.pk]),
        )
        for row in found
    ]


def _stories(turn: Turn, things: dict[str, list[Any]]) -> list[GroundTold]:
    versions = latest_versions(one.pk for one in things["story"])
    return [
        GroundTold(
            f"story:{row.pk}",
            _("Story: %(title)s") % {"title": versions[row.pk].title or _("without a title")},
            reverse("stories:story", args=[turn.community.slug, row.key]),
        )
        for row in things["story"]
        if row.pk in versions
    ]
