"""Reads: which bodies benefit society, by the three-part check of SI 2015/1500."""

from __future__ import annotations

from gilydd.people.models import Community

from ..models import BenefitStatement


def benefits_society(community: Community, party_pk: int) -> bool:
    """Whether the body's latest statement was checked and all three parts hold. One query."""
    rows = BenefitStatement.objects.of(community).filter(party=party_pk)
    latest = rows.order_by("-answered_at", "-pk").first()
    return latest is not None and latest.is_met
