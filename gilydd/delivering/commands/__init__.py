"""Writes of delivering, one module for each part of it."""

from .confidence import (
    book_slot,
    close_slot,
    end_slot,
    forget_slots,
    give_up_slot,
    keep_in_confidence,
    open_slots,
)
from .door import check_in, take_back_check_in
from .lists import sign_up, withdraw_sign_up
from .pictures import end_group_feed, make_group_feed, remove_photo, set_photo
from .planning import (
    add_session,
    cancel_session,
    change_activity,
    change_session,
    copy_activity,
    copy_session,
    end_activity,
    plan_activity,
)
from .repeating import end_repeat, leave_out, make_sessions, plan_repeat
from .roles import add_role, appoint_lead, change_role, end_lead, end_role
from .sheet import AttendanceRow, hold_session, record_attendance
from .swaps import accept_swap, ask_swap, withdraw_swap
from .training import (
    end_learning_link,
    forget_learning,
    issue_certificates,
    keep_course,
    make_learning_link,
    show_certificate,
    withdraw_certificate,
    write_learning,
)

__all__ = [
    "AttendanceRow",
    "accept_swap",
    "add_role",
    "add_session",
    "appoint_lead",
    "ask_swap",
    "book_slot",
    "cancel_session",
    "change_activity",
    "change_role",
    "change_session",
    "check_in",
    "close_slot",
    "copy_activity",
    "copy_session",
    "end_activity",
    "end_group_feed",
    "end_lead",
    "end_learning_link",
    "end_repeat",
    "end_role",
    "end_slot",
    "forget_learning",
    "forget_slots",
    "give_up_slot",
    "hold_session",
    "issue_certificates",
    "keep_course",
    "keep_in_confidence",
    "leave_out",
    "make_group_feed",
    "make_learning_link",
    "make_sessions",
    "open_slots",
    "plan_activity",
    "plan_repeat",
    "record_attendance",
    "remove_photo",
    "set_photo",
    "show_certificate",
    "sign_up",
    "take_back_check_in",
    "withdraw_certificate",
    "withdraw_sign_up",
    "withdraw_swap",
    "write_learning",
]
