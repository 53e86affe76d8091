"""Reads: challenges on a list, the page of one, and what designing knows of a turn."""

from __future__ import annotations

import datetime as dt
from dataclasses import dataclass, field
from typing import Any

from django.db.models import Count, Exists, OuterRef, Q, Sum
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _

from gilydd.algorithms import disclosure
from gilydd.algorithms.disclosure import Disclosed
from gilydd.deciding.explanations import Purse, purse_of
from gilydd.deciding.models import Option
from gilydd.deciding.queries import budget_of
from gilydd.people.models import Community
from gilydd.people.policy import type_of_actor
from gilydd.services.models import Turn
from gilydd.services.queries import Fact
from gilydd.surveys.models import Survey
from gilydd.surveys.queries import MiddleScore, QuestionResult, middles_of, results_of
from gilydd.ui.bilingual import said, said_lang
from gilydd.ui.filters import pounds

from ..models import (
    Author,
    BeforeAfter,
    Challenge,
    Comment,
    Commitment,
    CostLine,
    Milestone,
    Phase,
    Step,
    Update,
)
from ..phases import opened, opens_told, running_names
from ..policy import visible_challenges, visible_proposals, visible_updates
from ..words import (
    AFTER_DECISION,
    ENDED,
    MILESTONES_OVER,
    PATH,
    AuthorKind,
    AuthorState,
    ChallengeState,
    CommentKind,
    CommentState,
    MilestoneState,
    Opens,
    ProposalState,
)
from .naming import shown_names


@dataclass(frozen=True)
class ChallengeRow:
    """A challenge on a list; `funded` of `proposals` were funded, `done` of `milestones` are done."""

    challenge: Challenge
    proposals: int
    funded: int
    milestones: int = 0
    done: int = 0


def challenges(person: type_of_actor, community: Community, *, limit: int = 100) -> list[ChallengeRow]:
    """The community's challenges: what goes on first, then what ended; the newest first. One query."""
    gone = (ProposalState.MERGED, ProposalState.WITHDRAWN)
    made = Count("proposals", filter=~Q(proposals__state__in=gone), distinct=True)
    funded = Count("proposals", filter=Q(proposals__state=ProposalState.FUNDED), distinct=True)
    planned = Count("proposals__commitment__milestones", distinct=True)
    over = Count(
        "proposals__commitment__milestones",
        filter=Q(proposals__commitment__milestones__state=MilestoneState.DONE),
        distinct=True,
    )
    rows = visible_challenges(person, community)
    rows = rows.annotate(made=made, funded=funded, planned=planned, over=over)
    found = [
        ChallengeRow(row, row.made, row.funded, row.planned, row.over)
        for row in rows.order_by("-opened_on", "-pk")[:limit]
    ]
    return sorted(found, key=lambda row: row.challenge.state in ENDED)


@dataclass(frozen=True)
class ProposalRow:
    """A proposal on its challenge's page; `href` leads to why it was funded or not, where decided.

    `worked_out`: it was written here, in versions, and has a page of its own that is worth reading.
    `for_it` and `against` are counts of arguments, `amendments` of changes that wait.
    """

    title: str
    lang: str
    cost: str
    state: str
    state_label: str
    originator: str
    href: str
    pk: int = 0
    worked_out: bool = False
    about: str = ""
    easy: str = ""
    for_it: int = 0
    against: int = 0


def proposals(
    person: type_of_actor, challenge: Challenge, community: Community, only: int | None = None
) -> list[ProposalRow]:
    """The proposals of a challenge (or the one with this id), funded ones first; a few queries."""
    argued = Q(comments__state=CommentState.SHOWN)
    rows = list(
        visible_proposals(person, community)
        .select_related(None)
        .filter(Q(challenge=challenge), Q() if only is None else Q(pk=only))
        .exclude(state=ProposalState.WITHDRAWN)
        .annotate(
            lines=Exists(CostLine.objects.filter(proposal=OuterRef("pk"), ended_at__isnull=True)),
            for_it=Count("comments", filter=argued & Q(comments__kind=CommentKind.FOR)),
            against=Count("comments", filter=argued & Q(comments__kind=CommentKind.AGAINST)),
        )
        .order_by("pk")
    )
    whose = _originators([row.pk for row in rows])
    parties = {party for some in whose.values() for party in some} | {row.originator_id for row in rows}
    called = shown_names(person, community, parties)
    reasons = _reasons(challenge, community.slug)
    told = [
        ProposalRow(
            title=row.called,
            lang=row.called_lang,
            cost=_cost(row),
            state=row.state,
            state_label=str(row.get_state_display()),
            originator=", ".join(
                dict.fromkeys(
                    called[one] for one in whose.get(row.pk) or [row.originator_id or 0] if one in called
                )
            ),
            href=reasons.get(row.option_key, ""),
            pk=row.pk,
            worked_out=row.version > 0,
            about=said(row, "about"),
            easy=said(row, "easy"),
            for_it=row.for_it,
            against=row.against,
        )
        for row in rows
    ]
    order = [
        ProposalState.FUNDED,
        ProposalState.ON_BALLOT,
        ProposalState.PROPOSED,
        ProposalState.NOT_FUNDED,
        ProposalState.MERGED,
    ]
    return sorted(told, key=lambda row: order.index(ProposalState(row.state)))


def _cost(row: Any) -> str:
    """What a proposal costs, or that nobody has worked it out yet."""
    if not row.cost_units and not row.lines:
        return ""
    return Purse(row.currency, row.scale).words(row.cost_units)


def _originators(proposals: list[int]) -> dict[int, list[int]]:
    found: dict[int, list[int]] = {}
    rows = Author.objects.filter(
        proposal__in=proposals, kind=AuthorKind.ORIGINATOR, state__in=(AuthorState.IN, AuthorState.LEFT)
    )
    for proposal, party in rows.order_by("pk").values_list("proposal", "party"):
        found.setdefault(proposal, []).append(party)
    return found


def _reasons(challenge: Challenge, slug: str) -> dict[str, str]:
    """The page that says why, by the proposal's key on the ballot."""
    if challenge.election_id:
        options = Option.objects.filter(election=challenge.election_id).values_list("key", "pk")
        return {
            key: reverse("deciding:project", args=[slug, challenge.election_id, pk]) for key, pk in options
        }
    if challenge.vote_id and challenge.vote and challenge.state in AFTER_DECISION:
        found = budget_of(challenge.vote)
        if found is not None:
            return {
                str(number): reverse("deciding:project", args=[slug, found.election.pk, pk])
                for number, pk in found.options.items()
            }
        here = reverse("deciding:vote", args=[slug, challenge.vote_id])
        return {str(number): here for number in range(1, challenge.proposals.count() + 1)}
    return {}


@dataclass(frozen=True)
class PathStep:
    """One step of the path: done, now or next, with the day it was reached and the words that go with it."""

    state: str
    name: str
    at: str
    day: dt.date | None = None
    words: str = ""


def path_of(challenge: Challenge) -> list[PathStep]:
    """The path of a challenge, from raised to finished; where it was stopped, up to there. One query."""
    reached: dict[str, Step] = {}
    for row in Step.objects.filter(challenge=challenge).order_by("pk"):
        reached[row.state] = row
    stopped = reached.get(ChallengeState.STOPPED)
    here = stopped.came_from if stopped else challenge.state
    now = PATH.index(ChallengeState(here))
    told = []
    for place, state in enumerate(PATH):
        if stopped and place > now:
            break
        step = reached.get(state) if place <= now else None
        day = step.taken_at if step else challenge.opened_on if state == ChallengeState.RAISED else None
        at = "done" if place < now or stopped or challenge.state == ChallengeState.CLOSED else "now"
        told.append(
            PathStep(
                state.value, str(state.label), at if place <= now else "next",
                day, said(step, "words") if step else "",
            )
        )  # fmt: skip
    if stopped:
        told.append(
            PathStep(
                ChallengeState.STOPPED.value, str(ChallengeState.STOPPED.label), "now", stopped.taken_at,
                said(stopped, "words"),
            )
        )  # fmt: skip
    return told


def went_back(challenge: Challenge) -> list[Step]:
    """The steps back, with their reasons, the newest first."""
    rows = Step.objects.filter(challenge=challenge).exclude(words_cy="").order_by("-pk")
    order = {state.value: place for place, state in enumerate(PATH)}
    return [row for row in rows if row.state in order and order[row.state] < order.get(row.came_from, 0)]


@dataclass(frozen=True)
class PhaseRow:
    """A phase for a page: when, what it opens, where it is, and each time its days were moved."""

    phase: Phase
    name: str
    opens: list[str]
    at: str
    moves: list[Any] = field(default_factory=list)


def phases_of(challenge: Challenge) -> list[PhaseRow]:
    """The phases of a challenge in their order; two queries."""
    today = timezone.localdate()
    rows = Phase.objects.filter(challenge=challenge).prefetch_related("moves").order_by("starts_on", "number")
    return [
        PhaseRow(
            row, said(row, "name"), opens_told(row.opens),
            "done" if row.ends_on < today else "now" if row.starts_on <= today else "next",
            sorted(row.moves.all(), key=lambda move: move.pk),
        )
        for row in rows
    ]  # fmt: skip


@dataclass(frozen=True)
class Now:
    """What can be done today, and until when the phase that runs lasts."""

    opens: frozenset[str]
    phase: str
    until: dt.date | None

    @property
    def told(self) -> list[str]:
        return opens_told(self.opens)

    @property
    def acts(self) -> list[tuple[str, str]]:
        """What can be done, as (value, words), in the order in which the words are listed."""
        return [(one.value, str(one.label)) for one in Opens if one.value in self.opens]


def now_open(challenge: Challenge, rows: list[PhaseRow]) -> Now:
    """What is open in the challenge today, from its phases as they were read."""
    phases, today = [row.phase for row in rows], timezone.localdate()
    opens = frozenset(one.value for one in opened(challenge, phases, today))
    running = running_names(phases, today)
    first = running[0] if running and opens else None
    return Now(opens, said(first, "name") if first else "", first.ends_on if first else None)


@dataclass(frozen=True)
class Said:
    """One comment or argument as a page shows it. `mine`: the reader may take it back."""

    pk: int
    kind: str
    who: str
    capacity: str
    words: str
    lang: str
    written_at: dt.datetime
    typed: bool
    state: str
    reason: str
    reason_lang: str
    answer: str
    answer_lang: str
    mine: bool


def said_of(
    person: type_of_actor,
    community: Community,
    rows: Any,
    own: frozenset[int],
    limit: int = 100,
) -> list[Said]:
    """Comments for a page, the oldest first; what was taken away keeps its place and its reason."""
    found: list[Comment] = list(rows.exclude(state=CommentState.WITHDRAWN).order_by("-pk")[:limit])[::-1]
    called = shown_names(person, community, (row.party_id for row in found))
    return [
        Said(
            pk=row.pk, kind=row.kind, who=called.get(row.party_id, ""),
            capacity=str(row.get_capacity_display()),
            words=row.words if row.state == CommentState.SHOWN or row.party_id in own else "",
            lang=row.lang, written_at=row.written_at, typed=bool(row.typed_by_key), state=row.state,
            reason=row.reason, reason_lang=row.reason_lang, answer=row.answer, answer_lang=row.answer_lang,
            mine=row.party_id in own,
        )
        for row in found
    ]  # fmt: skip


@dataclass(frozen=True)
class Progress:
    """How far a commitment is, for the page of its challenge: "you said, we did together"."""

    pk: int
    proposal: str
    lang: str
    what: str
    who: str
    state: str
    state_label: str
    done: int
    milestones: int
    next_what: str
    next_due: dt.date | None
    late: bool
    last_words: str
    last_lang: str
    last_at: dt.datetime | None
    did: str
    about: str = ""
    about_lang: str = ""

    @property
    def percent(self) -> int:
        return 100 * self.done // self.milestones if self.milestones else 0


def progress_of(person: type_of_actor, challenge: Challenge, community: Community) -> list[Progress]:
    """Every commitment of a challenge with its milestones and the latest update; a few queries."""
    rows = list(
        Commitment.objects.filter(proposal__challenge=challenge).select_related("proposal").order_by("pk")
    )
    steps: dict[int, list[Milestone]] = {row.pk: [] for row in rows}
    for step in Milestone.objects.filter(commitment__in=rows).order_by("number"):
        steps[step.commitment_id].append(step)
    last: dict[int, Update] = {}
    if rows:
        shown = visible_updates(person, community).select_related(None)
        for update in shown.filter(commitment__in=rows, state=CommentState.SHOWN).order_by("pk"):
            last[update.commitment_id] = update
    called = shown_names(person, community, (row.party_id for row in rows))
    return [_progress(row, steps[row.pk], last.get(row.pk), called) for row in rows]


def _progress(row: Any, steps: list[Milestone], last: Update | None, called: dict[int, str]) -> Progress:
    today = timezone.localdate()
    counted = [step for step in steps if step.state != MilestoneState.DROPPED]
    ahead = [step for step in counted if step.state not in MILESTONES_OVER]
    coming = min(ahead, key=lambda step: (step.due_on, step.number)) if ahead else None
    return Progress(
        pk=row.pk, proposal=row.proposal.called, lang=row.proposal.called_lang, what=said(row, "what"),
        who=called.get(row.party_id, ""), state=row.state, state_label=str(row.get_state_display()),
        done=len(counted) - len(ahead), milestones=len(counted),
        next_what=said(coming, "what") if coming else "", next_due=coming.due_on if coming else None,
        late=bool(coming and coming.due_on < today),
        last_words=last.words if last else "", last_lang=last.lang if last else "",
        last_at=last.written_at if last else None, did=said(row, "did"),
        about=said(row.proposal, "about"), about_lang=said_lang(row.proposal, "about"),
    )  # fmt: skip


@dataclass(frozen=True)
class BeforeAfterRow:
    """The same question before and after. Either side is None while its survey is not closed."""

    question: str
    before: QuestionResult | None
    after: QuestionResult | None


@dataclass(frozen=True)
class ScaleRow:
    """The middle score on one scale: before and after, as {group: figure}; empty where it is not known."""

    now: MiddleScore
    before: dict[str, Disclosed]
    after: dict[str, Disclosed]


@dataclass(frozen=True)
class SurveysRow:
    """A pair of surveys with their questions side by side, and their scales."""

    before: Survey
    after: Survey | None
    questions: list[BeforeAfterRow]
    scales: list[ScaleRow]


def _scales_of(before: Survey, after: Survey | None) -> list[ScaleRow]:
    first = middles_of(before)
    later = middles_of(after) if after else []
    known = {(one.scale, one.name): one for one in first}
    known_later = {(one.scale, one.name): one for one in later}
    return [
        ScaleRow(
            one,
            known[key].groups if key in known else {},
            known_later[key].groups if key in known_later else {},
        )
        for key, one in {**known, **known_later}.items()
    ]


def surveys_of(challenge: Challenge) -> list[SurveysRow]:
    """What people said before and after, as far as it is released; as many queries for each pair."""
    rows = list(
        BeforeAfter.objects.filter(challenge=challenge).select_related("before", "after").order_by("pk")
    )
    if not rows:
        return []
    surveys = {one.pk: one for row in rows for one in (row.before, row.after) if one is not None}
    found = results_of(list(surveys.values()))
    told = []
    for row in rows:
        before = found[row.before_id]
        after = found[row.after_id] if row.after_id else []
        asked = [one.question for one in before or after]
        told.append(
            SurveysRow(
                row.before, row.after,
                [
                    BeforeAfterRow(
                        said(question, "text"), before[place] if place < len(before) else None,
                        after[place] if place < len(after) else None,
                    )
                    for place, question in enumerate(asked)
                    # A question of a scale stands with its score.
                    if not question.measure
                ],
                _scales_of(row.before, row.after),
            )
        )  # fmt: skip
    return told


def facts(turn: Turn) -> list[Fact]:
    """What designing knows of a turn: challenges, proposals, the decision, the money, how it goes."""
    rows = list(
        Challenge.objects.filter(turn=turn)
        .select_related("community", "election", "vote")
        .defer("election__input_text")
        .annotate(
            made=Count(
                "proposals",
                filter=~Q(proposals__state__in=(ProposalState.MERGED, ProposalState.WITHDRAWN)),
                distinct=True,
            ),
            planned=Count("proposals__commitment__milestones", distinct=True),
            over=Count(
                "proposals__commitment__milestones",
                filter=Q(proposals__commitment__milestones__state=MilestoneState.DONE),
                distinct=True,
            ),
        )
        .order_by("pk")
    )
    committed = dict(
        Option.objects.filter(election__in=[row.election_id for row in rows if row.election_id], funded=True)
        .values_list("election")
        .annotate(units=Sum("cost_units"))
    )
    return [fact for row in rows for fact in _facts(row, committed.get(row.election_id, 0))]


def _facts(row: Any, committed_units: int) -> list[Fact]:
    slug = row.community.slug
    here = reverse("designing:challenge", args=[slug, row.pk])
    # Proposals, milestones and money are figures of a process, and so is the number of voters: it is the
    # published total of an election, not a count that anybody here could be found in.
    told = [
        Fact(_("Challenge"), said(row, "title"), here, str(row.get_state_display())),
        Fact(_("Proposals"), _process(row.made), here),
    ]
    if row.election is not None:
        decision = reverse("deciding:election", args=[slug, row.election.pk])
        told += [
            Fact(
                _("Decided by"), str(row.election.get_rule_display()), decision,
                str(row.election.get_state_display()),
            ),
            Fact(_("Voters"), _process(row.election.voters), decision),
            Fact(_("Money committed"), purse_of(row.election).words(committed_units), decision),
        ]  # fmt: skip
    elif row.vote is not None:
        decision = reverse("deciding:vote", args=[slug, row.vote.pk])
        told.append(Fact(_("Decided by"), str(row.get_decide_by_display()), decision))
        if row.money_pence:
            told.append(Fact(_("Money to share out"), pounds(row.money_pence), decision))
    if row.planned:
        told += [
            Fact(_("Milestones"), _process(row.planned), here),
            Fact(_("Milestones done"), _process(row.over), here),
        ]
    return told


def _process(number: int) -> Disclosed:
    return disclosure.count(number, "process")


def waiting_pleas(community: Community) -> int:
    """How many comments wait for a second look; one query."""
    return Comment.objects.of(community).filter(state=CommentState.AGAIN).count()
