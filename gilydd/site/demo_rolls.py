"""The demo's landlord: tenants who are members of the mutual by its roll, and a file that waits.

Everybody is invented. The roll came in a month ago and again this month: somebody moved, somebody married,
somebody left; in the file that waits one tenant has a new tenancy and another may be a member already.
"""

from __future__ import annotations

import datetime as dt

from gilydd.people import commands as people
from gilydd.people.models import Identity, Person, Roll
from gilydd.people.policy import SYSTEM

from .demo_scene import Valley

HEAD = "Reference,Name,Tenancy start,Date of birth,Address,Postcode,Language,Large print,Contact by,Email\n"
TENANTS = (
    ("TE-101", "Alun Prosser", "2016-04-01", "1958-03-12", "1 Rhes y Bont", "cy", "yes"),
    ("TE-102", "Bethan Rosser", "2019-09-16", "1984-11-02", "2 Rhes y Bont", "", ""),
    ("TE-103", "Carwyn Hopkin", "2021-02-01", "1992-06-30", "3 Rhes y Bont", "", ""),
    ("TE-104", "Delyth Vaughan", "2012-07-09", "1949-01-25", "4 Rhes y Bont", "cy", "yes"),
    ("TE-105", "Emrys Pugh", "2023-05-22", "2003-08-14", "1 Llys Enfys", "", ""),
    ("TE-106", "Fatima Noor", "2022-10-03", "1989-12-19", "2 Llys Enfys", "en", ""),
    ("TE-107", "Gethin Madoc", "2024-01-15", "2005-02-08", "3 Llys Enfys", "", ""),
    ("TE-108", "Hannah Beynon", "2018-06-11", "1977-05-05", "4 Llys Enfys", "en", ""),
    ("TE-109", "Ifan Tudor", "2020-03-30", "1966-09-21", "5 Llys Enfys", "cy", ""),
    ("TE-110", "Jakub Nowak", "2021-11-08", "1981-07-17", "6 Llys Enfys", "en", ""),
    ("TE-111", "Lowri Meredith", "2017-01-09", "1971-10-10", "7 Llys Enfys", "cy", ""),
    ("TE-112", "Morwenna Rees", "2025-08-04", "2006-04-27", "8 Llys Enfys", "", ""),
)
WHY = {
    "why_cy": "Cymdeithas gydfuddiannol yw Tai Enfys: ei thenantiaid biau hi.",
    "why_en": "Tai Enfys is a mutual: it belongs to its tenants.",
}


def rolls(valley: Valley) -> None:
    """A roll of twelve tenants, the month after, and a file in which somebody must decide."""
    rhodri = valley.cast["Rhodri"]
    landlord = people.add_organisation(by=SYSTEM, community=valley.community, name="Tai Enfys").party
    people.let_act_for(by=SYSTEM, community=valley.community, person=rhodri, party=landlord)
    rhodri = Person.objects.get(pk=rhodri.pk)
    roll = people.keep_roll(
        by=valley.cast["Tomos"], community=valley.community, organisation=landlord, people_cy="tenantiaid",
        people_en="tenants", contact="Rhodri, 01656 000 400", **WHY,
    )  # fmt: skip
    first = [_row(*one) for one in TENANTS]
    _write(rhodri, roll, valley.today - dt.timedelta(days=31), first)
    _write(rhodri, roll, valley.today - dt.timedelta(days=1), _a_month_later(first))
    _chose(valley, rhodri)
    waiting = [row for row in _a_month_later(first) if not row.startswith("TE-105")]
    waiting.append(_row("TE-131", "Emrys Pugh", str(valley.today), "2003-08-14", "2 Maes y Deri", "", ""))
    waiting.append(_row("TE-132", _a_member(valley), str(valley.today), "", "3 Maes y Deri", "", ""))
    people.open_roll_upload(
        by=rhodri, roll=roll, as_of=valley.today, file_name="tai-enfys.csv",
        data=(HEAD + "".join(waiting)).encode(),
    )  # fmt: skip


def _row(reference: str, name: str, since: str, born: str, address: str, language: str, large: str) -> str:
    return f"{reference},{name},{since},{born},{address},CF32 0ZZ,{language},{large},,\n"


def _write(by: Person, roll: Roll, day: dt.date, rows: list[str]) -> None:
    upload = people.open_roll_upload(
        by=by, roll=roll, as_of=day, file_name="tai-enfys.csv", data=(HEAD + "".join(rows)).encode()
    )
    people.write_roll_upload(by=by, upload=upload)


def _a_month_later(rows: list[str]) -> list[str]:
    """Somebody left, somebody moved, somebody married, somebody came."""
    later = [row for row in rows if not row.startswith("TE-103")]
    later = [row.replace("2 Rhes y Bont", "9 Llys Enfys") if "TE-102" in row else row for row in later]
    later = [row.replace("Hannah Beynon", "Hannah Lloyd") for row in later]
    return [*later, _row("TE-113", "Nansi Gwilym", "2026-01-12", "1999-03-03", "3 Rhes y Bont", "cy", "")]


def _chose(valley: Valley, landlord: Person) -> None:
    """One takes part, and one does not want letters."""
    told = {"community": valley.community}
    bethan, ifan = (Identity.objects.get(full_name=name).person for name in ("Bethan Rosser", "Ifan Tudor"))
    people.begin_taking_part(by=valley.cast["Tomos"], person=bethan, explained="visit", **told)
    place = ifan.party.tenures.get()
    people.tell_of_contact(
        by=landlord, roll=place.roll, reference=place.reference, wants_letters=False, explained="phone"
    )


def _a_member(valley: Valley) -> str:
    """The name of somebody who is a member already: a broker says whether it is the same person."""
    return Identity.objects.get(person=valley.members[20]).full_name
