"""A timebank moves in from TimeOverflow: dry run first, then all or nothing."""

from __future__ import annotations

from pathlib import Path

import pytest

from gilydd.exchange import ledger
from gilydd.exchange.imports.timeoverflow import bring_in_timeoverflow
from gilydd.exchange.models import Account, Transfer, TransferNote
from gilydd.history.words import NotAllowed
from gilydd.people.imports import BadFile
from gilydd.people.models import Membership
from gilydd.people.policy import SYSTEM
from tests.cast import Cast

pytestmark = pytest.mark.django_db

USERS = """\
101,2019-04-02,Nerys,Bowen,,0,1941-05-06,01656 000101,,
102,2020-01-15,Gethin,Rowlands,,1,,,07700 900102,gethin@example.org
103,2021-11-30,"Haf, Mai",Prosser,,0,,,,haf@example.org
"""
TRANSFERS = """\
101,Member,102,Member,5400,2022-03-01 10:00:00,Lifft i'r feddygfa,
102,Member,103,Member,3600,2022-03-02 11:30:00 UTC,,7
103,Member,1,Organization,7200,2022-03-03 09:00:00,Community café,
102,Member,103,Member,3600,2022-03-02 11:30:00 UTC,,7
101,Member,103,Member,54000,2022-04-01 09:00:00,Fifteen hours of gardening,
"""


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    (tmp_path / "users.csv").write_text(USERS)
    (tmp_path / "transfers.csv").write_text(TRANSFERS)
    return tmp_path


def bring(garw: Cast, folder: Path, write: bool = True) -> str:
    return bring_in_timeoverflow(by=SYSTEM, community=garw.community, folder=folder, write=write).text()


def rows() -> tuple[int, int]:
    return Membership.objects.count(), Transfer.objects.count()


def balance(garw: Cast, number: str) -> int:
    party = Membership.objects.get(community=garw.community, number=number).party
    return Account.objects.get(party=party).balance_minutes


def test_a_dry_run_says_what_would_come_and_writes_nothing(garw: Cast, folder: Path) -> None:
    before = rows()
    text = bring(garw, folder, write=False)
    assert "dry run, nothing written" in text
    assert "3 new members (1 without email), 0 already here" in text
    assert "5 new transfers, 0 already here, 20 h 30 min" in text
    assert rows() == before


def test_members_and_hours_come_in_and_the_books_still_sum_to_zero(garw: Cast, folder: Path) -> None:
    """101 gave 1.5 h + 15 h away; 102 got 1.5 and paid 2; 103 got 2 + 15 and paid 2 to the pot."""
    bring(garw, folder)
    assert [balance(garw, number) for number in ("101", "102", "103")] == [-990, -30, 900]
    assert garw.balances("pot") == [120]
    assert list(ledger.broken_books()) == []
    assert TransferNote.objects.filter(text="Lifft i'r feddygfa").count() == 1


def test_history_below_the_limit_is_kept_and_marked(garw: Cast, folder: Path) -> None:
    bring(garw, folder)
    nerys = Membership.objects.get(community=garw.community, number="101").party
    assert Account.objects.get(party=nerys).loosened_minutes == 390
    assert Transfer.objects.filter(breaches_limit=True, payer__party=nerys).exists()


def test_equal_rows_of_one_file_are_two_transfers_but_the_file_again_adds_none(
    garw: Cast, folder: Path
) -> None:
    bring(garw, folder)
    assert Transfer.objects.filter(minutes=60).count() == 2
    after = rows()
    text = bring(garw, folder)
    assert rows() == after
    assert "0 new transfers, 5 already here" in text


def test_somebody_brought_in_can_sign_in_and_somebody_without_email_is_a_member_all_the_same(
    garw: Cast, folder: Path
) -> None:
    bring(garw, folder)
    members = Membership.objects.filter(number__in=["101", "102"]).order_by("number")
    assert [hasattr(row.party.person, "login") for row in members] == [False, True]


WRONG = {
    "a missing column": ("users.csv", "101,2019-04-02,Nerys", "users.csv, row 1: 3 columns, expected 10"),
    "a day that is none": ("users.csv", USERS.replace("2020-01-15", "15/01/2020"), "users.csv, row 2, column entry_date"),
    "a number twice": ("users.csv", USERS + USERS.split("\n")[0], "member number 101 stands twice"),
    "an unknown member": ("transfers.csv", "999,Member,101,Member,3600,2022-01-01 10:00:00,,", "row 1, column src: member 999"),
    "minutes for seconds": ("transfers.csv", "101,Member,102,Member,45,2022-01-01 10:00:00,,", "45 is less than a minute"),
    "no number": ("transfers.csv", "101,Member,102,Member,1h,2022-01-01 10:00:00,,", "'1h' is not a whole number"),
    "to oneself": ("transfers.csv", "101,Member,101,Member,3600,2022-01-01 10:00:00,,", "payer and payee are the same"),
    "an unknown kind": ("transfers.csv", "101,Cat,102,Member,3600,2022-01-01 10:00:00,,", "column src_type: 'cat'"),
    "an empty file": ("transfers.csv", "", "transfers.csv: no rows"),
    "an address in use": ("users.csv", USERS.replace("gethin@", "dai@"), "dai@example.org already signs in"),
}  # fmt: skip


@pytest.mark.parametrize(("name", "text", "said"), WRONG.values(), ids=WRONG.keys())
def test_a_wrong_file_is_refused_whole_with_row_and_column(
    garw: Cast, folder: Path, name: str, text: str, said: str
) -> None:
    (folder / name).write_text(text)
    before = rows()
    with pytest.raises(BadFile) as refusal:
        bring(garw, folder)
    assert said in str(refusal.value)
    assert rows() == before


def test_a_file_that_is_not_utf8_says_so(garw: Cast, folder: Path) -> None:
    (folder / "users.csv").write_bytes(
        USERS.replace("Haf", "Ŵ").encode("latin-1", "replace") + "Siân".encode("latin-1")
    )
    with pytest.raises(BadFile, match="is not UTF-8"):
        bring(garw, folder)


def test_only_a_broker_brings_data_in(garw: Cast, taf: Cast, folder: Path) -> None:
    for person in (garw.dai, garw.ffion, taf.tomos, None):
        with pytest.raises(NotAllowed):
            bring_in_timeoverflow(by=person, community=garw.community, folder=folder)
