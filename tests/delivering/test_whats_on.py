"""What's on: looked for by week, month, kind, place, what a place has; the notice board; a place's page."""

from __future__ import annotations

import datetime as dt
import io
from typing import Any

import pytest
from django.utils import timezone
from pypdf import PdfReader

from gilydd.delivering import commands, queries
from gilydd.delivering.models import Activity
from gilydd.delivering.queries import Wanted, month_of, week_of
from gilydd.delivering.words import ActivityKind
from gilydd.people import commands as people
from gilydd.people.models import Place
from gilydd.people.policy import SYSTEM
from tests.cast import Cast, work
from tests.delivering.conftest import ahead

pytestmark = pytest.mark.django_db
BASE = "/en/c/garw/delivering"


@pytest.fixture
def hall(garw: Cast) -> Place:
    area = people.add_area(by=SYSTEM, community=garw.community, name_cy="Pen", name_en="Top", code="top")
    return people.add_place(
        by=SYSTEM, community=garw.community, name_cy="Neuadd", name_en="The hall", area=area,
        facilities={"hearing_loop": True, "lift": False},
    )  # fmt: skip


@pytest.fixture
def garden(garw: Cast) -> Place:
    return people.add_place(by=SYSTEM, community=garw.community, name_cy="Gardd", name_en="The garden")


@pytest.fixture
def choir(garw: Cast, hall: Place) -> Activity:
    return commands.plan_activity(
        by=SYSTEM, community=garw.community, title_cy="Côr", title_en="Choir", work=work("arts"), place=hall,
        kind=ActivityKind.CULTURE, takes_time_entry=True,
    )  # fmt: skip


def found(cast: Cast, **wanted: Any) -> set[str]:
    return {row.title for row in queries.whats_on(None, cast.community, Wanted(**wanted))}


def test_one_finds_by_kind_place_area_what_is_there_price_and_room(
    garw: Cast, choir: Activity, gardening: Activity, hall: Place, garden: Place
) -> None:
    ahead(choir, places=1)
    full = ahead(gardening, places=1)
    commands.sign_up(by=SYSTEM, session=full, party=garw.party("Dai"))
    both = {"Choir", "Gardening together"}
    assert found(garw) == both
    for wanted in ({"kind": "culture"}, {"place": hall.pk}, {"area": hall.area_id},
                   {"facility": "hearing_loop"}, {"pays": "hours"}, {"with_room": True}):  # fmt: skip
        assert found(garw, **wanted) == {"Choir"}, wanted
    assert found(garw, pays="nothing") == {"Gardening together"}
    # Not there, and not known: neither is shown to who needs it for certain.
    assert found(garw, facility="lift") == found(garw, facility="kitchen") == set()
    assert found(garw, facility="no such thing") == both


def test_a_session_elsewhere_is_found_where_it_is(
    garw: Cast, choir: Activity, hall: Place, garden: Place
) -> None:
    session = ahead(choir)
    commands.change_session(
        by=SYSTEM, session=session, starts_at=session.starts_at, ends_at=session.ends_at, place=garden
    )
    assert (found(garw, place=garden.pk), found(garw, place=hall.pk)) == ({"Choir"}, set())
    assert found(garw, facility="hearing_loop") == set()


def test_weeks_begin_on_monday_and_months_end_on_their_last_day() -> None:
    assert week_of(dt.date(2026, 11, 29)) == (dt.date(2026, 11, 23), dt.date(2026, 11, 29))
    assert month_of(dt.date(2028, 2, 10)) == (dt.date(2028, 2, 1), dt.date(2028, 2, 29))
    assert month_of(dt.date(2026, 12, 31)) == (dt.date(2026, 12, 1), dt.date(2026, 12, 31))


def test_a_week_shows_its_own_days_and_leads_to_the_next(garw: Cast, choir: Activity, sign_in: Any) -> None:
    session = ahead(choir, days=10)
    day = timezone.localtime(session.starts_at).date()
    monday, _sunday = week_of(day)
    client = sign_in()
    text = client.get(f"{BASE}/?span=week&on={day}").content.decode()
    assert "Choir" in text
    before = monday - dt.timedelta(days=1)
    assert f"on={before}" in text
    assert "Choir" not in client.get(f"{BASE}/?span=week&on={before}").content.decode()
    assert "Choir" in client.get(f"{BASE}/?span=month&on={day}&kind=culture").content.decode()
    assert "Nothing fits" in client.get(f"{BASE}/?kind=safety").content.decode()


@pytest.mark.parametrize(
    "query", ["span=week&on=nonsense", "span=month&on=0001-01-01", "span=week&on=9999-12-31", "span=decade",
              "place=999999", "area=x", "kind=nothing", "facility=%00", "room=1&pays=gold"]
)  # fmt: skip
def test_an_address_that_somebody_mistyped_still_shows_whats_on(
    garw: Cast, choir: Activity, sign_in: Any, query: str
) -> None:
    assert sign_in().get(f"{BASE}/?{query}").status_code == 200


@pytest.mark.parametrize("tongue", ["cy", "en"])
@pytest.mark.parametrize("easy", ["0", "1"])
def test_a_place_says_what_it_has_what_not_and_what_nobody_knows(
    garw: Cast, choir: Activity, hall: Place, sign_in: Any, tongue: str, easy: str
) -> None:
    ahead(choir)
    client = sign_in()
    client.cookies["easy_read"] = easy
    text = client.get(f"/{tongue}/c/garw/delivering/places/{hall.pk}/").content.decode()
    assert ("Côr" if tongue == "cy" else "Choir") in text
    if tongue == "en":
        assert text.index("Hearing loop") < text.index("The place does not have") < text.index("Lift, or all")
        assert text.index("What we do not know of it") < text.index("Quiet room")
    assert client.get(f"{BASE}/places/999999/").status_code == 404


def test_the_notice_board_is_in_both_languages_and_leaves_out_what_is_not_listed(
    garw: Cast, choir: Activity, sign_in: Any
) -> None:
    ahead(choir)
    circle = people.add_organisation(by=SYSTEM, community=garw.community, name="Circle", kind="group").party
    hidden = commands.plan_activity(
        by=SYSTEM, community=garw.community, title_cy="Cudd", title_en="Hidden", work=work("arts"),
        run_by=circle, listed=False,
    )  # fmt: skip
    ahead(hidden)
    made = sign_in(garw.dai).get(f"{BASE}/board.pdf")
    assert made["Content-Type"] == "application/pdf"
    text = "".join(page.extract_text() for page in PdfReader(io.BytesIO(made.content)).pages)
    assert text.index("Côr") < text.index("Choir")
    assert "Hidden" not in text
    assert "Cudd" not in text


def test_whats_on_costs_the_same_for_one_and_three_sessions(
    garw: Cast, choir: Activity, gardening: Activity, sign_in: Any, django_assert_num_queries: Any
) -> None:
    ahead(choir)
    visitor, member = sign_in(), sign_in(garw.dai)
    for _round in range(2):
        with django_assert_num_queries(VISITOR):
            visitor.get(f"{BASE}/?kind=")
        with django_assert_num_queries(MEMBER):
            member.get(f"{BASE}/?kind=")
        ahead(choir, days=8)
        ahead(gardening, days=9)


VISITOR, MEMBER = 5, 14


def test_a_broker_keeps_a_place_on_its_page(garw: Cast, hall: Place, sign_in: Any) -> None:
    client = sign_in(garw.tomos)
    path = f"/en/c/garw/people/places/{hall.pk}/change/"
    assert "Hearing loop" in client.get(path).content.decode()
    done = client.post(
        path,
        {"name_cy": "Neuadd", "name_en": "The big hall", "has_hearing_loop": "no", "has_toilet": "yes",
         "has_lift": ""},
    )  # fmt: skip
    assert done.status_code == 302
    hall.refresh_from_db()
    assert (hall.name_en, hall.facilities) == ("The big hall", {"toilet": True, "hearing_loop": False})
    assert sign_in(garw.dai).get(path).status_code == 403
    listed = client.get("/en/c/garw/people/places/").content.decode()
    assert "12 things are not known" in listed


@pytest.mark.parametrize("tongue", ["cy", "en"])
@pytest.mark.parametrize("easy", ["0", "1"])
def test_the_pages_of_planning_speak_both_languages_and_easy_read(
    garw: Cast, choir: Activity, sign_in: Any, tongue: str, easy: str
) -> None:
    session = ahead(choir)
    role = commands.add_role(by=SYSTEM, activity=choir, kind="helper", places=2)
    start = timezone.now() + dt.timedelta(days=2)
    repeat = commands.plan_repeat(
        by=SYSTEM, activity=choir, how_often="weekly", starts_at=start, ends_at=start + dt.timedelta(hours=1)
    )
    commands.sign_up(by=SYSTEM, session=session, party=garw.party("Tomos"), role=role)
    commands.appoint_lead(by=SYSTEM, activity=choir, person=garw.tomos)
    client = sign_in(garw.fresh("Tomos"))
    client.cookies["easy_read"] = easy
    base = f"/{tongue}/c/garw/delivering"
    for path in (
        f"/activities/{choir.pk}/change/", f"/activities/{choir.pk}/copy/", f"/activities/{choir.pk}/roles/",
        f"/roles/{role.pk}/", f"/activities/{choir.pk}/leads/", f"/activities/{choir.pk}/photo/change/",
        f"/activities/{choir.pk}/rota/", f"/activities/{choir.pk}/repeats/new/", f"/repeats/{repeat.pk}/",
        f"/sessions/{session.pk}/change/", f"/sessions/{session.pk}/copy/", f"/sessions/{session.pk}/cancel/",
        "/mine/turns/",
    ):  # fmt: skip
        page = client.get(base + path)
        assert page.status_code == 200, path
        text = page.content.decode()
        assert f'lang="{tongue}"' in text
        assert ('class="easy"' in text) == (easy == "1"), path


def test_sessions_that_come_again_are_planned_on_the_page(garw: Cast, choir: Activity, sign_in: Any) -> None:
    client = sign_in(garw.tomos)
    first = timezone.localdate() + dt.timedelta(days=7)
    given = {
        "day_0": first.day, "day_1": first.month, "day_2": first.year, "starts": "10:00", "ends_at": "11:30",
        "how_often": "weekly", "times": "4", "places": "8",
        "left_out": f"{(first + dt.timedelta(days=7)):%d %m %Y}\n",
    }  # fmt: skip
    path = f"{BASE}/activities/{choir.pk}/repeats/new/"
    wrong = client.post(path, given | {"left_out": "Christmas"})
    assert "Line 1 is no day: “Christmas”" in wrong.content.decode()
    assert client.post(path, given).status_code == 302
    assert choir.sessions.count() == 3
    page = client.get(f"{BASE}/activities/{choir.pk}/").content.decode()
    assert "Every week:" in page
    repeat = choir.repeats.get()
    out = first + dt.timedelta(days=14)
    day = {"day_0": out.day, "day_1": out.month, "day_2": out.year}
    client.post(f"{BASE}/repeats/{repeat.pk}/", day | {"leave_out": "1"})
    assert choir.sessions.filter(state="cancelled").count() == 1
