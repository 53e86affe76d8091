"""What people are told of a challenge: what waits for their word, what was answered, how it goes.

Nobody is told of what they did themselves. A message says what waits and where, and asks the policy of the
present moment: whoever paused or left is told nothing.
"""

from .ideas import (
    amended,
    amendment_answered,
    asked,
    author_asked,
    in_the_vote,
    looked_again,
    merging_answered,
    merging_asked,
    moved_on,
    phase_moved,
    taken_away,
    translated,
    typed_for_you,
)
from .seeing import (
    commitment_closed,
    hours_paid,
    last_word,
    offer_answered,
    offered,
    owners,
    remind_of_variance,
    updated,
    variance_answered,
    variance_raised,
    words_wanted,
)

__all__ = [
    "amended",
    "amendment_answered",
    "asked",
    "author_asked",
    "commitment_closed",
    "hours_paid",
    "in_the_vote",
    "last_word",
    "looked_again",
    "merging_answered",
    "merging_asked",
    "moved_on",
    "offer_answered",
    "offered",
    "owners",
    "phase_moved",
    "remind_of_variance",
    "taken_away",
    "translated",
    "typed_for_you",
    "updated",
    "variance_answered",
    "variance_raised",
    "words_wanted",
]
