"""Reports of a year: of a community's services, and of the communities of a programme beside each other."""

from __future__ import annotations

import datetime as dt
from collections.abc import Collection, Mapping, Sequence
from typing import Final

from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from gilydd.algorithms import disclosure
from gilydd.algorithms.disclosure import Disclosed
from gilydd.delivering.queries import TurnFigures, figures_of_year
from gilydd.evaluating.queries import judged_in_year
from gilydd.evaluating.words import Side
from gilydd.partnerships.models import Partnership
from gilydd.partnerships.queries import links_of
from gilydd.partnerships.words import LinkState
from gilydd.people.models import Community
from gilydd.services.models import Service, Turn
from gilydd.ui.bilingual import said

from .written import Cell, Chart, Grid, Section, Written, uncertain

# 95% intervals: of twenty communities that are all alike one looks different.
ONE_IN: Final = 20


def days_of(year: int, today: dt.date | None = None) -> tuple[dt.date, dt.date] | None:
    """The first and last day that a report of a year covers; None where no quarter of it is over.

    Only whole quarters that are over are told, so that two readings of it cannot be subtracted.

    >>> days_of(2026, dt.date(2026, 11, 3))
    (datetime.date(2026, 1, 1), datetime.date(2026, 9, 30))
    """
    last = min(dt.date(year, 12, 31), disclosure.release_day(today or timezone.localdate()))
    return (dt.date(year, 1, 1), last) if last.year == year else None


def years_of(communities: Collection[Community]) -> list[int]:
    """The years of which there can be a report, the latest first."""
    begun = (
        Turn.objects.filter(community__in=communities)
        .order_by("started_on")
        .values_list("started_on", flat=True)
    )
    first = begun.first()
    now = timezone.localdate().year
    return [year for year in range(now, (first.year if first else now + 1) - 1, -1) if days_of(year)]


def of_year(community: Community, since: dt.date, until: dt.date) -> Written:
    """The report of a community's services in these days. A constant number of queries."""
    alive = Turn.objects.of(community).filter(started_on__lte=until).exclude(ended_on__lt=since)
    services = list(Service.objects.of(community).filter(turns__in=alive).distinct().order_by("pk"))
    slug = community.slug
    rows = [
        (row.pk, said(row, "name"), reverse("chain:service_report", args=[slug, row.pk])) for row in services
    ]
    sections, missing = _beside("service", rows, since, until, _("Service"))
    if not services:
        missing.append((_("No service had a turn in this year."), reverse("chain:services", args=[slug])))
    return Written(
        title=_("%(name)s: report of %(year)s") % {"name": said(community, "name"), "year": since.year},
        about=_("What the services of a year did, and whether it was achieving what matters."),
        since=since, until=until, first=[*_until(until), *missing, *uncertain(sections)], sections=sections,
    )  # fmt: skip


def of_programme(programme: Partnership, since: dt.date, until: dt.date) -> Written:
    """The communities of a programme beside each other, in the order of the alphabet, never as a league."""
    joined = [row.community for row in links_of(programme) if row.state == LinkState.JOINED]
    communities = sorted({programme.community, *joined}, key=lambda row: said(row, "name").casefold())
    rows = [
        (row.pk, said(row, "name"), reverse("chain:year_report", args=[row.slug, since.year]))
        for row in communities
    ]
    sections, missing = _beside("community", rows, since, until, _("Community"), compared=len(rows) > 2)
    return Written(
        title=_("%(name)s: report of %(year)s") % {"name": said(programme, "name"), "year": since.year},
        about=said(programme, "purpose"),
        since=since, until=until, first=[*_until(until), *missing, *uncertain(sections)], sections=sections,
    )  # fmt: skip


def _until(until: dt.date) -> list[tuple[str, str]]:
    if (until.month, until.day) == (12, 31):
        return []
    return [(_("The year is not over. The report tells of the quarters that are."), "")]


def _beside(
    group: str, rows: Sequence[tuple[int, str, str]], since: dt.date, until: dt.date, head: str,
    compared: bool = False,
) -> tuple[list[Section], list[tuple[str, str]]]:  # fmt: skip
    """What was done and what both sides say, for services or communities: sections and what is missing."""
    ids = [pk for pk, _name, _href in rows]
    done = figures_of_year(group, ids, since, until)
    judged = judged_in_year(group, ids, since, until)
    called = {pk: (name, href) for pk, name, href in rows}
    sections = [_done(called, done, head), _said(called, judged, head, compared)]
    quiet = [pk for pk in ids if not done[pk].sessions.value]
    missing = [(_("No session was held: %(name)s") % {"name": called[pk][0]}, called[pk][1]) for pk in quiet]
    unjudged = [pk for pk in ids if not judged[pk]]
    missing += [
        (
            _("Nobody has judged whether it achieves what matters: %(name)s") % {"name": called[pk][0]},
            called[pk][1],
        )
        for pk in unjudged
    ]
    return sections, missing


def _done(called: Mapping[int, tuple[str, str]], done: Mapping[int, TurnFigures], head: str) -> Section:
    citizens, professionals = "citizens", "professionals"
    lines: list[tuple[str, str, list[Cell]]] = [
        (
            *called[pk],
            [
                one.sessions, one.hours_given[citizens], one.hours_given[professionals],
                one.people[citizens], one.people[professionals],
            ],
        )
        for pk, one in done.items()
    ]  # fmt: skip
    columns = [
        head, _("Sessions held"), _("Hours given by citizens"), _("Hours given by professionals"),
        _("Citizens who took part"), _("Professionals who took part"),
    ]  # fmt: skip
    charts = [
        Chart(
            _("Hours given by citizens"), head,
            [(called[pk][0], one.hours_given[citizens]) for pk, one in done.items()],
        )
    ] if len(done) > 1 else []  # fmt: skip
    return Section(
        "done", _("What was done together"), charts=charts,
        grid=Grid(_("What was done together"), columns, lines),
        note=_("Whoever took part in two of them is counted in each: the columns of people do not add up."),
    )  # fmt: skip


def _said(
    called: Mapping[int, tuple[str, str]],
    judged: Mapping[int, Mapping[str, Disclosed]],
    head: str,
    compared: bool,
) -> Section:
    """Both sides of each, with intervals; compared with all of them only where it leaves no doubt."""
    columns = [head, *(str(Side(side).label) for side in Side.values)]
    lines: list[tuple[str, str, list[Cell]]] = [
        (*called[pk], [sides.get(side) or _("nobody judged") for side in Side.values])
        for pk, sides in judged.items()
    ]
    note = _("The share of those who judged who say that most of what they judged is achieved.")
    if compared:
        columns.append(_("Citizens, beside the middle of all"))
        middle = _middle([sides[Side.CITIZENS] for sides in judged.values() if Side.CITIZENS in sides])
        for pk, (_name, _href, cells) in zip(judged, lines, strict=True):
            cells.append(_told_apart(judged[pk].get(Side.CITIZENS), middle))
        chance = max(1, round(len(judged) / ONE_IN))
        words = ngettext(
            "The communities stand in the order of the alphabet. By chance alone about %(num)s of them would "
            "look different though all are alike.",
            "The communities stand in the order of the alphabet. By chance alone about %(num)s of them would "
            "look different though all are alike.",
            chance,
        )
        note = f"{note} {words % {'num': chance}}"
    charts = [
        Chart(
            str(Side(side).label),
            head,
            [(called[pk][0], sides[side]) for pk, sides in judged.items() if side in sides],
            "intervals",
        )
        for side in Side.values
        if any(side in sides for sides in judged.values())
    ]
    return Section(
        "said", _("Is it achieving what matters?"), charts=charts,
        grid=Grid(_("Is it achieving what matters?"), columns, lines), note=note,
    )  # fmt: skip


def _middle(figures: Sequence[Disclosed]) -> Disclosed | None:
    """The middle one of the shares that are shown, so that it tells nothing more than they do."""
    shown = sorted((one for one in figures if one.value is not None), key=lambda one: one.value or 0)
    return shown[len(shown) // 2] if len(shown) > 2 else None


def _told_apart(figure: Disclosed | None, middle: Disclosed | None) -> str:
    if figure is None:
        return _("nobody judged")
    if figure.value is None or figure.low is None or figure.high is None:
        return _("cannot be said: hidden")
    if middle is None or middle.value is None:
        return _("too few to compare")
    if figure.low > middle.value:
        return _("higher, beyond chance")
    if figure.high < middle.value:
        return _("lower, beyond chance")
    return _("cannot be told apart")
