"""Partnerships of the permission tables: Dai speaks for a group and keeps the fund, Siân is a partner herself."""

from __future__ import annotations

from typing import Any

from django.utils import timezone

from gilydd.partnerships import commands
from gilydd.partnerships.models import Ground, Seat
from gilydd.people import commands as people
from gilydd.people.models import Community
from gilydd.people.policy import SYSTEM
from gilydd.people.queries import forget_standing
from gilydd.people.words import Capacity, PartyKind
from tests.cast import Cast
from tests.partnerships.scene import framework, today

HOW: dict[str, Any] = {"lang": "en"}


def furnish_partnerships(cast: Cast) -> dict[str, Any]:
    """A programme with one of everything, and the programme of somebody else that asks this community."""
    dai, community = cast.dai, cast.community
    rules = framework(cast, "resident-majority")
    framework(cast, "duty-to-co-operate")
    statements = framework(cast, "more-than-skin-deep")
    row = commands.start_partnership(
        by=SYSTEM, community=community, kind="programme", name_cy="Rhaglen", name_en="Programme",
        purpose_cy="P", purpose_en="P", rules=rules,
    )  # fmt: skip
    idle = commands.start_partnership(
        by=SYSTEM, community=community, kind="alliance", name_cy="Cynghrair", name_en="Alliance",
        purpose_cy="P", purpose_en="P",
    )  # fmt: skip
    party = people.add_organisation(
        by=SYSTEM, community=community, name="Voice", kind=PartyKind.GROUP, number="voice"
    ).party
    people.let_act_for(by=SYSTEM, community=community, person=dai, party=party)
    forget_standing(dai)
    group = commands.add_partner(by=SYSTEM, partnership=row, party=party, kind="citizens")
    sian = commands.add_partner(by=SYSTEM, partnership=row, party=cast.party("Siân"), kind="other")
    seat = commands.seat_member(
        by=SYSTEM, partnership=row, party=dai.party, capacity=Capacity.CITIZEN, part="keeper", partner=group,
        seat=Seat.objects.get(framework=rules, code="resident"),
    )  # fmt: skip
    ground = Ground.objects.get(framework__community=community, code="s164")
    asked = commands.request_cooperation(
        by=SYSTEM, asker=group, asked=sian, ground=ground, title="A room", words="Please.",
        answer_by=today(9), **HOW,
    )  # fmt: skip
    version = commands.write_agreement(
        by=SYSTEM, partnership=row, title_cy="C", title_en="A", text_cy="C", text_en="A", from_on=today(),
        review_on=today(9),
    )  # fmt: skip
    of_group: dict[str, Any] = {
        "by": SYSTEM,
        "partner": group,
        "gift": "space",
        "amount": 100,
        "what": "A hall",
    } | HOW
    pledge = commands.pledge(**of_group, from_on=today(), until_on=today(9))
    given = commands.contribute(**of_group, given_on=today())
    fund = commands.open_fund(by=SYSTEM, partnership=row)
    entry = commands.pay_in(
        by=SYSTEM,
        fund=fund,
        partner=group,
        pence=5_000,
        what="Share",
        occurred_on=today(),
        key="share",
        **HOW,
    )
    done = commands.propose_decision(
        by=SYSTEM, partnership=row, title="Oven", allows_pence=3_000, proposer=dai.party, **HOW
    )
    commands.take_stand(by=SYSTEM, decision=done, stance="for", member=seat)
    commands.settle_decision(by=SYSTEM, decision=done)
    decision = commands.propose_decision(by=SYSTEM, partnership=row, title="Bus", proposer=dai.party, **HOW)
    commands.take_stand(by=SYSTEM, decision=decision, stance="for", member=seat)
    action = commands.add_action(
        by=SYSTEM, partnership=row, what="Ring", due_on=today(9), carrier=dai.party, **HOW
    )
    assessment = commands.begin_assessment(
        by=SYSTEM, partnership=row, year=timezone.localdate().year, framework=statements, closes_on=today(9)
    )
    other = people.found_community(
        by=SYSTEM, slug=f"{cast.slug}-over-the-hill", name_cy="Dros y bryn", name_en="Over the hill"
    )
    return {
        "rule_set": rules.pk, "statements": statements.pk, "partnership": row.pk, "programme": row.pk,
        "idle_partnership": idle.pk,
        "partner": group.pk, "other_partner": sian.pk, "board_member": seat.pk, "ground": ground.pk,
        "cooperation": asked.pk, "partner_agreement": version.agreement_id, "pledge": pledge.pk,
        "contribution": given.pk, "fund_entry": entry.pk, "carried_decision": done.pk,
        "board_decision": decision.pk, "board_action": action.pk, "assessment": assessment.pk,
        "assessed_question": assessment.survey.questions.earliest("pk").pk, "year": timezone.localdate().year,
        "hill": other.slug, "voice": party.memberships.get().pk,
        **_links(cast, other),
    }  # fmt: skip


def _links(cast: Cast, other: Community) -> dict[str, Any]:
    made = {}
    for name, joined in (("invited_link", False), ("programme_link", True)):
        theirs = commands.start_partnership(
            by=SYSTEM, community=other, kind="programme", name_cy=name, name_en=name, purpose_cy="P",
            purpose_en="P",
        )  # fmt: skip
        link = commands.invite_community(by=SYSTEM, programme=theirs, community=cast.community)
        if joined:
            commands.answer_link(by=SYSTEM, link=link, yes=True)
        made[name] = link.pk
    return made
