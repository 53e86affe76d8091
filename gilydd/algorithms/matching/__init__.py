"""Reciprocal matching: who helps whom so that the most help is given and nobody's balance gets out of hand.

    read_round / read_wmd → solve → Result → record (a JSON document) → verify (a proof without a solver)

``solve`` is exact and proves it; ``rematch`` solves again after a change from the prices before;
``solve_in_windows`` takes very large rounds a few places at a time and says how near the optimum it came.
"""

from gilydd.algorithms.matching.proof import Unproven
from gilydd.algorithms.matching.record import record, verify
from gilydd.algorithms.matching.rounds import Limits, Round, document, read_round, read_wmd
from gilydd.algorithms.matching.solving import Exchange, Part, Result, rematch, solve
from gilydd.algorithms.matching.windows import solve_in_windows

__all__ = [
    "Exchange", "Limits", "Part", "Result", "Round", "Unproven",
    "document", "read_round", "read_wmd", "record", "rematch", "solve", "solve_in_windows", "verify",
]  # fmt: skip
