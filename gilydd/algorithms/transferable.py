"""The single transferable vote: people put candidates in order, and no vote is lost that can still help one.

Each ballot is worth one vote for its first choice. Whoever reaches the quota has a seat. What they have
beyond the quota is their *surplus*: it goes on to the next choices on **all** their ballots, each of which
passes on the same part of its worth (weighted inclusive Gregory method). Where nobody has a surplus, the
candidate with the fewest votes is out, and their ballots go on, each with the worth that it has. So it
continues until the seats are filled. A ballot with no next choice who is still in the race is *exhausted*
and stays aside.

The quota is that of Droop: the smallest whole number that only as many candidates can reach as there are
seats, ⌊valid ballots ÷ (seats + 1)⌋ + 1. The largest surplus goes first. Once as many are left as there are
places, they all sit. The rules are those of council elections in Scotland, with one difference: there each
transfer is cut off after five decimals, here it is an exact fraction, and nothing is lost by rounding. (As
there, what the exhausted ballots of a surplus are worth is not passed to the others: it stays aside.)

Ties. Two with the same surplus, or the same lowest number: who had more in the latest round in which they
differed is ahead. If they never differed, the lot decides, an order of all candidates that the caller gives
and that was fixed before (gilydd.algorithms.voting draws it): the earlier in the lot is ahead.

With one seat this is the alternative vote (instant run-off). For every group of voters who put the same
candidates first, in whatever order: as many whole quotas as they are, so many of these candidates have seats
(proportionality for solid coalitions).

Source: The Scottish Local Government Elections Order 2007 (SSI 2007/42), Schedule 1, rules 45 to 52; B. A.
Wichmann, "Counting rules", Voting matters; H. R. Droop, "On methods of electing representatives", Journal
of the Statistical Society of London 44 (1881).
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from fractions import Fraction
from typing import Final

__all__ = ["Result", "Round", "Tie", "TransferError", "count", "droop"]

FIRST: Final = "first"
SURPLUS: Final = "surplus"
EXCLUDED: Final = "excluded"
FILLED: Final = "filled"

EARLIER: Final = "earlier"
LOT: Final = "lot"


class TransferError(ValueError):
    """Seats, ballots or a lot that cannot be counted; the sentence says what is wrong."""


@dataclass(frozen=True, slots=True)
class Tie:
    """`tied` stood equal; `chosen` was the one that the round then dealt with.

    decided_by: EARLIER (the round `round` in which they differed) or LOT.
    """

    tied: tuple[int, ...]
    chosen: int
    decided_by: str
    round: int = 0


@dataclass(frozen=True, slots=True)
class Round:
    """One step of the count, and how things stood after it.

    number: from 1. act: FIRST (first choices were counted), SURPLUS (the surplus of `candidate` went on),
    EXCLUDED (`candidate` was out and their ballots went on) or FILLED (all who were left sat). moved: what
    each other candidate got from it. aside: what was left with nobody to go to. votes: what each candidate
    still in the race, or seated, has after it. exhausted: all that lies aside. elected: who reached a seat
    in it, in order.
    """

    number: int
    act: str
    candidate: int | None
    moved: Mapping[int, Fraction]
    aside: Fraction
    votes: Mapping[int, Fraction]
    exhausted: Fraction
    elected: tuple[int, ...]
    tie: Tie | None = None


@dataclass(frozen=True, slots=True)
class Result:
    """Who sits, in the order of being elected, and why.

    valid: ballots that name somebody. quota: whole votes. rounds: all steps. out: {candidate: number of the
    round in which they were excluded}; who is neither elected nor out was still there when the seats were
    full.
    """

    seats: int
    valid: int
    quota: int
    elected: tuple[int, ...]
    rounds: tuple[Round, ...]
    out: Mapping[int, int]


def droop(valid: int, seats: int) -> int:
    """The quota of Droop.

    >>> droop(100, 3), droop(1, 1), droop(0, 2)
    (26, 1, 1)
    """
    return valid // (seats + 1) + 1


def count(
    ballots: Iterable[Sequence[int]], candidates: Sequence[int], seats: int, lot: Sequence[int] = ()
) -> Result:
    """Count ballots.

    ballots: each the numbers of candidates, the most wanted first; one who is not named is not wanted; an
    empty one is not valid and takes no part. candidates: their numbers. seats: at least 1. lot: the
    candidates in the order of the lot; empty means their own order.
    Raises TransferError. O(rounds × different ballots × candidates).

    Twenty people share out three kinds of food for a party. Twelve want chocolate first, twice the quota:

    >>> oranges, pears, chocolate, strawberries, sweets = 1, 2, 3, 4, 5
    >>> ballots = [[oranges]] * 4 + [[pears, oranges]] * 2 + [[chocolate, strawberries]] * 8
    >>> ballots += [[chocolate, sweets]] * 4 + [[strawberries], [sweets]]
    >>> found = count(ballots, [1, 2, 3, 4, 5], seats=3)
    >>> found.quota, found.elected
    (6, (3, 1, 4))
    >>> [(one.act, one.candidate) for one in found.rounds]
    [('first', None), ('surplus', 3), ('excluded', 2), ('excluded', 5), ('filled', None)]
    >>> {who: str(votes) for who, votes in found.rounds[1].votes.items()}
    {1: '4', 2: '2', 3: '6', 4: '5', 5: '3'}
    """
    piles = _checked(ballots, candidates, seats, lot)
    race = _Race(piles, list(candidates), seats, list(lot) or list(candidates))
    race.run()
    return Result(
        seats=seats,
        valid=sum(piles.values()),
        quota=race.quota,
        elected=tuple(race.elected),
        rounds=tuple(race.rounds),
        out=dict(race.out),
    )


def _checked(
    ballots: Iterable[Sequence[int]], candidates: Sequence[int], seats: int, lot: Sequence[int]
) -> Counter[tuple[int, ...]]:
    """How often each ballot was cast, without empty ones."""
    if len(set(candidates)) < len(candidates) or not candidates:
        raise TransferError("expected at least one candidate, each once")
    if seats < 1:
        raise TransferError(f"seats is {seats}; expected at least 1")
    if lot and sorted(lot) != sorted(candidates):
        raise TransferError("the lot does not hold every candidate once")
    known, piles = set(candidates), Counter(tuple(one) for one in ballots)
    for ballot in piles:
        if len(set(ballot)) < len(ballot):
            raise TransferError(f"a ballot names somebody twice: {list(ballot)}")
        if not known.issuperset(ballot):
            raise TransferError(
                f"a ballot names nobody we know: {list(ballot)}; expected numbers of candidates"
            )
    del piles[()]
    return piles


class _Race:
    """The count under way. `held` is what lies with each candidate: {ballot: worth of all such ballots}."""

    def __init__(
        self, piles: Mapping[tuple[int, ...], int], candidates: list[int], seats: int, lot: list[int]
    ) -> None:
        self.seats, self.lot = seats, {who: place for place, who in enumerate(lot)}
        self.quota = droop(sum(piles.values()), seats)
        self.hopeful = list(candidates)
        self.held: dict[int, dict[tuple[int, ...], Fraction]] = {who: {} for who in candidates}
        self.votes = dict.fromkeys(candidates, Fraction(0))
        self.exhausted = Fraction(0)
        self.elected: list[int] = []
        self.waiting: list[int] = []
        self.out: dict[int, int] = {}
        self.rounds: list[Round] = []
        self.piles = piles

    def run(self) -> None:
        """Count to the end."""
        moved: dict[int, Fraction] = dict.fromkeys(self.hopeful, Fraction(0))
        for ballot, times in self.piles.items():
            self._give(ballot[0], ballot, Fraction(times))
            moved[ballot[0]] += times
        self._close(FIRST, None, moved, Fraction(0))
        while len(self.elected) < self.seats and self.hopeful:
            if len(self.hopeful) <= self.seats - len(self.elected):
                self._fill()
            elif self.waiting:
                self._pass_surplus()
            else:
                self._exclude()

    def _give(self, who: int, ballot: tuple[int, ...], worth: Fraction) -> None:
        pile = self.held[who]
        pile[ballot] = pile.get(ballot, Fraction(0)) + worth
        self.votes[who] += worth

    def _next(self, ballot: tuple[int, ...]) -> int | None:
        """Whom a ballot goes to now: the first it names who is in the race and has no seat yet."""
        return next((who for who in ballot if who in self.hopeful), None)

    def _pass_on(
        self, pile: Mapping[tuple[int, ...], Fraction], part: Fraction
    ) -> tuple[dict[int, Fraction], Fraction]:
        """Move this part of each ballot's worth to its next choice; what each got, and what lies aside."""
        moved: dict[int, Fraction] = {}
        aside = Fraction(0)
        for ballot, worth in pile.items():
            passed, who = worth * part, self._next(ballot)
            if who is None:
                aside += passed
            else:
                self._give(who, ballot, passed)
                moved[who] = moved.get(who, Fraction(0)) + passed
        self.exhausted += aside
        return moved, aside

    def _pass_surplus(self) -> None:
        most = max(self.votes[who] for who in self.waiting)
        tied = [who for who in self.waiting if self.votes[who] == most]
        who, tie = self._ahead(tied, last=False)
        self.waiting.remove(who)
        part = (self.votes[who] - self.quota) / self.votes[who]
        pile = self.held[who]
        # The ballots that stay are worth the quota together, and are never passed on again.
        self.held[who] = {}
        moved, aside = self._pass_on(pile, part)
        self.votes[who] = Fraction(self.quota)
        self._close(SURPLUS, who, moved, aside, tie)

    def _exclude(self) -> None:
        fewest = min(self.votes[who] for who in self.hopeful)
        tied = [who for who in self.hopeful if self.votes[who] == fewest]
        who, tie = self._ahead(tied, last=True)
        self.hopeful.remove(who)
        self.out[who] = len(self.rounds) + 1
        pile = self.held.pop(who)
        del self.votes[who]
        moved, aside = self._pass_on(pile, Fraction(1))
        self._close(EXCLUDED, who, moved, aside, tie)

    def _fill(self) -> None:
        """As many are left as there are places: all of them sit, those with more votes first."""
        ranked = sorted(self.hopeful, key=lambda who: (-self.votes[who], self.lot[who]))
        self.elected += ranked
        self.hopeful = []
        self._note(FILLED, None, {}, Fraction(0), tuple(ranked), None)

    def _ahead(self, tied: list[int], *, last: bool) -> tuple[int, Tie | None]:
        """The first of equals, or the last; by the latest round in which they differed, else by the lot."""
        if len(tied) == 1:
            return tied[0], None
        left = tied
        for earlier in reversed(self.rounds):
            had = {who: earlier.votes[who] for who in left}
            best = min(had.values()) if last else max(had.values())
            fewer = [who for who in left if had[who] == best]
            if len(fewer) == 1:
                return fewer[0], Tie(tuple(tied), fewer[0], EARLIER, earlier.number)
            left = fewer
        chosen = (max if last else min)(left, key=lambda who: self.lot[who])
        return chosen, Tie(tuple(tied), chosen, LOT)

    def _close(
        self,
        act: str,
        who: int | None,
        moved: Mapping[int, Fraction],
        aside: Fraction,
        tie: Tie | None = None,
    ) -> None:
        """Seat whoever has the quota now, and write the round down."""
        reached = [one for one in self.hopeful if self.votes[one] >= self.quota]
        ranked = sorted(reached, key=lambda one: (-self.votes[one], self.lot[one]))
        for one in ranked:
            self.hopeful.remove(one)
            self.elected.append(one)
            if self.votes[one] > self.quota:
                self.waiting.append(one)
        self._note(act, who, moved, aside, tuple(ranked), tie)

    def _note(
        self,
        act: str,
        who: int | None,
        moved: Mapping[int, Fraction],
        aside: Fraction,
        elected: tuple[int, ...],
        tie: Tie | None,
    ) -> None:
        self.rounds.append(
            Round(
                number=len(self.rounds) + 1,
                act=act,
                candidate=who,
                moved={one: worth for one, worth in sorted(moved.items()) if worth},
                aside=aside,
                votes=dict(self.votes),
                exhausted=self.exhausted,
                elected=elected,
                tie=tie,
            )
        )
