"""Votes: whole ballots counted under a rule that was fixed before, with the reason for every choice.

Five kinds. A *resolution* is for or against, or abstains. *One* of several: each ballot names one choice.
*Several* of several: each ballot approves as many as it likes, for a number of seats (approval voting).
*Ranked*: each ballot puts as many as it likes in order, for a number of seats, and the votes are passed on
(gilydd.algorithms.transferable). *Consent*: each ballot consents, stands aside or objects; one objection that
stands is enough to stop it. A
ballot that names nothing ("none of these") is a vote cast: it counts for the quorum, and as an abstention.

Four rules say how many votes are enough. ``most``: at least one, and more than those who go without.
``majority``: more than half, ``two-thirds``: at least two thirds, of the votes cast without abstentions.
``majority-of-roll``: more than half of everybody who can vote. A ranking has the rule ``transfer`` and a
consent ``no-objection`` instead. Where more choices have enough than there are
seats, those with the most votes are chosen. All of it is whole numbers; nothing is rounded.

Ties. A resolution with as many for as against has no majority: it fails. A tie for the last seat is decided
by a lot that nobody can steer: a secret number is drawn before the vote opens and its mark (SHA-256) is shown
at once; after the close the number itself is shown. Each tied choice draws the ticket SHA-256(number, mark of
all ballots, choice); the lowest ticket sits. Whoever knows the number cannot foresee the ballots, whoever
knows the ballots cannot foresee the number, and afterwards anybody can draw again. In a ranking the tickets
of all choices give the order in which equals are ahead.

Source: the rules are those of ordinary meetings (for example the model rules of co-operative societies);
approval voting: S. J. Brams, P. C. Fishburn, "Approval voting", American Political Science Review 72 (1978).
The lot follows the commit-and-reveal of M. Blum, "Coin flipping by telephone", CRYPTO 1981.
"""

from __future__ import annotations

import hashlib
import json
from collections import Counter
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any, Final

from gilydd.algorithms import transferable

__all__ = [
    "KINDS",
    "RULES",
    "Count",
    "Document",
    "Fate",
    "Terms",
    "VotingError",
    "count",
    "mark",
    "numbered",
    "parse",
    "roll_text",
    "ticket",
    "written",
]

RESOLUTION: Final = "resolution"
ONE: Final = "one"
SEVERAL: Final = "several"
RANKED: Final = "ranked"
CONSENT: Final = "consent"
KINDS: Final = (RESOLUTION, ONE, SEVERAL, RANKED, CONSENT)

MOST: Final = "most"
MAJORITY: Final = "majority"
TWO_THIRDS: Final = "two-thirds"
ROLL_MAJORITY: Final = "majority-of-roll"
RULES: Final = (MOST, MAJORITY, TWO_THIRDS, ROLL_MAJORITY)
TRANSFER: Final = "transfer"
NO_OBJECTION: Final = "no-objection"
# The one rule of kinds that have a rule of their own.
OWN_RULES: Final = {RANKED: TRANSFER, CONSENT: NO_OBJECTION}

# The choices of a resolution, by number; and those of a consent.
FOR, AGAINST, ABSTAIN = 1, 2, 3
CONSENTS, ASIDE, OBJECTS = 1, 2, 3

# What became of a choice.
CHOSEN: Final = "chosen"
BY_LOT: Final = "chosen_by_lot"
LOST_LOT: Final = "lost_lot"
OUTVOTED: Final = "outvoted"
TOO_FEW: Final = "too_few"
NO_QUORUM: Final = "no_quorum"
NOT_A_SIDE: Final = "not_a_side"
OBJECTED: Final = "objected"
PASSED_ON: Final = "passed_on"
STILL_THERE: Final = "still_there"

FORMAT: Final = "gilydd vote 1"
LARGEST: Final = 1_000_000


class VotingError(ValueError):
    """The terms or the ballots cannot be counted; the sentence says what is wrong, and where."""


@dataclass(frozen=True, slots=True)
class Terms:
    """What was fixed before the vote opened.

    kind: one of KINDS. rule: one of RULES, or of OWN_RULES for its kind. choices: how many there are,
    numbered from 1. roll: how many can vote. seats: how many choices can be chosen (1, but for ``several``
    and ``ranked``). quorum_percent: the share of the roll that must vote, 0 to 100.
    Raises VotingError where they contradict each other.
    """

    kind: str
    rule: str
    choices: int
    roll: int
    seats: int = 1
    quorum_percent: int = 0

    def __post_init__(self) -> None:
        if self.kind not in KINDS:
            raise VotingError(f"kind is {self.kind!r}; expected one of {', '.join(KINDS)}")
        rules = (OWN_RULES[self.kind],) if self.kind in OWN_RULES else RULES
        if self.rule not in rules:
            raise VotingError(f"rule is {self.rule!r}; expected one of {', '.join(rules)}")
        if (self.kind, self.rule) == (RESOLUTION, MOST):
            raise VotingError("a resolution is decided by majority, two-thirds or majority-of-roll, not most")
        three = self.kind in (RESOLUTION, CONSENT)
        for name, low, high in (
            ("choices", 3 if three else 1, 3 if three else LARGEST),
            ("roll", 1, LARGEST),
            ("seats", 1, LARGEST if self.kind in (SEVERAL, RANKED) else 1),
            ("quorum_percent", 0, 100),
        ):
            value = getattr(self, name)
            if type(value) is not int or not low <= value <= high:
                raise VotingError(f"{name} is {value!r}; expected a whole number from {low} to {high}")


@dataclass(frozen=True, slots=True)
class Fate:
    """One choice: its votes, whether they were enough under the rule, and what became of it."""

    number: int
    votes: int
    enough: bool
    reason: str

    @property
    def chosen(self) -> bool:
        return self.reason in (CHOSEN, BY_LOT)


@dataclass(frozen=True, slots=True)
class Count:
    """The whole result.

    voted: ballots. quorum: ballots that the quorum asks for. abstained: ballots that took no side. cast: the
    votes that the rule measures against (for and against; or ballots that name a choice). needed: the votes
    that are enough. passed: a resolution was carried, or at least one choice was chosen. chosen: choice
    numbers, most votes first; of a ranking in the order of being elected. tied: the choices between which the
    lot decided, or for and against of a tied resolution. tickets: (choice, ticket) of the lot, lowest first.
    empty: seats that nobody won. ranking: the rounds of a ranking, and None for other kinds; there the
    votes of a choice are its first choices, `cast` the valid ballots and `needed` the quota of votes for a
    seat.
    """

    terms: Terms
    voted: int
    quorum: int
    abstained: int
    cast: int
    needed: int
    passed: bool
    fates: tuple[Fate, ...]
    chosen: tuple[int, ...]
    tied: tuple[int, ...]
    tickets: tuple[tuple[int, str], ...]
    ranking: transferable.Result | None = field(default=None)

    @property
    def quorate(self) -> bool:
        return self.voted >= self.quorum

    @property
    def empty(self) -> int:
        return self.terms.seats - len(self.chosen)

    def as_json(self) -> dict[str, Any]:
        """The result as JSON values, whole, so that equal results are written equally.

        Parts of votes are exact fractions "numerator/denominator".
        """
        rounds = {} if self.ranking is None else {"rounds": _told_rounds(self.ranking)}
        return {
            "kind": self.terms.kind,
            "rule": self.terms.rule,
            "seats": self.terms.seats,
            "roll": self.terms.roll,
            "quorum_percent": self.terms.quorum_percent,
            "voted": self.voted,
            "quorum": self.quorum,
            "quorate": self.quorate,
            "abstained": self.abstained,
            "cast": self.cast,
            "needed": self.needed,
            "passed": self.passed,
            "choices": [[one.number, one.votes, one.enough, one.reason] for one in self.fates],
            "chosen": list(self.chosen),
            "tied": list(self.tied),
            "tickets": [list(one) for one in self.tickets],
            **rounds,
        }


@dataclass(frozen=True, slots=True)
class Document:
    """A vote as its file says it: terms, marks, and the choices of each voter number.

    secret: the numbers of the ballots are their places in the sorted list and stand for no voter.
    """

    terms: Terms
    roll_sha256: str
    lot_sha256: str
    ballots: Mapping[int, tuple[int, ...]]
    secret: bool = False


def count(terms: Terms, ballots: Mapping[int, Sequence[int]], seed: str, ballots_sha256: str = "") -> Count:
    """Count the ballots.

    ballots: for each voter number, 1 to the roll, the numbers of what they chose; none is an abstention.
    seed: the secret number of the lot, any text. ballots_sha256: the mark of the vote's document, which is
    ``mark(written(…))``.
    Raises VotingError for a ballot that does not fit the terms. O(ballots + choices·log choices).

    >>> terms = Terms("resolution", "two-thirds", choices=3, roll=60)
    >>> answers = [(1,)] * 30 + [(2,)] * 9 + [(3,)] * 2
    >>> found = count(terms, dict(enumerate(answers, 1)), seed="")
    >>> found.voted, found.cast, found.needed, found.passed
    (41, 39, 26, True)

    Three people want to be host, there are two places, and two of them are tied for the second:

    >>> terms = Terms("several", "most", choices=3, roll=4, seats=2)
    >>> found = count(terms, {1: [1, 2], 2: [1, 3], 3: [1]}, seed="a secret number")
    >>> found.chosen[0], found.tied, sorted(fate.votes for fate in found.fates)
    (1, (2, 3), [1, 1, 3])
    """
    _check(terms, ballots)
    tally = Counter(number for chosen in ballots.values() for number in chosen)
    votes = [tally[number] for number in range(1, terms.choices + 1)]
    if terms.kind == RESOLUTION:
        return _resolution(terms, votes, len(ballots))
    if terms.kind == CONSENT:
        return _consent(terms, votes, len(ballots))
    if terms.kind == RANKED:
        return _ranked(terms, ballots, seed, ballots_sha256)
    return _chosen(terms, votes, ballots, seed, ballots_sha256)


def quorum_of(terms: Terms) -> int:
    """The fewest ballots that are at least ``quorum_percent`` of the roll.

    >>> quorum_of(Terms("one", "most", choices=2, roll=7, quorum_percent=50))
    4
    """
    return -(-terms.roll * terms.quorum_percent // 100)


def needed_of(terms: Terms, cast: int) -> int:
    """The fewest votes that are enough, of so many votes cast without abstentions; at least 1.

    >>> [needed_of(Terms("one", rule, 2, roll=60), 39) for rule in RULES]
    [1, 20, 26, 31]
    """
    return {
        MOST: 1,
        MAJORITY: cast // 2 + 1,
        TWO_THIRDS: max(1, -(-2 * cast // 3)),
        ROLL_MAJORITY: terms.roll // 2 + 1,
        TRANSFER: transferable.droop(cast, terms.seats),
        NO_OBJECTION: 1,
    }[terms.rule]


def _resolution(terms: Terms, votes: Sequence[int], voted: int) -> Count:
    yes, no, _abstain = votes
    cast, quorum = yes + no, quorum_of(terms)
    needed = needed_of(terms, cast)
    quorate, enough = voted >= quorum, yes >= needed
    reason = CHOSEN if quorate and enough else TOO_FEW if quorate else NO_QUORUM
    return Count(
        terms=terms,
        voted=voted,
        quorum=quorum,
        abstained=voted - cast,
        cast=cast,
        needed=needed,
        passed=quorate and enough,
        fates=(
            Fate(FOR, yes, enough, reason),
            Fate(AGAINST, no, False, NOT_A_SIDE),
            Fate(ABSTAIN, voted - cast, False, NOT_A_SIDE),
        ),
        chosen=(FOR,) if quorate and enough else (),
        tied=(FOR, AGAINST) if yes == no and yes else (),
        tickets=(),
    )


def _consent(terms: Terms, votes: Sequence[int], voted: int) -> Count:
    """Carried where somebody consents and nobody objects; whoever stands aside does not stop it."""
    yes, aside, no = votes
    quorum = quorum_of(terms)
    quorate, enough = voted >= quorum, yes > 0 and not no
    reason = CHOSEN if quorate and enough else NO_QUORUM if not quorate else OBJECTED if no else TOO_FEW
    return Count(
        terms=terms,
        voted=voted,
        quorum=quorum,
        abstained=aside,
        cast=yes + no,
        needed=1,
        passed=quorate and enough,
        fates=(
            Fate(CONSENTS, yes, enough, reason),
            Fate(ASIDE, aside, False, NOT_A_SIDE),
            Fate(OBJECTS, no, False, NOT_A_SIDE),
        ),
        chosen=(CONSENTS,) if quorate and enough else (),
        tied=(),
        tickets=(),
    )


def _ranked(terms: Terms, ballots: Mapping[int, Sequence[int]], seed: str, ballots_sha256: str) -> Count:
    numbers = range(1, terms.choices + 1)
    drawn = tuple(sorted(((one, ticket(seed, ballots_sha256, one)) for one in numbers), key=_drawn))
    found = transferable.count(ballots.values(), numbers, terms.seats, [one for one, _ticket in drawn])
    quorum, quorate = quorum_of(terms), len(ballots) >= quorum_of(terms)
    elected = found.elected if quorate and found.valid else ()
    lots = [
        tie for one in found.rounds if (tie := one.tie) is not None and tie.decided_by == transferable.LOT
    ]
    tied = tuple(sorted({one for tie in lots for one in tie.tied})) if elected else ()
    first = found.rounds[0].votes
    return Count(
        terms=terms,
        voted=len(ballots),
        quorum=quorum,
        abstained=len(ballots) - found.valid,
        cast=found.valid,
        needed=found.quota,
        passed=bool(elected),
        fates=tuple(
            Fate(one, int(first[one]), first[one] >= found.quota, _fate(one, found, quorate))
            for one in numbers
        ),
        chosen=elected,
        tied=tied,
        tickets=tuple(one for one in drawn if one[0] in tied),
        ranking=found,
    )


def _fate(number: int, found: transferable.Result, quorate: bool) -> str:
    if not quorate:
        return NO_QUORUM
    if not found.valid:
        return TOO_FEW
    if number in found.elected:
        return CHOSEN
    return PASSED_ON if number in found.out else STILL_THERE


def _told_rounds(found: transferable.Result) -> list[dict[str, Any]]:
    """The rounds as JSON values; votes as [choice, "numerator/denominator"], in the order of the choices."""

    def pairs(votes: Mapping[int, Any]) -> list[list[Any]]:
        return [[one, f"{has.numerator}/{has.denominator}"] for one, has in sorted(votes.items())]

    return [
        {
            "act": one.act,
            "candidate": one.candidate,
            "moved": pairs(one.moved),
            "aside": f"{one.aside.numerator}/{one.aside.denominator}",
            "votes": pairs(one.votes),
            "exhausted": f"{one.exhausted.numerator}/{one.exhausted.denominator}",
            "elected": list(one.elected),
            "tie": [list(one.tie.tied), one.tie.chosen, one.tie.decided_by, one.tie.round]
            if one.tie
            else None,
        }
        for one in found.rounds
    ]


def _chosen(
    terms: Terms, votes: Sequence[int], ballots: Mapping[int, Sequence[int]], seed: str, ballots_sha256: str
) -> Count:
    cast, quorum = sum(1 for chosen in ballots.values() if chosen), quorum_of(terms)
    needed, quorate = needed_of(terms, cast), len(ballots) >= quorum
    able = [number for number, has in enumerate(votes, 1) if has >= needed]
    ranked = sorted(able, key=lambda number: (-votes[number - 1], number))
    safe, tied, free = _boundary(ranked, votes, terms.seats)
    tickets = tuple(sorted(((number, ticket(seed, ballots_sha256, number)) for number in tied), key=_drawn))
    drawn = [number for number, _ticket in tickets[:free]]
    chosen = tuple(sorted(safe + drawn, key=lambda number: (-votes[number - 1], number))) if quorate else ()
    reasons = (
        dict.fromkeys(able, OUTVOTED)
        | dict.fromkeys(safe, CHOSEN)
        | {number: BY_LOT if number in drawn else LOST_LOT for number in tied}
    )
    return Count(
        terms=terms,
        voted=len(ballots),
        quorum=quorum,
        abstained=len(ballots) - cast,
        cast=cast,
        needed=needed,
        passed=bool(chosen),
        fates=tuple(
            Fate(number, has, has >= needed, reasons.get(number, TOO_FEW) if quorate else NO_QUORUM)
            for number, has in enumerate(votes, 1)
        ),
        chosen=chosen,
        tied=tuple(sorted(tied)) if quorate else (),
        tickets=tickets if quorate else (),
    )


def _boundary(ranked: Sequence[int], votes: Sequence[int], seats: int) -> tuple[list[int], list[int], int]:
    """Who sits without a lot, who is tied for the last seats, and how many seats those share."""
    if len(ranked) <= seats:
        return list(ranked), [], 0
    last = votes[ranked[seats - 1] - 1]
    if votes[ranked[seats] - 1] < last:
        return list(ranked[:seats]), [], 0
    safe = [number for number in ranked if votes[number - 1] > last]
    return safe, [number for number in ranked if votes[number - 1] == last], seats - len(safe)


def ticket(seed: str, ballots_sha256: str, number: int) -> str:
    """What a choice draws in the lot: SHA-256 over the secret number, the mark of the ballots and the choice.

    >>> ticket("a", "b", 1) == mark("a|b|1")
    True
    """
    return mark(f"{seed}|{ballots_sha256}|{number}")


def _drawn(one: tuple[int, str]) -> tuple[str, int]:
    return one[1], one[0]


def mark(text: str) -> str:
    """SHA-256 of the text as UTF-8, in hex."""
    return hashlib.sha256(text.encode()).hexdigest()


def roll_text(keys: Iterable[tuple[int, str]]) -> str:
    """The roll as it is marked: a line "number key" for each voter, in the order of their numbers.

    >>> roll_text([(2, "b"), (1, "a")])
    '1 a\\n2 b\\n'
    """
    return "".join(f"{number} {key}\n" for number, key in sorted(keys))


def written(document: Document) -> str:
    """The vote as the text of its file: one line of JSON with sorted keys, so that it has one mark.

    >>> terms = Terms("one", "most", choices=2, roll=3)
    >>> written(Document(terms, "r", "l", {2: (1,)})).startswith('{"ballots":[[2,[1]]],"choices":2,')
    True
    """
    terms = document.terms
    told = {
        "format": FORMAT,
        "kind": terms.kind,
        "rule": terms.rule,
        "seats": terms.seats,
        "quorum_percent": terms.quorum_percent,
        "choices": terms.choices,
        "roll": terms.roll,
        "roll_sha256": document.roll_sha256,
        "lot_sha256": document.lot_sha256,
        "ballots": [
            [voter, list(chosen) if terms.kind == RANKED else sorted(chosen)]
            for voter, chosen in sorted(document.ballots.items())
        ],
        **({"secret": True} if document.secret else {}),
    }
    return json.dumps(told, sort_keys=True, separators=(",", ":"))


def parse(text: str) -> Document:
    """Read what `written` wrote. Raises VotingError with what is wrong and what would be right.

    >>> terms = Terms("one", "most", choices=2, roll=3)
    >>> parse(written(Document(terms, "r", "l", {2: (1,)}))).ballots
    {2: (1,)}
    """
    try:
        told = json.loads(text)
    except (ValueError, RecursionError) as error:
        raise VotingError(f"the file is not JSON: {error}") from error
    if not isinstance(told, dict) or told.get("format") != FORMAT:
        raise VotingError(f'the file is no vote of Gilydd; expected "format": "{FORMAT}"')
    names = ("kind", "rule", "choices", "roll", "seats", "quorum_percent")
    for name in (*names, "roll_sha256", "lot_sha256", "ballots"):
        if name not in told:
            raise VotingError(f"{name} is missing")
    terms = Terms(**{name: told[name] for name in names})
    ballots = _read_ballots(told["ballots"])
    _check(terms, ballots)
    marks = str(told["roll_sha256"]), str(told["lot_sha256"])
    return Document(terms, *marks, ballots, told.get("secret") is True)


def numbered(ballots: Iterable[Sequence[int]]) -> dict[int, tuple[int, ...]]:
    """Secret ballots under numbers that say nothing: their places once they are sorted.

    >>> numbered([(2,), (1, 3), ()])
    {1: (), 2: (1, 3), 3: (2,)}
    """
    return dict(enumerate(sorted(tuple(one) for one in ballots), 1))


def _read_ballots(rows: Any) -> dict[int, tuple[int, ...]]:
    if not isinstance(rows, list):
        raise VotingError("ballots is no list; expected [[voter, [choice, …]], …]")
    found: dict[int, tuple[int, ...]] = {}
    for place, row in enumerate(rows, 1):
        whole = isinstance(row, list) and len(row) == 2 and isinstance(row[1], list)
        if not whole or not all(type(one) is int for one in (row[0], *row[1])):
            raise VotingError(f"ballot {place} is {row!r}; expected [voter, [choice, …]] in whole numbers")
        if row[0] in found:
            raise VotingError(f"ballot {place}: voter {row[0]} is there twice; expected one ballot a voter")
        found[row[0]] = tuple(row[1])
    return found


def _check(terms: Terms, ballots: Mapping[int, Sequence[int]]) -> None:
    most = terms.choices if terms.kind in (SEVERAL, RANKED) else 1
    least = 1 if terms.kind in (RESOLUTION, CONSENT) else 0
    for voter, chosen in ballots.items():
        if not 1 <= voter <= terms.roll:
            raise VotingError(f"voter {voter} is not on the roll; expected 1 to {terms.roll}")
        if not least <= len(chosen) <= most or len(set(chosen)) < len(chosen):
            raise VotingError(
                f"voter {voter} chose {list(chosen)!r}; expected {least} to {most} choices, each once"
            )
        wrong = [number for number in chosen if not 1 <= number <= terms.choices]
        if wrong:
            raise VotingError(f"voter {voter} chose {wrong[0]}; expected choices from 1 to {terms.choices}")
