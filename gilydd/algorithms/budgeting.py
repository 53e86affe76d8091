"""Decide a participatory budget, exactly, and be able to tell everybody why.

Rules
    ``equal-shares``: the Method of Equal Shares with cost utilities (Peters, Pierczyński, Skowron,
    *Proportional Participatory Budgeting with Additive Utilities*, NeurIPS 2021). Every voter gets the same
    share of the budget. Again and again the project is funded whose supporters can pay for it at the best
    ratio of usefulness to payment; each supporter pays the same, or all that is left. ``greedy``: the project
    with most votes first, skipping what no longer fits. ``greedy-no-skip``: the same, but it ends at the
    first that does not fit.

Completions of ``equal-shares``, which alone mostly leaves money over
    ``none``. ``greedy``: the rest is given by votes. ``add1``: every voter's share is raised by one unit of
    the currency, again and again, until the result would overspend; the last result within the budget stands.
    ``add1-comparison``, the rule of Wieliczka 2023 (equalshares.net): ``add1``, the rest by votes, and then
    the plain greedy result instead if strictly more voters prefer it, that is, get more of what they chose.

Ballots
    Approval and choose-1: supporting a project of cost c is worth c to the voter. Cumulative and scoring:
    worth the points given; a project with no or negative points is not supported, and greedy ranks by the sum
    of points. Both are the conventions of pabutools (``Cost_Sat``, ``Additive_Cardinal_Sat``). Ordinal
    ballots are refused: an order is not an amount, and the customary ways to make it one fund different
    projects.

Ties are broken by score (votes or points; the higher first), then cost (the lower first), then the order of
ids (numbers inside them as numbers) or an order drawn by lot that the caller gives.

A project without votes is never funded, nor one under the file's ``min_project_score_threshold``. A project
that costs nothing is funded at once.

Exactness: money is whole minor units and prices are fractions. Floats only rule out what is certain: every
float here carries a bound of its error, and where two bounds meet the fractions are compared.
"""

from __future__ import annotations

import heapq
import math
import re
from collections import Counter
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field, replace
from fractions import Fraction
from functools import cached_property
from itertools import chain, pairwise
from operator import attrgetter

import numpy as np
from numpy.typing import NDArray

from gilydd.algorithms.pabulib import ORDINAL, POINT_TYPES, Election, Vote

EQUAL_SHARES = "equal-shares"
GREEDY = "greedy"
GREEDY_NO_SKIP = "greedy-no-skip"
RULES = (EQUAL_SHARES, GREEDY, GREEDY_NO_SKIP)

NONE = "none"
ADD1 = "add1"
ADD1_COMPARISON = "add1-comparison"
COMPLETIONS = (NONE, ADD1, ADD1_COMPARISON, GREEDY)

# Phases: where the fate of a project was sealed.
SHARES = "shares"
COMPLETION = "completion"
COMPARISON = "comparison"

# Reasons.
FUNDED = "funded"
SUPPORTERS_SHORT = "supporters_short"
NO_VOTES = "no_votes"
BELOW_THRESHOLD = "below_threshold"
DOES_NOT_FIT = "does_not_fit"
AFTER_THE_STOP = "after_the_stop"

Floats = NDArray[np.float64]
Integers = NDArray[np.int64]

_ULP = 2.0**-52


class BudgetingError(ValueError):
    """A rule, completion or kind of ballot that cannot be computed; the message says what can."""


@dataclass(frozen=True, slots=True)
class Why:
    """Why a project was or was not funded. Money is in minor units.

    ``phase`` is ``shares``, ``completion``, ``comparison`` (greedy was preferred) or ``greedy``. ``price`` is
    what a supporter who had enough paid (on point ballots: for each point). ``money_left`` is what its
    supporters still had together when it first was less than the cost, and ``after`` the project whose
    funding took them below it (None: they never had enough). ``room_left`` is what was left of the budget
    when it was considered by votes.
    """

    reason: str
    phase: str
    step: int | None = None
    price: Fraction | None = None
    money_left: Fraction | None = None
    after: str | None = None
    room_left: int | None = None


@dataclass(frozen=True, slots=True)
class ProjectResult:
    """``votes`` is how many ballots support the project; ``score`` is what greedy ranks by."""

    votes: int
    score: Fraction
    cost: int
    why: Why


@dataclass(frozen=True, slots=True)
class Round:
    """One project funded from the shares.

    Each supporter paid ``price`` (times the points on point ballots) or all that was left: ``in_full`` voters
    paid the price and kept something, ``emptied`` gave all they had. ``price_per_worth`` is what the rule
    minimises: the price for one unit of utility.
    """

    project_id: str
    price: Fraction
    price_per_worth: Fraction
    in_full: int
    emptied: int


@dataclass(frozen=True, slots=True)
class TieBreak:
    """``tied`` projects stood equal; ``chosen`` came first, decided by ``votes``, ``cost`` or ``order``."""

    phase: str
    tied: tuple[str, ...]
    chosen: str
    decided_by: str


@dataclass(frozen=True, slots=True)
class Comparison:
    """How many voters get more of what they chose from the shares, from greedy, or the same from both."""

    prefer_shares: int
    prefer_greedy: int
    indifferent: int
    shares_funded: tuple[str, ...]
    greedy_funded: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Considered:
    """A project considered by votes, with the budget left before it."""

    project_id: str
    room_left: int
    funded: bool


@dataclass(frozen=True, slots=True)
class Trace:
    """What anybody needs to do the sum again.

    ``free`` projects cost nothing; ``rounds`` follow at the final share; ``considered`` is the pass by votes;
    ``overspend`` is the first share that was too much and what it would have cost.
    """

    free: tuple[str, ...] = ()
    rounds: tuple[Round, ...] = ()
    considered: tuple[Considered, ...] = ()
    comparison: Comparison | None = None
    overspend: tuple[Fraction, int] | None = None


class Payments(Mapping[str, Mapping[str, Fraction]]):
    """What each voter pays for each project, worked out from the rounds when asked.

    ``payments[voter_id]`` maps project ids to minor units, exactly, in the order of funding. Looking one
    voter up takes time linear in the rounds.
    """

    def __init__(self, votes: Sequence[Vote], share: Fraction, rounds: Sequence[Round]) -> None:
        self._votes = votes
        self._rounds = rounds
        self._share = share

    @cached_property
    def denominator(self) -> int:
        """Every payment is a whole number of 1/denominator minor units."""
        given = set(chain.from_iterable(map(attrgetter("points"), self._votes)))
        prices = math.lcm(self._share.denominator, *(r.price.denominator for r in self._rounds))
        return prices * math.lcm(*(point.denominator for point in given))

    @cached_property
    def _by_voter(self) -> dict[str, Vote]:
        return {vote.voter_id: vote for vote in self._votes}

    @cached_property
    def _prices(self) -> list[tuple[str, int]]:
        return [(r.project_id, int(r.price * self.denominator)) for r in self._rounds]

    def __len__(self) -> int:
        return len(self._votes)

    def __iter__(self) -> Iterator[str]:
        return (vote.voter_id for vote in self._votes)

    def __getitem__(self, voter_id: str) -> Mapping[str, Fraction]:
        numerators = self.numerators(self._by_voter[voter_id])
        return {project: Fraction(paid, self.denominator) for project, paid in numerators.items()}

    def numerators(self, vote: Vote) -> dict[str, int]:
        """The payments of a ballot as numerators over :attr:`denominator`: fast for many voters."""
        left = int(self._share * self.denominator)
        points = dict(zip(vote.choices, vote.points, strict=True)) if vote.points else None
        chosen = set(vote.choices)
        paid: dict[str, int] = {}
        for project, price in self._prices:
            if project in chosen:
                due = price if points is None else int(price * max(points[project], Fraction(0)))
                if payment := min(left, due):
                    paid[project] = payment
                    left -= payment
        return paid


@dataclass(frozen=True)
class Allocation:
    """The result. Money is in minor units (``scale`` of them are one unit of the currency).

    ``funded`` is in the order of funding. ``share`` is what each voter could spend in the end (None under the
    greedy rules), after ``raises`` raises of one currency unit. ``voters_with_nothing`` is how many voters
    have no funded project among those they support.
    """

    rule: str
    completion: str
    funded: tuple[str, ...]
    cost: int
    budget: int
    scale: int
    projects: Mapping[str, ProjectResult]
    voters: int
    voters_with_nothing: int
    share: Fraction | None
    raises: int
    payments: Payments = field(compare=False, repr=False)
    tie_breaks: tuple[TieBreak, ...] = ()
    trace: Trace = Trace()


@dataclass(frozen=True, slots=True)
class VoterAccount:
    """One voter's statement: what they were given, paid, kept and got. Money is in minor units."""

    voter_id: str
    share: Fraction | None
    payments: tuple[tuple[str, Fraction], ...]
    left: Fraction | None
    funded: tuple[str, ...]
    not_funded: tuple[tuple[str, Why], ...]


@dataclass(frozen=True, slots=True)
class ProjectAccount:
    """One project's statement. Money is in minor units.

    ``given`` is what its supporters were given together; ``spent_on`` what they paid for other projects
    before it was funded or out of reach; ``shortfall`` what was missing at that moment (0 if it was within
    reach).
    """

    project_id: str
    result: ProjectResult
    given: Fraction | None
    spent_on: tuple[tuple[str, Fraction], ...]
    shortfall: Fraction | None


def allocate(
    election: Election,
    rule: str = EQUAL_SHARES,
    completion: str = NONE,
    tie_order: Sequence[str] = (),
) -> Allocation:
    """Decide which projects are funded.

    Parameters: ``election`` with n ballots and p projects; ``rule``, one of :data:`RULES`; ``completion``,
    one of :data:`COMPLETIONS` (greedy rules take ``none`` only); ``tie_order``, project ids in an order drawn
    by lot before the count, the last tie-break in place of the order of ids. Returns an :class:`Allocation`.
    Raises :class:`BudgetingError` for an unknown rule or completion, ordinal ballots, or scoring ballots
    whose default score is not 0. Complexity: O(rounds × ballots) at worst for one run of equal shares, far
    less in practice, because the price of a project only rises and so its last known price is a lower bound;
    see :func:`_add1` for the raises.

    >>> from gilydd.algorithms.pabulib import parse
    >>> election = parse('''META
    ... key;value
    ... budget;90
    ... vote_type;approval
    ... PROJECTS
    ... project_id;cost
    ... park;60
    ... pool;60
    ... bench;30
    ... VOTES
    ... voter_id;vote
    ... mair;park,pool
    ... dai;park,pool
    ... sian;bench
    ... ''')
    >>> result = allocate(election)
    >>> result.funded, result.cost
    (('park', 'bench'), 90)
    >>> result.payments["mair"]
    {'park': Fraction(30, 1)}
    >>> why = result.projects["pool"].why
    >>> why.reason, why.money_left, why.after
    ('supporters_short', Fraction(0, 1), 'park')
    """
    _check(election, rule, completion)
    ballots = _Ballots(election, tie_order)
    if rule != EQUAL_SHARES:
        return _greedy_allocation(election, ballots, rule)
    share = Fraction(election.budget, max(1, len(election.votes)))
    raises, overspend = 0, None
    if completion in (ADD1, ADD1_COMPARISON):
        share, raises, overspend = _add1(ballots, share, election.scale, election.budget)
    run = _Run(ballots, share, watch=_Watch(ballots, share))
    run.play()
    found = _shares_allocation(election, ballots, run, completion)
    found = replace(found, raises=raises, trace=replace(found.trace, overspend=overspend))
    if completion in (GREEDY, ADD1_COMPARISON):
        found = _complete(ballots, found)
    if completion == ADD1_COMPARISON:
        found = _compare(election, ballots, found)
    return found


def explain_voter(election: Election, allocation: Allocation, voter_id: str) -> VoterAccount:
    """One voter's statement. Raises :class:`BudgetingError` for a voter who is not in the election."""
    vote = next((vote for vote in election.votes if vote.voter_id == voter_id), None)
    if vote is None:
        raise BudgetingError(f"no voter {voter_id!r} in this election")
    paid = allocation.payments[voter_id]
    supported = _supported(vote)
    fates = [(project, allocation.projects[project].why) for project in supported]
    left = allocation.share - sum(paid.values()) if allocation.share is not None else None
    return VoterAccount(
        voter_id=voter_id,
        share=allocation.share,
        payments=tuple(paid.items()),
        left=left,
        funded=tuple(project for project, why in fates if why.reason == FUNDED),
        not_funded=tuple((project, why) for project, why in fates if why.reason != FUNDED),
    )


def explain_project(election: Election, allocation: Allocation, project_id: str) -> ProjectAccount:
    """One project's statement, funded or not: what its supporters had and where it went.

    Raises :class:`BudgetingError` for a project that is not in the election. Linear in its supporters.
    """
    result = allocation.projects.get(project_id)
    if result is None:
        raise BudgetingError(f"no project {project_id!r} in this election")
    if allocation.share is None:
        return ProjectAccount(project_id, result, None, (), None)
    why = result.why
    funded_from_shares = [r.project_id for r in allocation.trace.rounds]
    last = project_id if project_id in funded_from_shares else why.after
    earlier = funded_from_shares[: funded_from_shares.index(last) + 1] if last is not None else []
    payments = Payments(election.votes, allocation.share, allocation.trace.rounds)
    spent = dict.fromkeys((p for p in earlier if p != project_id), 0)
    for vote in election.votes:
        if project_id in _supported(vote):
            for project, paid in payments.numerators(vote).items():
                if project in spent:
                    spent[project] += paid
    shortfall = None if why.money_left is None else result.cost - why.money_left
    return ProjectAccount(
        project_id=project_id,
        result=result,
        given=allocation.share * result.votes,
        spent_on=tuple((p, Fraction(paid, payments.denominator)) for p, paid in spent.items() if paid),
        shortfall=Fraction(0) if project_id in funded_from_shares else shortfall,
    )


def _check(election: Election, rule: str, completion: str) -> None:
    if rule not in RULES:
        raise BudgetingError(f"unknown rule {rule!r}; expected one of {', '.join(RULES)}")
    if completion not in COMPLETIONS:
        raise BudgetingError(f"unknown completion {completion!r}; expected one of {', '.join(COMPLETIONS)}")
    if rule != EQUAL_SHARES and completion != NONE:
        raise BudgetingError(f"the rule {rule} takes no completion; expected none, found {completion}")
    if election.vote_type == ORDINAL:
        raise BudgetingError(
            "ordinal ballots say an order and no amounts, so no rule here can count them; "
            "equal-shares, greedy and greedy-no-skip need approval, choose-1, cumulative or scoring ballots"
        )
    default = election.meta.get("default_score", "") or "0"
    if default.strip("0.") and election.vote_type in POINT_TYPES:
        raise BudgetingError(
            f"default_score is {default}; the rules here count a project not listed as 0 points"
        )


def _supported(vote: Vote) -> tuple[str, ...]:
    if not vote.points:
        return vote.choices
    return tuple(choice for choice, points in zip(vote.choices, vote.points, strict=True) if points > 0)


def _natural(project_id: str) -> tuple[list[str | int], str]:
    """Ids with their numbers as numbers: 9 before 10. Pieces alternate text and number, so they compare."""
    pieces = re.split(r"([0-9]+)", project_id)
    return [int(piece) if at % 2 else piece for at, piece in enumerate(pieces)], project_id


def _sum(values: Floats) -> float:
    """The sum, without the detour of the method: thousands of them are short."""
    return float(np.add.reduce(values))


@dataclass(frozen=True, slots=True)
class _Support:
    """The groups of voters behind a project: index, voters in each, and weight (points) of one voter.

    ``mass`` is voters × weight; ``plain`` says that every weight is 1.
    """

    groups: Integers
    people: Floats
    weight: Floats
    mass: Floats
    whole_mass: int
    voters: int
    plain: bool


class _Ballots:
    """The election as arrays. Voters who cast the same ballot always hold the same money: they are one group.

    ``support[p]`` is the support of project p; ``worth[p]`` the utility of one unit of weight (the cost on
    approval ballots, 1 on points); ``rank[p]`` its place in the tie-break. Points are whole multiples of
    1/``factor``.
    """

    def __init__(self, election: Election, tie_order: Sequence[str]) -> None:
        self.ids = tuple(project.id for project in election.projects)
        self.costs = [project.cost for project in election.projects]
        self.by_points = election.vote_type in POINT_TYPES
        groups, points, people = self._groups(election.votes)
        self.people: Integers = np.fromiter(people, np.int64, len(groups))
        position = {project: at for at, project in enumerate(self.ids)}
        lengths = np.fromiter(map(len, groups), np.int64, len(groups))
        chosen = np.fromiter(
            map(position.__getitem__, chain.from_iterable(groups)), np.int64, int(lengths.sum())
        )
        owner = np.repeat(np.arange(len(groups)), lengths)
        weights = self._weights(points, len(chosen))
        self.scores = self._scores(chosen, self.people[owner] * weights)
        self.owner, self.chosen, self.weights = owner[weights > 0], chosen[weights > 0], weights[weights > 0]
        self.support = self._support()
        self.worth = [1] * len(self.ids) if self.by_points else self.costs
        self.rank = self._ranks(tie_order)
        threshold = election.score_threshold
        self.barred = [threshold is not None and score < threshold for score in self.scores]

    def _groups(self, votes: Sequence[Vote]) -> tuple[list[tuple[str, ...]], list[Fraction], list[int]]:
        """The different ballots: the choices of each, all their points in one row, and the voters of each."""
        if not self.by_points:
            tally: Counter[tuple[str, ...]] = Counter(map(attrgetter("choices"), votes))
            return list(tally), [], list(tally.values())
        pointed = Counter((vote.choices, vote.points) for vote in votes)
        points = [point for _, given in pointed for point in given]
        return [choices for choices, _ in pointed], points, list(pointed.values())

    def _weights(self, points: Sequence[Fraction], size: int) -> Integers:
        self.factor = 1
        if not self.by_points:
            return np.ones(size, np.int64)
        self.factor = math.lcm(*{point.denominator for point in points})
        whole = [int(point * self.factor) for point in points]
        # Payments of a group are counted in int64; beyond this the count of a round could overflow.
        if any(abs(weight) > 2**31 for weight in whole):
            raise BudgetingError("points are too large or too finely divided to count exactly")
        return np.array(whole, dtype=np.int64)

    def _scores(self, chosen: Integers, weighted: Integers) -> list[Fraction]:
        if self.by_points:
            totals = np.zeros(len(self.ids), np.int64)
            np.add.at(totals, chosen, weighted)
        else:  # faster, by floats that hold any number of voters exactly
            totals = np.bincount(chosen, weighted, minlength=len(self.ids)).astype(np.int64)
        return [Fraction(total, self.factor) for total in totals.tolist()]

    def _support(self) -> list[_Support]:
        # The narrowest type is sorted by radix, which is several times faster.
        order = np.argsort(self.chosen.astype(np.min_scalar_type(len(self.ids))), kind="stable")
        ends = [0, *np.cumsum(np.bincount(self.chosen, minlength=len(self.ids))).tolist()]
        owners, weights = self.owner.take(order), self.weights.take(order)
        people = self.people.take(owners)
        masses = people * weights
        rough = [whole.astype(np.float64) for whole in (people, weights, masses)]
        up_to = [np.concatenate([[0], np.cumsum(whole)])[ends] for whole in (masses, people)]
        whole_masses, voters = (np.diff(each).tolist() for each in up_to)
        found = []
        for project, (start, end) in enumerate(pairwise(ends)):
            found.append(
                _Support(
                    groups=owners[start:end],
                    people=rough[0][start:end],
                    weight=rough[1][start:end],
                    mass=rough[2][start:end],
                    whole_mass=whole_masses[project],
                    voters=voters[project],
                    plain=not self.by_points,
                )
            )
        return found

    def _ranks(self, tie_order: Sequence[str]) -> list[int]:
        lot = {project: at for at, project in enumerate(tie_order)}
        wholes = [int(score * self.factor) for score in self.scores]
        order = sorted(
            range(len(self.ids)),
            key=lambda p: (
                -wholes[p],
                self.costs[p],
                lot.get(self.ids[p], len(lot)),
                _natural(self.ids[p]),
            ),
        )
        ranks = [0] * len(order)
        for place, project in enumerate(order):
            ranks[project] = place
        return ranks

    def in_order(self) -> list[int]:
        """Projects that may be funded, first in the tie-break first."""
        able = (p for p in range(len(self.ids)) if self.support[p].voters and not self.barred[p])
        return sorted(able, key=self.rank.__getitem__)

    def gains(self, funded: Sequence[int]) -> Integers:
        """What one voter of each group gets: supported projects funded, or their points (times factor)."""
        mask = np.zeros(len(self.ids), bool)
        mask[list(funded)] = True
        hit = mask[self.chosen]
        if not self.by_points:
            return np.bincount(self.owner[hit], minlength=len(self.people))
        gains = np.zeros(len(self.people), np.int64)
        np.add.at(gains, self.owner[hit], self.weights[hit])
        return gains

    def decided_by(self, chosen: int, other: int) -> str:
        """Say what put one project before the other: votes, cost or the order of ties."""
        if self.scores[chosen] != self.scores[other]:
            return "votes"
        return "cost" if self.costs[chosen] != self.costs[other] else "order"


@dataclass(frozen=True, slots=True)
class _Price:
    """Bounds of a project's price for one unit of weight, and of that price for one unit of utility."""

    low: float
    high: float
    per_worth_low: float
    per_worth_high: float


@dataclass(frozen=True, slots=True)
class _Rate:
    """The exact price numerator/denominator for one unit of weight, and which supporters it leaves empty."""

    numerator: int
    denominator: int
    emptied: NDArray[np.bool_]


@dataclass(frozen=True, slots=True)
class _Step:
    """A project funded in a run: its exact price for one unit of utility as numerator/denominator."""

    project: int
    numerator: int
    denominator: int
    high: float
    tied: tuple[int, ...]


class _Run:
    """One run of equal shares at one share for every voter.

    The money of a group is known twice: as a float with an error below :meth:`_blur`, and exactly, as the
    share less the prices of the rounds it paid (``paid[group, round]`` is its weight there), or 0 once it is
    emptied. Prices are kept over one common denominator, so that an exact sum is a few products of whole
    numbers.
    """

    def __init__(self, ballots: _Ballots, share: Fraction, watch: _Watch | None = None) -> None:
        self.ballots, self.share, self.watch = ballots, share, watch
        able = [p for p in ballots.in_order() if ballots.costs[p] > 0]
        size = len(ballots.people)
        self.money: Floats = np.full(size, float(share))
        self.alive = np.full(size, share > 0)
        top = int(ballots.weights.max()) if len(ballots.weights) else 1
        self.paid = np.zeros((size, len(able)), np.min_scalar_type(top))
        self.denominator, self.start = share.denominator, share.numerator
        self.rates: list[int] = []
        self.steps: list[_Step] = []
        #: The last lower bound of each price; prices only rise, so it stays one.
        self.floors: dict[int, float] = {}
        self.rough_share = float(share)
        self.rounds: list[tuple[Fraction, int, int]] = []
        self.queue = [
            (ballots.costs[p] / (ballots.support[p].whole_mass * ballots.worth[p]) * (1 - 4 * _ULP), p)
            for p in able
        ]
        heapq.heapify(self.queue)

    @property
    def cost(self) -> int:
        """Return what the projects funded so far cost together."""
        return sum(self.ballots.costs[step.project] for step in self.steps)

    def play(self) -> None:
        """Fund projects until no supporters can afford one."""
        if self.watch is not None:
            self.watch.look(self, None)
        while (chosen := self._first()) is not None:
            self._fund(*chosen)

    def follow(self, poorer: _Run) -> bool:
        """Fund what a run with a smaller share funded, if :func:`_add1` proves the same for all between."""
        for step in poorer.steps:
            if not self._stays_first(step):
                return False
            price = self._price(step.project)
            if price is None:
                return False
            self._fund(step.project, self._rate(step.project, price), step.tied)
        return all(self._price(project) is None for _, project in self.queue)

    def _blur(self) -> float:
        """Bound of the float error of a group's money: a rounding for the share, two for each payment."""
        return (2 * len(self.steps) + 4) * _ULP * self.rough_share

    def _price(self, project: int) -> _Price | None:
        """Bounds of the price, or None if the supporters cannot afford the project.

        The price solves Σ min(money, price × weight) = cost. Starting from a price known to be too low (or
        right), those who cannot pay it in full pay all they have and the price of the rest rises, until
        nobody else drops out.
        """
        support, cost = self.ballots.support[project], self.ballots.costs[project]
        have = self.money.take(support.groups)
        # Not a dot product: BLAS would start threads for sums as short as these, and wait for them.
        held = support.people * have
        total = _sum(held)
        error = 2 * ((len(have) + 16) * _ULP * (cost + total) + support.voters * self._blur())
        if total < cost - error:
            return None
        if total < cost + error and self.exact_total(project) < cost * self.denominator:
            return None
        price, rich = self.floors.get(project, cost / support.whole_mass), math.nan
        while True:
            poor = (have < (price if support.plain else price * support.weight)).nonzero()[0]
            rest = support.whole_mass - _sum(support.mass.take(poor))
            if rest == rich or rest <= 0:
                return self._bounded(project, price, rich, error, have)
            paid = _sum(held.take(poor))
            price, rich = max(price, (cost - paid) / rest), rest

    def _bounded(self, project: int, price: float, rich: float, error: float, have: Floats) -> _Price:
        support, worth = self.ballots.support[project], self.ballots.worth[project]
        if math.isnan(rich):  # rounding left nobody able to pay: the floor alone is certain
            low = price * (1 - 4 * _ULP)
            return _Price(low, math.inf, low / worth * (1 - 4 * _ULP), math.inf)
        low = max(0.0, price - error / rich) * (1 - 4 * _ULP)
        # Above the price fewer may be able to pay in full, so the same error moves the price further.
        margin = 1e-7 * price
        above = price + margin
        unsafe = (have <= (above if support.plain else above * support.weight)).nonzero()[0]
        safe = support.whole_mass - _sum(support.mass.take(unsafe))
        high = (price + error / safe) * (1 + 4 * _ULP) if error < margin * safe else math.inf
        self.floors[project] = low
        return _Price(low, high, low / worth * (1 - 4 * _ULP), high / worth * (1 + 4 * _ULP))

    def exact_total(self, project: int) -> int:
        """What the supporters still have together, as a numerator over ``denominator``."""
        support = self.ballots.support[project]
        alive = self.alive[support.groups]
        return self._exact_sum(support.groups[alive])

    def _exact_sum(self, groups: Integers) -> int:
        people = self.ballots.people[groups]
        counts = np.einsum("g,gr->r", people, self.paid[groups, : len(self.rates)])
        spent = sum(rate * count for rate, count in zip(self.rates, counts.tolist(), strict=True))
        return self.start * int(people.sum()) - int(spent)

    def _rate(self, project: int, price: _Price) -> _Rate:
        """The exact price. Floats sort the supporters; only those on the edge are looked at as fractions."""
        support = self.ballots.support[project]
        alive, have, blur = self.alive[support.groups], self.money[support.groups], self._blur()
        poor = alive & (have + blur < price.low * support.weight)
        edge = np.flatnonzero(alive & ~poor & (have - blur <= price.high * support.weight))
        rest = self.ballots.costs[project] * self.denominator
        if poor.any():
            rest -= self._exact_sum(support.groups[poor])
        rich = int(support.mass[alive & ~poor].sum())
        emptied = poor
        for at, money, weight, people in self._edge(support, edge):
            if money * rich < rest * weight:
                rest, rich = rest - people * money, rich - people * weight
                emptied[at] = True
            elif money * rich == rest * weight:
                emptied[at] = True
            else:
                break
        divisor = math.gcd(rest, self.denominator * rich)
        return _Rate(rest // divisor, self.denominator * rich // divisor, emptied)

    def _edge(self, support: _Support, edge: Integers) -> list[tuple[int, int, int, int]]:
        """Place, exact money, weight and voters of groups, those with least money for their weight first."""
        known: dict[bytes, int] = {}
        found = []
        for at in edge.tolist():
            group = support.groups[at]
            history = self.paid[group, : len(self.rates)]
            key = history.tobytes()
            if key not in known:
                paid = zip(self.rates, history.tolist(), strict=True)
                known[key] = self.start - sum(rate * weight for rate, weight in paid if weight)
            found.append((at, known[key], int(support.weight[at]), int(support.people[at])))
        return sorted(found, key=lambda entry: Fraction(entry[1], entry[2]))

    def _first(self) -> tuple[int, _Rate, tuple[int, ...]] | None:
        """The project with the least price for its worth, its exact price, and the projects tied with it."""
        seen: list[tuple[int, _Price]] = []
        least = math.inf
        while self.queue and self.queue[0][0] <= least:
            _, project = heapq.heappop(self.queue)
            price = self._price(project)
            if price is not None:
                seen.append((project, price))
                least = min(least, price.per_worth_high)
        if not seen:
            return None
        near = [(project, price) for project, price in seen if price.per_worth_low <= least]
        rates = {project: self._rate(project, price) for project, price in near}
        best = [near[0][0]]
        for project, _ in near[1:]:
            order = self._compare(rates[project], project, rates[best[0]], best[0])
            if order <= 0:
                best = [project] if order < 0 else [*best, project]
        chosen = min(best, key=self.ballots.rank.__getitem__)
        for project, price in seen:
            if project != chosen:
                heapq.heappush(self.queue, (price.per_worth_low, project))
        return chosen, rates[chosen], tuple(best)

    def _compare(self, one: _Rate, project: int, other: _Rate, rival: int) -> int:
        """The sign of the difference of two prices for one unit of utility, exactly."""
        worth = self.ballots.worth
        left = one.numerator * other.denominator * worth[rival]
        right = other.numerator * one.denominator * worth[project]
        return int(left > right) - int(left < right)

    def _stays_first(self, step: _Step) -> bool:
        """Whether here every other project is dearer than ``step`` was in the poorer run (ties by rank)."""
        seen: list[tuple[float, int]] = []
        while self.queue and self.queue[0][0] <= step.high:
            _, project = heapq.heappop(self.queue)
            if project == step.project or (price := self._price(project)) is None:
                continue
            if price.per_worth_low <= step.high and not self._dearer(project, price, step):
                return False
            seen.append((price.per_worth_low, project))
        for entry in seen:
            heapq.heappush(self.queue, entry)
        return True

    def _dearer(self, project: int, price: _Price, step: _Step) -> bool:
        rate = self._rate(project, price)
        mine = rate.numerator * step.denominator
        theirs = step.numerator * rate.denominator * self.ballots.worth[project]
        rank = self.ballots.rank
        return mine > theirs or (mine == theirs and rank[project] > rank[step.project])

    def _fund(self, project: int, rate: _Rate, tied: tuple[int, ...]) -> None:
        support, worth = self.ballots.support[project], self.ballots.worth[project]
        groups, alive = support.groups, self.alive[support.groups]
        self.paid[groups[alive], len(self.rates)] = support.weight[alive]
        common = math.lcm(self.denominator, rate.denominator)
        factor = common // self.denominator
        self.rates = [known * factor for known in self.rates] if factor > 1 else self.rates
        self.rates.append(rate.numerator * (common // rate.denominator))
        self.denominator, self.start = common, self.start * factor
        before = self.money[groups]
        after = np.maximum(before - rate.numerator / rate.denominator * support.weight, 0.0)
        after[rate.emptied] = 0.0
        self.money[groups] = after
        self.alive[groups[rate.emptied]] = False
        high = rate.numerator / (rate.denominator * worth) * (1 + 4 * _ULP)
        self.steps.append(_Step(project, rate.numerator, rate.denominator * worth, high, tied))
        emptied = int(support.people[rate.emptied].sum())
        self.rounds.append(
            (
                Fraction(rate.numerator, rate.denominator),
                int(support.people[alive].sum()) - emptied,
                emptied,
            )
        )
        if self.watch is not None:
            self.watch.pay(project, rate.numerator / rate.denominator)
            self.watch.look(self, project)


class _Watch:
    """Sees, for every project, when its supporters' money first was less than its cost, and what was left.

    ``least[p]`` is a lower bound of what the supporters of p have together: what they had when it was last
    added up, less the most they can have paid since. ``weights[p]`` is how many they are, times the greatest
    weight of any voter.
    """

    def __init__(self, ballots: _Ballots, share: Fraction) -> None:
        self.ballots = ballots
        self.given = [float(share) * support.voters for support in ballots.support]
        self.least: Floats = np.array(self.given, dtype=np.float64)
        top = int(ballots.weights.max()) if len(ballots.weights) else 1
        self.weights: Floats = np.array([support.voters * top for support in ballots.support], np.float64)
        self.open = {p for p in ballots.in_order() if ballots.costs[p] > 0}
        self.lost: dict[int, tuple[Fraction, int | None]] = {}

    def pay(self, project: int, price: float) -> None:
        """A project was funded: nobody's supporters lost more than its cost, nor each more than its price."""
        self.least -= np.minimum(self.ballots.costs[project], price * self.weights * (1 + 1e-9))
        self.open.discard(project)

    def look(self, run: _Run, after: int | None) -> None:
        """Note for each open project whether its supporters could have paid it at this point."""
        for project in sorted(self.open):
            support, cost = self.ballots.support[project], self.ballots.costs[project]
            # The float sums are good to about voters × 1e-16 of what was given; 1e-9 is far on the safe side.
            enough = cost + 1e-9 * (self.given[project] + cost)
            if self.least[project] > enough:
                continue
            self.least[project] = _sum(support.people * run.money.take(support.groups))
            if self.least[project] > enough:
                continue
            left = run.exact_total(project)
            if left < cost * run.denominator:
                self.lost[project] = (Fraction(left, run.denominator), after)
                self.open.discard(project)


def _add1(
    ballots: _Ballots, share: Fraction, unit: int, budget: int
) -> tuple[Fraction, int, tuple[Fraction, int] | None]:
    """The last share, raised by ``unit`` at a time, before a raise whose result overspends ``budget``.

    Returns it with the number of raises and the overspending share with its cost (None if there is none
    because every project with supporters is funded).

    The cost of the result is not monotone in the share, so no bisection is sound. Still most raises change
    nothing, and this jumps over them only where it proves that. Let the run at share s fund σ1, σ2, … at
    prices ρk(s) per worth, and let s ≤ t ≤ s'. Fund the same sequence by force at s, t and s'. By induction
    every voter has at least as much money before round k at t as at s, and at s' as at t: with no less money
    behind it the price of σk is no higher, and so what is left after paying, max(0, money − price × weight),
    is no less. More money makes any project's price no higher, hence ρk(t) ≤ ρk(s) for σk, and ρq(t) ≥ ρq(s')
    for every other project q. So if at s' each q still unfunded has (ρq(s'), rank q) > (ρk(s), rank σk) in
    every round, then (ρq(t), rank q) > (ρk(t), rank σk): equal shares at t funds σk too; and if no project is
    affordable at s' after the last round, none is at t. Then all shares from s to s' give the same result,
    which one run at s' has proved. Where the proof fails the raises are made one by one, and longer jumps are
    tried ever less often.
    """
    run = _Run(ballots, share)
    run.play()
    raises, jump, patience, wait = 0, 1, 1, 0
    while _short(run):
        jump = 1 if wait > 0 else jump
        further = _Run(ballots, share + jump * unit)
        if jump > 1:
            if not further.follow(run):
                jump, wait, patience = 1, patience, min(64, 2 * patience)
                continue
            patience = 1
        else:
            further.play()
            wait -= 1
            if further.cost > budget:
                return share, raises, (further.share, further.cost)
        if wait <= 0:
            jump *= 2
        share, raises, run = further.share, raises + (further.share - share) // unit, further
    return share, raises, None


def _short(run: _Run) -> bool:
    """Whether some project with supporters is not funded."""
    return len(run.steps) < sum(1 for p in run.ballots.in_order() if run.ballots.costs[p] > 0)


def _shares_allocation(election: Election, ballots: _Ballots, run: _Run, completion: str) -> Allocation:
    free = [p for p in ballots.in_order() if ballots.costs[p] == 0]
    funded = free + [step.project for step in run.steps]
    rounds = tuple(
        Round(
            project_id=ballots.ids[step.project],
            price=price * ballots.factor,
            price_per_worth=price * ballots.factor / ballots.worth[step.project],
            in_full=in_full,
            emptied=emptied,
        )
        for step, (price, in_full, emptied) in zip(run.steps, run.rounds, strict=True)
    )
    prices = {p: Fraction(0) for p in free} | {
        step.project: r.price for step, r in zip(run.steps, rounds, strict=True)
    }
    whys = {p: _shares_why(ballots, run, p, prices.get(p)) for p in range(len(ballots.ids))}
    whys |= {p: replace(whys[p], step=at) for at, p in enumerate(funded, 1)}
    ties = tuple(_tie(ballots, SHARES, step.tied, step.project) for step in run.steps if len(step.tied) > 1)
    return Allocation(
        rule=EQUAL_SHARES,
        completion=completion,
        funded=tuple(ballots.ids[p] for p in funded),
        cost=sum(ballots.costs[p] for p in funded),
        budget=election.budget,
        scale=election.scale,
        projects=_results(ballots, whys),
        voters=len(election.votes),
        voters_with_nothing=_with_nothing(ballots, funded),
        share=run.share,
        raises=0,
        payments=Payments(election.votes, run.share, rounds),
        tie_breaks=ties,
        trace=Trace(free=tuple(ballots.ids[p] for p in free), rounds=rounds),
    )


def _shares_why(ballots: _Ballots, run: _Run, project: int, price: Fraction | None) -> Why:
    if price is not None:
        return Why(FUNDED, SHARES, price=price)
    barred = _barred(ballots, project, SHARES)
    if barred is not None or run.watch is None:
        return barred or Why(SUPPORTERS_SHORT, SHARES)
    left, after = run.watch.lost[project]
    return Why(SUPPORTERS_SHORT, SHARES, money_left=left, after=None if after is None else ballots.ids[after])


def _barred(ballots: _Ballots, project: int, phase: str) -> Why | None:
    if not ballots.support[project].voters:
        return Why(NO_VOTES, phase)
    return Why(BELOW_THRESHOLD, phase) if ballots.barred[project] else None


def _tie(ballots: _Ballots, phase: str, tied: Sequence[int], chosen: int) -> TieBreak:
    order = sorted(tied, key=ballots.rank.__getitem__)
    return TieBreak(
        phase, tuple(ballots.ids[p] for p in order), ballots.ids[chosen], ballots.decided_by(*order[:2])
    )


def _results(ballots: _Ballots, whys: Mapping[int, Why]) -> dict[str, ProjectResult]:
    return {
        project: ProjectResult(ballots.support[p].voters, ballots.scores[p], ballots.costs[p], whys[p])
        for p, project in enumerate(ballots.ids)
    }


def _with_nothing(ballots: _Ballots, funded: Sequence[int]) -> int:
    return int(ballots.people[ballots.gains(funded) == 0].sum())


def _by_votes(
    ballots: _Ballots, projects: Sequence[int], room: int, whys: dict[int, Why], phase: str, stop: bool
) -> tuple[list[int], list[Considered], list[TieBreak]]:
    """Fund projects in order while they fit in ``room``; ``whys`` gets each fate; ``stop``: skip none."""
    funded: list[int] = []
    considered: list[Considered] = []
    stopped = False
    for project in projects:
        fits = ballots.costs[project] <= room and not stopped
        reason = FUNDED if fits else AFTER_THE_STOP if stopped else DOES_NOT_FIT
        whys[project] = replace(whys[project], reason=reason, phase=phase, room_left=room)
        considered.append(Considered(ballots.ids[project], room, fits))
        stopped = stopped or (stop and not fits)
        if fits:
            funded.append(project)
            room -= ballots.costs[project]
    ties = []
    for score in dict.fromkeys(ballots.scores[p] for p in projects):
        tied = [p for p in projects if ballots.scores[p] == score]
        # A tie between projects that all won, or all lost, decided nothing.
        if len({whys[p].reason == FUNDED for p in tied}) > 1:
            ties.append(_tie(ballots, phase, tied, min(tied, key=ballots.rank.__getitem__)))
    return funded, considered, ties


def _liked(ballots: _Ballots) -> list[int]:
    return [p for p in ballots.in_order() if ballots.scores[p] > 0]


def _greedy_allocation(election: Election, ballots: _Ballots, rule: str, phase: str = GREEDY) -> Allocation:
    whys = {p: _barred(ballots, p, phase) or Why(NO_VOTES, phase) for p in range(len(ballots.ids))}
    stop = rule == GREEDY_NO_SKIP
    funded, considered, ties = _by_votes(ballots, _liked(ballots), election.budget, whys, phase, stop)
    whys |= {p: replace(whys[p], step=at) for at, p in enumerate(funded, 1)}
    return Allocation(
        rule=rule,
        completion=NONE,
        funded=tuple(ballots.ids[p] for p in funded),
        cost=sum(ballots.costs[p] for p in funded),
        budget=election.budget,
        scale=election.scale,
        projects=_results(ballots, whys),
        voters=len(election.votes),
        voters_with_nothing=_with_nothing(ballots, funded),
        share=None,
        raises=0,
        payments=Payments(election.votes, Fraction(0), ()),
        tie_breaks=tuple(ties),
        trace=Trace(considered=tuple(considered)),
    )


def _complete(ballots: _Ballots, found: Allocation) -> Allocation:
    """Give what is left of the budget by votes."""
    whys = {p: found.projects[project].why for p, project in enumerate(ballots.ids)}
    rest = [p for p in _liked(ballots) if whys[p].reason != FUNDED]
    funded, considered, ties = _by_votes(
        ballots, rest, found.budget - found.cost, whys, COMPLETION, stop=False
    )
    whys |= {p: replace(whys[p], step=at) for at, p in enumerate(funded, len(found.funded) + 1)}
    everything = [p for p in whys if whys[p].reason == FUNDED]
    return replace(
        found,
        funded=found.funded + tuple(ballots.ids[p] for p in funded),
        cost=found.cost + sum(ballots.costs[p] for p in funded),
        projects=_results(ballots, whys),
        voters_with_nothing=_with_nothing(ballots, everything),
        tie_breaks=found.tie_breaks + tuple(ties),
        trace=replace(found.trace, considered=tuple(considered)),
    )


def _compare(election: Election, ballots: _Ballots, found: Allocation) -> Allocation:
    """Keep the result unless strictly more voters get more of what they chose from plain greedy."""
    greedy = _greedy_allocation(election, ballots, GREEDY, COMPARISON)
    position = {project: p for p, project in enumerate(ballots.ids)}
    mine = ballots.gains([position[project] for project in found.funded])
    theirs = ballots.gains([position[project] for project in greedy.funded])
    comparison = Comparison(
        prefer_shares=int(ballots.people[mine > theirs].sum()),
        prefer_greedy=int(ballots.people[mine < theirs].sum()),
        indifferent=int(ballots.people[mine == theirs].sum()),
        shares_funded=found.funded,
        greedy_funded=greedy.funded,
    )
    trace = replace(found.trace, comparison=comparison)
    if comparison.prefer_greedy <= comparison.prefer_shares:
        return replace(found, trace=trace)
    return replace(
        greedy,
        rule=found.rule,
        completion=found.completion,
        raises=found.raises,
        tie_breaks=found.tie_breaks + greedy.tie_breaks,
        trace=replace(trace, considered=greedy.trace.considered),
    )
