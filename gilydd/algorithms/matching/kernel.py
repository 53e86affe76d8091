"""Minimum-cost circulations by cost scaling, compiled; starts from any flow and any prices.

The push-relabel method of Goldberg and Tarjan (*Finding minimum-cost circulations by successive
approximation*, Mathematics of Operations Research 15, 1990) with partial augmentation and global price
updates (Király and Kovács, *Efficient implementations of minimum-cost flow algorithms*, Acta Universitatis
Sapientiae, Informatica 4, 2012).
"""

from __future__ import annotations

import functools
from collections.abc import Callable
from dataclasses import dataclass
from typing import Any

import numpy as np

from gilydd.algorithms.matching.rounds import Ints

__all__ = ["PASSES", "circulate", "mended", "ready"]

SCALE = 16  # costs are multiplied by it, so that the last tolerance is a fraction of one
PASSES = 20  # in which prices settle after scaling, before the rest is mended
BLOCK = 4096  # nodes that are brought to rest together
RATIO = 1  # relabelled nodes, in parts of all, after which prices are updated
ALPHA = 5  # by how much the tolerance shrinks from phase to phase


@dataclass(frozen=True, eq=False)
class Residual:
    """The residual network: 2 A arcs by node. ``back`` [A]: the arc that takes back what each arc carries."""

    first: Ints
    target: Any
    twin: Any
    room: Ints
    cost: Ints
    back: Ints

    @property
    def flow(self) -> Ints:
        """What each arc carries [A]."""
        return self.room[self.back]


def residual(nodes: int, tail: Ints, head: Ints, cap: Ints, cost: Ints, flow: Ints) -> Residual:
    """Arcs and their reverses in the order of nodes. O(arcs · log)."""
    arcs = len(tail)
    tails, heads = np.r_[tail, head], np.r_[head, tail]
    order = np.argsort(tails, kind="stable")
    place = np.empty(2 * arcs, dtype=np.int64)
    place[order] = np.arange(2 * arcs)
    return Residual(
        np.searchsorted(tails[order], np.arange(nodes + 1)).astype(np.int64),
        heads[order].astype(np.int32),
        place[(order + arcs) % (2 * arcs)].astype(np.int32),
        np.r_[cap - flow, flow][order],
        np.r_[cost, -cost][order],
        place[arcs:],
    )


def ready() -> None:
    """Compile what is needed, so that processes that part from this one need not."""
    one, none = np.ones(2, dtype=np.int64), np.zeros(2, dtype=np.int64)
    there, back = np.array([0, 1]), np.array([1, 0])
    mended(2, there, back, one, none, *circulate(2, there, back, one, none, none, none, 1))


def circulate(
    nodes: int, tail: Ints, head: Ints, cap: Ints, cost: Ints, flow: Ints, price: Ints, start: int
) -> tuple[Ints, Ints]:
    """A circulation of least cost, or very nearly, and prices, from a first circulation and first prices.

    cost [A] a unit; flow [A] within 0 … cap and conserved; price [nodes]; ``start``: the first tolerance.
    The last tolerance is 1/SCALE, which is seldom not enough: ``mended`` makes the rest exact. Returns flow
    [A] and prices [nodes]. In practice near linear in arcs, times log(start).
    """
    net = residual(nodes, tail, head, cap, cost * SCALE, flow)
    price = price * SCALE
    _kernels()(
        net.first, net.target, net.twin, net.room, net.cost, price,
        max(1, start * SCALE), ALPHA, BLOCK, RATIO,
    )  # fmt: skip
    return net.flow, price // SCALE


def compiled(function: Callable[..., Any]) -> Callable[..., Any]:
    """Compile, and keep what was compiled on disk where some folder for it can be written."""
    from numba import njit

    try:
        made: Callable[..., Any] = njit(cache=True)(function)
    except RuntimeError:  # no such folder
        made = njit(function)
    return made


@functools.cache
def _kernels() -> Callable[..., Any]:
    global _update, _saturate, _augment, _rest, _grown, _link, _unlink
    _saturate, _grown = compiled(_saturate), compiled(_grown)
    _link, _unlink = compiled(_link), compiled(_unlink)
    _update, _rest = compiled(_update), compiled(_rest)
    _augment = compiled(_augment)
    return compiled(_scaled)


def _scaled(  # type: ignore[no-untyped-def]
    first, target, twin, room, cost, price, tolerance, alpha, block, ratio
):
    """Phases of shrinking tolerance; ``room`` and ``price`` are changed in place."""
    nodes = len(first) - 1
    excess = np.zeros(nodes, dtype=np.int64)
    following = np.zeros(nodes, dtype=np.int64)
    queue = np.empty(nodes + 1, dtype=np.int32)
    waiting = np.zeros(nodes, dtype=np.bool_)
    while True:
        _saturate(first, target, twin, room, cost, price, excess, following)
        _augment(
            first,
            target,
            twin,
            room,
            cost,
            price,
            excess,
            following,
            queue,
            waiting,
            tolerance,
            alpha,
            block,
            ratio,
        )
        if tolerance == 1:
            return
        tolerance = max(1, tolerance // alpha)


def _saturate(first, target, twin, room, cost, price, excess, following):  # type: ignore[no-untyped-def]
    """Fill every arc that gains; what that leaves over or short at a node is its excess."""
    for node in range(len(first) - 1):
        following[node] = first[node]
        for arc in range(first[node], first[node + 1]):
            if room[arc] > 0 and cost[arc] + price[node] - price[target[arc]] < 0:
                amount = room[arc]
                excess[node] -= amount
                excess[target[arc]] += amount
                room[arc] = 0
                room[twin[arc]] += amount


def _augment(  # type: ignore[no-untyped-def]
    first, target, twin, room, cost, price, excess, following, queue, waiting, tolerance, alpha, block, ratio
):
    """Send every excess along short paths of gaining arcs to where it is lacking, relabelling on the way.

    Blocks of nodes are taken in turn, each until it is at rest or has been relabelled a while, so that the
    processor finds what it needs in its cache.
    """
    nodes = len(first) - 1
    path = np.empty(8, dtype=np.int64)
    walk = np.empty(9, dtype=np.int64)
    relabels = nodes * ratio  # so that the first sweep begins with an update
    while True:
        if relabels >= nodes * ratio:
            if not _update(first, target, twin, room, cost, price, excess, following, tolerance, alpha):
                return
            relabels = 0
        active = False
        for low in range(0, nodes, block):
            high = min(nodes, low + block)
            count, rest = _rest(
                first, target, twin, room, cost, price, excess, following, queue, waiting, tolerance,
                low, high, path, walk,
            )  # fmt: skip
            relabels += count
            active = active or rest
        if not active:
            return


def _rest(  # type: ignore[no-untyped-def]
    first,
    target,
    twin,
    room,
    cost,
    price,
    excess,
    following,
    queue,
    waiting,
    tolerance,
    low,
    high,
    path,
    walk,
):
    """Bring the nodes low … high − 1 to rest, or relabel a while; how often, and whether any was active."""
    size = high - low + 1
    begin, end = 0, 0
    for node in range(low, high):
        waiting[node] = excess[node] > 0
        if waiting[node]:
            queue[end] = node
            end += 1
    active = end > 0
    relabels = 0
    while begin != end and relabels < size:
        node = queue[begin]
        if excess[node] <= 0:
            waiting[node] = False
            begin = begin + 1 if begin + 1 < size else 0
            continue
        walk[0] = node
        length, count = _grown(
            first, target, twin, room, cost, price, excess, following, tolerance, path, walk
        )
        relabels += count
        for step in range(length):
            arc = path[step]
            there = target[arc]
            amount = min(room[arc], excess[node])
            room[arc] -= amount
            room[twin[arc]] += amount
            excess[node] -= amount
            excess[there] += amount
            if low <= there < high and excess[there] > 0 and not waiting[there]:
                waiting[there] = True
                queue[end] = there
                end = end + 1 if end + 1 < size else 0
            node = there
    return relabels, active


def _grown(  # type: ignore[no-untyped-def]
    first, target, twin, room, cost, price, excess, following, tolerance, path, walk
):
    """A path of up to four gaining arcs from walk[0], relabelling dead ends; its length, and how many."""
    length, relabels = 0, 0
    tip = walk[0]
    while length < 4 and excess[tip] >= 0:
        here = price[tip]
        least = np.int64(1) << 62
        found = False
        for arc in range(following[tip], first[tip + 1]):
            if room[arc] > 0:
                rest = cost[arc] + here - price[target[arc]]
                if rest < 0:
                    following[tip] = arc
                    path[length] = arc
                    length += 1
                    tip = target[arc]
                    walk[length] = tip
                    found = True
                    break
                least = min(least, rest)
        if found:
            for step in range(length):
                if walk[step] == tip:
                    return length, relabels
            continue
        for arc in range(first[tip], following[tip]):
            if room[arc] > 0:
                least = min(least, cost[arc] + here - price[target[arc]])
        if length:  # the way back is open as soon as the path carries something
            arc = twin[path[length - 1]]
            least = min(least, cost[arc] + here - price[target[arc]])
        price[tip] -= least + tolerance
        following[tip] = first[tip]
        relabels += 1
        if length:
            length -= 1
            tip = walk[length]
    return length, relabels


def _update(  # type: ignore[no-untyped-def]
    first, target, twin, room, cost, price, excess, following, tolerance, alpha
):
    """Lower every price by its distance, in tolerances, from the nearest node that lacks flow.

    False where nothing is left to be sent.
    """
    nodes = len(first) - 1
    most = np.int64(alpha) * nodes
    rank = np.full(nodes, most, dtype=np.int64)
    bucket = np.full(most + 1, -1, dtype=np.int32)
    after = np.full(nodes, -1, dtype=np.int32)
    before = np.full(nodes, -1, dtype=np.int32)
    total = np.int64(0)
    for node in range(nodes):
        if excess[node] < 0:
            rank[node] = 0
            _link(bucket, after, before, node, 0)
        elif excess[node] > 0:
            total += excess[node]
    if total == 0:
        return False
    level = np.int64(0)
    while level < most and total > 0:
        while bucket[level] >= 0 and total > 0:
            node = bucket[level]
            _unlink(bucket, after, before, node, level)
            for arc in range(first[node], first[node + 1]):
                other = target[arc]
                if level < rank[other] and room[twin[arc]] > 0:
                    # An arc that gains already (−1 step) takes nobody further away.
                    new = level + 1 + max((price[other] - price[node] - cost[arc]) // tolerance, -1)
                    if new < rank[other]:
                        if rank[other] < most:
                            _unlink(bucket, after, before, other, rank[other])
                        rank[other] = new
                        _link(bucket, after, before, other, new)
            total -= max(excess[node], 0)
        if total > 0:
            level += 1
    for node in range(nodes):
        drop = min(rank[node], level)
        if drop > 0:
            price[node] -= tolerance * drop
            following[node] = first[node]
    return True


def _link(bucket, after, before, node, level):  # type: ignore[no-untyped-def]
    """Put a node first into a level's list."""
    head = bucket[level]
    after[node], before[node] = head, -1
    if head >= 0:
        before[head] = node
    bucket[level] = node


def _unlink(bucket, after, before, node, level):  # type: ignore[no-untyped-def]
    """Take a node out of its level's list."""
    if before[node] >= 0:
        after[before[node]] = after[node]
    else:
        bucket[level] = after[node]
    if after[node] >= 0:
        before[after[node]] = before[node]


def mended(
    nodes: int,
    tail: Ints,
    head: Ints,
    cap: Ints,
    cost: Ints,
    flow: Ints,
    price: Ints,
    passes: int = 0,
    held: Ints | None = None,
) -> tuple[Ints, Ints]:
    """An optimal circulation, and prices that prove it, from a flow and prices that nearly are.

    flow [A] within 0 … cap, which need not be conserved; price [nodes]. Prices may first settle for some
    passes, which helps where many are wrong by little. Then what is missing is sent along cheapest paths,
    many for each search (successive shortest paths with reduced costs: Edmonds and Karp, *Theoretical
    improvements in algorithmic efficiency for network flow problems*, JACM 19, 1972), so the time goes with
    what has changed: O(changed units · arcs · log nodes) at worst. held [nodes]: how much more should flow
    into a node than out of it; nothing without it. Returns flow [A] and prices [nodes].
    Raises ArithmeticError where no circulation is left.
    """
    net = residual(nodes, tail, head, cap, cost, flow)
    excess = np.zeros(nodes, dtype=np.int64) if held is None else -held
    np.subtract.at(excess, tail, flow)
    np.add.at(excess, head, flow)
    price = price.copy()
    if not _shortest()(net.first, net.target, net.twin, net.room, net.cost, price, excess, passes):
        raise ArithmeticError("no circulation is left")
    return net.flow, price


@functools.cache
def _shortest() -> Callable[..., Any]:
    _kernels()  # _saturate is theirs
    global _push, _pop, _settle, _measure, _walk, _send, _one_by_one
    _push, _pop, _settle = compiled(_push), compiled(_pop), compiled(_settle)
    _walk, _send = compiled(_walk), compiled(_send)
    _measure, _one_by_one = compiled(_measure), compiled(_one_by_one)
    return compiled(_sent)


def _push(heap, keys, size, node, key):  # type: ignore[no-untyped-def]
    at = size
    while at > 0 and keys[(at - 1) // 2] > key:
        heap[at], keys[at] = heap[(at - 1) // 2], keys[(at - 1) // 2]
        at = (at - 1) // 2
    heap[at], keys[at] = node, key
    return size + 1


def _pop(heap, keys, size):  # type: ignore[no-untyped-def]
    """Take the first away; the last finds its place."""
    size -= 1
    node, key = heap[size], keys[size]
    at, child = 0, 1
    while child < size:
        if child + 1 < size and keys[child + 1] < keys[child]:
            child += 1
        if keys[child] >= key:
            break
        heap[at], keys[at] = heap[child], keys[child]
        at, child = child, 2 * child + 1
    heap[at], keys[at] = node, key
    return size


def _settle(first, target, twin, room, cost, price, passes):  # type: ignore[no-untyped-def]
    """Lower prices until no arc gains (Bellman and Ford, there and back), or so many passes were made."""
    nodes = len(first) - 1
    for turn in range(passes):
        calm = True
        for step in range(nodes):
            node = step if turn % 2 == 0 else nodes - 1 - step
            least = price[node]
            for arc in range(first[node], first[node + 1]):
                if room[twin[arc]] > 0:
                    least = min(least, price[target[arc]] - cost[arc])
            if least < price[node]:
                price[node] = least
                calm = False
        if calm:
            return


def _sent(first, target, twin, room, cost, price, excess, passes):  # type: ignore[no-untyped-def]
    """Send every excess along cheapest paths to the gaps; False where a gap cannot be reached."""
    nodes = len(first) - 1
    _settle(first, target, twin, room, cost, price, passes)
    distance = np.empty(nodes, dtype=np.int64)
    following = np.empty(nodes, dtype=np.int64)
    _saturate(first, target, twin, room, cost, price, excess, following)
    seen = np.empty(nodes, dtype=np.bool_)
    path = np.empty(nodes + 1, dtype=np.int64)
    heap, keys = np.empty(len(target) + nodes, dtype=np.int64), np.empty(len(target) + nodes, dtype=np.int64)
    left = 0
    for node in range(nodes):
        left += max(excess[node], 0)
    while left > 0:
        if not _measure(first, target, room, cost, price, excess, distance, seen, heap, keys):
            return False
        for node in range(nodes):
            following[node] = first[node]
            seen[node] = False
        sent = 0
        for node in range(nodes):
            while excess[node] > 0:
                amount = _walk(first, target, twin, room, cost, price, excess, following, seen, path, node)
                if amount == 0:
                    break
                sent += amount
        left -= sent
        # A search of the whole costs about as much as one for the nearest gap does for every 8,192 nodes.
        if sent * 8192 < nodes:
            break
    return left == 0 or _one_by_one(
        first, target, twin, room, cost, price, excess, distance, following, path, seen, heap, keys
    )


def _one_by_one(  # type: ignore[no-untyped-def]
    first, target, twin, room, cost, price, excess, distance, by, touched, settled, heap, keys
):
    """Send what is left over from each node to the nearest gap, no further; False where there is none."""
    nodes = len(first) - 1
    far = np.int64(1) << 62
    for node in range(nodes):
        distance[node] = far
        settled[node] = False
    for start in range(nodes):
        while excess[start] > 0:
            distance[start] = 0
            touched[0] = start
            many = 1
            size = _push(heap, keys, 0, start, np.int64(0))
            goal = -1
            while size > 0:
                node, key = heap[0], keys[0]
                size = _pop(heap, keys, size)
                if settled[node] or key > distance[node]:
                    continue
                settled[node] = True
                if excess[node] < 0:
                    goal = node
                    break
                for arc in range(first[node], first[node + 1]):
                    other = target[arc]
                    if room[arc] > 0 and not settled[other]:
                        there = key + cost[arc] + price[node] - price[other]
                        if there < distance[other]:
                            if distance[other] == far:
                                touched[many] = other
                                many += 1
                            distance[other] = there
                            by[other] = arc
                            size = _push(heap, keys, size, other, there)
            if goal < 0:
                return False
            _send(target, twin, room, excess, by, start, goal)
            length = distance[goal]
            for at in range(many):
                node = touched[at]
                if settled[node]:
                    price[node] += distance[node] - length
                distance[node] = far
                settled[node] = False
    return True


def _send(target, twin, room, excess, by, start, goal):  # type: ignore[no-untyped-def]
    """Send as much as the path ``by`` which the goal was reached can carry."""
    amount = min(excess[start], -excess[goal])
    node = goal
    while node != start:
        amount = min(amount, room[by[node]])
        node = target[twin[by[node]]]
    node = goal
    while node != start:
        room[by[node]] -= amount
        room[twin[by[node]]] += amount
        node = target[twin[by[node]]]
    excess[start] -= amount
    excess[goal] += amount


def _measure(  # type: ignore[no-untyped-def]
    first, target, room, cost, price, excess, distance, settled, heap, keys
):
    """Make the arcs of cheapest paths from excesses free, by Dijkstra's distances; False without any gap."""
    nodes = len(first) - 1
    far = np.int64(1) << 62
    size, gaps = 0, 0
    for node in range(nodes):
        distance[node] = far
        settled[node] = False
        if excess[node] > 0:
            distance[node] = 0
            size = _push(heap, keys, size, node, np.int64(0))
        elif excess[node] < 0:
            gaps += 1
    found, last = 0, np.int64(0)
    while size > 0 and found < gaps:
        node, key = heap[0], keys[0]
        size = _pop(heap, keys, size)
        if settled[node] or key > distance[node]:
            continue
        settled[node] = True
        last = key
        if excess[node] < 0:
            found += 1
        for arc in range(first[node], first[node + 1]):
            other = target[arc]
            if room[arc] > 0 and not settled[other]:
                there = key + cost[arc] + price[node] - price[other]
                if there < distance[other]:
                    distance[other] = there
                    size = _push(heap, keys, size, other, there)
    for node in range(nodes):
        price[node] += distance[node] if settled[node] else last
    return found > 0


def _walk(  # type: ignore[no-untyped-def]
    first, target, twin, room, cost, price, excess, following, seen, path, start
):
    """Send what can be sent from one node to one gap along free arcs; how much, 0 where none is in reach.

    What was walked to no avail stays ``seen`` until prices change.
    """
    length, node = 0, start
    seen[start] = True
    while excess[node] >= 0:
        step = -1
        while following[node] < first[node + 1]:
            arc = following[node]
            other = target[arc]
            if room[arc] > 0 and not seen[other] and cost[arc] + price[node] == price[other]:
                step = arc
                break
            following[node] += 1
        if step >= 0:
            path[length] = step
            length += 1
            node = target[step]
            seen[node] = True
        elif length == 0:
            return 0
        else:
            length -= 1
            node = target[twin[path[length]]]
            following[node] += 1
    amount = min(excess[start], -excess[node])
    for at in range(length):
        amount = min(amount, room[path[at]])
    for at in range(length):
        arc = path[at]
        room[arc] -= amount
        room[twin[arc]] += amount
        seen[target[arc]] = False
    seen[start] = False
    excess[start] -= amount
    excess[node] += amount
    return amount
