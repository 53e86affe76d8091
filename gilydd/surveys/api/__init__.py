"""Operations of surveys."""

from . import answering, making, reading
from .routing import router

__all__ = ["answering", "making", "reading", "router"]
