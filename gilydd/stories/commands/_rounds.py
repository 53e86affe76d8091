"""What the commands of Most Significant Change share."""

from __future__ import annotations

from typing import Any

from django.utils import timezone
from django.utils.translation import gettext as _

from gilydd.history.commands import record
from gilydd.history.words import Audience, Refused
from gilydd.people.models import Party, Person
from gilydd.people.policy import SYSTEM, type_of_actor
from gilydd.people.queries import capacity_of

from ..models import RoundChoice, RoundEntry, SignificantRound, Story
from ..msc_words import ROUND_MOVES, RoundState


def locked_round(row: SignificantRound) -> SignificantRound:
    """The round as it is now, locked."""
    rows = SignificantRound.objects.select_for_update(of=("self",)).select_related(
        "community", "service", "lead"
    )
    return rows.get(pk=row.pk)


def note_round(verb: str, by: type_of_actor, subject: Any, row: SignificantRound, **more: Any) -> None:
    """Record one act in a round, for members; figures and states alone."""
    record(
        community=row.community,
        actor=by,
        capacity=capacity_of(by, row.community),
        verb=f"stories.{verb}",
        subject=subject,
        mentions=[row, *more.pop("mentions", ())],
        audience=more.pop("audience", Audience.COMMUNITY),
        facts=more,
    )


def move_round(row: SignificantRound, state: RoundState) -> None:
    """Move the round on, where its present state allows that."""
    if state not in ROUND_MOVES[RoundState(row.state)]:
        raise Refused(
            _("This cannot be done now: the round is “%(state)s”.") % {"state": row.get_state_display()}
        )
    row.state = state


def person_of(by: type_of_actor) -> Party | None:
    """The party behind an act; None for Gilydd itself."""
    return by.party if isinstance(by, Person) else None


def take_back_choices(entry_ids: list[int]) -> int:
    """Every choice of these entries ends, at each level, with its reason: a reason may repeat the story."""
    return RoundChoice.objects.filter(entry__in=entry_ids, gone_at__isnull=True).update(
        reason="", others="", gone_at=timezone.now()
    )


def forget_entries(story: Story) -> int:
    """A story goes from every round; what was said for it when another was chosen goes as well."""
    rows = list(RoundEntry.objects.filter(story=story).select_related("panel__round__community"))
    for entry in rows:
        take_back_choices([entry.pk])
        # What the other choices of this domain say of "the others" may be about this one.
        RoundChoice.objects.filter(panel__round=entry.panel.round, domain=entry.domain).update(others="")
        entry.story, entry.gone_at = None, entry.gone_at or timezone.now()
        entry.save(update_fields=["story", "gone_at"])
        note_round("entry_gone", SYSTEM, entry, entry.panel.round)
    return len(rows)
