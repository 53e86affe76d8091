"""Who may make, answer and enter surveys. Nobody at all may see figures of an open survey."""

from __future__ import annotations

from typing import Any

import rules
from django.db.models import QuerySet

from gilydd.people.models import Community, Person
from gilydd.people.policy import Policy, System, anyone, holds, is_member, type_of_actor
from gilydd.people.words import Role

from .models import Kiosk, PublishedResult, Survey
from .words import SurveyState

MAKERS = (Role.FACILITATOR, Role.EVALUATOR, Role.COMMISSIONER)
TYPISTS = (Role.BROKER, Role.RESEARCHER)
# Who runs a service answers for it. (Which service a survey is about is known to evaluating, above.)
ANSWERERS = (Role.PROVIDER, Role.COMMISSIONER, Role.FACILITATOR)
makes_surveys = holds(*MAKERS)
goes_out = holds(*MAKERS, *TYPISTS)


@rules.predicate
def is_released(person: Person | None, thing: Any) -> bool:
    return isinstance(thing, Survey) and thing.state == SurveyState.CLOSED


@rules.predicate
def is_draft(person: Person | None, thing: Any) -> bool:
    return isinstance(thing, Survey) and thing.state == SurveyState.DRAFT


policy = Policy("surveys")
policy.allow("make_survey", makes_surveys)
policy.allow("change_draft", makes_surveys)
policy.allow("open_survey", makes_surveys)
policy.allow("close_survey", makes_surveys)
policy.allow("plan_follow_up", makes_surveys)
policy.allow("draw_sample", makes_surveys)
policy.allow("remind", makes_surveys)
policy.allow("cite_published_result", makes_surveys)
policy.allow("answer", is_member)
policy.allow("cut_tie", is_member)
policy.allow("enter_slip", holds(*TYPISTS))
policy.allow("make_slips", goes_out)
policy.allow("open_kiosk", goes_out)
policy.allow("end_kiosk", goes_out)
# Whoever holds the code may: it was given to them for that.
policy.allow("answer_with_code", anyone)
policy.allow("answer_at_kiosk", anyone)
policy.allow("reply_to_survey", holds(*ANSWERERS))
policy.allow("name_change", holds(*ANSWERERS))
policy.allow("move_change", holds(*ANSWERERS))
policy.allow("finish_change", holds(*ANSWERERS))
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


def visible_kiosks(person: type_of_actor, community: Community) -> QuerySet[Kiosk]:
    """Every kiosk for those who take surveys out to people; nobody else finds one, but at its address."""
    rows = Kiosk.objects.of(community)
    return rows if isinstance(person, System) or goes_out(person, community) else rows.none()
