"""Operations of people, one module for each part of membership."""

from . import basics, joining, staff, supporting
from .routing import router

__all__ = ["basics", "joining", "router", "staff", "supporting"]
