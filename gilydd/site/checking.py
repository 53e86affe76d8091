"""gilydd check: proves again what must always hold, and says in plain words what does not."""

from __future__ import annotations

import argparse
from collections.abc import Iterable
from typing import Any

from django.apps import apps
from django.db.models import F

from gilydd.deciding.queries import broken_decisions, broken_votes
from gilydd.exchange.ledger import broken_books
from gilydd.exchange.queries.trading import broken_trades
from gilydd.history.commands import broken_blocks
from gilydd.partnerships.queries import broken_funds
from gilydd.people.models import Community

PROOFS = {
    "books": broken_books,
    "crossings": lambda: crossings(),
    "decisions": broken_decisions,
    "funds": broken_funds,
    "seal": broken_blocks,
    "trades": broken_trades,
    "votes": broken_votes,
}


def check(args: argparse.Namespace) -> int:
    """Run every proof; 1 where any fails."""
    wrong = 0
    for name, proof in PROOFS.items():
        found = list(proof())
        wrong += len(found)
        print(f"{name}: {'holds' if not found else 'DOES NOT HOLD'}")
        for sentence in found[:50]:
            print(f"  {sentence}")
    return 1 if wrong else 0


def crossings() -> Iterable[str]:
    """Every foreign key between two rows that belong to communities stays inside one community.

    One query per such pair of fields.
    """
    for model, field in community_links():
        rows = model._default_manager.filter(**{f"{field.name}__isnull": False}).exclude(
            **{f"{field.name}__community": F("community")}
        )
        if _may_be_shared(field.related_model):
            rows = rows.exclude(**{f"{field.name}__community__isnull": True})
        for pk in rows.values_list("pk", flat=True)[:20]:
            yield f"{model._meta.label} {pk}: {field.name} belongs to another community"


def community_links() -> list[tuple[Any, Any]]:
    """(model, field) for each foreign key from a row of a community to a row of a community."""
    return [
        (model, field)
        for model in apps.get_models()
        if model.__module__.startswith("gilydd.") and _community_field(model)
        for field in model._meta.get_fields()
        if field.many_to_one or (field.one_to_one and not field.auto_created)
        if field.related_model is not Community and _community_field(field.related_model)
    ]


def _community_field(model: Any) -> bool:
    fields = {field.name: field for field in model._meta.get_fields()}
    return "community" in fields and fields["community"].related_model is Community


def _may_be_shared(model: Any) -> bool:
    return bool(model._meta.get_field("community").null)
