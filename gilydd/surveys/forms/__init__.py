"""Forms of surveys."""

from .answering import AnswerForm, CodeForm, SheetForm, TypedForm
from .going_out import ChangeForm, FinishForm, KioskForm, MoveForm, ReplyForm, SampleForm, SlipsForm
from .making import CitationForm, CloseForm, FollowForm, QuestionForm, SetForm, SurveyForm, as_first

__all__ = [
    "AnswerForm",
    "ChangeForm",
    "CitationForm",
    "CloseForm",
    "CodeForm",
    "FinishForm",
    "FollowForm",
    "KioskForm",
    "MoveForm",
    "QuestionForm",
    "ReplyForm",
    "SampleForm",
    "SetForm",
    "SheetForm",
    "SlipsForm",
    "SurveyForm",
    "TypedForm",
    "as_first",
]
