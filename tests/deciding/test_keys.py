"""Keys that nobody has alone: who may keep one, the file, showing it, giving it."""

from __future__ import annotations

from typing import Any

import pytest

from gilydd.deciding import keys
from gilydd.deciding.commands import decline_key, give_key, replace_holder, show_key, take_key
from gilydd.deciding.keys import SealError
from gilydd.deciding.models import KeyHolder, PassedShare, SplitKey
from gilydd.deciding.queries import ready_keys, waiting_keys
from gilydd.history.models import Record
from gilydd.history.words import NotAllowed, Refused
from gilydd.people import commands as people
from gilydd.people.models import Login
from gilydd.people.policy import SYSTEM
from tests.cast import Cast

from .sealed import asked_key, holder, neighbours, opened, ready_key, secret_vote, shut, votes_in_secret

pytestmark = pytest.mark.django_db


def test_what_is_sealed_opens_with_its_key_and_context_alone() -> None:
    pair, other = keys.new_pair(), keys.new_pair()
    sealed = keys.seal(b"for", pair.public, "one vote")
    assert keys.unseal(sealed, pair.private, "one vote") == b"for"
    for private, context in ((other.private, "one vote"), (pair.private, "another vote")):
        with pytest.raises(SealError):
            keys.unseal(sealed, private, context)
    with pytest.raises(SealError):
        keys.unseal("A" + sealed[1:] if sealed[0] != "A" else "B" + sealed[1:], pair.private, "one vote")


def test_the_same_word_sealed_twice_looks_different_and_is_as_long() -> None:
    public = keys.new_pair().public
    first, second = keys.seal(b"yes", public, "x"), keys.seal(b"yes", public, "x")
    assert first != second
    assert len(first) == len(second)


def test_a_key_can_be_typed_from_paper() -> None:
    pair = keys.new_pair()
    line = keys.file_line(pair.private)
    typed = line.lower().replace(" ", "\n").replace("o", "0").replace("i", "1")
    assert (
        keys.private_in("My key, printed:\n" + typed.replace("g1lydd-key-1", "gilydd-key-1")) == pair.private
    )


@pytest.mark.parametrize(
    ("change", "says"),
    [
        (lambda line: line[:-6], "too short"),
        (lambda line: line[:-1] + ("A" if line[-1] != "A" else "B"), "wrong"),
        (lambda line: "nothing here", "no key"),
    ],
)
def test_a_slip_in_a_key_is_found(change: Any, says: str) -> None:
    with pytest.raises(SealError, match=says):
        keys.private_in(change(keys.file_line(keys.new_pair().private)))


def test_three_are_asked_take_their_files_and_show_that_they_work(garw: Cast) -> None:
    key = asked_key(garw)
    dai = garw.fresh("Dai")
    assert [what for _pk, _purpose, what in waiting_keys(dai, garw.community)] == ["ask"]
    text = take_key(by=dai, holder=holder(garw, key, "Dai"))
    assert "Eich allwedd" in text or "Your key" in text
    assert [what for _pk, _purpose, what in waiting_keys(dai, garw.community)] == ["show"]
    show_key(by=dai, holder=holder(garw, key, "Dai"), text=text)
    assert waiting_keys(dai, garw.community) == []
    assert ready_keys(garw.community) == []
    for name in ("Siân", "Rhodri"):
        file = take_key(by=garw.fresh(name), holder=holder(garw, key, name))
        show_key(by=garw.fresh(name), holder=holder(garw, key, name), text=file)
    assert [pk for pk, _purpose in ready_keys(garw.community)] == [key.pk]


def test_no_file_and_no_private_key_is_ever_kept(garw: Cast) -> None:
    key, files = ready_key(garw)
    told = [
        *map(str, KeyHolder.objects.values_list()),
        *map(str, SplitKey.objects.values_list()),
        *map(str, Record.objects.values_list()),
    ]
    for text in files.values():
        private = keys.private_in(text)
        secret = [keys.text_of(private), private.hex(), keys.file_line(private).split()[5]]
        assert not any(one in line for one in secret for line in told)
    assert key.holders.filter(share="").count() == 3


@pytest.mark.parametrize("name", ["Tomos", "Ffion"])
def test_whoever_runs_votes_keeps_no_key(garw: Cast, name: str) -> None:
    with pytest.raises(Refused, match="run votes"):
        asked_key(garw, ("Dai", "Siân", name)) if name != "Tomos" else asked_by_officer(garw)


def asked_by_officer(cast: Cast) -> Any:
    from gilydd.deciding.commands import ask_keyholders

    return ask_keyholders(
        by=cast.fresh("Ffion"), community=cast.community,
        parties=[cast.party(one) for one in ("Dai", "Siân", "Tomos")], purpose_cy="P", purpose_en="P",
    )  # fmt: skip


def test_whoever_looks_after_the_computer_keeps_no_key(garw: Cast) -> None:
    Login.objects.filter(person=garw.dai).update(is_staff=True)
    with pytest.raises(Refused, match="computer"):
        asked_key(garw)


def test_two_hats_on_one_head_are_no_three_holders(garw: Cast, taf: Cast) -> None:
    with pytest.raises(Refused, match="three different"):
        asked_key(garw, ("Dai", "Dai", "Siân"))
    with pytest.raises(NotAllowed):
        take_key(by=garw.fresh("Rhodri"), holder=holder(garw, asked_key(garw), "Dai"))
    from gilydd.deciding.commands import ask_keyholders

    with pytest.raises(Refused, match="active members"):
        ask_keyholders(
            by=garw.fresh("Tomos"), community=garw.community, purpose_cy="P", purpose_en="P",
            parties=[garw.party("Dai"), garw.party("Siân"), taf.party("Dai")],
        )  # fmt: skip


def test_somebody_who_says_no_is_replaced_and_an_old_file_is_worth_nothing(garw: Cast) -> None:
    key = asked_key(garw)
    first = take_key(by=garw.fresh("Dai"), holder=holder(garw, key, "Dai"))
    second = take_key(by=garw.fresh("Dai"), holder=holder(garw, key, "Dai"))
    with pytest.raises(Refused, match="given last"):
        show_key(by=garw.fresh("Dai"), holder=holder(garw, key, "Dai"), text=first)
    show_key(by=garw.fresh("Dai"), holder=holder(garw, key, "Dai"), text=second)
    declined = decline_key(by=garw.fresh("Dai"), holder=holder(garw, key, "Dai"))
    assert declined.public_key == ""
    again = replace_holder(by=garw.fresh("Tomos"), holder=declined, party=garw.party("Priya"))
    assert (again.state, again.place) == ("asked", declined.place)


def test_one_key_is_not_enough_and_the_database_never_holds_two(garw: Cast) -> None:
    people_here = neighbours(garw)
    vote, files = secret_vote(garw)
    votes_in_secret(vote, people_here, [[1]] * 10)
    vote = shut(vote)
    dai = holder(garw, vote.split_key, "Dai")
    assert give_key(by=garw.fresh("Dai"), holder=dai, text=files["Dai"]) is False
    with pytest.raises(Refused, match="given your key already"):
        give_key(by=garw.fresh("Dai"), holder=dai, text=files["Dai"])
    with pytest.raises(Refused, match="given last"):
        give_key(by=garw.fresh("Siân"), holder=holder(garw, vote.split_key, "Siân"), text=files["Rhodri"])
    for row in PassedShare.objects.all():
        assert "gilydd-share" not in row.sealed
    assert vote.opened_ballots.count() == 0


@pytest.mark.parametrize("names", [("Dai", "Siân"), ("Siân", "Rhodri"), ("Rhodri", "Dai")])
def test_any_two_open_the_box_and_then_every_part_is_destroyed(garw: Cast, names: tuple[str, str]) -> None:
    people_here = neighbours(garw)
    vote, files = secret_vote(garw)
    votes_in_secret(vote, people_here, [[1]] * 7 + [[2]] * 3)
    vote = opened(garw, shut(vote), files, names)
    assert vote.state == "closed"
    assert vote.split_key is not None
    assert vote.split_key.spent_at is not None
    assert set(vote.split_key.holders.values_list("share", flat=True)) == {""}
    assert PassedShare.objects.count() == 0


def test_keys_are_not_given_before_the_time_to_vote_is_over(garw: Cast) -> None:
    neighbours(garw)
    vote, files = secret_vote(garw)
    with pytest.raises(Refused, match="and not before"):
        give_key(by=garw.fresh("Dai"), holder=holder(garw, vote.split_key, "Dai"), text=files["Dai"])


def test_a_key_belongs_to_one_vote(garw: Cast) -> None:
    neighbours(garw)
    vote, _files = secret_vote(garw)
    with pytest.raises(Refused, match="another vote"):
        secret_vote(garw, split_key=vote.split_key)
    with pytest.raises(Refused, match="key belongs to it"):
        decline_key(by=garw.fresh("Dai"), holder=holder(garw, vote.split_key, "Dai"))


def test_whoever_stands_or_becomes_a_facilitator_meanwhile_keeps_no_key(garw: Cast) -> None:
    neighbours(garw)
    keys_of_three = ready_key(garw)
    people.give_role(by=SYSTEM, membership=garw.member("Rhodri"), role="facilitator")
    with pytest.raises(Refused, match="run votes"):
        secret_vote(garw, keys=keys_of_three)
