"""Tables of the services room."""

from .cycle import (
    Outcome,
    Service,
    Turn,
)
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

__all__ = [
    "Entry",
    "EntryWord",
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
    "PlaceKey",
    "Provider",
    "Saved",
    "SearchMark",
    "Service",
    "Turn",
    "WidgetSite",
]
