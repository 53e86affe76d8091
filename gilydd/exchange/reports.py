"""The report that funders ask for: every number about people passes disclosure control here.

All tables about the members split one and the same whole, the people who are members on the last day, and
are made together (`disclosure.tables`), so that no two of them solve a hidden cell. Hours of kinds that too
few people gave are put together before they are shown. Reports cover whole quarters that are over.
"""

from __future__ import annotations

import calendar
import datetime as dt
from collections import defaultdict
from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass
from fractions import Fraction
from typing import Any

from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from gilydd.algorithms import disclosure
from gilydd.algorithms.disclosure import Disclosed
from gilydd.algorithms.reciprocity import gini, pooled, reciprocity
from gilydd.people.models import Area, Community
from gilydd.people.words import Language
from gilydd.ui.bilingual import said
from gilydd.ui.filters import day
from gilydd.ui.sheets import Table

from .queries.reports import Counted, Member, Moved, Span, counted, is_member_on
from .report_terms import terms
from .words import Nature

AGES = ((25, "18–24"), (45, "25–44"), (65, "45–64"), (80, "65–79"), (200, "80+"))
BANDS_MINUTES = (0, 60, 300, 600, 3_000)


@dataclass(frozen=True)
class Figure:
    """One line: what it is, and its value as it may be shown."""

    label: str
    value: Disclosed


@dataclass(frozen=True)
class Block:
    """Some figures that belong together. Where `chart` is set they share one unit and are drawn as bars."""

    key: str
    title: str
    figures: list[Figure]
    chart: bool = False

    @property
    def pairs(self) -> list[tuple[str, Disclosed]]:
        return [(figure.label, figure.value) for figure in self.figures]


@dataclass(frozen=True)
class Report:
    """A report: its days, its place, its blocks, and how each figure is reckoned."""

    span: Span
    place: str
    blocks: list[Block]
    terms: list[tuple[str, str]]


@dataclass(frozen=True)
class Life:
    """What one person gave and received in the span, and when they first and last exchanged hours."""

    given: int = 0
    received: int = 0
    first_at: dt.datetime | None = None
    last_at: dt.datetime | None = None
    partners: int = 0


def report(community: Community, span: Span, area: Area | None = None) -> Report:
    """The report of a span for the community, or for the members of one area.

    Five queries; O(transfers) and the largest circulation (`algorithms.reciprocity`).
    """
    found = counted(community, span, area)
    lives = _lives(found)
    blocks = [
        *_people(found, lives, areas=area is None),
        *_hours(found),
        _given_back(found, lives),
        _beginnings(found, lives),
        _asked(found),
    ]
    place = said(area, "name") if area else said(community, "name")
    return Report(span, place, blocks, terms(found.dormant_months))


def tables(made: Report) -> list[Table]:
    """The report as sheets: one for each block, and the terms."""
    head = [_("What"), _("Number")]
    first = Table(
        _("About this report"),
        [_("What"), ""],
        [
            [_("Place"), made.place],
            [_("From"), made.span.since],
            [_("Up to and including"), made.span.until],
            [_("Sign [c]"), _("hidden, so that nobody can be recognised")],
            [_("Sign [k]"), _("low: rounds to nothing")],
        ],
    )
    blocks = [
        Table(block.title, head, [[figure.label, figure.value] for figure in block.figures])
        for block in made.blocks
    ]
    reckoned = _("How it is reckoned")
    return [first, *blocks, Table(reckoned, [_("Figure"), reckoned], [[*row] for row in made.terms])]


def quarters(first: dt.date | None, today: dt.date, most: int = 40) -> list[tuple[dt.date, dt.date]]:
    """The whole quarters that are over since a day, (first day, last day), the latest first.

    >>> [(str(begin), str(end)) for begin, end in quarters(dt.date(2026, 2, 9), dt.date(2026, 8, 1))]
    [('2026-04-01', '2026-06-30'), ('2026-01-01', '2026-03-31')]
    """
    found: list[tuple[dt.date, dt.date]] = []
    last = disclosure.release_day(today)
    while first is not None and last >= first and len(found) < most:
        begin = last.replace(month=last.month - 2, day=1)
        found.append((begin, last))
        last = begin - dt.timedelta(days=1)
    return found


def _lives(found: Counted) -> dict[int, Life]:
    """What each person of the report gave and received; hours that went to and fro for nothing stay out."""
    given, received = defaultdict[int, int](int), defaultdict[int, int](int)
    partners = defaultdict[int, set[int]](set)
    first: dict[int, dt.datetime] = {}
    last: dict[int, dt.datetime] = {}
    for row in found.everything:
        if row.nature not in (Nature.WORK, Nature.TRADE, Nature.SPENT):
            continue
        gave, got = (None, row.giver) if row.nature == Nature.SPENT else (row.giver, row.receiver)
        inside = found.span.holds(row.at)
        for party in (gave, got):
            if party in found.ids and party is not None:
                first.setdefault(party, row.at)
                last[party] = row.at
        if not inside:
            continue
        if gave in found.ids and gave is not None:
            given[gave] += row.minutes
        if got in found.ids and got is not None:
            received[got] += row.minutes
        if row.nature == Nature.WORK and gave in found.ids and got in found.ids and gave and got:
            partners[gave].add(got)
            partners[got].add(gave)
    return {
        party: Life(given[party], received[party], first.get(party), last.get(party), len(partners[party]))
        for party in found.ids
    }


@dataclass(frozen=True)
class _Table:
    """A table that splits the members: how to tell in which cell somebody is, and all its cells in order."""

    key: str
    title: str
    cell_of: Callable[[Member], str]
    cells: tuple[str, ...]


def _people_tables(found: Counted, lives: Mapping[int, Life]) -> list[_Table]:
    """Everything that splits the people who are members on the last day."""

    def life(one: Member) -> Life:
        return lives[one.party_id]

    named = sorted({one.area for one in found.people if one.area})
    return [
        _Table("new", _("Members"), lambda one: _joined(one, found.span), _all_joined()),
        _Table(
            "activity", _("Active, quiet and dormant"), lambda one: _activity(one, lives, found),
            _activities(found),
        ),
        _Table("both", _("Who gave and who received"), lambda one: _sides(life(one)), _all_sides()),
        _Table("given", _("Hours given, by how many people"), lambda one: _band(life(one).given), _bands()),
        _Table(
            "received", _("Hours received, by how many people"), lambda one: _band(life(one).received),
            _bands(),
        ),
        _Table("areas", _("Areas"), lambda one: one.area or _("No area"), (*named, _("No area"))),
        _Table("ages", _("Ages"), lambda one: _age(one, found.span.until), _ages()),
        _Table("languages", _("Languages for messages"), _language, tuple(map(str, Language.labels))),
        _Table("reach", _("With and without email"), _reach, _all_reached()),
    ]  # fmt: skip


def _people(found: Counted, lives: Mapping[int, Life], *, areas: bool) -> list[Block]:
    """The tables of the members, made together, and who left."""
    split = [one for one in _people_tables(found, lives) if areas or one.key != "areas"]
    total, shown = disclosure.tables(
        {one.key: _split(found.people, one.cell_of, one.cells) for one in split}, "people"
    )
    left = sum(
        one.is_person and one.left_on is not None and found.span.since <= one.left_on <= found.span.until
        for one in found.members
    )
    groups = sum(not one.is_person and is_member_on(one, found.span.until) for one in found.members)
    figures = {one.key: [Figure(name, cell) for name, cell in shown[one.key].cells.items()] for one in split}
    first = [
        Figure(_("People who are members on the last day"), total),
        *figures["new"],
        Figure(_("People who left in this time"), disclosure.count(left, "people")),
        Figure(_("Households, groups and organisations"), disclosure.count(groups, "process")),
    ]
    charts = [Block(one.key, one.title, figures[one.key], chart=True) for one in split if one.key != "new"]
    return [Block("members", _("Members"), first), *charts]


def _split(people: Iterable[Member], of: Callable[[Member], str], names: Iterable[str]) -> dict[str, int]:
    cells = dict.fromkeys(names, 0)
    for one in people:
        cells[of(one)] += 1
    return cells


def _all_joined() -> tuple[str, ...]:
    return (_("Joined in this time"), _("Joined before"))


def _joined(one: Member, span: Span) -> str:
    return _all_joined()[one.joined_on < span.since]


def _all_reached() -> tuple[str, ...]:
    return (_("Reached by email"), _("Reached on paper or by a broker"))


def _reach(one: Member) -> str:
    return _all_reached()[not one.by_email]


def _language(one: Member) -> str:
    return str(Language(one.language).label)


def _activities(found: Counted) -> tuple[str, ...]:
    num = found.dormant_months
    quiet = ngettext(
        "Quiet: not in this time, but in the last %(num)s month",
        "Quiet: not in this time, but in the last %(num)s months",
        num,
    )
    not_begun = ngettext(
        "Not begun: joined in the last %(num)s month, no exchange yet",
        "Not begun: joined in the last %(num)s months, no exchange yet",
        num,
    )
    dormant = ngettext(
        "Dormant: no exchange for %(num)s month", "Dormant: no exchange for %(num)s months", num
    )
    months = {"num": num}
    return (
        _("Active: gave or received in this time"), quiet % months, not_begun % months, dormant % months
    )  # fmt: skip


def _activity(one: Member, lives: Mapping[int, Life], found: Counted) -> str:
    life = lives[one.party_id]
    active, quiet, not_begun, dormant = _activities(found)
    limit = months_before(found.span.until, found.dormant_months)
    if life.given or life.received:
        return active
    if life.last_at is not None and life.last_at.date() > limit:
        return quiet
    return not_begun if life.last_at is None and one.joined_on > limit else dormant


def months_before(day: dt.date, months: int) -> dt.date:
    """The same day so many months earlier, or the last day of that month.

    >>> months_before(dt.date(2026, 3, 31), 1), months_before(dt.date(2026, 6, 30), 24)
    (datetime.date(2026, 2, 28), datetime.date(2024, 6, 30))
    """
    year, month = divmod(day.year * 12 + day.month - 1 - months, 12)
    return dt.date(year, month + 1, min(day.day, calendar.monthrange(year, month + 1)[1]))


def _all_sides() -> tuple[str, ...]:
    return (_("Gave and received"), _("Gave only"), _("Received only"), _("Neither"))


def _sides(life: Life) -> str:
    both, gave, got, neither = _all_sides()
    if life.given and life.received:
        return both
    if life.given:
        return gave
    return got if life.received else neither


def _bands() -> tuple[str, ...]:
    return (
        _("None"),
        _("Up to 1 hour"),
        _("1 to 5 hours"),
        _("5 to 10 hours"),
        _("10 to 50 hours"),
        _("More than 50 hours"),
    )


def _band(minutes: int) -> str:
    return _bands()[sum(minutes > top for top in BANDS_MINUTES)]


def _ages() -> tuple[str, ...]:
    return (_("Under 18"), *(name for _top, name in AGES), _("Not known"))


def _age(one: Member, on: dt.date) -> str:
    if one.born_on is None:
        return _("Not known")
    years = on.year - one.born_on.year - ((on.month, on.day) < (one.born_on.month, one.born_on.day))
    return _("Under 18") if years < 18 else next(name for top, name in AGES if years < top)


def _hours(found: Counted) -> list[Block]:
    """Help given by kind of work, and every other nature apart; nothing is counted twice."""
    given = [row for row in found.work if row.giver in found.ids]
    got = [row for row in found.work if row.receiver in found.ids]
    kinds = [(row.work, row.giver, row.minutes) for row in given]
    natures = [
        Figure(_("Help given"), _minutes(given, _giver)),
        Figure(_("Of that, given freely"), _minutes(_natured(found, Nature.FREELY), _giver)),
        Figure(_("Help received"), _minutes(got, lambda row: row.receiver)),
        Figure(_("Gifts of hours"), _minutes(_natured(found, Nature.GIFT), _giver)),
        Figure(_("Spent at places"), _minutes(_natured(found, Nature.SPENT), _giver)),
        Figure(_("With other communities"), _minutes(_natured(found, Nature.TRADE), _either)),
    ]
    return [
        Block("hours", _("Hours"), natures),
        Block("kinds", _("Help given, by kind of work"), _by_kind(kinds), chart=True),
    ]


def _giver(row: Moved) -> int | None:
    return row.giver


def _either(row: Moved) -> int | None:
    return row.giver or row.receiver


def _natured(found: Counted, nature: Nature) -> list[Moved]:
    """Transfers of a nature inside the span that come from the people of the report (or trade with them)."""
    sides: Callable[[Moved], tuple[int | None, ...]] = (
        (lambda row: (row.giver, row.receiver)) if nature == Nature.TRADE else (lambda row: (row.giver,))
    )
    return [row for row in found.within if row.nature == nature and found.ids.intersection(sides(row))]


def _minutes(rows: Iterable[Moved], whose: Callable[[Moved], Any]) -> Disclosed:
    rows = list(rows)
    people = {whose(row) for row in rows}
    return disclosure.minutes(sum(row.minutes for row in rows), len(people), "people", base=False)


def _by_kind(rows: Iterable[tuple[str, int | None, int]]) -> list[Figure]:
    """Minutes by kind, most first. Kinds that too few people gave go together until they are enough."""
    minutes, people = defaultdict[str, int](int), defaultdict[str, set[int | None]](set)
    for kind, giver, length in rows:
        minutes[kind] += length
        people[kind].add(giver)
    smallest = disclosure.POLICY["people"].smallest_shown
    order = sorted(minutes, key=lambda kind: (len(people[kind]), minutes[kind], kind))
    together: list[str] = []
    while order and (
        len(people[order[0]]) < smallest
        or (together and len(set().union(*(people[kind] for kind in together))) < smallest)
    ):
        together.append(order.pop(0))
    groups = [(kind, [kind]) for kind in order]
    if together:
        named = _("Together, because few people gave each: %(kinds)s") % {
            "kinds": ", ".join(sorted(together))
        }
        groups.append((named, together))
    told = [
        (
            label,
            disclosure.minutes(
                sum(minutes[kind] for kind in group),
                len(set().union(*(people[kind] for kind in group))),
                "people",
                base=False,
            ),
        )
        for label, group in groups
    ]
    return [Figure(label, value) for label, value in sorted(told, key=lambda row: -int(row[1].value or 0))]


def _given_back(found: Counted, lives: Mapping[int, Life]) -> Block:
    """Reciprocity between people, and how even giving is."""
    between = [
        (row.giver, row.receiver, row.minutes)
        for row in found.work
        if row.giver in found.ids and row.receiver in found.ids
    ]
    told = reciprocity(pooled(between))
    people = len({party for giver, receiver, _minutes in between for party in (giver, receiver)})
    active = [life for life in lives.values() if life.given or life.received]
    even = gini([life.given for life in active]) or Fraction(0)
    balances = sum(abs(found.balances.get(party, 0)) for party in found.ids)
    mutual = disclosure.ratio(told.mutual, told.total, people, "people")
    round_ = disclosure.ratio(told.circulating, told.total, people, "people")
    partners = disclosure.middle([life.partners for life in active], "people")
    figures = [
        Figure(_("Came back from the same person"), mutual),
        Figure(_("Went round a circle of people"), round_),
        Figure(_("Unevenness of giving (Gini)"), disclosure.index(even, len(active), "people")),
        Figure(_("Partners of an active member (median)"), partners),
        Figure(
            _("Balance away from zero, for each member"),
            disclosure.per_person(balances, len(found.ids), "people"),
        ),
    ]
    return Block("reciprocity", _("Giving back"), figures)


def _beginnings(found: Counted, lives: Mapping[int, Life]) -> Block:
    """How long it takes from joining to the first exchange."""
    limit = months_before(found.span.until, found.dormant_months)
    days = [
        max(0, (first.date() - one.joined_on).days)
        for one in found.people
        if one.joined_on > limit and (first := lives[one.party_id].first_at) is not None
    ]
    label = _("Days from joining to the first exchange (median)")
    return Block("beginnings", _("Beginnings"), [Figure(label, disclosure.middle(days, "people"))])


def _asked(found: Counted) -> Block:
    """Asks are processes: how many, how many were answered, and how soon."""
    asks = found.asks
    answered = [row for row in asks if row.promised_at is not None or row.done_at is not None]
    done = [row for row in asks if row.done_at is not None]
    waits = [max(0, (row.promised_at - row.asked_at).days) for row in answered if row.promised_at]
    figures = [Figure(_("Asks for help"), disclosure.count(len(asks), "process"))]
    if asks:
        figures += [
            Figure(_("Answered by somebody"), disclosure.share(len(answered), len(asks), "process")),
            Figure(_("Done and confirmed"), disclosure.share(len(done), len(asks), "process")),
        ]
    if waits:
        figures.append(
            Figure(_("Days from asking to a promise (median)"), disclosure.middle(waits, "process"))
        )
    return Block("asks", _("Asks"), figures)


def title_of(made: Report) -> str:
    """The name of the report's file."""
    return _("Timebank report %(place)s %(since)s to %(until)s") % {
        "place": made.place,
        "since": day(made.span.since),
        "until": day(made.span.until),
    }
