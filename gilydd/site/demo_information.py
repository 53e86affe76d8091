"""The directory of the demo: what there is in the valley, who runs it, and whether it is still true.

All of it is invented. Some entries are written in one language alone, as in every real directory.
"""

from __future__ import annotations

import datetime as dt
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from typing import Any

from gilydd.chain.indexing import reindex
from gilydd.people.models import Area, Community, Party, Place, Term
from gilydd.people.policy import SYSTEM
from gilydd.services import commands
from gilydd.services.models import Listing, Provider
from gilydd.services.telling import ListingTold, PhoneTold, told_of
from gilydd.services.times import read_times

from .demo_scene import Valley

PROVIDERS = {
    "cwm": ("Cymdeithas y Cwm", "The Valley Society"),
    "sied": ("Y Sied", "The Shed"),
    "bwrdd": ("Bwrdd Iechyd y Bryniau", "The Hills Health Board"),
    "cyngor": ("Cyngor Sir y Bryniau", "The Hills Council"),
    "eglwys": ("Eglwys Sant Teilo", "St Teilo's Church"),
    "clwb": ("Clwb Chwaraeon Pont Enfys", "Pont Enfys Sports Club"),
    "tai": ("Tai'r Bryniau", "Hills Homes"),
    "menter": ("Menter Iaith y Bryniau", "The Hills Welsh Language Initiative"),
}


@dataclass(frozen=True)
class Row:
    """One invented entry. `place`: the number of a place, -1 for none; `age`: the lowest and the highest."""

    cy: str
    en: str
    about_cy: str
    about_en: str
    run_by: str
    terms: tuple[str, ...]
    place: int = -1
    times: str = ""
    phone: str = ""
    pence: int | None = 0
    ways: tuple[str, ...] = ("there",)
    easy_cy: str = ""
    easy_en: str = ""
    age: tuple[int | None, int | None] = (None, None)


ROWS: Sequence[Row] = (
    Row("Clwb cinio dydd Mercher", "Wednesday lunch club", "Cinio poeth a chwmni i bobl hŷn.",
        "A hot lunch and company for older people.", "eglwys", ("interest-cooking", "interest-older-people"),
        0,
        "Wednesday 12:00-14:00", "01656 100101", 400, ("there",),
        "Rydych yn bwyta cinio gydag eraill.\nMae'n bob dydd Mercher.",
        "You eat lunch with others.\nIt is every Wednesday.", (60, None)),
    Row("Banc bwyd Pont Enfys", "Pont Enfys food bank", "Bwyd am dri diwrnod i bwy bynnag sydd ei angen.",
        "Food for three days for whoever needs it.", "eglwys", ("interest-poverty",), 0,
        "Tuesday, Friday 10:00-12:00", "01656 100102", 0, ("there",),
        "Gallwch gael bwyd yma.\nDoes dim rhaid talu.", "You can get food here.\nYou pay nothing."),
    Row("Grŵp gofalwyr y cwm", "Valley carers' group", "Lle i ofalwyr siarad, gorffwys a chael cyngor.",
        "A place for carers to talk, rest and get advice.", "cwm", ("interest-carers", "lived-caring"), 2,
        "first Tuesday 14:00-16:00", "01656 100103", 0, ("there", "phone"),
        "Rydych yn gofalu am rywun.\nMae eraill yma'n gwneud hynny hefyd.",
        "You look after somebody.\nOthers here do that too."),
    Row("Achub Cathod y Bryniau", "", "Rydym yn chwilio am gartrefi i gathod a chathod bach.", "", "cwm",
        ("interest-animals",), phone="01656 100104", ways=("phone", "home")),
    Row("", "Dog walking for people who are ill", "", "Volunteers walk your dog while you cannot.", "cwm",
        ("interest-animals",), phone="01656 100105", ways=("home",)),
    Row("Sied y dynion", "Men's shed", "Gwaith coed, trwsio a phaned. I ddynion sydd eisiau cwmni.",
        "Woodwork, mending and a cuppa, for men who want company.", "sied",
        ("interest-home", "interest-friendship"), 1, "Monday, Thursday 10:00-13:00", "01656 100106"),
    Row("Caffi Trwsio", "Repair café", "Dewch â phethau wedi torri; trwsiwn nhw gyda'n gilydd.",
        "Bring what is broken; we mend it together.", "sied", ("interest-home", "interest-climate"), 0,
        "last Saturday 10:00-13:00"),
    Row("Côr Cwm Enfys", "Cwm Enfys choir", "Côr cymysg. Does dim angen darllen cerddoriaeth.",
        "A mixed choir. You need not read music.", "cwm", ("interest-singing",), 0, "Thursday 19:00-21:00"),
    Row("Ioga ysgafn", "Gentle yoga", "Ioga ar gadair i bawb.", "Yoga on a chair for everybody.", "clwb",
        ("interest-health", "interest-sport"), 0, "Monday 18:00-19:00", pence=300),
    Row("Nofio i bawb", "Swimming for all", "Oriau tawel yn y pwll.", "Quiet hours at the pool.", "clwb",
        ("interest-sport",), times="Sunday 9:00-10:00", pence=450),
    Row("Cyngor ar ddyledion", "Debt advice", "Help cyfrinachol gyda biliau, dyledion a chyllideb.",
        "Confidential help with bills, debts and a budget.", "cyngor", ("lived-debt", "interest-poverty"), 2,
        "Wednesday 9:30-12:30", "01656 100107", 0, ("there", "phone"),
        "Gallwn helpu gydag arian.\nMae'n gyfrinachol.", "We can help with money.\nIt is private."),
    Row("Budd-daliadau a hawliau", "Benefits and rights", "Cyngor ar fudd-daliadau ac apeliadau.",
        "Advice on benefits and appeals.", "cyngor", ("lived-benefits",), 2, "Friday 9:30-12:30",
        "01656 100108", 0, ("there", "phone", "online")),
    Row("Galar: nid ydych ar eich pen eich hun", "Bereavement: you are not alone",
        "Cwnsela a grŵp ar ôl colli rhywun.", "Counselling and a group after losing somebody.", "bwrdd",
        ("lived-bereavement",), phone="01656 100109", ways=("there", "phone")),
    Row("Caffi cof", "Memory café", "I bobl sy'n byw gyda dementia, a'u teuluoedd.",
        "For people who live with dementia, and their families.", "bwrdd", ("lived-dementia",), 0,
        "second Wednesday 14:00-16:00"),
    Row("Meddyliau ifanc", "Young minds", "Help gyda gorbryder ac iselder i bobl ifanc.",
        "Help with anxiety and depression for young people.", "bwrdd",
        ("lived-anxiety", "interest-young-people"), phone="01656 100110", ways=("phone", "online"),
        age=(11, 25)),
    Row("Cylch Ti a Fi", "Parent and toddler group", "Chwarae, canu a phaned i rieni a phlant bach.",
        "Play, songs and a cuppa for parents and toddlers.", "menter", ("interest-children",), 2,
        "Tuesday 9:30-11:30", pence=150, age=(None, 4)),
    Row("Clwb ieuenctid", "Youth club", "Pŵl, cerddoriaeth a lle i fod.", "Pool, music and somewhere to be.",
        "cwm", ("interest-young-people",), 0, "Friday 18:00-20:30", pence=100, age=(11, 18)),
    Row("Paned a Sgwrs", "Welsh over a cuppa", "I ddysgwyr: siarad Cymraeg dros baned.",
        "For learners: speak Welsh over a cuppa.", "menter", ("interest-welsh", "lived-learning-welsh"), 2,
        "Wednesday 10:30-12:00"),
    Row("Help gyda chyfrifiadur a ffôn", "Help with computers and phones", "Un i un, yn eich amser eich hun.",
        "One to one, at your own pace.", "cyngor", ("interest-computers",), 2, "Thursday 14:00-16:00"),
    Row("Cerdded er lles", "Walking for health", "Tro byr bob wythnos, ar lwybrau gwastad.",
        "A short walk each week, on level paths.", "clwb", ("interest-walking", "interest-health"), 1,
        "Tuesday 10:00-11:30"),
    Row("Rhandir cymunedol", "Community allotment", "Tyfu llysiau gyda'n gilydd. Offer i'w benthyg.",
        "We grow vegetables together. Tools to borrow.", "cwm", ("interest-gardens",), 1,
        "Saturday 10:00-13:00"),
    Row("Bws cymunedol", "Community bus", "Lifft i apwyntiadau ac i'r siop, o ddrws i ddrws.",
        "A lift to appointments and to the shop, door to door.", "cwm", (), phone="01656 100111", pence=200,
        ways=("home",)),
    Row("Digartref heno", "Homeless tonight", "Lle diogel i gysgu, a help i gael cartref.",
        "A safe place to sleep, and help to get a home.", "tai", ("lived-homelessness",),
        phone="01656 100112", ways=("phone",)),
    Row("", "Safe from abuse", "", "Somebody to talk to, day and night, about violence at home.", "tai",
        ("lived-domestic-abuse",), phone="01656 100113", ways=("phone",)),
    Row("Peidio ag ysmygu", "Stop smoking", "Cefnogaeth am ddeuddeg wythnos.", "Support for twelve weeks.",
        "bwrdd", ("interest-health",), phone="01656 100114", ways=("phone", "there")),
    Row("Anabledd a mynediad", "Disability and access",
        "Cadeiriau olwyn ar fenthyg, a chyngor ar addasu'r cartref.",
        "Wheelchairs on loan, and advice on changes to your home.", "bwrdd",
        ("interest-disability", "lived-physical-disability"), phone="01656 100115", ways=("phone", "home")),
)  # fmt: skip


def information(valley: Valley) -> None:
    """Fill the directory, let Rhodri answer for one entry, and leave something to look after."""
    community, tomos = valley.community, valley.cast["Tomos"]
    made = fill(community, valley.places, valley.areas, by=tomos)
    rhodri = valley.cast.get("Rhodri")
    if rhodri is not None:
        _owned(made["Debt advice"], rhodri.party, tomos)
    old = [made[name].pk for name in ("Stop smoking", "Swimming for all")]
    Listing.objects.filter(pk__in=old).update(checked_on=valley.today - dt.timedelta(days=500))
    commands.report_mistake(
        by=valley.cast.get("Siân", SYSTEM), community=community, kind="times",
        words="Mae'r pwll ar gau ddydd Sul nawr.", lang="cy", listing=made["Swimming for all"],
    )  # fmt: skip
    _twice(community, made["Repair café"], tomos)
    if "Siân" in valley.cast:
        for name in ("Cwm Enfys choir", "Wednesday lunch club"):
            commands.save_thing(
                by=valley.cast["Siân"], community=community, kind="listing", thing=made[name].pk
            )
    reindex(community)


def fill(
    community: Community, places: Sequence[Place], areas: Sequence[Area], by: Any = SYSTEM
) -> Mapping[str, Listing]:
    """Every row as an entry, by its English name (or its Welsh one, where it has no other)."""
    providers: dict[str, Provider] = {
        key: commands.add_provider(by=by, community=community, name_cy=cy, name_en=en)
        for key, (cy, en) in PROVIDERS.items()
    }
    terms = Term.objects.filter(community=None, code__in={code for row in ROWS for code in row.terms})
    by_code = {term.code: term for term in terms}
    made = {}
    for number, row in enumerate(ROWS):
        told = _told(
            row, places, by_code, areas[number % len(areas) : number % len(areas) + 1] if areas else ()
        )
        made[row.en or row.cy] = commands.add_listing(
            by=by, community=community, provider=providers[row.run_by], told=told
        )
    return made


def _told(row: Row, places: Sequence[Place], terms: Mapping[str, Term], areas: Sequence[Area]) -> ListingTold:
    at = (places[row.place % len(places)],) if places and row.place >= 0 else ()
    return ListingTold(
        name_cy=row.cy, name_en=row.en, about_cy=row.about_cy, about_en=row.about_en, easy_cy=row.easy_cy,
        easy_en=row.easy_en, cost_pence=row.pence, minimum_age=row.age[0], maximum_age=row.age[1],
        places=at, times=tuple(read_times(row.times)), phones=(PhoneTold(row.phone),) if row.phone else (),
        terms=tuple(terms[code] for code in row.terms), areas=tuple(areas) if not at else (), ways=row.ways,
        languages=("cy", "en"),
    )  # fmt: skip


def _owned(listing: Listing, party: Party, by: Any) -> None:
    """Somebody answers for it, and was asked whether it is still true."""
    commands.change_listing(by=by, listing=listing, told=replace(told_of(listing), owner=party))
    commands.ask_check(by=by, listing=listing)


def _twice(community: Community, listing: Listing, by: Any) -> None:
    """The same thing once more, as another list had it."""
    told = ListingTold(name_cy="Y Caffi Trwsio", name_en="The repair café", url="https://example.org/trwsio")
    commands.add_listing(by=by, community=community, provider=listing.provider, told=told)
