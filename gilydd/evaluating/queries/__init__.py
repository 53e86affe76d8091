"""Reads of evaluating."""

from .turns import (
    REASONS_SHOWN,
    EvidenceTold,
    OutcomeJudged,
    SideJudged,
    evidence_told,
    facts,
    findings_of,
    judged_in_year,
    judging_is_closed,
    outcomes_judged,
    sources_to_link,
)

__all__ = [
    "REASONS_SHOWN",
    "EvidenceTold",
    "OutcomeJudged",
    "SideJudged",
    "evidence_told",
    "facts",
    "findings_of",
    "judged_in_year",
    "judging_is_closed",
    "outcomes_judged",
    "sources_to_link",
]
