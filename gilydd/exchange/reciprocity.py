"""Reciprocity for everybody in a community: every number passes disclosure control here.

Figures cover whole months that are over. Told are shares of hours between members, never what one person did.
"""

from __future__ import annotations

import datetime as dt
from dataclasses import dataclass
from fractions import Fraction
from typing import Any

from babel.dates import format_date
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from gilydd.algorithms import disclosure
from gilydd.algorithms.disclosure import Disclosed
from gilydd.people.models import Community
from gilydd.ui.bilingual import said
from gilydd.ui.figures import nice_top
from gilydd.ui.filters import babel_locale, number
from gilydd.ui.sheets import Cell, Table

from .queries.reciprocity import YEAR_MONTHS, Counted, counted
from .queries.reciprocity import Month as CountedMonth

MONTHS = (12, 24)
WINDOWS = (3, 12)
PLOT_WIDTH, PLOT_HEIGHT = 1_000, 240


@dataclass(frozen=True)
class Month:
    """A month, and what came back in the window of months up to its end; None before there is one."""

    begins: dt.date
    label: str
    people: Disclosed
    hours: Disclosed
    straight: Disclosed | None
    around: Disclosed | None


@dataclass(frozen=True)
class More:
    """What would go round with so many hours more, over the same time."""

    label: str
    hours: int
    around: Disclosed
    brought: Disclosed


@dataclass(frozen=True)
class Picture:
    """Reciprocity of a community in the last year, month by month, and with more circles.

    straight: the share of hours that came back from the same person; around: the share that went round,
    these among them; sides: who took part how.
    """

    place: str
    since: dt.date
    until: dt.date
    weeks: int
    window: int
    people: Disclosed
    hours: Disclosed
    straight: Disclosed
    around: Disclosed
    sides: list[tuple[str, Disclosed]]
    months: list[Month]
    more: list[More]

    @property
    def hidden(self) -> bool:
        """Whether too few people took part to say anything."""
        return self.straight.suppressed

    @property
    def weekly(self) -> More:
        """One more circle a week."""
        return self.more[1]

    @property
    def more_rows(self) -> list[tuple[str, Disclosed]]:
        """The share that would go round, by how many more circles."""
        return [(one.label, one.around) for one in self.more]

    @property
    def hundred(self) -> dict[str, int] | None:
        """Of a hundred hours: how many came straight back, went round otherwise, and stayed one way."""
        if self.straight.value is None or self.around.value is None:
            return None
        straight, around = (int(figure.value * 100) for figure in (self.straight, self.around))  # type: ignore[operator]
        return {"straight": straight, "otherwise": max(0, around - straight), "around": around,
                "one_way": 100 - max(straight, around)}  # fmt: skip


def picture(community: Community, *, months: int = 12, window: int = 3) -> Picture | None:
    """The picture of a community; None before its first month with help between members is over.

    months: 12 or 24; window: the months that each point of the drawing covers, 3 or 12. Queries and time as
    `queries.reciprocity.counted`.
    """
    made = counted(community, months=months, window=window)
    return None if made is None else _picture(said(community, "name"), made, window)


def _picture(place: str, made: Counted, window: int) -> Picture:
    names = (_("Gave and received"), _("Gave only"), _("Received only"))
    cells = dict(zip(names, (made.both, made.gave_only, made.received_only), strict=True))
    sides = disclosure.table(cells, "people")
    total = sides.total
    assert total is not None
    now = made.closing
    return Picture(
        place,
        made.since,
        made.until,
        made.weeks,
        window,
        total,
        disclosure.minutes(now.total, made.people, "people", base=False),
        disclosure.ratio(made.mutual, now.total, made.people, "people"),
        disclosure.ratio(now.circulating, now.total, made.people, "people"),
        list(sides.cells.items()),
        [_month(one) for one in made.months],
        _more(made),
    )


def _month(one: CountedMonth) -> Month:
    straight = around = None
    if one.window_minutes is not None:
        people, whole = one.window_people, one.window_minutes
        straight = disclosure.ratio(one.mutual or 0, whole, people, "people")
        around = disclosure.ratio(one.circulating or 0, whole, people, "people")
    return Month(
        one.begins,
        format_date(one.begins, "LLLL y", locale=babel_locale()),
        disclosure.count(one.people, "people"),
        disclosure.minutes(one.minutes, one.people, "people", base=False),
        straight,
        around,
    )


def _more(made: Counted) -> list[More]:
    """One circle more a month, a week, and two a week: an hour each closes a chain of help of the year."""
    often = (
        (_("One more circle a month"), max(1, round(made.weeks * 12 / 52))),
        (_("One more circle a week"), made.weeks),
        (_("Two more circles a week"), 2 * made.weeks),
    )
    found = []
    for label, hours in often:
        after = made.closing.after(60 * hours)
        brought = after.circulating - made.closing.circulating - after.more
        found.append(
            More(
                label,
                hours,
                disclosure.ratio(after.circulating, after.total, made.people, "people"),
                disclosure.minutes(brought, made.people, "people", base=False),
            )
        )
    return found


def drawing(shown: Picture) -> dict[str, Any] | None:
    """The shape of the shares over time: two lines from the left to the right, broken where one is hidden.

    Returns for `straight` and `around` the lines (points "x,y …") and the dots, and the ends of both scales
    in words; None where fewer than two months can be drawn.
    """
    told = [one for one in shown.months if one.straight is not None]
    values = [
        float(figure.value) for one in told for figure in (one.straight, one.around)
        if figure is not None and figure.value is not None
    ]  # fmt: skip
    if len(told) < 2 or not values:
        return None
    top = min(100, nice_top(max(values) * 100))
    drawn: dict[str, Any] = {
        "top": f"{number(top)}%",
        "middle": f"{number(top / 2)}%",
        "first": told[0].label,
        "last": told[-1].label,
    }
    for name in ("straight", "around"):
        runs: list[list[tuple[int, int]]] = [[]]
        for place, one in enumerate(told):
            value: int | Fraction | None = getattr(one, name).value
            if value is None:
                runs.append([])
                continue
            height = PLOT_HEIGHT - round(float(value) * 100 / top * PLOT_HEIGHT)
            runs[-1].append((round(place * PLOT_WIDTH / (len(told) - 1)), height))
        drawn[name] = [" ".join(f"{x},{y}" for x, y in run) for run in runs if len(run) > 1]
        drawn[f"{name}_dots"] = [dot for run in runs for dot in run]
    return drawn


def window_title(window: int) -> str:
    """The time that each point covers, in words."""
    return ngettext(
        "Each point covers %(num)s month up to then.",
        "Each point covers the %(num)s months up to then.",
        window,
    ) % {"num": window}


def tables(shown: Picture) -> list[Table]:
    """The picture as sheets: the year, the months, more circles, and how it is reckoned."""
    what = [_("What"), _("Number")]
    sides: list[list[Cell]] = [[label, figure] for label, figure in shown.sides]
    year: list[list[Cell]] = [
        [_("Place"), shown.place],
        [_("From"), shown.since],
        [_("Up to and including"), shown.until],
        [_("People who took part"), shown.people],
        *sides,
        [_("Hours between members"), shown.hours],
        [_("Came back from the same person"), shown.straight],
        [_("Went round a circle of people"), shown.around],
        [_("Sign [c]"), _("hidden, so that nobody can be recognised")],
        [_("Sign [k]"), _("low: rounds to nothing")],
    ]
    head = [
        _("Month"), _("People who took part"), _("Hours between members"), _("Months counted for the shares"),
        _("Came back from the same person"), _("Went round a circle of people"),
    ]  # fmt: skip
    months: list[list[Cell]] = [
        [one.begins, one.people, one.hours, shown.window, one.straight, one.around] for one in shown.months
    ]
    more: list[list[Cell]] = [[one.label, one.hours, one.around, one.brought] for one in shown.more]
    more_head = [_("What if"), _("Hours more"), _("Would go round"), _("Hours of the year brought round")]
    reckoned = _("How it is reckoned")
    return [
        Table(_("The last year"), what, year),
        Table(_("Month by month"), head, months),
        Table(_("More circles"), more_head, more),
        Table(reckoned, [_("Figure"), reckoned], [[*row] for row in terms()]),
    ]


def terms() -> list[tuple[str, str]]:
    """How each figure is reckoned, in words that can be checked."""
    return [
        (
            _("Hours between members"),
            _("Help that one person gave another, both members when the time ends.")
            + " "
            + _("Gifts, hours spent at places and mistakes that were taken back are not in it."),
        ),
        (
            _("Came back from the same person"),
            _("For each two people the smaller of what each gave the other, counted on both sides."),
        ),
        (
            _("Went round a circle of people"),
            _("The most hours that can be chosen so that everybody gave as much as they received.")
            + " "
            + _("What came back from the same person is among them."),
        ),
        (
            _("One more circle"),
            _("One hour more, from the last person of a chain of help to the first.")
            + " "
            + _("Then the whole chain goes round: these hours are in the books already.")
            + " "
            + _("The figure is exact: no other way to give so many hours more brings more of them round.")
            + " "
            + _("It may share an hour out among several people, by the minute."),
        ),
        (
            _("Rounding"),
            _("People are rounded to 5 and hours to 5 hours. Fewer than 8 people are never shown: [c].")
            + " "
            + _("[k] is so few that it rounds to nothing."),
        ),
    ]


__all__ = ["MONTHS", "WINDOWS", "YEAR_MONTHS", "Month", "More", "Picture", "drawing", "picture", "tables"]
