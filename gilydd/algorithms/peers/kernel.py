"""The search over an index, compiled by numba: the exact best by score, with most of the people never seen.

People are numbered by place in blocks, and blocks are visited nearest first. In each block the best that
nearness, language and availability could add is known, and so is how many points of tags anybody there must
have to come among the best so far. The lightest of the viewer's tags that together stay below that cannot
bring anybody in alone. So the heavier ones are read first; then, as long as many people could still get
there, the next lighter one; and the few who are left are completed from their own tags. That is MaxScore
(Turtle and Flood, *Query evaluation: strategies and optimizations*, Information Processing & Management 31,
1995), block by block with a bound of its own, as in block-max indexes (Ding and Suel, *Faster top-k document
retrieval using block-max indexes*, SIGIR 2011). The accumulator of a block fits in the first-level cache.
"""

from __future__ import annotations

import math
from collections.abc import Callable
from typing import Any, TypeVar, cast

import numba
import numpy as np

from gilydd.algorithms.peers.score import (
    LANGUAGE_POINTS,
    LANGUAGES_MOST,
    NEAR_HALF_METRES,
    NEAR_POINTS,
    TIME_POINTS,
    TIMES_MOST,
)

#: Handed in at every call: a constant of another file would be compiled in, and numba's cache would keep the
#: old one after that file had changed.
RATES = (LANGUAGE_POINTS, LANGUAGES_MOST, TIME_POINTS, TIMES_MOST, NEAR_POINTS, NEAR_HALF_METRES)
BLOCK = 8_192
KEY_BITS = 0x7FFF
DELTA_KEY_BITS = 0x3FFFFFFF
UNPLACED = -(2**31)
#: Completing one person from their own tags costs about as much as reading so many postings.
COMPLETING = 100
#: So many people are fetched from memory at a time.
HANDFUL = 64

Function = TypeVar("Function", bound=Callable[..., Any])


def compiled(function: Function) -> Function:
    """Compile, and keep what was compiled on disk where some folder for it can be written."""
    try:
        return cast(Function, numba.njit(cache=True, nogil=True)(function))
    except RuntimeError:  # no such folder
        return cast(Function, numba.njit(nogil=True)(function))


@compiled
def _common(one: int, other: int, most: int) -> int:
    bits, count = one & other, 0
    while bits and count < most:
        bits &= bits - 1
        count += 1
    return count


@compiled
def _near(squared: int, rates: Any) -> int:
    # Whole squares below 2**52 have roots that a double holds well enough to be rounded down exactly.
    return rates[4] * rates[5] // (rates[5] + int(math.sqrt(squared)))


@compiled
def _liked(person: Any, viewer: Any, rates: Any) -> int:
    """Points for language and times. Both are (east, north, times, languages)."""
    points = rates[0] * _common(viewer[3], person[3], rates[1])
    return points + rates[2] * _common(viewer[2], person[2], rates[3])


@compiled
def _nearness(person: Any, viewer: Any, rates: Any) -> int:
    if person[0] == UNPLACED or viewer[0] == UNPLACED:
        return 0
    east, north = np.int64(person[0]) - viewer[0], np.int64(person[1]) - viewer[1]
    return _near(east * east + north * north, rates)


@compiled
def _near_bound(box: Any, viewer: Any, rates: Any) -> int:
    """The most points for nearness in a block whose placed people lie in a box."""
    if box[0] > box[2] or viewer[0] == UNPLACED:
        return 0
    east = max(box[0] - viewer[0], 0, viewer[0] - box[2])
    north = max(box[1] - viewer[1], 0, viewer[1] - box[3])
    return _near(east * east + north * north, rates)


@compiled
def _insert(best: Any, filled: int, score: int, person: int, row: int) -> int:
    """Keep (score, id, row) in the sorted best if it belongs there; the number kept."""
    limit = best.shape[0]
    if filled == limit:
        last = best[limit - 1]
        if score < last[0] or (score == last[0] and person > last[1]):
            return filled
        at = limit - 1
    else:
        at = filled
        filled += 1
    while at > 0 and (best[at - 1, 0] < score or (best[at - 1, 0] == score and best[at - 1, 1] > person)):
        best[at] = best[at - 1]
        at -= 1
    best[at, 0], best[at, 1], best[at, 2] = score, person, row
    return filled


@compiled
def row_of(ids: Any, order: Any, person: int) -> int:
    """The row of an id, or -1. ``order`` lists the rows by id."""
    low, high = 0, len(order)
    while low < high:
        middle = (low + high) // 2
        if ids[order[middle]] < person:
            low = middle + 1
        else:
            high = middle
    if low < len(order) and ids[order[low]] == person:
        return int(order[low])
    return -1


@compiled
def _rows_of(ids: Any, order: Any, people: Any) -> Any:
    rows = np.empty(len(people), np.int64)
    count = 0
    for person in people:
        row = row_of(ids, order, person)
        if row >= 0:
            rows[count] = row
            count += 1
    return np.sort(rows[:count])


@compiled
def _accumulate(local: Any, weight: int, bar: int, totals: Any, met: Any, count: int) -> int:
    """Add a tag's points for everybody who has it; note who comes up to the bar by it."""
    for at in local:
        before = totals[at]
        after = before + weight
        totals[at] = after
        # Written always and counted seldom: a branch here would be guessed wrong too often.
        met[count] = at
        count += (before < bar) & (after >= bar)
    return count


@compiled
def _thin_out(met: Any, count: int, bar: int, totals: Any) -> int:
    """Keep those met who are still up to the bar, in their order; how many."""
    kept = 0
    for at in range(count):
        place = met[at]
        met[kept] = place
        kept += totals[place] >= bar
    return kept


@compiled
def _leave_out(rows: Any, first: int, last: int, out: int, totals: Any) -> None:
    """Put everybody of some sorted rows who is in the block out of reach, before anything is added."""
    at = np.searchsorted(rows, first)
    while at < len(rows) and rows[at] < last:
        totals[rows[at] - first] = out
        at += 1


@compiled
def _good_start(met: Any, count: int, totals: Any, wanted: int) -> int:
    """Points that at least ``wanted`` of those met have and not many more: they are looked at first."""
    top = 0
    for at in range(count):
        top = max(top, totals[met[at]])
    tally = np.zeros(top + 1, np.int32)
    for at in range(count):
        tally[totals[met[at]]] += 1
    seen = 0
    while top > 0 and seen < wanted:
        seen += tally[top]
        top -= 1
    return top + 1


@compiled
def _consider(
    first: int, met: Any, count: int, low: int, high: int, missing: int, near: int, likeable: int,
    totals: Any, base: Any, weights: Any, viewer: Any, rates: Any, best: Any, filled: int,
) -> int:  # fmt: skip
    """Look at those met whose points so far are in [low, high): complete them, and keep the best."""
    ids, people, tag_starts, tags = base
    limit = best.shape[0]
    some = np.empty((HANDFUL, 4), np.int32)
    rows, partials = np.empty(HANDFUL, np.int64), np.empty(HANDFUL, np.int64)
    at = 0
    while at < count:
        # Fetched a handful at a time: the memory answers them together and not one after the other.
        held, least = 0, best[limit - 1, 0] if filled == limit else 0
        while at < count and held < HANDFUL:
            partial = totals[met[at]]
            if low <= partial < high and partial + missing + near + likeable >= least:
                row = first + np.int64(met[at])
                rows[held], partials[held] = row, partial
                some[held, 0], some[held, 1] = people[row, 0], people[row, 1]
                some[held, 2], some[held, 3] = people[row, 2], people[row, 3]
                held += 1
            at += 1
        for place in range(held):
            least = best[limit - 1, 0] if filled == limit else 0
            score = _liked(some[place], viewer, rates)
            if partials[place] + missing + near + score < least:
                continue
            score += _nearness(some[place], viewer, rates)
            if partials[place] + missing + score < least:
                continue
            row = rows[place]
            if missing:
                for tag in tags[tag_starts[row] : tag_starts[row + 1]]:
                    score += weights[tag & KEY_BITS]
            else:
                score += partials[place]
            filled = _insert(best, filled, score, ids[row], row)
    return filled


@compiled
def _search_delta(
    delta: Any, weights: Any, hidden: Any, viewer: Any, rates: Any, best: Any, filled: int
) -> int:
    """People changed since the index was built: few, so each is looked at."""
    ids, people, tag_starts, tags, alive = delta
    limit, likeable = best.shape[0], _liked(viewer, viewer, rates) + rates[4]
    # Most are told not to be hidden by one look at the last bits of their ids.
    perhaps = np.zeros(1024, np.bool_)
    for person in hidden:
        perhaps[person & 1023] = True
    for row in range(len(ids)):
        if not alive[row]:
            continue
        if perhaps[ids[row] & 1023]:
            place = np.searchsorted(hidden, ids[row])
            if place < len(hidden) and hidden[place] == ids[row]:
                continue
        score = 0
        for tag in tags[tag_starts[row] : tag_starts[row + 1]]:
            score += weights[tag & DELTA_KEY_BITS]
        if score and (filled < limit or score + likeable >= best[limit - 1, 0]):
            score += _liked(people[row], viewer, rates) + _nearness(people[row], viewer, rates)
            filled = _insert(best, filled, score, ids[row], -1 - row)
    return filled


@compiled
def _needed(present: Any, points: Any, count: int, need: int) -> tuple[int, int]:
    """How many of the lightest tags cannot reach what is needed together, and their points."""
    light, sum_of_light = 0, 0
    while light < count and sum_of_light + points[present[light]] < need:
        sum_of_light += points[present[light]]
        light += 1
    return light, sum_of_light


@compiled
def _shared(base: Any, delta: Any, weights: Any, best: Any) -> Any:
    """For each of the best, who they are and what they share: (east, north, times, languages, tags), and all
    the tags one after the other as 2 × key + whether it may be named."""
    about = np.empty((len(best), 5), np.int64)
    tags = np.empty(64, np.int64)
    count = 0
    for at in range(len(best)):
        row = best[at, 2]
        changed = row < 0
        if changed:
            row = -1 - row
        about[at, :4] = delta[1][row] if changed else base[1][row]
        start, end = (delta[2][row], delta[2][row + 1]) if changed else (base[2][row], base[2][row + 1])
        before = count
        for place in range(start, end):
            tag = np.int64(delta[3][place]) if changed else np.int64(base[3][place])
            key = tag & (DELTA_KEY_BITS if changed else KEY_BITS)
            if weights[key] > 0:
                if count == len(tags):
                    tags = np.concatenate((tags, np.empty(count, np.int64)))
                tags[count] = 2 * key + (tag != key)
                count += 1
        about[at, 4] = count - before
    return about, tags[:count]


@compiled
def _gather(
    block: int, blocks: int, keys: Any, points: Any, need: int, gone: Any, hidden: Any,
    posting_starts: Any, postings: Any, totals: Any, met: Any,
) -> tuple[int, int]:  # fmt: skip
    """Add up points of tags in a block: how many are met who may have what is needed, and how many points of
    tags that were not read they may have beside their totals."""
    present, count = np.empty(len(keys), np.int64), 0
    for at in range(len(keys)):
        cell = keys[at] * blocks + block
        if posting_starts[cell + 1] > posting_starts[cell]:
            present[count] = at
            count += 1
    light, missing = _needed(present, points, count, need)
    if light == count:
        return 0, 0
    first, out = block * BLOCK, -points.sum()
    _leave_out(gone, first, first + BLOCK, out, totals)
    _leave_out(hidden, first, first + BLOCK, out, totals)
    seen = 0
    for at in range(light, count):
        cell = keys[present[at]] * blocks + block
        here = postings[posting_starts[cell] : posting_starts[cell + 1]]
        seen = _accumulate(here, points[present[at]], need - missing, totals, met, seen)
    while light > 0 and seen > 0:
        cell = keys[present[light - 1]] * blocks + block
        here = postings[posting_starts[cell] : posting_starts[cell + 1]]
        if COMPLETING * seen < len(here):
            break
        light -= 1
        weight = points[present[light]]
        for place in here:
            totals[place] += weight
        missing -= weight
        seen = _thin_out(met, seen, need - missing, totals)
    return seen, missing


@compiled
def search(
    base: Any, order: Any, boxes: Any, posting_starts: Any, postings: Any, gone: Any, delta: Any,
    keys: Any, weights: Any, viewer: Any, rates: Any, hidden: Any, limit: int, totals: Any,
) -> Any:  # fmt: skip
    """The best of an index for one viewer: (score, id, row) as int64[at most ``limit``, 3], best first, and
    what :func:`_shared` says of them.

    ``base``: (ids int64[n], people int32[n, 4] as (east, north, times, languages), tag_starts uint32[n + 1],
    tags uint16). ``order``: uint32[n], rows by id. ``boxes``: int64[blocks, 4]. ``postings``: uint16, places
    in the block, tag by tag and for each tag block by block; ``posting_starts``: uint32[keys × blocks + 1].
    ``gone``: int64, sorted rows that are no longer true. ``delta``: as base, with ``alive``; its rows come
    back as -1 - row. ``keys``: the viewer's, lightest first; ``weights``: int32, points by key, 0 for all
    others. ``viewer``: int64[4]; ``rates``: :data:`RATES`; ``hidden``: int64, sorted ids never to be shown.
    ``totals``: zeros[BLOCK], of a type that holds the sum of all the viewer's points, and its negative.
    """
    best, filled = np.zeros((limit, 3), np.int64), 0
    near = np.array([_near_bound(box, viewer, rates) for box in boxes], np.int64)
    likeable = _liked(viewer, viewer, rates)
    points = np.array([weights[key] for key in keys], np.int64)
    hidden_rows = _rows_of(base[0], order, hidden)
    met = np.empty(BLOCK + 1, np.uint16)
    for block in np.argsort(-near):
        need = max(1, (best[limit - 1, 0] if filled == limit else 0) - near[block] - likeable)
        if points.sum() < need:
            break
        seen, missing = _gather(
            block, len(boxes), keys, points, need, gone, hidden_rows,
            posting_starts, postings, totals, met,
        )  # fmt: skip
        # The best of many are looked at before the others, so that most of the others need no look.
        middle = _good_start(met, seen, totals, 2 * limit) if seen > 4 * limit else 1
        for low, high in ((middle, 2**30), (1, middle)):
            filled = _consider(
                block * BLOCK, met, seen, low, high, missing, near[block], likeable,
                totals, base, weights, viewer, rates, best, filled,
            )  # fmt: skip
        totals[:] = 0
    filled = _search_delta(delta, weights, hidden, viewer, rates, best, filled)
    best = best[:filled]
    about, shared = _shared(base, delta, weights, best)
    return best, about, shared
