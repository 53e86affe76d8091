"""Frameworks and outcomes as open data: stable ids, both languages, nothing about people."""

from __future__ import annotations

from collections.abc import Iterable
from typing import Any

from .models import Framework, Service, Statement
from .queries import Heading, OutcomeTold


def pair(row: Any, name: str) -> dict[str, str]:
    """A text in both languages."""
    return {"cy": getattr(row, f"{name}_cy"), "en": getattr(row, f"{name}_en")}


def about(row: Framework) -> dict[str, Any]:
    """What a version is; `id` is the code and the version, `standing` how far its words can be trusted."""
    return {
        "id": f"{row.code}:{row.version}",
        "code": row.code,
        "version": row.version,
        "name": pair(row, "name"),
        "about": pair(row, "about"),
        "source": row.source_url,
        "standing": pair(row, "standing"),
        "shared": row.community_id is None,
        "offered": row.put_away_on is None,
    }


def statement(row: Statement) -> dict[str, Any]:
    """One statement; `id` names it for ever: framework, version and its own code."""
    return {
        "id": row.open_id,
        "code": row.code,
        "text": pair(row, "text"),
        "easy_read": pair(row, "easy"),
        "heading": pair(row.group, "name") if row.group else None,
        "heading_code": row.group.code if row.group else "",
    }


def framework(row: Framework, headings: Iterable[Heading]) -> dict[str, Any]:
    """A version with its statements in their order."""
    return about(row) | {"statements": [statement(one) for held in headings for one in held.statements]}


def outcome(told: OutcomeTold) -> dict[str, Any]:
    """An outcome of a service. A person who judges is not named.

    What people say in their own words is not given: they may take it back.
    """
    row = told.row
    return {
        "id": str(row.open_id),
        "number": row.pk,
        "statement": told.code,
        "text": pair(row, "wording"),
        "since": row.since,
        "ended": row.ended_on,
        "ended_reason": pair(row, "ended_reason") if row.ended_on else None,
        "replaces": str(row.replaces.open_id) if row.replaces else "",
        "judges": [
            {"side": one.side, "role": one.role, "name": one.name, "since": one.since}
            for one in told.judges
            if one.who
        ],
    }


def service(row: Service, live: Iterable[OutcomeTold], ended: Iterable[OutcomeTold]) -> dict[str, Any]:
    """A service with the outcomes it has, and those it let go."""
    return {
        "service": {"number": row.pk, "name": pair(row, "name")},
        "outcomes": [outcome(one) for one in live],
        "let_go": [outcome(one) for one in ended],
    }
