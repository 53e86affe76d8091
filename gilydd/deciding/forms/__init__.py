"""Forms of deciding."""

from .votes import (
    BallotForm,
    ConsentForm,
    KindForm,
    MoneyField,
    OpenVoteForm,
    RankedForm,
    SearchForm,
    StopForm,
    VoterForm,
    evidence_field,
    members_of_area,
    shown_choices,
)

__all__ = [
    "BallotForm",
    "ConsentForm",
    "KindForm",
    "MoneyField",
    "OpenVoteForm",
    "RankedForm",
    "SearchForm",
    "StopForm",
    "VoterForm",
    "evidence_field",
    "members_of_area",
    "shown_choices",
]
