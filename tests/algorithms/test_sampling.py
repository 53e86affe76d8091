"""A draw that anybody can repeat, in which everybody has the same chance."""

from __future__ import annotations

from collections import Counter

import pytest
from hypothesis import given
from hypothesis import strategies as st

from gilydd.algorithms.sampling import draw, frame_hash, shares

FRAME = {f"key-{number}": "" for number in range(40)}


def test_the_same_seed_draws_the_same_people_in_whatever_order_they_are_listed():
    first = draw(FRAME, 8, "the numbers of Saturday")
    assert draw(dict(reversed(FRAME.items())), 8, "the numbers of Saturday") == first
    assert len(set(first)) == 8
    assert draw(FRAME, 8, "the numbers of Sunday") != first


def test_over_many_seeds_everybody_is_drawn_about_as_often():
    drawn = Counter(key for seed in range(600) for key in draw(FRAME, 10, str(seed)))
    # Each is drawn with chance 1/4: 150 of 600, standard deviation 10.6; five of them either way.
    assert set(drawn) == set(FRAME)
    assert max(abs(count - 150) for count in drawn.values()) < 53


def test_a_larger_sample_with_the_same_seed_keeps_those_who_were_drawn():
    assert set(draw(FRAME, 5, "seed")) < set(draw(FRAME, 12, "seed"))


def test_each_stratum_gets_its_share():
    strata = {f"top-{n}": "top" for n in range(60)} | {f"end-{n}": "end" for n in range(20)}
    drawn = Counter(key.split("-")[0] for key in draw(strata, 12, "seed"))
    assert drawn == {"top": 9, "end": 3}


@given(st.dictionaries(st.text(max_size=3), st.integers(1, 50), min_size=1, max_size=6), st.data())
def test_shares_add_up_and_no_stratum_is_off_by_one_or_more(sizes, data):
    whole = sum(sizes.values())
    size = data.draw(st.integers(0, whole))
    given_shares = shares(sizes, size)
    assert sum(given_shares.values()) == size
    for name, count in sizes.items():
        assert abs(given_shares[name] - size * count / whole) < 1
        assert given_shares[name] <= count


def test_a_draw_that_cannot_be_is_refused():
    for size, seed in ((0, "seed"), (41, "seed"), (3, "")):
        with pytest.raises(ValueError, match="draw"):
            draw(FRAME, size, seed)
    assert frame_hash(FRAME) != frame_hash(list(FRAME)[1:])
