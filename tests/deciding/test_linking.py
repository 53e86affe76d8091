"""The attack on secret ballots: everything that can be copied, before, during and after, and no two keys.

The attacker has a dump of every table (with the hidden row places and, on PostgreSQL, the transaction of each
row), taken before the vote, after every single ballot, after the close and after the count; the queue of jobs,
history, messages, sessions and log lines among them. They know when who voted. They do not have two keys, nor
the secret of the server. They try every way of ordering that the copies offer, and every equal piece of text.
The same attack with the server's secret and two keys finds every ballot, and the same orderings find every
ballot where they lie as they came: so it is an attack that can succeed.
"""

from __future__ import annotations

import itertools
import json
import logging
import math
import random
import re
from collections import Counter
from collections.abc import Sequence
from typing import Any

import pytest
from django.db import connection
from django_q.signing import SignedPackage

from gilydd.deciding import box, keys
from gilydd.deciding.commands import give_key
from gilydd.deciding.models import Vote
from gilydd.history.commands import key_of
from gilydd.history.words import Refused
from tests.cast import Cast

from .sealed import holder, neighbours, secret_vote, shut, votes_in_secret
from .voting import PLACES

pytestmark = pytest.mark.django_db
VOTERS = 36
# One in a million is more luck than a test should ever meet: five standard deviations.
LUCK = 5
# What a voter leaves behind: a mark, an envelope, and the record that they voted, with whom it mentions.
LEAVES = {"deciding_rollmark", "deciding_envelope", "history_record", "history_mention"}
PIECE = re.compile(r"[A-Za-z0-9_-]{16,}")
Rows = list[dict[str, Any]]
Dump = dict[str, Rows]


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
            self.vote = shut(self.vote)
            self.shut, self.logged_until_shut = dump(), list(ears.lines)
            self._opened(cast)
        finally:
            connection.force_debug_cursor = False
        self.after = dump()
        self.logged_after = ears.lines[len(self.logged_until_shut) :]

    def _opened(self, cast: Cast) -> None:
        """Dai gives his key, then Siân; the attacker copies in between too."""
        key = self.vote.split_key
        assert key is not None
        self.public = key.public_key
        self.places = {name: holder(cast, key, name).place for name in self.files}
        give_key(by=cast.fresh("Dai"), holder=holder(cast, key, "Dai"), text=self.files["Dai"])
        self.half = dump()
        give_key(by=cast.fresh("Siân"), holder=holder(cast, key, "Siân"), text=self.files["Siân"])
        # Whole, with its key: the tests after the first have no such row in their database.
        self.vote = Vote.objects.select_related("split_key").get(pk=self.vote.pk)

    def part(self, name: str) -> Any:
        """The part of the key that the file of one holder gives, with a dump of the sealed box."""
        public = keys.pair_of(keys.private_in(self.files[name])).public
        stored = next(row for row in self.shut["deciding_keyholder"] if row["public_key"] == public)
        file = keys.private_in(self.files[name])
        return keys.part_of(stored["share"], file, f"gilydd key {self.public}", self.places[name])

    def envelopes(self) -> list[str]:
        """The envelopes in the order in which they came: what a copy after each ballot tells."""
        seen: set[str] = set()
        came = []
        for taken in self.during:
            fresh = {row["sealed"] for row in taken["deciding_envelope"]} - seen
            assert len(fresh) == 1, "one ballot, one envelope: so the attacker knows whose it is"
            came += fresh
            seen |= fresh
        return came

    def everything(self) -> list[Dump]:
        return [self.before, *self.during, self.shut, self.half, self.after]

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


def orderings(rows: Rows, sealed: Rows) -> dict[str, list[int]]:
    """Every way in which the copies put the opened ballots into an order, and what they say in that order."""
    ways = {"opened as they lie": [_first(row) for row in rows]}
    for column in ("id", "lies", "written"):
        if column in rows[0]:
            by_column = sorted(rows, key=lambda row: _sortable(row[column]))
            ways[f"opened by {column}"] = [_first(row) for row in by_column]
    for column in ("id", "lies", "written", "sealed"):
        if column in sealed[0]:
            places = sorted(range(len(sealed)), key=lambda at: _sortable(sealed[at][column]))
            ways[f"opened in the order of sealed by {column}"] = [_first(rows[at]) for at in places]
    return ways


def _first(row: dict[str, Any]) -> int:
    return int(re.findall(r"\d+", str(row["choices"]))[0])


def _sortable(value: Any) -> Any:
    found = re.findall(r"\d+", str(value))
    return tuple(map(int, found)) if isinstance(value, str) and value.startswith("(") else value


def test_no_order_in_the_copies_does_better_than_chance(scene: Scene) -> None:
    expected, spread = scene.luck()
    ways = orderings(scene.after["deciding_openedballot"], scene.shut["deciding_sealedballot"])
    assert len(ways) >= 6
    for name, guess in ways.items():
        assert abs(scene.hits(guess) - expected) < LUCK * spread, name


def test_the_same_orderings_find_every_ballot_where_they_lie_as_they_came(scene: Scene) -> None:
    """A system that writes each ballot as it comes, with a number that rises, loses all of them."""
    came = [scene.chosen[place] for place in scene.order]
    rising = [{"id": at, "lies": at, "choices": f"[{one}]"} for at, one in enumerate(came, 1)]
    random.SystemRandom().shuffle(rising)
    found = orderings(rising, scene.shut["deciding_sealedballot"])
    assert scene.hits(found["opened by id"]) == VOTERS
    expected, spread = scene.luck()
    assert expected + LUCK * spread < VOTERS, "chance does not find them all"


def test_no_text_of_an_envelope_is_met_again_in_a_sealed_ballot(scene: Scene) -> None:
    """A dump after each ballot says whose envelope is whose: the envelope must not say which ballot was in it."""
    whose = scene.envelopes()
    sealed = {row["sealed"] for row in scene.shut["deciding_sealedballot"]}
    pieces = {
        piece[at : at + 16] for one in whose for piece in PIECE.findall(one) for at in range(len(piece) - 15)
    }
    assert len(pieces) > VOTERS
    assert len(sealed) == VOTERS
    assert not any(one[at : at + 16] in pieces for one in sealed for at in range(len(one) - 15))
    assert len({len(one) for one in whose}) == 1
    assert len({len(one) for one in sealed}) == 1


def test_no_receipt_stands_beside_a_ballot_and_no_choice_beside_a_voter(scene: Scene) -> None:
    codes = {row["code"] for row in scene.after["deciding_receipt"]}
    assert len(codes) == VOTERS
    for taken in scene.everything():
        for table, rows in taken.items():
            if table != "deciding_receipt":
                told = "\n".join(map(str, rows))
                assert not any(code in told for code in codes), table
        assert "deciding_ballot" not in taken or not taken["deciding_ballot"]
    keys_of = {key_of(party) for party in scene.parties}
    voted = [row for row in scene.after["history_record"] if row["verb"] == "deciding.vote_in_secret"]
    assert len(voted) == VOTERS
    for row in voted:
        facts = json.loads(row["facts"]) if isinstance(row["facts"], str) else row["facts"]
        assert row["actor_key"] in keys_of
        assert facts == {"evidence": "screen"}


def test_a_ballot_changes_its_mark_its_envelope_and_its_record_and_nothing_else(scene: Scene) -> None:
    """Of what a voter leaves behind nothing lies elsewhere: no job, message, session or counter."""
    for one, other in itertools.pairwise(scene.during):
        changed = {table for table in one if sorted(map(str, one[table])) != sorted(map(str, other[table]))}
        assert changed - {"sqlite_sequence"} == LEAVES


def test_no_job_or_log_line_holds_a_ballot(scene: Scene) -> None:
    jobs = {row["payload"] for taken in scene.everything() for row in taken["django_q_ormq"]}
    assert jobs, "the queue was copied"
    for job in map(SignedPackage.loads, jobs):
        assert all(isinstance(one, int) for one in job["args"]), job["func"]
        assert not job["kwargs"], job["func"]
    written = [line for line in scene.logged_until_shut if "deciding_envelope" in line and "INSERT" in line]
    assert len(written) == VOTERS, "the statements themselves were overheard"
    packed = {box.packed([one], box.NO_CODE, 3)[10:].hex() for one in (1, 2, 3)}
    for line in [*scene.logged_until_shut, *scene.logged_after]:
        assert not any(one in line for one in packed)
    before = [line for line in scene.logged_until_shut if "INSERT" in line]
    assert not any(re.search(r'"choices"|choices=', line) for line in before)
    opened = [line for line in scene.logged_after if 'INSERT INTO "deciding_openedballot"' in line]
    assert len(opened) == 1, "all ballots are written in one statement, in the order of what they say"


def test_voting_on_the_page_leaves_neither_choice_nor_code_in_any_copy(
    garw: Cast, sign_in: Any, ears: Ears
) -> None:
    neighbours(garw)
    vote, _files = secret_vote(garw, kind="one", rule="most", choices=PLACES)
    client, address = sign_in(garw.fresh("Priya")), f"/en/c/{garw.slug}/deciding/votes/{vote.pk}/"
    ears.lines.clear()
    look = client.post(address + "vote/", {"choices": "2"}).content.decode()
    found = re.search(r"[A-Z2-7]{4}(?:-[A-Z2-7]{4}){3}", look)
    assert found is not None
    done = client.post(address + "put/", {"choices": "2", "code": found[0]})
    assert found[0] in done.content.decode()
    kept = [str(row) for rows in dump().values() for row in rows]
    session = {name: value for name, value in client.session.items() if not name.startswith("_auth")}
    for place in [*kept, *ears.lines, str(session), str(client.cookies)]:
        assert found[0] not in place
    assert "choices" not in str(session)
    assert "no-store" in done["Cache-Control"]


def test_marks_and_envelopes_carry_no_time(scene: Scene) -> None:
    for table in ("deciding_rollmark", "deciding_envelope"):
        assert not any("_at" in column or "when" in column for column in scene.during[-1][table][0])
    for table in ("deciding_sealedballot", "deciding_openedballot", "deciding_receipt"):
        rows = (scene.shut if "sealed" in table else scene.after)[table]
        assert not any("_at" in column for column in rows[0])


def test_row_numbers_say_nothing_of_who_came_first(scene: Scene) -> None:
    """Spearman's rank correlation of the envelope's number with the place of its voter in the queue."""
    place_of = {row["sealed"]: row["id"] for row in scene.during[-1]["deciding_envelope"]}
    numbers = [place_of[one] for one in scene.envelopes()]
    ranks = {number: place for place, number in enumerate(sorted(numbers))}
    distance = sum((ranks[number] - place) ** 2 for place, number in enumerate(numbers))
    correlation = 1 - 6 * distance / (VOTERS * (VOTERS**2 - 1))
    assert abs(correlation) < LUCK / math.sqrt(VOTERS - 1)


def test_one_key_and_every_copy_open_nothing(scene: Scene) -> None:
    """Also when its holder has given it: what was passed on opens only with another holder's file."""
    given = scene.half["deciding_passedshare"]
    assert len(given) == 2
    assert not scene.after["deciding_passedshare"]
    private = keys.private_in(scene.files["Dai"])
    for row in scene.shut["deciding_sealedballot"]:
        with pytest.raises(keys.SealError):
            keys.unseal(row["sealed"], private, f"gilydd ballot {scene.public}")
    for row in given:
        for receiver in (1, 2, 3):
            context = keys.context_of_pass(f"gilydd key {scene.public}", scene.places["Dai"], receiver)
            with pytest.raises(keys.SealError):
                keys.unseal(row["sealed"], private, context)
    with pytest.raises(keys.SealError):
        keys.whole([scene.part("Dai")], scene.public)
    assert all(row["share"] == "" for row in scene.after["deciding_keyholder"])


def test_the_servers_secret_and_one_key_open_envelopes_but_no_ballot(scene: Scene) -> None:
    private = keys.private_in(scene.files["Rhodri"])
    ballots = [box._opened_envelope(scene.vote, one) for one in scene.envelopes()]
    assert set(ballots) == {row["sealed"] for row in scene.shut["deciding_sealedballot"]}
    for one in ballots:
        with pytest.raises(keys.SealError):
            keys.unseal(one, private, box.context_of(scene.vote))


def test_two_keys_without_the_servers_secret_tie_no_ballot_to_a_voter(scene: Scene, settings: Any) -> None:
    private = keys.whole([scene.part("Siân"), scene.part("Rhodri")], scene.public)
    sealed = scene.shut["deciding_sealedballot"]
    said = [
        {**row, "choices": box.unpacked(keys.unseal(row["sealed"], private, box.context_of(scene.vote)))[1]}
        for row in sealed
    ]
    expected, spread = scene.luck()
    for name, guess in orderings(said, sealed).items():
        assert abs(scene.hits(guess) - expected) < LUCK * spread, name
    settings.SECRET_KEY, settings.SECRET_KEY_FALLBACKS = "a guess", []
    for one in scene.envelopes():
        with pytest.raises(Refused):
            box._opened_envelope(scene.vote, one)


def test_with_the_servers_secret_and_two_keys_the_same_attack_finds_every_ballot(scene: Scene) -> None:
    """So the attacker's knowledge is real: what stops them is the second seal and the second key alone."""
    private = keys.whole([scene.part("Dai"), scene.part("Siân")], scene.public)
    guess = []
    for one in scene.envelopes():
        ballot = box._opened_envelope(scene.vote, one)
        _code, choices = box.unpacked(keys.unseal(ballot, private, box.context_of(scene.vote)))
        guess.append(choices[0])
    assert scene.hits(guess) == VOTERS
