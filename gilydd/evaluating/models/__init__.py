"""Tables of evaluating."""

from .cases import Case, CaseConsent, CaseFile, TurnStart
from .conversing import Assent, Conversation, Ending, FindingWording, Ground, Saying
from .indicators import Claim, Indicator, Reading, ReadingFile
from .releases import RawLook, RawReader, Release, TrustQuestion
from .sroi import (
    CellChange,
    ImpactMap,
    LineComment,
    LineEvidence,
    MapEditor,
    MapLine,
    Proxy,
    ProxySet,
    SroiFile,
)
from .turns import (
    Evidence,
    Finding,
    FindingComment,
    HandedDown,
    Judgement,
    JudgingClosed,
)

__all__ = [
    "Assent",
    "Case",
    "CaseConsent",
    "CaseFile",
    "CellChange",
    "Claim",
    "Conversation",
    "Ending",
    "Evidence",
    "Finding",
    "FindingComment",
    "FindingWording",
    "Ground",
    "HandedDown",
    "ImpactMap",
    "Indicator",
    "Judgement",
    "JudgingClosed",
    "LineComment",
    "LineEvidence",
    "MapEditor",
    "MapLine",
    "Proxy",
    "ProxySet",
    "RawLook",
    "RawReader",
    "Reading",
    "ReadingFile",
    "Release",
    "Saying",
    "SroiFile",
    "TrustQuestion",
    "TurnStart",
]
