"""Writes of the exchange, one module for each part of a timebank's life."""

from ._shared import crossed, other_half
from .asking import (
    agree_time,
    ask_for_help,
    change_ask,
    decline_ask,
    make_promise,
    propose_time,
    put_on_board,
    take_back_promise,
    take_offer,
    withdraw_ask,
)
from .brokering import ask_to_help, introduce, record_contact
from .closing import ask_to_leave, close_account, stay_after_all
from .expiry import expire, tell_of_expiry
from .feedback import leave_feedback, raise_trouble, say_thanks, settle_trouble
from .grouping import confirm_group, organise_group
from .intake import empty_old_intakes, open_intake, set_intake, start_intake, stop_intake
from .papers import make_paper, mark_paper_sent, stop_paper
from .paying import (
    approve_hours,
    confirm_claim,
    confirm_hours,
    decline_hours,
    give_hours,
    record_hours,
    refuse_claim,
    reverse_transfer,
    withdraw_claim,
)
from .recurring import (
    answer_series,
    end_series,
    make_occurrence,
    pause_series,
    propose_series,
    resume_series,
    skip_one,
)
from .ruling import change_rules, set_floor
from .slips import RowRefused, enter_slips
from .spending import (
    add_spending_place,
    cancel_visit,
    change_spending_place,
    open_spending_place,
    pot_gives,
    spend,
)
from .trading import (
    answer_agreement,
    end_agreement,
    propose_agreement,
    reverse_trade,
    trade,
    want_limit,
)

__all__ = [
    "RowRefused",
    "add_spending_place",
    "agree_time",
    "answer_agreement",
    "answer_series",
    "approve_hours",
    "ask_for_help",
    "ask_to_help",
    "ask_to_leave",
    "cancel_visit",
    "change_ask",
    "change_rules",
    "change_spending_place",
    "close_account",
    "confirm_claim",
    "confirm_group",
    "confirm_hours",
    "crossed",
    "decline_ask",
    "decline_hours",
    "empty_old_intakes",
    "end_agreement",
    "end_series",
    "enter_slips",
    "expire",
    "give_hours",
    "introduce",
    "leave_feedback",
    "make_occurrence",
    "make_paper",
    "make_promise",
    "mark_paper_sent",
    "open_intake",
    "open_spending_place",
    "organise_group",
    "other_half",
    "pause_series",
    "pot_gives",
    "propose_agreement",
    "propose_series",
    "propose_time",
    "put_on_board",
    "raise_trouble",
    "record_contact",
    "record_hours",
    "refuse_claim",
    "resume_series",
    "reverse_trade",
    "reverse_transfer",
    "say_thanks",
    "set_floor",
    "set_intake",
    "settle_trouble",
    "skip_one",
    "spend",
    "start_intake",
    "stay_after_all",
    "stop_intake",
    "stop_paper",
    "take_back_promise",
    "take_offer",
    "tell_of_expiry",
    "trade",
    "want_limit",
    "withdraw_ask",
    "withdraw_claim",
]
