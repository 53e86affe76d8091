"""What stands in the addresses and bodies of the API, in two twin communities."""

from __future__ import annotations

import datetime as dt
from pathlib import Path
from typing import Any

from django.utils import timezone

from gilydd.assets import commands as assets
from gilydd.delivering import commands as delivering
from gilydd.exchange import commands as exchange
from gilydd.exchange.commands import closing, grouping, recurring, spending, trading
from gilydd.exchange.models import Agreement
from gilydd.exchange.queries.reports import first_day
from gilydd.exchange.reports import quarters
from gilydd.exchange.words import AgreementState
from gilydd.people import commands as people
from gilydd.people.models import Community, Party
from gilydd.people.policy import SYSTEM
from gilydd.people.words import PartyKind, Role
from gilydd.safety import commands as safety
from tests.cast import Cast, work
from tests.permissions.both_sides import furnish_findings
from tests.permissions.reading import furnish_more_reading
from tests.permissions.tendering import furnish_more_tenders
from tests.permissions.world import furnish

KEEPERS = {"Dai": "Dai", "Ffion": "Ffion", "Priya": "Priya", "Mair": "Mair", "Sian": "Siân"}
NOW = timezone.now
TODAY = timezone.localdate


def furnish_api(cast: Cast, folder: Path) -> dict[str, Any]:
    """One of everything that an operation names; what it is about concerns Dai and Mair.

    Mair lives in the area that Nia co-ordinates; Dai lives in none.
    """
    made: dict[str, Any] = dict(furnish(cast, folder))
    made |= _people(cast) | _exchange(cast) | _together(cast) | _assets(cast)
    made |= furnish_more_reading(cast, made)
    made |= furnish_more_tenders(cast, made)
    made |= {f"member_{one.lower()}": cast.member(name).pk for one, name in KEEPERS.items()}
    made |= furnish_findings(cast)
    return made | _delivering(cast)


def _delivering(cast: Cast) -> dict[str, Any]:
    """An activity without a session ahead, and a session that is over."""
    idle = delivering.plan_activity(
        by=cast.tomos, community=cast.community, title_cy="Côr", title_en="Choir", work=work("arts")
    )
    over = delivering.add_session(
        by=cast.tomos,
        activity=delivering.plan_activity(
            by=cast.tomos,
            community=cast.community,
            title_cy="Gardd",
            title_en="Garden",
            work=work("gardening"),
        ),
        starts_at=NOW() - dt.timedelta(hours=5),
        ends_at=NOW() - dt.timedelta(hours=3),
    )
    return {"idle": idle.pk, "over": over.pk}


def _people(cast: Cast) -> dict[str, Any]:
    by, community = SYSTEM, cast.community
    area = people.add_area(by=by, community=community, code="top", name_cy="Pen uchaf", name_en="Top end")
    people.change_area(by=by, membership=cast.member("Mair"), area=area)
    nia = people.enrol(
        by=by, community=community, full_name="Nia Lloyd", known_as="Nia", email=f"nia@{cast.slug}.example"
    )
    people.give_role(by=by, membership=nia, role=Role.COORDINATOR, area=area)
    choir = people.add_organisation(
        by=by, community=community, name="Choir", kind=PartyKind.GROUP, number="choir"
    )
    held = people.give_role(by=by, membership=cast.member("Siân"), role=Role.RESEARCHER)
    joining = people.ask_to_join(
        by=cast.tomos, community=community, full_name="Gwen Prys", phone="01656 000000", lang="en"
    )
    reference = people.ask_reference(by=cast.tomos, joining=joining, name="A neighbour")
    check = people.record_vetting(by=cast.tomos, membership=cast.member("Mair"), kind="licence")
    rule = people.set_work_rule(by=cast.tomos, community=community, work=work("childcare"), needs="enhanced")
    acting = people.let_act_for(
        by=cast.tomos, community=community, person=cast.fresh("Siân"), party=choir.party
    )
    people.change_joining_rules(by=by, community=community, references_needed=0, induction_needed=False)
    ready, gone = (
        people.ask_to_join(by=cast.tomos, community=community, full_name=name, phone=phone, lang="en")
        for name, phone in (("Elin Wyn", "01656 000001"), ("Huw Prys", "01656 000002"))
    )
    people.record_meeting(by=cast.tomos, joining=ready)
    people.agree_code(by=cast.tomos, joining=ready)
    people.withdraw_joining(by=cast.tomos, joining=gone, reason="Moved away.")
    resting = people.enrol(
        by=by, community=community, full_name="Rest Awhile", joined_on=TODAY() - dt.timedelta(days=400)
    )
    people.pause_membership(by=cast.tomos, membership=resting, reason="A rest.")
    since, until = quarters(first_day(community), TODAY())[0]
    return {
        "quarter": f"since={since}&until={until}",
        "ready": ready.pk, "gone": gone.pk, "resting": resting.pk,
        "nia": nia.pk, "choir": choir.pk, "held": held.pk, "joining": joining.pk, "reference": reference.pk,
        "check": check.pk, "rule": rule.pk, "acting": acting.pk, "purpose": "directory", "area": "top",
        **{name: cast.member(called).pk for name, called in (
            ("mair", "Mair"), ("dai", "Dai"), ("siân", "Siân"), ("tomos", "Tomos"), ("priya", "Priya"))},
    }  # fmt: skip


def _exchange(cast: Cast) -> dict[str, Any]:
    community, dai, tomos = cast.community, cast.dai, cast.tomos
    claim = exchange.record_hours(
        by=dai, community=community, giver=dai.party, receiver=cast.party("Mair"), minutes=30, lang="en",
        work=work("gardening"), occurred_at=NOW() - dt.timedelta(days=1), key="claim",
    )  # fmt: skip
    exchange.change_rules(by=tomos, community=community, approval_above_minutes=60)
    long = exchange.record_hours(
        by=dai, community=community, giver=dai.party, receiver=cast.party("Mair"), minutes=120, lang="en",
        work=work("gardening"), occurred_at=NOW() - dt.timedelta(days=1), key="long",
    )  # fmt: skip
    mair = cast.fresh("Mair")
    exchange.confirm_claim(by=mair, claim=long)
    gift = exchange.give_hours(
        by=dai, community=community, giver=dai.party, receiver=cast.party("Mair"), minutes=15, key="gift"
    )
    done = exchange.record_hours(
        by=mair, community=community, giver=dai.party, receiver=cast.party("Mair"), minutes=45, lang="en",
        work=work("gardening"), occurred_at=NOW() - dt.timedelta(days=1), key="done",
    )  # fmt: skip
    trouble = exchange.raise_trouble(
        by=dai, about=claim, raised_by=dai.party, kind="problem", words="Not sure", lang="en"
    )
    open_ask = exchange.ask_for_help(
        by=dai,
        community=community,
        asker=dai.party,
        title="Hedge",
        minutes=60,
        work=work("gardening"),
        lang="en",
    )
    dated = exchange.make_promise(
        by=tomos, helper=cast.party("Mair"), ask=exchange.ask_for_help(
            by=dai, community=community, asker=dai.party, title="Lawn", minutes=60, work=work("gardening"), lang="en"
        ),
    )  # fmt: skip
    exchange.propose_time(by=dai, promise=dated, at=NOW() + dt.timedelta(days=2), where="Garden")
    return {
        "open_ask": open_ask.pk, "dated": dated.pk,
        "claim": claim.pk, "kind": "claim", "number": long.pk, "gift": gift.pk, "transfer": done.transfer_id,
        "trouble": trouble.pk, "account": cast.account("Dai").pk,
    }  # fmt: skip


def _together(cast: Cast) -> dict[str, Any]:
    community, dai = cast.community, cast.dai
    series = recurring.propose_series(
        by=dai, community=community, asker=dai.party, helper=cast.party("Mair"), title="Weekly", minutes=60,
        work=work("gardening"), every_weeks=1, first_on=TODAY() + dt.timedelta(days=3), lang="en",
    )  # fmt: skip
    group = grouping.organise_group(
        by=dai, community=community, organiser=dai.party, title="Clearing", work=work("litter"), lang="en",
        occurred_at=NOW() - dt.timedelta(days=2), key="group",
        rows=[grouping.Row(cast.party("Mair"), dai.party, 30), grouping.Row(dai.party, cast.party("Mair"), 30)],
    )  # fmt: skip
    choir = Party.objects.get(memberships__community=community, memberships__number="choir")
    place = spending.add_spending_place(
        by=cast.tomos, community=community, party=choir, name_cy="Cyngerdd", name_en="Concert", minutes=60,
        work=work("arts"),
    )  # fmt: skip
    visit = spending.spend(by=dai, at=place, party=dai.party, day=TODAY() + dt.timedelta(days=5), key="visit")
    return {"series": series.pk, "group": group.pk, "spending_place": place.pk, "visit": visit.pk}


def agree(one: Cast, other: Cast, outside: Community) -> dict[str, dict[str, Any]]:
    """The twins trade, each with the row of its own side; a third community proposed to both."""
    if not _between(one, other).exists():
        trading.propose_agreement(
            by=one.tomos, community=one.community, partner=other.community, limit_minutes=600
        )
    for mine, theirs in ((one, other), (other, one)):
        asked = _between(mine, theirs).filter(state=AgreementState.ASKED).first()
        if asked:
            trading.answer_agreement(by=mine.tomos, agreement=asked, yes=True)
    made = {}
    for mine, theirs in ((one, other), (other, one)):
        trading.propose_agreement(by=SYSTEM, community=outside, partner=mine.community, limit_minutes=60)
        third = Agreement.objects.of(mine.community).get(partner_key=outside.key)
        made[mine.slug] = {"agreement": _between(mine, theirs).get().pk, "asked_agreement": third.pk}
    return made


def _between(mine: Cast, theirs: Cast) -> Any:
    rows = Agreement.objects.of(mine.community).filter(partner_key=theirs.community.key)
    return rows.exclude(state=AgreementState.ENDED)


def _assets(cast: Cast) -> dict[str, Any]:
    community, dai = cast.community, cast.dai
    offer = assets.add_asset(
        by=dai, community=community, party=dai.party, kind="offer", term=work("computers")
    )
    thing = assets.add_asset(by=dai, community=community, party=dai.party, kind="skill", term=work("arts"))
    loan = assets.borrow(
        by=cast.mair, thing=_ladder(cast), borrower=cast.party("Mair"), wanted_from=TODAY(),
        wanted_until=TODAY() + dt.timedelta(days=2),
    )  # fmt: skip
    asked = exchange.take_offer(
        by=cast.fresh("Siân"), offer=offer, asker=cast.party("Siân"), title="My laptop", minutes=30, lang="en"
    )
    block = safety.block(by=dai, community=community, party=dai.party, blocked=cast.party("Priya"))
    closing.ask_to_leave(by=dai, membership=cast.member("Dai"), lang="en")
    return {
        "offer": offer.pk,
        "asset": thing.pk,
        "ladder": loan.thing_id,
        "loan": loan.pk,
        "block": block.pk,
        "asked": asked.pk,
    }


def _ladder(cast: Cast) -> Any:
    return assets.add_asset(
        by=cast.dai, community=cast.community, party=cast.dai.party, kind="thing", term=work("thing-ladder")
    )
