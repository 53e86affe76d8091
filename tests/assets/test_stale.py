"""Is this still right? Asked after six months, resting after 30 days more."""

from __future__ import annotations

import datetime as dt
import doctest
from collections.abc import Callable
from typing import Any

import pytest
import time_machine
from django.utils import timezone

from gilydd.assets import commands, notices
from gilydd.assets.models import Asset
from gilydd.assets.notices import months_before, remind_stale
from gilydd.assets.words import AssetState
from gilydd.people.models import Membership, Message
from gilydd.people.words import MembershipState
from tests.cast import Cast

pytestmark = pytest.mark.django_db
Give = Callable[..., Asset]
BEGIN = dt.datetime(2026, 1, 15, 10, tzinfo=dt.UTC)


def test_the_example_of_months_holds() -> None:
    assert doctest.testmod(notices).failed == 0
    assert months_before(dt.datetime(2028, 8, 31), 6) == dt.datetime(2028, 2, 29)
    assert months_before(dt.datetime(2026, 3, 15), 6) == dt.datetime(2025, 9, 15)


@pytest.mark.django_db
def test_an_offer_is_asked_about_after_six_months_and_rests_after_thirty_days_more(
    garw: Cast, give: Give
) -> None:
    with time_machine.travel(BEGIN, tick=False):
        offer = give("Dai")
        give("Dai", "skill", "listening")
    with time_machine.travel(BEGIN + dt.timedelta(days=181), tick=False):
        assert remind_stale() == (0, 0)
    asked_on = BEGIN + dt.timedelta(days=182)
    with time_machine.travel(asked_on, tick=False):
        assert remind_stale() == (1, 0)
        assert remind_stale() == (0, 0)
    with time_machine.travel(asked_on + dt.timedelta(days=30), tick=False):
        assert remind_stale() == (0, 0)
    with time_machine.travel(asked_on + dt.timedelta(days=31), tick=False):
        assert remind_stale() == (0, 1)
        assert remind_stale() == (0, 0)
    offer.refresh_from_db()
    assert offer.state == AssetState.RESTING
    told = list(Message.objects.filter(party=garw.party("Dai")).order_by("pk"))
    assert [row.subject for row in told] == ["Is this still right?", "We let something of yours rest"]
    assert {row.href for row in told} == {f"/en/c/garw/assets/people/{garw.member('Dai').pk}/check/"}


def test_somebody_with_many_stale_offers_gets_one_message(garw: Cast, give: Give) -> None:
    with time_machine.travel(BEGIN, tick=False):
        give("Siân", "offer", "baking")
        give("Siân", "need", "lifts")
        give("Siân", "thing", "thing-ladder")
    with time_machine.travel(BEGIN + dt.timedelta(days=200), tick=False):
        assert remind_stale() == (3, 0)
    (told,) = Message.objects.filter(party=garw.party("Siân"))
    assert told.subject == "A yw hyn yn dal yn gywir? / Is this still right?" or told.subject.endswith(
        " / Is this still right?"
    )
    assert "Baking" in told.text and "Pobi" in told.text


@pytest.mark.parametrize("answer", ["keep", "change", "wake"])
def test_an_answer_starts_the_six_months_again(garw: Cast, give: Give, answer: str) -> None:
    with time_machine.travel(BEGIN, tick=False):
        offer = give("Dai")
    with time_machine.travel(BEGIN + dt.timedelta(days=200), tick=False):
        remind_stale()
        if answer == "keep":
            commands.refresh_asset(by=garw.dai, asset=offer)
        elif answer == "change":
            commands.change_asset(by=garw.dai, asset=offer, term=offer.term, title="Better", lang="en")
        else:
            commands.rest_asset(by=garw.dai, asset=offer)
            commands.wake_asset(by=garw.dai, asset=offer)
    with time_machine.travel(BEGIN + dt.timedelta(days=380), tick=False):
        assert remind_stale() == (0, 0)
    with time_machine.travel(BEGIN + dt.timedelta(days=390), tick=False):
        assert remind_stale() == (1, 0)
    offer.refresh_from_db()
    assert offer.state == AssetState.LIVE


@pytest.mark.parametrize("state", [MembershipState.PAUSED, MembershipState.CLOSED])
def test_nobody_is_asked_while_they_are_away(garw: Cast, give: Give, state: str) -> None:
    with time_machine.travel(BEGIN, tick=False):
        give("Dai")
    Membership.objects.filter(party=garw.party("Dai")).update(state=state)
    with time_machine.travel(BEGIN + dt.timedelta(days=300), tick=False):
        assert remind_stale() == (0, 0)
    assert not Message.objects.exists()


def test_what_rests_by_itself_is_put_back_by_one_button(garw: Cast, give: Give, sign_in: Any) -> None:
    offer = give("Dai")
    Asset.objects.update(
        refreshed_at=timezone.now() - dt.timedelta(days=300),
        reminded_at=timezone.now() - dt.timedelta(days=40),
    )
    assert remind_stale() == (0, 1)
    client = sign_in(garw.dai)
    page = client.get(f"/en/c/garw/assets/people/{garw.member('Dai').pk}/check/")
    assert "Yes, keep it" in page.content.decode()
    client.post(f"/en/c/garw/assets/items/{offer.pk}/answer/", {"answer": "keep"})
    offer.refresh_from_db()
    assert (offer.state, offer.reminded_at) == (AssetState.LIVE, None)


def test_each_community_asks_for_itself(garw: Cast, taf: Cast, give: Give) -> None:
    with time_machine.travel(BEGIN, tick=False):
        give("Dai")
        give("Dai", here=taf)
    with time_machine.travel(BEGIN + dt.timedelta(days=200), tick=False):
        assert remind_stale() == (2, 0)
    assert set(Message.objects.values_list("community__slug", "party")) == {
        ("garw", garw.dai.pk),
        ("taf", taf.dai.pk),
    }
