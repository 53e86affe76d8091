"""Transfers come in from Komunitin: only what was committed moved hours; balances are compared."""

from __future__ import annotations

import pytest

from gilydd.exchange import ledger
from gilydd.exchange.imports import komunitin
from gilydd.exchange.imports.bringing import Brought, bring_in
from gilydd.exchange.imports.gathering import Options
from gilydd.exchange.models import Account, Transfer
from gilydd.people.imports import BadFile
from gilydd.people.policy import SYSTEM
from tests.cast import Cast

pytestmark = pytest.mark.django_db

HEAD = "id,created,updated,state,amount,description,hash,authorization,payer.id,payer.code,payee.id,payee.code,user.id\n"


def line(number: int, state: str, amount: str, payer: str, payee: str, words: str = "") -> str:
    return f"t{number},2024-05-0{number}T10:00:00.000Z,2024-05-0{number}T10:00:00.000Z,{state},{amount},{words},,,a,{payer},b,{payee},u\n"


TRANSFERS = HEAD + "".join(
    [
        line(1, "committed", "1.50", "HOUR0002", "HOUR0001", "Lifft"),
        line(2, "committed", "0.25", "HOUR0001", "HOUR0003"),
        line(3, "pending", "9.00", "HOUR0001", "HOUR0002"),
        line(4, "rejected", "9.00", "HOUR0001", "HOUR0002"),
        line(5, "deleted", "9.00", "HOUR0001", "HOUR0002"),
        line(6, "committed", "0.00", "HOUR0001", "HOUR0002"),
    ]
)
ACCOUNTS = """\
id,created,updated,code,status,balance,creditLimit,maximumBalance,key,user.id
a,2024-01-01T00:00:00.000Z,2024-01-01T00:00:00.000Z,HOUR0001,active,1.25,10.00,,k,u
b,2024-01-01T00:00:00.000Z,2024-01-01T00:00:00.000Z,HOUR0002,active,-1.50,10.00,,k,u
c,2024-01-01T00:00:00.000Z,2024-01-01T00:00:00.000Z,HOUR0003,active,0.25,10.00,,k,u
"""


def bring(garw: Cast, *texts: str, write: bool = True, **said: object) -> Brought:
    options = Options(**said)  # type: ignore[arg-type]
    files = {f"file{place}.csv": text.encode() for place, text in enumerate(texts)}
    gathered = komunitin.gather(files, options)
    return bring_in(by=SYSTEM, community=garw.community, gathered=gathered, options=options, write=write)


def test_committed_transfers_move_hours_and_the_others_are_listed(garw: Cast) -> None:
    """Codes are matched to member numbers 1, 2 and 3: Mair, Dai and Siân."""
    report = bring(garw, TRANSFERS, ACCOUNTS)
    assert garw.balances("Mair", "Dai", "Siân") == [75, -90, 15]
    assert [str(one) for one in report.left_out] == [
        "file0.csv, row 4, column state: its state is “pending”: only committed transfers moved hours",
        "file0.csv, row 5, column state: its state is “rejected”: only committed transfers moved hours",
        "file0.csv, row 6, column state: its state is “deleted”: only committed transfers moved hours",
        "file0.csv, row 7, column amount: no time: nothing moves",
    ]
    assert not [one for one in report.warnings if "the transfers make" in str(one)]
    assert list(ledger.broken_books()) == []


def test_the_same_file_again_adds_nothing_because_transfers_keep_their_ids(garw: Cast) -> None:
    bring(garw, TRANSFERS)
    again = bring(garw, TRANSFERS.replace("Lifft", "Lifft i'r dre")).figures
    assert (again["transfers_new"], again["transfers_here"]) == (0, 2)
    assert Transfer.objects.get(key="komunitin:t1").note.text == "Lifft"


def test_a_pending_transfer_that_was_committed_since_comes_in_with_the_newer_file(garw: Cast) -> None:
    bring(garw, TRANSFERS)
    bring(garw, TRANSFERS.replace("pending", "committed"))
    assert garw.balances("Mair", "Dai") == [75 - 540, -90 + 540]


def test_balances_of_the_accounts_that_do_not_fit_are_said(garw: Cast) -> None:
    text = bring(garw, TRANSFERS, ACCOUNTS.replace("0.25", "2.25")).text()
    assert "member HOUR0003 has 135 minutes in the members' file, but the transfers make 15" in text


def test_amounts_in_the_smallest_unit_or_of_another_currency_are_reckoned(garw: Cast) -> None:
    bring(garw, HEAD + line(1, "committed", "150", "HOUR0002", "HOUR0001"), scale=2)
    bring(garw, HEAD + line(2, "committed", "3", "COIN0002", "COIN0001"), unit_minutes=10)
    assert garw.balances("Dai", "Mair") == [-120, 120]


def test_an_account_of_another_community_is_refused_until_it_is_said_where_its_hours_go(garw: Cast) -> None:
    text = TRANSFERS + line(7, "committed", "1.00", "VALL0009", "HOUR0001")
    with pytest.raises(
        BadFile, match=r"row 8, column payer.code: member VALL0009 is neither in the files nor here"
    ):
        bring(garw, text)
    bring(garw, text, accounts={"VALL0009": "pot"})
    assert garw.balances("Mair", "pot") == [135, -60]


def test_members_can_come_with_their_transfers(garw: Cast) -> None:
    members = "Account number,Name,Email\nHOUR0050,Nerys Bowen,nerys@example.org\n"
    report = bring(garw, members, HEAD + line(1, "committed", "1.00", "HOUR0050", "HOUR0001"))
    assert report.figures["members_new"] == 1
    assert Account.objects.get(party__memberships__number="HOUR0050").balance_minutes == -60


@pytest.mark.parametrize(
    ("text", "said"),
    [
        (TRANSFERS.replace("1.50", "an hour"), "row 2, column amount: “an hour” is not an amount"),
        (TRANSFERS.replace("1.50", "-1.50"), "the time is negative"),
        (TRANSFERS.replace("1.50", "NaN"), "“NaN” is not an amount"),
        (TRANSFERS.replace("2024-05-01T10:00:00.000Z", "", 1), "row 2, column created: the day is missing"),
        (TRANSFERS.replace(",state,", ",status,"), "these columns are missing: state"),
    ],
)
def test_wrong_cells_are_refused_with_their_place(garw: Cast, text: str, said: str) -> None:
    with pytest.raises(BadFile) as refusal:
        bring(garw, text)
    assert said in str(refusal.value)
    assert not Transfer.objects.exists()
