"""Reads: a process as a story, releases, needs, and the facts of a turn."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterable
from dataclasses import dataclass
from decimal import Decimal
from fractions import Fraction
from typing import Any

from django.db.models import Count
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from gilydd.algorithms.disclosure import Disclosed
from gilydd.algorithms.ocds.money import Stated, minor_digits, to_minor_units
from gilydd.algorithms.ocds.reading import moment
from gilydd.delivering.queries import hours_given
from gilydd.delivering.words import Side
from gilydd.people.models import Community, Person
from gilydd.services.models import Turn
from gilydd.services.queries import Fact
from gilydd.ui import filters
from gilydd.ui.bilingual import field_of

from ..derive import shown_time
from ..models import (
    Award,
    Contract,
    ContractingProcess,
    Contradiction,
    Milestone,
    Payment,
    Planning,
    Tender,
    Undertaking,
)
from ..policy import visible_needs, visible_processes
from ..words import (
    BARS_MOST,
    METHODS,
    SENTENCES,
    STATUSES,
    TAGS,
    TENDER_STATUSES,
    UNKNOWN_CONTRADICTION,
    VOID,
    Stage,
)

STERLING = "GBP"


def amount(value_pence: int | None, currency: str) -> str:
    """Write whole minor units with their currency; empty where there is no amount.

    >>> amount(110000000, "GBP"), amount(123400, "EUR"), amount(-500, "JPY"), amount(None, "")
    ('£1,100,000.00', 'EUR 1,234.00', '−JPY 500', '')
    """
    if value_pence is None:
        return ""
    if currency == STERLING:
        return filters.pounds(value_pence)
    digits = minor_digits(currency)
    whole, rest = divmod(abs(value_pence), 10**digits)
    point = f".{rest:0{digits}d}" if digits else ""
    return f"{filters.MINUS if value_pence < 0 else ''}{currency} {whole:,}{point}"


def totals(values: Iterable[tuple[int | None, str]]) -> list[tuple[int, str]]:
    """Add up amounts by currency, sterling first; two currencies are never added.

    >>> totals([(5, "GBP"), (7, "EUR"), (None, ""), (6, "GBP")])
    [(11, 'GBP'), (7, 'EUR')]
    """
    sums: dict[str, int] = {}
    for value_pence, currency in values:
        if value_pence is not None:
            sums[currency] = sums.get(currency, 0) + value_pence
    return [(sums[code], code) for code in sorted(sums, key=lambda code: (code != STERLING, code))]


def amounts(values: Iterable[tuple[int | None, str]]) -> str:
    """The totals in words, one currency after the other."""
    return " + ".join(amount(*one) for one in totals(values))


@dataclass(frozen=True)
class Warned:
    """A contradiction in the reader's language, and the release and place (JSON pointer) it stands at."""

    sentence: str
    release_pk: int | None
    release_id: str
    path: str


@dataclass(frozen=True)
class Story:
    """A contracting process from planning to payments; a stage that is not there is None or empty.

    `bars` are (label, pence) of the stages side by side and `paid_bars` of the payments, both empty where
    they cannot be drawn in pounds on one scale.
    """

    process: ContractingProcess
    contradictions: list[Warned]
    steps: list[dict[str, Any]]
    timeline: list[dict[str, Any]]
    planning: Planning | None
    tender: Tender | None
    awards: list[Award]
    contracts: list[Contract]
    payments: list[Payment]
    milestones: list[Milestone]
    paid: str
    bars: list[tuple[str, int]]
    paid_bars: list[tuple[str, int]]
    release_count: int


def story(process: ContractingProcess) -> Story:
    """Tell one process; the number of queries does not depend on how much there is."""
    planning, tender = process.plannings.first(), process.tenders.prefetch_related("criteria").first()
    awards, contracts = list(process.awards.all()), list(process.contracts.all())
    payments, milestones = list(process.payments.all()), list(process.milestones.all())
    found = process.contradictions.select_related("release")
    return Story(
        process=process,
        contradictions=[_warned(one) for one in found],
        steps=_steps(process, planning, tender, awards, contracts, payments),
        timeline=_timeline(tender, awards, contracts, payments),
        planning=planning,
        tender=tender,
        awards=awards,
        contracts=contracts,
        payments=payments,
        milestones=milestones,
        paid=amounts((one.value_pence, one.currency) for one in payments),
        bars=_bars(planning, tender, awards, contracts, payments),
        paid_bars=_paid_bars(payments),
        release_count=process.releases.count(),
    )


def _warned(row: Contradiction) -> Warned:
    release = row.release
    said = sentence(row.code, row.data)
    return Warned(said, release.pk if release else None, release.release_id if release else "", row.path)


def sentence(code: str, data: dict[str, Any]) -> str:
    """A contradiction as a sentence with both sides, in the reader's language.

    >>> data = {"first": {"amount": "5", "currency": "EUR"}, "second": {"amount": "4", "currency": "EUR"}}
    >>> sentence("tender-above-budget", data)
    'The tender is EUR 5.00, but the budget is only EUR 4.00.'
    """
    kind = next(
        (f"{code}:{name}" for name in ("sum", "times") if name in data and f"{code}:{name}" in SENTENCES),
        code,
    )
    template = SENTENCES.get(kind, UNKNOWN_CONTRADICTION)
    try:
        return str(template) % {"code": code, **{name: _shown(value) for name, value in data.items()}}
    except KeyError:  # a side that the data does not state
        return str(UNKNOWN_CONTRADICTION) % {"code": code}


def _shown(value: Any) -> str:
    if isinstance(value, dict):
        said = Stated(Decimal(value["amount"]), value["currency"])
        exact: Fraction = to_minor_units(said)
        return amount(int(exact), said.currency) if exact.denominator == 1 else str(said)
    if isinstance(value, int):
        return filters.number(value)
    when = shown_time(moment(value))
    return f"{filters.day(when)}, {filters.clock(when)}" if when else str(value)


def _steps(process: ContractingProcess, *told: object) -> list[dict[str, Any]]:
    """The stages, with a link to each that the page tells something of."""
    order = list(Stage)
    now = order.index(Stage(process.stage))
    return [
        {
            "text": stage.label,
            "state": "done" if place < now else "now" if place == now else "next",
            "href": f"#{stage.value}" if here else "",
        }
        for place, (stage, here) in enumerate(zip(order, told, strict=True))
    ]


def _timeline(
    tender: Tender | None, awards: list[Award], contracts: list[Contract], payments: list[Payment]
) -> list[dict[str, Any]]:
    events: list[tuple[dt.date | None, str, str]] = []
    if tender:
        events.append((_local_day(tender.starts_at), _("Bids could be sent in"), "#tender"))
        events.append((_local_day(tender.ends_at), _("Bids closed"), "#tender"))
    for award in awards:
        events.append((award.date, _("Awarded: %(amount)s") % {"amount": _worth(award)}, "#award"))
    for contract in contracts:
        events.append(
            (contract.signed_on, _("Contract signed: %(amount)s") % {"amount": _worth(contract)}, "#contract")
        )
        events.append((contract.starts_on, _("The contract begins"), "#contract"))
        events.append((contract.ends_on, _("The contract ends"), "#contract"))
    dated = sorted((one for one in payments if one.date), key=lambda one: one.date)  # type: ignore[arg-type,return-value]
    if dated:
        events.append(
            (dated[0].date, _("First payment: %(amount)s") % {"amount": _worth(dated[0])}, "#payments")
        )
    if len(dated) > 1:
        events.append(
            (dated[-1].date, _("Latest payment: %(amount)s") % {"amount": _worth(dated[-1])}, "#payments")
        )
    known = sorted((event for event in events if event[0]), key=lambda event: event[0])  # type: ignore[arg-type,return-value]
    return [{"when": filters.day(when), "what": what, "href": href} for when, what, href in known]


def _local_day(moment: dt.datetime | None) -> dt.date | None:
    return timezone.localtime(moment).date() if moment else None


def _worth(row: Award | Contract | Payment) -> str:
    return amount(row.value_pence, row.currency) or _("amount not stated")


def standing(rows: Iterable[Any]) -> list[tuple[int | None, str]]:
    """The amounts of awards or contracts that were not cancelled."""
    return [(row.value_pence, row.currency) for row in rows if row.status not in VOID]


def _bars(
    planning: Planning | None,
    tender: Tender | None,
    awards: list[Award],
    contracts: list[Contract],
    payments: list[Payment],
) -> list[tuple[str, int]]:
    stages = [
        (_("Budget"), standing_one(planning)),
        (_("Tender"), standing_one(tender)),
        (_("Award"), standing(awards)),
        (_("Contract"), standing(contracts)),
        (_("Paid so far"), [(one.value_pence, one.currency) for one in payments]),
    ]
    sums = [(label, totals(values)) for label, values in stages]
    stated = [(label, found) for label, found in sums if found]
    if len(stated) < 2 or not all(_drawable(found) for _label, found in stated):
        return []
    return [(label, found[0][0]) for label, found in stated]


def standing_one(row: Planning | Tender | None) -> list[tuple[int | None, str]]:
    """The amount of a stage that is there once."""
    return [(row.value_pence, row.currency)] if row else []


def _drawable(found: list[tuple[int, str]]) -> bool:
    return [code for _value, code in found] == [STERLING] and found[0][0] >= 0


def _paid_bars(payments: list[Payment]) -> list[tuple[str, int]]:
    rows = [(one.date, one.value_pence) for one in payments if one.date and one.value_pence is not None]
    pounds = all(one.currency == STERLING for one in payments if one.value_pence is not None)
    if len(rows) < 2 or not pounds or any(value < 0 for _when, value in rows):
        return []
    rows.sort()
    if len(rows) <= BARS_MOST:
        return [(filters.day(when), value) for when, value in rows]
    years: dict[str, int] = {}
    for when, value in rows:
        years[str(when.year)] = years.get(str(when.year), 0) + value
    return list(years.items())


def status_words(status: str, stage: str = "") -> str:
    """A status code in words; an unknown one is shown as it is."""
    own = TENDER_STATUSES.get(status) if stage == Stage.TENDER else None
    return str(own or STATUSES.get(status) or status)


def method_words(method: str) -> str:
    """A procurement method in words."""
    return str(METHODS.get(method, method))


def tag_words(tag: str) -> str:
    """The tags of a release in words."""
    return ", ".join(str(TAGS.get(code, code)) for code in tag.split())


def names_of(lines: str) -> str:
    """Names kept one a line, with commas between."""
    return ", ".join(line for line in lines.split("\n") if line)


@dataclass(frozen=True)
class ReleaseRow:
    """A release on a list."""

    pk: int
    release_id: str
    date: dt.datetime
    tags: str
    sha256: str
    recorded_at: dt.datetime


def releases(process: ContractingProcess) -> list[ReleaseRow]:
    """The releases of a process in order of date, in one query and without their texts."""
    rows = process.releases.order_by("date", "pk").values_list(
        "pk", "release_id", "date", "tag", "sha256", "recorded_at"
    )
    return [ReleaseRow(*row[:3], tag_words(row[3]), *row[4:]) for row in rows]


@dataclass(frozen=True)
class ProcessRow:
    """A process on a list."""

    process: ContractingProcess
    stage: str
    contradictions: int


def processes(person: Person | None, turn: Turn) -> list[ProcessRow]:
    """The contracting processes of a turn, in one query."""
    rows = visible_processes(person, turn.community).filter(turn=turn).order_by("pk")
    return [
        ProcessRow(row, str(Stage(row.stage).label), row.doubts)
        for row in rows.annotate(doubts=Count("contradictions"))
    ]


@dataclass(frozen=True)
class MilestoneRow:
    """A milestone of a turn's contracts, the activities that deliver it, and what both sides gave there.

    `activities` are (id of the link, id of the activity, title).
    """

    pk: int
    title: str
    lang: str
    process_id: int
    due_on: dt.date | None
    met_on: dt.date | None
    status: str
    activities: list[tuple[int, int, str]]
    given: dict[str, Disclosed]


def milestones(turn: Turn) -> list[MilestoneRow]:
    """The milestones of a turn by the day they are due, in three queries whatever their number."""
    rows = list(
        Milestone.objects.filter(process__turn=turn)
        .exclude(title="")
        .order_by("due_on", "process", "place", "pk")
        .values_list("pk", "title", "process__lang", "process", "due_on", "met_on", "status")
    )
    links: dict[int, list[tuple[int, int, str]]] = {row[0]: [] for row in rows}
    live = Undertaking.objects.filter(milestone__in=links, ended_at__isnull=True).order_by("pk")
    for milestone, link, activity, title in live.values_list(
        "milestone", "pk", "activity", field_of("activity__title")
    ):
        links[milestone].append((link, activity, title))
    given = hours_given({pk: [activity for _link, activity, _title in links[pk]] for pk in links})
    return [MilestoneRow(*row[:6], status_words(row[6]), links[row[0]], given[row[0]]) for row in rows]


def milestone_facts(turn: Turn) -> list[Fact]:
    """Hours given for each milestone that an activity delivers, citizens and professionals side by side."""
    href = reverse("commissioning:milestones", args=[turn.community.slug, turn.pk])
    told = []
    for row in milestones(turn):
        if row.activities:
            words = {"milestone": row.title}
            told += [
                Fact(_("“%(milestone)s”: hours given by citizens") % words, row.given[Side.CITIZENS], href),
                Fact(
                    _("“%(milestone)s”: hours given by professionals") % words,
                    row.given[Side.PROFESSIONALS],
                    href,
                ),
            ]
    return told


def facts(turn: Turn) -> list[Fact]:
    """What commissioning knows of a turn: needs, and the money along the process, each with its page."""
    community = turn.community
    here = visible_needs(None, community).filter(turn=turn).count()
    href = reverse("commissioning:needs", args=[community.slug, turn.pk])
    told = [
        Fact(
            _("What matters to people"),
            ngettext("%(number)s need", "%(number)s needs", here) % {"number": filters.number(here)},
            href,
        )
    ]
    known = processes(None, turn)
    if not known:
        return told
    only = known[0].process if len(known) == 1 else None
    page = _page_of(community, turn, only)
    pks = [row.process.pk for row in known]
    stages: list[tuple[str, Stage, list[tuple[int | None, str]]]] = [
        (_("Tender"), Stage.TENDER, _standing_of(Tender, pks)),
        (_("Award"), Stage.AWARD, _standing_of(Award, pks)),
        (_("Contract"), Stage.CONTRACT, _standing_of(Contract, pks)),
        (
            _("Paid so far"),
            Stage.PAYMENTS,
            list(Payment.objects.filter(process__in=pks).values_list("value_pence", "currency")),
        ),
    ]
    for label, stage, values in stages:
        if words := amounts(values):
            told.append(Fact(label, words, f"{page}#{stage.value}" if only else page))
    doubts = sum(row.contradictions for row in known)
    if doubts:
        text = ngettext("%(number)s contradiction", "%(number)s contradictions", doubts)
        told.append(Fact(_("What does not add up"), text % {"number": filters.number(doubts)}, page))
    return told


def _standing_of(
    model: type[Tender] | type[Award] | type[Contract], pks: list[int]
) -> list[tuple[int | None, str]]:
    rows = model.objects.filter(process__in=pks).exclude(status__in=VOID)
    return list(rows.values_list("value_pence", "currency"))


def _page_of(community: Community, turn: Turn, only: ContractingProcess | None) -> str:
    if only:
        return reverse("commissioning:process", args=[community.slug, only.pk])
    return reverse("commissioning:processes", args=[community.slug, turn.pk])
