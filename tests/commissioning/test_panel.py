"""A panel of 12 is drawn from 150, sits, meets, is credited and has its costs back."""

from __future__ import annotations

import datetime as dt
import json
from fractions import Fraction
from typing import Any

import pytest
from django.db import DatabaseError, transaction
from django.utils import timezone
from hypothesis import given, settings
from hypothesis import strategies as st

from gilydd.algorithms.panels import NoPanel, Quota, leximin
from gilydd.commissioning import drawing
from gilydd.commissioning.commands import meetings
from gilydd.commissioning.commands import panel as commands
from gilydd.commissioning.models import Panel, PanelMeeting, PoolMember, Present, Seat
from gilydd.commissioning.queries import panel as queries
from gilydd.commissioning.words import PanelState, SeatState
from gilydd.exchange import ledger
from gilydd.exchange.models import Transfer
from gilydd.history.models import Record
from gilydd.history.words import NotAllowed, Refused
from gilydd.people.models import Message, Party
from gilydd.people.policy import SYSTEM
from gilydd.services.models import Turn
from gilydd.site.tools import panel as tool
from tests.cast import Cast

from .together import QUOTAS, a_panel, areas, in_pool, neighbours, seated, told


def drawn(panel: Panel, seed: int = 51223344) -> Panel:
    """Close the pool for a public draw of tomorrow, and draw the day after."""
    tomorrow = timezone.localdate() + dt.timedelta(days=1)
    commands.close_pool(
        by=SYSTEM, panel=panel, seed_from="public", seed_source_cy="Loteri nos Sadwrn",
        seed_source_en="Saturday’s lottery", seed_on=tomorrow,
    )  # fmt: skip
    with pytest.raises(Refused, match="not taken place"):
        commands.draw_panel(by=SYSTEM, panel=panel, seed=seed)
    Panel.objects.filter(pk=panel.pk).update(seed_on=timezone.localdate())
    return commands.draw_panel(by=SYSTEM, panel=panel, seed=seed)


class Args:
    def __init__(self, **given: Any) -> None:
        self.__dict__.update(given)


@pytest.mark.django_db
def test_twelve_are_drawn_from_150_and_anybody_can_draw_them_again(
    garw: Cast, turn: Turn, tmp_path: Any, client: Any
) -> None:
    areas(garw)
    panel = a_panel(turn)
    members = neighbours(garw, 150)
    assert commands.invite_to_pool(by=garw.ffion, panel=panel) == 153, "the cast has three citizens"
    assert commands.invite_to_pool(by=garw.ffion, panel=panel) == 0, "nobody is invited twice"
    PoolMember.objects.filter(panel=panel, party__in=[m.party_id for m in members]).delete()
    in_pool(panel, members)
    commands.set_quotas(by=garw.ffion, panel=panel, quotas=QUOTAS)
    panel = drawn(panel)

    # The rules of the draw hold, and every chance is exact.
    pool = PoolMember.objects.filter(panel=panel, state="in")
    chances = [Fraction(row.chance_parts, row.chance_whole) for row in pool]
    assert sum(chances) == 12 and min(chances) > 0
    seats = Seat.objects.filter(panel=panel, state=SeatState.ASKED)
    assert seats.count() == 12
    rows = list(pool.filter(party__in=seats.values("party")).values())
    for quota in QUOTAS:
        assert quota.lowest <= sum(row[quota.feature] == quota.value for row in rows) <= quota.highest

    # What is published holds no name, and the tool draws the same numbers from it.
    files = {}
    for name in ("pool.csv", "quotas.csv", "chances.csv", "draw.json"):
        answer = client.get(f"/en/c/{garw.slug}/commissioning/panels/{panel.pk}/files/{name}/")
        assert answer.status_code == 200 and b"Neighbour" not in answer.content
        (tmp_path / name).write_bytes(answer.content)
        files[name] = answer.content.decode()
    again = tool.run(
        Args(
            candidates=str(tmp_path / "pool.csv"),
            quotas=str(tmp_path / "quotas.csv"),
            size=12,
            seed=panel.seed,
        )
    )
    numbers = sorted(row["number"] for row in rows)
    assert [int(number) for number in again["panel"]] == numbers
    assert again["pool_sha256"] == panel.pool_digest
    published = json.loads(files["draw.json"])
    assert published["panel"] == again["panel"] and published["reserves"] == again["reserves"]
    line = next(
        one for one in files["chances.csv"].splitlines() if one.startswith(f"{rows[0]['number']:03d},")
    )
    assert Fraction(line.split(",")[1]) == Fraction(rows[0]["chance_parts"], rows[0]["chance_whole"])

    # The digest stood in history before the number was known; both acts are public and name nobody.
    acts = Record.objects.filter(verb__in=["commissioning.close_pool", "commissioning.draw_panel"]).order_by(
        "pk"
    )
    assert [act.verb.partition(".")[2] for act in acts] == ["close_pool", "draw_panel"]
    assert acts[0].facts["digest"] == panel.pool_digest and "seed" not in acts[0].facts
    with pytest.raises(Refused):
        commands.draw_panel(by=SYSTEM, panel=panel, seed=1)
    with pytest.raises(Refused):
        commands.set_quotas(by=SYSTEM, panel=panel, quotas=[])


@pytest.mark.django_db
def test_who_cannot_come_is_followed_by_the_reserve_of_the_same_kind(garw: Cast, turn: Turn) -> None:
    panel = a_panel(turn, seats=4)
    members = neighbours(garw, 24)
    in_pool(panel, members)
    quotas = [Quota("gender", "woman", 2, 2), Quota("gender", "man", 2, 2)]
    commands.set_quotas(by=SYSTEM, panel=panel, quotas=quotas)
    panel = drawn(panel)
    gender = dict(PoolMember.objects.filter(panel=panel).values_list("party", "gender"))
    seat = Seat.objects.filter(panel=panel, state=SeatState.ASKED).order_by("pk").first()
    first = Seat.objects.filter(panel=panel, state=SeatState.RESERVE).order_by("order")
    wanted = next(row for row in first if gender[row.party_id] == gender[seat.party_id])
    person = Party.objects.get(pk=seat.party_id).person

    with pytest.raises(NotAllowed):
        commands.answer_seat(by=garw.fresh("Dai"), seat=seat, yes=True)
    commands.answer_seat(by=person, seat=seat, yes=False)
    commands.answer_seat(by=person, seat=seat, yes=False)
    wanted.refresh_from_db()
    assert wanted.state == SeatState.ASKED and wanted.after_id == seat.pk
    assert Seat.objects.filter(panel=panel, state=SeatState.ASKED).count() == 4
    # A broker writes a yes down that came by phone, and says so; without saying how it is refused.
    with pytest.raises(Refused):
        commands.answer_seat(by=garw.fresh("Tomos"), seat=wanted, yes=True)
    commands.answer_seat(by=garw.fresh("Tomos"), seat=wanted, yes=True, entered_from="phone")
    wanted.refresh_from_db()
    assert wanted.state == SeatState.SEATED
    act = Record.objects.filter(verb="commissioning.answer_seat").latest("pk")
    assert act.capacity == "professional" and act.on_behalf_of_key.endswith(str(wanted.party.key))
    # Reserves run out: a seat stays empty rather than break a quota.
    for _turn in range(12):
        row = Seat.objects.filter(panel=panel, state__in=("asked", "seated"), side="citizens").first()
        if row:
            commands.leave_seat(by=SYSTEM, seat=row)
    page = queries.page_of(None, Panel.objects.get(pk=panel.pk))
    assert page.filled + page.asked < 4
    assert all(not row.name for row in page.seats), "a visitor reads no names"
    commands.end_panel(by=garw.fresh("Ffion"), panel=panel)
    assert Panel.objects.get(pk=panel.pk).state == PanelState.ENDED


@pytest.mark.django_db
def test_only_who_agreed_is_in_the_pool_and_only_with_what_they_told(garw: Cast, turn: Turn) -> None:
    areas(garw)
    panel = a_panel(turn, seats=3)
    dai, mair = garw.fresh("Dai"), garw.party("Mair")
    with pytest.raises(Refused, match="only if you agree"):
        commands.join_pool(by=dai, panel=panel, party=dai.party, **{**told(0), "agreed": False})
    with pytest.raises(Refused):
        commands.join_pool(by=dai, panel=panel, party=dai.party, **{**told(0), "area": "cardiff"})
    with pytest.raises(NotAllowed):
        commands.join_pool(by=dai, panel=panel, party=mair, entered_from="paper", **told(0))
    with pytest.raises(Refused, match="Citizens are drawn"):
        commands.join_pool(by=garw.fresh("Rhodri"), panel=panel, party=garw.party("Rhodri"), **told(0))
    row = commands.join_pool(by=dai, panel=panel, party=dai.party, **told(0))
    again = commands.join_pool(by=dai, panel=panel, party=dai.party, **told(1))
    assert again.pk == row.pk and again.age == "30-44"
    entered = commands.join_pool(
        by=garw.fresh("Tomos"), panel=panel, party=mair, entered_from="paper", **told(2)
    )
    assert entered.typed_by_key and entered.entered_from == "paper"
    gone = commands.leave_pool(by=dai, panel=panel, party=dai.party)
    assert (gone.state, gone.age, gone.area, gone.experience, gone.agreed_at) == ("no", "", "", "", None)
    with pytest.raises(Refused, match="fewer people"):
        commands.close_pool(by=SYSTEM, panel=panel, seed_from="picked")
    in_pool(panel, neighbours(garw, 6), start=3)
    for party in (dai.party, mair):
        assert Record.objects.filter(verb="commissioning.join_pool", audience="private").exists(), party
    # Quotas nobody can meet, and quotas that leave somebody without any chance, are refused with a sentence.
    commands.set_quotas(by=SYSTEM, panel=panel, quotas=[Quota("age", "60-74", 3, 3)])
    with pytest.raises(Refused, match="asks for 3"):
        commands.close_pool(by=SYSTEM, panel=panel, seed_from="picked")
    commands.set_quotas(by=SYSTEM, panel=panel, quotas=[Quota("language", "cy", 0, 0)])
    with pytest.raises(Refused, match="never be drawn"):
        commands.close_pool(by=SYSTEM, panel=panel, seed_from="picked")
    with pytest.raises(Refused, match="more people than there are seats"):
        commands.set_quotas(
            by=SYSTEM, panel=panel, quotas=[Quota("age", "60-74", 2, 2), Quota("age", "30-44", 2, 2)]
        )
    commands.set_quotas(by=SYSTEM, panel=panel, quotas=[])
    commands.close_pool(by=SYSTEM, panel=panel, seed_from="picked")
    panel = commands.draw_panel(by=SYSTEM, panel=panel)
    assert panel.seed is not None and panel.seed < 2**48
    assert PoolMember.objects.get(panel=panel, party=dai.party).number is None
    with pytest.raises(Refused):
        commands.leave_pool(by=garw.fresh("Dai"), panel=panel, party=dai.party)


@pytest.mark.django_db
def test_a_meeting_credits_its_citizens_once_and_costs_are_paid_back(garw: Cast, turn: Turn) -> None:
    panel = a_panel(turn, seats=3)
    ffion, tomos, dai = garw.fresh("Ffion"), garw.fresh("Tomos"), garw.fresh("Dai")
    seats = [seated(panel, garw.party(name)) for name in ("Dai", "Siân", "Mair")]
    named = commands.name_professional(by=ffion, panel=panel, party=garw.party("Rhodri"))
    with pytest.raises(Refused):
        commands.name_professional(by=ffion, panel=panel, party=garw.party("Dai"))
    commands.answer_seat(by=garw.fresh("Rhodri"), seat=named, yes=True)
    commands.note_training(by=ffion, seat=seats[0], on=timezone.localdate())
    began = timezone.now() - dt.timedelta(days=1)
    record = {
        "by": ffion, "panel": panel, "starts_at": began, "length_minutes": 120,
        "present": [seats[0], seats[1], named], "decided_cy": "Bws.", "decided_en": "A bus.",
    }  # fmt: skip
    with pytest.raises(NotAllowed):
        meetings.record_meeting(**{**record, "by": dai})
    with pytest.raises(Refused):
        meetings.record_meeting(**{**record, "starts_at": timezone.now() + dt.timedelta(days=1)})
    meeting = meetings.record_meeting(**record)
    assert meetings.record_meeting(**record).pk == meeting.pk
    assert PanelMeeting.objects.count() == 1

    before = garw.balances("Dai", "Siân", "Mair", "Rhodri", "pot")
    assert meetings.credit_meeting(by=tomos, meeting=meeting) == 2
    assert meetings.credit_meeting(by=tomos, meeting=meeting) == 0
    after = garw.balances("Dai", "Siân", "Mair", "Rhodri", "pot")
    assert [b - a for a, b in zip(before, after, strict=True)] == [120, 120, 0, 0, -240]
    assert Transfer.objects.filter(work__code="democracy").count() == 2 and not list(ledger.broken_books())
    assert Present.objects.filter(transfer__isnull=False).count() == 2
    # Nobody credits themselves.
    own = meetings.record_meeting(**{**record, "starts_at": began - dt.timedelta(days=1)})
    seated(panel, garw.party("Tomos"))
    Present.objects.create(
        community=garw.community, meeting=own, seat=Seat.objects.get(panel=panel, party=garw.party("Tomos"))
    )
    with pytest.raises(Refused, match="Somebody else"):
        meetings.credit_meeting(by=garw.fresh("Tomos"), meeting=own)

    spent = {
        "by": dai, "seat": seats[0], "kind": "travel", "pence": 460, "spent_on": timezone.localdate(),
        "key": "bus", "words": "Bus", "lang": "en",
    }  # fmt: skip
    cost = meetings.ask_expense(**spent)
    assert meetings.ask_expense(**spent).pk == cost.pk
    with pytest.raises(NotAllowed):
        meetings.ask_expense(**{**spent, "by": garw.fresh("Siân"), "key": "other"})
    with pytest.raises(NotAllowed):
        meetings.answer_expense(by=dai, expense=cost, pay=True, paid_on=timezone.localdate())
    with pytest.raises(Refused):
        meetings.answer_expense(by=ffion, expense=cost, pay=False)
    meetings.answer_expense(by=ffion, expense=cost, pay=True, paid_on=timezone.localdate())
    assert queries.paid_pence(panel) == 460
    assert [row.pence for row, _who in queries.expenses_of(garw.fresh("Siân"), panel)] == []
    assert [row.pence for row, _who in queries.expenses_of(dai, panel)] == [460]


@pytest.mark.django_db
def test_everybody_is_told_what_came_of_the_draw(garw: Cast, turn: Turn) -> None:
    from gilydd.commissioning import panel_notices

    panel = a_panel(turn, seats=3)
    commands.invite_to_pool(by=SYSTEM, panel=panel)
    panel_notices.invited(panel.pk)
    panel_notices.invited(panel.pk)
    assert Message.objects.filter(key__endswith=":invited").count() == 3, "Mair, Dai and Siân, once"
    in_pool(panel, neighbours(garw, 12))
    panel = drawn(panel)
    panel_notices.drawn(panel.pk)
    keys = list(Message.objects.filter(key__startswith="commissioning.").values_list("key", flat=True))
    assert sum(key.endswith(":asked") for key in keys) == 3
    assert sum(key.endswith((":asked", ":not-drawn", ":reserve")) for key in keys) == 12
    both = Message.objects.filter(key__endswith=":asked").first()
    assert both is not None and "You were drawn for the panel" in both.subject
    assert "Four meetings of two hours." in both.text


@settings(max_examples=12, deadline=None)
@given(data=st.data())
def test_no_draw_depends_on_the_order_of_the_pool_and_chances_sum_to_the_seats(data: Any) -> None:
    people = {
        number: {"age": data.draw(st.sampled_from("abc")), "sex": data.draw(st.sampled_from("mw"))}
        for number in range(1, data.draw(st.integers(6, 20)) + 1)
    }
    seats = data.draw(st.integers(2, 5))
    quotas = [Quota("age", "a", 0, data.draw(st.integers(1, 3))), Quota("sex", "m", 1, seats)]
    shuffled = dict(data.draw(st.permutations(list(people.items()))))
    one, other = (drawing.pool_csv(rows, ["age", "sex"]) for rows in (people, shuffled))
    assert one == other
    pool = drawing.read_pool(one)
    try:
        lottery = drawing.lottery_of(pool, quotas, seats)
    except (NoPanel, ValueError):
        return
    chances = drawing.chances_of(pool, lottery)
    assert sum(chances.values()) == seats
    for number, chance in chances.items():
        assert chance > 0 or not could_sit(people, number, quotas, seats)
    seed = data.draw(st.integers(0, 2**63 - 1))
    first = drawing.result_of(pool, lottery, seed)
    kept = drawing.lottery_again(json.loads(json.dumps(drawing.kept(lottery))))
    assert drawing.result_of(pool, kept, seed) == first
    assert len(set(first.seated)) == seats and not set(first.seated) & set(first.reserves)
    assert drawing.holds([people[number] for number in first.seated], quotas)


def could_sit(people: dict[int, dict[str, str]], number: int, quotas: list[Quota], seats: int) -> bool:
    """Whether some panel with this person meets the quotas: with the person's own kind asked for once."""
    own = people[number]
    marked = [{**told, "who": "them" if n == number else "else"} for n, told in people.items()]
    try:
        leximin(marked, [*quotas, Quota("who", "them", 1, 1)], seats)
    except NoPanel:
        return False
    return bool(own)


def test_a_reserve_of_another_kind_sits_only_where_every_quota_still_holds() -> None:
    quotas = [Quota("age", "old", 1, 2), Quota("age", "young", 1, 2)]
    old, young = {"age": "old"}, {"age": "young"}
    assert drawing.next_reserve(old, [young, old], [young], quotas) == 0
    assert drawing.next_reserve(old, [young, young], [young], quotas) is None


@pytest.mark.django_db
def test_a_declaration_and_a_version_stay_as_they_were_written(garw: Cast, turn: Turn) -> None:
    from gilydd.commissioning.commands.conflicts import declare_interest
    from gilydd.commissioning.commands.specification import write_version
    from gilydd.commissioning.models import Declaration, SpecificationVersion

    from .together import a_procurement

    procurement = a_procurement(turn, garw.party("Ffion"))
    declare_interest(by=garw.dai, procurement=procurement, has_interest=False, text="", lang="")
    write_version(by=garw.ffion, procurement=procurement, text_cy="Un", text_en="One")
    for rows in (Declaration.objects.all(), SpecificationVersion.objects.all()):
        with pytest.raises(DatabaseError), transaction.atomic():
            rows.update(procurement=procurement)
        with pytest.raises(DatabaseError), transaction.atomic():
            rows._raw_delete(rows.db)
