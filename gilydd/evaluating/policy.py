"""Who may evaluate and judge. Reading is open to everybody; drafts are for those who evaluate."""

from __future__ import annotations

from typing import Any

import rules
from django.db.models import QuerySet

from gilydd.people.models import Community, Person
from gilydd.people.policy import Policy, System, anyone, holds, is_broker, is_member, type_of_actor
from gilydd.people.queries import aside
from gilydd.people.words import Role
from gilydd.services.models import Turn

from .models import Evidence, Finding, FindingComment
from .words import FindingState

EVALUATORS = (Role.EVALUATOR, Role.RESEARCHER)
evaluates = holds(*EVALUATORS)


@rules.predicate
def is_draft(person: Person | None, thing: Any) -> bool:
    return isinstance(thing, Finding) and thing.state == FindingState.DRAFT


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
