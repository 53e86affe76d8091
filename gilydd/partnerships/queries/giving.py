"""Reads: pledges beside what was given, the fund, decisions and actions, assessments, the annual report."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterable
from dataclasses import dataclass
from typing import Any

from django.db.models import Sum

from gilydd.people.policy import type_of_actor
from gilydd.people.queries import aside, names
from gilydd.surveys.models import AnswerOption, Question
from gilydd.surveys.queries import results
from gilydd.surveys.words import SurveyState
from gilydd.ui.bilingual import said
from gilydd.ui.filters import hours, number, pounds

from ..models import (
    Action,
    AgreementVersion,
    Assessment,
    Contribution,
    Decision,
    Fund,
    FundEntry,
    Partner,
    PartnerAnswer,
    Partnership,
    Pledge,
    Stand,
)
from ..policy import (
    visible_actions,
    visible_contributions,
    visible_decisions,
    visible_pledges,
    visible_requests,
)
from ..words import UNIT_OF, EntryKind, Gift, RequestState, Stance
from .board import (
    RequestLine,
    SeatLine,
    board_of,
    links_of,
    missing,
    partner_names,
    partners_of,
    reads_names,
    request_lines,
)

WRITE = {"pence": pounds, "minutes": hours, "count": number}


@dataclass(frozen=True)
class GiftLine:
    """What one partner pledged and gave of one kind. Amounts are pence, minutes or a number: `unit`."""

    partner: str
    pledged: int
    given: int
    unit: str

    @property
    def words(self) -> tuple[str, str, str]:
        """Pledged, given and still to come, as people write them."""
        write = WRITE[self.unit]
        return write(self.pledged), write(self.given), write(max(0, self.pledged - self.given))


@dataclass(frozen=True)
class GiftKind:
    """One kind of gift: what each partner pledged and gave."""

    gift: Gift
    lines: list[GiftLine]

    @property
    def unit(self) -> str:
        return UNIT_OF[self.gift]

    @property
    def given(self) -> list[tuple[str, int]]:
        """(partner, amount) of the bars."""
        return [(line.partner, line.given) for line in self.lines]

    @property
    def total(self) -> str:
        return WRITE[self.unit](sum(line.given for line in self.lines))


def gifts(
    person: type_of_actor, partnership: Partnership, span: tuple[dt.date, dt.date] | None = None
) -> list[GiftKind]:
    """Pledges beside what was given, by kind and partner; of the days of `span` where it is given.

    A pledge counts whole for each span that it touches. What was taken back is left out. Five queries.
    """
    community = partnership.community
    pledges = visible_pledges(person, community).filter(partnership=partnership, withdrawn_at__isnull=True)
    given = visible_contributions(person, community).filter(
        partnership=partnership, reverses__isnull=True, reversed_by__isnull=True
    )
    if span:
        pledges = pledges.filter(from_on__lte=span[1], until_on__gte=span[0])
        given = given.filter(given_on__range=span)
    sums: dict[tuple[str, int], list[int]] = {}
    for place, rows in enumerate((pledges, given)):
        for gift, partner, amount in (
            rows.order_by().values_list("gift", "partner").annotate(sum=Sum("amount"))
        ):
            sums.setdefault((gift, partner), [0, 0])[place] += int(amount)
    rows_of = list(Partner.objects.filter(pk__in={pk for _gift, pk in sums}).select_related("party"))
    called = partner_names(person, partnership, rows_of)
    found = []
    for gift in Gift:
        lines = [
            GiftLine(called[pk], pledged, came, UNIT_OF[gift])
            for (kind, pk), (pledged, came) in sums.items()
            if kind == gift
        ]
        if lines:
            found.append(GiftKind(gift, sorted(lines, key=lambda line: (-line.given, line.partner))))
    return found


def pledge_lines(person: type_of_actor, partnership: Partnership) -> list[tuple[Pledge, str, str]]:
    """Each pledge with its partner's name and its amount in words, the newest first."""
    rows = visible_pledges(person, partnership.community).filter(partnership=partnership)
    return _amounts(person, partnership, rows.order_by("-from_on", "-pk"))


def contribution_lines(
    person: type_of_actor, partnership: Partnership, most: int = 200
) -> list[tuple[Contribution, str, str]]:
    """Each gift and each correction with its partner's name and amount in words, the newest first."""
    rows = visible_contributions(person, partnership.community).filter(partnership=partnership)
    found = rows.select_related("reversed_by").order_by("-given_on", "-pk")[:most]
    return _amounts(person, partnership, found)


def _amounts(person: type_of_actor, partnership: Partnership, rows: Iterable[Any]) -> list[Any]:
    found = list(rows)
    called = partner_names(person, partnership, [row.partner for row in found])
    return [(row, called[row.partner_id], WRITE[UNIT_OF[Gift(row.gift)]](row.amount)) for row in found]


@dataclass(frozen=True)
class EntryLine:
    """An entry of the fund with the balance after it."""

    row: FundEntry
    partner: str
    balance_pence: int
    reversed: bool


def fund_lines(person: type_of_actor, fund: Fund) -> list[EntryLine]:
    """The fund's book from its first entry, with the balance after each. Four queries."""
    rows = list(fund.entries.select_related("partner__party", "decision").order_by("pk"))
    called = partner_names(person, fund.partnership, [row.partner for row in rows if row.partner])
    taken_back = {row.reverses_id for row in rows if row.reverses_id}
    balance, found = 0, []
    for row in rows:
        balance += row.pence
        who = called[row.partner_id] if row.partner_id else ""
        found.append(EntryLine(row, who, balance, row.pk in taken_back))
    return found


def broken_funds() -> Iterable[str]:
    """Prove every pooled fund from its entries; a sentence for each balance that is not their sum."""
    for fund in Fund.objects.annotate(sum=Sum("entries__pence")):
        if (fund.sum or 0) != fund.balance_pence:
            yield f"fund {fund.pk}: the balance is {fund.balance_pence}, its entries sum to {fund.sum or 0}"


@dataclass(frozen=True)
class DecisionLine:
    """A decision with who proposed it (for members) and how many of the board stood where."""

    row: Decision
    proposer: str
    stands: list[tuple[str, int]]


def decision_lines(person: type_of_actor, rows: Iterable[Decision], partnership: Partnership) -> Any:
    """Lines of these decisions, in their order. Three queries more."""
    found = list(rows)
    shown = reads_names(person, partnership)
    called = names(row.proposed_by_id for row in found) if shown else {}
    counted: dict[int, dict[str, int]] = {}
    for pk, stance in Stand.objects.filter(decision__in=found).values_list("decision", "stance"):
        counted.setdefault(pk, dict.fromkeys(Stance.values, 0))[stance] += 1
    return [
        DecisionLine(
            row,
            called.get(row.proposed_by_id, ""),
            [(str(Stance(name).label), n) for name, n in counted.get(row.pk, {}).items()],
        )
        for row in found
    ]


def decisions_of(person: type_of_actor, partnership: Partnership) -> list[DecisionLine]:
    """What was proposed to the board, the newest first."""
    rows = visible_decisions(person, partnership.community).filter(partnership=partnership)
    found: list[DecisionLine] = decision_lines(person, rows.order_by("-proposed_at", "-pk"), partnership)
    return found


def stands_of(person: type_of_actor, decision: Decision) -> list[tuple[str, Stand]]:
    """Who stood where, as what: names for members."""
    rows = list(decision.stands.select_related("member").order_by("stood_at", "pk"))
    called = names(row.member.party_id for row in rows)
    shown = reads_names(person, decision.partnership)
    return [(called[row.member.party_id] if shown else "", row) for row in rows]


def actions_of(person: type_of_actor, partnership: Partnership) -> list[tuple[Action, str, str, str]]:
    """(action, who proposed it, who carries it, for which partner): open ones first, by their last day."""
    rows = list(
        visible_actions(person, partnership.community)
        .filter(partnership=partnership)
        .select_related("partner__party")
        .order_by("due_on", "pk")
    )
    rows.sort(key=lambda row: row.state != "open")
    return action_lines(person, partnership, rows)


def action_lines(
    person: type_of_actor, partnership: Partnership, rows: list[Action]
) -> list[tuple[Action, str, str, str]]:
    """Lines of these actions, in their order."""
    shown = reads_names(person, partnership)
    called = names(pk for row in rows for pk in (row.proposed_by_id, row.carrier_id)) if shown else {}
    partners = partner_names(person, partnership, [row.partner for row in rows if row.partner])
    return [
        (
            row,
            called.get(row.proposed_by_id, ""),
            called.get(row.carrier_id, ""),
            partners[row.partner_id] if row.partner_id else "",
        )
        for row in rows
    ]


@dataclass(frozen=True)
class StatementLine:
    """One statement: what each partner says openly, and what staff and citizens answered, each by itself."""

    question: Question
    partners: list[tuple[str, AnswerOption, str, str]]
    groups: list[Any]
    gap: Any


@dataclass(frozen=True)
class Pictures:
    """The pictures of a self-assessment, beside each other and never joined into one."""

    assessment: Assessment
    lines: list[StatementLine]
    closed: bool
    answered: list[str]


def pictures(person: type_of_actor, assessment: Assessment) -> Pictures:
    """What partners, staff and citizens say of each statement; nothing of it before it is closed."""
    partnership, survey = assessment.partnership, assessment.survey
    closed = survey.state == SurveyState.CLOSED
    rows = list(assessment.answers.select_related("partner__party", "option").order_by("partner", "pk"))
    called = partner_names(person, partnership, [row.partner for row in rows])
    answered = sorted({called[row.partner_id] for row in rows})
    if not closed:
        asked = list(survey.questions.order_by("place_in_list"))
        return Pictures(assessment, [StatementLine(one, [], [], None) for one in asked], False, answered)
    by_question: dict[int, list[tuple[str, AnswerOption, str, str]]] = {}
    for row in rows:
        by_question.setdefault(row.question_id, []).append(
            (called[row.partner_id], row.option, row.why, row.lang)
        )
    lines = [
        StatementLine(one.question, by_question.get(one.question.pk, []), one.groups, one.gap)
        for one in results(survey)
    ]
    return Pictures(assessment, lines, True, answered)


def answers_given(assessment: Assessment, partner: Partner) -> dict[int, PartnerAnswer]:
    """What a partner answered so far, by question."""
    rows = assessment.answers.filter(partner=partner).select_related("option")
    return {row.question_id: row for row in rows}


@dataclass(frozen=True)
class Report:
    """A year of a partnership, from its records alone."""

    partnership: Partnership
    year: int
    partners: list[tuple[Partner, str]]
    board: list[SeatLine]
    missing: list[str]
    communities: list[Any]
    agreements: list[tuple[AgreementVersion, int]]
    requests: list[RequestLine]
    gifts: list[GiftKind]
    fund_in_pence: int
    fund_out_pence: int
    fund_balance_pence: int | None
    decisions: list[DecisionLine]
    actions: list[tuple[Action, str, str, str]]
    assessment: Pictures | None

    @property
    def answered_in_time(self) -> int:
        """How many requests were answered by their last day."""
        answered = (RequestState.ACCEPTED, RequestState.REFUSED)
        return sum(1 for line in self.requests if line.row.state in answered and not line.late_days)

    @property
    def refused(self) -> int:
        return sum(1 for line in self.requests if line.row.state == RequestState.REFUSED)


def report(person: type_of_actor, partnership: Partnership, year: int) -> Report:
    """The annual report of a calendar year, counted anew from the records at each reading.

    Who sits on the board, and who is missing, is said as of today; everything else is of that year.
    """
    first, last = dt.date(year, 1, 1), dt.date(year, 12, 31)
    community = partnership.community
    asked = visible_requests(person, community).filter(
        partnership=partnership, made_at__date__range=(first, last)
    )
    moved = _moved(partnership, first, last)
    decided = visible_decisions(person, community).filter(
        partnership=partnership, proposed_at__date__range=(first, last)
    )
    done = list(
        visible_actions(person, community)
        .filter(partnership=partnership, made_at__date__range=(first, last))
        .select_related("partner__party")
        .order_by("due_on", "pk")
    )
    assessment = (
        Assessment.objects.filter(partnership=partnership, year=year)
        .select_related("survey", "partnership__community")
        .first()
    )
    return Report(
        partnership, year, partners_of(person, partnership), board_of(person, partnership),
        missing(partnership), links_of(partnership), _in_force(partnership, first, last),
        request_lines(person, asked.order_by("made_at", "pk")), gifts(person, partnership, (first, last)),
        *moved, decision_lines(person, decided.order_by("proposed_at", "pk"), partnership),
        action_lines(person, partnership, done), pictures(person, assessment) if assessment else None,
    )  # fmt: skip


def _moved(partnership: Partnership, first: dt.date, last: dt.date) -> tuple[int, int, int | None]:
    """Pence into the fund and out of it in these days, with corrections, and the balance at their end."""
    fund = Fund.objects.filter(partnership=partnership).first()
    if fund is None:
        return 0, 0, None
    came = went = balance = 0
    kinds = fund.entries.values_list("kind", "reverses__kind", "pence", "occurred_on")
    for kind, corrected, pence, day in kinds:
        if day <= last:
            balance += pence
        if first <= day <= last:
            if EntryKind.PAID_IN in (kind, corrected):
                came += pence
            else:
                went -= pence
    return came, went, balance


def _in_force(partnership: Partnership, first: dt.date, last: dt.date) -> list[tuple[AgreementVersion, int]]:
    """The newest version of each agreement that held in these days, and how many partners signed it."""
    hidden = aside(partnership.community, "partnerships.agreement")
    rows = AgreementVersion.objects.filter(agreement__partnership=partnership, from_on__lte=last)
    newest: dict[int, AgreementVersion] = {}
    for row in rows.exclude(agreement__in=hidden).select_related("agreement").order_by("number"):
        newest[row.agreement_id] = row
    held = [row for row in newest.values() if row.until_on is None or row.until_on >= first]
    return [
        (row, row.signatures.count()) for row in sorted(held, key=lambda row: said(row.agreement, "title"))
    ]
