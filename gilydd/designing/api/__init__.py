"""Operations of designing: challenges, proposals, seeing them through; statements and voice."""

from . import challenges, proposals, seeing, statements
from .routing import router

__all__ = ["challenges", "proposals", "router", "seeing", "statements"]
