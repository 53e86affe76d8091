"""Writes: blocks; concerns, which leads alone read; what people report to the moderators' desk."""

from .blocks import block, unblock
from .concerns import (
    close_concern,
    end_share,
    escalate_late,
    finish_step,
    mark_note,
    plan_step,
    raise_concern,
    reopen_concern,
    share_concern,
    take_on,
    write_note,
)
from .desk import (
    ask_again,
    change_safety_rules,
    close_gone,
    decide_case,
    forget_old_words,
    forget_thing,
    look_again,
    remind_late,
    report_thing,
)

__all__ = [
    "ask_again",
    "block",
    "change_safety_rules",
    "close_concern",
    "close_gone",
    "decide_case",
    "end_share",
    "escalate_late",
    "finish_step",
    "forget_old_words",
    "forget_thing",
    "look_again",
    "mark_note",
    "plan_step",
    "raise_concern",
    "remind_late",
    "reopen_concern",
    "report_thing",
    "share_concern",
    "take_on",
    "unblock",
    "write_note",
]
