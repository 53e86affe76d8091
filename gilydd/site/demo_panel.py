"""The demo's panels: one drawn by lot that sits for the first service, one that invites for the second.

Everybody and everything in it is invented.
"""

from __future__ import annotations

import datetime as dt
from functools import partial

from django.utils import timezone

from gilydd.algorithms.panels import Quota
from gilydd.commissioning.commands import assembly, conflicts, meetings, panel, specification
from gilydd.commissioning.commands.specification import Taken
from gilydd.commissioning.models import Need, Panel, Procurement, Seat
from gilydd.commissioning.words import ProcurementState, SeatState
from gilydd.commissioning.words_panel import NO_AREA
from gilydd.people.models import Membership, Person
from gilydd.people.policy import SYSTEM
from gilydd.services.models import Turn

from .demo_scene import Valley

SEATS = 8
IN_POOL = 36
ASKS = {
    "asks_cy": "Pedwar cyfarfod o ddwy awr yn y neuadd, dros dri mis.\n"
    "Mae eich oriau'n cael eu credydu, a'ch costau'n cael eu talu.",
    "asks_en": "Four meetings of two hours in the hall, over three months.\n"
    "Your hours are credited, and your costs are paid.",
}
QUOTAS = (
    Quota("age", "16-29", 1, 2), Quota("age", "60-74", 1, 3), Quota("gender", "woman", 3, 5),
    Quota("language", "cy", 2, 5), Quota("experience", "yes", 3, 6),
)  # fmt: skip
AGES = ("16-29", "30-44", "45-59", "60-74", "75-up")
DECIDED = {
    "decided_cy": "Rydyn ni'n rhoi'r bws adref yn gyntaf, a'r cwmni'n ail.",
    "decided_en": "We put the bus home first, and company second.",
    "notes_cy": "Darllenodd pawb y rhestr gyda'i gilydd.\n"
    "Dywedodd dau o bobl pam mae'r bws olaf yn rhy gynnar.",
    "notes_en": "Everybody read the list together.\nTwo people told us why the last bus is too early.",
}
FIRST = (
    "Lle i gwrdd bob dydd o'r wythnos.\nCinio wedi'i goginio gyda'n gilydd.",
    "A place to meet on every day of the week.\nLunch cooked together.",
)
SECOND = (
    "Lle i gwrdd bob dydd o'r wythnos.\nCinio wedi'i goginio gyda'n gilydd.\n"
    "Bws adref ar ôl chwech o'r gloch.",
    "A place to meet on every day of the week.\nLunch cooked together.\nA bus home after six o'clock.",
)
WHY = {
    "changed_cy": "Mae bws adref yn rhan ohono nawr.",
    "changed_en": "A bus home is part of it now.",
    "why_cy": "Hebddo mae llawer yn gadael cyn y canu.",
    "why_en": "Without it many leave before the singing.",
}  # fmt: skip


def panels(valley: Valley) -> None:
    """A panel drawn from a pool of the valley's people, its first meeting, and an invitation that is open."""
    turns = Turn.objects.of(valley.community).filter(ended_on__isnull=True)
    found = list(turns.select_related("service", "community").order_by("pk")[:2])
    if not found:
        return
    _sits(valley, found[0])
    if len(found) > 1:
        _invites(valley, found[1])
    drafts = Procurement.objects.of(valley.community).filter(state=ProcurementState.DRAFT)
    for procurement in drafts.filter(specifications__isnull=True):
        specified(valley, procurement)


def _open(valley: Valley, turn: Turn) -> Panel:
    closes_on = valley.today + dt.timedelta(days=21)
    made = panel.open_panel(by=valley.cast["Ffion"], turn=turn, seats=SEATS, closes_on=closes_on, **ASKS)
    return panel.set_quotas(by=valley.cast["Ffion"], panel=made, quotas=QUOTAS)


def _told(valley: Valley, number: int, area: str) -> dict[str, str]:
    return {
        "age": AGES[number % len(AGES)], "area": area, "gender": ("woman", "man")[number % 2],
        "language": ("cy", "en", "en")[number % 3], "experience": ("yes", "no", "yes")[number // 2 % 3],
    }  # fmt: skip


def _pool(valley: Valley, made: Panel, many: int) -> None:
    """The first so many citizens say yes, Dai and Siân among them."""
    people = [valley.cast["Dai"], *(one for one in valley.of("citizen") if one != valley.cast["Dai"])]
    areas = dict(Membership.objects.of(valley.community).values_list("party", "area__code"))
    for number, person in enumerate(people[:many]):
        told = _told(valley, number, areas.get(person.pk) or NO_AREA)
        panel.join_pool(by=SYSTEM, panel=made, party=person.party, agreed=True, **told)


def _sits(valley: Valley, turn: Turn) -> None:
    ffion = valley.cast["Ffion"]
    made = _open(valley, turn)
    _pool(valley, made, IN_POOL)
    panel.close_pool(by=ffion, panel=made, seed_from="picked")
    made = panel.draw_panel(by=ffion, panel=made)
    asked = list(Seat.objects.filter(panel=made, state=SeatState.ASKED).order_by("pk"))
    for seat in asked[:-1]:
        panel.answer_seat(by=SYSTEM, seat=seat, yes=True)
    named = panel.name_professional(by=ffion, panel=made, party=valley.cast["Rhodri"].party)
    panel.answer_seat(by=valley.cast["Rhodri"], seat=named, yes=True)
    seats = list(Seat.objects.filter(panel=made, state=SeatState.SEATED).order_by("pk"))
    for seat in seats[:4]:
        panel.note_training(by=ffion, seat=seat, on=timezone.localdate() - dt.timedelta(days=6))
    meeting = meetings.record_meeting(
        by=ffion, panel=made, starts_at=valley.at(-5), length_minutes=120, present=seats, **DECIDED
    )
    meetings.credit_meeting(by=SYSTEM, meeting=meeting)
    meetings.ask_expense(
        by=SYSTEM, seat=seats[0], kind="travel", pence=460, spent_on=timezone.localdate(), key="demo-bus"
    )
    _chosen(valley, turn, seats)


def _chosen(valley: Valley, turn: Turn, seats: list[Seat]) -> None:
    needs = list(Need.objects.filter(turn=turn).order_by("pk")[:5])
    for number, seat in enumerate(seats):
        own = needs[number % len(needs) :] + needs[: number % len(needs)]
        assembly.choose_needs(by=SYSTEM, turn=turn, party=seat.party, needs=own[:3])
    if needs:
        assembly.settle_ranks(by=valley.cast["Ffion"], turn=turn)


def _invites(valley: Valley, turn: Turn) -> None:
    made = _open(valley, turn)
    _pool(valley, made, 12)
    named: list[Person] = [valley.cast[name] for name in ("Siân", "Mair") if name in valley.cast]
    rows = Membership.objects.of(valley.community).filter(party__in=[one.pk for one in named])
    panel.invite_to_pool(by=valley.cast["Ffion"], panel=made, memberships=rows)


def specified(valley: Valley, procurement: Procurement) -> None:
    """Two versions of a procurement's specification, with what Dai and Siân suggested."""
    ffion, dai, sian = (valley.cast[name] for name in ("Ffion", "Dai", "Siân"))
    write = partial(specification.write_version, by=ffion, procurement=procurement)
    write(text_cy=FIRST[0], text_en=FIRST[1])
    bus = specification.suggest(
        by=dai, procurement=procurement, party=dai.party, words="A bus home after the singing.", lang="en"
    )
    write(
        text_cy=SECOND[0], text_en=SECOND[1], takes=[Taken(bus)], after=1, changed_cy=WHY["changed_cy"],
        changed_en=WHY["changed_en"], why_cy=WHY["why_cy"], why_en=WHY["why_en"],
    )  # fmt: skip
    specification.suggest(
        by=sian, procurement=procurement, party=sian.party, words="A quiet room, please.", lang="en"
    )
    conflicts.declare_interest(by=dai, procurement=procurement, has_interest=False, text="", lang="")
