"""A programme spans communities: each joins and leaves by its own act, and no row crosses."""

from __future__ import annotations

from typing import Any

import pytest
from django.urls import reverse

from gilydd.history.models import Record
from gilydd.history.words import NotAllowed, Refused
from gilydd.partnerships import commands, queries
from gilydd.partnerships.models import ProgrammeLink
from gilydd.partnerships.policy import may, seat_of, spanned, visible_links
from gilydd.people.models import Community
from gilydd.people.words import Capacity
from gilydd.site.checking import crossings
from tests.cast import Cast

from .scene import today

pytestmark = pytest.mark.django_db


@pytest.fixture
def programme(garw: Cast) -> Any:
    return commands.start_partnership(
        by=garw.ffion, community=garw.community, kind="programme", name_cy="Cysylltu Cymunedau",
        name_en="Connecting Communities", purpose_cy="Deunaw cymuned.", purpose_en="Eighteen communities.",
    )  # fmt: skip


def invite(garw: Cast, taf: Cast, programme: Any) -> ProgrammeLink:
    return commands.invite_community(
        by=garw.ffion, programme=programme, community=taf.community, words="Come.", lang="en"
    )


def test_a_community_joins_by_its_own_act_and_then_sits_on_the_board(
    garw: Cast, taf: Cast, programme: Any, run_jobs: Any, sign_in: Any
) -> None:
    link = invite(garw, taf, programme)
    assert invite(garw, taf, programme) == link
    run_jobs()
    assert link.community == taf.community and spanned(programme) == [garw.community]
    seat: dict[str, Any] = {
        "by": garw.ffion,
        "partnership": programme,
        "party": taf.party("Dai"),
        "capacity": Capacity.CITIZEN,
    }
    with pytest.raises(Refused, match="member of a community"):
        commands.seat_member(**seat)
    with pytest.raises(NotAllowed):
        commands.answer_link(by=garw.ffion, link=link, yes=True)
    commands.answer_link(by=taf.ffion, link=link, yes=True)
    assert {one.slug for one in spanned(programme)} == {"garw", "taf"}
    commands.seat_member(**seat, part="keeper")
    dai = taf.fresh("Dai")
    assert seat_of(dai, programme) and may(dai, "propose_decision", programme)
    made = commands.propose_decision(by=dai, partnership=programme, title="A bus", lang="en")
    assert (made.community, made.proposed_capacity) == (garw.community, "citizen")
    page = sign_in(dai).get(reverse("partnerships:decision_new", args=["garw", programme.pk]))
    assert page.status_code == 200
    assert sign_in(garw.dai).get(page.request["PATH_INFO"]).status_code == 404
    fund = commands.open_fund(by=garw.ffion, partnership=programme)
    assert may(dai, "spend", fund)
    assert list(crossings()) == []
    acted = Record.objects.get(verb="partnerships.answer_link")
    assert acted.community_key == str(taf.community.key)


def test_a_community_leaves_by_its_own_act_and_its_people_sit_no_more(
    garw: Cast, taf: Cast, programme: Any, sign_in: Any
) -> None:
    link = commands.answer_link(by=taf.ffion, link=invite(garw, taf, programme), yes=True)
    commands.seat_member(
        by=garw.ffion, partnership=programme, party=taf.party("Dai"), capacity=Capacity.CITIZEN
    )
    with pytest.raises(Refused, match="Say why"):
        commands.leave_programme(by=taf.ffion, link=link, reason=" ", lang="en")
    commands.leave_programme(by=taf.ffion, link=link, reason="We go our own way.", lang="en")
    assert spanned(programme) == [garw.community]
    assert seat_of(taf.fresh("Dai"), programme) is None
    page = sign_in().get(reverse("partnerships:partnership", args=["garw", programme.pk])).content.decode()
    assert "We go our own way." in page
    again = invite(garw, taf, programme)
    assert again != link and again.state == "invited"


def test_a_copy_of_a_community_has_joined_nothing(garw: Cast, taf: Cast, programme: Any) -> None:
    link = commands.answer_link(by=taf.ffion, link=invite(garw, taf, programme), yes=True)
    copy = Community.objects.create(slug="taf-2", name_cy="Taf 2", name_en="Taff 2")
    link.pk, link.community = None, copy
    link.save()
    assert {one.slug for one in spanned(programme)} == {"garw", "taf"}
    assert list(visible_links(taf.ffion, copy)) == []


def test_only_a_programme_reaches_others_and_a_no_needs_no_reason(
    garw: Cast, taf: Cast, programme: Any
) -> None:
    board = commands.start_partnership(
        by=garw.ffion, community=garw.community, kind="board", name_cy="B", name_en="B", purpose_cy="B",
        purpose_en="B",
    )  # fmt: skip
    with pytest.raises(Refused, match="Only a programme"):
        invite(garw, taf, board)
    assert (
        commands.answer_link(by=taf.ffion, link=invite(garw, taf, programme), yes=False).state == "declined"
    )
    assert queries.home(taf.ffion, taf.community).links == []
    assert programme.begun_on == today()
