"""Forms of the exchange."""

from .asks import AskForm, ConfirmForm, ReverseForm, TermChoice

__all__ = ["AskForm", "ConfirmForm", "ReverseForm", "TermChoice"]
