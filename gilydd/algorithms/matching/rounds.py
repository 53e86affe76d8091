"""A matching round: who can give what to whom, as columns of numbers, and how it is read.

A round is a JSON document (``read_round``) or a kidney exchange of PrefLib (``read_wmd``). It is kept in
columns, because a round may hold a million members.
"""

from __future__ import annotations

import math
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from fractions import Fraction
from typing import Any

import numpy as np
import numpy.typing as npt

from gilydd.algorithms.reading import BadInput

__all__ = ["Limits", "Round", "document", "read_round", "read_wmd"]

Ints = npt.NDArray[np.int64]

LARGEST = 10**9
EVERY_SKILL = -1
NEVER = 2**31  # a level that nobody has: the door is open to nobody
FREE = 2 * 10**9  # stands for "no limit": above every number that can be read

ROUND_KEYS = {
    "members",
    "travel",
    "vetoes",
    "met",
    "edges",
    "pair_max",
    "corridor",
    "first_time_cost",
    "note",
}
MEMBER_KEYS = {
    "id", "name", "balance", "floor", "ceiling", "give_max", "receive_max",
    "place", "checked", "offers", "needs",
}  # fmt: skip
OFFER_KEYS = {"skill", "checked"}
NEED_KEYS = {"skill", "units", "weight", "checked", "checked_met"}
TRAVEL_KEYS = {"from", "to", "cost", "one_way"}
VETO_KEYS = {"giver", "receiver", "skill", "why"}
EDGE_KEYS = {"giver", "receiver", "weight", "cost"}


@dataclass(frozen=True, slots=True)
class Limits:
    """Limits set for everybody, in units; None sets none.

    give_max, receive_max: nobody gives or gets more (a member's own smaller limit stands). pair_max: nobody
    gives the same person more. corridor: everybody's credit may change by so much either way.
    """

    give_max: int | None = None
    receive_max: int | None = None
    pair_max: int | None = None
    corridor: int | None = None


@dataclass(frozen=True, eq=False)
class Round:
    """One round, n members. Amounts are whole units; people, skills and places are row numbers.

    ids, names [n]; skills, places: their words. balance, give_max, receive_max, floor, ceiling, place,
    checked [n]. offer_* [offers], in order of members; asks = the level that the other side must have.
    need_* [needs], in order of members; weight in 1/``weight_scale``; asks_met = the level asked of somebody
    one has met. travel_* [arcs]: from the giver's place to the receiver's. veto_* and met_* [pairs], one way;
    veto_skill −1 = every skill. edge_* [pairs]: "can help", said without skill and place.
    pair_max and corridor: None = no limit, and no corridor: balances stay as they are.
    """

    ids: tuple[str, ...]
    names: Mapping[int, str]
    skills: tuple[str, ...]
    places: tuple[str, ...]
    balance: Ints
    give_max: Ints
    receive_max: Ints
    floor: Ints
    ceiling: Ints
    place: Ints
    checked: Ints
    offer_member: Ints
    offer_skill: Ints
    offer_asks: Ints
    need_member: Ints
    need_skill: Ints
    need_units: Ints
    need_weight: Ints
    need_asks: Ints
    need_asks_met: Ints
    travel_from: Ints
    travel_to: Ints
    travel_cost: Ints
    veto_giver: Ints
    veto_receiver: Ints
    veto_skill: Ints
    met_giver: Ints
    met_receiver: Ints
    edge_giver: Ints
    edge_receiver: Ints
    edge_weight: Ints
    edge_cost: Ints
    pair_max: int | None = None
    corridor: int | None = None
    first_time_cost: int = 0
    weight_scale: int = 1

    def __len__(self) -> int:
        return len(self.ids)

    @property
    def rise(self) -> Ints:
        """By how much each balance may rise, at least 0 [n]."""
        return np.clip(self.ceiling - self.balance, 0, self.corridor or 0)

    @property
    def fall(self) -> Ints:
        """By how much each balance may fall, at least 0 [n]."""
        return np.clip(self.balance - self.floor, 0, self.corridor or 0)

    @property
    def need_most(self) -> Ints:
        """What each need can take: its units, at most what its member may get [needs]."""
        return np.minimum(self.need_units, self.receive_max[self.need_member])


def column(values: Iterable[int]) -> Ints:
    """Whole numbers as a column."""
    return np.fromiter(values, dtype=np.int64)


class _Words:
    """Words numbered in the order in which they come."""

    def __init__(self) -> None:
        self.number: dict[str, int] = {}

    def __getitem__(self, word: str) -> int:
        return self.number.setdefault(word, len(self.number))


def read_round(data: Any, limits: Limits | None = None, file: str = "") -> Round:
    """Read a round from a JSON document. Raises BadInput, which says where.

    data: {members: [{id, balance, floor, ceiling, give_max, receive_max, place, checked, offers, needs}],
    travel: [{from, to, cost, one_way}], vetoes: [[a, b] or {giver, receiver, skill}], met: [[a, b]],
    edges: [{giver, receiver, weight, cost}], pair_max, corridor, first_time_cost}; only ids are needed.
    offers: skills, or {skill, checked}; needs: {skill, units, weight, checked, checked_met}.
    limits: hold beside those of the document. O(size of the document).

    >>> a_round = read_round({"members": [
    ...     {"id": "Mair", "offers": ["Welsh"], "needs": [{"skill": "lift", "units": 2}]},
    ...     {"id": "Dai", "offers": ["lift"], "needs": [{"skill": "Welsh", "units": 4}]}]})
    >>> a_round.ids, a_round.skills, a_round.need_units.tolist()
    (('Mair', 'Dai'), ('Welsh', 'lift'), [2, 4])
    """
    try:
        return _Reader(limits or Limits()).read(data)
    except BadInput as error:
        raise BadInput(str(error), file) from None


class _Reader:
    """Fills the columns of a round from a document."""

    def __init__(self, limits: Limits) -> None:
        self.limits = limits
        self.skills, self.places = _Words(), _Words()
        self.people: dict[str, int] = {}
        self.names: dict[int, str] = {}
        self.member: list[tuple[int, ...]] = []
        self.offers: list[tuple[int, int, int]] = []
        self.needs: list[tuple[int, ...]] = []
        self.weights: list[int | Fraction] = []

    def read(self, data: Any) -> Round:
        """The round of a document."""
        if not isinstance(data, dict):
            raise BadInput("expected an object with members")
        _known(data, ROUND_KEYS, "")
        rows = data.get("members")
        if not isinstance(rows, list) or not rows:
            raise BadInput("members: a list of at least one member is needed")
        for place, row in enumerate(rows):
            self._member(row, f"members[{place}]")
        travel = self._travel(_list(data, "travel"))
        vetoes = self._vetoes(_list(data, "vetoes"))
        met = [self._pair(pair, f"met[{at}]") for at, pair in enumerate(_list(data, "met"))]
        met = sorted({*met, *((b, a) for a, b in met)})
        edges, edge_weights = self._edges(_list(data, "edges"))
        scale = self._scale(edge_weights)
        return self._round(data, travel, vetoes, met, edges, edge_weights, scale)

    def _member(self, row: Any, where: str) -> None:
        if not isinstance(row, dict):
            raise BadInput(f"{where}: an object is needed")
        _known(row, MEMBER_KEYS, where)
        name = _text(row, "id", where)
        number = self.people.setdefault(name, len(self.people))
        if number != len(self.member):
            raise BadInput(f"{where}.id: {name!r} stands twice")
        where = f"{where} ({name})"
        if "name" in row:
            self.names[number] = _text(row, "name", where)
        checked = _level(row, "checked", where)
        place = self.places[_text(row, "place", where) if "place" in row else ""]
        self.member.append(
            (
                _whole(row, "balance", where, 0, -LARGEST),
                min(_whole(row, "give_max", where, FREE), _or_free(self.limits.give_max)),
                min(_whole(row, "receive_max", where, FREE), _or_free(self.limits.receive_max)),
                _whole(row, "floor", where, -FREE, -LARGEST),
                _whole(row, "ceiling", where, FREE, -LARGEST),
                place,
                checked,
            )
        )
        given = set()
        for at, offer in enumerate(_list(row, "offers", where)):
            if isinstance(offer, str) and offer:
                skill, asks = self.skills[offer], 0
            else:
                skill, asks = self._offer(offer, f"{where}.offers[{at}]")
            if skill in given:
                raise BadInput(f"{where}.offers[{at}]: the skill stands twice")
            given.add(skill)
            self.offers.append((number, skill, asks))
        for at, need in enumerate(_list(row, "needs", where)):
            self._need(number, need, f"{where}.needs[{at}]")

    def _offer(self, offer: Any, where: str) -> tuple[int, int]:
        if not isinstance(offer, dict):
            raise BadInput(f"{where}: a skill, or an object with skill, is needed")
        _known(offer, OFFER_KEYS, where)
        return self.skills[_text(offer, "skill", where)], _level(offer, "checked", where)

    def _need(self, number: int, need: Any, where: str) -> None:
        if not isinstance(need, dict):
            raise BadInput(f"{where}: an object with skill and units is needed")
        _known(need, NEED_KEYS, where)
        asks = _level(need, "checked", where)
        asks_met = _level(need, "checked_met", where) if "checked_met" in need else asks
        if asks_met > asks:
            raise BadInput(f"{where}.checked_met: at most checked ({asks}) is asked of somebody one has met")
        if "units" not in need:
            raise BadInput(f"{where}.units: how many units are needed?")
        units = _whole(need, "units", where, 0)
        self.weights.append(_weight(need, where))
        self.needs.append((number, self.skills[_text(need, "skill", where)], units, asks, asks_met))

    def _travel(self, rows: list[Any]) -> list[tuple[int, int, int]]:
        found: dict[tuple[int, int], int] = {}
        for at, row in enumerate(rows):
            where = f"travel[{at}]"
            if not isinstance(row, dict):
                raise BadInput(f"{where}: an object with from, to and cost is needed")
            _known(row, TRAVEL_KEYS, where)
            here, there = self.places[_text(row, "from", where)], self.places[_text(row, "to", where)]
            if here == there:
                raise BadInput(f"{where}: from and to are the same place, where nobody has to travel")
            cost = _whole(row, "cost", where, 0)
            ways = [(here, there)] if row.get("one_way") is True else [(here, there), (there, here)]
            for way in ways:
                if way in found:
                    raise BadInput(f"{where}: this way stands twice")
                found[way] = cost
        # By word, not by number: places without members are numbered as they come.
        words = list(self.places.number)
        ordered = sorted(found, key=lambda way: (words[way[0]], words[way[1]]))
        return [(*way, found[way]) for way in ordered]

    def _vetoes(self, rows: list[Any]) -> list[tuple[int, int, int]]:
        found = set()
        for at, row in enumerate(rows):
            where = f"vetoes[{at}]"
            if isinstance(row, dict):
                _known(row, VETO_KEYS, where)
                giver, receiver = self._person(row, "giver", where), self._person(row, "receiver", where)
                skill = self.skills[_text(row, "skill", where)] if "skill" in row else EVERY_SKILL
                found.add((giver, receiver, skill))
            else:
                one, other = self._pair(row, where)
                found |= {(one, other, EVERY_SKILL), (other, one, EVERY_SKILL)}
        words = [*self.skills.number, ""]
        return sorted(found, key=lambda veto: (veto[0], veto[1], words[veto[2]]))

    def _edges(self, rows: list[Any]) -> tuple[list[tuple[int, int, int]], list[int | Fraction]]:
        found: dict[tuple[int, int], tuple[int, int | Fraction]] = {}
        for at, row in enumerate(rows):
            where = f"edges[{at}]"
            if not isinstance(row, dict):
                raise BadInput(f"{where}: an object with giver and receiver is needed")
            _known(row, EDGE_KEYS, where)
            pair = (self._person(row, "giver", where), self._person(row, "receiver", where))
            if pair in found or pair[0] == pair[1]:
                raise BadInput(
                    f"{where}: " + ("stands twice" if pair in found else "nobody helps themselves")
                )
            found[pair] = (_whole(row, "cost", where, 0), _weight(row, where))
        ordered = sorted(found.items())
        return [(*pair, cost) for pair, (cost, _w) in ordered], [weight for _pair, (_c, weight) in ordered]

    def _pair(self, row: Any, where: str) -> tuple[int, int]:
        if not isinstance(row, list) or len(row) != 2:
            raise BadInput(f"{where}: a pair of ids [a, b] is needed")
        ends = {"giver": row[0], "receiver": row[1]}
        return self._person(ends, "giver", where), self._person(ends, "receiver", where)

    def _person(self, row: Mapping[str, Any], name: str, where: str) -> int:
        word = _text(row, name, where)
        if word not in self.people:
            raise BadInput(f"{where}: no member has the id {word!r}")
        return self.people[word]

    def _scale(self, edge_weights: Sequence[int | Fraction]) -> int:
        """The least whole number that makes every weight whole."""
        parts = {
            weight.denominator for weight in (*self.weights, *edge_weights) if isinstance(weight, Fraction)
        }
        scale = math.lcm(*parts) if parts else 1
        largest = max((*self.weights, *edge_weights), default=0) * scale
        if largest > LARGEST:
            raise BadInput("the weights have too many decimals to be reckoned with exactly; give fewer")
        return scale

    def _round(
        self,
        data: Mapping[str, Any],
        travel: list[tuple[int, int, int]],
        vetoes: list[tuple[int, int, int]],
        met: list[tuple[int, int]],
        edges: list[tuple[int, int, int]],
        edge_weights: list[int | Fraction],
        scale: int,
    ) -> Round:
        columns: dict[str, Any] = {}
        for names, rows in (
            ("balance give_max receive_max floor ceiling place checked", self.member),
            ("offer_member offer_skill offer_asks", self.offers),
            ("need_member need_skill need_units need_asks need_asks_met", self.needs),
            ("travel_from travel_to travel_cost", travel),
            ("veto_giver veto_receiver veto_skill", vetoes),
            ("met_giver met_receiver", met),
            ("edge_giver edge_receiver edge_cost", edges),
        ):
            columns |= _table(rows, names.split())
        columns["need_weight"] = column(int(weight * scale) for weight in self.weights)
        columns["edge_weight"] = column(int(weight * scale) for weight in edge_weights)
        pair = min(_whole(data, "pair_max", "", FREE), _or_free(self.limits.pair_max))
        corridor = _whole(data, "corridor", "", -1)
        if self.limits.corridor is not None:
            corridor = self.limits.corridor
        a_round = Round(
            ids=tuple(self.people),
            names=self.names,
            skills=tuple(self.skills.number),
            places=tuple(self.places.number),
            pair_max=None if pair == FREE else pair,
            corridor=None if corridor < 0 else corridor,
            first_time_cost=_whole(data, "first_time_cost", "", 0),
            weight_scale=scale,
            **columns,
        )
        _check_bounded(a_round)
        return a_round


def _check_bounded(a_round: Round) -> None:
    """Refuse edges that nothing limits: the largest exchange would be without end."""
    if a_round.pair_max is None and len(a_round.edge_giver):
        free = (a_round.give_max[a_round.edge_giver] == FREE) & (
            a_round.receive_max[a_round.edge_receiver] == FREE
        )
        if free.any():
            giver = a_round.ids[a_round.edge_giver[int(np.argmax(free))]]
            raise BadInput(
                f"nothing limits what {giver!r} may give: set give_max or receive_max, or pair_max"
            )


def _or_one(limit: int | None) -> int:
    return 1 if limit is None else limit


def _or_free(limit: int | None) -> int:
    return FREE if limit is None else limit


def _table(rows: Sequence[Sequence[int]], names: Sequence[str]) -> dict[str, Ints]:
    table = np.array(rows, dtype=np.int64).reshape(len(rows), len(names))
    return {name: np.ascontiguousarray(table[:, at]) for at, name in enumerate(names)}


def _known(row: Mapping[str, Any], keys: set[str], where: str) -> None:
    if not row.keys() <= keys:
        strange = next(name for name in row if name not in keys)
        raise BadInput(
            f"{where + ': ' if where else ''}unknown key {strange!r}; known: {', '.join(sorted(keys))}"
        )


def _list(row: Mapping[str, Any], name: str, where: str = "") -> list[Any]:
    value = row.get(name)
    if value is None:
        return []
    if not isinstance(value, list):
        raise BadInput(f"{where + '.' if where else ''}{name}: a list is needed, not {_shown(value)}")
    return value


def _text(row: Mapping[str, Any], name: str, where: str) -> str:
    value = row.get(name)
    if isinstance(value, str) and value:
        return value
    if isinstance(value, int) and not isinstance(value, bool):
        return str(value)
    raise BadInput(f"{where}.{name}: a text is needed, not {_shown(value)}")


def _whole(row: Mapping[str, Any], name: str, where: str, default: int, least: int = 0) -> int:
    value = row.get(name)
    if value is None:
        return default
    if not isinstance(value, int) or isinstance(value, bool) or not least <= value <= LARGEST:
        least_said = "0" if least == 0 else f"{least:,}"
        raise BadInput(
            f"{where + '.' if where else ''}{name}: a whole number from {least_said} to {LARGEST:,} "
            f"is needed, not {_shown(value)}"
        )
    return value


def _level(row: Mapping[str, Any], name: str, where: str) -> int:
    value = row.get(name)
    if value is None or isinstance(value, bool):
        return int(bool(value))
    if not isinstance(value, int) or not 0 <= value <= 100:
        raise BadInput(f"{where}.{name}: true, false or a level from 0 to 100 is needed, not {_shown(value)}")
    return value


def _weight(row: Mapping[str, Any], where: str) -> int | Fraction:
    value = row.get("weight", 1)
    if isinstance(value, float):
        value = Fraction(str(value))
    if isinstance(value, bool) or not isinstance(value, int | Fraction) or not 0 <= value <= LARGEST:
        raise BadInput(f"{where}.weight: a number of at least 0 is needed, not {_shown(value)}")
    return value


def _shown(value: Any) -> str:
    said = "nothing" if value is None else repr(float(value) if isinstance(value, Fraction) else value)
    return said if len(said) <= 60 else said[:57] + "…"


def read_wmd(text: str, limits: Limits | None = None, file: str = "") -> Round:
    """Read a weighted matching of PrefLib: an edge ``a,b,weight`` says that a can help b.

    Whatever limit is not given is one unit: everybody gives and gets at most one, and a pair exchanges one.
    Balances start at 0. Weights become needs. Lines with # are the head (names are taken from it); the older
    head of plain lines is read too. Raises BadInput. O(length). Source of the format: PrefLib, preflib.org.

    >>> kidneys = read_wmd("# NUMBER ALTERNATIVES: 3\\n1,2,1.0\\n2,3,1.0\\n3,1,1.0\\n")
    >>> kidneys.ids, kidneys.edge_receiver.tolist()
    (('1', '2', '3'), [1, 2, 0])
    """
    limits = limits or Limits()
    rows = [(at, line.strip()) for at, line in enumerate(text.splitlines(), 1) if line.strip()]
    head, names, rest = _wmd_head(rows, file)
    edges = []
    for at, line in rest:
        cells = [cell.strip() for cell in line.split(",")]
        try:
            giver, receiver = int(cells[0]), int(cells[1])
            weight = Fraction(cells[2]) if len(cells) > 2 else Fraction(1)
        except (ValueError, IndexError, ZeroDivisionError):
            raise BadInput(f"expected an edge like 1,2,1.0, not {line[:60]!r}", file, at) from None
        if not (1 <= giver <= head and 1 <= receiver <= head):
            raise BadInput(f"the edge {giver},{receiver} names nobody from 1 to {head}", file, at)
        edges.append({"giver": giver, "receiver": receiver, "weight": weight})
    members: list[dict[str, Any]] = [{"id": number} for number in range(1, head + 1)]
    for number, name in names.items():
        if 1 <= number <= head and name:
            members[number - 1]["name"] = name
    ones = Limits(
        give_max=_or_one(limits.give_max),
        receive_max=_or_one(limits.receive_max),
        pair_max=_or_one(limits.pair_max),
        corridor=limits.corridor,
    )
    return read_round({"members": members, "edges": edges}, ones, file)


def _wmd_head(rows: list[tuple[int, str]], file: str) -> tuple[int, dict[int, str], list[tuple[int, str]]]:
    """How many vertices there are, their names, and the lines of edges."""
    names: dict[int, str] = {}
    count = None
    for at, line in rows:
        key, _colon, value = line.lstrip("# ").partition(":")
        if line.startswith("#") and key.strip() == "NUMBER ALTERNATIVES":
            count = _number(value, file, at)
        elif line.startswith("#") and key.startswith("ALTERNATIVE NAME"):
            names[_number(key.removeprefix("ALTERNATIVE NAME"), file, at)] = value.strip()
    rest = [(at, line) for at, line in rows if not line.startswith("#")]
    if count is None and rest:
        # The head before 2022: "vertices,edges", then a line "number,name" for each vertex, then the edges.
        count = _number(rest[0][1].split(",")[0], file, rest[0][0])
        for at, line in rest[1 : count + 1]:
            number, _comma, name = line.partition(",")
            names[_number(number, file, at)] = name.strip()
        rest = rest[count + 1 :]
    if not count or not 1 <= count <= LARGEST:
        raise BadInput("expected a line # NUMBER ALTERNATIVES: N", file)
    return count, names, rest


def _number(text: str, file: str, at: int) -> int:
    try:
        return int(text)
    except ValueError:
        raise BadInput(f"expected a whole number, not {text.strip()[:60]!r}", file, at) from None


def document(a_round: Round) -> dict[str, Any]:
    """The round as a JSON document that ``read_round`` reads back to the same round."""
    offers: list[list[Any]] = [[] for _ in a_round.ids]
    for member, skill, asks in zip(*_lists(a_round, "offer_member offer_skill offer_asks"), strict=True):
        word = a_round.skills[skill]
        offers[member].append({"skill": word, "checked": asks} if asks else word)
    needs: list[list[Any]] = [[] for _ in a_round.ids]
    columns = _lists(a_round, "need_member need_skill need_units need_weight need_asks need_asks_met")
    for member, skill, units, weight, asks, asks_met in zip(*columns, strict=True):
        need = {
            "skill": a_round.skills[skill],
            "units": units,
            "weight": _plain(weight, a_round.weight_scale),
        }
        if asks:
            need |= {"checked": asks, "checked_met": asks_met}
        needs[member].append(need)
    ids, skills, places = a_round.ids, a_round.skills, a_round.places
    found: dict[str, Any] = {
        "members": _members(a_round, offers, needs),
        "travel": [
            {"from": places[here], "to": places[there], "cost": cost, "one_way": True}
            for here, there, cost in zip(*_lists(a_round, "travel_from travel_to travel_cost"), strict=True)
        ],
        "vetoes": [
            {"giver": ids[giver], "receiver": ids[receiver]}
            | ({} if skill == EVERY_SKILL else {"skill": skills[skill]})
            for giver, receiver, skill in zip(
                *_lists(a_round, "veto_giver veto_receiver veto_skill"), strict=True
            )
        ],
        "met": [
            [ids[one], ids[other]]
            for one, other in zip(*_lists(a_round, "met_giver met_receiver"), strict=True)
            if one < other
        ],
        "edges": [
            {"giver": ids[giver], "receiver": ids[receiver], "cost": cost}
            | {"weight": _plain(weight, a_round.weight_scale)}
            for giver, receiver, weight, cost in zip(
                *_lists(a_round, "edge_giver edge_receiver edge_weight edge_cost"), strict=True
            )
        ],
        "pair_max": a_round.pair_max,
        "corridor": a_round.corridor,
        "first_time_cost": a_round.first_time_cost,
    }
    return {key: value for key, value in found.items() if value not in ([], None)}


def _members(a_round: Round, offers: list[list[Any]], needs: list[list[Any]]) -> list[dict[str, Any]]:
    columns = _lists(a_round, "balance give_max receive_max floor ceiling place checked")
    rows = []
    for number, (balance, give, receive, floor, ceiling, place, checked) in enumerate(
        zip(*columns, strict=True)
    ):
        row: dict[str, Any] = {"id": a_round.ids[number]}
        if number in a_round.names:
            row["name"] = a_round.names[number]
        row["balance"] = balance
        for key, value in (
            ("give_max", give),
            ("receive_max", receive),
            ("floor", floor),
            ("ceiling", ceiling),
        ):
            if abs(value) < FREE:
                row[key] = value
        if a_round.places[place]:
            row["place"] = a_round.places[place]
        if checked:
            row["checked"] = checked
        row |= {"offers": offers[number], "needs": needs[number]}
        rows.append(row)
    return rows


def _lists(a_round: Round, names: str) -> list[list[int]]:
    return [getattr(a_round, name).tolist() for name in names.split()]


def _plain(weight: int, scale: int) -> int | float:
    """A weight as JSON writes it; decimals were read exactly and are written so."""
    whole = Fraction(weight, scale)
    return int(whole) if whole.denominator == 1 else float(whole)
