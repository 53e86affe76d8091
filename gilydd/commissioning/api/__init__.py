"""Operations of commissioning, from what matters to people to the end of a contract."""

from . import agreements, award, bids, needs, panel, scoring, specification, tenders
from .routing import router

__all__ = [
    "agreements",
    "award",
    "bids",
    "needs",
    "panel",
    "router",
    "scoring",
    "specification",
    "tenders",
]
