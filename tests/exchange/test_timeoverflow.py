"""A timebank moves in from TimeOverflow, in either of its dialects: dry run first, then all or nothing."""

from __future__ import annotations

import datetime as dt
import io
import zipfile
from pathlib import Path
from typing import Any

import pytest

from gilydd.assets.models import Asset
from gilydd.assets.words import AssetState
from gilydd.exchange import exports, ledger
from gilydd.exchange.imports.bringing import Brought, Stopped, bring_in
from gilydd.exchange.imports.gathering import Options
from gilydd.exchange.imports.systems import gather
from gilydd.exchange.imports.tables import files_of
from gilydd.exchange.models import Account, Transfer, TransferNote
from gilydd.history.models import Record
from gilydd.history.words import NotAllowed
from gilydd.people.commands import enrol, found_community
from gilydd.people.imports import BadFile
from gilydd.people.models import Login, Membership, Party
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
POSTS = """\
103,Offer,Gwersi gitâr,Am ddim,Clases,2021-01-01,,,7
101,Inquiry,Lifft i'r dre,,Teleportation,2021-01-01,,2021-06-01,8
"""

# The same timebank as it exports it, in Catalan, with people who left and a row of no time.
OUT = {
    "membres.csv": """\
N,Nom,Correu electrònic,Telèfon,Telèfon alternatiu,Creat,Darrera connexió,Idioma,Saldo
101,Nerys Bowen,,01656 000101,,2019-04-02 09:00:00 UTC,,ca,-59400
102,Gethin Rowlands,gethin@example.org,,07700 900102,2020-01-15 09:00:00 UTC,,ca,-1800
103,"Haf (Mai) Prosser",haf@example.org,,,2021-11-30 09:00:00 UTC,,ca,57600
""",
    "transferencies.csv": """\
Data,Origen,Destí,Anunci,Quantitat
2022-03-01 10:00:00 UTC,Nerys Bowen (101),Gethin Rowlands (102),,1:30
2022-03-02 11:30:00 UTC,Gethin Rowlands (102),Haf (Mai) Prosser (103),Gwersi gitâr,1:00
2022-03-03 09:00:00 UTC,Haf (Mai) Prosser (103),Banc del Temps,,2:00
2022-03-04 09:00:00 UTC,L'usuari ja no existeix,Haf (Mai) Prosser (103),,2:00
2022-03-05 09:00:00 UTC,Gethin Rowlands (102),L'usuari no està actiu,,1:00
2022-03-06 09:00:00 UTC,L'usuari ja no existeix,L'usuari no està actiu,,1:00
2022-03-07 09:00:00 UTC,Nerys Bowen (101),Haf (Mai) Prosser (103),,—
2022-04-01 09:00:00 UTC,Nerys Bowen (101),Haf (Mai) Prosser (103),,15:00
""",
    "ofertes.csv": """\
"",Oferta,Etiquetes,Usuari,Creat
"",Classes,"","",""
7,Gwersi gitâr,musica,Haf (Mai) Prosser (103),2021-01-01 10:00:00 UTC
"",Acompanyament,"","",""
9,Sgwrs,,Gethin Rowlands (102),2021-01-02 10:00:00 UTC
""",
    "demandes.csv": """\
"",Demanda,Etiquetes,Usuari,Creat
"",-,"","",""
8,Lifft i'r dre,,Nerys Bowen (101),2021-01-03 10:00:00 UTC
""",
}


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    (tmp_path / "users.csv").write_text(USERS)
    (tmp_path / "transfers.csv").write_text(TRANSFERS)
    return tmp_path


@pytest.fixture
def exported(tmp_path: Path) -> Path:
    for name, text in OUT.items():
        (tmp_path / name).write_text(text)
    return tmp_path


def bring(garw: Cast, folder: Path, write: bool = True, by: Any = SYSTEM, **said: Any) -> Brought:
    options = Options(**said)
    gathered = gather("timeoverflow", files_of([str(folder)]), options)
    return bring_in(by=by, community=garw.community, gathered=gathered, options=options, write=write)


def rows() -> tuple[int, ...]:
    tables = (Membership, Party, Login, Transfer, TransferNote, Asset, Record, Account)
    return tuple(table.objects.count() for table in tables)


def balance(garw: Cast, number: str) -> int:
    party = Membership.objects.get(community=garw.community, number=number).party
    return Account.objects.get(party=party).balance_minutes


def test_a_dry_run_says_what_would_come_and_writes_nothing(garw: Cast, folder: Path) -> None:
    before = rows()
    report = bring(garw, folder, write=False)
    text = report.text()
    assert "dry run, nothing written" in text
    assert "New members: 3" in text
    assert "New members without email: 1" in text
    assert (
        "Hours in the new transfers: 20\N{NO-BREAK SPACE}h\N{NO-BREAK SPACE}30\N{NO-BREAK SPACE}min" in text
    )
    assert "users.csv: members as TimeOverflow imports them" in text
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
    figures = bring(garw, folder).figures
    assert (figures["transfers_new"], figures["transfers_here"], figures["members_new"]) == (0, 5, 0)
    assert [now - then for now, then in zip(rows(), after, strict=True)] == [0, 0, 0, 0, 0, 0, 1, 0]


def test_a_newer_file_adds_only_what_is_new(garw: Cast, folder: Path) -> None:
    bring(garw, folder)
    with (folder / "transfers.csv").open("a") as handle:
        handle.write("103,Member,101,Member,3600,2022-05-01 09:00:00,,\n")
    with (folder / "users.csv").open("a") as handle:
        handle.write("104,2022-05-01,Teifi,Lloyd,,1,,,,\n")
    figures = bring(garw, folder).figures
    assert (figures["transfers_new"], figures["members_new"]) == (1, 1)
    assert balance(garw, "101") == -930


def test_somebody_brought_in_can_sign_in_and_somebody_without_email_is_a_member_all_the_same(
    garw: Cast, folder: Path
) -> None:
    bring(garw, folder)
    members = Membership.objects.filter(number__in=["101", "102"]).order_by("number")
    assert [hasattr(row.party.person, "login") for row in members] == [False, True]
    assert not members[1].party.person.login.has_usable_password()


def test_enrolled_in_a_set_they_are_as_if_enrolled_one_by_one(garw: Cast, folder: Path) -> None:
    alone = enrol(
        by=SYSTEM, community=garw.community, full_name="Un Person", email="un@example.org", number="990"
    )
    bring(garw, folder)
    together = Membership.objects.get(number="102")
    one, other = (
        {
            "state": member.state, "capacity": member.capacity, "channel": member.party.person.channel,
            "kind": member.party.kind, "active": member.party.person.login.is_active,
            "staff": member.party.person.login.is_staff,
            "told": list(Record.objects.filter(subject_key=f"people.party:{member.party.key}").values_list("verb", "audience", "facts", "actor_key")),
        }
        for member in (alone, together)
    )  # fmt: skip
    assert one == other


def test_a_post_gives_its_transfers_their_kind_of_work_and_the_offer(garw: Cast, folder: Path) -> None:
    (folder / "posts.csv").write_text(POSTS)
    report = bring(garw, folder)
    offer = Asset.objects.get(title="Gwersi gitâr")
    assert (offer.kind, offer.term.code, offer.party) == (
        "offer",
        "teaching",
        Membership.objects.get(number="103").party,
    )
    taught = Transfer.objects.filter(work__code="teaching")
    assert {row.source_key for row in taught} == {f"assets.asset:{offer.pk}"}
    assert (taught.count(), Transfer.objects.filter(work__code="unknown-work").count()) == (2, 3)
    need = Asset.objects.get(title="Lifft i'r dre")
    assert (need.kind, need.term.code, need.state) == ("need", "unknown-work", AssetState.RESTING)
    assert "category “Teleportation” is not understood" in report.text()
    again = bring(garw, folder).figures
    assert (again["offers_new"], again["offers_here"]) == (0, 2)


def test_a_category_can_be_said_by_hand_and_a_code_that_is_none_is_refused(garw: Cast, folder: Path) -> None:
    (folder / "posts.csv").write_text(POSTS)
    bring(garw, folder, categories={"Teleportation": "lifts"})
    assert Asset.objects.get(title="Lifft i'r dre").term.code == "lifts"
    with pytest.raises(ValueError, match="no kind of work 'liffts'"):
        bring(garw, folder, categories={"Teleportation": "liffts"})


def test_posts_without_ids_give_no_kind_of_work_and_the_report_says_so(garw: Cast, folder: Path) -> None:
    without = "\n".join(line.rpartition(",")[0] for line in POSTS.splitlines())
    (folder / "posts.csv").write_text(without)
    assert "name a post that is in no file with post ids" in bring(garw, folder).text()
    assert not Transfer.objects.exclude(work__code="unknown-work").exists()


def test_what_timeoverflow_exports_comes_in_as_well_as_what_it_imports(garw: Cast, exported: Path) -> None:
    report = bring(garw, exported)
    assert [balance(garw, number) for number in ("101", "102", "103")] == [-990, -30, 960]
    assert garw.balances("pot") == [120]
    text = report.text()
    assert "transferencies.csv: transfers as TimeOverflow exports them (català)" in text
    assert "“Banc del Temps” is the timebank's own account" in text
    assert list(ledger.broken_books()) == []


def test_hours_with_people_who_left_go_to_the_write_offs_and_every_row_is_accounted_for(
    garw: Cast, exported: Path
) -> None:
    report = bring(garw, exported)
    assert ledger.write_offs_of(garw.community).balance_minutes == -60
    left = [str(problem) for problem in report.left_out]
    assert left == [
        "transferencies.csv, row 8, column quantity: no time: nothing moves",
        "transferencies.csv, row 7: both sides left the timebank: no balance here changes",
    ]
    figures = report.figures
    assert figures["rows"] == 3 + 8 + 2 + 1
    assert (figures["transfers_new"], figures["left_out"], figures["offers_new"]) == (6, 2, 3)
    assert not [line for line in report.warnings if "the transfers make" in str(line)]


def test_a_balance_that_the_transfers_do_not_make_is_said(garw: Cast, exported: Path) -> None:
    text = OUT["membres.csv"].replace("-1800", "-3600")
    (exported / "membres.csv").write_text(text)
    assert (
        "member 102 has -60 minutes in the members' file, but the transfers make -30"
        in bring(garw, exported).text()
    )


def test_the_export_again_after_the_import_dialect_adds_no_transfer_twice(garw: Cast, folder: Path) -> None:
    (folder / "transfers.csv").write_text(TRANSFERS.replace("2022-04-01 09:00:00", "2022-04-01 09:00:00 UTC"))
    bring(garw, folder)
    (folder / "transfers.csv").unlink()
    (folder / "transferencies.csv").write_text(OUT["transferencies.csv"])
    figures = bring(garw, folder).figures
    assert (figures["transfers_here"], figures["transfers_new"]) == (4, 2)


def test_several_names_without_a_number_are_asked_about_and_can_be_said(garw: Cast, exported: Path) -> None:
    text = OUT["transferencies.csv"] + "2022-05-01 09:00:00 UTC,Nerys Bowen (101),Mair heb rif,,1:00\n"
    (exported / "transferencies.csv").write_text(text)
    with pytest.raises(BadFile, match="“Banc del Temps”, “Mair heb rif” have no member number"):
        bring(garw, exported)
    bring(garw, exported, accounts={"Mair heb rif": "closed"})
    assert balance(garw, "101") == -1050


@pytest.mark.parametrize("language", ["en", "es", "eu", "gl", "pt", "fr"])
def test_headers_of_every_language_that_it_ships_are_read(garw: Cast, tmp_path: Path, language: str) -> None:
    heads = {
        "en": ("Date,From,To,Post,Quantity", "The user no longer exists", "English"),
        "es": ("Fecha,Origen,Destino,Anuncio,Cantidad", "El usuario ya no existe", "español"),
        "eu": (
            'Data,Jatorria,"Helmuga, erabilera",Iragarkia,Kantitatea',
            "Erabiltzaile hau jada ez dago.",
            "euskara",
        ),
        "gl": ("Data,De,Para,Publicar,Cantidade", "A persoa usuaria xa non existe", "galego"),
        "pt": ("Data,Origem,Destino,Anúncio,Quantidade", "O usuário não existe mais", "português"),
        "fr": ("Date,Depuis,Vers,Annonce,Quantité", "Cet·te utilisateur·rice n'existe plus", "français"),
    }
    head, gone, called = heads[language]
    (tmp_path / "t.csv").write_text(f"{head}\n2022-03-01 10:00:00 UTC,Dai (2),{gone},,0:45\n")
    report = bring(garw, tmp_path)
    assert f"({called})" in report.text()
    assert garw.balances("Dai") == [-45]


def test_another_order_of_columns_is_read_when_they_are_named(garw: Cast, tmp_path: Path) -> None:
    (tmp_path / "t.csv").write_text("Uren,Van,Aan,Datum,Advertentie\n0:30,Dai (2),Mair (1),2022-03-01,\n")
    columns = {"quantity": "Uren", "from": "Van", "to": "Aan", "date": "Datum", "post": "Advertentie"}
    bring(garw, tmp_path, columns=columns)
    assert garw.balances("Dai", "Mair") == [-30, 30]


def test_the_complete_export_says_its_ids_reasons_and_decimal_hours(garw: Cast, tmp_path: Path) -> None:
    (tmp_path / "t.csv").write_text(
        "Date,from,from ID,to,to ID,post,post ID,Reason,quantity\n"
        "2022-03-01 10:00:00 UTC,Dai (2),2,Bank,0,Sgwrs,5,Diolch,0.33\n"
        "2022-03-02 10:00:00 UTC,deleted_user,deleted_user,Dai (2),2,,,,1.5\n"
    )
    (tmp_path / "posts.csv").write_text(
        "Id,Title,Description,Category,Type,User,N,Created,Updated,Tags\n"
        "5,Sgwrs,Dros baned,Accompaniment,Offer,Dai,2,2021-01-01,2021-01-01,\n"
    )
    bring(garw, tmp_path)
    row = Transfer.objects.get(note__text="Diolch")
    assert (row.minutes, row.work.code, garw.balances("Dai", "pot")) == (20, "company", [70, 20])


def test_an_older_file_of_transfers_without_days_needs_one(garw: Cast, tmp_path: Path) -> None:
    (tmp_path / "transfers.csv").write_text("1,Member,2,Member,3600,,\n")
    with pytest.raises(BadFile, match="these transfers have no days"):
        bring(garw, tmp_path)
    bring(garw, tmp_path, day=dt.date(2022, 3, 31))
    assert Transfer.objects.get().occurred_at.date().isoformat() == "2022-03-31"


def test_a_number_that_somebody_else_has_here_is_refused_until_it_gets_a_prefix(
    garw: Cast, folder: Path
) -> None:
    """Number 2 is Dai Morgan here: Gethin's hours must never become Dai's."""
    text = USERS.replace("102,", "2,")
    (folder / "users.csv").write_text(text)
    (folder / "transfers.csv").write_text(TRANSFERS.replace("102,", "2,"))
    with pytest.raises(BadFile, match="number 2 is Dai Morgan here, but Gethin Rowlands in the file"):
        bring(garw, folder)
    bring(garw, folder, prefix="TO-")
    assert (garw.balances("Dai"), balance(garw, "TO-2")) == ([0], -30)


def test_an_email_that_signs_in_here_already_is_kept_for_messages_only(garw: Cast, folder: Path) -> None:
    (folder / "users.csv").write_text(USERS.replace("haf@", "un@"))
    enrol_elsewhere(garw)
    text = bring(garw, folder).text()
    assert "un@example.org already signs somebody in; here it is kept for messages only" in text
    haf = Membership.objects.get(number="103").party.person
    assert (haf.identity.email, hasattr(haf, "login")) == ("un@example.org", False)


def enrol_elsewhere(garw: Cast) -> None:
    other = found_community(by=SYSTEM, slug="arall", name_cy="Arall", name_en="Other")
    enrol(by=SYSTEM, community=other, full_name="Un Arall", email="un@example.org")


def test_an_address_that_timeoverflow_made_up_is_no_email(garw: Cast, folder: Path) -> None:
    (folder / "users.csv").write_text(USERS.replace("haf@example.org", "user1649@example.com"))
    text = bring(garw, folder).text()
    assert "1 members have an address at example.com" in text
    assert Membership.objects.get(number="103").party.person.identity.email == ""


WRONG = {
    "a missing column": ("users.csv", "101,2019-04-02,Nerys", "users.csv, row 1: 3 columns, expected 10"),
    "a day that may be two": ("users.csv", USERS.replace("2020-01-15", "1/2/2020"), "users.csv, row 2, column entry_date"),
    "a day that is none": ("users.csv", USERS.replace("2020-01-15", "2020-02-30"), "row 2, column entry_date: “2020-02-30” is no day of the calendar"),
    "a number twice": ("users.csv", USERS + USERS.split("\n")[0], "member number 101 stands twice, first in row 1"),
    "an unknown member": ("transfers.csv", "999,Member,101,Member,3600,2022-01-01 10:00:00,,", "row 1, column src: member 999"),
    "minutes for seconds": ("transfers.csv", "101,Member,102,Member,45,2022-01-01 10:00:00,,", "45 is less than a minute"),
    "a negative time": ("transfers.csv", "101,Member,102,Member,-3600,2022-01-01 10:00:00,,", "the time is negative; swap payer and payee"),
    "an absurd time": ("transfers.csv", "101,Member,102,Member,99999999,2022-01-01 10:00:00,,", "hours in one transfer cannot be right"),
    "no number": ("transfers.csv", "101,Member,102,Member,1h,2022-01-01 10:00:00,,", "“1h” is not a whole number"),
    "to oneself": ("transfers.csv", "101,Member,101,Member,3600,2022-01-01 10:00:00,,", "payer and payee are the same"),
    "an unknown kind": ("transfers.csv", "101,Cat,102,Member,3600,2022-01-01 10:00:00,,", "column src_type: “Cat”"),
    "no day": ("transfers.csv", "101,Member,102,Member,3600,,,", "column created_at: the day is missing"),
    "an empty file": ("transfers.csv", "", "transfers.csv: no rows"),
    "a stray quote mark": ("transfers.csv", '101,Member,"102,Member\n', "1: 3 columns"),
    "another table": ("hello.csv", "a,b,c\n1,2,3\n", "hello.csv, row 1: this is none of TimeOverflow's tables"),
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


def test_wrong_rows_can_be_left_out_and_are_listed(garw: Cast, folder: Path) -> None:
    with (folder / "transfers.csv").open("a") as handle:
        handle.write(
            "101,Member,101,Member,3600,2022-01-01 10:00:00,,\n999,Member,101,Member,60,2022-01-01 10:00:00,,\n"
        )
    report = bring(garw, folder, leave_out_wrong=True)
    assert (report.figures["transfers_new"], report.figures["wrong"]) == (5, 2)
    assert report.figures["rows"] == 3 + 7
    assert "left out: transfers.csv, row 6, column dst: payer and payee are the same" in report.text()


def test_a_file_that_is_not_utf8_says_so(garw: Cast, folder: Path) -> None:
    (folder / "users.csv").write_bytes(
        USERS.replace("Haf", "Ŵ").encode("latin-1", "replace") + "Siân".encode("latin-1")
    )
    with pytest.raises(BadFile, match="is not UTF-8"):
        bring(garw, folder)


def test_stopped_half_way_nothing_of_it_stays(garw: Cast, folder: Path) -> None:
    before = rows()
    gathered = gather("timeoverflow", files_of([str(folder)]), Options())

    def stop(phase: str, done: int, total: int) -> None:
        if (phase, done) == ("transfers", 5):
            raise Stopped

    with pytest.raises(Stopped):
        bring_in(
            by=SYSTEM,
            community=garw.community,
            gathered=gathered,
            options=Options(),
            write=True,
            progress=stop,
        )
    assert rows() == before


def test_only_a_broker_brings_data_in(garw: Cast, taf: Cast, folder: Path) -> None:
    for person in (garw.dai, garw.ffion, taf.tomos, None):
        with pytest.raises(NotAllowed):
            bring(garw, folder, by=person)
    bring(garw, folder, by=garw.tomos)
    assert Transfer.objects.first().recorded_by_key == f"people.party:{garw.tomos.key}"


def test_a_timebank_that_moved_in_can_move_out_to_timeoverflow_and_in_again(
    garw: Cast, taf: Cast, folder: Path
) -> None:
    (folder / "posts.csv").write_text(POSTS)
    bring(garw, folder)
    data = exports.timeoverflow(by=garw.tomos, community=garw.community)
    with zipfile.ZipFile(io.BytesIO(data)) as archive:
        files = {name: archive.read(name) for name in ("users.csv", "transfers.csv", "posts.csv")}
    options = Options(prefix="G-")
    gathered = gather("timeoverflow", files, options)
    report = bring_in(
        by=SYSTEM,
        community=taf.community,
        gathered=gathered,
        options=Options(prefix="G-", another=None),
        write=True,
    )
    assert report.figures["minutes_new"] == 20 * 60 + 30
    there = {
        row.party.memberships.get().number: row.balance_minutes
        for row in Account.objects.filter(community=taf.community, party__isnull=False)
    }
    assert {key: there[f"G-{key}"] for key in ("101", "102", "103")} == {"101": -990, "102": -30, "103": 900}
