"""Reads of the services room."""

from .alike import Alike, alike_listings
from .cycle import Fact, present_turn, services_with_turns
from .listings import (
    Card,
    Opening,
    Wanted,
    cards,
    cost_words,
    listings_of,
    old_listings,
    opening_words,
    page_of,
    where_of,
)

__all__ = [
    "Alike",
    "Card",
    "Fact",
    "Opening",
    "Wanted",
    "alike_listings",
    "cards",
    "cost_words",
    "listings_of",
    "old_listings",
    "opening_words",
    "page_of",
    "present_turn",
    "services_with_turns",
    "where_of",
]
