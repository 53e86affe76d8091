"""Each statement gets its share of answers, and nobody meets one twice."""

from __future__ import annotations

from hypothesis import given, settings
from hypothesis import strategies as st

from gilydd.algorithms.showing import next_to_show


def test_the_least_answered_is_shown() -> None:
    assert next_to_show({"a": 5, "b": 2, "c": 2}, {"b"}, "reader") == "c"


def test_whoever_has_answered_all_is_shown_nothing() -> None:
    assert next_to_show({"a": 1}, {"a"}, "reader") is None
    assert next_to_show({}, (), "reader") is None


def test_two_readers_begin_at_different_statements_and_each_at_the_same_again() -> None:
    fresh = {str(number): 0 for number in range(50)}
    begun = {reader: next_to_show(fresh, (), reader) for reader in ("one", "two", "three", "four")}
    assert len(set(begun.values())) > 1
    assert begun["one"] == next_to_show(fresh, (), "one")


@settings(max_examples=60, deadline=None)
@given(st.integers(1, 12), st.integers(1, 30), st.data())
def test_answers_stay_level_when_people_answer_a_few_each(
    statements: int, people: int, data: st.DataObject
) -> None:
    counts = {str(number): 0 for number in range(statements)}
    for person in range(people):
        done: set[str] = set()
        for _answer in range(data.draw(st.integers(0, statements))):
            shown = next_to_show(counts, done, f"person {person}")
            assert shown is not None and shown not in done
            done.add(shown)
            counts[shown] += 1
        # One person alone can lift no statement above another by more than one.
        assert max(counts.values()) - min(counts.values()) <= 1
