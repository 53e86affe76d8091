"""Reads: the panel of a turn, its draw, its meetings, and what it cost."""

from __future__ import annotations

import csv
import datetime as dt
import io
import json
from collections import Counter
from dataclasses import dataclass
from fractions import Fraction

from django.db.models import Count, Sum
from django.urls import reverse
from django.utils.translation import gettext as _

from gilydd.algorithms import disclosure
from gilydd.algorithms.disclosure import Disclosed
from gilydd.people.models import Area, Community, Party, Person
from gilydd.people.policy import type_of_actor
from gilydd.people.queries import names
from gilydd.services.models import Turn
from gilydd.services.queries import Fact
from gilydd.ui.bilingual import said

from .. import drawing
from ..models import Panel, PanelExpense, PanelMeeting, PoolMember, Present, Seat
from ..policy import may, visible_expenses, visible_meetings
from ..words import PanelState, SeatState
from ..words_panel import CHOICES_OF, NO_AREA, ExpenseState, Feature, PoolState

SITS = (SeatState.ASKED, SeatState.SEATED)


@dataclass(frozen=True)
class QuotaRow:
    """One quota in words."""

    feature: str
    value: str
    lowest: int
    highest: int


@dataclass(frozen=True)
class SeatRow:
    """Somebody on the panel. `name` is empty where the reader may not know who it is."""

    pk: int
    party_id: int
    name: str
    side: str
    capacity: str
    state: str
    state_label: str
    trained_on: dt.date | None
    mine: bool


@dataclass(frozen=True)
class ChanceRow:
    """A chance in percent, and how many people of the pool have it; the file says it exactly."""

    percent: str
    people: Disclosed


@dataclass(frozen=True)
class Page:
    """Everything on the page of a panel."""

    panel: Panel
    pool: Disclosed
    quotas: list[QuotaRow]
    seats: list[SeatRow]
    professionals: list[SeatRow]
    filled: int
    asked: int
    reserves: int
    meetings: list[PanelMeeting]
    chances: list[ChanceRow]
    mine: PoolMember | None
    seat: Seat | None
    sees_names: bool
    steps: list[dict[str, str]]
    paid_pence: int


def panel_of(turn: Turn) -> Panel | None:
    """The panel of a turn, where it has one."""
    rows = Panel.objects.filter(turn=turn).select_related("community", "turn__service")
    return rows.first()


def page_of(person: Person | None, panel: Panel) -> Page:
    """The page of a panel for one reader. A constant number of queries."""
    sees = may(person, "see_seats", panel)
    rows = seat_rows(person, panel, sees)
    sitting = [row for row in rows if row.state in SITS]
    citizens = [row for row in sitting if row.side == "citizens"]
    pool = PoolMember.objects.filter(panel=panel)
    mine = pool.filter(party=person.pk).first() if person else None
    seats = Seat.objects.filter(panel=panel, left_at__isnull=True).select_related("panel", "community")
    return Page(
        panel=panel,
        pool=disclosure.count(pool.filter(state=PoolState.IN).count(), "people"),
        quotas=quota_rows(panel),
        seats=citizens,
        professionals=[row for row in sitting if row.side != "citizens"],
        filled=sum(row.state == SeatState.SEATED for row in citizens),
        asked=sum(row.state == SeatState.ASKED for row in citizens),
        reserves=sum(row.state == SeatState.RESERVE for row in rows),
        meetings=list(visible_meetings(person, panel.community).filter(panel=panel).order_by("-starts_at")),
        chances=chance_rows(panel),
        mine=mine,
        seat=seats.filter(party=person.pk).first() if person else None,
        sees_names=sees,
        steps=_steps(panel),
        paid_pence=paid_pence(panel),
    )


def seat_rows(person: Person | None, panel: Panel, sees: bool) -> list[SeatRow]:
    """Every seat of a panel, the first first; professionals are named to members, citizens to few."""
    rows = list(Seat.objects.filter(panel=panel).order_by("side", "order", "pk"))
    member = may(person, "suggest", panel)
    called = names(row.party_id for row in rows if sees or (member and row.side != "citizens"))
    return [
        SeatRow(
            row.pk, row.party_id, called.get(row.party_id, ""), row.side, str(row.get_capacity_display()),
            row.state, str(row.get_state_display()), row.trained_on,
            person is not None and row.party_id == person.pk,
        )
        for row in rows
    ]  # fmt: skip


def value_label(feature: str, value: str, areas: dict[str, Area]) -> str:
    """What a value of a feature is called."""
    if feature != Feature.AREA:
        return str(CHOICES_OF[Feature(feature)](value).label)
    if value in areas:
        return said(areas[value], "name")
    return _("Somewhere else") if value == NO_AREA else value


def areas_of(community: Community) -> dict[str, Area]:
    """The areas of a community by their short names."""
    return {area.code: area for area in Area.objects.of(community).order_by("pk")}


def quota_rows(panel: Panel) -> list[QuotaRow]:
    """The quotas of a panel in words, feature by feature; two queries."""
    areas = areas_of(panel.community)
    order = list(Feature.values)
    rows = sorted(panel.quotas.all(), key=lambda row: (order.index(row.feature), row.value))
    return [
        QuotaRow(
            str(Feature(row.feature).label), value_label(row.feature, row.value, areas), row.lowest,
            row.highest,
        )
        for row in rows
    ]  # fmt: skip


def chance_rows(panel: Panel) -> list[ChanceRow]:
    """The chances in the pool, the largest first, with how many people have each: one disclosed table."""
    rows = PoolMember.objects.filter(panel=panel, chance_whole__isnull=False)
    counted: Counter[str] = Counter()
    order: dict[str, Fraction] = {}
    for parts, whole, people in rows.values_list("chance_parts", "chance_whole").annotate(n=Count("pk")):
        chance = Fraction(parts or 0, whole or 1)
        counted[percent(chance)] += people
        order[percent(chance)] = chance
    if not counted:
        return []
    shown = disclosure.table(counted, "people").cells
    return [ChanceRow(text, shown[text]) for text in sorted(counted, key=lambda text: -order[text])]


def percent(chance: Fraction) -> str:
    """A chance out of 100 with one decimal.

    >>> percent(Fraction(2, 25)), percent(Fraction(1))
    ('8.0%', '100.0%')
    """
    return f"{float(chance) * 100:.1f}%"


def own_chance(row: PoolMember | None) -> Fraction | None:
    """Somebody's own chance, once the pool is closed."""
    if row is None or row.chance_parts is None or not row.chance_whole:
        return None
    return Fraction(row.chance_parts, row.chance_whole)


def file_of(panel: Panel, name: str) -> tuple[str, str] | None:
    """A published file of a draw: (its text, its kind), or None where there is none yet."""
    if not panel.pool_file:
        return None
    if name == "pool.csv":
        return panel.pool_file, "text/csv"
    if name == "quotas.csv":
        return panel.quotas_file, "text/csv"
    if name == "chances.csv":
        return _chances_csv(panel), "text/csv"
    if name == "draw.json":
        return json.dumps(_draw(panel), indent=1, sort_keys=True), "application/json"
    return None


def _chances_csv(panel: Panel) -> str:
    pool = drawing.read_pool(panel.pool_file)
    chances = drawing.chances_of(pool, drawing.lottery_again(panel.lottery))
    width = len(str(max(pool.numbers)))
    out = io.StringIO()
    rows = ((str(n).zfill(width), str(chances[n]), percent(chances[n])) for n in pool.numbers)
    csv.writer(out, lineterminator="\n").writerows([("id", "chance", "percent"), *rows])
    return out.getvalue()


def _draw(panel: Panel) -> dict[str, object]:
    """The draw with everything that it was made from; `panel` and `reserves` hold numbers of the list."""
    told: dict[str, object] = {
        "pool_sha256": panel.pool_digest, "size": panel.seats, "algorithm": "leximin over pooled types",
        "seed": panel.seed, "seed_from": panel.seed_from,
        "seed_source": {"cy": panel.seed_source_cy, "en": panel.seed_source_en},
        "seed_on": panel.seed_on.isoformat() if panel.seed_on else None,
        "closed_at": panel.closed_at.isoformat() if panel.closed_at else None,
        "drawn_at": panel.drawn_at.isoformat() if panel.drawn_at else None,
        "lottery": panel.lottery,
    }  # fmt: skip
    if panel.seed is not None:
        pool, lottery = drawing.read_pool(panel.pool_file), drawing.lottery_again(panel.lottery)
        result = drawing.result_of(pool, lottery, panel.seed)
        width = len(str(max(pool.numbers)))
        told["panel"] = [str(number).zfill(width) for number in result.seated]
        told["reserves"] = [str(number).zfill(width) for number in result.reserves]
    return told


def _steps(panel: Panel) -> list[dict[str, str]]:
    order = list(PanelState)
    now = order.index(PanelState(panel.state))
    texts = (_("People are invited"), _("The list is closed"), _("The panel works"), _("The work is done"))
    states = ["done" if place < now else "now" if place == now else "next" for place in range(len(order))]
    return [{"text": text, "state": state} for text, state in zip(texts, states, strict=True)]


def paid_pence(panel: Panel) -> int:
    """What people on the panel had back in all."""
    rows = PanelExpense.objects.filter(seat__panel=panel, state=ExpenseState.PAID)
    return int(rows.aggregate(all=Sum("pence"))["all"] or 0)


def expenses_of(person: type_of_actor, panel: Panel) -> list[tuple[PanelExpense, str]]:
    """Expenses that the reader may see, those that wait first, each with whose it is."""
    rows = list(visible_expenses(person, panel.community).filter(seat__panel=panel).order_by("-pk"))
    called = names(row.seat.party_id for row in rows)
    rows.sort(key=lambda row: row.state != ExpenseState.ASKED)
    return [(row, called.get(row.seat.party_id, "")) for row in rows]


@dataclass(frozen=True)
class MeetingPage:
    """One meeting: who was there (names for few), how many of each side, and the hours."""

    meeting: PanelMeeting
    present: list[str]
    citizens: int
    professionals: int


def meeting_page(person: Person | None, meeting: PanelMeeting) -> MeetingPage:
    """The page of a meeting. Three queries."""
    rows = list(Present.objects.filter(meeting=meeting).values_list("seat__party", "seat__side"))
    sees = may(person, "see_seats", meeting)
    member = may(person, "suggest", meeting)
    called = names(party for party, side in rows if sees or (member and side != "citizens"))
    citizens = sum(side == "citizens" for _party, side in rows)
    return MeetingPage(meeting, sorted(called.values(), key=str.casefold), citizens, len(rows) - citizens)


def seat_choices(panel: Panel) -> list[tuple[str, str]]:
    """(seat, name) of everybody who has or had a seat, for the list of a meeting."""
    rows = list(
        Seat.objects.filter(panel=panel, state__in=(SeatState.SEATED, SeatState.LEFT)).order_by("side", "pk")
    )
    called = names(row.party_id for row in rows)
    return [(str(row.pk), called.get(row.party_id, "")) for row in rows]


def asked_now(person: Person, community: Community) -> list[Seat]:
    """Seats that wait for the answer of this person."""
    rows = Seat.objects.of(community).filter(party=person.pk, state=SeatState.ASKED)
    return list(rows.select_related("panel__turn__service"))


def facts_panel(turn: Turn) -> list[Fact]:
    """What the panel of a turn can tell its page: seats and meetings, which are counts of a process."""
    panel = panel_of(turn)
    if panel is None:
        return []
    href = reverse("commissioning:panel", args=[turn.community.slug, turn.pk])
    told = [Fact(_("The panel"), str(panel.get_state_display()), href)]
    if panel.drawn_at:
        seated = Seat.objects.filter(panel=panel, state=SeatState.SEATED)
        sides = dict(seated.values_list("side").annotate(n=Count("pk")))
        words = {"citizens": sides.get("citizens", 0), "professionals": sides.get("professionals", 0)}
        text = _("%(citizens)s citizens drawn by lot, %(professionals)s professionals named") % words
        told.append(Fact(_("Who sits on it"), text, href))
    if meetings := PanelMeeting.objects.filter(panel=panel).count():
        told.append(Fact(_("Meetings of the panel"), str(meetings), href))
    return told


def questions_of(panel: Panel) -> list[tuple[str, list[str]]]:
    """What is asked on the paper invitation, with the answers to tick."""
    areas = areas_of(panel.community)
    told = []
    for feature in Feature:
        values = [*areas, NO_AREA] if feature == Feature.AREA else list(CHOICES_OF[feature].values)
        told.append((str(feature.label), [value_label(feature.value, value, areas) for value in values]))
    return told


def party_called(party: Party | int) -> str:
    """What to call one party."""
    pk = party if isinstance(party, int) else party.pk
    return names([pk]).get(pk, "")
