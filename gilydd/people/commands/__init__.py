"""Writes about people: members, how to speak with them, how they join and leave."""

from .acting import end_acting, let_act_for
from .areas import add_area, change_area, edit_area
from .aside import put_back, set_aside
from .consent import give_consent, withdraw_consent
from .details import change_details, change_how_we_speak, choose_how_pages_look
from .groups import enter_group, leave_group, rename_group
from .joining import (
    agree_code,
    answer_reference,
    ask_reference,
    ask_to_join,
    book_visit,
    change_joining,
    change_joining_rules,
    decline,
    forget_joining,
    forget_old_joinings,
    record_induction,
    record_meeting,
    reopen_joining,
    welcome,
    withdraw_joining,
)
from .life import close_membership, pause_membership, reopen_membership
from .mailing import send_mailing
from .members import (
    add_organisation,
    enrol,
    found_community,
    join_as_well,
    set_password,
)
from .messages import mark_all_read, mark_printed, mark_read, mark_told
from .places import add_place, change_place
from .roles import end_role, give_role
from .rolls import (
    accept_contact,
    begin_taking_part,
    decide_roll_upload,
    decline_contact,
    drop_roll_upload,
    empty_old_uploads,
    end_roll,
    keep_roll,
    mark_roll_letters,
    open_roll_upload,
    tell_of_contact,
    write_roll_upload,
)
from .safe import end_safe_contact, set_safe_contact
from .supporting import agree_support, end_support, note_support, propose_support
from .terms import add_term, edit_term
from .tokens import make_feed, make_key, revoke_key
from .vetting import end_vetting, end_work_rule, record_vetting, set_work_rule

__all__ = [
    "accept_contact",
    "add_area",
    "add_organisation",
    "add_place",
    "add_term",
    "agree_code",
    "agree_support",
    "answer_reference",
    "ask_reference",
    "ask_to_join",
    "begin_taking_part",
    "book_visit",
    "change_area",
    "change_details",
    "change_how_we_speak",
    "change_joining",
    "change_joining_rules",
    "change_place",
    "choose_how_pages_look",
    "close_membership",
    "decide_roll_upload",
    "decline",
    "decline_contact",
    "drop_roll_upload",
    "edit_area",
    "edit_term",
    "empty_old_uploads",
    "end_acting",
    "end_role",
    "end_roll",
    "end_safe_contact",
    "end_support",
    "end_vetting",
    "end_work_rule",
    "enrol",
    "enter_group",
    "forget_joining",
    "forget_old_joinings",
    "found_community",
    "give_consent",
    "give_role",
    "join_as_well",
    "keep_roll",
    "leave_group",
    "let_act_for",
    "make_feed",
    "make_key",
    "mark_all_read",
    "mark_printed",
    "mark_read",
    "mark_roll_letters",
    "mark_told",
    "note_support",
    "open_roll_upload",
    "pause_membership",
    "propose_support",
    "put_back",
    "record_induction",
    "record_meeting",
    "record_vetting",
    "rename_group",
    "reopen_joining",
    "reopen_membership",
    "revoke_key",
    "send_mailing",
    "set_aside",
    "set_password",
    "set_safe_contact",
    "set_work_rule",
    "tell_of_contact",
    "welcome",
    "withdraw_consent",
    "withdraw_joining",
    "write_roll_upload",
]
