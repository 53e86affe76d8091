"""A community moves house: its fund stands as it stood, and a copy of it has joined no programme."""

from __future__ import annotations

from pathlib import Path

import pytest

from gilydd.partnerships import commands, queries
from gilydd.partnerships.models import Fund, Partnership, ProgrammeLink
from gilydd.partnerships.policy import spanned
from gilydd.people.models import Community
from gilydd.site.moving import bring_in_community, export_community
from tests.cast import Cast

from .scene import Board


@pytest.mark.django_db
def test_a_fund_and_a_programme_move_house(garw: Cast, taf: Cast, tmp_path: Path) -> None:
    board = Board(garw)
    board.pay_in(10_000, "in")
    entry = board.spend(board.carried(4_000), 4_000, "out")
    commands.reverse_entry(by=garw.dai, entry=entry, reason="Wrong shop", lang="en")
    theirs = commands.start_partnership(
        by=taf.ffion, community=taf.community, kind="programme", name_cy="R", name_en="P", purpose_cy="R",
        purpose_en="P",
    )  # fmt: skip
    link = commands.invite_community(by=taf.ffion, programme=theirs, community=garw.community)
    commands.answer_link(by=garw.ffion, link=link, yes=True)
    export_community(garw.community, tmp_path / "garw.zip")
    bring_in_community(tmp_path / "garw.zip", slug="copy", write=True)
    copy = Community.objects.get(slug="copy")
    moved = Fund.objects.get(community=copy)
    assert (moved.balance_pence, moved.entries.count()) == (10_000, 3)
    assert list(queries.broken_funds()) == []
    assert queries.missing(Partnership.objects.get(community=copy)) == queries.missing(board.partnership)
    assert ProgrammeLink.objects.of(copy).count() == 1
    assert {one.slug for one in spanned(theirs)} == {"taf", "garw"}
