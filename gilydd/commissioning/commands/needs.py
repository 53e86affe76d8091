"""Writes: what matters, for a turn."""

from __future__ import annotations

from django.db import transaction
from django.utils.translation import gettext as _

from gilydd.history.commands import key_of
from gilydd.history.words import Refused
from gilydd.people.policy import type_of_actor
from gilydd.people.queries import capacity_of
from gilydd.services.models import Turn

from ..models import Need
from ..policy import policy
from ..words import LONGEST_NEED
from ._shared import recorded


@transaction.atomic
def record_need(
    *,
    by: type_of_actor,
    turn: Turn,
    text_cy: str = "",
    text_en: str = "",
    lang: str = "",
    source: object = "",
    rank: int | None = None,
) -> Need:
    """Record what matters, for a turn that is under way.

    A member records their own words: one text and its `lang`. What a story, survey, indicator or finding
    showed is handed down with `source`, a row or its opaque key ("evaluating.finding:3"), in one or both
    languages. `rank` is its place in order of importance, 1 first. The same need recorded twice is one.
    Raises `Refused` for a turn that has ended, no words, too many words or a rank below 1.
    """
    turn = Turn.objects.select_for_update().select_related("community", "service").get(pk=turn.pk)
    source_key = key_of(source) if source else ""
    policy.check(by, "hand_down_need" if source_key else "record_need", turn)
    if rank is not None:
        policy.check(by, "rank_need", turn)
    text_cy, text_en = text_cy.strip(), text_en.strip()
    _check_need(turn, text_cy, text_en, rank)
    said = {"text_cy": text_cy, "text_en": text_en, "source_key": source_key, "recorded_by_key": key_of(by)}
    if same := Need.objects.filter(turn=turn, **said).first():
        return same
    need = Need.objects.create(
        community=turn.community,
        turn=turn,
        lang=lang,
        rank=rank,
        capacity=capacity_of(by, turn.community),
        **said,
    )
    # Which finding or story it came from may be opaque, but the room it came from says enough here.
    recorded("record_need", by, need, turn, source=source_key.partition(".")[0])
    return need


def _check_need(turn: Turn, text_cy: str, text_en: str, rank: int | None) -> None:
    if turn.ended_on:
        raise Refused(_("This turn has ended. Say it for the next turn."))
    if not (text_cy or text_en):
        raise Refused(_("Write what matters to you."), field="text")
    if max(len(text_cy), len(text_en)) > LONGEST_NEED:
        raise Refused(_("Use %(most)s characters at most.") % {"most": LONGEST_NEED}, field="text")
    if rank is not None and rank < 1:
        raise Refused(_("The first place is 1."), field="rank")
