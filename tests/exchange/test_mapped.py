"""Any table of members or transfers comes in: columns, days, lengths of time, and people who may be here."""

from __future__ import annotations

import datetime as dt
import io
import zipfile
from decimal import Decimal

import pytest
from django.utils import translation
from hypothesis import given
from hypothesis import strategies as st

from gilydd.exchange import exports
from gilydd.exchange.imports import mapped
from gilydd.exchange.imports.bringing import Brought, bring_in
from gilydd.exchange.imports.gathering import Options, WrongCell
from gilydd.exchange.imports.likeness import face, likenesses
from gilydd.exchange.imports.tables import read_table
from gilydd.exchange.imports.values import parse_day, parse_length, parse_moment, plain_name, plain_phone
from gilydd.exchange.models import Account, Transfer
from gilydd.people.commands import add_area, enrol
from gilydd.people.imports import BadFile
from gilydd.people.models import Identity, Membership
from gilydd.people.policy import SYSTEM
from gilydd.people.tables import MOST_UNPACKED_BYTES
from gilydd.ui import sheets
from tests.cast import Cast

MEMBERS = """\
Member No,First name,Surname,E-mail,Mobile,Post code,DOB,Date joined,Preferred language,Shoe size
31,Nerys,Bowen,nerys@example.org,07700 900131,cf32 1aa,1941-05-06,27/03/2019,Cymraeg,5
32,Gethin,Rowlands,,,CF32 1AB,,2020-01-15,English,9
"""
WELSH = """\
Rhif aelod;Enw llawn;E-bost;Dyddiad ymuno;Ardal
41;Haf Prosser;haf@example.org;13 Mawrth 2021;Pentre
"""


def bring(
    garw: Cast, kind: str, data: str | bytes, name: str = "file.csv", write: bool = True, **said: object
) -> Brought:
    options = Options(**said)  # type: ignore[arg-type]
    content = data.encode() if isinstance(data, str) else data
    gathered = mapped.gather(kind, {name: content}, options)
    return bring_in(by=SYSTEM, community=garw.community, gathered=gathered, options=options, write=write)


def wrong(garw: Cast, kind: str, data: str, **said: object) -> str:
    with pytest.raises(BadFile) as refusal:
        bring(garw, kind, data, **said)
    return str(refusal.value)


# --- columns -------------------------------------------------------------------------------------------


@pytest.mark.django_db
def test_columns_are_guessed_by_their_names_and_the_report_says_which(garw: Cast) -> None:
    report = bring(garw, "members", MEMBERS)
    row = Membership.objects.get(number="31")
    who = row.party.person.identity
    assert (who.full_name, who.email, who.phone, who.postcode) == (
        "Nerys Bowen",
        "nerys@example.org",
        "07700 900131",
        "CF32 1AA",
    )
    assert (who.born_on, row.joined_on, row.party.person.language) == (
        dt.date(1941, 5, 6),
        dt.date(2019, 3, 27),
        "cy",
    )
    assert "born_on = “DOB”" in report.text()
    assert "not read: Shoe size" in report.text()


@pytest.mark.django_db
def test_a_welsh_file_with_semicolons_is_read_too(garw: Cast) -> None:
    area = add_area(by=SYSTEM, community=garw.community, code="pentre", name_cy="Pentre", name_en="Village")
    bring(garw, "members", "\N{ZERO WIDTH NO-BREAK SPACE}" + WELSH)
    row = Membership.objects.get(number="41")
    assert (row.party.person.identity.full_name, row.joined_on, row.area) == (
        "Haf Prosser",
        dt.date(2021, 3, 13),
        area,
    )


@pytest.mark.django_db
def test_a_column_can_be_named_by_hand_and_an_unknown_one_is_refused(garw: Cast) -> None:
    bring(garw, "members", "Ref,Who\n77,Teifi Lloyd\n", columns={"number": "Ref", "full_name": "who"})
    assert Membership.objects.get(number="77").party.person.identity.full_name == "Teifi Lloyd"
    assert "there is no column “Name”; there are Ref, Who" in wrong(
        garw, "members", "Ref,Who\n1,A\n", columns={"full_name": "Name"}
    )
    assert "there is no field “nam”" in wrong(garw, "members", "Ref,Who\n1,A\n", columns={"nam": "Who"})
    assert "no column of names was found" in wrong(garw, "members", "Ref,Xyz\n1,A\n")


@pytest.mark.django_db
def test_a_title_above_the_header_does_not_hide_it(garw: Cast) -> None:
    text = "Our members in 2021,,\n\nNumber,Name,Email\n78,Teifi Lloyd,t@example.org\n"
    assert bring(garw, "members", text).figures["members_new"] == 1


def workbook(rows: list[list[object]], sheet: str = "Members") -> bytes:
    from openpyxl import Workbook

    book = Workbook()
    book.active.title = "Notes"
    page = book.create_sheet(sheet)
    for row in rows:
        page.append(row)
    out = io.BytesIO()
    book.save(out)
    return out.getvalue()


@pytest.mark.django_db
def test_excel_comes_in_with_its_days_and_numbers(garw: Cast) -> None:
    data = workbook([["Number", "Name", "Born", "Joined"], [91, "Wyn Lloyd", dt.datetime(1950, 2, 1), 44562]])
    bring(garw, "members", data, "members.xlsx", sheet="Members")
    row = Membership.objects.get(number="91")
    assert (row.party.person.identity.born_on, row.joined_on) == (dt.date(1950, 2, 1), dt.date(2022, 1, 1))
    with pytest.raises(BadFile, match="there is no sheet “Other”; there are Notes, Members"):
        read_table("members.xlsx", data, sheet="Other")


@pytest.mark.django_db
@pytest.mark.parametrize("kind", ["csv", "xlsx", "ods"])
def test_what_gilydd_wrote_itself_comes_back_as_here_already(garw: Cast, kind: str) -> None:
    bring(garw, "members", MEMBERS)
    before = Membership.objects.count()
    with translation.override("cy" if kind == "ods" else "en"):
        data = sheets.write([exports.members(garw.community)], kind)
    report = bring(garw, "members", data, f"members.{kind}")
    assert (report.figures["members_new"], report.figures["members_here"]) == (0, before)


def test_an_ods_sheet_ending_in_a_million_blank_rows_is_read_at_once() -> None:
    data = sheets.write([sheets.Table("T", ["Name", "Hours"], [["A", 1], ["B", Decimal("1.5")]])], "ods")
    with zipfile.ZipFile(io.BytesIO(data)) as old:
        parts = {name: old.read(name) for name in old.namelist()}
    blank = b'<table:table-row table:number-rows-repeated="1048000"><table:table-cell table:number-columns-repeated="16384"/></table:table-row></table:table>'
    parts["content.xml"] = parts["content.xml"].replace(b"</table:table>", blank)
    assert [row.cells for row in read_table("t.ods", packed(parts)).rows] == [
        ("Name", "Hours"),
        ("A", 1.0),
        ("B", 1.5),
    ]


def packed(parts: dict[str, bytes]) -> bytes:
    out = io.BytesIO()
    with zipfile.ZipFile(out, "w", zipfile.ZIP_DEFLATED) as archive:
        for name, data in parts.items():
            archive.writestr(name, data)
    return out.getvalue()


# --- hostile files -------------------------------------------------------------------------------------


def test_a_zip_bomb_is_refused_unread() -> None:
    bomb = packed({"xl/workbook.xml": b"<a/>", "xl/worksheets/sheet1.xml": b"0" * (MOST_UNPACKED_BYTES + 1)})
    assert len(bomb) < 1_000_000
    with pytest.raises(BadFile, match="unpacked, the file would be larger than 150 MB; it is refused unread"):
        read_table("bomb.xlsx", bomb)


def test_entities_that_grow_are_refused() -> None:
    laughs = b'<!DOCTYPE a [<!ENTITY b "ha">' + b"".join(
        f'<!ENTITY b{step} "{f"&b{step - 1};" * 10}">'.replace("&b0;", "&b;").encode() for step in range(1, 9)
    ) + b"]><a>&b8;</a>"  # fmt: skip
    with pytest.raises(BadFile, match="cannot be read as ods"):
        read_table("laugh.ods", packed({"content.xml": laughs}))


@pytest.mark.parametrize(
    ("data", "said"),
    [
        (b"\xd0\xcf\x11\xe0old", "this is an old Excel file"),
        (b"%PDF-1.7", "this is no table"),
        (b"PK\x03\x04broken", "damaged zip"),
        (packed({"hello.txt": b"hello"}), "a zip without a spreadsheet"),
        (packed({"xl/workbook.xml": b"<broken"}), "cannot be read as xlsx"),
        (b"\0\1\2\3" * 10, "this is no table"),
        (b"a," * 300, "more than 200 columns"),
        (b'"' + b"x" * 40_000 + b'"\n', "a cell holds more than 32767 letters"),
        ("Enw\nSiân\n".encode("latin-1"), "byte 7 is not UTF-8; save the file as “CSV UTF-8”"),
        (b"a,b\n" * 200_002, "more than 200000 rows"),
    ],
)
def test_what_is_no_table_is_refused_with_what_would_be_right(data: bytes, said: str) -> None:
    with pytest.raises(BadFile) as refusal:
        read_table("file.xlsx", data)
    assert said in str(refusal.value)


def test_unicode_text_from_excel_is_read() -> None:
    table = read_table("t.txt", "Enw\tOriau\nSiân\t1\n".encode("utf-16"))
    assert [row.cells for row in table.rows] == [("Enw", "Oriau"), ("Siân", "1")]


# --- days and lengths ----------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("cell", "order", "day"),
    [
        ("2027-04-03", "", "2027-04-03"),
        ("2027/4/3", "", "2027-04-03"),
        ("27/3/2027", "", "2027-03-27"),
        ("3/27/2027", "", "2027-03-27"),
        ("4.4.2027", "", "2027-04-04"),
        ("3/4/2027", "dmy", "2027-04-03"),
        ("3/4/2027", "mdy", "2027-03-04"),
        ("3rd April 2027", "", "2027-04-03"),
        ("3 Ebrill 2027", "", "2027-04-03"),
        ("46480", "", "2027-04-03"),
        (46480.75, "", "2027-04-03"),
        ("2027-04-03 10:30:00 UTC", "", "2027-04-03"),
        ("27/3/2027 10:30", "", "2027-03-27"),
    ],
)
def test_days_are_read_as_people_and_spreadsheets_write_them(cell: object, order: str, day: str) -> None:
    assert parse_day("day", cell, order) == dt.date.fromisoformat(day)  # type: ignore[arg-type]


@pytest.mark.parametrize(
    ("cell", "said"),
    [
        ("3/4/2027", "may be two days"),
        ("3/4/27", "needs a year with four digits"),
        ("31/4/2027", "is no day of the calendar"),
        ("1027-01-01", "is not between the years 1900 and 2099"),
        ("last week", "is not a day"),
        ("2027", "is not a day"),
        (2027_04_03, "is not a day"),
    ],
)
def test_a_day_that_may_be_another_is_refused(cell: object, said: str) -> None:
    with pytest.raises(WrongCell, match=said):
        parse_day("day", cell)  # type: ignore[arg-type]


@given(st.dates(dt.date(1900, 1, 1), dt.date(2099, 12, 31)))
def test_every_day_is_read_the_same_from_each_form(day: dt.date) -> None:
    forms = [
        day.isoformat(),
        f"{day.day}/{day.month}/{day.year}",
        f"{day:%d %B %Y}",
        (day - dt.date(1899, 12, 30)).days,
    ]
    assert {parse_day("day", form, "dmy") for form in forms} == {day}


@pytest.mark.parametrize(
    ("cell", "unit", "minutes"),
    [
        ("1.5", "hours", 90),
        ("1,5", "hours", 90),
        (1.25, "hours", 75),
        ("1:30", "hours", 90),
        ("26:15", "hours", 1575),
        ("1:30:00", "hours", 90),
        ("90 min", "hours", 90),
        ("1 h 30", "hours", 90),
        ("1 awr 30 mun", "hours", 90),
        ("90", "minutes", 90),
        ("5400", "seconds", 90),
        ("−2", "hours", -120),
        (dt.time(1, 30), "hours", 90),
        (dt.timedelta(hours=26, minutes=15), "hours", 1575),
        (dt.datetime(1899, 12, 31, 2, 15), "hours", 1575),
    ],
)
def test_lengths_of_time_are_read_as_people_and_spreadsheets_write_them(
    cell: object, unit: str, minutes: int
) -> None:
    assert parse_length("hours", cell, unit).minutes == minutes  # type: ignore[arg-type]


@given(st.integers(0, 60_000))
def test_every_length_is_read_the_same_from_hours_and_minutes(minutes: int) -> None:
    forms = [
        f"{minutes // 60}:{minutes % 60:02d}",
        f"{minutes} min",
        float(Decimal(minutes) / 60),
        f"{minutes / 60:.2f}",
    ]
    assert {parse_length("hours", form).minutes for form in forms} == {minutes}


def test_what_is_rounded_or_doubtful_is_known() -> None:
    assert (
        parse_length("h", "0.33").rounded,
        parse_length("h", "1.30").doubtful,
        parse_length("h", "1.5").doubtful,
    ) == (True, True, False)
    with pytest.raises(WrongCell, match="is not a length of time"):
        parse_length("h", "a while")


def test_a_moment_without_a_time_is_noon_so_that_it_stays_on_its_day() -> None:
    moment = parse_moment("day", "27/3/2027")
    assert moment is not None
    assert moment.isoformat() == "2027-03-27T12:00:00+00:00"


# --- transfers -----------------------------------------------------------------------------------------

SLIPS = """\
Date,Received by,Given by,Hours,Category,Notes
2024-05-01,1,2,1:30,Giving lifts,I'r feddygfa
2024-05-02,Mair Rees,dai@example.org,0.25,Garddio,
2024-05-03,Community pot,3,2,Befriending,
"""


@pytest.mark.django_db
def test_a_table_of_hours_comes_in_by_number_name_or_email(garw: Cast) -> None:
    report = bring(garw, "transfers", SLIPS)
    assert garw.balances("Mair", "Dai", "Siân", "pot") == [-105, 105, 120, -120]
    assert list(Transfer.objects.order_by("occurred_at").values_list("work__code", flat=True)) == [
        "lifts",
        "gardening",
        "company",
    ]
    assert "row 2 is read as: 2 helped 1" in report.text()
    again = bring(garw, "transfers", SLIPS).figures
    assert (again["transfers_new"], again["transfers_here"]) == (0, 3)


@pytest.mark.django_db
def test_two_members_of_one_name_are_told_apart_by_number_only(garw: Cast) -> None:
    enrol(by=SYSTEM, community=garw.community, full_name="Mair Rees", number="99")
    said = wrong(garw, "transfers", SLIPS)
    assert (
        "row 3, column Received by: more than one member is called Mair Rees; write the member number" in said
    )


@pytest.mark.django_db
def test_a_table_of_hours_needs_its_columns(garw: Cast) -> None:
    assert "no column was found for: payee, hours" in wrong(garw, "transfers", "Date,From\n2024-01-01,1\n")
    assert "no column was found for: day" in wrong(garw, "transfers", "Hours,From,To\n1,1,2\n")
    assert (
        bring(garw, "transfers", "Hours,From,To\n1,1,2\n", day=dt.date(2024, 1, 1)).figures["transfers_new"]
        == 1
    )


@pytest.mark.django_db
def test_doubtful_lengths_are_warned_about(garw: Cast) -> None:
    text = bring(garw, "transfers", "Date,From,To,Hours\n2024-01-01,1,2,1.30\n").text()
    assert "1 lengths look like 1.30, which is read as 1 h 18 min" in text


@pytest.mark.django_db
def test_what_the_timebank_took_out_comes_in_again(garw: Cast, taf: Cast) -> None:
    bring(garw, "transfers", SLIPS)
    data = sheets.write([exports.transfers(garw.community)], "xlsx")
    bring(taf, "transfers", data, "t.xlsx")
    assert taf.balances("Mair", "Dai", "Siân", "pot") == [-105, 105, 120, -120]


# --- people who may be here ----------------------------------------------------------------------------

ALIKE = {
    "email": ("Name,Email\nD. Morgan,DAI@example.org\n", "Dai Morgan (2): the same email"),
    "phone": ("Name,Phone\nMegan Morgan,+44 1656 000102\n", "Dai Morgan (2): the same phone"),
    "born": ("Name,DOB\nDAI MORGAN,1950-01-02\n", "Dai Morgan (2): the same name and day of birth"),
    "postcode": ("Name,Postcode\nDai Morgan,CF321AA\n", "Dai Morgan (2): the same name and postcode"),
    "name": ("Name\nMorgan Dai\n", "Dai Morgan (2): nearly the same name"),
    "near": ("Name\nSian Puw\n", "Siân Puw (3): the same name"),
}


@pytest.fixture
def dai_known(garw: Cast) -> Cast:
    who = Identity.objects.get(person=garw.dai)
    who.phone, who.born_on, who.postcode = "01656 000102", dt.date(1950, 1, 2), "CF32 1AA"
    who.save()
    return garw


@pytest.mark.django_db
@pytest.mark.parametrize("sign", ALIKE)
def test_somebody_who_may_be_here_is_asked_about_and_never_joined_by_itself(
    dai_known: Cast, sign: str
) -> None:
    text, said = ALIKE[sign]
    before = Membership.objects.count()
    assert said in bring(dai_known, "members", text, write=False).text()
    refusal = wrong(dai_known, "members", text)
    assert said in refusal
    assert "--same 2=" in refusal
    assert Membership.objects.count() == before


@pytest.mark.django_db
def test_said_to_be_the_same_nobody_new_comes_and_their_hours_are_theirs(dai_known: Cast) -> None:
    report = bring(dai_known, "members", ALIKE["email"][0], same={2: "2"})
    assert (report.figures["members_new"], report.figures["members_here"]) == (0, 1)


@pytest.mark.django_db
def test_said_to_be_another_they_come_in_but_an_email_signs_in_one_person_only(dai_known: Cast) -> None:
    report = bring(dai_known, "members", ALIKE["email"][0], another=frozenset({2}))
    assert report.figures["members_new"] == 1
    other = Identity.objects.get(full_name="D. Morgan")
    assert (other.email, hasattr(other.person, "login")) == ("dai@example.org", False)


@pytest.mark.django_db
def test_two_rows_of_one_file_may_be_one_person_too(garw: Cast) -> None:
    text = "Name,Email,Balance\nNerys Bowen,n@example.org,2\nN. Bowen,n@example.org,-1\n"
    assert "row 3 (N. Bowen) may be Nerys Bowen (row:2): the same email" in wrong(garw, "members", text)
    report = bring(garw, "members", text, same={3: "row:2"}, opening_balances=True)
    assert (
        report.figures["members_new"],
        report.figures["members_merged"],
        report.figures["openings_new"],
    ) == (1, 1, 2)
    assert Account.objects.get(party__person__identity__full_name="Nerys Bowen").balance_minutes == 60


@pytest.mark.django_db
def test_a_wrong_answer_is_refused(garw: Cast) -> None:
    assert "there is no such member here" in wrong(garw, "members", "Name\nNerys Bowen\n", same={2: "4711"})


@pytest.mark.django_db
def test_the_same_table_without_numbers_twice_adds_nobody_twice(garw: Cast) -> None:
    text = "Name,Email\nNerys Bowen,nerys@example.org\nGethin Rowlands,g@example.org\n"
    bring(garw, "members", text)
    figures = bring(garw, "members", text).figures
    assert (figures["members_new"], figures["members_here"]) == (0, 2)


@pytest.mark.django_db
def test_opening_balances_come_from_the_pot_once_and_only_when_said(garw: Cast) -> None:
    text = "Number,Name,Balance\n51,Nerys Bowen,3.5\n52,Wyn Lloyd,-1:15\n53,Teifi Lewis,0\n"
    assert (
        "2 members have a balance in the file; it is not brought in"
        in bring(garw, "members", text, write=False).text()
    )
    bring(garw, "members", text, opening_balances=True)
    bring(garw, "members", text, opening_balances=True)
    held = {
        row.party.memberships.get().number: row.balance_minutes
        for row in Account.objects.filter(party__isnull=False)
    }
    assert (held["51"], held["52"], held.get("53"), garw.balances("pot")) == (210, -75, None, [-135])
    assert not Transfer.objects.filter(nature="work").exists()


def test_people_of_one_name_with_other_days_of_birth_are_not_asked_about() -> None:
    one = face("row:2", "John Davies", "", "", "", dt.date(1950, 1, 1))
    other = face("12", "John Davies", "", "", "", dt.date(1980, 1, 1))
    unknown = face("13", "John Davies", "", "", "", None)
    found = likenesses([(2, one)], [other, unknown], within=True)
    assert [(row.other, row.why) for row in found] == [("13", ("name",))]


@given(
    st.lists(
        st.sampled_from(["Mair Rees", "Mair Rhys", "Dai Morgan", "D Morgan", "Siân Puw", "Sian Puw"]),
        max_size=8,
    )
)
def test_near_names_are_those_that_a_slow_comparison_finds(names: list[str]) -> None:
    from rapidfuzz import fuzz

    rows = [(place, face(f"row:{place}", name, "", "", "", None)) for place, name in enumerate(names)]
    found = {(one.row, int(one.other[4:])) for one in likenesses(rows, [], within=True)}
    slow = {
        (later, earlier)
        for later in range(len(names))
        for earlier in range(later)
        if fuzz.token_sort_ratio(plain_name(names[later]), plain_name(names[earlier])) >= 90
    }
    assert found == slow


def test_phones_are_compared_as_dialled_at_home() -> None:
    assert {plain_phone(text) for text in ("+44 (0)1656 000101", "0044 1656 000101", "01656-000 101")} == {
        "01656000101"
    }
