"""Operations of people, one module for each part of membership."""

from . import basics, joining, rolls, staff, supporting
from .routing import router

__all__ = ["basics", "joining", "rolls", "router", "staff", "supporting"]
