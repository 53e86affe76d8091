"""Tables of commissioning."""

from .agreement import AgreedMilestone, AgreedPayment, Agreement, TurnChoice, Variation
from .award import AwardObjection, LotAward
from .bids import Bid, OpenedBid
from .expenses import PanelExpense
from .needs import Need, NeedChoice
from .open_data import (
    Award,
    Contract,
    ContractingProcess,
    Contradiction,
    Criterion,
    Derived,
    Milestone,
    Payment,
    Planning,
    Release,
    Tender,
    Undertaking,
)
from .panel import Panel, Seat
from .pool import PanelMeeting, PanelQuota, PoolMember, Present
from .scoring import ModeratedScore, Moderation, Score
from .social_value import Measure, MeasureSet, SocialDelivery, SocialPromise
from .specification import SpecificationOutcome, SpecificationVersion, Suggestion
from .tender import Declaration, Lot, Procurement, TenderCriterion, TenderRules
from .tendering import (
    Amendment,
    BenefitStatement,
    BidAttempt,
    Clarification,
    CriterionIdea,
    Opening,
    OpeningLine,
)

__all__ = [
    "AgreedMilestone",
    "AgreedPayment",
    "Agreement",
    "Amendment",
    "Award",
    "AwardObjection",
    "BenefitStatement",
    "Bid",
    "BidAttempt",
    "Clarification",
    "Contract",
    "ContractingProcess",
    "Contradiction",
    "Criterion",
    "CriterionIdea",
    "Declaration",
    "Derived",
    "Lot",
    "LotAward",
    "Measure",
    "MeasureSet",
    "Milestone",
    "ModeratedScore",
    "Moderation",
    "Need",
    "NeedChoice",
    "OpenedBid",
    "Opening",
    "OpeningLine",
    "Panel",
    "PanelExpense",
    "PanelMeeting",
    "PanelQuota",
    "Payment",
    "Planning",
    "PoolMember",
    "Present",
    "Procurement",
    "Release",
    "Score",
    "Seat",
    "SocialDelivery",
    "SocialPromise",
    "SpecificationOutcome",
    "SpecificationVersion",
    "Suggestion",
    "Tender",
    "TenderCriterion",
    "TenderRules",
    "TurnChoice",
    "Undertaking",
    "Variation",
]
