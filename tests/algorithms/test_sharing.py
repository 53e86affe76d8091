"""Splitting a secret: any two of three have it, one has nothing."""

from __future__ import annotations

from itertools import combinations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from gilydd.algorithms.sharing import PRIME, Share, SharingError, combine, parse, split, written

SECRETS = st.binary(min_size=1, max_size=64)


@given(SECRETS, st.integers(2, 6), st.data())
def test_any_that_are_enough_give_the_secret_back(secret: bytes, shares: int, data: st.DataObject) -> None:
    needed = data.draw(st.integers(2, shares))
    parts = split(secret, shares, needed)
    chosen = data.draw(st.permutations(parts))
    assert combine(chosen[:needed]) == secret
    assert combine(chosen) == secret


@given(st.integers(0, PRIME - 1), st.binary(min_size=4, max_size=4), st.binary(min_size=4, max_size=4))
def test_one_share_of_two_fits_every_secret_equally(drawn: int, secret: bytes, other: bytes) -> None:
    """For the share that somebody holds there is just one polynomial for each secret: it tells nothing."""
    held = split(secret, 3, 2, draw=lambda _below: drawn)[0]
    slope = (held.value - int.from_bytes(other, "big")) * pow(held.place, -1, PRIME) % PRIME
    assert split(other, 3, 2, draw=lambda _below: slope)[0] == held


def test_a_hand_worked_line() -> None:
    """Secret 7, slope 5: the values at 1, 2 and 3 are 12, 17 and 22."""
    parts = split(b"\x07", 3, 2, draw=lambda _below: 5)
    assert [one.value for one in parts] == [12, 17, 22]
    assert {combine(two) for two in combinations(parts, 2)} == {b"\x07"}


def test_too_few_strangers_and_twins_are_refused() -> None:
    mine, other = split(b"one"), split(b"two")
    with pytest.raises(SharingError, match="1 share is there; 2 are needed"):
        combine(mine[:1])
    with pytest.raises(SharingError, match="no share"):
        combine([])
    with pytest.raises(SharingError, match="same place"):
        combine([mine[0], mine[0]])
    with pytest.raises(SharingError, match="not of one secret"):
        combine([mine[0], mine[1], other[2]])
    with pytest.raises(SharingError, match="not of one secret"):
        combine([mine[0], split(b"longer")[1]])


@pytest.mark.parametrize(
    ("secret", "shares", "needed"), [(b"", 3, 2), (b"x" * 65, 3, 2), (b"x", 3, 1), (b"x", 2, 3)]
)
def test_what_cannot_be_split_is_refused(secret: bytes, shares: int, needed: int) -> None:
    with pytest.raises(SharingError):
        split(secret, shares, needed)


@given(SECRETS)
def test_a_written_share_reads_back_and_a_changed_letter_is_found(secret: bytes) -> None:
    share = split(secret)[1]
    line = written(share)
    assert parse(f"  {line}\n") == share
    at = len(line) // 2
    changed = line[:at] + ("0" if line[at] != "0" else "1") + line[at + 1 :]
    with pytest.raises(SharingError) as refusal:
        parse(changed)
    assert str(share.value) not in str(refusal.value)


def test_a_share_never_shows_its_value() -> None:
    share = Share(1, 123456789, 2, 32)
    assert "123456789" not in f"{share!r} {share}"
