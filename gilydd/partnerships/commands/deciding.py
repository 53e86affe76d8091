"""Writes: what the board decides and does; the yearly self-assessment."""

from __future__ import annotations

import datetime as dt
from collections.abc import Mapping

from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext as _

from gilydd.history.commands import later
from gilydd.history.words import NotAllowed, Refused
from gilydd.people.models import Party, Person
from gilydd.people.policy import SYSTEM, type_of_actor
from gilydd.people.words import PartyKind
from gilydd.surveys import commands as surveys
from gilydd.surveys.models import Question
from gilydd.surveys.shapes import Asked
from gilydd.surveys.words import AGREE_OR_NOT, Group, SurveyState

from ..models import (
    Action,
    Assessment,
    BoardMember,
    CooperationRequest,
    Decision,
    Framework,
    Partner,
    PartnerAnswer,
    Partnership,
    Stand,
)
from ..policy import on_board_now, policy, seat_of
from ..words import (
    ACTION_MOVES,
    DECISION_MOVES,
    MOST_PENCE,
    ActionState,
    DecisionState,
    Stance,
)
from ._shared import capacity_in, fresh, locked, move, note, of_it, running, said, takes_part, written_by

MOST_YEARS_AHEAD = 1


@transaction.atomic
def propose_decision(
    *,
    by: type_of_actor,
    partnership: Partnership,
    title: str,
    lang: str,
    words: str = "",
    allows_pence: int = 0,
    proposer: Party | None = None,
) -> Decision:
    """Put something to the board. `allows_pence`: how much of the fund may be spent by it.

    `proposer`: whose proposal it is, where Gilydd itself brings it in; else whoever does it.
    """
    partnership = fresh(partnership)
    policy.check(by, "propose_decision", partnership)
    running(partnership)
    party = by.party if isinstance(by, Person) else proposer
    if party is None or not 0 <= allows_pence <= MOST_PENCE:
        raise Refused(_("Write a number above nothing that can be true."), field="allows_pence")
    made = Decision.objects.create(
        community=partnership.community, partnership=partnership, lang=lang, allows_pence=allows_pence,
        title=said(title, _("Say in a few words what is to be decided."), "title", 160),
        words=words.strip()[:4_000], proposed_by=party,
        proposed_capacity=capacity_in(by if isinstance(by, Person) else party.person, partnership),
    )  # fmt: skip
    note("propose_decision", by, made, partnership, pence=allows_pence)
    later("gilydd.partnerships.notices.to_decide", made.pk)
    return made


@transaction.atomic
def take_stand(
    *, by: type_of_actor, decision: Decision, stance: str, member: BoardMember | None = None
) -> Stand:
    """A member of the board is for it, against it, or neither; openly, and until the decision is settled.

    `member`: whose stand it is, where Gilydd itself brings it in; a person takes their own and nobody else's.
    """
    decision = _locked(decision)
    policy.check(by, "take_stand", decision)
    own = seat_of(by, decision.partnership) if isinstance(by, Person) else member
    if own is None or own.partnership_id != decision.partnership_id:
        raise NotAllowed(_("You may not do this here."))
    if decision.state != DecisionState.PROPOSED:
        raise Refused(_("This was decided already."))
    if stance not in Stance.values:
        raise Refused(_("Choose an answer."), field="stance")
    made, _is_new = Stand.objects.update_or_create(
        decision=decision, member=own,
        defaults={
            "community": decision.community, "stance": stance, "capacity": own.capacity,
            "stood_at": timezone.now(),
        },
    )  # fmt: skip
    note("take_stand", by, decision, decision.partnership)
    return made


@transaction.atomic
def settle_decision(*, by: type_of_actor, decision: Decision) -> Decision:
    """Count the stands: carried with more for than against, once at least half of the board took one."""
    decision = _locked(decision)
    policy.check(by, "settle_decision", decision)
    board = set(on_board_now(decision.partnership.board.all()).values_list("pk", flat=True))
    stands = list(decision.stands.filter(member__in=board).values_list("stance", flat=True))
    if not stands or 2 * len(stands) < len(board):
        raise Refused(_("At least half of the board must have said where they stand."))
    carried = stands.count(Stance.FOR) > stands.count(Stance.AGAINST)
    move(decision, DecisionState.CARRIED if carried else DecisionState.FAILED, DECISION_MOVES)
    decision.decided_on, decision.on_board = timezone.localdate(), len(board)
    decision.save(update_fields=["state", "decided_on", "on_board"])
    note("settle_decision", by, decision, decision.partnership, carried=carried)
    later("gilydd.partnerships.notices.decided", decision.pk)
    return decision


@transaction.atomic
def withdraw_decision(*, by: type_of_actor, decision: Decision) -> Decision:
    """Whoever proposed it takes it back before it is settled."""
    decision = _locked(decision)
    policy.check(by, "withdraw_decision", decision)
    move(decision, DecisionState.WITHDRAWN, DECISION_MOVES)
    decision.save(update_fields=["state"])
    note("withdraw_decision", by, decision, decision.partnership)
    return decision


@transaction.atomic
def add_action(
    *,
    by: type_of_actor,
    partnership: Partnership,
    what: str,
    lang: str,
    due_on: dt.date,
    carrier: Party,
    partner: Partner | None = None,
    decision: Decision | None = None,
    request: CooperationRequest | None = None,
    proposer: Party | None = None,
) -> Action:
    """Write down what is to be done, by whom, for which partner and by when. Whoever carries it is told."""
    partnership = fresh(partnership)
    policy.check(by, "add_action", partnership)
    running(partnership)
    if carrier.kind != PartyKind.PERSON:
        raise Refused(_("Name the person who does it."), field="carrier")
    takes_part(partnership, carrier, "carrier")
    if partner is not None:
        of_it(partnership, partner)
    for row, field in ((decision, "decision"), (request, "request")):
        if row is not None and row.partnership_id != partnership.pk:
            raise Refused(_("This belongs to another partnership."), field=field)
    if due_on < timezone.localdate() and isinstance(by, Person):
        raise Refused(_("Give them time: this day has passed."), field="due_on")
    party = by.party if isinstance(by, Person) else (proposer or carrier)
    made = Action.objects.create(
        community=partnership.community, partnership=partnership, decision=decision, request=request,
        what=said(what, _("Say what is to be done."), "what", 240), lang=lang, due_on=due_on,
        proposed_by=party, proposed_capacity=capacity_in(party.person, partnership), partner=partner,
        carrier=carrier,
    )  # fmt: skip
    note("add_action", by, made, partnership, mentions=[carrier, *filter(None, (decision, request))])
    later("gilydd.partnerships.notices.to_do", made.pk)
    return made


@transaction.atomic
def end_action(*, by: type_of_actor, action: Action, done: bool, outcome: str, lang: str) -> Action:
    """It is done, and this came of it; or it is dropped, and why. The carrier's capacity is kept."""
    rows = Action.objects.select_for_update(of=("self",))
    action = rows.select_related("partnership__community", "community", "carrier__person").get(pk=action.pk)
    policy.check(by, "end_action", action)
    action.outcome = said(outcome, _("Say what came of it, or why it is dropped."), "outcome", 400)
    move(action, ActionState.DONE if done else ActionState.DROPPED, ACTION_MOVES)
    action.outcome_lang, action.ended_on = lang, timezone.localdate()
    action.carried_capacity = capacity_in(action.carrier.person, action.partnership)
    action.save()
    note("end_action", by, action, action.partnership, mentions=[action.carrier], done=done)
    return action


@transaction.atomic
def begin_assessment(
    *,
    by: type_of_actor,
    partnership: Partnership,
    year: int,
    framework: Framework,
    closes_on: dt.date,
) -> Assessment:
    """Ask staff and citizens in one survey, and every partner, the same statements. Twice is once."""
    partnership = locked(partnership)
    policy.check(by, "begin_assessment", partnership)
    running(partnership)
    today = timezone.localdate()
    if not partnership.begun_on.year <= year <= today.year + MOST_YEARS_AHEAD:
        raise Refused(_("Choose a year since the partnership began."), field="year")
    known = Assessment.objects.filter(partnership=partnership, year=year).first()
    if known:
        return known
    statements = list(framework.statements.all())
    if framework.community_id != partnership.community_id or not statements:
        raise Refused(_("Choose a framework with statements."), field="framework")
    survey = surveys.make_survey(
        by=SYSTEM, community=partnership.community,
        title_cy=f"{partnership.name_cy}: hunanasesiad {year}"[:160],
        title_en=f"{partnership.name_en}: self-assessment {year}"[:160],
        purpose_cy="I ba raddau mae'r bartneriaeth yn gweithio gyda phobl, ac nid ar bapur yn unig? Mae "
        "partneriaid, eu staff a dinasyddion yn ateb yr un brawddegau.",
        purpose_en="How far does the partnership work with people, and not on paper alone? Partners, their "
        "staff and citizens answer the same statements.",
        opens_on=today, closes_on=closes_on,
        questions=[
            Asked(
                one.text_cy, one.text_en, AGREE_OR_NOT, easy_cy=one.easy_cy, easy_en=one.easy_en,
                picture=one.picture,
            )
            for one in statements
        ],
        audiences={Group.CITIZENS: None, Group.STAFF: None},
    )  # fmt: skip
    surveys.open_survey(by=SYSTEM, survey=survey)
    made = Assessment.objects.create(
        community=partnership.community,
        partnership=partnership,
        year=year,
        framework=framework,
        survey=survey,
    )
    note("begin_assessment", by, made, partnership, mentions=[survey], year=year)
    later("gilydd.partnerships.notices.to_assess", made.pk)
    return made


@transaction.atomic
def answer_as_partner(
    *,
    by: type_of_actor,
    assessment: Assessment,
    partner: Partner,
    answers: Mapping[int, str],
    why: Mapping[int, str] | None = None,
    lang: str = "",
) -> int:
    """A partner as a body answers the statements, openly: {question id: code}; until it is closed.

    A person who is a partner answers in the survey, like every citizen. Returns how many were answered.
    """
    partnership = fresh(assessment.partnership)
    of_it(partnership, partner)
    policy.check(by, "answer_as_partner", partner)
    survey = assessment.survey
    survey.refresh_from_db()
    if survey.state != SurveyState.OPEN:
        raise Refused(_("This self-assessment is closed."))
    if partner.party.kind == PartyKind.PERSON:
        raise Refused(_("You speak for yourself: answer in the survey, where nobody sees who said what."))
    asked = {one.pk: one for one in Question.objects.filter(survey=survey).prefetch_related("options")}
    if not answers or not set(answers) <= set(asked):
        raise Refused(_("Choose an answer."))
    for pk, code in answers.items():
        option = next((one for one in asked[pk].options.all() if one.code == code), None)
        if option is None:
            raise Refused(_("Choose an answer."), field=f"answer_{pk}")
        PartnerAnswer.objects.update_or_create(
            assessment=assessment, partner=partner, question=asked[pk],
            defaults={
                "community": partnership.community, "option": option, "lang": lang,
                "why": (why or {}).get(pk, "").strip()[:400], "answered_at": timezone.now(),
                "answered_by_key": written_by(by), "capacity": capacity_in(by, partnership),
            },
        )  # fmt: skip
    note("answer_as_partner", by, assessment, partnership, mentions=[partner], answers=len(answers))
    return len(answers)


@transaction.atomic
def close_assessment(*, by: type_of_actor, assessment: Assessment) -> Assessment:
    """Close it for good: the survey is closed, and the three pictures can be read beside each other."""
    policy.check(by, "close_assessment", assessment)
    survey = assessment.survey
    survey.refresh_from_db()
    if survey.state == SurveyState.CLOSED:
        return assessment
    assessment.survey = surveys.close_survey(by=SYSTEM, survey=survey)
    note("close_assessment", by, assessment, assessment.partnership, mentions=[survey])
    return assessment


def _locked(decision: Decision) -> Decision:
    rows = Decision.objects.select_for_update(of=("self",))
    return rows.select_related("partnership__community", "community").get(pk=decision.pk)
