"""The demo's indicators: an intensive service used less since Good Days began, said with its counts.

The village's figures are invented, and so is the village beside it.
"""

from __future__ import annotations

import datetime as dt
from typing import Any

from gilydd.evaluating import commands
from gilydd.evaluating.models import Indicator
from gilydd.evaluating.words import Better, Measured, Method
from gilydd.people.policy import SYSTEM
from gilydd.services.models import Service

from .demo_scene import Valley

BESIDE = "Cwm Arall"
# Nights in hospital in a quarter, here and beside: eight quarters before the day and six after it.
HERE = (96, 102, 94, 108, 99, 104, 101, 97, 83, 78, 74, 71, 69, 66)
THERE = (88, 91, 86, 95, 90, 94, 89, 92, 90, 87, 91, 88, 92, 86)
PEOPLE_HERE, PEOPLE_THERE = 1_310, 1_180
BEFORE = 8
NIGHTS: dict[str, Any] = {
    "name_cy": "Nosweithiau yn yr ysbyty ar ôl cwympo",
    "name_en": "Nights in hospital after a fall",
    "about_cy": "Pob noson a dreuliodd rhywun o'r cwm yn yr ysbyty ar ôl cwympo. Ffigurau dyfeisiedig.",
    "about_en": "Each night somebody of the valley spent in hospital after a fall. Invented figures.",
    "of_cy": "pobl 65 oed a hŷn sy'n byw yma",
    "of_en": "people of 65 and over who live here",
    "source": "Invented for the demo",
}
SOMEBODY: dict[str, Any] = {
    "name_cy": "Pobl sydd â rhywun i'w ffonio",
    "name_en": "People who have somebody to ring",
    "about_cy": "Faint a ddywedodd 'oes' pan ofynnwyd iddyn nhw ar y drws. Ffigurau dyfeisiedig.",
    "about_en": "How many said yes when they were asked on the doorstep. Invented figures.",
    "of_cy": "pobl y gofynnwyd iddyn nhw",
    "of_en": "people who were asked",
    "source": "Invented for the demo",
}
CHANGED = (
    "Dechreuodd Dyddiau Da, a chafodd pawb dros 65 ymweliad i wneud y cartref yn ddiogel.",
    "Good Days began, and everybody over 65 was visited to make the home safe.",
)


def indicators(valley: Valley) -> None:
    """Two indicators of the first service; two claims of one of them, published with what they rest on."""
    service = Service.objects.of(valley.community).order_by("pk")[0]
    turn = service.turns.order_by("pk")[0]
    nights = commands.define_indicator(
        by=SYSTEM, community=valley.community, measured=Measured.PUBLISHED, better=Better.LOWER,
        is_intensive=True, service=service, **NIGHTS,
    )  # fmt: skip
    starts = _quarters(valley.today, len(HERE))
    _readings(nights, starts, HERE, PEOPLE_HERE, "")
    _readings(nights, starts, THERE, PEOPLE_THERE, BESIDE)
    for method, against in ((Method.AGAINST, BESIDE), (Method.SERIES, "")):
        drafted = commands.claim(
            by=SYSTEM, indicator=nights, method=method, changed_on=starts[BEFORE], against=against, turn=turn,
            what_cy=CHANGED[0], what_en=CHANGED[1],
        )  # fmt: skip
        commands.publish_claim(by=SYSTEM, claim=drafted)
    somebody = commands.define_indicator(
        by=SYSTEM, community=valley.community, measured=Measured.PEOPLE, better=Better.HIGHER,
        service=service, **SOMEBODY,
    )  # fmt: skip
    for begins, count, asked in ((starts[-5], 143, 212), (starts[-2], 171, 220)):
        _readings(somebody, [begins], (count,), asked, "")


def _quarters(today: dt.date, number: int) -> list[dt.date]:
    """The first days of so many whole quarters up to today, and of the one after them."""
    months = today.year * 12 + (today.month - 1) // 3 * 3
    return [
        dt.date((months - 3 * back) // 12, (months - 3 * back) % 12 + 1, 1) for back in range(number, -1, -1)
    ]


def _readings(
    indicator: Indicator, starts: list[dt.date], counts: tuple[int, ...], out_of: int, place: str
) -> None:
    for number, count in enumerate(counts):
        begins = starts[number]
        following = (begins + dt.timedelta(days=95)).replace(day=1)
        commands.record_reading(
            by=SYSTEM, indicator=indicator, starts_on=begins, ends_on=following - dt.timedelta(days=1),
            count=count, out_of=out_of, place=place,
        )  # fmt: skip
