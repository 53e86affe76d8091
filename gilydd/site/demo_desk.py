"""The demo's moderators' desk: one case waits, one came back after a second look; a concern."""

from __future__ import annotations

import datetime as dt

from django.utils import timezone

from gilydd.commissioning import commands as commissioning
from gilydd.commissioning.models import Need
from gilydd.people.models import Membership, Party, Person
from gilydd.people.words import MembershipState
from gilydd.safety import commands as safety
from gilydd.safety.models import Case
from gilydd.services.models import Turn

from .demo_scene import Valley

WELCOME_CY = (
    "Siaradwch â phobl eraill fel y byddech chi'n siarad â nhw wrth giât yr ardd. Mae anghytuno yn iawn."
)
WELCOME_EN = "Speak with others as you would at the garden gate. It is fine to disagree."
SHARP = "The bus people do not care about us up here. Somebody should tell them so."
COLD = "Somewhere warm to sit in winter. The hall is as cold as a barn, and my mother cannot heat her house."
SELLING = "A minibus. My brother sells them: ring him on 07700 900123."


def desk(valley: Valley) -> None:
    """What is welcome here; two needs that were reported: one stays after a second look, one waits."""
    community = valley.community
    broker, second = valley.cast["Tomos"], valley.cast["Priya"]
    safety.change_safety_rules(
        by=broker, community=community, acknowledge_working_days=1, decide_days=7, look_days=3,
        again_days=28, welcome_cy=WELCOME_CY, welcome_en=WELCOME_EN,
    )  # fmt: skip
    turn = Turn.objects.of(community).filter(ended_on__isnull=True).order_by("pk").first()
    members = _members(valley, 2, without=[one.pk for one in valley.cast.values()])
    if turn is None or len(members) < 2:
        return
    writer, other = members
    reporter = valley.cast["Dai"]
    sharp = commissioning.record_need(by=writer, turn=turn, text_en=SHARP, lang="en")
    case = _reported(valley, reporter, sharp, writer.party, "unkind", SHARP)
    safety.decide_case(
        by=broker, case=case, verdict="away", reason="unkind", explanation="It speaks ill of the drivers.",
        lang="en",
    )  # fmt: skip
    safety.ask_again(
        by=writer, case=case, party=writer.party, plea="It is about the company, and it is true.", lang="en"
    )
    safety.look_again(
        by=second, case=case, verdict="keep",
        answer="A complaint about a service is welcome, also when it is sharp.", lang="en",
    )  # fmt: skip
    selling = commissioning.record_need(by=other, turn=turn, text_en=SELLING, lang="en")
    _reported(valley, reporter, selling, other.party, "selling", SELLING)
    cold = commissioning.record_need(by=other, turn=turn, text_en=COLD, lang="en")
    kept = _reported(valley, reporter, cold, other.party, "untrue", COLD)
    safety.decide_case(
        by=broker, case=kept, verdict="keep", explanation="Others say the same of the hall.", lang="en"
    )
    _concern(valley, reporter, cold)


def _concern(valley: Valley, raised_by: Person, need: Need) -> None:
    """A concern that a lead took on, with a step to do."""
    lead = valley.cast["Priya"]
    concern = safety.raise_concern(
        by=raised_by, community=valley.community, lang="en", source=need,
        words="Somebody writes here that an old mother sits in the cold. Can somebody see to her?",
    )  # fmt: skip
    safety.take_on(by=lead, concern=concern)
    safety.plan_step(
        by=lead, concern=concern, words="Phone the council's duty desk", lang="en",
        due_on=timezone.localdate() + dt.timedelta(days=1),
    )  # fmt: skip


def _reported(valley: Valley, by: Person, need: Need, whose: Party, reason: str, quote: str) -> Case:
    report = safety.report_thing(
        by=by, community=valley.community, thing_key=f"commissioning.need:{need.pk}", whose=whose,
        reason=reason, quote=quote, quote_lang="en", public=True,
    )  # fmt: skip
    return report.case


def _members(valley: Valley, how_many: int, *, without: list[int]) -> list[Person]:
    """Active members without any duty, always the same ones."""
    here = Membership.objects.of(valley.community).filter(state=MembershipState.ACTIVE, roles__isnull=True)
    rows = Person.objects.filter(party__memberships__in=here).exclude(pk__in=without).order_by("pk")
    return list(rows.select_related("party")[:how_many])
