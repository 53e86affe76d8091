"""The demo's surveys: one that was asked twice and changed something, one that is open, one being made."""

from __future__ import annotations

import datetime as dt
from typing import Any

from gilydd.people.models import Person
from gilydd.people.policy import SYSTEM
from gilydd.surveys import commands as surveys
from gilydd.surveys.bank import SETS, ZERO_TO_TEN
from gilydd.surveys.models import Survey
from gilydd.surveys.words import BANK, Asked, CountsAs, FigureKind, Group, Keeping, OptionText

from .demo_scene import Valley

WINTER: dict[str, Any] = {
    "title_cy": "Sut mae'r gaeaf i chi?",
    "title_en": "How is winter for you?",
    "purpose_cy": "Gwybod a yw cinio dydd Mercher yn gwneud gwahaniaeth, a beth i'w newid.",
    "purpose_en": "To know whether Wednesday lunch makes a difference, and what to change.",
}
ASK_SOMEBODY = ("Pa mor hawdd yw gofyn i rywun am help?", "How easy is it to ask somebody for help?")
REPLY = {
    "words_cy": "Diolch am ddweud. Mae cinio yn helpu, ond mae rhai yn methu â dod: does dim bws ar ôl pump.",
    "words_en": "Thank you for telling us. Lunch helps, but some cannot come: there is no bus after five.",
    "by_whom_cy": "Rheolwr Dyddiau Da",
    "by_whom_en": "The manager of Good Days",
}
LIFTS = {
    "what_cy": "Lifftiau adref o'r cinio, gyda'r banc amser.",
    "what_en": "Lifts home from lunch, with the timebank.",
}
SATURDAY = {
    "what_cy": "Cinio ar ddydd Sadwrn hefyd, o'r gwanwyn ymlaen.",
    "what_en": "Lunch on Saturdays too, from spring on.",
}
TOGETHER: dict[str, Any] = {
    "title_cy": "Sut ydyn ni'n gweithio gyda'n gilydd?",
    "title_en": "How do we work together?",
    "purpose_cy": "Gofyn i'r staff am eu rheolwyr ac i bobl am y staff, a newid rhywbeth o'r herwydd.",
    "purpose_en": "To ask staff about their managers and people about the staff, and change something.",
}
HALL: dict[str, Any] = {
    "title_cy": "Neuadd y pentref",
    "title_en": "The village hall",
    "purpose_cy": "Gwybod pryd y dylai'r neuadd fod ar agor.",
    "purpose_en": "To know when the hall should be open.",
}
AGE = Asked(
    "Faint yw eich oed?",
    "How old are you?",
    (
        OptionText("under_40", "O dan 40", "Under 40", "child", CountsAs.NEUTRAL, known=41),
        OptionText("over_40", "40 neu'n hŷn", "40 or over", "elder", CountsAs.NEUTRAL, known=43),
    ),
    background=True,
)
EVENING = Asked(
    "Dylai'r neuadd fod ar agor gyda'r nos.",
    "The hall should be open in the evening.",
    SETS["working_staff"].questions[0].options,
    "Ydych chi am i'r neuadd agor gyda'r nos?",
    "Do you want the hall to open in the evening?",
    "house",
)


def asking(valley: Valley) -> None:
    """A baseline and what followed it with its answer and changes, an open survey, and a draft."""
    winter = _asked_twice(valley)
    _changed(valley, winter)
    open_now = surveys.make_survey(
        by=valley.cast["Priya"],
        community=valley.community,
        opens_on=valley.today - dt.timedelta(days=2),
        closes_on=valley.today + dt.timedelta(days=19),
        questions=[
            BANK["friend_or_relative"],
            *SETS["working_staff"].questions,
            *SETS["working_citizens"].questions,
        ],
        audiences={Group.CITIZENS: 84, Group.STAFF: 36},
        double_entry=True,
        **TOGETHER,
    )
    surveys.open_survey(by=valley.cast["Priya"], survey=open_now)
    surveys.make_survey(
        by=valley.cast["Priya"],
        community=valley.community,
        opens_on=valley.today + dt.timedelta(days=20),
        closes_on=valley.today + dt.timedelta(days=40),
        questions=[AGE, EVENING],
        audiences={Group.CITIZENS: 84},
        keeping=Keeping.TOGETHER,
        **HALL,
    )


def _asked_twice(valley: Valley) -> Survey:
    priya, day = valley.cast["Priya"], valley.today
    first = surveys.make_survey(
        by=priya,
        community=valley.community,
        opens_on=day - dt.timedelta(days=150),
        closes_on=day - dt.timedelta(days=136),
        questions=[
            *SETS["ucla3"].questions,
            Asked(*ASK_SOMEBODY, ZERO_TO_TEN, measure="confidence", item=1),
        ],
        audiences={Group.CITIZENS: 84},
        figures=FigureKind.HEALTH,
        keeping=Keeping.FOLLOWED,
        **WINTER,
    )
    known = set(valley.cast.values())
    people = [valley.cast["Dai"], valley.cast["Siân"]]
    people += [one for one in valley.members if one.demo_capacity == "citizen" and one not in known][:38]  # type: ignore[attr-defined]
    surveys.open_survey(by=priya, survey=first)
    for place, person in enumerate(people):
        _answer(first, person, 3 if place % 5 < 3 else 2, 3 + place % 4, day - dt.timedelta(days=140))
    surveys.close_survey(by=priya, survey=first)
    again = surveys.plan_follow_up(
        by=priya,
        survey=first,
        opens_on=day - dt.timedelta(days=30),
        closes_on=day - dt.timedelta(days=16),
    )
    surveys.open_survey(by=priya, survey=again)
    for place, person in enumerate(people[:-1]):
        level = (3 if place % 5 < 3 else 2) - (1 if place % 3 else 0)
        _answer(again, person, level, 4 + place % 5, day - dt.timedelta(days=20))
    return surveys.close_survey(by=priya, survey=again)


def _answer(survey: Survey, person: Person, level: int, confidence: int, day: dt.date) -> None:
    answers: dict[int, str] = {}
    for pk, measure, item in survey.questions.values_list("pk", "measure", "item"):
        answers[pk] = str(confidence) if measure == "confidence" else str(max(1, level - (item == 2)))
    surveys.answer_sheet(by=SYSTEM, survey=survey, answers=answers, party=person.party, given_on=day)


def _changed(valley: Valley, survey: Survey) -> None:
    rhodri = valley.cast["Rhodri"]
    signed: dict[str, Any] = {name: REPLY[name] for name in ("by_whom_cy", "by_whom_en")}
    surveys.reply_to_survey(by=rhodri, survey=survey, **REPLY)
    lifts = surveys.name_change(by=rhodri, survey=survey, due_on=valley.today, **LIFTS, **signed)
    surveys.finish_change(
        by=rhodri,
        change=lifts,
        done=True,
        reason_cy="Mae chwe gyrrwr yn mynd â phobl adref bob dydd Mercher.",
        reason_en="Six drivers take people home every Wednesday.",
    )
    surveys.name_change(
        by=rhodri, survey=survey, due_on=valley.today + dt.timedelta(days=90), **SATURDAY, **signed
    )
