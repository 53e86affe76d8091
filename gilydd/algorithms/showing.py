"""Which statement to show next, so that each gets its share of answers.

Where statements are shown in the order they were made, the first get far more answers than the last. Here
somebody is shown, of those they have not answered, the one with the fewest answers; among equals a hash of
the reader and the statement decides, so that two people at one moment see different ones, and the same
person sees the same one again when they come back.
"""

from __future__ import annotations

from collections.abc import Collection, Mapping
from hashlib import sha256

__all__ = ["next_to_show"]


def next_to_show(answers: Mapping[str, int], answered: Collection[str], reader: str) -> str | None:
    """The statement to show to a reader next, or None when they have answered all.

    answers: for each statement that is put to people how many have answered it. answered: those that the
    reader has. reader: a random name of theirs. O(statements).

    Where people answer one after the other, no two statements ever differ by more than one answer.

    >>> next_to_show({"a": 3, "b": 1, "c": 2}, {"b"}, "r")
    'c'
    >>> next_to_show({"a": 3}, {"a"}, "r") is None
    True
    """
    left = [one for one in answers if one not in answered]
    return min(left, key=lambda one: (answers[one], _lot(reader, one), one), default=None)


def _lot(reader: str, statement: str) -> str:
    return sha256(f"{reader}|{statement}".encode()).hexdigest()
