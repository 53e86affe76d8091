"""Tables of designing: challenges, proposals, costs, what was promised; statements and voice."""

from .challenges import BeforeAfter, Challenge, Framer, Phase, PhaseMove, Step
from .costing import CostLine, SignOff
from .proposals import Amendment, Author, Comment, Merging, Proposal, ProposalVersion
from .seeing import (
    ClosingWord,
    Commitment,
    Judgement,
    Milestone,
    Offer,
    PaidHours,
    Undertaking,
    Update,
    Variance,
    VarianceReply,
)
from .statements import OpinionPicture, Respondent, Statement, StatementAnswer
from .voicing import VoiceEvent, VoiceOutcome

__all__ = [
    "Amendment",
    "Author",
    "BeforeAfter",
    "Challenge",
    "ClosingWord",
    "Comment",
    "Commitment",
    "CostLine",
    "Framer",
    "Judgement",
    "Merging",
    "Milestone",
    "Offer",
    "OpinionPicture",
    "PaidHours",
    "Phase",
    "PhaseMove",
    "Proposal",
    "ProposalVersion",
    "Respondent",
    "SignOff",
    "Statement",
    "StatementAnswer",
    "Step",
    "Undertaking",
    "Update",
    "Variance",
    "VarianceReply",
    "VoiceEvent",
    "VoiceOutcome",
]
