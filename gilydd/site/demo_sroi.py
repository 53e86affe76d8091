"""The demo's impact maps: last year's published, this year's open for comment, with what is doubtful left in.

All figures and the proxies are invented, and the set says so.
"""

from __future__ import annotations

import datetime as dt
from typing import Any

from gilydd.evaluating import commands
from gilydd.evaluating.models import ImpactMap, MapLine
from gilydd.services.models import Outcome, Service, Turn

from .demo_scene import Valley

PROXIES = """code,name_cy,name_en,pounds,unit_cy,unit_en,year,source
gp-visit,Ymweliad â'r feddygfa,A visit to the surgery,42.00,ymweliad,visit,2025,Invented
lonely-year,Blwyddyn yn llai unig,A year less lonely,1150.00,person y flwyddyn,person a year,2025,Invented
carer-hour,Awr o seibiant i ofalwr,An hour's break for a carer,15.40,awr,hour,2025,Invented
"""
SET = {
    "code": "valley-values",
    "version": "2025",
    "name_cy": "Gwerthoedd y cwm (dyfeisiedig)",
    "name_en": "Values of the valley (invented)",
    "source": "Invented for the demo of Gilydd, to show what a set looks like",
    "licence": "CC0 1.0",
}
WORDS: dict[str, Any] = {
    "title_cy": "Gwerth Dyddiau Da",
    "title_en": "What Good Days were worth",
    "about_cy": "O safbwynt y bobl sy'n dod, eu gofalwyr a'r feddygfa, dros flwyddyn. "
    "Lluniwyd y map gyda thri ohonynt mewn dau brynhawn.",
    "about_en": "From the point of view of the people who come, their carers and the surgery, over one year. "
    "Three of them worked on it, on two afternoons.",
    "missing_cy": "Ni roddwyd gwerth ar y cyfeillgarwch a barodd: nid oedd neb am roi pris arno.",
    "missing_en": "The friendships that lasted have no value here: nobody wanted to put a price on them.",
}
INPUTS = [
    {"kind": "input", "name": "Grant of the council", "quantity": "1", "proxy": "18400"},
    {"kind": "input", "name": "Hours that people gave", "quantity": "640.5", "proxy": "12.21"},
]
OUTCOMES = [
    {
        "kind": "outcome", "name": "Less lonely", "quantity": "30", "proxy": "1150", "counts": "people",
        "deadweight": "25%", "attribution": "30%", "displacement": "0%", "dropoff": "20%", "years": "2",
    },
    {
        "kind": "outcome", "name": "Fewer visits to the surgery", "quantity": "210", "proxy": "42",
        "deadweight": "30%", "attribution": "20%", "displacement": "5%",
    },
    {
        "kind": "outcome", "name": "Carers get a break", "quantity": "520", "proxy": "15.40",
        "counts": "hours", "deadweight": "10%", "attribution": "10%", "displacement": "10%",
    },
    {
        "kind": "outcome", "name": "Some carers must drive more", "quantity": "60", "proxy": "-9.50",
        "counts": "other",
    },
]  # fmt: skip
WELSH = {
    "Grant of the council": "Grant y cyngor",
    "Hours that people gave": "Oriau a roddodd pobl",
    "Less lonely": "Llai unig",
    "Fewer visits to the surgery": "Llai o ymweliadau â'r feddygfa",
    "Carers get a break": "Gofalwyr yn cael seibiant",
    "Some carers must drive more": "Rhai gofalwyr yn gorfod gyrru mwy",
}
RANGES = {
    "Less lonely": {
        "quantity_low": "20", "quantity_high": "40", "proxy_low": "600", "proxy_high": "1700",
        "deadweight_low": "10%", "deadweight_high": "50%",
    },
    "Fewer visits to the surgery": {"quantity_low": "120", "quantity_high": "260"},
}  # fmt: skip
WHO = {
    "Less lonely": ("Y bobl sy'n dod", "The people who come"),
    "Fewer visits to the surgery": ("Y feddygfa", "The surgery"),
    "Carers get a break": ("Gofalwyr", "Carers"),
    "Some carers must drive more": ("Gofalwyr", "Carers"),
}
SAID = (
    "Mae'r seibiant yn wir, ond dwy awr yw hi i mi, nid pedair. Mae'r bws yn cymryd y gweddill.",
    "My husband sleeps better after Tuesdays. That is not on the map.",
)


def sroi(valley: Valley) -> None:
    """Last year's map, published; this year's, open for comment; a set of proxies."""
    priya, community = valley.cast["Priya"], valley.community
    service = Service.objects.of(community).get(name_en="Good Days")
    tried = commands.try_proxies(
        by=priya, community=community, name="values.csv", data=PROXIES.encode(), **SET
    )
    commands.write_sroi_file(by=priya, sroi_file=tried)
    turn = service.turns.order_by("-number").first()
    assert turn is not None
    year = valley.today.replace(day=1) - dt.timedelta(days=365)
    last = _made(valley, service, turn, year)
    _open(valley, last, -40)
    _commented(valley, last)
    commands.publish_map(by=priya, impact_map=last)
    following = commands.continue_map(
        by=priya, impact_map=last, starts_on=last.ends_on + dt.timedelta(days=1),
        ends_on=last.ends_on + dt.timedelta(days=365),
    )  # fmt: skip
    commands.ask_editor(by=priya, impact_map=following, party=valley.cast["Dai"].party)
    _changed_by_dai(valley, following)
    commands.open_map(by=priya, impact_map=following, comment_until=valley.today + dt.timedelta(days=21))


def _made(valley: Valley, service: Service, turn: Turn, since: dt.date) -> ImpactMap:
    priya = valley.cast["Priya"]
    row = commands.make_map(
        by=priya, service=service, turn=turn, starts_on=since, ends_on=since + dt.timedelta(days=364), **WORDS
    )
    commands.save_sheet(by=priya, impact_map=row, rows=[*INPUTS, *OUTCOMES], version=1, lang="en")
    outcome = Outcome.objects.filter(service=service, beside=None, ended_on=None).order_by("pk").first()
    for line in MapLine.objects.filter(impact_map=row).order_by("number"):
        name = line.name_en
        who_cy, who_en = WHO.get(name, ("", ""))
        commands.change_line(
            by=priya, line=line, name_cy=WELSH[name], name_en=name, who_cy=who_cy, who_en=who_en,
            counts="hours" if name.startswith("Hours") else line.counts,
            outcome=outcome if line.kind == "outcome" else None, ranges=RANGES.get(name),
        )  # fmt: skip
    _evidence(valley, row, turn)
    return row


def _evidence(valley: Valley, row: ImpactMap, turn: Turn) -> None:
    """Hours of the turn, a survey and a written source; two lines are left without any."""
    priya = valley.cast["Priya"]
    line = {one.name_en: one for one in MapLine.objects.filter(impact_map=row)}
    commands.link_line_evidence(by=priya, line=line["Hours that people gave"], kind="hours", turn=turn)
    commands.link_line_evidence(by=priya, line=line["Less lonely"], kind="stories", turn=turn)
    commands.link_line_evidence(
        by=priya, line=line["Grant of the council"], kind="written",
        written="The council's grant letter of April (invented)",
    )  # fmt: skip
    proxy = row.community.proxy_values.get(code="lonely-year")
    commands.choose_proxy(by=priya, line=line["Less lonely"], proxy=proxy)


def _open(valley: Valley, row: ImpactMap, days: int) -> None:
    """Open for comment, some weeks ago."""
    until = valley.today + dt.timedelta(days=14)
    commands.open_map(by=valley.cast["Priya"], impact_map=row, comment_until=until)
    then = valley.today + dt.timedelta(days=days)
    ImpactMap.objects.filter(pk=row.pk).update(opened_on=then, comment_until=then + dt.timedelta(days=30))


def _commented(valley: Valley, row: ImpactMap) -> None:
    line = {one.name_en: one for one in MapLine.objects.filter(impact_map=row)}
    commands.comment_on_line(by=valley.cast["Siân"], line=line["Carers get a break"], text=SAID[0], lang="cy")
    commands.comment_on_line(by=valley.cast["Dai"], line=line["Less lonely"], text=SAID[1], lang="en")


def _changed_by_dai(valley: Valley, row: ImpactMap) -> None:
    """Dai puts a number right, and adds what nobody had asked about."""
    one = MapLine.objects.get(impact_map=row, name_en="Carers get a break")
    rows = [{**OUTCOMES[2], "number": one.number, "quantity": "260"}]
    rows.append(
        {"kind": "outcome", "name": "Better sleep", "quantity": "15", "proxy": "80", "counts": "people"}
    )
    commands.save_sheet(by=valley.cast["Dai"], impact_map=row, rows=rows, version=row.version, lang="en")
    sleep = MapLine.objects.get(impact_map=row, name_en="Better sleep")
    commands.change_line(
        by=valley.cast["Dai"], line=sleep, name_cy="Cysgu'n well", name_en="Better sleep", counts="people",
        outcome=one.outcome, who_cy="Y bobl sy'n dod", who_en="The people who come",
    )  # fmt: skip
