"""What the worlds hold of both sides: a survey with answers, a conversation, a release, a named reader."""

from __future__ import annotations

import datetime as dt
from typing import Any

from django.utils import timezone

from gilydd.designing.models import Challenge
from gilydd.evaluating import commands
from gilydd.evaluating.models import Conversation, Evidence
from gilydd.evaluating.words import EndingKind
from gilydd.people.policy import SYSTEM
from gilydd.services import commands as services
from gilydd.services.models import Outcome, Turn
from gilydd.surveys import commands as surveys
from gilydd.surveys.models import Answer, Survey
from gilydd.surveys.words import BANK, Group
from tests.cast import Cast


def answered(cast: Cast, turn: Turn, **groups: dict[str, int]) -> Evidence:
    """A closed survey, linked to the turn: answered(garw, turn, citizens={"yes": 20, "no": 10})."""
    today = timezone.localdate()
    survey: Survey = surveys.make_survey(
        by=SYSTEM, community=cast.community, title_cy="Y feddygfa", title_en="The surgery",
        purpose_cy="I wella.", purpose_en="To get better.", opens_on=today, closes_on=today,
        questions=[BANK["friend_or_relative"]], audiences=dict.fromkeys(Group.values),
    )  # fmt: skip
    surveys.open_survey(by=SYSTEM, survey=survey)
    question = survey.questions.get()
    options = {row.code: row for row in question.options.all()}
    Answer.objects.bulk_create(
        Answer(community=cast.community, question=question, option=options[code], group=group,
               channel="screen", given_on=today)
        for group, cells in groups.items() for code, number in cells.items() for _one in range(number)
    )  # fmt: skip
    survey = surveys.close_survey(by=SYSTEM, survey=survey)
    return commands.link_evidence(by=SYSTEM, turn=turn, survey=survey)


def talking(cast: Cast, turn: Turn, outcome: Outcome) -> Conversation:
    """A conversation in which one of each side has spoken."""
    row = Conversation.objects.create(
        community=cast.community, turn=turn, outcome=outcome, points=30, low=10, high=50
    )
    commands.say(by=cast.dai, conversation=row, text="The bus never comes.", lang="en")
    commands.say(by=cast.rhodri, conversation=row, text="It runs every hour.", lang="en")
    return row


def last_quarter() -> dt.date:
    today = timezone.localdate()
    return dt.date(today.year, (today.month - 1) // 3 * 3 + 1, 1) - dt.timedelta(days=1)


def furnish_both_sides(cast: Cast, turn: Turn, outcome: Outcome) -> dict[str, Any]:
    """One of each, and a challenge of a year that is over."""
    evidence = answered(cast, turn, citizens={"yes": 20, "no": 10}, staff={"yes": 10, "no": 20})
    talk = talking(cast, turn, outcome)
    ending = commands.put_ending(
        by=cast.ffion, conversation=talk, kind=EndingKind.DIFFER, text_cy="Gwahanol.", text_en="They differ."
    )
    release = commands.release_quarter(by=SYSTEM, community=cast.community, ends_on=last_quarter())
    reader = commands.name_raw_reader(by=cast.ffion, community=cast.community, party=cast.priya.party)
    commands.look_raw(
        by=cast.priya, release=release, reason="To check the sum of the hours again.", lang="en"
    )
    last_year = timezone.localdate().year - 1
    first = Challenge.objects.filter(community=cast.community).order_by("pk").values("pk")[:1]
    Challenge.objects.filter(pk__in=first).update(opened_on=dt.date(last_year, 5, 1))
    assert evidence.survey is not None
    return {
        "evidence": evidence.pk, "gap_conversation": talk.pk, "gap_ending": ending.pk,
        "figure_release": release.pk, "raw_reader": reader.pk, "heard_year": last_year,
        "asked_question": evidence.survey.questions.get().pk,
    }  # fmt: skip


def furnish_findings(cast: Cast) -> dict[str, int]:
    """A draft, and a published finding of a turn whose service is in its next one."""
    service = services.add_service(
        by=cast.ffion, community=cast.community, name_cy="Ail wasanaeth", name_en="Second service"
    )
    turn = services.start_turn(by=cast.ffion, service=service)
    words = {"text_cy": "Canfyddiad.", "text_en": "Finding."}
    drafted = commands.find(by=cast.priya, turn=turn, **words)
    published = commands.find(by=cast.priya, turn=turn, **words)
    commands.publish_finding(by=cast.priya, finding=published)
    services.end_turn(by=cast.ffion, turn=turn, decision="renew", reason_cy="Da.", reason_en="Good.")
    services.start_turn(by=cast.ffion, service=service)
    return {"drafted_finding": drafted.pk, "published_finding": published.pk}
