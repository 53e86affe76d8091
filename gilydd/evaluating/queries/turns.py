"""Reads: what is known of a turn, both sides of each outcome, and facts for the service's page."""

from __future__ import annotations

import datetime as dt
from collections import defaultdict
from collections.abc import Collection, Mapping
from dataclasses import dataclass

from django.db.models import Count, Q, QuerySet
from django.urls import reverse
from django.utils.translation import gettext as _

from gilydd.algorithms import disclosure
from gilydd.algorithms.disclosure import Disclosed
from gilydd.people.models import Community, Person
from gilydd.people.policy import type_of_actor
from gilydd.services.models import Outcome, Turn
from gilydd.services.queries import Fact
from gilydd.surveys.policy import visible_published, visible_surveys
from gilydd.surveys.queries import (
    Gap,
    PublishedRow,
    QuestionResult,
    Spread,
    gap_between,
    published_row,
    results_of,
    spread_of,
)
from gilydd.surveys.words import Group
from gilydd.ui.bilingual import said, said_lang
from gilydd.ui.filters import number

from .. import numbers
from ..models import Ending, Evidence, Finding, Judgement, JudgingClosed
from ..policy import visible_evidence, visible_findings, visible_judgements
from ..words import EndingKind, FindingState, Side, Verdict
from .conversations import conversations_of
from .grounds import GroundTold, grounds_of
from .indicators import claim_facts
from .sroi import map_facts

REASONS_SHOWN = 5


@dataclass(frozen=True)
class SideJudged:
    """What one side says of one outcome: shares and counts of one table, and some reasons.

    `reasons`: (text, lang, number to report it by), without names or verdicts, in the order of the alphabet
    so that none tells when it was given; none at all where the figures are hidden. `grounds`: what the
    judgements of this side rest on, each once, under the same rule.
    """

    side: str
    shares: list[tuple[str, Disclosed]]
    counts: list[tuple[str, Disclosed]]
    base: Disclosed
    reasons: list[tuple[str, str, int]]
    grounds: list[GroundTold]


@dataclass(frozen=True)
class OutcomeJudged:
    """One outcome: citizens beside professionals, and the gap between those who say "achieved".

    `mine` is the reader's own verdict, or empty. `sides` is empty while judging goes on.
    """

    outcome: Outcome
    wording: str
    lang: str
    sides: list[SideJudged]
    gap: Gap | None
    mine: str

    @property
    def gap_words(self) -> str:
        """How far apart both sides are, as a sentence."""
        gap = self.gap
        if gap is None:
            return _(
                "The two sides cannot be compared here: too few people judged, or gave one of the answers."
            )
        if not gap.certain:
            words = _(
                "No clear gap between the two sides: it can lie between %(low)s and %(high)s points out of "
                "100 (citizens minus professionals)."
            )
            return words % {"low": number(gap.low), "high": number(gap.high)}
        if gap.points > 0:
            words = _(
                "More citizens than professionals say it is achieved: %(points)s points out of 100 (between "
                "%(low)s and %(high)s)."
            )
            return words % {"points": number(gap.points), "low": number(gap.low), "high": number(gap.high)}
        words = _(
            "More professionals than citizens say it is achieved: %(points)s points out of 100 (between "
            "%(low)s and %(high)s)."
        )
        return words % {"points": number(-gap.points), "low": number(-gap.high), "high": number(-gap.low)}


@dataclass(frozen=True)
class EvidenceTold:
    """A survey with its released results (none yet: empty), or a published result."""

    evidence: Evidence
    results: list[QuestionResult]
    published: PublishedRow | None


def judging_is_closed(turn: Turn) -> bool:
    """Whether what both sides said may be shown: judging was closed, or the turn has ended."""
    return turn.ended_on is not None or JudgingClosed.objects.filter(turn=turn).exists()


def outcomes_judged(turn: Turn, person: Person | None = None) -> list[OutcomeJudged]:
    """Every outcome of the turn's service with both sides. A dozen queries whatever their number."""
    outcomes = list(_judged_or_to_judge(turn))
    mine: dict[int, str] = {}
    if person is not None:
        own = Judgement.objects.filter(turn=turn, party=person.party_id, is_latest=True)
        mine = dict(own.values_list("outcome", "verdict"))
    told = _sides(turn, person) if judging_is_closed(turn) else {}
    return [
        OutcomeJudged(
            outcome=row,
            wording=said(row, "wording"),
            lang=said_lang(row, "wording"),
            sides=told[row.pk][0] if row.pk in told else [],
            gap=told[row.pk][1] if row.pk in told else None,
            mine=mine.get(row.pk, ""),
        )
        for row in outcomes
    ]


def judged_in_year(
    group: str, ids: Collection[int], since: dt.date, until: dt.date
) -> dict[int, dict[str, Disclosed]]:
    """Of each service or community and side that judged: the share who say that most of it is achieved.

    Of those who judged from a day to another, both counted, in turns whose judging is closed; each person
    counts once, who says of at least half of the outcomes they judged that they are achieved. `group` is
    "service" or "community", `ids` are theirs; one query.
    """
    where = {"service": "turn__service", "community": "community"}[group]
    closed = Q(turn__ended_on__isnull=False) | Q(turn__in=JudgingClosed.objects.values("turn"))
    rows = Judgement.objects.filter(
        closed, is_latest=True, judged_at__date__range=(since, until), **{f"{where}__in": ids}
    )
    said_so: dict[tuple[int, str], dict[int, list[bool]]] = defaultdict(lambda: defaultdict(list))
    for one, side, party, verdict in rows.values_list(where, "side", "party", "verdict"):
        said_so[(one, side)][party].append(verdict == Verdict.ACHIEVED)
    found: dict[int, dict[str, Disclosed]] = {}
    for one in ids:
        found[one] = {}
        for side in Side.values:
            if not (judges := said_so[(one, side)].values()):
                continue
            most = sum(1 for verdicts in judges if 2 * sum(verdicts) >= len(verdicts))
            found[one][side] = disclosure.share(most, len(judges), "people")
    return found


def _judged_or_to_judge(turn: Turn) -> QuerySet[Outcome]:
    """The outcomes that the service has, and any that was judged in this turn, whatever became of it.

    What people said in their own words stands beside an outcome: it is judged with it, not apart.
    """
    live = Q(beside__isnull=True, ended_on__isnull=True)
    judged = Q(pk__in=Judgement.objects.filter(turn=turn).values("outcome"))
    return Outcome.objects.filter(live | judged, service=turn.service_id, taken_back_at=None).order_by("pk")


def _sides(turn: Turn, person: Person | None) -> dict[int, tuple[list[SideJudged], Gap | None]]:
    """Both sides of each outcome that anybody judged."""
    rows = Judgement.objects.filter(turn=turn, is_latest=True)
    counted: dict[tuple[int, str], dict[str, int]] = {}
    for outcome, side, verdict, n in rows.values_list("outcome", "side", "verdict").annotate(n=Count("pk")):
        counted.setdefault((outcome, side), {})[verdict] = n
    reasons: dict[tuple[int, str], dict[tuple[str, str], int]] = {}
    in_sight = visible_judgements(person, turn.community).filter(turn=turn)
    for pk, outcome, side, *said_so in in_sight.values_list("pk", "outcome", "side", "reason", "lang"):
        reasons.setdefault((outcome, side), {})[(said_so[0], said_so[1])] = numbers.shown(pk)
    grounds = grounds_of(turn, person)
    told = {}
    for outcome in {key[0] for key in counted}:
        found = {
            side: _side(
                side,
                counted.get((outcome, side), {}),
                _in_order(reasons.get((outcome, side), {})),
                grounds.get((outcome, side), []),
            )
            for side in Side.values
        }
        gap = gap_between(found[Side.CITIZENS][1], found[Side.PROFESSIONALS][1])
        told[outcome] = ([found[side][0] for side in Side.values], gap)
    return told


def _in_order(reasons: Mapping[tuple[str, str], int]) -> list[tuple[str, str, int]]:
    return sorted((text, lang, number) for (text, lang), number in reasons.items())


def _side(
    side: str,
    cells: Mapping[str, int],
    reasons: list[tuple[str, str, int]],
    grounds: list[GroundTold],
) -> tuple[SideJudged, Spread]:
    full = {verdict: cells.get(verdict, 0) for verdict in Verdict.values}
    counts, shares = disclosure.table(full, "people"), disclosure.shares(full, "people")
    hidden = all(cell.suppressed for cell in counts.cells.values())
    assert counts.total is not None
    judged = SideJudged(
        side=side,
        shares=[(str(Verdict(name).label), cell) for name, cell in shares.cells.items()],
        counts=[(str(Verdict(name).label), cell) for name, cell in counts.cells.items()],
        base=counts.total,
        reasons=[] if hidden else reasons[:REASONS_SHOWN],
        grounds=[] if hidden else grounds,
    )
    return judged, spread_of(counts, shares, Verdict.ACHIEVED, None)


def evidence_told(turn: Turn, person: type_of_actor = None) -> list[EvidenceTold]:
    """The evidence of a turn with its figures. Six queries whatever the number of surveys."""
    rows = list(
        visible_evidence(person, turn.community)
        .filter(turn=turn)
        .select_related("survey", "published")
        .order_by("pk")
    )
    released = results_of([row.survey for row in rows if row.survey])
    return [
        EvidenceTold(
            row,
            released.get(row.survey_id, []) if row.survey_id else [],
            published_row(row.published) if row.published else None,
        )
        for row in rows
    ]


def findings_of(turn: Turn, person: type_of_actor = None) -> list[Finding]:
    """The findings of a turn that the person may read, with their number of comments. One query."""
    rows = visible_findings(person, turn.community).filter(turn=turn)
    return list(rows.select_related("handed_down").order_by("pk"))


def sources_to_link(person: type_of_actor, community: Community, turn: Turn) -> list[tuple[str, str]]:
    """What can still be linked to a turn, for a form: ("survey:3" or "published:2", what to call it)."""
    linked = Evidence.objects.filter(turn=turn)
    surveys = visible_surveys(person, community).exclude(pk__in=linked.exclude(survey=None).values("survey"))
    published = visible_published(person, community).exclude(
        pk__in=linked.exclude(published=None).values("published")
    )
    return [
        *((f"survey:{row.pk}", said(row, "title")) for row in surveys.order_by("-opens_on")),
        *((f"published:{row.pk}", f"{said(row, 'question')} ({row.source})") for row in published),
    ]


def facts(turn: Turn) -> list[Fact]:
    """What evaluating knows of a turn, for the service's page; each with where it was counted."""
    slug = turn.community.slug
    here = reverse("evaluating:turn", args=[slug, turn.pk])
    return [
        *_evidence_facts(turn, slug),
        *claim_facts(turn),
        *map_facts(turn),
        *_finding_facts(turn, slug, here),
        *_judgement_facts(turn, here),
        *_conversation_facts(turn, slug),
    ]


def _conversation_facts(turn: Turn, slug: str) -> list[Fact]:
    ended = {
        row.conversation_id: row
        for row in Ending.objects.filter(conversation__turn=turn, stands_on__isnull=False)
    }
    rows = conversations_of(turn).values()
    return [
        Fact(
            _("Both sides talked about it") if row.pk in ended else _("Both sides talk about it now"),
            str(EndingKind(ended[row.pk].kind).label) if row.pk in ended else _("Not ended yet"),
            reverse("evaluating:conversation", args=[slug, row.pk]),
            said(ended[row.pk], "text") if row.pk in ended else "",
        )
        for row in rows
    ]


def _evidence_facts(turn: Turn, slug: str) -> list[Fact]:
    told = []
    for row in evidence_told(turn):
        if row.published:
            result = row.published.result
            href = reverse("surveys:published", args=[slug, result.pk])
            label = _("%(group)s, published by others") % {"group": Group(result.group).label}
            told.append(
                Fact(label, row.published.favourable, href, f"{said(result, 'question')} ({result.source})")
            )
            continue
        assert row.evidence.survey is not None
        href = reverse("surveys:survey", args=[slug, row.evidence.survey_id])
        if not row.results:
            told.append(Fact(said(row.evidence.survey, "title"), _("The results come later"), href))
        for question in row.results:
            for one in question.groups:
                label, asked = str(Group(one.group).label), said(question.question, "text")
                told.append(Fact(label, one.favourable, href, asked))
    return told


def _finding_facts(turn: Turn, slug: str, here: str) -> list[Fact]:
    rows = findings_of(turn)
    states = dict(FindingState.choices)
    return [
        Fact(
            _("Finding"),
            said(row, "text"),
            reverse("evaluating:finding", args=[slug, row.pk]),
            str(states[row.state]),
        )
        for row in rows
    ]


def _judgement_facts(turn: Turn, here: str) -> list[Fact]:
    rows = outcomes_judged(turn)
    if rows and not judging_is_closed(turn):
        return [Fact(_("Is it achieved?"), _("Both sides are judging now"), f"{here}#judgements")]
    return [
        Fact(
            _("%(side)s say: achieved") % {"side": Side(side.side).label},
            side.shares[0][1],
            f"{here}#outcome-{row.outcome.pk}",
            row.wording,
        )
        for row in rows
        for side in row.sides
    ]
