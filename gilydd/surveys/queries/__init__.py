"""Reads of the surveys room."""

from .lists import SurveyRow, asked_of, next_question, place_of, survey_list, to_answer, took_part
from .mine import OwnAnswer, OwnLine, OwnSurvey, own_surveys
from .results import (
    Gap,
    GroupResult,
    PublishedRow,
    QuestionResult,
    Spread,
    gap_between,
    group_result,
    published_list,
    published_row,
    results,
    results_of,
    spread_of,
)
from .scores import MiddleScore, ScaleChange, ScaleResult, Weighed, changes_of, middles_of, scores_of, weighed

__all__ = [
    "Gap",
    "GroupResult",
    "MiddleScore",
    "OwnAnswer",
    "OwnLine",
    "OwnSurvey",
    "PublishedRow",
    "QuestionResult",
    "ScaleChange",
    "ScaleResult",
    "Spread",
    "SurveyRow",
    "Weighed",
    "asked_of",
    "changes_of",
    "gap_between",
    "group_result",
    "middles_of",
    "next_question",
    "own_surveys",
    "place_of",
    "published_list",
    "published_row",
    "results",
    "results_of",
    "scores_of",
    "spread_of",
    "survey_list",
    "to_answer",
    "took_part",
    "weighed",
]
