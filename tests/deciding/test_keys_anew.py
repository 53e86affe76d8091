"""Practice with the keys, and a holder of a key in use replaced in the open."""

from __future__ import annotations

from itertools import combinations, permutations
from typing import Any

import pytest

from gilydd.algorithms import sharing
from gilydd.deciding import keyring, keys
from gilydd.deciding.keys import SealError
from gilydd.deciding.models import KeyChange, KeyHolder, PassedShare, SplitKey
from gilydd.history.words import Refused
from gilydd.people.policy import SYSTEM
from tests.cast import Cast

from .sealed import neighbours, secret_vote, shut, votes_in_secret

pytestmark = pytest.mark.django_db
KINDS = {"Dai": "citizen", "Ffion": "officer", "Rhodri": "independent"}


class Ring:
    """A key for bids with its three holders, and the file of each."""

    def __init__(self, cast: Cast) -> None:
        self.cast, self.files = cast, {}
        self.key = keyring.named(
            by=SYSTEM, community=cast.community, purpose_cy="Cynigion", purpose_en="Bids", kinds_differ=True,
            holders=[(cast.party(name), kind) for name, kind in KINDS.items()],
        )  # fmt: skip
        for name in KINDS:
            self.ready(name)
        keyring.made(self.key)

    def holder(self, name: str, key: SplitKey | None = None) -> KeyHolder:
        rows = KeyHolder.objects.select_related("split_key").exclude(state="left")
        return rows.get(split_key=key or self.key, party=self.cast.party(name))

    def ready(self, name: str) -> None:
        self.files[name] = keyring.file_for(self.holder(name))
        keyring.shown(self.holder(name), self.files[name])

    def asked(self, out: str, instead: str, **more: Any) -> KeyChange:
        told = {"reason": "The file is lost.", "reason_lang": "en"} | more
        return keyring.change_asked(
            by=SYSTEM, holder=self.holder(out), party=self.cast.party(instead), **told
        )

    def changed(self, out: str, instead: str) -> KeyChange:
        change = self.asked(out, instead)
        self.ready(instead)
        one, two = [name for name in self.keeping() if name != out]
        assert keyring.given_for_change(change, self.holder(one), self.files[one]) is False
        assert keyring.given_for_change(change, self.holder(two), self.files[two]) is True
        return KeyChange.objects.get(pk=change.pk)

    def keeping(self) -> list[str]:
        parties = list(keyring.keepers(self.key).values_list("party_id", flat=True))
        return [name for pk in parties for name in self.cast.people if self.cast.party(name).pk == pk]

    def part(self, name: str, share: str = "") -> sharing.Share:
        """The part that somebody has by their file and what lies in the database, or lay there."""
        holder, private = self.holder(name), keys.private_in(self.files[name])
        return keys.part_of(share or holder.share, private, keyring.context_of(self.key), holder.place)


@pytest.fixture
def ring(garw: Cast) -> Ring:
    return Ring(garw)


def open_box(ring: Ring, names: Any) -> bytes:
    return keys.whole([ring.part(name) for name in names], SplitKey.objects.get(pk=ring.key.pk).public_key)


def test_three_kinds_are_three_kinds(garw: Cast) -> None:
    told = {"by": SYSTEM, "community": garw.community, "purpose_cy": "C", "purpose_en": "B"}
    for kinds in (("citizen", "citizen", "officer"), ("citizen", "officer", "")):
        who = [(garw.party(name), kind) for name, kind in zip(KINDS, kinds, strict=True)]
        with pytest.raises(Refused, match="another kind"):
            keyring.named(**told, holders=who, kinds_differ=True)
        assert keyring.named(**told, holders=who).holders.count() == 3


def test_a_box_to_practise_on_opens_with_any_two_and_leaves_the_key_alone(ring: Ring) -> None:
    for names in permutations(KINDS, 2):
        before = list(ring.key.holders.order_by("pk").values_list("share", "state"))
        practice = keyring.practised(by=SYSTEM, split_key=ring.key)
        first, second = (ring.holder(name, practice) for name in names)
        assert keyring.given_in_practice(first, ring.files[names[0]]) is False
        assert keyring.given_in_practice(second, ring.files[names[1]]) is True
        practice.refresh_from_db()
        assert practice.spent_at is not None
        assert list(ring.key.holders.order_by("pk").values_list("share", "state")) == before
    wrong = keyring.practised(by=SYSTEM, split_key=ring.key)
    with pytest.raises(Refused, match="given last"):
        keyring.given_in_practice(ring.holder("Dai", wrong), ring.files["Rhodri"])
    again = keyring.practised(by=SYSTEM, split_key=ring.key)
    wrong.refresh_from_db()
    assert (wrong.spent_at is None, again.spent_at is None) == (False, True)


def test_any_two_of_the_new_holders_open_and_nobody_with_the_old_file(ring: Ring) -> None:
    old = {name: (ring.holder(name).share, ring.part(name)) for name in KINDS}
    before = open_box(ring, ("Dai", "Ffion"))
    for number, (out, instead) in enumerate((("Rhodri", "Siân"), ("Dai", "Mair"), ("Siân", "Dai")), 1):
        lost = ring.part(out)
        change = ring.changed(out, instead)
        assert (change.state, change.joins.kind) == ("done", change.leaves.kind)
        assert ring.key.changes.filter(state="done").count() == number
        assert out not in ring.keeping() and len(ring.keeping()) == 3
        for two in combinations(ring.keeping(), 2):
            assert open_box(ring, two) == before
        for name in ring.keeping():
            with pytest.raises(SealError):
                keys.whole([lost, ring.part(name)], ring.key.public_key)
        assert KeyHolder.objects.filter(split_key=ring.key, state="left").exclude(share="").count() == 0
    for name in ("Ffion",):
        assert ring.holder(name).share != old[name][0]
        for other in ring.keeping():
            if other != name:
                with pytest.raises(SealError):
                    keys.whole([old[name][1], ring.part(other)], ring.key.public_key)


def test_while_a_change_is_under_way_no_two_parts_lie_open(ring: Ring) -> None:
    change = ring.asked("Rhodri", "Siân")
    with pytest.raises(Refused, match="takes their file first"):
        keyring.given_for_change(change, ring.holder("Dai"), ring.files["Dai"])
    ring.ready("Siân")
    keyring.given_for_change(change, ring.holder("Dai"), ring.files["Dai"])
    (passed,) = PassedShare.objects.all()
    assert passed.receiver == ring.holder("Ffion")
    # Not even Ffion's own file opens what was passed to her, without this server's secret.
    with pytest.raises((SealError, ValueError)):
        keys.unseal(passed.sealed, keys.private_in(ring.files["Ffion"]), f"{keyring.context_of(ring.key)}")
    with pytest.raises(Refused, match="given your key already"):
        keyring.given_for_change(change, ring.holder("Dai"), ring.files["Dai"])
    with pytest.raises(Refused, match="not needed"):
        keyring.given_for_change(change, ring.holder("Rhodri"), ring.files["Rhodri"])
    with pytest.raises(Refused, match="not needed"):
        keyring.given_for_change(change, ring.holder("Siân"), ring.files["Siân"])
    assert ring.holder("Siân").share == ""
    assert open_box(ring, ("Dai", "Rhodri")) == open_box(ring, ("Ffion", "Rhodri"))


def test_opening_the_box_stops_a_change_and_a_stopped_change_can_begin_again(ring: Ring) -> None:
    change = ring.asked("Rhodri", "Siân")
    ring.ready("Siân")
    keyring.given_for_change(change, ring.holder("Ffion"), ring.files["Ffion"])
    keyring.change_stopped(change)
    assert PassedShare.objects.count() == 0
    again = ring.asked("Rhodri", "Siân")
    ring.ready("Siân")
    assert keyring.given(ring.holder("Ffion"), ring.files["Ffion"]) is None
    again.refresh_from_db()
    assert again.state == "stopped"
    with pytest.raises(Refused, match="too late"):
        ring.asked("Rhodri", "Siân")
    assert keyring.given(ring.holder("Rhodri"), ring.files["Rhodri"]) is not None


def test_what_a_change_needs(ring: Ring) -> None:
    with pytest.raises(Refused, match="Say why"):
        ring.asked("Rhodri", "Siân", reason="  ")
    with pytest.raises(Refused, match="already"):
        ring.asked("Rhodri", "Dai")
    ring.asked("Rhodri", "Siân")
    with pytest.raises(Refused, match="One after the other"):
        ring.asked("Dai", "Mair")
    with pytest.raises(Refused, match="nothing to open"):
        ring.ready("Siân")
        keyring.given(ring.holder("Siân"), ring.files["Siân"])
    keyring.spent(ring.key)
    ring.key.refresh_from_db()
    assert ring.key.changes.get().state == "stopped"


def give(sign_in: Any, cast: Cast, key: SplitKey, name: str, files: dict[str, str], says: str = "") -> int:
    """Bring a file to the page of one's key, which says what it is for."""
    own = KeyHolder.objects.exclude(state="left").get(split_key=key, party=cast.party(name))
    client, page = sign_in(cast.fresh(name)), f"/en/c/garw/deciding/keys/mine/{own.pk}/"
    assert says in client.get(page).content.decode()
    return int(client.post(f"{page}give/", {"key_text": files[name]}).status_code)


def test_two_practise_on_a_box_that_the_pages_make(garw: Cast, sign_in: Any, run_jobs: Any) -> None:
    neighbours(garw)
    vote, files = secret_vote(garw)
    page = f"/en/c/garw/deciding/keys/{vote.split_key.pk}/"
    tomos = sign_in(garw.fresh("Tomos"))
    assert "Ask them to practise" in tomos.get(page).content.decode()
    assert tomos.post(f"{page}practise/").status_code == 302
    practice = vote.split_key.practices.get()
    assert run_jobs() > 0
    for name in ("Dai", "Siân"):
        assert give(sign_in, garw, practice, name, files, "nothing but a word in it") == 302
    practice.refresh_from_db()
    vote.refresh_from_db()
    assert practice.spent_at is not None
    assert (vote.state, vote.split_key.spent_at) == ("open", None)


def test_a_secret_vote_is_opened_by_who_came_instead(garw: Cast, sign_in: Any, run_jobs: Any) -> None:
    """Rhodri lost his file; Priya comes instead, in the open, and the box opens with her key and not his."""
    people_here = neighbours(garw)
    vote, files = secret_vote(garw)
    key = vote.split_key
    votes_in_secret(vote, people_here, [[1]] * 7 + [[2]] * 3)
    base = "/en/c/garw/deciding/keys"
    tomos, priya = sign_in(garw.fresh("Tomos")), garw.fresh("Priya")
    lost = key.holders.get(party=garw.party("Rhodri"))
    given = {"party": priya.pk}
    assert "Everybody who keeps a key" in tomos.post(f"{base}/holders/{lost.pk}/", given).content.decode()
    given["reason"] = "Rhodri lost his stick."
    assert tomos.post(f"{base}/holders/{lost.pk}/", given).status_code == 302
    run_jobs()
    mine = f"{base}/mine/{key.holders.get(party=priya.pk).pk}/"
    files["Priya"] = sign_in(priya).post(f"{mine}take/").content.decode()
    assert sign_in(priya).post(f"{mine}show/", {"key_text": files["Priya"]}).status_code == 302
    run_jobs()
    for name in ("Siân", "Dai"):
        assert give(sign_in, garw, key, name, files, "dealt anew") == 302
    told = sign_in(garw.fresh("Dai")).get(f"{base}/{key.pk}/").content.decode()
    assert "Rhodri lost his stick." in told and "Priya instead of Rhodri" in told
    page = tomos.get(f"/en/c/garw/deciding/votes/{vote.pk}/").content.decode()
    assert "Keys that changed hands" in page
    vote = shut(vote)
    gone = f"{base}/mine/{key.holders.get(state='left').pk}/"
    sign_in(garw.fresh("Rhodri")).post(f"{gone}give/", {"key_text": files["Rhodri"]})
    assert key.holders.filter(state="gave").count() == 0
    for name in ("Priya", "Siân"):
        assert give(sign_in, garw, key, name, files, "The time to vote is over") == 302
    vote.refresh_from_db()
    assert (vote.state, vote.opened_ballots.count()) == ("closed", 10)
