"""What a case tells of its turn, counted by the rooms themselves; and the plan others can begin from.

Nothing is counted here a second time: figures are the facts of the rooms, as on the service's page, each
with the page it was counted from. Words are asked for in both languages, so that a case reads in either.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Sequence
from functools import partial
from typing import Any, Literal, cast

from django.urls import reverse
from django.utils import translation

from gilydd.algorithms.disclosure import Disclosed
from gilydd.commissioning.models import Contract, Criterion, Milestone, Payment, TenderCriterion
from gilydd.commissioning.queries import facts as commissioned
from gilydd.commissioning.queries import milestone_facts as promised
from gilydd.commissioning.queries import totals
from gilydd.delivering.queries import facts as delivered
from gilydd.delivering.queries import figures as delivered_figures
from gilydd.delivering.words import Side as Giving
from gilydd.designing.models import Commitment
from gilydd.designing.queries import facts as designed
from gilydd.designing.queries import undertaken_facts as committed
from gilydd.services.guide_words import PAIRS
from gilydd.services.models import Outcome, Turn
from gilydd.services.queries import Fact, guide_of
from gilydd.services.words import Quarter
from gilydd.stories.models import Change
from gilydd.stories.queries.answered import facts as told_in_stories
from gilydd.surveys.models import Question

from . import shapes
from .models import Evidence, Finding
from .queries.guiding import StepState, steps_of
from .queries.taking_part import took_part
from .queries.turns import OutcomeJudged, SideJudged, facts, outcomes_judged
from .words import FindingState

VOID = ("cancelled", "unsuccessful", "withdrawn")
ROOMS: Sequence[tuple[Quarter, Callable[[Turn], list[Fact]]]] = (
    (Quarter.COMMISSION, commissioned),
    (Quarter.DESIGN, designed),
    (Quarter.DELIVER, delivered),
    (Quarter.DELIVER, promised),
    (Quarter.DELIVER, committed),
    (Quarter.EVALUATE, facts),
    (Quarter.EVALUATE, told_in_stories),
)


def told_of(turn: Turn) -> dict[str, Any]:
    """Everything a case tells of a finished turn, in the shape of shapes.CaseTold."""
    assert turn.ended_on is not None
    service = turn.service
    steps = steps_of(turn)
    shape = shapes.CaseTold(
        service=_pair(service, "name"), number=turn.number, started_on=turn.started_on,
        ended_on=turn.ended_on, decision=turn.decision, reason=_pair(turn, "decision_reason"),
        money=_money(turn), given_minutes=_hours(turn), people=_people(turn), outcomes=_outcomes(turn),
        findings=_findings(turn), changes=_changes(turn), facts=_facts(turn),
        steps=[_step(one) for one in steps],
    )  # fmt: skip
    return shapes.plain(shape)


def plan_of(turn: Turn) -> dict[str, Any]:
    """What another community can begin from: no names, no words of citizens, no figures."""
    shape = shapes.Plan(
        steps=[
            shapes.PlanStep(
                code=own.code, kind=own.kind, quarter=own.quarter, place=own.place, falls_to=own.falls_to,
                picture=own.picture, reason_cy=own.reason_cy, reason_en=own.reason_en,
                **{name: getattr(own, name) for name in PAIRS},
            )
            for own in (step.own for step in guide_of(turn.community, turn))
            if own is not None
        ],
        outcomes=[
            shapes.PlanOutcome(
                statement=row.statement.open_id if row.statement else "", text=_pair(row, "wording")
            )
            for row in _chosen(turn).select_related("statement__framework")
        ],
        criteria=_criteria(turn),
        milestones=_milestones(turn),
        questions=_questions(turn),
    )  # fmt: skip
    return shapes.plain(shape)


def _chosen(turn: Turn) -> Any:
    """Outcomes of the service; those in people's own words are theirs and stay here."""
    rows = Outcome.objects.filter(service=turn.service_id, beside__isnull=True, ended_on__isnull=True)
    return rows.order_by("pk")


def _criteria(turn: Turn) -> list[shapes.PlanCriterion]:
    """The criteria that were written here, else those of the tender that was published."""
    written = TenderCriterion.objects.filter(procurement__turn=turn).order_by("procurement", "place")
    if written:
        return [
            shapes.PlanCriterion(
                name=_pair(row, "name"), asks=_pair(row, "asks"), percent=f"{row.weight_percent}"
            )
            for row in written
        ]
    rows = Criterion.objects.filter(process__turn=turn).select_related("process").order_by("process", "place")
    return [
        shapes.PlanCriterion(
            name=_one(row.name, row.process.lang),
            percent=f"{row.percent.normalize():f}" if row.percent is not None else "",
        )
        for row in rows
        if row.name
    ]  # fmt: skip


def _milestones(turn: Turn) -> list[shapes.PlanMilestone]:
    rows = Milestone.objects.filter(process__turn=turn).select_related("process").order_by("due_on", "pk")
    return [
        shapes.PlanMilestone(
            text=_one(row.title, row.process.lang),
            after_days=(row.due_on - turn.started_on).days if row.due_on else None,
        )
        for row in rows
        if row.title
    ]


def _questions(turn: Turn) -> list[shapes.PlanQuestion]:
    """The questions of the surveys that stand beside the turn; what people answered stays here."""
    surveys = Evidence.objects.filter(turn=turn, survey__isnull=False).values("survey")
    rows = Question.objects.filter(survey__in=surveys).prefetch_related("options").order_by("survey", "pk")
    return [
        shapes.PlanQuestion(
            text=_pair(row, "text"), easy=_pair(row, "easy"),
            answers=[_pair(option, "text") for option in row.options.all()],
        )
        for row in rows
    ]  # fmt: skip


Of = Literal["contracts", "paid", "promised"]


def _money(turn: Turn) -> list[shapes.Money]:
    """Contracts' value, what was paid, what was promised to proposals; each currency by itself."""
    slug = turn.community.slug
    page = _bare(reverse("commissioning:processes", args=[slug, turn.pk]))
    contracts = Contract.objects.filter(process__turn=turn).exclude(status__in=VOID)
    paid = Payment.objects.filter(process__turn=turn)
    kinds: tuple[tuple[Of, Any], ...] = (("contracts", contracts), ("paid", paid))
    found = [
        shapes.Money(what=what, pence=pence, currency=currency or "GBP", page=page)
        for what, rows in kinds
        for pence, currency in totals(rows.values_list("value_pence", "currency"))
    ]  # fmt: skip
    promises = Commitment.objects.filter(proposal__challenge__turn=turn).values_list("money_pence", flat=True)
    if promises:
        challenges = _bare(reverse("designing:challenges", args=[slug]))
        found.append(shapes.Money(what="promised", pence=sum(promises), page=challenges))
    return found


def _hours(turn: Turn) -> list[shapes.Counted]:
    """Hours given by citizens and by professionals, side by side."""
    page = _bare(reverse("delivering:turn", args=[turn.community.slug, turn.pk]))
    given = delivered_figures(turn).hours_given
    return [
        shapes.Counted(label=_both(partial(_label, Giving(side))), figure=figure.as_json(), page=page)
        for side, figure in given.items()
    ]


def _people(turn: Turn) -> list[shapes.Counted]:
    """Who took part, by capacity, through the gate."""
    page = _bare(reverse("chain:service", args=[turn.community.slug, turn.service_id])) + "#people"
    cy, en = _twice(lambda: took_part(turn))
    return [
        shapes.Counted(label=shapes.Both(cy=one[0], en=other[0]), figure=other[1].as_json(), page=page)
        for one, other in zip(cy, en, strict=True)
    ]


def _outcomes(turn: Turn) -> list[shapes.OutcomeTold]:
    """Both sides' judgements of each outcome, beside each other and never averaged; no reasons of anybody."""
    page = _bare(reverse("evaluating:turn", args=[turn.community.slug, turn.pk]))
    cy, en = _twice(lambda: outcomes_judged(turn))
    return [
        shapes.OutcomeTold(
            text=_pair(other.outcome, "wording"),
            sides=[_side(a, b) for a, b in zip(one.sides, other.sides, strict=True)],
            page=page,
        )
        for one, other in _same(cy, en)
    ]


def _same(
    cy: Sequence[OutcomeJudged], en: Sequence[OutcomeJudged]
) -> Iterable[tuple[OutcomeJudged, OutcomeJudged]]:
    return zip(cy, en, strict=True)


def _side(cy: SideJudged, en: SideJudged) -> shapes.SideTold:
    return shapes.SideTold(
        side=cast(Literal["citizens", "professionals"], en.side), base=en.base.as_json(),
        shares=[
            shapes.Counted(label=shapes.Both(cy=one[0], en=other[0]), figure=other[1].as_json())
            for one, other in zip(cy.shares, en.shares, strict=True)
        ],
    )  # fmt: skip


def _label(choice: Giving) -> str:
    return str(choice.label)


def _state(row: Change) -> str:
    return str(row.get_state_display())


def _findings(turn: Turn) -> list[shapes.Counted]:
    rows = Finding.objects.filter(turn=turn, state=FindingState.PUBLISHED).order_by("pk")
    return [
        shapes.Counted(
            label=_pair(row, "text"),
            page=_bare(reverse("evaluating:finding", args=[turn.community.slug, row.pk])),
        )
        for row in rows
    ]


def _changes(turn: Turn) -> list[shapes.Counted]:
    """What the service does otherwise since people told their stories: its own words."""
    page = _bare(reverse("stories:service", args=[turn.community.slug, turn.service_id])) + "#changes"
    rows = Change.objects.filter(turn=turn).order_by("pk")
    return [
        shapes.Counted(label=_pair(row, "what"), words=_both(partial(_state, row)), page=page) for row in rows
    ]


def _facts(turn: Turn) -> list[shapes.Counted]:
    """What each room knows of the turn, as on the service's page, in both languages."""
    found = []
    for quarter, tell in ROOMS:
        cy, en = _twice(partial(tell, turn))
        for one, other in zip(cy, en, strict=True):
            figure = other.value if isinstance(other.value, Disclosed) else None
            words = None if figure else shapes.Both(cy=str(one.value), en=str(other.value))
            found.append(
                shapes.Counted(
                    quarter=quarter.value, label=shapes.Both(cy=one.label, en=other.label),
                    figure=figure.as_json() if figure else None, words=words,
                    note=shapes.Both(cy=one.note, en=other.note), page=_bare(other.href),
                )
            )  # fmt: skip
    return found


def _step(one: StepState) -> shapes.StepDone:
    own = one.step.own
    return shapes.StepDone(
        code=one.step.code, quarter=one.step.quarter, title=_pair(one.step.text, "title"),
        done_on=one.done_on, shown=one.shown, page=_bare(one.page),
        left_out=_pair(own, "reason") if one.step.left_out and own else None,
    )  # fmt: skip


def _pair(row: Any, name: str) -> shapes.Both:
    return shapes.Both(cy=getattr(row, f"{name}_cy"), en=getattr(row, f"{name}_en"))


def _one(text: str, lang: str) -> shapes.Both:
    """A text that stands in one language alone."""
    return shapes.Both(cy=text) if lang.startswith("cy") else shapes.Both(en=text)


def _twice(tell: Callable[[], list[Any]]) -> tuple[list[Any], list[Any]]:
    with translation.override("cy"):
        cy = tell()
    with translation.override("en"):
        return cy, tell()


def _both(tell: Callable[[], str]) -> shapes.Both:
    with translation.override("cy"):
        cy = tell()
    with translation.override("en"):
        return shapes.Both(cy=cy, en=tell())


def _bare(page: str) -> str:
    """A page without its language: /en/c/… and /cy/c/… are the same page."""
    return page[3:] if page[:4] in ("/en/", "/cy/") else page
