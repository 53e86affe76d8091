"""The index of peers: equal to the formula whatever happens to it, and clear about what is wrong with it."""

from __future__ import annotations

import json
import os
import signal
import subprocess
import sys
import threading
import time

import numpy as np
import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from gilydd.algorithms.peers import (
    EXPERIENCE,
    OFFER,
    Members,
    PeersError,
    Person,
    Reason,
    columns,
    files,
    kernel,
)
from gilydd.algorithms.peers import index as index_module
from gilydd.algorithms.peers.columns import BLOCK, People
from gilydd.algorithms.peers.files import PeersIndexError
from gilydd.algorithms.peers.index import PeersIndex, build
from tests.algorithms.test_peers import FIELDS, invented, oracle, summed

TRIES = settings(max_examples=8, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])


def agrees(index, people, viewers, excluded=(), limit=20):
    rarity = index.rarity
    for viewer in viewers:
        found = summed(index.suggest(viewer, excluded=excluded, limit=limit))
        assert found == oracle(viewer, people, rarity, excluded, limit=limit)


def crowd(number, seed):
    """More people than a block holds, from few patterns of tags and many places."""
    chance = np.random.default_rng(seed)
    patterns = invented(400, seed, tags=12)
    return [
        Person(
            at,
            *(getattr(patterns[pick], field) for field in FIELDS),
            shown=patterns[pick].shown,
            place=(int(east), int(north)) if at % 50 else None,
            languages=int(languages),
            times=int(times),
            findable=bool(at % 10),
        )
        for at, (pick, east, north, languages, times) in enumerate(
            zip(
                chance.integers(0, 400, number),
                chance.normal(0, 60_000, number),
                chance.normal(0, 60_000, number),
                chance.integers(0, 8, number),
                chance.integers(0, 2**10, number),
                strict=True,
            )
        )
    ]


@pytest.fixture(scope="module")
def large(tmp_path_factory):
    people = crowd(3 * BLOCK, 5)
    return people, build(tmp_path_factory.mktemp("large"), people)


@given(st.integers(0, 10**6), st.integers(1, 25))
@TRIES
def test_the_index_finds_what_the_formula_says(tmp_path, seed, limit):
    people = invented(150, seed)
    index = build(tmp_path, people)
    agrees(index, people, people[:10], {person.id for person in people[20:40]}, limit)


def test_it_agrees_over_many_blocks_with_people_left_out(large):
    people, index = large
    chosen = people[:: len(people) // 25]
    agrees(index, people, chosen, {person.id for person in people[::7]})
    agrees(index, people, chosen[:5], limit=200)


def test_it_agrees_with_the_community_in_memory_reason_by_reason(large):
    people, index = large
    members = Members(people)
    for viewer in people[:: len(people) // 10]:
        assert index.suggest(viewer) == members.suggest(viewer)


def test_far_blocks_are_completed_exactly_however_few_people_are_fetched_at_once(large, monkeypatch):
    """The plain Python of the kernel, with every limit that only saves time moved."""
    people, index = large
    viewer = people[11]
    slow = {name: getattr(kernel, name).py_func for name in ("_consider", "_gather", "search")}
    for name, function in slow.items():
        monkeypatch.setattr(kernel, name, function)
    for completing, handful in ((1, 2), (10**9, 64)):
        monkeypatch.setattr(kernel, "COMPLETING", completing)
        monkeypatch.setattr(kernel, "HANDFUL", handful)
        agrees(index, people, [viewer], limit=3)


@given(
    st.integers(0, 10**6),
    st.lists(
        st.sampled_from(["change", "remove", "hide", "add", "compact", "reopen"]), min_size=1, max_size=8
    ),
)
@TRIES
def test_changes_count_from_the_next_question_on(tmp_path, seed, steps):
    people = {person.id: person for person in invented(120, seed)}
    index, reader = build(tmp_path, people.values()), PeersIndex(tmp_path)
    for turn, step in enumerate(steps):
        ids = sorted(people)[turn :: len(steps) + 3]
        if step == "change":
            fresh = invented(len(ids), seed + turn + 1, tags=11)
            changed = [_renamed(person, id) for id, person in zip(ids, fresh, strict=True)]
            index.update(changed)
            people |= {person.id: person for person in changed}
        elif step == "remove":
            index.update(removed=[*ids, 10**9])
            people = {id: person for id, person in people.items() if id not in ids}
        elif step == "hide":
            hidden = [_renamed(people[id], id, findable=False) for id in ids]
            index.update(hidden)
            people |= {person.id: person for person in hidden}
        elif step == "add":
            added = [
                _renamed(person, 10**6 * (turn + 1) + at) for at, person in enumerate(invented(90, turn))
            ]
            index.update(added)
            people |= {person.id: person for person in added}
        elif step == "compact":
            index.compact()
            assert index.changes == 0
        else:
            index = PeersIndex(tmp_path)
        findable = [person for person in people.values() if person.findable]
        assert len(reader) == len(index) == len(findable)
        assert all(person.id in reader for person in findable)
        agrees(reader, people.values(), list(people.values())[:6], set(ids[:5]))


def _renamed(person, id, **changed):
    fields = {name: getattr(person, name) for name in Person.__dataclass_fields__} | changed
    return Person(**{**fields, "id": id})


def test_compacting_gives_the_same_files_as_building_anew(tmp_path):
    people = {person.id: person for person in invented(300, 1)}
    index = build(tmp_path / "one", people.values())
    changed = [_renamed(person, id) for id, person in zip(sorted(people)[:80], invented(80, 2), strict=True)]
    index.update(changed, removed=sorted(people)[100:120])
    index.compact()
    people |= {person.id: person for person in changed}
    left = [person for id, person in sorted(people.items()) if id not in sorted(people)[100:120]]
    anew = build(tmp_path / "two", left)
    for name in files.NAMES:
        mine, theirs = index._seen.generation.arrays[name], anew._seen.generation.arrays[name]
        if name != "tags":  # a person's own tags keep the order they were handed in
            assert np.array_equal(mine, theirs), name


def test_a_private_experience_stays_unnamed_in_the_files_in_changes_and_after_compacting(tmp_path):
    sian = Person(1, frozenset({7}), offers=frozenset({3}), shown=frozenset({(OFFER, 3)}), findable=True)
    index = build(tmp_path, [sian])
    viewer = Person(9, frozenset({7}), needs=frozenset({3}))
    expected = (Reason("can_be_helped", 10, 3), Reason("experience", 10))
    assert index.suggest(viewer)[0].reasons == expected
    index.update([_renamed(sian, 2)], removed=[1])
    assert [(found.id, found.reasons) for found in index.suggest(viewer)] == [(2, expected)]
    index.compact()
    assert [(found.id, found.reasons) for found in index.suggest(viewer)] == [(2, expected)]
    index.update([_renamed(sian, 2, shown=frozenset({(OFFER, 3), (EXPERIENCE, 7)}))])
    assert index.suggest(viewer)[0].reasons == (Reason("can_be_helped", 10, 3), Reason("experience", 10, 7))


def test_nobody_who_did_not_choose_to_be_found_is_in_any_file(tmp_path):
    people = [Person(2**40 + at, frozenset({2**30 + at}), findable=at < 5) for at in range(10)]
    index = build(tmp_path, people)
    index.update([_renamed(people[4], people[4].id, findable=False)])
    index.compact()
    arrays = index._seen.generation.arrays
    assert arrays["ids"].tolist() == [person.id for person in people[:4]]
    assert arrays["keys"][:, 1].tolist() == [2**30 + at for at in range(4)]


def test_an_empty_index_answers_and_takes_people_in(tmp_path):
    index = build(tmp_path, [])
    mair = Person(1, frozenset({7}), findable=True)
    assert index.suggest(mair) == []
    index.update([mair])
    assert [found.id for found in index.suggest(Person(2, frozenset({7})))] == [1]


def test_one_with_very_many_tags_is_counted_in_wider_numbers(tmp_path):
    """The sum of all points passes what 16 bits hold."""
    many = frozenset(range(3_000))
    people = [Person(1, many, many, many, many, findable=True), *invented(200, 3)]
    index = build(tmp_path, [_renamed(person, at) for at, person in enumerate(people)])
    viewer = Person(10**6, many, many, many, many)
    agrees(index, [_renamed(person, at) for at, person in enumerate(people)], [viewer])
    assert index.suggest(viewer)[0].score > 2**15


def test_a_person_takes_less_than_120_bytes(tmp_path):
    people = crowd(2 * BLOCK, 8)
    twelve = [
        _renamed(person, person.id, experiences=frozenset(range(12)), findable=True) for person in people
    ]
    twelve = [_renamed(p, p.id, interests=frozenset(), offers=frozenset(), needs=frozenset()) for p in twelve]
    assert build(tmp_path, twelve).bytes_per_person < 90


def test_columns_and_people_one_by_one_give_the_same_index(tmp_path):
    people = invented(200, 4)
    one, other = build(tmp_path / "one", people), build(tmp_path / "two", People.of(people))
    for name in files.NAMES:
        assert np.array_equal(one._seen.generation.arrays[name], other._seen.generation.arrays[name])


# --- what may go wrong ---------------------------------------------------------------------------------------


def test_a_log_cut_anywhere_holds_the_changes_that_were_whole(tmp_path):
    viewer = Person(99, frozenset({7}))
    index = build(tmp_path, [])
    sizes = [0]
    log = index._log
    for at in range(4):
        index.update([Person(at, frozenset({7}), findable=True)])
        sizes.append(log.stat().st_size)
    whole = log.read_bytes()
    for length in range(len(whole) + 1):
        log.write_bytes(whole[:length])
        reopened = PeersIndex(tmp_path)
        done = sum(length >= size for size in sizes) - 1
        assert [found.id for found in reopened.suggest(viewer)] == list(range(done))
        if length % 17 == 0:
            reopened.update([Person(50, frozenset({7}), findable=True)])
            assert [found.id for found in PeersIndex(tmp_path).suggest(viewer)] == [*range(done), 50]
    log.write_bytes(whole + b"\0" * 4096)
    assert len(PeersIndex(tmp_path)) == 4


def test_a_writer_killed_at_any_moment_loses_nothing_it_had_told(tmp_path):
    build(tmp_path, [])
    script = """
import sys
from gilydd.algorithms.peers import Person
from gilydd.algorithms.peers.index import PeersIndex
index = PeersIndex(sys.argv[1])
for at in range(10**6):
    index.update([Person(at, frozenset({7}), findable=True)])
    print(at, flush=True)
    if at % 7 == 6:
        index.compact()
"""
    writer = subprocess.Popen(
        [sys.executable, "-c", script, str(tmp_path)], stdout=subprocess.PIPE, text=True
    )
    told = [int(writer.stdout.readline()) for _ in range(30)]
    time.sleep(0.013)
    os.kill(writer.pid, signal.SIGKILL)
    told += [int(line) for line in writer.communicate()[0].split()]
    index = PeersIndex(tmp_path)
    assert len(index) in (len(told), len(told) + 1)
    index.update(removed=[0])
    index.compact()
    assert len(PeersIndex(tmp_path)) == len(index)
    assert not list(tmp_path.glob("*.part"))
    assert len(list(tmp_path.glob("generation-*"))) == 1


def test_an_interrupted_compacting_changes_nothing(tmp_path, monkeypatch):
    index = build(tmp_path, [Person(1, frozenset({7}), findable=True)])
    index.update([Person(2, frozenset({7}), findable=True)])

    def stop(path, text):
        raise OSError("no space left on device")

    monkeypatch.setattr(files, "_write_settled", stop)
    with pytest.raises(OSError, match="no space"):
        index.compact()
    monkeypatch.undo()
    assert len(PeersIndex(tmp_path)) == len(index) == 2
    index.compact()
    assert len(PeersIndex(tmp_path)) == 2


def test_questions_go_on_while_others_change_and_compact(tmp_path):
    people = invented(300, 6)
    index = build(tmp_path, people)
    viewer, stop, failures = people[0], threading.Event(), []

    def ask():
        own = PeersIndex(tmp_path)
        while not stop.is_set():
            try:
                for used in (own, index):
                    summed(used.suggest(viewer))
            except Exception as error:
                failures.append(error)
                return

    threads = [threading.Thread(target=ask) for _ in range(3)]
    for thread in threads:
        thread.start()
    for turn in range(40):
        index.update([_renamed(person, person.id) for person in invented(300, 7)[turn::40]])
        if turn % 5 == 0:
            index.compact()
    stop.set()
    for thread in threads:
        thread.join()
    assert failures == []


@pytest.mark.parametrize("name", files.NAMES)
def test_a_damaged_file_is_found_and_named(tmp_path, name):
    index = build(tmp_path, invented(100, 9))
    path = index._seen.generation.folder / f"{name}.npy"
    whole = bytearray(path.read_bytes())
    whole[-1] ^= 1
    path.write_bytes(whole)
    with pytest.raises(PeersIndexError, match=rf"{name}.npy: its checksum is wrong; build the index again"):
        PeersIndex(tmp_path)
    path.write_bytes(whole[:-1])
    with pytest.raises(PeersIndexError, match=rf"{name}.npy: \d+ bytes, expected \d+; build the index again"):
        PeersIndex(tmp_path, verify=False)
    path.unlink()
    with pytest.raises(PeersIndexError, match=rf"{name}.npy: missing; build the index again"):
        PeersIndex(tmp_path)


def test_an_older_or_damaged_index_says_so(tmp_path):
    with pytest.raises(PeersIndexError, match="no index of peers here"):
        PeersIndex(tmp_path)
    index = build(tmp_path, invented(20, 1))
    header, pointer = index._seen.generation.folder / files.HEADER, tmp_path / files.CURRENT
    told = json.loads(header.read_text())
    header.write_text(json.dumps(told | {"version": 0}))
    with pytest.raises(PeersIndexError, match="version 0 of the format, expected 1; build the index again"):
        PeersIndex(tmp_path)
    header.write_text(json.dumps(told | {"block": 4096}))
    with pytest.raises(PeersIndexError, match="blocks of 4096 people, expected 8192"):
        PeersIndex(tmp_path)
    header.write_text("{")
    with pytest.raises(PeersIndexError, match=r"header.json: damaged; build the index again"):
        PeersIndex(tmp_path)
    pointer.write_text('{"version": 2, "generation": "generation-000001"}')
    with pytest.raises(PeersIndexError, match="version 2 of the format"):
        PeersIndex(tmp_path)
    pointer.write_text("nothing")
    with pytest.raises(PeersIndexError, match=r"CURRENT: damaged"):
        PeersIndex(tmp_path)
    build(tmp_path, invented(20, 1))
    assert len(PeersIndex(tmp_path)) == sum(person.findable for person in invented(20, 1))


def test_a_log_damaged_in_the_middle_is_not_taken_for_a_torn_one(tmp_path):
    index = build(tmp_path, [])
    for at in range(3):
        index.update([Person(at, frozenset({7}), findable=True)])
    whole = bytearray(index._log.read_bytes())
    whole[20] ^= 1
    index._log.write_bytes(whole)
    with pytest.raises(PeersIndexError, match=r"changes.log: damaged at byte 0; build the index again"):
        PeersIndex(tmp_path)


def test_people_who_cannot_be_counted_rightly_are_refused(tmp_path):
    with pytest.raises(PeersError, match="person 3 is listed twice"):
        build(tmp_path, [Person(3), Person(3)])
    with pytest.raises(PeersError, match=r"a number outside 0 to 2\*\*40 - 1"):
        build(tmp_path, [Person(3, frozenset({-1}), findable=True)])
    index = build(tmp_path, [])
    with pytest.raises(PeersError, match=r"person 3: a tag outside 0 to 2\*\*40 - 1"):
        index.update([Person(3, frozenset({2**40}), findable=True)])
    with pytest.raises(PeersError, match="40000 different tags; one index holds 32768"):
        build(tmp_path, [Person(3, frozenset(range(40_000)), findable=True)])
    good = People.of([Person(3, frozenset({7}), findable=True)])
    fields = {name: getattr(good, name) for name in People.__dataclass_fields__}
    doubled = (
        fields
        | {"starts": np.array([0, 2])}
        | {n: np.repeat(fields[n], 2) for n in ("kinds", "tags", "shown")}
    )
    with pytest.raises(PeersError, match="person 3 has a tag of one kind twice"):
        build(tmp_path, People(**doubled))
    with pytest.raises(PeersError, match="starts must rise from 0 to 1"):
        build(tmp_path, People(**fields | {"starts": np.array([0, 2])}))
    with pytest.raises(PeersError, match="columns of people have different lengths"):
        build(tmp_path, People(**fields | {"times": np.zeros(2, np.uint32)}))


def test_neighbours_are_numbered_near_each_other():
    side = np.arange(64)
    places = np.stack(np.meshgrid(side, side), axis=-1).reshape(-1, 2).astype(np.int32) * 100
    walked = places[np.argsort(columns._curve(places))]
    assert (np.abs(np.diff(walked, axis=0)).sum(axis=1) == 100).all()


def test_a_place_to_keep_compiled_code_is_not_needed():
    """numba refuses `cache=True` where it can write nowhere; the question is answered all the same."""
    script = """
import numba
from numba.core import caching
caching.CacheImpl._locator_classes = []
try:
    numba.njit(cache=True)(lambda: 1)
except RuntimeError:
    pass
else:
    raise AssertionError("numba found a place after all")
from gilydd.algorithms.peers import kernel
assert kernel._common(7, 6, 9) == 2
"""
    done = subprocess.run([sys.executable, "-c", script], capture_output=True, text=True, check=False)
    assert done.returncode == 0, done.stderr


def test_the_numbers_that_files_and_search_share_are_the_same():
    """The search keeps its own, because numba compiles them in and notices only changes of its own file."""
    assert (kernel.BLOCK, kernel.UNPLACED) == (columns.BLOCK, columns.UNPLACED)
    assert (kernel.KEY_BITS, kernel.DELTA_KEY_BITS) == (columns.SHOWN_BIT - 1, index_module._DELTA_SHOWN - 1)


def test_compacting_is_asked_for_once_changes_are_many(tmp_path):
    people = [Person(at, frozenset({7}), findable=True) for at in range(2_001)]
    index = build(tmp_path, people)
    index.update(people[:1_000])
    assert (index.changes, index.wants_compacting) == (2_000, False)
    index.update(people[1_000:1_001])
    assert (index.changes, index.wants_compacting) == (2_002, True)
    index.compact()
    assert (index.changes, index.wants_compacting) == (0, False)


def test_opening_and_changing_an_index_need_no_compiler(tmp_path):
    script = """
import sys
from gilydd.algorithms.peers import Members, Person
from gilydd.algorithms.peers.index import PeersIndex, build
build(sys.argv[1], [Person(1, findable=True)]).update([Person(2, findable=True)])
assert len(PeersIndex(sys.argv[1])) == 2 and "numba" not in sys.modules
"""
    done = subprocess.run(
        [sys.executable, "-c", script, str(tmp_path)], capture_output=True, text=True, check=False
    )
    assert done.returncode == 0, done.stderr
