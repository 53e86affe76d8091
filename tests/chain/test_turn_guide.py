"""The guide of one turn: records tick by themselves, people tick with a note, the page says what comes next."""

from __future__ import annotations

import datetime as dt

import pytest
from django.urls import reverse
from django.utils import timezone

from gilydd.commissioning import commands as commissioning
from gilydd.commissioning.models import Panel
from gilydd.evaluating.queries import guiding as queries
from gilydd.history.words import NotAllowed, Refused
from gilydd.people.policy import SYSTEM
from gilydd.services import commands

pytestmark = pytest.mark.django_db


@pytest.fixture
def turn(garw):
    service = commands.add_service(by=SYSTEM, community=garw.community, name_cy="Cinio", name_en="Lunch")
    return commands.start_turn(by=SYSTEM, service=service, started_on=dt.date(2026, 1, 5))


def states(turn):
    return {one.step.code: one for one in queries.steps_of(turn)}


def test_a_record_ticks_its_step_by_itself_and_the_page_says_what_comes_next_and_to_whom_it_falls(
    garw, turn, sign_in, django_assert_max_num_queries
):
    page = reverse("chain:service", args=["garw", turn.service_id])
    shown = sign_in().get(page).content.decode()
    assert "Say what the service is for" in shown
    assert "Whoever runs the turn" in shown
    assert "0 of 25 steps done" in shown
    assert not any(one.done for one in states(turn).values())
    commands.choose_outcome(by=SYSTEM, service=turn.service, wording_cy="Cwmni.", wording_en="Company.")
    Panel.objects.create(community=garw.community, turn=turn, seats=6, drawn_at=timezone.now())
    commissioning.record_need(by=garw.dai, turn=turn, text_cy="Cwmni", text_en="Company")
    told = states(turn)
    done = {code for code, one in told.items() if one.done}
    assert done == {"what-it-is-for", "draw-panel", "hear-needs"}
    assert {told[code].shown for code in done} == {"record"}
    for code in done:
        assert sign_in().get(told[code].page.split("#")[0]).status_code == 200
    assert [one.step.code for one in queries.next_steps(turn, list(told.values()))] == [
        "invite-people", "first-meeting",
    ]  # fmt: skip
    with django_assert_max_num_queries(12):
        queries.steps_of(turn)


def test_somebody_ticks_a_step_with_a_note_and_takes_it_back(garw, taf, turn, sign_in):
    page = reverse("chain:guide_step", args=["garw", turn.pk, "invite-people"])
    today = timezone.localdate()
    day = {"done_on_0": today.day, "done_on_1": today.month, "done_on_2": today.year}
    told = {**day, "note": "Gyda'r gyrrwr bws.", "lang": "cy"}
    assert sign_in(garw.dai).post(page, told).status_code == 403
    tomos = sign_in(garw.tomos)
    assert tomos.post(page, {**told, "note": ""}).status_code == 200
    assert tomos.post(page, told).status_code == 302
    one = states(turn)["invite-people"]
    assert (one.done_on, one.shown) == (today, "person")
    shown = sign_in().get(page).content.decode()
    assert 'lang="cy"' in shown
    assert "gyrrwr bws" in shown
    assert "Tomos" not in shown
    assert commands.tick_step(by=garw.ffion, turn=turn, code="invite-people", note="x", lang="en") == one.tick
    with pytest.raises(NotAllowed):
        commands.tick_step(by=taf.ffion, turn=turn, code="first-meeting", note="x", lang="en")
    with pytest.raises(Refused, match="in the future"):
        commands.tick_step(
            by=garw.ffion, turn=turn, code="first-meeting", note="x", lang="en",
            done_on=today + dt.timedelta(days=1),
        )  # fmt: skip
    back = reverse("chain:tick_back", args=["garw", turn.pk, one.tick.pk])
    assert sign_in(garw.dai).post(back).status_code == 403
    assert tomos.post(back).status_code == 302
    assert not states(turn)["invite-people"].done


def test_the_guide_of_a_turn_reads_in_both_languages_and_in_easy_read(garw, turn, sign_in):
    client = sign_in()
    client.cookies["easy_read"] = "1"
    for lang, word in (("cy", "Ffurfio panel trwy goelbren"), ("en", "Draw a panel by lot")):
        for name, args in (("chain:guide", []), ("chain:guide_step", ["draw-panel"])):
            address = f"/{lang}" + reverse(name, args=["garw", turn.pk, *args])[3:]
            assert word in client.get(address).content.decode()
    assert sign_in().get(reverse("chain:guide_step", args=["garw", turn.pk, "no-such"])).status_code == 404
