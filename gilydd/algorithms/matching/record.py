"""The result of a round as a JSON document, and the check of such a document without any solver."""

from __future__ import annotations

from collections import Counter
from collections.abc import Mapping
from fractions import Fraction
from typing import Any

import numpy as np

from gilydd.algorithms.matching.network import option_receiver
from gilydd.algorithms.matching.proof import Duals, Unproven, bound, check_prices
from gilydd.algorithms.matching.rounds import Ints, Round, document, read_round
from gilydd.algorithms.matching.rules import Rules
from gilydd.algorithms.matching.solving import Result
from gilydd.algorithms.reading import BadInput, rounded

__all__ = ["record", "verify"]

AIMS = ("units", "need", "cost")


def record(result: Result) -> dict[str, Any]:
    """The result as plain data: exchanges with reasons, circles, balances, prices, bound, and the round."""
    a_round, ids = result.round, result.round.ids
    units, need, cost = result.reached
    given, received = result.given.tolist(), result.received.tolist()
    rings = [(ring, [ids[member] for member in ring.members]) for ring in result.rings]
    return {
        "total_units": units,
        "total_need": _number(need, a_round.weight_scale),
        "total_cost": -cost,
        "bound": result.bound[0],
        "proved": result.proven,
        "reached": _aims(result.reached),
        "bounds": _aims(result.bound),
        "weight_scale": a_round.weight_scale,
        "exchanges": [
            {
                "giver": ids[each.giver],
                "receiver": ids[each.receiver],
                "units": each.units,
                "parts": [_part(part, a_round.weight_scale) for part in each.parts],
            }
            for each in result.exchanges()
        ],
        "circles": [{"members": names, "units": ring.units} for ring, names in rings if ring.closed],
        "chains": [{"members": names, "units": ring.units} for ring, names in rings if not ring.closed],
        "members": {
            ids[number]: {
                "given": given[number],
                "received": received[number],
                "balance_before": before,
                "balance_after": before + given[number] - received[number],
            }
            for number, before in enumerate(a_round.balance.tolist())
        },
        "duals": _duals(a_round, result.duals),
        "networks_solved": result.solved,
        "round": document(a_round),
    }


def _aims(values: tuple[int, int, int]) -> dict[str, int]:
    return {"units": values[0], "need": values[1], "cost": -values[2]}


def _number(value: int, scale: int) -> int | float:
    whole = Fraction(value, scale)
    return int(whole) if whole.denominator == 1 else rounded(whole)


def _part(part: Any, scale: int) -> dict[str, Any]:
    found = {"units": part.units, "weight": _number(part.weight, scale), "cost": part.cost}
    if part.skill is not None:
        found |= {
            "need": part.need,
            "skill": part.skill,
            "giver_place": part.giver_place,
            "receiver_place": part.receiver_place,
            "giver_checked": part.giver_checked,
            "asked": part.asked,
            "met": part.met,
        }
    return found


def _duals(a_round: Round, duals: Duals) -> dict[str, Any]:
    """Prices as triples [units, need, minus cost]; a price that is not there is 0."""
    members: dict[str, dict[str, Any]] = {}
    for name in ("balance", "give", "receive"):
        prices = getattr(duals, name)
        rows = np.flatnonzero(prices.any(axis=1))
        for row, price in zip(rows.tolist(), prices[rows].tolist(), strict=True):
            members.setdefault(a_round.ids[row], {})[name] = price
    rank = np.arange(len(a_round.need_member)) - np.searchsorted(a_round.need_member, a_round.need_member)
    rows = np.flatnonzero(duals.need.any(axis=1))
    columns = (a_round.need_member[rows], rank[rows], duals.need[rows])
    for member, at, price in zip(*(column.tolist() for column in columns), strict=True):
        members.setdefault(a_round.ids[member], {}).setdefault("needs", {})[str(at)] = price
    pairs = zip(duals.pair_giver.tolist(), duals.pair_receiver.tolist(), duals.pair.tolist(), strict=True)
    return {
        "aims": ["units", "need", "minus cost"],
        "members": members,
        "pairs": [
            {"giver": a_round.ids[giver], "receiver": a_round.ids[receiver], "price": price}
            for giver, receiver, price in pairs
        ],
    }


def verify(data: Any, file: str = "") -> dict[str, Any]:
    """Check a recorded result without solving anything; says what was proven.

    The exchanges must be allowed and within every limit, circles and chains must add up to them exactly, the
    balances must follow, and the prices must bound every possible round by exactly what this one reaches.
    Raises BadInput, which says what is wrong. O(size of the document · log), see ``check_prices``.
    """
    if not isinstance(data, dict) or not isinstance(data.get("round"), dict):
        raise BadInput("no result of gilydd match: it has no round to be checked against", file)
    a_round = read_round(data["round"], file=file)
    try:
        reached = _Check(a_round, data).run()
    except Unproven as error:
        raise BadInput(f"not proven: {error}", file) from None
    except (KeyError, TypeError, AttributeError, OverflowError) as error:
        raise BadInput(f"no complete result of gilydd match: {type(error).__name__} {error}", file) from None
    return {
        "proved": True,
        "total_units": reached[0],
        "bound": reached[0],
        "reached": _aims(reached),
        "bounds": _aims(reached),
        "exchanges": len(data["exchanges"]),
        "circles": len(data["circles"]),
        "chains": len(data.get("chains", [])),
        "checked": ["exchanges", "limits", "balances", "circles", "prices", "bound"],
    }


class _Check:
    def __init__(self, a_round: Round, data: Mapping[str, Any]) -> None:
        self.round, self.data = a_round, data
        self.rules = Rules(a_round)
        self.number = {name: at for at, name in enumerate(a_round.ids)}

    def run(self) -> tuple[int, int, int]:
        """Check everything; what the round reaches. Raises Unproven."""
        giver, need, units = self.exchanges()
        receiver = option_receiver(self.round, need)
        reached = self.allowed(giver, receiver, need, units)
        self.limits(giver, receiver, need, units)
        self.rings()
        duals = self.prices()
        check_prices(self.round, self.rules, duals)
        most = bound(self.round, duals)
        if most != reached:
            raise Unproven(f"the round reaches {_aims(reached)}, the prices allow {_aims(most)}")
        for name, expected in (("reached", _aims(reached)), ("bounds", _aims(most))):
            if self.data[name] != expected:
                raise Unproven(f"{name} should be {expected}")
        if self.data["total_units"] != reached[0] or self.data["bound"] != most[0]:
            raise Unproven(f"total_units and bound should be {reached[0]:,}")
        return reached

    def member(self, name: Any) -> int:
        """The row number of a member's id. Raises Unproven for one that is nobody's."""
        if name not in self.number:
            raise Unproven(f"nobody has the id {name!r}")
        return self.number[name]

    def exchanges(self) -> tuple[Ints, Ints, Ints]:
        """Giver, need (−1 − e for edge e) and units of every part."""
        a_round = self.round
        first = np.searchsorted(a_round.need_member, np.arange(len(a_round) + 1)).tolist()
        ends = zip(a_round.edge_giver.tolist(), a_round.edge_receiver.tolist(), strict=True)
        edges = {pair: -1 - edge for edge, pair in enumerate(ends)}
        rows = []
        seen = set()
        for each in self.data["exchanges"]:
            giver, receiver = self.member(each["giver"]), self.member(each["receiver"])
            if (giver, receiver) in seen:
                raise Unproven(f"the exchange of {each['giver']!r} and {each['receiver']!r} stands twice")
            seen.add((giver, receiver))
            if _units(each) != sum(_units(part) for part in each["parts"]):
                raise Unproven(f"the parts of {each['giver']!r} for {each['receiver']!r} are not its units")
            for part in each["parts"]:
                if part.get("need") is None:
                    need = edges.get((giver, receiver))
                else:
                    need = first[receiver] + _whole(part["need"])
                    need = need if need < first[receiver + 1] else None
                if need is None:
                    raise Unproven(
                        f"{each['giver']!r} gives {each['receiver']!r} what the round does not know"
                    )
                rows.append((giver, need, _units(part)))
        table = np.array(rows, dtype=np.int64).reshape(len(rows), 3)
        return table[:, 0], table[:, 1], table[:, 2]

    def allowed(self, giver: Ints, receiver: Ints, need: Ints, units: Ints) -> tuple[int, int, int]:
        """Units, need and minus cost of the exchanges, all of which must be allowed."""
        a_round = self.round
        by_need = need >= 0
        cost, weight = np.zeros(len(need), dtype=np.int64), np.zeros(len(need), dtype=np.int64)
        cost[by_need] = self.rules.cost(giver[by_need], need[by_need])
        weight[by_need] = a_round.need_weight[need[by_need]]
        edge = -1 - need[~by_need]
        cost[~by_need] = np.where(
            self.rules.vetoed(giver[~by_need], receiver[~by_need]), -1, a_round.edge_cost[edge]
        )
        weight[~by_need] = a_round.edge_weight[edge]
        closed = np.flatnonzero(cost < 0)
        if len(closed):
            one, other = a_round.ids[giver[closed[0]]], a_round.ids[receiver[closed[0]]]
            raise Unproven(f"{one!r} may not help {other!r} with this: skill, place, level or a veto")
        products = zip(units.tolist(), weight.tolist(), cost.tolist(), strict=True)
        parts = [(amount, amount * weighs, -amount * costs) for amount, weighs, costs in products]
        return sum(part[0] for part in parts), sum(part[1] for part in parts), sum(part[2] for part in parts)

    def limits(self, giver: Ints, receiver: Ints, need: Ints, units: Ints) -> None:
        """Every limit of members, needs and pairs, and the balances as they are told."""
        a_round = self.round
        given, received = self.sums(giver, units), self.sums(receiver, units)
        met = np.zeros(len(a_round.need_member), dtype=np.int64)
        np.add.at(met, need[need >= 0], units[need >= 0])
        over = np.flatnonzero(met > a_round.need_units)
        if len(over):
            raise Unproven(f"{a_round.ids[a_round.need_member[over[0]]]!r} gets more than one need asks for")
        change = given - received
        for wrong, said in (
            (given > a_round.give_max, "gives more than give_max"),
            (received > a_round.receive_max, "gets more than receive_max"),
            ((change > a_round.rise) | (change < -a_round.fall), "has a balance that moves too far"),
        ):
            if wrong.any():
                raise Unproven(f"{a_round.ids[int(np.argmax(wrong))]!r} {said}")
        for number, name in enumerate(a_round.ids):
            before = int(a_round.balance[number])
            expected = {
                "given": int(given[number]),
                "received": int(received[number]),
                "balance_before": before,
                "balance_after": before + int(change[number]),
            }
            if self.data["members"][name] != expected:
                raise Unproven(f"the figures of member {name!r} should be {expected}")
        if a_round.pair_max is not None:
            for each in self.data["exchanges"]:
                if each["units"] > a_round.pair_max:
                    raise Unproven(f"{each['giver']!r} gives {each['receiver']!r} more than pair_max")

    def sums(self, rows: Ints, units: Ints) -> Ints:
        """Units added up by member [n]."""
        found = np.zeros(len(self.round), dtype=np.int64)
        np.add.at(found, rows, units)
        return found

    def rings(self) -> None:
        """Circles and chains add up to the exchanges, unit by unit, and nobody is in one twice."""
        left: Counter[tuple[str, str]] = Counter()
        for each in self.data["exchanges"]:
            left[each["giver"], each["receiver"]] = each["units"]
        for kind in ("circles", "chains"):
            for ring in self.data.get(kind, []):
                names = ring["members"]
                if len(names) < 2 or len(set(names)) < len(names):
                    raise Unproven(f"somebody stands twice, or alone, in {kind}: {names}")
                after = [*names[1:], names[0]] if kind == "circles" else names[1:]
                for pair in zip(names, after, strict=False):
                    left[pair] -= _units(ring)
        wrong = next((pair for pair, units in left.items() if units), None)
        if wrong is not None:
            raise Unproven(f"circles and chains do not add up to what {wrong[0]!r} gives {wrong[1]!r}")
        if self.round.corridor is None and self.data.get("chains"):
            raise Unproven("there are chains, but without a corridor everything goes round")

    def prices(self) -> Duals:
        """The prices as columns."""
        a_round, told = self.round, self.data["duals"]
        balance, give, receive = (np.zeros((len(a_round), 3), dtype=np.int64) for _ in range(3))
        need = np.zeros((len(a_round.need_member), 3), dtype=np.int64)
        first = np.searchsorted(a_round.need_member, np.arange(len(a_round) + 1)).tolist()
        for name, prices in told["members"].items():
            row = self.member(name)
            for kind, column in (("balance", balance), ("give", give), ("receive", receive)):
                if kind in prices:
                    column[row] = _price(prices[kind])
            for rank, price in prices.get("needs", {}).items():
                at = first[row] + int(rank)
                if int(rank) < 0 or at >= first[row + 1]:
                    raise Unproven(f"{name!r} has no need {rank}")
                need[at] = _price(price)
        pairs = sorted(
            (self.member(each["giver"]), self.member(each["receiver"]), _price(each["price"]))
            for each in told["pairs"]
        )
        if len({pair[:2] for pair in pairs}) < len(pairs):
            raise Unproven("a pair has two prices")
        return Duals(
            balance, give, receive, need,
            np.array([pair[0] for pair in pairs], dtype=np.int64),
            np.array([pair[1] for pair in pairs], dtype=np.int64),
            np.array([pair[2] for pair in pairs], dtype=np.int64).reshape(len(pairs), 3),
        )  # fmt: skip


def _whole(value: Any) -> int:
    if not isinstance(value, int) or isinstance(value, bool) or not 0 <= value <= 2**53:
        raise Unproven(f"a whole number of at least 0 is needed, not {value!r}")
    return value


def _units(row: Mapping[str, Any]) -> int:
    units = _whole(row["units"])
    if not units:
        raise Unproven("an exchange or a circle of nothing")
    return units


def _price(price: Any) -> list[int]:
    """A price as three whole numbers, small enough that no sum of a few of them overflows."""
    if not isinstance(price, list) or len(price) != len(AIMS):
        raise Unproven(f"a price is three whole numbers, not {price!r}")
    for value in price:
        if not isinstance(value, int) or isinstance(value, bool) or abs(value) > 2**56:
            raise Unproven(f"a price is three whole numbers, not {price!r}")
    return price
