"""Operations of the exchange, one module for each part of a timebank's life."""

from . import asking, brokers, hours, matching, reporting, tickets, together
from .shapes import router

__all__ = ["asking", "brokers", "hours", "matching", "reporting", "router", "tickets", "together"]
