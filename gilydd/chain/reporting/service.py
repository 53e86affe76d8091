"""The report of one turn of a service."""

from __future__ import annotations

from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from gilydd.delivering.queries import figures as delivered_figures
from gilydd.delivering.words import Side as DeliverySide
from gilydd.evaluating.queries import OutcomeJudged, judging_is_closed, outcomes_judged
from gilydd.evaluating.words import Side
from gilydd.services.models import Turn
from gilydd.services.queries import Fact
from gilydd.services.words import Quarter
from gilydd.ui.bilingual import said

from ..queries import quarters, took_part
from .written import Chart, Section, Written, nothing_in, uncertain


def of_turn(turn: Turn) -> Written:
    """The report of a turn, counted anew at each reading. A constant number of queries in each room."""
    service = turn.service
    judged = outcomes_judged(turn)
    parts = [
        Section(
            told.key, str(Quarter(told.key).label), [one for one in told.facts if "#outcome-" not in one.href]
        )
        for told in quarters(turn)
    ]
    sections = [_judged(turn, judged), *parts, _people(turn)]
    return Written(
        title=_("%(service)s: report of turn %(number)s")
        % {"service": said(service, "name"), "number": turn.number},
        about=said(service, "summary"),
        since=turn.started_on,
        until=turn.ended_on or timezone.localdate(),
        first=[*_missing(turn, judged, parts), *uncertain(sections)],
        sections=sections,
        short=_short(turn, judged),
    )


def _judged(turn: Turn, judged: list[OutcomeJudged]) -> Section:
    """Both sides of each outcome, beside each other and never averaged."""
    here = reverse("evaluating:turn", args=[turn.community.slug, turn.pk])
    charts, lines = [], []
    for row in judged:
        href = f"{here}#outcome-{row.outcome.pk}"
        if rows := [(str(Side(side.side).label), side.shares[0][1]) for side in row.sides]:
            charts.append(Chart(row.wording, _("Who say: achieved"), rows, "intervals", href))
            lines.append(Fact(_("How far apart both sides are"), row.gap_words, href, row.wording))
    return Section(
        "judged", _("Is it achieving what matters?"), lines, charts,
        note=_("Citizens and professionals stand beside each other. They are never averaged."),
    )  # fmt: skip


def _people(turn: Turn) -> Section:
    return Section(
        "people", _("Who took part"),
        charts=[Chart(_("People by what they took part as"), _("Took part as"), took_part(turn))],
    )  # fmt: skip


def _missing(turn: Turn, judged: list[OutcomeJudged], parts: list[Section]) -> list[tuple[str, str]]:
    """What is not there: parts without a record, outcomes that a side has not judged, a turn not over."""
    here = reverse("evaluating:turn", args=[turn.community.slug, turn.pk])
    found: list[tuple[str, str]] = []
    if turn.ended_on is None:
        found.append((_("This turn is not over. The report tells how it stands today."), ""))
    if not judged:
        href = reverse("services:outcomes", args=[turn.community.slug, turn.service_id])
        found.append((_("No outcome is chosen, so nobody can say whether it is achieved."), href))
    elif not judging_is_closed(turn):
        found.append((_("Both sides are still judging. What they say comes when judging is closed."), here))
    else:
        for row in judged:
            quiet = [str(Side(side.side).label) for side in row.sides if not side.base.value]
            for side in quiet or ([_("Nobody")] if not row.sides else []):
                words = _("Not judged by: %(side)s. Outcome: %(outcome)s")
                found.append(
                    (words % {"side": side, "outcome": row.wording}, f"{here}#outcome-{row.outcome.pk}")
                )
    return found + [nothing_in(part) for part in parts if part.is_empty]


def _short(turn: Turn, judged: list[OutcomeJudged]) -> list[tuple[str, str]]:
    """The report in a few plain lines, each with its picture: for Easy Read and for the top of the page."""
    found = delivered_figures(turn)
    heads = found.people[DeliverySide.CITIZENS]
    told = [
        (
            "calendar",
            ngettext(
                "%(num)s session was held.", "%(num)s sessions were held.", int(found.sessions.value or 0)
            )
            % {"num": found.sessions},
        )
    ]
    if heads.value:
        told.append(("people", _("About %(num)s citizens took part.") % {"num": heads}))
    agree = sum(1 for row in judged if row.gap is not None)
    if judged:
        words = ngettext("It is for %(num)s outcome.", "It is for %(num)s outcomes.", len(judged)) % {
            "num": len(judged)
        }
        told.append(("star", words))
    if agree:
        words = ngettext("Both sides judged %(num)s of them.", "Both sides judged %(num)s of them.", agree)
        told.append(("scales", words % {"num": agree}))
    if turn.decision:
        told.append(
            ("cycle", _("What was decided: %(decision)s.") % {"decision": turn.get_decision_display()})
        )
    return told
