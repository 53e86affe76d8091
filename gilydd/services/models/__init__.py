"""Tables of the services room."""

from .cycle import Service, Turn
from .directory import (
    ListFile,
    Listing,
    ListingArea,
    ListingCheck,
    ListingMerge,
    ListingPhone,
    ListingPlace,
    ListingTerm,
    Mistake,
    NotTheSame,
    OpeningTime,
    PlaceKey,
    Provider,
)
from .finding import (
    Entry,
    EntryWord,
    Saved,
    SearchMark,
    WidgetSite,
)
from .frameworks import Framework, FrameworkFile, Statement, StatementGroup
from .guiding import GuideStep, StepTick
from .outcomes import Outcome, OutcomeJudge

__all__ = [
    "Entry",
    "EntryWord",
    "Framework",
    "FrameworkFile",
    "GuideStep",
    "ListFile",
    "Listing",
    "ListingArea",
    "ListingCheck",
    "ListingMerge",
    "ListingPhone",
    "ListingPlace",
    "ListingTerm",
    "Mistake",
    "NotTheSame",
    "OpeningTime",
    "Outcome",
    "OutcomeJudge",
    "PlaceKey",
    "Provider",
    "Saved",
    "SearchMark",
    "Service",
    "Statement",
    "StatementGroup",
    "StepTick",
    "Turn",
    "WidgetSite",
]
