"""Operations of peers: finding others, conversations, introductions, circles."""

from . import circles, deciding, finding, messages
from .routing import router

__all__ = ["circles", "deciding", "finding", "messages", "router"]
