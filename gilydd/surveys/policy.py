"""Who may make, answer and enter surveys. Nobody at all may see figures of an open survey."""

from __future__ import annotations

from typing import Any

import rules
from django.db.models import QuerySet

from gilydd.people.models import Community, Person
from gilydd.people.policy import Policy, System, anyone, holds, is_member, type_of_actor
from gilydd.people.words import Role

from .models import PublishedResult, Survey
from .words import SurveyState

MAKERS = (Role.FACILITATOR, Role.EVALUATOR, Role.COMMISSIONER)
TYPISTS = (Role.BROKER, Role.RESEARCHER)
makes_surveys = holds(*MAKERS)


@rules.predicate
def is_released(person: Person | None, thing: Any) -> bool:
    return isinstance(thing, Survey) and thing.state == SurveyState.CLOSED


@rules.predicate
def is_draft(person: Person | None, thing: Any) -> bool:
    return isinstance(thing, Survey) and thing.state == SurveyState.DRAFT


policy = Policy("surveys")
policy.allow("make_survey", makes_surveys)
policy.allow("open_survey", makes_surveys)
policy.allow("close_survey", makes_surveys)
policy.allow("cite_published_result", makes_surveys)
policy.allow("answer", is_member)
policy.allow("enter_slip", holds(*TYPISTS))
policy.allow("see_survey", makes_surveys | ~is_draft)
policy.allow("see_results", is_released)
policy.allow("see_published", anyone)
may = policy.may


def visible_surveys(person: type_of_actor, community: Community) -> QuerySet[Survey]:
    """Every survey for those who make them; for everybody else those that are open or closed."""
    rows = Survey.objects.of(community)
    if isinstance(person, System) or makes_surveys(person, community):
        return rows
    return rows.exclude(state=SurveyState.DRAFT)


def visible_published(person: type_of_actor, community: Community) -> QuerySet[PublishedResult]:
    """Every published result: they are public already."""
    return PublishedResult.objects.of(community)
