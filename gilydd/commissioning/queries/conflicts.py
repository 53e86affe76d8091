"""Reads: who declared an interest in a procurement, and who declared that they have none."""

from __future__ import annotations

from ..models import Declaration, Procurement


def latest(procurement: Procurement) -> dict[int, Declaration]:
    """The latest word of each party; one query."""
    rows = Declaration.objects.filter(procurement=procurement).order_by("declared_at", "pk")
    return {row.party_id: row for row in rows}


def free_of(procurement: Procurement) -> set[int]:
    """Party ids of those who declared, and whose latest word is that they have no interest."""
    return {party for party, row in latest(procurement).items() if not row.has_interest}


def is_free(procurement: Procurement, party_pk: int) -> bool:
    """Whether somebody declared, and their latest word is that they have no interest."""
    rows = Declaration.objects.filter(procurement=procurement, party=party_pk)
    row = rows.order_by("-declared_at", "-pk").first()
    return row is not None and not row.has_interest
