"""What can be done in a partnership."""

from .agreeing import answer_request, request_cooperation, sign_agreement, withdraw_request, write_agreement
from .deciding import (
    add_action,
    answer_as_partner,
    begin_assessment,
    close_assessment,
    end_action,
    propose_decision,
    settle_decision,
    take_stand,
    withdraw_decision,
)
from .giving import (
    contribute,
    open_fund,
    pay_in,
    pledge,
    reverse_contribution,
    reverse_entry,
    spend,
    withdraw_pledge,
)
from .spanning import answer_link, invite_community, leave_programme
from .standing import (
    add_partner,
    adopt_framework,
    change_partnership,
    end_partner,
    end_partnership,
    end_seat,
    name_service,
    seat_member,
    start_partnership,
)

__all__ = [
    "add_action", "add_partner", "adopt_framework", "answer_as_partner", "answer_link",
    "answer_request", "begin_assessment", "change_partnership", "close_assessment", "contribute",
    "end_action", "end_partner", "end_partnership", "end_seat", "invite_community",
    "leave_programme", "name_service", "open_fund", "pay_in", "pledge", "propose_decision",
    "request_cooperation", "reverse_contribution", "reverse_entry", "seat_member",
    "settle_decision", "sign_agreement", "spend", "start_partnership", "take_stand",
    "withdraw_decision", "withdraw_pledge", "withdraw_request", "write_agreement",
]  # fmt: skip
