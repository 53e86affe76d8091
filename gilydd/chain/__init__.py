"""Chain: the page where everything about one service meets.

Purpose
    The cycle page of a service with its wheel, and the walk from any link to the others. One search over
    what all rooms have for people, and widgets that other websites show.

Words
    chain: the links between an outcome, a tender, an hour, a story and a judgement. wheel: the four
    quarters of one turn.

Invariants
    The chain has no tables. It reads through the rooms' queries, and a number about people is shown
    only as a Disclosed value, with a link to what it was counted from.

One flow
    /c/<community>/chain/<service>/ -> each room's facts(turn) -> four quarters, what happened, who
    took part in which capacity, what comes next.
"""
