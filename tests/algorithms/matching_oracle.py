"""Matching rounds worked out independently: every allowed pair by the rules as they are written, then MILP."""

from __future__ import annotations

import random
from fractions import Fraction
from typing import Any

import numpy as np
from scipy.optimize import Bounds, LinearConstraint, milp
from scipy.sparse import coo_array

Options = list[tuple[int, int, int | None, Fraction, int]]


def level(value: Any) -> int:
    return int(value or 0)


def options(data: dict[str, Any]) -> Options:
    """(giver, receiver, need or None, weight, cost) of everything that may be, one pair at a time."""
    members = data["members"]
    number = {str(member["id"]): at for at, member in enumerate(members)}
    ways = {}
    for way in data.get("travel", []):
        ways[way["from"], way["to"]] = way["cost"]
        if not way.get("one_way"):
            ways[way["to"], way["from"]] = way["cost"]
    vetoes = set()
    for veto in data.get("vetoes", []):
        if isinstance(veto, dict):
            vetoes.add((str(veto["giver"]), str(veto["receiver"]), veto.get("skill")))
        else:
            vetoes |= {(str(veto[0]), str(veto[1]), None), (str(veto[1]), str(veto[0]), None)}
    met = {frozenset(map(str, pair)) for pair in data.get("met", [])}
    found: Options = []
    for i, giver in enumerate(members):
        for j, receiver in enumerate(members):
            names = (str(giver["id"]), str(receiver["id"]))
            if i == j or (*names, None) in vetoes:
                continue
            here, there = giver.get("place", ""), receiver.get("place", "")
            way = 0 if here == there else ways.get((here, there))
            known = frozenset(names) in met
            for offer in giver.get("offers", []):
                offer = offer if isinstance(offer, dict) else {"skill": offer}
                for at, need in enumerate(receiver.get("needs", [])):
                    asked = level(need.get("checked"))
                    if known:
                        asked = level(need.get("checked_met", asked))
                    if (
                        way is not None
                        and offer["skill"] == need["skill"]
                        and (*names, need["skill"]) not in vetoes
                        and level(giver.get("checked")) >= asked
                        and level(receiver.get("checked")) >= level(offer.get("checked"))
                    ):
                        cost = way + (0 if known else data.get("first_time_cost", 0))
                        found.append((i, j, at, Fraction(str(need.get("weight", 1))), cost))
    for edge in data.get("edges", []):
        names = (str(edge["giver"]), str(edge["receiver"]))
        if (*names, None) not in vetoes:
            weight = Fraction(str(edge.get("weight", 1)))
            found.append((number[names[0]], number[names[1]], None, weight, edge.get("cost", 0)))
    return found


def best(data: dict[str, Any]) -> tuple[int, Fraction, int]:
    """The largest units, then need, then least cost, by three integer programmes one after the other."""
    found, members = options(data), data["members"]
    if not found:
        return 0, Fraction(0), 0
    rows: list[tuple[dict[int, int], float, float]] = []
    corridor = data.get("corridor") or 0
    for m, member in enumerate(members):
        gives = dict.fromkeys((x for x, option in enumerate(found) if option[0] == m), 1)
        gets = dict.fromkeys((x for x, option in enumerate(found) if option[1] == m), 1)
        rows.append((gives, 0, member.get("give_max", np.inf)))
        rows.append((gets, 0, member.get("receive_max", np.inf)))
        balance = member.get("balance", 0)
        rise = max(0, min(corridor, member.get("ceiling", np.inf) - balance))
        fall = max(0, min(corridor, balance - member.get("floor", -np.inf)))
        rows.append((gives | dict.fromkeys(gets, -1), -fall, rise))
        for at, need in enumerate(member.get("needs", [])):
            meets = (x for x, option in enumerate(found) if option[1:3] == (m, at))
            rows.append((dict.fromkeys(meets, 1), 0, need["units"]))
    if data.get("pair_max") is not None:
        for pair in {option[:2] for option in found}:
            same = (x for x, option in enumerate(found) if option[:2] == pair)
            rows.append((dict.fromkeys(same, 1), 0, data["pair_max"]))
    aims = [[1 for _ in found], [float(option[3]) for option in found], [-option[4] for option in found]]
    reached: list[int | Fraction] = []
    for aim in aims:
        amount = _solve(aim, rows, len(found))
        exact = [(1, option[3], -option[4])[len(reached)] for option in found]
        value = sum((Fraction(each) * units for each, units in zip(exact, amount, strict=True)), Fraction(0))
        reached.append(value)
        rows.append(({x: each for x, each in enumerate(aim) if each}, float(value) - 1e-4, np.inf))
    return int(reached[0]), Fraction(reached[1]), -int(reached[2])


def _solve(aim: list[float], rows: list[tuple[dict[int, int], float, float]], width: int) -> list[int]:
    cells = [(at, x, value) for at, (row, _low, _high) in enumerate(rows) for x, value in row.items()]
    at, x, value = zip(*cells, strict=True)
    matrix = coo_array((value, (at, x)), shape=(len(rows), width)).tocsr()
    limits = LinearConstraint(matrix, [row[1] for row in rows], [row[2] for row in rows])
    found = milp(
        -np.array(aim, dtype=float), constraints=limits, bounds=Bounds(0, np.inf), integrality=np.ones(width)
    )
    assert found.success, found.message
    return [round(units) for units in found.x]


def some_round(seed: int, people: int, **leave_out: bool) -> dict[str, Any]:
    """An invented round with everything in it; the same for the same seed."""
    dice = random.Random(seed)
    skills = [f"skill {at}" for at in range(dice.choice([1, 2, 3, 5, max(2, people // 8)]))]
    places = [f"place {at}" for at in range(dice.choice([1, 1, 2, 3, max(1, people // 12)]))]
    members = []
    for number in range(people):
        member: dict[str, Any] = {"id": f"m{number}", "place": dice.choice(places)}
        if dice.random() < 0.8:
            member["give_max"] = dice.randint(0, 8)
        if dice.random() < 0.8:
            member["receive_max"] = dice.randint(0, 8)
        if dice.random() < 0.5:
            member["balance"] = dice.randint(-5, 5)
            if dice.random() < 0.5:
                member |= {"floor": dice.randint(-6, 0), "ceiling": dice.randint(0, 6)}
        if dice.random() < 0.5:
            member["checked"] = dice.choice([True, 1, 2])
        member["offers"] = [
            skill if dice.random() < 0.8 else {"skill": skill, "checked": dice.randint(0, 1)}
            for skill in dice.sample(skills, dice.randint(0, min(3, len(skills))))
        ]
        member["needs"] = [_need(dice, skills) for _ in range(dice.randint(0, 3))]
        members.append(member)
    data: dict[str, Any] = {"members": members}
    pairs = [[f"m{a}", f"m{b}"] for a in range(people) for b in range(people) if a != b]
    if len(places) > 1:
        ways = [(a, b) for at, a in enumerate(places) for b in places[at + 1 :]]
        data["travel"] = [
            {"from": a, "to": b, "cost": dice.randint(0, 5), "one_way": dice.random() < 0.3}
            for a, b in dice.sample(ways, dice.randint(1, min(len(ways), 2 * len(places))))
        ]
    if pairs and dice.random() < 0.6:
        chosen = dice.sample(pairs, min(len(pairs), dice.randint(1, people)))
        data["vetoes"] = [
            pair
            if dice.random() < 0.5
            else {"giver": pair[0], "receiver": pair[1], "skill": dice.choice(skills)}
            for pair in chosen
        ]
    if pairs and dice.random() < 0.5:
        data["met"] = dice.sample(pairs, min(len(pairs), dice.randint(1, people)))
        data["first_time_cost"] = dice.randint(0, 3)
    if dice.random() < 0.4 and not leave_out.get("pair_max"):
        data["pair_max"] = dice.randint(1, 4)
    if dice.random() < 0.6:
        data["corridor"] = dice.randint(0, 4)
    if pairs and dice.random() < 0.3 and "pair_max" in data:
        data["edges"] = [
            {"giver": a, "receiver": b, "weight": dice.randint(0, 3), "cost": dice.randint(0, 3)}
            for a, b in dice.sample(pairs, min(len(pairs), people))
        ]
    return data


def _need(dice: random.Random, skills: list[str]) -> dict[str, Any]:
    need: dict[str, Any] = {"skill": dice.choice(skills), "units": dice.randint(0, 6)}
    if dice.random() < 0.5:
        need["weight"] = dice.choice([0, 1, 2, 5, 0.5, 1.25])
    if dice.random() < 0.3:
        need["checked"] = dice.randint(1, 2)
        if dice.random() < 0.5:
            need["checked_met"] = 0
    return need
