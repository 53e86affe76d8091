"""Who may evaluate and judge. Reading is open to everybody; drafts are for those who evaluate."""

from __future__ import annotations

from typing import Any

import rules
from django.db.models import Q, QuerySet

from gilydd.commissioning.models import Seat
from gilydd.commissioning.words import SeatState
from gilydd.deciding.models import BoardTerm
from gilydd.people.models import Aside, Community, Party, Person
from gilydd.people.policy import Policy, System, anyone, holds, is_broker, is_member, type_of_actor
from gilydd.people.queries import aside, capacity_of
from gilydd.people.words import CITIZENS, Role
from gilydd.services.models import Turn
from gilydd.services.policy import answers_for, runs_the_cycle
from gilydd.stories.models import Story
from gilydd.stories.policy import in_use
from gilydd.stories.words import Audience, Use

from .models import (
    Case,
    CaseConsent,
    CaseFile,
    Claim,
    Conversation,
    Evidence,
    Finding,
    FindingComment,
    Indicator,
    Judgement,
    JudgingClosed,
    RawLook,
    RawReader,
    Release,
    Saying,
)
from .words import CaseSide, CaseState, FindingState, Side

EVALUATORS = (Role.EVALUATOR, Role.RESEARCHER)
# Who writes down what a conversation came to; who says which evaluator may see raw figures.
ENDERS = (*EVALUATORS, Role.FACILITATOR)
NAMERS = (Role.FACILITATOR, Role.COMMISSIONER)
evaluates = holds(*EVALUATORS)


@rules.predicate
def is_draft(person: Person | None, thing: Any) -> bool:
    return isinstance(thing, Finding) and thing.state == FindingState.DRAFT


@rules.predicate
def is_unpublished(person: Person | None, thing: Any) -> bool:
    return isinstance(thing, Claim) and thing.published_on is None


@rules.predicate
def is_named_reader(person: Person | None, thing: Any) -> bool:
    """Named to see raw figures of this community, and holds the duty of an evaluator still."""
    community = thing if isinstance(thing, Community) else getattr(thing, "community", None)
    if person is None or community is None:
        return False
    return RawReader.objects.of(community).filter(party=person.party_id, ended_on__isnull=True).exists()


def sits_for_citizens(person: Person | None, turn: Turn | None) -> bool:
    """A citizen drawn onto the turn's panel and still on it, or one whom the members elected to the board."""
    if person is None or turn is None:
        return False
    seats = Seat.objects.filter(panel__turn=turn, party=person.party_id, left_at__isnull=True)
    if seats.filter(side=Side.CITIZENS, state=SeatState.SEATED).exists():
        return True
    if capacity_of(person, turn.community) not in CITIZENS:
        return False
    return BoardTerm.objects.of(turn.community).filter(party=person.party_id, ended_on__isnull=True).exists()


def sides_of(person: Person | None, case: Case) -> list[CaseSide]:
    """For which sides the person may agree to a case."""
    if person is None or case.turn is None or not is_member(person, case):
        return []
    found = [CaseSide.PROVIDER] if answers_for(person, case.turn.service) else []
    return [*found, CaseSide.CITIZEN] if sits_for_citizens(person, case.turn) else found


def citizens_of(case: Case) -> QuerySet[Party]:
    """The citizens who may agree to a case: those on the turn's panel, and those whom members elected."""
    if case.turn is None:
        return Party.objects.none()
    seats = Seat.objects.filter(
        panel__turn=case.turn, side=Side.CITIZENS, state=SeatState.SEATED, left_at__isnull=True
    )
    board = BoardTerm.objects.of(case.community).filter(
        ended_on__isnull=True, party__memberships__community=case.community,
        party__memberships__capacity__in=CITIZENS,
    )  # fmt: skip
    return Party.objects.filter(Q(pk__in=seats.values("party")) | Q(pk__in=board.values("party")))


@rules.predicate
def may_agree(person: Person | None, thing: Any) -> bool:
    return isinstance(thing, Case) and bool(sides_of(person, thing))


@rules.predicate
def agreed_to_it(person: Person | None, thing: Any) -> bool:
    """Whoever agreed to the case: they may take it back for good."""
    if person is None or not isinstance(thing, Case):
        return False
    return CaseConsent.objects.filter(case=thing, party=person.party_id, taken_back_at__isnull=True).exists()


@rules.predicate
def is_read_by_all(person: Person | None, thing: Any) -> bool:
    return isinstance(thing, Case) and thing.state != CaseState.DRAFT


prepares = evaluates | runs_the_cycle
policy = Policy("evaluating")
policy.allow("see_turn", anyone)
policy.allow("link_evidence", evaluates)
policy.allow("find", evaluates)
policy.allow("open_finding", evaluates)
policy.allow("publish_finding", evaluates)
policy.allow("hand_down_need", evaluates)
policy.allow("close_judging", evaluates)
policy.allow("see_finding", evaluates | ~is_draft)
policy.allow("comment_on_finding", is_member & ~is_draft)
policy.allow("see_comments", is_member)
policy.allow("judge_outcome", is_member)
policy.allow("judge_for_somebody", is_broker)
policy.allow("define_indicator", evaluates)
policy.allow("record_reading", evaluates)
policy.allow("claim", evaluates)
policy.allow("see_claim", evaluates | ~is_unpublished)
policy.allow("change_finding", evaluates)
policy.allow("open_conversation", evaluates)
policy.allow("say", is_member)
policy.allow("say_for_somebody", is_broker)
policy.allow("put_ending", holds(*ENDERS))
policy.allow("assent", is_member)
policy.allow("release_quarter", evaluates)
policy.allow("choose_trust_question", evaluates)
policy.allow("name_raw_reader", holds(*NAMERS))
policy.allow("end_raw_reader", holds(*NAMERS))
policy.allow("look_raw", holds(Role.EVALUATOR) & is_named_reader)
policy.allow("see_raw_looks", is_member)
policy.allow("prepare_case", prepares)
policy.allow("see_case", is_read_by_all | prepares | is_broker | may_agree)
policy.allow("agree_to_case", may_agree)
policy.allow("agree_for_somebody", is_broker)
policy.allow("withdraw_case", prepares | may_agree | agreed_to_it)
policy.allow("bring_in_cases", prepares)
may = policy.may


def visible_turns(person: type_of_actor, community: Community) -> QuerySet[Turn]:
    """Every turn of the community's services: they are public."""
    return Turn.objects.of(community)


def visible_evidence(person: type_of_actor, community: Community) -> QuerySet[Evidence]:
    """Every piece of evidence; whether it has figures yet is for the survey to say."""
    return Evidence.objects.of(community)


def visible_findings(person: type_of_actor, community: Community) -> QuerySet[Finding]:
    """Every finding for those who evaluate; for everybody else those open for comment or published."""
    rows = Finding.objects.of(community)
    if isinstance(person, System) or evaluates(person, community):
        return rows
    return rows.exclude(state=FindingState.DRAFT)


def visible_comments(person: type_of_actor, community: Community) -> QuerySet[FindingComment]:
    """What members say of the findings that the person may read, but for what is out of sight."""
    rows = FindingComment.objects.of(community)
    if isinstance(person, System):
        return rows
    if person is None or not is_member(person, community):
        return rows.none()
    rows = rows.filter(finding__in=visible_findings(person, community).values("pk"))
    return rows.exclude(pk__in=aside(community, "evaluating.findingcomment"))


def visible_judgements(person: type_of_actor, community: Community) -> QuerySet[Judgement]:
    """Why people judged as they did, where that may be read: judging is closed, the words in sight."""
    rows = Judgement.objects.of(community).filter(is_latest=True).exclude(reason="")
    if isinstance(person, System):
        return rows
    rows = rows.filter(Q(turn__ended_on__isnull=False) | Q(turn__in=JudgingClosed.objects.values("turn")))
    return rows.exclude(pk__in=aside(community, "evaluating.judgement"))


def visible_indicators(person: type_of_actor, community: Community) -> QuerySet[Indicator]:
    """Every indicator: what is counted is public, and its figures pass the disclosure gate."""
    return Indicator.objects.of(community)


def visible_claims(person: type_of_actor, community: Community) -> QuerySet[Claim]:
    """Published claims; drafts too for those who evaluate."""
    rows = Claim.objects.of(community)
    if isinstance(person, System) or evaluates(person, community):
        return rows
    return rows.filter(published_on__isnull=False)


def stories_to_point_at(turn: Turn) -> QuerySet[Story]:
    """The stories of the turn's service that everybody may read now: a judgement can point at them."""
    return in_use(turn.community, Use.PUBLIC, Audience.EVERYBODY).filter(about__service=turn.service_id)


def visible_conversations(person: type_of_actor, community: Community) -> QuerySet[Conversation]:
    """Every conversation: that the sides see it differently is public, and what they agreed."""
    return Conversation.objects.of(community)


def visible_sayings(person: type_of_actor, community: Community) -> QuerySet[Saying]:
    """What was said in conversations, for members, but for what is out of sight."""
    rows = Saying.objects.of(community)
    if isinstance(person, System):
        return rows
    if person is None or not is_member(person, community):
        return rows.none()
    return rows.exclude(pk__in=aside(community, "evaluating.saying"))


def visible_releases(person: type_of_actor, community: Community) -> QuerySet[Release]:
    """Every release: its figures passed the gate."""
    return Release.objects.of(community)


def visible_raw_looks(person: type_of_actor, community: Community) -> QuerySet[RawLook]:
    """Who looked at raw figures and why, for the members, but for reasons out of sight."""
    rows = RawLook.objects.of(community)
    if isinstance(person, System):
        return rows
    if person is None or not is_member(person, community):
        return rows.none()
    return rows.exclude(pk__in=aside(community, "evaluating.rawlook"))


def visible_cases(person: type_of_actor, community: Community) -> QuerySet[Case]:
    """Cases of this community: published and taken-back ones for all; drafts for whom they concern.

    A broker reads drafts too: they read them to citizens without a login, and write down what these said.
    """
    rows = Case.objects.of(community)
    if isinstance(person, System):
        return rows
    rows = rows.exclude(pk__in=aside(community, "evaluating.case"))
    if prepares(person, community) or is_broker(person, community):
        return rows
    mine = [row.pk for row in _drafts(person, community) if sides_of(person, row)]
    return rows.filter(~Q(state=CaseState.DRAFT) | Q(pk__in=mine))


def _drafts(person: Person | None, community: Community) -> list[Case]:
    if person is None or not is_member(person, community):
        return []
    rows = Case.objects.of(community).filter(state=CaseState.DRAFT)
    return list(rows.select_related("community", "turn__community", "turn__service__community")[:50])


def library() -> QuerySet[Case]:
    """The named door between communities: every published case of this installation, whoever reads it.

    What stands aside in its own community is out of sight everywhere.
    """
    label = "evaluating.case:"
    hidden = Aside.objects.filter(until__isnull=True, thing_key__startswith=label)
    numbers = [int(key.removeprefix(label)) for key in hidden.values_list("thing_key", flat=True)]
    return Case.objects.filter(state=CaseState.PUBLISHED).exclude(pk__in=numbers)


def visible_case_files(person: type_of_actor, community: Community) -> QuerySet[CaseFile]:
    """Files of cases: for those who bring them in."""
    rows = CaseFile.objects.of(community)
    return rows if isinstance(person, System) or prepares(person, community) else rows.none()
