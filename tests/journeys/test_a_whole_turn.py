"""A whole turn of a day-opportunities service, from what matters to people to the next turn's first need.

Everything goes through the commands that the pages call, and the public pages are read by a visitor on the
way. What only time does (bids close, a standstill ends, a quarter passes) is moved in the database.
"""

from __future__ import annotations

import datetime as dt
import json
from typing import Any

import pytest
from django.utils import timezone

from gilydd.commissioning import commands as commissioning
from gilydd.commissioning.commands import (
    agreements,
    assembly,
    conflicts,
    meetings,
    recommission,
    scoring,
    specification,
    tender,
)
from gilydd.commissioning.commands import award as awards
from gilydd.commissioning.commands import panel as panels
from gilydd.commissioning.commands.agreements import NewMilestone
from gilydd.commissioning.commands.award import Agreed
from gilydd.commissioning.commands.specification import Taken
from gilydd.commissioning.models import (
    Agreement,
    Bid,
    BidAttempt,
    LotAward,
    Milestone,
    Need,
    OpenedBid,
    Opening,
    Panel,
    Procurement,
    Seat,
)
from gilydd.commissioning.queries.scoring import first_of
from gilydd.delivering import commands as delivering
from gilydd.delivering.words import Part
from gilydd.evaluating import commands as evaluating
from gilydd.history.words import Refused
from gilydd.people.models import Party
from gilydd.people.policy import SYSTEM
from gilydd.people.words import PartyKind
from gilydd.services import commands as services
from gilydd.services.models import Turn
from tests.cast import Cast, work
from tests.commissioning import tendering
from tests.commissioning.conftest import a_turn
from tests.commissioning.test_panel import drawn
from tests.commissioning.test_publishing import bodies, valid
from tests.commissioning.together import QUOTAS, a_panel, areas, in_pool, neighbours

pytestmark = pytest.mark.django_db
DAY = dt.timedelta(days=1)
SECRET = "Nobody reads this before the opening"
NEEDS = (
    "Somewhere to go by day", "A lift that waits", "Work that is paid", "Friends of my own age",
    "Somebody who signs", "To cook for others", "Less waiting", "A say in who is hired", "Quiet rooms",
    "Evenings too", "Welsh with my friends",
)  # fmt: skip


def visit(client: Any, path: str, language: str = "en") -> str:
    answer = client.get(f"/{language}/c/garw/commissioning/{path}")
    assert answer.status_code == 200, path
    return str(answer.content.decode())


def test_a_turn_goes_from_eleven_needs_to_the_first_need_of_the_next(
    garw: Cast, client: Any, run_jobs: Any
) -> None:
    turn = a_turn(garw, "Cyfleoedd dydd", "Day opportunities")
    needs = eleven_needs(garw, turn)
    panel = twelve_of_150(garw, turn)
    in_order(garw, turn, panel, needs)
    procurement = begun(garw, turn)
    four_versions(garw, procurement, panel)
    files = ready(garw, procurement)
    five_bids(garw, procurement)
    assert SECRET not in "".join(
        visit(client, f"procurements/{procurement.pk}/", one) for one in ("cy", "en")
    )
    opened = opened_together(garw, procurement, files)
    winner = scored_and_agreed(garw, procurement, panel, opened)
    agreement = awarded_and_signed(garw, procurement, winner)
    two_quarters(garw, turn, agreement)
    found = bodies(Procurement.objects.get(pk=procurement.pk).process)
    valid(found)
    assert {"tender", "award", "contract", "implementation"} <= {one for body in found for one in body["tag"]}
    the_next_turn(garw, turn, panel)
    run_jobs()
    for path in (
        f"turns/{turn.pk}/needs/", f"turns/{turn.pk}/panel/", f"procurements/{procurement.pk}/",
        f"procurements/{procurement.pk}/specification/", f"procurements/{procurement.pk}/opening/",
        f"contracts/{agreement.pk}/", f"contracts/{agreement.pk}/quarters/",
    ):  # fmt: skip
        for language in ("cy", "en"):
            visit(client, path, language)


def eleven_needs(cast: Cast, turn: Turn) -> list[Need]:
    return [
        commissioning.record_need(by=cast.fresh(who), turn=turn, text_en=text, lang="en")
        for text, who in zip(NEEDS, ("Mair", "Dai", "Siân") * 4, strict=False)
    ]


def twelve_of_150(cast: Cast, turn: Turn) -> Panel:
    """Twelve citizens are drawn from 150 who said yes; two professionals are named; all take their seats."""
    areas(cast)
    panel = a_panel(turn)
    in_pool(panel, neighbours(cast, 150))
    panels.set_quotas(by=cast.fresh("Ffion"), panel=panel, quotas=QUOTAS)
    panel = drawn(panel)
    for who in ("Ffion", "Tomos"):
        panels.name_professional(by=SYSTEM, panel=panel, party=cast.party(who))
    for seat in Seat.objects.filter(panel=panel, state="asked").select_related("party__person", "panel"):
        panels.answer_seat(by=seat.party.person, seat=seat, yes=True)
    assert Seat.objects.filter(panel=panel, state="seated", side="citizens").count() == 12
    meeting = meetings.record_meeting(
        by=SYSTEM, panel=panel, starts_at=timezone.now() - DAY, length_minutes=120,
        present=Seat.objects.filter(panel=panel, state="seated"), decided_cy="Dechrau.", decided_en="To begin.",
    )  # fmt: skip
    assert meetings.credit_meeting(by=cast.fresh("Tomos"), meeting=meeting) == 12
    return panel


def seats_of(panel: Panel) -> list[Seat]:
    rows = Seat.objects.filter(panel=panel, state="seated").select_related("party__person", "panel")
    return list(rows.order_by("pk"))


def in_order(cast: Cast, turn: Turn, panel: Panel, needs: list[Need]) -> None:
    """One of the eleven says what another says; then everybody chooses, and the list has an order."""
    assembly.join_needs(by=cast.fresh("Ffion"), need=needs[6], into=needs[1])
    for number, seat in enumerate(seats_of(panel)):
        chosen = [needs[0], needs[2 + number % 3]]
        assembly.choose_needs(by=seat.party.person, turn=turn, party=seat.party, needs=chosen)
    assert assembly.settle_ranks(by=cast.fresh("Ffion"), turn=turn) == 4
    assert Need.objects.get(rank=1) == needs[0]
    assert Need.objects.filter(turn=turn).count() == 11


def begun(cast: Cast, turn: Turn) -> Procurement:
    """Weights that total 99 are refused, wherever they come from."""
    weights = [40, 20, 10, 29]
    with pytest.raises(Refused, match="99"):
        tendering.publish(cast, tendering.draft(cast, turn=turn, weights=weights))
    wrong = Procurement.objects.get()
    tender.weigh_criteria(
        by=cast.fresh("Ffion"), procurement=wrong, weights={one.pk: number for one, number in zip(
            wrong.criteria.order_by("place"), (40, 20, 10, 30), strict=True)},
    )  # fmt: skip
    return Procurement.objects.get(pk=wrong.pk)


def four_versions(cast: Cast, procurement: Procurement, panel: Panel) -> None:
    text = "Somewhere to go on five days."
    idea = None
    for number in range(1, 5):
        more: dict[str, Any] = {"text_cy": f"Rhywle i fynd. {number}", "text_en": f"{text} {number}"}
        if number > 1:
            more |= {"changed_cy": "Mwy", "changed_en": "More", "why_cy": "Gofynnwyd", "why_en": "Asked for"}
        if number == 3:
            idea = specification.suggest(
                by=cast.fresh("Mair"), procurement=procurement, party=cast.party("Mair"),
                words="Open on Saturdays too.", lang="en",
            )  # fmt: skip
            more["takes"] = [Taken(idea, answer="Yes, from the summer.", lang="en")]
        specification.write_version(by=cast.fresh("Ffion"), procurement=procurement, after=number - 1, **more)
    assert procurement.specifications.count() == 4
    assert idea is not None
    idea.refresh_from_db()
    assert idea.state in ("taken", "accepted", "partly")


def ready(cast: Cast, procurement: Procurement) -> dict[str, str]:
    files = tendering.with_keys(cast, procurement)
    for seat in seats_of(procurement.panel):  # type: ignore[arg-type]
        conflicts.declare_interest(
            by=seat.party.person, procurement=procurement, has_interest=False, text="", lang=""
        )
    tendering.publish(cast, procurement)
    procurement.refresh_from_db()
    with pytest.raises(Refused):
        specification.write_version(by=cast.fresh("Ffion"), procurement=procurement, text_cy="x", text_en="x")
    return files


def five_bids(cast: Cast, procurement: Procurement) -> None:
    """Four come in time, one of them from a members' circle; the fifth is late by a second."""
    bodies = [tendering.body(cast, called=name) for name in ("Clwb Dydd", "Llwybrau", "Haul a Glaw")]
    circle = tendering.body(cast, "Siân", "Cylch Cinio", PartyKind.GROUP)
    for bidder, pounds in zip(bodies, (40_000, 42_000, 44_000), strict=True):
        assert isinstance(tendering.bid(cast, procurement, bidder, said=SECRET, pounds=pounds), Bid)
    assert isinstance(tendering.bid(cast, procurement, circle, "Siân", said=SECRET, pounds=38_000), Bid)
    late = tendering.body(cast, called="Rhy Hwyr")
    closed = tendering.time_passes(procurement, seconds=1)
    assert isinstance(tendering.bid(cast, closed, late), BidAttempt)
    assert not Bid.objects.filter(bidder=late).exists()


def opened_together(cast: Cast, procurement: Procurement, files: dict[str, str]) -> list[OpenedBid]:
    row = Procurement.objects.get(pk=procurement.pk)
    tendering.gives(cast, row, "Dai", files)
    assert not OpenedBid.objects.exists()
    assert isinstance(tendering.gives(cast, row, "Priya", files), Opening)
    opened = list(OpenedBid.objects.select_related("bid__bidder").order_by("price_pence"))
    assert [one.price_pence for one in opened] == [3_800_000, 4_000_000, 4_200_000, 4_400_000]
    assert all(SECRET in json.dumps(one.content) for one in opened)
    return opened


def scored_and_agreed(
    cast: Cast, procurement: Procurement, panel: Panel, opened: list[OpenedBid]
) -> OpenedBid:
    """Fourteen people score four bids alone; citizens and professionals differ, and both stay in sight."""
    criteria = list(procurement.criteria.exclude(kind="price").order_by("place"))
    for seat in seats_of(panel):
        for place, bid in enumerate(opened):
            for one in criteria:
                mark = 5 - place if seat.side == "citizens" else 2 + place
                scoring.score_bid(
                    by=seat.party.person, bid=bid, criterion=one, seat=seat, score=mark, reason="As it says",
                    lang="en",
                )  # fmt: skip
    ffion = cast.fresh("Ffion")
    scoring.begin_moderation(by=ffion, procurement=Procurement.objects.get(pk=procurement.pk))
    for place, bid in enumerate(opened):
        for one in criteria:
            scoring.moderate_score(
                by=ffion, bid=bid, criterion=one, score=4 - place, reason_cy="Cytunwyd", reason_en="Agreed",
            )  # fmt: skip
    with pytest.raises(Refused):
        scoring.moderate_score(
            by=ffion, bid=opened[0], criterion=criteria[0], score=1, reason_cy="Na", reason_en="No"
        )
    row = Procurement.objects.get(pk=procurement.pk)
    assert row.state == "moderated"
    assert first_of(row, row.lots.get()) == opened[0]
    return opened[0]


def awarded_and_signed(cast: Cast, procurement: Procurement, winner: OpenedBid) -> Agreement:
    ffion, lot = cast.fresh("Ffion"), procurement.lots.get()
    award = awards.decide_award(
        by=ffion, lot=lot, bid=winner, reason_cy="Y gorau", reason_en="The best", agreed=Agreed(12, 0, 2, 0)
    )
    with pytest.raises(Refused):
        awards.confirm_award(by=ffion, award=award)
    LotAward.objects.filter(pk=award.pk).update(
        standstill_ends=timezone.now() - DAY, decided_at=timezone.now() - 220 * DAY
    )
    award = awards.confirm_award(by=ffion, award=award)
    today = timezone.localdate()
    outcome = procurement.criteria.exclude(outcome=None).get().outcome
    agreement = agreements.sign_agreement(
        by=ffion, award=award, starts_on=today - 200 * DAY, ends_on=today + 165 * DAY,
        milestones=[
            NewMilestone("Agor", "Open five days", today - 150 * DAY, 1_800_000, outcome),
            NewMilestone("Bwrdd", "Members on the board", today - 20 * DAY, 2_000_000),
        ],
    )  # fmt: skip
    Agreement.objects.filter(pk=agreement.pk).update(signed_at=timezone.now() - 205 * DAY)
    assert Party.objects.get(pk=agreement.supplier_id).kind == PartyKind.GROUP
    return agreement


def two_quarters(cast: Cast, turn: Turn, agreement: Agreement) -> None:
    """What was promised is told beside what people really did, quarter by quarter."""
    ffion = cast.fresh("Ffion")
    procurement = Procurement.objects.get(pk=agreement.procurement_id)
    activity = delivering.plan_activity(
        by=cast.tomos, community=cast.community, turn=turn, title_cy="Cinio", title_en="Lunch", work=work("arts")
    )  # fmt: skip
    promised = Milestone.objects.get(process=procurement.process, title="Open five days")
    commissioning.undertake(by=ffion, milestone=promised, activity=activity)
    seated = seats_of(procurement.panel)  # type: ignore[arg-type]
    crowd = [seat.party for seat in seated if seat.side == "citizens"]
    for days in (150, 60):
        held = timezone.now() - days * DAY
        session = delivering.add_session(
            by=cast.tomos, activity=activity, starts_at=held, ends_at=held + dt.timedelta(hours=2)
        )
        rows = [delivering.AttendanceRow(party, Part.CONTRIBUTING, 60) for party in crowd]
        delivering.record_attendance(by=cast.tomos, session=session, rows=rows)
    today = timezone.localdate()
    for number, milestone in enumerate(agreement.milestones.order_by("number")):
        met = today - (140 - 125 * number) * DAY
        agreements.meet_milestone(by=ffion, milestone=milestone, met_on=met, evidence="Sheets", lang="en")
        agreements.pay(
            by=ffion, milestone=milestone, pence=milestone.value_pence, paid_on=met, key=f"pay{number}"
        )


def the_next_turn(cast: Cast, turn: Turn, panel: Panel) -> None:
    """A finding is published, the panel decides to go on changed, and the finding begins the next turn."""
    finding = evaluating.find(
        by=cast.fresh("Priya"), turn=turn, text_cy="Mae angen nosweithiau.", text_en="Evenings are missed."
    )
    evaluating.publish_finding(by=cast.fresh("Priya"), finding=finding)
    for seat in seats_of(panel):
        recommission.choose_for_turn(
            by=seat.party.person, seat=seat, choice="change", reason="Evenings too", lang="en"
        )
    ended = recommission.end_turn_by_panel(
        by=cast.fresh("Ffion"), turn=turn, reason_cy="Nosweithiau hefyd", reason_en="Evenings too"
    )
    assert ended.decision == "change"
    services.start_turn(by=cast.fresh("Ffion"), service=turn.service)
    need = evaluating.hand_down_need(by=cast.fresh("Priya"), finding=finding)
    assert (need.turn.number, need.text_en) == (2, "Evenings are missed.")
