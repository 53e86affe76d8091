"""Find people with similar experiences, mutual interests and complementary offers and needs, exactly.

:class:`Members` is enough for a community: in memory, no file, under a millisecond for 1,000 members.
:class:`gilydd.algorithms.peers.index.PeersIndex` gives the same answers for millions, from memory-mapped
files. The formula, its source and its limits: docs/tools/peers.md.
"""

from gilydd.algorithms.peers.members import Members
from gilydd.algorithms.peers.score import (
    CAN_BE_HELPED,
    CAN_HELP,
    EXPERIENCE,
    INTEREST,
    LANGUAGE,
    MUTUAL_INTEREST,
    NEAR,
    NEED,
    OFFER,
    PARTS,
    SIMILAR_EXPERIENCE,
    TIMES,
    PeersError,
    Person,
    Rarity,
    Reason,
    Suggestion,
    near_points,
    on_the_plane,
    tag_points,
)

__all__ = [
    "CAN_BE_HELPED",
    "CAN_HELP",
    "EXPERIENCE",
    "INTEREST",
    "LANGUAGE",
    "MUTUAL_INTEREST",
    "NEAR",
    "NEED",
    "OFFER",
    "PARTS",
    "SIMILAR_EXPERIENCE",
    "TIMES",
    "Members",
    "PeersError",
    "Person",
    "Rarity",
    "Reason",
    "Suggestion",
    "near_points",
    "on_the_plane",
    "tag_points",
]
