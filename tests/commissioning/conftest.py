"""A service that goes round in Garw, the fictional example of the standard, and releases of our own."""

from __future__ import annotations

import json
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest

from gilydd.commissioning.imports import bring_in_ocds
from gilydd.commissioning.models import ContractingProcess
from gilydd.people.policy import SYSTEM
from gilydd.services import commands as services
from gilydd.services.models import Turn
from tests.cast import Cast

REPOSITORY = Path(__file__).resolve().parents[2]
EXAMPLE = sorted((REPOSITORY.parent / "shared" / "data" / "ocds" / "fictional-example").glob("*.json"))


def a_turn(cast: Cast, name_cy: str = "Beicio", name_en: str = "Cycling") -> Turn:
    service = services.add_service(by=SYSTEM, community=cast.community, name_cy=name_cy, name_en=name_en)
    return services.start_turn(by=SYSTEM, service=service)


@pytest.fixture
def turn(garw: Cast) -> Turn:
    """The first turn of Garw's cycling service."""
    return a_turn(garw)


@pytest.fixture
def cycle_lanes(garw: Cast, turn: Turn) -> ContractingProcess:
    """The fictional example of the standard, brought in."""
    bring_in_ocds(SYSTEM, garw.community, turn, EXAMPLE, write=True)
    return ContractingProcess.objects.get()


@pytest.fixture
def write_file(tmp_path: Path) -> Callable[..., Path]:
    """write_file({...}, {...}) writes a package of those releases."""

    def inner(*releases: dict[str, Any], name: str = "package.json", **changed: Any) -> Path:
        package = {
            "uri": "https://example.org/package",
            "version": "1.1",
            "publishedDate": "2026-01-01T00:00:00Z",
            "publisher": {"name": "Garw"},
            "releases": list(releases),
            **changed,
        }
        path = tmp_path / name
        path.write_text(json.dumps(package, indent=1), encoding="utf-8")
        return path

    return inner


def a_release(number: int = 1, **changed: Any) -> dict[str, Any]:
    """A release of the process ocds-garw-1, one a day."""
    return {
        "ocid": "ocds-garw-1",
        "id": f"garw-{number}",
        "date": f"2026-02-{number:02d}T09:00:00Z",
        "tag": ["tender"],
        "initiationType": "tender",
        "buyer": {"id": "GB-1", "name": "Cyngor Garw"},
        "parties": [{"id": "GB-1", "name": "Cyngor Garw", "roles": ["buyer"]}],
        **changed,
    }


def pounds(amount: float, currency: str = "GBP") -> dict[str, Any]:
    return {"amount": amount, "currency": currency}
