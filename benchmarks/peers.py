"""Measure the index of peers: size, time of a question, updates, beside scipy and PostgreSQL.

    python benchmarks/peers.py [--people 1000000] [--questions 300] [--postgres] [--folder FOLDER]

The people are invented, the same for the same seed: places as in a country of a few large towns and many
villages, about 12 tags each out of 2,900 (2 experiences, 4 interests, 3 offers, 3 needs) whose frequency
falls as 1/rank, half of them drawn together as one of 80 ways of life. Nine in ten may be found. A question
comes from one of them and leaves 20 others out. Times are CPU times of this process on one core, for each
question the least of three rounds, which other work on the machine disturbs least; for PostgreSQL the time
until its answer is there. Every answer compared is compared whole: the run fails if an id
or a score differs.
"""

from __future__ import annotations

import argparse
import os
import random
import statistics
import sys
import tempfile
import time
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import numpy as np
import scipy.sparse as sparse

from gilydd.algorithms import peers
from gilydd.algorithms.peers.columns import UNPLACED, People
from gilydd.algorithms.peers.index import PeersIndex, build
from gilydd.algorithms.peers.score import LANGUAGES_MOST, TIMES_MOST, sought

sys.path.insert(0, str(Path(__file__).parents[1] / "scripts"))

#: For each kind of tag: how many there are, and how many a person has on average (before doubles go).
VOCABULARY = ((300, 2.1), (800, 4.2), (900, 3.3), (900, 3.3))
WAYS_OF_LIFE = 80


def invented(people: int, seed: int) -> People:
    """So many people, as columns."""
    chance = np.random.default_rng(seed)
    owners, kinds, tags = [], [], []
    life = chance.integers(0, WAYS_OF_LIFE, people)
    for kind, (number, each) in enumerate(VOCABULARY):
        common = 1 / np.arange(1, number + 1)
        ends = np.cumsum(common / common.sum())
        owner = np.repeat(np.arange(people), chance.poisson(each, people))
        drawn = np.searchsorted(ends, chance.random(len(owner)))
        typical = np.searchsorted(ends, chance.random((WAYS_OF_LIFE, 2 * int(each + 1))))
        alike = chance.random(len(owner)) < 0.5
        drawn[alike] = typical[life[owner[alike]], chance.integers(0, typical.shape[1], alike.sum())]
        once = np.unique(owner * 4096 + np.minimum(drawn, number - 1))
        owners.append(once // 4096)
        kinds.append(np.full(len(once), kind, np.uint8))
        tags.append(once % 4096)
    owner = np.concatenate(owners)
    order = np.argsort(owner, kind="stable")
    counts = np.bincount(owner, minlength=people)
    return People(
        ids=chance.permutation(np.arange(1, people + 1)) * 7,
        places=_places(people, chance),
        languages=(1 + 2 * (chance.random(people) < 0.25) + 4 * (chance.random(people) < 0.05)).astype(
            np.uint16
        ),
        times=_times(people, chance),
        findable=chance.random(people) < 0.9,
        starts=np.concatenate([[0], np.cumsum(counts)]),
        kinds=np.concatenate(kinds)[order],
        tags=np.concatenate(tags)[order],
        shown=chance.random(len(owner)) < 0.7,
    )


def _places(people: int, chance: np.random.Generator) -> np.ndarray[Any, Any]:
    """600 places in 200 × 240 km, the largest with most of the people; one in fifty has none."""
    centres = chance.integers((-100_000, -120_000), (100_000, 120_000), (600, 2))
    sizes = 1 / np.arange(1, 601)
    of = np.searchsorted(np.cumsum(sizes / sizes.sum()), chance.random(people))
    of = np.minimum(of, 599)
    spread = 4_000 / np.sqrt(of + 1) + 500
    found = centres[of] + chance.normal(0, 1, (people, 2)) * spread[:, None]
    found = (found // 250 * 250).astype(np.int32)
    found[chance.random(people) < 0.02] = UNPLACED
    return found


def _times(people: int, chance: np.random.Generator) -> np.ndarray[Any, Any]:
    bits = chance.random((people, 21)) < 0.2
    return (bits * (1 << np.arange(21))).sum(axis=1).astype(np.uint32)


def person(of: People, at: int) -> peers.Person:
    """One of them as a :class:`peers.Person`."""
    here = slice(of.starts[at], of.starts[at + 1])
    kinds, tags = of.kinds[here], of.tags[here]
    place = of.places[at].tolist()
    return peers.Person(
        int(of.ids[at]),
        *(frozenset(tags[kinds == kind].tolist()) for kind in range(4)),
        shown=frozenset((int(k), int(t)) for k, t, s in zip(kinds, tags, of.shown[here], strict=True) if s),
        place=None if place[0] == UNPLACED else (place[0], place[1]),
        languages=int(of.languages[at]),
        times=int(of.times[at]),
        findable=bool(of.findable[at]),
    )


Question = tuple[peers.Person, frozenset[int]]
Answer = list[tuple[int, int]]


def asked(people: People, number: int, seed: int) -> list[Question]:
    chance = random.Random(seed)
    some = len(people.ids)
    return [
        (
            person(people, chance.randrange(some)),
            frozenset(int(people.ids[chance.randrange(some)]) for _ in range(20)),
        )
        for _ in range(number)
    ]


def timed(answer: Callable[[Question], Any], questions: list[Question]) -> tuple[list[float], list[Any]]:
    """CPU milliseconds of each question, the least of three rounds of all of them, and the answers."""
    least, answers = [float("inf")] * len(questions), []
    for _ in range(3):
        answers = []
        for at, question in enumerate(questions):
            began = time.process_time()
            answers.append(answer(question))
            least[at] = min(least[at], (time.process_time() - began) * 1000)
    return least, answers


def line(name: str, spent: list[float]) -> str:
    ordered = sorted(spent)
    return (
        f"{name}: median {statistics.median(spent):.3f} ms, "
        f"95th percentile {ordered[int(0.95 * len(spent))]:.3f} ms, most {ordered[-1]:.3f} ms"
    )


class Sparse:
    """The same sum with scipy: everybody's tags as a sparse matrix, the viewer's points as a vector."""

    def __init__(self, people: People, rarity: peers.Rarity) -> None:
        self.people, self.rarity = people.only(people.findable), rarity
        codes = self.people.kinds.astype(np.int64) * 4096 + self.people.tags
        self.known, keys = np.unique(codes, return_inverse=True)
        ones = np.ones(len(keys), np.int32)
        shape = (len(self.people.ids), len(self.known))
        self.by_person = sparse.csr_array((ones, keys, self.people.starts), shape=shape)
        self.by_tag = sparse.csr_array(self.by_person.T)
        self.row_of = {int(number): at for at, number in enumerate(self.people.ids)}

    def vector(self, viewer: peers.Person) -> np.ndarray[Any, Any]:
        found = np.zeros(len(self.known), np.int32)
        for _, kind, tags in sought(viewer, peers.PARTS):
            for tag in tags:
                at = np.searchsorted(self.known, kind * 4096 + tag)
                if at < len(self.known) and self.known[at] == kind * 4096 + tag:
                    found[at] = self.rarity.points(kind, tag)
        return found

    def product(self, question: Question) -> np.ndarray[Any, Any]:
        """The points of tags of everybody: the rows of the viewer's tags, added up."""
        vector = self.vector(question[0])
        row = sparse.csr_array(vector.reshape(1, -1))
        return (row @ self.by_tag).toarray()[0]

    def product_dense(self, question: Question) -> np.ndarray[Any, Any]:
        """The same as the product of the whole matrix and a vector."""
        return self.by_person @ self.vector(question[0])

    def answer(self, question: Question) -> Answer:
        viewer, excluded = question
        scores = self.product(question).astype(np.int64)
        for number in (*excluded, viewer.id):
            if (row := self.row_of.get(number)) is not None:
                scores[row] = 0
        met = np.flatnonzero(scores)
        people, total = self.people, scores[met]
        shared = np.bitwise_count(people.languages[met] & np.uint16(viewer.languages))
        total = total + 20 * np.minimum(shared.astype(np.int64), LANGUAGES_MOST)
        slots = np.bitwise_count(people.times[met] & np.uint32(viewer.times))
        total += 5 * np.minimum(slots.astype(np.int64), TIMES_MOST)
        if viewer.place is not None:
            placed = people.places[met, 0] != UNPLACED
            apart = people.places[met[placed]].astype(np.int64) - viewer.place
            metres = np.sqrt((apart**2).sum(axis=1)).astype(np.int64)
            total[placed] += 200_000 // (2_000 + metres)
        least = np.partition(total, -20)[-20] if len(total) > 20 else 0
        kept = np.flatnonzero(total >= least)
        order = np.lexsort((people.ids[met[kept]], -total[kept]))[:20]
        return [(int(people.ids[met[kept[at]]]), int(total[kept[at]])) for at in order]


QUERY = """
with wanted(key, points) as (select * from unnest(%(keys)s::int[], %(points)s::int[])),
shared as (
    select tag.person, sum(wanted.points) as points from wanted join tag on tag.key = wanted.key
    where not tag.person = any(%(hidden)s::bigint[]) group by tag.person
)
select person.id, shared.points
    + 20 * least(2, bit_count((person.languages & %(languages)s)::bit(32)))
    + 5 * least(4, bit_count((person.times & %(times)s)::bit(32)))
    + case when person.east is null or %(east)s::int is null then 0 else 200000 / (2000 + floor(sqrt(
        (person.east - %(east)s)::float8 ^ 2 + (person.north - %(north)s)::float8 ^ 2))::int) end as score
from shared join person on person.id = shared.person order by score desc, person.id limit 20
"""


def postgres(
    people: People, rarity: peers.Rarity, questions: list[Question]
) -> Iterator[tuple[float, Answer]]:
    """Wall-clock milliseconds of each question to a PostgreSQL made for it, and the answers."""
    import psycopg
    from throwaway_postgres import server

    found = people.only(people.findable)
    owner = np.repeat(found.ids, np.diff(found.starts))
    keys = found.kinds.astype(np.int64) * 4096 + found.tags
    tuned = "shared_buffers=2GB", "work_mem=256MB", "max_wal_size=8GB", "fsync=off"
    with server(*tuned) as address:  # noqa: SIM117
        with psycopg.connect(address, autocommit=True) as connection, connection.cursor() as cursor:
            cursor.execute("create table person(id bigint, east int, north int, languages int, times int)")
            cursor.execute("create table tag(key int, person bigint)")
            with cursor.copy("copy person from stdin") as copy:
                for number, (east, north), languages, times in zip(
                    found.ids.tolist(), found.places.tolist(), found.languages.tolist(),
                    found.times.tolist(), strict=True,
                ):  # fmt: skip
                    placed = (None, None) if east == UNPLACED else (east, north)
                    copy.write_row((number, *placed, languages, times))
            with cursor.copy("copy tag from stdin") as copy:
                for key, number in zip(keys.tolist(), owner.tolist(), strict=True):
                    copy.write_row((key, number))
            cursor.execute("alter table person add primary key (id)")
            cursor.execute("create index on tag(key) include (person)")
            cursor.execute("vacuum analyze person")
            cursor.execute("vacuum analyze tag")
            for viewer, excluded in questions:
                wanted = {
                    kind * 4096 + tag: rarity.points(kind, tag)
                    for _, kind, tags in sought(viewer, peers.PARTS)
                    for tag in tags
                }
                east, north = viewer.place or (None, None)
                told = {
                    "keys": list(wanted), "points": list(wanted.values()),
                    "hidden": [*excluded, viewer.id], "languages": viewer.languages,
                    "times": viewer.times, "east": east, "north": north,
                }  # fmt: skip
                began = time.perf_counter()
                rows = cursor.execute(QUERY, told).fetchall()
                yield (time.perf_counter() - began) * 1000, [(int(r[0]), int(r[1])) for r in rows]


def no_postgres() -> str:
    """Why there is none here, if there is none."""
    import throwaway_postgres

    try:
        throwaway_postgres.find("initdb")
    except SystemExit as missing:
        return str(missing)
    return ""


def plain(found: list[peers.Suggestion]) -> Answer:
    return [(suggestion.id, suggestion.score) for suggestion in found]


def same(name: str, answers: list[Answer], others: list[Answer]) -> None:
    if answers[: len(others)] != others:
        sys.exit(f"{name} found others")
    print(f"  the same {len(others)} answers as {name}")


def community(seed: int) -> None:
    """1,000 members, without an index."""
    people = invented(1_000, seed)
    members = [person(people, at) for at in range(1_000)]
    questions = asked(people, 200, seed)
    began = time.process_time()
    ready = peers.Members(members)
    made = (time.process_time() - began) * 1000
    spent, _ = timed(lambda q: ready.suggest(q[0], excluded=q[1]), questions)
    print(line(f"1,000 members in memory (made in {made:.1f} ms)", spent))


def updates(index: PeersIndex, people: People, questions: list[Question], seed: int) -> None:
    """Change people, and ask again; then compact."""
    chance = random.Random(seed)
    for number in (1, 1_000, 4_000):
        changed = [person(people, at) for at in (chance.randrange(len(people.ids)) for _ in range(number))]
        began = time.perf_counter()
        index.update(changed)
        told = time.perf_counter() - began
        spent, _ = timed(lambda q: index.suggest(q[0], excluded=q[1]), questions)
        print(f"  {number:,} people changed in {told * 1000:.0f} ms; {index.changes:,} changes to merge")
        print("  " + line("then a question", spent))
    began = time.perf_counter()
    index.compact()
    print(f"  compacted in {time.perf_counter() - began:.1f} s")


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("--people", type=int, default=1_000_000)
    parser.add_argument("--questions", type=int, default=300)
    parser.add_argument("--seed", type=int, default=2026)
    parser.add_argument("--no-scipy", action="store_true")
    parser.add_argument("--postgres", action="store_true")
    parser.add_argument("--folder", help="keep the index here")
    options = parser.parse_args()
    print(f"load {os.getloadavg()[0]:.2f} at the start")
    community(options.seed)
    people = invented(options.people, options.seed)
    questions = asked(people, options.questions, options.seed + 1)
    with tempfile.TemporaryDirectory() as temporary:
        began = time.perf_counter()
        index = build(options.folder or temporary, people)
        print(
            f"{options.people:,} people, {len(people.tags) / len(people.ids):.1f} tags each, "
            f"{len(index):,} findable: built in {time.perf_counter() - began:.1f} s, "
            f"{index.bytes_per_person:.1f} bytes a person"
        )
        began = time.perf_counter()
        PeersIndex(index.folder)
        print(f"opened with every checksum in {time.perf_counter() - began:.2f} s")
        for question in questions[:50]:
            index.suggest(question[0], excluded=question[1])
        spent, found = timed(lambda q: index.suggest(q[0], excluded=q[1]), questions)
        print(line("index", spent))
        answers = [plain(each) for each in found]
        if not options.no_scipy:
            rival = Sparse(people, index.rarity)
            few = questions[:40]
            for name, answer in (
                ("scipy, product of tags alone", rival.product),
                ("scipy, whole matrix by vector alone", rival.product_dense),
                ("scipy, the whole answer", rival.answer),
            ):
                theirs, told = timed(answer, few)
                print(
                    line(name, theirs), f"= {statistics.median(theirs) / statistics.median(spent):.0f} times"
                )
            same("scipy", answers, told)
        if options.postgres and (missing := no_postgres()):
            print(f"PostgreSQL was not measured: {missing}")
        elif options.postgres:
            both = list(postgres(people, index.rarity, questions[:20]))
            theirs = [took for took, _ in both]
            print(
                line("PostgreSQL", theirs),
                f"= {statistics.median(theirs) / statistics.median(spent):.0f} times",
            )
            same("PostgreSQL", answers, [told for _, told in both])
        updates(index, people, questions, options.seed)
    print(f"load {os.getloadavg()[0]:.2f} at the end")


if __name__ == "__main__":
    main()
