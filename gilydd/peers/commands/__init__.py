"""Writes of the peers room: circles and what members decide in them; first messages and introductions."""

from .circles import (
    add_supporter,
    answer_invitation,
    answer_joining,
    ask_to_go,
    change_circle,
    choose_notices,
    invite_to_circle,
    join_circle,
    leave_circle,
    start_circle,
)
from .hours import ask_circle, give_hours, pay_hours
from .introductions import ask_introduction, decline_request, make_introduction, withdraw_request
from .messages import close_conversation, report_conversation, write_back, write_first
from .posts import (
    add_picture,
    ask_again,
    look_again,
    post,
    take_picture_away,
    take_post_away,
    withdraw_post,
)
from .proposals import (
    carry_out,
    end_circle,
    propose_ending,
    propose_widening,
    put_to_vote,
    withdraw_proposal,
)
from .roles import elect_hosts, lay_down_role, seat_hosts

__all__ = [
    "add_picture",
    "add_supporter",
    "answer_invitation",
    "answer_joining",
    "ask_again",
    "ask_circle",
    "ask_introduction",
    "ask_to_go",
    "carry_out",
    "change_circle",
    "choose_notices",
    "close_conversation",
    "decline_request",
    "elect_hosts",
    "end_circle",
    "give_hours",
    "invite_to_circle",
    "join_circle",
    "lay_down_role",
    "leave_circle",
    "look_again",
    "make_introduction",
    "pay_hours",
    "post",
    "propose_ending",
    "propose_widening",
    "put_to_vote",
    "report_conversation",
    "seat_hosts",
    "start_circle",
    "take_picture_away",
    "take_post_away",
    "withdraw_post",
    "withdraw_proposal",
    "withdraw_request",
    "write_back",
    "write_first",
]
