"""Reads: social capital over the quarters in words and figures, and the register of what was released."""

from __future__ import annotations

import datetime as dt
from dataclasses import dataclass, field
from typing import Any

from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _

from gilydd.algorithms.disclosure import Disclosed, kept, release_day
from gilydd.people.models import Area, Community
from gilydd.people.policy import type_of_actor
from gilydd.people.queries import names
from gilydd.people.words import Language
from gilydd.surveys.models import Survey
from gilydd.surveys.queries import QuestionResult, results_of
from gilydd.surveys.words import SurveyState
from gilydd.ui.bilingual import said
from gilydd.ui.filters import day

from ..models import Claim, JudgingClosed, RawReader, Release, TrustQuestion
from ..policy import visible_raw_looks, visible_releases
from ..words import ReleaseKind

QUARTERS_SHOWN = 8
# Shares are rounded to 1 or 5 points: less than this is no news.
NEWS_POINTS = 10
SHARES = ("reciprocity", "generalised", "clustering", "bridging_area", "bridging_age", "bridging_language")
GROUPED = ("area", "age", "language")


@dataclass(frozen=True)
class Measured:
    """One figure over the quarters: what it is called, what it means, what it says now, and each quarter."""

    key: str
    title: str
    means: str
    says: str
    rows: list[tuple[str, Disclosed]]


@dataclass(frozen=True)
class Ties:
    """Help between groups in the last quarter: (one group, the other, minutes); never a person."""

    key: str
    title: str
    rows: list[tuple[str, Disclosed]]


@dataclass(frozen=True)
class Capital:
    """The page: the latest release, figures over time, people by partners, ties between groups."""

    latest: Release
    measured: list[Measured]
    partners: list[tuple[str, Disclosed]]
    ties: list[Ties]


@dataclass(frozen=True)
class Released:
    """One line of the register: what was released, when, from which period, and where it stands."""

    what: str
    on: dt.date
    period: str
    href: str


@dataclass(frozen=True)
class Looked:
    """One look at raw figures."""

    pk: int
    on: dt.date
    who: str
    period: str
    reason: str
    lang: str


@dataclass(frozen=True)
class Register:
    """Everything that was released, the newest first; looks are for members."""

    rows: list[Released]
    looks: list[Looked] = field(default_factory=list)


def releases(person: type_of_actor, community: Community) -> list[Release]:
    """The last quarters that were released, the oldest first. One query."""
    rows = visible_releases(person, community).filter(kind=ReleaseKind.SOCIAL_CAPITAL).order_by("-ends_on")
    return list(rows[:QUARTERS_SHOWN])[::-1]


def capital(person: type_of_actor, community: Community) -> Capital | None:
    """Social capital over time, from frozen figures alone; None before the first release. Two queries."""
    found = releases(person, community)
    if not found:
        return None
    latest = found[-1]
    measured = [_measured(key, found) for key in (*SHARES, "new_groups")]
    named = _names(community)
    partners = [(_partner_words(name), kept(one)) for name, one in latest.figures["partners"]]
    ties = [
        Ties(
            name,
            _ties_title(name),
            [(_pair(one, other, named[name]), kept(told)) for one, other, told in rows],
        )
        for name, rows in latest.figures["ties"].items()
        if rows
    ]
    return Capital(latest, measured, partners, ties)


def last_over() -> dt.date:
    """The last day of the last quarter that is over."""
    return release_day(timezone.localdate())


def called(row: Release) -> str:
    """A quarter by its days."""
    return _("%(since)s to %(until)s") % {"since": day(row.starts_on), "until": day(row.ends_on)}


def _measured(key: str, found: list[Release]) -> Measured:
    title, means = _words(key)
    rows = [(called(row), kept(row.figures["figures"][key])) for row in found]
    return Measured(key, title, means, _says(key, [one for _label, one in rows]), rows)


def _words(key: str) -> tuple[str, str]:
    """(title, what it means) of a figure."""
    return {
        "reciprocity": (
            _("Help that came back from the same person"),
            _("Two people who help each other. A low share is not bad: what goes round counts below."),
        ),
        "generalised": (
            _("Help that went round"),
            _("I help you, you help somebody else, and somebody helps me. Nobody only gives or only gets."),
        ),
        "clustering": (
            _("Friends of friends who know each other"),
            _("How often two people who help the same person help each other too. High: close circles. Low: "
              "many who know each other through one person alone."),
        ),
        "bridging_area": (
            _("Help between areas"),
            _("Out of all help, how much goes from one area to another. The rest stays among neighbours."),
        ),
        "bridging_age": (
            _("Help between ages"),
            _("Out of all help, how much goes between people of different age groups."),
        ),
        "bridging_language": (
            _("Help between languages"),
            _("Out of all help, how much goes between people who chose different languages for messages."),
        ),
        "new_groups": (
            _("New groups"),
            _("Circles and projects that members began in the quarter and that can be found."),
        ),
    }[key]  # fmt: skip


def _says(key: str, figures: list[Disclosed]) -> str:
    """What the last quarter says, and whether it is news against the first that is shown."""
    last = figures[-1]
    if last.value is None:
        return _("Too few people helped each other: it is hidden, so that nobody can be recognised.")
    if key == "new_groups":
        return _("New groups in the last quarter: %(number)s.") % {"number": int(last.value)}
    now = round(last.value * 100)
    shown = [one for one in figures[:-1] if one.value is not None]
    text = _("Of 100 hours, %(number)s.") % {"number": now}
    if key == "clustering":
        text = _("Of 100 such pairs, %(number)s.") % {"number": now}
    if not shown:
        return text
    change = now - round((shown[0].value or 0) * 100)
    if abs(change) < NEWS_POINTS:
        return text + " " + _("About the same as in the first quarter shown.")
    words = {"points": abs(change)}
    more = (
        _("That is %(points)s more than in the first quarter shown.")
        if change > 0
        else _("That is %(points)s fewer than in the first quarter shown.")
    )
    return f"{text} {more % words}"


def _partner_words(name: str) -> str:
    return {
        "none": _("Helped nobody and were helped by nobody"),
        "one": _("With one other person"),
        "several": _("With two people or more"),
        "some": _("With one person or more"),
    }[name]


def _ties_title(name: str) -> str:
    return {
        "area": _("Hours between areas"),
        "age": _("Hours between ages"),
        "language": _("Hours between languages"),
    }[name]


def _names(community: Community) -> dict[str, dict[str, str]]:
    """What the groups of each kind are called, in the reader's language."""
    return {
        "area": {row.code: said(row, "name") for row in Area.objects.of(community)},
        "age": {
            "under_18": _("Under 18"), "18_24": "18–24", "25_44": "25–44", "45_64": "45–64",
            "65_79": "65–79", "80": "80+",
        },
        "language": {str(code): str(label) for code, label in Language.choices},
    }  # fmt: skip


def _pair(one: str, other: str, named: dict[str, str]) -> str:
    if not one and not other:
        return _("All others together")
    if one == other:
        return _("Within %(group)s") % {"group": named.get(one, one)}
    return f"{named.get(one, one)} – {named.get(other, other)}"


def trust(community: Community) -> list[tuple[Survey, QuestionResult]]:
    """The released results of the questions about trust, the oldest survey first. Six queries."""
    chosen = TrustQuestion.objects.of(community).select_related("question__survey")
    surveys = {row.question.survey_id: row.question.survey for row in chosen}
    wanted = {row.question_id for row in chosen}
    found = results_of(list(surveys.values()))
    rows = [
        (surveys[pk], result) for pk, several in found.items() for result in several
        if result.question.pk in wanted
    ]  # fmt: skip
    return sorted(rows, key=lambda row: (row[0].closes_on, row[0].pk))


def register(person: type_of_actor, community: Community) -> Register:
    """Every release of figures here: what, when, from which period. Six queries, and two for the looks."""
    slug = community.slug
    rows = [
        Released(
            str(ReleaseKind(row.kind).label), row.released_at.date(), called(row),
            reverse("evaluating:social_capital", args=[slug]),
        )
        for row in visible_releases(person, community)
    ]  # fmt: skip
    rows += [_of_survey(row, slug) for row in Survey.objects.of(community).filter(state=SurveyState.CLOSED)]
    rows += [_of_claim(row, slug) for row in _claims(community)]
    rows += [
        Released(
            _("What both sides say: %(service)s") % {"service": said(row.turn.service, "name")},
            row.closed_on,
            _("Turn %(number)s") % {"number": row.turn.number},
            reverse("evaluating:turn", args=[slug, row.turn_id]),
        )
        for row in JudgingClosed.objects.of(community).select_related("turn__service")
    ]
    return Register(sorted(rows, key=lambda row: (row.on, row.what), reverse=True), looks(person, community))


def _of_survey(row: Survey, slug: str) -> Released:
    assert row.closed_on is not None
    return Released(
        _("Survey: %(title)s") % {"title": said(row, "title")}, row.closed_on,
        _("%(since)s to %(until)s") % {"since": day(row.opens_on), "until": day(row.closes_on)},
        reverse("surveys:survey", args=[slug, row.pk]),
    )  # fmt: skip


def _claims(community: Community) -> Any:
    return Claim.objects.of(community).filter(published_on__isnull=False).select_related("indicator")


def _of_claim(row: Claim, slug: str) -> Released:
    assert row.published_on is not None
    return Released(
        _("Figures: %(name)s") % {"name": said(row.indicator, "name")}, row.published_on,
        _("before and after %(day)s") % {"day": day(row.changed_on)},
        reverse("evaluating:indicator", args=[slug, row.indicator_id]),
    )  # fmt: skip


def looks(person: type_of_actor, community: Community) -> list[Looked]:
    """Who looked at raw figures, and why, the newest first; for members alone. Two queries."""
    rows = list(visible_raw_looks(person, community).select_related("release").order_by("-pk"))
    who = names(row.party_id for row in rows)
    return [
        Looked(row.pk, row.looked_at.date(), who.get(row.party_id, ""), called(row.release), row.reason,
               row.lang)
        for row in rows
    ]  # fmt: skip


def raw_readers(community: Community) -> list[tuple[RawReader, str]]:
    """Who may look at raw figures now, with names. Two queries."""
    rows = list(RawReader.objects.of(community).filter(ended_on__isnull=True).order_by("pk"))
    who = names(row.party_id for row in rows)
    return [(row, who.get(row.party_id, "")) for row in rows]


def raw_words(key: str) -> str:
    """What a raw figure is called, for the few who see it."""
    told = {
        "people": _("People who are members on the last day"),
        "active": _("People who exchanged help"),
        "isolated": _("Helped nobody and were helped by nobody"),
        "one_partner": _("With one other person"),
        "exchanges": _("Times that somebody helped"),
        "minutes": _("Minutes of help"),
        "core": _("Largest core: so many partners each among themselves"),
        "components": _("Networks that are not joined"),
        "constraint": _("Constraint (Burt)"),
    }
    return told[key] if key in told else _words(key)[0]
