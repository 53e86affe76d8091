"""The demo valley, and the wheel that carries it."""

from __future__ import annotations

import subprocess
import sys
import zipfile
from pathlib import Path
from typing import Any

import pytest

from gilydd.exchange.ledger import broken_books
from gilydd.exchange.models import Transfer
from gilydd.people.models import Membership, Person
from gilydd.people.words import PartyKind
from gilydd.site.checking import crossings
from gilydd.site.demo import PEOPLE, make_demo
from gilydd.site.demo_words import SLUG
from tests.separate import ROOT


@pytest.mark.slow
@pytest.mark.django_db
def test_the_valley_is_made_once_through_commands_and_its_books_hold(settings: Any, tmp_path: Path) -> None:
    settings.HOME = tmp_path
    assert make_demo()
    assert not make_demo()
    people = Membership.objects.filter(community__slug=SLUG, party__kind=PartyKind.PERSON)
    tenants = people.filter(party__tenures__isnull=False).count()
    assert tenants > 10
    assert people.count() == PEOPLE + tenants
    assert set(Person.objects.values_list("language", flat=True)) == {"cy", "en", ""}
    assert Transfer.objects.count() > 200
    assert list(broken_books()) == []
    assert list(crossings()) == []


@pytest.mark.slow
def test_the_wheel_holds_everything(tmp_path: Path) -> None:
    command = [
        sys.executable,
        "-m",
        "build",
        "--wheel",
        "--no-isolation",
        "--outdir",
        str(tmp_path),
        str(ROOT),
    ]
    subprocess.run(command, check=True, capture_output=True)
    (wheel,) = tmp_path.glob("*.whl")
    held = set(zipfile.ZipFile(wheel).namelist())
    tracked = subprocess.run(
        ["git", "ls-files", "gilydd"], cwd=ROOT, capture_output=True, text=True, check=True
    ).stdout.split("\n")
    assert {name for name in tracked if name} - held == set()
    assert "gilydd/locale/cy/LC_MESSAGES/django.mo" in held
