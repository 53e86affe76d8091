"""Operations of stories, one module for each part of it."""

from . import answering, care, research, rounds, telling
from .routing import router

__all__ = ["answering", "care", "research", "rounds", "router", "telling"]
