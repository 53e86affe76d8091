"""The attack on secret ballots: everything that can be copied, before, during and after, and no two keys.

The attacker has a dump of every table (with the hidden row places and, on PostgreSQL, the transaction of each
row), taken before the vote, after every single ballot, after the close and after the count; the queue of jobs,
history, messages, sessions and log lines among them. They know when who voted. They do not have two keys, nor
the secret of the server. They try every way of ordering that the copies offer, and every equal piece of text.
The same attack with the server's secret and two keys finds every ballot: so it is an attack that can succeed.
"""

from __future__ import annotations

import logging
import math
import random
import re
from collections import Counter
from collections.abc import Callable, Sequence
from typing import Any

import pytest
from django.db import connection

from gilydd.deciding import box, keys
from gilydd.history.commands import key_of
from tests.cast import Cast

from .sealed import holder, neighbours, opened, secret_vote, shut, votes_in_secret
from .voting import PLACES

pytestmark = pytest.mark.django_db
VOTERS = 36
# One in a million is more luck than a test should ever meet: five standard deviations.
LUCK = 5
PIECE = re.compile(r"[A-Za-z0-9_-]{16,}")
Dump = dict[str, list[dict[str, Any]]]


def dump() -> Dump:
    """Every row of every table, in the order in which it lies there, with what the database adds of itself."""
    hidden = (
        "ctid::text AS lies, xmin::text AS written" if connection.vendor == "postgresql" else "rowid AS lies"
    )
    taken: Dump = {}
    with connection.cursor() as cursor:
        for table in connection.introspection.table_names(cursor):
            try:
                with_place = f'SELECT {hidden}, t.* FROM "{table}" t'
                cursor.execute(with_place)
            except Exception:  # a table without row places
                cursor.execute(f'SELECT * FROM "{table}"')
            names = [column[0] for column in cursor.description]
            taken[table] = [dict(zip(names, row, strict=True)) for row in cursor.fetchall()]
    return taken


class Ears(logging.Handler):
    """Every line that anything logs, of every level."""

    def __init__(self) -> None:
        super().__init__(level=0)
        self.lines: list[str] = []

    def emit(self, record: logging.LogRecord) -> None:
        self.lines.append(record.getMessage())


@pytest.fixture
def ears() -> Any:
    heard, root = Ears(), logging.getLogger()
    level = root.level
    root.addHandler(heard)
    root.setLevel(0)
    for name in ("django.db.backends", "django"):
        logging.getLogger(name).setLevel(0)
    yield heard
    root.removeHandler(heard)
    root.setLevel(level)
    for name in ("django.db.backends", "django"):
        logging.getLogger(name).setLevel(logging.NOTSET)


class Scene:
    """A secret vote on one of three places among 36, with everything an attacker copies on the way."""

    def __init__(self, cast: Cast, ears: Ears) -> None:
        self.parties = neighbours(cast, VOTERS)
        self.before = dump()
        self.vote, self.files = secret_vote(cast, kind="one", rule="most", choices=PLACES)
        self.chosen = [random.SystemRandom().randint(1, 3) for _party in self.parties]
        order = list(range(VOTERS))
        random.SystemRandom().shuffle(order)
        self.order, self.during = order, []
        connection.force_debug_cursor = True
        try:
            for place in order:
                votes_in_secret(self.vote, [self.parties[place]], [[self.chosen[place]]])
                self.during.append(dump())
        finally:
            connection.force_debug_cursor = False
        self.vote = shut(self.vote)
        self.shut = dump()
        key = self.vote.split_key
        self.public = key.public_key  # type: ignore[union-attr]
        self.places = {name: holder(cast, key, name).place for name in self.files}  # type: ignore[arg-type]
        self.vote = opened(cast, self.vote, self.files)
        self.after = dump()
        self.logged = list(ears.lines)

    def hits(self, guess: Sequence[int]) -> int:
        """How many of the ballots are right, guessed in the order in which people voted."""
        return sum(self.chosen[place] == one for place, one in zip(self.order, guess, strict=True))

    def luck(self) -> tuple[float, float]:
        """What somebody hits who deals the published ballots out blindly: (expected, standard deviation)."""
        parts = Counter(self.chosen).values()
        hit = sum((one / VOTERS) ** 2 for one in parts)
        expected = VOTERS * hit
        # The variance of matches in a random permutation of these ballots, from above.
        return expected, math.sqrt(VOTERS * hit * (1 - hit) * VOTERS / (VOTERS - 1)) or 1.0


KEPT: list[Scene] = []


@pytest.fixture
def scene(garw: Cast, ears: Ears) -> Scene:
    """The copies are made once: they are plain data, and the tests only look at them."""
    if not KEPT:
        KEPT.append(Scene(garw, ears))
    return KEPT[0]


def orderings(scene: Scene) -> dict[str, Callable[[], list[int]]]:
    """Every way in which the copies put the opened ballots into an order."""
    rows = scene.after["deciding_openedballot"]
    sealed = scene.shut["deciding_sealedballot"]
    ways: dict[str, Callable[[], list[int]]] = {}
    for column in ("id", "lies", "written"):
        if rows and column in rows[0]:
            ways[f"opened by {column}"] = lambda column=column: [  # type: ignore[misc]
                _first(row) for row in sorted(rows, key=lambda row: _sortable(row[column]))
            ]
    ways["opened as they lie"] = lambda: [_first(row) for row in rows]
    for column in ("id", "lies", "written", "sealed"):
        if sealed and column in sealed[0]:
            by = sorted(range(VOTERS), key=lambda at, column=column: _sortable(sealed[at][column]))
            ways[f"opened in the order of sealed by {column}"] = lambda by=by: [_first(rows[at]) for at in by]  # type: ignore[misc]
    return ways


def _first(row: dict[str, Any]) -> int:
    return int(re.findall(r"\d+", str(row["choices"]))[0])


def _sortable(value: Any) -> Any:
    found = re.findall(r"\d+", str(value))
    return tuple(map(int, found)) if isinstance(value, str) and value.startswith("(") else value


def test_no_order_in_the_copies_does_better_than_chance(scene: Scene) -> None:
    expected, spread = scene.luck()
    for name, way in orderings(scene).items():
        hits = scene.hits(way())
        assert abs(hits - expected) < LUCK * spread, name


def test_no_text_of_an_envelope_is_met_again_in_a_sealed_ballot(scene: Scene) -> None:
    """A dump after each ballot says whose envelope is whose: the envelope must not say which ballot was in it."""
    seen: set[str] = set()
    whose: list[str] = []
    for taken in scene.during:
        fresh = {row["sealed"] for row in taken["deciding_envelope"]} - seen
        assert len(fresh) == 1, "one ballot, one envelope: so the attacker knows whose it is"
        whose += fresh
        seen |= fresh
    sealed = {row["sealed"] for row in scene.shut["deciding_sealedballot"]}
    pieces = {
        piece[at : at + 16] for one in whose for piece in PIECE.findall(one) for at in range(len(piece) - 15)
    }
    assert not any(one[at : at + 16] in pieces for one in sealed for at in range(len(one) - 15))
    assert len({len(one) for one in seen}) == 1
    assert len({len(one) for one in sealed}) == 1


def test_no_receipt_stands_beside_a_ballot_and_no_choice_beside_a_voter(scene: Scene) -> None:
    codes = {row["code"] for row in scene.after["deciding_receipt"]}
    assert len(codes) == VOTERS
    everything = [scene.before, *scene.during, scene.shut, scene.after]
    for taken in everything:
        for table, rows in taken.items():
            if table != "deciding_receipt":
                told = "\n".join(map(str, rows))
                assert not any(code in told for code in codes), table
        assert "deciding_ballot" not in taken or not taken["deciding_ballot"]
    keys_of = {key_of(party) for party in scene.parties}
    for row in scene.after["history_record"]:
        if row["verb"] == "deciding.vote_in_secret":
            assert row["actor_key"] in keys_of
            assert "choice" not in str(row["facts"])
            assert set(eval_keys(row["facts"])) == {"evidence"}


def eval_keys(facts: Any) -> list[str]:
    import json

    return list(json.loads(facts) if isinstance(facts, str) else facts)


def test_no_job_message_session_or_log_line_holds_a_ballot(scene: Scene) -> None:
    jobs = [row for taken in scene.during for row in taken.get("django_q_ormq", [])]
    assert not any("choices" in str(row) for row in jobs)
    assert scene.during[-1].get("django_session", []) == scene.before.get("django_session", [])
    written = [line for line in scene.logged if "deciding_envelope" in line and "INSERT" in line]
    assert written, "the statements themselves were overheard"
    packed = {box.packed([one], box.NO_CODE, 3)[10:].hex() for one in (1, 2, 3)}
    for line in scene.logged:
        assert not any(one in line for one in packed)
    between = [line for line in scene.logged if "INSERT" in line and '"deciding_openedballot"' not in line]
    assert not any(re.search(r'"choices"|choices=', line) for line in between)


def test_marks_and_envelopes_carry_no_time(scene: Scene) -> None:
    for table in ("deciding_rollmark", "deciding_envelope"):
        assert not any("_at" in column or "when" in column for column in scene.during[-1][table][0])
    for table in ("deciding_sealedballot", "deciding_openedballot", "deciding_receipt"):
        rows = (scene.shut if "sealed" in table else scene.after)[table]
        assert not any("_at" in column for column in rows[0])


def test_row_numbers_say_nothing_of_who_came_first(scene: Scene) -> None:
    """Spearman's rank correlation of the envelope's number with the place of its voter in the queue."""
    numbers, seen = [], set()
    for taken in scene.during:
        fresh = [row for row in taken["deciding_envelope"] if row["id"] not in seen]
        seen |= {row["id"] for row in fresh}
        numbers += [row["id"] for row in fresh]
    ranks = {number: place for place, number in enumerate(sorted(numbers))}
    distance = sum((ranks[number] - place) ** 2 for place, number in enumerate(numbers))
    correlation = 1 - 6 * distance / (VOTERS * (VOTERS**2 - 1))
    assert abs(correlation) < LUCK / math.sqrt(VOTERS - 1)


def test_one_key_and_every_copy_open_nothing(scene: Scene) -> None:
    private = keys.private_in(scene.files["Rhodri"])
    context = f"gilydd ballot {scene.public}"
    for row in scene.shut["deciding_sealedballot"]:
        with pytest.raises(keys.SealError):
            keys.unseal(row["sealed"], private, context)
    for row in scene.shut["deciding_passedshare"] + scene.after["deciding_passedshare"]:
        with pytest.raises(keys.SealError):
            keys.unseal(row["sealed"], private, "gilydd key x")


def test_with_the_servers_secret_and_two_keys_the_same_attack_finds_every_ballot(scene: Scene) -> None:
    """So the attacker's knowledge is real: what stops them is the second seal and the second key alone."""
    context, parts = f"gilydd key {scene.public}", []
    for name in ("Dai", "Siân"):
        stored = next(
            row for row in scene.shut["deciding_keyholder"] if row["public_key"] == _public(scene, name)
        )
        file = keys.private_in(scene.files[name])
        parts.append(keys.part_of(stored["share"], file, context, scene.places[name]))
    private = keys.whole(parts, scene.public)
    seen: set[str] = set()
    guess = []
    for taken in scene.during:
        fresh = {row["sealed"] for row in taken["deciding_envelope"]} - seen
        seen |= fresh
        ballot = box._opened_envelope(scene.vote, fresh.pop())
        _code, choices = box.unpacked(keys.unseal(ballot, private, box.context_of(scene.vote)))
        guess.append(choices[0])
    assert scene.hits(guess) == VOTERS


def _public(scene: Scene, name: str) -> str:
    return keys.pair_of(keys.private_in(scene.files[name])).public
