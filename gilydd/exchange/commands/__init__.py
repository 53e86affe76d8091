"""Writes of the exchange, one module for each part of a timebank's life."""

from .asking import (
    ask_for_help,
    confirm_hours,
    make_promise,
    reverse_transfer,
    set_floor,
    take_back_promise,
    withdraw_ask,
)

__all__ = [
    "ask_for_help",
    "confirm_hours",
    "make_promise",
    "reverse_transfer",
    "set_floor",
    "take_back_promise",
    "withdraw_ask",
]
