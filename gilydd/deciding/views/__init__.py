"""Pages of deciding."""

from . import ballots, counting, elections, opening, votes

__all__ = ["ballots", "counting", "elections", "opening", "votes"]
