"""What a community agrees for itself: changed by brokers, read by everybody, kept in the history."""

from __future__ import annotations

from typing import Any

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from gilydd.exchange import commands, ledger
from gilydd.exchange.forms import RulesForm
from gilydd.exchange.models import Rules
from gilydd.exchange.rules import rules_of
from gilydd.history.models import Record
from gilydd.history.words import NotAllowed, Refused
from tests.cast import Cast, entry

pytestmark = pytest.mark.django_db


def change(garw: Cast, **agreed: Any) -> Rules:
    return commands.change_rules(by=garw.tomos, community=garw.community, **agreed)


def test_only_a_broker_changes_the_rules_and_the_history_keeps_old_and_new(garw: Cast) -> None:
    with pytest.raises(NotAllowed):
        commands.change_rules(by=garw.dai, community=garw.community, step_minutes=30)
    change(garw, step_minutes=30, gift_mode=True, pot_policy_cy="I bawb.", pot_policy_en="For everybody.")
    change(garw, step_minutes=30)
    record = Record.objects.get(verb="exchange.change_rules")
    assert record.facts == {
        "step_minutes": [15, 30],
        "gift_mode": [False, True],
        "pot_policy_cy": "changed",
        "pot_policy_en": "changed",
    }
    assert rules_of(garw.community).step_minutes == 30


def test_a_new_limit_holds_for_accounts_with_the_old_one_and_for_none_with_their_own(garw: Cast) -> None:
    dai, sian, mair = (garw.account(name) for name in ("Dai", "Siân", "Mair"))
    commands.set_floor(by=garw.tomos, account=sian, floor_minutes=-60)
    # Mair's own limit was agreed at what happens to be the default: it is hers all the same.
    commands.set_floor(by=garw.tomos, account=mair, floor_minutes=-600)
    ledger.post(entry(garw, "Dai", "Siân", 540))
    change(garw, floor_minutes=-300)
    assert [garw.account(name).floor_minutes for name in ("Dai", "Siân", "Mair")] == [-300, -60, -600]
    # Dai is below the new limit already: nothing breaks, and he spends no more until he is above it.
    assert garw.account("Dai").loosened_minutes == 240
    with pytest.raises(Refused):
        ledger.post(entry(garw, "Dai", "Siân", 15))
    assert garw.account("Priya").floor_minutes == -300
    assert dai.floor_minutes == -600


@pytest.mark.parametrize(
    ("agreed", "field"),
    [
        ({"floor_minutes": 60}, "floor_minutes"),
        ({"step_minutes": 25}, "step_minutes"),
        ({"approval_above_minutes": 5_000}, "approval_above_minutes"),
        ({"confirm_within_hours": 0}, "confirm_within_hours"),
        ({"pot_policy_en": "For everybody."}, "pot_policy_cy"),
    ],
)
def test_a_rule_out_of_bounds_is_refused_at_its_field(garw: Cast, agreed: Any, field: str) -> None:
    with pytest.raises(Refused) as why:
        change(garw, **agreed)
    assert why.value.field == field
    assert not Rules.objects.exists()


def test_the_limits_of_many_accounts_cost_no_more_statements_than_those_of_few(garw: Cast) -> None:
    costs = []
    for names, floor in ((("Dai",), -300), (tuple(garw.people), -240)):
        for name in names:
            garw.account(name)
        with CaptureQueriesContext(connection) as done:
            change(garw, floor_minutes=floor)
        costs.append(len(done))
    assert costs[1] <= costs[0]
    assert {garw.account(name).floor_minutes for name in garw.people} == {-240}


def test_everybody_reads_the_rules_and_brokers_change_them_on_a_page(
    garw: Cast, taf: Cast, sign_in: Any
) -> None:
    page = sign_in().get("/en/c/garw/exchange/rules/").content.decode()
    assert "can go down to −10\xa0h" in page
    assert "Hours never expire." in page
    client = sign_in(garw.tomos)
    sent = {
        "floor_minutes": "5 h", "soft_low_minutes": "5 h", "soft_high_minutes": "40 h", "step_minutes": "30",
        "confirm_within_hours": "48", "approval_above_minutes": "3 h", "flag_percent": "50",
        "new_member_days": "20", "contact_days": "60", "dormant_months": "12", "expiry_months": "",
        "pot_gives_minutes": "10 h", "pot_policy_cy": "I bawb.", "pot_policy_en": "For everybody.",
    }  # fmt: skip
    assert set(sent) | {"gift_mode"} == set(RulesForm.base_fields)
    assert client.post("/en/c/garw/exchange/rules/change/", sent).status_code == 302
    rules = Rules.objects.get(community=garw.community)
    assert (rules.floor_minutes, rules.soft_low_minutes, rules.pot_gives_minutes) == (-300, -300, 600)
    page = sign_in().get("/cy/c/garw/exchange/rules/").content.decode()
    assert "I bawb." in page
    assert rules_of(taf.community).step_minutes == 15


def test_a_rule_of_steps_is_told_on_the_form(garw: Cast, sign_in: Any) -> None:
    change(garw, step_minutes=30)
    page = sign_in(garw.sian).get("/en/c/garw/exchange/asks/new/").content.decode()
    assert "Steps of 30 minutes" in page


@pytest.mark.parametrize("language", ["cy", "en"])
@pytest.mark.parametrize("easy", ["0", "1"])
def test_both_pages_open_in_both_languages_and_in_easy_read(
    garw: Cast, sign_in: Any, language: str, easy: str
) -> None:
    change(garw, floor_minutes=-300, gift_mode=True)
    client = sign_in(garw.tomos)
    client.cookies["easy_read"] = easy
    for path in ("rules/", "rules/change/"):
        assert client.get(f"/{language}/c/garw/exchange/{path}").status_code == 200
