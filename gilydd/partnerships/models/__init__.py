"""Tables of partnerships.

Everything belongs to the community that keeps the partnership. A programme reaches into other communities by
`ProgrammeLink` alone: a row of the other community that names the programme by its key (docs/adr/0020).
"""

from .frameworks import Framework, Ground, Rule, Seat, Statement
from .giving import Action, Assessment, Contribution, Decision, Fund, FundEntry, PartnerAnswer, Pledge, Stand
from .together import (
    Agreement,
    AgreementVersion,
    BoardMember,
    CooperationRequest,
    Partner,
    Partnership,
    PartnershipService,
    ProgrammeLink,
    Signature,
)

__all__ = [
    "Action",
    "Agreement",
    "AgreementVersion",
    "Assessment",
    "BoardMember",
    "Contribution",
    "CooperationRequest",
    "Decision",
    "Framework",
    "Fund",
    "FundEntry",
    "Ground",
    "Partner",
    "PartnerAnswer",
    "Partnership",
    "PartnershipService",
    "Pledge",
    "ProgrammeLink",
    "Rule",
    "Seat",
    "Signature",
    "Stand",
    "Statement",
]
