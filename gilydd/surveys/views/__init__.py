"""Pages of surveys."""

from .answering import answer, by_code, code, cut, kiosk, kiosk_questions, mine
from .going_out import (
    change_finish,
    change_move,
    change_new,
    kiosk_end,
    kiosks,
    remind,
    reply,
    sample,
    slips,
)
from .making import (
    cite,
    close,
    follow,
    make,
    open_now,
    question,
    question_move,
    question_new,
    question_remove,
    set_new,
)
from .reading import published, survey, survey_file, surveys
from .typing_in import paper

__all__ = [
    "answer",
    "by_code",
    "change_finish",
    "change_move",
    "change_new",
    "cite",
    "close",
    "code",
    "cut",
    "follow",
    "kiosk",
    "kiosk_end",
    "kiosk_questions",
    "kiosks",
    "make",
    "mine",
    "open_now",
    "paper",
    "published",
    "question",
    "question_move",
    "question_new",
    "question_remove",
    "remind",
    "reply",
    "sample",
    "set_new",
    "slips",
    "survey",
    "survey_file",
    "surveys",
]
