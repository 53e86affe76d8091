"""The cycle page: four quarters, what happened, who took part, nothing that tells of a small group."""

from __future__ import annotations

import re
from pathlib import Path
from typing import Any

import pytest
from django.conf import settings

from gilydd.chain.queries import happened, quarters, took_part, wheel_of
from gilydd.chain.words import SENTENCES, UNTOLD
from gilydd.delivering import commands as delivering
from gilydd.delivering.words import Part
from gilydd.people import commands as people
from gilydd.people.policy import SYSTEM
from gilydd.services import commands as services
from gilydd.services.models import Turn
from gilydd.services.words import Quarter
from tests.cast import Cast, work
from tests.permissions.world import furnish

pytestmark = pytest.mark.django_db


@pytest.fixture
def turn(garw: Cast, taf: Cast, tmp_path: Path) -> Turn:
    made = furnish(garw, tmp_path)
    return Turn.objects.get(pk=made["turn"])


def test_the_wheel_shows_what_is_done_what_happens_and_what_comes(garw: Cast, turn: Turn) -> None:
    services.move_on(by=garw.ffion, turn=turn, quarter=Quarter.DELIVER)
    turn.refresh_from_db()
    assert [part["state"] for part in wheel_of(turn)] == ["done", "done", "now", "next"]
    assert [part["state"] for part in wheel_of(None)] == ["next"] * 4


def test_every_quarter_tells_its_facts_and_each_number_links_to_a_page_that_opens(
    turn: Turn, sign_in: Any
) -> None:
    told = {quarter.key: quarter.facts for quarter in quarters(turn)}
    assert [bool(told[key]) for key in ("commission", "design", "deliver", "evaluate")] == [True] * 4
    client = sign_in()
    for facts in told.values():
        for fact in facts:
            assert fact.href, fact.label
            assert client.get(fact.href.split("#")[0]).status_code == 200


def test_a_small_group_is_not_counted_out(turn: Turn) -> None:
    """Seven people made all of this; none of the figures by capacity may say how many."""
    assert {figure.value for _label, figure in took_part(turn)} <= {None, 0}


def test_a_large_group_is_counted_rounded(garw: Cast, turn: Turn) -> None:
    neighbours = [
        people.enrol(by=SYSTEM, community=garw.community, full_name=f"Neighbour {number}").party
        for number in range(23)
    ]
    carers = [
        people.enrol(by=SYSTEM, community=garw.community, full_name=f"Carer {number}", capacity="carer").party
        for number in range(12)
    ]
    import datetime as dt

    from django.utils import timezone

    activity = delivering.plan_activity(
        by=garw.tomos,
        community=garw.community,
        title_cy="Côr",
        title_en="Choir",
        work=work("arts"),
        turn=turn,
    )
    start = timezone.now() - dt.timedelta(hours=3)
    session = delivering.add_session(
        by=garw.tomos, activity=activity, starts_at=start, ends_at=start + dt.timedelta(hours=1)
    )
    rows = [delivering.AttendanceRow(party, Part.CONTRIBUTING, 60) for party in [*neighbours, *carers]]
    delivering.record_attendance(by=garw.tomos, session=session, rows=rows)
    shown = dict(took_part(turn))
    assert (shown["Citizen"].value, shown["Carer"].value) == (25, 10)


def test_what_happened_says_the_same_act_once_with_how_often(garw: Cast, turn: Turn) -> None:
    for _again in range(3):
        services.move_on(by=garw.ffion, turn=turn, quarter=Quarter.DESIGN)
    assert happened(turn)[0]["what"] == "The turn moved on to its next quarter (3 times)"


def test_every_public_act_of_a_turn_has_its_sentence(turn: Turn) -> None:
    """Verbs are read from the rooms' own commands, so that a new one cannot be forgotten."""
    private = {
        "delivering.sign_up",
        "delivering.withdraw_sign_up",
        "evaluating.judge_outcome",
        "evaluating.find",
    }
    said = set(SENTENCES) | UNTOLD
    modules = [*settings.PACKAGE.glob("*/commands.py"), *settings.PACKAGE.glob("*/commands/*.py")]
    source = "\n".join(path.read_text() for path in modules)
    verbs = set(
        re.findall(r'"((?:services|commissioning|designing|delivering|evaluating|deciding)\.\w+)"', source)
    )
    from gilydd.history.models import Record

    public = set(
        Record.objects.filter(audience="public", mentions__isnull=False).values_list("verb", flat=True)
    )
    about_turns = {verb for verb in public | verbs if not verb.startswith(("people.", "surveys."))}
    assert about_turns - said - private == set()


def test_the_pages_cost_the_same_in_both_languages(turn: Turn, garw: Cast, sign_in: Any) -> None:
    client = sign_in(garw.fresh("Dai"))
    for language in ("cy", "en"):
        for easy in ("0", "1"):
            client.cookies["easy_read"] = easy
            page = client.get(f"/{language}/c/garw/chain/{turn.service_id}/")
            assert page.status_code == 200
            assert f'lang="{language}"' in page.content.decode()
