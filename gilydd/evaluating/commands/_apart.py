"""How a conversation opens where the two sides are clearly apart: used inside the commands."""

from __future__ import annotations

from gilydd.history.commands import later, record
from gilydd.history.words import Audience
from gilydd.people.models import Party
from gilydd.people.policy import type_of_actor
from gilydd.people.queries import capacity_of
from gilydd.services.models import Outcome, Turn
from gilydd.surveys.queries import Gap

from ..models import Conversation, Ending, Saying
from ..queries.turns import outcomes_judged


def open_where_apart(by: type_of_actor, turn: Turn) -> list[Conversation]:
    """Open a conversation on each outcome on which the two sides are clearly apart, inside close_judging."""
    apart = [row for row in outcomes_judged(turn) if row.gap is not None and row.gap.certain]
    return [open_between(by, turn, row.outcome, row.gap) for row in apart if row.gap is not None]


def open_between(by: type_of_actor, turn: Turn, outcome: Outcome, gap: Gap) -> Conversation:
    """Open the conversation on one outcome with the gap as it is shown, and ask those who judged. Once."""
    # Points are rounded apart from the interval's ends, so they are held within it.
    points = min(max(gap.points, gap.low), gap.high)
    row, fresh = Conversation.objects.get_or_create(
        turn=turn, outcome=outcome,
        defaults={"community": turn.community, "points": points, "low": gap.low, "high": gap.high},
    )  # fmt: skip
    if fresh:
        record_of("open_conversation", by, row, mentions=[turn, outcome])
        later("gilydd.evaluating.notices.conversation_opened", row.pk)
    return row


def record_of(
    verb: str,
    by: type_of_actor,
    thing: Conversation | Saying | Ending,
    *,
    mentions: list[object],
    audience: Audience = Audience.PUBLIC,
    behalf: Party | None = None,
    **facts: object,
) -> None:
    """Record a verb of a conversation in the history of its community."""
    record(
        community=thing.community,
        actor=by,
        capacity=capacity_of(by, thing.community),
        on_behalf_of=behalf,
        verb=f"evaluating.{verb}",
        subject=thing,
        mentions=mentions,
        audience=audience,
        facts=facts,
    )
