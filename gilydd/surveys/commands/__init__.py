"""Writes of the surveys room."""

from .after import cite_published_result, finish_change, move_change, name_change, reply_to_survey
from .answering import answer, answer_at_kiosk, answer_sheet, answer_with_code, cut_tie
from .closing import close_survey
from .going_out import draw_sample, end_kiosk, make_slips, open_kiosk, remind
from .making import (
    add_question,
    add_set,
    change_question,
    make_survey,
    move_question,
    open_survey,
    plan_follow_up,
    remove_question,
)
from .typed import Typed, type_slip

__all__ = [
    "Typed",
    "add_question",
    "add_set",
    "answer",
    "answer_at_kiosk",
    "answer_sheet",
    "answer_with_code",
    "change_question",
    "cite_published_result",
    "close_survey",
    "cut_tie",
    "draw_sample",
    "end_kiosk",
    "finish_change",
    "make_slips",
    "make_survey",
    "move_change",
    "move_question",
    "name_change",
    "open_kiosk",
    "open_survey",
    "plan_follow_up",
    "remind",
    "remove_question",
    "reply_to_survey",
    "type_slip",
]
