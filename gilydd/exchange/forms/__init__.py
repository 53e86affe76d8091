"""Forms of the exchange."""

from .asks import (
    AskForm,
    ConfirmForm,
    PromiseForm,
    ReasonForm,
    ReverseForm,
    TermChoice,
    TimeForm,
)
from .paying import (
    FeedbackForm,
    FindForm,
    GiftForm,
    HoursForm,
    SettleForm,
    ThanksForm,
    TroubleForm,
)
from .rules import RulesForm

__all__ = [
    "AskForm",
    "ConfirmForm",
    "FeedbackForm",
    "FindForm",
    "GiftForm",
    "HoursForm",
    "PromiseForm",
    "ReasonForm",
    "ReverseForm",
    "RulesForm",
    "SettleForm",
    "TermChoice",
    "ThanksForm",
    "TimeForm",
    "TroubleForm",
]
