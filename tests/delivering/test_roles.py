"""Roles to fill: places of their own, checks, a waiting list for each that fills itself."""

from __future__ import annotations

import datetime as dt

import pytest
from django.utils import timezone
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from gilydd.delivering import commands
from gilydd.delivering.models import Activity, RoleToFill, Session, SignUp
from gilydd.delivering.words import Part, RoleKind
from gilydd.history.words import NotAllowed, Refused
from gilydd.people import commands as people
from gilydd.people.models import Message, Party
from gilydd.people.policy import SYSTEM
from gilydd.people.words import SupportScope
from tests.cast import Cast, work
from tests.delivering.conftest import ahead, enrolled

pytestmark = pytest.mark.django_db


def role(activity: Activity, places: int | None = 1, kind: str = RoleKind.HELPER, **more) -> RoleToFill:
    return commands.add_role(by=SYSTEM, activity=activity, kind=kind, places=places, **more)


def state(row: SignUp) -> str:
    row.refresh_from_db()
    return row.state


def signed(cast: Cast, session: Session, name: str, role: RoleToFill | None = None, **more) -> SignUp:
    party = cast.party(name)
    return commands.sign_up(by=cast.fresh(name), session=session, party=party, role=role, **more)


def test_a_role_has_its_own_places_and_its_own_waiting_list(
    garw: Cast, gardening: Activity, run_jobs
) -> None:
    tea, dig = role(gardening, 1, name_cy="Te", name_en="Tea"), role(gardening, 2)
    session = ahead(gardening)
    dai, sian = signed(garw, session, "Dai", tea), signed(garw, session, "Siân", tea)
    rhodri, priya = signed(garw, session, "Rhodri", dig), signed(garw, session, "Priya")
    assert [row.state for row in (dai, sian, rhodri, priya)] == ["signed", "waiting", "signed", "signed"]
    assert [row.part for row in (dai, priya)] == [Part.CONTRIBUTING, Part.TAKING_PART]
    # A place of another role is not hers, her own is.
    commands.withdraw_sign_up(by=garw.rhodri, sign_up=rhodri)
    assert state(sian) == "waiting"
    commands.withdraw_sign_up(by=garw.dai, sign_up=dai)
    assert state(sian) == "signed"
    run_jobs()
    assert "You have a place" in Message.objects.get(party=garw.party("Siân")).subject


def test_the_part_alone_finds_a_role_with_a_place(garw: Cast, gardening: Activity) -> None:
    first, second = role(gardening, 1), role(gardening, 1)
    session = ahead(gardening)
    rows = [signed(garw, session, name, part=Part.CONTRIBUTING) for name in ("Dai", "Siân", "Rhodri")]
    assert [row.role_id for row in rows] == [first.pk, second.pk, first.pk]
    assert [row.state for row in rows] == ["signed", "signed", "waiting"]


def test_more_places_in_a_role_or_a_session_go_to_those_who_wait(
    garw: Cast, gardening: Activity, run_jobs
) -> None:
    tea = role(gardening, 1)
    session, later_on = ahead(gardening, places=2), ahead(gardening, days=14)
    waiting = []
    for one in (session, later_on):
        signed(garw, one, "Dai", tea)
        waiting.append(signed(garw, one, "Siân", tea))
    third = signed(garw, session, "Priya")
    fourth = signed(garw, session, "Rhodri")
    assert [state(row) for row in (*waiting, third, fourth)] == ["waiting", "waiting", "signed", "waiting"]
    commands.change_role(by=garw.tomos, role=tea, places=2)
    # On the first session every place was taken: her role has one now, the session has none.
    assert [state(row) for row in (*waiting, fourth)] == ["waiting", "signed", "waiting"]
    commands.change_session(
        by=garw.tomos, session=session, starts_at=session.starts_at, ends_at=session.ends_at, places=3
    )
    assert [state(row) for row in (waiting[0], fourth)] == ["signed", "waiting"]
    with pytest.raises(Refused, match="More people are on a list"):
        commands.change_role(by=garw.tomos, role=tea, places=1)
    with pytest.raises(Refused, match="More people are on the list"):
        commands.change_session(
            by=garw.tomos, session=session, starts_at=session.starts_at, ends_at=session.ends_at, places=2
        )


def test_a_role_of_one_session_is_offered_on_that_one_alone(garw: Cast, gardening: Activity) -> None:
    session, other = ahead(gardening), ahead(gardening, days=14)
    barbecue = role(gardening, session=session, name_cy="Barbeciw", name_en="Barbecue")
    assert signed(garw, session, "Dai", barbecue).role == barbecue
    with pytest.raises(Refused, match="no such role"):
        signed(garw, other, "Dai", barbecue)


def test_a_role_ends_once_nobody_ahead_is_on_a_list_for_it(garw: Cast, gardening: Activity) -> None:
    tea, session = role(gardening), ahead(gardening)
    dai = signed(garw, session, "Dai", tea)
    with pytest.raises(Refused, match="Take them off first"):
        commands.end_role(by=garw.tomos, role=tea)
    commands.withdraw_sign_up(by=garw.dai, sign_up=dai)
    commands.end_role(by=garw.tomos, role=tea)
    with pytest.raises(Refused, match="no such role"):
        signed(garw, session, "Dai", tea)


def test_work_that_asks_for_a_check_takes_those_who_have_it(garw: Cast) -> None:
    people.set_work_rule(by=garw.tomos, community=garw.community, work=work("childcare"), needs="enhanced")
    club = commands.plan_activity(
        by=garw.tomos, community=garw.community, title_cy="Clwb", title_en="Club", work=work("childcare")
    )
    session = ahead(club)
    with pytest.raises(Refused, match="Your broker can help") as refusal:
        signed(garw, session, "Dai", part=Part.CONTRIBUTING)
    assert refusal.value.field == "part"
    with pytest.raises(Refused, match="they do not have"):
        commands.sign_up(by=garw.tomos, session=session, party=garw.party("Dai"), part=Part.CONTRIBUTING)
    # Whoever takes part is not asked for one, nor is who makes the tea.
    assert signed(garw, session, "Siân").state == "signed"
    tea = role(club, None, work=work("meals"))
    assert signed(garw, session, "Rhodri", tea).state == "signed"
    people.record_vetting(by=garw.tomos, membership=garw.member("Dai"), kind="barred")
    play = role(club, None, RoleKind.LEAD)
    assert signed(garw, session, "Dai", play).state == "signed"


def test_a_supporter_signs_up_whom_they_support_and_nobody_else(
    garw: Cast, gardening: Activity, run_jobs
) -> None:
    session = ahead(gardening)
    rhodri = garw.fresh("Rhodri")
    with pytest.raises(NotAllowed):
        commands.sign_up(by=rhodri, session=session, party=garw.party("Siân"))
    people.propose_support(
        by=garw.fresh("Siân"), community=garw.community, supporter=rhodri, member=garw.sian,
        scopes=[SupportScope.SESSIONS], until=timezone.localdate() + dt.timedelta(days=30),
    )  # fmt: skip
    rhodri = garw.fresh("Rhodri")
    row = commands.sign_up(by=rhodri, session=session, party=garw.party("Siân"))
    assert row.typed_by_key
    with pytest.raises(NotAllowed):
        commands.sign_up(by=rhodri, session=session, party=garw.party("Dai"))
    run_jobs()
    assert Message.objects.filter(party=garw.party("Siân")).exists(), "she is told of what he did for her"
    assert state(commands.withdraw_sign_up(by=garw.fresh("Siân"), sign_up=row)) == "withdrawn"


def test_names_of_a_role_come_in_both_languages_or_not_at_all(garw: Cast, gardening: Activity) -> None:
    with pytest.raises(Refused) as refusal:
        role(gardening, name_cy="Te")
    assert refusal.value.field == "name_en"
    with pytest.raises(NotAllowed):
        commands.add_role(by=garw.dai, activity=gardening, kind=RoleKind.HELPER)


ACTS = st.lists(
    st.tuples(st.sampled_from(["sign", "withdraw", "places", "role"]), st.integers(0, 5), st.integers(1, 3)),
    max_size=25,
)


@settings(
    max_examples=25,
    deadline=None,
    suppress_health_check=[HealthCheck.function_scoped_fixture, HealthCheck.too_slow],
)
@given(acts=ACTS)
def test_nobody_waits_who_would_fit_and_no_list_is_over_full(
    garw: Cast, gardening: Activity, acts: list
) -> None:
    """Whatever people do in whatever order: places are never exceeded, and no place stands empty."""
    mine = commands.copy_activity(by=SYSTEM, activity=gardening, title_cy="Arall", title_en="Another")
    session = ahead(mine, places=4)
    roles = [role(mine, 1), role(mine, 2, session=session), None]
    parties = list(Party.objects.filter(person__isnull=False).order_by("pk")[:6])
    for what, who, number in acts:
        session.refresh_from_db()
        try:
            if what == "sign":
                commands.sign_up(by=SYSTEM, session=session, party=parties[who], role=roles[number - 1])
            elif what == "withdraw":
                for row in session.sign_ups.filter(party=parties[who]):
                    commands.withdraw_sign_up(by=SYSTEM, sign_up=row)
            elif what == "places":
                commands.change_session(
                    by=SYSTEM, session=session, starts_at=session.starts_at, ends_at=session.ends_at,
                    places=number + who % 3,
                )  # fmt: skip
            else:
                commands.change_role(by=SYSTEM, role=roles[who % 2], places=number)
        except Refused:
            pass
        judge(session)


def judge(session: Session) -> None:
    session.refresh_from_db()
    rows = list(session.sign_ups.exclude(state="withdrawn").select_related("role").order_by("pk"))
    signed = [row for row in rows if row.state == "signed"]

    def has_room(row: SignUp) -> bool:
        if session.places is not None and len(signed) >= session.places:
            return False
        mates = [one for one in signed if one.role_id == row.role_id]
        return row.role is None or row.role.places is None or len(mates) < row.role.places

    assert session.places is None or len(signed) <= session.places
    for one in {row.role for row in signed if row.role and row.role.places}:
        assert sum(row.role_id == one.pk for row in signed) <= one.places
    assert [row.pk for row in rows if row.state == "waiting" and has_room(row)] == []
    assert len({row.party_id for row in rows}) == len(rows)


def test_many_wait_and_are_served_in_the_order_they_came(garw: Cast, gardening: Activity) -> None:
    session = ahead(gardening, places=3)
    rows = [commands.sign_up(by=SYSTEM, session=session, party=party) for party in enrolled(garw, 10)]
    assert [row.state for row in rows] == ["signed"] * 3 + ["waiting"] * 7
    commands.change_session(
        by=SYSTEM, session=session, starts_at=session.starts_at, ends_at=session.ends_at, places=6
    )
    assert [state(row) for row in rows] == ["signed"] * 6 + ["waiting"] * 4
