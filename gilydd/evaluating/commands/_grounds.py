"""What a judgement rests on: checked, and written beside it."""

from __future__ import annotations

from collections.abc import Sequence

from django.utils.translation import gettext as _

from gilydd.delivering.models import Activity
from gilydd.history.commands import key_of
from gilydd.history.words import Refused
from gilydd.services.models import Turn
from gilydd.stories.models import Story

from ..models import Claim, Evidence, Ground, Judgement
from ..policy import stories_to_point_at
from ..words import MOST_GROUNDS

Thing = Evidence | Story | Claim | Activity
COLUMN: dict[type, str] = {Evidence: "evidence", Story: "story", Claim: "claim", Activity: "activity"}


def check_grounds(turn: Turn, grounds: Sequence[Thing]) -> None:
    """Raise Refused for something that does not speak of this turn, or that not everybody may read."""
    if len(grounds) > MOST_GROUNDS:
        raise Refused(_("Choose %(most)s at most.") % {"most": MOST_GROUNDS}, field="grounds")
    stories = {one.pk for one in grounds if isinstance(one, Story)}
    if stories and stories_to_point_at(turn).filter(pk__in=stories).count() != len(stories):
        raise Refused(_("This story is not of this service, or not everybody may read it."), field="grounds")
    for one in grounds:
        if one.community_id != turn.community_id:
            raise Refused(_("This is in another community."), field="grounds")
        if isinstance(one, Evidence | Activity) and one.turn_id != turn.pk:
            raise Refused(_("This belongs to another turn."), field="grounds")
        if isinstance(one, Claim) and one.published_on is None:
            raise Refused(_("This is not published."), field="grounds")


def put_grounds(judgement: Judgement, grounds: Sequence[Thing]) -> None:
    """Write down what a fresh judgement rests on."""
    once = {key_of(one): one for one in grounds}.values()
    Ground.objects.bulk_create(
        [
            Ground(community_id=judgement.community_id, judgement=judgement, **{COLUMN[type(one)]: one})
            for one in once
        ]
    )


def rests_on(judgement: Judgement) -> set[str]:
    """The keys of what a judgement rests on. One query."""
    rows = judgement.grounds.select_related("evidence", "story", "claim", "activity")
    return {key_of(row.evidence or row.story or row.claim or row.activity) for row in rows}
