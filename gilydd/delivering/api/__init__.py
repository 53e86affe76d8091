"""Operations of delivering, one module for each part of it."""

from . import confidence, door, lists, planning, running, sheet, training
from .shapes import router

__all__ = ["confidence", "door", "lists", "planning", "router", "running", "sheet", "training"]
