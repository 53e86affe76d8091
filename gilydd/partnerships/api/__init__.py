"""Operations of partnerships: each runs the command that its page runs."""

from . import boards, working
from .routing import router

__all__ = ["boards", "router", "working"]
