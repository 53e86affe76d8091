"""Operations of deciding: votes and ballots, keys and consent, general meetings and the board."""

from . import board, keys, meetings, votes
from .routing import router

__all__ = ["board", "keys", "meetings", "router", "votes"]
