"""The rounds of a ranking in words: what happened in each, and why, for whoever did not get a place too.

Votes are shown to two decimals and kept as exact fractions.
"""

from __future__ import annotations

import math
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from fractions import Fraction
from typing import Any

from django.utils.translation import gettext as _

from gilydd.algorithms import transferable
from gilydd.ui.filters import number

from .queries.voting import Label

HUNDRED = 100


@dataclass(frozen=True)
class RoundTold:
    """One round: what happened in sentences, and (name, votes, what came or went) for each in the race."""

    number: int
    sentences: tuple[str, ...]
    rows: tuple[tuple[str, str, str], ...]


def votes_in_words(text: str) -> str:
    """A number of votes from its exact fraction, rounded to hundredths; whole ones without decimals.

    >>> votes_in_words("12/1"), votes_in_words("1/3")
    ('12', '0.33')
    """
    exact = Fraction(text)
    if exact.denominator == 1:
        return number(exact.numerator)
    hundredths = math.floor(exact * HUNDRED + Fraction(1, 2))
    return f"{number(hundredths // HUNDRED)}.{hundredths % HUNDRED:02}"


def rounds_told(result: Mapping[str, Any], labels: Sequence[Label]) -> list[RoundTold]:
    """Each round of a ranking's result; empty for other kinds. O(rounds × choices)."""
    names = {one.number: one.text for one in labels}
    return [
        RoundTold(place, tuple(_sentences(one, names, result)), tuple(_rows(one, names)))
        for place, one in enumerate(result.get("rounds", ()), 1)
    ]


def _rows(one: Mapping[str, Any], names: Mapping[int, str]) -> list[tuple[str, str, str]]:
    moved = {who: Fraction(has) for who, has in one["moved"]}
    ranked = sorted(one["votes"], key=lambda pair: (-Fraction(pair[1]), pair[0]))
    first = one["act"] == transferable.FIRST
    return [
        (
            names[who],
            votes_in_words(has),
            "" if first or not moved.get(who) else f"+{votes_in_words(str(moved[who]))}",
        )
        for who, has in ranked
    ]


def _sentences(one: Mapping[str, Any], names: Mapping[int, str], result: Mapping[str, Any]) -> list[str]:
    who = {"name": names.get(one["candidate"], "")}
    told = {
        transferable.FIRST: [
            _("Each ballot counts for its first choice. A place takes %(quota)s votes.")
            % {"quota": number(result["needed"])}
        ],
        transferable.SURPLUS: [
            _("%(name)s had more than the quota. The part beyond it went on to the next choices.") % who
        ],
        transferable.EXCLUDED: [
            _("Nobody had votes beyond the quota. %(name)s had the fewest and was out; the ballots went on.")
            % who
        ],
        transferable.FILLED: [_("As many were left as there were places, so all of them have one.")],
    }[one["act"]]
    if one["tie"]:
        told += _tie(one["tie"], names)
    if Fraction(one["aside"]):
        told.append(
            _("Votes with no next choice, laid aside: %(votes)s.") % {"votes": votes_in_words(one["aside"])}
        )
    if one["elected"]:
        told.append(
            _("A place now: %(names)s.") % {"names": ", ".join(names[number_] for number_ in one["elected"])}
        )
    return told


def _tie(tie: Sequence[Any], names: Mapping[int, str]) -> list[str]:
    tied, chosen, decided_by, at = tie
    words = {
        "names": ", ".join(names[one] for one in tied),
        "name": names[chosen],
        "round": number(at),
    }
    if decided_by == transferable.EARLIER:
        return [
            _("Equal were: %(names)s. In round %(round)s they differed, so it was the turn of %(name)s.")
            % words
        ]
    return [_("Equal from the first round on were: %(names)s. The lot fell on %(name)s.") % words]
