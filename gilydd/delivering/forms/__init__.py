"""Forms of delivering."""

from .lists import SignUpForm
from .planning import (
    ActivityForm,
    CancelForm,
    CopyForm,
    CopySessionForm,
    EndRepeatForm,
    FeedForm,
    LeadForm,
    LeaveOutForm,
    PhotoForm,
    RepeatForm,
    RoleForm,
    SessionChangeForm,
    SessionForm,
)
from .sheet import LineHoursField, SheetForm
from .whats_on import WhatsOnForm

__all__ = [
    "ActivityForm",
    "CancelForm",
    "CopyForm",
    "CopySessionForm",
    "EndRepeatForm",
    "FeedForm",
    "LeadForm",
    "LeaveOutForm",
    "LineHoursField",
    "PhotoForm",
    "RepeatForm",
    "RoleForm",
    "SessionChangeForm",
    "SessionForm",
    "SheetForm",
    "SignUpForm",
    "WhatsOnForm",
]
